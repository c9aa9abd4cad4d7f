package needs_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/needs"
)

// probe records how Skip ended a test, instead of ending this one.
type probe struct {
	testing.TB
	failed, skipped string
}

func (p *probe) Helper() {}

func (p *probe) Fatalf(format string, args ...any) {
	p.failed = fmt.Sprintf(format, args...)
	runtime.Goexit()
}

func (p *probe) Skipf(format string, args ...any) {
	p.skipped = fmt.Sprintf(format, args...)
	runtime.Goexit()
}

// skip runs needs.Skip on a probe; returned is true only if Skip came back.
func skip(what, how string) (p *probe, returned bool) {
	p = &probe{}
	done := make(chan struct{})
	go func() {
		defer close(done)
		needs.Skip(p, what, how)
		returned = true
	}()
	<-done
	return p, returned
}

func TestSkip_namesWhatIsMissingAndHowToInstallIt(t *testing.T) {
	t.Setenv(needs.RequireAllEnv, "")
	p, returned := skip("PostgreSQL 15", "make setup")
	if returned {
		t.Error("Skip returned; the test would have gone on without its prerequisite")
	}
	if p.failed != "" {
		t.Errorf("Skip failed the test (%q), want a skip", p.failed)
	}
	for _, want := range []string{"PostgreSQL 15", "make setup"} {
		if !strings.Contains(p.skipped, want) {
			t.Errorf("skip message %q does not name %q", p.skipped, want)
		}
	}
}

func TestSkip_failsWhenEverythingIsRequired(t *testing.T) {
	t.Setenv(needs.RequireAllEnv, "1")
	p, returned := skip("Chromium", "make setup")
	if returned {
		t.Error("Skip returned; the test would have gone on without its prerequisite")
	}
	if p.skipped != "" {
		t.Errorf("Skip skipped (%q) although everything is required", p.skipped)
	}
	if !strings.Contains(p.failed, "Chromium") {
		t.Errorf("failure %q does not name what is missing", p.failed)
	}
}
