package httpapi_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

// mangle changes a few bytes of a text in ways that strangers and broken
// programs do.
func mangle(r *rand.Rand, text string) string {
	b := []byte(text)
	for range 1 + r.IntN(3) {
		at := r.IntN(len(b) + 1)
		switch r.IntN(6) {
		case 0: // a byte is another
			if at < len(b) {
				b[at] = byte(r.IntN(256))
			}
		case 1: // the rest is missing
			b = b[:at]
		case 2: // a piece is there twice
			b = append(b[:at:at], append(b[r.IntN(at+1):at:at], b[at:]...)...)
		case 3: // something strange is inside
			strange := []string{"\x00", "null", "1e400", "-1", `\ud800`, "%00", "%ff", "{", "]", `"`, "9999999999999999999", "\u202e", "../", "[[[[[[[["}
			b = append(b[:at:at], append([]byte(strange[r.IntN(len(strange))]), b[at:]...)...)
		case 4: // a piece is gone
			b = append(b[:r.IntN(at+1):at], b[at:]...)
		default: // one value is another's
			b = []byte(strings.Replace(string(b), ":1", ":[]", 1))
		}
	}
	return string(b)
}

// safeTarget makes a mangled address one that a client could have sent.
func safeTarget(text string) string {
	if !strings.HasPrefix(text, "/") {
		text = "/" + text
	}
	return strings.Map(func(c rune) rune {
		if c <= ' ' || c >= 0x7f || c == '#' {
			return '~'
		}
		return c
	}, text)
}

func TestMangledRequests_areNeverAnswered500(t *testing.T) {
	t.Parallel()
	for seed := range uint64(3) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			w := newSQLiteWorld(t)
			w.quick = true
			o, _ := w.paid(openBody)
			open := w.open(strings.Replace(openBody, "A-1001", "A-1002", 1))
			imp := string(w.portone.Pay(payment.MerchantUID(open.merchantUID), money.Won(59000)))
			full := `{"order_ref":"A-9","items":[{"name":"a","qty":1,"unit_price":1000,"tax_free":10}],"shipping":10,"discount":10,"amount":1000,"currency":"KRW","name":"b","pg":"html5_inicis.INIpayTest","pay_method":"card","buyer":{"name":"n","tel":"1"},"expires_at":"2026-11-24T00:00:00Z","return_url":"http://localhost:4000/","metadata":{"a":[1,2.5,null]},"merchant_uid":"m1","request_pay":{"digital":true}}`
			corpus := []struct{ method, target, body, kind string }{
				{"POST", "/api/payments", full, "application/json"},
				{"POST", "/api/payments", openBody, "application/json"},
				{"GET", "/api/payments?state=paid&order_ref=A-1001&limit=5&cursor=MTc5NTM5MjAwMDAwMDAwMC5wYXlfMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA", "", ""},
				{"GET", "/api/payments/" + o.id, "", ""},
				{"GET", "/api/orders/A-1001", "", ""},
				{"POST", "/api/payments/" + open.id + "/complete", `{"imp_uid":"` + imp + `","merchant_uid":"` + open.merchantUID + `","error_code":"1","error_msg":"x"}`, "application/json"},
				{"POST", "/api/payments/" + o.id + "/cancel", `{"amount":1000,"tax_free":1,"reason":"x","refund_account":{"bank":"04","number":"1","holder":"a"}}`, "application/json"},
				{"POST", "/api/webhooks/portone", `{"imp_uid":"` + imp + `","merchant_uid":"` + open.merchantUID + `","status":"paid"}`, "application/json"},
				{"POST", "/api/webhooks/portone", `imp_uid=` + imp + `&merchant_uid=` + open.merchantUID + `&status=paid`, form},
				{"GET", "/api/return?t=" + o.token + "&imp_uid=" + imp + "&imp_success=true", "", ""},
				{"GET", "/api/events?payment_id=" + o.id, "", ""},
				{"GET", "/api/discrepancies?payment_id=" + o.id + "&limit=3", "", ""},
			}
			r := rand.New(rand.NewPCG(seed, 1))
			for range 800 {
				c := corpus[r.IntN(len(corpus))]
				target, body, contentType, key := c.target, c.body, c.kind, fmt.Sprint(r.Int())
				switch r.IntN(8) {
				case 0:
					target = safeTarget(mangle(r, target))
				case 1:
					contentType = mangle(r, contentType)
				case 2:
					key = mangle(r, key)
				default:
					body = mangle(r, body)
				}
				req, err := http.NewRequestWithContext(t.Context(), c.method, "http://localhost:4100"+target, strings.NewReader(body))
				if err != nil {
					continue // no client sends such an address
				}
				req.RemoteAddr = "192.0.2.1:1"
				req.Header.Set("Content-Type", contentType)
				req.Header.Set("Authorization", "Bearer "+w.key)
				req.Header.Set("Idempotency-Key", key)
				w.serve(req, body) // fails the test on 500 and on an answer that is not described
			}
			if _, err := w.service.RunDue(t.Context()); err != nil {
				t.Errorf("what is due afterwards: %v", err)
			}
		})
	}
}
