package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// goTypes collects the Go types of a description.
type goTypes struct {
	schemas map[string]*schema
	made    map[string]string // declarations, by name
	maps    map[string]bool   // names of those that are maps, which can be nil by themselves
}

// initials keep their case, as Go writes them.
var initials = map[string]string{"id": "ID", "url": "URL", "uid": "UID", "pg": "PG", "sdk": "SDK", "api": "API", "ip": "IP"}

// goName writes a name of the description as Go does: imp_uid is ImpUID.
func goName(name string) string {
	var out strings.Builder
	for part := range strings.FieldsFuncSeq(name, func(r rune) bool { return r == '_' || r == '-' || r == '.' }) {
		if known, ok := initials[part]; ok {
			out.WriteString(known)
			continue
		}
		out.WriteString(strings.ToUpper(part[:1]) + part[1:])
	}
	return out.String()
}

// goComment writes a comment of at most 100 columns, or none.
func goComment(indent, text string) string {
	if text == "" {
		return ""
	}
	var out strings.Builder
	line := indent + "//"
	for word := range strings.FieldsSeq(text) {
		if len([]rune(line))+len([]rune(word))+1 > 100 {
			out.WriteString(line + "\n")
			line = indent + "//"
		}
		line += " " + word
	}
	return out.String() + line + "\n"
}

// all declares every schema of the components and returns the declarations by
// name.
func (g *goTypes) all() error {
	for _, name := range slices.Sorted(maps.Keys(g.schemas)) {
		if err := g.declare(name, g.schemas[name]); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// declare makes the type of a named schema; texts and numbers without a type of
// their own are written where they are used.
func (g *goTypes) declare(name string, s *schema) error {
	base, _ := plainType(s)
	switch {
	case len(s.Enum) > 0:
		return g.enum(goName(name), s)
	case base == "object":
		_, err := g.object(goName(name), s)
		return err
	}
	return nil
}

// plainType returns the one type of a schema beside null, and whether null is
// allowed.
func plainType(s *schema) (name string, nullable bool) {
	names, err := typeNames(s.Type)
	if err != nil {
		return "", false
	}
	for _, n := range names {
		if n == "null" {
			nullable = true
		} else {
			name = n
		}
	}
	return name, nullable
}

// goType returns the type of a schema, without a pointer, and whether it may be
// null. Types of its own are declared under the name hint.
func (g *goTypes) goType(s *schema, hint string) (name string, nullable bool, err error) {
	switch {
	case s.Ref != "":
		return g.named(lastOf(s.Ref))
	case len(s.OneOf) > 0:
		return g.maybe(s, hint)
	}
	base, nullable := plainType(s)
	if len(s.Enum) > 0 {
		return hint, nullable, g.enum(hint, s)
	}
	switch base {
	case "string":
		if s.Format == "date-time" {
			return "time.Time", nullable, nil
		}
		return "string", nullable, nil
	case "integer":
		return "int64", nullable, nil
	case "boolean":
		return "bool", nullable, nil
	case "array":
		if s.Items == nil {
			return "", false, errors.New("an array without items")
		}
		item, null, err := g.goType(s.Items, hint+"Item")
		if null {
			item = "*" + item
		}
		return "[]" + item, nullable, err
	case "object":
		name, err := g.object(hint, s)
		return name, nullable, err
	case "":
		if nullable {
			return "any", false, nil
		}
	}
	return "", false, fmt.Errorf("a type that the Go client cannot have: %v", s.Type)
}

// named returns the type of a schema of the components.
func (g *goTypes) named(name string) (string, bool, error) {
	s, ok := g.schemas[name]
	if !ok {
		return "", false, fmt.Errorf("there is no schema %s", name)
	}
	if len(s.Enum) > 0 {
		return goName(name), false, nil
	}
	return g.goType(s, goName(name))
}

// maybe is a schema that is null or one other.
func (g *goTypes) maybe(s *schema, hint string) (string, bool, error) {
	var rest []*schema
	for _, one := range s.OneOf {
		if base, _ := plainType(one); one.Ref != "" || base != "" {
			rest = append(rest, one)
		}
	}
	if len(rest) != 1 {
		return "", false, errors.New("a choice that the Go client cannot have")
	}
	name, _, err := g.goType(rest[0], hint)
	return name, true, err
}

// enum declares a text with its values as constants.
func (g *goTypes) enum(name string, s *schema) error {
	var out strings.Builder
	out.WriteString(goComment("", name+" is one of a few words. "+words(s.Description)))
	fmt.Fprintf(&out, "type %s string\n\n// The values of %s.\nconst (\n", name, name)
	for _, v := range s.Enum {
		if v == nil {
			continue
		}
		text, ok := v.(string)
		if !ok {
			return fmt.Errorf("an enumeration of what is no text: %v", v)
		}
		prefix := name
		if name == codeType {
			prefix = "Code"
		}
		fmt.Fprintf(&out, "\t%s%s %s = %s\n", prefix, goName(text), name, strconv.Quote(text))
	}
	out.WriteString(")\n")
	return g.keep(name, out.String())
}

// codeType is the schema of the problems' codes.
const codeType = "ErrorCode"

// keep stores a declaration; two of one name must be the same.
func (g *goTypes) keep(name, text string) error {
	if before, ok := g.made[name]; ok && before != text {
		return fmt.Errorf("two types want the name %s", name)
	}
	g.made[name] = text
	return nil
}

// object declares a struct. An object that takes any other member, too, is a
// map, so that nothing gets lost.
func (g *goTypes) object(name string, s *schema) (string, error) {
	if s.AdditionalProperties != false || len(s.Properties) == 0 {
		if g.schemas[name] == s {
			g.maps[name] = true
			return name, g.keep(name, goComment("", name+" has any members. "+words(s.Description))+"type "+name+" map[string]any\n")
		}
		return "map[string]any", nil
	}
	var out strings.Builder
	out.WriteString(goComment("", name+" is as api/openapi.yaml describes it. "+words(s.Description)))
	fmt.Fprintf(&out, "type %s struct {\n", name)
	for _, field := range slices.Sorted(maps.Keys(s.Properties)) {
		p := s.Properties[field]
		kind, nullable, err := g.goType(p, name+goName(field))
		if err != nil {
			return "", fmt.Errorf("%s: %w", field, err)
		}
		required := slices.Contains(s.Required, field)
		tag := field
		if !required {
			tag += ",omitempty"
		}
		pointed := !strings.HasPrefix(kind, "[]") && !strings.HasPrefix(kind, "map[") && kind != "any" && !g.maps[kind]
		if (nullable || !required) && pointed {
			kind = "*" + kind
		}
		out.WriteString(goComment("\t", words(p.Description)))
		fmt.Fprintf(&out, "\t%s %s `json:%q`\n", goName(field), kind, tag)
	}
	out.WriteString("}\n")
	return name, g.keep(name, out.String())
}
