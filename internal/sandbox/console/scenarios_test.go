package console_test

import (
	"encoding/json"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/sandbox/console"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

func TestScenarios_areWrittenReadAndForgotten(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	var made, read, changed engine.Scenario
	w := a.ok(t, "POST", "/scenarios", `{"name":"늦은 승인","when":{"amount":1000.50,"times":1},"do":{"effect":"approve_late","delay":"PT90M"}}`, &made)
	for _, want := range []string{`"amount":1000.5`, `"delay":"1h30m0s"`, `"seen":0`, `"applied":0`, `"off":false`, `"set":""`} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("answered %s, want %s", w.Body, want)
		}
	}
	a.ok(t, "GET", "/scenarios/"+made.ID, "", &read)
	if read != made || !strings.HasPrefix(made.ID, "scn_") {
		t.Errorf("made %+v, read %+v", made, read)
	}
	a.ok(t, "PUT", "/scenarios/"+made.ID, `{"name":"꺼짐","off":true,"do":{"effect":"hang"}}`, &changed)
	if !changed.Off || changed.ID != made.ID || changed.When != (engine.When{}) {
		t.Errorf("changed to %+v", changed)
	}
	var page struct{ List []engine.Scenario }
	a.ok(t, "GET", "/scenarios", "", &page)
	if len(page.List) != 1 || page.List[0] != changed {
		t.Errorf("there are %+v", page.List)
	}
	a.ok(t, "DELETE", "/scenarios/"+made.ID, "", nil)
	for _, method := range []string{"GET", "DELETE"} {
		if w := a.send(method, "/scenarios/"+made.ID, ""); w.Code != http.StatusNotFound {
			t.Errorf("%s of a forgotten one answered %d", method, w.Code)
		}
	}
	a.ok(t, "POST", "/scenarios", `{"name":"x","do":{"effect":"webhook_drop"}}`, nil)
	if w := a.ok(t, "POST", "/scenarios/clear", "", nil); !strings.Contains(w.Body.String(), `"cleared":1`) {
		t.Errorf("clear answered %s", w.Body)
	}
}

func TestScenarios_aWrongCallSaysWhatIsWrongAndChangesNothing(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	var made engine.Scenario
	a.ok(t, "POST", "/scenarios", `{"name":"x","do":{"effect":"hang"}}`, &made)
	for body, want := range map[string]string{
		``:                                       "name",
		`{"name":"x"}`:                           "do.effect",
		`{"name":"x","do":1}`:                    "do",
		`{"name":"x","do":{"effect":"explode"}}`: "decline, lose_callback",
		`{"name":"x","do":{"effect":"hang","delay":"1h"}}`:                                      "do.delay",
		`{"name":"x","do":{"effect":"approve_late","delay":"soon"}}`:                            "delay",
		`{"name":"x","do":{"effect":"approve_late","delay":-5}}`:                                "delay",
		`{"name":"x","do":{"effect":"hang"},"seen":3}`:                                          "seen",
		`{"name":"x","do":{"effect":"hang"},"when":{"weather":"rain"}}`:                         "weather",
		`{"name":"x","do":{"effect":"hang"},"when":{"amount":"1e3"}}`:                           "amount",
		`{"name":"x","do":{"effect":"hang"},"when":{"nth":1.5}}`:                                "nth",
		`{"name":"x","name":"y","do":{"effect":"hang"}}`:                                        "name",
		`{"name":"x","do":{"effect":"rest_slow","ms":60001}}`:                                   "do.ms",
		`{"name":"x","when":{"operation":"cancel"},"do":{"effect":"rest_cut"}}`:                 "when.operation",
		`{"name":"x","when":{"merchant":"imp00000000","event":"paid"},"do":{"effect":"close"}}`: "when.event",
	} {
		for _, call := range [][2]string{{"POST", "/scenarios"}, {"PUT", "/scenarios/" + made.ID}} {
			w := a.send(call[0], call[1], body)
			var problem struct{ Code, Detail string }
			if err := json.Unmarshal(w.Body.Bytes(), &problem); err != nil || w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), want) {
				t.Errorf("%s %s answered %d %s, want a word of %s", call[0], body, w.Code, w.Body, want)
			}
		}
	}
	if list := a.engine.Scenarios(); len(list) != 1 || list[0] != made {
		t.Errorf("there are %+v", list)
	}
	if w := a.send("POST", "/scenarios/sets/unknown", ""); w.Code != http.StatusNotFound {
		t.Errorf("an unknown set answered %d", w.Code)
	}
}

func TestEffects_tellWhatEachMayDo(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	var page struct{ List []engine.Effect }
	w := a.ok(t, "GET", "/scenarios/effects", "", &page)
	if len(page.List) != len(engine.Effects) || strings.Contains(w.Body.String(), "null") {
		t.Errorf("answered %s", w.Body)
	}
	example := map[string]string{"delay": `"1m"`, "ms": "5", "amount": "100"}
	for _, e := range page.List { // what it says is enough to write one
		members := ""
		for _, name := range e.Needs {
			members += `,"` + name + `":` + example[name]
		}
		a.ok(t, "POST", "/scenarios", `{"name":"x","off":true,"do":{"effect":"`+e.Name+`"`+members+`}}`, nil)
	}
}

func TestMagic_isOffUntilItIsLoaded(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	buy := func(uid string) callback {
		var got callback
		a.ok(t, "POST", "/buyer/pay", `{"merchant_uid":"`+uid+`","pg":"html5_inicis","amount":100401,"buyer_tel":"010"}`, &got)
		return got
	}
	if got := buy("before"); !*got.Success {
		t.Errorf("before it is loaded, 100,401 won ended %+v", got)
	}
	var sets struct {
		List []struct {
			Set       string
			Scenarios []struct{ Name string }
		}
	}
	a.ok(t, "GET", "/scenarios/sets", "", &sets)
	if len(sets.List) != 1 || sets.List[0].Set != console.MagicSet || len(sets.List[0].Scenarios) < 10 || len(a.engine.Scenarios()) != 0 {
		t.Fatalf("sets are %+v", sets)
	}
	var loaded struct{ List []engine.Scenario }
	for range 2 {
		a.ok(t, "POST", "/scenarios/sets/magic", "", &loaded)
	}
	if n := len(sets.List[0].Scenarios); len(loaded.List) != n || len(a.engine.Scenarios()) != n || loaded.List[0].Set != "magic" {
		t.Errorf("%d scenarios were loaded of %d", len(loaded.List), n)
	}
	if got := buy("after"); *got.Success || !strings.Contains(got.ErrorMsg, "3112, 한도가 초과하였습니다.") {
		t.Errorf("when it is loaded, 100,401 won ended %+v", got)
	}
	used := map[engine.Decimal]bool{}
	for _, s := range loaded.List {
		if used[s.When.Amount] || s.When.Amount == "" {
			t.Errorf("%s has no amount of its own", s.Name)
		}
		used[s.When.Amount] = true
	}
}

func TestScenarios_areWrittenDown(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../../../docs/sandbox-fidelity.md")
	if err != nil {
		t.Fatal(err)
	}
	paper := string(raw)
	for _, e := range engine.Effects {
		if !strings.Contains(paper, "`"+e.Name+"`") {
			t.Errorf("docs/sandbox-fidelity.md does not name the effect %s", e.Name)
		}
	}
	set, _, err := console.Set(console.MagicSet)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range set {
		amount := string(s.When.Amount)
		if row := "| " + amount[:3] + "," + amount[3:] + " | " + strings.SplitN(s.Name, ": ", 2)[1] + " (`" + s.Do.Effect + "`) |"; !strings.Contains(paper, row) {
			t.Errorf("docs/sandbox-fidelity.md lacks the row %s", row)
		}
	}
}

func TestWebhooks_areResentTogether(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.ok(t, "PUT", "/merchants/"+a.imp+"/webhook", `{"test":{"url":"http://127.0.0.1/hook"}}`, nil)
	a.ok(t, "POST", "/buyer/pay", `{`+order+`}`, nil)
	id := a.engine.Deliveries("")[0].ID
	var got struct {
		Resent int
		List   []engine.WebhookDelivery
	}
	a.ok(t, "POST", "/webhooks/resend", `{"ids":["`+id+`"]}`, &got)
	if got.Resent != 1 || len(got.List) != 1 || !got.List[0].Resent || got.List[0].ID == id {
		t.Errorf("by id: %+v", got)
	}
	a.ok(t, "POST", "/webhooks/resend", `{"filter":{"state":"due","event":"paid"}}`, &got)
	if got.Resent != 1 {
		t.Errorf("by filter: %+v", got)
	}
	before := len(a.engine.Deliveries(""))
	for body, status := range map[string]int{
		`{}`: 400, `{"ids":[]}`: 400, `{"filter":{}}`: 400, `{"ids":["` + id + `"],"filter":{"state":"due"}}`: 400,
		`{"ids":["` + id + `","whd_0"]}`: 404, `{"filter":{"color":"red"}}`: 400, `{"ids":"` + id + `"}`: 400,
	} {
		if w := a.send("POST", "/webhooks/resend", body); w.Code != status {
			t.Errorf("%s answered %d %s", body, w.Code, w.Body)
		}
	}
	if n := len(a.engine.Deliveries("")); n != before {
		t.Errorf("wrong calls made %d webhooks", n-before)
	}
}

func TestPGCancel_leavesTheRecordPaid(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	var paid callback
	a.ok(t, "POST", "/buyer/pay", `{`+order+`}`, &paid)
	if w := a.ok(t, "POST", "/payments/"+paid.ImpUID+"/pg-cancel", "", nil); !strings.Contains(w.Body.String(), `"status":"paid"`) || !strings.Contains(w.Body.String(), `"pg_cancelled":true`) {
		t.Errorf("answered %s", w.Body)
	}
	for _, target := range []string{"pg-cancel", "cancel"} {
		if w := a.send("POST", "/payments/"+paid.ImpUID+"/"+target, ""); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "기 취소 거래") {
			t.Errorf("%s answered %d %s", target, w.Code, w.Body)
		}
	}
	if w := a.send("POST", "/payments/imp_0/pg-cancel", ""); w.Code != http.StatusNotFound {
		t.Errorf("of an unknown payment: %d", w.Code)
	}
}
