package hook_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/naru-pay/naru/internal/sandbox/engine"
	"github.com/naru-pay/naru/internal/sandbox/hook"
)

func TestRunDue_waitsForWhatRunIsSending(t *testing.T) {
	t.Parallel()
	release, seen := make(chan struct{}), make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		close(seen)
		<-release
	}))
	t.Cleanup(s.Close)
	e, c, uid := paid(t, s.URL, nil)
	sender := hook.New(e, hook.Options{Clock: c, OneByOne: true})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- sender.Run(ctx) }()
	<-seen
	state := make(chan engine.DeliveryState, 1)
	go func() {
		if n := sender.RunDue(t.Context(), c.Now()); n != 0 {
			t.Errorf("RunDue sent %d of what Run was sending", n)
		}
		state <- e.Deliveries(uid)[0].State
	}()
	select {
	case got := <-state:
		t.Errorf("RunDue returned while the webhook was %s", got)
	case release <- struct{}{}: // the shop takes its time until here
	}
	if got := <-state; got != engine.Delivered {
		t.Errorf("after RunDue the webhook is %s", got)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestRunDue_endsWithItsCaller(t *testing.T) {
	t.Parallel()
	release, seen := make(chan struct{}), make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		close(seen)
		<-release
	}))
	t.Cleanup(s.Close)
	t.Cleanup(func() { close(release) })
	e, c, uid := paid(t, s.URL, nil)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan int, 1)
	go func() { ended <- hook.New(e, hook.Options{Clock: c}).RunDue(ctx, c.Now()) }()
	<-seen
	cancel()
	if n := <-ended; n != 1 {
		t.Errorf("RunDue began %d, want 1", n)
	}
	if d := e.Deliveries(uid)[0]; d.State != engine.Due || len(d.Attempts) != 0 {
		t.Errorf("the webhook that was broken off is %+v", d)
	}
}
