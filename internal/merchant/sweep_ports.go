package merchant

import (
	"context"
	"time"

	"github.com/naru-pay/naru/internal/payment"
)

// PaymentLister reads PortOne's listing of all payments of the account.
type PaymentLister interface {
	// Listing reads one page, counted from 1, of the payments whose status
	// changed from from to to, both in whole seconds and included, the one that
	// changed first being first.
	Listing(ctx context.Context, from, to time.Time, page, limit int) (Listing, error)
}

// Listing is one page of PortOne's listing.
type Listing struct {
	Total int // of the payments on all pages
	Items []Listed
}

// Listed is one payment of the listing. Seen is what the listing says of it; Err
// says that it cannot be read, and only the ids are known then.
type Listed struct {
	ImpUID      payment.ImpUID
	MerchantUID payment.MerchantUID
	At          time.Time // by which it is listed
	Seen        payment.Seen
	Name        string // what was bought, as the shop told PortOne
	Buyer       payment.Buyer
	Err         error
}

// SweepKind names one of the sweeps of PortOne's listing.
type SweepKind string

// Sweep is where one kind of sweep stands. One that is under way has BeganAt;
// it has read From to Cursor in its Round, which is counted from 0.
type Sweep struct {
	Store string // whose listing
	Kind  SweepKind

	DueAt   time.Time
	Fence   int64  // grows with each claim
	Tries   int    // of the present step, that failed
	Problem string // of the last of them

	BeganAt          time.Time
	From, To, Cursor time.Time
	Span             time.Duration // of the listing that is read at once
	Round            int
	Ours, Outside    int64  // payments of the present, or last, round
	Found            int64  // that told anything new, in all rounds
	Digest           string // of the ids of this round so far
	Previous         string // of those of the round before
	DoneAt           time.Time
}

// Sweeps keeps where the sweeps stand; one server at a time carries a kind on.
type Sweeps interface {
	// Claim takes a kind that is due until lease and counts its Fence up;
	// ErrNotFound when it is not due. A kind that was never swept is due.
	Claim(ctx context.Context, store string, kind SweepKind, now, lease time.Time) (Sweep, error)
	// Save stores s if the stored Fence is that of s; ErrStale otherwise.
	Save(ctx context.Context, s Sweep) error
	// OfStore lists the kinds that were ever claimed, by their names.
	OfStore(ctx context.Context, store string) ([]Sweep, error)
	// OfKind returns the one of a kind that only one account has, its zero value
	// when it was never claimed.
	OfKind(ctx context.Context, kind SweepKind) (Sweep, error)
}
