package httpapi_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/httpapi"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

func TestOpen_answersWhatTheBrowserNeeds(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.open(openBody)
	checkout := o.reply.object("checkout")
	request, _ := checkout["request"].(map[string]any)
	if checkout["imp"] != "imp00000000" || request["merchant_uid"] != o.merchantUID || request["amount"] != 59000.0 || request["pg"] != "html5_inicis.INIpayTest" {
		t.Errorf("checkout = %v", checkout)
	}
	if to, _ := request["m_redirect_url"].(string); !strings.HasPrefix(to, "http://localhost:4100/api/return?t=ct_") {
		t.Errorf("m_redirect_url = %q", to)
	}
	if amount, ok := w.portone.Registered(payment.MerchantUID(o.merchantUID)); !ok || amount != money.Won(59000) {
		t.Errorf("registered = %v, %v", amount, ok)
	}
}

func TestOpen_answersTheSamePaymentAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.open(openBody)
	again := w.want(w.send("POST", "/api/payments", openBody), http.StatusOK, "")
	if again.object("payment")["id"] != o.id {
		t.Errorf("opened again: %v, want %s", again.object("payment")["id"], o.id)
	}
	if n := len(w.want(w.send("GET", "/api/payments", ""), http.StatusOK, "").json["data"].([]any)); n != 1 {
		t.Errorf("there are %d payments, want 1", n)
	}
}

func TestOpen_addsUpLines(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.open(`{"order_ref":"A-1","items":[{"name":"맨투맨","qty":2,"unit_price":59000},{"name":"책","qty":1,"unit_price":12000,"tax_free":12000},{"name":"양말","qty":3,"unit_price":1000}],"shipping":3000,"discount":6000,"buyer":{"tel":"010-1234-5678"}}`)
	p := o.reply.object("payment")
	if p["amount"] != 130000.0 || p["tax_free"] != 12000.0 || p["name"] != "맨투맨 외 2건" {
		t.Errorf("payment = %v", p)
	}
	long := w.open(`{"order_ref":"A-2","items":[{"name":"` + strings.Repeat("긴", 60) + `","qty":1,"unit_price":500},{"name":"x","qty":1,"unit_price":500}],"buyer":{"tel":"1"}}`)
	name, _ := long.reply.object("payment")["name"].(string)
	if len([]rune(name)) != 40 || !strings.HasSuffix(name, "… 외 1건") {
		t.Errorf("name = %q", name)
	}
}

func TestComplete_confirmsOnceForBrowserAndShop(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.open(`{"order_ref":"A-1","amount":59000,"name":"맨투맨","buyer":{"tel":"1"},"metadata":{"margin":"secret"}}`)
	imp := w.portone.Pay(payment.MerchantUID(o.merchantUID), money.Won(59000), func(s *payment.Seen) {
		s.CardName, s.CardNumber, s.ReceiptURL = "신한카드", "123456******7890", "http://localhost:4200/receipt"
	})
	body := `{"imp_uid":"` + string(imp) + `","merchant_uid":"` + o.merchantUID + `"}`
	browser := w.want(w.send("POST", "/api/payments/"+o.id+"/complete", body, bearer(o.token)), http.StatusOK, "")
	if browser.text("state") != "paid" || len(browser.object("metadata")) != 0 {
		t.Errorf("the browser sees %s", browser.body)
	}
	shop := w.want(w.send("GET", "/api/payments/"+o.id, ""), http.StatusOK, "")
	if shop.text("state") != "paid" || shop.object("metadata")["margin"] != "secret" || shop.object("card")["name"] != "신한카드" || shop.json["version"] != 2.0 {
		t.Errorf("the shop sees %s", shop.body)
	}
	order := w.want(w.send("GET", "/api/orders/A-1", ""), http.StatusOK, "")
	if order.text("state") != "paid" || order.object("payment")["imp_uid"] != string(imp) {
		t.Errorf("order = %s", order.body)
	}
}

func TestComplete_withoutImpUIDLooksForEveryAttempt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.open(openBody)
	w.portone.Pay(payment.MerchantUID(o.merchantUID), money.Won(59000))
	r := w.want(w.send("POST", "/api/payments/"+o.id+"/complete", `{"imp_uid":null,"error_code":"F0001","error_msg":"연결 실패"}`, bearer(o.token)), http.StatusOK, "")
	if r.text("state") != "paid" {
		t.Errorf("payment = %s", r.body)
	}
}

func TestComplete_answers202WhilePortOneIsAway(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.open(openBody)
	w.portone.Away(true)
	r := w.want(w.send("POST", "/api/payments/"+o.id+"/complete", `{"imp_uid":"imp_1"}`, bearer(o.token)), http.StatusAccepted, "")
	if r.text("state") != "open" || r.header.Get("Retry-After") == "" {
		t.Errorf("answer = %s, Retry-After %q", r.body, r.header.Get("Retry-After"))
	}
}

func TestComplete_answers202WhenPortOneTakesTooLong(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(d *httpapi.Deps) { d.AskWait = 20 * time.Millisecond })
	o := w.open(strings.Replace(openBody, `"name"`, `"return_url":"http://localhost:4000/done","name"`, 1))
	_, release := w.portone.Hold()
	t.Cleanup(release)
	r := w.want(w.send("POST", "/api/payments/"+o.id+"/complete", `{"imp_uid":"imp_1"}`, bearer(o.token)), http.StatusAccepted, "")
	if r.text("state") != "open" {
		t.Errorf("answer = %s", r.body)
	}
	if r := w.send("GET", "/api/return?t="+o.token, "", noKey); r.status != http.StatusSeeOther {
		t.Errorf("return = %d, want 303", r.status)
	}
}

func TestComplete_refusesWhatIsNotThisPayments(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	mine := w.open(openBody)
	other := w.open(strings.Replace(openBody, "A-1001", "A-1002", 1))
	stranger := w.portone.Pay("somebody-elses", money.Won(59000))
	path := "/api/payments/" + mine.id + "/complete"
	w.want(w.send("POST", path, `{"imp_uid":"`+string(stranger)+`"}`), http.StatusConflict, "payment_foreign")
	w.want(w.send("POST", path, `{"merchant_uid":"`+other.merchantUID+`"}`), http.StatusBadRequest, "bad_field")
	w.want(w.send("POST", path, `{}`, bearer(other.token)), http.StatusNotFound, "payment_not_found")
	w.want(w.send("GET", "/api/payments/"+mine.id, "", bearer(other.token)), http.StatusNotFound, "payment_not_found")
	w.want(w.send("GET", "/api/payments/pay_00000000000000000000000000", "", bearer(other.token)), http.StatusNotFound, "payment_not_found")
	if len(w.portone.Cancels()) != 0 || w.want(w.send("GET", "/api/payments/"+mine.id, ""), 200, "").text("state") != "open" {
		t.Error("a foreign payment had an effect")
	}
}

func TestComplete_givesForgedMoneyBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.open(openBody)
	imp := w.portone.Pay(payment.MerchantUID(o.merchantUID), money.Won(100))
	r := w.want(w.send("POST", "/api/payments/"+o.id+"/complete", `{"imp_uid":"`+string(imp)+`"}`, bearer(o.token)), http.StatusOK, "")
	if r.text("state") != "closed" || r.text("reason") != "payment_amount_mismatch" {
		t.Fatalf("payment = %s", r.body)
	}
	if _, err := w.service.RunDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	if cancels := w.portone.Cancels(); len(cancels) != 1 || cancels[0].Amount != money.Won(100) {
		t.Errorf("given back: %v, want 100 won once", cancels)
	}
	found := w.want(w.send("GET", "/api/discrepancies?payment_id="+o.id, ""), http.StatusOK, "")
	if data, _ := found.json["data"].([]any); len(data) != 1 {
		t.Errorf("discrepancies = %s", found.body)
	}
	events := w.want(w.send("GET", "/api/events?payment_id="+o.id, ""), http.StatusOK, "")
	if !strings.Contains(string(events.body), "payment.rejected") {
		t.Errorf("history = %s", events.body)
	}
}

func TestVirtualAccount_isShownOnlyWhenItMatches(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	body := strings.Replace(openBody, `"name":"맨투맨"`, `"name":"맨투맨","pay_method":"vbank"`, 1)
	o := w.open(body)
	imp := w.portone.Issue(payment.MerchantUID(o.merchantUID), money.Won(59000), w.clock.Now().Add(24*time.Hour))
	r := w.want(w.send("POST", "/api/payments/"+o.id+"/complete", `{"imp_uid":"`+string(imp)+`"}`, bearer(o.token)), http.StatusOK, "")
	if r.text("state") != "awaiting_deposit" || r.object("virtual_account")["number"] != "98765432101234" {
		t.Errorf("payment = %s", r.body)
	}
	forged := w.open(strings.Replace(body, "A-1001", "A-1002", 1))
	imp = w.portone.Issue(payment.MerchantUID(forged.merchantUID), money.Won(100), w.clock.Now().Add(24*time.Hour))
	r = w.want(w.send("POST", "/api/payments/"+forged.id+"/complete", `{"imp_uid":"`+string(imp)+`"}`, bearer(forged.token)), http.StatusOK, "")
	if strings.Contains(string(r.body), "98765432101234") {
		t.Errorf("the number of a forged account is shown: %s", r.body)
	}
}

func TestComplete_confirmsOnceHoweverManyTellOfIt(t *testing.T) {
	t.Parallel()
	w := newSQLiteWorld(t)
	w.quick = true
	o := w.open(openBody)
	imp := string(w.portone.Pay(payment.MerchantUID(o.merchantUID), money.Won(59000)))
	states := make([]string, 100)
	var group sync.WaitGroup
	for i := range states {
		group.Go(func() {
			if i%2 == 0 {
				states[i] = w.send("POST", "/api/payments/"+o.id+"/complete", `{"imp_uid":"`+imp+`"}`, bearer(o.token)).text("state")
				return
			}
			r := w.send("POST", "/api/webhooks/portone", `{"imp_uid":"`+imp+`","merchant_uid":"`+o.merchantUID+`","status":"paid"}`, noKey)
			if _, err := w.service.RunDue(t.Context()); err != nil || r.status != http.StatusOK {
				t.Errorf("webhook: %d, %v", r.status, err)
			}
			states[i] = "paid"
		})
	}
	group.Wait()
	for i, state := range states {
		if state != "paid" {
			t.Errorf("answer %d: state %q, want paid", i, state)
		}
	}
	events := w.want(w.send("GET", "/api/events?payment_id="+o.id, ""), http.StatusOK, "")
	if n := strings.Count(string(events.body), `"payload":{`); n != 1 || !strings.Contains(string(events.body), `"payment.paid"`) || len(w.portone.Cancels()) != 0 {
		t.Errorf("paid %d times, %d cancels; want once, none", n, len(w.portone.Cancels()))
	}
}
