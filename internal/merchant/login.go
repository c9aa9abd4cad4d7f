package merchant

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/id"
	"github.com/naru-pay/naru/internal/operator"
)

// The times of a login (SAFETY §6.3).
const (
	LoginIdle  = 30 * time.Minute // without a request
	LoginLife  = 12 * time.Hour   // however busy
	LoginFresh = 5 * time.Minute  // in which what moves money needs no second proof

	touchEvery = time.Minute // how exactly the last request is noted
	mostLogins = 100         // that are listed

	// loginKept is how long addresses and browsers are kept: nobody needs them for
	// longer than it takes to find out that a stranger was in.
	loginKept = 90 * 24 * time.Hour
)

// tokenBytes is the entropy of a session's token.
const tokenBytes = 32

// Session is an operator where they are logged in.
type Session struct {
	Login    Login
	Operator Operator
}

// Fresh reports whether the operator proved just now who they are.
func (s Session) Fresh(now time.Time) bool { return now.Before(s.Login.FreshUntil) }

// Ends is when the session ends without a further request.
func (s Session) Ends() time.Time {
	if idle := s.Login.SeenAt.Add(LoginIdle); idle.Before(s.Login.ExpiresAt) {
		return idle
	}
	return s.Login.ExpiresAt
}

// LogInWish is somebody at the door.
type LogInWish struct {
	Email, Password, Code string
	Address, Agent        string
	Token                 string // of a session that the browser had; it ends
}

// LogIn opens a session and returns its token, once. Who is unknown, disabled or
// wrong in any part is told the same, after the same time: login_refused. Only to
// the right password is told that a code is missing (second_factor_required), or
// that it was a start password and is too old (start_password_expired).
func (s *Staff) LogIn(ctx context.Context, w LogInWish) (token string, _ Session, err error) {
	o, err := s.proven(ctx, w)
	if err != nil {
		return "", Session{}, err
	}
	now := s.Clock.Now()
	token, hash, err := s.newToken()
	if err != nil {
		return "", Session{}, err
	}
	l := Login{
		OperatorID: o.ID, Hash: hash, Address: w.Address, Agent: w.Agent,
		CreatedAt: now, SeenAt: now, ExpiresAt: now.Add(LoginLife), FreshUntil: now.Add(LoginFresh),
	}
	if l.ID, err = id.New("lgn", now, s.Entropy); err != nil {
		return "", Session{}, err
	}
	ctx = WithActor(ctx, o.Actor())
	was, used := o.Password, o.TOTPStep
	o, err = s.edit(ctx, o.ID, func(tx Tx, o *Operator, _ time.Time) error {
		if !o.Active() || o.Password != was || (o.TOTP != "" && used <= o.TOTPStep) {
			return fault.New(fault.LoginRefused) // changed meanwhile, or the code was used by another
		}
		if o.TOTP != "" {
			o.TOTPStep = used
		}
		if err := endToken(ctx, tx, w.Token, now); err != nil {
			return err
		}
		if err := tx.Logins().Drop(ctx, o.ID, now.Add(-loginKept)); err != nil {
			return err
		}
		if err := tx.Logins().Insert(ctx, l); err != nil {
			return err
		}
		return note(ctx, tx, now, AuditLogIn, l.ID, "")
	})
	return token, Session{l, o}, err
}

// proven returns the operator who is at the door, with the step of the code that
// they showed.
func (s *Staff) proven(ctx context.Context, w LogInWish) (Operator, error) {
	var o Operator
	err := s.Store.View(ctx, func(tx Tx) error {
		var err error
		o, err = tx.Operators().ByEmail(ctx, operator.Email(w.Email))
		if errors.Is(err, ErrNotFound) {
			return nil
		}
		return err
	})
	if err != nil {
		return o, err
	}
	right, stale, err := s.Passwords.Check(ctx, o.Password, w.Password)
	switch {
	case err != nil:
		return o, err
	case !right, o.ID == "", !o.Active():
		return o, s.refused(ctx, o, AuditLogInRefused, "password")
	case o.TOTP != "" && w.Code == "":
		return o, fault.New(fault.SecondFactorRequired)
	}
	if o.TOTP != "" {
		if o.TOTPStep, err = s.codeStep(o, w.Code); err != nil {
			return o, s.refused(ctx, o, AuditLogInRefused, "code")
		}
	}
	if o.MustChange() && !s.Clock.Now().Before(o.PasswordUntil) {
		return o, fault.New(fault.StartPasswordExpired)
	}
	if stale {
		return s.rehash(ctx, o, w.Password)
	}
	return o, nil
}

// rehash makes the hash as dear as hashes are now, while the password is at hand.
func (s *Staff) rehash(ctx context.Context, o Operator, word string) (Operator, error) {
	hash, err := s.Passwords.Hash(ctx, word)
	if err != nil {
		return o, err
	}
	old, step := o.Password, o.TOTPStep
	o, err = s.edit(ctx, o.ID, func(_ Tx, o *Operator, _ time.Time) error {
		if o.Password == old {
			o.Password = hash
		}
		return nil
	})
	o.TOTPStep = step
	return o, err
}

// codeStep returns the step of a code that is right and was not used.
func (s *Staff) codeStep(o Operator, code string) (int64, error) {
	secret, err := operator.ParseSecret(o.TOTP)
	if err != nil {
		return 0, err
	}
	step, ok := operator.Match(secret, code, s.Clock.Now(), o.TOTPStep)
	if !ok {
		return 0, fault.New(fault.LoginRefused)
	}
	return step, nil
}

// refused notes a refusal; nobody's address is kept.
func (s *Staff) refused(ctx context.Context, o Operator, action AuditAction, what string) error {
	if o.ID != "" {
		ctx = WithActor(ctx, o.Actor())
	}
	err := s.Store.Update(ctx, func(tx Tx) error {
		return note(ctx, tx, s.Clock.Now(), action, o.ID, what)
	})
	if err != nil {
		return err
	}
	return fault.New(fault.LoginRefused)
}

func (s *Staff) newToken() (token, hash string, err error) {
	raw := make([]byte, tokenBytes)
	if _, err := io.ReadFull(s.Entropy, raw); err != nil {
		return "", "", fmt.Errorf("make a token: %w", err)
	}
	token = base64.RawURLEncoding.EncodeToString(raw)
	return token, tokenHash(token), nil
}

func tokenHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

func endToken(ctx context.Context, tx Tx, token string, now time.Time) error {
	if token == "" {
		return nil
	}
	l, err := tx.Logins().ByHash(ctx, tokenHash(token))
	if err == nil {
		err = tx.Logins().End(ctx, l.ID, now, "followed")
	}
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}

// Session returns the session of a token and notes that it was used. Its error is
// session_required without one, session_ended with one that has expired, was idle
// for too long, was ended, or whose operator was disabled.
func (s *Staff) Session(ctx context.Context, token string) (Session, error) {
	out, err := s.Look(ctx, token)
	if err != nil {
		return out, err
	}
	now := s.Clock.Now()
	if now.Sub(out.Login.SeenAt) >= touchEvery {
		err = s.Store.Update(ctx, func(tx Tx) error { return tx.Logins().Touch(ctx, out.Login.ID, now) })
		out.Login.SeenAt = now
	}
	return out, err
}

// Look is Session for who only listens: it keeps no session awake.
func (s *Staff) Look(ctx context.Context, token string) (Session, error) {
	var out Session
	if token == "" {
		return out, fault.New(fault.SessionRequired)
	}
	err := s.Store.View(ctx, func(tx Tx) error {
		var err error
		if out.Login, err = tx.Logins().ByHash(ctx, tokenHash(token)); err != nil {
			return notFound(err, fault.SessionEnded)
		}
		out.Operator, err = tx.Operators().ByID(ctx, out.Login.OperatorID)
		return err
	})
	if err != nil {
		return Session{}, err
	}
	if !out.Login.EndedAt.IsZero() || !s.Clock.Now().Before(out.Ends()) || !out.Operator.Active() {
		return Session{}, fault.New(fault.SessionEnded)
	}
	return out, nil
}

// StepUp proves again who is logged in, by the code where there are codes and by
// the password otherwise, and returns the session's new token. What is wrong is
// login_refused.
func (s *Staff) StepUp(ctx context.Context, in Session, word, code string) (string, Session, error) {
	var o Operator
	err := s.Store.View(ctx, func(tx Tx) error {
		var err error
		o, err = tx.Operators().ByID(ctx, in.Operator.ID)
		return err
	})
	if err != nil {
		return "", in, err
	}
	var step int64
	switch {
	case o.TOTP != "" && code == "" && word != "":
		return "", in, fault.New(fault.SecondFactorRequired)
	case o.TOTP != "":
		if step, err = s.codeStep(o, code); err != nil {
			return "", in, s.refused(ctx, o, AuditStepUpRefused, "code")
		}
	default:
		right, _, err := s.Passwords.Check(ctx, o.Password, word)
		if err != nil {
			return "", in, err
		}
		if !right {
			return "", in, s.refused(ctx, o, AuditStepUpRefused, "password")
		}
	}
	return s.renew(ctx, in, func(_ Tx, now *Operator) error {
		if now.TOTP != o.TOTP || now.Password != o.Password || (step != 0 && step <= now.TOTPStep) {
			return fault.New(fault.LoginRefused)
		}
		now.TOTPStep = max(now.TOTPStep, step)
		return nil
	}, AuditStepUp)
}

// renew changes the operator as fn says and gives the session another token, fresh
// from now.
func (s *Staff) renew(ctx context.Context, in Session, fn func(Tx, *Operator) error, action AuditAction) (string, Session, error) {
	token, hash, err := s.newToken()
	if err != nil {
		return "", in, err
	}
	out := in
	out.Operator, err = s.edit(ctx, in.Operator.ID, func(tx Tx, o *Operator, now time.Time) error {
		if err := fn(tx, o); err != nil {
			return err
		}
		out.Login.FreshUntil = now.Add(LoginFresh)
		if err := tx.Logins().Rotate(ctx, in.Login.ID, in.Login.Hash, hash, out.Login.FreshUntil); errors.Is(err, ErrStale) {
			return fault.New(fault.SessionEnded)
		} else if err != nil {
			return err
		}
		return note(ctx, tx, now, action, in.Login.ID, "")
	})
	out.Login.Hash = hash
	return token, out, err
}

// LogOut ends a session; one that has ended is no error.
func (s *Staff) LogOut(ctx context.Context, in Session) error {
	err := s.EndLogin(ctx, in, in.Login.ID)
	if fault.CodeOf(err) == fault.LoginNotFound {
		return nil
	}
	return err
}

// Logins lists where the operator is logged in.
func (s *Staff) Logins(ctx context.Context, in Session) ([]Login, error) {
	var list []Login
	err := s.Store.View(ctx, func(tx Tx) error {
		all, err := tx.Logins().Open(ctx, in.Operator.ID, s.Clock.Now(), mostLogins)
		for _, l := range all {
			if s.Clock.Now().Before((Session{Login: l}).Ends()) {
				list = append(list, l)
			}
		}
		return err
	})
	return list, err
}

// EndLogin ends one of the operator's own logins; login_not_found.
func (s *Staff) EndLogin(ctx context.Context, in Session, lid string) error {
	missing := fault.New(fault.LoginNotFound)
	return s.Store.Update(ctx, func(tx Tx) error {
		l, err := tx.Logins().ByID(ctx, lid)
		if err != nil {
			return notFound(err, missing.Code)
		}
		if l.OperatorID != in.Operator.ID {
			return missing
		}
		now := s.Clock.Now()
		if err := tx.Logins().End(ctx, lid, now, "logged out"); err != nil {
			return notFound(err, missing.Code)
		}
		return note(ctx, tx, now, AuditLoginEnded, lid, "")
	})
}

// ChangePassword puts another password in the place of the old one, ends the
// operator's other logins and returns this one's new token. Its errors are
// login_refused for a wrong old one, and password_weak.
func (s *Staff) ChangePassword(ctx context.Context, in Session, old, chosen string) (string, Session, error) {
	o := in.Operator
	right, _, err := s.Passwords.Check(ctx, o.Password, old)
	if err != nil {
		return "", in, err
	}
	if !right {
		return "", in, s.refused(ctx, o, AuditStepUpRefused, "password")
	}
	if old == chosen {
		return "", in, fault.Field(fault.PasswordWeak, "new", "the same as before")
	}
	if why := operator.Weak(chosen, o.Email, o.Name); why != operator.Strong {
		return "", in, fault.Field(fault.PasswordWeak, "new", "%s", why)
	}
	hash, err := s.Passwords.Hash(ctx, chosen)
	if err != nil {
		return "", in, err
	}
	return s.renew(ctx, in, func(tx Tx, now *Operator) error {
		if now.Password != o.Password {
			return fault.New(fault.LoginRefused)
		}
		now.Password, now.PasswordUntil = hash, time.Time{}
		return tx.Logins().EndAll(ctx, o.ID, in.Login.ID, s.Clock.Now(), "password changed")
	}, AuditPasswordChanged)
}

// BeginCodes makes a secret of one-time codes, which works once a code of it was
// shown.
func (s *Staff) BeginCodes(ctx context.Context, in Session) (secret string, err error) {
	raw := make([]byte, operator.SecretBytes)
	if _, err := io.ReadFull(s.Entropy, raw); err != nil {
		return "", fmt.Errorf("make a secret: %w", err)
	}
	secret = operator.SecretText(raw)
	_, err = s.edit(ctx, in.Operator.ID, func(_ Tx, o *Operator, _ time.Time) error {
		o.TOTPNext = secret
		return nil
	})
	return secret, err
}

// ConfirmCodes switches codes on, ends the operator's other logins and returns
// this one's new token. Its errors are codes_not_begun and login_refused.
func (s *Staff) ConfirmCodes(ctx context.Context, in Session, code string) (string, Session, error) {
	return s.renew(ctx, in, func(tx Tx, o *Operator) error {
		if o.TOTPNext == "" {
			return fault.New(fault.CodesNotBegun)
		}
		next := *o
		next.TOTP, next.TOTPStep = o.TOTPNext, 0
		step, err := s.codeStep(next, code)
		if err != nil {
			return err
		}
		o.TOTP, o.TOTPNext, o.TOTPStep = o.TOTPNext, "", step
		return tx.Logins().EndAll(ctx, o.ID, in.Login.ID, s.Clock.Now(), "second factor")
	}, AuditCodesOn)
}

// DropCodes switches codes off.
func (s *Staff) DropCodes(ctx context.Context, in Session) (Operator, error) {
	return s.edit(ctx, in.Operator.ID, func(tx Tx, o *Operator, now time.Time) error {
		o.TOTP, o.TOTPNext, o.TOTPStep = "", "", 0
		return note(ctx, tx, now, AuditCodesOff, o.ID, "")
	})
}

// NoteDenied notes that somebody who is logged in was refused something that
// would have changed something.
func (s *Staff) NoteDenied(ctx context.Context, in Session, what string, code fault.Code) error {
	ctx = WithActor(ctx, in.Operator.Actor())
	return s.Store.Update(ctx, func(tx Tx) error {
		return note(ctx, tx, s.Clock.Now(), AuditDenied, in.Login.ID, string(code)+" "+what)
	})
}

func limitText(limit int64) string {
	if limit == operator.NoLimit {
		return "none"
	}
	return strconv.FormatInt(limit, 10)
}
