// Command sandboxbench measures the local PortOne next to the least that its
// answers can cost: a bare net/http server in a process of its own that sends
// the same bytes.
//
// It refuses to compare what was not measured in turns, and to count an answer
// whose body is not the expected one in length. Its main invariant is that
// server and baseline are met by the same callers, over loopback alone. See
// docs/bench.md.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"time"
)

// plan is the command line.
type plan struct {
	length   time.Duration
	runs     int
	clients  int
	payments int
	bare     string
}

func main() {
	var p plan
	smoke := false
	flag.DurationVar(&p.length, "t", 3*time.Second, "length of one run of one row")
	flag.IntVar(&p.runs, "runs", 3, "runs of each row; the table shows medians")
	flag.IntVar(&p.clients, "clients", 16, "callers at once")
	flag.IntVar(&p.payments, "payments", 100_000, "payments stored before reading")
	flag.BoolVar(&smoke, "smoke", false, "seconds: does it run at all")
	flag.StringVar(&p.bare, "bare", "", "serve this file's answers: how the bench starts its own baseline")
	flag.Parse()
	if smoke {
		p.length, p.runs, p.payments = 100*time.Millisecond, 1, 500
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, p); err != nil {
		fmt.Fprintln(os.Stderr, "sandboxbench:", err)
		os.Exit(1)
	}
}

// fillMost and aroundMost bound the unmeasured parts.
const (
	fillMost   = 5 * time.Minute
	aroundMost = 2 * time.Minute
)

func run(ctx context.Context, p plan) (err error) {
	if p.bare != "" {
		return serveBare(ctx, p.bare)
	}
	ctx, cancel := context.WithTimeout(ctx, fillMost+aroundMost+time.Duration(6*p.runs)*p.length)
	defer cancel()
	dir, err := os.MkdirTemp("", "naru-sandboxbench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	fmt.Printf("%d payments stored, %d runs of %v with %d clients, %d CPUs, %s\n", p.payments, p.runs, p.length, p.clients, runtime.NumCPU(), runtime.Version())
	b, err := prepare(ctx, dir, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	if err := b.compare(ctx); err != nil {
		return err
	}
	return b.report(os.Stdout)
}
