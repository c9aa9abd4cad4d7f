package payment_test

import (
	"testing"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

// basket is 3 × 10,000, 1 × 29,000 without VAT and 3,000 of shipping, less
// 3,000: 59,000 won.
func basket() (payment.Payment, payment.Lines) {
	p := aPayment(payment.Paid, seenUID)
	p.TaxFree = money.Won(29000)
	return p, payment.Lines{
		Lines: []payment.Line{
			{Name: "양말", Qty: 3, UnitPrice: money.Won(10000), TaxFree: money.Won(0)},
			{Name: "책", Qty: 1, UnitPrice: money.Won(29000), TaxFree: money.Won(29000)},
		},
		Shipping: money.Won(3000), Discount: money.Won(3000),
	}
}

func TestLines_eachAtWhatItCostTheBuyerAndAllTogetherWhatWasPaid(t *testing.T) {
	t.Parallel()
	p, lines := basket()
	var refunds []payment.Refund
	sum := int64(0)
	for _, b := range []payment.LineBack{{Line: 0, Qty: 1}, {Line: 1, Qty: 1}, {Line: 0, Qty: 1}, {Line: payment.ShippingLine, Qty: 1}, {Line: 0, Qty: 1}} {
		amount, free, err := lines.Price(p, refunds, []payment.LineBack{b})
		if err != nil || !amount.IsPositive() || free.Minor() > amount.Minor() {
			t.Fatalf("%+v: %v of which %v tax-free, %v", b, amount, free, err)
		}
		sum += amount.Minor()
		refunds = append(refunds, payment.Refund{State: payment.RefundSucceeded, Lines: []payment.LineBack{b}})
	}
	if sum != 59000 {
		t.Errorf("all lines one by one come to %d won, want what was paid", sum)
	}
	for _, left := range lines.Left(p, refunds) {
		if left.Left != 0 || !left.Amount.IsZero() {
			t.Errorf("after all went back: %+v", left)
		}
	}
	refunds[0].State = payment.RefundRejected
	if left := lines.Left(p, refunds)[0]; left.Left != 1 {
		t.Errorf("a refund that was rejected keeps its line: %+v", left)
	}
}

func TestLines_refuseWhatTheOrderDoesNotHave(t *testing.T) {
	t.Parallel()
	p, lines := basket()
	gone := []payment.Refund{{State: payment.RefundUnknown, Lines: []payment.LineBack{{Line: 0, Qty: 2}}}}
	for name, tt := range map[string]struct {
		lines payment.Lines
		wish  []payment.LineBack
		want  fault.Code
	}{
		"as much as is left":    {lines, []payment.LineBack{{Line: 0, Qty: 1}}, ""},
		"more than is left":     {lines, []payment.LineBack{{Line: 0, Qty: 2}}, fault.RefundLineExceeds},
		"the same line twice":   {lines, []payment.LineBack{{Line: 0, Qty: 1}, {Line: 0, Qty: 1}}, fault.RefundLineExceeds},
		"no such line":          {lines, []payment.LineBack{{Line: 2, Qty: 1}}, fault.RefundLineExceeds},
		"shipping without any":  {payment.Lines{Lines: lines.Lines, Shipping: money.Won(0), Discount: money.Won(0)}, []payment.LineBack{{Line: payment.ShippingLine, Qty: 1}}, fault.RefundLineExceeds},
		"an order of an amount": {payment.Lines{}, []payment.LineBack{{Line: 0, Qty: 1}}, fault.RefundLinesUnknown},
	} {
		if _, _, err := tt.lines.Price(p, gone, tt.wish); fault.CodeOf(err) != tt.want {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
	}
}

func TestVAT_isProposedByShareAndNeverMoreThanIsLeft(t *testing.T) {
	t.Parallel()
	p := aPayment(payment.Paid, seenUID)
	p.TaxFree = money.Won(4000)
	a := boundAttempt(p)
	told := money.Won(5000)
	wish := func(won, free, vat int64) payment.RefundWish {
		w := payment.RefundWish{TaxFree: money.Won(free)}
		if won > 0 {
			w.Amount = money.Won(won)
		}
		if vat >= 0 {
			w.VAT = money.Won(vat)
		}
		return w
	}
	for _, tt := range []struct {
		w    payment.RefundWish
		want int64
	}{{wish(0, 4000, -1), 5000}, {wish(59000, 4000, -1), 5000}, {wish(11000, 0, -1), 1000}, {wish(4000, 4000, -1), 0}} {
		if got := payment.VATOf(p, a, nil, told, tt.w); got != money.Won(tt.want) {
			t.Errorf("VAT of %v: %v, want %d", tt.w.Amount, got, tt.want)
		}
	}
	before := []payment.Refund{{ImpUID: seenUID, State: payment.RefundSucceeded, Amount: money.Won(11000), TaxFree: money.Won(0), VAT: money.Won(4500)}}
	for name, tt := range map[string]struct {
		w       payment.RefundWish
		refunds []payment.Refund
		want    fault.Code
	}{
		"none told":               {wish(11000, 0, -1), nil, ""},
		"zero":                    {wish(11000, 0, 0), nil, ""},
		"as proposed":             {wish(11000, 0, 1000), nil, ""},
		"all of it":               {wish(11000, 0, 5000), nil, ""},
		"more than was told":      {wish(11000, 0, 5001), nil, fault.RefundVATExcess},
		"more than is left":       {wish(11000, 0, 501), before, fault.RefundVATExcess},
		"of a tax-free refund":    {wish(4000, 4000, 1), nil, fault.RefundVATExcess},
		"more than the taxed won": {wish(4100, 4000, 101), nil, fault.RefundVATExcess},
		"negative":                {payment.RefundWish{Amount: money.Won(1), TaxFree: money.Won(0), VAT: money.Won(-1)}, nil, fault.RefundVATExcess},
	} {
		if err := payment.CheckVAT(p, a, tt.refunds, told, tt.w); fault.CodeOf(err) != tt.want {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
	}
}
