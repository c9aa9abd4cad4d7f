package merchant_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/merchant/merchanttest"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

func (w *world) cancel(id payment.ID, won int64, key string) merchant.Canceled {
	w.t.Helper()
	out, err := w.Cancel(context.Background(), merchant.CancelRequest{PaymentID: id, Amount: money.Won(won), Reason: "단순 변심", IdemKey: key})
	if err != nil {
		w.t.Fatalf("cancel %d won: %v", won, err)
	}
	return out
}

func TestCancel_partThenTheRest(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.paid("A-1").Payment
	out := w.cancel(p.ID, 9000, "k1")
	if out.Refund.State != payment.RefundSucceeded || out.View.Payment.State != payment.PartiallyRefunded || out.View.Payment.Cancellable() != money.Won(50000) {
		t.Errorf("part: %s, %s, %v left", out.Refund.State, out.View.Payment.State, out.View.Payment.Cancellable())
	}
	rest, err := w.Cancel(context.Background(), merchant.CancelRequest{PaymentID: p.ID, Reason: "전부", IdemKey: "k2"})
	if err != nil || rest.Refund.Amount != money.Won(50000) || rest.View.Payment.State != payment.Refunded {
		t.Errorf("the rest: %v, %s, %v", rest.Refund.Amount, rest.View.Payment.State, err)
	}
	want := []payment.EventType{payment.EventPaid, payment.EventPartlyRefunded, payment.EventRefunded}
	if got := w.told(p.ID); !slices.Equal(got, want) {
		t.Errorf("the shop is told %v, want %v", got, want)
	}
	for i, c := range w.portone.Cancels() {
		if want := []int64{59000, 50000}[i]; c.Checksum != money.Won(want) || c.Reason[:2] != "RF" {
			t.Errorf("cancel %d: checksum %v, reason %q", i, c.Checksum, c.Reason)
		}
	}
	if _, err := w.Open(context.Background(), request("A-1")); err != nil {
		t.Errorf("an order refunded whole may be paid again: %v", err)
	}
}

func TestCancel_sameKeySameRefund(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.paid("A-1").Payment
	first := w.cancel(p.ID, 9000, "k1")
	again := w.cancel(p.ID, 9000, "k1")
	if again.Refund.ID != first.Refund.ID || len(w.portone.Cancels()) != 1 {
		t.Errorf("refund %s and %s, %d cancels", first.Refund.ID, again.Refund.ID, len(w.portone.Cancels()))
	}
	_, err := w.Cancel(context.Background(), merchant.CancelRequest{PaymentID: p.ID, Amount: money.Won(8000), Reason: "단순 변심", IdemKey: "k1"})
	if fault.CodeOf(err) != fault.IdempotencyMismatch {
		t.Errorf("same key, other request: err = %v", err)
	}
}

func TestCancel_sixteenAtOnceNeverGiveBackMoreThanWasPaid(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.paid("A-1").Payment
	var group sync.WaitGroup
	for i := range 16 {
		group.Go(func() {
			_, err := w.Cancel(context.Background(), merchant.CancelRequest{PaymentID: p.ID, Amount: money.Won(10000), IdemKey: fmt.Sprint(i)})
			if code := fault.CodeOf(err); err != nil && code != fault.RefundInProgress && code != fault.RefundTooMuch {
				t.Errorf("refund %d: %v", i, err)
			}
		})
	}
	group.Wait()
	w.due()
	v, seen := w.read(p.ID), w.portone.Seen(p.Bound)
	if seen.Cancelled.Minor() > 59000 || seen.Cancelled != v.Payment.Returned || seen.Cancelled.IsZero() {
		t.Errorf("PortOne gave back %v, we say %v, of %v", seen.Cancelled, v.Payment.Returned, v.Payment.Captured)
	}
}

func TestCancel_lostReplyIsLookedUpNotRepeated(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.paid("A-1").Payment
	w.portone.LoseReplies(1)
	out := w.cancel(p.ID, 9000, "k1")
	if out.Refund.State != payment.RefundUnknown || out.View.Payment.State != payment.Paid {
		t.Errorf("no reply: refund %s, payment %s; want the unknown to stay unknown", out.Refund.State, out.View.Payment.State)
	}
	if _, err := w.Cancel(context.Background(), merchant.CancelRequest{PaymentID: p.ID, Amount: money.Won(1), IdemKey: "k2"}); fault.CodeOf(err) != fault.RefundInProgress {
		t.Errorf("another refund meanwhile: err = %v", err)
	}
	w.clock.Advance(5 * time.Second)
	w.due()
	v := w.read(p.ID)
	if v.Refunds[0].State != payment.RefundSucceeded || v.Payment.Returned != money.Won(9000) || len(w.portone.Cancels()) != 1 {
		t.Errorf("looked up: refund %s, returned %v, %d cancels", v.Refunds[0].State, v.Payment.Returned, len(w.portone.Cancels()))
	}
}

func TestCancel_neverArrivedIsSentAgainAsItWas(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.paid("A-1").Payment
	w.portone.Away(true)
	out := w.cancel(p.ID, 9000, "k1")
	w.portone.Away(false)
	for range 5 {
		w.clock.Advance(time.Minute)
		w.due()
		if n := len(w.portone.Cancels()); n > 0 && w.clock.Now().Sub(out.Refund.UnknownSince) < 150*time.Second {
			t.Fatalf("sent again before an earlier copy could no longer land")
		}
	}
	cancels := w.portone.Cancels()
	if len(cancels) != 1 || cancels[0].Checksum != out.Refund.Checksum || cancels[0].Reason != out.Refund.Order().Reason {
		t.Errorf("cancels = %+v, want the first bytes once", cancels)
	}
	if got := w.read(p.ID).Refunds[0].State; got != payment.RefundSucceeded {
		t.Errorf("refund is %s", got)
	}
}

func TestCancel_refusedIsRejectedOnceNothingCanHappen(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.paid("A-1").Payment
	w.portone.Refuse(1, "취소불가 상태입니다")
	out := w.cancel(p.ID, 9000, "k1")
	if out.Refund.State != payment.RefundUnknown || out.Refund.Refusal != "취소불가 상태입니다" {
		t.Errorf("refused: %s, %q", out.Refund.State, out.Refund.Refusal)
	}
	for range 4 {
		w.clock.Advance(time.Minute)
		w.due()
	}
	v := w.read(p.ID)
	if v.Refunds[0].State != payment.RefundRejected || v.Payment.Cancellable() != money.Won(59000) || len(w.portone.Cancels()) != 0 {
		t.Errorf("later: %s, %v left, %d cancels", v.Refunds[0].State, v.Payment.Cancellable(), len(w.portone.Cancels()))
	}
	if out := w.cancel(p.ID, 9000, "k2"); out.Refund.State != payment.RefundSucceeded {
		t.Errorf("the next refund: %s", out.Refund.State)
	}
}

func TestCancel_besideAnotherInThePortOneConsole(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.paid("A-1").Payment
	w.portone.CancelElsewhere(p.Bound, money.Won(20000))
	out := w.cancel(p.ID, 9000, "k1")
	for range 3 {
		w.clock.Advance(5 * time.Second)
		w.due()
	}
	v, seen := w.read(p.ID), w.portone.Seen(p.Bound)
	if v.Refunds[0].State != payment.RefundSucceeded || v.Refunds[0].Generation != 2 || seen.Cancelled != money.Won(29000) || v.Payment.Returned != money.Won(29000) {
		t.Errorf("first answer %s, then %s in generation %d; PortOne gave back %v, we say %v",
			out.Refund.State, v.Refunds[0].State, v.Refunds[0].Generation, seen.Cancelled, v.Payment.Returned)
	}
}

func TestCancel_ofWhatWasNotPaid(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.open(request("A-1")).View.Payment
	_, err := w.Cancel(context.Background(), merchant.CancelRequest{PaymentID: p.ID, IdemKey: "k"})
	if fault.CodeOf(err) != fault.RefundNotPaid {
		t.Errorf("refund of an open payment: err = %v", err)
	}
	if _, err := w.Cancel(context.Background(), merchant.CancelRequest{PaymentID: "pay_none", IdemKey: "k"}); fault.CodeOf(err) != fault.PaymentNotFound {
		t.Errorf("refund of nothing: err = %v", err)
	}
}

// A server that dies between its claim and PortOne's answer leaves a refund
// that says sending; another takes it over and finds out.
func TestCancel_takenOverAfterACrash(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.paid("A-1").Payment
	w.portone.LoseReplies(1)
	broken := errors.New("the disk is gone")
	entered, release := w.portone.Hold()
	done := make(chan error, 1)
	go func() {
		_, err := w.Cancel(context.Background(), merchant.CancelRequest{PaymentID: p.ID, Amount: money.Won(9000), IdemKey: "k"})
		done <- err
	}()
	<-entered
	w.store.Break(broken) // nothing of what happens now is stored
	release()
	if err := <-done; !errors.Is(err, broken) {
		t.Fatalf("cancel = %v, want the store's error", err)
	}
	w.store.Break(nil)
	if got := w.read(p.ID).Refunds[0].State; got != payment.RefundSending {
		t.Fatalf("after the crash the refund is %s", got)
	}
	w.clock.Advance(121 * time.Second)
	w.due()
	v := w.read(p.ID)
	if v.Refunds[0].State != payment.RefundSucceeded || len(w.portone.Cancels()) != 1 {
		t.Errorf("taken over: %s, %d cancels", v.Refunds[0].State, len(w.portone.Cancels()))
	}
}

var _ merchant.Gateway = (*merchanttest.Gateway)(nil)
