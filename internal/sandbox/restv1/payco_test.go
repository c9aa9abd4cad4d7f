package restv1_test

import (
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

func TestPayco_tellsStatusAndBalance(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.channel(t, "payco")
	id := a.pay(t, `"pg":"payco","amount":11000`, engine.Choice{Outcome: engine.Approve}).ImpUID
	if w := a.send("POST", "/payco/orders/status/"+id, asForm, "status=DELIVERY_START"); w.Body.String() != `{"code":0,"message":null,"response":{"status":"DELIVERY_START"}}` {
		t.Errorf("status: %s", w.Body)
	}
	golden(t, "balance", a.send("GET", "/payments/"+id+"/balance", "", ""))
	card := a.pay(t, `"merchant_uid":"card"`, engine.Choice{Outcome: engine.Approve}).ImpUID
	a.refusals(t, []refusalCase{
		{"POST", "/payco/orders/status/" + id, `{"status":"SENT"}`, 200, 1, "status 파라메터는"},
		{"POST", "/payco/orders/status/" + id, `{"status":["CANCELED"]}`, 400, -1, "status 파라메터의 형식이"},
		{"POST", "/payco/orders/status/" + card, `{"status":"CANCELED"}`, 200, 1, "PAYCO 결제건만"},
		{"POST", "/payco/orders/status/imp_0", `{"status":"CANCELED"}`, 200, 1, "존재하지 않는 결제정보입니다."},
		{"GET", "/payments/" + card + "/balance", "", 200, 1, "PAYCO 결제건만"},
		{"GET", "/payments/imp_0/balance", "", 404, -1, "존재하지 않는 결제정보입니다."},
	})
}

func TestBenepia_readsAndPays(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	account := `"benepia_user":"gildong","benepia_password":"secret-word","channel_key":"` + a.channel(t, "kcp") + `"`
	order := `,"merchant_uid":"b-1","amount":120000,"name":"당근","benepia_member_code":"m","notice_url":["http://127.0.0.1/a"],"custom_data":{"a":1}}`
	if w := a.send("POST", "/benepia/payment", asJSON, `{`+account+order); envelope(t, w).Code != 0 || !strings.Contains(plain(t, w), `"pay_method":"point"`) {
		t.Fatalf("paid: %s", w.Body)
	}
	if w := a.send("POST", "/benepia/point", asForm, "benepia_user=gildong&benepia_password=secret-word&channel_key="+a.channel(t, "kcp")); w.Body.String() != `{"code":0,"message":null,"response":{"point":380000}}` {
		t.Errorf("points: %s", w.Body)
	}
	wrong := strings.Replace(account, "secret-word", "wrong", 1)
	a.refusals(t, []refusalCase{
		{"POST", "/benepia/point", `{` + wrong + `}`, 500, -1, "베네피아 포인트 조회에 실패하였습니다."},
		{"POST", "/benepia/point", `{}`, 200, 1, "benepia_user 파라메터가 누락되었습니다."},
		{"POST", "/benepia/point", `{"benepia_user":[]}`, 400, -1, "benepia_user"},
		{"POST", "/benepia/payment", `{` + wrong + strings.Replace(order, "b-1", "b-2", 1), 500, -1, "베네피아 포인트 결제에 실패하였습니다."},
		{"POST", "/benepia/payment", `{` + account + order, 200, 1, "이미 결제가 이루어진 거래건입니다."},
		{"POST", "/benepia/payment", `{` + account + `,"amount":"much"}`, 400, -1, "amount"},
	})
	for _, ev := range a.engine.Events(0) {
		if strings.Contains(string(ev.Data), "secret-word") {
			t.Errorf("the log holds a password: %s", ev.Data)
		}
	}
}

func TestPaymentwall_takesDeliveries(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.channel(t, "paymentwall")
	id := a.pay(t, `"pg":"paymentwall","buyer_email":"a@example.com"`, engine.Choice{Outcome: engine.Approve}).ImpUID
	report := func(members string) string {
		return `{"imp_uid":"` + id + `","merchant_uid":"order-1","type":"digital","status":"delivered","estimated_delivery_datetime":1795402800,
			"estimated_update_datetime":1795402800,"shipping_address_email":"a@example.com"` + members + `}`
	}
	if w := a.send("POST", "/paymentwall/delivery", asJSON, report(`,"refundable":"yes"`)); w.Body.String() != `{"code":0,"message":null,"response":{"success":1}}` {
		t.Errorf("told: %s", w.Body)
	}
	a.refusals(t, []refusalCase{
		{"POST", "/paymentwall/delivery", report(""), 200, 1, "refundable 파라메터가 누락되었습니다."},
		{"POST", "/paymentwall/delivery", report(`,"refundable":{"a":1}`), 400, -1, "refundable"},
		{"POST", "/paymentwall/delivery", strings.Replace(report(`,"refundable":"no"`), id, "imp_0", 1), 200, 1, "존재하지 않는 결제정보입니다."},
	})
	if d, _ := a.engine.DeliveryReportOf(id); d.Reports != 1 {
		t.Errorf("kept %+v", d)
	}
}

func TestPartners_areRegistered(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	id := a.pay(t, "", engine.Choice{Outcome: engine.Approve}).ImpUID
	kakao := a.pay(t, `"merchant_uid":"k","pg":"kakaopay"`, engine.Choice{Outcome: engine.Approve}).ImpUID
	target := "/partners/receipts/" + id
	const line = `{"business_registration_number":"123-45-67890","company_name":"당근농장","amount":400}`
	if w := a.send("POST", target, asJSON, `{"data":[`+line+`,`+line+`]}`); envelope(t, w).Code != 0 || !strings.Contains(plain(t, w), `"receipt_url":"https://iniweb`) {
		t.Errorf("registered: %s", w.Body)
	}
	if got := a.engine.PartnerSales(id); len(got) != 2 {
		t.Errorf("kept %+v", got)
	}
	a.refusals(t, []refusalCase{
		{"POST", target, `{"data":[` + line + `,` + line + `,` + line + `]}`, 400, -1, "하위 상점 거래 금액의 합이 결제 금액보다 큽니다."},
		{"POST", target, `{"data":"x"}`, 400, -1, "data 파라메터는 객체의 목록이어야 합니다."},
		{"POST", target, `{"data":[{"amount":{}}]}`, 400, -1, "amount"},
		{"POST", target, `{}`, 400, -1, "data 파라메터가 누락되었습니다."},
		{"POST", "/partners/receipts/imp_0", `{"data":[` + line + `]}`, 404, -1, "존재하지 않는 결제정보입니다."},
		{"POST", "/partners/receipts/" + kakao, `{"data":[` + line + `]}`, 501, -1, "지원하지 않는 PG입니다."},
	})
}
