package restv1_test

import (
	"strings"
	"testing"
)

func TestCharges_areWrittenAsPortOneWrites(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.issue(t)
	golden(t, "again", a.send("POST", "/subscribe/payments/again", asJSON,
		`{"customer_uid":"c1","merchant_uid":"sub-1","amount":9900,"name":"구독/11월","buyer_name":"홍길동","custom_data":"{}"}`, "User-Agent", "Go-http-client/1.1"))
	golden(t, "onetime_declined", a.send("POST", "/subscribe/payments/onetime", asForm,
		"merchant_uid=once-1&amount=50000&name=n&card_quota=3&card_number=4092-0230-1234-0004&expiry=2029-03"))
	golden(t, "onetime_refused", a.send("POST", "/subscribe/payments/onetime", asForm,
		"merchant_uid=once-2&amount=50000&name=n&card_number=4092-0230-1234-0001&expiry=2029-03"))
}

func TestCharges_answerBothFormsOfFailure(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.issue(t)
	const again, once = "/subscribe/payments/again", "/subscribe/payments/onetime"
	key := `"customer_uid":"c1","name":"n",`
	for _, c := range []struct {
		target, body string
		status, code int
		text         string
	}{
		{again, `{` + key + `"merchant_uid":"m1","amount":"9900","notice_url":["http://127.0.0.1/a","http://127.0.0.1/b"],"extra":{"naverUseCfm":"20260101"}}`, 200, 0, `"status":"paid"`},
		{again, `{` + key + `"merchant_uid":"m1","amount":9900}`, 200, 1, "이미 결제가 이루어진 거래건입니다."},
		{again, `{"customer_uid":"c9","name":"n","merchant_uid":"m2","amount":9900}`, 200, 1, "등록되지 않은 구매자입니다."},
		{again, `{}`, 200, 1, "customer_uid 파라메터가 누락되었습니다."},
		{again, `{` + key + `"merchant_uid":"m2","amount":{"total":9900}}`, 400, -1, "amount"},
		{again, `{` + key + `"merchant_uid":"m2","amount":1e3}`, 400, -1, "amount"},
		{again, `{` + key + `"merchant_uid":"m2","amount":9900,"card_quota":"three"}`, 400, -1, "card_quota"},
		{again, `{` + key + `"merchant_uid":"m2","amount":9900,"card_quota":2.5}`, 400, -1, "card_quota"},
		{again, `{` + key + `"merchant_uid":"m2","amount":9900,"card_quota":99999999999999999999}`, 400, -1, "card_quota"},
		{again, `{` + key + `"merchant_uid":"m2","amount":9900,"notice_url":{"a":1}}`, 400, -1, "notice_url"},
		{again, `{` + key + `"merchant_uid":["m2"],"amount":9900}`, 400, -1, "merchant_uid"},
		{again, `[`, 400, -1, "JSON"},
		{once, `{"merchant_uid":"m3","amount":9900,"name":"n","card_number":"4092023012340003","expiry":"2029-03"}`, 200, 0, `"fail_reason":"8037`},
		{once, `{"merchant_uid":"m3","amount":9900,"name":"n","card_number":"4092023012340001","expiry":"2029-03"}`, 200, -1, "카드정보 인증에 실패하였습니다."},
		{once, `{"merchant_uid":"m3","amount":9900,"name":"n",` + cardFields + `,"channelGroupId":"g"}`, 200, 1, "스마트 라우팅"},
		{once, `{"merchant_uid":"m3","amount":9900,"name":"n","card_number":[1],"expiry":"2029-03"}`, 400, -1, "card_number"},
	} {
		w := a.send("POST", c.target, asJSON, c.body)
		if got := envelope(t, w); w.Code != c.status || got.Code != c.code || !strings.Contains(plain(t, w), c.text) {
			t.Errorf("%s %s: %d %s, want %d, code %d, %q", c.target, c.body, w.Code, w.Body, c.status, c.code, c.text)
		}
	}
	if n := len(a.engine.All(a.m.Code)); n != 2 {
		t.Errorf("%d payments, want one paid and one declined", n)
	}
	if w := a.send("POST", again, asJSON, `{`+key+`"merchant_uid":"m4","amount":9900}`, "Authorization", "nobody"); w.Code != 401 {
		t.Errorf("without a token: %d", w.Code)
	}
}

// Lists in form bodies have no names for their places.
func TestForms_readListsWithoutPlaces(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.issue(t)
	w := a.send("POST", "/subscribe/payments/again", asForm,
		"customer_uid=c1&merchant_uid=m1&amount=9900&name=n&notice_url[]=http://127.0.0.1/a&notice_url[]=http://127.0.0.1/b")
	if envelope(t, w).Code != 0 {
		t.Fatalf("answered %s", w.Body)
	}
	if urls := a.engine.All(a.m.Code)[0].NoticeURLs; len(urls) != 2 || urls[1] != "http://127.0.0.1/b" {
		t.Errorf("notice_url was read as %v", urls)
	}
}
