package payment

import (
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/money"
)

// RefundCase is a refund with the attempt and the payment that it moves.
type RefundCase struct {
	Payment Payment
	Attempt Attempt
	Refund  Refund
}

// Settled is what to store after a step; Payment's version grows with it.
type Settled struct {
	RefundCase
	Event       *Event
	Notes       []Event
	Discrepancy *Discrepancy
}

// Settle carries a concluding step out: succeeded, by balance, rejected, reopen
// or human. seen is the look that it was concluded from; token is for the new
// generation, if there is one.
func Settle(c RefundCase, step Step, seen Seen, token string, now time.Time) Settled {
	out := Settled{RefundCase: c}
	if seen.Newer(c.Attempt.Seen) {
		out.Attempt.Seen = seen
	}
	out.Refund.UpdatedAt, out.Attempt.UpdatedAt = now, now
	switch step {
	case StepSucceeded:
		out.succeed(seen, now)
	case StepByBalance:
		out.succeed(seen, now)
		out.review(fault.RefundByBalance, now)
	case StepRejected:
		out.reject(fault.RefundRefused, now)
	case StepReopen:
		out.reopen(token, now)
	case StepHuman:
		out.human(fault.RefundNeedsHuman, now)
	}
	return out
}

func (o *Settled) succeed(seen Seen, now time.Time) {
	r := &o.Refund
	r.State, r.DueAt, r.Refusal = RefundSucceeded, time.Time{}, ""
	r.Evidence = "balance " + seen.Balance().Major()
	if found := r.cancellation(seen); found != nil {
		r.Evidence = "token " + r.Token
		if found.ID != "" {
			r.Evidence = "cancellation " + found.ID
		}
	}
	if sum, err := o.Attempt.Succeeded.Add(r.Amount); err == nil {
		o.Attempt.Succeeded = sum
	}
	o.catchUp()
	o.note(NoteRefundDone, "", now)
	o.settle(now)
}

// settle brings a bound payment's figures up to date.
func (o *Settled) settle(now time.Time) {
	if o.Payment.Bound != o.Attempt.ImpUID {
		return
	}
	v := Verdict{Payment: o.Payment, Attempt: &o.Attempt}
	v.settleReturned(now)
	o.Payment, o.Event = v.Payment, v.Event
}

// catchUp counts what others gave back while a refund of ours was under way:
// nothing was concluded from such a sight before (see judgeReturned), and nobody
// may tell of it again. It reports whether there was any.
func (o *Settled) catchUp() bool {
	a := &o.Attempt
	rest, err := a.Seen.Cancelled.Sub(a.Succeeded)
	if err != nil || rest.Minor() <= a.External.Minor() {
		return false
	}
	a.External = rest
	return true
}

// reject ends a refund that moved nothing and gives its amount free again.
func (o *Settled) reject(reason fault.Code, now time.Time) {
	r := &o.Refund
	r.State, r.FaultCode, r.DueAt = RefundRejected, reason, time.Time{}
	if rest, err := o.Attempt.Opened.Sub(r.Amount); err == nil && !rest.IsNegative() {
		o.Attempt.Opened = rest
	}
	if o.catchUp() {
		o.settle(now)
	}
	o.note(NoteRefundRejected, reason, now)
}

// reopen begins a new generation with the balance as it is now, if what was
// asked still fits into it. What moved the balance was not ours.
func (o *Settled) reopen(token string, now time.Time) {
	a, r := &o.Attempt, &o.Refund
	if o.catchUp() {
		o.Refund.FaultCode = fault.CancelledElsewhere
		o.settle(now)
	}
	left := a.Seen.Balance()
	if r.Initiator == ByJudge && left.IsPositive() && left.Minor() < r.Amount.Minor() {
		a.Opened = money.New(a.Opened.Minor()-(r.Amount.Minor()-left.Minor()), a.Opened.Currency())
		r.Amount = left // everything that is left goes back, not more
		r.TaxFree = money.New(min(r.TaxFree.Minor(), left.Minor()), left.Currency())
		if r.VAT.IsSet() {
			r.VAT = money.New(min(r.VAT.Minor(), left.Minor()-r.TaxFree.Minor()), left.Currency())
		}
	}
	if left.Minor() < r.Amount.Minor() {
		o.reject(fault.RefundTooMuch, now)
		return
	}
	*r = r.generation(*a, token, now)
	r.State, r.DueAt = RefundOpened, now
	o.note(NoteRefundOpened, fault.CancelledElsewhere, now)
}

func (o *Settled) human(reason fault.Code, now time.Time) {
	o.Refund.State, o.Refund.FaultCode, o.Refund.DueAt = RefundHuman, reason, time.Time{}
	if o.catchUp() {
		o.settle(now) // whoever did it, that money is gone
	}
	o.note(NoteRefundHuman, reason, now)
	o.review(reason, now)
}

func (o *Settled) review(reason fault.Code, now time.Time) {
	o.Discrepancy = &Discrepancy{PaymentID: o.Payment.ID, ImpUID: o.Attempt.ImpUID, Reason: reason, Detail: string(o.Refund.ID), CreatedAt: now}
	o.Discrepancy.Evidence = EvidenceOf(o.Payment, o.Attempt.Seen)
}

func (o *Settled) note(t EventType, reason fault.Code, now time.Time) {
	o.Notes = append(o.Notes, Event{PaymentID: o.Payment.ID, Type: t, ImpUID: o.Attempt.ImpUID, Reason: reason, Detail: string(o.Refund.ID) + " " + o.Refund.Amount.String(), At: now})
}
