package portonev1

import (
	"encoding/json"
	"errors"
	"strings"
)

// The functions here take valid JSON apart without reading it again and again,
// as a json.Decoder would at each level. Their callers have checked the text
// with json.Valid.

var (
	errNotObject = errors.New("not a JSON object")
	errNotList   = errors.New("not a JSON list")
)

// splitObject returns the members of a JSON object by their exact names, and
// which names came more than once. The values share raw's memory.
func splitObject(raw []byte) (values map[string]json.RawMessage, repeated map[string]bool, err error) {
	i := skipSpace(raw, 0)
	if i == len(raw) || raw[i] != '{' {
		return nil, nil, errNotObject
	}
	text := string(raw) // the names share this one copy
	values = make(map[string]json.RawMessage, 64)
	for i = skipSpace(raw, i+1); raw[i] != '}'; {
		end := endOfText(raw, i)
		name, err := memberName(text[i:end])
		if err != nil {
			return nil, nil, err
		}
		i = skipSpace(raw, skipSpace(raw, end)+1) // over the colon
		end = endOfValue(raw, i)
		if _, seen := values[name]; seen {
			if repeated == nil {
				repeated = map[string]bool{}
			}
			repeated[name] = true
		}
		values[name] = raw[i:end]
		i = nextItem(raw, end)
	}
	return values, repeated, nil
}

// splitList returns the items of a JSON list. They share raw's memory.
func splitList(raw []byte) ([]json.RawMessage, error) {
	i := skipSpace(raw, 0)
	if i == len(raw) || raw[i] != '[' {
		return nil, errNotList
	}
	items := []json.RawMessage{}
	for i = skipSpace(raw, i+1); raw[i] != ']'; {
		end := endOfValue(raw, i)
		items = append(items, raw[i:end])
		i = nextItem(raw, end)
	}
	return items, nil
}

// memberName unquotes a name, so that "\u0061mount" is the amount it is.
func memberName(quoted string) (string, error) {
	if !strings.Contains(quoted, `\`) {
		return quoted[1 : len(quoted)-1], nil
	}
	var name string
	err := json.Unmarshal([]byte(quoted), &name)
	return name, err
}

// nextItem goes from the end of one item to the start of the next, or to the
// bracket that closes.
func nextItem(raw []byte, i int) int {
	i = skipSpace(raw, i)
	if raw[i] == ',' {
		i = skipSpace(raw, i+1)
	}
	return i
}

func skipSpace(raw []byte, i int) int {
	for i < len(raw) && (raw[i] == ' ' || raw[i] == '\n' || raw[i] == '\r' || raw[i] == '\t') {
		i++
	}
	return i
}

// endOfText returns the index after the string that starts at i.
func endOfText(raw []byte, i int) int {
	for i++; raw[i] != '"'; i++ {
		if raw[i] == '\\' {
			i++
		}
	}
	return i + 1
}

// endOfValue returns the index after the value that starts at i.
func endOfValue(raw []byte, i int) int {
	depth := 0
	for i < len(raw) {
		switch raw[i] {
		case '"':
			i = endOfText(raw, i)
		case '{', '[':
			depth++
			i++
		case '}', ']':
			depth--
			i++
		default:
			i = endOfScalar(raw, i)
		}
		if depth == 0 {
			return i
		}
	}
	return i
}

// endOfScalar returns the index after a number or literal, or after one
// character of punctuation or space between nested values.
func endOfScalar(raw []byte, i int) int {
	for i++; i < len(raw); i++ {
		if strings.IndexByte(",:]}[{\" \n\r\t", raw[i]) >= 0 {
			break
		}
	}
	return i
}
