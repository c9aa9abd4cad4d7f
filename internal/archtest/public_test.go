package archtest_test

import (
	"go/ast"
	"slices"
	"strings"
	"testing"
)

// exposed is a walk over what a public package shows: it collects the internal
// types that a caller could see but not name.
type exposed struct {
	s     source
	names []string // under which the file knows internal packages
	out   []breach
}

// checkPublic reports internal types in the signatures of public packages. An
// alias (type T = internal.T) is allowed: it gives the caller a name to write.
func checkPublic(all []source) []breach {
	var out []breach
	for _, s := range all {
		if s.isTest() || !publicRoom(s.room) || s.file.Name.Name == "main" {
			continue
		}
		e := exposed{s: s}
		for _, imp := range s.file.Imports {
			path := strings.Trim(imp.Path.Value, `"`)
			if within(roomOf(path), "internal") {
				e.names = append(e.names, s.importName(path))
			}
		}
		for _, d := range s.file.Decls {
			e.decl(d)
		}
		out = append(out, e.out...)
	}
	return out
}

func publicRoom(room string) bool {
	return within(room, "portonev1", "portonev2", "portonewebhook", "portonetest", "naruclient", "web", "api")
}

func (e *exposed) decl(d ast.Decl) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() && receiverExported(d.Recv) {
			e.expr(d.Type)
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			e.spec(spec)
		}
	}
}

func (e *exposed) spec(spec ast.Spec) {
	switch spec := spec.(type) {
	case *ast.TypeSpec:
		if spec.Name.IsExported() && !spec.Assign.IsValid() {
			e.expr(spec.Type)
		}
	case *ast.ValueSpec:
		if !slices.ContainsFunc(spec.Names, (*ast.Ident).IsExported) {
			return
		}
		e.expr(spec.Type)
		for _, v := range spec.Values {
			e.expr(v)
		}
	}
}

// expr reports internal names in a type, leaving out unexported fields and
// methods and the bodies of functions.
func (e *exposed) expr(root ast.Expr) {
	if root == nil {
		return
	}
	ast.Inspect(root, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BlockStmt:
			return false
		case *ast.Field:
			return len(n.Names) == 0 || slices.ContainsFunc(n.Names, func(id *ast.Ident) bool {
				return id.IsExported() || !isMember(root, n)
			})
		case *ast.SelectorExpr:
			if id, ok := n.X.(*ast.Ident); ok && slices.Contains(e.names, id.Name) {
				e.out = append(e.out, breach{
					e.s.at(n), "shows " + id.Name + "." + n.Sel.Name,
					"a caller outside this module could not write the type's name; give it an alias here",
				})
			}
		}
		return true
	})
}

// isMember reports whether the field is a struct's or an interface's, whose
// case decides who sees it; a parameter is seen whatever its name.
func isMember(root ast.Expr, field *ast.Field) bool {
	found := false
	ast.Inspect(root, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.StructType:
			found = found || slices.Contains(n.Fields.List, field)
		case *ast.InterfaceType:
			found = found || slices.Contains(n.Methods.List, field)
		}
		return !found
	})
	return found
}

func receiverExported(recv *ast.FieldList) bool {
	if recv == nil {
		return true
	}
	t := recv.List[0].Type
	for {
		switch x := t.(type) {
		case *ast.StarExpr:
			t = x.X
		case *ast.IndexExpr:
			t = x.X
		case *ast.IndexListExpr:
			t = x.X
		case *ast.Ident:
			return x.IsExported()
		default:
			return true
		}
	}
}

func TestPublicPackages_showNoInternalType(t *testing.T) {
	t.Parallel()
	report(t, checkPublic(sources()))
}

func TestCheckPublic_reportsInternalTypesThatACallerSees(t *testing.T) {
	t.Parallel()
	const head = "package portonetest\n\nimport \"github.com/naru-pay/naru/internal/sandbox\"\n\n"
	fixtures := []source{
		parse("portonetest/a.go", head+"func Start(o sandbox.Options) {}\n"),
		parse("portonetest/b.go", head+"type Server struct{ Box *sandbox.Sandbox }\n"),
		parse("portonetest/c.go", head+"var Default = sandbox.Options{}\n"),
		parse("portonetest/d.go", head+"type S struct{}\n\nfunc (*S) Box() []sandbox.Sandbox { return nil }\n"),
		parse("portonetest/e.go", head+"type I interface{ Box() sandbox.Sandbox }\n"),
		parse("portonetest/ok1.go", head+"type Options = sandbox.Options\n"),
		parse("portonetest/ok2.go", head+"type Server struct{ box *sandbox.Sandbox }\n"),
		parse("portonetest/ok3.go", head+"func Start() { sandbox.New() }\n\nvar box sandbox.Sandbox\n"),
		parse("portonetest/ok4.go", head+"type s struct{}\n\nfunc (s) Box() sandbox.Sandbox { panic(0) }\n"),
		parse("internal/certify/ok5.go", head+"func Start(o sandbox.Options) {}\n"),
	}
	wantBreaches(t, checkPublic(fixtures),
		"portonetest/a.go:5", "portonetest/b.go:5", "portonetest/c.go:5", "portonetest/d.go:7", "portonetest/e.go:5")
}
