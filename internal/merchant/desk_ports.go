package merchant

import (
	"context"
	"strings"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/payment"
)

// DiscrepancyKind groups the reasons of discrepancies by what they are about.
type DiscrepancyKind string

// The kinds: those of refunds and accounts are how their reasons' codes begin,
// everything else is about a payment.
const (
	KindPayment        DiscrepancyKind = "payment"
	KindRefund         DiscrepancyKind = "refund"
	KindVirtualAccount DiscrepancyKind = "virtual_account"
)

// DiscrepancyKinds lists them.
var DiscrepancyKinds = []DiscrepancyKind{KindPayment, KindRefund, KindVirtualAccount}

// KindOf tells what a reason is about.
func KindOf(reason fault.Code) DiscrepancyKind {
	for _, kind := range []DiscrepancyKind{KindRefund, KindVirtualAccount} {
		if strings.HasPrefix(string(reason), string(kind)) {
			return kind
		}
	}
	return KindPayment
}

// Standing says which discrepancies to list.
type Standing string

// The standings.
const (
	AnyStanding Standing = ""
	OpenOnes    Standing = "open"
	ClosedOnes  Standing = "closed"
)

// DiscrepancyFilter chooses discrepancies; its zero value chooses all.
type DiscrepancyFilter struct {
	PaymentID payment.ID
	Standing  Standing
	Kind      DiscrepancyKind
}

// Discrepancies keeps what a person has to see: of the same payment, imp_uid and
// reason the newest, and those before it that were closed.
type Discrepancies interface {
	// Raise stores d unless the same one is open, or was closed and d tells
	// nothing else. It reports whether it stored d.
	Raise(ctx context.Context, d payment.Discrepancy) (bool, error)
	// Same returns the newest one about the same payment, imp_uid and reason.
	Same(ctx context.Context, d payment.Discrepancy) (payment.Discrepancy, error)
	ByID(ctx context.Context, id string) (payment.Discrepancy, error)
	// Decide stores what was decided; ErrStale unless the stored one is open and
	// its decision is was.
	Decide(ctx context.Context, d payment.Discrepancy, was payment.Decision) error
	// List is newest first.
	List(ctx context.Context, filter DiscrepancyFilter, page Page) ([]payment.Discrepancy, error)
}

// Errands keeps what PortOne was asked to do for payments besides moving money.
// Of each kind at most one of an imp_uid is under way.
type Errands interface {
	// Insert stores a new errand; ErrExists when another one of its kind is
	// under way for the imp_uid.
	Insert(ctx context.Context, e payment.Errand) error
	// Save stores e and counts its Fence up; ErrStale when the stored one is
	// another than that of e.
	Save(ctx context.Context, e payment.Errand) error
	ByID(ctx context.Context, id string) (payment.Errand, error)
	// OfPayment lists them, oldest first.
	OfPayment(ctx context.Context, id payment.ID) ([]payment.Errand, error)
	// Claim leases up to limit errands that are due until lease and counts their
	// Fence up.
	Claim(ctx context.Context, now, lease time.Time, limit int) ([]payment.Errand, error)
}

// Lines keeps the lines of orders, of the payments that were opened with lines.
type Lines interface {
	Insert(ctx context.Context, id payment.ID, lines payment.Lines) error
	// OfPayment returns ErrNotFound for a payment without lines.
	OfPayment(ctx context.Context, id payment.ID) (payment.Lines, error)
}
