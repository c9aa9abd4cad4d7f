package merchant

import (
	"context"
	"sync"
	"time"

	"github.com/naru-pay/naru/internal/fault"
)

// Rotation is how a key is replaced.
type Rotation struct {
	Grace     time.Duration // how long the old key works on; 0: not at all
	ExpiresAt time.Time     // of the new key; zero: never
}

// RotateKey makes a key like another, which works on for the grace time so that
// the shop's servers can change over one by one. At most two keys of a line are
// active: the one before the other is ended now. A key that does not work, or
// that was replaced already, is not replaced; ErrNotFound when there is none.
func (s *Service) RotateKey(ctx context.Context, kid string, r Rotation) (secret string, k Key, err error) {
	now := s.Clock.Now()
	err = s.Store.Update(ctx, func(tx Tx) error {
		old, err := tx.Keys().ByID(ctx, kid)
		if err != nil {
			return err
		}
		line, err := tx.Keys().List(ctx)
		if err != nil {
			return err
		}
		for _, other := range line {
			if other.Replaces == kid && other.Active(now) {
				return fault.Newf(fault.KeyRotated, "%s took its place", other.ID)
			}
		}
		if !old.Active(now) || old.Env != s.Env {
			return fault.Newf(fault.KeyRotated, "%s does not work any more, or is of the other mode", kid)
		}
		secret, k, err = s.newKey(KeyWish{Name: old.Name, Scopes: old.Scopes, ExpiresAt: r.ExpiresAt, Networks: old.Networks})
		if err != nil {
			return err
		}
		k.Replaces = old.ID
		if err := tx.Keys().Insert(ctx, k); err != nil {
			return err
		}
		if old.Replaces != "" {
			if err := tx.Keys().Expire(ctx, old.Replaces, now); err != nil {
				return err
			}
		}
		if err := tx.Keys().Expire(ctx, old.ID, now.Add(r.Grace)); err != nil {
			return err
		}
		return note(ctx, tx, now, AuditKeyMade, k.ID, scopesText(k.Scopes)+" replaces "+old.ID)
	})
	if err != nil {
		return "", Key{}, err
	}
	return secret, k, nil
}

// usesKept is how exactly the last use of a key is known.
const usesKept = 10 * time.Minute

// keyUses notes which keys are in use until the work that is due stores it, so
// that no request waits for it. What is lost with the program is some seconds.
type keyUses struct {
	mu   sync.Mutex // guards when
	when map[string]time.Time
}

func (u *keyUses) note(k Key, now time.Time) {
	if now.Sub(k.LastUsedAt) < usesKept {
		return
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.when == nil {
		u.when = map[string]time.Time{}
	}
	u.when[k.ID] = now
}

func (u *keyUses) take() map[string]time.Time {
	u.mu.Lock()
	defer u.mu.Unlock()
	when := u.when
	u.when = nil
	return when
}

// runKeyUses stores when keys were last used. What it cannot store is noted by
// the next use.
func (s *Service) runKeyUses(ctx context.Context) (int, error) {
	when := s.used.take()
	if len(when) == 0 {
		return 0, nil
	}
	return len(when), s.Store.Update(ctx, func(tx Tx) error {
		for kid, at := range when {
			if err := tx.Keys().Touch(ctx, kid, at); err != nil {
				return err
			}
		}
		return nil
	})
}
