package payment

import "time"

// HoldState is where the shop's word about one attempt stands.
type HoldState string

// The states of a hold. Asked is also one whose answer never came: the shop may
// hold the goods all the same, so it is told of its end like a kept one.
const (
	HoldAsked    HoldState = "asked"
	HoldKept     HoldState = "held"     // the shop holds the goods for this attempt
	HoldRefused  HoldState = "refused"  // it does not
	HoldReleased HoldState = "released" // it was told to let go
	HoldTaken    HoldState = "taken"    // the attempt paid: the goods are sold
)

// Hold is what the shop's server said of one attempt before PortOne approved it,
// or, when Late, before money was accepted for a payment that had ended.
type Hold struct {
	ID        string // hld_…; also the id of the question
	PaymentID ID
	ImpUID    ImpUID
	Late      bool
	State     HoldState
	Reason    string // the shop's, of a refusal
	AskedAt   time.Time
	UpdatedAt time.Time
}

// Pending reports whether the shop may hold goods that are not sold.
func (h Hold) Pending() bool { return h.State == HoldAsked || h.State == HoldKept }

// After returns what becomes of a hold when its payment has changed to p, which
// e tells of. A declined attempt ends its own hold alone: the buyer may be
// paying by the next one at this moment.
func (h Hold) After(p Payment, e Event) HoldState {
	switch {
	case !h.Pending():
		return h.State
	case p.Bound == h.ImpUID:
		return HoldTaken
	case !p.State.Payable():
		return HoldReleased
	case (e.Type == EventFailed || e.Type == EventRejected) && e.ImpUID == h.ImpUID:
		return HoldReleased
	}
	return h.State
}
