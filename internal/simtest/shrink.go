package simtest

import (
	"slices"
	"time"
)

// Shrink cuts a tape down as long as what it shows stays: it deletes blocks,
// zeroes them, and makes single choices smaller. shows runs a history and
// reports whether it still breaks the same invariant. It stops at the deadline.
func Shrink(tape []uint32, deadline time.Time, shows func([]uint32) bool) []uint32 {
	best := slices.Clone(tape)
	late := func() bool { return !time.Now().Before(deadline) }
	try := func(next []uint32) bool {
		if late() || !shows(next) {
			return false
		}
		best = trimmed(next)
		return true
	}
	for again := true; again && !late(); {
		before := slices.Clone(best)
		for size := max(len(best)/2, 1); size > 0; size /= 2 {
			for at := 0; at < len(best); at += size {
				end := min(at+size, len(best))
				if !zeroed(best[at:end]) && try(withZeros(best, at, end)) {
					continue
				}
				if size > 1 || len(best) < 400 {
					try(slices.Delete(slices.Clone(best), at, end))
				}
			}
		}
		for at := range best {
			if at < len(best) && best[at] > 1 {
				halved := slices.Clone(best)
				halved[at] /= 2
				try(halved)
			}
		}
		again = len(best) < len(before)
	}
	return best
}

func zeroed(part []uint32) bool {
	return !slices.ContainsFunc(part, func(c uint32) bool { return c != 0 })
}

func withZeros(tape []uint32, from, to int) []uint32 {
	next := slices.Clone(tape)
	clear(next[from:to])
	return next
}

// trimmed leaves the zeros at the end out: they are read anyway.
func trimmed(tape []uint32) []uint32 {
	for len(tape) > 0 && tape[len(tape)-1] == 0 {
		tape = tape[:len(tape)-1]
	}
	return tape
}
