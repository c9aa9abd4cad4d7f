// Command soak holds the local PortOne at full load with faults on, lets it
// rest, and looks at what is left: goroutines, open files, memory, webhooks.
//
// It refuses to pass when something leaked or when a webhook came more or less
// often than the faults asked for. Its main invariant is that it meets the
// sandbox as a shop does, over loopback; it looks inside the process for
// goroutines, files and memory alone.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// plan is the command line.
type plan struct {
	length  time.Duration
	idle    time.Duration
	clients int
}

func main() {
	var p plan
	flag.DurationVar(&p.length, "t", 5*time.Minute, "length of the load")
	flag.DurationVar(&p.idle, "idle", time.Minute, "rest after it, before anything is counted")
	flag.IntVar(&p.clients, "clients", 32, "buyers and shop servers at once")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, p); err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		os.Exit(1)
	}
}

// settleFor is how long the load before the count goes on: after it connections,
// buffers and the log have their usual size.
const settleFor = 5 * time.Second

func run(ctx context.Context, p plan) error {
	h, err := hold(ctx, p)
	if err != nil {
		return err
	}
	stored, err := weigh(ctx, p.clients, h.before, h.after)
	if err != nil {
		return err
	}
	return h.judge(stored, p)
}

// held is what one sandbox was seen to hold before and after the load.
type held struct {
	start, end      footprint
	before, after   int64   // payments tried
	wrong           []error // what is to be said of the webhooks
	told            int     // webhooks that came
	answered, odd   int64   // calls, and those of them that met a fault
	dropped, copied int     // webhooks, on demand
}

func hold(ctx context.Context, p plan) (h held, err error) {
	w, err := open(ctx, faults)
	if err != nil {
		return held{}, err
	}
	defer func() { err = errors.Join(err, w.close()) }()
	start := w.footprint()
	if err := w.load(ctx, p.clients, settleFor); err != nil {
		return held{}, err
	}
	if err := w.settle(ctx); err != nil {
		return held{}, err
	}
	start.heap = w.footprint().heap
	h = held{start: start, before: w.orders.Load()}
	if err := w.load(ctx, p.clients, p.length); err != nil {
		return held{}, err
	}
	if err := w.settle(ctx); err != nil {
		return held{}, err
	}
	if err := wait(ctx, p.idle); err != nil {
		return held{}, err
	}
	h.end, h.after = w.footprint(), w.orders.Load()
	h.wrong, h.told = w.webhooks()
	h.answered, h.odd, h.dropped, h.copied = w.answered.Load(), w.odd.Load(), len(w.dropped), len(w.copied)
	return h, nil
}

// weigh learns what the same number of payments weighs where nothing goes wrong
// and nobody hangs up: in a new sandbox, filled to the same two marks, since an
// index grows in steps and its share of a payment depends on how full it is.
func weigh(ctx context.Context, clients int, before, after int64) (stored int64, err error) {
	w, err := open(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, w.close()) }()
	var heap [2]int64
	for i, mark := range []int64{before, after} {
		if err := w.fill(ctx, clients, mark); err != nil {
			return 0, err
		}
		if err := w.settle(ctx); err != nil {
			return 0, err
		}
		heap[i] = w.footprint().heap
	}
	return heap[1] - heap[0], nil
}

// wait lets real time pass.
func wait(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
