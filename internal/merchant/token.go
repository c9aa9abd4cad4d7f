package merchant

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/payment"
)

// TokenLife is how long a client token reads its payment after that stops
// waiting: longer than any window stays open, so that a redirect on a slow phone
// still finds its way.
const TokenLife = 7 * 24 * time.Hour

// Token returns the client token of a payment: who holds it may read and
// complete that one payment until it expires.
func (s *Service) Token(pid payment.ID, expires time.Time) string {
	claim := string(pid) + "." + strconv.FormatInt(expires.Unix(), 36)
	return "ct_" + claim + "." + sign(s.TokenKey, claim)
}

func sign(key []byte, claim string) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("client token\n" + claim))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// signed reports whether a key of ours made the signature.
func (s *Service) signed(claim, signature string) bool {
	for _, key := range append([][]byte{s.TokenKey}, s.OtherTokenKeys...) {
		if hmac.Equal([]byte(signature), []byte(sign(key, claim))) {
			return true
		}
	}
	return false
}

// TokenPayment returns the payment of a client token; its error has the code
// client_token_invalid.
func (s *Service) TokenPayment(token string) (payment.ID, error) {
	refused := fault.New(fault.TokenInvalid)
	rest, found := strings.CutPrefix(token, "ct_")
	at := strings.LastIndexByte(rest, '.')
	if !found || at < 0 {
		return "", refused
	}
	claim, signature := rest[:at], rest[at+1:]
	if !s.signed(claim, signature) {
		return "", refused
	}
	pid, expires, _ := strings.Cut(claim, ".")
	seconds, err := strconv.ParseInt(expires, 36, 64)
	if err != nil || s.Clock.Now().Unix() > seconds {
		return "", refused
	}
	return payment.ID(pid), nil
}
