package adminapi

import (
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/fault"
)

// pace is how often something may be tried: one each interval, and burst at once.
type pace struct {
	each  time.Duration
	burst int
}

// The paces of guesses. There is none for an account alone: whoever knows an
// address could keep its owner out with it.
var (
	perPair   = pace{30 * time.Second, 10} // of one account from one network
	perSource = pace{2 * time.Second, 100} // from one network

	perDenied = pace{10 * time.Second, 200} // of what one operator may not do
)

// mostPairs is how many callers are remembered.
const mostPairs = 20_000

type throttle struct {
	pace  pace
	clock clock.Clock

	mu      sync.Mutex // guards buckets
	buckets map[string]*rate.Limiter
}

func newThrottle(p pace, c clock.Clock) *throttle {
	return &throttle{pace: p, clock: c, buckets: map[string]*rate.Limiter{}}
}

// take refuses with 429 when there were too many tries.
func (t *throttle) take(who string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.clock.Now()
	b, known := t.buckets[who]
	if !known {
		if len(t.buckets) >= mostPairs {
			t.forget(now)
		}
		b = rate.NewLimiter(rate.Every(t.pace.each), t.pace.burst)
		t.buckets[who] = b
	}
	if !b.AllowN(now, 1) {
		return fault.New(fault.TooManyRequests)
	}
	return nil
}

// forget drops the buckets that are full again, which changes nothing; if none
// is, all go.
func (t *throttle) forget(now time.Time) {
	for who, b := range t.buckets {
		if b.AllowN(now, t.pace.burst) {
			delete(t.buckets, who)
		}
	}
	if len(t.buckets) >= mostPairs {
		clear(t.buckets)
	}
}

// clear forgets the tries of who turned out to be right.
func (t *throttle) clear(who string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.buckets, who)
}

// Try counts one guess at an account from a network, and refuses it with
// too_many_requests when there were too many. right is to be called when the guess
// was right.
func (g *Gate) Try(account, network string) (right func(), err error) {
	pair := account + "\n" + network
	if err := g.sources.take(network); err != nil {
		return nil, err
	}
	if err := g.pairs.take(pair); err != nil {
		return nil, err
	}
	return func() { g.pairs.clear(pair) }, nil
}
