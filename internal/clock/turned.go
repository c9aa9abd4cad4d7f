package clock

import (
	"sync"
	"time"
)

// Turned is a clock that can be moved forward while it follows another one, or
// while it stands still. Use NewTurned.
type Turned struct {
	over Clock
	mu   sync.Mutex
	at   Position
}

// Position is where a Turned clock is; the zero value follows the other clock.
type Position struct {
	Stands bool
	At     time.Time     // where it stands; means nothing while it runs
	Ahead  time.Duration // how far it runs before the other clock; means nothing while it stands
}

// NewTurned returns a clock that follows over.
func NewTurned(over Clock) *Turned { return &Turned{over: over} }

// Now returns the time to the microsecond, in UTC.
func (c *Turned) Now() time.Time {
	p := c.Position()
	if p.Stands {
		return p.At
	}
	return c.over.Now().Add(p.Ahead)
}

// Position returns where the clock is, to be put back after a restart.
func (c *Turned) Position() Position {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// Put sets the clock without asking: what a restart does.
func (c *Turned) Put(p Position) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = StandingAt(p.At)
	if !p.Stands {
		c.at = Position{Ahead: p.Ahead.Truncate(time.Microsecond)}
	}
}

// StandingAt is the position of a clock that stands at t.
func StandingAt(t time.Time) Position {
	return Position{Stands: true, At: t.UTC().Truncate(time.Microsecond)}
}

// Until returns the position in which the clock shows t, standing or running
// on as before. It reports false, and changes nothing, where t is not later
// than what the clock shows already.
func (c *Turned) Until(t time.Time) (Position, bool) {
	p, now := c.Position(), c.Now()
	switch {
	case !t.After(now):
		return p, false
	case p.Stands:
		return StandingAt(t), true
	}
	return Position{Ahead: p.Ahead + t.Sub(now).Truncate(time.Microsecond)}, true
}
