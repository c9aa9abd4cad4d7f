package httpapi_test

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// tally counts what was compared with api/openapi.yaml in this run.
var tally struct {
	mu                sync.Mutex // guards the rest
	requests, answers int
	operations        map[string]bool
}

// counted notes one comparison: of an answer and, if it was accepted, of its
// request.
func counted(operation string, accepted bool) {
	tally.mu.Lock()
	defer tally.mu.Unlock()
	tally.answers++
	if accepted {
		tally.requests++
	}
	if tally.operations == nil {
		tally.operations = map[string]bool{}
	}
	tally.operations[operation] = true
}

// TestMain says how much was compared with api/openapi.yaml. Where a run of
// several packages wants to know (tools/answers.sh), it leaves the figures there.
func TestMain(m *testing.M) {
	code := m.Run()
	tally.mu.Lock()
	defer tally.mu.Unlock()
	fmt.Printf("%d requests and %d answers of %d operations compared with api/openapi.yaml\n", tally.requests, tally.answers, len(tally.operations))
	if dir := os.Getenv("NARU_SPEC_REPORT"); dir != "" {
		name := filepath.Join(dir, fmt.Sprintf("httpapi-%d.api", os.Getpid()))
		if err := os.WriteFile(name, fmt.Appendf(nil, "%d %d %d\n", tally.requests, tally.answers, len(tally.operations)), 0o600); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = max(code, 1)
		}
	}
	os.Exit(code)
}
