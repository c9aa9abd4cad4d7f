package naruclient_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/naru-pay/naru/naruclient"
)

const (
	secret    = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
	oldSecret = "whsec_ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA="
	eventBody = `{"id":"evt_1","type":"payment.paid","created_at":"2026-11-23T00:00:00Z","test":true,"data":{"payment_id":"pay_1","order_ref":"A-1","merchant_uid":"u","state":"paid","amount":59000,"refunded":0,"currency":"KRW","version":2}}`
)

func signature(secret, id, stamp, body string) string {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil {
		panic(err)
	}
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%s.%s.%s", id, stamp, body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

func headers(id, stamp, signatures string) http.Header {
	h := http.Header{}
	h.Set("webhook-id", id)
	h.Set("webhook-timestamp", stamp)
	h.Set("webhook-signature", signatures)
	return h
}

func TestWebhooks_takeTheServersOwnAndNothingElse(t *testing.T) {
	t.Parallel()
	hooks, err := naruclient.NewWebhooks(secret, oldSecret)
	if err != nil {
		t.Fatal(err)
	}
	stamp := func(off time.Duration) string { return fmt.Sprint(time.Now().Add(off).Unix()) }
	now := stamp(0)
	good := signature(secret, "evt_1", now, eventBody)
	twice := headers("evt_1", now, good)
	twice.Add("webhook-id", "evt_1")
	for name, tt := range map[string]struct {
		header http.Header
		body   string
		want   error
	}{
		"as sent":              {headers("evt_1", now, good), eventBody, nil},
		"beside another kind":  {headers("evt_1", now, "v1a,xxx "+good), eventBody, nil},
		"by the old secret":    {headers("evt_1", now, signature(oldSecret, "evt_1", now, eventBody)), eventBody, nil},
		"another body":         {headers("evt_1", now, good), eventBody + " ", naruclient.ErrWebhookSignature},
		"another id":           {headers("evt_2", now, good), eventBody, naruclient.ErrWebhookSignature},
		"another time":         {headers("evt_1", stamp(time.Second), good), eventBody, naruclient.ErrWebhookSignature},
		"another kind alone":   {headers("evt_1", now, strings.Replace(good, "v1,", "v1a,", 1)), eventBody, naruclient.ErrWebhookSignature},
		"a stranger's":         {headers("evt_1", now, signature("whsec_"+strings.Repeat("A", 44), "evt_1", now, eventBody)), eventBody, naruclient.ErrWebhookSignature},
		"old":                  {headers("evt_1", stamp(-6*time.Minute), signature(secret, "evt_1", stamp(-6*time.Minute), eventBody)), eventBody, naruclient.ErrWebhookTime},
		"from the future":      {headers("evt_1", stamp(6*time.Minute), signature(secret, "evt_1", stamp(6*time.Minute), eventBody)), eventBody, naruclient.ErrWebhookTime},
		"without a signature":  {headers("evt_1", now, ""), eventBody, naruclient.ErrWebhookHeaders},
		"with a header twice":  {twice, eventBody, naruclient.ErrWebhookHeaders},
		"with a time in words": {headers("evt_1", "now", good), eventBody, naruclient.ErrWebhookHeaders},
	} {
		event, err := hooks.Verify(tt.header, []byte(tt.body))
		if !errors.Is(err, tt.want) {
			t.Errorf("%s: error %v, want %v", name, err, tt.want)
		}
		if tt.want == nil && (event.Data.PaymentID != "pay_1" || event.Data.State != naruclient.PaymentStatePaid) || tt.want != nil && event.ID != "" {
			t.Errorf("%s: event %+v", name, event)
		}
	}
	for _, bad := range [][]string{nil, {""}, {"whsec_c2hvcnQ="}, {secret, "whsec_***"}} {
		if _, err := naruclient.NewWebhooks(bad...); err == nil {
			t.Errorf("secrets %q were taken", bad)
		}
	}
}
