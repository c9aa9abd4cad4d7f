package payment

import (
	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/money"
)

// Line is one line of an order as it was opened: so many of one thing. TaxFree
// is the part of Qty × UnitPrice without VAT.
type Line struct {
	Name      string       `json:"name"`
	Qty       int64        `json:"qty"`
	UnitPrice money.Amount `json:"unit_price"`
	TaxFree   money.Amount `json:"tax_free"`
}

// Lines is an order in lines: they, with shipping and less the discount, come to
// the payment's amount.
type Lines struct {
	Lines    []Line       `json:"lines"`
	Shipping money.Amount `json:"shipping"`
	Discount money.Amount `json:"discount"`
}

// Told reports whether the shop told any.
func (l Lines) Told() bool { return len(l.Lines) > 0 }

// LineBack is so many of one line that go back; the number of a line is its
// place in the order, counted from 0.
type LineBack struct {
	Line int   `json:"line"`
	Qty  int64 `json:"qty"`
}

// ShippingLine is the number that stands for the shipping, which goes back whole.
const ShippingLine = -1

// share is what one line, or the shipping, cost the buyer: its price less its
// part of the discount, of which TaxFree had no VAT.
type share struct {
	qty             int64
	amount, taxFree money.Amount
}

// shares splits the order by what each line cost the buyer. The discount is
// spread by price, tax-free parts by what is left of them, so that all shares
// add up to what was paid.
func (l Lines) shares(p Payment) (lines []share, shipping share) {
	weights := make([]int64, 0, len(l.Lines)+1)
	prices := make([]int64, 0, len(l.Lines)+1)
	free := make([]int64, 0, len(l.Lines)+1)
	for _, x := range l.Lines {
		price := x.UnitPrice.Minor() * x.Qty // checked when the payment was opened
		weights, prices, free = append(weights, price), append(prices, price), append(free, x.TaxFree.Minor())
	}
	weights, prices, free = append(weights, l.Shipping.Minor()), append(prices, l.Shipping.Minor()), append(free, 0)
	off := spread(l.Discount, weights)
	for i := range prices {
		s := share{qty: 1, amount: money.New(prices[i]-off[i], p.Amount.Currency())}
		s.taxFree = money.New(min(free[i], s.amount.Minor()), p.Amount.Currency())
		if i < len(l.Lines) {
			s.qty = l.Lines[i].Qty
			lines = append(lines, s)
			continue
		}
		shipping = s
	}
	return lines, shipping
}

// spread splits an amount by weights, so that the parts add up and no part is
// more than its weight.
func spread(a money.Amount, weights []int64) []int64 {
	parts := make([]int64, len(weights))
	if !a.IsPositive() {
		return parts
	}
	for i, part := range a.Allocate(weights...) {
		parts[i] = part.Minor()
	}
	return parts
}

// of returns what so many, after so many before them, are of a share: the last
// ones take what rounding left.
func (s share) of(before, qty int64) (amount, taxFree money.Amount) {
	upTo := func(whole money.Amount, n int64) int64 {
		if n == 0 {
			return 0
		}
		if n >= s.qty {
			return whole.Minor()
		}
		return whole.Allocate(n, s.qty-n)[0].Minor()
	}
	part := func(whole money.Amount) money.Amount {
		return money.New(upTo(whole, before+qty)-upTo(whole, before), whole.Currency())
	}
	return part(s.amount), part(s.taxFree)
}

// LineLeft is what may still go back of a line.
type LineLeft struct {
	Line    int
	Name    string // empty for the shipping
	Qty     int64  // as ordered
	Left    int64
	Amount  money.Amount // of all that is left
	TaxFree money.Amount
}

// Left lists what no refund that counts has given back yet, the shipping last
// where there is any.
func (l Lines) Left(p Payment, refunds []Refund) []LineLeft {
	lines, shipping := l.shares(p)
	back := goneBack(refunds)
	var out []LineLeft
	for i, s := range lines {
		left := s.qty - back[i]
		one := LineLeft{Line: i, Name: l.Lines[i].Name, Qty: s.qty, Left: left}
		one.Amount, one.TaxFree = s.of(back[i], left)
		out = append(out, one)
	}
	if l.Shipping.IsPositive() {
		left := 1 - back[ShippingLine]
		one := LineLeft{Line: ShippingLine, Qty: 1, Left: left}
		one.Amount, one.TaxFree = shipping.of(back[ShippingLine], left)
		out = append(out, one)
	}
	return out
}

func goneBack(refunds []Refund) map[int]int64 {
	back := map[int]int64{}
	for _, r := range refunds {
		if r.State == RefundRejected {
			continue
		}
		for _, b := range r.Lines {
			back[b.Line] += b.Qty
		}
	}
	return back
}

// Price returns what lines come to, with their tax-free part. Its errors are
// refund_lines_unknown for an order without lines, and refund_line_exceeds with
// the line's place in the list.
func (l Lines) Price(p Payment, refunds []Refund, wish []LineBack) (amount, taxFree money.Amount, err error) {
	if !l.Told() {
		return amount, taxFree, fault.Field(fault.RefundLinesUnknown, "items", "the payment was opened by its amount")
	}
	lines, shipping := l.shares(p)
	back := goneBack(refunds)
	amount, taxFree = money.Zero(p.Amount.Currency()), money.Zero(p.Amount.Currency())
	for _, b := range wish {
		s := shipping
		switch {
		case b.Line >= 0 && b.Line < len(lines):
			s = lines[b.Line]
		case b.Line != ShippingLine || !l.Shipping.IsPositive():
			return amount, taxFree, fault.Field(fault.RefundLineExceeds, "items", "the order has no line %d", b.Line)
		}
		if b.Qty < 1 || b.Qty > s.qty-back[b.Line] {
			return amount, taxFree, fault.Field(fault.RefundLineExceeds, "items", "line %d: %d asked, %d left", b.Line, b.Qty, s.qty-back[b.Line])
		}
		part, free := s.of(back[b.Line], b.Qty)
		back[b.Line] += b.Qty
		if amount, err = amount.Add(part); err != nil {
			return amount, taxFree, fault.Wrap(fault.RefundTooMuch, err)
		}
		if taxFree, err = taxFree.Add(free); err != nil {
			return amount, taxFree, fault.Wrap(fault.RefundTooMuch, err)
		}
	}
	return amount, taxFree, nil
}
