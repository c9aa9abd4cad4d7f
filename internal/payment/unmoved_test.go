package payment_test

import (
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

// Whenever Unmoved says so, Judge has nothing to store and nothing to decide.
func TestUnmoved_saysOnlyWhatJudgeSays(t *testing.T) {
	t.Parallel()
	said := 0
	for _, state := range payment.States {
		for _, status := range payment.Statuses {
			for _, bound := range []payment.ImpUID{"", otherUID, seenUID} {
				for _, change := range []func(*payment.Payment, *payment.Attempt, *payment.Seen){
					nil,
					func(_ *payment.Payment, _ *payment.Attempt, s *payment.Seen) {
						s.ChangedAt = s.ChangedAt.Add(time.Second)
					},
					func(_ *payment.Payment, a *payment.Attempt, _ *payment.Seen) { a.Mark = payment.Pending },
					func(_ *payment.Payment, a *payment.Attempt, _ *payment.Seen) { a.External = money.Won(1) },
					func(_ *payment.Payment, _ *payment.Attempt, s *payment.Seen) { s.Amount = money.Won(1) },
					func(_ *payment.Payment, _ *payment.Attempt, s *payment.Seen) { s.Store = "imp0" },
					func(p *payment.Payment, _ *payment.Attempt, _ *payment.Seen) { p.Origin = payment.Imported },
				} {
					p := aPayment(state, bound)
					a := boundAttempt(aPayment(payment.Paid, seenUID))
					s := aSight(status)
					a.Seen = s
					if change != nil {
						change(&p, &a, &s)
					}
					if !payment.Unmoved(p, []payment.Attempt{a}, s) {
						continue
					}
					said++
					if v := payment.Judge(payment.Case{Payment: p, Attempts: []payment.Attempt{a}, Seen: s}, now); v.News || v.Action != payment.Leave {
						t.Errorf("%s, %s: Judge says %s, news %v", state, status, v.Action, v.News)
					}
				}
			}
		}
	}
	if said == 0 {
		t.Error("it never says so, so nothing was tried")
	}
}
