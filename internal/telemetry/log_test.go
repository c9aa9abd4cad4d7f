package telemetry_test

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/telemetry"
)

func TestNewLog_neverWritesSecrets(t *testing.T) {
	t.Parallel()
	secrets := []string{"sk_test_abcdefghjkmnp", "whsec_c2VjcmV0IHNlY3JldA==", "ct_pay_01JD.abc.c2ln", "hunter2", "s3cret"}
	for _, text := range []bool{false, true} {
		var out bytes.Buffer
		log := telemetry.NewLog(&out, telemetry.Options{Text: text})
		log.With("api_secret", secrets[4]).WithGroup("g").Info("message",
			"header", "Bearer "+secrets[0], "err", errors.New("post with "+secrets[1]), "Authorization", "anything "+secrets[4],
			"url", "/api/return?t="+secrets[2], "dsn", "postgres://u:"+secrets[3]+"@h/d", "store", "open postgres://u:"+secrets[3]+"@h/d",
			slog.Group("inner", "value", secrets[0]))
		for _, secret := range secrets {
			if strings.Contains(out.String(), secret) {
				t.Errorf("text=%v: the log has %q: %s", text, secret, out.String())
			}
		}
		if !strings.Contains(out.String(), telemetry.Redacted) || !strings.Contains(out.String(), "Bearer ") {
			t.Errorf("text=%v: what is not secret is gone, too: %s", text, out.String())
		}
	}
}

func TestNewLog_addsTheRequestID(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	log := telemetry.NewLog(&out, telemetry.Options{})
	ctx := telemetry.WithRequest(t.Context(), "req_1")
	log.With("a", 1).InfoContext(ctx, "with")
	log.Info("without")
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 2 || !strings.Contains(lines[0], `"request_id":"req_1"`) || strings.Contains(lines[1], "request_id") {
		t.Errorf("log = %s", out.String())
	}
	if telemetry.RequestID(t.Context()) != "" {
		t.Error("a context without a request has an id")
	}
}

// A stranger who sends line ends must not write lines of the log.
func TestNewLog_keepsALineALine(t *testing.T) {
	t.Parallel()
	forged := "x\r\nlevel=ERROR msg=\"forged\"\n{\"level\":\"ERROR\"}\u2028\u0085\x1b[31m"
	for _, text := range []bool{false, true} {
		var out bytes.Buffer
		log := telemetry.NewLog(&out, telemetry.Options{Text: text})
		log.With("a", forged).WithGroup(forged).Info("message", forged, forged, "err", errors.New(forged), slog.Group("g", "b", forged))
		if n := strings.Count(out.String(), "\n"); n != 1 || strings.ContainsAny(strings.TrimSuffix(out.String(), "\n"), "\r\n\x1b") {
			t.Errorf("text=%v: %d lines:\n%q", text, n, out.String())
		}
	}
}
