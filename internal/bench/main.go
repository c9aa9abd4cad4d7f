// Command bench measures how many payments a second this house takes, open to
// confirmed over HTTP, on both engines, next to the least that the same rows
// can cost: hand-written SQL with and without HTTP around it.
//
// It refuses to compare what was not measured in turns in one run, and to count
// a payment that is not in the database afterwards. Its main invariant is that
// every contender leaves the same rows behind and that all of them talk to the
// same stand-in for PortOne in this process, over loopback alone. See
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
	"runtime/pprof"
	"slices"
	"strings"
	"syscall"
	"time"
)

// options is the command line.
type options struct {
	plan
	runs    int
	only    string
	profile string
}

func main() {
	var o options
	smoke := false
	flag.DurationVar(&o.length, "t", 2*time.Second, "length of one run of one row")
	flag.DurationVar(&o.warm, "warm", 500*time.Millisecond, "unmeasured time before it")
	flag.IntVar(&o.runs, "runs", 5, "rounds, in which the rows take turns; the table shows medians")
	flag.IntVar(&o.clients, "clients", 64, "callers at once")
	flag.StringVar(&o.only, "only", "", "rows to measure, comma-separated: "+names(contenders))
	flag.StringVar(&o.dir, "dir", "", "folder for SQLite files (default: the system's for temporary files)")
	flag.StringVar(&o.profile, "cpuprofile", "", "write a CPU profile of the measured rows to this file; best with -only and one run")
	flag.BoolVar(&smoke, "smoke", false, "about a second: does it run at all")
	flag.Parse()
	if smoke {
		o.length, o.warm, o.runs = 100*time.Millisecond, 0, 1
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func names(list []contender) string {
	var all []string
	for _, c := range list {
		all = append(all, c.name)
	}
	return strings.Join(all, ",")
}

func run(ctx context.Context, o options) error {
	chosen, err := choose(o.only)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, o.atMost(len(chosen)))
	defer cancel()
	b := &bench{plan: o.plan}
	if b.portone, err = startPortone(); err != nil {
		return err
	}
	defer b.portone.close()
	if slices.ContainsFunc(chosen, func(c contender) bool { return c.postgres }) {
		switch b.postgres, err = startPostgres(ctx); {
		case errors.Is(err, errMissing):
			fmt.Printf("without PostgreSQL's rows: %v\n", err)
		case err != nil:
			return err
		default:
			defer func() { _ = b.postgres.close() }() // it ends with this process at the latest
		}
	}
	stop, err := profile(o.profile)
	if err != nil {
		return err
	}
	defer stop()
	fmt.Printf("%d rows, %d runs of %v each with %d clients, %d CPUs, %s\n", len(chosen), o.runs, o.length, o.clients, runtime.NumCPU(), runtime.Version())
	results, err := takeTurns(ctx, b, chosen, o.runs)
	if err != nil {
		return err
	}
	return report(os.Stdout, chosen, results)
}

// atMost bounds the whole: each run of a row needs a database, too.
func (o options) atMost(rows int) time.Duration {
	const around = 15 * time.Second
	return time.Minute + time.Duration(rows*o.runs)*(o.length+o.warm+around)
}

// choose returns the rows that were asked for, all of them for "".
func choose(only string) ([]contender, error) {
	if only == "" {
		return contenders, nil
	}
	var chosen []contender
	for name := range strings.SplitSeq(only, ",") {
		i := slices.IndexFunc(contenders, func(c contender) bool { return c.name == name })
		if i < 0 {
			return nil, fmt.Errorf("-only %q: there is %s", name, names(contenders))
		}
		chosen = append(chosen, contenders[i])
	}
	return chosen, nil
}

// profile starts a CPU profile if it was asked for, and returns what ends it.
func profile(path string) (func(), error) {
	if path == "" {
		return func() {}, nil
	}
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return func() {
		pprof.StopCPUProfile()
		_ = f.Close()
	}, nil
}

// takeTurns measures each row once a run, so that what else the machine does
// meets all of them alike.
func takeTurns(ctx context.Context, b *bench, chosen []contender, runs int) (map[string]*figures, error) {
	results := map[string]*figures{}
	for range runs {
		for _, c := range chosen {
			if c.postgres && b.postgres == nil {
				continue
			}
			out, err := c.run(ctx, b)
			if errors.Is(err, errMissing) {
				fmt.Printf("without %s: %v\n", c.name, err)
				continue
			}
			if err != nil {
				return nil, fmt.Errorf("%s: %w", c.name, err)
			}
			if results[c.name] == nil {
				results[c.name] = &figures{}
			}
			results[c.name].add(out)
		}
	}
	return results, nil
}
