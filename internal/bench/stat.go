package main

import (
	"fmt"
	"runtime"
	"slices"
	"syscall"
	"time"
)

// series are the figures of one row of the table, one for each run.
type series []float64

// median returns the middle figure, or the mean of the two in the middle; 0 for
// none.
func (s series) median() float64 {
	if len(s) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(s))
	low, high := sorted[(len(sorted)-1)/2], sorted[len(sorted)/2]
	return (low + high) / 2
}

// String shows the median with the least and the most beside it.
func (s series) String() string {
	if len(s) == 0 {
		return "-"
	}
	return fmt.Sprintf("%.0f [%.0f..%.0f]", s.median(), slices.Min(s), slices.Max(s))
}

// percentile returns the p-th percentile (0 to 100); it sorts d.
func percentile(d []time.Duration, p int) time.Duration {
	if len(d) == 0 {
		return 0
	}
	slices.Sort(d)
	return d[(len(d)-1)*p/100]
}

// ownCPU is the processor time that this process has used, user and system.
func ownCPU() time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		return 0
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// outcome is one run of one contender.
type outcome struct {
	payments int
	took     time.Duration
	cpu      time.Duration // of this process, or of pgbench
	server   time.Duration // of PostgreSQL's processes; none for SQLite
	slow     time.Duration // 99 of 100 payments took at most this
	bytes    float64       // a payment on the disk; 0: not weighed
}

func (o outcome) rate() float64 { return float64(o.payments) / o.took.Seconds() }

// each returns microseconds a payment.
func (o outcome) each(d time.Duration) float64 {
	return float64(d.Microseconds()) / float64(max(o.payments, 1))
}

// measure runs work and notes what it took. What others left behind is
// collected first, so that nobody pays for it.
func measure(server func() time.Duration, work func() ([]time.Duration, error)) (outcome, error) {
	runtime.GC()
	begun, cpu, theirs := time.Now(), ownCPU(), server()
	took, err := work()
	out := outcome{payments: len(took), took: time.Since(begun), cpu: ownCPU() - cpu, server: server() - theirs}
	out.slow = percentile(took, 99)
	return out, err
}

// noServer is the processor time of a database that is part of this process.
func noServer() time.Duration { return 0 }
