package httpapi_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/httpapi"
	"github.com/naru-pay/naru/internal/telemetry"
)

func measured(d *httpapi.Deps) {
	d.Metrics, d.Scraper = telemetry.NewMetrics("test"), "scrape-1234567890"
}

func TestMetrics_areTheShopsOwn(t *testing.T) {
	t.Parallel()
	w := newWorld(t, measured)
	o, _ := w.paid(openBody)
	for _, tt := range []struct {
		name   string
		who    edit
		status int
		code   string
	}{
		{"a stranger", noKey, http.StatusUnauthorized, "api_key_missing"},
		{"a guess", bearer("scrape-1234567891"), http.StatusUnauthorized, "api_key_invalid"},
		{"a prefix", bearer("scrape"), http.StatusUnauthorized, "api_key_invalid"},
		{"a buyer", bearer(o.token), http.StatusForbidden, "api_key_scope"},
		{"an address that says it is this machine", func(r *http.Request) { noKey(r); r.RemoteAddr = "127.0.0.1:1" }, http.StatusUnauthorized, "api_key_missing"},
	} {
		r := w.want(w.send("GET", "/metrics", "", tt.who), tt.status, tt.code)
		if strings.Contains(string(r.body), "naru_http") {
			t.Errorf("%s learns of the shop's volume: %s", tt.name, r.body)
		}
	}
	for name, who := range map[string]edit{"the scraper": bearer("scrape-1234567890"), "the shop": func(*http.Request) {}} {
		r := w.want(w.send("GET", "/metrics", "", who), http.StatusOK, "")
		page := string(r.body)
		for _, want := range []string{
			`naru_http_requests_total{method="POST",route="/api/payments",status="201"} 1`,
			`naru_http_requests_total{method="POST",route="/api/payments/{id}/complete",status="200"} 1`,
		} {
			if !strings.Contains(page, want) {
				t.Errorf("%s: the metrics lack %s", name, want)
			}
		}
		if strings.Contains(page, o.id) || strings.Contains(page, o.merchantUID) || strings.Contains(page, "A-1001") {
			t.Errorf("%s: the metrics name a payment", name)
		}
	}
	w.want(w.send("GET", "/api/payments", "", bearer("scrape-1234567890")), http.StatusUnauthorized, "api_key_invalid")
}

func TestMetrics_areNowhereWithoutAny(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.want(w.send("GET", "/metrics", ""), http.StatusNotFound, "route_not_found")
}

func TestReady_saysInWordsWhatIsWrong(t *testing.T) {
	t.Parallel()
	var store error
	var silent []string
	w := newWorld(t, func(d *httpapi.Deps) {
		d.Ping = func(context.Context) error { return store }
		d.Silent = func() []string { return silent }
	})
	problems := func(status int) string {
		t.Helper()
		r := w.want(w.send("GET", "/readyz", "", noKey), status, "")
		list, _ := r.json["problems"].([]any)
		var codes []string
		for _, p := range list {
			m, _ := p.(map[string]any)
			code, _ := m["code"].(string)
			codes = append(codes, code)
		}
		if strings.Contains(string(r.body), "/var/naru") || strings.Contains(string(r.body), "refunds of") {
			t.Errorf("a stranger learns too much: %s", r.body)
		}
		return strings.Join(codes, " ")
	}
	if got := problems(http.StatusOK); got != "channels_unknown" {
		t.Errorf("at start: %q", got)
	}
	if err := w.service.RefreshChannels(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := problems(http.StatusOK); got != "" {
		t.Errorf("when all is well: %q", got)
	}
	silent = []string{"refunds of yesterday"}
	if got := problems(http.StatusServiceUnavailable); got != "loop_stopped" {
		t.Errorf("with a loop that stopped: %q", got)
	}
	store = errors.New("/var/naru is full")
	if got := problems(http.StatusServiceUnavailable); got != "store_away loop_stopped" {
		t.Errorf("with a full disk, too: %q", got)
	}
}
