package httpapi_test

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/httpapi"
)

func TestCORS_letsOnlyTheShopsOwnPagesIn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.open(openBody)
	for _, tt := range []struct {
		name, method, target, origin string
		allowed                      string
	}{
		{"read", "GET", "/api/payments/" + o.id, shopOrigin, shopOrigin},
		{"another port", "GET", "/api/payments/" + o.id, "http://localhost:40001", ""},
		{"a look-alike", "GET", "/api/payments/" + o.id, "http://localhost:4000.evil.example", ""},
		{"null", "GET", "/api/payments/" + o.id, "null", ""},
		{"preflight", "OPTIONS", "/api/payments/" + o.id + "/complete", shopOrigin, shopOrigin},
		{"foreign preflight", "OPTIONS", "/api/payments/" + o.id + "/complete", "https://evil.example", ""},
		{"not for the shop's key", "GET", "/api/payments", shopOrigin, ""},
		{"not for refunds", "OPTIONS", "/api/payments/" + o.id + "/cancel", shopOrigin, ""},
	} {
		r := w.send(tt.method, tt.target, "", bearer(o.token), header("Origin", tt.origin), header("Access-Control-Request-Method", "POST"))
		if got := r.header.Get("Access-Control-Allow-Origin"); got != tt.allowed {
			t.Errorf("%s: Access-Control-Allow-Origin = %q, want %q", tt.name, got, tt.allowed)
		}
		if r.header.Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("%s: credentials are allowed", tt.name)
		}
	}
	r := w.send("OPTIONS", "/api/payments/"+o.id+"/complete", "", noKey, header("Origin", shopOrigin))
	if r.status != http.StatusNoContent || r.header.Get("Access-Control-Allow-Methods") != "POST" || r.header.Get("Access-Control-Allow-Headers") != "Authorization, Content-Type" {
		t.Errorf("preflight = %d %v", r.status, r.header)
	}
	refused := w.send("GET", "/api/payments/"+o.id, "", bearer("ct_forged"), header("Origin", shopOrigin))
	if refused.status != http.StatusUnauthorized || refused.header.Get("Access-Control-Allow-Origin") != shopOrigin {
		t.Errorf("the page cannot read why it was refused: %d %v", refused.status, refused.header)
	}
}

func TestAnswers_haveSafeHeadersAndTheirOwnID(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	seen := map[string]bool{}
	for _, target := range []string{"/api/payments", "/api/nothing", "/healthz", "/api/docs", "/api/return"} {
		r := w.send("GET", target, "", header("X-Request-Id", "req_forged"))
		id := r.header.Get("X-Request-Id")
		if !strings.HasPrefix(id, "req_0") || seen[id] {
			t.Errorf("%s: X-Request-Id = %q", target, id)
		}
		seen[id] = true
		if r.header.Get("X-Content-Type-Options") != "nosniff" || r.header.Get("Referrer-Policy") != "no-referrer" || r.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: headers = %v", target, r.header)
		}
	}
}

func TestPanics_becomeAnAnswerAndOneLogLine(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(d *httpapi.Deps) { d.Ping = func(context.Context) error { panic("a defect") } })
	rec := httptest.NewRecorder()
	w.handler.ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), "GET", "/readyz", nil))
	if rec.Code != http.StatusInternalServerError || !strings.Contains(rec.Body.String(), `"internal_error"`) || strings.Contains(rec.Body.String(), "defect") {
		t.Errorf("answer = %d %s", rec.Code, rec.Body)
	}
	if n := strings.Count(w.log.String(), "a defect"); n != 1 || !strings.Contains(w.log.String(), `"level":"ERROR"`) {
		t.Errorf("the log has it %d times: %s", n, w.log)
	}
}

func TestServer_cutsSlowAndHugeRequestsOff(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	srv := httpapi.Server("127.0.0.1:0", w.handler)
	if srv.ReadTimeout <= 0 || srv.ReadHeaderTimeout <= 0 || srv.IdleTimeout <= 0 || srv.WriteTimeout < 75*time.Second {
		t.Fatalf("time-outs: %+v", srv)
	}
	srv.ReadTimeout, srv.ErrorLog = 50*time.Millisecond, slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	listener, err := net.Listen("tcp", srv.Addr)
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- srv.Serve(listener) }()
	t.Cleanup(func() {
		_ = srv.Close()
		<-served
	})
	for name, tt := range map[string]struct{ request, want string }{
		"slow body":   {"POST /api/webhooks/portone HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{", "400"},
		"huge header": {"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Big: " + strings.Repeat("x", 64<<10) + "\r\n\r\n", "431"},
	} {
		conn, err := net.Dial("tcp", listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(conn, tt.request) // the server may hang up before all is sent
		line, err := bufio.NewReader(conn).ReadString('\n')
		if err != nil || !strings.Contains(line, tt.want) {
			t.Errorf("%s: answer = %q, %v; want %s", name, line, err, tt.want)
		}
		_ = conn.Close()
	}
	if len(w.notes()) != 0 {
		t.Error("half a webhook was stored")
	}
}
