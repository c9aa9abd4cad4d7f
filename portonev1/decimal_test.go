package portonev1_test

import (
	"encoding/json"
	"testing"

	"github.com/naru-pay/naru/portonev1"
)

func TestDecimal_acceptsJSONNumbersAndNothingElse(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"0", "-0", "1000", "10.50", "0.001", "-3", "1e3", "1E+3", "2.5e-2", "9007199254740993"} {
		d, err := portonev1.ParseDecimal(text)
		if err != nil || d.String() != text {
			t.Errorf("ParseDecimal(%q) = %q, %v", text, d, err)
		}
	}
	for _, text := range []string{
		"", " 1", "1 ", "+1", "01", "1.", ".5", "1e", "1e+", "1e--3", "1e+-3", "1e1.5", "0x10", "1_000", "1,000",
		"NaN", "Infinity", "null", `"1"`, "1e65", "1e-65", "1e999999999999999999999", "1/2", "１０",
	} {
		if _, err := portonev1.ParseDecimal(text); err == nil {
			t.Errorf("ParseDecimal(%q) has no error", text)
		}
		var d portonev1.Decimal
		if err := d.UnmarshalJSON([]byte(text)); err == nil {
			t.Errorf("UnmarshalJSON(%s) has no error", text)
		}
	}
}

func TestDecimal_comparesByValue(t *testing.T) {
	t.Parallel()
	tests := []struct {
		a, b portonev1.Decimal
		want int
	}{
		{"1000", "1000.00", 0},
		{"1000", "1e3", 0},
		{"0", "-0", 0},
		{"0.1", "0.10000000000000000001", -1},
		{"9007199254740993", "9007199254740992", 1},
		{"-1", "0", -1},
	}
	for _, tt := range tests {
		if got, err := tt.a.Cmp(tt.b); err != nil || got != tt.want {
			t.Errorf("%s.Cmp(%s) = %d, %v, want %d", tt.a, tt.b, got, err, tt.want)
		}
	}
	for _, pair := range [][2]portonev1.Decimal{{"", "1"}, {"1", ""}} {
		if _, err := pair[0].Cmp(pair[1]); err == nil {
			t.Errorf("%q.Cmp(%q) has no error", pair[0], pair[1])
		}
	}
}

func TestDecimal_convertsToMinorUnitsWithoutRounding(t *testing.T) {
	t.Parallel()
	tests := []struct {
		d      portonev1.Decimal
		places int
		want   int64
		ok     bool
	}{
		{"1000", 0, 1000, true},
		{"1000.00", 0, 1000, true},
		{"10.5", 2, 1050, true},
		{"1e3", 0, 1000, true},
		{"9223372036854775807", 0, 9223372036854775807, true},
		{"92233720368547758.07", 2, 9223372036854775807, true},
		{"9223372036854775808", 0, 0, false},
		{"1000.5", 0, 0, false},
		{"0.001", 2, 0, false},
		{"", 0, 0, false},
		{"1", -1, 0, false},
		{"1", 19, 0, false},
	}
	for _, tt := range tests {
		got, err := tt.d.Minor(tt.places)
		if got != tt.want || (err == nil) != tt.ok {
			t.Errorf("Decimal(%q).Minor(%d) = %d, %v, want %d, ok %t", tt.d, tt.places, got, err, tt.want, tt.ok)
		}
	}
}

func TestDecimal_isNeverWrittenAsNullOrZeroByAccident(t *testing.T) {
	t.Parallel()
	if out, err := json.Marshal(portonev1.Decimal("")); err == nil {
		t.Errorf("the empty Decimal is written as %s", out)
	}
	if out, err := json.Marshal(portonev1.Decimal("10.50")); err != nil || string(out) != "10.50" {
		t.Errorf("10.50 is written as %s, %v", out, err)
	}
	if got := portonev1.Whole(-1000); got != "-1000" || !got.Valid() {
		t.Errorf("Whole(-1000) = %s", got)
	}
}
