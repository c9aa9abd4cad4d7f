package archtest_test

import (
	"go/ast"
	"slices"
	"strings"
	"testing"
)

// pure are the rooms that decide: same input, same answer, no world.
var pure = join(base, domain, engine, []string{"internal/strictjson"})

const purity = "what decides about money must give the same answer twice, in a test, in the simulation and after a crash"

// entropy is the one package of chance, and internal/id the one room that names
// it, as internal/clock names the machine's clock: both as a value to pass in.
const entropy = "crypto/rand"

// checkPurity reports the world's packages in pure rooms. What fmt and its like
// bring along (os) counts only where a room imports it itself.
func checkPurity(pkgs []pkg) []breach {
	direct := []string{"net", "net/http", "os", "database/sql", "log", "log/slog", "syscall", entropy, "math/rand", "unsafe"}
	reached := []string{"net", "net/http", "database/sql", "log/slog"}
	var out []breach
	for _, p := range pkgs {
		if !slices.Contains(pure, p.room()) {
			continue
		}
		for _, imp := range p.Imports {
			switch {
			case imp == "net/url", imp == "net/netip", imp == entropy && p.room() == "internal/id":
			case within(imp, direct...):
				out = append(out, breach{p.room(), "imports " + imp, purity})
			case !standard(imp) && !ours(imp):
				out = append(out, breach{p.room(), "imports " + imp, "a pure room stands on the standard library, where nothing changes under it"})
			}
		}
		for _, dep := range p.Deps {
			if slices.Contains(reached, dep) && !slices.Contains(p.Imports, dep) {
				out = append(out, breach{p.room(), "reaches " + dep + " through another package", purity})
			}
		}
	}
	return out
}

// timeless are the functions of package time that read or await the machine's
// clock.
var timeless = []string{"Now", "Since", "Until", "Sleep", "After", "Tick"}

// pureTimeless are further ones that a pure room may not call.
var pureTimeless = append(slices.Clone(timeless), "AfterFunc", "NewTimer", "NewTicker")

// timeful are the rooms where the machine's time and chance enter.
var timeful = []string{
	"internal/clock", "internal/id", "cmd", // the clock and the entropy themselves, and the wiring that picks them
	"portonev1", "portonev2", "portonewebhook", "portonetest", "naruclient", // public clients own their time-outs and jitter
	"internal/bench", "internal/gen", // run by developers
}

// checkTime reports the machine's time and chance where a clock, or entropy
// that was passed in, belongs; and sleep in every test.
func checkTime(all []source) []breach {
	const why = "time and chance are passed in, so that a test, the simulation and the sandbox can turn them"
	var out []breach
	for _, s := range all {
		free := s.isTest() || testSupport(s.room) || within(s.room, timeful...)
		if !free {
			for _, lib := range []string{"math/rand", "math/rand/v2", entropy} {
				if s.importName(lib) != "" {
					out = append(out, breach{s.path, "imports " + lib, why})
				}
			}
		}
		name := s.importName("time")
		if name == "" {
			continue
		}
		banned := timeless
		switch {
		case s.isTest(), testSupport(s.room):
			banned = []string{"Sleep"}
		case free:
			banned = nil
		case slices.Contains(pure, s.room):
			banned = pureTimeless
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok || !isIdent(sel.X, name) || !slices.Contains(banned, sel.Sel.Name) {
				return true
			}
			reason := why
			if s.isTest() || testSupport(s.room) {
				reason = "a test that sleeps is slow on a good day and wrong on a bad one; wait for the condition instead"
			}
			out = append(out, breach{s.at(sel), "uses time." + sel.Sel.Name, reason})
			return true
		})
	}
	return out
}

// checkSystem reports pure rooms that take the machine's clock or entropy
// themselves instead of being given one.
func checkSystem(all []source) []breach {
	var out []breach
	for _, s := range all {
		if s.isTest() || !slices.Contains(pure, s.room) {
			continue
		}
		for _, room := range []string{"internal/clock", "internal/id"} {
			name := s.importName(module + "/" + room)
			ast.Inspect(s.file, func(n ast.Node) bool {
				if sel, ok := n.(*ast.SelectorExpr); ok && name != "" && isIdent(sel.X, name) && sel.Sel.Name == "System" {
					out = append(out, breach{s.at(sel), "takes " + name + ".System", purity})
				}
				return true
			})
		}
	}
	return out
}

func isIdent(e ast.Expr, name string) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == name
}

func TestPureRooms_doNotTouchTheWorld(t *testing.T) {
	t.Parallel()
	report(t, checkPurity(house(t)))
}

func TestTime_entersOnlyWhereItIsAllowed(t *testing.T) {
	t.Parallel()
	report(t, checkTime(sources()))
}

func TestPureRooms_areGivenTheirClockAndEntropy(t *testing.T) {
	t.Parallel()
	report(t, checkSystem(sources()))
}

func TestCheckPurity_reportsTheWorld(t *testing.T) {
	t.Parallel()
	through := made("internal/ledger", "crypto/x509")
	through.Deps = []string{"crypto/x509", "net", "os"}
	wantBreaches(t, checkPurity([]pkg{
		made("internal/payment", "os", "net/url", "strings"),
		made("internal/sandbox/engine", "net/http"),
		made("internal/id", "math/rand/v2", "crypto/rand"),
		made("internal/clock", "crypto/rand"),
		made("internal/money", "golang.org/x/text/number"),
		through,
		made("internal/merchant", "log/slog"),
		made("internal/recon", "sort"),
	}), "internal/payment", "internal/sandbox/engine", "internal/id", "internal/clock", "internal/money", "internal/ledger")
}

func TestCheckSystem_reportsAPureRoomThatTakesTheClockItself(t *testing.T) {
	t.Parallel()
	taking := "package x\n\nimport \"" + module + "/internal/clock\"\n\nvar c = clock.System{}\n"
	given := strings.Replace(taking, "clock.System{}", "clock.KST", 1)
	wantBreaches(t, checkSystem([]source{
		parse("internal/payment/a.go", taking),
		parse("internal/payment/a_test.go", taking),
		parse("internal/payment/b.go", given),
		parse("internal/sandbox/c.go", taking),
	}), "internal/payment/a.go:5")
}

func TestCheckTime_reportsTheMachinesClock(t *testing.T) {
	t.Parallel()
	now := "package x\n\nimport \"time\"\n\nvar now = time.Now\n"
	sleep := strings.Replace(now, "Now", "Sleep", 1)
	timer := strings.Replace(now, "Now", "NewTimer", 1)
	renamed := "package x\n\nimport t \"time\"\n\nvar now = t.After\n"
	other := "package x\n\nimport \"example.org/time\"\n\nvar now = time.Now\n"
	chance := "package x\n\nimport _ \"crypto/rand\"\n"
	wantBreaches(t, checkTime([]source{
		parse("internal/merchant/a.go", now),
		parse("internal/payment/b.go", renamed),
		parse("internal/payment/c.go", timer),
		parse("internal/outbox/d.go", timer),
		parse("internal/outbox/e.go", other),
		parse("internal/httpapi/f.go", chance),
		parse("internal/httpapi/g_test.go", chance),
		parse("internal/httpapi/h_test.go", now),
		parse("internal/httpapi/i_test.go", sleep),
		parse("internal/store/pgtest/j.go", sleep),
		parse("cmd/naru/k.go", sleep),
		parse("cmd/naru/l_test.go", sleep),
		parse("portonev1/m.go", now),
	}),
		"internal/merchant/a.go:5", "internal/payment/b.go:5", "internal/payment/c.go:5", "internal/httpapi/f.go",
		"internal/httpapi/i_test.go:5", "internal/store/pgtest/j.go:5", "cmd/naru/l_test.go:5")
}
