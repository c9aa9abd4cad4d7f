package console_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

func TestScenarioSets_areLoadedFromAFileAllOrNone(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	names := func() string {
		var list []string
		for _, s := range a.engine.Scenarios() {
			list = append(list, s.Set+"/"+s.Name)
		}
		return strings.Join(list, " ")
	}
	a.ok(t, "POST", "/scenarios", `{"name":"by-hand","do":{"effect":"close"}}`, nil)
	one, two := `{"name":"one","do":{"effect":"decline"}}`, `{"name":"two","off":true,"do":{"effect":"hang"}}`
	var loaded struct{ List []engine.Scenario }
	a.ok(t, "PUT", "/scenarios/sets/mine", `{"scenarios":[`+one+`,`+two+`]}`, &loaded)
	if len(loaded.List) != 2 || !loaded.List[1].Off || names() != "/by-hand mine/one mine/two" {
		t.Errorf("loaded %+v; there are %s", loaded.List, names())
	}
	a.ok(t, "PUT", "/scenarios/sets/mine", `{"scenarios":[`+two+`]}`, nil)
	for body, want := range map[string]int{
		`{"scenarios":[` + one + `,{"name":"bad","do":{"effect":"explode"}}]}`: http.StatusBadRequest,
		`{"scenarios":[{"name":"x","why":1}]}`:                                 http.StatusBadRequest,
		`[]`:                                                                   http.StatusBadRequest,
	} {
		if w := a.send("PUT", "/scenarios/sets/mine", body); w.Code != want {
			t.Errorf("%s answered %d %s", body, w.Code, w.Body)
		}
	}
	if w := a.send("PUT", "/scenarios/sets/magic", `{"scenarios":[]}`); w.Code != http.StatusBadRequest {
		t.Errorf("a built-in set was overwritten: %d", w.Code)
	}
	if names() != "/by-hand mine/two" {
		t.Errorf("there are %s", names())
	}
}
