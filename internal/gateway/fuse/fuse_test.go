package fuse_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/gateway/fuse"
)

// portone answers as it is told to.
type portone struct {
	asked  int
	answer func(*http.Request) (*http.Response, error)
}

func (p *portone) RoundTrip(r *http.Request) (*http.Response, error) {
	p.asked++
	return p.answer(r)
}

func says(status int, kind string) func(*http.Request) (*http.Response, error) {
	return func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {kind}}, Body: io.NopCloser(strings.NewReader("{}"))}, nil
	}
}

func isGone(*http.Request) (*http.Response, error) { return nil, errors.New("connection refused") }

// ask sends one request and reports whether it was sent at all.
func ask(t *testing.T, f *fuse.Fuse) bool {
	t.Helper()
	return askWithin(t, t.Context(), f)
}

func askWithin(t *testing.T, ctx context.Context, f *fuse.Fuse) bool {
	t.Helper()
	r, err := http.NewRequestWithContext(ctx, "GET", "http://portone.test/payments/imp_1", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := f.RoundTrip(r)
	if err == nil {
		_ = resp.Body.Close()
	}
	return !errors.Is(err, fuse.ErrOut)
}

func TestFuse_asksLessAndLessWhilePortOneIsAway(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]func(*http.Request) (*http.Response, error){
		"gone": isGone, "503": says(503, "application/json"), "429": says(429, "application/json"), "maintenance page": says(200, "text/html"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, now := &portone{answer: answer}, clock.NewManual(time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC))
			f := fuse.New(p, now)
			for range 600 { // ten minutes
				for range 10 {
					ask(t, f)
				}
				now.Advance(time.Second)
			}
			if p.asked < 20 || p.asked > 30 {
				t.Errorf("asked %d times in ten minutes, want between 20 and 30", p.asked)
			}
			p.answer = says(200, "application/json")
			now.Advance(30 * time.Second)
			for i := range 10 {
				if !ask(t, f) {
					t.Errorf("request %d was held back although PortOne is there again", i)
				}
			}
		})
	}
}

func TestFuse_isNotBlownByAnAnswer(t *testing.T) {
	t.Parallel()
	p, now := &portone{}, clock.NewManual(time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC))
	f := fuse.New(p, now)
	for range 20 {
		for range 4 {
			p.answer = isGone
			ask(t, f)
		}
		for _, status := range []int{200, 401, 404} {
			p.answer = says(status, "application/json; charset=utf-8")
			if !ask(t, f) {
				t.Fatal("held back after four failures, want five in a row")
			}
		}
	}
}

func TestFuse_letsOneThroughAtATime(t *testing.T) {
	t.Parallel()
	p, now := &portone{answer: isGone}, clock.NewManual(time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC))
	f := fuse.New(p, now)
	for range 5 {
		ask(t, f)
	}
	now.Advance(time.Minute)
	p.answer = func(*http.Request) (*http.Response, error) {
		if ask(t, f) {
			t.Error("a second one was let through beside the first")
		}
		return says(200, "application/json")(nil)
	}
	if !ask(t, f) {
		t.Error("nobody was let through")
	}
}

// Who leaves says nothing of PortOne, and keeps nobody from asking next.
func TestFuse_ignoresACallerWhoLeaves(t *testing.T) {
	t.Parallel()
	p, now := &portone{answer: isGone}, clock.NewManual(time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC))
	f := fuse.New(p, now)
	ctx, leave := context.WithCancel(t.Context())
	p.answer = func(r *http.Request) (*http.Response, error) {
		leave()
		return nil, r.Context().Err()
	}
	for range 20 {
		if !askWithin(t, ctx, f) {
			t.Fatal("held back since callers left")
		}
	}
	p.answer = isGone
	for range 5 {
		ask(t, f)
	}
	now.Advance(time.Minute)
	p.answer = func(r *http.Request) (*http.Response, error) { return nil, r.Context().Err() }
	if !askWithin(t, ctx, f) {
		t.Fatal("nobody was let through")
	}
	p.answer = says(200, "application/json")
	if !ask(t, f) {
		t.Error("who left took the only place with him")
	}
}
