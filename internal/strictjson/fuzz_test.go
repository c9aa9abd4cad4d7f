package strictjson_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/strictjson"
)

const fuzzDepth = 4

// FuzzObject holds the strict reader to the standard one: it accepts exactly
// what that reads as an object of which nothing was dropped, and that is plain
// and shallow; and it reads the same in it.
func FuzzObject(f *testing.F) {
	for _, seed := range []string{
		`{}`, `{"a":1,"a":2}`, `{"a":[{"b":1e400}]}`, `{"a":"\ud800"}`, `{"a":"\u0000"}`, `[`, `{"a":-0.0}`, "{\"\xff\":1}", `{} {}`,
		`{"a":{"a":{"a":{"a":{}}}}}`, `{"a":{"a":{"a":{"a":1}}}}`, `{"a:\"":1,"a:\"":2}`, `{"a":[1,]}`, `{"\ud800":1,"\ufffd":2}`, ` null `,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		want, ok := standard(raw)
		got, err := strictjson.Object(raw, fuzzDepth)
		switch code := fault.CodeOf(err); {
		case ok && err != nil:
			t.Errorf("Object(%q) = %v, want %v", raw, err, want)
		case ok:
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("Object(%q) differs from the standard reading (-want +got):\n%s", raw, diff)
			}
		case err == nil:
			t.Errorf("Object(%q) = %v, want it refused", raw, got)
		case code != fault.BadJSON && code != fault.BadField:
			t.Errorf("Object(%q) = %v, with the code %s", raw, err, code)
		}
		var members, same map[string]json.RawMessage
		if err := strictjson.Decode(raw, fuzzDepth, &members); (err == nil) != ok {
			t.Errorf("Decode(%q) = %v, %v, want the members of %v", raw, members, err, want)
		}
		if ok && (json.Unmarshal(raw, &same) != nil || !cmp.Equal(members, same, cmpopts.EquateEmpty())) {
			t.Errorf("Decode(%q) = %q, want %q", raw, members, same)
		}
	})
}

// standard reads raw with encoding/json alone and reports whether the strict
// rules allow it.
func standard(raw []byte) (map[string]any, bool) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var object map[string]any
	if !utf8.Valid(raw) || !json.Valid(raw) || d.Decode(&object) != nil || object == nil {
		return nil, false
	}
	members, ok := look(object, 0)
	if !ok || members != colons(raw) {
		return nil, false
	}
	return object, true
}

// look counts the members in a value and reports whether all of it is shallow
// and without U+0000.
func look(value any, depth int) (members int, ok bool) {
	ok = depth <= fuzzDepth
	inside := func(v any) {
		n, fine := look(v, depth+1)
		members, ok = members+n, ok && fine
	}
	switch v := value.(type) {
	case string:
		ok = ok && !strings.ContainsRune(v, 0)
	case []any:
		for _, element := range v {
			inside(element)
		}
	case map[string]any:
		members = len(v)
		for name, element := range v {
			ok = ok && !strings.ContainsRune(name, 0)
			inside(element)
		}
	}
	return members, ok
}

// colons counts the members that valid JSON spells out: the colons outside its
// texts.
func colons(raw []byte) int {
	n, quoted := 0, false
	for i := 0; i < len(raw); i++ {
		switch {
		case quoted && raw[i] == '\\':
			i++
		case raw[i] == '"':
			quoted = !quoted
		case !quoted && raw[i] == ':':
			n++
		}
	}
	return n
}
