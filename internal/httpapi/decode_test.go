package httpapi_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/httpapi"
)

// FuzzDecode holds the strict parser to the standard one: what it accepts is
// JSON with the same content, and what it refuses has a code.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		openBody, `{}`, `{"a":1,"a":2}`, `{"a":[{"b":1e400}]}`, `{"a":"\ud800"}`, `{"a":"\u0000"}`, `[`, `{"a":-0.0}`, "{\"\xff\":1}", `{} {}`, `{"a":{"a":{"a":{}}}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		got, err := httpapi.Parse(body)
		if err != nil {
			if code := fault.CodeOf(err); code != fault.BadJSON && code != fault.BadField {
				t.Errorf("Parse(%q) = %v, with the code %s", body, err, code)
			}
			return
		}
		text, err := json.Marshal(got)
		if err != nil {
			t.Fatalf("Parse(%q) = %v, which is no JSON: %v", body, got, err)
		}
		again, err := httpapi.Parse(text)
		if err != nil || !reflect.DeepEqual(again, got) {
			t.Errorf("Parse(%q) = %v, but its text reads as %v, %v", body, got, again, err)
		}
		if !json.Valid(body) {
			t.Errorf("Parse(%q) accepted what is no JSON", body)
		}
	})
}
