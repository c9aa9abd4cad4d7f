package naruclient_test

import (
	"net/http"
	"testing"

	"github.com/naru-pay/naru/naruclient"
)

func FuzzVerify(f *testing.F) {
	w, err := naruclient.NewWebhooks("whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")
	if err != nil {
		f.Fatal(err)
	}
	f.Add("evt_1", "1763856000", "v1,AAAA", []byte(`{"id":"evt_1"}`))
	f.Add("", "-1", "v1 v1a,x v2,y", []byte{})
	f.Fuzz(func(t *testing.T, id, at, signatures string, body []byte) {
		h := http.Header{}
		h.Set("webhook-id", id)
		h.Set("webhook-timestamp", at)
		h.Set("webhook-signature", signatures)
		if e, err := w.Verify(h, body); err == nil {
			t.Errorf("a forged event was taken: %+v", e)
		}
	})
}
