package merchant

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"github.com/naru-pay/naru/internal/payment"
)

// ConfiguredEndpoint is the id of the address that the operator's configuration
// names. It has no row among the endpoints: its deliveries are the outbox's own.
const ConfiguredEndpoint = "wep_00000000000000000000000000"

// EndpointState says whether an endpoint is told.
type EndpointState string

// The states of an endpoint. What happens while it is paused is told when it
// goes on; what happens while it is disabled is not, but can be replayed.
const (
	EndpointActive   EndpointState = "active"
	EndpointPaused   EndpointState = "paused"
	EndpointDisabled EndpointState = "disabled"
	EndpointDeleted  EndpointState = "deleted"
)

// Why an endpoint was disabled.
const (
	EndpointGone    = "gone"    // it answered 410
	EndpointFailing = "failing" // nothing reached it for five days
)

// Endpoint is an address where the shop is told what happened.
type Endpoint struct {
	ID          string // wep_…
	URL         string
	Description string
	Types       []payment.EventType // of the events it is told of; none: all
	State       EndpointState
	Reason      string // why it is disabled: EndpointGone or EndpointFailing

	FailingSince time.Time // the first try that failed after the last that did not
	DisabledAt   time.Time // when it was disabled last
	Rotating     time.Time // until when the secret before signs, too
	Version      int64
	CreatedAt    time.Time
	UpdatedAt    time.Time
}

// Wants reports whether the endpoint is told of events of a type.
func (e Endpoint) Wants(t payment.EventType) bool {
	return len(e.Types) == 0 || slices.Contains(e.Types, t)
}

// EndpointSecrets sign what an endpoint is told, as "whsec_" and base64. They
// are shown once, when they are made.
type EndpointSecrets struct {
	Current  string
	Previous string    // empty: there was none
	Until    time.Time // Previous signs until then
}

// String hides the secrets.
func (EndpointSecrets) String() string { return "redacted" }

// GoString hides the secrets.
func (EndpointSecrets) GoString() string { return "redacted" }

// LogValue hides the secrets.
func (EndpointSecrets) LogValue() slog.Value { return slog.StringValue("redacted") }

// Endpoints keeps the endpoints that the shop added.
type Endpoints interface {
	// Insert stores a new endpoint, without secrets; its Version becomes 1.
	Insert(ctx context.Context, e Endpoint) error
	// Save stores e, of which nothing secret is part, and counts its Version up;
	// ErrStale when the stored one is another, or the endpoint is deleted.
	Save(ctx context.Context, e Endpoint) error
	// ByID returns a deleted one, too.
	ByID(ctx context.Context, id string) (Endpoint, error)
	// List is oldest first, without the deleted.
	List(ctx context.Context) ([]Endpoint, error)

	// Secrets and PutSecrets are the only way to and from what is secret.
	Secrets(ctx context.Context, id string) (EndpointSecrets, error)
	PutSecrets(ctx context.Context, id string, s EndpointSecrets) error

	// Fails notes that a try failed, Serves that one did not.
	Fails(ctx context.Context, id string, now time.Time) error
	Serves(ctx context.Context, id string) error
	// Disable ends an active endpoint and gives up what is on its way to it;
	// false when it was not active.
	Disable(ctx context.Context, id, reason string, now time.Time) (bool, error)
}

// ShopReply is what an endpoint said to one try.
type ShopReply struct {
	Status  int    // 0: nothing
	Body    string // its first bytes
	Problem string // why it is no yes; empty: it is one
}

// Letter is one event on its way to one endpoint.
type Letter struct {
	EndpointID string
	Delivery
	DeliveredAt time.Time
	DeadAt      time.Time // when it was given up
	Status      int       // of the last answer
	Answer      string    // its first bytes
}

// ShopRecord is an event that the shop is told of, with where it stands on its
// way to each endpoint; those that it does not concern are left out.
type ShopRecord struct {
	Event   payment.Event
	Body    []byte // as it is sent
	Letters []Letter
}

// EventPlace is the place of an event in a list.
type EventPlace struct {
	EventID string
	At      time.Time // zero where the list goes by ids
}

// Letters keeps what is on its way to the endpoints, each event once for each
// endpoint. Of one payment and one endpoint only the lowest version that is not
// delivered is due.
type Letters interface {
	// Due tells whether events are to be spread, and names the endpoints that
	// something is due for.
	Due(ctx context.Context, now time.Time) (spread bool, endpoints []string, err error)
	// Spread makes letters of up to limit events for every endpoint that is
	// active or paused and wants their type, those of one payment in order; it
	// returns how many events it spread.
	Spread(ctx context.Context, now time.Time, limit int) (int, error)
	// Claim, Delivered and Failed are Outbox's, for one endpoint.
	Claim(ctx context.Context, endpointID string, now, lease time.Time, limit int) ([]Letter, error)
	Delivered(ctx context.Context, endpointID, eventID string, fence int64, now time.Time, a ShopReply) error
	Failed(ctx context.Context, endpointID, eventID string, fence int64, now, next time.Time, a ShopReply) error

	// Record reads one event; ErrNotFound when the shop is told of no such one.
	Record(ctx context.Context, eventID string) (ShopRecord, error)
	// List, Dead and their like for one endpoint are newest first.
	List(ctx context.Context, page Page) ([]EventPlace, error)
	Dead(ctx context.Context, page Page) ([]EventPlace, error)
	ListOf(ctx context.Context, endpointID string, page Page) ([]EventPlace, error)
	DeadOf(ctx context.Context, endpointID string, page Page) ([]EventPlace, error)

	// Replay begins the tries of one event at an endpoint anew, now.
	Replay(ctx context.Context, endpointID, eventID string, now time.Time) error
	// ReplayBetween does so for up to limit events with ids after and below the
	// given ones that the endpoint wants: those that it was never told of and,
	// with everything, all that are not on their way. It returns how many it
	// began anew, and the last id it looked at, empty at the end.
	ReplayBetween(ctx context.Context, e Endpoint, r ReplayRange, now time.Time) (int, string, error)
	// Bury gives up all that is on its way to an endpoint.
	Bury(ctx context.Context, endpointID string, now time.Time) error
	// Hasten makes all that is on its way to an endpoint due now.
	Hasten(ctx context.Context, endpointID string, now time.Time) error
}

// ReplayRange names events by their ids, which begin with their time.
type ReplayRange struct {
	After, Below string // excluded
	Everything   bool   // also what was delivered
	Limit        int    // events that are looked at
}

// ShopCaller reaches the shop's addresses.
type ShopCaller interface {
	// Vet says why an address cannot be an endpoint's; its errors have the code
	// webhook_url_refused.
	Vet(address string) error
	// Try tells an endpoint once, signed; it never fails, but says in the answer
	// why there is none.
	Try(ctx context.Context, e Endpoint, s EndpointSecrets, eventID string, body []byte) (ShopReply, time.Duration)
}
