package httpapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

func TestCancel_givesBackOnceForOneKey(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o, imp := w.paid(openBody)
	path, body := "/api/payments/"+o.id+"/cancel", `{"amount":9000,"reason":"단순 변심"}`
	first := w.want(w.send("POST", path, body, header("Idempotency-Key", "r-1")), http.StatusOK, "")
	again := w.want(w.send("POST", path, body, header("Idempotency-Key", "r-1")), http.StatusOK, "")
	if first.object("refund")["state"] != "succeeded" || first.object("refund")["id"] != again.object("refund")["id"] {
		t.Errorf("first %s\nagain %s", first.body, again.body)
	}
	if p := again.object("payment"); p["state"] != "partially_refunded" || p["refunded"] != 9000.0 || p["cancellable"] != 50000.0 {
		t.Errorf("payment = %v", p)
	}
	w.want(w.send("POST", path, `{"amount":9001,"reason":"단순 변심"}`, header("Idempotency-Key", "r-1")), http.StatusUnprocessableEntity, "idempotency_key_mismatch")
	rest := w.want(w.send("POST", path, `{"reason":"나머지"}`, header("Idempotency-Key", "r-2")), http.StatusOK, "")
	if rest.object("payment")["state"] != "refunded" || rest.object("refund")["amount"] != 50000.0 {
		t.Errorf("rest = %s", rest.body)
	}
	if got := w.portone.Seen(imp).Cancelled; got != money.Won(59000) || len(w.portone.Cancels()) != 2 {
		t.Errorf("PortOne gave %v back in %d cancels", got, len(w.portone.Cancels()))
	}
}

func TestCancel_answers202WhileTheOutcomeIsUnknown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o, imp := w.paid(openBody)
	w.portone.LoseReplies(1)
	path, body, key := "/api/payments/"+o.id+"/cancel", `{"reason":"환불"}`, header("Idempotency-Key", "r-1")
	r := w.want(w.send("POST", path, body, key), http.StatusAccepted, "")
	if r.object("refund")["state"] != "unknown" || r.header.Get("Retry-After") == "" {
		t.Errorf("answer = %s", r.body)
	}
	busy := w.want(w.send("POST", path, body, header("Idempotency-Key", "r-2")), http.StatusConflict, "refund_in_progress")
	if busy.header.Get("Retry-After") != "1" {
		t.Errorf("Retry-After = %q, want 1", busy.header.Get("Retry-After"))
	}
	w.clock.Advance(10 * time.Second)
	if _, err := w.service.RunDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	r = w.want(w.send("POST", path, body, key), http.StatusOK, "")
	if r.object("refund")["state"] != "succeeded" || len(w.portone.Cancels()) != 1 || w.portone.Seen(imp).Cancelled != money.Won(59000) {
		t.Errorf("answer = %s, cancels %v", r.body, w.portone.Cancels())
	}
}

func TestCancel_showsARefusalAsTheRefundsState(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o, _ := w.paid(openBody)
	w.portone.Refuse(1, "취소 기간이 지났습니다.")
	path, body, key := "/api/payments/"+o.id+"/cancel", `{"reason":"환불"}`, header("Idempotency-Key", "r-1")
	w.want(w.send("POST", path, body, key), http.StatusAccepted, "")
	w.clock.Advance(3 * time.Minute)
	if _, err := w.service.RunDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	r := w.want(w.send("POST", path, body, key), http.StatusOK, "")
	refund := r.object("refund")
	problem, _ := refund["problem"].(map[string]any)
	if refund["state"] != "rejected" || problem["code"] != "refund_refused" || problem["detail"] != "취소 기간이 지났습니다." {
		t.Errorf("refund = %v", refund)
	}
	if p := r.object("payment"); p["state"] != "paid" || p["cancellable"] != 59000.0 {
		t.Errorf("payment = %v", p)
	}
}

func TestCancel_manyAtOnceNeverGiveBackMoreThanWasPaid(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o, imp := w.paid(openBody)
	var group sync.WaitGroup
	for i := range 16 {
		group.Go(func() {
			for range 40 {
				r := w.send("POST", "/api/payments/"+o.id+"/cancel", `{"amount":10000,"reason":"나눠서"}`, header("Idempotency-Key", fmt.Sprintf("r-%d", i)))
				if r.status != http.StatusConflict {
					return
				}
			}
		})
	}
	group.Wait()
	if got := w.portone.Seen(imp).Cancelled; got.Minor() > 59000 || got.Minor() < 10000 {
		t.Errorf("PortOne gave %v back of 59000 won", got)
	}
	p := w.want(w.send("GET", "/api/payments/"+o.id, ""), 200, "")
	if p.json["refunded"] != float64(w.portone.Seen(imp).Cancelled.Minor()) {
		t.Errorf("we say %v, PortOne %v", p.json["refunded"], w.portone.Seen(imp).Cancelled)
	}
}

func TestCancel_refusesWithoutAnyEffect(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o, _ := w.paid(openBody)
	unpaid := w.open(strings.Replace(openBody, "A-1001", "A-1002", 1))
	vbank := w.open(strings.Replace(openBody, `"order_ref":"A-1001"`, `"order_ref":"A-1003","pay_method":"vbank"`, 1))
	imp := w.portone.Issue(payment.MerchantUID(vbank.merchantUID), money.Won(59000), w.clock.Now().Add(time.Hour))
	w.portone.Deposit(imp)
	w.want(w.send("POST", "/api/payments/"+vbank.id+"/complete", `{"imp_uid":"`+string(imp)+`"}`), 200, "")
	key := header("Idempotency-Key", "r-1")
	for _, tt := range []struct {
		name, id, body string
		edits          []edit
		status         int
		code, field    string
	}{
		{"no key", o.id, `{"reason":"x"}`, nil, 400, "idempotency_key_missing", "Idempotency-Key"},
		{"two keys", o.id, `{"reason":"x"}`, []edit{key, key}, 400, "bad_field", "Idempotency-Key"},
		{"blank in key", o.id, `{"reason":"x"}`, []edit{header("Idempotency-Key", "a b")}, 400, "bad_field", "Idempotency-Key"},
		{"Korean key", o.id, `{"reason":"x"}`, []edit{header("Idempotency-Key", "환불")}, 400, "bad_field", "Idempotency-Key"},
		{"long key", o.id, `{"reason":"x"}`, []edit{header("Idempotency-Key", strings.Repeat("k", 256))}, 400, "bad_field", "Idempotency-Key"},
		{"client token", o.id, `{"reason":"x"}`, []edit{key, bearer(o.token)}, 403, "api_key_scope", ""},
		{"no reason", o.id, `{}`, []edit{key}, 400, "missing_field", "reason"},
		{"zero", o.id, `{"amount":0,"reason":"x"}`, []edit{key}, 400, "bad_field", "amount"},
		{"negative", o.id, `{"amount":-1,"reason":"x"}`, []edit{key}, 400, "bad_field", "amount"},
		{"fraction", o.id, `{"amount":1.0,"reason":"x"}`, []edit{key}, 400, "bad_field", "amount"},
		{"exponent", o.id, `{"amount":1e3,"reason":"x"}`, []edit{key}, 400, "bad_field", "amount"},
		{"text", o.id, `{"amount":"1000","reason":"x"}`, []edit{key}, 400, "bad_field", "amount"},
		{"too much", o.id, `{"amount":59001,"reason":"x"}`, []edit{key}, 422, "refund_exceeds_balance", "amount"},
		{"tax free too much", o.id, `{"amount":10,"tax_free":11,"reason":"x"}`, []edit{key}, 422, "refund_tax_free_exceeds_balance", "tax_free"},
		{"half an account", o.id, `{"reason":"x","refund_account":{"bank":"04"}}`, []edit{key}, 400, "missing_field", "refund_account.number"},
		{"unknown in account", o.id, `{"reason":"x","refund_account":{"bank":"04","number":"1","holder":"a","pin":"1"}}`, []edit{key}, 400, "unknown_field", "refund_account.pin"},
		{"not paid", unpaid.id, `{"reason":"x"}`, []edit{key}, 409, "refund_not_paid", ""},
		{"deposit without account", vbank.id, `{"reason":"x"}`, []edit{key}, 422, "refund_account_required", "refund_account"},
		{"no such payment", "pay_00000000000000000000000000", `{"reason":"x"}`, []edit{key}, 404, "payment_not_found", ""},
	} {
		r := w.send("POST", "/api/payments/"+tt.id+"/cancel", tt.body, tt.edits...)
		if r.status != tt.status || r.code() != tt.code || r.text("field") != tt.field {
			t.Errorf("%s: answer = %d %s (%s), want %d %s (%s)", tt.name, r.status, r.code(), r.text("field"), tt.status, tt.code, tt.field)
		}
	}
	if n := w.portone.Calls("Cancel"); n != 0 {
		t.Errorf("PortOne was asked to cancel %d times", n)
	}
	if refunds, _ := w.want(w.send("GET", "/api/payments/"+o.id, ""), 200, "").json["refunds"].([]any); len(refunds) != 0 {
		t.Errorf("refunds = %v", refunds)
	}
}
