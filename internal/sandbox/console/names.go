package console

import (
	"net/url"
	"strings"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// The names that stand in GET /log for the sandbox's own addresses: a run on
// another port tells the same.
const (
	consoleName = "{console}"
	restName    = "{rest}"
)

// names writes our own addresses as names, as they stand in JSON, in PortOne's
// JSON within JSON, and in a form.
func (s *server) names() *strings.Replacer {
	console, rest := s.engine.Addresses()
	var pairs []string
	for name, address := range map[string]string{consoleName: console, restName: rest} {
		if address != "" {
			pairs = append(pairs, address, name, strings.ReplaceAll(address, "/", `\\/`), name, url.QueryEscape(address), name)
		}
	}
	return strings.NewReplacer(pairs...)
}

// named is an event with our own addresses written as names.
func named(names *strings.Replacer, ev engine.Event) engine.Event {
	if len(ev.Data) > 0 {
		ev.Data = []byte(names.Replace(string(ev.Data)))
	}
	return ev
}
