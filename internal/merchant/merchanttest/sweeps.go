package merchanttest

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/naru-pay/naru/internal/merchant"
)

type sweepKey struct {
	store string
	kind  merchant.SweepKind
}

type sweeps tx

func (x sweeps) Claim(_ context.Context, store string, kind merchant.SweepKind, now, lease time.Time) (merchant.Sweep, error) {
	s, known := x.t.sweeps[sweepKey{store, kind}]
	if known && s.DueAt.After(now) {
		return merchant.Sweep{}, merchant.ErrNotFound
	}
	s.Store, s.Kind, s.DueAt = store, kind, lease
	s.Fence++
	x.t.sweeps[sweepKey{store, kind}] = s
	return s, nil
}

func (x sweeps) Save(_ context.Context, s merchant.Sweep) error {
	old, known := x.t.sweeps[sweepKey{s.Store, s.Kind}]
	if !known || old.Fence != s.Fence {
		return merchant.ErrStale
	}
	x.t.sweeps[sweepKey{s.Store, s.Kind}] = s
	return nil
}

func (x sweeps) OfStore(_ context.Context, store string) ([]merchant.Sweep, error) {
	var list []merchant.Sweep
	for key, s := range x.t.sweeps {
		if key.store == store {
			list = append(list, s)
		}
	}
	slices.SortFunc(list, func(a, b merchant.Sweep) int { return cmp.Compare(a.Kind, b.Kind) })
	return list, nil
}

func (x sweeps) OfKind(_ context.Context, kind merchant.SweepKind) (merchant.Sweep, error) {
	for key, s := range x.t.sweeps {
		if key.kind == kind {
			return s, nil
		}
	}
	return merchant.Sweep{}, nil
}
