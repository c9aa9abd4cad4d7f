package demoshop

import (
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/naru-pay/naru/internal/fault"
)

// buyer is who ordered; Tel is digits with dashes, as people write it.
type buyer struct {
	Name     string `json:"name"`
	Email    string `json:"email"`
	Tel      string `json:"tel"`
	Addr     string `json:"addr"`
	Postcode string `json:"postcode"`
}

// Limits of PortOne's REST API; PGs cut or refuse longer ones.
const (
	mostName  = 40
	mostEmail = 64
	mostAddr  = 128
)

// checked returns the buyer with blanks trimmed and the phone number written
// one way, or an error that names the field.
func (b buyer) checked() (buyer, error) {
	b.Name = strings.TrimSpace(b.Name)
	b.Email = strings.TrimSpace(b.Email)
	b.Addr = strings.TrimSpace(b.Addr)
	b.Postcode = strings.TrimSpace(b.Postcode)
	if err := plainText("buyer.name", b.Name, mostName); err != nil {
		return buyer{}, err
	}
	if address, err := mail.ParseAddress(b.Email); err != nil || address.Address != b.Email || len(b.Email) > mostEmail {
		return buyer{}, fault.Field(fault.BadField, "buyer.email", "an e-mail address of at most %d characters", mostEmail)
	}
	digits, ok := telDigits(b.Tel)
	if !ok {
		return buyer{}, fault.Field(fault.BadField, "buyer.tel", "a Korean phone number of 9 to 11 digits")
	}
	b.Tel = dashed(digits)
	if err := plainText("buyer.addr", b.Addr, mostAddr); err != nil {
		return buyer{}, err
	}
	if len(b.Postcode) != 5 || strings.Trim(b.Postcode, "0123456789") != "" {
		return buyer{}, fault.Field(fault.BadField, "buyer.postcode", "five digits")
	}
	return b, nil
}

// plainText accepts 1 to most characters, none of them a control character.
func plainText(field, text string, most int) error {
	n := utf8.RuneCountInString(text)
	if n < 1 || n > most || !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl) {
		return fault.Field(fault.BadField, field, "1 to %d characters on one line", most)
	}
	return nil
}

// telDigits returns the digits of a Korean phone number however it is written:
// +82 10-1234-5678 and 010 1234 5678 are the same.
func telDigits(text string) (string, bool) {
	if len(text) > 32 {
		return "", false
	}
	rest, abroad := strings.CutPrefix(strings.TrimSpace(text), "+82")
	var digits strings.Builder
	if abroad {
		digits.WriteByte('0')
	}
	for _, r := range rest {
		switch {
		case r >= '0' && r <= '9':
			if abroad && r == '0' && digits.Len() == 1 {
				continue // +82 (0)10
			}
			digits.WriteRune(r)
		case !strings.ContainsRune(" -.()", r):
			return "", false
		}
	}
	d := digits.String()
	return d, len(d) >= 9 && len(d) <= 11 && d[0] == '0'
}

// dashed writes digits as 010-1234-5678, 02-123-4567 or 031-123-4567.
func dashed(d string) string {
	head := 3
	if strings.HasPrefix(d, "02") {
		head = 2
	}
	tail := len(d) - 4
	return d[:head] + "-" + d[head:tail] + "-" + d[tail:]
}
