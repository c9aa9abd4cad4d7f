package merchant

import (
	"context"
	"time"

	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

// Books is the database as people at the console read it.
type Books interface {
	// Open runs fn on one consistent state, as View does.
	Open(ctx context.Context, fn func(OpenBooks) error) error
}

// OpenBooks is the tables of one moment with what only people ask.
type OpenBooks interface {
	Tx

	// FindUID lists places of payments whose order_ref, merchant_uid or an
	// imp_uid begins so, up to limit of each, those with the greatest uids.
	FindUID(ctx context.Context, begin string, limit int) ([]PaymentPlace, error)
	// FindBuyer lists places of payments by a trait, newest first.
	FindBuyer(ctx context.Context, trait Trait, value string, page Page) ([]PaymentPlace, error)
	// OfMethod and OfPG are Payments' List of one pay_method and one provider.
	OfMethod(ctx context.Context, method string, page Page) ([]payment.Payment, error)
	OfPG(ctx context.Context, provider string, page Page) ([]payment.Payment, error)

	// Days sums up the money that moved on the Korean days that begin from from
	// on and before until, by currency; days on which nothing did are left out.
	Days(ctx context.Context, from, until time.Time) ([]DaySum, error)
	// FailedDays counts the payments opened from from on and before until that are
	// failed now, by the Korean day on which they were opened, as DaySum's Day.
	FailedDays(ctx context.Context, from, until time.Time) (map[int64]int64, error)
	// Failures counts why payments opened since from failed, or had their money
	// rejected, most frequent first, of up to limit newest of each.
	Failures(ctx context.Context, from time.Time, limit int) ([]Failure, error)
	// Waiting sums up up to limit payments that await a deposit, by currency.
	Waiting(ctx context.Context, limit int) ([]Waiting, error)
	// Took counts how many seconds lay between opening and paying of what was
	// paid from from on and before until, to the minute from the first hour on.
	Took(ctx context.Context, from, until time.Time) ([]Took, error)
	// Troubles counts, to limit each, discrepancies that are open.
	Troubles(ctx context.Context, limit int) (int64, error)
	// EndpointBacklog counts, to limit each, what is on its way to an endpoint
	// and what was given up there.
	EndpointBacklog(ctx context.Context, endpointID string, limit int) (pending, dead int64, err error)
	// PendingNotes is PortOne's webhooks that are still to be looked into.
	PendingNotes(ctx context.Context, limit int) (Backlog, error)

	// Note reads one of PortOne's webhooks.
	Note(ctx context.Context, id string) (Note, error)

	// Movements lists up to limit movements after a place and before until.
	Movements(ctx context.Context, after MovementPlace, until time.Time, limit int) ([]Movement, error)
	// CountMovements counts those from from on and before until: what came and
	// what went back.
	CountMovements(ctx context.Context, from, until time.Time) (came, back int64, err error)
	// EventsAfter lists up to limit lines of history with ids after the given one.
	EventsAfter(ctx context.Context, id string, limit int) ([]Change, error)
}

// PaymentPlace is where a payment stands in the list that is newest first.
type PaymentPlace struct {
	ID        payment.ID
	CreatedAt time.Time
}

// DaySum is what moved on one Korean day in one currency. Money counts as it
// moved at PortOne, also what was not accepted and went back.
type DaySum struct {
	Day      int64 // since 1970-01-01, as Korea counts days
	Paid     Count
	Refunded Count
}

// Count is how often, and how much altogether.
type Count struct {
	Many   int64
	Amount money.Amount
}

// Failure is one reason for which payments fail.
type Failure struct {
	Code string // of the catalogue
	Text string // the PG's own words, if it gave any
	Many int64
}

// Waiting is what awaits deposits, in one currency.
type Waiting = Count

// Took is how many payments took so long.
type Took struct {
	Seconds int64
	Many    int64
}

// Movement is one time that money moved at PortOne.
type Movement struct {
	ImpUID    payment.ImpUID
	N         int64 // 0: it came; from 1: the place of a cancellation in the history; -1: cancelled, nobody says when
	PaymentID payment.ID
	At        time.Time
	Amount    money.Amount // what went back is negative

	Mark    payment.Mark
	Seen    payment.Seen    // without the virtual account
	Ordered payment.Payment // as far as its order fixed it; nothing of the buyer
}

// Place returns where the movement stands.
func (m Movement) Place() MovementPlace { return MovementPlace{m.At, m.ImpUID, m.N} }

// MovementPlace is where a walk through the movements, oldest first, stands.
type MovementPlace struct {
	At     time.Time
	ImpUID payment.ImpUID
	N      int64
}

// Change is one line of a payment's history, as far as a list of payments that
// are looked at needs it.
type Change struct {
	ID        string // evt_…
	PaymentID payment.ID
	Type      payment.EventType
	At        time.Time
}

// Reader answers what people at the console ask. It only reads, but for what its
// methods say.
type Reader struct {
	Service *Service
	Books   Books
	Past    *PastDays // nil: nothing is remembered
}
