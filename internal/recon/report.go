package recon

import "time"

// keptMost is how many differences a report shows; the others are counted, so
// that a report of any account fits into memory.
const keptMost = 10_000

// Report is what a reconciliation found.
type Report struct {
	Store string    `json:"store"`
	From  time.Time `json:"from"` // of payment, included
	To    time.Time `json:"to"`   // excluded
	Until time.Time `json:"until"`

	Ours    int64   `json:"ours"`    // payments of ours that PortOne lists since From
	Outside int64   `json:"outside"` // of others on the same account
	Totals  []Total `json:"totals"`

	Recorded    int64        `json:"recorded"` // that were stored just now
	Explained   int64        `json:"explained"`
	Unexplained int64        `json:"unexplained"`
	Omitted     int64        `json:"omitted"` // differences that are counted and not shown
	Differences []Difference `json:"differences"`
}

// Add counts a difference, and keeps it as long as there is room.
func (r *Report) Add(list ...Difference) {
	for _, d := range list {
		switch {
		case d.Kind == Recorded:
			r.Recorded++
			r.Explained++
		case d.Explained:
			r.Explained++
		default:
			r.Unexplained++
		}
		if len(r.Differences) == keptMost {
			r.Omitted++
			continue
		}
		r.Differences = append(r.Differences, d)
	}
}

// Clean reports whether every won is explained: no difference is left without a
// reason. Totals may differ by explained ones alone.
func (r *Report) Clean() bool {
	if r.Unexplained > 0 {
		return false
	}
	if r.Explained > r.Recorded {
		return true
	}
	for _, t := range r.Totals {
		if !t.Agree() {
			return false
		}
	}
	return true
}
