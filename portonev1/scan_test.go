package portonev1_test

import (
	"bytes"
	"encoding/json"
	"testing"
	"unicode/utf8"

	"github.com/naru-pay/naru/portonev1"
)

func TestSplitObject_seesRepeatedNamesHoweverTheyAreWritten(t *testing.T) {
	t.Parallel()
	tests := []struct {
		raw      string
		repeated bool
	}{
		{`{"a":1,"b":{"a":2},"c":[{"a":3}]}`, false},
		{`{"a":1,"A":2}`, false},
		{`{"a":"\"a\":2,","b":"}"}`, false},
		{`{"a":1,"a":1}`, true},
		{`{"a":1, "\u0061" : 1 }`, true},
	}
	for _, tt := range tests {
		_, repeated, err := portonev1.SplitObject([]byte(tt.raw))
		if err != nil || repeated["a"] != tt.repeated {
			t.Errorf("SplitObject(%s): a repeated %t, %v, want %t", tt.raw, repeated["a"], err, tt.repeated)
		}
	}
}

func FuzzSplitObject(f *testing.F) {
	for _, seed := range []string{
		response(f, "payment_cancelled_in_part"), `{}`, `[]`, ` [ 1 , "]" , {} , [[]] ] `, `{"a" : { "b":[1,{"c":"\\\"}"}]} , "d":-1.5e3}`,
		`{"":null,"\ud800":true}`, `null`, `"text"`, `12`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if !json.Valid(raw) || !utf8.Valid(raw) {
			return // not what the functions are for
		}
		checkObject(t, raw)
		checkList(t, raw)
	})
}

// checkObject compares with encoding/json, where the last of two wins, too.
func checkObject(t *testing.T, raw []byte) {
	t.Helper()
	got, _, err := portonev1.SplitObject(raw)
	var want map[string]json.RawMessage
	if problem := json.Unmarshal(raw, &want); problem != nil || want == nil {
		if err == nil {
			t.Fatalf("%s was split as an object", raw)
		}
		return
	}
	if err != nil || len(got) != len(want) {
		t.Fatalf("SplitObject(%s) = %d members, %v, want %d", raw, len(got), err, len(want))
	}
	for name, value := range want {
		if !bytes.Equal(got[name], value) {
			t.Fatalf("SplitObject(%s) has %q = %s, want %s", raw, name, got[name], value)
		}
	}
}

func checkList(t *testing.T, raw []byte) {
	t.Helper()
	got, err := portonev1.SplitList(raw)
	var want []json.RawMessage
	if problem := json.Unmarshal(raw, &want); problem != nil || want == nil {
		if err == nil {
			t.Fatalf("%s was split as a list", raw)
		}
		return
	}
	if err != nil || len(got) != len(want) {
		t.Fatalf("SplitList(%s) = %d items, %v, want %d", raw, len(got), err, len(want))
	}
	for i, value := range want {
		if !bytes.Equal(got[i], value) {
			t.Fatalf("SplitList(%s) has item %d = %s, want %s", raw, i, got[i], value)
		}
	}
}
