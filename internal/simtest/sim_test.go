package simtest_test

import (
	"testing"

	"github.com/naru-pay/naru/internal/simtest"
)

func newRoom(t *testing.T) *simtest.Room {
	t.Helper()
	room, err := simtest.NewRoom("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := room.Close(); err != nil {
			t.Error(err)
		}
	})
	return room
}

func TestSimulation_keepsEveryInvariant(t *testing.T) {
	t.Parallel()
	room := newRoom(t)
	for seed := range uint64(25) {
		h := simtest.Live(t, room, seed, simtest.NewTape(seed), simtest.Mutant{})
		if len(h.Broken) > 0 {
			for _, l := range h.Lines {
				t.Log(l)
			}
			t.Fatalf("seed %d: %v", seed, h.Broken)
		}
	}
}

func TestSimulation_isTheSameForTheSameSeed(t *testing.T) {
	t.Parallel()
	room := newRoom(t)
	for seed := range uint64(10) {
		first := simtest.Live(t, room, seed, simtest.NewTape(seed), simtest.Mutant{})
		again := simtest.Live(t, room, seed, simtest.Replay(first.Tape), simtest.Mutant{})
		if first.Hash != again.Hash || first.Steps != again.Steps {
			for i := range min(len(first.Lines), len(again.Lines)) {
				if first.Lines[i] != again.Lines[i] {
					t.Errorf("seed %d, line %d: %q and then %q", seed, i, first.Lines[i], again.Lines[i])
					break
				}
			}
			t.Errorf("seed %d: %d steps, then %d", seed, first.Steps, again.Steps)
		}
	}
}
