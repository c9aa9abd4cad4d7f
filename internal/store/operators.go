package store

import (
	"context"
	"time"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/operator"
	"github.com/naru-pay/naru/internal/store/sqlgen"
)

// The fields of an operator that are sealed.
const (
	fieldCodes     = "operators.totp"
	fieldCodesNext = "operators.totp_next"
)

type operators struct{ *tx }

func (r operators) Insert(ctx context.Context, o merchant.Operator) error {
	codes, next, err := r.sealCodes(o)
	if err != nil {
		return err
	}
	return r.done("insert operator", r.q.InsertOperator(ctx, sqlgen.InsertOperatorParams{
		ID: text(o.ID), Version: o.Version, Email: text(o.Email), Name: text(o.Name), Role: text(o.Role), RefundLimit: o.RefundLimit,
		Password: text(o.Password), PasswordUntil: micros(o.PasswordUntil), Totp: codes, TotpNext: next, TotpStep: o.TOTPStep,
		DisabledAt: micros(o.DisabledAt), CreatedAt: micros(o.CreatedAt), UpdatedAt: micros(o.UpdatedAt),
	}))
}

func (r operators) sealCodes(o merchant.Operator) (codes, next string, err error) {
	if codes, err = r.sealed(fieldCodes, text(o.ID), text(o.TOTP)); err != nil {
		return "", "", r.done("seal a secret", err)
	}
	next, err = r.sealed(fieldCodesNext, text(o.ID), text(o.TOTPNext))
	return codes, next, r.done("seal a secret", err)
}

func (r operators) Save(ctx context.Context, o merchant.Operator) error {
	codes, next, err := r.sealCodes(o)
	if err != nil {
		return err
	}
	n, err := r.q.SaveOperator(ctx, sqlgen.SaveOperatorParams{
		Name: text(o.Name), Role: text(o.Role), RefundLimit: o.RefundLimit, Password: text(o.Password), PasswordUntil: micros(o.PasswordUntil),
		Totp: codes, TotpNext: next, TotpStep: o.TOTPStep, DisabledAt: micros(o.DisabledAt), UpdatedAt: micros(o.UpdatedAt),
		ID: text(o.ID), Version: o.Version,
	})
	return r.one("save operator", n, err, merchant.ErrStale)
}

func (r operators) ByID(ctx context.Context, id string) (merchant.Operator, error) {
	row, err := r.q.OperatorByID(ctx, text(id))
	if err != nil {
		return merchant.Operator{}, r.done("read operator", err)
	}
	return r.operatorOf(row)
}

func (r operators) ByEmail(ctx context.Context, email string) (merchant.Operator, error) {
	row, err := r.q.OperatorByEmail(ctx, text(email))
	if err != nil {
		return merchant.Operator{}, r.done("read operator", err)
	}
	return r.operatorOf(row)
}

func (r operators) List(ctx context.Context) ([]merchant.Operator, error) {
	rows, err := r.q.ListOperators(ctx)
	if err != nil {
		return nil, r.done("read operators", err)
	}
	return each(rows, r.operatorOf)
}

func (r operators) LockAdmins(ctx context.Context) ([]string, error) {
	list, err := r.q.LockOperators(ctx)
	return list, r.done("lock admins", err)
}

func (r operators) operatorOf(row sqlgen.Operator) (merchant.Operator, error) {
	o := merchant.Operator{
		ID: row.ID, Version: row.Version, Email: row.Email, Name: row.Name, Role: operator.Role(row.Role), RefundLimit: row.RefundLimit,
		Password: row.Password, PasswordUntil: moment(row.PasswordUntil), TOTPStep: row.TotpStep, DisabledAt: moment(row.DisabledAt),
		CreatedAt: moment(row.CreatedAt), UpdatedAt: moment(row.UpdatedAt),
	}
	var err error
	if o.TOTP, err = r.opened(fieldCodes, row.ID, row.Totp); err != nil {
		return o, r.done("open a secret", err)
	}
	o.TOTPNext, err = r.opened(fieldCodesNext, row.ID, row.TotpNext)
	return o, r.done("open a secret", err)
}

type logins struct{ *tx }

func (r logins) Insert(ctx context.Context, l merchant.Login) error {
	return r.done("insert login", r.q.InsertLogin(ctx, sqlgen.InsertLoginParams{
		ID: text(l.ID), OperatorID: text(l.OperatorID), Hash: text(l.Hash), Address: text(l.Address), Agent: text(l.Agent),
		CreatedAt: micros(l.CreatedAt), SeenAt: micros(l.SeenAt), ExpiresAt: micros(l.ExpiresAt), FreshUntil: micros(l.FreshUntil),
		EndedAt: micros(l.EndedAt), EndedWhy: text(l.EndedWhy),
	}))
}

func (r logins) ByID(ctx context.Context, id string) (merchant.Login, error) {
	row, err := r.q.LoginByID(ctx, text(id))
	if err != nil {
		return merchant.Login{}, r.done("read login", err)
	}
	return loginOf(row)
}

func (r logins) ByHash(ctx context.Context, hash string) (merchant.Login, error) {
	row, err := r.q.LoginByHash(ctx, text(hash))
	if err != nil {
		return merchant.Login{}, r.done("read login", err)
	}
	return loginOf(row)
}

func (r logins) Open(ctx context.Context, operatorID string, now time.Time, limit int) ([]merchant.Login, error) {
	rows, err := r.q.OpenLogins(ctx, sqlgen.OpenLoginsParams{OperatorID: text(operatorID), Now: micros(now), Most: most(limit)})
	if err != nil {
		return nil, r.done("read logins", err)
	}
	return each(rows, loginOf)
}

func (r logins) Touch(ctx context.Context, id string, at time.Time) error {
	return r.done("note use of login", r.q.TouchLogin(ctx, sqlgen.TouchLoginParams{At: micros(at), ID: text(id)}))
}

func (r logins) Rotate(ctx context.Context, id, old, hash string, freshUntil time.Time) error {
	n, err := r.q.RotateLogin(ctx, sqlgen.RotateLoginParams{Hash: text(hash), FreshUntil: micros(freshUntil), ID: text(id), OldHash: text(old)})
	return r.one("rotate login", n, err, merchant.ErrStale)
}

func (r logins) End(ctx context.Context, id string, at time.Time, why string) error {
	n, err := r.q.EndLogin(ctx, sqlgen.EndLoginParams{EndedAt: micros(at), EndedWhy: text(why), ID: text(id)})
	return r.one("end login", n, err, merchant.ErrNotFound)
}

func (r logins) EndAll(ctx context.Context, operatorID, keep string, at time.Time, why string) error {
	return r.done("end logins", r.q.EndLogins(ctx, sqlgen.EndLoginsParams{
		EndedAt: micros(at), EndedWhy: text(why), OperatorID: text(operatorID), Keep: text(keep),
	}))
}

func (r logins) Drop(ctx context.Context, operatorID string, before time.Time) error {
	return r.done("drop logins", r.q.DropLogins(ctx, sqlgen.DropLoginsParams{OperatorID: text(operatorID), Before: micros(before)}))
}

func loginOf(row sqlgen.Login) (merchant.Login, error) {
	return merchant.Login{
		ID: row.ID, OperatorID: row.OperatorID, Hash: row.Hash, Address: row.Address, Agent: row.Agent,
		CreatedAt: moment(row.CreatedAt), SeenAt: moment(row.SeenAt), ExpiresAt: moment(row.ExpiresAt), FreshUntil: moment(row.FreshUntil),
		EndedAt: moment(row.EndedAt), EndedWhy: row.EndedWhy,
	}, nil
}
