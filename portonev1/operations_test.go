package portonev1_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/sandbox/spectest"
)

// noOperation are methods that make no call of their own, or several of
// another's.
var noOperation = []string{"EachByStatus", "EachOf", "ForTier", "GoString", "LogValue", "String"}

// operationIn finds what a doc comment says of the call that a method makes.
var operationIn = regexp.MustCompile(`\b(GET|POST|PUT|DELETE) (/[a-zA-Z_{}/-]+)`)

// methodDocs returns the doc comments of the client's methods by name.
func methodDocs(t *testing.T) map[string]string {
	t.Helper()
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	docs := map[string]string{}
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), f.Name(), nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range parsed.Decls {
			if m, ok := decl.(*ast.FuncDecl); ok && m.Recv != nil && receiver(m) == "Client" {
				docs[m.Name.Name] = strings.Join(strings.Fields(m.Doc.Text()), " ")
			}
		}
	}
	return docs
}

func receiver(m *ast.FuncDecl) string {
	of := m.Recv.List[0].Type
	if pointer, ok := of.(*ast.StarExpr); ok {
		of = pointer.X
	}
	name, _ := of.(*ast.Ident)
	return name.String()
}

func TestMethods_nameTheOperationAndItsGroup(t *testing.T) {
	t.Parallel()
	var told []string
	for name, doc := range methodDocs(t) {
		found := operationIn.FindAllStringSubmatch(doc, -1)
		if name == "getToken" || ast.IsExported(name) && !slices.Contains(noOperation, name) {
			if len(found) == 0 || !strings.Contains(doc, `docs group "`) {
				t.Errorf("%s does not say which operation of which group it calls: %s", name, doc)
			}
			for _, f := range found {
				told = append(told, f[1]+" "+strings.TrimSuffix(f[2], "/"))
			}
		}
	}
	d, err := spectest.Published()
	if err != nil {
		t.Fatal(err)
	}
	if d == nil {
		t.Skip("PortOne's API description is not beside the project")
	}
	published := d.Operations()
	slices.Sort(published)
	slices.Sort(told)
	if diff := cmp.Diff(published, slices.Compact(told)); diff != "" {
		t.Errorf("operations (-published +told by a method):\n%s", diff)
	}
}
