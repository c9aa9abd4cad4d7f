package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestGenerated_isWhatTheDescriptionSays(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	if err := run("../../../api/openapi.yaml", root); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{jsonFile, typesFile, goTypesFile, goCallsFile, tsCallsFile} {
		got, errA := os.ReadFile(filepath.Join(root, name))
		want, errB := os.ReadFile(filepath.Join("../../..", name))
		if errA != nil || errB != nil || string(got) != string(want) {
			t.Errorf("%s is not what api/openapi.yaml says (%v, %v); run go run ./internal/gen/tsapi", name, errA, errB)
		}
	}
}

func TestTypeScript_writesTypesExactly(t *testing.T) {
	t.Parallel()
	text, err := toJSON([]byte(`
components:
  schemas:
    Thing:
      description: A */ thing.
      type: object
      additionalProperties: false
      required: [id, kind]
      properties:
        id: {type: string}
        kind: {type: [string, "null"], enum: [a, b, null]}
        count: {type: [integer, "null"]}
        "x-y": {type: array, items: {type: [string, "null"]}}
        inner: {oneOf: [{type: "null"}, {$ref: "#/components/schemas/Free"}]}
    Free: {type: object}
    Yes: {type: boolean, const: true}
`))
	if err != nil {
		t.Fatal(err)
	}
	got, err := typeScript(text)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"/** A * / thing. */\nexport type Thing = {\n", "  readonly id: string;\n", `  readonly kind: "a" | "b" | null;` + "\n",
		"  readonly count?: number | null;\n", `  readonly "x-y"?: readonly (string | null)[];` + "\n", "  readonly inner?: null | Free;\n",
		"export type Free = { readonly [name: string]: unknown };\n", "export type Yes = true;\n",
	} {
		if !strings.Contains(string(got), want) {
			t.Errorf("the types lack %q:\n%s", want, got)
		}
	}
}

func TestTypeScript_refusesWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`{}`, `{"components":{"schemas":{"A":{"allOf":[]}}}}`, `{"components":{"schemas":{"A":{"type":"array"}}}}`,
		`{"components":{"schemas":{"A":{"type":"file"}}}}`, `{"components":{"schemas":{"A":{"type":[1]}}}}`,
	} {
		if got, err := typeScript([]byte(text)); err == nil {
			t.Errorf("typeScript(%s) = %s, want an error", text, got)
		}
	}
}
