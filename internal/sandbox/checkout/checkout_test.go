package checkout_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/id"
	"github.com/naru-pay/naru/internal/sandbox/checkout"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

const (
	desktop = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
	iPhone  = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1"
	shopURL = "https://shop.example"
)

var noon = time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC)

// bridge is the handler over a seeded engine.
type bridge struct {
	http.Handler
	engine *engine.Engine
	imp    string
}

func newBridge(t *testing.T) bridge {
	t.Helper()
	e, err := engine.New(engine.Config{Clock: clock.NewManual(noon), Entropy: id.System, Seed: true, Name: "나루 상점"})
	if err != nil {
		t.Fatal(err)
	}
	h := checkout.New(e, checkout.Options{
		PublicURL: func() string { return "http://localhost:4200" }, SDK: []byte("window.IMP = {}"),
	})
	return bridge{h, e, e.Merchants()[0].Code}
}

// send makes one request with headers in turn, name and value.
func (b bridge) send(method, path, body string, headers ...string) *http.Response {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	b.ServeHTTP(w, r)
	return w.Result()
}

func text(t *testing.T, r *http.Response) string {
	t.Helper()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// params is request_pay of ₩59,000 through KG이니시스, with members added or
// replaced; null removes one.
func params(t *testing.T, members string) string {
	t.Helper()
	p := map[string]json.RawMessage{}
	base := `{"pg":"html5_inicis.INIpayTest","merchant_uid":"order-1","name":"맨투맨 <script>alert(1)</script>","amount":59000,
		"buyer_name":"홍길동","buyer_tel":"010-0000-0000","m_redirect_url":"https://shop.example/done?utm=1"}`
	for _, text := range []string{base, "{" + members + "}"} {
		if err := json.Unmarshal([]byte(text), &p); err != nil {
			t.Fatal(err)
		}
	}
	raw, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

type answer struct {
	Window struct {
		ImpUID   string `json:"imp_uid"`
		URL      string `json:"url"`
		Kind     string `json:"kind"`
		Delivery string `json:"delivery"`
	} `json:"window"`
	Refused *struct {
		Callback    map[string]any `json:"callback"`
		RedirectURL *string        `json:"redirect_url"`
	} `json:"refused"`
}

func (b bridge) start(t *testing.T, members, agent string, top ...string) answer {
	t.Helper()
	body := `{"user_code":"` + b.imp + `","legacy":false,"page_url":"https://shop.example/cart",` + strings.Join(top, "") + `"params":` + params(t, members) + `}`
	r := b.send(http.MethodPost, "/checkout/v1/start", body, "Content-Type", "text/plain;charset=UTF-8", "User-Agent", agent, "Origin", shopURL)
	raw := text(t, r)
	if r.StatusCode != http.StatusOK {
		t.Fatalf("start answers %d: %s", r.StatusCode, raw)
	}
	var a answer
	if err := json.Unmarshal([]byte(raw), &a); err != nil {
		t.Fatalf("start answers %q: %v", raw, err)
	}
	return a
}

// open starts a payment and returns the path of its window.
func (b bridge) open(t *testing.T, members, agent string) string {
	t.Helper()
	a := b.start(t, members, agent)
	if a.Refused != nil {
		t.Fatalf("request_pay was refused: %v", a.Refused.Callback)
	}
	return strings.TrimPrefix(a.Window.URL, "http://localhost:4200")
}

// answer posts a window's form.
func (b bridge) answer(path string, form url.Values, headers ...string) *http.Response {
	return b.send(http.MethodPost, path, form.Encode(), append(headers, "Content-Type", "application/x-www-form-urlencoded")...)
}

func outcome(o string, more ...string) url.Values {
	v := url.Values{"outcome": {o}}
	for i := 0; i+1 < len(more); i += 2 {
		v.Set(more[i], more[i+1])
	}
	return v
}

// payment is the only payment of the seeded merchant.
func (b bridge) payment(t *testing.T, impUID string) engine.Payment {
	t.Helper()
	p, err := b.engine.PaymentByImpUID(b.imp, impUID)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestStart_tellsTheDeviceByTheUserAgent(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ agent, kind, delivery string }{
		"desktop":        {desktop, "iframe", "callback"},
		"iPhone":         {iPhone, "page", "redirect"},
		"Android tablet": {"Mozilla/5.0 (Linux; Android 15; SM-X910) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "page", "redirect"},
		"nothing":        {"", "iframe", "callback"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBridge(t)
			a := b.start(t, "", tt.agent)
			if a.Window.Kind != tt.kind || a.Window.Delivery != tt.delivery {
				t.Errorf("window is %+v, want %s by %s", a.Window, tt.kind, tt.delivery)
			}
			if p := b.payment(t, a.Window.ImpUID); p.Status != engine.Ready {
				t.Errorf("payment is %s, want ready", p.Status)
			}
		})
	}
}

func TestStart_opensAPopUpWhenAsked(t *testing.T) {
	t.Parallel()
	if a := newBridge(t).start(t, `"popup":true`, desktop); a.Window.Kind != "popup" {
		t.Errorf("window is %+v, want a popup", a.Window)
	}
}

func TestStart_handsOnARefusal(t *testing.T) {
	t.Parallel()
	a := newBridge(t).start(t, `"amount":"59000"`, desktop)
	if a.Refused == nil || a.Window.URL != "" {
		t.Fatalf("amount as text is answered %+v", a)
	}
	if a.Refused.Callback["success"] != false || a.Refused.Callback["imp_uid"] != nil || a.Refused.Callback["merchant_uid"] != "order-1" {
		t.Errorf("callback is %v", a.Refused.Callback)
	}
	if a.Refused.RedirectURL == nil || !strings.HasPrefix(*a.Refused.RedirectURL, "https://shop.example/done?utm=1&") {
		t.Errorf("redirect is %v, want m_redirect_url with the failure", a.Refused.RedirectURL)
	}
}

func TestStart_refusesBadInputAndOpensNothing(t *testing.T) {
	t.Parallel()
	const ok = `"merchant_uid":"o","amount":1000,"buyer_tel":"1"`
	tests := map[string]struct {
		body, contentType string
		status            int
		code              string
	}{
		"no content type":        {`{}`, "", 415, "bad_content_type"},
		"a form":                 {`a=b`, "application/x-www-form-urlencoded", 415, "bad_content_type"},
		"empty":                  {``, "text/plain", 400, "bad_json"},
		"not JSON":               {`{`, "text/plain", 400, "bad_json"},
		"no object":              {`[1]`, "text/plain", 400, "bad_json"},
		"null":                   {`null`, "text/plain", 400, "bad_json"},
		"two objects":            {`{"user_code":"imp1","params":{}}{}`, "application/json", 400, "bad_json"},
		"unknown field":          {`{"user_code":"imp1","params":{},"amount":1}`, "text/plain", 400, "unknown_field"},
		"a name twice":           {`{"user_code":"imp1","user_code":"imp2","params":{}}`, "text/plain", 400, "bad_json"},
		"an amount twice":        {`{"user_code":"imp1","params":{"amount":1000,` + ok + `}}`, "text/plain", 400, "bad_json"},
		"a deep name twice":      {`{"user_code":"imp1","params":{"custom_data":[{"a":1,"a":2}]}}`, "text/plain", 400, "bad_json"},
		"params as text":         {`{"user_code":"imp1","params":"x"}`, "text/plain", 400, "bad_field"},
		"params null":            {`{"user_code":"imp1","params":null}`, "text/plain", 400, "missing_field"},
		"no params":              {`{"user_code":"imp1"}`, "text/plain", 400, "missing_field"},
		"no user code":           {`{"params":{}}`, "text/plain", 400, "missing_field"},
		"user code as a number":  {`{"user_code":1,"params":{}}`, "text/plain", 400, "bad_field"},
		"not UTF-8":              {"{\"user_code\":\"imp\xff\",\"params\":{}}", "text/plain", 400, "bad_request"},
		"nested without an end":  {`{"user_code":"imp1","params":{"a":` + strings.Repeat("[", 5000), "text/plain", 400, "bad_json"},
		"more than 64 KiB":       {`{"user_code":"imp1","params":{"name":"` + strings.Repeat("x", 64<<10) + `"}}`, "text/plain", 413, "body_too_large"},
		"mistake after the body": {`{"user_code":"imp1","params":{}}x`, "text/plain", 400, "bad_json"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBridge(t)
			before := len(b.engine.Events(0))
			r := b.send(http.MethodPost, "/checkout/v1/start", tt.body, "Content-Type", tt.contentType, "User-Agent", desktop)
			var p struct {
				Status  int
				Code    string
				Korean  string `json:"message_ko"`
				English string `json:"message_en"`
			}
			if err := json.Unmarshal([]byte(text(t, r)), &p); err != nil {
				t.Fatal(err)
			}
			if r.StatusCode != tt.status || p.Status != tt.status || p.Code != tt.code || p.Korean == "" || p.English == "" {
				t.Errorf("answer %d %+v, want %d %s", r.StatusCode, p, tt.status, tt.code)
			}
			if r.Header.Get("Access-Control-Allow-Origin") != "*" {
				t.Error("the shop's page cannot read the problem")
			}
			if got := len(b.engine.Events(0)); got != before {
				t.Errorf("the engine recorded %d events", got-before)
			}
		})
	}
}

func TestStart_answersAPreflight(t *testing.T) {
	t.Parallel()
	r := newBridge(t).send(http.MethodOptions, "/checkout/v1/start", "", "Origin", shopURL, "Access-Control-Request-Method", "POST")
	if r.StatusCode != http.StatusNoContent || r.Header.Get("Access-Control-Allow-Methods") != "POST" {
		t.Errorf("preflight answers %d %v", r.StatusCode, r.Header)
	}
}

func TestSDK_isServedAtBothAddresses(t *testing.T) {
	t.Parallel()
	b := newBridge(t)
	for _, path := range []string{"/v1/iamport.js", "/js/iamport.payment-1.2.0.js", "/js/iamport.payment-1.1.8.js", "/js/iamport.payment-1.1.5-20180807.js"} {
		r := b.send(http.MethodGet, path, "")
		if r.StatusCode != http.StatusOK || r.Header.Get("Content-Type") != "text/javascript; charset=utf-8" || text(t, r) != "window.IMP = {}" {
			t.Errorf("%s answers %d %v", path, r.StatusCode, r.Header)
		}
		again := b.send(http.MethodGet, path, "", "If-None-Match", r.Header.Get("ETag"))
		if again.StatusCode != http.StatusNotModified {
			t.Errorf("%s with its ETag answers %d, want 304", path, again.StatusCode)
		}
		if head := b.send(http.MethodHead, path, ""); head.StatusCode != http.StatusOK || text(t, head) != "" {
			t.Errorf("HEAD %s answers %d", path, head.StatusCode)
		}
	}
	for _, path := range []string{"/js/jquery.js", "/js/iamport.payment-.css", "/v1/iamport.jsx", "/checkout/assets/secret", "/checkout/", "/js/..%2f..%2fgo.mod"} {
		if r := b.send(http.MethodGet, path, ""); r.StatusCode != http.StatusNotFound {
			t.Errorf("%s answers %d, want 404", path, r.StatusCode)
		}
	}
	if r := b.send(http.MethodDelete, "/v1/iamport.js", ""); r.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("DELETE answers %d, want 405", r.StatusCode)
	}
}
