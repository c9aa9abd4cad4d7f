// Package faults breaks what the payment server stands on, for real: processes
// of the built binary are killed and frozen, disks fill up, PostgreSQL fails
// over, PortOne goes away, and callers and shops behave as badly as they can.
//
// It holds tests only. Each experiment has a short form, which is a part of the
// usual test run, and a long one, which `make faults` runs. It refuses to look
// into a server: clients speak HTTP and keep a log of what was acknowledged to
// them, and the verdict compares that log, PortOne's ledger as the sandbox tells
// it, the payment server's database and what the shop heard.
//
// Its main invariant is that a verdict can fail: each of its rules is shown a
// wrong input that it must catch.
package faults
