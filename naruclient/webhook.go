package naruclient

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Tolerance is how far a webhook's time may be from now, either way, as the
// Standard Webhooks specification advises.
const Tolerance = 5 * time.Minute

// shortestSecret is what a webhook's secret has at least, in bytes.
const shortestSecret = 16

// The ways in which a webhook is refused. Answer each with status 400.
var (
	ErrWebhookHeaders   = errors.New("naruclient: the webhook lacks a header of Standard Webhooks, or has one twice")
	ErrWebhookSignature = errors.New("naruclient: no signature of the webhook is the payment server's")
	ErrWebhookTime      = errors.New("naruclient: the webhook's time is too far from now")
)

// Webhooks verifies what the payment server sends to a shop.
type Webhooks struct {
	secrets [][]byte
	now     func() time.Time
}

// NewWebhooks takes the endpoint's secrets, whsec_…: one, or while it is changed
// the old one and the new.
func NewWebhooks(secrets ...string) (*Webhooks, error) {
	w := &Webhooks{now: time.Now}
	for _, text := range secrets {
		secret, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(text, "whsec_"))
		if err != nil || len(secret) < shortestSecret {
			return nil, errors.New("naruclient: a webhook's secret is whsec_ and base64 of at least 16 bytes")
		}
		w.secrets = append(w.secrets, secret)
	}
	if len(w.secrets) == 0 {
		return nil, errors.New("naruclient: webhooks cannot be verified without a secret")
	}
	return w, nil
}

// Verify returns the event of a webhook whose signature, over the body as it
// came, is the payment server's. The same event may come again with the same id,
// and events may be late: read the payment before you act on one.
func (w *Webhooks) Verify(header http.Header, body []byte) (ShopEvent, error) {
	var values [3]string
	for i, name := range []string{"webhook-id", "webhook-timestamp", "webhook-signature"} {
		got := header.Values(name)
		if len(got) != 1 || got[0] == "" {
			return ShopEvent{}, ErrWebhookHeaders
		}
		values[i] = got[0]
	}
	seconds, err := strconv.ParseInt(values[1], 10, 64)
	if err != nil {
		return ShopEvent{}, ErrWebhookHeaders
	}
	if !w.signed(values[0]+"."+values[1]+".", body, values[2]) {
		return ShopEvent{}, ErrWebhookSignature
	}
	if off := w.now().Sub(time.Unix(seconds, 0)); off > Tolerance || off < -Tolerance {
		return ShopEvent{}, ErrWebhookTime
	}
	var event ShopEvent
	if err := json.Unmarshal(body, &event); err != nil {
		return ShopEvent{}, fmt.Errorf("naruclient: read the webhook: %w", err)
	}
	return event, nil
}

// signed reports whether one of the signatures is ours, comparing every secret
// with every signature in constant time.
func (w *Webhooks) signed(head string, body []byte, signatures string) bool {
	found := false
	for _, secret := range w.secrets {
		mac := hmac.New(sha256.New, secret)
		mac.Write([]byte(head))
		mac.Write(body)
		want := mac.Sum(nil)
		for signature := range strings.FieldsSeq(signatures) {
			text, ok := strings.CutPrefix(signature, "v1,")
			got, err := base64.StdEncoding.DecodeString(text)
			found = found || (ok && err == nil && hmac.Equal(got, want))
		}
	}
	return found
}
