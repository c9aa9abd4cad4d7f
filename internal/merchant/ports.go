package merchant

import (
	"context"
	"errors"
	"time"

	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

// Gateway is what confirming and cancelling need of PortOne.
type Gateway interface {
	// Lookup reads one attempt; ErrNoPayment when PortOne has none.
	Lookup(ctx context.Context, uid payment.ImpUID) (payment.Seen, error)
	// LookupAll reads every attempt at a merchant_uid, none without an error.
	// Beside an error it returns those that it could read.
	LookupAll(ctx context.Context, uid payment.MerchantUID) ([]payment.Seen, error)
	// Cancel gives money back. A nil error means that PortOne said it is done.
	// A *Refused error means that PortOne answered that it is not; any other
	// error leaves the outcome unknown.
	Cancel(ctx context.Context, order payment.CancelOrder) (payment.Seen, error)
	// CloseAccount closes an issued virtual account that nobody has paid into.
	// Its errors are as Cancel's.
	CloseAccount(ctx context.Context, uid payment.ImpUID) error
}

// Preregistrar tells PortOne the expected amount before the window opens.
type Preregistrar interface {
	Preregister(ctx context.Context, uid payment.MerchantUID, want money.Amount) error
}

// ChannelLister reads the account's channels from PortOne.
type ChannelLister interface {
	Channels(ctx context.Context) ([]ChannelInfo, error)
}

// ChannelInfo is one channel of the PortOne account.
type ChannelInfo struct {
	Channel payment.Channel
	Key     string // channel-key-…
	Name    string
	Type    string // payment, api_payment or certification
	Env     payment.Env
}

// ErrNoPayment says that PortOne knows no such payment.
var ErrNoPayment = errors.New("no such payment at PortOne")

// Refused is PortOne's well-formed answer that a call was not carried out.
type Refused struct {
	Message string // PortOne's words, for people
	Cause   error
}

// Error gives PortOne's words.
func (r *Refused) Error() string { return "refused by PortOne: " + r.Message }

// Unwrap returns the client's error.
func (r *Refused) Unwrap() error { return r.Cause }

// The ways in which a store refuses.
var (
	// ErrExists: a unique key is taken; nothing of the fn was stored.
	ErrExists = errors.New("already stored")
	// ErrNotFound: no such row.
	ErrNotFound = errors.New("not stored")
	// ErrStale: the row has another version or fence than the one given.
	ErrStale = errors.New("changed meanwhile")
)

// Store runs functions in transactions. Update commits durably before it
// returns nil: it may run fn again after a conflict, and shares commits between
// callers, so fn must not block nor have effects outside tx. After an error of
// fn nothing of it is stored. View reads one consistent state.
type Store interface {
	View(ctx context.Context, fn func(Tx) error) error
	Update(ctx context.Context, fn func(Tx) error) error
}

// Tx gives access to the tables within one transaction.
type Tx interface {
	Orders() Orders
	Payments() Payments
	Attempts() Attempts
	Refunds() Refunds
	Events() Events
	Outbox() Outbox
	Inbox() Inbox
	Discrepancies() Discrepancies
	Errands() Errands
	Lines() Lines
	Keys() Keys
	Idempotency() Idempotency
	Channels() Channels
	Sweeps() Sweeps
	People() People
	Audit() Audit
	Recoveries() Recoveries
	Holds() Holds
	Endpoints() Endpoints
	Letters() Letters
	Operators() Operators
	Logins() Logins
}

// Orders serialises what happens to one order.
type Orders interface {
	// Lock makes the order if it is new and counts its version up, so that of
	// two transactions about one order the second waits or runs again.
	Lock(ctx context.Context, ref payment.OrderRef, now time.Time) error
}

// Page asks for the rows before a place in a list that is newest first.
type Page struct {
	Before   time.Time // zero: from the newest
	BeforeID string
	Limit    int
}

// Payments keeps payments; (created_at, id) orders them.
type Payments interface {
	// Insert stores a new payment; ErrExists when its merchant_uid is taken.
	Insert(ctx context.Context, p payment.Payment) error
	// Save stores p, whose Version is one more than the stored one; ErrStale if
	// it is not; ErrExists when another payment of the order holds money.
	Save(ctx context.Context, p payment.Payment) error
	ByID(ctx context.Context, id payment.ID) (payment.Payment, error)
	ByMerchantUID(ctx context.Context, uid payment.MerchantUID) (payment.Payment, error)
	// OfOrder lists the order's payments, oldest first.
	OfOrder(ctx context.Context, ref payment.OrderRef) ([]payment.Payment, error)
	// Holder is the payment that holds the order's money, "" when none does.
	Holder(ctx context.Context, ref payment.OrderRef) (payment.ID, error)
	// List is newest first; an empty state is every state.
	List(ctx context.Context, state payment.State, page Page) ([]payment.Payment, error)
	// ListPaid is those that were paid, the one paid last first.
	ListPaid(ctx context.Context, page Page) ([]payment.Payment, error)
	// ClaimChecks returns up to limit payments whose CheckAt is due and moves
	// their CheckAt to lease, without counting their version up.
	ClaimChecks(ctx context.Context, now, lease time.Time, limit int) ([]payment.Payment, error)
	// CheckNow makes the payment due at once, without counting its version up.
	CheckNow(ctx context.Context, id payment.ID, now time.Time) error
	// Recheck sets when to ask next, without counting the version up.
	Recheck(ctx context.Context, id payment.ID, at time.Time, checks int) error
}

// Attempts keeps one row for each imp_uid.
type Attempts interface {
	// Put inserts or replaces the attempt; ErrExists when its imp_uid belongs
	// to another payment.
	Put(ctx context.Context, a payment.Attempt) error
	OfPayment(ctx context.Context, id payment.ID) ([]payment.Attempt, error)
	// ClaimClosings returns up to limit attempts whose account is due to be
	// closed and moves their ClosingAt to lease.
	ClaimClosings(ctx context.Context, now, lease time.Time, limit int) ([]payment.Attempt, error)
}

// Refunds keeps refunds. At most one refund of an imp_uid is under way, and an
// idempotency key is used once.
type Refunds interface {
	// Insert stores a new refund; ErrExists when its key is taken or another
	// refund of the imp_uid is under way.
	Insert(ctx context.Context, r payment.Refund) error
	// Save stores r, whatever its Fence, if the stored Fence is the one given,
	// and counts that up; ErrStale otherwise. Of two who read the same row, one
	// has to read it again.
	Save(ctx context.Context, r payment.Refund, fence int64) error
	ByID(ctx context.Context, id payment.RefundID) (payment.Refund, error)
	ByKey(ctx context.Context, key string) (payment.Refund, error)
	OfPayment(ctx context.Context, id payment.ID) ([]payment.Refund, error)
	// Due returns the ids of up to limit refunds under way that are due.
	Due(ctx context.Context, now time.Time, limit int) ([]payment.RefundID, error)
}

// Events is the append-only history.
type Events interface {
	Append(ctx context.Context, e payment.Event) error
	OfPayment(ctx context.Context, id payment.ID) ([]payment.Event, error)
}

// Delivery is an event on its way to the shop.
type Delivery struct {
	EventID   string
	PaymentID payment.ID
	Version   int64
	Type      payment.EventType
	Body      []byte
	Tries     int
	Fence     int64
	DueAt     time.Time
	SinceAt   time.Time // when these tries began; zero: with the event
	CreatedAt time.Time
	LastError string
	Nobody    bool // there is no configured address: endpoints alone are told
}

// Began returns since when the shop has been tried.
func (d Delivery) Began() time.Time {
	if d.SinceAt.IsZero() {
		return d.CreatedAt
	}
	return d.SinceAt
}

// Outbox keeps the events of which the shop is told, and where each stands on
// its way to the configured address. Of one payment only the lowest version that
// is not delivered is due.
type Outbox interface {
	Insert(ctx context.Context, d Delivery) error
	// Claim leases up to limit due deliveries until lease and counts their
	// Fence and Tries up.
	Claim(ctx context.Context, now, lease time.Time, limit int) ([]Delivery, error)
	// Delivered marks a delivery done; ErrStale when its fence has moved on.
	Delivered(ctx context.Context, eventID string, fence int64, now time.Time, a ShopReply) error
	// Failed sets when to try next, or zero to give up; ErrStale as above.
	Failed(ctx context.Context, eventID string, fence int64, now, next time.Time, a ShopReply) error
	OfPayment(ctx context.Context, id payment.ID) ([]Delivery, error)
}

// Note is a webhook from PortOne as it came.
type Note struct {
	ID          string // whk_…
	ImpUID      payment.ImpUID
	MerchantUID payment.MerchantUID
	Status      string // what it claimed; never believed
	ContentType string
	Body        []byte
	Source      string // address of the sender
	ReceivedAt  time.Time
	DueAt       time.Time // when to look; zero: done
	Tries       int
	Outcome     string
}

// Inbox is the journal of webhooks: a row is committed before PortOne hears 200.
type Inbox interface {
	Insert(ctx context.Context, n Note) error
	// Claim leases up to limit due notes until lease and counts Tries up.
	Claim(ctx context.Context, now, lease time.Time, limit int) ([]Note, error)
	// Done ends a note; a non-zero next asks for another try then.
	Done(ctx context.Context, id string, next time.Time, outcome string) error
	List(ctx context.Context, page Page) ([]Note, error)
}

// Key is an API key of the shop's server; only the hash of its secret is kept.
type Key struct {
	ID        string // key_…
	Name      string
	Env       payment.Env
	Hash      string // SHA-256 of its secret, hex; of the whole key if that names no id
	Tail      string // its last four characters, to recognise it
	CreatedAt time.Time
	RevokedAt time.Time

	Scopes     []Scope   // what it may do
	Networks   []string  // CIDR prefixes that it works from; none: from everywhere
	ExpiresAt  time.Time // zero: never
	LastUsedAt time.Time // to ten minutes
	Replaces   string    // the key that it took the place of, if any
}

// Keys keeps API keys.
type Keys interface {
	Insert(ctx context.Context, k Key) error
	ByHash(ctx context.Context, hash string) (Key, error)
	ByID(ctx context.Context, id string) (Key, error)
	List(ctx context.Context) ([]Key, error)
	// Revoke ends a key; ErrNotFound when there is none, nothing when it has ended.
	Revoke(ctx context.Context, id string, now time.Time) error
	// Expire lets a key expire at a time, unless it does so before.
	Expire(ctx context.Context, id string, at time.Time) error
	// Touch notes that a key was used, unless a later use is noted.
	Touch(ctx context.Context, id string, at time.Time) error
}

// Channels keeps PortOne's channels as last read.
type Channels interface {
	Replace(ctx context.Context, list []ChannelInfo, now time.Time) error
	List(ctx context.Context) ([]ChannelInfo, time.Time, error)
}
