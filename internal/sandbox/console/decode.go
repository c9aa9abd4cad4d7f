package console

import (
	"bytes"
	"encoding/json"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/problem"
	"github.com/naru-pay/naru/internal/strictjson"
)

// bodyMost is the largest body that is read.
const bodyMost = 256 << 10

// depthMost is how many objects and lists a value may stand in; custom_data
// rarely needs four.
const depthMost = 32

// decode reads a body into v, strictly; an empty body is an empty object.
func decode(w http.ResponseWriter, r *http.Request, v any) error {
	raw, err := problem.ReadBody(w, r, bodyMost)
	if err != nil {
		return err
	}
	if len(bytes.TrimSpace(raw)) == 0 {
		return nil
	}
	if media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); media != "application/json" {
		return fault.New(fault.BadContentType)
	}
	return strictjson.Decode(raw, depthMost, v)
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
