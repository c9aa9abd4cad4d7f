package store

import (
	"context"
	"errors"
	"time"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/store/sqlgen"
)

type keys struct{ *tx }

func (r keys) Insert(ctx context.Context, k merchant.Key) error {
	return r.done("insert key", r.q.InsertKey(ctx, sqlgen.InsertKeyParams{
		ID: text(k.ID), Name: text(k.Name), Env: text(k.Env), Hash: text(k.Hash), Tail: text(k.Tail),
		CreatedAt: micros(k.CreatedAt), RevokedAt: micros(k.RevokedAt),
	}))
}

func (r keys) ByHash(ctx context.Context, hash string) (merchant.Key, error) {
	row, err := r.q.KeyByHash(ctx, text(hash))
	if err != nil {
		return merchant.Key{}, r.done("read key", err)
	}
	return keyOf(row)
}

func (r keys) List(ctx context.Context) ([]merchant.Key, error) {
	rows, err := r.q.ListKeys(ctx)
	if err != nil {
		return nil, r.done("read keys", err)
	}
	return each(rows, keyOf)
}

func (r keys) Revoke(ctx context.Context, id string, now time.Time) error {
	n, err := r.q.RevokeKey(ctx, sqlgen.RevokeKeyParams{At: micros(now), ID: text(id)})
	return r.one("revoke key", n, err, merchant.ErrNotFound)
}

func keyOf(row sqlgen.APIKey) (merchant.Key, error) {
	return merchant.Key{
		ID: row.ID, Name: row.Name, Env: payment.Env(row.Env), Hash: row.Hash, Tail: row.Tail,
		CreatedAt: moment(row.CreatedAt), RevokedAt: moment(row.RevokedAt),
	}, nil
}

// portone is the source of the only list of channels.
const portone = "portone"

type channels struct{ *tx }

func (r channels) Replace(ctx context.Context, list []merchant.ChannelInfo, now time.Time) error {
	words, err := encode(list)
	if err != nil {
		return r.done("replace channels", err)
	}
	return r.done("replace channels", r.q.ReplaceChannels(ctx, sqlgen.ReplaceChannelsParams{Source: portone, List: words, ReadAt: micros(now)}))
}

// List returns nothing and the zero time when no list was ever read.
func (r channels) List(ctx context.Context) ([]merchant.ChannelInfo, time.Time, error) {
	row, err := r.q.ChannelsOf(ctx, portone)
	if err = r.done("read channels", err); errors.Is(err, merchant.ErrNotFound) {
		return nil, time.Time{}, nil
	}
	if err != nil {
		return nil, time.Time{}, err
	}
	var list []merchant.ChannelInfo
	if err := decode(row.List, &list); err != nil {
		return nil, time.Time{}, r.done("read channels", err)
	}
	return list, moment(row.ReadAt), nil
}
