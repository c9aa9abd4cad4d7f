package main

import (
	"fmt"
	"io"
	"text/tabwriter"
	"time"
)

// figures are one row's, over all runs.
type figures struct {
	rate   series // payments a second
	cpu    series // microseconds a payment
	server series // microseconds a payment, of PostgreSQL's processes
	slow   series // milliseconds within which 99 of 100 payments were done
}

func (f *figures) add(o outcome) {
	f.rate = append(f.rate, o.rate())
	f.cpu = append(f.cpu, o.each(o.cpu))
	f.server = append(f.server, o.each(o.server))
	f.slow = append(f.slow, float64(o.slow)/float64(time.Millisecond))
}

// ratios are what the table says of us: our row over the other one.
var ratios = [][2]string{{"ours", "flow"}, {"ours", "group"}, {"ours-pg", "flow-pg"}, {"ours-pg", "pay.sql"}, {"ours-pg", "ours"}}

// report prints medians with the least and the most, and our share of what the
// baselines do. CPU a payment moves less than the rate when others use the
// machine, too.
func report(w io.Writer, chosen []contender, results map[string]*figures) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "\nrow\tpayments/s\tCPU µs/payment\tPostgreSQL's CPU\tp99 ms\twhat")
	for _, c := range chosen {
		f := results[c.name]
		if f == nil {
			continue
		}
		server, slow := "in it", f.slow.String()
		if c.postgres {
			server = known(f.server)
		}
		if f.slow.median() == 0 {
			slow = "-"
		}
		fmt.Fprintf(t, "%s\t%v\t%v\t%s\t%s\t%s\n", c.name, f.rate, f.cpu, server, slow, c.does)
	}
	fmt.Fprintln(t, "\nratio\tpayments/s\tCPU, all processes")
	for _, r := range ratios {
		ours, theirs := results[r[0]], results[r[1]]
		if ours == nil || theirs == nil {
			continue
		}
		fmt.Fprintf(t, "%s / %s\t%.2f\t%.1f\n", r[0], r[1], over(ours.rate.median(), theirs.rate.median()), over(ours.all(), theirs.all()))
	}
	return t.Flush()
}

// all is the processor time of a payment in every process that works for it.
func (f *figures) all() float64 { return f.cpu.median() + f.server.median() }

func over(a, b float64) float64 {
	if b == 0 {
		return 0
	}
	return a / b
}

// known shows a series that the system may not have told.
func known(s series) string {
	if s.median() == 0 {
		return "unknown"
	}
	return s.String()
}
