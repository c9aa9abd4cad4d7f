package engine_test

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	diff "github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// page tells what the sandbox knows of each PG.
var page = filepath.Join("..", "..", "..", "docs", "sandbox-pgs.md")

const pageHead = `# The PGs of the sandbox

What the local PortOne knows of each PG, printed from the table that it works by (` + "`internal/sandbox/engine/providers_*.go`" + `).
The facts are PortOne's published ones; what is assumed stands in [How true the sandbox is](sandbox-fidelity.md). A code is the
` + "`pg`" + ` of ` + "`request_pay`" + `, alone or with a MID after a dot. Any MID may be typed in the console; those below are shared for tests, and those
in brackets store no keys. Money in test mode is PortOne's: *none* moves, or it moves and is *returned* by the PG on the same day without
PortOne knowing, or it is *kept*. In the sandbox no money moves.

`

// toldOfPGs prints the page.
func toldOfPGs() string {
	var b strings.Builder
	b.WriteString(pageHead)
	b.WriteString("## Payments\n\n| Code | PG | pay_method | MIDs for tests | Money in PortOne's test mode |\n|---|---|---|---|---|\n")
	for _, p := range engine.Providers {
		if len(p.Methods()) == 0 {
			continue
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", p.Code, p.Name, strings.Join(p.Methods(), ", "), midsOf(p, "payment"), p.TestMoney)
	}
	b.WriteString("\n## Windows and keys\n\nA key window takes `customer_uid`; one marked + charges the amount as well.\n\n" +
		"| Code | PC | Phone | Callback | Key windows | REST | Asks for |\n|---|---|---|---|---|---|---|\n")
	for _, p := range engine.Providers {
		if len(p.Methods()) == 0 {
			continue
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s | %s | %s |\n", p.Code, shownAs(p, engine.PC), shownAs(p, engine.Mobile),
			map[bool]string{false: "full", true: "ids"}[p.IDsOnly], keyWindows(p), overREST(p), strings.Join(p.Asks(), ", "))
	}
	b.WriteString("\n## Without a window for payments\n\n| Code | PG | Channel | MIDs for tests |\n|---|---|---|---|\n")
	for _, p := range engine.Providers {
		for _, m := range p.Modules {
			if m.ChannelType() != "payment" {
				fmt.Fprintf(&b, "| `%s` | %s | %s (`%s`) | %s |\n", p.Code, p.Name, m.Name, m.ChannelType(), mids(m))
			}
		}
	}
	return b.String()
}

func midsOf(p engine.Provider, channel string) string {
	var list []string
	for _, m := range p.Modules {
		if m.ChannelType() == channel && len(m.TestMIDs) > 0 {
			list = append(list, mids(m))
		}
	}
	return cmp.Or(strings.Join(list, ", "), "none")
}

func mids(m engine.Module) string {
	var list []string
	for _, t := range m.TestMIDs {
		mid := "`" + t.MID + "`"
		if t.OneTime && m.ChannelType() != "certification" {
			mid = "(" + mid + ")"
		}
		list = append(list, mid)
	}
	return cmp.Or(strings.Join(list, " "), "none")
}

func shownAs(p engine.Provider, d engine.Device) string {
	return string(p.Kind(d)) + ", " + string(p.Delivery(d))
}

func keyWindows(p engine.Provider) string {
	var list []string
	for _, method := range p.Billing.Window {
		if slices.Contains(p.Billing.Charges, method) {
			method += " +"
		}
		list = append(list, method)
	}
	return strings.Join(list, ", ")
}

func overREST(p engine.Provider) string {
	var list []string
	if p.Billing.API {
		list = append(list, "keys")
	}
	if p.Billing.OneTime {
		list = append(list, "onetime")
	}
	return strings.Join(list, ", ")
}

func TestPage_tellsEveryPG(t *testing.T) {
	t.Parallel()
	if *update {
		if err := os.WriteFile(page, []byte(toldOfPGs()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	printed, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if d := diff.Diff(toldOfPGs(), string(printed)); d != "" {
		t.Errorf("the page is behind the code; run this test with -update (-want +page):\n%s", d)
	}
}
