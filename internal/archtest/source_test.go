package archtest_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// source is one parsed Go file.
type source struct {
	room string // the folder, relative to the module's root
	path string // relative to the module's root
	fset *token.FileSet
	file *ast.File
}

// isTest reports whether only `go test` compiles the file.
func (s source) isTest() bool { return strings.HasSuffix(s.path, "_test.go") }

// at names a place in the file.
func (s source) at(n ast.Node) string {
	pos := s.fset.Position(n.Pos())
	return s.path + ":" + strconv.Itoa(pos.Line)
}

// importName returns the name under which the file knows an import path, and
// "" if it does not import it.
func (s source) importName(path string) string {
	for _, imp := range s.file.Imports {
		if strings.Trim(imp.Path.Value, `"`) != path {
			continue
		}
		if imp.Name != nil {
			return imp.Name.Name
		}
		return path[strings.LastIndexByte(path, '/')+1:]
	}
	return ""
}

// parse reads one made-up or real file; it panics on what is not Go, which the
// compiler reports better.
func parse(path, text string) source {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, path, text, parser.ParseComments)
	if err != nil {
		panic(err)
	}
	return source{room: filepath.ToSlash(filepath.Dir(path)), path: path, fset: fset, file: file}
}

// skipped are folders that hold nothing written here.
var skipped = []string{".git", "node_modules", "bin", "naru-data", "web/dist", "e2e/out", "e2e/.tmp"}

// files returns the paths of the files of the tree, relative to its root.
var files = sync.OnceValue(func() []string {
	var out []string
	err := filepath.WalkDir(root(), func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root(), path)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		if d.IsDir() && (slices.Contains(skipped, rel) || slices.Contains(skipped, d.Name())) {
			return filepath.SkipDir
		}
		if d.Type().IsRegular() {
			out = append(out, rel)
		}
		return nil
	})
	if err != nil {
		panic(err)
	}
	return out
})

// read returns the text of a file of the tree.
func read(rel string) string {
	text, err := os.ReadFile(filepath.Join(root(), filepath.FromSlash(rel)))
	if err != nil {
		panic(err)
	}
	return string(text)
}

// sources returns every Go file of the module, tests too, without what lies in
// testdata or in the tools' own modules.
var sources = sync.OnceValue(func() []source {
	var out []source
	for _, path := range files() {
		if strings.HasSuffix(path, ".go") && !strings.Contains("/"+path, "/testdata/") && !strings.HasPrefix(path, "tools/") {
			out = append(out, parse(path, read(path)))
		}
	}
	return out
})

// generated reports whether a text says of itself that a program wrote it.
func generated(text string) bool {
	head := text
	if len(head) > 400 {
		head = head[:400]
	}
	return strings.Contains(head, "Code generated ") && strings.Contains(head, "DO NOT EDIT")
}

func TestSources_areFound(t *testing.T) {
	t.Parallel()
	found := func(path string) bool {
		return slices.ContainsFunc(sources(), func(s source) bool { return s.path == path })
	}
	for _, path := range []string{"internal/archtest/doc.go", "internal/archtest/source_test.go", "internal/money/money.go"} {
		if !found(path) {
			t.Errorf("the scan of the tree did not find %s, so its rules look at nothing", path)
		}
	}
}
