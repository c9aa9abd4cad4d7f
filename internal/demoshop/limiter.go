package demoshop

import (
	"sync"
	"time"
)

// limiter lets each name through a number of times a minute, which makes
// guessing order numbers and phone numbers pointless.
type limiter struct {
	mu   sync.Mutex
	seen map[string]window // guarded by mu
}

type window struct {
	since time.Time
	count int
}

const (
	limitWindow = time.Minute
	mostNames   = 10_000
)

func newLimiter() *limiter { return &limiter{seen: map[string]window{}} }

// allow counts one try of name and reports whether it is among the first most
// of this minute. When too many names are known, a new one is refused.
func (l *limiter) allow(name string, most int, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	w, known := l.seen[name]
	if !known && len(l.seen) >= mostNames {
		for old, w := range l.seen {
			if now.Sub(w.since) >= limitWindow {
				delete(l.seen, old)
			}
		}
		if len(l.seen) >= mostNames {
			return false
		}
	}
	if now.Sub(w.since) >= limitWindow {
		w = window{since: now}
	}
	w.count++
	l.seen[name] = w
	return w.count <= most
}
