package lan_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/id"
	"github.com/naru-pay/naru/internal/sandbox/lan"
)

const passcode = "012345"

// house is a guarded handler that answers "inside".
func house(t *testing.T) (*lan.Guard, *clock.Manual) {
	t.Helper()
	c := clock.NewManual(time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC))
	g, err := lan.NewGuard(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "inside") }), lan.Options{
		Passcode: passcode, Entropy: id.System, Clock: c, Open: []string{"/v1/", "/checkout/"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return g, c
}

func send(g http.Handler, method, target, body string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://192.168.0.7:4200/", strings.NewReader(body))
	r.URL = &url.URL{Path: target}
	if path, query, found := strings.Cut(target, "?"); found {
		r.URL = &url.URL{Path: path, RawQuery: query}
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	g.ServeHTTP(w, r)
	return w
}

func login(g http.Handler, given, next string) *httptest.ResponseRecorder {
	return send(g, "POST", "/passcode", url.Values{"passcode": {given}, "next": {next}}.Encode(), "Content-Type", "application/x-www-form-urlencoded")
}

func TestGuard_leavesOpenWhatAShopsPagesNeed(t *testing.T) {
	t.Parallel()
	g, _ := house(t)
	for _, path := range []string{"/v1/iamport.js", "/checkout/w/0", "/checkout/v1/start"} {
		if w := send(g, "POST", path, ""); w.Body.String() != "inside" {
			t.Errorf("%s answers %d", path, w.Code)
		}
	}
}

func TestGuard_refusesTheRestWithoutThePasscode(t *testing.T) {
	t.Parallel()
	g, _ := house(t)
	for _, path := range []string{
		"/", "/sandbox/merchants", "/payments", "/v1", "/v10/x", "/checkout/../sandbox/merchants", "/checkout//../sandbox", "/v1/..", "/passcode", "/app.js",
	} {
		for _, method := range []string{"GET", "PUT"} {
			if w := send(g, method, path, ""); w.Code != http.StatusUnauthorized || strings.Contains(w.Body.String(), "inside") ||
				!strings.Contains(w.Body.String(), "sandbox_passcode_required") {
				t.Errorf("%s %s answers %d %s", method, path, w.Code, w.Body)
			}
		}
	}
	w := send(g, "GET", "/m/imp1/payments?status=paid", "", "Accept", "text/html,*/*")
	if w.Code != http.StatusUnauthorized || !strings.Contains(w.Body.String(), `name="passcode"`) || !strings.Contains(w.Body.String(), `value="/m/imp1/payments?status=paid"`) {
		t.Errorf("a page is answered %d %s", w.Code, w.Body)
	}
	if csp := w.Header().Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") {
		t.Errorf("its policy is %q", csp)
	}
}

func TestGuard_asksAPageOnce(t *testing.T) {
	t.Parallel()
	g, _ := house(t)
	w := login(g, " 012-345 ", "/payments?a=1")
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/payments?a=1" {
		t.Fatalf("the passcode answers %d to %q", w.Code, w.Header().Get("Location"))
	}
	given := w.Result().Cookies()
	if len(given) != 1 || !given[0].HttpOnly || given[0].SameSite != http.SameSiteStrictMode || strings.Contains(given[0].Value, passcode) {
		t.Fatalf("cookies are %+v", given)
	}
	cookie := given[0].Name + "=" + given[0].Value
	if w := send(g, "GET", "/sandbox/merchants", "", "Cookie", cookie); w.Body.String() != "inside" {
		t.Errorf("with the cookie: %d", w.Code)
	}
	other, _ := house(t)
	for _, wrong := range []string{given[0].Name + "=", given[0].Name + "=" + passcode, cookie + "0"} {
		if w := send(g, "GET", "/", "", "Cookie", wrong); w.Code != http.StatusUnauthorized {
			t.Errorf("cookie %q answers %d", wrong, w.Code)
		}
	}
	if w := send(other, "GET", "/", "", "Cookie", cookie); w.Code != http.StatusUnauthorized {
		t.Error("the cookie of one run opens another")
	}
}

func TestGuard_sendsNobodyElsewhere(t *testing.T) {
	t.Parallel()
	g, _ := house(t)
	for _, next := range []string{"", "https://evil.example/", "//evil.example/", `/\evil.example`, "javascript:alert(1)", "/passcode", "payments", "/a\r\nX: y"} {
		if w := login(g, passcode, next); w.Header().Get("Location") != "/" {
			t.Errorf("next %q leads to %q", next, w.Header().Get("Location"))
		}
	}
}

func TestGuard_letsProgramsInByTheHeader(t *testing.T) {
	t.Parallel()
	g, _ := house(t)
	if w := send(g, "PUT", "/sandbox/faults", "", lan.Header, passcode); w.Body.String() != "inside" {
		t.Errorf("with the passcode: %d", w.Code)
	}
	if w := send(g, "PUT", "/sandbox/faults", "", lan.Header, "999999"); w.Code != http.StatusUnauthorized {
		t.Errorf("with a wrong one: %d", w.Code)
	}
}

func TestGuard_isNotGuessed(t *testing.T) {
	t.Parallel()
	g, c := house(t)
	for i := range 10 {
		guess := func() *httptest.ResponseRecorder { return login(g, "999999", "/") }
		if i%2 == 1 {
			guess = func() *httptest.ResponseRecorder { return send(g, "GET", "/", "", lan.Header, "999999") }
		}
		w := guess()
		if w.Code != http.StatusUnauthorized || len(w.Result().Cookies()) != 0 {
			t.Fatalf("guess %d answers %d", i, w.Code)
		}
	}
	for _, w := range []*httptest.ResponseRecorder{login(g, passcode, "/"), send(g, "GET", "/", "", lan.Header, passcode)} {
		if w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") != "60" || len(w.Result().Cookies()) != 0 {
			t.Errorf("after ten guesses: %d, Retry-After %q", w.Code, w.Header().Get("Retry-After"))
		}
	}
	if w := send(g, "GET", "/v1/iamport.js", ""); w.Body.String() != "inside" {
		t.Error("guessing closes what is open")
	}
	c.Advance(time.Minute)
	if w := login(g, passcode, "/"); w.Code != http.StatusSeeOther {
		t.Errorf("a minute later: %d", w.Code)
	}
}

func TestGuard_needsAPasscode(t *testing.T) {
	t.Parallel()
	if _, err := lan.NewGuard(http.NotFoundHandler(), lan.Options{Entropy: id.System}); err == nil {
		t.Error("a guard without a passcode was made")
	}
	if _, err := lan.NewGuard(http.NotFoundHandler(), lan.Options{Passcode: "1", Entropy: bytes.NewReader(nil)}); err == nil {
		t.Error("a guard without entropy was made")
	}
}

func TestNewPasscode_isSixDigits(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 200 {
		text, err := lan.NewPasscode(id.System)
		if err != nil || len(text) != 6 || strings.Trim(text, "0123456789") != "" {
			t.Fatalf("passcode %q, %v", text, err)
		}
		seen[text] = true
	}
	if len(seen) < 190 {
		t.Errorf("200 passcodes were %d different ones", len(seen))
	}
	if text, err := lan.NewPasscode(bytes.NewReader(make([]byte, 32))); err != nil || text != "000000" {
		t.Errorf("of nothing but zeros: %q, %v", text, err)
	}
}

func TestQR_isSquareAndHasItsMargin(t *testing.T) {
	t.Parallel()
	plain, err := lan.QR("http://192.168.0.7:4200", false)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimRight(plain, "\n"), "\n")
	width := len([]rune(lines[0]))
	if width < 25 || len(lines) != (width+1)/2 || lines[0] != strings.Repeat("█", width) {
		t.Errorf("it has %d lines of %d characters:\n%s", len(lines), width, plain)
	}
	// The finder in the corner: seven modules of black, then one of white.
	if got := string([]rune(lines[1])[2:10]); got != " ▄▄▄▄▄ █" {
		t.Errorf("its corner is %q", got)
	}
	if colored, err := lan.QR("http://192.168.0.7:4200", true); err != nil || !strings.HasPrefix(colored, "\x1b[97;40m█") || !strings.HasSuffix(colored, "\x1b[0m\n") {
		t.Errorf("with color it begins %q", colored[:12])
	}
	if _, err := lan.QR(strings.Repeat("x", 5000), false); err == nil {
		t.Error("a text that is too long was drawn")
	}
}

func TestFirstOf_prefersAPrivateAddress(t *testing.T) {
	t.Parallel()
	list := func(texts ...string) []net.Addr {
		var out []net.Addr
		for _, text := range texts {
			ip, ipNet, err := net.ParseCIDR(text)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, &net.IPNet{IP: ip, Mask: ipNet.Mask})
		}
		return out
	}
	for _, c := range []struct {
		addrs []net.Addr
		want  string
	}{
		{list("127.0.0.1/8", "fe80::1/64", "203.0.113.5/24", "192.168.0.7/24", "10.0.0.1/8"), "192.168.0.7"},
		{list("127.0.0.1/8", "169.254.3.4/16", "203.0.113.5/24"), "203.0.113.5"},
	} {
		if ip, err := lan.FirstOf(c.addrs); err != nil || ip.String() != c.want {
			t.Errorf("took %s, %v, want %s", ip, err, c.want)
		}
	}
	if _, err := lan.FirstOf(list("127.0.0.1/8", "169.254.3.4/16", "fe80::1/64")); !errors.Is(err, lan.ErrNoAddress) {
		t.Errorf("a machine without a network: %v", err)
	}
}
