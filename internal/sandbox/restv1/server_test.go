package restv1_test

import (
	"encoding/json"
	"flag"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/sandbox/engine"
	"github.com/naru-pay/naru/internal/sandbox/restv1"
)

var update = flag.Bool("update", false, "write the golden files")

var noon = time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC)

// api is the REST API in front of a seeded engine whose ids are always the
// same.
type api struct {
	engine  *engine.Engine
	handler http.Handler
	clock   *clock.Manual
	m       engine.Merchant
	token   string
}

func newAPI(t testing.TB) *api {
	t.Helper()
	c := clock.NewManual(noon)
	e, err := engine.New(engine.Config{Clock: c, Entropy: rand.NewChaCha8([32]byte{1}), Seed: true})
	if err != nil {
		t.Fatal(err)
	}
	a := &api{engine: e, handler: answers.Handler(t, e, restv1.New(e, restv1.Options{})), clock: c, m: e.Merchants()[0]}
	token, _, err := e.Token(t.Context(), a.m.APIKey, a.m.APISecret)
	if err != nil {
		t.Fatal(err)
	}
	a.token = token.Value
	return a
}

// send makes a request with the token; header holds names and values in turn.
func (a *api) send(method, target, contentType, body string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	r.Header.Set("Authorization", "Bearer "+a.token)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	a.handler.ServeHTTP(w, r)
	return w
}

const (
	asJSON = "application/json"
	asForm = "application/x-www-form-urlencoded"
)

// pay makes a payment; members are added to a request_pay of ₩1,000 by card.
func (a *api) pay(t testing.TB, members string, c engine.Choice) engine.Result {
	t.Helper()
	params := map[string]json.RawMessage{}
	for _, text := range []string{
		`{"pg":"html5_inicis","merchant_uid":"order-1","name":"상품/하나","amount":1000,"buyer_tel":"010-0000-0000","buyer_name":"홍길동"}`, "{" + members + "}",
	} {
		if err := json.Unmarshal([]byte(text), &params); err != nil {
			t.Fatal(err)
		}
	}
	w, refused, err := a.engine.StartWindow(t.Context(), engine.StartRequest{UserCode: a.m.Code, Params: params, UserAgent: "Mozilla/5.0"})
	if err != nil || refused != nil {
		t.Fatalf("start: %+v, %v", refused, err)
	}
	r, err := a.engine.FinishWindow(t.Context(), w.Secret, c)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// answer is an envelope.
type answer struct {
	Code     int             `json:"code"`
	Message  *string         `json:"message"`
	Response json.RawMessage `json:"response"`
	Error    json.RawMessage `json:"error"` // of the PG, which one operation passes on
}

func envelope(t testing.TB, w *httptest.ResponseRecorder) answer {
	t.Helper()
	var a answer
	dec := json.NewDecoder(strings.NewReader(w.Body.String()))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&a); err != nil {
		t.Fatalf("not an envelope: %d %s", w.Code, w.Body)
	}
	if got := w.Header().Get("Content-Type"); got != "application/json; charset=UTF-8" {
		t.Errorf("Content-Type %q", got)
	}
	return a
}

// golden compares the bytes of an answer with a file.
func golden(t *testing.T, name string, w *httptest.ResponseRecorder) {
	t.Helper()
	path := filepath.Join("testdata", name+".json")
	got := w.Body.String() + "\n"
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s:\n%s", name, diff)
	}
}

func TestAnswers_areWrittenAsPortOneWrites(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	card := a.pay(t, "", engine.Choice{Outcome: engine.Approve})
	account := a.pay(t, `"merchant_uid":"order-2","pay_method":"vbank"`, engine.Choice{Outcome: engine.IssueAccount})
	money := a.pay(t, `"merchant_uid":"order-3","pg":"kakaopay"`, engine.Choice{Outcome: engine.Approve, Money: true})
	failed := a.pay(t, `"merchant_uid":"order-4"`, engine.Choice{Outcome: engine.DeclineLimit})
	dollars := a.pay(t, `"merchant_uid":"order-5","pg":"tosspayments","currency":"USD","amount":10.5`, engine.Choice{Outcome: engine.Approve})
	golden(t, "token", a.send("POST", "/users/getToken", asJSON, `{"imp_key":"`+a.m.APIKey+`","imp_secret":"`+a.m.APISecret+`"}`))
	for name, r := range map[string]engine.Result{"card": card, "account": account, "kakao_money": money, "failed": failed, "dollars": dollars} {
		golden(t, name, a.send("GET", "/payments/"+r.ImpUID+"?include_sandbox=true", "", ""))
	}
	golden(t, "prepared", a.send("POST", "/payments/prepare", asForm, "merchant_uid=p&amount=1000"))
	golden(t, "cancelled_part", a.send("POST", "/payments/cancel", asJSON, `{"imp_uid":"`+card.ImpUID+`","amount":400,"reason":"변심"}`))
	golden(t, "find_all", a.send("GET", "/payments/findAll/order-1", "", ""))
	golden(t, "channels", a.send("GET", "/users/pg", "", ""))
	golden(t, "bank", a.send("GET", "/banks/004", "", ""))
}

func TestErrors_areThoseOfPortOne(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	paid := a.pay(t, "", engine.Choice{Outcome: engine.Approve})
	gone := a.pay(t, `"merchant_uid":"order-2"`, engine.Choice{Outcome: engine.Approve})
	for _, body := range []string{`{"imp_uid":"` + gone.ImpUID + `"}`} {
		if w := a.send("POST", "/payments/cancel", asJSON, body); w.Code != 200 || envelope(t, w).Code != 0 {
			t.Fatalf("cancel answered %d %s", w.Code, w.Body)
		}
	}
	if w := a.send("POST", "/payments/prepare", asJSON, `{"merchant_uid":"p","amount":1000}`); envelope(t, w).Code != 0 {
		t.Fatalf("prepare answered %s", w.Body)
	}
	cases := []struct {
		method, target, body string
		status, code         int
		message              string
	}{
		{"GET", "/payments/imp_000000000000", "", 404, -1, "존재하지 않는 결제정보입니다."},
		{"GET", "/payments/" + paid.ImpUID, "", 404, -1, "존재하지 않는 결제정보입니다."},
		{"GET", "/payments/" + paid.ImpUID + "?include_sandbox=false", "", 404, -1, "존재하지 않는 결제정보입니다."},
		{"GET", "/payments", "", 404, -1, "존재하지 않는 결제정보입니다."},
		{"GET", "/payments/find/nothing", "", 404, -1, "존재하지 않는 결제정보입니다."},
		{"GET", "/payments/find/order-1/failed", "", 404, -1, "존재하지 않는 결제정보입니다."},
		{"GET", "/payments/findAll/order-1/unknown", "", 400, -1, "조회 조건이 올바르지 않습니다."},
		{"GET", "/payments/findAll/order-1?page=0", "", 400, -1, "조회 조건이 올바르지 않습니다."},
		{"GET", "/payments/findAll/order-1?page=2", "", 400, -1, "조회 조건이 올바르지 않습니다."},
		{"GET", "/payments/findAll/order-1?limit=1001", "", 400, -1, "조회 조건이 올바르지 않습니다."},
		{"GET", "/payments/findAll/order-1?sorting=amount", "", 400, -1, "조회 조건이 올바르지 않습니다."},
		{"GET", "/payments/status/unknown", "", 400, -1, "조회 조건이 올바르지 않습니다."},
		{"GET", "/payments/status/all?from=1&to=99999999", "", 400, -1, "조회 조건이 올바르지 않습니다."},
		{"GET", "/payments/status/all?page=99", "", 400, -1, "조회 조건이 올바르지 않습니다."},
		{"GET", "/payments/" + paid.ImpUID + "/balance", "", 200, 1, "PAYCO 결제건만 조회할 수 있습니다."},
		{"GET", "/payments/imp_0/balance", "", 404, -1, "존재하지 않는 결제정보입니다."},
		{"POST", "/payments/cancel", `{"imp_uid":"imp_0"}`, 200, 1, "취소할 결제건이 존재하지 않습니다."},
		{"POST", "/payments/cancel", `{"imp_uid":"imp_0","merchant_uid":"order-1"}`, 200, 1, "취소할 결제건이 존재하지 않습니다."},
		{"POST", "/payments/cancel", `{}`, 200, 1, "취소할 결제건이 존재하지 않습니다."},
		{"POST", "/payments/cancel", `{"imp_uid":"` + gone.ImpUID + `"}`, 200, 1, "이미 전액취소된 주문입니다."},
		{"POST", "/payments/cancel", `{"imp_uid":"` + paid.ImpUID + `","checksum":999}`, 200, 1, "취소 가능 금액이 checksum과 일치하지 않습니다."},
		{"POST", "/payments/cancel", `{"imp_uid":"` + paid.ImpUID + `","amount":1001}`, 200, 1, "취소 금액은 결제 또는 잔여 금액보다 클 수 없습니다."},
		{"POST", "/payments/prepare", `{"merchant_uid":"p","amount":1000}`, 200, 1, "결제정보 사전등록에 실패하였습니다(이미 등록된 merchant_uid입니다)."},
		{"PUT", "/payments/prepare", `{"merchant_uid":"q","amount":1000}`, 404, -1, "사전등록된 결제정보가 존재하지 않습니다."},
		{"GET", "/payments/prepare/q", "", 200, 1, "사전등록된 결제정보가 존재하지 않습니다."},
		{"DELETE", "/vbanks/" + paid.ImpUID, "", 400, -1, "가상계좌 결제건이 아닙니다."},
		{"DELETE", "/vbanks/imp_0", "", 404, -1, "존재하지 않는 결제정보입니다."},
		{"GET", "/banks/999", "", 404, -1, "존재하지 않는 코드입니다."},
		{"GET", "/cards/999", "", 404, -1, "존재하지 않는 코드입니다."},
		{"POST", "/users/getToken", `{"imp_key":"1"}`, 400, -1, "imp_key, imp_secret 파라메터가 누락되었습니다."},
		{"POST", "/users/getToken", `{"imp_key":"1","imp_secret":"2"}`, 401, -1, "인증에 실패하였습니다. API키와 secret을 확인하세요."},
		{"GET", "/nowhere", "", 404, -1, "Not Found"},
		{"DELETE", "/payments/cancel", "", 405, -1, "Method Not Allowed"},
	}
	for _, c := range cases {
		w := a.send(c.method, c.target, asJSON, c.body)
		got := envelope(t, w)
		if w.Code != c.status || got.Code != c.code || got.Message == nil || *got.Message != c.message || string(got.Response) != "null" {
			t.Errorf("%s %s %s\nanswered %d %s\nwant %d %d %s", c.method, c.target, c.body, w.Code, w.Body, c.status, c.code, c.message)
		}
	}
	if p, err := a.engine.PaymentByImpUID(a.m.Code, paid.ImpUID); err != nil || !p.CancelAmount.IsZero() {
		t.Errorf("%s was given back, %v", p.CancelAmount, err)
	}
}

func TestToken_isAskedForEverywhereInEveryForm(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	for _, target := range []string{
		"GET /users/pg", "GET /payments", "GET /payments/x", "GET /payments/x/balance", "GET /payments/find/x", "GET /payments/findAll/x",
		"GET /payments/status/all", "POST /payments/cancel", "POST /payments/prepare", "PUT /payments/prepare", "GET /payments/prepare/x",
		"DELETE /vbanks/x", "GET /banks", "GET /cards",
	} {
		method, path, _ := strings.Cut(target, " ")
		for _, value := range []string{"", "Bearer", "Bearer 0000", "0000", "Basic " + a.token} {
			w := a.send(method, path, "", "", "Authorization", value)
			if got := envelope(t, w); w.Code != 401 || got.Code != -1 || *got.Message != "Unauthorized" {
				t.Errorf("%s with %q answered %d %s", target, value, w.Code, w.Body)
			}
		}
	}
	for _, header := range [][2]string{
		{"Authorization", "Bearer " + a.token}, {"Authorization", "bearer " + a.token}, {"Authorization", a.token}, {"X-ImpTokenHeader", a.token},
	} {
		w := a.send("GET", "/banks", "", "", "Authorization", "", header[0], header[1])
		if w.Code != 200 {
			t.Errorf("%v answered %d %s", header, w.Code, w.Body)
		}
	}
	if w := a.send("GET", "/banks", "text/plain", "a body that no read has"); w.Code != 200 {
		t.Errorf("a read with a body answered %d %s", w.Code, w.Body)
	}
	a.clock.Advance(31 * time.Minute)
	if w := a.send("GET", "/banks", "", ""); w.Code != 401 {
		t.Errorf("an expired token answered %d", w.Code)
	}
}

// The four kinds of patterns that net/http's own multiplexer refuses to
// register side by side reach the right operation here.
func TestRoutes_fixedSegmentsWin(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	r := a.pay(t, `"merchant_uid":"balance"`, engine.Choice{Outcome: engine.Approve})
	for target, want := range map[string]string{
		"/payments/" + r.ImpUID + "/balance":           "PAYCO",
		"/payments/status/balance":                     "조회 조건",
		"/payments/find/balance":                       `"merchant_uid":"balance"`,
		"/payments/find/balance/":                      `"merchant_uid":"balance"`,
		"/payments/find/balance/paid":                  `"merchant_uid":"balance"`,
		"/payments/findAll/balance":                    `"total":1`,
		"/payments/findAll/balance/paid":               `"total":1`,
		"/payments/prepare/balance":                    "사전등록된 결제정보가",
		"/payments/status/paid":                        `"total":1`,
		"/payments?imp_uid[]=" + r.ImpUID:              `"merchant_uid":"balance"`,
		"/payments?merchant_uid%5B%5D=balance":         `"merchant_uid":"balance"`,
		"/payments/find/a%2Fbalance":                   "존재하지",
		"/payments/" + r.ImpUID + "?include_sandbox=1": `"merchant_uid":"balance"`,
	} {
		raw := plain(t, a.send("GET", target, "", ""))
		if !strings.Contains(raw, want) {
			t.Errorf("GET %s answered %s, want %s", target, raw, want)
		}
	}
}

// plain undoes PortOne's escapes, so that a test may look for Korean.
func plain(t testing.TB, w *httptest.ResponseRecorder) string {
	t.Helper()
	var v any
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func TestMany_tellsWhetherSomeAreMissing(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	one := a.pay(t, `"merchant_uid":"a/b"`, engine.Choice{Outcome: engine.Approve})
	two := a.pay(t, `"merchant_uid":"c"`, engine.Choice{Outcome: engine.Approve})
	for query, want := range map[string]int{
		"imp_uid[]=" + one.ImpUID + "&imp_uid[]=" + two.ImpUID: 200, "imp_uid[]=" + one.ImpUID + "&merchant_uid[]=c": 200,
		"imp_uid[]=" + one.ImpUID + "&imp_uid[]=imp_0": 207, "merchant_uid[]=nothing": 404, strings.Repeat("imp_uid[]=x&", 101): 400,
	} {
		if w := a.send("GET", "/payments?"+query, "", ""); w.Code != want {
			t.Errorf("GET /payments?%s answered %d %s, want %d", query, w.Code, w.Body, want)
		}
	}
	if w := a.send("GET", "/payments/find/a%2Fb", "", ""); w.Code != 200 {
		t.Errorf("an escaped merchant_uid answered %d %s", w.Code, w.Body)
	}
}

func TestLists_pageAndSort(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	var ids []string
	for range 3 {
		ids = append(ids, a.pay(t, "", engine.Choice{Outcome: engine.DeclineLimit}).ImpUID)
		a.clock.Advance(time.Second)
	}
	for target, want := range map[string]string{
		"/payments/findAll/order-1":                          ids[2] + ids[1] + ids[0] + " 0 0 3",
		"/payments/findAll/order-1?sorting=started":          ids[0] + ids[1] + ids[2] + " 0 0 3",
		"/payments/findAll/order-1?limit=2":                  ids[2] + ids[1] + " 0 2 3",
		"/payments/findAll/order-1?limit=2&page=2":           ids[0] + " 1 0 3",
		"/payments/status/failed?sorting=-updated&limit=1":   ids[2] + " 0 2 3",
		"/payments/status/paid":                              " 0 0 0",
		"/payments/status/all?from=1795402800&to=1795402800": ids[0] + " 0 0 1",
	} {
		var page struct {
			Total, Previous, Next int
			List                  []struct {
				ImpUID string `json:"imp_uid"`
			}
		}
		w := a.send("GET", target, "", "")
		if err := json.Unmarshal(envelope(t, w).Response, &page); err != nil {
			t.Fatalf("GET %s answered %d %s", target, w.Code, w.Body)
		}
		got := ""
		for _, p := range page.List {
			got += p.ImpUID
		}
		got += " " + itoa(page.Previous) + " " + itoa(page.Next) + " " + itoa(page.Total)
		if got != want {
			t.Errorf("GET %s lists %s, want %s", target, got, want)
		}
	}
}

func itoa(n int) string { return string(rune('0' + n)) }
