package payment

import (
	"time"

	"github.com/naru-pay/naru/internal/money"
)

// Step is what to do with a refund under way after a look at PortOne.
type Step string

// The steps.
const (
	StepSend      Step = "send"       // (again) the same bytes
	StepWait      Step = "wait"       // an earlier copy may still land
	StepSucceeded Step = "succeeded"  // our token is in PortOne's history
	StepByBalance Step = "by_balance" // the balance says so, the token is missing: done, to be reviewed
	StepRejected  Step = "rejected"   // PortOne refused, and nothing happened
	StepReopen    Step = "reopen"     // the balance moved by others: this generation can never be carried out
	StepHuman     Step = "human"      // nothing that we know explains what is seen
)

// The waits of an unknown outcome.
const (
	// quiet is how long nothing is sent again after an unknown outcome: longer
	// than PortOne may take to carry out a request that it has.
	quiet = 150 * time.Second
	// autoSends is how often a refund that nobody asked for is sent in one
	// generation before a person has to look.
	autoSends = 5
)

// looks is when an unknown outcome is looked up, counted from when it became
// unknown; after the last, every half hour.
var looks = []time.Duration{5 * time.Second, 15 * time.Second, 45 * time.Second, quiet, 5 * time.Minute, 15 * time.Minute}

// NextLook returns when to look at an unknown outcome again.
func (r Refund) NextLook(now time.Time) time.Time {
	for _, d := range looks {
		if at := r.UnknownSince.Add(d); at.After(now) {
			return at
		}
	}
	return now.Add(30 * time.Minute)
}

// Conclude decides what a fresh look means for a refund under way, by evidence
// alone (SAFETY §3.6).
func (r Refund) Conclude(s Seen, now time.Time) Step {
	if c := r.cancellation(s); c != nil {
		if c.Amount != r.Amount {
			return StepHuman
		}
		return StepSucceeded
	}
	moved, err := s.Balance().Compare(r.Checksum)
	switch {
	case err != nil || moved > 0:
		return StepHuman // another currency, or a balance that rose
	case moved < 0:
		return r.concludeMoved(s)
	case r.Sends == 0:
		return StepSend
	case now.Sub(r.UnknownSince) < quiet:
		return StepWait
	case r.Refusal == "":
		return StepSend
	case r.Initiator == ByShop:
		return StepRejected
	case r.Sends < autoSends:
		return StepSend
	}
	return StepHuman
}

// concludeMoved decides when the balance fell and no cancellation has our token.
func (r Refund) concludeMoved(s Seen) Step {
	told := money.Zero(r.Amount.Currency())
	begun := r.BegunAt.Truncate(time.Second) // PortOne tells whole seconds
	var since []Cancellation
	for _, c := range s.History {
		sum, err := told.Add(c.Amount)
		if err != nil {
			return StepHuman
		}
		told = sum
		if !c.At.Before(begun) {
			since = append(since, c)
		}
	}
	if told != s.Cancelled {
		return StepHuman // the history does not explain the balance
	}
	if r.Sends > 0 && len(since) == 1 && since[0].Amount == r.Amount && s.Balance().Minor() == r.Checksum.Minor()-r.Amount.Minor() {
		return StepByBalance
	}
	return StepReopen
}
