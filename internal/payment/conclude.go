package payment

import (
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/money"
)

// Conclusion is what a person says became of a refund that waits for one.
type Conclusion struct {
	Gone     bool   // PortOne gave the money back
	Evidence string // what shows it: a cancellation's id, a PG's letter
	By       string
}

// ConcludeByPerson ends a refund that needs a human as they say, if a fresh look
// at PortOne does not say otherwise: gone needs a cancellation that no other
// refund explains, not gone needs that ours is not there and can land no more.
// Its errors are refund_not_waiting, refund_contradicted, refund_too_soon, and
// gateway_answer_unusable when the look is older than what we know.
func ConcludeByPerson(c RefundCase, seen Seen, w Conclusion, now time.Time) (Settled, error) {
	out := Settled{RefundCase: c}
	if c.Refund.State != RefundHuman {
		return out, fault.Newf(fault.RefundNotWaiting, "refund %s is %s", c.Refund.ID, c.Refund.State)
	}
	if !seen.Newer(c.Attempt.Seen) {
		return out, fault.Newf(fault.GatewayUnusable, "PortOne's answer about %s is older than what is known", seen.ImpUID)
	}
	out.Attempt.Seen, out.Attempt.UpdatedAt, out.Refund.UpdatedAt = seen, now, now
	if w.Gone {
		return out.concludeGone(seen, w, now)
	}
	return out.concludeNotGone(seen, w, now)
}

func (o Settled) concludeGone(seen Seen, w Conclusion, now time.Time) (Settled, error) {
	amount, err := o.Refund.goneAmount(o.Attempt, seen, w.Evidence)
	if err != nil {
		return o, err
	}
	r, a := &o.Refund, &o.Attempt
	opened := a.Opened.Minor() - r.Amount.Minor() + amount.Minor()
	succeeded := a.Succeeded.Minor() + amount.Minor()
	if opened > seen.Captured.Minor() || succeeded > seen.Cancelled.Minor() {
		return o, fault.Newf(fault.RefundContradicted, "PortOne gave %s back in all", seen.Cancelled)
	}
	currency := amount.Currency()
	a.Opened, a.Succeeded = money.New(opened, currency), money.New(succeeded, currency)
	a.External = money.New(seen.Cancelled.Minor()-succeeded, currency)
	r.Amount, r.TaxFree = amount, money.New(min(r.TaxFree.Minor(), amount.Minor()), currency)
	r.State, r.FaultCode, r.Refusal, r.DueAt = RefundSucceeded, "", "", time.Time{}
	r.Evidence = "person " + w.By + ": " + w.Evidence
	o.note(NoteConcluded, "", now)
	o.settleChanged(now)
	return o, nil
}

// goneAmount returns what went back, or why PortOne does not show that it did.
func (r Refund) goneAmount(a Attempt, seen Seen, evidence string) (money.Amount, error) {
	if c := r.cancellation(seen); c != nil {
		return c.Amount, nil
	}
	unexplained, err := seen.Cancelled.Sub(a.Succeeded)
	if err != nil || unexplained.Minor() < r.Amount.Minor() {
		return r.Amount, fault.Newf(fault.RefundContradicted, "PortOne gave %s back in all, and %s of it is explained", seen.Cancelled, a.Succeeded)
	}
	told, fits := money.Zero(r.Amount.Currency()), false
	for _, c := range seen.History {
		if c.ID != "" && c.ID == evidence && c.Amount != r.Amount {
			return r.Amount, fault.Newf(fault.RefundContradicted, "cancellation %s is of %s", c.ID, c.Amount)
		}
		fits = fits || (c.Amount == r.Amount && !hasToken(c.Reason))
		if told, err = told.Add(c.Amount); err != nil {
			return r.Amount, fault.Wrap(fault.GatewayUnusable, err)
		}
	}
	if !fits && told == seen.Cancelled {
		return r.Amount, fault.Newf(fault.RefundContradicted, "no cancellation of %s is without a refund of ours", r.Amount)
	}
	return r.Amount, nil
}

func (o Settled) concludeNotGone(seen Seen, w Conclusion, now time.Time) (Settled, error) {
	r := &o.Refund
	if c := r.cancellation(seen); c != nil {
		return o, fault.Newf(fault.RefundContradicted, "cancellation %s of %s is this refund's", c.ID, c.Amount)
	}
	if r.Sends > 0 && now.Sub(r.UnknownSince) < quiet {
		return o, fault.New(fault.RefundTooSoon)
	}
	r.State, r.FaultCode, r.DueAt = RefundRejected, fault.RefundNotCarriedOut, time.Time{}
	r.Evidence = "person " + w.By + ": " + w.Evidence
	if rest, err := o.Attempt.Opened.Sub(r.Amount); err == nil && !rest.IsNegative() {
		o.Attempt.Opened = rest
	}
	o.catchUp()
	o.note(NoteConcluded, fault.RefundNotCarriedOut, now)
	o.settleChanged(now)
	return o, nil
}

// settleChanged brings the payment up to date and tells the shop only of what is
// new to it.
func (o *Settled) settleChanged(now time.Time) {
	state, returned := o.Payment.State, o.Payment.Returned
	o.settle(now)
	if o.Payment.State == state && o.Payment.Returned == returned {
		o.Event = nil
	}
}
