package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/naru-pay/naru/naruclient"
)

// taken is what a listener hands on, verified as a shop does it.
type taken struct {
	hooks *naruclient.Webhooks

	mu  sync.Mutex // guards ids
	ids []string
	bad []error
}

func (k *taken) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	e, err := k.hooks.Verify(r.Header, body)
	k.mu.Lock()
	defer k.mu.Unlock()
	if err != nil {
		k.bad = append(k.bad, err)
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	k.ids = append(k.ids, e.ID+" "+string(e.Type))
}

func (k *taken) count(kind string) (n int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, id := range k.ids {
		if strings.HasSuffix(id, " "+kind) {
			n++
		}
	}
	return n
}

func TestWebhooks_listListenAndResend(t *testing.T) {
	t.Parallel()
	w := newShopWorld(t, "sqlite:"+filepath.Join(t.TempDir(), "naru.db"), false)
	access := apiAccess{URL: w.api, APIKey: w.key}
	secret := "whsec_" + strings.Repeat("B", 43) + "="
	hooks, err := naruclient.NewWebhooks(secret)
	if err != nil {
		t.Fatal(err)
	}
	mine := &taken{hooks: hooks}
	shop := httptest.NewServer(mine)
	t.Cleanup(shop.Close)

	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	var printed bytes.Buffer
	ears := webhooksListenCmd{Forward: shop.URL, Secret: secret, JSON: true, apiAccess: access}
	go func() { done <- ears.listen(ctx, &printed, io.Discard, time.Now().Add(-time.Minute)) }()

	opened := w.open("A-1", 59000)
	id := fmt.Sprint(opened.at("payment", "id"))
	imp := w.pay(opened, "approve", nil).at("imp_uid")
	w.must(200, "POST", "/api/payments/"+id+"/complete", w.key, "", map[string]any{"imp_uid": imp})
	w.eventually("the listener to hand on what happened", func() bool { return mine.count("payment.paid") == 1 })
	w.eventually("the shop to be told", func() bool { return w.events.count("payment.paid") == 1 })
	stop()
	if err := <-done; err != nil {
		t.Errorf("listen: %v", err)
	}
	if !strings.Contains(printed.String(), `"payment.paid"`) || len(mine.bad) != 0 {
		t.Errorf("printed %s; not verified: %v", printed.String(), mine.bad)
	}

	var list bytes.Buffer
	if err := (&webhooksListCmd{Limit: 20, apiAccess: access}).list(t.Context(), &list); err != nil {
		t.Fatal(err)
	}
	_, after, found := strings.Cut(list.String(), "evt_")
	if !found || !strings.Contains(list.String(), "payment.paid") || !strings.Contains(list.String(), "A-1  59000 KRW") {
		t.Fatalf("list: %s", list.String())
	}
	event := "evt_" + after[:26]
	var endpoints bytes.Buffer
	if err := (&webhooksEndpointsCmd{apiAccess: access}).list(t.Context(), &endpoints); err != nil || !strings.Contains(endpoints.String(), "active") {
		t.Errorf("endpoints: %s, %v", endpoints.String(), err)
	}
	var again bytes.Buffer
	if err := (&webhooksResendCmd{Event: event, JSON: true, apiAccess: access}).resend(t.Context(), &again); err != nil || !strings.Contains(again.String(), event) {
		t.Errorf("resend: %s, %v", again.String(), err)
	}
	own, _, _ := strings.Cut(endpoints.String(), " ")
	period := webhooksResendCmd{Endpoint: own, From: "2026-01-01T00:00:00Z", All: true, apiAccess: access}
	again.Reset()
	if err := period.resend(t.Context(), &again); err != nil || !strings.Contains(again.String(), "events go out again") {
		t.Errorf("resend of a period: %s, %v", again.String(), err)
	}
}

func TestWebhooks_sayWhatIsWrongWithTheCommandLine(t *testing.T) {
	t.Parallel()
	access := apiAccess{URL: "http://localhost:1", APIKey: "sk_test_x"}
	for name, err := range map[string]error{
		"no key":            (&webhooksListCmd{apiAccess: apiAccess{URL: "http://localhost:1"}}).list(t.Context(), io.Discard),
		"no address":        (&webhooksListCmd{apiAccess: apiAccess{URL: "x", APIKey: "k"}}).list(t.Context(), io.Discard),
		"nothing to resend": (&webhooksResendCmd{apiAccess: access}).resend(t.Context(), io.Discard),
		"both":              (&webhooksResendCmd{Event: "evt_1", From: "2026-01-01T00:00:00Z", apiAccess: access}).resend(t.Context(), io.Discard),
		"a period anywhere": (&webhooksResendCmd{From: "2026-01-01T00:00:00Z", apiAccess: access}).resend(t.Context(), io.Discard),
		"no time":           (&webhooksResendCmd{Endpoint: "wep_1", From: "today", apiAccess: access}).resend(t.Context(), io.Discard),
		"forward nowhere":   (&webhooksListenCmd{Forward: "localhost", apiAccess: access}).listen(t.Context(), io.Discard, io.Discard, time.Now()),
		"a short secret":    (&webhooksListenCmd{Forward: "http://localhost:1", Secret: "whsec_eA==", apiAccess: access}).listen(t.Context(), io.Discard, io.Discard, time.Now()),
	} {
		if exitCode(err) != 2 {
			t.Errorf("%s: %v, want an error that names what to change", name, err)
		}
	}
}
