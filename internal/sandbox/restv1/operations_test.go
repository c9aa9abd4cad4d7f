package restv1_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/sandbox/restv1"
)

// published is how many operations PortOne's description of V1 has.
const published = 80

// fidelity is the page whose last part is printed from the code.
var fidelity = filepath.Join("..", "..", "..", "docs", "sandbox-fidelity.md")

// fidelityHeading begins the printed part, which goes to the end of the page.
const fidelityHeading = "## Operations of the REST API\n"

// operationTable prints what the sandbox serves and where its answers come
// from.
func operationTable() string {
	all := restv1.Operations()
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%d of %d. Printed from the code (`internal/sandbox/restv1`, `Operations`). Every operation follows PortOne's published description;\n",
		fidelityHeading, len(all), published)
	b.WriteString("*recorded* is what others have seen of real answers beyond it, *assumed* what no source tells and the sandbox chose.\n\n")
	b.WriteString("| Group | Operation | Documented | Recorded by others | Assumed |\n|---|---|---|---|---|\n")
	for _, o := range all {
		fmt.Fprintf(&b, "| %s | `%s %s` | yes | %s | %s |\n", o.Group, o.Method, o.Path, o.Recorded, o.Assumed)
	}
	return b.String()
}

func TestFidelity_pageTellsEveryOperation(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(fidelity)
	if err != nil {
		t.Fatal(err)
	}
	before, printed, found := strings.Cut(string(page), fidelityHeading)
	if !found {
		t.Fatalf("%s has no heading %q", fidelity, fidelityHeading)
	}
	if *update {
		if err := os.WriteFile(fidelity, []byte(before+operationTable()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(operationTable(), fidelityHeading+printed); diff != "" {
		t.Errorf("the page is behind the code; run this test with -update (-want +page):\n%s", diff)
	}
}

func TestOperations_areToldOnce(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, o := range restv1.Operations() {
		name := o.Method + " " + o.Path
		if seen[name] {
			t.Errorf("%s is served twice", name)
		}
		seen[name] = true
		if strings.ContainsAny(o.Recorded+o.Assumed, "|\n") {
			t.Errorf("%s: words that break the table: %q %q", name, o.Recorded, o.Assumed)
		}
	}
}
