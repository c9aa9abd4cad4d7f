package payment

import (
	"time"

	"github.com/naru-pay/naru/internal/fault"
)

// End is a payment that stops waiting, with the accounts to close at the PG.
type End struct {
	Payment  Payment
	Attempts []Attempt // those that change
	Event    Event
}

// Supersede closes a payment because its order is opened again with other
// terms. ok is false when it no longer waits for money.
func Supersede(p Payment, attempts []Attempt, now time.Time) (end End, ok bool) {
	if !p.State.Payable() {
		return End{}, false
	}
	p.State, p.ClosedCause = Closed, CauseSuperseded
	return stop(p, attempts, EventClosed, now), true
}

// Expire ends a payment that nobody paid in time. One that waits for a deposit
// ends when its account is due. ok is false before that.
func Expire(p Payment, attempts []Attempt, now time.Time) (end End, ok bool) {
	until := p.until()
	if !p.State.Payable() || until.IsZero() || now.Before(until) {
		return End{}, false
	}
	p.State = Expired
	return stop(p, attempts, EventExpired, now), true
}

// stop takes the account away from the page and has every account that is still
// open closed. Money that comes all the same is late.
func stop(p Payment, attempts []Attempt, t EventType, now time.Time) End {
	p.Account = nil
	end := End{Payment: p, Event: Event{PaymentID: p.ID, Type: t, At: now}}
	for _, a := range attempts {
		if a.Seen.Status != SeenIssued || a.Closing != ClosingNone {
			continue
		}
		a.Closing, a.ClosingAt, a.Reason, a.UpdatedAt = ClosingDue, now, fault.LatePayment, now
		end.Attempts = append(end.Attempts, a)
	}
	return end
}

// checkAfter is when we ask PortOne by ourselves about a payment that nobody
// told us of: the n-th look comes so long after the one before (SAFETY §3.8).
var checkAfter = []time.Duration{
	15 * time.Second, 30 * time.Second, time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute,
	30 * time.Minute, time.Hour, 3 * time.Hour, 6 * time.Hour, 24 * time.Hour,
}

// The longest we go on asking about a payment that was never paid.
const checksEnd = 90 * 24 * time.Hour

// NextCheck returns when to ask PortOne again after checks looks, or zero when
// there is nothing to wait for. A look is never later than the payment's end.
func NextCheck(p Payment, checks int, now time.Time) time.Time {
	if p.Bound != "" || now.Sub(p.CreatedAt) > checksEnd {
		return time.Time{}
	}
	next := now.Add(checkAfter[min(checks, len(checkAfter)-1)])
	if p.State == AwaitingDeposit {
		next = now.Add(time.Hour)
	}
	if until := p.until(); p.State.Payable() && now.Before(until) && until.Before(next) {
		return until
	}
	return next
}

// until is when a payment stops waiting: one that awaits a deposit when its
// account is due.
func (p Payment) until() time.Time {
	if p.State == AwaitingDeposit && p.Account != nil && p.Account.DueAt.After(p.ExpiresAt) {
		return p.Account.DueAt
	}
	return p.ExpiresAt
}
