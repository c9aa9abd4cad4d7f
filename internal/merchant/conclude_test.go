package merchant_test

import (
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

// stuck is a refund of 10,000 won that nobody but a person can conclude: PortOne
// did not answer, and then two cancellations without our token were there.
func (w *world) stuck(amounts ...int64) (payment.Refund, payment.ImpUID) {
	w.t.Helper()
	v := w.paid("A-1")
	imp := v.Payment.Bound
	w.portone.Refuse(1, "잠시 뒤 다시 시도해 주세요.")
	out, err := w.Cancel(w.t.Context(), merchant.CancelRequest{PaymentID: v.Payment.ID, Amount: money.Won(10000), Reason: "환불", IdemKey: "1"})
	if err != nil {
		w.t.Fatal(err)
	}
	w.clock.Advance(time.Second)
	for _, won := range amounts {
		w.portone.CancelElsewhere(imp, money.Won(won))
	}
	w.clock.Advance(3 * time.Minute)
	w.due()
	r := w.refundOf(out.View.Payment.ID, out.Refund.ID)
	if r.State != payment.RefundHuman {
		w.t.Fatalf("refund is %s", r.State)
	}
	return r, imp
}

func (w *world) refundOf(id payment.ID, rid payment.RefundID) payment.Refund {
	w.t.Helper()
	for _, r := range w.read(id).Refunds {
		if r.ID == rid {
			return r
		}
	}
	w.t.Fatalf("no refund %s", rid)
	return payment.Refund{}
}

func conclusion(r payment.Refund, gone bool) merchant.ConcludeRequest {
	return merchant.ConcludeRequest{RefundID: r.ID, Gone: gone, Evidence: "PG 회신", Reason: "PG에 확인", By: "key_1"}
}

func TestConclude_goneNeedsACancellationThatNothingExplains(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r, imp := w.stuck(10000, 3000)
	wrong := conclusion(r, true)
	wrong.Evidence = "c2" // the cancellation of 3,000 won
	if _, err := w.Conclude(t.Context(), wrong); fault.CodeOf(err) != fault.RefundContradicted {
		t.Errorf("another cancellation as evidence: %v", err)
	}
	out, err := w.Conclude(t.Context(), conclusion(r, true))
	if err != nil || out.Refund.State != payment.RefundSucceeded || out.View.Payment.Returned != money.Won(13000) {
		t.Fatalf("gone: %v, %s, %v returned", err, out.Refund.State, out.View.Payment.Returned)
	}
	if a := out.View.Attempts[0]; a.Succeeded != money.Won(10000) || a.External != money.Won(3000) {
		t.Errorf("ours %v, others' %v", a.Succeeded, a.External)
	}
	for _, d := range w.raised(r.PaymentID) {
		if d.Open() {
			t.Errorf("%s is open", d.Reason)
		}
	}
	if again, err := w.Conclude(t.Context(), conclusion(r, true)); err != nil || again.View.Payment.Version != out.View.Payment.Version {
		t.Errorf("the same word again: %v", err)
	}
	if _, err := w.Conclude(t.Context(), conclusion(r, false)); fault.CodeOf(err) != fault.RefundNotWaiting {
		t.Errorf("the other word after it: %v", err)
	}
	w.confirm(r.PaymentID, imp)
	if v := w.read(r.PaymentID); v.Payment.Returned != money.Won(13000) {
		t.Errorf("a later look changed what went back to %v", v.Payment.Returned)
	}
}

func TestConclude_notGoneFreesTheAmount(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r, imp := w.stuck(10000, 3000)
	if v := w.read(r.PaymentID); v.Attempts[0].Balance() != money.Won(36000) {
		t.Fatalf("balance while it is unknown: %v", v.Attempts[0].Balance())
	}
	if _, err := w.Conclude(t.Context(), conclusion(r, false)); fault.CodeOf(err) != fault.RefundTooSoon {
		t.Fatalf("while a copy may still land: %v", err)
	}
	w.clock.Advance(3 * time.Minute)
	out, err := w.Conclude(t.Context(), conclusion(r, false))
	if err != nil || out.Refund.State != payment.RefundRejected || out.View.Attempts[0].Balance() != money.Won(46000) {
		t.Fatalf("not gone: %v, %s, %v left", err, out.Refund.State, out.View.Attempts[0].Balance())
	}
	rest, err := w.Cancel(t.Context(), merchant.CancelRequest{PaymentID: r.PaymentID, Reason: "나머지", IdemKey: "2"})
	if err != nil || rest.Refund.State != payment.RefundSucceeded || w.portone.Seen(imp).Cancelled != money.Won(59000) {
		t.Errorf("the rest: %v, %s, PortOne gave %v back", err, rest.Refund.State, w.portone.Seen(imp).Cancelled)
	}
}

func TestConclude_isNotBelievedAgainstPortOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	v := w.paid("A-1")
	if _, err := w.Conclude(t.Context(), merchant.ConcludeRequest{RefundID: "rfd_none", Gone: true}); fault.CodeOf(err) != fault.RefundNotFound {
		t.Errorf("a refund that is not there: %v", err)
	}
	done, err := w.Cancel(t.Context(), merchant.CancelRequest{PaymentID: v.Payment.ID, Amount: money.Won(1000), Reason: "환불", IdemKey: "1"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Conclude(t.Context(), conclusion(done.Refund, false)); fault.CodeOf(err) != fault.RefundNotWaiting {
		t.Errorf("a refund that succeeded: %v", err)
	}
}

func TestConcludeByPerson_weighsItsWordAgainstTheLook(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC)
	seen := func(list ...payment.Cancellation) payment.Seen {
		s := payment.Seen{ImpUID: "imp_1", Status: payment.SeenPaid, Amount: money.Won(59000), Captured: money.Won(59000), Cancelled: money.Won(0), ChangedAt: now, History: list}
		for _, c := range list {
			s.Status, s.Cancelled = payment.SeenPartCancelled, money.Won(s.Cancelled.Minor()+c.Amount.Minor())
		}
		return s
	}
	back := func(reason string, won int64) payment.Cancellation {
		return payment.Cancellation{ID: "06JC", Reason: reason, Amount: money.Won(won), At: now}
	}
	const token = "RFAAAAAAAAAAAA"
	for name, tt := range map[string]struct {
		seen  payment.Seen
		gone  bool
		since time.Duration
		want  fault.Code
		state payment.RefundState
	}{
		"gone, and nothing is gone":          {seen(), true, time.Hour, fault.RefundContradicted, ""},
		"gone, and less is gone":             {seen(back("콘솔", 9000)), true, time.Hour, fault.RefundContradicted, ""},
		"gone, and only another amount is":   {seen(back("콘솔", 12000)), true, time.Hour, fault.RefundContradicted, ""},
		"gone, and another refund of ours":   {seen(back("RFBBBBBBBBBBBB x", 10000)), true, time.Hour, fault.RefundContradicted, ""},
		"gone by our token":                  {seen(back(token+" x", 10000)), true, time.Hour, "", payment.RefundSucceeded},
		"gone by our token, another amount":  {seen(back(token+" x", 9000)), true, time.Hour, "", payment.RefundSucceeded},
		"not gone, and our token is there":   {seen(back(token+" x", 10000)), false, time.Hour, fault.RefundContradicted, ""},
		"not gone, and it may land yet":      {seen(), false, time.Minute, fault.RefundTooSoon, ""},
		"not gone":                           {seen(), false, time.Hour, "", payment.RefundRejected},
		"not gone, and others gave it back":  {seen(back("콘솔", 10000)), false, time.Hour, "", payment.RefundRejected},
		"gone, and others gave as much back": {seen(back("콘솔", 10000)), true, time.Hour, "", payment.RefundSucceeded},
	} {
		c := payment.RefundCase{
			Payment: payment.Payment{ID: "pay_1", State: payment.Paid, Bound: "imp_1", Amount: money.Won(59000), Captured: money.Won(59000), Returned: money.Won(0)},
			Attempt: payment.Attempt{ImpUID: "imp_1", Seen: seen(), Opened: money.Won(10000), Succeeded: money.Won(0), External: money.Won(0)},
			Refund: payment.Refund{
				ID: "rfd_1", ImpUID: "imp_1", Amount: money.Won(10000), TaxFree: money.Won(0), State: payment.RefundHuman, Token: token, Sends: 1, UnknownSince: now.Add(-tt.since),
			},
		}
		out, err := payment.ConcludeByPerson(c, tt.seen, payment.Conclusion{Gone: tt.gone, Evidence: "x", By: "key_1"}, now)
		if fault.CodeOf(err) != tt.want {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
			continue
		}
		if err != nil {
			continue
		}
		a := out.Attempt
		if sum, _ := a.Succeeded.Add(a.External); out.Refund.State != tt.state || sum != tt.seen.Cancelled || a.Opened.Minor() < a.Succeeded.Minor() {
			t.Errorf("%s: %s, ours %v, others' %v, opened %v", name, out.Refund.State, a.Succeeded, a.External, a.Opened)
		}
	}
}
