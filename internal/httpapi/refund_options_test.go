package httpapi_test

import (
	"strings"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

const basketBody = `{"order_ref":"A-7","items":[{"name":"양말","qty":3,"unit_price":10000},{"name":"책","qty":1,"unit_price":29000,"tax_free":29000}],
	"shipping":3000,"discount":3000,"buyer":{"name":"홍길동","tel":"010-1234-5678"}}`

func TestCancel_byLinesGivesBackWhatTheyCost(t *testing.T) {
	t.Parallel()
	w := newSQLiteWorld(t)
	o, imp := w.paid(basketBody)
	path := "/api/payments/" + o.id + "/cancel"
	r := w.want(w.send("POST", path, `{"items":[{"line":0,"qty":1}],"reason":"x"}`, header("Idempotency-Key", "1")), 200, "")
	one := r.object("refund")["amount"].(float64)
	if one < 9500 || one >= 10000 || r.object("refund")["tax_free"] != 0.0 {
		t.Errorf("one of three: %s", r.body)
	}
	w.want(w.send("POST", path, `{"items":[{"line":0,"qty":3}],"reason":"x"}`, header("Idempotency-Key", "2")), 422, "refund_line_exceeds_order")
	w.want(w.send("POST", path, `{"items":[{"line":0,"qty":1}],"amount":1,"reason":"x"}`, header("Idempotency-Key", "3")), 422, "total_mismatch")
	w.want(w.send("POST", path, `{"items":[{"line":0}],"reason":"x"}`, header("Idempotency-Key", "3")), 400, "missing_field")
	left := w.want(w.send("GET", "/api/payments/"+o.id+"/refund-options", ""), 200, "")
	items, _ := left.json["items"].([]any)
	if len(items) != 3 || items[0].(map[string]any)["left"] != 2.0 || left.json["tax_free"] != 29000.0 {
		t.Errorf("options = %s", left.body)
	}
	rest := w.want(w.send("POST", path, `{"items":[{"line":0,"qty":2},{"line":1,"qty":1},{"shipping":true}],"reason":"x"}`, header("Idempotency-Key", "4")), 200, "")
	if rest.object("payment")["state"] != "refunded" || rest.object("refund")["tax_free"] != 29000.0 || w.portone.Seen(imp).Cancelled != money.Won(59000) {
		t.Errorf("the rest: %s", rest.body)
	}
	other, _ := w.paid(openBody)
	w.want(w.send("POST", "/api/payments/"+other.id+"/cancel", `{"items":[{"line":0,"qty":1}],"reason":"x"}`, header("Idempotency-Key", "5")), 422, "refund_lines_unknown")
}

func TestOpen_withOtherLinesOfTheSameAmountIsAnotherPayment(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := w.open(basketBody)
	if again := w.want(w.send("POST", "/api/payments", basketBody), 200, ""); again.object("payment")["id"] != first.id {
		t.Error("the same lines opened another payment")
	}
	other := strings.NewReplacer("양말", "장갑", `"order_ref"`, `"name":"양말 외 1건","order_ref"`).Replace(basketBody)
	if r := w.want(w.send("POST", "/api/payments", other), 201, ""); r.object("payment")["id"] == first.id {
		t.Error("other lines answered the same payment")
	}
}

func TestCancel_sendsTheVATThatWasTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o, _ := w.paid(strings.Replace(openBody, `"amount":59000`, `"amount":59000,"tax_free":4000,"request_pay":{"vat_amount":5000}`, 1))
	options := w.want(w.send("GET", "/api/payments/"+o.id+"/refund-options?amount=11000", ""), 200, "")
	suggested, _ := options.json["suggested"].(map[string]any)
	if suggested["vat"] != 1000.0 || suggested["tax_free"] != 0.0 || options.json["vat"] != 5000.0 || options.json["vat_required"] != true {
		t.Errorf("options = %s", options.body)
	}
	path := "/api/payments/" + o.id + "/cancel"
	w.want(w.send("POST", path, `{"amount":11000,"vat":11001,"reason":"x"}`, header("Idempotency-Key", "1")), 422, "refund_vat_exceeds_amount")
	r := w.want(w.send("POST", path, `{"amount":11000,"reason":"x"}`, header("Idempotency-Key", "2")), 200, "")
	rest := w.want(w.send("POST", path, `{"reason":"x"}`, header("Idempotency-Key", "3")), 200, "")
	sent := w.portone.Cancels()
	if len(sent) != 2 || sent[0].VAT != money.Won(1000) || sent[1].VAT != money.Won(4000) || sent[1].TaxFree != money.Won(4000) {
		t.Errorf("PortOne was asked %+v\n%s\n%s", sent, r.body, rest.body)
	}
}

func TestRefundOptions_tellAnAccountsBanks(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.open(strings.Replace(openBody, `"amount"`, `"pay_method":"vbank","amount"`, 1))
	w.want(w.send("GET", "/api/payments/"+o.id+"/refund-options", ""), 409, "refund_not_paid")
	imp := w.portone.Issue(payment.MerchantUID(o.merchantUID), money.Won(59000), w.clock.Now().Add(time.Hour))
	w.portone.Deposit(imp)
	w.want(w.send("POST", "/api/payments/"+o.id+"/complete", `{"imp_uid":"`+string(imp)+`"}`), 200, "")
	r := w.want(w.send("GET", "/api/payments/"+o.id+"/refund-options", ""), 200, "")
	banks, _ := r.json["banks"].([]any)
	if len(banks) < 20 || r.json["refund_account_required"] != true || !strings.Contains(string(r.body), "next_business_day") {
		t.Errorf("options = %s", r.body)
	}
	w.want(w.send("GET", "/api/payments/"+o.id+"/refund-options?amount=59001", ""), 422, "refund_exceeds_balance")
	w.want(w.send("GET", "/api/payments/"+o.id+"/refund-options?amount=0", ""), 400, "bad_query")
	path := "/api/payments/" + o.id + "/cancel"
	w.want(w.send("POST", path, `{"reason":"x","refund_account":{"bank":"999","number":"110123456789","holder":"홍길동"}}`, header("Idempotency-Key", "1")), 422, "refund_bank_unknown")
	w.want(w.send("POST", path, `{"reason":"x","refund_account":{"bank":"004","number":"110-123-456789","holder":"홍길동"}}`, header("Idempotency-Key", "2")), 200, "")
	if a := w.portone.Cancels()[0].Account; a.Bank != "04" || a.Number != "110123456789" {
		t.Errorf("sent account %+v", a)
	}
}
