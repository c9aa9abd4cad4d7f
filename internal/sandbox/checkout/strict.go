package checkout

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/naru-pay/naru/internal/fault"
)

// maxDepth is how deep a start request may nest; custom_data rarely needs four.
const maxDepth = 32

// decodeStrict reads one JSON object into v. It refuses unknown fields, names
// that appear twice (encoding/json takes the last of them), anything after the
// object, and deep nesting.
func decodeStrict(raw []byte, v any) error {
	if err := checkNames(raw); err != nil {
		return err
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
			return fault.Field(fault.BadField, wrong.Field, "a JSON %s does not belong here", wrong.Value)
		}
		return fault.Newf(fault.BadJSON, "%v", err)
	}
	return nil
}

// checkNames walks the tokens of one JSON object.
func checkNames(raw []byte) error {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	first, err := dec.Token()
	if err != nil || first != json.Delim('{') {
		return fault.Newf(fault.BadJSON, "the body is not a JSON object")
	}
	if err := checkMembers(dec, 1, ""); err != nil {
		return err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return fault.Newf(fault.BadJSON, "something follows the JSON object")
	}
	return nil
}

// checkMembers reads the rest of an object, whose brace has been read.
func checkMembers(dec *json.Decoder, depth int, path string) error {
	seen := map[string]bool{}
	for dec.More() {
		token, err := dec.Token()
		if err != nil {
			return fault.Newf(fault.BadJSON, "%v", err)
		}
		name, ok := token.(string)
		if !ok {
			return fault.Newf(fault.BadJSON, "a name is missing in %q", path)
		}
		at := name
		if path != "" {
			at = path + "." + name
		}
		if seen[name] {
			return fault.Field(fault.BadJSON, clip(at), "the name appears twice")
		}
		seen[name] = true
		if err := checkValue(dec, depth, at); err != nil {
			return err
		}
	}
	return closing(dec)
}

func checkValue(dec *json.Decoder, depth int, path string) error {
	token, err := dec.Token()
	if err != nil {
		return fault.Newf(fault.BadJSON, "%v", err)
	}
	delim, ok := token.(json.Delim)
	if !ok {
		return nil
	}
	if depth >= maxDepth {
		return fault.Field(fault.BadJSON, clip(path), "more than %d levels", maxDepth)
	}
	if delim == '{' {
		return checkMembers(dec, depth+1, path)
	}
	for i := 0; dec.More(); i++ {
		if err := checkValue(dec, depth+1, fmt.Sprintf("%s[%d]", path, i)); err != nil {
			return err
		}
	}
	return closing(dec)
}

func closing(dec *json.Decoder) error {
	if _, err := dec.Token(); err != nil {
		return fault.Newf(fault.BadJSON, "%v", err)
	}
	return nil
}

// clip keeps a stranger's name from filling an answer.
func clip(name string) string {
	if runes := []rune(name); len(runes) > 80 {
		return string(runes[:80]) + "…"
	}
	return name
}

// problem is RFC 9457 as the rest of the house writes it.
type problem struct {
	Type    string     `json:"type"`
	Title   string     `json:"title"`
	Status  int        `json:"status"`
	Code    fault.Code `json:"code"`
	Detail  string     `json:"detail,omitempty"`
	Field   string     `json:"field,omitempty"`
	Korean  string     `json:"message_ko"`
	English string     `json:"message_en"`
}

// writeProblem answers with the code of err; what is not a fault is internal.
func writeProblem(w http.ResponseWriter, err error) {
	code := fault.CodeOf(err)
	entry := code.Entry()
	status := entry.Kind.Status()
	p := problem{
		Type: "about:blank", Title: http.StatusText(status), Status: status, Code: code,
		Korean: entry.Korean, English: entry.Eng,
	}
	if f, ok := errors.AsType[*fault.Error](err); ok {
		p.Detail, p.Field = f.Detail, f.Field
	}
	w.Header().Set("Content-Type", "application/problem+json")
	writeBody(w, status, p)
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	writeBody(w, status, v)
}

func writeBody(w http.ResponseWriter, status int, v any) {
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(v) // the status is sent; a caller that left reads no error
}
