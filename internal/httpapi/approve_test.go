package httpapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/httpapi"
	"github.com/naru-pay/naru/internal/merchant/merchanttest"
)

func TestApprove_answersAsPortOneReadsIt(t *testing.T) {
	t.Parallel()
	w, shop := newWorld(t), &merchanttest.Shop{}
	w.service.Approver = shop
	o := w.open(openBody)
	ask := func(imp, uid, amount string) reply {
		return w.send("POST", "/api/approve/portone", fmt.Sprintf(`{"imp_uid":%q,"merchant_uid":%q,"amount":%s,"new_field":{}}`, imp, uid, amount), noKey)
	}
	if r := w.want(ask("imp_1", o.merchantUID, "59000"), http.StatusOK, ""); r.json["approved"] != true {
		t.Errorf("matching terms: %s", r.body)
	}
	for _, c := range []struct {
		imp, uid, amount string
		status           int
		code             string
	}{
		{"imp_2", "unknown", "59000", 404, "payment_not_found"},
		{"imp_2", o.merchantUID, "59001", 409, "payment_amount_mismatch"},
		{"imp_2", o.merchantUID, `"59000"`, 400, "bad_field"},
		{"imp_2", o.merchantUID, "null", 400, "bad_field"},
		{"../imp", o.merchantUID, "59000", 400, "bad_field"},
		{"imp_2", strings.Repeat("x", 201), "59000", 400, "bad_field"},
	} {
		r := w.want(ask(c.imp, c.uid, c.amount), c.status, c.code)
		if r.json["approved"] == true || (c.status != 400 && r.text("reason") == "") {
			t.Errorf("%+v: %s", c, r.body)
		}
	}
	shop.Refuse("")
	if r := w.want(ask("imp_3", o.merchantUID, "59000"), 409, "approval_refused"); r.text("reason") != "상점이 주문을 받을 수 없습니다" {
		t.Errorf("a refusal without a reason: %s", r.body)
	}
	shop.Away(true)
	w.want(ask("imp_4", o.merchantUID, "59000"), 503, "approval_unanswered")
	w.want(w.send("POST", "/api/approve/portone", "imp_uid=imp_1", noKey, kind("application/x-www-form-urlencoded")), 415, "bad_content_type")
	if n := len(shop.Asked()); n != 3 {
		t.Errorf("the shop was asked %d times", n)
	}
}

func TestApprove_isLimitedByAddress(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(d *httpapi.Deps) { d.Limits.Approve = httpapi.Rate{PerSecond: 1, Burst: 2} })
	body := `{"imp_uid":"imp_1","merchant_uid":"unknown","amount":1}`
	w.want(w.send("POST", "/api/approve/portone", body, noKey), 404, "payment_not_found")
	w.want(w.send("POST", "/api/approve/portone", body, noKey), 404, "payment_not_found")
	w.want(w.send("POST", "/api/approve/portone", body, noKey), 429, "too_many_requests")
}
