package console_test

import (
	"encoding/json"
	"testing"

	"github.com/naru-pay/naru/internal/sandbox/console"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// FuzzReadScenarios: what is read can be written, and reads the same again; what
// passes the check never breaks the engine that it is loaded into.
func FuzzReadScenarios(f *testing.F) {
	for _, text := range []string{
		`{"scenarios":[{"name":"x","when":{"amount":1000.50,"probability":"0.25","merchant_uid":"a*?b"},"do":{"effect":"approve_late","delay":"PT90M"}}]}`,
		`{"scenarios":[{"name":"x","off":true,"when":{"operation":"* /payments/**","nth":3},"do":{"effect":"rest_slow","ms":5,"after":true}}]}`,
		`{"scenarios":[{"name":"x","do":{"effect":"deposit_short","amount":"007.10"}}]}`, `{"scenarios":[]}`, `{}`, `[]`, `{"scenarios":null}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		list, err := console.ReadScenarios(raw)
		if err != nil {
			return
		}
		type body struct {
			Name string      `json:"name"`
			Off  bool        `json:"off"`
			When engine.When `json:"when"`
			Do   engine.Do   `json:"do"`
		}
		bodies := []body{}
		for _, s := range list {
			if s.Check() == nil {
				bodies = append(bodies, body{s.Name, s.Off, s.When, s.Do})
			}
		}
		written, err := json.Marshal(map[string]any{"scenarios": bodies})
		if err != nil {
			t.Fatalf("%s cannot be written: %v", raw, err)
		}
		again, err := console.ReadScenarios(written)
		if err != nil || len(again) != len(bodies) {
			t.Fatalf("%s was written as %s, which reads %v, %v", raw, written, again, err)
		}
		for i, s := range again {
			if s.When != bodies[i].When || s.Do != bodies[i].Do || s.Name != bodies[i].Name {
				t.Errorf("%+v reads again as %+v", bodies[i], s)
			}
		}
		if len(again) > 20 {
			return
		}
		a := newAPI(t)
		if _, err := a.engine.LoadScenarios(t.Context(), "fuzz", again); err != nil {
			t.Fatalf("what passed the check was refused: %v", err)
		}
		a.ok(t, "POST", "/buyer/pay", `{`+order+`}`, nil)
	})
}
