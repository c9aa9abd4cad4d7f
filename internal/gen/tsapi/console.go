package main

import (
	"encoding/json"
	"maps"
	"strings"
)

// What begins with these is for the operators' console alone: the clients are for
// shops' servers, which have no operator's session.
const (
	consolePath   = "/console/"
	consoleSchema = "Console"
)

// withoutConsole takes the console's paths and schemas out of a description.
func (d description) withoutConsole() {
	maps.DeleteFunc(d.Paths, func(path string, _ map[string]json.RawMessage) bool { return strings.HasPrefix(path, consolePath) })
	maps.DeleteFunc(d.Components.Schemas, func(name string, _ *schema) bool { return strings.HasPrefix(name, consoleSchema) })
}
