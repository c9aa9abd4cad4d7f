package merchanttest

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
)

type events tx

func (x events) Append(_ context.Context, e payment.Event) error {
	x.t.events = append(x.t.events, e)
	return nil
}

func (x events) OfPayment(_ context.Context, id payment.ID) ([]payment.Event, error) {
	var list []payment.Event
	for _, e := range x.t.events {
		if e.PaymentID == id {
			list = append(list, e)
		}
	}
	return list, nil
}

type outbox tx

func (x outbox) Insert(_ context.Context, d merchant.Delivery) error {
	if _, taken := x.t.deliveries[d.EventID]; taken {
		return merchant.ErrExists
	}
	x.t.deliveries[d.EventID] = delivery{Delivery: d, done: d.Nobody}
	return nil
}

// first reports whether no lower version of the payment waits.
func (x outbox) first(d delivery) bool {
	for _, o := range x.t.deliveries {
		if !o.done && o.PaymentID == d.PaymentID && o.Version < d.Version {
			return false
		}
	}
	return true
}

func (x outbox) all(keep func(delivery) bool) []merchant.Delivery {
	var list []merchant.Delivery
	for _, d := range x.t.deliveries {
		if keep(d) {
			list = append(list, d.Delivery)
		}
	}
	slices.SortFunc(list, func(a, b merchant.Delivery) int {
		return comparePlaces(a.CreatedAt, a.EventID, b.CreatedAt, b.EventID)
	})
	return list
}

func (x outbox) Claim(_ context.Context, now, lease time.Time, limit int) ([]merchant.Delivery, error) {
	list := x.all(func(d delivery) bool { return !d.done && due(d.DueAt, now) && x.first(d) })
	list = list[:min(len(list), limit)]
	for i := range list {
		list[i].DueAt = lease
		list[i].Fence++
		list[i].Tries++
		x.t.deliveries[list[i].EventID] = delivery{Delivery: list[i]}
	}
	return list, nil
}

func (x outbox) Delivered(_ context.Context, eventID string, fence int64, _ time.Time, _ merchant.ShopReply) error {
	return x.set(eventID, fence, func(d *delivery) { d.done = true })
}

func (x outbox) Failed(_ context.Context, eventID string, fence int64, _, next time.Time, a merchant.ShopReply) error {
	return x.set(eventID, fence, func(d *delivery) { d.DueAt, d.LastError, d.done = next, a.Problem, next.IsZero() })
}

func (x outbox) set(eventID string, fence int64, change func(*delivery)) error {
	d, ok := x.t.deliveries[eventID]
	if !ok || d.Fence != fence || d.done {
		return merchant.ErrStale
	}
	change(&d)
	x.t.deliveries[eventID] = d
	return nil
}

func (x outbox) OfPayment(_ context.Context, id payment.ID) ([]merchant.Delivery, error) {
	list := x.all(func(d delivery) bool { return d.PaymentID == id })
	slices.SortFunc(list, func(a, b merchant.Delivery) int { return cmp.Compare(a.Version, b.Version) })
	return list, nil
}

type inbox tx

func (x inbox) Insert(_ context.Context, n merchant.Note) error {
	x.t.notes[n.ID] = n
	return nil
}

func (x inbox) all(keep func(merchant.Note) bool) []merchant.Note {
	var list []merchant.Note
	for _, n := range x.t.notes {
		if keep(n) {
			list = append(list, n)
		}
	}
	slices.SortFunc(list, func(a, b merchant.Note) int { return comparePlaces(a.ReceivedAt, a.ID, b.ReceivedAt, b.ID) })
	return list
}

func (x inbox) Claim(_ context.Context, now, lease time.Time, limit int) ([]merchant.Note, error) {
	list := x.all(func(n merchant.Note) bool { return due(n.DueAt, now) })
	list = list[:min(len(list), limit)]
	for i := range list {
		list[i].DueAt = lease
		list[i].Tries++
		x.t.notes[list[i].ID] = list[i]
	}
	return list, nil
}

func (x inbox) Done(_ context.Context, id string, next time.Time, outcome string) error {
	n, ok := x.t.notes[id]
	if !ok {
		return merchant.ErrNotFound
	}
	n.DueAt, n.Outcome = next, outcome
	x.t.notes[id] = n
	return nil
}

func (x inbox) List(_ context.Context, page merchant.Page) ([]merchant.Note, error) {
	rows := x.all(func(merchant.Note) bool { return true })
	return newestFirst(rows, page, func(n merchant.Note) (time.Time, string) { return n.ReceivedAt, n.ID }), nil
}

type keys tx

func (x keys) Insert(_ context.Context, k merchant.Key) error {
	x.t.keys[k.ID] = k
	return nil
}

func (x keys) ByHash(_ context.Context, hash string) (merchant.Key, error) {
	for _, k := range x.t.keys {
		if k.Hash == hash {
			return k, nil
		}
	}
	return merchant.Key{}, merchant.ErrNotFound
}

func (x keys) ByID(_ context.Context, id string) (merchant.Key, error) {
	k, ok := x.t.keys[id]
	if !ok {
		return merchant.Key{}, merchant.ErrNotFound
	}
	return k, nil
}

func (x keys) Expire(_ context.Context, id string, at time.Time) error {
	if k, ok := x.t.keys[id]; ok && (k.ExpiresAt.IsZero() || k.ExpiresAt.After(at)) {
		k.ExpiresAt = at
		x.t.keys[id] = k
	}
	return nil
}

func (x keys) Touch(_ context.Context, id string, at time.Time) error {
	if k, ok := x.t.keys[id]; ok && k.LastUsedAt.Before(at) {
		k.LastUsedAt = at
		x.t.keys[id] = k
	}
	return nil
}

func (x keys) List(context.Context) ([]merchant.Key, error) {
	var list []merchant.Key
	for _, k := range x.t.keys {
		list = append(list, k)
	}
	slices.SortFunc(list, func(a, b merchant.Key) int { return comparePlaces(b.CreatedAt, b.ID, a.CreatedAt, a.ID) })
	return list, nil
}

func (x keys) Revoke(_ context.Context, id string, now time.Time) error {
	k, ok := x.t.keys[id]
	if !ok {
		return merchant.ErrNotFound
	}
	if k.RevokedAt.IsZero() {
		k.RevokedAt = now
		x.t.keys[id] = k
	}
	return nil
}

type channels tx

func (x channels) Replace(_ context.Context, list []merchant.ChannelInfo, now time.Time) error {
	x.t.channels, x.t.channelsAt = slices.Clone(list), now
	return nil
}

func (x channels) List(context.Context) ([]merchant.ChannelInfo, time.Time, error) {
	return slices.Clone(x.t.channels), x.t.channelsAt, nil
}
