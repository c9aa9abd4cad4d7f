package payment

import (
	"slices"
	"strings"
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
		step := r.concludeMoved(s)
		if step != StepByBalance && r.Sends > 0 && r.Refusal == "" && now.Sub(r.UnknownSince) < quiet {
			return StepWait // a copy that nobody answered may still land
		}
		return step
	case r.Sends == 0:
		return StepSend
	case now.Sub(r.UnknownSince) < quiet:
		return StepWait
	case r.Refusal == "":
		return StepSend
	case r.Initiator == ByShop && r.Sends == 1:
		return StepRejected
	case r.Initiator == ByShop:
		// A send before this one was never answered. Whoever claimed it may have
		// stood still since and make it yet, on the same checksum: nothing can be
		// promised in its name.
		return StepHuman
	case r.Sends < autoSends:
		return StepSend
	}
	return StepHuman
}

// concludeMoved decides when the balance fell and no cancellation has our token.
// One that has no token of ours at all and is of our amount may be ours, with
// its reason cut by the PG: then nothing is sent again by itself.
func (r Refund) concludeMoved(s Seen) Step {
	since, explained := r.since(s)
	if !explained {
		return StepHuman
	}
	maybe := 0
	for _, c := range since {
		if r.Sends > 0 && c.Amount == r.Amount && !hasToken(c.Reason) {
			maybe++
		}
	}
	switch {
	case maybe == 0:
		return StepReopen
	case len(since) == 1 && s.Balance().Minor() == r.Checksum.Minor()-r.Amount.Minor():
		return StepByBalance
	}
	return StepHuman
}

// since returns the cancellations that the refund's checksum did not know of,
// by PortOne's own order alone: whose clock is ahead decides nothing. If those
// before cannot be told apart it returns all. explained is false when the
// history does not add up to what was cancelled.
func (r Refund) since(s Seen) (list []Cancellation, explained bool) {
	list = slices.SortedStableFunc(slices.Values(s.History), func(a, b Cancellation) int { return a.At.Compare(b.At) })
	known, err := s.Captured.Sub(r.Checksum)
	if err != nil {
		return nil, false
	}
	from, told := 0, money.Zero(r.Amount.Currency())
	for i, c := range list {
		if told == known {
			from = i
		}
		if told, err = told.Add(c.Amount); err != nil {
			return nil, false
		}
	}
	return list[from:], told == s.Cancelled
}

// The length of a refund's token, and how each begins (package id).
const (
	tokenLength = 14
	tokenBegins = "RF"
)

// hasToken reports whether a cancellation's reason begins with a token of ours.
func hasToken(reason string) bool {
	return len(reason) >= tokenLength && strings.HasPrefix(reason, tokenBegins) &&
		!strings.ContainsFunc(reason[:tokenLength], func(c rune) bool { return (c < '0' || c > '9') && (c < 'A' || c > 'Z') })
}
