package httpapi

import (
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/fault"
)

// Rate is how many requests one address may send: PerSecond on average, Burst
// at once.
type Rate struct{ PerSecond, Burst int }

// Limits are the rates of what can be called, each per IPv4 address or IPv6 /64
// network unless it says otherwise, and how many requests are answered at once.
type Limits struct {
	Webhook Rate // PortOne sends from few addresses
	Approve Rate // and asks from them
	Return  Rate // mobile carriers put many phones behind one address
	Browser Rate // calls with a client token
	BadKey  Rate // calls with a missing or wrong API key
	Key     Rate // calls with one API key
	Payment Rate // calls of browsers about one payment

	Ordinary int // requests at once that open and read
	Urgent   int // and those that money which has moved waits for
}

// DefaultLimits let a busy shop through and keep one address from filling the
// disk.
var DefaultLimits = Limits{
	Webhook: Rate{200, 2000}, Approve: Rate{100, 1000}, Return: Rate{50, 500}, Browser: Rate{100, 2000}, BadKey: Rate{10, 100},
	Key: Rate{5000, 20_000}, Payment: Rate{5, 60}, Ordinary: usualOrdinary, Urgent: usualUrgent,
}

func (l Limits) orDefault() Limits {
	for _, pair := range []struct{ have, usual *Rate }{
		{&l.Webhook, &DefaultLimits.Webhook},
		{&l.Approve, &DefaultLimits.Approve},
		{&l.Return, &DefaultLimits.Return},
		{&l.Browser, &DefaultLimits.Browser},
		{&l.BadKey, &DefaultLimits.BadKey},
		{&l.Key, &DefaultLimits.Key},
		{&l.Payment, &DefaultLimits.Payment},
	} {
		if *pair.have == (Rate{}) {
			*pair.have = *pair.usual
		}
	}
	if l.Ordinary <= 0 {
		l.Ordinary = DefaultLimits.Ordinary
	}
	if l.Urgent <= 0 {
		l.Urgent = DefaultLimits.Urgent
	}
	return l
}

// The most callers that one limiter remembers.
const mostAddresses = 20_000

// limiter is a token bucket for each caller: a network, a key's or a payment's id.
type limiter struct {
	rate  Rate
	clock clock.Clock

	mu      sync.Mutex // guards buckets
	buckets map[string]*bucket
}

type bucket struct {
	tokens *rate.Limiter
	used   time.Time
}

func newLimiter(r Rate, c clock.Clock) *limiter {
	return &limiter{rate: r, clock: c, buckets: map[string]*bucket{}}
}

// allow takes a token of the request's address, or refuses with 429.
func (l *limiter) allow(r *http.Request) error { return l.allowOne(network(r).String()) }

// allowOne takes a token of a caller, or refuses with 429.
func (l *limiter) allowOne(from string) error {
	now := l.clock.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	b, known := l.buckets[from]
	if !known {
		if len(l.buckets) >= mostAddresses {
			l.forget(now)
		}
		b = &bucket{tokens: rate.NewLimiter(rate.Limit(l.rate.PerSecond), l.rate.Burst)}
		l.buckets[from] = b
	}
	b.used = now
	if !b.tokens.AllowN(now, 1) {
		return fault.New(fault.TooManyRequests)
	}
	return nil
}

// forget drops the buckets that have filled up again, which changes nothing;
// if none has, all go: to remember an attacker is worth less than the memory.
func (l *limiter) forget(now time.Time) {
	full := time.Duration(l.rate.Burst/max(l.rate.PerSecond, 1)+1) * time.Second
	for from, b := range l.buckets {
		if now.Sub(b.used) > full {
			delete(l.buckets, from)
		}
	}
	if len(l.buckets) >= mostAddresses {
		clear(l.buckets)
	}
}

// source returns the sender's address, which fromClient has found.
func source(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// address returns the sender's address; the zero one when it has none.
func address(r *http.Request) netip.Addr {
	addr, err := netip.ParseAddr(source(r))
	if err != nil {
		return netip.Addr{}
	}
	return addr.Unmap().WithZone("")
}

func network(r *http.Request) netip.Prefix {
	addr := address(r)
	bits := addr.BitLen()
	if addr.Is6() {
		bits = 64
	}
	prefix, err := addr.Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return prefix
}
