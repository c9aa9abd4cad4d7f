package simtest

import (
	"context"
	"slices"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
)

// Layers are the guards that stand behind one another, each as the mutant that
// takes it away. Some of them alone may be missing without anything breaking:
// the matrix of all pairs says which hold for which.
func Layers() []Mutant {
	return []Mutant{
		gatewayMutant("persisted checksum", bentGateway{cancel: func(ctx context.Context, g bentGateway, o payment.CancelOrder) (payment.Seen, error) {
			if s, err := g.Gateway.Lookup(ctx, o.ImpUID); err == nil {
				o.Checksum = s.Balance()
			}
			g.w.monitor.lenient = true // that it is not what was written down is the point
			return g.Gateway.Cancel(ctx, o)
		}}),
		sees("token look-up", func(_ *World, _ payment.ImpUID, s payment.Seen) payment.Seen {
			s.History = slices.Clone(s.History)
			for i := range s.History {
				s.History[i].Reason = "cut"
			}
			return s
		}),
		stored("lease fencing", bend{saveRefund: func(ctx context.Context, tx merchant.Tx, r *payment.Refund, fence *int64) bool {
			if old, err := tx.Refunds().ByID(ctx, r.ID); err == nil {
				*fence = old.Fence
				r.Fence = max(r.Fence, old.Fence)
			}
			return true
		}}),
		stored("one refund at a time (B23)", bend{refunds: func(list []payment.Refund) []payment.Refund {
			return slices.DeleteFunc(list, func(r payment.Refund) bool { return r.State.UnderWay() })
		}}, noUnderWay),
		stored("compare-and-set of versions", bend{savePayment: lastVersion}),
		stored("one event a version", bend{}, noEventOnce),
	}
}

// Both is two mutants at once.
func Both(a, b Mutant) Mutant {
	return Mutant{
		Name:    a.Name + " + " + b.Name,
		Gateway: func(w *World, g Gateway) Gateway { return a.gateway(w, b.gateway(w, g)) },
		Store:   func(w *World, s merchant.Store) merchant.Store { return a.store(w, b.store(w, s)) },
		Schema:  slices.Concat(a.Schema, b.Schema),
	}
}
