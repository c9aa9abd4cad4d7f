package httpapi_test

import (
	"bytes"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

func TestOnce_answersARepetitionToTheByte(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	key := header("Idempotency-Key", "open-1")
	first := w.want(w.send("POST", "/api/payments", openBody, key), http.StatusCreated, "")
	w.clock.Advance(6 * 24 * time.Hour) // the payment has expired long ago
	again := w.want(w.send("POST", "/api/payments", openBody, key), http.StatusCreated, "")
	if !bytes.Equal(first.body, again.body) || first.header.Get("Idempotency-Replayed") != "" || again.header.Get("Idempotency-Replayed") != "true" {
		t.Errorf("first %s\nagain %s\n%v", first.body, again.body, again.header)
	}
	reordered := `{"buyer":{"tel":"010-1234-5678","name":"홍길동"}, "name":"맨투맨", "amount":59000, "order_ref":"A-1001"}`
	if r := w.want(w.send("POST", "/api/payments", reordered, key), http.StatusCreated, ""); !bytes.Equal(first.body, r.body) {
		t.Errorf("the same object in another order: %s", r.body)
	}
	w.want(w.send("POST", "/api/payments", strings.Replace(openBody, "59000", "59001", 1), key), http.StatusUnprocessableEntity, "idempotency_key_mismatch")
	w.want(w.send("POST", "/api/payments/pay_00000000000000000000000000/complete", openBody, key), http.StatusUnprocessableEntity, "idempotency_key_mismatch")
	if n := len(w.walk("/api/payments?limit=100")); n != 1 {
		t.Errorf("there are %d payments, want 1", n)
	}
}

func TestOnce_forgetsAfterSevenDaysButNeverARefund(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o, imp := w.paid(openBody)
	path, body, key := "/api/payments/"+o.id+"/cancel", `{"amount":9000,"reason":"단순 변심"}`, header("Idempotency-Key", "r-1")
	first := w.want(w.send("POST", path, body, key), http.StatusOK, "")
	w.want(w.send("POST", "/api/payments", strings.Replace(openBody, "A-1001", "A-1002", 1), header("Idempotency-Key", "o-1")), http.StatusCreated, "")
	w.clock.Advance(merchant.AnswersKept + time.Second)
	if _, err := w.service.RunDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	again := w.want(w.send("POST", path, body, key), http.StatusOK, "")
	if again.header.Get("Idempotency-Replayed") != "" || again.object("refund")["id"] != first.object("refund")["id"] {
		t.Errorf("after seven days: %v %s", again.header, again.body)
	}
	w.want(w.send("POST", path, strings.Replace(body, "9000", "9001", 1), header("Idempotency-Key", "r-1")), http.StatusUnprocessableEntity, "idempotency_key_mismatch")
	if got := w.portone.Seen(imp).Cancelled; got != money.Won(9000) {
		t.Errorf("PortOne gave %v back, want 9000 won", got)
	}
	fresh := w.want(w.send("POST", "/api/payments", strings.Replace(openBody, "A-1001", "A-1003", 1), header("Idempotency-Key", "o-1")), http.StatusCreated, "")
	if fresh.header.Get("Idempotency-Replayed") != "" {
		t.Error("a name was not forgotten after seven days")
	}
}

func TestOnce_refusesASecondWhileTheFirstRuns(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o, imp := w.paid(openBody)
	path, body, key := "/api/payments/"+o.id+"/cancel", `{"reason":"환불"}`, header("Idempotency-Key", "r-1")
	entered, release := w.portone.Hold()
	var first reply
	var group sync.WaitGroup
	group.Go(func() { first = w.send("POST", path, body, key) })
	<-entered
	busy := w.send("POST", path, body, key)
	other := w.send("POST", path, `{"reason":"다른 환불"}`, key)
	release()
	group.Wait()
	if busy.status != http.StatusConflict || busy.code() != "idempotency_key_in_progress" || busy.header.Get("Retry-After") != "1" {
		t.Errorf("the same request meanwhile: %d %s %v", busy.status, busy.code(), busy.header)
	}
	if other.code() != "idempotency_key_mismatch" {
		t.Errorf("another request meanwhile: %d %s", other.status, other.code())
	}
	w.want(first, http.StatusOK, "")
	if got := w.portone.Seen(imp).Cancelled; got != money.Won(59000) || len(w.portone.Cancels()) != 1 {
		t.Errorf("PortOne gave %v back in %d cancels", got, len(w.portone.Cancels()))
	}
}

func TestOnce_keepsNoRefusal(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.open(openBody)
	path, key := "/api/payments/"+o.id+"/cancel", header("Idempotency-Key", "r-1")
	w.want(w.send("POST", path, `{"reason":"환불"}`, key), http.StatusConflict, "refund_not_paid")
	imp := w.portone.Pay(payment.MerchantUID(o.merchantUID), money.Won(59000))
	w.want(w.send("POST", "/api/payments/"+o.id+"/complete", `{"imp_uid":"`+string(imp)+`"}`), http.StatusOK, "")
	w.store.Break(fault.New(fault.StoreUnavailable))
	w.want(w.send("POST", path, `{"reason":"환불"}`, key), http.StatusServiceUnavailable, "store_unavailable")
	w.store.Break(nil)
	w.want(w.send("POST", path, `{"reason":"환불을 고쳐"}`, key), http.StatusOK, "")
	if len(w.portone.Cancels()) != 1 {
		t.Errorf("PortOne was asked %d times", len(w.portone.Cancels()))
	}
}

func TestOnce_leavesTheShopsNamesToTheShop(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.open(openBody)
	key := header("Idempotency-Key", "r-1")
	w.want(w.send("POST", "/api/payments/"+o.id+"/complete", `{}`, bearer(o.token), key), http.StatusOK, "")
	w.want(w.send("POST", "/api/payments", strings.Replace(openBody, "A-1001", "A-1002", 1), key), http.StatusCreated, "")
}

func TestOnce_refusesANameThatIsNone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, edits := range [][]edit{
		{header("Idempotency-Key", "")},
		{header("Idempotency-Key", "a b")},
		{header("Idempotency-Key", strings.Repeat("k", 256))},
		{header("Idempotency-Key", "a"), header("Idempotency-Key", "a")},
	} {
		w.want(w.send("POST", "/api/payments", openBody, edits...), http.StatusBadRequest, "bad_field")
	}
	if n := len(w.walk("/api/payments?limit=100")); n != 0 {
		t.Errorf("%d payments were opened", n)
	}
}
