package engine

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"github.com/naru-pay/naru/internal/money"
)

// params are the fields of one request_pay as they came.
type params map[string]json.RawMessage

// has reports whether a parameter was given and is not null.
func (p params) has(name string) bool {
	raw := bytes.TrimSpace(p[name])
	return len(raw) > 0 && string(raw) != "null"
}

// within reports whether a member of an object was given and is not null; dots
// lead into objects: bypass.nice_v2.
func (p params) within(path string) bool {
	name, rest, deeper := strings.Cut(path, ".")
	if !deeper {
		return p.has(name)
	}
	var inner params
	return json.Unmarshal(p[name], &inner) == nil && inner.within(rest)
}

// isText reports whether a parameter is a JSON string.
func (p params) isText(name string) bool {
	raw := bytes.TrimSpace(p[name])
	return len(raw) > 0 && raw[0] == '"'
}

// isNumber reports whether a parameter is a JSON number.
func (p params) isNumber(name string) bool {
	raw := bytes.TrimSpace(p[name])
	return len(raw) > 0 && (raw[0] == '-' || raw[0] >= '0' && raw[0] <= '9')
}

// text returns a parameter as text. Only merchant_uid and amount are
// documented as checked for their type, so a number is taken as its digits.
func (p params) text(name string) string {
	raw := bytes.TrimSpace(p[name])
	switch {
	case p.isText(name):
		if inside := raw[1:max(1, len(raw)-1)]; bytes.IndexByte(raw, '\\') < 0 && utf8.Valid(inside) {
			return string(inside)
		}
		var s string
		if json.Unmarshal(raw, &s) != nil {
			return ""
		}
		return s
	case p.isNumber(name):
		return string(raw)
	}
	return ""
}

// isTrue reports whether a parameter is the JSON literal true.
func (p params) isTrue(name string) bool { return string(bytes.TrimSpace(p[name])) == "true" }

// texts returns a parameter that is a string or a list of strings.
func (p params) texts(name string) []string {
	if p.isText(name) {
		if one := p.text(name); one != "" {
			return []string{one}
		}
		return nil
	}
	var many []string
	if json.Unmarshal(p[name], &many) != nil {
		return nil
	}
	return many
}

// customData returns custom_data as the JSON text that PortOne stores.
func (p params) customData() string {
	if !p.has("custom_data") {
		return ""
	}
	if p.isText("custom_data") {
		return p.text("custom_data")
	}
	var b bytes.Buffer
	if json.Compact(&b, p["custom_data"]) != nil {
		return ""
	}
	return b.String()
}

// cut shortens text to what PortOne's fields hold, in characters. That longer
// values are cut and not refused is assumed.
func cut(text string, most int) string {
	text = strings.ToValidUTF8(text, "")
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most])
}

// currency returns the currency of a request, otherwise the given one.
func (p params) currency(otherwise money.Currency) money.Currency {
	if text := p.text("currency"); text != "" {
		return money.Currency(text)
	}
	return otherwise
}
