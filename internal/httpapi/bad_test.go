package httpapi_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/httpapi"
)

// with returns openBody with one field added or replaced.
func with(name, value string) string {
	fields := map[string]string{
		"order_ref": `"A-1"`, "amount": `59000`, "name": `"맨투맨"`, "buyer": `{"tel":"010-1234-5678"}`,
	}
	fields[name] = value
	var parts []string
	for n, v := range fields {
		if v != "" {
			parts = append(parts, fmt.Sprintf("%q:%s", n, v))
		}
	}
	return "{" + strings.Join(parts, ",") + "}"
}

// items returns an order by lines.
func items(lines, more string) string {
	return `{"order_ref":"A-1","buyer":{"tel":"1"},"items":[` + lines + `]` + more + `}`
}

var badOpens = []struct {
	name, body  string
	status      int
	code, field string
}{
	{"nothing", ``, 415, "bad_content_type", ""},
	{"not JSON", `{`, 400, "bad_json", ""},
	{"a list", `[]`, 400, "bad_json", ""},
	{"null", `null`, 400, "bad_json", ""},
	{"two values", with("name", `"a"`) + `{}`, 400, "bad_json", ""},
	{"a comma too many", `{"order_ref":"A-1",}`, 400, "bad_json", ""},
	{"not UTF-8", with("name", "\"\xff\""), 400, "bad_json", ""},
	{"a name twice", `{"order_ref":"A-1","order_ref":"A-2","amount":59000}`, 400, "bad_json", "order_ref"},
	{"a name twice inside", with("buyer", `{"tel":"1","tel":"2"}`), 400, "bad_json", "buyer.tel"},
	{"nested too deep", with("metadata", strings.Repeat(`{"a":`, 20)+"1"+strings.Repeat("}", 20)), 400, "bad_json", "metadata.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a"},
	{"unknown field", with("ammount", `1`), 400, "unknown_field", "ammount"},
	{"other case", with("Amount", `1`), 400, "unknown_field", "Amount"},
	{"unknown field inside", with("buyer", `{"tel":"1","phone":"2"}`), 400, "unknown_field", "buyer.phone"},
	{"no order", with("order_ref", ``), 400, "missing_field", "order_ref"},
	{"order is a number", with("order_ref", `1001`), 400, "bad_field", "order_ref"},
	{"Korean order", with("order_ref", `"주문1"`), 400, "bad_field", "order_ref"},
	{"long order", with("order_ref", `"`+strings.Repeat("a", 65)+`"`), 400, "bad_field", "order_ref"},
	{"line break in order", with("order_ref", `"a\nb"`), 400, "bad_field", "order_ref"},
	{"U+0000", with("metadata", `{"a":"\u0000"}`), 400, "bad_field", "metadata.a"},
	{"U+0000 in a name", with("metadata", `{"a\u0000":1}`), 400, "bad_field", "metadata"},
	{"no amount", with("amount", ``), 400, "missing_field", "amount"},
	{"amount as text", with("amount", `"59000"`), 400, "bad_field", "amount"},
	{"amount as truth", with("amount", `true`), 400, "bad_field", "amount"},
	{"negative amount", with("amount", `-1`), 400, "amount_invalid", "amount"},
	{"nothing to pay", with("amount", `0`), 422, "nothing_to_pay", "amount"},
	{"minus nothing", with("amount", `-0`), 422, "nothing_to_pay", "amount"},
	{"fraction", with("amount", `59000.5`), 400, "bad_field", "amount"},
	{"fraction of nothing", with("amount", `59000.0`), 400, "bad_field", "amount"},
	{"exponent", with("amount", `5.9e4`), 400, "bad_field", "amount"},
	{"huge exponent", with("amount", `1e999999999`), 400, "bad_field", "amount"},
	{"huge", with("amount", `10000000000001`), 400, "bad_field", "amount"},
	{"beyond 64 bits", with("amount", `9223372036854775808`), 400, "bad_field", "amount"},
	{"leading zero", with("amount", `059000`), 400, "bad_json", ""},
	{"foreign currency", with("currency", `"XYZ"`), 422, "currency_unsupported", "currency"},
	{"small currency", with("currency", `"krw"`), 422, "currency_unsupported", "currency"},
	{"tax free above amount", with("tax_free", `59001`), 400, "bad_field", "tax_free"},
	{"negative tax free", with("tax_free", `-1`), 400, "bad_field", "tax_free"},
	{"no name", with("name", ``), 400, "missing_field", "name"},
	{"long name", with("name", `"`+strings.Repeat("긴", 41)+`"`), 400, "bad_field", "name"},
	{"method with blanks", with("pay_method", `"신용 카드"`), 400, "bad_field", "pay_method"},
	{"channel that is not there", with("pg", `"kakaopay.TC0ONETIME"`), 422, "channel_unknown", "pg"},
	{"buyer without tel", with("buyer", `{"name":"홍길동"}`), 400, "missing_field", "buyer.tel"},
	{"buyer as text", with("buyer", `"홍길동"`), 400, "bad_field", "buyer"},
	{"time without zone", with("expires_at", `"2026-11-23T01:00:00"`), 400, "bad_field", "expires_at"},
	{"time that is over", with("expires_at", `"2026-11-22T23:59:59Z"`), 400, "bad_field", "expires_at"},
	{"time too far", with("expires_at", `"2026-12-23T00:00:01Z"`), 400, "bad_field", "expires_at"},
	{"time as number", with("expires_at", `1795392000`), 400, "bad_field", "expires_at"},
	{"foreign return", with("return_url", `"https://evil.example/"`), 422, "return_url_not_allowed", "return_url"},
	{"look-alike return", with("return_url", `"http://localhost:4000@evil.example/"`), 422, "return_url_not_allowed", "return_url"},
	{"script return", with("return_url", `"javascript:alert(1)"`), 422, "return_url_not_allowed", "return_url"},
	{"metadata as list", with("metadata", `[]`), 400, "bad_field", "metadata"},
	{"big metadata", with("metadata", `{"a":"`+strings.Repeat("x", 4<<10)+`"}`), 400, "bad_field", "metadata"},
	{"merchant_uid with blanks", with("merchant_uid", `"a b"`), 400, "bad_field", "merchant_uid"},
	{"long merchant_uid", with("merchant_uid", `"`+strings.Repeat("a", 41)+`"`), 400, "bad_field", "merchant_uid"},
	{"guarded parameter", with("request_pay", `{"amount":100}`), 422, "parameter_guarded", "request_pay.amount"},
	{"big request_pay", with("request_pay", `{"a":"`+strings.Repeat("x", 32<<10)+`"}`), 400, "bad_field", "request_pay"},
	{"phone without digital", with("pay_method", `"phone"`), 400, "missing_field", "request_pay.digital"},
	{"digital as text", with("request_pay", `{"digital":"true"}`), 400, "bad_field", "request_pay.digital"},
	{"goods as one object", with("request_pay", `{"kcpProducts":{"name":"a"}}`), 400, "bad_field", "request_pay.kcpProducts"},
	{"half a month", with("request_pay", `{"display":{"card_quota":[1.5]}}`), 400, "bad_field", "request_pay.display.card_quota"},
	{"bypass as text", with("request_pay", `{"bypass":"acceptmethod"}`), 400, "bad_field", "request_pay.bypass"},
	{"due date in words", `{"order_ref":"A-1","amount":59000,"name":"a","pay_method":"vbank","buyer":{"tel":"1"},"request_pay":{"vbank_due":"tomorrow"}}`, 400, "bad_field", "request_pay.vbank_due"},
	{"no lines", items(``, ``), 400, "bad_field", "items"},
	{"lines as object", with("items", `{}`), 400, "bad_field", "items"},
	{"a line as text", items(`"x"`, ``), 400, "bad_field", "items[0]"},
	{"line without name", items(`{"qty":1,"unit_price":1000}`, ``), 400, "missing_field", "items[0].name"},
	{"line without price", items(`{"name":"a","qty":1}`, ``), 400, "missing_field", "items[0].unit_price"},
	{"line without count", items(`{"name":"a","qty":1,"unit_price":1},{"name":"b","unit_price":1000}`, ``), 400, "missing_field", "items[1].qty"},
	{"no pieces", items(`{"name":"a","qty":0,"unit_price":1000}`, ``), 400, "bad_field", "items[0].qty"},
	{"negative price", items(`{"name":"a","qty":1,"unit_price":-1000}`, ``), 400, "bad_field", "items[0].unit_price"},
	{"price with a fraction", items(`{"name":"a","qty":1,"unit_price":1000.5}`, ``), 400, "bad_field", "items[0].unit_price"},
	{"unknown in a line", items(`{"name":"a","qty":1,"unit_price":1000,"color":"red"}`, ``), 400, "unknown_field", "items[0].color"},
	{"tax free above the line", items(`{"name":"a","qty":1,"unit_price":1000,"tax_free":1001}`, ``), 400, "bad_field", "items[0].tax_free"},
	{"lines beyond 64 bits", items(`{"name":"a","qty":1000000,"unit_price":10000000000000}`, ``), 400, "amount_invalid", "items"},
	{"lines too large", items(`{"name":"a","qty":2,"unit_price":10000000000000}`, ``), 400, "amount_invalid", "amount"},
	{"total differs", items(`{"name":"a","qty":2,"unit_price":1000}`, `,"amount":1999`), 422, "total_mismatch", "amount"},
	{"tax free differs", items(`{"name":"a","qty":2,"unit_price":1000,"tax_free":500}`, `,"tax_free":400`), 422, "total_mismatch", "tax_free"},
	{"discount above all", items(`{"name":"a","qty":1,"unit_price":1000}`, `,"discount":1001`), 400, "amount_invalid", "discount"},
	{"all discounted", items(`{"name":"a","qty":1,"unit_price":1000}`, `,"discount":1000`), 422, "nothing_to_pay", "amount"},
	{"shipping alone", with("shipping", `3000`), 400, "missing_field", "items"},
	{"negative shipping", items(`{"name":"a","qty":1,"unit_price":1000}`, `,"shipping":-1`), 400, "bad_field", "shipping"},
	{"huge body", with("metadata", `{"a":"`+strings.Repeat("x", 256<<10)+`"}`), 413, "body_too_large", ""},
}

func TestOpen_refusesBadInputWithoutAnyEffect(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, tt := range badOpens {
		r := w.send("POST", "/api/payments", tt.body)
		if r.status != tt.status || r.code() != tt.code || r.text("field") != tt.field {
			t.Errorf("%s: answer = %d %s (%s), want %d %s (%s)", tt.name, r.status, r.code(), r.text("field"), tt.status, tt.code, tt.field)
		}
	}
	if r := w.send("GET", "/api/payments", ""); !strings.Contains(string(r.body), `"data":[]`) {
		t.Errorf("payments were opened: %s", r.body)
	}
	if n := w.portone.Calls("Preregister"); n != 0 {
		t.Errorf("PortOne was told of %d payments", n)
	}
}

func TestHeaders_areReadStrictly(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.open(openBody)
	for _, tt := range []struct {
		name   string
		edits  []edit
		status int
		code   string
	}{
		{"no key", []edit{noKey}, 401, "api_key_missing"},
		{"empty key", []edit{noKey, header("Authorization", "")}, 401, "api_key_missing"},
		{"wrong key", []edit{bearer("sk_test_" + strings.Repeat("a", 52))}, 401, "api_key_invalid"},
		{"live key", []edit{bearer("sk_live_" + strings.Repeat("a", 52))}, 401, "api_key_invalid"},
		{"key and a blank", []edit{bearer(w.key + " ")}, 401, "api_key_invalid"},
		{"other scheme", []edit{noKey, header("Authorization", "Basic "+w.key)}, 401, "api_key_invalid"},
		{"two keys", []edit{header("Authorization", "Bearer "+w.key)}, 401, "api_key_invalid"},
		{"garbage key", []edit{bearer("sk_test_\xff\x00")}, 401, "api_key_invalid"},
		{"client token", []edit{bearer(o.token)}, 403, "api_key_scope"},
		{"text", []edit{kind("text/plain")}, 415, "bad_content_type"},
		{"form", []edit{kind(form)}, 415, "bad_content_type"},
		{"other charset", []edit{kind("application/json; charset=euc-kr")}, 415, "bad_content_type"},
		{"other parameter", []edit{kind("application/json; x=y")}, 415, "bad_content_type"},
		{"broken type", []edit{kind("application/json; charset")}, 415, "bad_content_type"},
		{"two types", []edit{header("Content-Type", "application/json")}, 415, "bad_content_type"},
		{"compressed", []edit{header("Content-Encoding", "gzip")}, 415, "bad_content_type"},
	} {
		r := w.send("POST", "/api/payments", with("name", `"a"`), tt.edits...)
		if r.status != tt.status || r.code() != tt.code {
			t.Errorf("%s: answer = %d %s, want %d %s", tt.name, r.status, r.code(), tt.status, tt.code)
		}
		if wants := r.header.Get("WWW-Authenticate") != ""; wants != (r.status == 401) {
			t.Errorf("%s: WWW-Authenticate with status %d: %v", tt.name, r.status, wants)
		}
	}
	w.want(w.send("POST", "/api/payments", with("name", `"a"`), kind("Application/JSON; charset=UTF-8")), 201, "")
}

func TestAddresses_areReadStrictly(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.open(openBody)
	for _, tt := range []struct {
		method, target string
		status         int
		code, allow    string
	}{
		{"GET", "/api/nothing", 404, "route_not_found", ""},
		{"GET", "/api/payments/", 404, "route_not_found", ""},
		{"GET", "/", 404, "route_not_found", ""},
		{"PUT", "/api/payments", 405, "method_not_allowed", "GET POST"},
		{"DELETE", "/api/payments/" + o.id, 405, "method_not_allowed", "GET OPTIONS"},
		{"GET", "/api/payments/" + o.id + "/cancel", 405, "method_not_allowed", "POST"},
		{"GET", "/api/webhooks/portone", 405, "method_not_allowed", "POST"},
		{"BREW", "/api/payments", 405, "method_not_allowed", "GET POST"},
		{"GET", "/api/payments/pay_1", 404, "payment_not_found", ""},
		{"GET", "/api/payments/" + strings.ToLower(o.id), 404, "payment_not_found", ""},
		{"GET", "/api/payments/%00", 404, "payment_not_found", ""},
		{"GET", "/api/payments/..%2f" + o.id, 404, "payment_not_found", ""},
		{"GET", "/api/payments/" + strings.Repeat("a", 4000), 404, "payment_not_found", ""},
		{"GET", "/api/orders/nothing", 404, "order_not_found", ""},
		{"GET", "/api/orders/%EC%A3%BC%EB%AC%B8", 404, "order_not_found", ""},
		{"GET", "/api/payments/" + o.id + "?expand=1", 400, "bad_query", ""},
		{"GET", "/api/payments?state=payed", 400, "bad_query", ""},
		{"GET", "/api/payments?limit=0", 400, "bad_query", ""},
		{"GET", "/api/payments?limit=101", 400, "bad_query", ""},
		{"GET", "/api/payments?limit=%2B5", 400, "bad_query", ""},
		{"GET", "/api/payments?limit=1e1", 400, "bad_query", ""},
		{"GET", "/api/payments?limit=1&limit=2", 400, "bad_query", ""},
		{"GET", "/api/payments?cursor=%FF", 400, "bad_query", ""},
		{"GET", "/api/payments?cursor=AAAA", 400, "bad_query", ""},
		{"GET", "/api/payments?a=1;b=2", 400, "bad_query", ""},
		{"GET", "/api/payments?%zz", 400, "bad_query", ""},
		{"GET", "/api/payments?order_ref=%00", 400, "bad_query", ""},
		{"GET", "/api/events?delivery=late", 400, "bad_query", ""},
		{"GET", "/api/events?payment_id=pay_00000000000000000000000000&limit=5", 400, "bad_query", ""},
		{"GET", "/api/events?endpoint_id=x", 404, "webhook_endpoint_not_found", ""},
		{"GET", "/api/events?endpoint_id=wep_01JD0000000000000000000000", 404, "webhook_endpoint_not_found", ""},
		{"GET", "/api/events/x", 404, "event_not_found", ""},
		{"GET", "/api/events/evt_01JD0000000000000000000000", 404, "event_not_found", ""},
		{"GET", "/api/webhook-endpoints?limit=5", 400, "bad_query", ""},
		{"GET", "/api/webhook-endpoints/x", 404, "webhook_endpoint_not_found", ""},
		{"GET", "/api/webhook-endpoints/wep_01JD0000000000000000000000", 404, "webhook_endpoint_not_found", ""},
		{"GET", "/api/events?payment_id=x", 404, "payment_not_found", ""},
		{"GET", "/api/events?payment_id=pay_00000000000000000000000000", 404, "payment_not_found", ""},
		{"GET", "/api/discrepancies?payment_id=x", 404, "payment_not_found", ""},
	} {
		r := w.send(tt.method, tt.target, "")
		if r.status != tt.status || r.code() != tt.code || strings.Join(r.header.Values("Allow"), " ") != tt.allow {
			t.Errorf("%s %s: answer = %d %s (Allow %v), want %d %s (%s)", tt.method, tt.target, r.status, r.code(), r.header.Values("Allow"), tt.status, tt.code, tt.allow)
		}
	}
}

func TestUnknownErrors_areToldToNobodyButTheLog(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(d *httpapi.Deps) { d.Ping = func(context.Context) error { return nil } })
	o := w.open(openBody)
	w.store.Break(fault.Wrap(fault.StoreUnavailable, errors.New("secret path /var/x")))
	for _, target := range []string{"/api/payments", "/api/payments/" + o.id, "/api/orders/A-1001", "/api/discrepancies", "/api/events?payment_id=" + o.id} {
		r := w.want(w.send("GET", target, ""), http.StatusServiceUnavailable, "store_unavailable")
		if strings.Contains(string(r.body), "secret path") || r.header.Get("Retry-After") == "" || r.text("request_id") != r.header.Get("X-Request-Id") {
			t.Errorf("%s: %s", target, r.body)
		}
	}
	if !strings.Contains(w.log.String(), "secret path") {
		t.Error("the log does not know the cause")
	}
	w.want(w.send("GET", "/readyz", "", noKey), http.StatusServiceUnavailable, "")
	w.want(w.send("GET", "/healthz", "", noKey), http.StatusOK, "")
	if strings.Contains(w.log.String(), w.key) || strings.Contains(w.log.String(), o.token) {
		t.Error("the log has a secret")
	}
}
