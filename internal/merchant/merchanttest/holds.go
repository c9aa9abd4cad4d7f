package merchanttest

import (
	"cmp"
	"context"
	"slices"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
)

type holds tx

func (x holds) Insert(_ context.Context, h payment.Hold) error {
	if _, known := x.t.payments[h.PaymentID]; !known {
		return merchant.ErrNotFound
	}
	for _, o := range x.t.holds {
		if o.ID == h.ID || (o.PaymentID == h.PaymentID && o.ImpUID == h.ImpUID && o.Late == h.Late) {
			return merchant.ErrExists
		}
	}
	x.t.holds[h.ID] = h
	return nil
}

func (x holds) Save(_ context.Context, h payment.Hold, was payment.HoldState) error {
	stored, known := x.t.holds[h.ID]
	if !known || stored.State != was {
		return merchant.ErrStale
	}
	stored.State, stored.Reason, stored.UpdatedAt = h.State, h.Reason, h.UpdatedAt
	x.t.holds[h.ID] = stored
	return nil
}

func (x holds) OfPayment(_ context.Context, id payment.ID) ([]payment.Hold, error) {
	var list []payment.Hold
	for _, h := range x.t.holds {
		if h.PaymentID == id {
			list = append(list, h)
		}
	}
	slices.SortFunc(list, func(a, b payment.Hold) int {
		return cmp.Or(a.AskedAt.Compare(b.AskedAt), cmp.Compare(a.ID, b.ID))
	})
	return list, nil
}
