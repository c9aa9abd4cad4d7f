package restv1_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// member joins KCP 퀵페이 with ₩10,000 and a card.
func (a *api) member(t testing.TB) (channelKey string) {
	t.Helper()
	key := a.contract(t, "kcp_quick", "IX0XX")
	if _, err := a.engine.JoinQuick(t.Context(), a.m.Code, engine.QuickMember{ID: "m1", PartnerType: "IX99", PartnerSubtype: "99IX", Money: money.Won(10_000), Fido: true}); err != nil {
		t.Fatal(err)
	}
	if _, err := a.engine.RegisterAutopay(t.Context(), a.m.Code, "m1", "auto-1", engine.CardData{}); err != nil {
		t.Fatal(err)
	}
	return key
}

// pin types the right one.
func (a *api) pin(t testing.TB) string {
	t.Helper()
	uid, err := a.engine.CheckPin(t.Context(), a.m.Code, "m1")
	if err != nil {
		t.Fatal(err)
	}
	return uid
}

// exchange is one request and what it must answer.
type exchange struct {
	method, target, body string
	status, code         int
	text                 string
}

func (a *api) exchanges(t *testing.T, list []exchange) {
	t.Helper()
	for _, c := range list {
		w := a.send(c.method, c.target, asJSON, c.body)
		if got := envelope(t, w); w.Code != c.status || got.Code != c.code || !strings.Contains(plain(t, w), c.text) {
			t.Errorf("%s %s %s answered %d %s, want %d, code %d with %q", c.method, c.target, c.body, w.Code, w.Body, c.status, c.code, c.text)
		}
	}
}

func TestQuickMoney_paysWithAPin(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	key := a.member(t)
	pin := a.pin(t)
	body := `{"member_id":"m1","channel_key":"` + key + `","merchant_uid":"o-1","name":"상품","amount":4000,"imp_uid":"` + pin + `"}`
	a.exchanges(t, []exchange{
		{"POST", "/kcpquick/payment/money", `{}`, 200, 1, "member_id 파라메터가 누락되었습니다."},
		{"POST", "/kcpquick/payment/money", strings.Replace(body, pin, "imp_0", 1), 200, 1, "PIN 인증을 진행한 거래가 아닙니다."},
		{"POST", "/kcpquick/payment/money", strings.Replace(body, "4000", "40000", 1), 200, 0, `"status":"failed"`},
		{"POST", "/kcpquick/payment/money", body, 200, 1, "이미 사용된 PIN 인증입니다."},
	})
	golden(t, "quick_money", a.send("POST", "/kcpquick/payment/money", asJSON, strings.Replace(body, pin, a.pin(t), 1)))
}

func TestQuickAutopay_isChargedAndEnded(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.member(t)
	a.issue(t) // c1, of another PG
	body := `{"customer_uid":"auto-1","merchant_uid":"o-1","name":"구독","buyer_name":"홍길동","amount":1000}`
	a.exchanges(t, []exchange{
		{"POST", "/kcpquick/payment/autopay", `{"customer_uid":"auto-1"}`, 200, 1, "name 파라메터가 누락되었습니다."},
		{"POST", "/kcpquick/payment/autopay", strings.Replace(body, "auto-1", "c1", 1), 200, 1, "등록된 빌링키 또는 자동결제 키를 찾을 수 없습니다."},
		{"POST", "/kcpquick/payment/autopay", body, 200, 0, `"customer_uid":"auto-1","customer_uid_usage":"payment"`},
		{"POST", "/kcpquick/payment/autopay", body, 200, 1, "이미 결제가 이루어진 거래건입니다."},
		{"DELETE", "/kcpquick/autopay/c1", "", 404, -1, "등록된 빌링키"},
		{"DELETE", "/kcpquick/autopay/auto-1", "", 200, 0, `"message":"자동결제 키가 정상적으로 삭제되었습니다.","response":{"customer_uid":"auto-1"}`},
		{"DELETE", "/kcpquick/autopay/auto-1", "", 404, -1, "등록된 빌링키"},
		{"GET", "/subscribe/customers/c1", "", 200, 0, ""},
	})
}

func TestQuickPrepare_isMadeOnceAndChanged(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	body := `{"btid":"b-1","cust_ip":"1.1.1.1","code_verifier":"v","prepaid_auth_yn":"Y","prepaid_amount":4000}`
	a.exchanges(t, []exchange{
		{"PUT", "/kcpquick/prepare/o-1", body, 404, -1, "사전등록 정보를 찾을 수 없습니다."},
		{"POST", "/kcpquick/prepare/o-1", strings.Replace(body, `"Y"`, `"yes"`, 1), 400, -1, "prepaid_auth_yn"},
		{"POST", "/kcpquick/prepare/o-1", strings.Replace(body, "4000", "0", 1), 400, -1, "prepaid_amount"},
		{"POST", "/kcpquick/prepare/o-1", strings.Replace(body, "4000", "null", 1), 400, -1, "prepaid_amount 파라메터가 누락되었습니다."},
		{"POST", "/kcpquick/prepare/o-1", `{}`, 400, -1, "btid 파라메터가 누락되었습니다."},
		{"POST", "/kcpquick/prepare/o-1", body, 200, 0, `"response":null`},
		{"POST", "/kcpquick/prepare/o-1", body, 409, -1, "이미 동일한 merchant_uid로"},
		{"PUT", "/kcpquick/prepare/o-1", `{"btid":""}`, 400, -1, "btid"},
		{"PUT", "/kcpquick/prepare/o-1", strings.Replace(body, "4000", "5000", 1), 200, 0, ""},
	})
	key := a.member(t)
	pay := `{"member_id":"m1","channel_key":"` + key + `","merchant_uid":"o-1","name":"상품","amount":4000,"imp_uid":"` + a.pin(t) + `"}`
	a.exchanges(t, []exchange{
		{"POST", "/kcpquick/payment/money", pay, 200, 1, "사전등록된 선불머니 금액"},
		{"POST", "/kcpquick/payment/money", strings.Replace(pay, "4000", "5000", 1), 200, 0, `"status":"paid"`},
	})
}

func TestQuickMembers_releaseFidoAndLeave(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	key := a.member(t)
	fido, card := "/kcpquick/members/m1/fido/release", a.m.Channels[0].Key
	a.exchanges(t, []exchange{
		{"POST", fido, `{}`, 400, -1, "channel_key 파라메터가 누락되었습니다."},
		{"POST", fido, `{"channel_key":"` + card + `"}`, 400, -1, "KCP 퀵페이 채널이 아닙니다."},
		{"POST", fido, `{"channel_key":"` + key + `"}`, 200, 0, `"response":{"member_id":"m1"}`},
		{"POST", fido, `{"channel_key":"` + key + `"}`, 200, 1, `"error":{"code":"SANDBOX_FIDO","message":"생체인증을 사용하지 않는 회원입니다."}`},
		{"POST", "/kcpquick/members/m9/fido/release", `{"channel_key":"` + key + `"}`, 200, 1, "유효하지 않은 member_id입니다."},
		{"DELETE", "/kcpquick/members/m1", "", 404, -1, "유효하지 않은 member_id입니다."},
		{"DELETE", "/kcpquick/members/m9?site_code=IX0XX&partner_type=IX99&partner_subtype=99IX", "", 404, -1, ""},
	})
	golden(t, "quick_member", a.send("DELETE", "/kcpquick/members/m1?site_code=IX0XX&partner_type=IX99&partner_subtype=99IX", "", ""))
	if w := a.send("DELETE", "/kcpquick/members/m1?site_code=IX0XX&partner_type=IX99&partner_subtype=99IX", "", ""); w.Code != http.StatusNotFound {
		t.Errorf("twice: %d %s", w.Code, w.Body)
	}
}
