package merchant

import (
	"context"
	"time"

	"github.com/naru-pay/naru/internal/operator"
)

// Operator is somebody who works at the console. What proves who they are is
// kept as a hash, or sealed.
type Operator struct {
	ID            string // opr_…
	Version       int64
	Email         string // as operator.Email writes it
	Name          string
	Role          operator.Role
	RefundLimit   int64     // won that they may give back of one payment; operator.NoLimit: no limit
	Password      string    // its hash
	PasswordUntil time.Time // until when a start password may be changed; zero: its owner chose it
	TOTP          string    // the secret of their codes in base32; empty: off
	TOTPNext      string    // one that is not confirmed
	TOTPStep      int64     // the last step whose code was used
	DisabledAt    time.Time
	CreatedAt     time.Time
	UpdatedAt     time.Time
}

// Actor names the operator in histories and in the audit log: an id that is looked
// up, and a name that is read.
func (o Operator) Actor() string { return o.ID + " " + o.Name }

// Active reports whether the operator may log in.
func (o Operator) Active() bool { return o.DisabledAt.IsZero() }

// MustChange reports whether the operator has to choose a password first.
func (o Operator) MustChange() bool { return !o.PasswordUntil.IsZero() }

// Login is one place where an operator is logged in. Of its token only the hash
// is kept.
type Login struct {
	ID         string // lgn_…
	OperatorID string
	Hash       string // SHA-256 of the token, hex
	Address    string
	Agent      string // the browser, as it names itself
	CreatedAt  time.Time
	SeenAt     time.Time // to a minute
	ExpiresAt  time.Time
	FreshUntil time.Time // until when it is taken as just proven
	EndedAt    time.Time
	EndedWhy   string
}

// Operators keeps who works at the console. None is ever taken out: the audit
// log names them.
type Operators interface {
	// Insert stores a new operator; ErrExists when the address is taken.
	Insert(ctx context.Context, o Operator) error
	// Save stores o if the stored version is the one given, and counts that up;
	// ErrStale otherwise. Its Email and CreatedAt stay.
	Save(ctx context.Context, o Operator) error
	ByID(ctx context.Context, id string) (Operator, error)
	ByEmail(ctx context.Context, email string) (Operator, error)
	// List is oldest first.
	List(ctx context.Context) ([]Operator, error)
	// LockAdmins lists the ids of the admins who are not disabled; who comes second
	// waits until the first has committed.
	LockAdmins(ctx context.Context) ([]string, error)
}

// Logins keeps where operators are logged in.
type Logins interface {
	Insert(ctx context.Context, l Login) error
	ByID(ctx context.Context, id string) (Login, error)
	ByHash(ctx context.Context, hash string) (Login, error)
	// Open lists up to limit logins of an operator that have neither ended nor
	// expired.
	Open(ctx context.Context, operatorID string, now time.Time, limit int) ([]Login, error)
	// Touch notes that a login was used, unless a later use is noted.
	Touch(ctx context.Context, id string, at time.Time) error
	// Rotate gives an open login another hash; ErrStale when it has not the old one.
	Rotate(ctx context.Context, id, old, hash string, freshUntil time.Time) error
	// End ends a login; ErrNotFound when there is none that is open.
	End(ctx context.Context, id string, at time.Time, why string) error
	// EndAll ends an operator's logins but the one to keep, which may be empty.
	EndAll(ctx context.Context, operatorID, keep string, at time.Time, why string) error
	// Drop forgets an operator's logins that expired before a time.
	Drop(ctx context.Context, operatorID string, before time.Time) error
}

// Passwords hashes and checks passwords.
type Passwords interface {
	Hash(ctx context.Context, word string) (string, error)
	// Check takes as long for an empty hash, which no password is right for.
	Check(ctx context.Context, hash, word string) (right, stale bool, err error)
}
