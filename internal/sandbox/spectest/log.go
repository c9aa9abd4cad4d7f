package spectest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync"
	"testing"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// Entry is as much of an entry of the log of the sandbox as tells of an answer
// of its REST API. The log holds no tokens and no more than the beginning of a
// long answer.
type Entry struct {
	Seq  uint64 `json:"seq"`
	Kind string `json:"kind"`
	Data struct {
		Method   string `json:"method"`
		Path     string `json:"path"`
		Status   int    `json:"status"`
		Answer   string `json:"answer"`
		Scenario string `json:"scenario_id"` // what spoiled the answer on purpose
	} `json:"data"`
}

// restKind is the kind of entries that tell of an answer of the REST API.
const restKind = "rest.request"

// logMost is where the log cuts an answer off, in bytes.
const logMost = 16 << 10

// Entries judges log entries. What does not fit fails the test.
func (r *Run) Entries(t testing.TB, entries []Entry) {
	t.Helper()
	s := r.start(t)
	for _, e := range entries {
		if e.Kind != restKind {
			continue
		}
		a := Answer{e.Data.Method, e.Data.Path, e.Data.Status, []byte(e.Data.Answer)}
		if len(a.Body) >= logMost && !json.Valid(a.Body) {
			r.mu.Lock()
			r.cut++
			r.mu.Unlock()
			continue
		}
		s.answered(a, func(Answer) bool { return e.Data.Scenario != "" })
	}
}

// Log judges, when the test ends, all that a sandbox reached by its control API
// has answered. Call it after what starts the sandbox, so that it still runs
// then.
func (r *Run) Log(t testing.TB, control string) {
	t.Helper()
	t.Cleanup(func() {
		entries, err := Fetch(control)
		if err != nil {
			t.Errorf("read the log of the sandbox: %v", err)
		}
		r.Entries(t, entries)
	})
}

// Fetch reads the REST part of a sandbox's log through its control API.
func Fetch(control string) ([]Entry, error) {
	var all []Entry
	for after := uint64(0); ; {
		var page struct {
			List []Entry
			Last uint64
		}
		if err := get(fmt.Sprintf("%s/log?kind=%s&after=%d", control, restKind, after), &page); err != nil {
			return nil, err
		}
		all = append(all, page.List...)
		if page.Last == after {
			return all, nil
		}
		after = page.Last
	}
}

func get(address string, v any) error {
	res, err := http.Get(address)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answered %d %s", address, res.StatusCode, raw)
	}
	return json.Unmarshal(raw, v)
}

// spoiled are the answers that a scenario spoiled, as an engine's log tells.
type spoiled struct {
	mu     sync.Mutex
	engine *engine.Engine
	read   uint64 // the number of the last entry that was looked at
	known  map[string]bool
}

// has reports whether an answer is one of them. The log is written before the
// answer is, and each entry is looked at once.
func (s *spoiled) has(a Answer) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, ev := range s.engine.Events(s.read) {
		s.read = ev.Seq
		var entry Entry
		if ev.Kind == restKind && json.Unmarshal(ev.Data, &entry.Data) == nil && entry.Data.Scenario != "" {
			was := entry.Data
			s.known[spoiledKey(was.Method, was.Path, was.Status, was.Answer)] = true
		}
	}
	return s.known[spoiledKey(a.Method, a.Path, a.Status, string(a.Body))] ||
		len(a.Body) == 0 && s.known[spoiledKey(a.Method, a.Path, 0, "")] // the caller had left
}

func spoiledKey(method, path string, status int, answer string) string {
	return fmt.Sprintf("%s %s %d %s", method, path, status, answer)
}
