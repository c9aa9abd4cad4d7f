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
	return "ct_" + claim + "." + s.sign(claim)
}

func (s *Service) sign(claim string) string {
	mac := hmac.New(sha256.New, s.TokenKey)
	mac.Write([]byte("client token\n" + claim))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
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
	if !hmac.Equal([]byte(signature), []byte(s.sign(claim))) {
		return "", refused
	}
	pid, expires, _ := strings.Cut(claim, ".")
	seconds, err := strconv.ParseInt(expires, 36, 64)
	if err != nil || s.Clock.Now().Unix() > seconds {
		return "", refused
	}
	return payment.ID(pid), nil
}
