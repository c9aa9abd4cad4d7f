// Command tsapi turns api/openapi.yaml into what is generated from it:
// api/openapi.json, which the server serves, and the TypeScript types of the
// API's schemas.
//
// It refuses what it cannot express exactly, rather than write a type that is
// too wide. Its main invariant is that the same description gives the same
// bytes.
//
// Run it from the module's root: go run ./internal/gen/tsapi
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/oasdiff/yaml"
)

func main() {
	source := flag.String("source", "api/openapi.yaml", "the description")
	asJSON := flag.String("json", "api/openapi.json", "where its JSON goes")
	types := flag.String("types", "web/packages/api-types/index.ts", "where its types go")
	flag.Parse()
	if err := run(*source, *asJSON, *types); err != nil {
		fmt.Fprintln(os.Stderr, "tsapi:", err)
		os.Exit(1)
	}
}

func run(source, asJSON, types string) error {
	text, err := os.ReadFile(source)
	if err != nil {
		return err
	}
	description, err := toJSON(text)
	if err != nil {
		return fmt.Errorf("read %s: %w", source, err)
	}
	if err := os.WriteFile(asJSON, description, 0o644); err != nil {
		return err
	}
	ts, err := typeScript(description)
	if err != nil {
		return fmt.Errorf("write types of %s: %w", source, err)
	}
	if err := os.MkdirAll(filepath.Dir(types), 0o755); err != nil {
		return err
	}
	return os.WriteFile(types, ts, 0o644)
}

// toJSON returns the description as JSON with sorted names, so that the same
// description gives the same bytes.
func toJSON(text []byte) ([]byte, error) {
	raw, err := yaml.YAMLToJSON(text)
	if err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var v any
	if err := decoder.Decode(&v); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	err = encoder.Encode(v)
	return out.Bytes(), err
}
