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
	bytes  series // on the disk, a payment
}

func (f *figures) add(o outcome) {
	f.rate = append(f.rate, o.rate())
	f.cpu = append(f.cpu, o.each(o.cpu))
	f.server = append(f.server, o.each(o.server))
	f.slow = append(f.slow, float64(o.slow)/float64(time.Millisecond))
	f.bytes = append(f.bytes, o.bytes)
}

// ratios are what the table says of us: our row over the other one.
var ratios = []struct {
	ours, theirs string
	aim          string // of payments a second
}{
	{"ours", "flow", "at least 0.60"},
	{"ours", "group", ""},
	{"store", "group", "at least 0.75"},
	{"ours-pg", "flow-pg", ""},
	{"ours-pg", "pay.sql", ""},
	{"store-pg", "pay.sql", "at least 1.2"},
	{"ours-pg", "ours", ""},
}

// The bytes of a payment with the least that can be stored of it, on each
// engine, and how many times as much ours may take.
const (
	leastSQLite, leastPostgres = 591, 930
	mostTimes                  = 3.0
	mostAdded                  = 15 // milliseconds, of 99 in 100 payments at half load
)

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
	fmt.Fprintln(t, "\nratio, median of the rounds'\tpayments/s\tCPU, all processes\tasked of payments/s")
	for _, r := range ratios {
		ours, theirs := results[r.ours], results[r.theirs]
		if ours == nil || theirs == nil {
			continue
		}
		fmt.Fprintf(t, "%s / %s\t%.2f\t%.1f\t%s\n", r.ours, r.theirs, over(ours.rate, theirs.rate).median(), over(ours.all(), theirs.all()).median(), r.aim)
	}
	fmt.Fprintln(t)
	for _, r := range []struct {
		row   string
		least float64
	}{{"ours", leastSQLite}, {"ours-pg", leastPostgres}} {
		if f := results[r.row]; f != nil && f.bytes.median() > 0 {
			fmt.Fprintf(t, "bytes a payment, %s / %.0f\t%.1f\t(%.0f)\tat most %.1f\n", r.row, r.least, f.bytes.median()/r.least, f.bytes.median(), mostTimes)
		}
	}
	if f := results["half"]; f != nil {
		fmt.Fprintf(t, "added to PortOne's own, p99 at half load, ms\t%.1f\t\tat most %d\n", f.slow.median(), mostAdded)
	}
	return t.Flush()
}

// all is the processor time of a payment in every process that works for it.
func (f *figures) all() series {
	all := make(series, len(f.cpu))
	for i := range all {
		all[i] = f.cpu[i] + f.server[i]
	}
	return all
}

// over divides round by round: rows of one round stood beside the same work of
// others.
func over(a, b series) series {
	var r series
	for i := range min(len(a), len(b)) {
		if b[i] > 0 {
			r = append(r, a[i]/b[i])
		}
	}
	return r
}

// known shows a series that the system may not have told.
func known(s series) string {
	if s.median() == 0 {
		return "unknown"
	}
	return s.String()
}
