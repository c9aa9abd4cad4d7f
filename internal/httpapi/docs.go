package httpapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/naru-pay/naru/api"
	"github.com/naru-pay/naru/internal/fault"
)

// docsVerbs is the order in which the calls of one address are shown.
var docsVerbs = []string{"get", "post", "put", "patch", "delete"}

// docsView is what the page shows: the description, and the catalogue of codes.
type docsView struct {
	Title, Description string
	Groups             []docsGroup
	Schemas            []docsSchema
	Codes              []docsCode
}

type docsGroup struct {
	Name  string
	Title docsText
	Calls []docsCall
}

// docsText is a sentence in both languages, as the description writes it:
// English first.
type docsText struct{ English, Korean string }

type docsCall struct {
	ID, Verb, Path, Description, Scope string
	Role                               string // the least that an operator of the console needs
	Summary                            docsText
	Browser, Public                    bool
	Fields                             []docsField // of path, query, headers and body
	Answers                            []docsAnswer
}

type docsField struct {
	In, Name, Type, Link, Description string
	Required                          bool
}

type docsAnswer struct{ Status, Description, Type, Link string }

type docsSchema struct {
	Name, Description, Type string
	Fields                  []docsField
}

type docsCode struct {
	Code            fault.Code
	Status          int
	Korean, English string
}

// object is a part of the description as it was read.
type object = map[string]any

func part(o object, name string) object { p, _ := o[name].(object); return p }

func words(o object, name string) string { s, _ := o[name].(string); return s }

// describedAPI reads parts of one description.
type describedAPI struct{ components object }

// docsOf reads the parts of a description that the page shows.
func docsOf(description []byte) (docsView, error) {
	var whole object
	if err := json.Unmarshal(description, &whole); err != nil {
		return docsView{}, err
	}
	info, d := part(whole, "info"), describedAPI{part(whole, "components")}
	v := docsView{Title: words(info, "title"), Description: words(info, "description"), Codes: docsCodes()}
	tags, _ := whole["tags"].([]any)
	for _, tag := range tags {
		t, _ := tag.(object)
		v.Groups = append(v.Groups, docsGroup{Name: words(t, "name"), Title: bilingual(words(t, "description"))})
	}
	paths := part(whole, "paths")
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		item := part(paths, path)
		for _, verb := range docsVerbs {
			if op := part(item, verb); op != nil {
				if err := v.add(d.call(verb, path, item, op), op); err != nil {
					return v, err
				}
			}
		}
	}
	schemas := part(d.components, "schemas")
	for _, name := range slices.Sorted(maps.Keys(schemas)) {
		s := part(schemas, name)
		kind, _ := d.kind(s)
		v.Schemas = append(v.Schemas, docsSchema{name, words(s, "description"), kind, d.fields("", "", s, 0)})
	}
	return v, nil
}

// add puts a call into the group of its tag.
func (v *docsView) add(c docsCall, op object) error {
	tags, _ := op["tags"].([]any)
	for i := range v.Groups {
		if len(tags) > 0 && v.Groups[i].Name == tags[0] {
			v.Groups[i].Calls = append(v.Groups[i].Calls, c)
			return nil
		}
	}
	return fmt.Errorf("%s is of no group", c.ID)
}

// bilingual cuts a text where its Korean begins.
func bilingual(text string) docsText {
	if i := strings.IndexFunc(text, func(r rune) bool { return unicode.Is(unicode.Hangul, r) }); i > 0 {
		return docsText{strings.TrimSpace(text[:i]), text[i:]}
	}
	return docsText{English: text}
}

// resolved follows a reference into the components.
func (d describedAPI) resolved(o object) object {
	if ref := words(o, "$ref"); ref != "" {
		parts := strings.Split(ref, "/")
		return part(part(d.components, parts[len(parts)-2]), parts[len(parts)-1])
	}
	return o
}

func (d describedAPI) call(verb, path string, item, op object) docsCall {
	c := docsCall{
		ID: words(op, "operationId"), Verb: strings.ToUpper(verb), Path: path, Summary: bilingual(words(op, "summary")),
		Description: words(op, "description"),
	}
	c.Scope, c.Browser = docsSecurity(op)
	c.Role = docsRole(op)
	c.Public = c.Scope == "" && !c.Browser && c.Role == ""
	for _, list := range []any{item["parameters"], op["parameters"]} {
		params, _ := list.([]any)
		for _, p := range params {
			one, _ := p.(object)
			one = d.resolved(one)
			schema := part(one, "schema")
			kind, link := d.kind(schema)
			needed, _ := one["required"].(bool)
			said := words(one, "description")
			if said == "" {
				said = words(schema, "description")
			}
			c.Fields = append(c.Fields, docsField{words(one, "in"), words(one, "name"), kind, link, said, needed})
		}
	}
	if body := part(part(part(part(op, "requestBody"), "content"), "application/json"), "schema"); body != nil {
		c.Fields = append(c.Fields, d.fields("body", "", d.resolved(body), 0)...)
	}
	responses := part(op, "responses")
	for _, status := range slices.Sorted(maps.Keys(responses)) {
		answer := d.resolved(part(responses, status))
		out := docsAnswer{Status: status, Description: words(answer, "description")}
		for _, content := range part(answer, "content") {
			one, _ := content.(object)
			out.Type, out.Link = d.kind(part(one, "schema"))
		}
		c.Answers = append(c.Answers, out)
	}
	return c
}

// docsRole returns the least role of an operator who may call; empty when it is no
// call of the console's.
func docsRole(op object) string {
	list, _ := op["security"].([]any)
	for _, one := range list {
		schemes, _ := one.(object)
		if roles, ok := schemes["console_session"].([]any); ok && len(roles) > 0 {
			role, _ := roles[0].(string)
			return role
		}
	}
	return ""
}

// docsSecurity returns the scope that a key needs, and whether a client token
// does, too.
func docsSecurity(op object) (scope string, browser bool) {
	list, _ := op["security"].([]any)
	for _, one := range list {
		schemes, _ := one.(object)
		if scopes, ok := schemes["secretKey"].([]any); ok && len(scopes) > 0 {
			scope, _ = scopes[0].(string)
		}
		if _, ok := schemes["clientToken"]; ok {
			browser = true
		}
	}
	return scope, browser
}

// kind names a schema's type and, if it has a place of its own on the page, that.
func (d describedAPI) kind(s object) (name, link string) {
	if ref := words(s, "$ref"); ref != "" {
		name = ref[strings.LastIndexByte(ref, '/')+1:]
		return name, "schema-" + name
	}
	if list, ok := s["enum"].([]any); ok {
		var values []string
		for _, v := range list {
			if text, ok := v.(string); ok {
				values = append(values, text)
			}
		}
		return strings.Join(values, " | "), ""
	}
	if choices, ok := s["oneOf"].([]any); ok {
		for _, choice := range choices {
			one, _ := choice.(object)
			if words(one, "type") != "null" {
				return d.kind(one)
			}
		}
	}
	switch t := s["type"].(type) {
	case string:
		name = t
	case []any:
		for _, one := range t {
			if one != "null" {
				name, _ = one.(string)
			}
		}
	}
	if name == "array" {
		item, to := d.kind(part(s, "items"))
		return item + "[]", to
	}
	if format := words(s, "format"); format != "" {
		name = format
	}
	return name, ""
}

// deepest is how many objects inside each other are written out.
const deepest = 4

// fields lists an object's members, and those of objects in it, as paths.
func (d describedAPI) fields(in, path string, s object, depth int) []docsField {
	if choices, ok := s["oneOf"].([]any); ok {
		for _, choice := range choices {
			if one, _ := choice.(object); words(one, "type") != "null" {
				return d.fields(in, path, one, depth)
			}
		}
	}
	if items := part(s, "items"); items != nil {
		return d.fields(in, path+"[]", items, depth)
	}
	var out []docsField
	members := part(s, "properties")
	required, _ := s["required"].([]any)
	for _, name := range slices.Sorted(maps.Keys(members)) {
		member := part(members, name)
		full := strings.TrimPrefix(path+"."+name, ".")
		kind, link := d.kind(member)
		out = append(out, docsField{in, full, kind, link, words(member, "description"), slices.Contains(required, any(name))})
		if link == "" && depth < deepest {
			out = append(out, d.fields(in, full, member, depth+1)...)
		}
	}
	return out
}

func docsCodes() []docsCode {
	var codes []docsCode
	for _, code := range slices.Sorted(maps.Keys(fault.Catalogue)) {
		e := code.Entry()
		codes = append(codes, docsCode{code, e.Kind.Status(), e.Korean, e.Eng})
	}
	return codes
}

// docsHTML is the page; it never changes while the program runs.
var docsHTML = sync.OnceValues(func() ([]byte, error) {
	v, err := docsOf(api.OpenAPI())
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = docsPage.Execute(&out, v)
	return out.Bytes(), err
})

// docs shows the description as a page.
func (a *server) docs(w http.ResponseWriter, _ *http.Request) error {
	page, err := docsHTML()
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", docsPolicy)
	_, _ = w.Write(page) // only the connection can fail, and its other end knows
	return nil
}
