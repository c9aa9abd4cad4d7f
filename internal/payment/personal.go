package payment

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// NormalPhone writes a phone number as digits alone, a Korean one as it is
// dialled at home: "+82 10-1234-5678" and "010.1234.5678" are one number. What
// has no digit is no number.
func NormalPhone(phone string) string {
	digits := digitsOf(phone)
	if rest, found := strings.CutPrefix(digits, "82"); found && strings.HasPrefix(strings.TrimSpace(phone), "+") {
		return "0" + strings.TrimPrefix(rest, "0")
	}
	return digits
}

// NormalEmail writes an e-mail address in small letters: no mail service that
// matters tells two people by case.
func NormalEmail(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

// NormalName writes a name without blanks and in small letters: "홍 길동" and
// "홍길동" are one name.
func NormalName(name string) string {
	return strings.ToLower(strings.Join(strings.Fields(name), ""))
}

// CardTail returns the last four digits of a card's number as PortOne shows it,
// and nothing when they are hidden.
func CardTail(number string) string {
	number = strings.TrimSpace(number)
	if len(number) < cardTail || digitsOf(number[len(number)-cardTail:]) != number[len(number)-cardTail:] {
		return ""
	}
	return number[len(number)-cardTail:]
}

func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

// Masked returns the buyer as lists show one: enough to recognise who is
// expected, not enough to reach anybody. The address is left out.
func (b Buyer) Masked() Buyer {
	return Buyer{Name: MaskName(b.Name), Email: MaskEmail(b.Email), Tel: MaskPhone(b.Tel)}
}

// MaskName hides all but the first and last character: 홍*동, 홍*.
func MaskName(name string) string {
	runes := []rune(strings.TrimSpace(name))
	switch n := len(runes); {
	case n == 0:
		return ""
	case n == 1:
		return "*"
	case n == 2:
		return string(runes[0]) + "*"
	default:
		return string(runes[0]) + strings.Repeat("*", n-2) + string(runes[n-1])
	}
}

// MaskPhone hides all digits but the last four and an area's or network's:
// 010-****-5678.
func MaskPhone(phone string) string {
	digits := NormalPhone(phone)
	switch n := len(digits); {
	case n == 0:
		return ""
	case n < 9:
		return "****"
	default:
		head := 3
		if strings.HasPrefix(digits, "02") {
			head = 2
		}
		return digits[:head] + "-" + strings.Repeat("*", n-head-4) + "-" + digits[n-4:]
	}
}

// MaskEmail hides the name but its first character: h***@example.com.
func MaskEmail(email string) string {
	email = strings.TrimSpace(email)
	if email == "" {
		return ""
	}
	name, host, found := strings.Cut(email, "@")
	if !found || name == "" {
		return "***"
	}
	first, _ := utf8.DecodeRuneInString(name)
	return string(first) + "***@" + host
}

// MaskNumber hides all of an account's number but its last four digits.
func MaskNumber(number string) string {
	digits := digitsOf(number)
	if len(digits) < 8 {
		return strings.Repeat("*", len(digits))
	}
	return strings.Repeat("*", len(digits)-4) + digits[len(digits)-4:]
}

// Masked returns the account as lists show it.
func (a *Account) Masked() *Account {
	if a == nil {
		return nil
	}
	out := *a
	out.Number, out.Holder = MaskNumber(a.Number), MaskName(a.Holder)
	return &out
}

// The digits of a card number that may be kept: the first six, which name the
// issuer, and the last four (PCI DSS 3.4.1).
const (
	cardHead = 6
	cardTail = 4
	cardLess = 13 // the fewest digits of a card number
	cardMost = 19 // the most
)

// CutCard returns a card's number with at most its first six and last four
// digits; what is masked already stays as it is, and so does what has too few
// digits for a card.
func CutCard(number string) string {
	digits := digitsOf(number)
	if len(digits) <= cardHead+cardTail {
		return number
	}
	return cut(digits)
}

func cut(digits string) string {
	return digits[:cardHead] + strings.Repeat("*", len(digits)-cardHead-cardTail) + digits[len(digits)-cardTail:]
}

// CutCards cuts every card number in a text: 13 to 19 digits, alone or in groups
// parted by one space or hyphen, that begin as cards do and whose check digit is
// right (Luhn). Digits that follow a letter are part of an id.
func CutCards(text string) string {
	var out strings.Builder
	for rest := text; rest != ""; {
		start := strings.IndexFunc(rest, isDigit)
		if start < 0 {
			out.WriteString(rest)
			break
		}
		out.WriteString(rest[:start])
		run, digits := digitRun(rest[start:])
		part := start > 0 && isWord(rest[start-1])
		if !part && len(digits) >= cardLess && len(digits) <= cardMost && beginsCard(digits) && luhn(digits) {
			out.WriteString(cut(digits))
		} else {
			out.WriteString(rest[start : start+run])
		}
		rest = rest[start+run:]
	}
	return out.String()
}

func isWord(c byte) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// beginsCard reports whether a network's cards begin so: 3 to 6, 9 at home, and
// Mastercard's 2221 to 2720. Days that begin with 20 are none.
func beginsCard(digits string) bool {
	switch c := digits[0]; c {
	case '3', '4', '5', '6', '9':
		return true
	case '2':
		return digits[:4] >= "2221" && digits[:4] <= "2720"
	}
	return false
}

func isDigit(r rune) bool { return r < utf8.RuneSelf && unicode.IsDigit(r) }

// digitRun returns how long the digits are with which s begins, single spaces and
// hyphens between them included, and the digits alone.
func digitRun(s string) (length int, digits string) {
	var only strings.Builder
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			only.WriteByte(c)
			length = i + 1
		case (c == ' ' || c == '-') && length == i:
		default:
			return length, only.String()
		}
	}
	return length, only.String()
}

// luhn checks the last digit by the others (ISO/IEC 7812-1).
func luhn(digits string) bool {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}
