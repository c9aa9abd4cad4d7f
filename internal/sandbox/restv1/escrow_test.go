package restv1_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

const party = `{"name":"홍길동","tel":"010-0000-0000","addr":"서울","postcode":"04783","formed_address":{"address_line_1":"a","address_line_2":"b"}}`

func TestEscrow_readsNestedJSONAndForms(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	id := a.pay(t, `"escrow":true,"pay_method":"trans"`, engine.Choice{Outcome: engine.Approve}).ImpUID
	target := "/escrows/logis/" + id
	golden(t, "escrow", a.send("POST", target, asJSON, `{"sender":`+party+`,"receiver":`+party+`,"logis":{"company":"CJGLS","invoice":"1/2","sent_at":1795402800},
		"products":[{"id":"1","name":"n","amount":1000}],"send_email":false}`))
	w := a.send("PUT", target, asForm, "sender[name]=n&sender[tel]=1&sender[addr]=a&sender[postcode]=p&receiver[name]=n&receiver[tel]=1&receiver[addr]=a&receiver[postcode]=p"+
		"&logis[company]=nobody&logis[invoice]=3&logis[sent_at]=1795402801&products[0][id]=1&products[0][name]=n&products[0][amount]=10.5&products[0][quantity]=2")
	if got := plain(t, w); w.Code != http.StatusOK || !strings.Contains(got, `"company":"ETC","invoice":"3","sent_at":1795402801`) {
		t.Errorf("changed: %d %s", w.Code, w.Body)
	}
	if got := a.send("GET", target, "", ""); got.Body.String() != w.Body.String() {
		t.Errorf("read back %s", got.Body)
	}
	x, err := a.engine.EscrowOf(id)
	if err != nil || !x.NoEmail || len(x.Products) != 1 || x.Products[0].Quantity != 2 || x.Products[0].Amount != "10.5" || x.Receiver.Postcode != "p" || x.Sender.Line1 != "" {
		t.Errorf("kept %+v, %v", x, err)
	}
}

func TestEscrow_refuses(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	id := a.pay(t, `"escrow":true,"pay_method":"trans"`, engine.Choice{Outcome: engine.Approve}).ImpUID
	toss := a.pay(t, `"merchant_uid":"t","pg":"tosspayments"`, engine.Choice{Outcome: engine.Approve}).ImpUID
	target := "/escrows/logis/" + id
	const logis = `"logis":{"company":"CJGLS","invoice":"1","sent_at":1795402800}`
	whole := `{"sender":` + party + `,"receiver":` + party + `,` + logis
	a.refusals(t, []refusalCase{
		{"GET", target, "", 409, -1, "등록된 배송정보가 존재하지 않습니다."},
		{"PUT", target, whole + `}`, 409, -1, "등록된 배송정보가 존재하지 않습니다."},
		{"GET", "/escrows/logis/imp_0", "", 404, -1, "존재하지 않는 결제정보입니다."},
		{"POST", "/escrows/logis/imp_0", whole + `}`, 404, -1, "존재하지 않는 결제정보입니다."},
		{"PUT", "/escrows/logis/imp_0", whole + `}`, 404, -1, "존재하지 않는 결제정보입니다."},
		{"GET", "/escrows/logis/" + toss, "", 400, -1, "지원하지 않는 PG입니다."},
		{"DELETE", target, "", 405, -1, "Method Not Allowed"},
		{"POST", target, `{}`, 400, -1, "sender 파라메터가 누락되었습니다."},
		{"POST", target, `{"sender":"홍길동","receiver":` + party + `,` + logis + `}`, 400, -1, "sender 파라메터의 형식이 올바르지 않습니다."},
		{"POST", target, `{"sender":` + party + `,"receiver":` + party + `,"logis":"CJGLS"}`, 400, -1, "logis 파라메터의 형식이 올바르지 않습니다."},
		{"POST", target, `{"sender":` + party + `,"receiver":` + party + `,"logis":{"company":"CJGLS","invoice":"1","sent_at":"today"}}`, 400, -1, "정수여야 합니다."},
		{"POST", target, `{"sender":{"name":"n"},"receiver":` + party + `,` + logis + `}`, 400, -1, "sender[tel] 파라메터가 누락되었습니다."},
		{"POST", target, whole + `,"products":["당근"]}`, 400, -1, "products 파라메터는 객체의 목록이어야 합니다."},
		{"POST", target, whole + `,"products":{"id":"1"}}`, 400, -1, "products 파라메터는 객체의 목록이어야 합니다."},
		{"POST", target, whole + `,"products":"당근"}`, 400, -1, "products 파라메터는 객체의 목록이어야 합니다."},
		{"POST", target, whole + `,"products":[{"id":"1","name":"n","amount":"much"}]}`, 400, -1, "amount 파라메터는 숫자여야 합니다."},
	})
	if _, err := a.engine.EscrowOf(id); err == nil {
		t.Error("something was registered")
	}
	if w := a.send("POST", target, asJSON, whole+`}`); w.Code != http.StatusOK {
		t.Fatalf("registered: %d %s", w.Code, w.Body)
	}
	a.refusals(t, []refusalCase{{"POST", target, whole + `}`, 409, -1, "이미 배송정보 등록이 완료된 거래입니다."}})
}
