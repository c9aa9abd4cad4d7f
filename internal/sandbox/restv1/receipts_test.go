package restv1_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

func TestReceipts_areWrittenAsPortOneWrites(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	paid := a.pay(t, `"pay_method":"trans"`, engine.Choice{Outcome: engine.Approve}).ImpUID
	w := a.send("POST", "/receipts/"+paid, asJSON, `{"identifier":"800101-1234567","identifier_type":"person","type":"person","buyer_name":"홍길동","tax_free":0}`)
	golden(t, "receipt", w)
	if got := a.send("GET", "/receipts/"+paid, "", ""); got.Body.String() != w.Body.String() {
		t.Errorf("read back %s", got.Body)
	}
	if w := a.send("DELETE", "/receipts/"+paid, "", ""); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `"cancelled_at":1795402800`) {
		t.Errorf("cancelled %d %s", w.Code, w.Body)
	}
	golden(t, "receipt_external", a.send("POST", "/receipts/external/cash%2F1", asForm,
		"channel_key="+a.channel(t, "html5_inicis")+"&name=n&amount=5500&identifier=01012345678&vat=0&type=company&product_type=digital&company_name=c&company_tel=1&corp_reg_no=2&pay_method=vbank&buyer_email=e&buyer_tel=3"))
	if w := a.send("GET", "/receipts/external/cash%2F1", "", ""); envelope(t, w).Code != 0 {
		t.Errorf("external: %s", w.Body)
	}
	if w := a.send("DELETE", "/receipts/external/cash%2F1", "", ""); envelope(t, w).Code != 0 {
		t.Errorf("external, cancelled: %s", w.Body)
	}
	for _, ev := range a.engine.Events(0) {
		if strings.Contains(string(ev.Data), "1234567") {
			t.Errorf("the log holds whom a receipt is for: %s", ev.Data)
		}
	}
}

func TestReceipts_refuse(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	paid := a.pay(t, `"pay_method":"trans"`, engine.Choice{Outcome: engine.Approve}).ImpUID
	card := a.pay(t, `"merchant_uid":"card"`, engine.Choice{Outcome: engine.Approve}).ImpUID
	kakao := a.pay(t, `"merchant_uid":"k","pg":"kakaopay"`, engine.Choice{Outcome: engine.Approve}).ImpUID
	const phone = `{"identifier":"01012345678"}`
	external := func(channel string) string {
		return `{"channel_key":"` + a.channel(t, channel) + `","name":"n","amount":1000,"identifier":"01012345678"}`
	}
	a.refusals(t, []refusalCase{
		{"GET", "/receipts/" + paid, "", 404, -1, "현금영수증 발급 내역이 존재하지 않습니다."},
		{"GET", "/receipts/imp_0", "", 404, -1, "현금영수증 발급 내역이 존재하지 않습니다."},
		{"POST", "/receipts/" + paid, `{}`, 400, -1, "identifier 파라메터가 누락되었습니다."},
		{"POST", "/receipts/" + paid, `{"identifier":"01012345678","tax_free":"free"}`, 400, -1, "tax_free"},
		{"POST", "/receipts/" + paid, `{"identifier":"0"}`, 500, -1, "현금영수증 발급에 실패하였습니다."},
		{"POST", "/receipts/" + card, phone, 400, -1, "현금성 거래"},
		{"POST", "/receipts/" + kakao, phone, 501, -1, "지원하지 않는 PG입니다."},
		{"POST", "/receipts/imp_0", phone, 400, -1, "존재하지 않는 결제정보입니다."},
		{"DELETE", "/receipts/" + paid, "", 400, -1, "현금영수증 발급 내역이 존재하지 않습니다."},
		{"DELETE", "/receipts/" + kakao, "", 501, -1, "지원하지 않는 PG입니다."},
		{"GET", "/receipts/external/cash-1", "", 404, -1, "현금영수증 발급 내역이 존재하지 않습니다."},
		{"POST", "/receipts/external/cash-1", `{}`, 400, -1, "channel_key 파라메터가 누락되었습니다."},
		{"POST", "/receipts/external/cash-1", external("kakaopay"), 501, -1, "지원하지 않는 PG입니다."},
		{"DELETE", "/receipts/external/cash-1", "", 404, -1, "현금영수증 발급 내역이 존재하지 않습니다."},
	})
	for range 2 {
		a.send("POST", "/receipts/"+paid, asJSON, phone)
		a.send("POST", "/receipts/external/cash-1", asJSON, external("html5_inicis"))
	}
	a.refusals(t, []refusalCase{
		{"POST", "/receipts/" + paid, phone, 400, -1, "이미 현금영수증이 발급된 거래입니다."},
		{"POST", "/receipts/external/cash-1", external("html5_inicis"), 400, -1, "이미 현금영수증이 발급된 거래입니다."},
	})
	if n := len(a.engine.Receipts(a.m.Code)); n != 2 {
		t.Errorf("%d receipts", n)
	}
}
