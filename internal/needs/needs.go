// Package needs lets a test say what it cannot run without.
//
// A developer without PostgreSQL or Chromium still gets a useful `go test`:
// the tests that need them skip and name what is missing. In CI the same
// absence is a mistake of the set-up, so NARU_REQUIRE_ALL=1 turns every such
// skip into a failure. The package installs nothing and looks for nothing;
// only tests may import it, which internal/archtest checks.
package needs

import (
	"os"
	"testing"
)

// RequireAllEnv names the variable that turns a skip into a failure when its
// value is "1".
const RequireAllEnv = "NARU_REQUIRE_ALL"

// RequireAll reports whether a missing prerequisite must fail a test.
func RequireAll() bool { return os.Getenv(RequireAllEnv) == "1" }

// Skip ends the test because something is missing: what names it, howToInstall
// says how to get it ("make setup"). It skips, or fails under
// NARU_REQUIRE_ALL=1, and never returns to the caller.
func Skip(t testing.TB, what, howToInstall string) {
	t.Helper()
	if RequireAll() {
		t.Fatalf("%s is missing and %s=1 allows no skip; install it: %s", what, RequireAllEnv, howToInstall)
	}
	t.Skipf("needs %s; install it: %s", what, howToInstall)
}
