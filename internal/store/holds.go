package store

import (
	"context"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/store/sqlgen"
)

type holds struct{ *tx }

func (r holds) Insert(ctx context.Context, h payment.Hold) error {
	return r.done("insert hold", r.q.InsertHold(ctx, sqlgen.InsertHoldParams{
		ID: text(h.ID), PaymentID: text(h.PaymentID), ImpUID: text(h.ImpUID), Late: late(h.Late), State: text(h.State),
		Reason: text(h.Reason), AskedAt: micros(h.AskedAt), UpdatedAt: micros(h.UpdatedAt),
	}))
}

func (r holds) Save(ctx context.Context, h payment.Hold, was payment.HoldState) error {
	n, err := r.q.SaveHold(ctx, sqlgen.SaveHoldParams{
		State: text(h.State), Reason: text(h.Reason), UpdatedAt: micros(h.UpdatedAt), ID: text(h.ID), Was: text(was),
	})
	return r.one("save hold", n, err, merchant.ErrStale)
}

func (r holds) OfPayment(ctx context.Context, id payment.ID) ([]payment.Hold, error) {
	rows, err := r.q.HoldsOfPayment(ctx, text(id))
	if err != nil {
		return nil, r.done("read holds", err)
	}
	list, err := each(rows, func(row sqlgen.Hold) (payment.Hold, error) {
		return payment.Hold{
			ID: row.ID, PaymentID: payment.ID(row.PaymentID), ImpUID: payment.ImpUID(row.ImpUID), Late: row.Late == 1,
			State: payment.HoldState(row.State), Reason: row.Reason, AskedAt: moment(row.AskedAt), UpdatedAt: moment(row.UpdatedAt),
		}, nil
	})
	return list, r.done("read holds", err)
}

// late writes a flag as both engines store it.
func late(is bool) int64 {
	if is {
		return 1
	}
	return 0
}
