package spectest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// kept counts what the sandboxes of the browser tests answered.
var kept = New()

func TestMain(m *testing.M) { kept.Main(m) }

// The browser tests keep the log of each sandbox that they stop.
func TestAnswers_ofTheBrowserTestsFit(t *testing.T) {
	dir := os.Getenv(ReportEnv)
	if dir == "" {
		t.Skip("make e2e runs the browser tests and then this one")
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.log.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var entries []Entry
		if err := json.Unmarshal(raw, &entries); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		kept.Entries(t, entries)
	}
}
