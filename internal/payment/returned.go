package payment

import (
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/money"
)

// judgeReturned looks at an attempt that was decided before: only what was
// given back may have changed. What none of our refunds explains was cancelled
// elsewhere. While the outcome of one of ours is unknown nothing is concluded:
// the worker that owns it looks by itself (SAFETY §3.6).
func (v Verdict) judgeReturned(c Case, now time.Time) Verdict {
	a := v.Attempt
	for _, r := range c.Refunds {
		if r.ImpUID == a.ImpUID && (r.State == RefundSending || r.State == RefundUnknown) {
			return v
		}
	}
	external, err := a.unexplained(c.Refunds)
	if err != nil || external.Minor() <= a.External.Minor() {
		return v
	}
	grew := money.New(external.Minor()-a.External.Minor(), external.Currency())
	a.External = external
	v.Action, v.Reason = RecordRefund, fault.CancelledElsewhere
	v.Notes = append(v.Notes, Event{
		PaymentID: v.Payment.ID, Type: NoteSeen, ImpUID: a.ImpUID, Reason: fault.CancelledElsewhere,
		Detail: "cancelled elsewhere: " + grew.String(), At: now,
	})
	if v.Payment.Bound != a.ImpUID {
		return v
	}
	v.settleReturned(now)
	return v
}

// unexplained returns what was cancelled and is not ours: PortOne's total less
// the refunds of ours that succeeded. One that was given up and happened all the
// same is not among them: it counts like anybody else's, or would not count.
func (a *Attempt) unexplained(refunds []Refund) (money.Amount, error) {
	rest := a.Seen.Cancelled
	for _, r := range refunds {
		ours := r.State == RefundSucceeded || (r.State.UnderWay() && r.cancellation(a.Seen) != nil)
		if r.ImpUID != a.ImpUID || !ours {
			continue
		}
		var err error
		if rest, err = rest.Sub(r.Amount); err != nil {
			return money.Amount{}, err
		}
	}
	return rest, nil
}

// settleReturned brings the payment's own figures and state up to its bound
// attempt's after money went back, and tells the shop.
func (v *Verdict) settleReturned(now time.Time) {
	a, p := v.Attempt, &v.Payment
	returned, err := a.Succeeded.Add(a.External)
	if err != nil || returned.Minor() > p.Captured.Minor() {
		returned = p.Captured
	}
	p.Returned = returned
	if returned == p.Captured {
		p.State = Refunded
		v.tell(EventRefunded, v.Reason, now)
		return
	}
	p.State = PartiallyRefunded
	v.tell(EventPartlyRefunded, v.Reason, now)
}
