package merchanttest

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/operator"
)

type operators struct{ t *tables }

func (x operators) Insert(_ context.Context, o merchant.Operator) error {
	for _, other := range x.t.operators {
		if other.ID == o.ID || other.Email == o.Email {
			return merchant.ErrExists
		}
	}
	x.t.operators[o.ID] = o
	return nil
}

func (x operators) Save(_ context.Context, o merchant.Operator) error {
	old, ok := x.t.operators[o.ID]
	if !ok || old.Version != o.Version {
		return merchant.ErrStale
	}
	o.Version++
	o.Email, o.CreatedAt = old.Email, old.CreatedAt
	x.t.operators[o.ID] = o
	return nil
}

func (x operators) ByID(_ context.Context, id string) (merchant.Operator, error) {
	o, ok := x.t.operators[id]
	if !ok {
		return o, merchant.ErrNotFound
	}
	return o, nil
}

func (x operators) ByEmail(_ context.Context, email string) (merchant.Operator, error) {
	for _, o := range x.t.operators {
		if o.Email == email {
			return o, nil
		}
	}
	return merchant.Operator{}, merchant.ErrNotFound
}

func (x operators) List(context.Context) ([]merchant.Operator, error) {
	var list []merchant.Operator
	for _, o := range x.t.operators {
		list = append(list, o)
	}
	slices.SortFunc(list, func(a, b merchant.Operator) int {
		return cmp.Or(a.CreatedAt.Compare(b.CreatedAt), cmp.Compare(a.ID, b.ID))
	})
	return list, nil
}

func (x operators) LockAdmins(context.Context) ([]string, error) {
	var list []string
	for _, o := range x.t.operators {
		if o.Role == operator.Admin && o.Active() {
			list = append(list, o.ID)
		}
	}
	return list, nil
}

type logins struct{ t *tables }

func (x logins) Insert(_ context.Context, l merchant.Login) error {
	for _, other := range x.t.logins {
		if other.ID == l.ID || other.Hash == l.Hash {
			return merchant.ErrExists
		}
	}
	x.t.logins[l.ID] = l
	return nil
}

func (x logins) ByID(_ context.Context, id string) (merchant.Login, error) {
	l, ok := x.t.logins[id]
	if !ok {
		return l, merchant.ErrNotFound
	}
	return l, nil
}

func (x logins) ByHash(_ context.Context, hash string) (merchant.Login, error) {
	for _, l := range x.t.logins {
		if l.Hash == hash {
			return l, nil
		}
	}
	return merchant.Login{}, merchant.ErrNotFound
}

func (x logins) Open(_ context.Context, operatorID string, now time.Time, limit int) ([]merchant.Login, error) {
	var list []merchant.Login
	for _, l := range x.t.logins {
		if l.OperatorID == operatorID && l.EndedAt.IsZero() && l.ExpiresAt.After(now) {
			list = append(list, l)
		}
	}
	slices.SortFunc(list, func(a, b merchant.Login) int {
		return -cmp.Or(a.ExpiresAt.Compare(b.ExpiresAt), cmp.Compare(a.ID, b.ID))
	})
	return list[:min(len(list), limit)], nil
}

func (x logins) Touch(_ context.Context, id string, at time.Time) error {
	if l, ok := x.t.logins[id]; ok && l.SeenAt.Before(at) {
		l.SeenAt = at
		x.t.logins[id] = l
	}
	return nil
}

func (x logins) Rotate(_ context.Context, id, old, hash string, freshUntil time.Time) error {
	l, ok := x.t.logins[id]
	if !ok || l.Hash != old || !l.EndedAt.IsZero() {
		return merchant.ErrStale
	}
	l.Hash, l.FreshUntil = hash, freshUntil
	x.t.logins[id] = l
	return nil
}

func (x logins) End(_ context.Context, id string, at time.Time, why string) error {
	l, ok := x.t.logins[id]
	if !ok || !l.EndedAt.IsZero() {
		return merchant.ErrNotFound
	}
	l.EndedAt, l.EndedWhy = at, why
	x.t.logins[id] = l
	return nil
}

func (x logins) EndAll(_ context.Context, operatorID, keep string, at time.Time, why string) error {
	for id, l := range x.t.logins {
		if l.OperatorID == operatorID && id != keep && l.EndedAt.IsZero() {
			l.EndedAt, l.EndedWhy = at, why
			x.t.logins[id] = l
		}
	}
	return nil
}

func (x logins) Drop(_ context.Context, operatorID string, before time.Time) error {
	for id, l := range x.t.logins {
		if l.OperatorID == operatorID && l.ExpiresAt.Before(before) {
			delete(x.t.logins, id)
		}
	}
	return nil
}
