package outbox

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// The lengths of a signing secret, in bytes, as Standard Webhooks has them.
const (
	secretLeast = 24
	secretMost  = 64
)

var errSecret = errors.New("NARU_SHOP_WEBHOOK_SECRET must be whsec_ and 24 to 64 bytes as base64")

// parseSecret reads "whsec_" and base64.
func parseSecret(text string) ([]byte, error) {
	encoded, found := strings.CutPrefix(text, "whsec_")
	secret, err := base64.StdEncoding.DecodeString(encoded)
	if !found || err != nil || len(secret) < secretLeast || len(secret) > secretMost {
		return nil, errSecret
	}
	return secret, nil
}

// parseSecrets reads one secret or several with spaces or commas between them,
// the newest first.
func parseSecrets(text string) ([][]byte, error) {
	var list [][]byte
	for _, one := range strings.FieldsFunc(text, func(c rune) bool { return c == ' ' || c == ',' }) {
		secret, err := parseSecret(one)
		if err != nil {
			return nil, err
		}
		list = append(list, secret)
	}
	if len(list) == 0 {
		return nil, errSecret
	}
	return list, nil
}

// signature signs one try as Standard Webhooks 1.0 says: id, time in Unix
// seconds, and the exact bytes of the body. Every secret signs, so that who
// verifies with one of them is content.
func signature(secrets [][]byte, eventID string, at time.Time, body []byte) (stamp, signed string) {
	stamp = strconv.FormatInt(at.Unix(), 10)
	var list []string
	for _, secret := range secrets {
		mac := hmac.New(sha256.New, secret)
		mac.Write([]byte(eventID + "." + stamp + "."))
		mac.Write(body)
		list = append(list, "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	}
	return stamp, strings.Join(list, " ")
}

// Headers are the headers of one try, signed with a secret "whsec_…".
func Headers(secret, eventID string, at time.Time, body []byte) (http.Header, error) {
	keys, err := parseSecrets(secret)
	if err != nil {
		return nil, err
	}
	return headers(keys, eventID, at, body), nil
}

func headers(secrets [][]byte, eventID string, at time.Time, body []byte) http.Header {
	stamp, signed := signature(secrets, eventID, at, body)
	h := http.Header{}
	h.Set("Content-Type", "application/json")
	h.Set("User-Agent", "naru-webhook")
	h.Set("Webhook-Id", eventID)
	h.Set("Webhook-Timestamp", stamp)
	h.Set("Webhook-Signature", signed)
	return h
}
