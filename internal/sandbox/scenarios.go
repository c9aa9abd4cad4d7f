package sandbox

import (
	"context"
	"errors"
	"fmt"

	"github.com/naru-pay/naru/internal/sandbox/console"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// ScenarioSet is scenarios that came together, from a file or built in.
type ScenarioSet struct {
	Name string
	List []engine.Scenario
}

// ReadScenarios reads a file of scenarios, {"scenarios": [{"name", "off",
// "when", "do"}]}, as strictly as POST /sandbox/scenarios reads one. The error
// names the file and what is wrong in it.
func ReadScenarios(name string, raw []byte) (ScenarioSet, error) {
	list, err := console.ReadScenarios(raw)
	for i := 0; err == nil && i < len(list); i++ {
		if wrong := list[i].Check(); wrong != nil {
			err = fmt.Errorf("scenarios[%d].%w", i, wrong)
		}
	}
	if err != nil {
		return ScenarioSet{}, fmt.Errorf("scenario file %s: %w", name, err)
	}
	return ScenarioSet{Name: name, List: list}, nil
}

// BuiltInScenarios returns the set of that name that comes with the sandbox,
// and whether there is one: console.MagicSet.
func BuiltInScenarios(name string) (ScenarioSet, bool, error) {
	list, known, err := console.Set(name)
	return ScenarioSet{Name: name, List: list}, known, err
}

// loadScenarios puts each set in the place of an earlier one of its name.
func (s *Sandbox) loadScenarios(sets []ScenarioSet) error {
	var all []error
	for _, set := range sets {
		if _, err := s.engine.LoadScenarios(context.Background(), set.Name, set.List); err != nil {
			all = append(all, fmt.Errorf("scenario file %s: %w", set.Name, err))
		}
	}
	return errors.Join(all...)
}
