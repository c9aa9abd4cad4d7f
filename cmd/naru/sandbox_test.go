package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestSandboxOptions_refuseAClockAndASeedThatCannotBe(t *testing.T) {
	t.Parallel()
	seed := uint64(0)
	for name, c := range map[string]sandboxCmd{
		"no time":               {Clock: "yesterday"},
		"no zone":               {Clock: "2026-01-01T00:00:00"},
		"before 1970":           {Clock: "1969-12-31T00:00:00Z"},
		"a seed that is stored": {Seed: &seed},
	} {
		if o, err := c.options(); err == nil {
			t.Errorf("%s: %+v, want an error", name, o)
		}
	}
	c := sandboxCmd{Clock: "2026-01-01T09:00:00+09:00", Seed: &seed, Memory: true}
	o, err := c.options()
	if want := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC); err != nil || !o.StandAt.Equal(want) || o.Seed != &seed {
		t.Errorf("options are %+v, %v", o, err)
	}
}

func TestSandboxScenarios_comeFromFilesAndBuiltIn(t *testing.T) {
	t.Parallel()
	write := func(text string) string {
		file := filepath.Join(t.TempDir(), "faults, two.json")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	good := write(`{"scenarios":[{"name":"x","when":{"nth":2},"do":{"effect":"hang"}}]}`)
	c := sandboxCmd{Scenario: []string{good, "magic"}}
	o, err := c.options()
	if err != nil || len(o.Scenarios) != 2 || o.Scenarios[0].Name != good || o.Scenarios[0].List[0].When.Nth != 2 || len(o.Scenarios[1].List) < 10 {
		t.Errorf("options are %+v, %v", o, err)
	}
	for text, want := range map[string]string{
		`{"scenarios":[{"name":"x","do":{"effect":"hang","ms":5}}]}`:            "scenarios[0].do.ms",
		`{"scenarios":[{"name":"x","do":{"effect":"hang"},"when":{"moon":1}}]}`: "moon",
		`[]`:            "not an object",
		`{"scenarios":`: "bad_json",
	} {
		file := write(text)
		c := sandboxCmd{Scenario: []string{file}}
		if _, err := c.options(); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), file) || exitCode(err) != 2 {
			t.Errorf("%s gave %v, want the file and %s", text, err, want)
		}
	}
	c = sandboxCmd{Scenario: []string{"./magic"}}
	if _, err := c.options(); err == nil || !strings.Contains(err.Error(), "./magic") {
		t.Errorf("a file that is not there gave %v", err)
	}
}
