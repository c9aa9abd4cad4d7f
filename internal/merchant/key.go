package merchant

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/id"
)

// CreateKey makes an API key for the shop's server. The key itself is returned
// once and never stored: only its hash is.
func (s *Service) CreateKey(ctx context.Context, name string) (secret string, k Key, err error) {
	now := s.Clock.Now()
	kid, err := s.newID("key", now)
	if err != nil {
		return "", Key{}, err
	}
	random, err := id.Secret(s.Entropy)
	if err != nil {
		return "", Key{}, err
	}
	secret = "sk_" + string(s.Env) + "_" + random
	k = Key{ID: kid, Name: name, Env: s.Env, Hash: hashKey(secret), Tail: secret[len(secret)-4:], CreatedAt: now}
	return secret, k, s.Store.Update(ctx, func(tx Tx) error { return tx.Keys().Insert(ctx, k) })
}

func hashKey(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// CheckKey returns the key that a caller showed; its error has the code
// api_key_invalid. Keys are long and random, so finding one by its hash tells
// nothing about others.
func (s *Service) CheckKey(ctx context.Context, secret string) (Key, error) {
	refused := fault.New(fault.KeyInvalid)
	if !strings.HasPrefix(secret, "sk_"+string(s.Env)+"_") {
		return Key{}, refused
	}
	var k Key
	err := s.Store.View(ctx, func(tx Tx) error {
		var err error
		k, err = tx.Keys().ByHash(ctx, hashKey(secret))
		return err
	})
	switch {
	case errors.Is(err, ErrNotFound):
		return Key{}, refused
	case err != nil:
		return Key{}, err
	case !k.RevokedAt.IsZero() || k.Env != s.Env:
		return Key{}, refused
	}
	return k, nil
}

// ListKeys lists the keys of a store, oldest first, without anything secret. It
// needs no more of the server than that, so that a key can be found and ended
// while nothing else works.
func ListKeys(ctx context.Context, store Store) ([]Key, error) {
	var list []Key
	err := store.View(ctx, func(tx Tx) error {
		var err error
		list, err = tx.Keys().List(ctx)
		return err
	})
	return list, err
}

// RevokeKey ends a key at once; ErrNotFound when there is none.
func RevokeKey(ctx context.Context, store Store, kid string, now time.Time) error {
	return store.Update(ctx, func(tx Tx) error { return tx.Keys().Revoke(ctx, kid, now) })
}
