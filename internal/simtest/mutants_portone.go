package simtest

import (
	"context"
	"errors"
	"strconv"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

// bentGateway is PortOne as a mutant sees it.
type bentGateway struct {
	Gateway
	w      *World
	seen   func(w *World, asked payment.ImpUID, s payment.Seen) payment.Seen
	lookup func(ctx context.Context, g bentGateway, uid payment.ImpUID) (payment.Seen, error)
	cancel func(ctx context.Context, g bentGateway, o payment.CancelOrder) (payment.Seen, error)
	close  func(ctx context.Context, g bentGateway, uid payment.ImpUID) error
}

func (g bentGateway) bend(asked payment.ImpUID, s payment.Seen, err error) (payment.Seen, error) {
	if err == nil && g.seen != nil {
		s = g.seen(g.w, asked, s)
	}
	return s, err
}

// Lookup implements merchant.Gateway.
func (g bentGateway) Lookup(ctx context.Context, uid payment.ImpUID) (payment.Seen, error) {
	if g.lookup != nil {
		return g.lookup(ctx, g, uid)
	}
	s, err := g.Gateway.Lookup(ctx, uid)
	return g.bend(uid, s, err)
}

// LookupAll implements merchant.Gateway.
func (g bentGateway) LookupAll(ctx context.Context, uid payment.MerchantUID) ([]payment.Seen, error) {
	list, err := g.Gateway.LookupAll(ctx, uid)
	for i := range list {
		list[i], _ = g.bend(list[i].ImpUID, list[i], nil)
	}
	return list, err
}

// Cancel implements merchant.Gateway.
func (g bentGateway) Cancel(ctx context.Context, o payment.CancelOrder) (payment.Seen, error) {
	if g.cancel != nil {
		return g.cancel(ctx, g, o)
	}
	s, err := g.Gateway.Cancel(ctx, o)
	return g.bend(o.ImpUID, s, err)
}

// CloseAccount implements merchant.Gateway.
func (g bentGateway) CloseAccount(ctx context.Context, uid payment.ImpUID) error {
	if g.close != nil {
		return g.close(ctx, g, uid)
	}
	return g.Gateway.CloseAccount(ctx, uid)
}

func gatewayMutant(name string, b bentGateway) Mutant {
	return Mutant{Name: name, Gateway: func(w *World, g Gateway) Gateway {
		b := b
		b.Gateway, b.w = g, w
		return b
	}}
}

// sees bends every sight of a payment.
func sees(name string, f func(w *World, asked payment.ImpUID, s payment.Seen) payment.Seen) Mutant {
	return gatewayMutant(name, bentGateway{seen: f})
}

// expected is what the payment behind a sight wants.
func expected(w *World, s payment.Seen) (payment.Payment, bool) {
	v, ok := w.monitor.byUID(s.MerchantUID)
	return v.Payment, ok
}

// portoneMutants are bugs in what is believed of PortOne and what is asked of it.
func portoneMutants() []Mutant {
	return append([]Mutant{
		sees("amount is not compared", func(w *World, _ payment.ImpUID, s payment.Seen) payment.Seen {
			if p, ok := expected(w, s); ok && s.HasMoney() {
				s.Amount, s.Captured = p.Amount, p.Amount
			}
			return s
		}),
		sees("channel is not compared", func(w *World, _ payment.ImpUID, s payment.Seen) payment.Seen {
			if p, ok := expected(w, s); ok {
				s.Channel = p.Channel
			}
			return s
		}),
		sees("test money counts as real money", func(w *World, _ payment.ImpUID, s payment.Seen) payment.Seen {
			if p, ok := expected(w, s); ok && s.Env != p.Env {
				s.Env, s.Channel = p.Env, p.Channel
			}
			return s
		}),
		sees("issued account counts as paid", func(_ *World, _ payment.ImpUID, s payment.Seen) payment.Seen {
			if s.Status == payment.SeenIssued {
				s.Status, s.Captured = payment.SeenPaid, s.Amount
			}
			return s
		}),
		sees("declined attempt counts as paid", func(_ *World, _ payment.ImpUID, s payment.Seen) payment.Seen {
			if s.Status == payment.SeenFailed {
				s.Status, s.Captured = payment.SeenPaid, s.Amount
			}
			return s
		}),
		sees("cancels at the console are not seen", func(_ *World, _ payment.ImpUID, s payment.Seen) payment.Seen {
			if s.HasMoney() {
				s.Status, s.Cancelled, s.History = payment.SeenPaid, money.Zero(s.Captured.Currency()), nil
			}
			return s
		}),
		sees("partly cancelled counts as gone", func(_ *World, _ payment.ImpUID, s payment.Seen) payment.Seen {
			if s.Cancelled.IsPositive() {
				s.Cancelled, s.Status = s.Captured, payment.SeenCancelled
			}
			return s
		}),
	}, cancelMutants()...)
}

// cancelMutants are bugs in the one dangerous call.
func cancelMutants() []Mutant {
	cancels := func(name string, f func(ctx context.Context, g bentGateway, o payment.CancelOrder) (payment.Seen, error)) Mutant {
		return gatewayMutant(name, bentGateway{cancel: f})
	}
	fresh := func(ctx context.Context, g bentGateway, o payment.CancelOrder) payment.CancelOrder {
		if s, err := g.Gateway.Lookup(ctx, o.ImpUID); err == nil {
			o.Checksum = s.Balance()
		}
		return o
	}
	return []Mutant{
		cancels("cancel without its token", func(ctx context.Context, g bentGateway, o payment.CancelOrder) (payment.Seen, error) {
			o.Reason = "refund"
			return g.Gateway.Cancel(ctx, o)
		}),
		cancels("part refund cancels the whole", func(ctx context.Context, g bentGateway, o payment.CancelOrder) (payment.Seen, error) {
			o.Amount = o.Checksum
			return g.Gateway.Cancel(ctx, o)
		}),
		cancels("amount of a cancel left at zero", func(ctx context.Context, g bentGateway, o payment.CancelOrder) (payment.Seen, error) {
			o.Amount = money.Zero(o.Amount.Currency())
			return g.Gateway.Cancel(ctx, o)
		}),
		cancels("what was expected goes back, not what was paid", func(ctx context.Context, g bentGateway, o payment.CancelOrder) (payment.Seen, error) {
			if p, err := g.w.engine.PaymentByImpUID("", string(o.ImpUID)); err == nil {
				if v, ok := g.w.monitor.byUID(payment.MerchantUID(p.MerchantUID)); ok {
					o.Amount = v.Payment.Amount
				}
			}
			return g.Gateway.Cancel(ctx, o)
		}),
		cancels("failed cancel is sent again as a new one", func(ctx context.Context, g bentGateway, o payment.CancelOrder) (payment.Seen, error) {
			s, err := g.Gateway.Cancel(ctx, o)
			if err != nil {
				again := fresh(ctx, g, o)
				again.Reason = "once more"
				s, err = g.Gateway.Cancel(ctx, again)
			}
			return s, err
		}),
		cancels("lost answer to a cancel counts as done", func(ctx context.Context, g bentGateway, o payment.CancelOrder) (payment.Seen, error) {
			s, err := g.Gateway.Cancel(ctx, o)
			if _, refused := errors.AsType[*merchant.Refused](err); err != nil && !refused {
				return claimed(g, o)
			}
			return s, err
		}),
		cancels("refused cancel counts as done", func(ctx context.Context, g bentGateway, o payment.CancelOrder) (payment.Seen, error) {
			s, err := g.Gateway.Cancel(ctx, o)
			if _, refused := errors.AsType[*merchant.Refused](err); refused {
				return claimed(g, o)
			}
			return s, err
		}),
		cancels("another attempt is cancelled", func(ctx context.Context, g bentGateway, o payment.CancelOrder) (payment.Seen, error) {
			for _, p := range g.w.engine.All(g.w.account.Code) {
				if p.PaidAt > 0 && p.ImpUID != string(o.ImpUID) {
					o.ImpUID = payment.ImpUID(p.ImpUID)
				}
			}
			return g.Gateway.Cancel(ctx, o)
		}),
	}
}

// claimed is the answer that a careless server makes up.
func claimed(g bentGateway, o payment.CancelOrder) (payment.Seen, error) {
	p, err := g.w.engine.PaymentByImpUID("", string(o.ImpUID))
	if err != nil {
		return payment.Seen{}, err
	}
	back := money.New(p.CancelAmount.Minor()+o.Amount.Minor(), p.Amount.Currency())
	return payment.Seen{
		ImpUID: o.ImpUID, MerchantUID: payment.MerchantUID(p.MerchantUID), Status: payment.SeenPartCancelled, Amount: p.Amount, Captured: p.Amount,
		Cancelled: back, Store: g.w.account.Code, Env: payment.Test, Channel: payment.Channel{Provider: p.PGProvider, MID: p.PGID},
		History: []payment.Cancellation{{ID: strconv.Itoa(g.w.ledger.cancels), Reason: o.Reason, Amount: o.Amount, At: g.w.now()}}, ChangedAt: g.w.now(),
	}, nil
}
