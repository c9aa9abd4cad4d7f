package store

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/money"
)

// micros writes a time as microseconds since the epoch; no time is 0.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// moment reads what micros wrote.
func moment(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

// text makes words from outside fit for both engines: PostgreSQL takes no NUL
// and no invalid UTF-8, and a webhook may hold either. Each becomes U+FFFD.
func text[T ~string](s T) string {
	plain := string(s)
	if utf8.ValidString(plain) && strings.IndexByte(plain, 0) < 0 {
		return plain
	}
	return strings.ToValidUTF8(strings.ReplaceAll(plain, "\x00", "\uFFFD"), "\uFFFD")
}

// encode writes a value as JSON text.
func encode(v any) (string, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("encode %T: %w", v, err)
	}
	return string(b), nil
}

// encodeMaybe writes a value as JSON text, and none as nothing.
func encodeMaybe[T any](v *T) (string, error) {
	if v == nil {
		return "", nil
	}
	return encode(v)
}

// decode reads what encode wrote.
func decode(from string, v any) error {
	if err := json.Unmarshal([]byte(from), v); err != nil {
		return fmt.Errorf("decode %T: %w", v, err)
	}
	return nil
}

// decodeMaybe reads what encodeMaybe wrote.
func decodeMaybe[T any](from string) (*T, error) {
	if from == "" {
		return nil, nil
	}
	v := new(T)
	return v, decode(from, v)
}

// raw returns JSON as it was given; none stays none.
func raw(from string) json.RawMessage {
	if from == "" {
		return nil
	}
	return json.RawMessage(from)
}

// currency returns the one currency of the amounts that are set, since a row
// has one; none when none is set.
func currency(amounts ...money.Amount) (money.Currency, error) {
	var one money.Currency
	for _, a := range amounts {
		switch {
		case !a.IsSet() || a.Currency() == one:
		case one == "":
			one = a.Currency()
		default:
			return "", fmt.Errorf("%w: %q and %q in one row", money.ErrCurrencyMismatch, one, a.Currency())
		}
	}
	return one, nil
}

// most is a page's limit as the queries take it.
func most(limit int) int32 { return int32(min(max(limit, 0), math.MaxInt32)) }

// before is where a page begins; the newest rows come before the end of time.
func before(p merchant.Page) (at int64, id string) {
	if p.Before.IsZero() {
		return math.MaxInt64, ""
	}
	return micros(p.Before), text(p.BeforeID)
}

// each turns rows into values.
func each[R, V any](rows []R, turn func(R) (V, error)) ([]V, error) {
	var out []V
	for _, r := range rows {
		v, err := turn(r)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}
