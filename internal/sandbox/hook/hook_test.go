package hook_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/id"
	"github.com/naru-pay/naru/internal/sandbox/engine"
	"github.com/naru-pay/naru/internal/sandbox/hook"
)

// received is one webhook as a shop's server saw it.
type received struct{ contentType, body string }

// shop is a server that takes webhooks and answers them with status.
func shop(t *testing.T, status int) (address string, got <-chan received) {
	t.Helper()
	c := make(chan received, 100)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		c <- received{r.Method + " " + r.Header.Get("Content-Type"), string(body)}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, "seen")
	}))
	t.Cleanup(s.Close)
	return s.URL, c
}

// paid returns an engine in which one payment was made, to be told to address.
func paid(t *testing.T, address string, change func(*engine.NotifySettings)) (*engine.Engine, *clock.Manual, string) {
	t.Helper()
	c := clock.NewManual(time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC))
	e, err := engine.New(engine.Config{Clock: c, Entropy: id.System, Seed: true})
	if err != nil {
		t.Fatal(err)
	}
	imp := e.Merchants()[0].Code
	settings := engine.NotifySettings{Webhook: engine.WebhookSettings{Test: engine.WebhookEndpoint{URL: address}}}
	if change != nil {
		change(&settings)
	}
	if _, err := e.SetWebhook(t.Context(), imp, settings); err != nil {
		t.Fatal(err)
	}
	return e, c, pay(t, e, "order-1", engine.Approve)
}

func pay(t *testing.T, e *engine.Engine, uid string, outcome engine.Outcome) string {
	t.Helper()
	w, refused, err := e.StartWindow(t.Context(), engine.StartRequest{UserCode: e.Merchants()[0].Code, Params: map[string]json.RawMessage{
		"merchant_uid": json.RawMessage(`"` + uid + `"`), "amount": json.RawMessage("1000"), "buyer_tel": json.RawMessage(`"010"`),
	}})
	if err != nil || refused != nil {
		t.Fatalf("%+v %v", refused, err)
	}
	if _, err := e.FinishWindow(t.Context(), w.Secret, engine.Choice{Outcome: outcome}); err != nil {
		t.Fatal(err)
	}
	return w.ImpUID
}

func TestRunDue_deliversOnceAndRecordsTheAnswer(t *testing.T) {
	t.Parallel()
	address, got := shop(t, 200)
	e, c, uid := paid(t, address+"/hook", nil)
	s := hook.New(e, hook.Options{Clock: c})
	if n := s.RunDue(t.Context(), c.Now()); n != 1 {
		t.Fatalf("RunDue delivered %d", n)
	}
	want := received{"POST application/json", `{"imp_uid":"` + uid + `","merchant_uid":"order-1","status":"paid"}`}
	if r := <-got; r != want {
		t.Errorf("received %+v, want %+v", r, want)
	}
	d := e.Deliveries(uid)[0]
	if d.State != engine.Delivered || len(d.Attempts) != 1 || d.Attempts[0].Code != 200 || d.Attempts[0].Response != "seen" {
		t.Errorf("delivery is %+v", d)
	}
	if n := s.RunDue(t.Context(), c.Now().Add(time.Hour)); n != 0 || len(got) != 0 {
		t.Errorf("it was sent again")
	}
}

func TestRunDue_sendsForms(t *testing.T) {
	t.Parallel()
	address, got := shop(t, 200)
	e, c, uid := paid(t, address, func(n *engine.NotifySettings) { n.Webhook.Test.ContentType = engine.FormBody })
	hook.New(e, hook.Options{Clock: c}).RunDue(t.Context(), c.Now())
	r := <-got
	form, err := url.ParseQuery(r.body)
	if err != nil || r.contentType != "POST application/x-www-form-urlencoded" || form.Get("imp_uid") != uid || form.Get("status") != "paid" {
		t.Errorf("received %+v, %v", r, err)
	}
}

func TestRunDue_retriesFiveTimesAMinuteApart(t *testing.T) {
	t.Parallel()
	address, got := shop(t, 500)
	e, c, uid := paid(t, address, func(n *engine.NotifySettings) { n.Retry = true })
	s := hook.New(e, hook.Options{Clock: c})
	for range 10 {
		s.RunDue(t.Context(), c.Now())
		c.Advance(time.Minute)
	}
	if d := e.Deliveries(uid)[0]; len(got) != 6 || len(d.Attempts) != 6 || d.State != engine.Undone {
		t.Errorf("%d received, delivery %s after %d", len(got), d.State, len(d.Attempts))
	}
}

func TestRunDue_refusesOtherMachines(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"http://192.0.2.1/hook", "http://[2001:db8::1]/hook", "http://192.0.2.1:80/"} {
		e, c, uid := paid(t, address, nil)
		hook.New(e, hook.Options{Clock: c, AllowHosts: []string{"shop.example"}}).RunDue(t.Context(), c.Now())
		d := e.Deliveries(uid)[0]
		if d.State != engine.Undone || d.Attempts[0].Code != 0 || !strings.Contains(d.Attempts[0].Problem, "--allow-host") {
			t.Errorf("%s: %+v", address, d)
		}
	}
}

func TestRunDue_followsNoRedirect(t *testing.T) {
	t.Parallel()
	target, got := shop(t, 200)
	s := httptest.NewServer(http.RedirectHandler(target, http.StatusTemporaryRedirect))
	t.Cleanup(s.Close)
	e, c, uid := paid(t, s.URL, nil)
	hook.New(e, hook.Options{Clock: c}).RunDue(t.Context(), c.Now())
	if d := e.Deliveries(uid)[0]; d.Attempts[0].Code != 307 || d.State != engine.Undone || len(got) != 0 {
		t.Errorf("%+v, %d received at the target", d, len(got))
	}
}

// A shop that never answers its first webhook still gets its second, and the
// engine goes on taking payments.
func TestRun_isNotHeldUpByASilentServer(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	seen := make(chan string, 2)
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		seen <- string(body)
		<-release
	}))
	e, c, _ := paid(t, s.URL, nil)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- hook.New(e, hook.Options{Clock: c}).Run(ctx) }()
	<-seen
	pay(t, e, "order-2", engine.Approve)
	if body := <-seen; !strings.Contains(body, "order-2") {
		t.Errorf("received %s", body)
	}
	woken, stop := e.Subscribe()
	defer stop()
	close(release)
	for delivered(e) < 2 {
		<-woken
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	s.Close()
}

func delivered(e *engine.Engine) int {
	n := 0
	for _, d := range e.Deliveries("") {
		if d.State == engine.Delivered {
			n++
		}
	}
	return n
}

func TestRun_leavesWhatItsEndBreaksOffDue(t *testing.T) {
	t.Parallel()
	release, seen := make(chan struct{}), make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		close(seen)
		<-release
	}))
	defer s.Close()
	defer close(release)
	e, c, uid := paid(t, s.URL, nil)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- hook.New(e, hook.Options{Clock: c}).Run(ctx) }()
	<-seen
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if d := e.Deliveries(uid)[0]; d.State != engine.Due || len(d.Attempts) != 0 || len(e.ClaimDue(c.Now(), 1)) != 1 {
		t.Errorf("the webhook is %+v", d)
	}
}
