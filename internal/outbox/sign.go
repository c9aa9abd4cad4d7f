package outbox

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strconv"
	"strings"
	"time"
)

// The lengths of a signing secret, in bytes, as Standard Webhooks has them.
const (
	secretLeast = 24
	secretMost  = 64
)

// parseSecret reads "whsec_" and base64.
func parseSecret(text string) ([]byte, error) {
	encoded, found := strings.CutPrefix(text, "whsec_")
	secret, err := base64.StdEncoding.DecodeString(encoded)
	if !found || err != nil || len(secret) < secretLeast || len(secret) > secretMost {
		return nil, errors.New("NARU_SHOP_WEBHOOK_SECRET must be whsec_ and 24 to 64 bytes as base64")
	}
	return secret, nil
}

// signature signs one try as Standard Webhooks 1.0 says: id, time in Unix
// seconds, and the exact bytes of the body.
func signature(secret []byte, eventID string, at time.Time, body []byte) (stamp, signed string) {
	stamp = strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(eventID + "." + stamp + "."))
	mac.Write(body)
	return stamp, "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}
