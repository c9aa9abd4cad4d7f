package money_test

import (
	"errors"
	"math"
	"testing"

	"github.com/naru-pay/naru/internal/money"
)

func TestParseMajor(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text     string
		currency money.Currency
		want     int64
		err      error
	}{
		{"1000", money.KRW, 1000, nil},
		{"0", money.KRW, 0, nil},
		{"-5", money.KRW, -5, nil},
		{"1000.00", money.KRW, 1000, nil},
		{"1000.5", money.KRW, 0, money.ErrPrecision},
		{"10.5", money.USD, 1050, nil},
		{"10.50", money.USD, 1050, nil},
		{"10.505", money.USD, 0, money.ErrPrecision},
		{"10.500", money.USD, 1050, nil},
		{"-0.01", money.USD, -1, nil},
		{"9223372036854775807", money.KRW, math.MaxInt64, nil},
		{"9223372036854775808", money.KRW, 0, money.ErrOverflow},
		{"92233720368547758.08", money.USD, 0, money.ErrOverflow},
		{"1e3", money.KRW, 0, money.ErrSyntax},
		{"", money.KRW, 0, money.ErrSyntax},
		{"-", money.KRW, 0, money.ErrSyntax},
		{".5", money.USD, 0, money.ErrSyntax},
		{"1.", money.USD, 0, money.ErrSyntax},
		{"+1", money.KRW, 0, money.ErrSyntax},
		{"1,000", money.KRW, 0, money.ErrSyntax},
		{" 1", money.KRW, 0, money.ErrSyntax},
		{"0x10", money.KRW, 0, money.ErrSyntax},
		{"NaN", money.KRW, 0, money.ErrSyntax},
		{"1", "XYZ", 0, money.ErrCurrency},
	} {
		got, err := money.ParseMajor(tt.text, tt.currency)
		if !errors.Is(err, tt.err) || got.Minor() != tt.want {
			t.Errorf("ParseMajor(%q, %s) = %v, %v; want %d, %v", tt.text, tt.currency, got, err, tt.want, tt.err)
		}
	}
}

func TestMajor_writesWhatParseMajorReads(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		amount money.Amount
		want   string
	}{
		{money.Won(59000), "59000"},
		{money.Won(-1), "-1"},
		{money.New(1050, money.USD), "10.50"},
		{money.New(5, money.USD), "0.05"},
		{money.New(-5, money.EUR), "-0.05"},
		{money.New(7, money.JPY), "7"},
	} {
		if got := tt.amount.Major(); got != tt.want {
			t.Errorf("%d %s: Major() = %q, want %q", tt.amount.Minor(), tt.amount.Currency(), got, tt.want)
		}
		back, err := money.ParseMajor(tt.amount.Major(), tt.amount.Currency())
		if err != nil || back != tt.amount {
			t.Errorf("ParseMajor(%q) = %v, %v; want %v", tt.amount.Major(), back, err, tt.amount)
		}
	}
}

func TestArithmetic_refusesOverflowAndMixedCurrencies(t *testing.T) {
	t.Parallel()
	if got, err := money.Won(1).Add(money.Won(2)); err != nil || got != money.Won(3) {
		t.Errorf("1 + 2 = %v, %v", got, err)
	}
	if got, err := money.Won(1).Sub(money.Won(2)); err != nil || got != money.Won(-1) {
		t.Errorf("1 - 2 = %v, %v", got, err)
	}
	if got, err := money.Won(3).Mul(-4); err != nil || got != money.Won(-12) {
		t.Errorf("3 * -4 = %v, %v", got, err)
	}
	for name, f := range map[string]func() (money.Amount, error){
		"add up":   func() (money.Amount, error) { return money.Won(math.MaxInt64).Add(money.Won(1)) },
		"add down": func() (money.Amount, error) { return money.Won(math.MinInt64).Add(money.Won(-1)) },
		"sub":      func() (money.Amount, error) { return money.Won(0).Sub(money.Won(math.MinInt64)) },
		"mul":      func() (money.Amount, error) { return money.Won(math.MaxInt64).Mul(2) },
		"mul min":  func() (money.Amount, error) { return money.Won(math.MinInt64).Mul(-1) },
	} {
		if got, err := f(); !errors.Is(err, money.ErrOverflow) {
			t.Errorf("%s = %v, %v; want ErrOverflow", name, got, err)
		}
	}
	if _, err := money.Won(1).Add(money.New(1, money.USD)); !errors.Is(err, money.ErrCurrencyMismatch) {
		t.Errorf("won + dollars: err = %v, want ErrCurrencyMismatch", err)
	}
	if _, err := money.Won(1).Compare(money.Amount{}); !errors.Is(err, money.ErrCurrencyMismatch) {
		t.Errorf("won against unset: err = %v, want ErrCurrencyMismatch", err)
	}
}

func TestAllocate_partsAddUp(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		minor   int64
		weights []int64
		want    []int64
	}{
		{100, []int64{1, 1, 1}, []int64{34, 33, 33}},
		{-100, []int64{1, 1, 1}, []int64{-34, -33, -33}},
		{5, []int64{0, 1, 0, 1}, []int64{0, 3, 0, 2}},
		{math.MaxInt64, []int64{math.MaxInt64 - 1, 1}, []int64{math.MaxInt64 - 1, 1}},
		{10, []int64{0, 0}, nil},
		{10, []int64{-1, 2}, nil},
	} {
		parts := money.New(tt.minor, money.KRW).Allocate(tt.weights...)
		if len(parts) != len(tt.want) {
			t.Errorf("Allocate(%d, %v) = %v, want %v", tt.minor, tt.weights, parts, tt.want)
			continue
		}
		for i := range parts {
			if parts[i].Minor() != tt.want[i] {
				t.Errorf("Allocate(%d, %v)[%d] = %d, want %d", tt.minor, tt.weights, i, parts[i].Minor(), tt.want[i])
			}
		}
	}
}

func FuzzParseMajor(f *testing.F) {
	for _, s := range []string{"1000", "10.50", "-0.01", "1e3", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, c := range []money.Currency{money.KRW, money.USD} {
			a, err := money.ParseMajor(text, c)
			if err != nil {
				continue
			}
			if back, err := money.ParseMajor(a.Major(), c); err != nil || back != a {
				t.Errorf("ParseMajor(%q) = %v, but its text %q reads as %v, %v", text, a, a.Major(), back, err)
			}
		}
	})
}

func TestText_readsWhatItWrote(t *testing.T) {
	t.Parallel()
	for _, want := range []money.Amount{money.Won(59000), money.New(-1050, money.USD), money.Zero(money.KRW), {}} {
		text, err := want.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		var got money.Amount
		if err := got.UnmarshalText(text); err != nil || got != want {
			t.Errorf("%v as text %q reads as %v, %v", want, text, got, err)
		}
	}
	for _, bad := range []string{"1000", "1000 XYZ", "1e3 KRW", " KRW"} {
		var got money.Amount
		if err := got.UnmarshalText([]byte(bad)); err == nil {
			t.Errorf("UnmarshalText(%q) = %v, want an error", bad, got)
		}
	}
}
