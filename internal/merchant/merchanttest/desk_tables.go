package merchanttest

import (
	"context"
	"slices"
	"time"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
)

type discrepancies tx

func (x discrepancies) at(d payment.Discrepancy) int {
	return slices.IndexFunc(x.t.discrepancies, func(o payment.Discrepancy) bool {
		return o.PaymentID == d.PaymentID && o.ImpUID == d.ImpUID && o.Reason == d.Reason
	})
}

func (x discrepancies) Raise(_ context.Context, d payment.Discrepancy) (bool, error) {
	i := x.at(d)
	if i < 0 {
		x.t.discrepancies = append(x.t.discrepancies, d)
		return true, nil
	}
	old := x.t.discrepancies[i]
	if old.Open() || !d.Tells(old) {
		return false, nil
	}
	d.Previous = old.ID
	x.t.pastDiscrepancies = append(x.t.pastDiscrepancies, old)
	x.t.discrepancies[i] = d
	return true, nil
}

func (x discrepancies) Same(_ context.Context, d payment.Discrepancy) (payment.Discrepancy, error) {
	if i := x.at(d); i >= 0 {
		return x.t.discrepancies[i], nil
	}
	return payment.Discrepancy{}, merchant.ErrNotFound
}

func (x discrepancies) ByID(_ context.Context, id string) (payment.Discrepancy, error) {
	for _, d := range slices.Concat(x.t.discrepancies, x.t.pastDiscrepancies) {
		if d.ID == id {
			return d, nil
		}
	}
	return payment.Discrepancy{}, merchant.ErrNotFound
}

func (x discrepancies) Decide(_ context.Context, d payment.Discrepancy, was payment.Decision) error {
	for i, o := range x.t.discrepancies {
		if o.ID == d.ID && o.Open() && o.Decision == was {
			d.Previous = o.Previous
			x.t.discrepancies[i] = d
			return nil
		}
	}
	return merchant.ErrStale
}

func (x discrepancies) List(_ context.Context, f merchant.DiscrepancyFilter, page merchant.Page) ([]payment.Discrepancy, error) {
	rows := slices.DeleteFunc(slices.Concat(x.t.discrepancies, x.t.pastDiscrepancies), func(d payment.Discrepancy) bool {
		return f.PaymentID != "" && d.PaymentID != f.PaymentID ||
			f.Standing == merchant.OpenOnes && !d.Open() || f.Standing == merchant.ClosedOnes && d.Open() ||
			f.Kind != "" && merchant.KindOf(d.Reason) != f.Kind
	})
	return newestFirst(rows, page, func(d payment.Discrepancy) (time.Time, string) { return d.CreatedAt, d.ID }), nil
}

type errands tx

func (x errands) Insert(_ context.Context, e payment.Errand) error {
	for _, o := range x.t.errands {
		if o.ID == e.ID || o.ImpUID == e.ImpUID && o.Kind == e.Kind && o.State.UnderWay() && e.State.UnderWay() {
			return merchant.ErrExists
		}
	}
	x.t.errands[e.ID] = e
	return nil
}

func (x errands) Save(_ context.Context, e payment.Errand) error {
	if old, ok := x.t.errands[e.ID]; !ok || old.Fence != e.Fence {
		return merchant.ErrStale
	}
	e.Fence++
	x.t.errands[e.ID] = e
	return nil
}

func (x errands) ByID(_ context.Context, id string) (payment.Errand, error) {
	e, ok := x.t.errands[id]
	if !ok {
		return payment.Errand{}, merchant.ErrNotFound
	}
	return e, nil
}

func (x errands) all(keep func(payment.Errand) bool) []payment.Errand {
	var list []payment.Errand
	for _, e := range x.t.errands {
		if keep(e) {
			list = append(list, e)
		}
	}
	slices.SortFunc(list, func(a, b payment.Errand) int { return comparePlaces(a.CreatedAt, a.ID, b.CreatedAt, b.ID) })
	return list
}

func (x errands) OfPayment(_ context.Context, id payment.ID) ([]payment.Errand, error) {
	return x.all(func(e payment.Errand) bool { return e.PaymentID == id }), nil
}

func (x errands) Claim(_ context.Context, now, lease time.Time, limit int) ([]payment.Errand, error) {
	list := x.all(func(e payment.Errand) bool { return due(e.DueAt, now) })
	list = list[:min(len(list), limit)]
	for i := range list {
		list[i].DueAt = lease
		list[i].Fence++
		x.t.errands[list[i].ID] = list[i]
	}
	return list, nil
}

type lines tx

func (x lines) Insert(_ context.Context, id payment.ID, l payment.Lines) error {
	if _, taken := x.t.lines[id]; taken {
		return merchant.ErrExists
	}
	x.t.lines[id] = l
	return nil
}

func (x lines) OfPayment(_ context.Context, id payment.ID) (payment.Lines, error) {
	l, ok := x.t.lines[id]
	if !ok {
		return payment.Lines{}, merchant.ErrNotFound
	}
	return l, nil
}
