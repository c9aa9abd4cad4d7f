package demoshop_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestCreateOrder_opensAtTheShopsOwnPrice(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	p := b.place()
	// 15:30 UTC is already the 24th in Korea.
	if !regexp.MustCompile(`^20261124-[0-9A-Z]{8}$`).MatchString(p.OrderRef) || len(p.Key) < 32 {
		t.Errorf("order %q, key of %d characters: want a dated number and a long key", p.OrderRef, len(p.Key))
	}
	opens := b.server.asked(http.MethodPost, "/api/payments")
	if len(opens) != 1 {
		t.Fatalf("the payment server was asked %d times to open, want 1", len(opens))
	}
	got := opens[0]
	item := got.body["items"].([]any)[0].(map[string]any)
	if got.auth != "Bearer "+apiKey || item["unit_price"] != 59000.0 || item["qty"] != 1.0 || item["name"] != "기모 맨투맨 (M)" {
		t.Errorf("opened with %q %v, want our key and our price", got.auth, item)
	}
	if tel := got.body["buyer"].(map[string]any)["tel"]; tel != "010-1234-5678" {
		t.Errorf("buyer's phone sent as %v, want it written one way", tel)
	}
	if want := "http://localhost:4000/result?key=" + p.Key + "&order=" + p.OrderRef; got.body["return_url"] != want {
		t.Errorf("return_url %v, want %v", got.body["return_url"], want)
	}
	if string(p.Checkout) != `{"imp":"imp00000000","sdk_url":"x","request":{"pg":"html5_inicis.INIpayTest","amount":59000}}` {
		t.Errorf("checkout %s was not handed on as it came", p.Checkout)
	}
}

func TestCreateOrder_asksEachMethodOfTheRightChannel(t *testing.T) {
	t.Parallel()
	for method, want := range map[string][3]any{ // pay_method, pg, extras
		"card":            {"card", nil, nil},
		"kakaopay":        {"kakaopay", nil, nil},
		"kakaopay_direct": {"kakaopay", "kakaopay.TC0ONETIME", nil},
		"tosspayments":    {"card", "tosspayments.iamporttest_3", nil},
		"trans":           {"trans", nil, nil},
		"vbank":           {"vbank", nil, "20261127235900"},
		"phone":           {"phone", nil, false},
	} {
		b := newBench(t)
		if status, body := b.post("/shop/api/orders", strings.Replace(goodOrder, `"card"`, `"`+method+`"`, 1)); status != http.StatusCreated {
			t.Errorf("%s: got %d %s", method, status, body)
			continue
		}
		sent := b.server.asked(http.MethodPost, "/api/payments")[0].body
		extra, _ := sent["request_pay"].(map[string]any)
		var special any
		for _, name := range []string{"vbank_due", "digital"} {
			if v, ok := extra[name]; ok {
				special = v
			}
		}
		if got := [3]any{sent["pay_method"], sent["pg"], special}; got != want {
			t.Errorf("%s: asked for %v, want %v", method, got, want)
		}
	}
}

func TestCreateOrder_refusesWhatItCannotSell(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	swap := func(old, new string) string {
		if !strings.Contains(goodOrder, old) {
			t.Fatalf("the good order has no %s", old)
		}
		return strings.Replace(goodOrder, old, new, 1)
	}
	for _, c := range []struct{ name, body, code string }{
		{"a price of the browser's", swap(`"qty":1`, `"qty":1,"price":100`), "unknown_field"},
		{"a name twice", swap(`"qty":1`, `"qty":1,"qty":2`), "bad_json"},
		{"a second value", goodOrder + "{}", "bad_json"},
		{"nothing", "", "bad_json"},
		{"half an object", `{"items":`, "bad_json"},
		{"a list", `[]`, "bad_json"},
		{"deep nesting", strings.Repeat("[", 40) + strings.Repeat("]", 40), "bad_json"},
		{"bytes that are not UTF-8", swap("김나루", "\xff\xfe"), "bad_json"},
		{"no consent", swap(`"consent":true`, `"consent":false`), "consent_missing"},
		{"no word of consent", swap(`"consent":true,`, ``), "consent_missing"},
		{"a total of the browser's", swap(`"consent":true`, `"consent":true,"total":100`), "unknown_field"},
		{"nothing in the cart", swap(`{"product_id":"sweatshirt","qty":1,"option":"M"}`, ``), "bad_field"},
		{"eleven of it in two lines", swap(`{"product_id"`, `{"product_id":"sweatshirt","qty":10,"option":"M"},{"product_id"`), "qty_invalid"},
		{"an unknown coupon", swap(`"consent":true`, `"consent":true,"coupon":"FREE"`), "coupon_unknown"},
		{"more than there is", swap(`"sweatshirt","qty":1,"option":"M"`, `"jar","qty":2`), "out_of_stock"},
		{"an unknown product", swap("sweatshirt", "gold"), "product_unknown"},
		{"an unknown option", swap(`"M"`, `"XXS"`), "option_unknown"},
		{"no option", swap(`,"option":"M"`, ""), "option_unknown"},
		{"zero of it", swap(`"qty":1`, `"qty":0`), "qty_invalid"},
		{"less than none", swap(`"qty":1`, `"qty":-1`), "qty_invalid"},
		{"eleven of it", swap(`"qty":1`, `"qty":11`), "qty_invalid"},
		{"half of it", swap(`"qty":1`, `"qty":1.5`), "bad_field"},
		{"an exponent", swap(`"qty":1`, `"qty":1e999`), "bad_field"},
		{"a text for a number", swap(`"qty":1`, `"qty":"1"`), "bad_field"},
		{"an unknown method", swap(`"card"`, `"cart"`), "method_unknown"},
		{"an unknown language", swap(`"consent":true`, `"consent":true,"language":"fr"`), "bad_field"},
		{"no name", swap("김나루", " "), "bad_field"},
		{"a long name", swap("김나루", strings.Repeat("가", 41)), "bad_field"},
		{"a name of two lines", swap("김나루", `김\n나루`), "bad_field"},
		{"an e-mail without a host", swap("naru@example.com", "naru"), "bad_field"},
		{"an e-mail with a name", swap("naru@example.com", "Naru <naru@example.com>"), "bad_field"},
		{"a short phone number", swap("+82 10 1234 5678", "0101234"), "bad_field"},
		{"a phone number of letters", swap("+82 10 1234 5678", "call me"), "bad_field"},
		{"no address", swap("서울시 나루길 1", ""), "bad_field"},
		{"a postcode of six", swap("04524", "045240"), "bad_field"},
		{"a big body", swap("서울시 나루길 1", strings.Repeat("x", 70_000)), "body_too_large"},
	} {
		status, body := b.post("/shop/api/orders", c.body)
		if got := code(t, body); got != c.code || status < 400 || status > 499 {
			t.Errorf("%s: got %d %s, want %s", c.name, status, got, c.code)
		}
	}
	if n := len(b.server.asked(http.MethodPost, "/api/payments")); n != 0 {
		t.Errorf("%d payments were opened for orders that were refused", n)
	}
}

func TestShop_refusesStrangeRequests(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	p := b.place()
	for _, c := range []struct{ method, path, kind, code string }{
		{http.MethodPost, "/shop/api/orders", "text/plain", "bad_content_type"},
		{http.MethodPost, "/shop/api/orders", "", "bad_content_type"},
		{http.MethodPut, "/shop/api/orders", "application/json", "method_not_allowed"},
		{http.MethodGet, "/shop/api/nothing", "", "route_not_found"},
		{http.MethodGet, "/shop/api/products?a=1", "", "bad_query"},
		{http.MethodGet, p.path("") + "&key=x", "", "bad_query"},
		{http.MethodGet, p.path("") + "&x=%zz", "", "bad_query"},
		{http.MethodGet, "/shop/api/orders/" + p.OrderRef, "", "order_not_found"},
		{http.MethodGet, "/shop/api/orders/" + p.OrderRef + "?key=" + p.Key[1:], "", "order_not_found"},
		{http.MethodGet, "/shop/api/orders/20261124-00000000?key=", "", "order_not_found"},
		{http.MethodPost, "/shop/api/orders/" + p.OrderRef + "/cancel?key=no", "application/json", "order_not_found"},
		{http.MethodGet, "/shop/api/orders/" + p.OrderRef + "/trace?key=no", "", "order_not_found"},
	} {
		r := httptest.NewRequest(c.method, c.path, strings.NewReader("{}"))
		if c.kind != "" {
			r.Header.Set("Content-Type", c.kind)
		}
		status, body := b.do(r)
		if got := code(t, body); got != c.code || status < 400 || status > 499 {
			t.Errorf("%s %s as %q: got %d %s, want %s", c.method, c.path, c.kind, status, got, c.code)
		}
	}
}

func TestComplete_believesOnlyThePaymentServer(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	p := b.place()
	status, body := b.post(p.path("/complete"), `{"payment_id":"`+p.Payment.ID+`","imp_uid":"imp_1"}`)
	if status != http.StatusOK || !strings.Contains(body, `"state":"unpaid"`) {
		t.Errorf("complete of an open payment: got %d %s, want it unpaid", status, body)
	}
	hints := b.server.asked(http.MethodPost, "/api/payments/"+p.Payment.ID+"/complete")
	if len(hints) != 1 || len(hints[0].body) != 1 || hints[0].body["imp_uid"] != "imp_1" {
		t.Errorf("the payment server was told %v, want the imp_uid alone", hints)
	}
	if s := b.show(p); s.Order.Shipping != "waiting" {
		t.Errorf("shipping is %q before the money, want waiting", s.Order.Shipping)
	}

	b.server.set(p.OrderRef, "paid")
	if s := b.show(p); s.Order.State != "paid" || s.Order.Shipping != "accepted" || s.Order.Stage != "paid" {
		t.Errorf("after the payment server said paid: %+v", s.Order)
	}
	b.show(p)
	if _, trace := b.get(p.path("/trace")); strings.Count(trace, "order_accepted") != 1 {
		t.Errorf("the order was accepted other than once: %s", trace)
	}
}

func TestComplete_keepsTheErrorOfTheWindowBesideTheServersWord(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	p := b.place()
	b.post(p.path("/complete"), `{"payment_id":"`+p.Payment.ID+`","imp_uid":null,"error_code":"F0004","error_msg":"<script>한도초과</script>"}`)
	s := b.show(p)
	if s.Order.State != "unpaid" || s.Order.Report == nil || s.Order.Report.ErrorMessage != "<script>한도초과</script>" {
		t.Errorf("order %+v, want it unpaid with the window's words", s.Order)
	}
	if status, _ := b.post(p.path("/pay"), `{"method":"trans"}`); status != http.StatusOK {
		t.Errorf("paying again: got %d", status)
	}
	if s := b.show(p); s.Order.Report != nil {
		t.Errorf("the words of the last try are still there: %+v", s.Order.Report)
	}
}

func TestComplete_refusesThePaymentOfAnotherOrder(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	mine, other := b.place(), b.place()
	status, body := b.post(mine.path("/complete"), `{"payment_id":"`+other.Payment.ID+`","imp_uid":"imp_1"}`)
	if status != http.StatusBadRequest || code(t, body) != "bad_field" {
		t.Errorf("got %d %s, want bad_field", status, body)
	}
	if n := len(b.server.asked(http.MethodPost, "/api/payments/"+other.Payment.ID)); n != 0 {
		t.Error("the payment server was asked about another order's payment")
	}
}

func TestShowOrder_saysWhenThePaymentServerIsAway(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	p := b.place()
	b.server.set(p.OrderRef, "paid")
	b.show(p)
	b.server.fall()
	if s := b.show(p); !s.Order.Stale || s.Order.State != "paid" {
		t.Errorf("order %+v, want the last word, marked stale", s.Order)
	}
	if status, body := b.post(p.path("/cancel"), `{}`); status != http.StatusServiceUnavailable || code(t, body) != "payment_server_unavailable" {
		t.Errorf("cancel: got %d %s, want 503", status, body)
	}
	if status, body := b.post("/shop/api/orders", goodOrder); status != http.StatusServiceUnavailable {
		t.Errorf("order: got %d %s, want 503", status, body)
	}
}

func TestPayAgain_tellsTheBuyerThatTheOrderIsPaid(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	p := b.place()
	b.server.refuses("POST /api/payments", `{"status":409,"code":"order_already_paid","message_ko":"개발자에게","message_en":"to developers"}`)
	status, body := b.post(p.path("/pay"), `{"method":"card"}`)
	if status != http.StatusConflict || code(t, body) != "order_already_paid" || !strings.Contains(body, "이미 결제된 주문입니다") {
		t.Errorf("got %d %s, want order_already_paid in the shop's words", status, body)
	}
}

func TestCancel_isOneRefundHoweverOftenPressed(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	p := b.place()
	if status, body := b.post(p.path("/cancel"), `{}`); status != http.StatusConflict || code(t, body) != "order_not_cancellable" {
		t.Errorf("before the money: got %d %s, want order_not_cancellable", status, body)
	}
	b.server.set(p.OrderRef, "paid")
	for range 2 {
		if status, body := b.post(p.path("/cancel"), `{"reason":"색이 달라요","refund_account":{"bank":"004","number":"123","holder":"김나루"}}`); status != http.StatusOK {
			t.Fatalf("got %d %s", status, body)
		}
	}
	asked := b.server.asked(http.MethodPost, "/api/payments/pay_1_"+p.OrderRef+"/cancel")
	if len(asked) != 2 || asked[0].idempotency == "" || asked[0].idempotency != asked[1].idempotency {
		t.Fatalf("cancels %+v, want one idempotency key", asked)
	}
	if account, _ := asked[0].body["refund_account"].(map[string]any); asked[0].body["reason"] != "색이 달라요" || account["bank"] != "004" || asked[0].body["amount"] != nil {
		t.Errorf("cancelled with %v, want the reason, the account and no amount", asked[0].body)
	}
	b.server.set(p.OrderRef, "refunded")
	b.show(p)
	if s := b.show(p); s.Order.Shipping != "stopped" {
		t.Errorf("shipping is %q after the refund, want stopped", s.Order.Shipping)
	}
}

func TestLookup_findsAnOrderByItsNumberAndPhone(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	p := b.place()
	for _, tel := range []string{"01012345678", "010-1234-5678", "+82 (0)10 1234 5678"} {
		status, body := b.post("/shop/api/lookup", `{"order_ref":" `+strings.ToLower(p.OrderRef)+` ","tel":"`+tel+`"}`)
		var got placed
		read(t, body, &got)
		if status != http.StatusOK || got.Key != p.Key {
			t.Errorf("phone %s: got %d %s, want the order", tel, status, body)
		}
	}
}

func TestLookup_answersAlikeForAnUnknownNumberAndAWrongPhone(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	p := b.place()
	_, wrongPhone := b.post("/shop/api/lookup", `{"order_ref":"`+p.OrderRef+`","tel":"010-0000-0000"}`)
	_, noOrder := b.post("/shop/api/lookup", `{"order_ref":"20261124-AAAAAAAA","tel":"010-1234-5678"}`)
	_, noPhone := b.post("/shop/api/lookup", `{"order_ref":"`+p.OrderRef+`","tel":""}`)
	if code(t, wrongPhone) != "lookup_not_found" || wrongPhone != noOrder || wrongPhone != noPhone {
		t.Errorf("answers differ: %s | %s | %s", wrongPhone, noOrder, noPhone)
	}
}

func TestLookup_slowsGuessingDown(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	p := b.place()
	right := `{"order_ref":"` + p.OrderRef + `","tel":"01012345678"}`
	for range 10 {
		b.post("/shop/api/lookup", `{"order_ref":"`+p.OrderRef+`","tel":"01000000000"}`)
	}
	if status, body := b.post("/shop/api/lookup", right); status != http.StatusTooManyRequests || code(t, body) != "too_many_requests" {
		t.Errorf("the eleventh try: got %d %s, want 429", status, body)
	}
	b.clock.Advance(time.Minute)
	if status, _ := b.post("/shop/api/lookup", right); status != http.StatusOK {
		t.Errorf("a minute later: got %d, want 200", status)
	}
}
