package merchant

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/id"
)

// The usual times of keys (SAFETY §6.1): a key that never changes is one that
// somebody has, sooner or later.
const (
	KeyLife  = 365 * 24 * time.Hour // how long a new key works
	KeyGrace = 24 * time.Hour       // how long the old one works on while a shop rotates
)

// KeyWish is what a new key is to be.
type KeyWish struct {
	Name      string
	Scopes    []Scope   // at least one
	ExpiresAt time.Time // zero: never
	Networks  []string  // CIDR prefixes that it works from; none: from everywhere
}

// CreateKey makes an API key for the shop's server. The key itself, of the form
// sk_{test|live}_<id>_<secret>, is returned once and never stored: only the hash
// of its secret is.
func (s *Service) CreateKey(ctx context.Context, wish KeyWish) (secret string, k Key, err error) {
	secret, k, err = s.newKey(wish)
	if err != nil {
		return "", Key{}, err
	}
	return secret, k, s.Store.Update(ctx, func(tx Tx) error {
		if err := tx.Keys().Insert(ctx, k); err != nil {
			return err
		}
		return note(ctx, tx, k.CreatedAt, AuditKeyMade, k.ID, scopesText(k.Scopes))
	})
}

func (s *Service) newKey(wish KeyWish) (secret string, k Key, err error) {
	now := s.Clock.Now()
	if len(wish.Scopes) == 0 {
		return "", Key{}, errors.New("a key without a scope can do nothing")
	}
	for _, scope := range wish.Scopes {
		if !slices.Contains(Scopes, scope) {
			return "", Key{}, fault.Newf(fault.BadField, "no such scope: %.40q", string(scope))
		}
	}
	networks, err := prefixes(wish.Networks)
	if err != nil {
		return "", Key{}, err
	}
	if !wish.ExpiresAt.IsZero() && !wish.ExpiresAt.After(now) {
		return "", Key{}, fault.Newf(fault.BadField, "the key would have expired already")
	}
	kid, err := s.newID("key", now)
	if err != nil {
		return "", Key{}, err
	}
	random, err := id.Secret(s.Entropy)
	if err != nil {
		return "", Key{}, err
	}
	k = Key{
		ID: kid, Name: wish.Name, Env: s.Env, Hash: hashKey(random), Tail: random[len(random)-4:], CreatedAt: now,
		Scopes: ordered(wish.Scopes), ExpiresAt: wish.ExpiresAt, Networks: networks,
	}
	return "sk_" + string(s.Env) + "_" + strings.TrimPrefix(kid, "key_") + "_" + random, k, nil
}

// prefixes writes networks in their one form. A single address is its own
// network.
func prefixes(list []string) ([]string, error) {
	var out []string
	for _, text := range list {
		prefix, err := netip.ParsePrefix(text)
		if addr, bare := netip.ParseAddr(text); bare == nil {
			prefix, err = netip.PrefixFrom(addr.Unmap(), addr.Unmap().BitLen()), nil
		}
		if err != nil {
			return nil, fault.Newf(fault.BadField, "not a network: %.60q", text)
		}
		out = append(out, prefix.Masked().String())
	}
	return out, nil
}

// ordered puts scopes in their usual order, each once.
func ordered(scopes []Scope) []Scope {
	var out []Scope
	for _, scope := range Scopes {
		if slices.Contains(scopes, scope) {
			out = append(out, scope)
		}
	}
	return out
}

func hashKey(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// CheckKey returns the key that a caller showed; its errors have the codes
// api_key_invalid, api_key_revoked and api_key_expired. Only who holds the whole
// secret learns more than that it is wrong.
func (s *Service) CheckKey(ctx context.Context, secret string) (Key, error) {
	refused := fault.New(fault.KeyInvalid)
	rest, ours := strings.CutPrefix(secret, "sk_"+string(s.Env)+"_")
	if !ours {
		return Key{}, refused
	}
	var k Key
	kid, random, named := strings.Cut(rest, "_")
	err := s.Store.View(ctx, func(tx Tx) error {
		var err error
		if !named { // a key of before keys had names: its hash is of the whole
			random = secret
			k, err = tx.Keys().ByHash(ctx, hashKey(random))
			return err
		}
		k, err = tx.Keys().ByID(ctx, "key_"+kid)
		return err
	})
	switch {
	case errors.Is(err, ErrNotFound):
		return Key{}, refused
	case err != nil:
		return Key{}, err
	case subtle.ConstantTimeCompare([]byte(hashKey(random)), []byte(k.Hash)) != 1 || k.Env != s.Env:
		return Key{}, refused
	case !k.RevokedAt.IsZero():
		return Key{}, fault.New(fault.KeyRevoked)
	case !k.ExpiresAt.IsZero() && !k.ExpiresAt.After(s.Clock.Now()):
		return Key{}, fault.New(fault.KeyExpired)
	}
	return k, nil
}

// Admit returns the key that a caller at an address showed if it may do what
// scope says. Its errors are CheckKey's, api_key_address and api_key_scope.
func (s *Service) Admit(ctx context.Context, secret string, scope Scope, from netip.Addr) (Key, error) {
	k, err := s.CheckKey(ctx, secret)
	switch {
	case err != nil:
		return Key{}, err
	case !k.From(from):
		return Key{}, fault.New(fault.KeyAddress)
	case !slices.Contains(k.Scopes, scope):
		return Key{}, fault.Newf(fault.KeyScope, "this needs a key with the scope %s", scope)
	}
	s.used.note(k, s.Clock.Now())
	return k, nil
}

// From reports whether the key works from an address.
func (k Key) From(addr netip.Addr) bool {
	if len(k.Networks) == 0 {
		return true
	}
	addr = addr.Unmap().WithZone("")
	return slices.ContainsFunc(k.Networks, func(text string) bool {
		prefix, err := netip.ParsePrefix(text)
		return err == nil && prefix.Contains(addr)
	})
}

// Active reports whether the key works at a time.
func (k Key) Active(now time.Time) bool {
	return k.RevokedAt.IsZero() && (k.ExpiresAt.IsZero() || k.ExpiresAt.After(now))
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
	return store.Update(ctx, func(tx Tx) error {
		if err := tx.Keys().Revoke(ctx, kid, now); err != nil {
			return err
		}
		return note(ctx, tx, now, AuditKeyRevoked, kid, "")
	})
}
