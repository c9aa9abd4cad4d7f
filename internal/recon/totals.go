package recon

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/money"
)

// Sum is how many payments were paid, what they captured and what of it has gone
// back, in minor units.
type Sum struct {
	Count    int64 `json:"count"`
	Captured int64 `json:"captured"`
	Refunded int64 `json:"refunded"`
}

func (s *Sum) add(captured, refunded money.Amount) {
	s.Count++
	s.Captured += captured.Minor()
	s.Refunded += refunded.Minor()
}

// Total is one day of one way to pay on both sides. A payment counts on the
// Korean day on which it was paid, with all that went back since.
type Total struct {
	Day      string         `json:"day"` // 2026-11-23
	Method   string         `json:"method"`
	Currency money.Currency `json:"currency"`
	Here     Sum            `json:"here"`
	PortOne  Sum            `json:"portone"`
}

// Agree reports whether both sides say the same.
func (t Total) Agree() bool { return t.Here == t.PortOne }

type totalKey struct {
	day, method string
	currency    money.Currency
}

// Totals adds up payments by the day. The zero Totals is empty.
type Totals struct{ by map[totalKey]Total }

func (t *Totals) at(paid time.Time, method string, currency money.Currency, change func(*Total)) {
	if t.by == nil {
		t.by = map[totalKey]Total{}
	}
	key := totalKey{paid.In(clock.KST).Format(time.DateOnly), method, currency}
	total := t.by[key]
	total.Day, total.Method, total.Currency = key.day, key.method, key.currency
	change(&total)
	t.by[key] = total
}

// Here adds a payment as we have recorded it.
func (t *Totals) Here(paid time.Time, method string, captured, refunded money.Amount) {
	t.at(paid, method, captured.Currency(), func(x *Total) { x.Here.add(captured, refunded) })
}

// PortOne adds a payment as PortOne tells it.
func (t *Totals) PortOne(paid time.Time, method string, captured, refunded money.Amount) {
	t.at(paid, method, captured.Currency(), func(x *Total) { x.PortOne.add(captured, refunded) })
}

// List returns the totals by day, method and currency.
func (t *Totals) List() []Total {
	return slices.SortedFunc(maps.Values(t.by), func(a, b Total) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Method, b.Method), cmp.Compare(a.Currency, b.Currency))
	})
}
