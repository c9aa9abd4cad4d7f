package operator

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // RFC 6238's default, which is what authenticator apps have
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// The parameters of codes that every authenticator app takes (RFC 6238, 4).
const (
	codeStep    = 30 * time.Second
	codeDigits  = 6
	codeModulo  = 1_000_000
	codeSkew    = 1  // steps before and after now that are taken, for clocks that differ (RFC 6238, 5.2)
	secretBytes = 20 // RFC 4226, 4: as long as the hash
)

// SecretBytes is how long a secret of codes is.
const SecretBytes = secretBytes

var base32Plain = base32.StdEncoding.WithPadding(base32.NoPadding)

// SecretText writes a secret as apps take it typed: base32, without padding.
func SecretText(secret []byte) string { return base32Plain.EncodeToString(secret) }

// ParseSecret reads what SecretText wrote.
func ParseSecret(text string) ([]byte, error) {
	return base32Plain.DecodeString(strings.ToUpper(text))
}

// CodeURI is what the picture that an app reads says.
func CodeURI(issuer, account, secret string) string {
	q := url.Values{"secret": {secret}, "issuer": {issuer}, "algorithm": {"SHA1"}, "digits": {"6"}, "period": {"30"}}
	return "otpauth://totp/" + url.PathEscape(issuer+":"+account) + "?" + strings.ReplaceAll(q.Encode(), "+", "%20")
}

// StepAt is the number of the step that a time lies in.
func StepAt(now time.Time) int64 { return now.Unix() / int64(codeStep/time.Second) }

// CodeOf is the code of one step (RFC 4226, 5.3).
func CodeOf(secret []byte, step int64) string {
	var counter [8]byte
	binary.BigEndian.PutUint64(counter[:], uint64(step))
	mac := hmac.New(sha1.New, secret)
	mac.Write(counter[:])
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & 0x0f
	n := binary.BigEndian.Uint32(sum[at:at+4]) & 0x7fffffff
	return fmt.Sprintf("%0*d", codeDigits, n%codeModulo)
}

// Match returns the step that a code is of, if it is right at now and of a later
// step than last, which was used: a code that somebody saw typed works no more.
func Match(secret []byte, code string, now time.Time, last int64) (step int64, ok bool) {
	here := StepAt(now)
	for s := here - codeSkew; s <= here+codeSkew; s++ {
		if subtle.ConstantTimeCompare([]byte(CodeOf(secret, s)), []byte(code)) == 1 && s > last && !ok {
			step, ok = s, true
		}
	}
	return step, ok
}
