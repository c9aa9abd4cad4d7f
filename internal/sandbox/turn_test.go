package sandbox_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/sandbox"
)

var newYear = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// running is start with webhooks being delivered.
func running(t *testing.T, o sandbox.Options) *portone {
	t.Helper()
	p := start(t, o)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- p.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run ended with %v", err)
		}
	})
	return p
}

type moved struct {
	Now time.Time
	Did int
}

func TestClock_carriesOutEveryRetryAtItsOwnTime(t *testing.T) {
	t.Parallel()
	shop := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }))
	defer shop.Close()
	p := running(t, sandbox.Options{StandAt: newYear})
	p.control(t, "PUT", "/merchants/"+p.Seeded().Imp+"/webhook", `{"test":{"url":"`+shop.URL+`"},"retry":true}`, nil)
	p.control(t, "POST", "/buyer/pay", purchase, nil)
	var m moved
	p.control(t, "POST", "/clock", `{"advance":"1h"}`, &m)
	if !m.Now.Equal(newYear.Add(time.Hour)) {
		t.Errorf("the clock shows %v", m.Now)
	}
	d := p.Engine().Deliveries("")[0]
	if len(d.Attempts) != 6 || d.State != "failed" {
		t.Fatalf("after an hour the webhook is %+v", d)
	}
	for i, a := range d.Attempts {
		if want := newYear.Unix() + int64(i)*60; a.At != want || a.Code != http.StatusBadGateway {
			t.Errorf("attempt %d is %+v, want it at %d", i, a, want)
		}
	}
	if p.control(t, "POST", "/clock", `{"advance":"1h"}`, &m); m.Did != 0 || len(p.Engine().Deliveries("")[0].Attempts) != 6 {
		t.Errorf("another hour did %d", m.Did)
	}
}

func TestClock_movesTokensAndTheirLastMinute(t *testing.T) {
	t.Parallel()
	p := running(t, sandbox.Options{StandAt: newYear})
	p.login(t)
	first := p.token
	read := func() int {
		t.Helper()
		status, _ := p.api(t, "GET", "/payments?imp_uid[]=none", "")
		return status
	}
	p.control(t, "POST", "/clock", `{"advance":"29m30s"}`, nil)
	if p.login(t); p.token != first {
		t.Error("in its last minute the token was not answered again")
	}
	p.control(t, "POST", "/clock", `{"advance":"5m29s"}`, nil)
	if status := read(); status == http.StatusUnauthorized {
		t.Error("the token died before its five minutes more")
	}
	var m moved
	p.control(t, "POST", "/clock", `{"advance":1}`, &m)
	if status := read(); status != http.StatusUnauthorized || m.Did != 1 {
		t.Errorf("a dead token reads %d, the move did %d", status, m.Did)
	}
}

func TestClock_keepsItsPlaceOverARestart(t *testing.T) {
	t.Parallel()
	for name, at := range map[string]time.Time{"stands": newYear, "runs": {}} {
		dir := t.TempDir()
		first, err := sandbox.New(sandbox.Options{DataDir: dir, StandAt: at})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := first.MoveClock(t.Context(), first.Now().AddDate(1, 0, 0)); err != nil {
			t.Fatal(err)
		}
		before := first.Now()
		if err := first.Close(); err != nil {
			t.Fatal(err)
		}
		for _, again := range []sandbox.Options{{DataDir: dir}, {DataDir: dir, StandAt: at}} {
			s, err := sandbox.New(again)
			if err != nil {
				t.Fatal(err)
			}
			if now := s.Now(); now.Before(before) || now.Sub(before) > time.Hour || !at.IsZero() && !now.Equal(before) {
				t.Errorf("%s: %v became %v", name, before, now)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestClock_isMovedByOneAtATime(t *testing.T) {
	t.Parallel()
	answers := make(chan string, 1)
	var p *portone
	shop := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		res, err := http.Post(p.console+"/sandbox/clock", "application/json", strings.NewReader(`{"advance":1}`))
		if err != nil {
			t.Error(err)
			return
		}
		_ = res.Body.Close()
		answers <- res.Status
	}))
	defer shop.Close()
	p = start(t, sandbox.Options{StandAt: newYear})
	p.control(t, "POST", "/buyer/pay", strings.Replace(purchase, "{", `{"notice_url":"`+shop.URL+`",`, 1), nil)
	var m moved
	p.control(t, "POST", "/clock", `{"advance":0}`, &m)
	if got := <-answers; !strings.HasPrefix(got, "422") {
		t.Errorf("a move inside a move answered %s", got)
	}
	if !m.Now.Equal(newYear) || m.Did != 1 {
		t.Errorf("the outer move answered %+v, want one webhook sent and no move", m)
	}
}
