package engine

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/naru-pay/naru/internal/money"
)

// Decimal is a number as its digits, without zeros that end a fraction: an
// amount in major units whose currency is not known yet, or a probability. It
// reads a JSON number or text.
type Decimal string

// DecimalOf writes an amount so that it compares with a Decimal that was read.
func DecimalOf(a money.Amount) Decimal {
	if !a.IsSet() {
		return ""
	}
	return Decimal(trimmed(a.Major()))
}

func (d Decimal) positive() bool {
	return strings.Trim(string(d), "0.") != "" && !strings.HasPrefix(string(d), "-")
}

// UnmarshalJSON reads digits with at most one point; null is no amount.
func (d *Decimal) UnmarshalJSON(raw []byte) error {
	text := strings.Trim(string(raw), `"`)
	if text == "null" {
		return nil
	}
	whole, fraction, point := strings.Cut(text, ".")
	if whole == "" || len(text) > 20 || point && fraction == "" || strings.Trim(whole+fraction, decimalDigits) != "" {
		return &json.UnmarshalTypeError{Value: "number " + text, Field: "amount"}
	}
	if whole = strings.TrimLeft(whole, "0"); whole == "" {
		whole = "0"
	}
	if point {
		whole += "." + fraction
	}
	*d = Decimal(trimmed(whole))
	return nil
}

// MarshalJSON writes a number.
func (d Decimal) MarshalJSON() ([]byte, error) {
	if d == "" {
		return []byte("null"), nil
	}
	return []byte(d), nil
}

// Span is a length of time on the sandbox's clock. It reads seconds, as a JSON
// number, or text such as "90m", "36h30m", "PT90M" and "P1DT2H", and writes
// text such as "1h30m0s".
type Span time.Duration

// MarshalJSON writes the text.
func (s Span) MarshalJSON() ([]byte, error) { return json.Marshal(time.Duration(s).String()) }

// UnmarshalJSON reads a number or text; null is no time.
func (s *Span) UnmarshalJSON(raw []byte) error {
	if bytes.Equal(raw, []byte("null")) {
		return nil
	}
	d, ok := ParseSpan(raw)
	if !ok {
		return &json.UnmarshalTypeError{Value: "duration " + string(raw), Field: "delay"}
	}
	*s = Span(d)
	return nil
}

// isoSpan is a duration of ISO 8601 without years and months, whose length
// depends on where they begin.
var isoSpan = regexp.MustCompile(`^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$`)

// SpanMost keeps a length of time, and the sum of its parts, within an int64 of
// nanoseconds.
const SpanMost = 100 * 365 * 24 * time.Hour

// ParseSpan reads a Span's JSON; ok is false for another form, below 0 and
// above SpanMost.
func ParseSpan(raw []byte) (d time.Duration, ok bool) {
	var text string
	if json.Unmarshal(raw, &text) != nil {
		seconds, err := strconv.ParseInt(string(raw), 10, 64)
		if err != nil || seconds < 0 || seconds > int64(SpanMost/time.Second) {
			return 0, false
		}
		return time.Duration(seconds) * time.Second, true
	}
	if strings.HasPrefix(text, "P") {
		return isoParts(text)
	}
	d, err := time.ParseDuration(text)
	return d, err == nil && d >= 0 && d <= SpanMost
}

func isoParts(text string) (time.Duration, bool) {
	const day = 24 * time.Hour
	parts := isoSpan.FindStringSubmatch(text)
	if parts == nil || strings.HasSuffix(text, "T") || text == "P" {
		return 0, false
	}
	var sum time.Duration
	for i, unit := range []time.Duration{7 * day, day, time.Hour, time.Minute, time.Second} {
		if parts[i+1] == "" {
			continue
		}
		n, err := strconv.ParseInt(parts[i+1], 10, 64)
		if err != nil || n > int64(SpanMost/unit) {
			return 0, false
		}
		sum += time.Duration(n) * unit
		if sum > SpanMost {
			return 0, false
		}
	}
	return sum, true
}
