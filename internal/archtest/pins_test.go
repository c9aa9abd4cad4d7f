package archtest_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

const (
	sqliteModule = "modernc.org/sqlite"
	libcModule   = "modernc.org/libc"
)

// required returns the version of a module that a go.mod asks for, "" if none.
func required(goMod, path string) string {
	found := regexp.MustCompile(`(?m)^(?:require)?\s*` + regexp.QuoteMeta(path) + `\s+(v\S+)`).FindStringSubmatch(goMod)
	if found == nil {
		return ""
	}
	return found[1]
}

// checkLibc reports a C library other than the one that SQLite was translated
// with and tested on.
func checkLibc(ours, sqlites string) []breach {
	have, want := required(ours, libcModule), required(sqlites, libcModule)
	if have == want && want != "" {
		return nil
	}
	return []breach{{
		"go.mod", fmt.Sprintf("has %s %q, SQLite's own go.mod has %q", libcModule, have, want),
		"the translated SQLite calls the translated C library by its insides; another version may corrupt a database",
	}}
}

func TestSQLite_standsOnTheLibraryItWasTestedWith(t *testing.T) {
	t.Parallel()
	own := read("go.mod")
	if required(own, sqliteModule) == "" {
		return // SQLite is not in this tree
	}
	cmd := exec.Command("go", "list", "-m", "-json", sqliteModule)
	cmd.Dir = root()
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list -m %s: %v", sqliteModule, err)
	}
	var m struct{ GoMod string }
	if err := json.Unmarshal(out, &m); err != nil {
		t.Fatalf("read go list: %v", err)
	}
	theirs, err := os.ReadFile(m.GoMod)
	if err != nil {
		t.Fatal(err)
	}
	report(t, checkLibc(own, string(theirs)))
}

func TestCheckLibc_reportsAnotherVersion(t *testing.T) {
	t.Parallel()
	const theirs = "module modernc.org/sqlite\n\nrequire (\n\tmodernc.org/fileutil v1.0.0\n\tmodernc.org/libc v1.68.0\n)\n"
	for version, where := range map[string][]string{"v1.68.0": nil, "v1.69.0": {"go.mod"}} {
		own := strings.Replace("module x\n\nrequire modernc.org/libc VERSION // indirect\n", "VERSION", version, 1)
		wantBreaches(t, checkLibc(own, theirs), where...)
	}
	wantBreaches(t, checkLibc("module x\n", theirs), "go.mod")
}
