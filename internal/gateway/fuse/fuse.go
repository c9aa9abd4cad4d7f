// Package fuse stands in the way to PortOne and spares it while it is away.
//
// It passes requests on as they are and refuses to repeat, to change or to
// answer one: a request that it holds back fails at once, as on a network that
// is down, which every caller must be able to bear. Its main invariant is that
// of those who ask while PortOne is away, one at a time gets through.
package fuse

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/portonev1"
)

const (
	// most is how many requests fail one after another before others are held
	// back. Any answer of PortOne's, also a refusal, begins the count anew.
	most = 5

	// A request is let through after shortest, then after twice as long each
	// time, up to longest.
	shortest = time.Second
	longest  = 30 * time.Second
)

// ErrOut is why a request was not sent.
var ErrOut = fmt.Errorf("PortOne has failed again and again and is asked again soon: %w", portonev1.ErrHeldBack)

// Fuse is an http.RoundTripper over another. Use New.
type Fuse struct {
	next  http.RoundTripper
	clock clock.Clock

	mu      sync.Mutex // guards what follows
	failed  int        // in a row
	wait    time.Duration
	until   time.Time // when the next is let through
	probing bool      // one is on its way
}

// New returns a fuse in front of next.
func New(next http.RoundTripper, c clock.Clock) *Fuse { return &Fuse{next: next, clock: c} }

// RoundTrip sends the request, or returns ErrOut without having sent it.
func (f *Fuse) RoundTrip(r *http.Request) (*http.Response, error) {
	probe, ok := f.enter()
	if !ok {
		return nil, ErrOut
	}
	resp, err := f.next.RoundTrip(r)
	if errors.Is(r.Context().Err(), context.Canceled) {
		f.abandon(probe)
		return resp, err
	}
	f.leave(probe, err == nil && answered(resp))
	return resp, err
}

// enter reports whether a request may pass, and whether the others wait for how
// it ends.
func (f *Fuse) enter() (probe, ok bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case f.failed < most:
		return false, true
	case f.probing || f.clock.Now().Before(f.until):
		return false, false
	}
	f.probing = true
	return true, true
}

// leave counts how a request ended.
func (f *Fuse) leave(probe, well bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if probe {
		f.probing = false
	}
	if well {
		f.failed, f.wait = 0, 0
		return
	}
	f.failed++
	if f.failed == most || probe {
		f.wait = min(max(2*f.wait, shortest), longest)
		f.until = f.clock.Now().Add(f.wait)
	}
}

// abandon forgets a request whose caller left: it says nothing of PortOne.
func (f *Fuse) abandon(probe bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if probe {
		f.probing = false
	}
}

// answered reports whether the answer is PortOne's own: its gateways and its
// maintenance page speak other than JSON, or with a status of 5xx or 429.
func answered(r *http.Response) bool {
	return r.StatusCode < 500 && r.StatusCode != http.StatusTooManyRequests &&
		strings.Contains(r.Header.Get("Content-Type"), "json")
}
