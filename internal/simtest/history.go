package simtest

import (
	"testing"
	"testing/synctest"
)

// History is what became of one run.
type History struct {
	Seed    uint64
	Tape    []uint32
	Hash    uint64 // of every line: two runs with the same one were the same
	Lines   []Line
	Broken  []Violation
	Reached map[string]int
	Steps   int
}

// Live runs one history in a bubble of its own and tears everything down.
func Live(t *testing.T, room *Room, seed uint64, tape *Tape, m Mutant) History {
	t.Helper()
	h := History{Seed: seed}
	synctest.Test(t, func(t *testing.T) {
		db, err := room.open()
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		}()
		m.prepare(t, db)
		w, err := newWorld(tape, seed, db, m)
		if err != nil {
			t.Fatal(err)
		}
		db.sweeps = w.rates.kinds()
		w.run(db.due)
		h.Hash, h.Lines, h.Broken, h.Reached, h.Steps = w.hash, w.lines, w.broken, w.reached, w.steps
	})
	h.Tape = tape.Read()
	return h
}
