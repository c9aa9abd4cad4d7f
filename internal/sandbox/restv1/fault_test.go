package restv1_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// let adds a scenario.
func (a *api) let(t *testing.T, when engine.When, do engine.Do) {
	t.Helper()
	if _, err := a.engine.AddScenario(t.Context(), engine.Scenario{Name: "고장", When: when, Do: do}); err != nil {
		t.Fatal(err)
	}
}

// wire is what came back over a real connection.
type wire struct {
	status int
	kind   string
	body   string
	err    error // of reading the body
}

// over sends a cancel of ₩400 through a real server.
func (a *api) over(t *testing.T, impUID string) wire {
	t.Helper()
	server := httptest.NewServer(a.handler)
	defer server.Close()
	req, err := http.NewRequestWithContext(t.Context(), "POST", server.URL+"/payments/cancel", strings.NewReader(`{"imp_uid":"`+impUID+`","amount":400}`))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", asJSON)
	req.Header.Set("Authorization", a.token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	return wire{res.StatusCode, res.Header.Get("Content-Type"), string(raw), err}
}

// lastExchange is what the log tells of the newest REST request.
func (a *api) lastExchange(t *testing.T) (status int, answer, effect string, after bool) {
	t.Helper()
	var told struct {
		Status int
		Answer string
		Effect string
		After  bool
	}
	events := a.engine.Events(0)
	for i := range events {
		if ev := events[len(events)-1-i]; ev.Kind == "rest.request" {
			if err := json.Unmarshal(ev.Data, &told); err != nil {
				t.Fatal(err)
			}
			break
		}
	}
	return told.Status, told.Answer, told.Effect, told.After
}

func TestScenario_spoilsTheAnswerBeforeOrAfterTheOperation(t *testing.T) {
	t.Parallel()
	const cut = `"amount":1000`
	for effect, c := range map[string]struct {
		do     engine.Do
		status int
		kind   string
		body   string // a part of it
		broken bool
	}{
		engine.RESTError:        {engine.Do{Text: "PG 점검"}, 500, "application/json; charset=UTF-8", `{"code":-1,"message":"PG \uc810\uac80","response":null}`, false},
		engine.RESTHTML:         {engine.Do{}, 502, "text/html", "<title>502 Bad Gateway</title>", false},
		engine.RESTUnauthorized: {engine.Do{}, 401, "application/json; charset=UTF-8", `"message":"Unauthorized"`, false},
		engine.RESTCut:          {engine.Do{}, 200, "application/json; charset=UTF-8", `{"code":0,"message":null`, true},
		engine.RESTSlow:         {engine.Do{MS: 20}, 200, "application/json; charset=UTF-8", cut, false},
	} {
		for _, after := range []bool{false, true} {
			t.Run(effect, func(t *testing.T) {
				t.Parallel()
				a := newAPI(t)
				do := c.do
				do.Effect, do.After = effect, after
				a.let(t, engine.When{Operation: "POST /payments/cancel", Amount: "400", MerchantUID: "order-*", Times: 1}, do)
				paid := a.pay(t, "", engine.Choice{Outcome: engine.Approve}).ImpUID
				got := a.over(t, paid)
				want := c.body
				if effect == engine.RESTCut && !after {
					want = `{"code":0,"message"`
				}
				if got.status != c.status || got.kind != c.kind || !strings.Contains(got.body, want) || (got.err != nil) != c.broken {
					t.Errorf("answered %+v", got)
				}
				if c.broken && !errors.Is(got.err, io.ErrUnexpectedEOF) {
					t.Errorf("the body ended with %v", got.err)
				}
				p, err := a.engine.PaymentByImpUID(a.m.Code, paid)
				if err != nil || (p.CancelAmount.Minor() == 400) != (after || effect == engine.RESTSlow) {
					t.Errorf("%s was given back, %v", p.CancelAmount, err)
				}
				status, answer, told, was := a.lastExchange(t)
				if status != c.status || answer != got.body || told != effect || was != after {
					t.Errorf("the log tells %d %s %s %v, want what was sent: %+v", status, answer, told, was, got)
				}
				if _, live := a.engine.Authenticate(a.token); live == (effect == engine.RESTUnauthorized) {
					t.Errorf("the token lives: %v", live)
				}
			})
		}
	}
}

func TestScenario_aDeadTokenIsReplaced(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.let(t, engine.When{Nth: 2, Operation: "* /payments/**"}, engine.Do{Effect: engine.RESTUnauthorized})
	paid := a.pay(t, "", engine.Choice{Outcome: engine.Approve}).ImpUID
	read := func() int { return a.send("GET", "/payments/"+paid+"?include_sandbox=true", "", "").Code }
	if first, second, third := read(), read(), read(); first != 200 || second != 401 || third != 401 {
		t.Errorf("reads answered %d, %d and %d", first, second, third)
	}
	token, _, err := a.engine.Token(t.Context(), a.m.APIKey, a.m.APISecret)
	if err != nil || token.Value == a.token {
		t.Fatalf("asked again, the token is %v, %v", token, err)
	}
	if a.token = token.Value; read() != 200 {
		t.Error("a new token does not read")
	}
}

func TestScenario_aSlowCallIsNotCarriedOutForWhoHasLeft(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.let(t, engine.When{Operation: "POST /payments/cancel"}, engine.Do{Effect: engine.RESTSlow, MS: 60_000})
	paid := a.pay(t, "", engine.Choice{Outcome: engine.Approve}).ImpUID
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	r := httptest.NewRequestWithContext(ctx, "POST", "/payments/cancel", strings.NewReader(`{"imp_uid":"`+paid+`"}`))
	r.Header.Set("Content-Type", asJSON)
	r.Header.Set("Authorization", a.token)
	a.handler.ServeHTTP(httptest.NewRecorder(), r)
	if p, err := a.engine.PaymentByImpUID(a.m.Code, paid); err != nil || p.Status != engine.Paid {
		t.Errorf("the payment is %s, %v", p.Status, err)
	}
	if status, _, effect, _ := a.lastExchange(t); status != 0 || effect != engine.RESTSlow {
		t.Errorf("the log tells %d %s", status, effect)
	}
}

func TestScenario_meansAnOperationByItsPath(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		operation, method, target string
		fits                      bool
	}{
		{"GET /payments/{imp_uid}", "GET", "/payments/imp_1", true},
		{"GET /payments/{imp_uid}", "GET", "/payments/imp_1/balance", false},
		{"GET /payments/{imp_uid}", "POST", "/payments/cancel", false},
		{"POST /payments/*", "POST", "/payments/cancel", true},
		{"* /subscribe/**", "GET", "/subscribe/customers/c1/payments", true},
		{"* /subscribe/**", "GET", "/payments", false},
		{"GET /payments/find/{merchant_uid}", "GET", "/payments/find/a%2Fb", false}, // a slash is a slash
		{"GET /payments", "GET", "/payments", true},
		{"GET /payments/", "GET", "/payments", false},
		{"", "GET", "/nowhere", true},
	} {
		a := newAPI(t)
		a.let(t, engine.When{Operation: c.operation}, engine.Do{Effect: engine.RESTHTML})
		if got := a.send(c.method, c.target, asJSON, "{}").Code; (got == 502) != c.fits {
			t.Errorf("%q and %s %s: answered %d", c.operation, c.method, c.target, got)
		}
	}
}

func TestScenario_meansASubStoreByItsOwnCode(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	if _, err := a.engine.AddTier(t.Context(), a.m.Code, "AB1", "하위"); err != nil {
		t.Fatal(err)
	}
	a.let(t, engine.When{Merchant: engine.StoreCode(a.m.Code, "AB1")}, engine.Do{Effect: engine.RESTHTML})
	if own := a.send("GET", "/banks", "", "").Code; own != 200 {
		t.Errorf("the account's own call answered %d", own)
	}
	if sub := a.send("GET", "/banks", "", "", "Tier", "AB1").Code; sub != 502 {
		t.Errorf("the sub-store's call answered %d", sub)
	}
}
