package merchant

import (
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

// Fate is what an import decides about one listed payment.
type Fate string

// The fates. All but the first two are reasons for leaving a payment where it is.
const (
	Taken             Fate = "taken"
	Ours              Fate = "ours"              // stored already
	SkippedFailed     Fate = "failed"            // no money came
	SkippedReady      Fate = "ready"             // a window that nobody paid in
	SkippedWaiting    Fate = "waiting"           // an account that waits for its deposit
	SkippedGone       Fate = "never_paid"        // an account that was closed unpaid
	SkippedDays       Fate = "other_days"        // paid before From or since To, and changed since
	SkippedTestMoney  Fate = "test_channel"      // play money, where the mode is live
	SkippedLiveMoney  Fate = "live_channel"      // real money, where the mode is test
	SkippedCurrency   Fate = "unknown_currency"  // of an exponent that nobody told us
	SkippedUnreadable Fate = "unreadable"        // an answer that cannot be used
	SkippedStatus     Fate = "unknown_status"    // also a stored card, which is no payment
	SkippedCollision  Fate = "merchant_uid_used" // a second payment with the merchant_uid of one that was taken; a person is told
)

// fate decides by what PortOne says alone.
func (r *importing) fate(item Listed) Fate {
	s := item.Seen
	switch {
	case errors.Is(item.Err, money.ErrCurrency):
		return SkippedCurrency
	case item.Err != nil || item.MerchantUID == "" || item.ImpUID == "" || !s.Amount.IsPositive() && s.HasMoney():
		return SkippedUnreadable
	case s.Status == payment.SeenUnknown:
		return SkippedStatus
	case r.Marked(item.MerchantUID):
		return Ours // opened here without being stored: it has a quote, and the sweeps judge it by that
	case s.Status == payment.SeenFailed:
		return SkippedFailed
	case s.Status == payment.SeenReady:
		return SkippedReady
	case s.Status != payment.SeenIssued && !s.HasMoney():
		return SkippedGone
	case s.Env != r.Env && s.Env == payment.Test:
		return SkippedTestMoney
	case s.Env != r.Env:
		return SkippedLiveMoney
	case s.Status == payment.SeenIssued && (!r.Waiting || !s.Amount.IsPositive()):
		return SkippedWaiting
	case s.HasMoney() && (s.PaidAt.Before(r.From) || !s.PaidAt.Before(r.To)):
		return SkippedDays
	}
	return Taken
}

// ImportSum adds up what was taken of one currency, in minor units.
type ImportSum struct {
	Currency money.Currency `json:"currency"`
	Count    int64          `json:"count"`
	Captured int64          `json:"captured"`
	Refunded int64          `json:"refunded"`
}

// ImportLeft is a payment that was left where it is.
type ImportLeft struct {
	Reason      Fate                `json:"reason"`
	ImpUID      payment.ImpUID      `json:"imp_uid"`
	MerchantUID payment.MerchantUID `json:"merchant_uid"`
	Detail      string              `json:"detail,omitempty"`
}

// shownMost is how many payments of one reason a report names; the others are
// counted, so that a report of any account fits into memory.
const shownMost = 20

// ImportReport is what an import did, or would do.
type ImportReport struct {
	Store   string    `json:"store"`
	From    time.Time `json:"from"` // of payment, included
	To      time.Time `json:"to"`   // excluded
	Until   time.Time `json:"until"`
	DryRun  bool      `json:"dry_run"`
	Resumed time.Time `json:"resumed_at,omitzero"` // where an earlier one had stopped; what it did is not counted here

	Listed  int64          `json:"listed"` // payments that were looked at
	Taken   int64          `json:"taken"`
	Waiting int64          `json:"taken_waiting"` // of them, accounts that wait for their deposit
	Ours    int64          `json:"ours"`          // stored already
	Left    map[Fate]int64 `json:"left"`          // where they are, by the reason
	Money   []ImportSum    `json:"money"`         // of what was taken
	Shown   []ImportLeft   `json:"shown"`         // the first of each reason that somebody may want to look at
}

// skips counts what was left where it is.
func (r *ImportReport) skips() int64 {
	var n int64
	for _, of := range r.Left {
		n += of
	}
	return n
}

// Reasons lists the reasons for which payments were left, in order.
func (r *ImportReport) Reasons() []Fate { return slices.Sorted(maps.Keys(r.Left)) }

func (r *ImportReport) add(item Listed, f Fate) {
	switch f {
	case Taken:
		r.Taken++
		r.sum(item.Seen)
		return
	case Ours:
		r.Ours++
		return
	}
	if r.Left == nil {
		r.Left = map[Fate]int64{}
	}
	r.Left[f]++
	if f == SkippedDays || f == SkippedReady || f == SkippedFailed || r.Left[f] > shownMost {
		return // ordinary, or more than anybody reads
	}
	left := ImportLeft{Reason: f, ImpUID: item.ImpUID, MerchantUID: item.MerchantUID}
	if item.Err != nil {
		left.Detail = item.Err.Error()
	}
	r.Shown = append(r.Shown, left)
}

// sum adds a payment that was taken.
func (r *ImportReport) sum(s payment.Seen) {
	if !s.HasMoney() {
		r.Waiting++
		return
	}
	i := slices.IndexFunc(r.Money, func(m ImportSum) bool { return m.Currency == s.Captured.Currency() })
	if i < 0 {
		i = len(r.Money)
		r.Money = append(r.Money, ImportSum{Currency: s.Captured.Currency()})
	}
	m := &r.Money[i]
	m.Count++
	m.Captured += s.Captured.Minor()
	m.Refunded += s.Cancelled.Minor()
}
