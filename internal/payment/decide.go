package payment

import (
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/money"
)

// Decided is what a decision about a discrepancy changes.
type Decided struct {
	Attempt *Attempt // nil: no attempt of the payment is concerned
	Dropped []Refund // of which nothing was ever sent, ended by the decision
	Refund  *Refund  // that the decision opens
	Steps   []Change // of the payment, each a version of its own; may be empty
}

// Change is one change of a payment with what the shop is told of it.
type Change struct {
	Payment Payment
	Event   Event
}

// Binds reports whether the decision made the payment paid.
func (d Decided) Binds() bool { return len(d.Steps) > 0 }

// KeepMoney decides that money stays where it is. c.Seen is not looked at: the
// attempt's own newest sight is. Money that matches what the order fixed, and
// that was only late or partly cancelled before we saw it, pays its payment if
// nothing else has paid the order; any other money stays outside of every order,
// explained by who accepted it.
//
// Its errors are discrepancy_decided, refund_in_progress and
// refund_not_concluded.
func KeepMoney(c Case, d Discrepancy, now time.Time) (Decided, error) {
	out, _, err := c.beginDecision(d)
	if err != nil || out.Attempt == nil {
		return out, err
	}
	c.Seen = out.Attempt.Seen
	if !c.payable(*out.Attempt) {
		return out, nil
	}
	v := Verdict{Payment: c.Payment, Attempt: out.Attempt}
	v.Payment.ClosedCause = ""
	v = v.accept(c, now)
	v.Payment.Returned = money.Zero(c.Payment.Amount.Currency())
	out.Steps = append(out.Steps, Change{v.Payment, *v.Event})
	if out.Attempt.External.IsPositive() || out.Attempt.Succeeded.IsPositive() {
		v.Reason = fault.CancelledElsewhere
		v.settleReturned(now)
		out.Steps = append(out.Steps, Change{v.Payment, *v.Event})
	}
	return out, nil
}

// payable reports whether accepting an attempt's money pays its payment.
func (c Case) payable(a Attempt) bool {
	return (a.Mark == Late || a.Mark == Review) && a.Seen.Balance().IsPositive() && c.Payment.Bound == "" && !c.OrderPaid &&
		c.wrongEnv() == "" && c.mismatch() == ""
}

// GiveBackWhole decides that everything that is left of a discrepancy's money
// goes back, as it was paid, on the path of every other refund. Its errors are
// those of KeepMoney and of OpenRefund, discrepancy_not_ours when the money belongs
// to no attempt of the payment, discrepancy_pays_order when it paid the payment,
// and discrepancy_nothing_left.
func GiveBackWhole(c Case, d Discrepancy, w RefundWish, now time.Time) (Decided, error) {
	out, rest, err := c.beginDecision(d)
	switch {
	case err != nil:
		return out, err
	case out.Attempt == nil:
		return out, fault.New(fault.DiscrepancyNotOurs)
	case out.Attempt.ImpUID == c.Payment.Bound:
		return out, fault.New(fault.DiscrepancyPaysOrder)
	}
	w.Initiator = ByShop
	if r, a, known, err := Recall(c.Payment, *out.Attempt, w, now); known || err != nil {
		out.Refund, out.Attempt = &r, &a
		return out, err
	}
	if !out.Attempt.Balance().IsPositive() {
		return out, fault.New(fault.DiscrepancyNothingLeft)
	}
	r, a, err := OpenRefund(c.Payment, *out.Attempt, rest, w, now)
	if err != nil {
		return out, err
	}
	out.Refund, out.Attempt = &r, &a
	return out, nil
}

// beginDecision checks that a decision may be made now and takes back the
// refunds of which nothing was ever sent; rest are the others. While one may
// still move money, or may have moved it, nothing is decided.
func (c Case) beginDecision(d Discrepancy) (out Decided, rest []Refund, err error) {
	if !d.Open() || d.Decision != Undecided {
		return out, nil, fault.Newf(fault.DiscrepancyDecided, "%s", d.Decision)
	}
	for _, a := range c.Attempts {
		if a.ImpUID == d.ImpUID {
			out.Attempt = &a
		}
	}
	for _, r := range c.Refunds {
		switch {
		case out.Attempt == nil || r.ImpUID != d.ImpUID:
		case r.State.UnderWay():
			return out, nil, fault.Newf(fault.RefundInProgress, "refund %s is %s", r.ID, r.State)
		case r.State == RefundHuman && r.Sends > 0:
			return out, nil, fault.Newf(fault.RefundNotConcluded, "refund %s", r.ID)
		case r.State == RefundHuman:
			r.State, r.FaultCode = RefundRejected, fault.RefundWithdrawn
			if less, err := out.Attempt.Opened.Sub(r.Amount); err == nil && !less.IsNegative() {
				out.Attempt.Opened = less
			}
			out.Dropped = append(out.Dropped, r)
		}
		rest = append(rest, r)
	}
	return out, rest, nil
}
