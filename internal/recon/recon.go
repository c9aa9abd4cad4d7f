// Package recon compares our record of payments with PortOne's: one attempt with
// one sight, and the sums of a day with the sums of the same day.
//
// It refuses to decide what a payment is, which is package payment's, and to
// guess: a difference that nothing stored explains is unexplained. Its main
// invariant is that an attempt about which Match is silent holds the same money
// on both sides, won for won, and that this money belongs where it is.
package recon

import (
	"fmt"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

// Kind names a way in which two records differ.
type Kind string

// The differences.
const (
	Recorded    Kind = "recorded_now"       // PortOne knew more; it was read back, judged and stored just now
	UnderWay    Kind = "refund_under_way"   // a refund of ours has not ended
	Quarantined Kind = "waits_for_person"   // money that may not stay and is not cancelled by itself; a discrepancy says why
	Unlisted    Kind = "unlisted"           // PortOne answers for it, and its listing left it out
	OtherMode   Kind = "other_mode"         // play money for a real order: PortOne hides it from a single look, so it pays nothing
	Unrecorded  Kind = "unrecorded"         // money at PortOne that we have not recorded
	Missing     Kind = "missing_at_portone" // money that we have recorded and PortOne does not know
	Kept        Kind = "kept"               // money that paid nothing, and nobody gives back or was told of
	Captured    Kind = "captured_differs"
	Cancelled   Kind = "cancelled_differs"
	Unreadable  Kind = "unreadable" // PortOne's answer cannot be used
	Inside      Kind = "own_figures_differ"
)

// Difference is one thing that is not the same on both sides, with what each
// side says as evidence. Explained ones need nobody to act on the books.
type Difference struct {
	Kind        Kind                `json:"kind"`
	Explained   bool                `json:"explained"`
	PaymentID   payment.ID          `json:"payment_id"`
	OrderRef    payment.OrderRef    `json:"order_ref"`
	MerchantUID payment.MerchantUID `json:"merchant_uid"`
	ImpUID      payment.ImpUID      `json:"imp_uid"`
	Here        string              `json:"here"`    // what we have stored
	PortOne     string              `json:"portone"` // what PortOne says
	Detail      string              `json:"detail,omitempty"`
}

// Of makes a difference about an attempt at a payment of ours.
func Of(p payment.Payment, uid payment.ImpUID, kind Kind) Difference {
	d := Difference{Kind: kind, PaymentID: p.ID, OrderRef: p.OrderRef, MerchantUID: p.MerchantUID, ImpUID: uid}
	switch kind {
	case Recorded, UnderWay, Quarantined, Unlisted, OtherMode:
		d.Explained = true
	}
	return d
}

// Stored is what we know of one attempt.
type Stored struct {
	Payment payment.Payment
	Attempt payment.Attempt // without ImpUID: none is stored
	Refunds []payment.Refund
	Raised  []payment.Discrepancy // of the payment
}

// Match compares what is stored of an attempt with a sight of it and returns
// every difference.
func Match(s Stored, seen payment.Seen) []Difference {
	of := func(kind Kind, here, there, detail string) Difference {
		d := Of(s.Payment, seen.ImpUID, kind)
		d.Here, d.PortOne, d.Detail = here, there, detail
		return d
	}
	if s.Attempt.ImpUID == "" {
		if !seen.HasMoney() || s.raised(seen.ImpUID) != "" {
			return quarantinedOnly(of, s, seen)
		}
		return []Difference{of(Unrecorded, "nothing", tell(seen), "")}
	}
	var list []Difference
	a := s.Attempt
	if a.Seen.Captured != seen.Captured && (a.Seen.HasMoney() || seen.HasMoney()) {
		list = append(list, of(Captured, "captured "+a.Seen.Captured.String(), tell(seen), ""))
	}
	list = append(list, s.matchReturned(of, seen)...)
	if d := s.inside(); d != "" {
		list = append(list, of(Inside, d, tell(seen), ""))
	}
	if kind, detail := s.stays(seen); kind != "" && len(list) == 0 {
		list = append(list, of(kind, string(a.Mark)+" "+string(a.Reason), tell(seen), detail))
	}
	return list
}

func quarantinedOnly(of func(Kind, string, string, string) Difference, s Stored, seen payment.Seen) []Difference {
	if !seen.HasMoney() || seen.Balance().IsZero() {
		return nil
	}
	return []Difference{of(Quarantined, "nothing", tell(seen), string(s.raised(seen.ImpUID)))}
}

// matchReturned compares what went back.
func (s Stored) matchReturned(of func(Kind, string, string, string) Difference, seen payment.Seen) []Difference {
	returned, err := s.Returned()
	if err == nil && returned == seen.Cancelled || !seen.HasMoney() {
		return nil
	}
	here := "returned " + returned.String()
	if r, ok := s.underWay(); ok {
		return []Difference{of(UnderWay, here, tell(seen), r)}
	}
	return []Difference{of(Cancelled, here, tell(seen), "")}
}

// underWay describes the refund of the attempt that has not ended.
func (s Stored) underWay() (string, bool) {
	for _, r := range s.Refunds {
		if r.ImpUID == s.Attempt.ImpUID && r.State.UnderWay() {
			return string(r.ID) + " " + string(r.State) + " " + r.Amount.String(), true
		}
	}
	return "", false
}

// Returned is what went back of the attempt's money as we have recorded it.
func (s Stored) Returned() (money.Amount, error) { return s.Attempt.Succeeded.Add(s.Attempt.External) }

// inside compares our own figures: a payment's with those of the attempt that
// paid it. It returns what does not fit, or nothing.
func (s Stored) inside() string {
	p, a := s.Payment, s.Attempt
	if p.Bound != a.ImpUID {
		return ""
	}
	returned, err := s.Returned()
	if err != nil || p.Returned != returned || p.Captured != a.Seen.Captured {
		return fmt.Sprintf("payment %s of %s, attempt %s of %s", p.Returned, p.Captured, returned, a.Seen.Captured)
	}
	want := payment.Paid
	switch {
	case returned == p.Captured:
		want = payment.Refunded
	case returned.IsPositive():
		want = payment.PartiallyRefunded
	}
	if p.State != want {
		return fmt.Sprintf("%s with %s of %s returned", p.State, returned, p.Captured)
	}
	return ""
}

// stays says why money of an attempt that paid nothing is still at PortOne; the
// kind is empty when none is.
func (s Stored) stays(seen payment.Seen) (kind Kind, detail string) {
	if s.Attempt.ImpUID == s.Payment.Bound || !seen.HasMoney() || seen.Balance().IsZero() {
		return "", ""
	}
	if r, ok := s.underWay(); ok {
		return UnderWay, r
	}
	if reason := s.raised(seen.ImpUID); reason != "" {
		return Quarantined, string(reason)
	}
	return Kept, ""
}

// raised returns why a person was told of an attempt, the last reason first.
func (s Stored) raised(uid payment.ImpUID) fault.Code {
	for _, d := range s.Raised {
		if d.ImpUID == uid {
			return d.Reason
		}
	}
	return ""
}

// tell writes what PortOne says of an attempt's money.
func tell(s payment.Seen) string {
	return fmt.Sprintf("%s, captured %s, cancelled %s", s.RawStatus, s.Captured, s.Cancelled)
}
