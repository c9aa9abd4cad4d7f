package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// idempotencyHeader is the header that makes a request safe to repeat.
const idempotencyHeader = "Idempotency-Key"

// operation is one call of the API as both clients see it.
type operation struct {
	ID, Method, Path     string
	Summary, Description string
	Secret               bool    // needs a key
	Route                []param // in the order of the path
	Query                []param // by name
	Key                  string  // of an Idempotency-Key: "", optional or required
	Body                 *schema // nil: none
	Answer               *schema // JSON of a success; nil: none, or no JSON
	Empty                bool    // a success has no body
}

type param struct {
	Name     string
	Required bool
	Schema   *schema
}

// paged reports whether the answer is one page of a list.
func (o operation) paged() bool {
	cursor := slices.ContainsFunc(o.Query, func(p param) bool { return p.Name == "cursor" })
	return cursor && o.Answer != nil && o.Answer.Properties["data"] != nil && o.Answer.Properties["next_cursor"] != nil
}

// description is the parts of OpenAPI that the clients are made from.
type description struct {
	Paths      map[string]map[string]json.RawMessage `json:"paths"`
	Components struct {
		Schemas    map[string]*schema         `json:"schemas"`
		Parameters map[string]*rawParam       `json:"parameters"`
		Responses  map[string]*rawResponse    `json:"responses"`
		Security   map[string]json.RawMessage `json:"securitySchemes"`
	} `json:"components"`
}

type rawParam struct {
	Ref      string  `json:"$ref"`
	Name     string  `json:"name"`
	In       string  `json:"in"`
	Required bool    `json:"required"`
	Schema   *schema `json:"schema"`
}

type rawContent map[string]struct {
	Schema *schema `json:"schema"`
}

type rawResponse struct {
	Ref     string     `json:"$ref"`
	Content rawContent `json:"content"`
}

type rawOperation struct {
	ID          string                  `json:"operationId"`
	Summary     string                  `json:"summary"`
	Description string                  `json:"description"`
	Security    []map[string]any        `json:"security"`
	Parameters  []*rawParam             `json:"parameters"`
	Responses   map[string]*rawResponse `json:"responses"`
	Body        struct {
		Content rawContent `json:"content"`
	} `json:"requestBody"`
}

var verbs = []string{"get", "post", "put", "patch", "delete"}

// readDescription reads the schemas and the operations that the clients have, by
// path and verb.
func readDescription(text []byte) (description, []operation, error) {
	var d description
	if err := json.Unmarshal(text, &d); err != nil {
		return d, nil, err
	}
	if len(d.Components.Schemas) == 0 || len(d.Paths) == 0 {
		return d, nil, errors.New("there are no schemas or no paths")
	}
	d.withoutConsole()
	var list []operation
	for _, path := range slices.Sorted(maps.Keys(d.Paths)) {
		item := d.Paths[path]
		var shared []*rawParam
		if raw, ok := item["parameters"]; ok {
			if err := json.Unmarshal(raw, &shared); err != nil {
				return d, nil, fmt.Errorf("%s: %w", path, err)
			}
		}
		for _, verb := range verbs {
			raw, ok := item[verb]
			if !ok {
				continue
			}
			var r rawOperation
			if err := json.Unmarshal(raw, &r); err != nil {
				return d, nil, fmt.Errorf("%s %s: %w", verb, path, err)
			}
			o, err := d.operation(strings.ToUpper(verb), path, r, append(slices.Clone(shared), r.Parameters...))
			if err != nil {
				return d, nil, fmt.Errorf("%s %s: %w", verb, path, err)
			}
			list = append(list, o)
		}
	}
	return d, list, nil
}

func (d description) operation(method, path string, r rawOperation, params []*rawParam) (operation, error) {
	o := operation{ID: r.ID, Method: method, Path: path, Summary: r.Summary, Description: r.Description, Secret: len(r.Security) > 0}
	if o.ID == "" {
		return o, errors.New("no operationId")
	}
	for _, p := range params {
		if p.Ref != "" {
			p = d.Components.Parameters[lastOf(p.Ref)]
		}
		if p == nil || p.Schema == nil {
			return o, errors.New("a parameter that is nowhere, or without a schema")
		}
		one := param{p.Name, p.Required, p.Schema}
		switch {
		case p.In == "path":
			o.Route = append(o.Route, one)
		case p.In == "query":
			o.Query = append(o.Query, one)
		case p.In == "header" && p.Name == idempotencyHeader:
			o.Key = map[bool]string{true: "required", false: "optional"}[p.Required]
		default:
			return o, fmt.Errorf("a parameter in %s: %s", p.In, p.Name)
		}
	}
	slices.SortFunc(o.Route, func(a, b param) int { return strings.Index(path, "{"+a.Name+"}") - strings.Index(path, "{"+b.Name+"}") })
	slices.SortFunc(o.Query, func(a, b param) int { return strings.Compare(a.Name, b.Name) })
	if body, ok := r.Body.Content["application/json"]; ok {
		o.Body = body.Schema
	} else if len(r.Body.Content) > 0 {
		return o, errors.New("a body that is no JSON")
	}
	return o, o.answers(d, r.Responses)
}

// answers takes the one form that every success has.
func (o *operation) answers(d description, responses map[string]*rawResponse) error {
	first := true
	for _, status := range slices.Sorted(maps.Keys(responses)) {
		answer := responses[status]
		if answer.Ref != "" {
			answer = d.Components.Responses[lastOf(answer.Ref)]
		}
		if status[0] != '2' || answer == nil {
			continue
		}
		got, isJSON := answer.Content["application/json"]
		empty := len(answer.Content) == 0
		switch {
		case first:
			o.Empty = empty
			if isJSON {
				o.Answer = got.Schema
			}
		case empty != o.Empty, isJSON != (o.Answer != nil), isJSON && !same(got.Schema, o.Answer):
			return errors.New("two successes of different forms")
		}
		first = false
	}
	return nil
}

func same(a, b *schema) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && string(x) == string(y)
}

func lastOf(ref string) string { return ref[strings.LastIndexByte(ref, '/')+1:] }

// words makes lines of a comment from the texts of a description.
func words(texts ...string) string {
	return strings.Join(strings.Fields(strings.Join(texts, " ")), " ")
}
