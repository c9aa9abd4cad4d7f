package console

import (
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/problem"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// setNameMost is how many characters the name of a set may have.
const setNameMost = 80

// putSet loads a file of scenarios under a name, in the place of an earlier one
// of that name, all or none.
func (s *server) putSet(w http.ResponseWriter, r *http.Request) (any, error) {
	name := path(r, "set")
	if name == MagicSet || strings.TrimSpace(name) == "" || utf8.RuneCountInString(name) > setNameMost {
		return nil, fault.Field(fault.BadField, "set", "a name of 1 to %d characters that is no built-in set's", setNameMost)
	}
	raw, err := problem.ReadBody(w, r, bodyMost)
	if err != nil {
		return nil, err
	}
	list, err := ReadScenarios(raw)
	if err != nil {
		return nil, err
	}
	loaded, err := s.engine.LoadScenarios(r.Context(), name, list)
	if err != nil {
		return nil, err
	}
	return engine.Object{{Name: "list", Value: loaded}}, nil
}
