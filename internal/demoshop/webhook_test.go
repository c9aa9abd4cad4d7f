package demoshop_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// signed is a webhook of the payment server, signed as Standard Webhooks says.
func signed(key, id, body string, at time.Time) *http.Request {
	mac := hmac.New(sha256.New, []byte(key))
	fmt.Fprintf(mac, "%s.%d.%s", id, at.Unix(), body)
	r := httptest.NewRequest(http.MethodPost, "/shop/webhooks", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("webhook-id", id)
	r.Header.Set("webhook-timestamp", fmt.Sprint(at.Unix()))
	r.Header.Set("webhook-signature", "v1a,other v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	return r
}

const rawSecret = "0123456789abcdef0123456789abcdef"

func paidEvent(id, ref string) string {
	return `{"id":"` + id + `","type":"payment.paid","data":{"payment_id":"pay_1_` + ref + `","order_ref":"` + ref + `","state":"paid","version":2}}`
}

func TestWebhook_makesTheShopLookAndShipOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	p := b.place()
	body := paidEvent("evt_1", p.OrderRef)

	if status, text := b.do(signed(rawSecret, "evt_1", body, b.clock.Now())); status != http.StatusOK {
		t.Fatalf("got %d %s, want 200", status, text)
	}
	if _, trace := b.get(p.path("/trace")); strings.Contains(trace, "order_accepted") {
		t.Error("the goods were made ready though the payment server did not say paid")
	}

	b.server.set(p.OrderRef, "paid")
	for range 3 {
		if status, _ := b.do(signed(rawSecret, "evt_2", paidEvent("evt_2", p.OrderRef), b.clock.Now())); status != http.StatusOK {
			t.Fatalf("got %d, want 200", status)
		}
	}
	_, trace := b.get(p.path("/trace"))
	if strings.Count(trace, "order_accepted") != 1 || strings.Count(trace, "webhook_repeated") != 2 {
		t.Errorf("want one start and two repeated events: %s", trace)
	}
	if n := len(b.server.asked(http.MethodGet, "/api/orders/")); n != 2 {
		t.Errorf("the payment server was asked %d times, want once for each event", n)
	}
}

func TestWebhook_isRefusedUnlessItsSignatureHolds(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	p := b.place()
	b.server.set(p.OrderRef, "paid")
	body := paidEvent("evt_1", p.OrderRef)
	now := b.clock.Now()
	with := func(name, value string) *http.Request {
		r := signed(rawSecret, "evt_1", body, now)
		r.Header.Set(name, value)
		return r
	}
	changed := signed(rawSecret, "evt_1", body, now)
	changed.Body = http.NoBody
	for name, c := range map[string]struct {
		request *http.Request
		code    string
	}{
		"another secret":    {signed("another secret of 32 characters.", "evt_1", body, now), "webhook_signature_invalid"},
		"another body":      {changed, "webhook_signature_invalid"},
		"another id":        {with("webhook-id", "evt_2"), "webhook_signature_invalid"},
		"no id":             {with("webhook-id", ""), "webhook_signature_invalid"},
		"no time":           {with("webhook-timestamp", ""), "webhook_signature_invalid"},
		"another time":      {with("webhook-timestamp", fmt.Sprint(now.Unix()+1)), "webhook_signature_invalid"},
		"no signature":      {with("webhook-signature", ""), "webhook_signature_invalid"},
		"a broken one":      {with("webhook-signature", "v1,!!!"), "webhook_signature_invalid"},
		"six minutes old":   {signed(rawSecret, "evt_1", body, now.Add(-6*time.Minute)), "webhook_timestamp_out_of_range"},
		"six minutes ahead": {signed(rawSecret, "evt_1", body, now.Add(6*time.Minute)), "webhook_timestamp_out_of_range"},
	} {
		if status, text := b.do(c.request); status != http.StatusUnauthorized || code(t, text) != c.code {
			t.Errorf("%s: got %d %s, want 401 %s", name, status, text, c.code)
		}
	}
	if n := len(b.server.asked(http.MethodGet, "/api/orders/")); n != 0 {
		t.Error("a webhook that was refused made the shop look")
	}
}

func TestWebhook_ofAnUnknownOrderIsAcknowledged(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	if status, _ := b.do(signed(rawSecret, "evt_1", paidEvent("evt_1", "another-run"), b.clock.Now())); status != http.StatusOK {
		t.Errorf("got %d, want 200", status)
	}
}

func TestWebhook_isAskedForAgainWhenThePaymentServerIsAway(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	p := b.place()
	b.server.fall()
	status, text := b.do(signed(rawSecret, "evt_1", paidEvent("evt_1", p.OrderRef), b.clock.Now()))
	if status != http.StatusServiceUnavailable || code(t, text) != "payment_server_unavailable" {
		t.Errorf("got %d %s, want 503 so that it is sent again", status, text)
	}
}

func TestWebhook_refusesASignedBodyThatIsNoEvent(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, body := range []string{"", "[]", "{}", `{"id":1}`} {
		if status, text := b.do(signed(rawSecret, "evt_1", body, b.clock.Now())); status != http.StatusBadRequest || code(t, text) != "bad_json" {
			t.Errorf("%q: got %d %s, want bad_json", body, status, text)
		}
	}
}
