package restv1_test

import (
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

func TestCvs_isIssuedAndTakenBack(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	w := a.send("POST", "/cvs", asJSON, `{"channel_key":"`+a.channel(t, "galaxia")+`","merchant_uid":"cvs-1","amount":7700,"barcode":"11222222","expired_at":1795575600,
		"confirm_url":"http://127.0.0.1/confirm","notice_url":["http://127.0.0.1/a"],"custom_data":{"a":1},"name":"당근","buyer_name":"홍길동"}`)
	if got := plain(t, w); envelope(t, w).Code != 0 || !strings.Contains(got, `"status":"ready"`) || !strings.Contains(got, `"vbank_num":"11222222"`) || !strings.Contains(got, `"custom_data":"{\"a\":1}"`) {
		t.Fatalf("issued %s", w.Body)
	}
	id := a.engine.All(a.m.Code)[0].ImpUID
	if w := a.send("DELETE", "/cvs/"+id, "", ""); envelope(t, w).Code != 0 || !strings.Contains(w.Body.String(), `"status":"failed"`) {
		t.Errorf("taken back %s", w.Body)
	}
}

func TestCvs_refuses(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	card := a.pay(t, "", engine.Choice{Outcome: engine.Approve}).ImpUID
	galaxia := `{"channel_key":"` + a.channel(t, "galaxia") + `","merchant_uid":"c",`
	a.refusals(t, []refusalCase{
		{"POST", "/cvs", `{}`, 200, 1, "channel_key 파라메터가 누락되었습니다."},
		{"POST", "/cvs", `{"channel_key":"` + a.channel(t, "tosspayments") + `","merchant_uid":"c","amount":1}`, 200, 1, "지원하지 않는 PG입니다."},
		{"POST", "/cvs", galaxia + `"amount":1,"barcode":"x"}`, 200, 1, "수납번호(barcode)는"},
		{"POST", "/cvs", galaxia + `"amount":1,"expired_at":"soon"}`, 400, -1, "expired_at"},
		{"DELETE", "/cvs/" + card, "", 200, 1, "수납 대기 중인 결제건이 아닙니다."},
		{"DELETE", "/cvs/imp_0", "", 200, 1, "존재하지 않는 결제정보입니다."},
	})
	if n := len(a.engine.All(a.m.Code)); n != 1 {
		t.Errorf("%d payments", n)
	}
}
