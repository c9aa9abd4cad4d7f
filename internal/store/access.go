package store

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/store/sqlgen"
)

type keys struct{ *tx }

func (r keys) Insert(ctx context.Context, k merchant.Key) error {
	return r.done("insert key", r.q.InsertKey(ctx, sqlgen.InsertKeyParams{
		ID: text(k.ID), Name: text(k.Name), Env: text(k.Env), Hash: text(k.Hash), Tail: text(k.Tail),
		CreatedAt: micros(k.CreatedAt), RevokedAt: micros(k.RevokedAt), Scopes: words(k.Scopes), Networks: words(k.Networks),
		ExpiresAt: micros(k.ExpiresAt), LastUsedAt: micros(k.LastUsedAt), Replaces: text(k.Replaces),
	}))
}

// words writes a short list whose members hold no blank.
func words[T ~string](list []T) string {
	plain := make([]string, 0, len(list))
	for _, word := range list {
		plain = append(plain, text(word))
	}
	return strings.Join(plain, " ")
}

// listOf reads what words wrote.
func listOf[T ~string](from string) []T {
	var list []T
	for word := range strings.FieldsSeq(from) {
		list = append(list, T(word))
	}
	return list
}

func (r keys) ByHash(ctx context.Context, hash string) (merchant.Key, error) {
	row, err := r.q.KeyByHash(ctx, text(hash))
	if err != nil {
		return merchant.Key{}, r.done("read key", err)
	}
	return keyOf(row)
}

func (r keys) ByID(ctx context.Context, id string) (merchant.Key, error) {
	row, err := r.q.KeyByID(ctx, text(id))
	if err != nil {
		return merchant.Key{}, r.done("read key", err)
	}
	return keyOf(row)
}

func (r keys) Expire(ctx context.Context, id string, at time.Time) error {
	_, err := r.q.ExpireKey(ctx, sqlgen.ExpireKeyParams{At: micros(at), ID: text(id)})
	return r.done("let key expire", err)
}

func (r keys) Touch(ctx context.Context, id string, at time.Time) error {
	return r.done("note use of key", r.q.TouchKey(ctx, sqlgen.TouchKeyParams{At: micros(at), ID: text(id)}))
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
		Scopes: listOf[merchant.Scope](row.Scopes), Networks: listOf[string](row.Networks),
		ExpiresAt: moment(row.ExpiresAt), LastUsedAt: moment(row.LastUsedAt), Replaces: row.Replaces,
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
