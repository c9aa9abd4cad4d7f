package clock_test

import (
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/clock"
)

var newYear = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

func TestTurned_runsOnFromWhereItWasMoved(t *testing.T) {
	t.Parallel()
	under := clock.NewManual(newYear)
	c := clock.NewTurned(under)
	if !c.Now().Equal(newYear) {
		t.Errorf("Now() = %v, want the other clock's %v", c.Now(), newYear)
	}
	p, forward := c.Until(newYear.Add(time.Hour))
	if !forward || !c.Now().Equal(newYear) {
		t.Errorf("Until() = %+v, %v and Now() = %v, want an answer and no move", p, forward, c.Now())
	}
	c.Put(p)
	under.Advance(time.Minute)
	if want := newYear.Add(61 * time.Minute); !c.Now().Equal(want) {
		t.Errorf("Now() = %v, want %v", c.Now(), want)
	}
	again := clock.NewTurned(under)
	again.Put(c.Position())
	if !again.Now().Equal(c.Now()) {
		t.Errorf("a clock put back shows %v, want %v", again.Now(), c.Now())
	}
}

func TestTurned_standsStillUntilItIsMoved(t *testing.T) {
	t.Parallel()
	under := clock.NewManual(newYear.AddDate(1, 0, 0))
	c := clock.NewTurned(under)
	c.Put(clock.StandingAt(newYear.In(clock.KST).Add(time.Nanosecond)))
	under.Advance(time.Hour)
	if got := c.Now(); !got.Equal(newYear) || got.Location() != time.UTC {
		t.Errorf("Now() = %v, want %v in UTC", got, newYear)
	}
	p, forward := c.Until(newYear.Add(time.Hour))
	if !forward || p != clock.StandingAt(newYear.Add(time.Hour)) {
		t.Errorf("Until() = %+v, %v", p, forward)
	}
}

func TestTurned_doesNotGoBack(t *testing.T) {
	t.Parallel()
	for name, at := range map[string]clock.Position{"stands": clock.StandingAt(newYear), "runs": {Ahead: time.Hour}} {
		c := clock.NewTurned(clock.NewManual(newYear))
		c.Put(at)
		for _, to := range []time.Time{c.Now(), c.Now().Add(-time.Microsecond), {}} {
			if p, forward := c.Until(to); forward || p != c.Position() {
				t.Errorf("%s: Until(%v) = %+v, %v at %v, want no move", name, to, p, forward, c.Now())
			}
		}
	}
}
