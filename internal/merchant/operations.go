package merchant

import (
	"context"
	"time"

	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

// Backlog is how much of something waits, counted to FiguresMost, and since when
// the oldest of it does; zero without any.
type Backlog struct {
	Many   int64
	Oldest time.Time
}

// FiguresMost is how far figures count: more than that is "very many".
const FiguresMost = 100_000

// Figures is what operations look at. They cost the store the same however many
// payments there are.
type Figures struct {
	// Payments are those opened in the last day, by state; open ones, and those
	// that await a deposit, are counted however old they are.
	Payments map[payment.State]int64

	UnderWay    Backlog // refunds that may still move money
	Unknown     Backlog // those of them whose outcome is not known
	Unexplained Backlog // discrepancies that the server does not settle by itself
	Webhooks    Backlog // PortOne's, noted and not yet looked into
	Deliveries  Backlog // events that the shop is still to be told
	Dead        Backlog // events that the shop was never told, given up
	Recovering  Backlog // recoveries under way: refunds are locked
}

// UnexplainedSince returns since when the oldest money waits to be explained: a
// refund that has not been concluded, or a discrepancy that a person must see.
// It is zero when every won is explained.
func (f Figures) UnexplainedSince() time.Time {
	oldest := f.UnderWay.Oldest
	if d := f.Unexplained.Oldest; oldest.IsZero() || (!d.IsZero() && d.Before(oldest)) {
		oldest = d
	}
	return oldest
}

// AlertKind groups what people are told of: one message tells of everything of
// one kind.
type AlertKind string

// The kinds of alert.
const (
	AlertQuarantine    AlertKind = "quarantine"     // money that was neither accepted nor given back
	AlertRefundHuman   AlertKind = "refund_human"   // a refund that nobody but a person can conclude
	AlertRefundUnknown AlertKind = "refund_unknown" // a refund whose outcome is unknown for long
	AlertDeadLetter    AlertKind = "dead_letter"    // an event that the shop was never told
	AlertRecovery      AlertKind = "recovery"       // the database was put back from a copy: refunds are locked
	AlertEndpoint      AlertKind = "endpoint"       // an endpoint that was disabled, and is told of nothing more
	AlertDuty          AlertKind = "duty"           // work that keeps failing, such as a sweep
)

// Alert is one thing that people are told of. Subject is the id of what it is
// about: of all servers one tells of it, once. Nothing in it is personal.
type Alert struct {
	Kind      AlertKind
	Subject   string // dsc_…, rfd_…, evt_… with or without wep_…, wep_… and when, or a duty's name and hour
	PaymentID payment.ID
	Reason    string       // a code of the catalogue, an event's type, an endpoint's host or a duty's name
	Amount    money.Amount // unset when no amount is known
	Tries     int
	RaisedAt  time.Time
	DueAt     time.Time
}

// Alerts keeps what people are to be told.
type Alerts interface {
	// Untold lists up to limit things, of each kind that the store knows by
	// itself, that no alert was noted for: discrepancies, dead deliveries
	// and disabled endpoints since then, refunds that began before unknown and have no outcome. Amounts
	// are what came or what is to go back, unset where nobody knows.
	Untold(ctx context.Context, since, unknown time.Time, limit int) ([]Alert, error)
	// Note stores alerts that are not stored yet.
	Note(ctx context.Context, list []Alert) error
	// LastTold returns when people were last told of a kind; zero: never.
	LastTold(ctx context.Context, kind AlertKind) (time.Time, error)
	// Claim leases up to limit alerts that are due until lease.
	Claim(ctx context.Context, now, lease time.Time, limit int) ([]Alert, error)
	// Told ends claimed alerts; Retry makes them due again, at zero never.
	Told(ctx context.Context, list []Alert, now time.Time) error
	Retry(ctx context.Context, list []Alert, next time.Time) error
}
