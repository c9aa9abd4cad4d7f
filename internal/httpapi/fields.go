package httpapi

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/strictjson"
)

// fields takes the members of a JSON object one by one, each with its type and
// limits, and keeps the first thing that is wrong. A null is an absent member.
type fields struct {
	at    string // the object's own path
	m     map[string]any
	asked map[string]bool
	inner []*fields
	wrong **fault.Error // shared with the objects inside
}

func newFields(m map[string]any) *fields {
	var wrong *fault.Error
	return &fields{m: m, asked: map[string]bool{}, wrong: &wrong}
}

// done returns the first thing that was wrong, or the first unknown field.
func (f *fields) done() error {
	if *f.wrong != nil {
		return *f.wrong
	}
	for _, name := range slices.Sorted(maps.Keys(f.m)) {
		if !f.asked[name] {
			return fault.Field(fault.UnknownField, strictjson.Clip(inside(f.at, name)), "not a field of this request")
		}
	}
	for _, in := range f.inner {
		if err := in.done(); err != nil {
			return err
		}
	}
	return nil
}

// reject keeps the first problem.
func (f *fields) reject(code fault.Code, name, format string, args ...any) {
	if *f.wrong == nil {
		*f.wrong = fault.Field(code, strictjson.Clip(inside(f.at, name)), format, args...)
	}
}

func (f *fields) take(name string) (any, bool) {
	f.asked[name] = true
	v, ok := f.m[name]
	return v, ok && v != nil
}

// text takes a string of at most most characters on one line; "" if absent.
func (f *fields) text(name string, most int) string {
	v, ok := f.take(name)
	if !ok {
		return ""
	}
	s, ok := v.(string)
	switch {
	case !ok:
		f.reject(fault.BadField, name, "not a string")
	case utf8.RuneCountInString(s) > most:
		f.reject(fault.BadField, name, "more than %d characters", most)
	case strings.ContainsFunc(s, unicode.IsControl):
		f.reject(fault.BadField, name, "has a control character")
	default:
		return s
	}
	return ""
}

// integer takes a whole number from least to most; told is false if absent.
// Fractions and exponents are refused: 1e3 won is no amount anybody typed.
func (f *fields) integer(name string, least, most int64) (n int64, told bool) {
	v, ok := f.take(name)
	if !ok {
		return 0, false
	}
	number, ok := v.(json.Number)
	if !ok {
		f.reject(fault.BadField, name, "not a number")
		return 0, false
	}
	n, err := strconv.ParseInt(string(number), 10, 64)
	if err != nil || n < least || n > most {
		f.reject(fault.BadField, name, "not a whole number from %d to %d, written without fraction or exponent", least, most)
		return 0, false
	}
	return n, true
}

// flag takes true or false; false if absent.
func (f *fields) flag(name string) bool {
	v, ok := f.take(name)
	if !ok {
		return false
	}
	b, ok := v.(bool)
	if !ok {
		f.reject(fault.BadField, name, "not true or false")
	}
	return b
}

// moment takes an RFC 3339 time; zero if absent.
func (f *fields) moment(name string) time.Time {
	s := f.text(name, 40)
	if s == "" {
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		f.reject(fault.BadField, name, "not a time such as 2026-11-23T09:00:00+09:00")
	}
	return t.UTC().Truncate(time.Microsecond)
}

// object takes an object with fields that we know; nil if absent.
func (f *fields) object(name string) *fields {
	v, ok := f.take(name)
	if !ok {
		return nil
	}
	m, ok := v.(map[string]any)
	if !ok {
		f.reject(fault.BadField, name, "not an object")
		return nil
	}
	return f.within(name, m)
}

func (f *fields) within(name string, m map[string]any) *fields {
	in := &fields{at: inside(f.at, name), m: m, asked: map[string]bool{}, wrong: f.wrong}
	f.inner = append(f.inner, in)
	return in
}

// objects takes a list of at most most objects; told is false if absent.
func (f *fields) objects(name string, most int) (list []*fields, told bool) {
	v, ok := f.take(name)
	if !ok {
		return nil, false
	}
	values, ok := v.([]any)
	if !ok || len(values) == 0 || len(values) > most {
		f.reject(fault.BadField, name, "not a list of 1 to %d objects", most)
		return nil, true
	}
	for i, v := range values {
		m, ok := v.(map[string]any)
		at := fmt.Sprintf("%s[%d]", name, i)
		if !ok {
			f.reject(fault.BadField, at, "not an object")
			return nil, true
		}
		list = append(list, f.within(at, m))
	}
	return list, true
}

// free takes an object of the caller's own of at most most bytes; nil if
// absent. Its names come out sorted, so that the same object has the same text.
func (f *fields) free(name string, most int) json.RawMessage {
	v, ok := f.take(name)
	if !ok {
		return nil
	}
	if _, ok := v.(map[string]any); !ok {
		f.reject(fault.BadField, name, "not an object")
		return nil
	}
	text, err := json.Marshal(v)
	if err != nil || len(text) > most {
		f.reject(fault.BadField, name, "more than %d bytes", most)
		return nil
	}
	return text
}

func inside(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}
