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
		stored("refund is sent before it is written down", bend{update: withoutClaims}),
		stored("answer is given before the commit, which a crash loses", bend{update: sometimesLost}),
		stored("failed transaction is answered as done", bend{update: func(ctx context.Context, next merchant.Store, fn func(merchant.Tx) error) error {
			err := next.Update(ctx, fn)
			if errors.Is(err, merchant.ErrStale) || errors.Is(err, merchant.ErrExists) {
				return nil
			}
			return err
		}}),
		stored("half of a transaction is stored", bend{savePayment: func(_ context.Context, _ merchant.Tx, p *payment.Payment) bool {
			return p.State != payment.Paid && p.State != payment.Refunded
		}}),
		{Name: "state and its event are two transactions", Store: func(w *World, next merchant.Store) merchant.Store {
			return bentStore{next, &bend{event: func(e *payment.Event) bool { return e.Type != payment.EventPaid || w.steps%3 != 0 }}}
		}},
	}
}

// withoutClaims forgets every claim of a refund: the intent to send is in memory
// alone.
func withoutClaims(ctx context.Context, next merchant.Store, fn func(merchant.Tx) error) error {
	return next.Update(ctx, func(tx merchant.Tx) error {
		return fn(unclaimedTx{tx})
	})
}

type unclaimedTx struct{ merchant.Tx }

func (x unclaimedTx) Refunds() merchant.Refunds { return unclaimedRefunds{x.Tx.Refunds()} }

type unclaimedRefunds struct{ merchant.Refunds }

// Insert keeps the wish with a token that will not be the one that is sent.
func (r unclaimedRefunds) Insert(ctx context.Context, f payment.Refund) error {
	f.Token = "RF" + f.Token[4:] + "00"
	return r.Refunds.Insert(ctx, f)
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
