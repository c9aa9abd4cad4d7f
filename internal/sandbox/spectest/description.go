// Package spectest judges every answer of the sandbox's REST API V1 that a test
// run sees by PortOne's published description, and counts what it judged.
//
// The description is read where it lies, beside the project; where it is not
// there, answers are counted by operation and judged by the envelope alone. The
// package refuses to know what an answer should say: only its shape is judged,
// and null counts as absent where a field is not required, since Swagger 2.0
// has no way to say nullable. Its main invariant is that no answer that passed
// a Handler goes unjudged: one that does not fit fails its test, or, when that
// is over, the run.
package spectest

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

// Description is as much of the published description (Swagger 2.0) as is
// needed.
type Description struct {
	Paths map[string]map[string]struct {
		Responses map[string]struct {
			Schema *schema `json:"schema"`
		} `json:"responses"`
	} `json:"paths"`
	Definitions map[string]*schema `json:"definitions"`
}

type schema struct {
	Ref        string             `json:"$ref"`
	Type       string             `json:"type"`
	AllOf      []*schema          `json:"allOf"`
	Properties map[string]*schema `json:"properties"`
	Required   []string           `json:"required"`
	Items      *schema            `json:"items"`
	MaxLength  json.RawMessage    `json:"maxLength"` // a number or, in places, text
}

// notOurs are objects of which the description requires properties by a slip:
// paging on one that its own samples show without, and a bank's name on the
// points of an account.
var notOurs = map[string]bool{"PaymentPrepareAnnotation": true, "BenepiaPointAnnotation": true}

// Published reads the description beside the project. It returns nil without an
// error where there is none.
var Published = sync.OnceValues(func() (*Description, error) {
	dir, err := os.Getwd()
	for ; err == nil && dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, missing := os.Stat(filepath.Join(dir, "go.mod")); missing == nil {
			break
		}
	}
	if err != nil {
		return nil, err
	}
	raw, err := os.ReadFile(filepath.Join(dir, "..", "shared", "portone", "spec", "v1.openapi.json"))
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var d Description
	if err := json.Unmarshal(raw, &d); err != nil {
		return nil, fmt.Errorf("read PortOne's description: %w", err)
	}
	return &d, nil
})

// Operations lists what the description describes, as "GET /payments/{imp_uid}".
func (d *Description) Operations() []string {
	var all []string
	for path, methods := range d.Paths {
		for method := range methods {
			all = append(all, strings.ToUpper(method)+" "+path)
		}
	}
	return all
}

// check returns what of v does not fit.
func (d *Description) check(at string, sc *schema, v any) []string {
	if sc.Ref != "" {
		name := strings.TrimPrefix(sc.Ref, "#/definitions/")
		target := *d.Definitions[name]
		if notOurs[name] {
			target.Required = nil
		}
		return d.check(at, &target, v)
	}
	var wrong []string
	for _, part := range sc.AllOf {
		wrong = append(wrong, d.check(at, part, v)...)
	}
	switch {
	case sc.Properties != nil:
		return append(wrong, d.checkObject(at, sc, v)...)
	case sc.Type == "array":
		list, ok := v.([]any)
		if !ok {
			return append(wrong, fmt.Sprintf("%s is no list: %v", at, v))
		}
		for i, item := range list {
			wrong = append(wrong, d.check(at+"["+strconv.Itoa(i)+"]", sc.Items, item)...)
		}
		return wrong
	}
	return append(wrong, checkScalar(at, sc, v)...)
}

func (d *Description) checkObject(at string, sc *schema, v any) []string {
	object, ok := v.(map[string]any)
	if !ok {
		return []string{fmt.Sprintf("%s is no object: %v", at, v)}
	}
	var wrong []string
	for _, name := range sc.Required {
		if object[name] == nil {
			wrong = append(wrong, at+"."+name+" is required")
		}
	}
	for name, property := range sc.Properties {
		if object[name] != nil {
			wrong = append(wrong, d.check(at+"."+name, property, object[name])...)
		}
	}
	return wrong
}

func checkScalar(at string, sc *schema, v any) []string {
	ok := true
	switch sc.Type {
	case "string":
		text, isText := v.(string)
		most, err := strconv.Atoi(strings.Trim(string(sc.MaxLength), `"`))
		ok = isText && (err != nil || utf8.RuneCountInString(text) <= most)
	case "integer":
		n, isNumber := v.(json.Number)
		_, err := n.Int64()
		ok = isNumber && err == nil
	case "number":
		_, ok = v.(json.Number)
	case "boolean":
		_, ok = v.(bool)
	}
	if !ok {
		return []string{fmt.Sprintf("%s is no %s (maxLength %s): %v", at, sc.Type, sc.MaxLength, v)}
	}
	return nil
}
