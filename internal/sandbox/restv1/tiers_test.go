package restv1_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

func TestTiers_areReadAndScopeEveryRequest(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	if _, err := a.engine.AddTier(t.Context(), a.m.Code, "A01", "강남점"); err != nil {
		t.Fatal(err)
	}
	if _, err := a.engine.AddChannel(t.Context(), a.m.Code, engine.Channel{Name: "a", Provider: "html5_inicis", MID: "MOIgangnam", Tier: "A01"}); err != nil {
		t.Fatal(err)
	}
	params := map[string]json.RawMessage{}
	if err := json.Unmarshal([]byte(`{"merchant_uid":"order-9","amount":1000,"buyer_tel":"010"}`), &params); err != nil {
		t.Fatal(err)
	}
	w, _, err := a.engine.StartWindow(t.Context(), engine.StartRequest{UserCode: a.m.Code, TierCode: "A01", Params: params})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.engine.FinishWindow(t.Context(), w.Secret, engine.Choice{Outcome: engine.Approve}); err != nil {
		t.Fatal(err)
	}
	one := "/payments/" + w.ImpUID + "?include_sandbox=true"
	for _, c := range []struct {
		method, target, body, tier string
		status, code               int
		text                       string
	}{
		{"GET", "/tiers/A01", "", "", 200, 0, `"tier_code":"A01","tier_name":"강남점"`},
		{"GET", "/tiers/A01", "", "A01", 200, 0, `"tier_code":"A01"`},
		{"GET", "/tiers/B01", "", "", 404, -1, "등록되지 않은 하위 상점입니다."},
		{"GET", "/tiers/imp", "", "", 404, -1, ""},
		{"GET", "/users/pg", "", "A01", 200, 0, `"pg_id":"MOIgangnam"`},
		{"GET", one, "", "", 404, -1, "존재하지 않는 결제정보입니다."},
		{"GET", one, "", "A01", 200, 0, `"merchant_uid":"order-9"`},
		{"GET", one, "", "B01", 401, -1, "등록되지 않은 사용자 또는 등록되지 않은 PG정보입니다."},
		{"GET", "/payments/find/order-9", "", "", 404, -1, ""},
		{"GET", "/payments/find/order-9", "", "A01", 200, 0, ""},
		{"GET", "/payments/status/all", "", "A01", 200, 0, `"total":1`},
		{"GET", "/payments/status/all", "", "", 200, 0, `"total":0`},
		{"POST", "/payments/prepare", `{"merchant_uid":"p","amount":1}`, "A01", 200, 0, ""},
		{"GET", "/payments/prepare/p", "", "", 200, 1, ""},
		{"POST", "/payments/cancel", `{"imp_uid":"` + w.ImpUID + `"}`, "", 200, 1, "취소할 결제건이 존재하지 않습니다."},
		{"POST", "/payments/cancel", `{"imp_uid":"` + w.ImpUID + `"}`, "A01", 200, 0, `"status":"cancelled"`},
		{"POST", "/subscribe/payments/onetime", `{"merchant_uid":"o-1","amount":1000,"name":"n",` + cardFields + `}`, "A01", 200, 0, `"pg_id":"MOIgangnam"`},
	} {
		w := a.send(c.method, c.target, asJSON, c.body, "Tier", c.tier)
		if got := envelope(t, w); w.Code != c.status || got.Code != c.code || !strings.Contains(plain(t, w), c.text) {
			t.Errorf("%s %s of %q answered %d %s, want %d, code %d with %q", c.method, c.target, c.tier, w.Code, w.Body, c.status, c.code, c.text)
		}
	}
}

// from calls the API from an address.
func (a *api) from(address, method, target, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	r.RemoteAddr = address
	r.Header.Set("Authorization", a.token)
	r.Header.Set("Content-Type", asJSON)
	w := httptest.NewRecorder()
	a.handler.ServeHTTP(w, r)
	return w
}

func TestIPWhitelist_keepsOtherCallersOut(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	if _, err := a.engine.SetIPWhitelist(t.Context(), a.m.Code, []string{"198.51.100.0/24"}); err != nil {
		t.Fatal(err)
	}
	keys := `{"imp_key":"` + a.m.APIKey + `","imp_secret":"` + a.m.APISecret + `"}`
	for _, c := range []struct {
		address, method, target, body string
		status                        int
	}{
		{"198.51.100.7:1", "POST", "/users/getToken", keys, http.StatusOK},
		{"203.0.113.1:1", "POST", "/users/getToken", keys, http.StatusUnauthorized},
		{"198.51.100.7:1", "GET", "/users/pg", "", http.StatusOK},
		{"203.0.113.1:1", "GET", "/users/pg", "", http.StatusUnauthorized},
		{"203.0.113.1:1", "POST", "/payments/prepare", `{"merchant_uid":"p","amount":1}`, http.StatusUnauthorized},
	} {
		w := a.from(c.address, c.method, c.target, c.body)
		got := envelope(t, w)
		if w.Code != c.status || c.status == http.StatusUnauthorized && *got.Message != "허용되지 않은 IP입니다. (203.0.113.1)" {
			t.Errorf("%s %s from %s answered %d %s", c.method, c.target, c.address, w.Code, w.Body)
		}
	}
	if _, err := a.engine.PreparedAmount(a.m.Code, "p"); err == nil {
		t.Error("a refused call had an effect")
	}
}
