package httpapi_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/httpapi"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

const form = "application/x-www-form-urlencoded"

func (w *world) notes() []merchant.Note {
	w.t.Helper()
	var list []merchant.Note
	err := w.store.View(w.t.Context(), func(tx merchant.Tx) (err error) {
		list, err = tx.Inbox().List(w.t.Context(), merchant.Page{Limit: 100})
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return list
}

func TestWebhook_confirmsWhatNobodyElseTold(t *testing.T) {
	t.Parallel()
	for name, contentType := range map[string]string{"json": "application/json; charset=UTF-8", "form": form} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			o := w.open(openBody)
			imp := string(w.portone.Pay(payment.MerchantUID(o.merchantUID), money.Won(59000)))
			body := `{"imp_uid":"` + imp + `","merchant_uid":"` + o.merchantUID + `","status":"paid","new_word":{"a":[1.5e3]}}`
			if contentType == form {
				body = "imp_uid=" + imp + "&merchant_uid=" + o.merchantUID + "&status=paid&new_word=1"
			}
			r := w.want(w.send("POST", "/api/webhooks/portone", body, noKey, kind(contentType)), http.StatusOK, "")
			if r.json["ok"] != true {
				t.Errorf("answer = %s", r.body)
			}
			if _, err := w.service.RunDue(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := w.want(w.send("GET", "/api/payments/"+o.id, ""), 200, "").text("state"); got != "paid" {
				t.Errorf("state = %s, want paid", got)
			}
		})
	}
}

func TestWebhook_neverTellsWhetherAPaymentIsOurs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.open(openBody)
	ours := w.send("POST", "/api/webhooks/portone", `{"imp_uid":"imp_1","merchant_uid":"`+o.merchantUID+`","status":"paid"}`, noKey)
	foreign := w.send("POST", "/api/webhooks/portone", `{"imp_uid":"imp_1","merchant_uid":"주문 <1>","status":"paid"}`, noKey)
	if ours.status != 200 || foreign.status != 200 || string(ours.body) != string(foreign.body) {
		t.Errorf("ours %d %s, foreign %d %s", ours.status, ours.body, foreign.status, foreign.body)
	}
	if _, err := w.service.RunDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := w.portone.Calls("Lookup"); n != 1 {
		t.Errorf("PortOne was asked %d times, want once: not about the foreign one", n)
	}
}

func TestWebhook_isNotAnsweredWith200UnlessStored(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.store.Break(errors.New("disk full"))
	r := w.want(w.send("POST", "/api/webhooks/portone", `{"merchant_uid":"m"}`, noKey), http.StatusServiceUnavailable, "store_unavailable")
	if strings.Contains(string(r.body), "disk full") || !strings.Contains(w.log.String(), "disk full") {
		t.Errorf("the cause belongs into the log alone: %s", r.body)
	}
}

func TestWebhook_refusesWhatItCannotRead(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, tt := range []struct {
		name, contentType, body string
		status                  int
		code                    string
	}{
		{"empty", "application/json", ``, 400, "bad_json"},
		{"no merchant_uid", "application/json", `{"imp_uid":"imp_1"}`, 400, "missing_field"},
		{"empty merchant_uid", form, `merchant_uid=`, 400, "missing_field"},
		{"number", "application/json", `{"merchant_uid":1}`, 400, "bad_field"},
		{"twice", "application/json", `{"merchant_uid":"a","merchant_uid":"b"}`, 400, "bad_json"},
		{"twice inside", "application/json", `{"merchant_uid":"a","x":{"y":1,"y":2}}`, 400, "bad_json"},
		{"twice in form", form, `merchant_uid=a&merchant_uid=b`, 400, "bad_field"},
		{"bad form", form, `merchant_uid=%zz`, 400, "bad_request"},
		{"not UTF-8 in form", form, `merchant_uid=%ff`, 400, "bad_field"},
		{"NUL", "application/json", `{"merchant_uid":"a\u0000"}`, 400, "bad_field"},
		{"NUL in form", form, `merchant_uid=a%00`, 400, "bad_field"},
		{"long", "application/json", `{"merchant_uid":"` + strings.Repeat("a", 201) + `"}`, 400, "bad_field"},
		{"text", "text/plain", `{"merchant_uid":"a"}`, 415, "bad_content_type"},
		{"no type", "", `{"merchant_uid":"a"}`, 415, "bad_content_type"},
		{"multipart", "multipart/form-data; boundary=x", `--x--`, 415, "bad_content_type"},
		{"huge", "application/json", `{"merchant_uid":"a","x":"` + strings.Repeat("x", 64<<10) + `"}`, 413, "body_too_large"},
		{"deep", "application/json", strings.Repeat(`{"a":`, 100), 400, "bad_json"},
	} {
		r := w.send("POST", "/api/webhooks/portone", tt.body, noKey, kind(tt.contentType))
		if r.status != tt.status || r.code() != tt.code {
			t.Errorf("%s: answer = %d %s, want %d %s", tt.name, r.status, r.code(), tt.status, tt.code)
		}
	}
	if notes := w.notes(); len(notes) != 0 {
		t.Errorf("stored %d notes, want none", len(notes))
	}
}

func TestLimits_slowStrangersDown(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(d *httpapi.Deps) {
		one := httpapi.Rate{PerSecond: 1, Burst: 2}
		d.Limits = httpapi.Limits{Webhook: one, Return: one, Browser: one, BadKey: one}
	})
	o := w.open(openBody)
	from := func(addr string) edit { return func(r *http.Request) { r.RemoteAddr = addr } }
	for name, call := range map[string]func(...edit) reply{
		"webhook": func(e ...edit) reply {
			return w.send("POST", "/api/webhooks/portone", `{"merchant_uid":"m"}`, append(e, noKey)...)
		},
		"return":  func(e ...edit) reply { return w.send("GET", "/api/return?t="+o.token, "", append(e, noKey)...) },
		"browser": func(e ...edit) reply { return w.send("GET", "/api/payments/"+o.id, "", append(e, bearer(o.token))...) },
		"bad key": func(e ...edit) reply {
			return w.send("GET", "/api/payments", "", append(e, bearer("sk_test_wrong"))...)
		},
	} {
		for range 2 {
			if r := call(); r.status == http.StatusTooManyRequests {
				t.Errorf("%s: refused within its burst", name)
			}
		}
		if r := call(); r.status != http.StatusTooManyRequests {
			t.Errorf("%s: third call = %d, want 429", name, r.status)
		}
		if r := call(from("198.51.100.7:1")); r.status == http.StatusTooManyRequests {
			t.Errorf("%s: another address is slowed down, too", name)
		}
	}
	if r := w.send("GET", "/api/payments", ""); r.status != http.StatusOK {
		t.Errorf("a good key from the same address = %d, want 200", r.status)
	}
	ip6 := func(i string) edit { return from("[2001:db8::" + i + "]:1") }
	for i, want := range []int{200, 200, 429} {
		r := w.send("POST", "/api/webhooks/portone", `{"merchant_uid":"m"}`, noKey, ip6(string(rune('1'+i))))
		if r.status != want {
			t.Errorf("call %d from one IPv6 network = %d, want %d", i, r.status, want)
		}
	}
}
