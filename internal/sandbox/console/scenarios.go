package console

import (
	_ "embed"
	"net/http"
	"slices"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/sandbox/engine"
	"github.com/naru-pay/naru/internal/strictjson"
)

// scenarioBody is what a caller writes of a scenario.
type scenarioBody struct {
	Name string      `json:"name"`
	Off  bool        `json:"off"`
	When engine.When `json:"when"`
	Do   engine.Do   `json:"do"`
}

func (b scenarioBody) scenario() engine.Scenario {
	return engine.Scenario{Name: b.Name, Off: b.Off, When: b.When, Do: b.Do}
}

// ReadScenarios reads a file of scenarios, {"scenarios": [{"name", "off",
// "when", "do"}]}, as strictly as POST /scenarios reads one.
func ReadScenarios(raw []byte) ([]engine.Scenario, error) {
	if len(raw) > bodyMost {
		return nil, fault.New(fault.BodyTooLarge)
	}
	var in struct {
		Scenarios []scenarioBody `json:"scenarios"`
	}
	if err := strictjson.Decode(raw, depthMost, &in); err != nil {
		return nil, err
	}
	list := make([]engine.Scenario, len(in.Scenarios))
	for i, b := range in.Scenarios {
		list[i] = b.scenario()
	}
	return list, nil
}

// MagicSet is the name of the built-in scenarios that hear on amounts.
const MagicSet = "magic"

//go:embed magic.json
var magic []byte

// Set returns the scenarios of a built-in set, and whether there is one of that
// name.
func Set(name string) (list []engine.Scenario, ok bool, err error) {
	if name != MagicSet {
		return nil, false, nil
	}
	list, err = ReadScenarios(magic)
	return list, true, err
}

func (s *server) scenarios(_ http.ResponseWriter, r *http.Request) (any, error) {
	if _, err := query(r); err != nil {
		return nil, err
	}
	return engine.Object{{Name: "list", Value: s.engine.Scenarios()}}, nil
}

func (s *server) scenario(_ http.ResponseWriter, r *http.Request) (any, error) {
	return s.engine.ScenarioByID(path(r, "id"))
}

func (s *server) addScenario(w http.ResponseWriter, r *http.Request) (any, error) {
	var in scenarioBody
	if err := decode(w, r, &in); err != nil {
		return nil, err
	}
	return s.engine.AddScenario(r.Context(), in.scenario())
}

func (s *server) changeScenario(w http.ResponseWriter, r *http.Request) (any, error) {
	var in scenarioBody
	if err := decode(w, r, &in); err != nil {
		return nil, err
	}
	return s.engine.ChangeScenario(r.Context(), path(r, "id"), in.scenario())
}

func (s *server) removeScenario(_ http.ResponseWriter, r *http.Request) (any, error) {
	return engine.Object{}, s.engine.RemoveScenario(r.Context(), path(r, "id"))
}

func (s *server) clearScenarios(_ http.ResponseWriter, r *http.Request) (any, error) {
	n, err := s.engine.ClearScenarios(r.Context())
	return engine.Object{{Name: "cleared", Value: n}}, err
}

// effects tells what a scenario may do, for whoever offers it.
func (s *server) effects(http.ResponseWriter, *http.Request) (any, error) {
	list := slices.Clone(engine.Effects)
	for i := range list {
		list[i].Do = append([]string{}, list[i].Do...)
		list[i].Needs = append([]string{}, list[i].Needs...)
	}
	return engine.Object{{Name: "list", Value: list}}, nil
}

// sets tells of the built-in sets what they hold; none is on unless loaded.
func (s *server) sets(http.ResponseWriter, *http.Request) (any, error) {
	scenarios, _, err := Set(MagicSet)
	if err != nil {
		return nil, err
	}
	bodies := make([]scenarioBody, len(scenarios))
	for i, sc := range scenarios {
		bodies[i] = scenarioBody{sc.Name, sc.Off, sc.When, sc.Do}
	}
	set := engine.Object{{Name: "set", Value: MagicSet}, {Name: "scenarios", Value: bodies}}
	return engine.Object{{Name: "list", Value: []any{set}}}, nil
}

func (s *server) loadSet(_ http.ResponseWriter, r *http.Request) (any, error) {
	list, known, err := Set(path(r, "set"))
	if err != nil {
		return nil, err
	}
	if !known {
		return nil, fault.Newf(fault.SandboxNotFound, "no set of scenarios of this name")
	}
	loaded, err := s.engine.LoadScenarios(r.Context(), path(r, "set"), list)
	return engine.Object{{Name: "list", Value: loaded}}, err
}
