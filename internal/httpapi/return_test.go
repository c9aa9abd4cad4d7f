package httpapi_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

const returning = `{"order_ref":"A/1&2","amount":59000,"name":"<script>alert(1)</script>","buyer":{"tel":"1"},"return_url":"http://localhost:4000/done?lang=ko&x=%20#top"}`

func TestReturn_confirmsAndLeadsToTheShop(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.open(returning)
	imp := w.portone.Pay(payment.MerchantUID(o.merchantUID), money.Won(59000))
	r := w.send("GET", "/api/return?t="+o.token+"&imp_uid="+string(imp)+"&merchant_uid=forged&imp_success=true&anything=else", "", noKey)
	want := "http://localhost:4000/done?lang=ko&x=%20&order_ref=A%2F1%262&payment_id=" + o.id + "#top"
	if r.status != http.StatusSeeOther || r.header.Get("Location") != want || len(r.header.Values("Set-Cookie")) != 0 {
		t.Errorf("answer = %d to %q, want 303 to %q", r.status, r.header.Get("Location"), want)
	}
	if got := w.want(w.send("GET", "/api/payments/"+o.id, ""), 200, "").text("state"); got != "paid" {
		t.Errorf("state = %s, want paid", got)
	}
}

func TestReturn_leadsOnWhenNothingCanBeConfirmed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.open(returning)
	stranger := w.portone.Pay("somebody-elses", money.Won(59000))
	for name, query := range map[string]string{
		"foreign": "&imp_uid=" + string(stranger), "made up": "&imp_uid=imp_404", "none": "", "garbage": "&imp_uid=%00%ff<script>",
	} {
		if r := w.send("GET", "/api/return?t="+o.token+query, "", noKey); r.status != http.StatusSeeOther {
			t.Errorf("%s: answer = %d, want 303", name, r.status)
		}
	}
	w.portone.Away(true)
	if r := w.send("GET", "/api/return?t="+o.token+"&imp_uid=imp_1", "", noKey); r.status != http.StatusSeeOther {
		t.Errorf("PortOne away: answer = %d, want 303", r.status)
	}
	if got := w.want(w.send("GET", "/api/payments/"+o.id, ""), 200, "").text("state"); got != "open" {
		t.Errorf("state = %s, want open", got)
	}
}

func TestReturn_showsAPageWithoutAReturnURL(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.open(strings.Replace(returning, `,"return_url":"http://localhost:4000/done?lang=ko&x=%20#top"`, "", 1))
	r := w.send("GET", "/api/return?t="+o.token, "", noKey)
	page := string(r.body)
	if r.status != 200 || !strings.Contains(page, "확인하고 있습니다") || !strings.Contains(page, "Do not pay again") {
		t.Errorf("page = %d %s", r.status, page)
	}
	if strings.Contains(page, "<script>") || !strings.Contains(page, "&lt;script&gt;") {
		t.Errorf("the order name is not text: %s", page)
	}
	if policy := r.header.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'") {
		t.Errorf("policy = %q", policy)
	}
}

func TestReturn_tellsPeopleWhatABadTokenMeansForTheirMoney(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.open(returning)
	for name, query := range map[string]string{"none": "", "forged": "?t=" + o.token + "x", "garbage": "?t=%ff%00", "key": "?t=" + w.key} {
		r := w.send("GET", "/api/return"+query, "", noKey)
		if r.status != http.StatusUnauthorized || !strings.Contains(string(r.body), "이미 낸 돈은") {
			t.Errorf("%s: answer = %d %s", name, r.status, r.body)
		}
	}
	w.clock.Advance(8 * 24 * time.Hour)
	if r := w.send("GET", "/api/return?t="+o.token, "", noKey); r.status != http.StatusUnauthorized {
		t.Errorf("expired: answer = %d, want 401", r.status)
	}
	if n := w.portone.Calls("LookupAll") + w.portone.Calls("Lookup"); n != 0 {
		t.Errorf("PortOne was asked %d times", n)
	}
}

func TestReturn_tellsPeopleWhenTheStoreIsAway(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.open(returning)
	w.store.Break(fault.Wrap(fault.StoreUnavailable, errors.New("disk full")))
	r := w.send("GET", "/api/return?t="+o.token, "", noKey)
	if r.status != http.StatusServiceUnavailable || !strings.Contains(string(r.body), "이미 낸 돈은 잃지 않으며") || strings.Contains(string(r.body), "disk full") {
		t.Errorf("answer = %d %s, want a page with 503", r.status, r.body)
	}
}
