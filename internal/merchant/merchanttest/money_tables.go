package merchanttest

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
)

type orders tx

func (x orders) Lock(_ context.Context, ref payment.OrderRef, _ time.Time) error {
	x.t.orders[ref]++
	return nil
}

type payments tx

func (x payments) Insert(_ context.Context, p payment.Payment) error {
	for _, o := range x.t.payments {
		if o.ID == p.ID || o.MerchantUID == p.MerchantUID {
			return merchant.ErrExists
		}
	}
	x.t.payments[p.ID] = p
	return nil
}

func (x payments) Save(_ context.Context, p payment.Payment) error {
	old, ok := x.t.payments[p.ID]
	if !ok || old.Version+1 != p.Version {
		return merchant.ErrStale
	}
	for _, o := range x.t.payments {
		if o.ID != p.ID && o.OrderRef == p.OrderRef && o.State.HoldsMoney() && p.State.HoldsMoney() {
			return merchant.ErrExists
		}
	}
	x.t.payments[p.ID] = p
	return nil
}

func (x payments) ByID(_ context.Context, id payment.ID) (payment.Payment, error) {
	p, ok := x.t.payments[id]
	if !ok {
		return payment.Payment{}, merchant.ErrNotFound
	}
	return p, nil
}

func (x payments) ByMerchantUID(_ context.Context, uid payment.MerchantUID) (payment.Payment, error) {
	for _, p := range x.t.payments {
		if p.MerchantUID == uid {
			return p, nil
		}
	}
	return payment.Payment{}, merchant.ErrNotFound
}

func (x payments) all(keep func(payment.Payment) bool) []payment.Payment {
	var list []payment.Payment
	for _, p := range x.t.payments {
		if keep(p) {
			list = append(list, p)
		}
	}
	slices.SortFunc(list, func(a, b payment.Payment) int {
		return comparePlaces(a.CreatedAt, string(a.ID), b.CreatedAt, string(b.ID))
	})
	return list
}

func (x payments) OfOrder(_ context.Context, ref payment.OrderRef) ([]payment.Payment, error) {
	return x.all(func(p payment.Payment) bool { return p.OrderRef == ref }), nil
}

func (x payments) Holder(_ context.Context, ref payment.OrderRef) (payment.ID, error) {
	for _, p := range x.t.payments {
		if p.OrderRef == ref && p.State.HoldsMoney() {
			return p.ID, nil
		}
	}
	return "", nil
}

func (x payments) List(_ context.Context, state payment.State, page merchant.Page) ([]payment.Payment, error) {
	rows := x.all(func(p payment.Payment) bool { return state == "" || p.State == state })
	return newestFirst(rows, page, func(p payment.Payment) (time.Time, string) { return p.CreatedAt, string(p.ID) }), nil
}

func (x payments) ListPaid(_ context.Context, page merchant.Page) ([]payment.Payment, error) {
	rows := x.all(func(p payment.Payment) bool { return !p.PaidAt.IsZero() })
	return newestFirst(rows, page, func(p payment.Payment) (time.Time, string) { return p.PaidAt, string(p.ID) }), nil
}

func (x payments) ClaimChecks(_ context.Context, now, lease time.Time, limit int) ([]payment.Payment, error) {
	list := x.all(func(p payment.Payment) bool { return due(p.CheckAt, now) })
	list = list[:min(len(list), limit)]
	for i := range list {
		list[i].CheckAt = lease
		x.t.payments[list[i].ID] = list[i]
	}
	return list, nil
}

func (x payments) CheckNow(_ context.Context, id payment.ID, now time.Time) error {
	return x.set(id, func(p *payment.Payment) { p.CheckAt = now })
}

func (x payments) Recheck(_ context.Context, id payment.ID, at time.Time, checks int) error {
	return x.set(id, func(p *payment.Payment) { p.CheckAt, p.Checks = at, checks })
}

func (x payments) set(id payment.ID, change func(*payment.Payment)) error {
	p, ok := x.t.payments[id]
	if !ok {
		return merchant.ErrNotFound
	}
	change(&p)
	x.t.payments[id] = p
	return nil
}

type attempts tx

func (x attempts) Put(_ context.Context, a payment.Attempt) error {
	if old, ok := x.t.attempts[a.ImpUID]; ok && old.PaymentID != a.PaymentID {
		return merchant.ErrExists
	}
	x.t.attempts[a.ImpUID] = a
	return nil
}

func (x attempts) all(keep func(payment.Attempt) bool) []payment.Attempt {
	var list []payment.Attempt
	for _, a := range x.t.attempts {
		if keep(a) {
			list = append(list, a)
		}
	}
	slices.SortFunc(list, func(a, b payment.Attempt) int {
		return comparePlaces(a.CreatedAt, string(a.ImpUID), b.CreatedAt, string(b.ImpUID))
	})
	return list
}

func (x attempts) OfPayment(_ context.Context, id payment.ID) ([]payment.Attempt, error) {
	return x.all(func(a payment.Attempt) bool { return a.PaymentID == id }), nil
}

func (x attempts) ClaimClosings(_ context.Context, now, lease time.Time, limit int) ([]payment.Attempt, error) {
	list := x.all(func(a payment.Attempt) bool { return a.Closing == payment.ClosingDue && due(a.ClosingAt, now) })
	list = list[:min(len(list), limit)]
	for i := range list {
		list[i].ClosingAt = lease
		x.t.attempts[list[i].ImpUID] = list[i]
	}
	return list, nil
}

type refunds tx

func (x refunds) Insert(_ context.Context, r payment.Refund) error {
	for _, o := range x.t.refunds {
		if o.ID == r.ID || o.IdemKey == r.IdemKey || (o.ImpUID == r.ImpUID && o.State.UnderWay() && r.State.UnderWay()) {
			return merchant.ErrExists
		}
	}
	x.t.refunds[r.ID] = r
	return nil
}

func (x refunds) Save(_ context.Context, r payment.Refund, fence int64) error {
	old, ok := x.t.refunds[r.ID]
	if !ok || old.Fence != fence {
		return merchant.ErrStale
	}
	r.Fence = fence + 1
	x.t.refunds[r.ID] = r
	return nil
}

func (x refunds) ByID(_ context.Context, id payment.RefundID) (payment.Refund, error) {
	r, ok := x.t.refunds[id]
	if !ok {
		return payment.Refund{}, merchant.ErrNotFound
	}
	return r, nil
}

func (x refunds) ByKey(_ context.Context, key string) (payment.Refund, error) {
	for _, r := range x.t.refunds {
		if r.IdemKey == key {
			return r, nil
		}
	}
	return payment.Refund{}, merchant.ErrNotFound
}

func (x refunds) all(keep func(payment.Refund) bool) []payment.Refund {
	var list []payment.Refund
	for _, r := range x.t.refunds {
		if keep(r) {
			list = append(list, r)
		}
	}
	slices.SortFunc(list, func(a, b payment.Refund) int { return strings.Compare(string(a.ID), string(b.ID)) })
	return list
}

func (x refunds) OfPayment(_ context.Context, id payment.ID) ([]payment.Refund, error) {
	return x.all(func(r payment.Refund) bool { return r.PaymentID == id }), nil
}

func (x refunds) Due(_ context.Context, now time.Time, limit int) ([]payment.RefundID, error) {
	var ids []payment.RefundID
	for _, r := range x.all(func(r payment.Refund) bool { return r.State.UnderWay() && due(r.DueAt, now) }) {
		if len(ids) < limit {
			ids = append(ids, r.ID)
		}
	}
	return ids, nil
}
