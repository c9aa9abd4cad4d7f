package demoshop

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"unicode/utf8"

	"github.com/naru-pay/naru/internal/fault"
)

// mostBody is the largest body that the shop reads, in bytes.
const mostBody = 64 << 10

// decode reads the body as one JSON object into dst: no unknown or repeated
// names, nothing after it, at most mostBody bytes.
func decode(w http.ResponseWriter, r *http.Request, dst any) error {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return fault.New(fault.BadContentType)
	}
	body, err := readBody(w, r)
	if err != nil {
		return err
	}
	if !utf8.Valid(body) {
		return fault.Newf(fault.BadJSON, "the body is not UTF-8")
	}
	if err := uniqueNames(body); err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(dst); err != nil {
		return decodeFault(err)
	}
	return nil
}

func readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostBody))
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return nil, fault.New(fault.BodyTooLarge)
	}
	if err != nil {
		return nil, fault.Wrap(fault.BadRequest, err)
	}
	return body, nil
}

func decodeFault(err error) error {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fault.Field(fault.BadField, wrong.Field, "not a %s", wrong.Type)
	}
	if _, ok := errors.AsType[*json.SyntaxError](err); ok || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return fault.New(fault.BadJSON)
	}
	// encoding/json has no type for this one; what is left is an unknown field.
	return fault.New(fault.UnknownField)
}

// uniqueNames refuses what encoding/json lets pass: a repeated name in an
// object, and anything after the one value.
func uniqueNames(body []byte) error {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if err := walk(d, 0); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return fault.Newf(fault.BadJSON, "more than one value")
	}
	return nil
}

func walk(d *json.Decoder, depth int) error {
	if depth > 16 {
		return fault.Newf(fault.BadJSON, "nested too deep")
	}
	token, err := d.Token()
	if err != nil {
		return fault.New(fault.BadJSON)
	}
	opening, nested := token.(json.Delim)
	if !nested {
		return nil
	}
	names := map[string]bool{}
	for d.More() {
		if opening == '{' {
			name, err := d.Token()
			if err != nil {
				return fault.New(fault.BadJSON)
			}
			text, _ := name.(string)
			if names[text] {
				return fault.Field(fault.BadJSON, text, "the name is there twice")
			}
			names[text] = true
		}
		if err := walk(d, depth+1); err != nil {
			return err
		}
	}
	if _, err := d.Token(); err != nil { // the closing delimiter
		return fault.New(fault.BadJSON)
	}
	return nil
}

// query reads the named query parameters, each at most once, and refuses others.
func query(r *http.Request, names ...string) (map[string]string, error) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, fault.New(fault.BadQuery)
	}
	got := map[string]string{}
	for _, name := range names {
		if len(values[name]) > 1 {
			return nil, fault.Field(fault.BadQuery, name, "given twice")
		}
		got[name] = values.Get(name)
		values.Del(name)
	}
	if len(values) > 0 {
		return nil, fault.Newf(fault.BadQuery, "a parameter that this address does not know")
	}
	return got, nil
}
