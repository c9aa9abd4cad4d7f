package strictjson

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/naru-pay/naru/internal/fault"
)

// check looks over what must be one object, and puts its members into a map if
// one is given. encoding/json says whether the text is JSON at all, so that the
// walk after it need not.
func check(raw []byte, depth int, members map[string]json.RawMessage) error {
	if !utf8.Valid(raw) {
		return fault.Newf(fault.BadJSON, "not UTF-8")
	}
	if !json.Valid(raw) {
		return malformed(raw)
	}
	w := walker{text: raw, most: depth, members: members}
	if w.next() != '{' {
		return fault.Newf(fault.BadJSON, "not an object")
	}
	return w.value()
}

// malformed says where a text stops being JSON.
func malformed(raw []byte) error {
	err := json.Unmarshal(raw, new(json.RawMessage))
	if wrong, ok := errors.AsType[*json.SyntaxError](err); ok {
		return fault.Newf(fault.BadJSON, "near byte %d", wrong.Offset)
	}
	return fault.Wrap(fault.BadJSON, err)
}

// walker stands in a text that is known to be JSON.
type walker struct {
	text []byte
	i    int    // the next byte
	most int    // objects and lists that a value may stand in
	at   []step // the way to the value

	members map[string]json.RawMessage // takes those of the outermost object; nil: nobody wants them
}

// step is a member's name or, without one, a place in a list.
type step struct {
	name  string
	index int // -1 for a member
}

// next skips blanks and returns the byte that it then stands at.
func (w *walker) next() byte {
	for {
		switch c := w.text[w.i]; c {
		case ' ', '\t', '\r', '\n':
			w.i++
		default:
			return c
		}
	}
}

func (w *walker) value() error {
	c := w.next()
	if len(w.at) > w.most {
		return fault.Field(fault.BadJSON, w.path(), "nested deeper than %d", w.most)
	}
	switch c {
	case '{':
		return w.object()
	case '[':
		return w.list()
	case '"':
		if hasNUL(w.quoted()) {
			return fault.Field(fault.BadField, w.path(), "has the character U+0000")
		}
		return nil
	}
	for w.i < len(w.text) && strings.IndexByte(",]} \t\r\n", w.text[w.i]) < 0 {
		w.i++ // a number, true, false or null
	}
	return nil
}

// quoted reads a text with its quotes.
func (w *walker) quoted() []byte {
	from := w.i
	for w.i++; w.text[w.i] != '"'; w.i++ {
		if w.text[w.i] == '\\' {
			w.i++
		}
	}
	w.i++
	return w.text[from:w.i]
}

// hasNUL says whether a quoted text has the character U+0000, which JSON takes
// in its escaped form alone.
func hasNUL(quoted []byte) bool {
	return bytes.Contains(quoted, []byte(`\u0000`)) && strings.ContainsRune(plain(quoted), 0)
}

// plain returns what a quoted text says.
func plain(quoted []byte) string {
	if bytes.IndexByte(quoted, '\\') < 0 {
		return string(quoted[1 : len(quoted)-1])
	}
	var text string
	_ = json.Unmarshal(quoted, &text) // it was read before, as a part of the whole
	return text
}

// object reads an object.
func (w *walker) object() error {
	seen := map[string]bool{}
	for w.i++; w.next() != '}'; w.comma() {
		quoted := w.quoted()
		name := plain(quoted)
		if hasNUL(quoted) {
			return fault.Field(fault.BadField, w.path(), "a name has the character U+0000")
		}
		w.at = append(w.at, step{name, -1})
		if seen[name] {
			return fault.Field(fault.BadJSON, w.path(), "the name stands there twice")
		}
		seen[name] = true
		w.next()
		w.i++ // the colon
		w.next()
		from := w.i
		if err := w.value(); err != nil {
			return err
		}
		if w.members != nil && len(w.at) == 1 {
			w.members[name] = w.text[from:w.i:w.i]
		}
		w.at = w.at[:len(w.at)-1]
	}
	w.i++
	return nil
}

// list reads a list.
func (w *walker) list() error {
	w.i++
	for n := 0; w.next() != ']'; n++ {
		w.at = append(w.at, step{index: n})
		if err := w.value(); err != nil {
			return err
		}
		w.at = w.at[:len(w.at)-1]
		w.comma()
	}
	w.i++
	return nil
}

// comma skips a comma where there is one.
func (w *walker) comma() {
	if w.next() == ',' {
		w.i++
	}
}

// path writes the way only when it is asked for: long names on the way to a long
// list would otherwise be copied once for each element.
func (w *walker) path() string {
	var b strings.Builder
	for _, s := range w.at {
		if s.index < 0 {
			b.WriteString("." + s.name)
		} else {
			b.WriteString("[" + strconv.Itoa(s.index) + "]")
		}
	}
	return Clip(strings.TrimPrefix(b.String(), "."))
}
