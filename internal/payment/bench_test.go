package payment_test

import (
	"testing"

	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

// BenchmarkJudge judges an honest payment the first time that it is seen, the
// same sight again when it is stored, and a payment of another amount.
func BenchmarkJudge(b *testing.B) {
	paid := payment.Case{Payment: aPayment(payment.Open, ""), Seen: aSight(payment.SeenPaid)}
	again := payment.Case{Payment: aPayment(payment.Paid, seenUID), Seen: paid.Seen}
	again.Attempts = []payment.Attempt{*payment.Judge(paid, now).Attempt}
	forged := paid
	forged.Payment.Amount = money.Won(60_000)
	for _, c := range []struct {
		name string
		c    payment.Case
		want payment.Action
	}{{"paid", paid, payment.Accept}, {"again", again, payment.Leave}, {"forged", forged, payment.GiveBack}} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if v := payment.Judge(c.c, now); v.Action != c.want {
					b.Fatalf("Judge = %s, want %s", v.Action, c.want)
				}
			}
		})
	}
}
