package archtest_test

import (
	"go/ast"
	"go/token"
	"slices"
	"testing"
)

// money are the rooms through which amounts pass.
var money = join(domain, []string{
	"internal/money", "internal/merchant", "internal/store", "internal/outbox", "internal/gateway",
	"internal/httpapi", "internal/demoshop", "internal/sandbox/engine", "internal/sandbox/scenario",
	"internal/sandbox/restv1", "internal/sandbox/journal", "portonev1",
})

// floating are names through which a float comes in.
var floating = []string{
	"float32", "float64", "complex64", "complex128",
	"ParseFloat", "FormatFloat", "AppendFloat", "Float32", "Float64",
}

// checkFloats reports floats in code through which amounts pass.
func checkFloats(all []source) []breach {
	const why = "a float cannot hold 0.1; amounts are integers of minor units, converted from decimals by text"
	var out []breach
	for _, s := range all {
		if s.isTest() || !within(s.room, money...) {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.Ident:
				if slices.Contains(floating, n.Name) {
					out = append(out, breach{s.at(n), "uses " + n.Name, why})
				}
			case *ast.BasicLit:
				if n.Kind == token.FLOAT || n.Kind == token.IMAG {
					out = append(out, breach{s.at(n), "writes " + n.Value, why})
				}
			}
			return true
		})
	}
	return out
}

func TestMoney_isNeverAFloat(t *testing.T) {
	t.Parallel()
	report(t, checkFloats(sources()))
}

func TestCheckFloats_reportsEveryWayIn(t *testing.T) {
	t.Parallel()
	wantBreaches(t, checkFloats([]source{
		parse("internal/money/a.go", "package x\n\nfunc f(v any) { _ = v.(float64) }\n"),
		parse("internal/payment/b.go", "package x\n\nvar rate = 1.5\n"),
		parse("internal/store/sqlgen/c.go", "package x\n\nimport \"strconv\"\n\nvar f = strconv.ParseFloat\n"),
		parse("portonev1/d.go", "package x\n\n// 1.5 won is no amount; a float64 is no money.\nvar s, n = \"1.5\", 15\n"),
		parse("internal/money/e_test.go", "package x\n\nvar rate = 1.5\n"),
		parse("internal/telemetry/f.go", "package x\n\nvar seconds float64\n"),
	}), "internal/money/a.go:3", "internal/payment/b.go:3", "internal/store/sqlgen/c.go:5")
}
