package outbox_test

import (
	"math"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/outbox"
)

func TestNext_backsOffThenTriesDailyThenGivesUp(t *testing.T) {
	t.Parallel()
	created := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	want := []time.Duration{
		5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour,
		20 * time.Hour, 24 * time.Hour, 24 * time.Hour, 24 * time.Hour,
	}
	now := created
	for i, wait := range want {
		at := outbox.Next(i+1, created, now, 0)
		if at.Sub(now) != wait {
			t.Fatalf("after try %d: waits %v, want %v", i+1, at.Sub(now), wait)
		}
		if most := outbox.Next(i+1, created, now, math.MaxUint16).Sub(now); most <= wait || most > wait+wait/10 {
			t.Errorf("after try %d: with jitter %v, want up to a tenth more than %v", i+1, most, wait)
		}
		now = at
	}
	if now.Sub(created) < outbox.Patience {
		t.Fatalf("the tries end after %v, before %v", now.Sub(created), outbox.Patience)
	}
	if at := outbox.Next(12, created, now, 0); !at.IsZero() {
		t.Errorf("after %v another try at %v, want none", now.Sub(created), at)
	}
}
