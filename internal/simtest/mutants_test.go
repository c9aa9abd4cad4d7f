package simtest_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/naru-pay/naru/internal/simtest"
)

// How many seeds a mutant may live through before it counts as a survivor, when
// the recorded one does not kill it any more, and when seeds are looked for.
const (
	seedsLeast = 250
	seedsMost  = 2000
)

// kill is what ended a mutant.
type kill struct {
	seed      uint64
	invariant string
	detail    string
}

// killed lives histories with a seeded bug until one breaks an invariant.
func killed(t *testing.T, room *simtest.Room, m simtest.Mutant, first uint64, most int) (kill, bool) {
	t.Helper()
	try := func(seed uint64) (kill, bool) {
		h := simtest.Live(t, room, seed, simtest.NewTape(seed), m)
		at := slices.IndexFunc(h.Broken, func(v simtest.Violation) bool { return v.Invariant != "HARNESS" })
		if at < 0 {
			return kill{}, false
		}
		return kill{seed, h.Broken[at].Invariant, h.Broken[at].Detail}, true
	}
	if k, ok := try(first); ok {
		return k, true
	}
	for seed := range uint64(most) {
		if k, ok := try(seed); ok {
			return k, true
		}
	}
	return kill{}, false
}

const mutantsFile = "testdata/mutants.txt"

// recorded are the seeds that killed the mutants, by name.
func recorded(t *testing.T) map[string]kill {
	t.Helper()
	words, err := os.ReadFile(mutantsFile)
	if err != nil && !*update {
		t.Fatal(err)
	}
	list := map[string]kill{}
	for line := range strings.Lines(string(words)) {
		var k kill
		fields := strings.SplitN(strings.TrimSpace(line), "\t", 3)
		if len(fields) != 3 {
			t.Fatalf("%s: %q", mutantsFile, line)
		}
		if _, err := fmt.Sscan(fields[0], &k.seed); err != nil {
			t.Fatalf("%s: %v", mutantsFile, err)
		}
		k.invariant = fields[1]
		list[fields[2]] = k
	}
	return list
}

// TestMutants_areAllKilled proves that the simulation can fail: each seeded bug
// breaks an invariant.
func TestMutants_areAllKilled(t *testing.T) {
	t.Parallel()
	known, mutants := recorded(t), simtest.Mutants()
	if len(mutants) < 40 {
		t.Errorf("%d seeded bugs, at least 40 are wanted", len(mutants))
	}
	kills := make([]kill, len(mutants))
	next := make(chan int, len(mutants))
	for i := range mutants {
		next <- i
	}
	close(next)
	most := seedsLeast
	if *update {
		most = seedsMost
	}
	t.Run("kills", func(t *testing.T) {
		for worker := range 2 {
			t.Run(fmt.Sprint(worker), func(t *testing.T) {
				t.Parallel()
				room := newRoom(t)
				for i := range next {
					var ok bool
					if kills[i], ok = killed(t, room, mutants[i], known[mutants[i].Name].seed, most); !ok {
						t.Errorf("%q survives %d seeds", mutants[i].Name, most)
					}
					if *update {
						fmt.Printf("%d\t%s\t%s\n", kills[i].seed, kills[i].invariant, mutants[i].Name)
					}
				}
			})
		}
	})
	var table bytes.Buffer
	for i, m := range mutants {
		t.Logf("%-60s seed %4d %-5s %s", m.Name, kills[i].seed, kills[i].invariant, kills[i].detail)
		fmt.Fprintf(&table, "%d\t%s\t%s\n", kills[i].seed, kills[i].invariant, m.Name)
	}
	if *update && !t.Failed() {
		if err := os.WriteFile(mutantsFile, table.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// The page that shows the table, and where in it.
var (
	page       = filepath.Join("..", "..", "docs", "reliability.md")
	mutantHead = "<!-- seeded bugs: printed by go test ./internal/simtest -run Documented -update -->\n"
	mutantFoot = "<!-- end of seeded bugs -->\n"
	documented sync.Mutex // guards the page while it is written
)

// TestMutants_areDocumented keeps the table of the page as it was recorded.
func TestMutants_areDocumented(t *testing.T) {
	t.Parallel()
	known := recorded(t)
	var table strings.Builder
	table.WriteString("\n| | seeded bug | killed by seed | invariant |\n| --- | --- | --- | --- |\n")
	for i, m := range simtest.Mutants() {
		k, ok := known[m.Name]
		if !ok {
			t.Errorf("%q is not in %s", m.Name, mutantsFile)
		}
		fmt.Fprintf(&table, "| %d | %s | %d | %s |\n", i+1, m.Name, k.seed, k.invariant)
	}
	table.WriteString("\n")
	between(t, mutantHead, mutantFoot, table.String())
}

// between compares a part of the page with what it should be, or writes it.
func between(t *testing.T, head, foot, want string) {
	t.Helper()
	documented.Lock()
	defer documented.Unlock()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(text), head)
	got, after, ended := strings.Cut(rest, foot)
	if !found || !ended {
		t.Fatalf("%s has no %q", page, head)
	}
	if got == want {
		return
	}
	if !*update {
		t.Errorf("%s: the table is not the recorded one; run with -update", page)
		return
	}
	if err := os.WriteFile(page, []byte(before+head+want+foot+after), 0o644); err != nil {
		t.Fatal(err)
	}
}
