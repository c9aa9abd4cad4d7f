package httpapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/naru-pay/naru/internal/fault"
)

// The most that is read of a request.
const (
	mostBody    = 256 << 10 // bytes
	mostWebhook = 64 << 10  // bytes
	mostDepth   = 16        // objects and lists inside each other
)

// decode reads a request's body as one JSON object, strictly, and lets read
// take its fields. What read did not ask for is an unknown field.
func decode(w http.ResponseWriter, r *http.Request, read func(*fields)) error {
	kind, err := contentType(r)
	if err != nil || kind != "application/json" {
		return fault.New(fault.BadContentType)
	}
	body, err := readBody(w, r, mostBody)
	if err != nil {
		return err
	}
	object, err := parseObject(body)
	if err != nil {
		return err
	}
	f := newFields(object)
	read(f)
	return f.done()
}

// contentType returns the media type of a body that is plain UTF-8.
func contentType(r *http.Request) (string, error) {
	wrong := fault.New(fault.BadContentType)
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	encoding := r.Header.Get("Content-Encoding")
	if err != nil || len(r.Header.Values("Content-Type")) > 1 || (encoding != "" && encoding != "identity") {
		return "", wrong
	}
	for name, value := range params {
		if name != "charset" || !strings.EqualFold(value, "utf-8") {
			return "", wrong
		}
	}
	return kind, nil
}

func readBody(w http.ResponseWriter, r *http.Request, most int64) ([]byte, error) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, most))
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return nil, fault.Newf(fault.BodyTooLarge, "at most %d bytes", most)
	}
	if err != nil {
		return nil, fault.Wrap(fault.BadRequest, err)
	}
	return body, nil
}

// parseObject reads exactly one JSON object, without repeated names.
func parseObject(body []byte) (map[string]any, error) {
	if !utf8.Valid(body) {
		return nil, fault.Newf(fault.BadJSON, "not UTF-8")
	}
	p := parser{json.NewDecoder(bytes.NewReader(body))}
	p.d.UseNumber()
	v, err := p.value("", 0)
	if err != nil {
		return nil, err
	}
	if _, err := p.d.Token(); !errors.Is(err, io.EOF) {
		return nil, fault.Newf(fault.BadJSON, "something follows the object")
	}
	object, ok := v.(map[string]any)
	if !ok {
		return nil, fault.Newf(fault.BadJSON, "not an object")
	}
	return object, nil
}

// parser reads values token by token, because encoding/json takes the last of
// two members with one name without a word.
type parser struct{ d *json.Decoder }

func (p parser) value(path string, depth int) (any, error) {
	token, err := p.d.Token()
	if err != nil {
		return nil, p.broken()
	}
	if depth > mostDepth {
		return nil, fault.Field(fault.BadJSON, shorten(path), "nested deeper than %d", mostDepth)
	}
	switch t := token.(type) {
	case json.Delim:
		if t == '[' {
			return p.list(path, depth)
		}
		return p.object(path, depth)
	case string:
		if strings.ContainsRune(t, 0) {
			return nil, fault.Field(fault.BadField, shorten(path), "has the character U+0000")
		}
	}
	return token, nil
}

func (p parser) object(path string, depth int) (any, error) {
	object := map[string]any{}
	for p.d.More() {
		token, err := p.d.Token()
		name, ok := token.(string)
		if err != nil || !ok {
			return nil, p.broken()
		}
		at := inside(path, name)
		if _, twice := object[name]; twice {
			return nil, fault.Field(fault.BadJSON, shorten(at), "the name stands there twice")
		}
		if strings.ContainsRune(name, 0) {
			return nil, fault.Field(fault.BadField, shorten(path), "a name has the character U+0000")
		}
		if object[name], err = p.value(at, depth+1); err != nil {
			return nil, err
		}
	}
	return object, p.end()
}

func (p parser) list(path string, depth int) (any, error) {
	list := []any{}
	for p.d.More() {
		v, err := p.value(path+"["+strconv.Itoa(len(list))+"]", depth+1)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, p.end()
}

// end reads the closing bracket.
func (p parser) end() error {
	if _, err := p.d.Token(); err != nil {
		return p.broken()
	}
	return nil
}

func (p parser) broken() error {
	return fault.Newf(fault.BadJSON, "near byte %d", p.d.InputOffset())
}

func inside(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// shorten keeps a path that a stranger chose from filling the answer.
func shorten(path string) string {
	const most = 80
	if len(path) <= most {
		return path
	}
	cut := most
	for !utf8.RuneStart(path[cut]) {
		cut--
	}
	return path[:cut] + "…"
}
