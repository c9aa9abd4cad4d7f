package journal_test

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/sandbox"
	"github.com/naru-pay/naru/internal/sandbox/journal"
)

// spoiled makes a state file with some history and then spoils it.
func spoiled(t *testing.T, spoil func(t *testing.T, path string)) (dir, path string) {
	t.Helper()
	dir = t.TempDir()
	path = filepath.Join(dir, "sandbox.db")
	s, err := sandbox.New(sandbox.Options{DataDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	spoil(t, path)
	return dir, path
}

// exec changes a state file behind the sandbox's back.
func exec(statement string) func(t *testing.T, path string) {
	return func(t *testing.T, path string) {
		t.Helper()
		db, err := sql.Open("sqlite", path)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = db.Close() }()
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
}

func overwrite(t *testing.T, path string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(strings.Repeat("no database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestUnreadableFile_stopsTheStartAndStaysAsItIs(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		spoil func(t *testing.T, path string)
		newer bool
	}{
		"no database":        {overwrite, false},
		"a newer version":    {exec("PRAGMA user_version = 1000"), true},
		"a newer kind":       {exec(`INSERT INTO events SELECT max(seq)+1, '{"seq":' || (max(seq)+1) || ',"state":[{"kind":"of the future","value":{}}]}' FROM events`), true},
		"a hole":             {exec("DELETE FROM events WHERE seq = 2"), false},
		"a body of no JSON":  {exec("UPDATE events SET body = 'x' WHERE seq = 1"), false},
		"a state of no form": {exec(`UPDATE events SET body = '{"seq":1,"state":[{"kind":"merchant","value":7}]}' WHERE seq = 1`), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir, path := spoiled(t, c.spoil)
			before, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			s, err := sandbox.New(sandbox.Options{DataDir: dir})
			if err == nil {
				_ = s.Close()
				t.Fatal("it started")
			}
			unreadable, ok := errors.AsType[*journal.UnreadableError](err)
			if !ok || unreadable.Newer != c.newer || unreadable.Path != path {
				t.Fatalf("got %#v", err)
			}
			if text := err.Error(); !strings.Contains(text, path) || !strings.Contains(text, "--data") {
				t.Errorf("%q names no file or no way out", text)
			}
			after, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if string(after) != string(before) {
				t.Error("the file was changed")
			}
		})
	}
}
