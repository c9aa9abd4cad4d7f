package store

import (
	"context"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
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

type discrepancies struct{ *tx }

func (r discrepancies) Raise(ctx context.Context, d payment.Discrepancy) error {
	return r.done("raise discrepancy", r.q.RaiseDiscrepancy(ctx, sqlgen.RaiseDiscrepancyParams{
		ID: text(d.ID), PaymentID: text(d.PaymentID), ImpUID: text(d.ImpUID), Reason: text(d.Reason),
		Detail: text(d.Detail), CreatedAt: micros(d.CreatedAt), ClosedAt: micros(d.ClosedAt),
	}))
}

func (r discrepancies) List(ctx context.Context, id payment.ID, page merchant.Page) ([]payment.Discrepancy, error) {
	rows, err := r.rows(ctx, id, page)
	if err != nil {
		return nil, r.done("read discrepancies", err)
	}
	return each(rows, func(row sqlgen.Discrepancy) (payment.Discrepancy, error) {
		return payment.Discrepancy{
			ID: row.ID, PaymentID: payment.ID(row.PaymentID), ImpUID: payment.ImpUID(row.ImpUID),
			Reason: fault.Code(row.Reason), Detail: row.Detail, CreatedAt: moment(row.CreatedAt), ClosedAt: moment(row.ClosedAt),
		}, nil
	})
}

func (r discrepancies) rows(ctx context.Context, of payment.ID, page merchant.Page) ([]sqlgen.Discrepancy, error) {
	at, id := before(page)
	if of == "" {
		return r.q.ListDiscrepancies(ctx, sqlgen.ListDiscrepanciesParams{Before: at, BeforeID: id, Most: most(page.Limit)})
	}
	return r.q.ListDiscrepanciesOfPayment(ctx, sqlgen.ListDiscrepanciesOfPaymentParams{
		PaymentID: text(of), Before: at, BeforeID: id, Most: most(page.Limit),
	})
}
