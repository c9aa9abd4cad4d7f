package portonev1

import (
	"context"
	"math/rand/v2"
	"time"
)

const (
	// maxTries is how often a read is sent at most.
	maxTries = 3
	// backoffBase and backoffCap bound the wait between tries: a random time
	// below base, then below twice base, and so on up to cap. Waiting a random
	// time keeps many servers from coming back at the same moment.
	backoffBase = 200 * time.Millisecond
	backoffCap  = 5 * time.Second
)

// retry waits between the tries of a read. Its fields are replaced in tests.
type retry struct {
	sleep  func(context.Context, time.Duration) error
	random func(below time.Duration) time.Duration
}

func newRetry() *retry {
	return &retry{sleep: sleep, random: rand.N[time.Duration]}
}

// wait waits after the failed try with the given number, counted from 0. It
// returns the context's error if that ends first.
func (r *retry) wait(ctx context.Context, try int) error {
	return r.sleep(ctx, r.random(min(backoffCap, backoffBase<<min(try, 16))))
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
