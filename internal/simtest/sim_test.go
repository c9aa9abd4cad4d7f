package simtest_test

import (
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/simtest"
)

var (
	seeds  = flag.Int("sim.seeds", 0, "so many histories; 0: as many as fit into a test run")
	from   = flag.Uint64("sim.from", 0, "seed of the first history")
	part   = flag.String("sim.part", "", "write the outcome here: this process is one of several")
	replay = flag.String("sim.tape", "", "file of a tape to live again")
	update = flag.Bool("update", false, "look for the seeds that kill the mutants anew and write the table")
)

// One process lives so many histories; more are shared out among several, each
// with one processor: who is next is decided by one goroutine anyway.
const inOneProcess = 300

// outcome is what many histories came to.
type outcome struct {
	Histories int
	Broken    map[uint64][]simtest.Violation
	Reached   map[string]int
	Took      time.Duration
}

func (o *outcome) add(other outcome) {
	o.Histories += other.Histories
	if o.Broken == nil {
		o.Broken, o.Reached = map[uint64][]simtest.Violation{}, map[string]int{}
	}
	maps.Copy(o.Broken, other.Broken)
	for branch, n := range other.Reached {
		o.Reached[branch] += n
	}
}

func (o *outcome) String() string {
	return fmt.Sprintf("%d histories, %d violations, %.1f histories/s", o.Histories, len(o.Broken), float64(o.Histories)/o.Took.Seconds())
}

// last is the line that a long run ends with.
var last string

func TestMain(m *testing.M) {
	code := m.Run()
	if last != "" {
		fmt.Println(last)
	}
	os.Exit(code)
}

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
	n := *seeds
	if n == 0 {
		n = 150
	}
	if *seeds == 0 && testing.Short() {
		n = 20
	}
	begun := time.Now()
	var all outcome
	if n > inOneProcess && *part == "" {
		all = shared(t, n)
	} else {
		all = lived(t, *from, n)
	}
	all.Took = time.Since(begun)
	if *part != "" {
		written, err := json.Marshal(all)
		if err == nil {
			err = os.WriteFile(*part, written, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
		return
	}
	for _, seed := range slices.Sorted(maps.Keys(all.Broken)) {
		t.Errorf("seed %d: %v", seed, all.Broken[seed])
	}
	for _, weak := range simtest.TooWeak(all.Histories, all.Reached) {
		t.Errorf("the workload is too weak: %s", weak)
	}
	if len(all.Broken) > 0 {
		tell(t, slices.Min(slices.Collect(maps.Keys(all.Broken))))
	}
	t.Log(all.String())
	if *seeds > 0 {
		last = all.String()
	}
}

// lived lives histories here.
func lived(t *testing.T, first uint64, n int) outcome {
	t.Helper()
	room := newRoom(t)
	o := outcome{Broken: map[uint64][]simtest.Violation{}, Reached: map[string]int{}}
	for seed := first; seed < first+uint64(n); seed++ {
		h := simtest.Live(t, room, seed, simtest.NewTape(seed), simtest.Mutant{})
		o.Histories++
		if len(h.Broken) > 0 {
			o.Broken[seed] = h.Broken
		}
		for branch, times := range h.Reached {
			o.Reached[branch] += times
		}
	}
	return o
}

// shared has processes of their own live a part each. Parts are short, so that
// what one process keeps in memory never grows large.
func shared(t *testing.T, n int) outcome {
	t.Helper()
	dir := t.TempDir()
	var mu sync.Mutex // guards all and next
	var all outcome
	next := 0
	var group sync.WaitGroup
	for range runtime.NumCPU() {
		group.Go(func() {
			for {
				mu.Lock()
				at := next
				next += inOneProcess
				mu.Unlock()
				if at >= n {
					return
				}
				o, err := elsewhere(filepath.Join(dir, strconv.Itoa(at)), *from+uint64(at), min(inOneProcess, n-at))
				mu.Lock()
				if err != nil {
					t.Errorf("seeds from %d: %v", at, err)
				}
				all.add(o)
				mu.Unlock()
			}
		})
	}
	group.Wait()
	return all
}

func elsewhere(file string, first uint64, n int) (o outcome, err error) {
	cmd := exec.Command(os.Args[0], "-test.run=^TestSimulation_keepsEveryInvariant$", "-test.timeout=0",
		fmt.Sprintf("-sim.from=%d", first), fmt.Sprintf("-sim.seeds=%d", n), "-sim.part="+file)
	cmd.Env = append(os.Environ(), "GOMAXPROCS=1", "GOGC=400")
	if words, err := cmd.CombinedOutput(); err != nil {
		return o, fmt.Errorf("%w:\n%s", err, words)
	}
	written, err := os.ReadFile(file)
	if err != nil {
		return o, err
	}
	return o, json.Unmarshal(written, &o)
}

// shrinkTime bounds the search for a shorter history that shows the same.
const shrinkTime = time.Minute

// tell shows the shortest history that breaks what this seed broke, and keeps
// its tape.
func tell(t *testing.T, seed uint64) {
	t.Helper()
	room := newRoom(t)
	found := simtest.Live(t, room, seed, simtest.NewTape(seed), simtest.Mutant{})
	if len(found.Broken) == 0 {
		t.Errorf("seed %d broke nothing the second time", seed)
		return
	}
	invariant := found.Broken[0].Invariant
	tape := simtest.Shrink(found.Tape, time.Now().Add(shrinkTime), func(choices []uint32) bool {
		h := simtest.Live(t, room, seed, simtest.Replay(choices), simtest.Mutant{})
		return slices.ContainsFunc(h.Broken, func(v simtest.Violation) bool { return v.Invariant == invariant })
	})
	h := simtest.Live(t, room, seed, simtest.Replay(tape), simtest.Mutant{})
	show(t, h)
	file := filepath.Join(os.TempDir(), fmt.Sprintf("naru-sim-%d.tape", seed))
	if err := os.WriteFile(file, writeTape(seed, tape), 0o600); err != nil {
		t.Error(err)
	}
	t.Logf("again: go test ./internal/simtest -run Replay -v -sim.tape %s", file)
}

func show(t *testing.T, h simtest.History) {
	t.Helper()
	var text strings.Builder
	for _, l := range h.Lines {
		fmt.Fprintln(&text, l)
	}
	t.Logf("seed %d, %d choices, %d steps:\n%s%v", h.Seed, len(h.Tape), h.Steps, text.String(), h.Broken)
}

func writeTape(seed uint64, tape []uint32) []byte {
	words := []string{fmt.Sprint("seed ", seed)}
	for chunk := range slices.Chunk(tape, 12) {
		words = append(words, strings.Trim(fmt.Sprint(chunk), "[]"))
	}
	return []byte(strings.Join(words, "\n") + "\n")
}

func readTape(t *testing.T, file string) (seed uint64, tape []uint32) {
	t.Helper()
	words, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, _ := strings.Cut(string(words), "\n")
	if _, err := fmt.Sscanf(head, "seed %d", &seed); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	for _, word := range strings.Fields(rest) {
		choice, err := strconv.ParseUint(word, 10, 32)
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		tape = append(tape, uint32(choice))
	}
	return seed, tape
}

// TestReplay_ofEveryTapeKept lives every tape again that once showed a defect.
func TestReplay_ofEveryTapeKept(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/tapes/*.tape")
	if err != nil {
		t.Fatal(err)
	}
	if *replay != "" {
		files = []string{*replay}
	}
	room := newRoom(t)
	for _, file := range files {
		seed, tape := readTape(t, file)
		h := simtest.Live(t, room, seed, simtest.Replay(tape), simtest.Mutant{})
		if *replay != "" {
			show(t, h)
		}
		if len(h.Broken) > 0 {
			t.Errorf("%s: %v", file, h.Broken)
		}
	}
}

func TestSimulation_isTheSameForTheSameSeed(t *testing.T) {
	t.Parallel()
	room := newRoom(t)
	for seed := range uint64(cmp.Or(*seeds, 12)) {
		first := simtest.Live(t, room, seed, simtest.NewTape(seed), simtest.Mutant{})
		again := simtest.Live(t, room, seed, simtest.Replay(first.Tape), simtest.Mutant{})
		for i := range min(len(first.Lines), len(again.Lines)) {
			if first.Lines[i] != again.Lines[i] {
				t.Errorf("seed %d, line %d: %q and then %q", seed, i, first.Lines[i], again.Lines[i])
				break
			}
		}
		if first.Hash != again.Hash || first.Steps != again.Steps || !slices.Equal(first.Tape, again.Tape) {
			t.Errorf("seed %d: %d steps, then %d", seed, first.Steps, again.Steps)
		}
	}
}
