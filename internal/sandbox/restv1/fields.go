package restv1

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"
)

// field is one value of a body. Numbers and booleans keep their text.
type field struct {
	text   string
	number bool // a JSON number
	given  bool
	nested bool // an object or a list where members were given
}

// fields are a body's values; members of nested ones are named as in PortOne's
// form syntax: extra[requester], list[0].
type fields map[string]field

// depthMost bounds nesting.
const depthMost = 16

// errBody is the answer to a body that cannot be understood.
func errBody(message string) error { return failure(http.StatusBadRequest, -1, message) }

// decode reads a body as JSON or as a form. Names given twice are refused:
// which of them counts would be a guess about money.
func decode(contentType string, body []byte) (fields, error) {
	f := fields{}
	if len(bytes.TrimSpace(body)) == 0 {
		return f, nil
	}
	if !utf8.Valid(body) {
		return f, errBody("요청 본문이 UTF-8이 아닙니다.")
	}
	switch mediaType(contentType) {
	case "application/json":
		return f, f.json(body)
	case "application/x-www-form-urlencoded":
		return f, f.form(string(body))
	}
	return f, errBody("Content-Type은 application/json 또는 application/x-www-form-urlencoded여야 합니다.")
}

func (f fields) json(body []byte) error {
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	start, err := dec.Token()
	if err != nil || start != json.Delim('{') {
		return errBody("요청 본문이 올바른 JSON 객체가 아닙니다.")
	}
	if err := f.members(dec, "", 1); err != nil {
		return err
	}
	if _, err := dec.Token(); err != io.EOF {
		return errBody("요청 본문이 올바른 JSON 객체가 아닙니다.")
	}
	return nil
}

// members reads the rest of an object whose brace is consumed.
func (f fields) members(dec *json.Decoder, under string, depth int) error {
	for dec.More() {
		key, err := dec.Token()
		name, ok := key.(string)
		if err != nil || !ok {
			return errBody("요청 본문이 올바른 JSON 객체가 아닙니다.")
		}
		if under != "" {
			name = under + "[" + name + "]"
		}
		if err := f.value(dec, name, depth); err != nil {
			return err
		}
	}
	return f.end(dec)
}

func (f fields) end(dec *json.Decoder) error {
	if _, err := dec.Token(); err != nil {
		return errBody("요청 본문이 올바른 JSON 객체가 아닙니다.")
	}
	return nil
}

// value reads one value of any type.
func (f fields) value(dec *json.Decoder, name string, depth int) error {
	if f[name].given {
		return errBody("같은 이름의 값이 두 번 들어왔습니다: " + name)
	}
	token, err := dec.Token()
	if err != nil || depth > depthMost {
		return errBody("요청 본문이 올바른 JSON 객체가 아닙니다.")
	}
	switch v := token.(type) {
	case string:
		f[name] = field{text: v, given: true}
	case json.Number:
		f[name] = field{text: v.String(), number: true, given: true}
	case bool:
		f[name] = field{text: map[bool]string{true: "true", false: "false"}[v], given: true}
	case json.Delim:
		f[name] = field{given: true, nested: true}
		if v == '{' {
			return f.members(dec, name, depth+1)
		}
		return f.elements(dec, name, depth+1)
	}
	return nil // null: as if it were not there
}

// elements reads the rest of a list.
func (f fields) elements(dec *json.Decoder, under string, depth int) error {
	for i := 0; dec.More(); i++ {
		if err := f.value(dec, under+"["+itoa(i)+"]", depth); err != nil {
			return err
		}
	}
	return f.end(dec)
}

func (f fields) form(body string) error {
	places := map[string]int{}
	for _, pair := range strings.Split(body, "&") {
		if pair == "" {
			continue
		}
		rawName, rawValue, _ := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(rawName)
		value, err2 := url.QueryUnescape(rawValue)
		if err != nil || err2 != nil || !utf8.ValidString(name+value) {
			return errBody("요청 본문의 폼 값을 읽을 수 없습니다.")
		}
		if list, ok := strings.CutSuffix(name, "[]"); ok { // the next place of a list, as in PHP
			name = list + "[" + itoa(places[list]) + "]"
			places[list]++
		}
		outer, _, member := strings.Cut(name, "[")
		if f[name].given || member && f[outer].given && !f[outer].nested || !member && f[outer].nested {
			return errBody("같은 이름의 값이 두 번 들어왔습니다: " + name)
		}
		if member {
			f[outer] = field{given: true, nested: true}
		}
		f[name] = field{text: value, given: true}
	}
	return nil
}

// string returns a text that may be missing. An object, a list or a number
// over int where a text belongs is refused.
func (f fields) string(name string) (string, error) {
	v := f[name]
	if v.nested {
		return "", errBody(name + " 파라메터의 형식이 올바르지 않습니다.")
	}
	return v.text, nil
}

// amount returns a decimal in its own text, "" when it was not sent. What was
// sent but holds no number is refused: an empty amount must not mean "all".
func (f fields) amount(name string) (string, error) {
	v := f[name]
	if !v.given {
		return "", nil
	}
	if v.nested || !decimal(v.text) {
		return "", errBody(name + " 파라메터는 숫자여야 합니다.")
	}
	return v.text, nil
}

// integer returns a whole number that may be missing: 0. What was sent but
// holds none is refused.
func (f fields) integer(name string) (int64, error) {
	v := f[name]
	if !v.given {
		return 0, nil
	}
	n, err := strconv.ParseInt(v.text, 10, 64)
	if v.nested || err != nil {
		return 0, errBody(name + " 파라메터는 정수여야 합니다.")
	}
	return n, nil
}

// texts returns one text or a list of them; both may be missing.
func (f fields) texts(name string) ([]string, error) {
	v := f[name]
	if !v.nested {
		if v.text == "" {
			return nil, nil
		}
		return []string{v.text}, nil
	}
	var list []string
	for i := 0; ; i++ {
		item, ok := f[name+"["+itoa(i)+"]"]
		if !ok {
			break
		}
		if item.nested || item.text == "" {
			return nil, errBody(name + " 파라메터의 형식이 올바르지 않습니다.")
		}
		list = append(list, item.text)
	}
	if len(list) == 0 {
		return nil, errBody(name + " 파라메터의 형식이 올바르지 않습니다.")
	}
	return list, nil
}

// decimal reports whether text is a plain decimal, perhaps negative.
func decimal(text string) bool {
	text = strings.TrimPrefix(text, "-")
	whole, fraction, dotted := strings.Cut(text, ".")
	return digits(whole) && (!dotted || digits(fraction)) && len(text) <= 32
}

func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// flag returns a boolean that may be missing, in the forms that PHP takes.
func (f fields) flag(name string) (bool, error) {
	text, err := f.string(name)
	if err != nil {
		return false, err
	}
	switch text {
	case "", "false", "0":
		return false, nil
	case "true", "1":
		return true, nil
	}
	return false, errBody(name + " 파라메터는 true 또는 false여야 합니다.")
}
