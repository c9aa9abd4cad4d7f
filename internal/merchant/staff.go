package merchant

import (
	"context"
	"errors"
	"io"
	"strings"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/id"
	"github.com/naru-pay/naru/internal/operator"
)

// What is noted of those who work at the console.
const (
	AuditOperatorMade    AuditAction = "operator.made"
	AuditOperatorChanged AuditAction = "operator.changed"
	AuditOperatorReset   AuditAction = "operator.reset"
	AuditPasswordChanged AuditAction = "password.changed"
	AuditCodesOn         AuditAction = "second_factor.on"
	AuditCodesOff        AuditAction = "second_factor.off"
	AuditLoginEnded      AuditAction = "login.ended"
	AuditStepUp          AuditAction = "login.confirmed"
	AuditStepUpRefused   AuditAction = "login.confirm_refused"
	AuditDenied          AuditAction = "access.denied"
)

// startPassword is how long a password that another person gave works.
const startPassword = 72 * time.Hour

// Staff is the use cases of those who work at the console. It is safe for
// concurrent use.
type Staff struct {
	Store     Store
	Clock     clock.Clock
	Entropy   io.Reader
	Passwords Passwords
}

// OperatorWish is what a new operator is to be.
type OperatorWish struct {
	Email, Name string
	Role        operator.Role
	RefundLimit *int64 // nil: the role's usual one
	Password    string // chosen by its owner; empty: a start password is made
}

// Create makes an operator. Without a password of their own they get one that
// works for three days and lets them do nothing but choose another; it is returned
// once. Its errors: bad_field, password_weak, operator_exists.
func (s *Staff) Create(ctx context.Context, w OperatorWish) (o Operator, start string, err error) {
	now := s.Clock.Now()
	o = Operator{Version: 1, Email: operator.Email(w.Email), Name: strings.TrimSpace(w.Name), Role: w.Role, CreatedAt: now, UpdatedAt: now}
	switch {
	case o.Email == "":
		return o, "", fault.Field(fault.BadField, "email", "not an e-mail address")
	case o.Name == "":
		return o, "", fault.Field(fault.MissingField, "name", "who it is, for the history")
	case !o.Role.Known():
		return o, "", fault.Field(fault.BadField, "role", "one of %v", operator.Roles)
	}
	o.RefundLimit = o.Role.UsualLimit()
	if w.RefundLimit != nil {
		o.RefundLimit = *w.RefundLimit
	}
	if start, err = s.setPassword(ctx, &o, w.Password); err != nil {
		return o, "", err
	}
	if o.ID, err = id.New("opr", now, s.Entropy); err != nil {
		return o, "", err
	}
	err = s.Store.Update(ctx, func(tx Tx) error {
		_, err := tx.Operators().ByEmail(ctx, o.Email)
		if err == nil {
			return fault.New(fault.OperatorExists)
		}
		if !errors.Is(err, ErrNotFound) {
			return err
		}
		if err := tx.Operators().Insert(ctx, o); err != nil {
			return err
		}
		return note(ctx, tx, now, AuditOperatorMade, o.ID, string(o.Role))
	})
	if errors.Is(err, ErrExists) {
		err = fault.New(fault.OperatorExists)
	}
	return o, start, err
}

// setPassword gives the operator a password: the chosen one, or one to start with.
func (s *Staff) setPassword(ctx context.Context, o *Operator, chosen string) (start string, err error) {
	o.PasswordUntil = time.Time{}
	if chosen == "" {
		random, err := id.Secret(s.Entropy)
		if err != nil {
			return "", err
		}
		start = strings.Join([]string{random[:5], random[5:10], random[10:15], random[15:20]}, "-")
		chosen, o.PasswordUntil = start, s.Clock.Now().Add(startPassword)
	} else if why := operator.Weak(chosen, o.Email, o.Name); why != operator.Strong {
		return "", weak(why)
	}
	o.Password, err = s.Passwords.Hash(ctx, chosen)
	return start, err
}

func weak(why operator.Weakness) error {
	return fault.Field(fault.PasswordWeak, "password", "%s", why)
}

// Operators lists all, oldest first.
func (s *Staff) Operators(ctx context.Context) ([]Operator, error) {
	var list []Operator
	err := s.Store.View(ctx, func(tx Tx) error {
		var err error
		list, err = tx.Operators().List(ctx)
		return err
	})
	return list, err
}

// OperatorByEmail finds one; operator_not_found.
func (s *Staff) OperatorByEmail(ctx context.Context, email string) (Operator, error) {
	var o Operator
	err := s.Store.View(ctx, func(tx Tx) error {
		var err error
		o, err = tx.Operators().ByEmail(ctx, operator.Email(email))
		return notFound(err, fault.OperatorNotFound)
	})
	return o, err
}

// OperatorChange is what is to change; nil stays.
type OperatorChange struct {
	Name        *string
	Role        *operator.Role
	RefundLimit *int64
	Disabled    *bool
}

// Change changes an operator. Who is disabled is logged out everywhere at once.
// Its errors: operator_not_found, bad_field, and operator_last_admin when nobody
// could set anything any more.
func (s *Staff) Change(ctx context.Context, oid string, c OperatorChange) (Operator, error) {
	return s.edit(ctx, oid, func(tx Tx, o *Operator, now time.Time) error {
		before := *o
		if c.Name != nil {
			if o.Name = strings.TrimSpace(*c.Name); o.Name == "" {
				return fault.Field(fault.MissingField, "name", "who it is, for the history")
			}
		}
		if c.Role != nil {
			if !c.Role.Known() {
				return fault.Field(fault.BadField, "role", "one of %v", operator.Roles)
			}
			o.Role = *c.Role
		}
		if c.RefundLimit != nil {
			o.RefundLimit = *c.RefundLimit
		}
		switch {
		case c.Disabled == nil:
		case !*c.Disabled:
			o.DisabledAt = time.Time{}
		case o.Active():
			o.DisabledAt = now
		}
		if err := keepAnAdmin(ctx, tx, before, *o); err != nil {
			return err
		}
		if !o.Active() {
			if err := tx.Logins().EndAll(ctx, o.ID, "", now, "disabled"); err != nil {
				return err
			}
		}
		return note(ctx, tx, now, AuditOperatorChanged, o.ID, changes(before, *o))
	})
}

func changes(before, after Operator) string {
	var out []string
	if before.Name != after.Name {
		out = append(out, "name")
	}
	if before.Role != after.Role {
		out = append(out, "role "+string(before.Role)+" to "+string(after.Role))
	}
	if before.RefundLimit != after.RefundLimit {
		out = append(out, "limit "+limitText(before.RefundLimit)+" to "+limitText(after.RefundLimit))
	}
	if before.Active() != after.Active() {
		out = append(out, map[bool]string{true: "enabled", false: "disabled"}[after.Active()])
	}
	return strings.Join(out, ", ")
}

// keepAnAdmin refuses to take away the last one.
func keepAnAdmin(ctx context.Context, tx Tx, before, after Operator) error {
	leads := func(o Operator) bool { return o.Role == operator.Admin && o.Active() }
	if !leads(before) || leads(after) {
		return nil
	}
	admins, err := tx.Operators().LockAdmins(ctx)
	if err != nil {
		return err
	}
	for _, oid := range admins {
		if oid != after.ID {
			return nil
		}
	}
	return fault.New(fault.OperatorLastAdmin)
}

// Reset gives an operator who lost their password or their codes another way in:
// a password of their own, or one to start with, which is returned once. Codes are
// switched off, and all logins end.
func (s *Staff) Reset(ctx context.Context, oid, chosen string) (Operator, string, error) {
	var o Operator
	err := s.Store.View(ctx, func(tx Tx) error {
		var err error
		o, err = tx.Operators().ByID(ctx, oid)
		return notFound(err, fault.OperatorNotFound)
	})
	if err != nil {
		return o, "", err
	}
	start, err := s.setPassword(ctx, &o, chosen)
	if err != nil {
		return o, "", err
	}
	o, err = s.edit(ctx, oid, func(tx Tx, now *Operator, at time.Time) error {
		now.Password, now.PasswordUntil = o.Password, o.PasswordUntil
		now.TOTP, now.TOTPNext, now.TOTPStep = "", "", 0
		if err := tx.Logins().EndAll(ctx, oid, "", at, "reset"); err != nil {
			return err
		}
		return note(ctx, tx, at, AuditOperatorReset, oid, "")
	})
	return o, start, err
}

// edit changes an operator as fn says, again when somebody else was first.
func (s *Staff) edit(ctx context.Context, oid string, fn func(Tx, *Operator, time.Time) error) (Operator, error) {
	var o Operator
	for range applyTries {
		err := s.Store.Update(ctx, func(tx Tx) error {
			var err error
			if o, err = tx.Operators().ByID(ctx, oid); err != nil {
				return notFound(err, fault.OperatorNotFound)
			}
			now := s.Clock.Now()
			if err := fn(tx, &o, now); err != nil {
				return err
			}
			o.UpdatedAt = now
			if err := tx.Operators().Save(ctx, o); err != nil {
				return err
			}
			o.Version++
			return nil
		})
		if !errors.Is(err, ErrStale) {
			return o, err
		}
	}
	return o, fault.New(fault.ServerBusy)
}
