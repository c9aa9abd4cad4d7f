package restv1_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

const cardFields = `"card_number":"4092-0230-1234-5678","expiry":"2029-03","birth":"800101","pwd_2digit":"12"`

// issue stores a card under customer_uid c1.
func (a *api) issue(t testing.TB) {
	t.Helper()
	w := a.send("POST", "/subscribe/customers/c1", asJSON, `{`+cardFields+`,"customer_name":"홍길동","customer_tel":"010-0000-0000"}`)
	if envelope(t, w).Code != 0 {
		t.Fatalf("the card was refused: %s", w.Body)
	}
}

func TestBillingKeys_areWrittenAsPortOneWrites(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.issue(t)
	golden(t, "billing_key", a.send("GET", "/subscribe/customers/c1", "", ""))
	golden(t, "billing_key_unknown", a.send("GET", "/subscribe/customers/c2", "", ""))
	golden(t, "billing_key_refused", a.send("POST", "/subscribe/customers/c2", asForm, "card_number=4092023012340001&expiry=2029-03"))
	issued := a.pay(t, `"pg":"html5_inicis.INIBillTst","customer_uid":"c3","amount":0`, engine.Choice{Outcome: engine.Approve})
	golden(t, "billing_issue", a.send("GET", "/payments/"+issued.ImpUID+"?include_sandbox=true", "", ""))
}

func TestBillingKeys_answerStatusesOfTheDescription(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.issue(t)
	for _, c := range []struct {
		method, target, body string
		status, code         int
		text                 string
	}{
		{"GET", "/subscribe/customers?customer_uid[]=c1", "", 200, 0, `"customer_uid":"c1"`},
		{"GET", "/subscribe/customers?customer_uid[]=c1&customer_uid[]=c1", "", 200, 0, `"customer_uid":"c1"`},
		{"GET", "/subscribe/customers?customer_uid[]=c1&customer_uid[]=c9", "", 207, 0, `"customer_uid":"c1"`},
		{"GET", "/subscribe/customers?customer_uid[]=c9", "", 404, 1, "customer_uid(c9)"},
		{"GET", "/subscribe/customers", "", 404, 1, "customer_uid 파라메터가 누락되었습니다."},
		{"GET", "/subscribe/customers?" + strings.Repeat("customer_uid[]=a&", 101), "", 400, -1, "100건"},
		{"GET", "/subscribe/customers/c9", "", 404, 1, "요청하신 customer_uid(c9)로 등록된 정보를 찾을 수 없습니다."},
		{"GET", "/subscribe/customers/c1/payments", "", 200, 0, `"total":0`},
		{"GET", "/subscribe/customers/c1/payments?page=2", "", 400, -1, "조회 조건"},
		{"GET", "/subscribe/customers/c9/payments", "", 404, 1, "customer_uid(c9)"},
		{"POST", "/subscribe/customers/c2", `{}`, 200, 1, "card_number 파라메터가 누락되었습니다."},
		{"POST", "/subscribe/customers/" + strings.Repeat("c", 81), `{` + cardFields + `}`, 200, 1, "80자"},
		{"POST", "/subscribe/customers/c2", `{` + cardFields + `,"channel_group_id":"g"}`, 200, 1, "스마트 라우팅"},
		{"POST", "/subscribe/customers/c2", `{` + cardFields + `,"channel_key":"k"}`, 200, 1, "등록된 PG 설정 정보가 없습니다."},
		{"POST", "/subscribe/customers/c2", `{"card_number":{"a":1},"expiry":"2029-03"}`, 400, -1, "card_number"},
		{"POST", "/subscribe/customers/c2", `{"card_number":`, 400, -1, "JSON"},
		{"DELETE", "/subscribe/customers/c9", "", 404, 1, "customer_uid(c9)"},
		{"DELETE", "/subscribe/customers/c1?reason=end&extra[requester]=customer", "", 200, 0, `"customer_uid":"c1"`},
		{"DELETE", "/subscribe/customers/c1", "", 404, 1, "customer_uid(c1)"},
		{"PUT", "/subscribe/customers/c1", `{}`, 405, -1, ""},
	} {
		w := a.send(c.method, c.target, asJSON, c.body)
		if got := envelope(t, w); w.Code != c.status || got.Code != c.code || !strings.Contains(plain(t, w), c.text) {
			t.Errorf("%s %.80s: %d %s, want %d, code %d, %q", c.method, c.target, w.Code, w.Body, c.status, c.code, c.text)
		}
	}
	for _, uid := range []string{"c2", "c9"} {
		if _, err := a.engine.BillingKeyOf(a.m.Code, uid); err == nil {
			t.Errorf("%s was stored", uid)
		}
	}
	if w := a.send("GET", "/subscribe/customers/c1", "", "", "Authorization", "nobody"); w.Code != http.StatusUnauthorized {
		t.Errorf("without a token: %d", w.Code)
	}
}

// Whatever is sent to where cards are taken, and however, no card is in the log.
func TestLog_holdsNoCard(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	before := len(a.engine.Events(0))
	const number, spaced = "4092023012345678", "4092 0230 1234 5678"
	for _, c := range []struct{ contentType, target, body string }{
		{asJSON, "/subscribe/customers/c1", `{` + cardFields + `}`},
		{asJSON, "/subscribe/customers/c1", `{"card_number":"` + spaced + `","expiry":"2029-03","birth":800101}`},
		{asJSON, "/subscribe/customers/c1", `{"card\u005fnumber":"` + number + `","Birth":"800101"}`},
		{asJSON, "/subscribe/customers/c1", `{"cardNumber":` + number + `}`},
		{asJSON, "/subscribe/customers/c1", `{"nested":[{"card_number":"` + number + `"}]}`},
		{asJSON, "/subscribe/customers/c1", `{"card_number":"` + number + `"`},
		{asForm, "/subscribe/customers/c1", "card%5Fnumber=4092+0230+1234+5678&birth=800101&expiry=2029-03&cvc=%zz"},
		{asForm, "/subscribe/customers/c1", "card%5Fnumber=4092+0230+1234+5678&birth=800101&expiry=2029-03"},
		{"text/plain", "/subscribe/customers/c1", number},
		{asJSON, "/subscribe/customers/c1?card_number=" + number + "&birth=800101", `{}`},
		{asJSON, "/subscribe/nothing", `{` + cardFields + `}`},
		{asJSON, "/payments/cancel", `{` + cardFields + `}`},
	} {
		a.send("POST", c.target, c.contentType, c.body)
		a.send("POST", c.target, c.contentType, c.body, "Authorization", "nobody")
		a.send("GET", c.target, c.contentType, c.body)
	}
	requests := 0
	for _, ev := range a.engine.Events(uint64(before)) {
		if ev.Kind != "rest.request" {
			continue
		}
		requests++
		var said struct{ Path, Query, Body string }
		if err := json.Unmarshal(ev.Data, &said); err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{number, spaced, "4092-0230", "4092+0230", "800101", "2029-03"} {
			if kept := said.Query + said.Body; strings.Contains(kept, secret) {
				t.Errorf("%s: the log holds %s: %s", said.Path, secret, kept)
			}
		}
	}
	if requests != 36 {
		t.Errorf("%d requests were recorded", requests)
	}
}
