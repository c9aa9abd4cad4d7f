package engine

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// spelling is how texts are written into JSON.
type spelling bool

// The spellings: as it stands, for the log; and as PortOne's PHP does, with \/
// for slashes and \uXXXX for everything beyond ASCII.
const (
	plain spelling = false
	php   spelling = true
)

// AppendPHP appends v as PortOne's PHP writes it. Answers are written at every
// request, so what they are made of is written here without reflection.
func AppendPHP(b []byte, v any) ([]byte, error) { return appendValue(b, v, php) }

// plainJSON writes v without escaping <, > and &, which PortOne does not do.
func plainJSON(v any) ([]byte, error) { return appendValue(nil, v, plain) }

// appendValue writes what an Object may hold, and anything else as
// encoding/json does.
func appendValue(b []byte, v any, as spelling) ([]byte, error) {
	switch v := v.(type) {
	case nil:
		return append(b, "null"...), nil
	case string:
		return appendText(b, v, as), nil
	case TextBytes:
		return appendText(b, v, as), nil
	case LaterText:
		return appendText(b, v(), as), nil
	case bool:
		return strconv.AppendBool(b, v), nil
	case int:
		return strconv.AppendInt(b, int64(v), 10), nil
	case int64:
		return strconv.AppendInt(b, v, 10), nil
	case Object:
		return appendObject(b, v, as)
	case []Object:
		return appendList(b, v, as, appendObject)
	case []string:
		return appendList(b, v, as, func(b []byte, s string, as spelling) ([]byte, error) { return appendText(b, s, as), nil })
	case map[string]json.RawMessage:
		if as == plain && v != nil {
			return appendRaw(b, v)
		}
	case json.Number:
		if v != "" && json.Valid([]byte(v)) {
			return append(b, v...), nil
		}
	}
	return appendOther(b, v, as)
}

func appendObject(b []byte, o Object, as spelling) (_ []byte, err error) {
	b = append(b, '{')
	for i, f := range o {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendText(b, f.Name, as), ':')
		if b, err = appendValue(b, f.Value, as); err != nil {
			return nil, err
		}
	}
	return append(b, '}'), nil
}

func appendList[T any](b []byte, list []T, as spelling, each func([]byte, T, spelling) ([]byte, error)) (_ []byte, err error) {
	if list == nil {
		return append(b, "null"...), nil
	}
	b = append(b, '[')
	for i, v := range list {
		if i > 0 {
			b = append(b, ',')
		}
		if b, err = each(b, v, as); err != nil {
			return nil, err
		}
	}
	return append(b, ']'), nil
}

// appendRaw writes members whose values are JSON already, in the order of their
// names.
func appendRaw(b []byte, members map[string]json.RawMessage) ([]byte, error) {
	out := bytes.NewBuffer(append(b, '{'))
	for i, name := range slices.Sorted(maps.Keys(members)) {
		if i > 0 {
			out.WriteByte(',')
		}
		out.Write(appendText(out.AvailableBuffer(), name, plain))
		out.WriteByte(':')
		switch value := members[name]; {
		case value == nil:
			out.WriteString("null")
		case !bytes.ContainsAny(value, " \t\r\n"): // compact as it stands
			out.Write(value)
		default:
			if err := json.Compact(out, value); err != nil {
				return nil, err
			}
		}
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}

func appendOther(b []byte, v any, as spelling) ([]byte, error) {
	var other bytes.Buffer
	enc := json.NewEncoder(&other)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	text := other.Bytes()[:other.Len()-1] // without the encoder's line feed
	if as == plain {
		return append(b, text...), nil
	}
	return appendEscaped(b, text), nil
}

// appendEscaped respells valid JSON, where slashes and letters beyond ASCII
// occur in strings alone.
func appendEscaped(b, text []byte) []byte {
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		switch {
		case r == '/':
			b = append(b, '\\', '/')
		case r < utf8.RuneSelf:
			b = append(b, byte(r))
		default:
			b = appendUnit(b, r)
		}
		text = text[size:]
	}
	return b
}

// short are the control characters that have a letter.
var short = [0x20]byte{'\b': 'b', '\f': 'f', '\n': 'n', '\r': 'r', '\t': 't'}

// standsAsIs says of each byte whether it is written as it stands: plain, and
// as PHP does.
var standsAsIs = func() (asIs [2][256]bool) {
	for c := 0x20; c < utf8.RuneSelf; c++ {
		plainly := c != '"' && c != '\\'
		asIs[place(bool(plain))][c], asIs[place(bool(php))][c] = plainly, plainly && c != '/'
	}
	return asIs
}()

// TextBytes is a text in the form in which it came, which need not be copied to
// be written.
type TextBytes []byte

// LaterText is a text that is made when it is written.
type LaterText func() TextBytes

// MarshalJSON writes the text.
func (f LaterText) MarshalJSON() ([]byte, error) { return appendText(nil, f(), plain), nil }

// MarshalJSON writes the text.
func (s TextBytes) MarshalJSON() ([]byte, error) { return appendText(nil, s, plain), nil }

// appendText writes a text with its quotes. What is no UTF-8 becomes U+FFFD, as
// in encoding/json.
func appendText[T string | TextBytes](b []byte, s T, as spelling) []byte {
	b = append(b, '"')
	asIs := &standsAsIs[place(bool(as))]
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if asIs[c] {
			i++
			continue
		}
		b = append(b, s[from:i]...)
		size := 1
		switch {
		case c == '"' || c == '\\' || c == '/':
			b = append(b, '\\', c)
		case c < 0x20 && short[c] != 0:
			b = append(b, '\\', short[c])
		case c < 0x20:
			b = appendUnit(b, rune(c))
		default:
			b, size = appendBeyondASCII(b, string(s[i:min(i+utf8.UTFMax, len(s))]), as)
		}
		i += size
		from = i
	}
	return append(append(b, s[from:]...), '"')
}

// appendBeyondASCII writes the first character of s and returns its length in s.
func appendBeyondASCII(b []byte, s string, as spelling) ([]byte, int) {
	r, size := utf8.DecodeRuneInString(s)
	switch {
	case as == php || r == '\u2028' || r == '\u2029':
		return appendUnit(b, r), size
	case r == utf8.RuneError && size == 1:
		return append(b, "\\ufffd"...), size
	}
	return append(b, s[:size]...), size
}

const lowerHex = "0123456789abcdef"

// appendUnit writes a character as \uXXXX, beyond the basic plane as two.
func appendUnit(b []byte, r rune) []byte {
	if hi, lo := utf16.EncodeRune(r); hi != utf8.RuneError {
		return appendUnit(appendUnit(b, hi), lo)
	}
	return append(b, '\\', 'u', lowerHex[r>>12&15], lowerHex[r>>8&15], lowerHex[r>>4&15], lowerHex[r&15])
}
