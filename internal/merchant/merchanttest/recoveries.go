package merchanttest

import (
	"context"
	"slices"
	"time"

	"github.com/naru-pay/naru/internal/merchant"
)

type recoveries tx

func (x recoveries) Insert(_ context.Context, r merchant.Recovery) error {
	if slices.ContainsFunc(x.t.recoveries, func(o merchant.Recovery) bool { return o.ID == r.ID }) {
		return merchant.ErrExists
	}
	x.t.recoveries = append(x.t.recoveries, r)
	return nil
}

func (x recoveries) List(_ context.Context, open bool) ([]merchant.Recovery, error) {
	var list []merchant.Recovery
	for _, r := range x.t.recoveries {
		if !open || r.EndedAt.IsZero() {
			list = append(list, r)
		}
	}
	return list, nil
}

func (x recoveries) End(_ context.Context, id string, now time.Time) error {
	for i, r := range x.t.recoveries {
		if r.ID == id && r.EndedAt.IsZero() {
			x.t.recoveries[i].EndedAt = now
			return nil
		}
	}
	return merchant.ErrNotFound
}

func (x recoveries) Newest(context.Context) (time.Time, error) {
	var newest time.Time
	for _, p := range x.t.payments {
		if p.UpdatedAt.After(newest) {
			newest = p.UpdatedAt
		}
	}
	for _, s := range x.t.sweeps {
		if s.DoneAt.After(newest) {
			newest = s.DoneAt
		}
	}
	return newest, nil
}
