package simtest

import "math/rand/v2"

// Tape is the only source of chance in a history. It is filled from a seed as it
// is read; a tape that is replayed reads zeros after its end. Zero is always the
// dullest choice, so that a tape with more zeros is a simpler history.
type Tape struct {
	choices []uint32
	at      int
	source  *rand.PCG // nil: replayed
}

// tapeMost ends histories that would go on for ever.
const tapeMost = 200_000

// NewTape returns the tape of a seed.
func NewTape(seed uint64) *Tape { return &Tape{source: rand.NewPCG(seed, 0x9e3779b97f4a7c15)} }

// Replay returns a tape that was recorded, or cut down from one.
func Replay(choices []uint32) *Tape { return &Tape{choices: choices} }

// Read returns what was read so far.
func (t *Tape) Read() []uint32 { return t.choices[:min(t.at, len(t.choices))] }

func (t *Tape) next() uint32 {
	if t.at >= len(t.choices) {
		if t.source == nil || t.at >= tapeMost {
			return 0
		}
		t.choices = append(t.choices, uint32(t.source.Uint64()>>32))
	}
	t.at++
	return t.choices[t.at-1]
}

// pick chooses one of n; with nothing to choose it reads nothing.
func (t *Tape) pick(n int) int {
	if n < 2 {
		return 0
	}
	return int(t.next() % uint32(n))
}

// chance is true so often of a thousand times; never and always read nothing.
func (t *Tape) chance(permille int) bool {
	if permille <= 0 || permille >= 1000 {
		return permille > 0
	}
	return int(t.next()%1000) >= 1000-permille
}

// of chooses one of a list.
func of[T any](t *Tape, list ...T) T { return list[t.pick(len(list))] }
