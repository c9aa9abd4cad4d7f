package httpapi_test

import (
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/httpapi"
)

func FuzzReadWebhook(f *testing.F) {
	f.Add("application/json", []byte(`{"imp_uid":"imp_1","merchant_uid":"m","status":"paid","more":{"a":[1]}}`))
	f.Add("application/x-www-form-urlencoded", []byte("imp_uid=imp_1&merchant_uid=m%2B&status=paid"))
	f.Add("application/x-www-form-urlencoded", []byte("merchant_uid=a&merchant_uid=b;%zz"))
	f.Add("text/plain", []byte("x"))
	f.Fuzz(func(t *testing.T, kind string, body []byte) {
		told, err := httpapi.ReadWebhook(kind, body)
		if err != nil {
			if fault.CodeOf(err) == fault.InternalError || told != nil {
				t.Errorf("%s %q: %v beside %v", kind, body, err, told)
			}
			return
		}
		if told["merchant_uid"] == "" {
			t.Errorf("%s %q: no payment in %v", kind, body, told)
		}
		for name, value := range told {
			if !utf8.ValidString(value) || utf8.RuneCountInString(value) > 200 || strings.ContainsFunc(value, unicode.IsControl) {
				t.Errorf("%s %q: %s = %q", kind, body, name, value)
			}
		}
	})
}

func FuzzCursor(f *testing.F) {
	f.Add("MTc2Mzg1NjAwMDAwMDAwMC5wYXlfMDFLQVgwMDAwMDAwMDAwMDAwMDAwMDAwMDA", "20")
	f.Add("", "+1")
	f.Add("AA==", "0")
	f.Fuzz(func(t *testing.T, cursor, limit string) {
		p, err := httpapi.ReadPage(cursor, limit)
		if err != nil {
			if fault.CodeOf(err) != fault.BadQuery {
				t.Errorf("cursor %q, limit %q: %v", cursor, limit, err)
			}
			return
		}
		if p.Limit < 2 || p.Limit > 101 || (cursor == "") != p.Before.IsZero() || (cursor == "") != (p.BeforeID == "") {
			t.Errorf("cursor %q, limit %q: %+v", cursor, limit, p)
		}
	})
}

func FuzzClientAddress(f *testing.F) {
	f.Add("10.0.0.1:1", "198.51.100.7, 10.0.0.2")
	f.Add("203.0.113.9:1", "127.0.0.1")
	f.Add("[::1]:1", ",,x,2001:db8::1%eth0")
	proxies := netip.MustParsePrefix("10.0.0.0/8")
	f.Fuzz(func(t *testing.T, peer, forwarded string) {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = peer
		r.Header.Set("X-Forwarded-For", forwarded)
		alone, client := httpapi.ClientOf(r), httpapi.ClientOf(r, proxies)
		if alone == client {
			return
		}
		if addr, err := netip.ParseAddr(alone); err != nil || !proxies.Contains(addr.Unmap()) {
			t.Errorf("%q is believed, who is no proxy: %q", alone, client)
		}
		if _, err := netip.ParseAddr(client); err != nil {
			t.Errorf("the client %q of %q is no address", client, forwarded)
		}
	})
}
