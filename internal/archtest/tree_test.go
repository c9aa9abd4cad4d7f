package archtest_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// module is the path of the product's module.
const module = "github.com/naru-pay/naru"

// pkg is what the rules look at in one Go package; the fields are go list's.
type pkg struct {
	ImportPath   string
	Dir          string
	Name         string
	Standard     bool
	GoFiles      []string
	TestGoFiles  []string
	XTestGoFiles []string
	Imports      []string
	TestImports  []string
	XTestImports []string
	Deps         []string
	Error        *struct{ Err string }
}

// room returns the package's place in the house, "internal/money" for
// example, and "" for the module's root.
func (p pkg) room() string { return roomOf(p.ImportPath) }

// roomOf returns the room of an import path of this module, and the path itself
// for any other.
func roomOf(path string) string {
	if path == module {
		return ""
	}
	return strings.TrimPrefix(path, module+"/")
}

// ours reports whether an import path belongs to this module.
func ours(path string) bool { return path == module || strings.HasPrefix(path, module+"/") }

// standard reports whether an import path is of the standard library: its first
// element has no dot.
func standard(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return !ours(path) && !strings.Contains(first, ".")
}

// within reports whether room is, or lies in, one of the given rooms.
func within(room string, rooms ...string) bool {
	return slices.ContainsFunc(rooms, func(r string) bool {
		return room == r || strings.HasPrefix(room, r+"/")
	})
}

// testSupport reports whether a room exists for tests only: a conformance
// suite, a fake, a throw-away server.
func testSupport(room string) bool {
	return strings.HasSuffix(room, "test") || room == "internal/needs"
}

// breach is one place where a rule does not hold, with the rule's reason.
type breach struct{ Where, What, Why string }

func (b breach) String() string { return fmt.Sprintf("%s: %s\n\twhy: %s", b.Where, b.What, b.Why) }

// report fails the test once for each breach.
func report(t *testing.T, breaches []breach) {
	t.Helper()
	for _, b := range breaches {
		t.Error(b)
	}
}

// wantBreaches fails unless exactly the named places were reported: it is how
// a rule shows that it can fail, and that it leaves the rest alone.
func wantBreaches(t *testing.T, got []breach, where ...string) {
	t.Helper()
	var places []string
	for _, b := range got {
		if b.Why == "" {
			t.Errorf("breach %q carries no reason", b.What)
		}
		places = append(places, b.Where)
	}
	slices.Sort(places)
	slices.Sort(where)
	if !slices.Equal(places, where) {
		t.Errorf("breaches at %q, want %q; in full: %v", places, where, got)
	}
}

// root is the folder of go.mod.
var root = sync.OnceValue(func() string {
	dir, err := os.Getwd()
	for err == nil {
		if _, statErr := os.Stat(filepath.Join(dir, "go.mod")); statErr == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			err = errors.New("no go.mod above the test's folder")
		}
		dir = filepath.Dir(dir)
	}
	panic(err)
})

// listed is go list's view of the tree and of all that it depends on, asked for
// once.
var listed = sync.OnceValues(func() ([]pkg, error) {
	const fields = "-json=ImportPath,Dir,Name,Standard,GoFiles,TestGoFiles,XTestGoFiles,Imports,TestImports,XTestImports,Deps,Error"
	cmd := exec.Command("go", "list", "-e", "-deps", fields, "./...")
	cmd.Dir = root()
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w\n%s", err, stderr.String())
	}
	var all []pkg
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, fmt.Errorf("read go list: %w", err)
		}
		all = append(all, p)
	}
})

// house returns the packages of this module that go list understood.
func house(t *testing.T) []pkg {
	t.Helper()
	all, err := listed()
	if err != nil {
		t.Fatal(err)
	}
	own := slices.DeleteFunc(slices.Clone(all), func(p pkg) bool { return !ours(p.ImportPath) || p.Error != nil })
	if len(own) == 0 {
		t.Fatal("go list found no package of " + module)
	}
	return own
}

func TestTree_isUnderstoodByGo(t *testing.T) {
	t.Parallel()
	all, err := listed()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range all {
		if ours(p.ImportPath) && p.Error != nil {
			t.Errorf("%s: %s", p.ImportPath, p.Error.Err)
		}
	}
}
