package clock_test

import (
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/clock"
)

func TestManual_movesOnlyForwardAndOnlyWhenTold(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 11, 23, 9, 0, 0, 0, clock.KST)
	m := clock.NewManual(start)
	if !m.Now().Equal(start) || m.Now().Location() != time.UTC {
		t.Errorf("Now() = %v, want %v in UTC", m.Now(), start)
	}
	heard := make(chan time.Time, 1)
	m.Subscribe(heard)
	if got := m.Advance(-time.Hour); !got.Equal(start) {
		t.Errorf("Advance(-1h) = %v, want no move", got)
	}
	if len(heard) != 0 {
		t.Error("a refused move was announced")
	}
	want := start.Add(time.Minute)
	if got := m.Advance(time.Minute); !got.Equal(want) || !m.Now().Equal(want) {
		t.Errorf("Advance(1m) = %v, Now() = %v, want %v", got, m.Now(), want)
	}
	m.Advance(time.Minute) // the listener's channel is full: nobody waits for it
	if got := <-heard; !got.Equal(want) {
		t.Errorf("heard %v, want %v", got, want)
	}
}
