package archtest_test

import (
	"go/ast"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/naru-pay/naru/internal/fault"
)

const catalogueWhy = "a code is a promise to every client; it needs its status and its sentence in both languages"

// sentence reports what is wrong with a sentence of the catalogue: empty, in
// the wrong language, or cut off.
func sentence(text string, korean bool) string {
	hangul := strings.IndexFunc(text, func(r rune) bool { return unicode.Is(unicode.Hangul, r) }) >= 0
	switch {
	case strings.TrimSpace(text) == "":
		return "is missing"
	case hangul != korean:
		return "is in the wrong language"
	case strings.TrimSpace(text) != text, !strings.HasSuffix(text, "."):
		return "does not end as a sentence does"
	}
	return ""
}

// checkCatalogue reports declared codes without an entry, entries without a
// declared code, and entries that say too little.
func checkCatalogue(declared []string, entries map[fault.Code]fault.Entry) []breach {
	var out []breach
	for _, code := range declared {
		if _, ok := entries[fault.Code(code)]; !ok {
			out = append(out, breach{code, "is not in the catalogue", catalogueWhy})
		}
	}
	for code, e := range entries {
		if !slices.Contains(declared, string(code)) {
			out = append(out, breach{string(code), "is in the catalogue and not a constant of package fault", catalogueWhy})
		}
		for _, problem := range []struct{ language, text string }{
			{"Korean", sentence(e.Korean, true)}, {"English", sentence(e.Eng, false)},
		} {
			if problem.text != "" {
				out = append(out, breach{string(code), "its " + problem.language + " sentence " + problem.text, catalogueWhy})
			}
		}
	}
	return out
}

// codes returns the values of the constants of type Code in the given files.
func codes(all []source) []string {
	var out []string
	for _, s := range all {
		ast.Inspect(s.file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || spec.Type == nil || !isIdent(spec.Type, "Code") {
				return true
			}
			for _, v := range spec.Values {
				if lit, ok := v.(*ast.BasicLit); ok && lit.Kind == token.STRING {
					if value, err := strconv.Unquote(lit.Value); err == nil {
						out = append(out, value)
					}
				}
			}
			return true
		})
	}
	return out
}

// checkCoined reports codes that are made up on the spot from a literal.
func checkCoined(all []source) []breach {
	var out []breach
	for _, s := range all {
		name := s.importName(module + "/internal/fault")
		if name == "" || s.isTest() {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 {
				return true
			}
			sel, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || !isIdent(sel.X, name) {
				return true
			}
			if lit, ok := call.Args[0].(*ast.BasicLit); ok && lit.Kind == token.STRING {
				out = append(out, breach{s.at(call), "coins the code " + lit.Value, catalogueWhy})
			}
			return true
		})
	}
	return out
}

func TestCatalogue_isComplete(t *testing.T) {
	t.Parallel()
	declared := codes(slices.DeleteFunc(slices.Clone(sources()), func(s source) bool {
		return s.room != "internal/fault" || s.isTest()
	}))
	if len(declared) == 0 {
		t.Fatal("found no constant of type Code in internal/fault, so this rule looks at nothing")
	}
	report(t, checkCatalogue(declared, fault.Catalogue))
}

func TestCodes_areNeverCoinedOnTheSpot(t *testing.T) {
	t.Parallel()
	report(t, checkCoined(sources()))
}

func TestCheckCatalogue_reportsWhatIsMissing(t *testing.T) {
	t.Parallel()
	full := fault.Entry{Korean: "없습니다.", Eng: "There is none."}
	wantBreaches(t, checkCatalogue([]string{"full", "forgotten", "mute", "swapped", "cut"}, map[fault.Code]fault.Entry{
		"full": full, "undeclared": full,
		"mute":    {Eng: "There is none."},
		"swapped": {Korean: "There is none.", Eng: "There is none."},
		"cut":     {Korean: "없습니다.", Eng: "There is"},
	}), "forgotten", "undeclared", "mute", "swapped", "cut")
}

func TestCodes_areReadFromTheirDeclarations(t *testing.T) {
	t.Parallel()
	got := codes([]source{parse("internal/fault/a.go", "package fault\n\nconst (\n\tA Code = \"a\"\n\tB Kind = \"b\"\n\tC Code = \"c\"\n)\n")})
	if !slices.Equal(got, []string{"a", "c"}) {
		t.Errorf("codes() = %q, want a and c", got)
	}
}

func TestCheckCoined_reportsALiteral(t *testing.T) {
	t.Parallel()
	const head = "package x\n\nimport \"" + module + "/internal/fault\"\n\n"
	wantBreaches(t, checkCoined([]source{
		parse("internal/merchant/a.go", head+"var e = fault.New(\"no_such\")\n"),
		parse("internal/merchant/b.go", head+"var e = fault.New(fault.BadJSON)\n"),
		parse("internal/merchant/c_test.go", head+"var e = fault.Code(\"no_such\")\n"),
	}), "internal/merchant/a.go:5")
}
