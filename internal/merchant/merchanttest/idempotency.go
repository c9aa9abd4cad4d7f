package merchanttest

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/naru-pay/naru/internal/merchant"
)

type idempotency tx

func (x idempotency) Insert(_ context.Context, row merchant.IdemRow) error {
	if _, taken := x.t.wishes[row.Key]; taken {
		return merchant.ErrExists
	}
	x.t.wishes[row.Key] = row
	return nil
}

func (x idempotency) ByKey(_ context.Context, key string) (merchant.IdemRow, error) {
	row, ok := x.t.wishes[key]
	if !ok {
		return merchant.IdemRow{}, merchant.ErrNotFound
	}
	return row, nil
}

func (x idempotency) Save(_ context.Context, row merchant.IdemRow, fence int64) error {
	stored, ok := x.t.wishes[row.Key]
	if !ok || stored.Fence != fence || stored.Status != 0 {
		return merchant.ErrStale
	}
	row.Fingerprint, row.CreatedAt = stored.Fingerprint, stored.CreatedAt
	x.t.wishes[row.Key] = row
	return nil
}

func (x idempotency) Purge(_ context.Context, before time.Time, limit int) (int, error) {
	var old []merchant.IdemRow
	for _, row := range x.t.wishes {
		if row.CreatedAt.Before(before) {
			old = append(old, row)
		}
	}
	slices.SortFunc(old, func(a, b merchant.IdemRow) int {
		return cmp.Or(a.CreatedAt.Compare(b.CreatedAt), cmp.Compare(a.Key, b.Key))
	})
	old = old[:min(len(old), limit)]
	for _, row := range old {
		delete(x.t.wishes, row.Key)
	}
	return len(old), nil
}
