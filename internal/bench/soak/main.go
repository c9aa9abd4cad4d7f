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

// samplePayments is how many payments are made one after another to learn what
// one of them weighs.
const samplePayments = 4000

func run(ctx context.Context, p plan) (err error) {
	w, err := open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.close()) }()
	start := w.footprint()
	if err := w.load(ctx, p.clients, settleFor); err != nil {
		return err
	}
	if err := w.settle(ctx); err != nil {
		return err
	}
	before, begun := w.footprint(), w.weighed()
	if err := w.sample(ctx, samplePayments); err != nil {
		return err
	}
	if err := w.settle(ctx); err != nil {
		return err
	}
	each := float64(w.footprint().heap-before.heap) / float64(w.weighed()-begun)
	loaded, stored := w.footprint(), w.weighed()
	if err := w.load(ctx, p.clients, p.length); err != nil {
		return err
	}
	if err := w.settle(ctx); err != nil {
		return err
	}
	if err := wait(ctx, p.idle); err != nil {
		return err
	}
	start.heap = loaded.heap
	return w.judge(start, w.footprint(), w.weighed()-stored, each, p)
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
