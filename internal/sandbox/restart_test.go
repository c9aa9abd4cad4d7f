package sandbox_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/sandbox"
)

func TestRestart_keepsTheStateAndSendsWhatWasDue(t *testing.T) {
	t.Parallel()
	got := make(chan string, 10)
	shop := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		got <- string(body)
	}))
	defer shop.Close()
	dir := t.TempDir()
	first, err := sandbox.New(sandbox.Options{DataDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	console := httptest.NewServer(first.Console())
	p := &portone{Sandbox: first, console: console.URL}
	seeded := p.Seeded()
	p.control(t, "PUT", "/merchants/"+seeded.Imp+"/webhook", `{"test":{"url":"`+shop.URL+`"}}`, nil)
	var callback struct {
		ImpUID string `json:"imp_uid"`
	}
	p.control(t, "POST", "/buyer/pay", purchase, &callback)
	console.Close()
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if len(got) != 0 {
		t.Fatal("a webhook was sent although nothing ran")
	}

	again := start(t, sandbox.Options{DataDir: dir})
	if now := again.Seeded(); now.Imp != seeded.Imp || now.APISecret != seeded.APISecret || len(now.Channels) != 4 {
		t.Errorf("seeded %+v became %+v", seeded, now)
	}
	again.login(t)
	if status, raw := again.api(t, "GET", "/payments/"+callback.ImpUID+"?include_sandbox=true", ""); status != 200 || !strings.Contains(raw, `"status":"paid"`) {
		t.Errorf("the payment reads %d %s", status, raw)
	}
	if n := again.RunDue(t.Context()); n != 1 {
		t.Fatalf("%d webhooks were due", n)
	}
	if body := <-got; !strings.Contains(body, callback.ImpUID) {
		t.Errorf("the webhook was %s", body)
	}
}

func TestRun_deliversWebhooksUntilItsEnd(t *testing.T) {
	t.Parallel()
	got := make(chan string, 10)
	shop := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		got <- string(body)
	}))
	defer shop.Close()
	p := start(t, sandbox.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- p.Run(ctx) }()
	p.control(t, "POST", "/buyer/pay", strings.Replace(purchase, "{", `{"notice_url":"`+shop.URL+`",`, 1), nil)
	if body := <-got; !strings.Contains(body, `"status":"paid"`) {
		t.Errorf("the webhook was %s", body)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("Run ended with %v", err)
	}
}

func TestReady_tellsProgramsWhereEverythingIs(t *testing.T) {
	t.Parallel()
	p := start(t, sandbox.Options{})
	raw, err := p.Ready()
	if err != nil {
		t.Fatal(err)
	}
	var ready struct {
		Console, SDK, Control, Imp string
		APIV1                      string `json:"api_v1"`
		APIKey                     string `json:"api_key"`
		APISecret                  string `json:"api_secret"`
		Channels                   []struct {
			PG, MID    string
			ChannelKey string `json:"channel_key"`
		}
	}
	if err := json.Unmarshal(raw, &ready); err != nil {
		t.Fatal(err)
	}
	s := p.Seeded()
	if ready.Console != p.console || ready.APIV1 != p.rest || ready.SDK != p.console+"/v1/iamport.js" || ready.Control != p.console+"/sandbox" ||
		ready.Imp != s.Imp || ready.APIKey != s.APIKey || ready.APISecret != s.APISecret {
		t.Errorf("ready file is %s", raw)
	}
	want := []string{"html5_inicis.INIpayTest", "html5_inicis.INIBillTst", "kakaopay.TC0ONETIME", "tosspayments.iamporttest_3"}
	for i, c := range ready.Channels {
		if c.PG+"."+c.MID != want[i] || !strings.HasPrefix(c.ChannelKey, "channel-key-") {
			t.Errorf("channel %d is %+v", i, c)
		}
	}
}

func TestConsole_withoutFilesStillControls(t *testing.T) {
	t.Parallel()
	p := start(t, sandbox.Options{Memory: true, DataDir: t.TempDir()})
	if status, _ := do(t, "GET", p.console+"/", "", ""); status != http.StatusNotFound {
		t.Errorf("/ answered %d", status)
	}
	var state struct{ Memory bool }
	if status := p.control(t, "GET", "/state", "", &state); status != http.StatusOK || !state.Memory {
		t.Errorf("/sandbox/state answered %d %+v", status, state)
	}
}
