package store

import (
	"context"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/store/sqlgen"
)

type events struct{ *tx }

func (r events) Append(ctx context.Context, e payment.Event) error {
	return r.done("append event", r.q.AppendEvent(ctx, sqlgen.AppendEventParams{
		ID: text(e.ID), PaymentID: text(e.PaymentID), Version: e.Version, Type: text(e.Type), Actor: text(e.Actor),
		ImpUID: text(e.ImpUID), Reason: text(e.Reason), Detail: text(e.Detail), At: micros(e.At),
	}))
}

func (r events) OfPayment(ctx context.Context, id payment.ID) ([]payment.Event, error) {
	rows, err := r.q.EventsOfPayment(ctx, text(id))
	if err != nil {
		return nil, r.done("read events", err)
	}
	return each(rows, func(row sqlgen.PaymentEvent) (payment.Event, error) {
		return payment.Event{
			ID: row.ID, PaymentID: payment.ID(row.PaymentID), Version: row.Version, Type: payment.EventType(row.Type),
			Actor: row.Actor, ImpUID: payment.ImpUID(row.ImpUID), Reason: fault.Code(row.Reason), Detail: row.Detail,
			At: moment(row.At),
		}, nil
	})
}
