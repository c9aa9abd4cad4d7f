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
// terms. ok is false when it no longer waits for money, and for an imported one:
// its account was issued by another program, and is not ours to close.
func Supersede(p Payment, attempts []Attempt, now time.Time) (end End, ok bool) {
	if !p.State.Payable() || p.Origin == Imported {
		return End{}, false
	}
	p.State, p.ClosedCause = Closed, CauseSuperseded
	return stop(p, attempts, EventClosed, now), true
}

// Expire ends a payment that nobody paid in time. One that waits for a deposit
// ends when its account is due. ok is false before that.
func Expire(p Payment, attempts []Attempt, now time.Time) (end End, ok bool) {
	until := p.Until()
	if !p.State.Payable() || until.IsZero() || now.Before(until) {
		return End{}, false
	}
	p.State = Expired
	if p.Origin == Imported {
		attempts = nil // issued by another program: not ours to close
	}
	return stop(p, attempts, EventExpired, now), true
}

// stop takes the account away from the page and has every account that is still
// open closed. Money that comes all the same is late.
func stop(p Payment, attempts []Attempt, t EventType, now time.Time) End {
	p.Account = nil
	return End{Payment: p, Attempts: closeAccounts(attempts, "", now), Event: Event{PaymentID: p.ID, Type: t, At: now}}
}

// closeAccounts has every account closed that may still be paid into, except
// that of one attempt, and returns the attempts that change.
func closeAccounts(attempts []Attempt, except ImpUID, now time.Time) []Attempt {
	var changed []Attempt
	for _, a := range attempts {
		if a.ImpUID == except || a.Seen.Status != SeenIssued || a.Closing != ClosingNone {
			continue
		}
		a.Closing, a.ClosingAt, a.Reason, a.UpdatedAt = ClosingDue, now, fault.LatePayment, now
		changed = append(changed, a)
	}
	return changed
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
	if until := p.Until(); p.State.Payable() && now.Before(until) && until.Before(next) {
		return until
	}
	return next
}

// Until is when a payment stops waiting: one that awaits a deposit when its
// account is due.
func (p Payment) Until() time.Time {
	if p.State == AwaitingDeposit && p.Account != nil && p.Account.DueAt.After(p.ExpiresAt) {
		return p.Account.DueAt
	}
	return p.ExpiresAt
}
