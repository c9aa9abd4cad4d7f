// Package money holds amounts of money as integers of minor units together
// with their currency.
//
// It refuses floats, arithmetic between currencies, and overflow: operations
// that can go wrong return an error. Its main invariant is that an Amount with
// a currency is exactly the sum that its text says; the zero Amount has no
// currency and is "unset", never ₩0.
package money

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Currency is an ISO 4217 code in upper case.
type Currency string

// The currencies that PortOne V1 names for request_pay (v1.md §2.4).
const (
	KRW Currency = "KRW"
	USD Currency = "USD"
	EUR Currency = "EUR"
	JPY Currency = "JPY"
)

// exponents is the number of decimals of each known currency.
var exponents = map[Currency]int{KRW: 0, USD: 2, EUR: 2, JPY: 0}

// Known reports whether amounts of the currency can be converted to and from
// major units.
func (c Currency) Known() bool { _, ok := exponents[c]; return ok }

// Exponent returns the number of decimals of a known currency, otherwise 0.
func (c Currency) Exponent() int { return exponents[c] }

// The ways in which money refuses.
var (
	ErrCurrencyMismatch = errors.New("amounts of different currencies")
	ErrOverflow         = errors.New("amount too large")
	ErrCurrency         = errors.New("unknown currency")
	ErrSyntax           = errors.New("not a plain decimal number")
	ErrPrecision        = errors.New("more decimals than the currency has")
)

// Amount is a sum of money: minor units (won, cents) and their currency.
type Amount struct {
	minor    int64
	currency Currency
}

// New returns the amount of minor units in currency.
func New(minor int64, currency Currency) Amount { return Amount{minor, currency} }

// Won returns an amount of Korean won, which has no decimals.
func Won(won int64) Amount { return Amount{won, KRW} }

// Zero returns nothing of a currency, which differs from the unset Amount.
func Zero(currency Currency) Amount { return Amount{0, currency} }

// Minor returns the number of minor units.
func (a Amount) Minor() int64 { return a.minor }

// Currency returns the currency; it is empty when the amount is unset.
func (a Amount) Currency() Currency { return a.currency }

// IsSet reports whether the amount has a currency.
func (a Amount) IsSet() bool { return a.currency != "" }

// IsZero reports whether the amount is nothing.
func (a Amount) IsZero() bool { return a.minor == 0 }

// IsPositive reports whether the amount is more than nothing.
func (a Amount) IsPositive() bool { return a.minor > 0 }

// IsNegative reports whether the amount is less than nothing.
func (a Amount) IsNegative() bool { return a.minor < 0 }

// Add returns a + b, or ErrCurrencyMismatch or ErrOverflow.
func (a Amount) Add(b Amount) (Amount, error) {
	if a.currency != b.currency {
		return Amount{}, fmt.Errorf("%w: %q and %q", ErrCurrencyMismatch, a.currency, b.currency)
	}
	if (b.minor > 0 && a.minor > math.MaxInt64-b.minor) || (b.minor < 0 && a.minor < math.MinInt64-b.minor) {
		return Amount{}, ErrOverflow
	}
	return Amount{a.minor + b.minor, a.currency}, nil
}

// Sub returns a − b, or ErrCurrencyMismatch or ErrOverflow.
func (a Amount) Sub(b Amount) (Amount, error) {
	if b.minor == math.MinInt64 {
		return Amount{}, ErrOverflow
	}
	return a.Add(Amount{-b.minor, b.currency})
}

// Mul returns the amount n times, or ErrOverflow.
func (a Amount) Mul(n int64) (Amount, error) {
	if a.minor == 0 || n == 0 {
		return Amount{0, a.currency}, nil
	}
	product := a.minor * n
	if product/n != a.minor || (a.minor == math.MinInt64 && n == -1) {
		return Amount{}, ErrOverflow
	}
	return Amount{product, a.currency}, nil
}

// Compare returns -1, 0 or 1, or ErrCurrencyMismatch.
func (a Amount) Compare(b Amount) (int, error) {
	if a.currency != b.currency {
		return 0, fmt.Errorf("%w: %q and %q", ErrCurrencyMismatch, a.currency, b.currency)
	}
	return cmp.Compare(a.minor, b.minor), nil
}

// Major writes the amount in major units as PortOne V1 does: "1000" won,
// "10.50" dollars.
func (a Amount) Major() string {
	exp := a.currency.Exponent()
	if exp == 0 {
		return strconv.FormatInt(a.minor, 10)
	}
	digits := strconv.FormatInt(a.minor, 10)
	sign := ""
	if a.minor < 0 {
		sign, digits = "-", digits[1:]
	}
	for len(digits) <= exp {
		digits = "0" + digits
	}
	cut := len(digits) - exp
	return sign + digits[:cut] + "." + digits[cut:]
}

// String writes the amount for logs and errors: "1000 KRW".
func (a Amount) String() string {
	if !a.IsSet() {
		return "unset"
	}
	return a.Major() + " " + string(a.currency)
}

// ParseMajor reads a plain decimal in major units ("1000", "10.5") without
// going through a float. Decimals beyond the currency's own are accepted only
// when they are zeros ("1000.00" won). Exponents, signs other than a leading
// minus, blanks and separators are ErrSyntax.
func ParseMajor(text string, currency Currency) (Amount, error) {
	if !currency.Known() {
		return Amount{}, fmt.Errorf("%w: %q", ErrCurrency, currency)
	}
	digits, negative := strings.CutPrefix(text, "-")
	whole, fraction, dotted := strings.Cut(digits, ".")
	if !allDigits(whole) || (dotted && !allDigits(fraction)) {
		return Amount{}, fmt.Errorf("%w: %.40q", ErrSyntax, text)
	}
	exp := currency.Exponent()
	if len(fraction) > exp {
		if strings.Trim(fraction[exp:], "0") != "" {
			return Amount{}, fmt.Errorf("%w: %.40q %s", ErrPrecision, text, currency)
		}
		fraction = fraction[:exp]
	}
	minor, err := strconv.ParseInt(whole+fraction+strings.Repeat("0", exp-len(fraction)), 10, 64)
	if err != nil {
		return Amount{}, fmt.Errorf("%w: %.40q", ErrOverflow, text)
	}
	if negative {
		minor = -minor
	}
	return Amount{minor, currency}, nil
}

func allDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// Allocate splits the amount by weights so that the parts add up to it
// exactly; what does not divide goes, one minor unit each, to the first parts.
// It returns nil when no weight is positive or one is negative.
func (a Amount) Allocate(weights ...int64) []Amount {
	var total int64
	for _, w := range weights {
		if w < 0 || total > math.MaxInt64-w {
			return nil
		}
		total += w
	}
	if total == 0 {
		return nil
	}
	parts, left := make([]Amount, len(weights)), a.minor
	for i, w := range weights {
		share := mulDiv(a.minor, w, total)
		parts[i] = Amount{share, a.currency}
		left -= share
	}
	unit := int64(1)
	if left < 0 {
		unit = -1
	}
	for i := 0; left != 0; i = (i + 1) % len(parts) {
		if weights[i] == 0 {
			continue
		}
		parts[i].minor += unit
		left -= unit
	}
	return parts
}
