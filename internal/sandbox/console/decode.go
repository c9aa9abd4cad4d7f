package console

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/go-chi/chi/v5"

	"github.com/naru-pay/naru/internal/fault"
)

// bodyMost is the largest body that is read.
const bodyMost = 256 << 10

// body reads a JSON object whose names are each given once; an empty body is
// an empty object.
func body(w http.ResponseWriter, r *http.Request) (map[string]json.RawMessage, error) {
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, bodyMost))
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return nil, fault.New(fault.BodyTooLarge)
	}
	if err != nil {
		return nil, fault.Wrap(fault.BadRequest, err)
	}
	if len(bytes.TrimSpace(raw)) == 0 {
		return map[string]json.RawMessage{}, nil
	}
	if media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); media != "application/json" {
		return nil, fault.New(fault.BadContentType)
	}
	if !utf8.Valid(raw) {
		return nil, fault.Newf(fault.BadJSON, "the body is not UTF-8")
	}
	return object(raw)
}

// object splits an object into its members and refuses names given twice, at
// any depth: encoding/json would silently take the last.
func object(raw []byte) (map[string]json.RawMessage, error) {
	if err := unique(json.NewDecoder(bytes.NewReader(raw)), 0); err != nil {
		return nil, err
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(raw, &members); err != nil || members == nil {
		return nil, fault.Newf(fault.BadJSON, "the body must be one JSON object")
	}
	return members, nil
}

// depthMost bounds nesting.
const depthMost = 32

func unique(dec *json.Decoder, depth int) error {
	token, err := dec.Token()
	if err != nil || depth > depthMost {
		return fault.New(fault.BadJSON)
	}
	open, ok := token.(json.Delim)
	if !ok {
		return nil
	}
	seen := map[string]bool{}
	for dec.More() {
		if open == '{' {
			key, err := dec.Token()
			if err != nil {
				return fault.New(fault.BadJSON)
			}
			name, _ := key.(string)
			if seen[name] {
				return fault.Field(fault.BadJSON, name, "the name is given twice")
			}
			seen[name] = true
		}
		if err := unique(dec, depth+1); err != nil {
			return err
		}
	}
	if _, err := dec.Token(); err != nil {
		return fault.New(fault.BadJSON)
	}
	return nil
}

// decode reads a body into v and refuses members that v does not have.
func decode(w http.ResponseWriter, r *http.Request, v any) error {
	members, err := body(w, r)
	if err != nil {
		return err
	}
	raw, err := json.Marshal(members)
	if err != nil {
		return fault.Wrap(fault.BadJSON, err)
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		return decodeProblem(err)
	}
	return nil
}

func decodeProblem(err error) error {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fault.Field(fault.BadField, wrong.Field, "wrong type: %s", wrong.Value)
	}
	if _, name, found := strings.Cut(err.Error(), "unknown field "); found {
		plain, unquoteErr := strconv.Unquote(name)
		if unquoteErr != nil {
			plain = name
		}
		return fault.Field(fault.UnknownField, plain, "the field is not known here")
	}
	return fault.Newf(fault.BadField, "%s", err.Error())
}

// decimal is an amount in major units, given as a JSON number or as text.
type decimal string

// UnmarshalJSON takes the digits as they stand.
func (d *decimal) UnmarshalJSON(raw []byte) error {
	text := strings.Trim(string(raw), `"`)
	if text == "null" {
		return nil
	}
	if text == "" || strings.Trim(text, "0123456789.-") != "" {
		return &json.UnmarshalTypeError{Value: "amount " + text, Field: "amount"}
	}
	*d = decimal(text)
	return nil
}

// query returns the query of an address that may hold the given names alone.
func query(r *http.Request, names ...string) (url.Values, error) {
	q, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, fault.New(fault.BadQuery)
	}
	for name, values := range q {
		if !slices.Contains(names, name) || len(values) > 1 {
			return nil, fault.Field(fault.BadQuery, name, "unknown, or given twice")
		}
	}
	return q, nil
}

// number reads a positive integer of a query.
func number(q url.Values, name string, fallback, most int) (int, error) {
	if q.Get(name) == "" {
		return fallback, nil
	}
	n, err := strconv.Atoi(q.Get(name))
	if err != nil || n < 0 || n > most {
		return 0, fault.Field(fault.BadQuery, name, "not a number in range")
	}
	return n, nil
}

// path returns a path value, unescaped.
func path(r *http.Request, name string) string {
	value := chi.URLParam(r, name)
	if r.URL.RawPath == "" {
		return value
	}
	if plain, err := url.PathUnescape(value); err == nil {
		return plain
	}
	return value
}
