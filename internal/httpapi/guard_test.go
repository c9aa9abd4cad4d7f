package httpapi_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/naru-pay/naru/internal/httpapi"
	"github.com/naru-pay/naru/internal/merchant"
)

func from(addr string) edit { return func(r *http.Request) { r.RemoteAddr = addr } }

// TestClient_isWhoTheTrustedProxiesSay looks at the address that a webhook is
// noted with.
func TestClient_isWhoTheTrustedProxiesSay(t *testing.T) {
	t.Parallel()
	const proxy, inner = "10.0.0.1:1", "10.0.0.2"
	for _, c := range []struct {
		name, peer string
		forwarded  []string
		want       string
	}{
		{"no proxy, and a header that anybody can send", "203.0.113.9:1", []string{"198.51.100.7"}, "203.0.113.9"},
		{"a proxy", proxy, []string{"198.51.100.7"}, "198.51.100.7"},
		{"a proxy, and what the client wrote before it", proxy, []string{"127.0.0.1, 198.51.100.7"}, "198.51.100.7"},
		{"the same in two headers", proxy, []string{"127.0.0.1", "198.51.100.7"}, "198.51.100.7"},
		{"two proxies", proxy, []string{"198.51.100.7, " + inner}, "198.51.100.7"},
		{"proxies alone", proxy, []string{inner}, inner},
		{"a proxy that says nothing", proxy, nil, "10.0.0.1"},
		{"no address", proxy, []string{"198.51.100.7, unknown"}, "10.0.0.1"},
		{"an address with words after it", proxy, []string{"198.51.100.7\r\nx"}, "10.0.0.1"},
		{"an address of six", proxy, []string{"2001:db8::1"}, "2001:db8::1"},
		{"four in six", "[::ffff:10.0.0.1]:1", []string{"::ffff:198.51.100.7"}, "198.51.100.7"},
	} {
		w := newWorld(t, func(d *httpapi.Deps) { d.Proxies = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")} })
		edits := []edit{noKey, from(c.peer)}
		for _, f := range c.forwarded {
			edits = append(edits, header("X-Forwarded-For", f))
		}
		w.want(w.send("POST", "/api/webhooks/portone", `{"imp_uid":"imp_1","merchant_uid":"m","status":"paid"}`, edits...), http.StatusOK, "")
		if got := w.notes()[0].Source; got != c.want {
			t.Errorf("%s: the client is %q, want %q", c.name, got, c.want)
		}
	}
}

func TestIntake_keepsNoiseOut(t *testing.T) {
	t.Parallel()
	const body, secret = `{"imp_uid":"imp_1","merchant_uid":"m","status":"paid"}`, "s3cretSegment0001"
	w := newWorld(t, func(d *httpapi.Deps) {
		d.Intake = httpapi.Intake{From: httpapi.PortOneWebhookSources, Path: secret}
		d.Service.SecretHook = true
	})
	const portone = "52.78.5.241:4711"
	for _, c := range []struct {
		name, path, peer string
		status           int
	}{
		{"from PortOne, to the address that it was told", "/" + secret, portone, http.StatusOK},
		{"from elsewhere", "/" + secret, "203.0.113.9:1", http.StatusNotFound},
		{"without the segment", "", portone, http.StatusNotFound},
		{"with another", "/s3cretSegment0002", portone, http.StatusNotFound},
		{"with part of it", "/s3cretSegment", portone, http.StatusNotFound},
		{"with more", "/" + secret + "/x", portone, http.StatusNotFound},
	} {
		r := w.hook("/api/webhooks/portone"+c.path, body, c.peer)
		if r.Code != c.status || (r.Code == http.StatusNotFound && !strings.Contains(r.Body.String(), "route_not_found")) {
			t.Errorf("%s: %d %s, want %d", c.name, r.Code, r.Body, c.status)
		}
	}
	if n := len(w.notes()); n != 1 {
		t.Errorf("%d webhooks were noted, want 1", n)
	}
	if strings.Contains(w.log.String(), secret) {
		t.Errorf("the segment is in the log:\n%s", w.log)
	}
	const order = `{"order_ref":"A-1","amount":1000,"name":"a","buyer":{"tel":"1"}}`
	if r := w.want(w.send("POST", "/api/payments", order), http.StatusCreated, ""); strings.Contains(string(r.body), "notice_url") {
		t.Errorf("the browser is told where webhooks go: %s", r.body)
	}
	plain := newWorld(t)
	if r := plain.want(plain.send("POST", "/api/payments", order), http.StatusCreated, ""); !strings.Contains(string(r.body), "notice_url") {
		t.Errorf("PortOne is not told where webhooks go: %s", r.body)
	}
	if r := plain.hook("/api/webhooks/portone/"+secret, body, portone); r.Code != http.StatusNotFound {
		t.Errorf("a segment where none is set: %d", r.Code)
	}
}

// hook sends a webhook to an address that the contract does not name: it is one
// server's own.
func (w *world) hook(path, body, peer string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.RemoteAddr = peer
	out := httptest.NewRecorder()
	w.handler.ServeHTTP(out, r)
	return out
}

func TestCrowd_keepsPlacesForMoneyThatHasMoved(t *testing.T) {
	t.Parallel()
	hold, held := make(chan struct{}), make(chan struct{}, 1)
	w := newWorld(t, func(d *httpapi.Deps) {
		d.Limits = httpapi.Limits{Ordinary: 1, Urgent: 1}
		store := d.Service.Store
		d.Service.Store = &slowStore{Store: store, held: held, hold: hold}
	})
	o := w.open(`{"order_ref":"A-1","amount":1000,"name":"a","buyer":{"tel":"1"}}`)
	slow := w.service.Store.(*slowStore)
	slow.slow.Store(true)
	done := make(chan int)
	go func() { done <- w.raw("GET", "/api/discrepancies").Code }()
	<-held
	slow.slow.Store(false)
	if r := w.raw("GET", "/api/payments"); r.Code != http.StatusServiceUnavailable || r.Header().Get("Retry-After") == "" || !strings.Contains(r.Body.String(), "server_busy") {
		t.Errorf("a second reading: %d %s, want 503 and when to come again", r.Code, r.Body)
	}
	for _, path := range []string{"/healthz", "/readyz"} {
		if r := w.raw("GET", path); r.Code != http.StatusOK {
			t.Errorf("%s in a rush: %d", path, r.Code)
		}
	}
	w.want(w.send("POST", "/api/payments/"+o.id+"/complete", `{}`), http.StatusOK, "")
	close(hold)
	if code := <-done; code != http.StatusOK {
		t.Errorf("the first reading: %d", code)
	}
	if r := w.raw("GET", "/api/payments"); r.Code != http.StatusOK {
		t.Errorf("a reading when there is a place again: %d", r.Code)
	}
}

// raw sends a request past the checks of the contract, which hold no lock.
func (w *world) raw(method, path string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, nil)
	r.Header.Set("Authorization", "Bearer "+w.key)
	out := httptest.NewRecorder()
	w.handler.ServeHTTP(out, r)
	return out
}

func TestLimits_ofOneKeyAndOfOnePayment(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(d *httpapi.Deps) {
		d.Limits = httpapi.Limits{Key: httpapi.Rate{PerSecond: 1, Burst: 3}, Payment: httpapi.Rate{PerSecond: 1, Burst: 2}}
	})
	one := w.open(`{"order_ref":"A-1","amount":1000,"name":"a","buyer":{"tel":"1"}}`)
	two := w.open(`{"order_ref":"A-2","amount":1000,"name":"a","buyer":{"tel":"1"}}`)
	w.want(w.send("GET", "/api/payments", ""), http.StatusOK, "")
	w.want(w.send("GET", "/api/payments", ""), http.StatusTooManyRequests, "too_many_requests")
	for i := range 2 {
		w.want(w.send("GET", "/api/payments/"+one.id, "", bearer(one.token), from(fmt.Sprintf("203.0.113.%d:1", i))), http.StatusOK, "")
	}
	w.want(w.send("GET", "/api/payments/"+one.id, "", bearer(one.token), from("203.0.113.7:1")), http.StatusTooManyRequests, "too_many_requests")
	w.want(w.send("GET", "/api/payments/"+two.id, "", bearer(two.token), from("203.0.113.7:1")), http.StatusOK, "")
}

const hong = `{"order_ref":"A-1","amount":1000,"name":"a","buyer":{"name":"홍길동","tel":"010-1234-5678","email":"hong@example.com","addr":"서울특별시","postcode":"04524"}}`

func TestBuyer_isMaskedUntilAnAdminAsksAndIsNoted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.open(hong)
	whole := []string{"홍길동", "010-1234-5678", "hong@example.com", "서울특별시", "04524"}
	shows := func(name string, r reply, want bool) {
		for _, word := range whole {
			if strings.Contains(string(r.body), word) != want {
				t.Errorf("%s: shows %q: %v, want %v\n%s", name, word, !want, want, r.body)
			}
		}
	}
	for _, path := range []string{"/api/payments", "/api/payments?buyer_phone=%2B82-10-1234-5678", "/api/payments?buyer_email=HONG@example.com", "/api/payments/" + o.id, "/api/orders/A-1"} {
		r := w.want(w.send("GET", path, ""), http.StatusOK, "")
		shows(path, r, false)
		for _, mask := range []string{"홍*동", "010-****-5678", "h***@example.com", `"masked":true`} {
			if !strings.Contains(string(r.body), mask) {
				t.Errorf("%s lacks %q: %s", path, mask, r.body)
			}
		}
	}
	reader, _, err := w.service.CreateKey(t.Context(), merchant.KeyWish{Name: "reader", Scopes: []merchant.Scope{merchant.ScopeRead}})
	if err != nil {
		t.Fatal(err)
	}
	before := w.auditEnd()
	w.want(w.send("GET", "/api/payments/"+o.id+"?unmask=true", "", bearer(reader)), http.StatusForbidden, "api_key_scope")
	w.want(w.send("GET", "/api/payments/"+o.id+"?unmask=true", "", bearer(o.token)), http.StatusForbidden, "api_key_scope")
	w.want(w.send("GET", "/api/payments/"+o.id+"?unmask=yes", ""), http.StatusBadRequest, "bad_query")
	shows("the browser", w.want(w.send("GET", "/api/payments/"+o.id, "", bearer(o.token)), http.StatusOK, ""), false)
	if after := w.auditEnd(); after != before {
		t.Errorf("refused looks are in the audit log: %+v after %+v", after, before)
	}
	shows("an admin", w.want(w.send("GET", "/api/payments/"+o.id+"?unmask=true", ""), http.StatusOK, ""), true)
	if after := w.auditEnd(); after.N != before.N+1 {
		t.Errorf("the audit log went from %d to %d lines, want one more", before.N, after.N)
	}
}

func (w *world) auditEnd() merchant.AuditHead {
	w.t.Helper()
	head, err := merchant.VerifyAudit(w.t.Context(), w.service.Store)
	if err != nil {
		w.t.Fatal(err)
	}
	return head
}

func TestBuyer_isLookedForByTheWholeNumberAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.open(hong)
	w.open(`{"order_ref":"A-2","amount":1000,"name":"a","buyer":{"tel":"010-9999-0000"}}`)
	if got := w.walk("/api/payments?limit=1&buyer_phone=01012345678"); len(got) != 1 || got[0] != o.id {
		t.Errorf("by phone: %v, want %s", got, o.id)
	}
	for _, none := range []string{"buyer_phone=5678", "buyer_phone=0101234567", "buyer_email=hong", "buyer_email=01012345678"} {
		if got := w.walk("/api/payments?limit=1&" + none); len(got) != 0 {
			t.Errorf("%s: %v", none, got)
		}
	}
	for _, bad := range []string{"buyer_phone=--", "buyer_phone=1&buyer_email=a", "buyer_phone=1&state=open", "buyer_email=a&order_ref=A-1"} {
		w.want(w.send("GET", "/api/payments?"+bad, ""), http.StatusBadRequest, "bad_query")
	}
}

func TestHeaders_areSafeOnEveryAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(d *httpapi.Deps) { d.Service.PublicURL = "https://pay.example" })
	for _, path := range []string{"/api/payments", "/healthz", "/api/docs", "/nowhere", "/api/return?t=x"} {
		h := w.raw("GET", path).Header()
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin",
			"Strict-Transport-Security": "max-age=31536000", "Cache-Control": "no-store",
		} {
			if got := h.Get(name); got != want {
				t.Errorf("%s: %s = %q, want %q", path, name, got, want)
			}
		}
		if csp := h.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || !strings.Contains(csp, "frame-ancestors 'none'") {
			t.Errorf("%s: Content-Security-Policy = %q", path, csp)
		}
	}
	if h := newWorld(t).raw("GET", "/healthz").Header().Get("Strict-Transport-Security"); h != "" {
		t.Errorf("a server without https promises it: %q", h)
	}
}

// slowStore is a store whose readings can be held.
type slowStore struct {
	merchant.Store
	slow atomic.Bool
	held chan struct{}
	hold chan struct{}
}

// View implements merchant.Store.
func (s *slowStore) View(ctx context.Context, fn func(merchant.Tx) error) error {
	if s.slow.Load() {
		s.held <- struct{}{}
		<-s.hold
	}
	return s.Store.View(ctx, fn)
}
