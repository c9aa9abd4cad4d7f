package engine

import (
	"cmp"
	"iter"
	"slices"
	"strings"
)

// BillingKeys returns the keys of an account and its sub-stores whose customer_uid, customer_id,
// customer's name or card begins with text, those that were deleted among
// them, the newest first.
func (e *Engine) BillingKeys(merchant, text string) []BillingKey {
	e.mu.Lock()
	defer e.mu.Unlock()
	list := []BillingKey{}
	take := func(k BillingKey) {
		if belongs(k.Merchant, merchant) && begins(text, k.CustomerUID, k.CustomerID, k.Name, k.Tel, k.CardName, k.CardNumber) {
			list = append(list, k)
		}
	}
	for _, k := range e.keys {
		take(k)
	}
	for _, k := range e.endedKeys {
		take(k)
	}
	slices.SortFunc(list, func(a, b BillingKey) int {
		return cmp.Or(cmp.Compare(b.Inserted, a.Inserted), cmp.Compare(a.CustomerUID, b.CustomerUID), cmp.Compare(a.Merchant, b.Merchant), cmp.Compare(a.EndedAt, b.EndedAt))
	})
	return list
}

// begins reports whether one of the values begins with text.
func begins(text string, values ...string) bool {
	return slices.ContainsFunc(values, func(v string) bool { return strings.HasPrefix(v, text) })
}

// ScheduleOutcome is a schedule's state in the console's words: what was tried
// is told apart by how it ended.
type ScheduleOutcome string

// The outcomes: 예약, 성공, 실패, 해지.
const (
	Waits     ScheduleOutcome = "scheduled"
	Succeeded ScheduleOutcome = "succeeded"
	NotPaid   ScheduleOutcome = "failed"
	Ended     ScheduleOutcome = "revoked"
)

// Outcome returns the schedule's; a charge that was given back later had
// succeeded. The schedule must come from a reading method of the engine.
func (s Schedule) Outcome() ScheduleOutcome {
	switch {
	case s.State == Scheduled:
		return Waits
	case s.State == Revoked:
		return Ended
	case s.payment.Status == Failed:
		return NotPaid
	}
	return Succeeded
}

// ScanSchedules returns the schedules of an account and its sub-stores whose
// merchant_uid, customer_uid, order name, buyer or imp_uid begins with text, the newest
// first. A schedule is lent: it is another one in the next round.
func (e *Engine) ScanSchedules(merchant, text string) iter.Seq[*Schedule] {
	return func(yield func(*Schedule) bool) {
		chunk := make([]Schedule, 0, scanChunk)
		for end := e.scheduled(); end > 0; {
			chunk, end = e.schedulesBack(chunk[:0], merchant, end)
			for i := range chunk {
				s := &chunk[i]
				if begins(text, s.MerchantUID, s.CustomerUID, s.Draft.Name, s.Draft.BuyerName, s.Draft.BuyerTel, s.ImpUID) && !yield(s) {
					return
				}
			}
		}
	}
}

// scheduled is how many schedules there are, of all accounts.
func (e *Engine) scheduled() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return len(e.scheduleKeys)
}

// schedulesBack appends an account's schedules among the scanChunk made before
// the one at end, newest first, and returns where to go on.
func (e *Engine) schedulesBack(into []Schedule, merchant string, end int) ([]Schedule, int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	begin := max(0, end-scanChunk)
	for _, key := range slices.Backward(e.scheduleKeys[begin:end]) {
		if belongs(key.merchant, merchant) {
			into = append(into, e.withPayment(e.schedules[key]))
		}
	}
	return into, begin
}
