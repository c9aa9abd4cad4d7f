package seal

import (
	"fmt"
	"log/slog"
)

// hidden stands where a Secret is printed.
const hidden = "***"

// Secret is a text that prints as ***, however it is printed: by fmt's verbs, as
// JSON, as an attribute of a log line, alone or within another value. Only
// Reveal tells it, which can be searched for. The zero Secret is no text.
type Secret struct {
	// A pointer, since fmt calls no method of a field that is not exported, and
	// would print a text there.
	text *string
}

// NewSecret hides a text.
func NewSecret(text string) Secret { return Secret{&text} }

// Reveal returns the text.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// IsZero reports whether there is no text.
func (s Secret) IsZero() bool { return s.Reveal() == "" }

// String hides the secret.
func (Secret) String() string { return hidden }

// Format hides the secret of every verb, also %x and %#v.
func (Secret) Format(s fmt.State, _ rune) { _, _ = s.Write([]byte(hidden)) }

// MarshalText hides the secret in JSON, also in its keys, and in other encodings.
func (Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// UnmarshalText takes a text, as settings do.
func (s *Secret) UnmarshalText(text []byte) error {
	*s = NewSecret(string(text))
	return nil
}

// LogValue hides the secret in the log.
func (Secret) LogValue() slog.Value { return slog.StringValue(hidden) }
