package archtest_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// Rooms that rows of the table below share.
var (
	base   = []string{"internal/money", "internal/id", "internal/clock", "internal/fault"}
	domain = []string{"internal/payment", "internal/ledger", "internal/subscription", "internal/recon", "internal/demand", "internal/pgrule", "internal/operator"}
	assets = []string{"web", "internal/webui", "api"}
	edge   = []string{"internal/strictjson", "internal/problem"}
	engine = []string{"internal/sandbox/engine", "internal/sandbox/scenario"}
)

// everything stands for all rooms of the house but cmd.
const everything = "*"

// row says what one room, with the folders inside it, may import of this
// module. A room that has no row of its own may import only the base.
type row struct {
	room string
	may  []string
	why  string
}

// table is the plan of the house. Code outside tests is bound by it; a test may
// bring rooms together that must not know each other.
var table = []row{
	{"internal/fault", nil, "the base stands on the standard library alone"},
	{"internal/id", nil, "the base stands on the standard library alone"},
	{"internal/clock", nil, "the base stands on the standard library alone"},
	{"internal/money", nil, "the base stands on the standard library alone"},
	{"internal/strictjson", []string{"internal/fault"}, "the sandbox shares it with the server, so it may know the grammar of a request and no meaning"},
	{"internal/problem", []string{"internal/fault"}, "the sandbox shares it with the server, so it may know how to answer and nothing to answer with"},
	{"internal/seal", base, "any adapter may seal what it stores, so sealing may know none"},
	{"internal/payment", join(base, domain), "the domain decides and knows nobody who acts"},
	{"internal/ledger", join(base, domain), "the domain decides and knows nobody who acts"},
	{"internal/subscription", join(base, domain), "the domain decides and knows nobody who acts"},
	{"internal/recon", join(base, domain), "the domain decides and knows nobody who acts"},
	{"internal/demand", join(base, domain), "the domain decides and knows nobody who acts"},
	{"internal/pgrule", join(base, domain), "the domain decides and knows nobody who acts"},
	{"internal/operator", join(base, domain), "the domain decides and knows nobody who acts"},
	{"internal/password", []string{"internal/fault"}, "hashing needs no knowledge of whose password it is"},
	{"internal/merchant", join(base, domain), "the use cases declare ports; adapters depend on them, never the other way round"},
	{"internal/store", join(base, domain, []string{"internal/merchant", "internal/seal"}), "an adapter knows the ports and the domain, and no other adapter"},
	{"internal/outbox", join(base, domain, []string{"internal/merchant", "internal/egress"}), "an adapter knows the ports and the domain, and no other adapter"},
	{"internal/egress", nil, "it reaches addresses and knows nothing of what is said there"},
	{"internal/alert", join(base, domain, []string{"internal/merchant"}), "an adapter knows the ports and the domain, and no other adapter"},
	{
		"internal/gateway",
		join(base, domain, []string{"internal/merchant", "portonev1", "portonev2"}),
		"a gateway joins one client of PortOne with the ports, and knows no other adapter",
	},
	{"internal/httpapi", join(base, domain, assets, edge, []string{"internal/merchant", "internal/report", "internal/telemetry"}), "an adapter knows the ports and the domain, and no other adapter"},
	{"internal/report", join(base, domain, []string{"internal/merchant"}), "it writes what the use cases tell and knows no adapter"},
	{"internal/httpapi/adminapi", join(base, domain, []string{"internal/merchant"}), "the guard of the console knows who asks and not what is asked for"},
	{"internal/webui", []string{"web"}, "serving files needs no knowledge of payments"},
	{"internal/telemetry", base, "every room may be measured, so measuring may know none"},
	{"internal/demoshop", join(base, assets, edge), "the shop speaks to the payment server over HTTP only, as any shop in any language does"},
	{"internal/intercept", join(base, edge), "it stands in for hosts and is given what they say"},
	{"internal/sandbox", join(base, assets), "a bug shared by the sandbox and the server under test would cancel itself out"},
	{"internal/sandbox/engine", join(base, engine), "the sandbox's own core stays as pure as the server's"},
	{"internal/sandbox/scenario", join(base, engine), "the sandbox's own core stays as pure as the server's"},
	{"internal/sandbox/restv1", join(base, engine), "the sandbox's adapters know its core and not each other"},
	{"internal/sandbox/restv2", join(base, engine), "the sandbox's adapters know its core and not each other"},
	{"internal/sandbox/checkout", join(base, engine, assets, edge), "the sandbox's adapters know its core and not each other"},
	{"internal/sandbox/console", join(base, engine, assets, edge), "the sandbox's adapters know its core and not each other"},
	{"internal/sandbox/hook", join(base, engine), "the sandbox's adapters know its core and not each other"},
	{"internal/sandbox/lan", join(base, edge), "it guards whatever it is given, and knows nothing of payments"},
	{"internal/sandbox/journal", join(base, engine), "the sandbox's adapters know its core and not each other"},
	{"internal/certify", join(base, []string{"internal/sandbox", "portonewebhook"}), "the certifier sees a backend only over HTTP, ours too"},
	{"internal/gateway/gatewaytest", []string{everything}, "a suite brings the sandbox and a gateway together"},
	{"internal/sandbox/spectest", []string{"internal/sandbox"}, "it judges the sandbox's answers by what PortOne publishes, not by the code under test"},
	{"internal/store/storetest", []string{everything}, "a suite brings the use cases and an engine together"},
	{"internal/simtest", []string{everything}, "the simulation runs the whole system"},
	{"internal/month", []string{everything}, "a month of a shop needs the whole system"},
	{"internal/faults", nil, "it drives the built binary from outside"},
	{"internal/bench", []string{everything}, "a measurement runs the whole system"},
	{"internal/gen", nil, "a generator reads files, not rooms"},
	{"internal/needs", nil, "any test may import it, so it may know nothing"},
	{"internal/archtest", nil, "it looks at the house from outside"},
	{"portonev1", nil, "a shop that takes the client takes nothing else with it"},
	{"portonev2", nil, "a shop that takes the client takes nothing else with it"},
	{"naruclient", nil, "a shop that takes the client takes nothing else with it"},
	{"portonewebhook", nil, "a shop that takes the client takes nothing else with it"},
	{"portonetest", []string{"internal/sandbox", "web"}, "it starts the sandbox in a shop's test and is nothing more"},
	{"web", nil, "the only place that embeds built files"},
	{"api", nil, "the contract alone"},
	{"cmd", []string{everything}, "the wiring knows everybody"},
}

func join(lists ...[]string) []string { return slices.Concat(lists...) }

// rowOf returns the row with the longest room that holds the given one.
func rowOf(room string) row {
	best := row{room: room, may: base, why: "a room without a row in the table may import only the base; give it a row and a reason"}
	found := 0
	for _, r := range table {
		if within(room, r.room) && len(r.room) > found {
			best, found = r, len(r.room)
		}
	}
	return best
}

// checkRooms reports imports inside the module that the table does not allow.
func checkRooms(pkgs []pkg) []breach {
	var out []breach
	for _, p := range pkgs {
		r := rowOf(p.room())
		for _, imp := range p.Imports {
			to := roomOf(imp)
			switch {
			case !ours(imp) || within(to, r.room):
			case within(to, "cmd"):
				out = append(out, breach{p.room(), "imports " + to, "the wiring is the top of the house; nothing stands on it"})
			case slices.Contains(r.may, everything), within(to, r.may...):
			case testSupport(p.room()) && testSupport(to):
			default:
				out = append(out, breach{p.room(), "imports " + to, r.why})
			}
		}
	}
	return out
}

// neverInSandbox are rooms that the sandbox may not even reach through others.
var neverInSandbox = join(domain, []string{
	"internal/merchant", "internal/gateway", "internal/store", "internal/outbox", "internal/httpapi",
	"portonev1", "portonev2", "portonewebhook",
})

// checkSandbox reports what the sandbox reaches, directly or not, of the server
// and the clients that it is there to test.
func checkSandbox(pkgs []pkg) []breach {
	var out []breach
	for _, p := range pkgs {
		if !within(p.room(), "internal/sandbox") || testSupport(p.room()) {
			continue
		}
		for _, dep := range p.Deps {
			if ours(dep) && within(roomOf(dep), neverInSandbox...) {
				out = append(out, breach{p.room(), "reaches " + roomOf(dep), "a bug shared by the sandbox and the code it tests would cancel itself out"})
			}
		}
	}
	return out
}

// checkStandardOnly reports what the public clients reach beyond the standard
// library and themselves.
func checkStandardOnly(pkgs []pkg) []breach {
	clients := []string{"portonev1", "portonev2", "portonewebhook"}
	var out []breach
	for _, p := range pkgs {
		if !within(p.room(), clients...) {
			continue
		}
		for _, dep := range p.Deps {
			// The standard library's own copies ("vendor/golang.org/…") count as standard.
			if !standard(dep) && !within(roomOf(dep), clients...) {
				out = append(out, breach{p.room(), "reaches " + dep, "a shop that takes the client takes nothing else with it"})
			}
		}
	}
	return out
}

// testOnly are modules that only tests may use.
var testOnly = []string{
	"testing", "github.com/google/go-cmp", "pgregory.net/rapid", "github.com/rogpeppe/go-internal",
	"github.com/getkin/kin-openapi", "github.com/anishathalye/porcupine", "go.uber.org/goleak",
}

// checkTestOnly reports test libraries, and rooms for tests, in code that ships.
func checkTestOnly(pkgs []pkg) []breach {
	const why = "what only tests use would grow the binary, and a shop's module graph"
	var out []breach
	for _, p := range pkgs {
		if within(p.room(), "internal/bench", "internal/gen") {
			continue // run by developers, part of no binary that ships
		}
		for _, imp := range p.Imports {
			library := slices.ContainsFunc(testOnly, func(lib string) bool { return imp == lib || strings.HasPrefix(imp, lib+"/") })
			switch {
			case testSupport(p.room()) && p.room() != "portonetest":
			case p.room() == "portonetest" && imp == "testing":
			case library, ours(imp) && testSupport(roomOf(imp)):
				out = append(out, breach{p.room(), "imports " + imp, why})
			}
		}
	}
	return out
}

func TestRooms_importOnlyWhatThePlanAllows(t *testing.T) {
	t.Parallel()
	report(t, checkRooms(house(t)))
}

func TestRooms_keepTheSandboxIndependent(t *testing.T) {
	t.Parallel()
	report(t, checkSandbox(house(t)))
}

func TestRooms_keepPublicClientsOnTheStandardLibrary(t *testing.T) {
	t.Parallel()
	report(t, checkStandardOnly(house(t)))
}

func TestRooms_keepTestLibrariesOutOfWhatShips(t *testing.T) {
	t.Parallel()
	report(t, checkTestOnly(house(t)))
}

// made is a made-up package of this module; an import that begins with "./" is
// a room.
func made(room string, imports ...string) pkg {
	p := pkg{ImportPath: module + "/" + room}
	for _, imp := range imports {
		if to, isRoom := strings.CutPrefix(imp, "./"); isRoom {
			imp = module + "/" + to
		}
		p.Imports = append(p.Imports, imp)
	}
	p.Deps = p.Imports
	return p
}

func TestCheckRooms_reportsWhatThePlanForbids(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from, to string
		want     bool
	}{
		{"internal/merchant", "internal/payment", false},
		{"internal/merchant", "internal/store", true},
		{"internal/payment", "internal/merchant", true},
		{"internal/money", "internal/fault", true},
		{"internal/httpapi", "internal/store", true},
		{"internal/httpapi", "internal/merchant", false},
		{"internal/store", "internal/outbox", true},
		{"internal/store/sqlgen", "internal/store", false},
		{"internal/demoshop", "internal/merchant", true},
		{"internal/sandbox/restv1", "internal/sandbox/checkout", true},
		{"internal/sandbox/restv1", "internal/sandbox/engine", false},
		{"internal/sandbox", "internal/sandbox/restv1", false},
		{"internal/sandbox/console", "internal/strictjson", false},
		{"internal/sandbox/engine", "internal/strictjson", true},
		{"internal/sandbox/restv1", "internal/strictjson", true},
		{"internal/strictjson", "internal/fault", false},
		{"internal/strictjson", "internal/money", true},
		{"internal/sandbox/checkout", "internal/problem", false},
		{"internal/sandbox/restv1", "internal/problem", true},
		{"internal/problem", "internal/strictjson", true},
		{"internal/sandbox/engine", "internal/sandbox", true},
		{"internal/certify", "internal/merchant", true},
		{"internal/gateway/gatewayv1", "portonev1", false},
		{"internal/store", "portonev1", true},
		{"internal/bench", "cmd/naru", true},
		{"cmd/naru", "internal/store", false},
		{"internal/newroom", "internal/money", false},
		{"internal/newroom", "internal/merchant", true},
		{"portonev1", "internal/money", true},
	} {
		t.Run(fmt.Sprintf("%s imports %s", c.from, c.to), func(t *testing.T) {
			t.Parallel()
			var want []string
			if c.want {
				want = []string{c.from}
			}
			wantBreaches(t, checkRooms([]pkg{made(c.from, "./"+c.to)}), want...)
		})
	}
}

func TestCheckSandbox_reportsWhatIsReachedThroughOthers(t *testing.T) {
	t.Parallel()
	reaching := made("internal/sandbox/restv1", "./internal/sandbox/engine")
	reaching.Deps = append(slices.Clone(reaching.Deps), module+"/internal/payment")
	wantBreaches(t, checkSandbox([]pkg{
		reaching,
		made("internal/sandbox/engine", "./internal/money", "sort"),
		made("internal/sandbox/hook", "./portonev1"),
		made("internal/merchant", "./internal/payment"),
	}), "internal/sandbox/restv1", "internal/sandbox/hook")
}

func TestCheckStandardOnly_reportsModulesOfOthers(t *testing.T) {
	t.Parallel()
	wantBreaches(t, checkStandardOnly([]pkg{
		made("portonev1", "net/http", "vendor/golang.org/x/net/http/httpguts"),
		made("portonev1/wire", "./portonev1"),
		made("portonev2", "golang.org/x/sync/singleflight"),
	}), "portonev2")
}

func TestCheckTestOnly_reportsTestLibrariesInCodeThatShips(t *testing.T) {
	t.Parallel()
	wantBreaches(t, checkTestOnly([]pkg{
		made("internal/httpapi", "github.com/getkin/kin-openapi/openapi3"),
		made("internal/money", "testing"),
		made("internal/merchant", "./internal/merchant/merchanttest"),
		made("internal/store/storetest", "testing", "github.com/google/go-cmp/cmp", "./internal/needs"),
		made("portonetest", "testing", "pgregory.net/rapid"),
		made("internal/bench", "./internal/store/pgtest"),
		made("internal/payment", "net/url"),
	}), "internal/httpapi", "internal/money", "internal/merchant", "portonetest")
}
