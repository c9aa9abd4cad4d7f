package payment_test

import (
	"regexp"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

func TestTokenOf_tellsWishesAndGenerationsApart(t *testing.T) {
	t.Parallel()
	form := regexp.MustCompile(`^RF[0-9A-HJKMNP-TV-Z]{12}$`)
	seen := map[string]bool{}
	for _, uid := range []payment.ImpUID{"imp_1", "imp_2"} {
		for _, key := range []string{"shop:a", "shop:b", "auto:imp_1"} {
			for g := 1; g <= 3; g++ {
				token := payment.TokenOf(uid, key, g)
				if !form.MatchString(token) || seen[token] || token != payment.TokenOf(uid, key, g) {
					t.Errorf("TokenOf(%q, %q, %d) = %q", uid, key, g, token)
				}
				seen[token] = true
			}
		}
	}
}

// A refund of a restored database is at an earlier generation than the one that
// was carried out in the time that it has forgotten.
func TestConclude_findsAGenerationThatTheDatabaseForgot(t *testing.T) {
	t.Parallel()
	r := underWay(payment.ByShop)
	r.IdemKey, r.Sends = "shop:k", 0
	r.Token = payment.TokenOf(r.ImpUID, r.IdemKey, 1)
	theirs := cancellation("관리자페이지취소", 3000, now)
	ours := cancellation(payment.TokenOf(r.ImpUID, r.IdemKey, 2)+" 단순 변심", 10000, now.Add(time.Second))
	if got := r.Conclude(cancelledBy(theirs, ours), now.Add(time.Hour)); got != payment.StepSucceeded {
		t.Errorf("the second generation was carried out: %s", got)
	}
	if got := r.Conclude(cancelledBy(theirs), now.Add(time.Hour)); got != payment.StepReopen {
		t.Errorf("nothing of ours was carried out: %s", got)
	}
	another := cancellation(payment.TokenOf(r.ImpUID, "shop:other", 2), 10000, now)
	if got := r.Conclude(cancelledBy(theirs, another), now.Add(time.Hour)); got == payment.StepSucceeded {
		t.Error("another refund's token was taken for ours")
	}
}

func TestRecall_countsAForgottenRefundAsOurs(t *testing.T) {
	t.Parallel()
	p := aPayment(payment.Paid, seenUID)
	a := boundAttempt(p)
	w := payment.RefundWish{ID: "rfd_2", Amount: money.Won(10000), Initiator: payment.ByShop, IdemKey: "shop:k", Token: payment.TokenOf(a.ImpUID, "shop:k", 1)}
	if _, after, ok, err := payment.Recall(p, a, w, now); ok || err != nil || after.External != a.External {
		t.Fatalf("nothing was forgotten: %v, %v", ok, err)
	}
	a.Seen = cancelledBy(cancellation(w.Token+" 단순 변심", 10000, now), cancellation("관리자페이지취소", 3000, now))
	if _, _, ok, err := payment.Recall(p, a, w, now); ok || err != nil {
		t.Fatalf("it is not counted as somebody else's, so it is counted as ours already: %v, %v", ok, err)
	}
	a.External = money.Won(13000)
	r, after, ok, err := payment.Recall(p, a, w, now)
	if err != nil || !ok || r.State != payment.RefundSucceeded || r.Amount != w.Amount || r.ID != w.ID ||
		after.External != money.Won(3000) || after.Opened != money.Won(10000) || after.Succeeded != money.Won(10000) {
		t.Errorf("Recall = %+v, %+v, %v, %v", r, after, ok, err)
	}
	if r.State.UnderWay() || !r.DueAt.IsZero() {
		t.Errorf("it would be sent: %+v", r)
	}
	w.Amount = money.Won(9000)
	if _, _, ok, err := payment.Recall(p, a, w, now); ok || fault.CodeOf(err) != fault.IdempotencyMismatch {
		t.Errorf("another amount under the same key: %v, %v", ok, err)
	}
}

func TestImport_takesWhatPortOneTells(t *testing.T) {
	t.Parallel()
	for status, want := range map[payment.Status]struct {
		action payment.Action
		state  payment.State
	}{
		payment.SeenPaid: {payment.Accept, payment.Paid}, payment.SeenPartCancelled: {payment.Accept, payment.PartiallyRefunded},
		payment.SeenCancelled: {payment.Accept, payment.Refunded}, payment.SeenIssued: {payment.Wait, payment.AwaitingDeposit},
		payment.SeenFailed: {payment.Fail, payment.Failed}, payment.SeenReady: {payment.Leave, payment.Open},
		payment.SeenUnknown: {payment.Quarantine, payment.Open},
	} {
		s := aSight(status)
		v := payment.Import(payment.Payment{ID: "pay_9", CreatedAt: now}, s, now)
		p := v.Payment
		if v.Action != want.action || p.State != want.state || v.GiveBack.IsPositive() || len(v.Others) != 0 {
			t.Errorf("%s: %s, %s, gives back %s", status, v.Action, p.State, v.GiveBack)
		}
		if want.action == payment.Accept && (p.Bound != s.ImpUID || p.Amount != s.Amount || p.Returned != s.Cancelled || v.Attempt.External != s.Cancelled || p.Channel != s.Channel) {
			t.Errorf("%s: %+v", status, p)
		}
	}
}

// Whatever comes for an imported payment, nothing of it is given back or closed
// by ourselves.
func TestJudge_givesNothingOfAnImportedPaymentBack(t *testing.T) {
	t.Parallel()
	for _, state := range payment.States {
		for _, status := range payment.Statuses {
			for _, bound := range []payment.ImpUID{"", otherUID, seenUID} {
				for _, orderPaid := range []bool{false, true} {
					p := aPayment(state, bound)
					p.Origin, p.Amount = payment.Imported, money.Won(1)
					c := payment.Case{Payment: p, Seen: aSight(status), OrderPaid: orderPaid}
					issued := boundAttempt(p)
					issued.ImpUID, issued.Mark, issued.Seen = "imp_issued", payment.Pending, aSight(payment.SeenIssued)
					issued.Seen.ImpUID = issued.ImpUID
					c.Attempts = []payment.Attempt{issued}
					v := payment.Judge(c, now)
					if v.GiveBack.IsSet() || len(v.Others) > 0 || v.Attempt != nil && v.Attempt.Closing != payment.ClosingNone {
						t.Errorf("%s, %s, bound %q, order paid %v: %+v", state, status, bound, orderPaid, v)
					}
					if _, ok := payment.Supersede(p, c.Attempts, now); ok {
						t.Errorf("%s was superseded", state)
					}
					if end, ok := payment.Expire(p, c.Attempts, now.AddDate(9, 0, 0)); ok && len(end.Attempts) > 0 {
						t.Errorf("%s: its account is closed when it expires", state)
					}
				}
			}
		}
	}
}
