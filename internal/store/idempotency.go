package store

import (
	"context"
	"errors"
	"time"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/seal"
	"github.com/naru-pay/naru/internal/store/sqlgen"
)

type idempotency struct{ *tx }

// fieldAnswer is what an answer's box is bound to, beside its key: an answer may
// hold a token or a secret.
const fieldAnswer = "idempotency_keys.answer"

func (r idempotency) Insert(ctx context.Context, row merchant.IdemRow) error {
	answer, err := r.sealed(fieldAnswer, text(row.Key), string(row.Answer))
	if err != nil {
		return r.done("insert idempotency key", err)
	}
	n, err := r.q.InsertIdempotencyKey(ctx, sqlgen.InsertIdempotencyKeyParams{
		IdemKey: text(row.Key), Fingerprint: text(row.Fingerprint), Fence: row.Fence, HeldUntil: micros(row.HeldUntil),
		Status: int64(row.Status), Answer: []byte(answer), CreatedAt: micros(row.CreatedAt),
	})
	return r.one("insert idempotency key", n, err, merchant.ErrExists)
}

func (r idempotency) ByKey(ctx context.Context, key string) (merchant.IdemRow, error) {
	row, err := r.q.IdempotencyKey(ctx, text(key))
	if err != nil {
		return merchant.IdemRow{}, r.done("read idempotency key", err)
	}
	out := merchant.IdemRow{
		Key: row.IdemKey, Fingerprint: row.Fingerprint, Fence: row.Fence, HeldUntil: moment(row.HeldUntil),
		Status: int(row.Status), CreatedAt: moment(row.CreatedAt),
	}
	answer, err := r.opened(fieldAnswer, row.IdemKey, string(row.Answer))
	switch {
	case errors.Is(err, seal.ErrUnknownKey), errors.Is(err, seal.ErrBroken):
		out.Unreadable = true
	case err != nil:
		return out, r.done("read idempotency key", err)
	case answer != "":
		out.Answer = []byte(answer)
	}
	return out, nil
}

func (r idempotency) Save(ctx context.Context, row merchant.IdemRow, fence int64) error {
	answer, err := r.sealed(fieldAnswer, text(row.Key), string(row.Answer))
	if err != nil {
		return r.done("save idempotency key", err)
	}
	n, err := r.q.SaveIdempotencyKey(ctx, sqlgen.SaveIdempotencyKeyParams{
		Fence: row.Fence, HeldUntil: micros(row.HeldUntil), Status: int64(row.Status), Answer: []byte(answer),
		IdemKey: text(row.Key), StoredFence: fence,
	})
	return r.one("save idempotency key", n, err, merchant.ErrStale)
}

func (r idempotency) Purge(ctx context.Context, before time.Time, limit int) (int, error) {
	n, err := r.q.PurgeIdempotencyKeys(ctx, sqlgen.PurgeIdempotencyKeysParams{Before: micros(before), Most: most(limit)})
	return int(n), r.done("delete old idempotency keys", err)
}
