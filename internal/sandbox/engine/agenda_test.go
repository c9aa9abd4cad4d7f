package engine_test

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// What an agenda answers is what sorting everything would answer.
func TestAgenda_isAlwaysInOrder(t *testing.T) {
	t.Parallel()
	chance := rand.New(rand.NewPCG(1, 2))
	type moment struct{ at, number int }
	a, plain := engine.NewAgenda(), map[int]moment{}
	for range 20_000 {
		key := chance.IntN(300)
		if chance.IntN(3) == 0 {
			a.Drop(key)
			delete(plain, key)
		} else {
			m := moment{chance.IntN(50), chance.IntN(5)*1000 + key}
			a.Put(key, m.at, m.number)
			plain[key] = m
		}
		until, most := chance.IntN(50), chance.IntN(6)
		var want []int
		for k, m := range plain {
			if m.at <= until && k%3 != 0 {
				want = append(want, k)
			}
		}
		slices.SortFunc(want, func(x, y int) int {
			return cmp.Or(plain[x].at-plain[y].at, plain[x].number-plain[y].number)
		})
		want = want[:min(most, len(want))]
		if got := a.Due(until, most, func(k int) bool { return k%3 != 0 }); !slices.Equal(got, want) {
			t.Fatalf("due are %v, want %v", got, want)
		}
	}
	if n := a.Kept(); n > 1000 {
		t.Errorf("%d lines are kept of %d keys", n, len(plain))
	}
}
