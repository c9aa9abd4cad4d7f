package strictjson

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/naru-pay/naru/internal/fault"
)

// check walks over the tokens of what must be one object.
func check(raw []byte, depth int) error {
	if !utf8.Valid(raw) {
		return fault.Newf(fault.BadJSON, "not UTF-8")
	}
	w := walker{tokens: json.NewDecoder(bytes.NewReader(raw)), most: depth}
	w.tokens.UseNumber()
	first, err := w.tokens.Token()
	if err != nil {
		return w.broken()
	}
	if first != json.Delim('{') {
		return fault.Newf(fault.BadJSON, "not an object")
	}
	if err := w.object(); err != nil {
		return err
	}
	if _, err := w.tokens.Token(); !errors.Is(err, io.EOF) {
		return fault.Newf(fault.BadJSON, "something follows the object")
	}
	return nil
}

// walker stands at one value of the text.
type walker struct {
	tokens *json.Decoder
	most   int      // objects and lists that a value may stand in
	at     []string // the way to the value: ".name" or "[0]" for each of them
}

func (w *walker) value() error {
	token, err := w.tokens.Token()
	if err != nil {
		return w.broken()
	}
	if len(w.at) > w.most {
		return fault.Field(fault.BadJSON, w.path(), "nested deeper than %d", w.most)
	}
	switch t := token.(type) {
	case json.Delim:
		if t == '[' {
			return w.list()
		}
		return w.object()
	case string:
		if strings.ContainsRune(t, 0) {
			return fault.Field(fault.BadField, w.path(), "has the character U+0000")
		}
	}
	return nil
}

// object reads the rest of an object, whose brace is read.
func (w *walker) object() error {
	seen := map[string]bool{}
	for w.tokens.More() {
		token, err := w.tokens.Token()
		name, ok := token.(string)
		if err != nil || !ok {
			return w.broken()
		}
		if strings.ContainsRune(name, 0) {
			return fault.Field(fault.BadField, w.path(), "a name has the character U+0000")
		}
		w.at = append(w.at, "."+name)
		if seen[name] {
			return fault.Field(fault.BadJSON, w.path(), "the name stands there twice")
		}
		seen[name] = true
		if err := w.value(); err != nil {
			return err
		}
		w.at = w.at[:len(w.at)-1]
	}
	return w.end()
}

// list reads the rest of a list, whose bracket is read.
func (w *walker) list() error {
	for i := 0; w.tokens.More(); i++ {
		w.at = append(w.at, "["+strconv.Itoa(i)+"]")
		if err := w.value(); err != nil {
			return err
		}
		w.at = w.at[:len(w.at)-1]
	}
	return w.end()
}

// end reads the closing brace or bracket.
func (w *walker) end() error {
	if _, err := w.tokens.Token(); err != nil {
		return w.broken()
	}
	return nil
}

func (w *walker) broken() error {
	return fault.Newf(fault.BadJSON, "near byte %d", w.tokens.InputOffset())
}

// path joins the way only when it is asked for: long names on the way to a long
// list would otherwise be copied once for each element.
func (w *walker) path() string {
	return Clip(strings.TrimPrefix(strings.Join(w.at, ""), "."))
}
