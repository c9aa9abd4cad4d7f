package engine

import (
	"context"
	"slices"
)

// Texts of scenarios.
const textNoScenario = "존재하지 않는 시나리오입니다."

// scenariosMost is how many scenarios there may be.
const scenariosMost = 1000

// Scenarios returns all scenarios in the order in which they are asked.
func (e *Engine) Scenarios() []Scenario {
	e.mu.Lock()
	defer e.mu.Unlock()
	return append([]Scenario{}, e.mishaps.scenarios...)
}

// ScenarioByID returns one scenario.
func (e *Engine) ScenarioByID(id string) (Scenario, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.scenario(id)
}

func (e *Engine) scenario(id string) (Scenario, error) {
	at := slices.IndexFunc(e.mishaps.scenarios, func(s Scenario) bool { return s.ID == id })
	if at < 0 {
		return Scenario{}, refuse(Missing, textNoScenario)
	}
	return e.mishaps.scenarios[at], nil
}

// AddScenario makes a scenario of its name, switch, When and Do; it is asked
// after those that there are.
func (e *Engine) AddScenario(ctx context.Context, s Scenario) (Scenario, error) {
	err := e.do(ctx, func(t *tx) error {
		var err error
		s, err = t.addScenario(s, 1)
		return err
	})
	return s, err
}

// addScenario stores the nth new scenario of a command.
func (t *tx) addScenario(s Scenario, nth int) (Scenario, error) {
	if err := s.Check(); err != nil {
		return s, err
	}
	if len(t.e.mishaps.scenarios)+nth > scenariosMost {
		return s, refuse(Conflicting, "시나리오는 1,000개까지 둘 수 있습니다.")
	}
	id, err := t.e.fresh("scn_", base32Upper, 12, func(id string) bool { _, err := t.e.scenario(id); return err == nil })
	if err != nil {
		return s, err
	}
	s = Scenario{ID: id, Name: s.Name, Off: s.Off, When: s.When, Do: s.Do, Set: s.Set, Number: t.e.mishaps.number + nth}
	t.put(s)
	return s, t.tell("scenario.added", s.When.Merchant, "", s)
}

// ChangeScenario writes a scenario anew and begins to count anew; its place in
// the order and its id stay.
func (e *Engine) ChangeScenario(ctx context.Context, id string, s Scenario) (Scenario, error) {
	err := e.do(ctx, func(t *tx) error {
		old, err := e.scenario(id)
		if err != nil {
			return err
		}
		if err := s.Check(); err != nil {
			return err
		}
		s = Scenario{ID: old.ID, Name: s.Name, Off: s.Off, When: s.When, Do: s.Do, Set: old.Set, Number: old.Number}
		t.put(s)
		return t.tell("scenario.changed", s.When.Merchant, "", s)
	})
	return s, err
}

// RemoveScenario forgets a scenario. What it has delayed still happens.
func (e *Engine) RemoveScenario(ctx context.Context, id string) error {
	return e.do(ctx, func(t *tx) error {
		s, err := e.scenario(id)
		if err != nil {
			return err
		}
		return t.removeScenario(s)
	})
}

func (t *tx) removeScenario(s Scenario) error {
	s.Gone = true
	t.put(s)
	return t.tell("scenario.removed", s.When.Merchant, "", Object{{"id", s.ID}, {"name", s.Name}})
}

// ClearScenarios forgets all scenarios and returns how many there were.
func (e *Engine) ClearScenarios(ctx context.Context) (int, error) {
	n := 0
	err := e.do(ctx, func(t *tx) error {
		n = len(e.mishaps.scenarios)
		for _, s := range e.mishaps.scenarios {
			if err := t.removeScenario(s); err != nil {
				return err
			}
		}
		return nil
	})
	return n, err
}

// LoadScenarios puts a set of scenarios in the place of an earlier one of its
// name, all or none.
func (e *Engine) LoadScenarios(ctx context.Context, set string, list []Scenario) ([]Scenario, error) {
	loaded := make([]Scenario, 0, len(list))
	err := e.do(ctx, func(t *tx) error {
		for _, s := range e.mishaps.scenarios {
			if s.Set == set {
				if err := t.removeScenario(s); err != nil {
					return err
				}
			}
		}
		for i, s := range list {
			s.Set = set
			s, err := t.addScenario(s, i+1)
			if err != nil {
				return err
			}
			loaded = append(loaded, s)
		}
		return nil
	})
	return loaded, err
}
