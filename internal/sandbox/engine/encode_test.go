package engine_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// FuzzObject holds the writer of answers against encoding/json.
func FuzzObject(f *testing.F) {
	for _, text := range []string{"", "상품/하나", "\"\\\b\f\n\r\t\x00\x1f\x7f<>&", "\u2028\u2029\U0001F600", "\xff\xed\xa0\x80끝"} {
		f.Add(text, int64(-1))
	}
	f.Fuzz(func(t *testing.T, text string, n int64) {
		o := engine.Object{
			{Name: text, Value: text},
			{Name: "n", Value: n},
			{Name: "list", Value: []string{text}},
			{Name: "none", Value: nil},
			{Name: "raw", Value: map[string]json.RawMessage{"b": json.RawMessage(" [1,\n2]"), "a": nil, text: json.RawMessage(`{ "x" : null}`)}},
			{Name: "deep", Value: []engine.Object{{{Name: "ok", Value: true}}, {}}},
			{Name: "other", Value: []int64{n}},
		}
		var want bytes.Buffer
		enc := json.NewEncoder(&want)
		enc.SetEscapeHTML(false)
		for _, f := range o {
			if err := enc.Encode(f.Name); err != nil {
				t.Fatal(err)
			}
			if err := enc.Encode(f.Value); err != nil {
				t.Fatal(err)
			}
		}
		lines := strings.Split(strings.TrimRight(want.String(), "\n"), "\n")
		var b strings.Builder
		for i, line := range lines {
			b.WriteString(line + map[bool]string{true: ":", false: ","}[i%2 == 0])
		}
		got, err := o.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff("{"+strings.TrimSuffix(b.String(), ",")+"}", string(got)); diff != "" {
			t.Errorf("not as encoding/json writes it (-want +got):\n%s", diff)
		}
	})
}

func TestAppendPHP_meansTheSameInASCII(t *testing.T) {
	t.Parallel()
	want := "상품/\u2028<&>\U0001F600\"\\\n\x01"
	raw, err := engine.AppendPHP(nil, engine.Object{{Name: "a/가", Value: want}, {Name: "b", Value: []any{"한/글"}}})
	if err != nil {
		t.Fatal(err)
	}
	if bytes.ContainsFunc(raw, func(r rune) bool { return r >= utf8.RuneSelf }) || !bytes.Contains(raw, []byte(`\/\u2028<&>\ud83d\ude00`)) || !bytes.Contains(raw, []byte(`["\ud55c\/\uae00"]`)) {
		t.Errorf("wrote %s", raw)
	}
	var got map[string]any
	if err := json.Unmarshal(raw, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]any{"a/가": want, "b": []any{"한/글"}}, got); diff != "" {
		t.Error(diff)
	}
}
