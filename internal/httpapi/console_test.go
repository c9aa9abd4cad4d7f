package httpapi_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/httpapi"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/operator"
)

// filled puts ids that nothing has in the place of a path's parameters.
func filled(path string) string {
	kind := "pay"
	for part, prefix := range map[string]string{
		"/operators/": "opr", "/logins/": "lgn", "/keys/": "key", "/webhook-endpoints/": "wep", "/discrepancies/": "dsc",
	} {
		if strings.Contains(path, part) {
			kind = prefix
		}
	}
	return pathParameter.ReplaceAllString(path, kind+"_"+strings.Repeat("0", 26))
}

// TestConsole_everyRouteForEveryRoleFromEveryOrigin calls every route of the table
// as nobody, as each role fresh and not, from the console's own page and from
// another site, and asks that exactly those come through whom the table names.
func TestConsole_everyRouteForEveryRoleFromEveryOrigin(t *testing.T) {
	t.Parallel()
	c := newConsole(t)
	c.quick = true
	people := []*browser{nil}
	roles := []operator.Role{""}
	for _, role := range operator.Roles {
		people = append(people, c.logIn(c.hire(role)))
		roles = append(roles, role)
	}
	origins := map[string][]edit{
		"its own page":    nil,
		"another site":    {set("Sec-Fetch-Site", "cross-site"), set("Origin", "https://evil.example")},
		"a sister site":   {set("Sec-Fetch-Site", "same-site"), set("Origin", "http://shop.localhost:4100")},
		"an old browser":  {unset("Sec-Fetch-Site"), set("Origin", "https://evil.example")},
		"a page of files": {unset("Sec-Fetch-Site"), set("Origin", "null")},
	}
	for _, fresh := range []bool{true, false} {
		if !fresh {
			c.clock.Advance(merchant.LoginFresh)
		}
		for _, r := range httpapi.ConsoleTable() {
			for origin, edits := range origins {
				for i, b := range people {
					if ends(r) {
						continue // it would end what the others need; TestConsole_logOut… has it
					}
					if b == nil {
						b = c.browser()
					}
					one := *b
					body := ""
					if r.Method == http.MethodPost || r.Method == http.MethodPatch {
						body = `{"nothing":1}`
					}
					got := one.send(r.Method, filled(r.Path), body, edits...)
					want := wanted(r, roles[i], fresh, r.Method == http.MethodGet || origin == "its own page")
					if entrance(got.code()) != want {
						t.Errorf("%s %s as %q from %s (fresh %v): answered %d %s, want %q at the entrance", r.Method, r.Path, roles[i], origin, fresh, got.status, got.code(), want)
					}
				}
			}
		}
	}
}

// ends reports whether a route ends the session that calls it, whatever it says.
func ends(r httpapi.ConsoleRoute) bool {
	return r.Path == "/console/api/logout" || (r.Path == "/console/api/totp" && r.Method == http.MethodDelete)
}

func set(name, value string) edit { return func(r *http.Request) { r.Header.Set(name, value) } }

func unset(name string) edit { return func(r *http.Request) { r.Header.Del(name) } }

// entrances are the codes with which the guard refuses.
var entrances = []string{
	"cross_origin_refused", "session_required", "session_ended", "role_required", "step_up_required", "password_change_required", "console_needs_https",
}

func entrance(code string) string {
	if slices.Contains(entrances, code) {
		return code
	}
	return ""
}

// wanted is what the guard has to say.
func wanted(r httpapi.ConsoleRoute, role operator.Role, fresh, ours bool) string {
	switch {
	case !ours:
		return "cross_origin_refused"
	case r.Role == "":
		return ""
	case role == "":
		return "session_required"
	case !role.May(operator.Role(r.Role)):
		return "role_required"
	case r.Fresh && !fresh:
		return "step_up_required"
	}
	return ""
}

// TestConsole_servesNothingBeyondItsTable asks the router for what it serves below
// /console/api.
func TestConsole_servesNothingBeyondItsTable(t *testing.T) {
	t.Parallel()
	c := newConsole(t)
	var want []string
	for _, r := range httpapi.ConsoleTable() {
		want = append(want, r.Method+" "+r.Path)
	}
	got := httpapi.Routed(c.deps)
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("routed:\n%s\nin the table:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for _, path := range []string{"/console/api", "/console/api/", "/console/api/nothing", "/console/api/session/x"} {
		c.want(c.browser().send("GET", path, ""), http.StatusNotFound, "route_not_found")
	}
}

func TestConsole_cookieIsTheBrowsersAlone(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"http://localhost:4100": "naru_console=; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict",
		"https://pay.shop.kr":   "__Host-naru_console=; Path=/; Max-Age=43200; HttpOnly; Secure; SameSite=Strict",
	} {
		c := newConsoleAt(t, address)
		b := c.browser()
		r := c.want(b.send("POST", "/console/api/login", logInBody(c.hire(operator.Admin), goodWord)), http.StatusOK, "")
		got := r.header.Get("Set-Cookie")
		if len(b.cookie) != 43 || strings.Replace(got, b.cookie, "", 1) != want {
			t.Errorf("at %s the cookie is %q", address, got)
		}
		if strings.Contains(string(r.body), b.cookie) || strings.Contains(c.log.String(), b.cookie) {
			t.Error("the token stands elsewhere, too")
		}
	}
	c := newConsoleAt(t, "http://192.0.2.7:4100")
	c.want(c.browser().send("POST", "/console/api/login", logInBody(c.hire(operator.Admin), goodWord)), http.StatusForbidden, "console_needs_https")
}

func TestConsole_logInRefusesAlike(t *testing.T) {
	t.Parallel()
	c := newConsole(t)
	o := c.hire(operator.Operator)
	gone := c.hire(operator.Viewer)
	off := true
	if _, err := c.staff.Change(t.Context(), gone.ID, merchant.OperatorChange{Disabled: &off}); err != nil {
		t.Fatal(err)
	}
	var first map[string]any
	for name, body := range map[string]string{
		"wrong password": logInBody(o, goodWord+"!"), "nobody": logInBody(merchant.Operator{Email: "who@shop.kr"}, goodWord),
		"no address": logInBody(merchant.Operator{Email: "who"}, goodWord), "disabled": logInBody(gone, goodWord),
	} {
		b := c.browser()
		r := c.want(b.send("POST", "/console/api/login", body), http.StatusUnauthorized, "login_refused")
		delete(r.json, "request_id")
		if b.cookie != "" {
			t.Errorf("%s: a cookie came with the refusal", name)
		}
		if first == nil {
			first = r.json
		}
		if fmt.Sprint(r.json) != fmt.Sprint(first) {
			t.Errorf("%s is told something else: %v and %v", name, r.json, first)
		}
	}
	for body, code := range map[string]string{`{"email":"a@b"}`: "missing_field", `{"password":"x"}`: "missing_field", `{"email":"a@b","password":"x","role":"admin"}`: "unknown_field"} {
		c.want(c.browser().send("POST", "/console/api/login", body), http.StatusBadRequest, code)
	}
}

func TestConsole_guessesAreSlowedForTheGuesserAlone(t *testing.T) {
	t.Parallel()
	c := newConsole(t)
	o, other := c.hire(operator.Operator), c.hire(operator.Viewer)
	guess := func(who merchant.Operator, word, from string) reply {
		return c.browser().send("POST", "/console/api/login", logInBody(who, word), func(r *http.Request) { r.RemoteAddr = from + ":9" })
	}
	const attacker, owner = "192.0.2.66", "192.0.2.1"
	for range 10 {
		c.want(guess(o, "not the password at all", attacker), http.StatusUnauthorized, "login_refused")
	}
	c.want(guess(o, goodWord, attacker), http.StatusTooManyRequests, "too_many_requests")
	c.want(guess(o, goodWord, owner), http.StatusOK, "")
	c.want(guess(other, goodWord, attacker), http.StatusOK, "")
	c.clock.Advance(time.Minute)
	c.want(guess(o, goodWord, attacker), http.StatusOK, "")
}

func TestConsole_sessionEndsByItself(t *testing.T) {
	t.Parallel()
	c := newConsole(t)
	o := c.hire(operator.Viewer)
	idle := c.logIn(o)
	c.clock.Advance(merchant.LoginIdle - time.Second)
	c.want(idle.send("GET", "/console/api/session", ""), http.StatusOK, "")
	c.clock.Advance(merchant.LoginIdle - time.Second)
	c.want(idle.send("GET", "/console/api/session", ""), http.StatusOK, "")
	c.clock.Advance(merchant.LoginIdle)
	c.want(idle.send("GET", "/console/api/session", ""), http.StatusUnauthorized, "session_ended")
	if idle.cookie != "" {
		t.Error("the browser keeps the cookie of a session that has ended")
	}
	busy := c.logIn(o)
	for range int(merchant.LoginLife/(20*time.Minute)) - 1 {
		c.clock.Advance(20 * time.Minute)
		c.want(busy.send("GET", "/console/api/session", ""), http.StatusOK, "")
	}
	c.clock.Advance(20 * time.Minute)
	c.want(busy.send("GET", "/console/api/session", ""), http.StatusUnauthorized, "session_ended")
}

func TestConsole_tokenIsReplacedAtStepUp(t *testing.T) {
	t.Parallel()
	c := newConsole(t)
	b := c.logIn(c.hire(operator.Admin))
	before := *b
	c.clock.Advance(merchant.LoginFresh)
	const path, body = "/console/api/operators", `{"email":"new@shop.kr","name":"새","role":"viewer"}`
	c.want(b.send("POST", path, body), http.StatusForbidden, "step_up_required")
	c.want(b.send("POST", "/console/api/step-up", `{"password":"wrong"}`), http.StatusUnauthorized, "login_refused")
	r := c.want(b.send("POST", "/console/api/step-up", fmt.Sprintf(`{"password":%q}`, goodWord)), http.StatusOK, "")
	if r.json["fresh_until"] == nil || b.cookie == before.cookie {
		t.Errorf("after the step-up: %s, cookie as before: %v", r.body, b.cookie == before.cookie)
	}
	c.want(before.send("GET", "/console/api/session", ""), http.StatusUnauthorized, "session_ended")
	c.want(b.send("POST", path, body), http.StatusCreated, "")
	want := []string{"key.made open read refund admin", "operator.made admin", "login", "login.confirm_refused password", "login.confirmed", "operator.made viewer"}
	if got := c.audited(); !slices.Equal(got, want) {
		t.Errorf("audited %q, want %q", got, want)
	}
}

func TestConsole_codesAreAskedForAndUsedOnce(t *testing.T) {
	t.Parallel()
	c := newConsole(t)
	o := c.hire(operator.Admin)
	b, elsewhere := c.logIn(o), c.logIn(o)
	r := c.want(b.send("POST", "/console/api/totp", ""), http.StatusOK, "")
	secret, err := operator.ParseSecret(r.text("secret"))
	if err != nil {
		t.Fatal(err)
	}
	code := func() string { return operator.CodeOf(secret, operator.StepAt(c.clock.Now())) }
	c.want(b.send("POST", "/console/api/totp/confirm", `{"code":"000000"}`), http.StatusUnauthorized, "login_refused")
	c.want(b.send("POST", "/console/api/totp/confirm", fmt.Sprintf(`{"code":%q}`, code())), http.StatusOK, "")
	c.want(elsewhere.send("GET", "/console/api/session", ""), http.StatusUnauthorized, "session_ended")
	with := func(code string) string {
		return strings.TrimSuffix(logInBody(o, goodWord), "}") + fmt.Sprintf(`,"code":%q}`, code)
	}
	fresh := c.browser()
	c.want(fresh.send("POST", "/console/api/login", logInBody(o, goodWord)), http.StatusUnauthorized, "second_factor_required")
	c.want(fresh.send("POST", "/console/api/login", with(code())), http.StatusUnauthorized, "login_refused") // it was used to confirm
	c.clock.Advance(30 * time.Second)
	used := code()
	c.want(fresh.send("POST", "/console/api/login", with(used)), http.StatusOK, "")
	c.want(c.browser().send("POST", "/console/api/login", with(used)), http.StatusUnauthorized, "login_refused")
	c.clock.Advance(merchant.LoginFresh)
	c.want(fresh.send("POST", "/console/api/step-up", fmt.Sprintf(`{"password":%q}`, goodWord)), http.StatusUnauthorized, "second_factor_required")
	c.want(fresh.send("POST", "/console/api/step-up", fmt.Sprintf(`{"code":%q}`, code())), http.StatusOK, "")
	c.want(fresh.send("DELETE", "/console/api/totp", ""), http.StatusNoContent, "")
	c.want(c.browser().send("POST", "/console/api/login", logInBody(o, goodWord)), http.StatusOK, "")
}

func TestConsole_startPasswordOpensNothingElse(t *testing.T) {
	t.Parallel()
	c := newConsole(t)
	admin := c.logIn(c.hire(operator.Admin))
	r := c.want(admin.send("POST", "/console/api/operators", `{"email":"New@Shop.kr","name":"새 사람","role":"operator","refund_limit":5000}`), http.StatusCreated, "")
	start, o := r.text("password"), merchant.Operator{Email: "new@shop.kr", ID: fmt.Sprint(r.object("operator")["id"])}
	if r.object("operator")["refund_limit"] != 5000.0 || r.object("operator")["start_password"] != true {
		t.Errorf("made %v", r.object("operator"))
	}
	b := c.browser()
	r = c.want(b.send("POST", "/console/api/login", logInBody(o, start)), http.StatusOK, "")
	if r.json["must_change_password"] != true {
		t.Errorf("session %s", r.body)
	}
	c.want(b.send("GET", "/console/api/logins", ""), http.StatusForbidden, "password_change_required")
	change := func(old, word string) string { return fmt.Sprintf(`{"old":%q,"new":%q}`, old, word) }
	c.want(b.send("POST", "/console/api/password", change("wrong wrong wrong", goodWord)), http.StatusUnauthorized, "login_refused")
	c.want(b.send("POST", "/console/api/password", change(start, "short")), http.StatusUnprocessableEntity, "password_weak")
	c.want(b.send("POST", "/console/api/password", change(start, strings.Repeat("가나다라 mabasa ", 20))), http.StatusUnprocessableEntity, "password_weak")
	c.want(b.send("POST", "/console/api/password", change(start, start)), http.StatusUnprocessableEntity, "password_weak")
	c.want(b.send("POST", "/console/api/password", change(start, goodWord)), http.StatusOK, "")
	c.want(b.send("GET", "/console/api/logins", ""), http.StatusOK, "")
	c.want(c.browser().send("POST", "/console/api/login", logInBody(o, start)), http.StatusUnauthorized, "login_refused")

	c.want(admin.send("POST", "/console/api/operators", `{"email":"new@shop.kr","name":"x","role":"viewer"}`), http.StatusConflict, "operator_exists")
	r = c.want(admin.send("POST", "/console/api/operators/"+o.ID+"/reset", ""), http.StatusOK, "")
	c.want(b.send("GET", "/console/api/session", ""), http.StatusUnauthorized, "session_ended")
	c.clock.Advance(72 * time.Hour)
	c.want(c.browser().send("POST", "/console/api/login", logInBody(o, r.text("password"))), http.StatusUnauthorized, "start_password_expired")
}

func TestConsole_whoIsDisabledIsOutAtOnceAndOneAdminStays(t *testing.T) {
	t.Parallel()
	c := newConsole(t)
	boss, worker := c.hire(operator.Admin), c.hire(operator.Operator)
	admin, b := c.logIn(boss), c.logIn(worker)
	r := c.want(admin.send("PATCH", "/console/api/operators/"+worker.ID, `{"disabled":true}`), http.StatusOK, "")
	if r.json["disabled_at"] == nil {
		t.Errorf("disabled: %s", r.body)
	}
	c.want(b.send("GET", "/console/api/session", ""), http.StatusUnauthorized, "session_ended")
	for _, body := range []string{`{"disabled":true}`, `{"role":"operator"}`} {
		c.want(admin.send("PATCH", "/console/api/operators/"+boss.ID, body), http.StatusConflict, "operator_last_admin")
	}
	c.want(admin.send("PATCH", "/console/api/operators/"+worker.ID, `{"disabled":false,"role":"admin","refund_limit":null,"name":"이운영"}`), http.StatusOK, "")
	c.want(admin.send("PATCH", "/console/api/operators/"+boss.ID, `{"role":"viewer"}`), http.StatusOK, "")
	c.want(admin.send("GET", "/console/api/operators", ""), http.StatusForbidden, "role_required")
	want := "access.denied role_required GET /console/api/operators"
	if all := c.audited(); all[len(all)-1] != want {
		t.Errorf("audited %q, want %q at the end", all, want)
	}
}

func TestConsole_logOutEndsHereAndThere(t *testing.T) {
	t.Parallel()
	c := newConsole(t)
	o := c.hire(operator.Viewer)
	a, b, foreign := c.logIn(o), c.logIn(o), c.logIn(c.hire(operator.Admin))
	r := c.want(a.send("GET", "/console/api/logins", ""), http.StatusOK, "")
	rows, _ := r.json["data"].([]any)
	if len(rows) != 2 {
		t.Fatalf("logins: %s", r.body)
	}
	var other string
	for _, row := range rows {
		if l, _ := row.(map[string]any); l["current"] == false {
			other = fmt.Sprint(l["id"])
		}
	}
	c.want(foreign.send("DELETE", "/console/api/logins/"+other, ""), http.StatusNotFound, "login_not_found")
	c.want(a.send("DELETE", "/console/api/logins/"+other, ""), http.StatusNoContent, "")
	c.want(b.send("GET", "/console/api/session", ""), http.StatusUnauthorized, "session_ended")
	stolen := *a
	c.want(a.send("POST", "/console/api/logout", ""), http.StatusNoContent, "")
	c.want(stolen.send("GET", "/console/api/session", ""), http.StatusUnauthorized, "session_ended")
	if a.cookie != "" {
		t.Error("the browser keeps the cookie")
	}
	c.want(a.send("GET", "/console/api/session", ""), http.StatusUnauthorized, "session_required")
	next := c.logIn(o)
	old := *next
	c.want(next.send("POST", "/console/api/login", logInBody(o, goodWord)), http.StatusOK, "")
	c.want(old.send("GET", "/console/api/session", ""), http.StatusUnauthorized, "session_ended")
}

func TestConsole_answersCarryTheHeadersOfAPage(t *testing.T) {
	t.Parallel()
	c := newConsole(t)
	for _, path := range []string{"/console", "/console/payments/pay_1"} {
		rec := httptest.NewRecorder()
		c.handler.ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
		r := reply{status: rec.Code, header: rec.Header(), body: rec.Body.Bytes()}
		if !strings.HasPrefix(r.header.Get("Content-Type"), "text/html") {
			t.Errorf("%s: a page was wanted: %d %s", path, r.status, r.body)
		}
		policy := r.header.Get("Content-Security-Policy")
		if !strings.HasPrefix(policy, "default-src 'none'; script-src 'self'; style-src 'self'") || strings.Contains(policy, "unsafe") {
			t.Errorf("%s: policy %q", path, policy)
		}
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
		} {
			if got := r.header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
		if !strings.Contains(r.header.Get("Permissions-Policy"), "camera=()") || r.header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s: headers %v", path, r.header)
		}
	}
	if r := c.browser().send("GET", "/console/api/session", ""); r.header.Get("WWW-Authenticate") != "" || r.header.Get("Cache-Control") != "no-store" {
		t.Errorf("headers of a refusal: %v", r.header)
	}
}
