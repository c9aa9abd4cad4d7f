package outbox_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/outbox"
)

func ask(t *testing.T, h http.HandlerFunc) (merchant.Permission, error) {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	a, err := outbox.NewApprover(server.URL+"/approve", secret, clock.NewManual(time.Unix(1_700_000_000, 0)))
	if err != nil {
		t.Fatal(err)
	}
	return a.Approve(t.Context(), merchant.Question{ID: "hld_1", Body: []byte(`{"id":"hld_1"}`)})
}

func TestApprover_takesNothingButAPlainYesForOne(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status int
		body   string
		want   merchant.Permission
		fails  bool
	}{
		"yes":                   {200, `{"approved":true}`, merchant.Permission{Approved: true}, false},
		"no":                    {200, `{"approved":false,"reason":"재고 부족"}`, merchant.Permission{Reason: "재고 부족"}, false},
		"no with a status":      {409, `{"approved":false}`, merchant.Permission{}, false},
		"nothing":               {200, ``, merchant.Permission{}, true},
		"another object":        {200, `{"ok":true}`, merchant.Permission{}, true},
		"a word":                {200, `{"approved":"true"}`, merchant.Permission{}, true},
		"a page":                {200, `<html>`, merchant.Permission{}, true},
		"yes with an error":     {500, `{"approved":true}`, merchant.Permission{}, true},
		"yes without a body":    {204, ``, merchant.Permission{}, true},
		"more than is read":     {200, `{"approved":true,"x":"` + strings.Repeat("x", 1<<20) + `"}`, merchant.Permission{}, true},
		"yes, and then another": {200, `{"approved":true}{"approved":false}`, merchant.Permission{}, true},
	} {
		got, err := ask(t, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(c.status)
			_, _ = io.WriteString(w, c.body)
		})
		if got != c.want || (err != nil) != c.fails {
			t.Errorf("%s: %+v, %v; want %+v, error %t", name, got, err, c.want, c.fails)
		}
	}
}

func TestApprover_followsNoRedirect(t *testing.T) {
	t.Parallel()
	followed := false
	_, err := ask(t, func(w http.ResponseWriter, r *http.Request) {
		if followed = r.URL.Path != "/approve"; followed {
			_, _ = io.WriteString(w, `{"approved":true}`)
			return
		}
		http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
	})
	if err == nil || followed {
		t.Errorf("error %v, followed %t", err, followed)
	}
}

func TestApprover_signsAsTheEventsAre(t *testing.T) {
	t.Parallel()
	var h http.Header
	var body string
	if _, err := ask(t, func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		h, body = r.Header, string(b)
		_, _ = io.WriteString(w, `{"approved":true}`)
	}); err != nil {
		t.Fatal(err)
	}
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte("hld_1.1700000000." + body))
	if want := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)); h.Get("Webhook-Signature") != want || h.Get("Webhook-Id") != "hld_1" {
		t.Errorf("signed %q, want %q", h.Get("Webhook-Signature"), want)
	}
}

func TestNewApprover_namesTheSettingThatIsWrong(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{"": "NARU_APPROVE_URL", "ftp://x": "NARU_APPROVE_URL", "http://u:p@x/": "NARU_APPROVE_URL"} {
		if _, err := outbox.NewApprover(address, secret, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", address, err)
		}
	}
	if _, err := outbox.NewApprover("http://shop.example/a", "whsec_short", nil); err == nil || !strings.Contains(err.Error(), "SECRET") {
		t.Errorf("a short secret: %v", err)
	}
}
