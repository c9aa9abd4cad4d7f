package simtest

import (
	"context"
	"errors"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
)

// commitMutants are bugs in what is durable when.
func commitMutants() []Mutant {
	return []Mutant{
		stored("refund is sent before the sending is written down", bend{saveRefund: func(_ context.Context, _ merchant.Tx, r *payment.Refund, _ *int64) bool {
			return r.State != payment.RefundSending
		}}),
		stored("answer is given before the commit, which a crash loses", bend{update: sometimesLost}),
		stored("half of a transaction is stored", bend{savePayment: func(_ context.Context, _ merchant.Tx, p *payment.Payment) bool {
			return p.State != payment.Paid && p.State != payment.Refunded
		}}),
		{Name: "state and its event are two transactions", Store: func(w *World, next merchant.Store) merchant.Store {
			return bentStore{next, &bend{event: func(e *payment.Event) bool { return e.Type != payment.EventPaid || w.steps%3 != 0 }}}
		}},
	}
}

// sometimesLost answers yes to what it rolls back.
func sometimesLost(ctx context.Context, next merchant.Store, fn func(merchant.Tx) error) error {
	if t := threadOf(ctx); t == nil || t.id%7 != 0 {
		return next.Update(ctx, fn)
	}
	lost := errors.New("lost")
	err := next.Update(ctx, func(tx merchant.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		return lost
	})
	if errors.Is(err, lost) {
		return nil
	}
	return err
}
