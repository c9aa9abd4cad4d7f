package engine

import (
	"encoding/hex"
	"fmt"
	"io"

	"github.com/naru-pay/naru/internal/money"
)

// The alphabets of PortOne's identifiers.
const (
	decimalDigits = "0123456789"
	alphanumerics = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	base32Upper   = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
)

// random returns n letters of an alphabet, each as likely as the others.
func (e *Engine) random(alphabet string, n int) (string, error) {
	most := byte(256 - 256%len(alphabet) - 1)
	out, buf := make([]byte, 0, n), make([]byte, n)
	for len(out) < n {
		chunk := buf[:n-len(out)]
		if _, err := io.ReadFull(e.entropy, chunk); err != nil {
			return "", fmt.Errorf("read entropy: %w", err)
		}
		for _, b := range chunk {
			if b <= most {
				out = append(out, alphabet[int(b)%len(alphabet)])
			}
		}
	}
	return string(out), nil
}

// hex returns 2n lower-case hexadecimal digits of n random bytes.
func (e *Engine) hex(n int) (string, error) {
	buf := make([]byte, n)
	if _, err := io.ReadFull(e.entropy, buf); err != nil {
		return "", fmt.Errorf("read entropy: %w", err)
	}
	return hex.EncodeToString(buf), nil
}

// decimals returns n decimal digits.
func (e *Engine) decimals(n int) (string, error) { return e.random(decimalDigits, n) }

// hexadecimals returns n lower-case hexadecimal digits.
func (e *Engine) hexadecimals(n int) (string, error) {
	text, err := e.hex((n + 1) / 2)
	if err != nil {
		return "", err
	}
	return text[:n], nil
}

// uuid returns a random UUID, version 4.
func (e *Engine) uuid() (string, error) {
	var b [16]byte
	if _, err := io.ReadFull(e.entropy, b[:]); err != nil {
		return "", fmt.Errorf("read entropy: %w", err)
	}
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:]), nil
}

// fresh draws until taken says no: PortOne's twelve digits are few enough to
// meet again.
func (e *Engine) fresh(prefix, alphabet string, n int, taken func(string) bool) (string, error) {
	for {
		tail, err := e.random(alphabet, n)
		if err != nil {
			return "", err
		}
		if id := prefix + tail; !taken(id) {
			return id, nil
		}
	}
}

// amountsIn returns a maker of amounts of a currency; an empty one makes unset
// amounts.
func amountsIn(currency string) func(minor int64) money.Amount {
	return func(minor int64) money.Amount { return money.New(minor, money.Currency(currency)) }
}
