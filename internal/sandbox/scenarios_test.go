package sandbox_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/sandbox"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

func TestScenarios_ofAFileReplaceThoseOfAnEarlierRun(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for run := range 2 {
		set, err := sandbox.ReadScenarios("a.json", []byte(`{"scenarios":[{"name":"x","do":{"effect":"decline"}}]}`))
		if err != nil {
			t.Fatal(err)
		}
		s, err := sandbox.New(sandbox.Options{DataDir: dir, Scenarios: []sandbox.ScenarioSet{set}})
		if err != nil {
			t.Fatal(err)
		}
		list := s.Engine().Scenarios()
		if len(list) != 1 || list[0].Set != "a.json" {
			t.Errorf("run %d has %+v", run, list)
		}
		if run == 0 {
			if _, err := s.Engine().AddScenario(t.Context(), engine.Scenario{Name: "by hand", Do: engine.Do{Effect: engine.HangWindow}}); err != nil {
				t.Fatal(err)
			}
			if _, err := s.Engine().LoadScenarios(t.Context(), "a.json", nil); err != nil {
				t.Fatal(err)
			}
			if list := s.Engine().Scenarios(); len(list) != 1 || list[0].Name != "by hand" {
				t.Errorf("an empty set left %+v", list)
			}
			if err := s.Engine().RemoveScenario(t.Context(), s.Engine().Scenarios()[0].ID); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// What a scenario delays is sent at its own time by a move of the clock, and a
// browser that waits for webhooks first does not wait for that.
func TestScenarios_delayOnTheSandboxesClock(t *testing.T) {
	t.Parallel()
	var told []string
	shop := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { told = append(told, r.URL.Path) }))
	defer shop.Close()
	p := start(t, sandbox.Options{StandAt: newYear})
	p.control(t, "PUT", "/merchants/"+p.Seeded().Imp+"/webhook", `{"test":{"url":"`+shop.URL+`/hook"},"webhook_first":true}`, nil)
	p.control(t, "POST", "/scenarios", `{"name":"늦음","when":{"nth":1},"do":{"effect":"webhook_delay","delay":"10m"}}`, nil)
	p.control(t, "POST", "/scenarios", `{"name":"나중 승인","when":{"merchant_uid":"order-2"},"do":{"effect":"approve_late","delay":"5m"}}`, nil)
	p.control(t, "POST", "/buyer/pay", purchase, nil)
	p.control(t, "POST", "/buyer/pay", strings.Replace(purchase, "order-1", "order-2", 1), nil)
	var m moved
	if p.control(t, "POST", "/clock", `{"advance":"9m59s"}`, &m); m.Did != 2 || len(told) != 1 { // the approval and its webhook
		t.Errorf("within ten minutes %d things were done and %d webhooks came", m.Did, len(told))
	}
	var next struct {
		NextDue engine.DueThing `json:"next_due"`
	}
	if p.control(t, "GET", "/clock", "", &next); next.NextDue.What != "webhook" {
		t.Errorf("next is %+v", next)
	}
	if p.control(t, "POST", "/clock", `{"advance_to_next_due":true}`, &m); m.Did != 1 || len(told) != 2 {
		t.Errorf("after ten minutes %d things were done and %d webhooks came", m.Did, len(told))
	}
	paid := p.Engine().Deliveries("")
	slices.Reverse(paid)
	if len(paid) != 2 || paid[0].Attempts[0].At != newYear.Unix()+600 || paid[1].Attempts[0].At != newYear.Unix()+300 {
		t.Errorf("webhooks %+v", paid)
	}
}
