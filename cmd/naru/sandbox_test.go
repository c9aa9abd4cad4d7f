package main

import (
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
