package strictjson_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/strictjson"
)

func TestObject_readsWhatTheTextSays(t *testing.T) {
	t.Parallel()
	got, err := strictjson.Object([]byte(` {"a":[1e400,{"b":null},[]],"나루":"\ud83d\ude00","":true} `), 3)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"a": []any{json.Number("1e400"), map[string]any{"b": nil}, []any{}}, "나루": "😀", "": true}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the object differs (-want +got):\n%s", diff)
	}
}

// refusals are texts that neither Object nor Decode takes, with depth 2.
var refusals = []struct {
	name, text string
	code       fault.Code
	field      string
}{
	{"nothing", ``, fault.BadJSON, ""},
	{"blanks", " \n", fault.BadJSON, ""},
	{"null", `null`, fault.BadJSON, ""},
	{"a list", `[]`, fault.BadJSON, ""},
	{"a number", `1`, fault.BadJSON, ""},
	{"half an object", `{"a":`, fault.BadJSON, ""},
	{"an object without its end", `{"a":1`, fault.BadJSON, ""},
	{"a list without its end", `{"a":[1`, fault.BadJSON, ""},
	{"the wrong end", `{"a":[1}`, fault.BadJSON, ""},
	{"a comma too many", `{"a":1,}`, fault.BadJSON, ""},
	{"a comma too many in a list", `{"a":[1,]}`, fault.BadJSON, ""},
	{"no colon", `{"a" 1}`, fault.BadJSON, ""},
	{"a name without quotes", `{a:1}`, fault.BadJSON, ""},
	{"a leading zero", `{"a":01}`, fault.BadJSON, ""},
	{"a line break in a text", "{\"a\":\"\n\"}", fault.BadJSON, ""},
	{"a byte order mark", "\ufeff{}", fault.BadJSON, ""},
	{"not UTF-8", "{\"a\":\"\xff\"}", fault.BadJSON, ""},
	{"a second object", `{"a":1} {}`, fault.BadJSON, ""},
	{"a letter after it", `{"a":1}x`, fault.BadJSON, ""},
	{"a name twice", `{"a":1,"b":2,"a":1}`, fault.BadJSON, "a"},
	{"a name twice, once escaped", `{"a":1,"\u0061":1}`, fault.BadJSON, "a"},
	{"a name twice inside", `{"a":{"b":1,"b":1}}`, fault.BadJSON, "a.b"},
	{"a name twice in a list", `{"a":[0,{"b":1,"b":1}]}`, fault.BadJSON, "a[1].b"},
	{"a name twice that begins with a dot", `{".a":1,".a":1}`, fault.BadJSON, ".a"},
	{"a long name twice", `{"` + strings.Repeat("긴", 81) + `":1,"` + strings.Repeat("긴", 81) + `":1}`, fault.BadJSON, strings.Repeat("긴", 80) + "…"},
	{"nested too deep", `{"a":{"b":{"c":1}}}`, fault.BadJSON, "a.b.c"},
	{"lists too deep", `{"a":[0,[0,1]]}`, fault.BadJSON, "a[1][0]"},
	{"nested without an end", `{"a":` + strings.Repeat("[", 100_000), fault.BadJSON, ""},
	{"nested beyond all bounds", `{"a":` + strings.Repeat("[", 5_000) + strings.Repeat("]", 5_000) + `}`, fault.BadJSON, "a[0][0]"},
	{"U+0000 in a text", `{"a":["\u0000"]}`, fault.BadField, "a[0]"},
	{"U+0000 in a name", `{"a":{"b\u0000":1}}`, fault.BadField, "a"},
}

func TestObjectAndDecode_refuseWhatIsNotOnePlainObject(t *testing.T) {
	t.Parallel()
	for _, c := range refusals {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			object, err := strictjson.Object([]byte(c.text), 2)
			wantFault(t, err, c.code, c.field)
			if object != nil {
				t.Errorf("Object also returned %v", object)
			}
			var dst map[string]json.RawMessage
			wantFault(t, strictjson.Decode([]byte(c.text), 2, &dst), c.code, c.field)
			if dst != nil {
				t.Errorf("Decode also filled %v", dst)
			}
		})
	}
}

func TestObject_takesWhatIsJustShallowEnough(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`{"a":{"b":1}}`, `{"a":[1]}`, `{"a":[{}]}`, `{"a":1,"b":{"a":1},"c":[1,1]}`} {
		if _, err := strictjson.Object([]byte(text), 2); err != nil {
			t.Errorf("Object(%s, 2) = %v", text, err)
		}
	}
}

// line is a shape to decode into; positive has a rule of its own.
type line struct {
	Name  string    `json:"name"`
	Count *positive `json:"count"`
	Inner struct {
		Qty int64 `json:"qty"`
	} `json:"inner"`
	Any json.RawMessage `json:"any"`
}

type positive string

func (p *positive) UnmarshalJSON(raw []byte) error {
	if raw[0] == '-' {
		return errors.New("secret reason")
	}
	*p = positive(raw)
	return nil
}

func TestDecode_fillsWhatIsSentAndKeepsTheRest(t *testing.T) {
	t.Parallel()
	got := line{Name: "before"}
	if err := strictjson.Decode([]byte(`{"inner":{"qty":2},"any":{"x":1.0},"count":3}`), 2, &got); err != nil {
		t.Fatal(err)
	}
	three := positive("3")
	want := line{Name: "before", Count: &three, Any: json.RawMessage(`{"x":1.0}`)}
	want.Inner.Qty = 2
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("decoded differs (-want +got):\n%s", diff)
	}
}

func TestDecode_namesTheFieldThatDoesNotFit(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 1000)
	for _, c := range []struct {
		name, text string
		code       fault.Code
		field      string
	}{
		{"a wrong type", `{"name":1}`, fault.BadField, "name"},
		{"a wrong type inside", `{"inner":{"qty":"1"}}`, fault.BadField, "inner.qty"},
		{"a fraction", `{"inner":{"qty":1.5}}`, fault.BadField, "inner.qty"},
		{"a number without an end", `{"inner":{"qty":` + strings.Repeat("9", 1000) + `}}`, fault.BadField, "inner.qty"},
		{"an unknown field", `{"price":1}`, fault.UnknownField, "price"},
		{"an unknown field inside", `{"inner":{"price":1}}`, fault.UnknownField, "price"},
		{"an unknown field in quotes", `{"\"가\"":1}`, fault.UnknownField, `"가"`},
		{"a long unknown field", `{"` + long + `":1}`, fault.UnknownField, long[:80] + "…"},
		{"a rule of the type's own", `{"count":-1}`, fault.BadField, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var dst line
			err := strictjson.Decode([]byte(c.text), 2, &dst)
			wantFault(t, err, c.code, c.field)
			if f, ok := errors.AsType[*fault.Error](err); ok && (strings.Contains(f.Detail, "secret") || len(f.Detail) > 120) {
				t.Errorf("the detail shows too much: %q", f.Detail)
			}
		})
	}
}

func TestClip_cutsAtACharacter(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"": "", "a.b": "a.b", strings.Repeat("가", 80): strings.Repeat("가", 80), strings.Repeat("가", 81): strings.Repeat("가", 80) + "…",
	} {
		if got := strictjson.Clip(name); got != want {
			t.Errorf("Clip(%q) = %q, want %q", name, got, want)
		}
	}
}

func wantFault(t *testing.T, err error, code fault.Code, field string) {
	t.Helper()
	f, ok := errors.AsType[*fault.Error](err)
	if !ok || f.Code != code || f.Field != field {
		t.Errorf("got %v, want %s of %q", err, code, field)
	}
}
