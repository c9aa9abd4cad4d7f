// Package clock tells the time to the rooms that act, so that a test or the
// sandbox can turn it.
//
// It refuses to wake anybody by itself: work with a due time is a row that a
// loop asks for. Its main invariant is that a Manual clock moves only when told
// and never backwards.
package clock

import (
	"sync"
	"time"
)

// Clock tells the present time in UTC, to the microsecond, which is what both
// stores keep.
type Clock interface{ Now() time.Time }

// System is the machine's clock.
type System struct{}

// Now returns the machine's time.
func (System) Now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }

// KST is Korean time, which has had no daylight saving since 1988.
var KST = time.FixedZone("KST", 9*60*60)

// Manual is a clock that stands still until it is moved. Use NewManual.
type Manual struct {
	mu    sync.Mutex
	now   time.Time
	moved []chan<- time.Time
}

// NewManual returns a clock that stands at start.
func NewManual(start time.Time) *Manual {
	return &Manual{now: start.UTC().Truncate(time.Microsecond)}
}

// Now returns where the clock stands.
func (m *Manual) Now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.now
}

// Advance moves the clock forward by d and returns the new time; a negative d
// moves nothing.
func (m *Manual) Advance(d time.Duration) time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	if d <= 0 {
		return m.now
	}
	m.now = m.now.Add(d).Truncate(time.Microsecond)
	for _, c := range m.moved {
		select {
		case c <- m.now:
		default: // a listener that has not read the last move sees the time itself
		}
	}
	return m.now
}

// Subscribe sends the time on c after each move, without waiting for readers.
func (m *Manual) Subscribe(c chan<- time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.moved = append(m.moved, c)
}
