package money

import (
	"fmt"
	"strings"
)

// MarshalText writes the amount as String does, "1000 KRW", and an unset one
// as nothing; this is its form in JSON that we keep for ourselves.
func (a Amount) MarshalText() ([]byte, error) {
	if !a.IsSet() {
		return nil, nil
	}
	return []byte(a.String()), nil
}

// UnmarshalText reads what MarshalText wrote.
func (a *Amount) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*a = Amount{}
		return nil
	}
	major, currency, found := strings.Cut(string(text), " ")
	if !found {
		return fmt.Errorf("%w: %.40q has no currency", ErrSyntax, text)
	}
	parsed, err := ParseMajor(major, Currency(currency))
	if err != nil {
		return err
	}
	*a = parsed
	return nil
}
