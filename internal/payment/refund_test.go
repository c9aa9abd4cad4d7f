package payment_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

const token = "RFAAAAAAAAAAAA"

// underWay is a refund of 10,000 won of a payment of 59,000 that was sent once
// and whose outcome became unknown at now.
func underWay(by payment.Initiator) payment.Refund {
	return payment.Refund{
		ID: "rfd_1", PaymentID: "pay_1", ImpUID: seenUID, Amount: money.Won(10000), TaxFree: money.Won(0), Initiator: by,
		Generation: 1, Token: token, Checksum: money.Won(59000), Sends: 1, State: payment.RefundUnknown, UnknownSince: now, BegunAt: now,
	}
}

// cancelledBy returns what PortOne says after cancellations.
func cancelledBy(list ...payment.Cancellation) payment.Seen {
	s := aSight(payment.SeenPaid)
	s.ChangedAt = now.Add(time.Second)
	for _, c := range list {
		s.Status = payment.SeenPartCancelled
		s.Cancelled = money.Won(s.Cancelled.Minor() + c.Amount.Minor())
	}
	s.History = list
	return s
}

func cancellation(reason string, won int64, at time.Time) payment.Cancellation {
	return payment.Cancellation{ID: "06JC", Reason: reason, Amount: money.Won(won), At: at}
}

func TestConclude(t *testing.T) {
	t.Parallel()
	late := now.Add(151 * time.Second)
	for _, tt := range []struct {
		name   string
		change func(*payment.Refund)
		seen   payment.Seen
		at     time.Time
		want   payment.Step
	}{
		{"our token is in the history", nil, cancelledBy(cancellation(token+" 고객 요청", 10000, now)), now, payment.StepSucceeded},
		{"our token with another amount", nil, cancelledBy(cancellation(token, 9000, now)), now, payment.StepHuman},
		{"never sent", func(r *payment.Refund) { r.Sends = 0 }, cancelledBy(), now, payment.StepSend},
		{"an earlier copy may still land", nil, cancelledBy(), now.Add(149 * time.Second), payment.StepWait},
		{"nothing happened for long", nil, cancelledBy(), late, payment.StepSend},
		{"refused a moment ago", func(r *payment.Refund) { r.Refusal = "no" }, cancelledBy(), now, payment.StepWait},
		{"refused, and nothing happened", func(r *payment.Refund) { r.Refusal = "no" }, cancelledBy(), late, payment.StepRejected},
		{
			"refused after a send that nobody answered, which a server that stood still may yet make",
			func(r *payment.Refund) { r.Refusal, r.Sends = "no", 2 }, cancelledBy(), late, payment.StepHuman,
		},
		{"our own give-back refused once", func(r *payment.Refund) { r.Refusal, r.Initiator = "no", payment.ByJudge }, cancelledBy(), late, payment.StepSend},
		{"our own give-back refused again and again", func(r *payment.Refund) { r.Refusal, r.Initiator, r.Sends = "no", payment.ByJudge, 5 }, cancelledBy(), late, payment.StepHuman},
		{"others cancelled another amount", nil, cancelledBy(cancellation("관리자페이지취소", 3000, now)), late, payment.StepReopen},
		{"others cancelled before we sent", func(r *payment.Refund) { r.Sends = 0 }, cancelledBy(cancellation("관리자페이지취소", 10000, now)), now, payment.StepReopen},
		{"the PG cut our reason away", nil, cancelledBy(cancellation("", 10000, now)), now, payment.StepByBalance},
		{"two cancellations, the sum is ours", nil, cancelledBy(cancellation("", 4000, now), cancellation("", 6000, now)), late, payment.StepReopen},
		{"the balance fell without a history", nil, func() payment.Seen { s := cancelledBy(); s.Cancelled = money.Won(10000); return s }(), late, payment.StepHuman},
		{"the balance rose", func(r *payment.Refund) { r.Checksum = money.Won(50000) }, cancelledBy(), now, payment.StepHuman},
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

func TestOpenRefund_neverMoreThanRemains(t *testing.T) {
	t.Parallel()
	p := aPayment(payment.Paid, seenUID)
	p.TaxFree = money.Won(9000)
	a := boundAttempt(p)
	wish := func(won int64) payment.RefundWish {
		return payment.RefundWish{ID: "rfd_1", Token: token, Amount: money.Won(won), Initiator: payment.ByShop}
	}
	for won, want := range map[int64]fault.Code{59001: fault.RefundTooMuch, 0: fault.RefundTooMuch, -1: fault.RefundTooMuch, 59000: "", 1: ""} {
		r, after, err := payment.OpenRefund(p, a, nil, wish(won), now)
		if fault.CodeOf(err) != want {
			t.Errorf("refund of %d won of 59000: err = %v, want %q", won, err, want)
		}
		if err != nil && after.Opened != a.Opened {
			t.Errorf("refund of %d won was refused, but counted", won)
		}
		if err == nil && (after.Opened != money.Won(won) || r.Checksum != money.Won(59000) || r.Generation != 1 || r.Token != token) {
			t.Errorf("refund of %d won: opened %v, checksum %v, generation %d, token %s", won, after.Opened, r.Checksum, r.Generation, r.Token)
		}
	}
	whole, _, err := payment.OpenRefund(p, a, nil, payment.RefundWish{Initiator: payment.ByShop}, now)
	if err != nil || whole.Amount != money.Won(59000) || whole.TaxFree != money.Won(9000) {
		t.Errorf("refund of all: %v with %v tax-free, %v; want everything and all of its tax-free part", whole.Amount, whole.TaxFree, err)
	}
	gone := a
	gone.Opened = gone.Seen.Captured
	if _, _, err := payment.OpenRefund(p, gone, nil, payment.RefundWish{Initiator: payment.ByShop}, now); fault.CodeOf(err) != fault.RefundTooMuch || strings.Contains(err.Error(), "0 KRW asked") {
		t.Errorf("refund of all when nothing remains: err = %v, want it to say so", err)
	}
	more := wish(5000)
	more.TaxFree = money.Won(5001)
	if _, _, err := payment.OpenRefund(p, a, nil, more, now); fault.CodeOf(err) != fault.RefundTaxFreeExcess {
		t.Errorf("tax-free part above the refund: err = %v", err)
	}
	for _, state := range []payment.RefundState{payment.RefundOpened, payment.RefundSending, payment.RefundUnknown} {
		busy := underWay(payment.ByShop)
		busy.State = state
		if _, _, err := payment.OpenRefund(p, a, []payment.Refund{busy}, wish(1), now); fault.CodeOf(err) != fault.RefundInProgress {
			t.Errorf("refund while another is %s: err = %v", state, err)
		}
	}
}

func TestOpenRefund_ofADepositNeedsAnAccount(t *testing.T) {
	t.Parallel()
	p := aPayment(payment.Paid, seenUID)
	a := boundAttempt(p)
	a.Seen.PayMethod = "vbank"
	_, _, err := payment.OpenRefund(p, a, nil, payment.RefundWish{Initiator: payment.ByShop}, now)
	if !errors.Is(err, fault.New(fault.RefundNeedsAccount)) {
		t.Errorf("the shop's refund without an account: err = %v", err)
	}
	r, _, err := payment.OpenRefund(p, a, nil, payment.RefundWish{Initiator: payment.ByJudge}, now)
	if err != nil || r.State != payment.RefundHuman || r.FaultCode != fault.RefundNeedsAccount {
		t.Errorf("our own without an account: %s, %s, %v; want it to wait for a person", r.State, r.FaultCode, err)
	}
}

func TestSettle(t *testing.T) {
	t.Parallel()
	base := func(by payment.Initiator) payment.RefundCase {
		p := aPayment(payment.Paid, seenUID)
		a := boundAttempt(p)
		a.Opened = money.Won(10000)
		return payment.RefundCase{Payment: p, Attempt: a, Refund: underWay(by)}
	}
	t.Run("succeeded", func(t *testing.T) {
		t.Parallel()
		out := payment.Settle(base(payment.ByShop), payment.StepSucceeded, cancelledBy(cancellation(token, 10000, now)), "", now)
		if out.Refund.State != payment.RefundSucceeded || out.Attempt.Succeeded != money.Won(10000) || out.Payment.State != payment.PartiallyRefunded ||
			out.Payment.Returned != money.Won(10000) || out.Event == nil || out.Event.Type != payment.EventPartlyRefunded || out.Refund.Evidence != "cancellation 06JC" {
			t.Errorf("settled = %+v", out)
		}
	})
	t.Run("rejected gives its amount free", func(t *testing.T) {
		t.Parallel()
		out := payment.Settle(base(payment.ByShop), payment.StepRejected, cancelledBy(), "", now)
		if out.Refund.State != payment.RefundRejected || out.Attempt.Opened.Minor() != 0 || out.Payment.State != payment.Paid || out.Event != nil {
			t.Errorf("settled = %+v", out)
		}
	})
	t.Run("reopened with the new balance", func(t *testing.T) {
		t.Parallel()
		seen := cancelledBy(cancellation("관리자페이지취소", 3000, now))
		out := payment.Settle(base(payment.ByShop), payment.StepReopen, seen, "RFBBBBBBBBBBBB", now)
		if r := out.Refund; r.State != payment.RefundOpened || r.Generation != 2 || r.Token != "RFBBBBBBBBBBBB" || r.Checksum != money.Won(56000) || r.Sends != 0 {
			t.Errorf("refund = %+v", r)
		}
		if out.Attempt.External != money.Won(3000) || out.Payment.Returned != money.Won(3000) {
			t.Errorf("external %v, returned %v; want 3000 won", out.Attempt.External, out.Payment.Returned)
		}
	})
	t.Run("what no longer fits is rejected", func(t *testing.T) {
		t.Parallel()
		seen := cancelledBy(cancellation("관리자페이지취소", 50000, now))
		out := payment.Settle(base(payment.ByShop), payment.StepReopen, seen, "RFBBBBBBBBBBBB", now)
		if out.Refund.State != payment.RefundRejected || out.Attempt.Opened.Minor() != 0 {
			t.Errorf("refund %s, opened %v; want it rejected", out.Refund.State, out.Attempt.Opened)
		}
	})
	t.Run("a give-back shrinks to what is left", func(t *testing.T) {
		t.Parallel()
		c := base(payment.ByJudge)
		c.Payment = aPayment(payment.Closed, "")
		c.Attempt.Mark, c.Refund.Amount, c.Attempt.Opened = payment.Mismatch, money.Won(59000), money.Won(59000)
		out := payment.Settle(c, payment.StepReopen, cancelledBy(cancellation("관리자페이지취소", 50000, now)), "RFBBBBBBBBBBBB", now)
		if out.Refund.State != payment.RefundOpened || out.Refund.Amount != money.Won(9000) || out.Attempt.Opened != money.Won(9000) {
			t.Errorf("refund %s of %v, opened %v; want 9000 won opened", out.Refund.State, out.Refund.Amount, out.Attempt.Opened)
		}
	})
	t.Run("a person must look", func(t *testing.T) {
		t.Parallel()
		out := payment.Settle(base(payment.ByShop), payment.StepHuman, cancelledBy(), "", now)
		if out.Refund.State != payment.RefundHuman || out.Discrepancy == nil || out.Attempt.Opened != money.Won(10000) {
			t.Errorf("settled = %+v; want a discrepancy and the amount kept", out)
		}
	})
}

func TestExpire(t *testing.T) {
	t.Parallel()
	p := aPayment(payment.Open, "")
	if _, ok := payment.Expire(p, nil, p.ExpiresAt.Add(-time.Second)); ok {
		t.Error("expired before its time")
	}
	if end, ok := payment.Expire(p, nil, p.ExpiresAt); !ok || end.Payment.State != payment.Expired || end.Event.Type != payment.EventExpired {
		t.Errorf("at its time: %+v, %v", end, ok)
	}
	p = aPayment(payment.AwaitingDeposit, "")
	p.Account.DueAt = p.ExpiresAt.Add(24 * time.Hour)
	if _, ok := payment.Expire(p, nil, p.ExpiresAt); ok {
		t.Error("expired before its account was due")
	}
	issued := payment.Attempt{ImpUID: seenUID, Seen: aSight(payment.SeenIssued)}
	end, ok := payment.Expire(p, []payment.Attempt{issued}, p.Account.DueAt)
	if !ok || end.Payment.Account != nil || len(end.Attempts) != 1 || end.Attempts[0].Closing != payment.ClosingDue {
		t.Errorf("at the account's due time: %+v, %v; want its account closed at the PG", end, ok)
	}
	if _, ok := payment.Supersede(aPayment(payment.Paid, seenUID), nil, now); ok {
		t.Error("a paid payment was superseded")
	}
}

func TestNextCheck_asksOftenFirstAndNeverForMoneyThatCame(t *testing.T) {
	t.Parallel()
	p := aPayment(payment.Open, "")
	for checks, want := range map[int]time.Duration{0: 15 * time.Second, 1: 30 * time.Second, 6: 30 * time.Minute, 10: time.Hour, 50: time.Hour} {
		if got := payment.NextCheck(p, checks, now).Sub(now); got != want {
			t.Errorf("after %d looks: in %v, want %v", checks, got, want)
		}
	}
	if got := payment.NextCheck(p, 10, p.ExpiresAt).Sub(p.ExpiresAt); got != 24*time.Hour {
		t.Errorf("after its end: in %v, want a day", got)
	}
	if got := payment.NextCheck(aPayment(payment.Paid, seenUID), 0, now); !got.IsZero() {
		t.Errorf("paid: at %v, want never", got)
	}
	p.CreatedAt = now.Add(-91 * 24 * time.Hour)
	if got := payment.NextCheck(p, 20, now); !got.IsZero() {
		t.Errorf("after 91 days: at %v, want never", got)
	}
}
