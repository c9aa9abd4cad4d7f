package journal_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/sandbox/engine"
	"github.com/naru-pay/naru/internal/sandbox/journal"
)

func open(t *testing.T, path string) *journal.Journal {
	t.Helper()
	j, err := journal.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func read(t *testing.T, j *journal.Journal) []engine.Event {
	t.Helper()
	var list []engine.Event
	for ev, err := range j.Events(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, ev)
	}
	return list
}

func event(seq uint64) engine.Event {
	return engine.Event{
		Seq: seq, At: time.Unix(1_795_402_800, 1000).UTC(), Kind: "payment.paid", ImpUID: "imp_1", Data: []byte(`{"a":"나루"}`),
		State: []engine.StateChange{{Kind: "faults", Value: []byte(`{}`)}},
	}
}

func TestJournal_keepsEventsOverReopening(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a b?#%20.db")
	j := open(t, path)
	want := []engine.Event{event(1), event(2), event(3)}
	if err := j.Append(t.Context(), want[:1]); err != nil {
		t.Fatal(err)
	}
	if err := j.Append(t.Context(), want[1:]); err != nil {
		t.Fatal(err)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	j = open(t, path)
	defer func() { _ = j.Close() }()
	if diff := cmp.Diff(want, read(t, j)); diff != "" {
		t.Error(diff)
	}
}

func TestAppend_refusesANumberTwiceAndKeepsNothingOfTheBatch(t *testing.T) {
	t.Parallel()
	j := open(t, filepath.Join(t.TempDir(), "sandbox.db"))
	defer func() { _ = j.Close() }()
	if err := j.Append(t.Context(), []engine.Event{event(1)}); err != nil {
		t.Fatal(err)
	}
	if err := j.Append(t.Context(), []engine.Event{event(2), event(1)}); err == nil {
		t.Error("an event was written twice")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := j.Append(ctx, []engine.Event{event(2)}); err == nil {
		t.Error("a cancelled append succeeded")
	}
	if n := len(read(t, j)); n != 1 {
		t.Errorf("%d events are kept", n)
	}
}

func TestOpen_makesAFileForItsOwnerAlone(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "sandbox.db")
	j := open(t, path)
	defer j.Close()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := info.Mode().Perm(); got != 0o600 {
		t.Errorf("mode = %v, want 0600", got)
	}
}
