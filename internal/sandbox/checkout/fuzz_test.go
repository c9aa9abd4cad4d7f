package checkout_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// Whatever a stranger sends, the answer is clear JSON and never a 500.
func FuzzStart(f *testing.F) {
	f.Add(`{"user_code":"imp12345678","params":{"pg":"html5_inicis","merchant_uid":"a","amount":1e400}}`)
	f.Add(`{"user_code":"imp12345678","params":{"a":[{"b":1,"b":2}]}}`)
	f.Add(`{"params":{},"user_code":"\ud800"}`)
	f.Add(`[[[[`)
	f.Fuzz(func(t *testing.T, body string) {
		b := newBridge(t)
		body = strings.ReplaceAll(body, "imp12345678", b.imp)
		r := b.send(http.MethodPost, "/checkout/v1/start", body, "Content-Type", "text/plain", "User-Agent", desktop)
		if raw := text(t, r); r.StatusCode >= 500 || !json.Valid([]byte(raw)) {
			t.Errorf("%q answers %d %s", body, r.StatusCode, raw)
		}
	})
}

// A window's form is answered by a page or a redirect, and no payment of it is
// ever paid by an outcome other than the two that approve.
func FuzzAnswer(f *testing.F) {
	f.Add("outcome=approve&method=card&card_quota=3")
	f.Add("outcome=cancel&method=%zz")
	f.Add("outcome=issue_account&bank=004")
	f.Add("outcome=decline_limit;method=card")
	f.Fuzz(func(t *testing.T, form string) {
		b := newBridge(t)
		a := b.start(t, "", desktop)
		path := strings.TrimPrefix(a.Window.URL, "http://localhost:4200")
		r := b.send(http.MethodPost, path, form, "Content-Type", "application/x-www-form-urlencoded")
		if r.StatusCode >= 500 {
			t.Errorf("%q answers %d", form, r.StatusCode)
		}
		values, _ := url.ParseQuery(form)
		approved := strings.HasPrefix(values.Get("outcome"), "approve")
		if p := b.payment(t, a.Window.ImpUID); p.Status == engine.Paid && !approved {
			t.Errorf("%q paid", form)
		}
	})
}

// A person's form is answered by a page or a redirect, and nobody is certified
// but by an outcome that does so.
func FuzzPerson(f *testing.F) {
	f.Add("outcome=approve&name=a&birthday=2026-02-30")
	f.Add("outcome=confirm&otp=000000&gender=x&carrier=%00")
	f.Add("outcome=approve&phone=" + strings.Repeat("9", 99) + "&app=tauthlink")
	f.Fuzz(func(t *testing.T, form string) {
		b := newBridge(t)
		a := b.certify(t, "", desktop)
		r := b.send(http.MethodPost, a.path(), form, "Content-Type", "application/x-www-form-urlencoded")
		if r.StatusCode >= 500 {
			t.Errorf("%q answers %d", form, r.StatusCode)
		}
		values, _ := url.ParseQuery(form)
		approves := strings.HasPrefix(values.Get("outcome"), "approve") || values.Get("outcome") == "confirm"
		if c, err := b.engine.CertificationOf(b.imp, a.Window.ImpUID); err != nil || c.State == engine.CertificationDone && !approves {
			t.Errorf("%q certified %+v, %v", form, c, err)
		}
	})
}
