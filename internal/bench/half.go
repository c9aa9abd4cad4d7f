package main

import (
	"context"
	"errors"
	"sync"
	"time"
)

// runHalf has payments begin at even distances, half as many a second as ours
// just took with everybody at once, whether the ones before are done or not: how
// long a buyer waits at a server that is not full. What PortOne's own two answers
// take at that pace is measured the same way and taken off; see report.
func runHalf(ctx context.Context, b *bench) (outcome, error) {
	if b.ours == 0 {
		if _, err := runOurs(ctx, b); err != nil {
			return outcome{}, err
		}
	}
	every := time.Duration(float64(2*time.Second) / b.ours)
	return b.file(ctx, func(path string) (outcome, error) {
		o, err := startOurs(ctx, "sqlite:"+path, b.portone)
		if err != nil {
			return outcome{}, err
		}
		s := newShop(o.url, o.key, b.portone, b.clients)
		warmed, out, err := b.halfway(ctx, s, every)
		s.close()
		if err := errors.Join(err, o.close()); err != nil {
			return out, err
		}
		return out, b.left(ctx, "half", "sqlite:"+path, warmed+out.payments)
	})
}

// halfway returns how many payments went before the measured ones, and those.
func (b *bench) halfway(ctx context.Context, s *shop, every time.Duration) (warmed int, out outcome, err error) {
	before, err := paced(ctx, every, b.warm, s.pay)
	if err != nil {
		return len(before), out, err
	}
	out, err = measure(noServer, func() ([]time.Duration, error) { return paced(ctx, every, b.length, s.pay) })
	if err != nil {
		return len(before), out, err
	}
	theirs, err := paced(ctx, every, b.length, s.payAtPortone)
	out.slow -= percentile(theirs, 99)
	return len(before), out, err
}

// paced has one payment begin at every tick for the given time, and returns how
// long each took from its tick on.
func paced(ctx context.Context, every, d time.Duration, pay func(context.Context) error) ([]time.Duration, error) {
	var mu sync.Mutex // guards all and problem
	var all []time.Duration
	var problem error
	var group sync.WaitGroup
	start := time.Now()
	for due := start; due.Sub(start) < d && ctx.Err() == nil; due = due.Add(every) {
		time.Sleep(time.Until(due))
		group.Go(func() {
			err := pay(ctx)
			took := time.Since(due)
			mu.Lock()
			defer mu.Unlock()
			all = append(all, took)
			if problem == nil {
				problem = err
			}
		})
	}
	group.Wait()
	return all, problem
}
