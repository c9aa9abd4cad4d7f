package merchant_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

// office is a PortOne that issues receipts, whose answers may be lost and whose
// PG may refuse.
type office struct {
	merchant.Shipments
	mu      sync.Mutex
	stands  *payment.ReceiptFacts
	sent    []merchant.ReceiptOrder
	lose    bool // the answer, after it was done
	drop    bool // the request, before it was done
	away    bool // no answer to anything
	refusal string
}

var errLost = errors.New("no answer")

func (o *office) Receipt(context.Context, payment.ImpUID) (payment.ReceiptFacts, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	switch {
	case o.away:
		return payment.ReceiptFacts{}, errLost
	case o.stands == nil:
		return payment.ReceiptFacts{}, merchant.ErrNoPayment
	}
	return *o.stands, nil
}

func (o *office) IssueReceipt(_ context.Context, _ payment.ImpUID, order merchant.ReceiptOrder) (payment.ReceiptFacts, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.sent = append(o.sent, order)
	switch {
	case o.refusal != "":
		return payment.ReceiptFacts{}, &merchant.Refused{Message: o.refusal}
	case o.drop:
		return payment.ReceiptFacts{}, errLost
	}
	o.stands = &payment.ReceiptFacts{Kind: order.Kind, ApplyNum: "123456789", Amount: money.Won(59000), VAT: money.Won(5364), IssuedAt: time.Unix(1, 0)}
	if o.lose {
		return payment.ReceiptFacts{}, errLost
	}
	return *o.stands, nil
}

func (o *office) CancelReceipt(context.Context, payment.ImpUID) (payment.ReceiptFacts, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.stands.CancelledAt = time.Unix(2, 0)
	if o.lose {
		return payment.ReceiptFacts{}, errLost
	}
	return *o.stands, nil
}

// transferred is a payment by transfer, and the office that issues its receipt.
func (w *world) transferred() (payment.ID, *office) {
	w.t.Helper()
	o := &office{}
	w.Receipts, w.Shipments = o, o
	p := w.open(request("A-1")).View.Payment
	w.confirm(p.ID, w.portone.Pay(p.MerchantUID, p.Amount, func(s *payment.Seen) { s.PayMethod = "trans" }))
	return p.ID, o
}

func receiptFor(id payment.ID) merchant.CashReceipt {
	return merchant.CashReceipt{PaymentID: id, Kind: "person", Identifier: "010-1234-5678", IdentifierType: "phone"}
}

func (w *world) lastErrand(id payment.ID) payment.Errand {
	w.t.Helper()
	list, err := w.Errands(w.t.Context(), id)
	if err != nil || len(list) == 0 {
		w.t.Fatalf("errands: %v, %v", list, err)
	}
	return list[len(list)-1]
}

func TestReceipt_whoseAnswerWasLostIsReadBackAndNeverSentAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, o := w.transferred()
	o.lose = true
	e, err := w.IssueCashReceipt(t.Context(), receiptFor(id))
	if err != nil || e.State != payment.ErrandUnknown {
		t.Fatalf("lost: %s, %v", e.State, err)
	}
	if again, err := w.IssueCashReceipt(t.Context(), receiptFor(id)); err != nil || again.ID != e.ID {
		t.Errorf("the same request meanwhile: %v, %v", again.ID, err)
	}
	other := receiptFor(id)
	other.Identifier = "01099995678"
	if _, err := w.IssueCashReceipt(t.Context(), other); fault.CodeOf(err) != fault.ErrandInProgress {
		t.Errorf("another request meanwhile: %v", err)
	}
	o.away = true
	w.clock.Advance(10 * time.Second)
	if _, err := w.RunDue(t.Context()); !errors.Is(err, errLost) || w.lastErrand(id).State != payment.ErrandUnknown {
		t.Errorf("while PortOne is away: %v, %s", err, w.lastErrand(id).State)
	}
	o.away = false
	w.clock.Advance(time.Minute)
	w.due()
	if e := w.lastErrand(id); e.State != payment.ErrandDone || e.Answer.Receipt.ApplyNum != "123456789" || e.Told.Receipt.Identifier != "010****5678" {
		t.Errorf("read back: %+v", e)
	}
	if len(o.sent) != 1 || o.sent[0].Identifier != "01012345678" {
		t.Errorf("sent %+v", o.sent)
	}
	if got := w.told(id); got[len(got)-1] != payment.EventReceiptIssued {
		t.Errorf("the shop was told %v", got)
	}
	if _, err := w.IssueCashReceipt(t.Context(), other); fault.CodeOf(err) != fault.ReceiptStands {
		t.Errorf("another receipt: %v", err)
	}
	if e, err := w.CancelCashReceipt(t.Context(), id); err != nil || e.State != payment.ErrandUnknown {
		t.Errorf("cancel whose answer is lost: %s, %v", e.State, err)
	}
	w.clock.Advance(time.Minute)
	w.due()
	if e := w.lastErrand(id); e.Act != payment.ActCancel || e.State != payment.ErrandDone {
		t.Errorf("cancel read back: %+v", e)
	}
}

func TestReceipt_thatNeverReachedPortOneIsGivenUpAfterTheQuiet(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, o := w.transferred()
	o.drop = true
	if e, err := w.IssueCashReceipt(t.Context(), receiptFor(id)); err != nil || e.State != payment.ErrandUnknown {
		t.Fatalf("dropped: %s, %v", e.State, err)
	}
	w.clock.Advance(time.Minute)
	w.due()
	if e := w.lastErrand(id); e.State != payment.ErrandUnknown {
		t.Fatalf("a request that may still land is %s", e.State)
	}
	w.clock.Advance(payment.ErrandQuiet)
	w.due()
	if e := w.lastErrand(id); e.State != payment.ErrandRejected || e.FaultCode != fault.ErrandNotDone || len(o.sent) != 1 {
		t.Errorf("given up: %+v, sent %d times", e, len(o.sent))
	}
	o.drop = false
	if e, err := w.IssueCashReceipt(t.Context(), receiptFor(id)); err != nil || e.State != payment.ErrandDone {
		t.Errorf("asked again: %s, %v", e.State, err)
	}
}

func TestReceipt_thatIsRefusedIsLookedIntoFirst(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, o := w.transferred()
	o.refusal = "식별번호가 올바르지 않습니다."
	_, err := w.IssueCashReceipt(t.Context(), receiptFor(id))
	if fault.CodeOf(err) != fault.ErrandRefused || w.lastErrand(id).Refusal != o.refusal {
		t.Errorf("refused: %v", err)
	}
	o.refusal, o.stands = "이미 현금영수증이 발급된 거래입니다.", &payment.ReceiptFacts{ApplyNum: "1", Amount: money.Won(59000), VAT: money.Won(0)}
	if e, err := w.IssueCashReceipt(t.Context(), receiptFor(id)); err != nil || e.State != payment.ErrandDone || e.Answer.Receipt.ApplyNum != "1" {
		t.Errorf("refused because an earlier one had landed: %+v, %v", e, err)
	}
}
