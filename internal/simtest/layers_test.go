package simtest_test

import (
	"flag"
	"fmt"
	"slices"
	"testing"

	"github.com/naru-pay/naru/internal/simtest"
)

var layers = flag.Int("sim.layers", 0, "take every guard away, alone and in pairs, for so many histories each, and print what breaks")

// TestLayers_aloneAndInPairs prints what breaks without each guard and without
// each two of them. It proves nothing by itself: it says which guards stand
// behind which, and is run by hand, since it takes long.
func TestLayers_aloneAndInPairs(t *testing.T) {
	t.Parallel()
	list := simtest.Layers()
	n := *layers
	if n == 0 {
		list, n = list[:1], 2 // that it can be run at all
	}
	room := newRoom(t)
	for i, a := range list {
		without(t, room, a, n)
		for _, b := range list[i+1:] {
			without(t, room, simtest.Both(a, b), n)
		}
	}
}

func without(t *testing.T, room *simtest.Room, m simtest.Mutant, n int) {
	t.Helper()
	broken := 0
	var what []string
	for seed := range uint64(n) {
		h := simtest.Live(t, room, seed, simtest.NewTape(seed), m)
		if len(h.Broken) == 0 {
			continue
		}
		broken++
		for _, v := range h.Broken {
			if !slices.Contains(what, v.Invariant) {
				what = append(what, v.Invariant)
			}
		}
	}
	slices.Sort(what)
	if *layers > 0 {
		fmt.Printf("| %s | %d of %d | %v |\n", m.Name, broken, n, what)
	}
}
