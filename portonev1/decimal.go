package portonev1

import (
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

// Decimal is an amount in major units of its currency (won, dollars), kept as
// the digits of a JSON number: "1000", "10.50". PortOne V1 writes amounts as
// JSON numbers, and a float64 would not hold them all.
//
// The empty Decimal is no amount, which is not the same as "0".
// Compare with Cmp, not with ==: "10.5" and "10.50" are the same amount.
type Decimal string

const (
	// maxDigits and maxExponent bound what is still an amount of money, so
	// that a number such as 1e999999999 cannot fill the memory.
	maxDigits   = 64
	maxExponent = 64
)

// errDecimal is deliberately without the text that was refused.
var errDecimal = errors.New("portonev1: not a decimal number")

// ParseDecimal checks that text is a JSON number of sane length.
func ParseDecimal(text string) (Decimal, error) {
	if !Decimal(text).wellFormed() {
		return "", errDecimal
	}
	return Decimal(text), nil
}

// Whole returns the Decimal of a whole number, such as an amount in won.
func Whole(n int64) Decimal { return Decimal(strconv.FormatInt(n, 10)) }

// String returns the digits as PortOne wrote them.
func (d Decimal) String() string { return string(d) }

// Valid reports whether d is a number; the empty Decimal is not.
func (d Decimal) Valid() bool { return d.wellFormed() }

// Sign returns -1, 0 or +1, and an error if d is not a number.
func (d Decimal) Sign() (int, error) {
	r, err := d.rat()
	if err != nil {
		return 0, err
	}
	return r.Sign(), nil
}

// Cmp compares by value: -1 if d < other, 0 if equal, +1 if greater. It
// returns an error if either is not a number.
func (d Decimal) Cmp(other Decimal) (int, error) {
	a, err := d.rat()
	if err != nil {
		return 0, err
	}
	b, err := other.rat()
	if err != nil {
		return 0, err
	}
	return a.Cmp(b), nil
}

// Minor returns d in minor units of a currency with the given number of
// decimal places (KRW 0, USD 2): Decimal("10.50").Minor(2) is 1050. It returns
// an error if d has more places than that, or does not fit an int64; it never
// rounds.
func (d Decimal) Minor(places int) (int64, error) {
	if places < 0 || places > 18 {
		return 0, fmt.Errorf("portonev1: %d decimal places", places)
	}
	r, err := d.rat()
	if err != nil {
		return 0, err
	}
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil)
	r.Mul(r, new(big.Rat).SetInt(scale))
	if !r.IsInt() {
		return 0, fmt.Errorf("portonev1: amount has more than %d decimal places", places)
	}
	if !r.Num().IsInt64() {
		return 0, errors.New("portonev1: amount out of range")
	}
	return r.Num().Int64(), nil
}

// MarshalJSON writes the digits as a JSON number. The empty Decimal is an
// error, not null or 0: both mean "everything" in a cancel.
func (d Decimal) MarshalJSON() ([]byte, error) {
	if !d.Valid() {
		return nil, errDecimal
	}
	return []byte(d), nil
}

// UnmarshalJSON accepts a JSON number and nothing else: no string, no null.
func (d *Decimal) UnmarshalJSON(raw []byte) error {
	parsed, err := ParseDecimal(string(raw))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

func (d Decimal) rat() (*big.Rat, error) {
	if !d.wellFormed() {
		return nil, errDecimal
	}
	r, ok := new(big.Rat).SetString(string(d))
	if !ok {
		return nil, errDecimal
	}
	return r, nil
}

// plain reports whether d is written without an exponent. Requests are, so
// that no reader of them has to know about exponents.
func (d Decimal) plain() bool { return !strings.ContainsAny(string(d), "eE") }

// wellFormed checks d against the grammar of JSON numbers and the bounds above.
func (d Decimal) wellFormed() bool {
	s := strings.TrimPrefix(string(d), "-")
	if len(s) > maxDigits {
		return false
	}
	integer := leadingDigits(s)
	if integer == "" || (len(integer) > 1 && integer[0] == '0') {
		return false
	}
	s = s[len(integer):]
	if strings.HasPrefix(s, ".") {
		fraction := leadingDigits(s[1:])
		if fraction == "" {
			return false
		}
		s = s[1+len(fraction):]
	}
	if s == "" {
		return true
	}
	return sanePower(s)
}

func sanePower(s string) bool {
	if s[0] != 'e' && s[0] != 'E' {
		return false
	}
	digits := strings.TrimLeft(s[1:], "+-")
	if len(s)-1-len(digits) > 1 || digits == "" || leadingDigits(digits) != digits {
		return false
	}
	exponent, err := strconv.Atoi(s[1:])
	return err == nil && -maxExponent <= exponent && exponent <= maxExponent
}

func leadingDigits(s string) string {
	end := 0
	for end < len(s) && s[end] >= '0' && s[end] <= '9' {
		end++
	}
	return s[:end]
}
