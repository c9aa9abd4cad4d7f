// Package api holds the description of the payment server's HTTP API.
//
// It refuses to know the code that serves it: api/openapi.yaml is written by
// hand and tests hold the server to it. Its main invariant is that
// openapi.json says what openapi.yaml says; internal/gen/tsapi writes it.
package api

import (
	_ "embed"
	"slices"
)

//go:embed openapi.json
var description []byte

// OpenAPI returns the description, OpenAPI 3.1 as JSON.
func OpenAPI() []byte { return slices.Clone(description) }
