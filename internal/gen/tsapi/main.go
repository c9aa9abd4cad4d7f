// Command tsapi turns api/openapi.yaml into what is generated from it:
// api/openapi.json, which the server serves, the TypeScript types of the API's
// schemas, and the types and calls of the clients in Go and TypeScript.
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
	root := flag.String("root", ".", "where what is made goes, as in the module")
	flag.Parse()
	if err := run(*source, *root); err != nil {
		fmt.Fprintln(os.Stderr, "tsapi:", err)
		os.Exit(1)
	}
}

// The files that are made, from the module's root.
const (
	jsonFile    = "api/openapi.json"
	typesFile   = "web/packages/api-types/index.ts"
	goTypesFile = "naruclient/types_gen.go"
	goCallsFile = "naruclient/calls_gen.go"
	tsCallsFile = "web/packages/client/src/calls.ts"
)

func run(source, root string) error {
	text, err := os.ReadFile(source)
	if err != nil {
		return err
	}
	description, err := toJSON(text)
	if err != nil {
		return fmt.Errorf("read %s: %w", source, err)
	}
	made, err := everything(description)
	if err != nil {
		return fmt.Errorf("%s: %w", source, err)
	}
	for name, text := range made {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// everything makes every file of a description.
func everything(description []byte) (map[string][]byte, error) {
	types, err := typeScript(description)
	if err != nil {
		return nil, err
	}
	goTypes, goCalls, err := goClient(description)
	if err != nil {
		return nil, err
	}
	tsCalls, err := tsClient(description)
	if err != nil {
		return nil, err
	}
	return map[string][]byte{
		jsonFile: description, typesFile: types, goTypesFile: goTypes, goCallsFile: goCalls, tsCallsFile: tsCalls,
	}, nil
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
