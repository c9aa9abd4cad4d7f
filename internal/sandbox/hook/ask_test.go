package hook_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/id"
	"github.com/naru-pay/naru/internal/sandbox/engine"
	"github.com/naru-pay/naru/internal/sandbox/hook"
)

func newEngine(t *testing.T) *engine.Engine {
	t.Helper()
	e, err := engine.New(engine.Config{Clock: clock.System{}, Entropy: id.System})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestAsk_postsJSONAndReturnsTheAnswer(t *testing.T) {
	t.Parallel()
	address, got := shop(t, http.StatusTeapot)
	s := hook.New(newEngine(t), hook.Options{})
	a := s.Ask(t.Context(), engine.Question{URL: address + "/confirm", Body: `{"amount":1000}`})
	if want := (received{"POST application/json", `{"amount":1000}`}); <-got != want || a.Code != http.StatusTeapot || a.Response != "seen" || a.Problem != "" {
		t.Errorf("answer is %+v", a)
	}
}

func TestAsk_reachesNoOtherMachine(t *testing.T) {
	t.Parallel()
	s := hook.New(newEngine(t), hook.Options{})
	for _, address := range []string{"http://192.0.2.1/confirm", "http://[2001:db8::1]/", "ftp://localhost/", "confirm", ""} {
		if a := s.Ask(t.Context(), engine.Question{URL: address}); a.Code != 0 || a.Problem == "" {
			t.Errorf("%q answered %+v", address, a)
		}
	}
}

func TestAsk_followsNoRedirect(t *testing.T) {
	t.Parallel()
	address, got := shop(t, http.StatusOK)
	redirect := httptest.NewServer(http.RedirectHandler(address, http.StatusTemporaryRedirect))
	t.Cleanup(redirect.Close)
	s := hook.New(newEngine(t), hook.Options{})
	if a := s.Ask(t.Context(), engine.Question{URL: redirect.URL}); a.Code != http.StatusTemporaryRedirect || len(got) != 0 {
		t.Errorf("answer is %+v, the other server was called %d times", a, len(got))
	}
}

func TestAsk_endsWithItsContext(t *testing.T) {
	t.Parallel()
	silent := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	t.Cleanup(silent.Close)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s := hook.New(newEngine(t), hook.Options{})
	if a := s.Ask(ctx, engine.Question{URL: silent.URL}); a.Code != 0 || !strings.Contains(a.Problem, "canceled") {
		t.Errorf("answer is %+v", a)
	}
}
