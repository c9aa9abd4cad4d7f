package demand_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/demand"
)

var update = flag.Bool("update", false, "write the page in docs anew")

// page tells a shop's developer what each PG demands.
var page = filepath.Join("..", "..", "docs", "pg-demands.md")

const pageHead = `# What the PGs demand

What ` + "`POST /api/payments`" + ` refuses because the PG's window would, printed from the table that it works by
(` + "`internal/demand/rules.go`" + `). PG마다 결제창이 요구하는 값이며, 빠지면 결제를 열 때 필드 이름과 함께 거절합니다.
Only what PortOne V1 publishes stands here. Of any other PG, method and parameter nothing is demanded: there PortOne and the PG have
the last word, and their words reach the buyer unchanged. A field that is needed and missing is ` + "`missing_field`" + `.

## Demands

| Field | PG | When | Code and demand |
|---|---|---|---|
`

const pageParams = `
## Parameters with a type

Parameters of ` + "`request_pay`" + ` whose type is published; another type is ` + "`bad_field`" + `. Any other parameter passes as it is, except those that
the server sets, which are ` + "`parameter_guarded`" + `. They are part of the terms: the same order with other parameters is another payment, and
the older one is closed.

| Parameter | Type |
|---|---|
`

const pageAsks = `
## Asked before approval

Where ` + "`NARU_APPROVE_URL`" + ` is set, ` + "`confirm_url`" + ` goes into ` + "`checkout.request`" + `, except where PortOne approves without asking
(승인 전에 묻지 않는 PG): `

func TestPage_tellsTheTable(t *testing.T) {
	t.Parallel()
	want := pageHead + strings.Join(demand.Lines(), "\n") + "\n" + pageParams + strings.Join(demand.Types(), "\n") + "\n" + pageAsks + demand.Unasked() + "\n"
	if *update {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("docs/pg-demands.md is not what the table says; run go test ./internal/demand -update (-table +page):\n%s", diff)
	}
}
