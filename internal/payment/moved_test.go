package payment_test

import (
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

// A refund of ours whose token the PG cut away must not be sent once more only
// because others cancelled as well, or because our clock is ahead of PortOne's.
func TestConclude_neverRepeatsWhatMayHaveBeenOurs(t *testing.T) {
	t.Parallel()
	late := now.Add(151 * time.Second)
	other := "RFBBBBBBBBBBBB 다른 환불"
	for _, tt := range []struct {
		name   string
		change func(*payment.Refund)
		seen   payment.Seen
		at     time.Time
		want   payment.Step
	}{
		{"ours without its token, and another's", nil, cancelledBy(cancellation("", 10000, now), cancellation("관리자페이지취소", 3000, now)), late, payment.StepHuman},
		{"ours without its token, by a clock that is behind", nil, cancelledBy(cancellation("", 10000, now.Add(-time.Hour))), late, payment.StepByBalance},
		{
			"an older refund of ours in the same second, and another's", func(r *payment.Refund) { r.Checksum = money.Won(49000) },
			cancelledBy(cancellation(other, 10000, now), cancellation("관리자페이지취소", 3000, now)), late, payment.StepReopen,
		},
		{"others cancelled, a copy of ours may still land", nil, cancelledBy(cancellation("관리자페이지취소", 3000, now)), now.Add(time.Minute), payment.StepWait},
		{
			"others cancelled, and ours was refused", func(r *payment.Refund) { r.Refusal = "no" },
			cancelledBy(cancellation("관리자페이지취소", 3000, now)), now.Add(time.Second), payment.StepReopen,
		},
	} {
		r := underWay(payment.ByShop)
		if tt.change != nil {
			tt.change(&r)
		}
		if got := r.Conclude(tt.seen, tt.at); got != tt.want {
			t.Errorf("%s: Conclude = %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestJudge_aClosedAccountLeavesTheDepositOfAnother(t *testing.T) {
	t.Parallel()
	p := aPayment(payment.AwaitingDeposit, "")
	waiting := payment.Attempt{ImpUID: otherUID, PaymentID: p.ID, Seen: aSight(payment.SeenIssued)}
	waiting.Seen.ImpUID = otherUID
	closing := payment.Attempt{ImpUID: seenUID, PaymentID: p.ID, Seen: aSight(payment.SeenIssued), Closing: payment.ClosingDue}
	gone := aSight(payment.SeenCancelled)
	gone.Captured, gone.Cancelled = money.Won(0), money.Won(0)
	v := payment.Judge(payment.Case{Payment: p, Attempts: []payment.Attempt{waiting, closing}, Seen: gone}, now)
	if v.Payment.State != payment.AwaitingDeposit || v.Event != nil || v.Attempt.Closing != payment.ClosingDone {
		t.Errorf("an account of other terms was closed: %s", describe(v))
	}
}

func TestOpenRefund_ofMatchingMoneyThatMayNotStayTakesItsTaxFreePart(t *testing.T) {
	t.Parallel()
	p := aPayment(payment.Expired, "")
	p.TaxFree = money.Won(9000)
	a := payment.Attempt{ImpUID: seenUID, Seen: aSight(payment.SeenPaid), Mark: payment.Late, Opened: money.Won(0), Succeeded: money.Won(0), External: money.Won(0)}
	r, _, err := payment.OpenRefund(p, a, nil, payment.RefundWish{Initiator: payment.ByJudge}, now)
	if err != nil || r.TaxFree != money.Won(9000) {
		t.Errorf("late money goes back with %v tax-free, %v; want the order's 9000 won", r.TaxFree, err)
	}
}
