package engine_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// sale is what one sub-merchant sold.
func sale(amount string) engine.PartnerRequest {
	return engine.PartnerRequest{BusinessNumber: "123-45-67890", CompanyName: "당근농장", Amount: amount}
}

func TestPartners_shareThePaymentAmongThem(t *testing.T) {
	t.Parallel()
	s, j := taped(t)
	id := s.pay(t, "", engine.Choice{Outcome: engine.Approve}).ImpUID
	if _, err := s.RegisterPartners(t.Context(), s.imp, id, []engine.PartnerRequest{sale("1000")}); err != nil {
		t.Fatal(err)
	}
	second := sale("400")
	second.TaxFree, second.VAT = "100", "20"
	p, err := s.RegisterPartners(t.Context(), s.imp, id, []engine.PartnerRequest{sale("550"), second})
	if err != nil || p.ImpUID != id {
		t.Fatalf("%+v, %v", p, err)
	}
	line := engine.PartnerSale{BusinessNumber: "123-45-67890", CompanyName: "당근농장", Amount: money.Won(550), TaxFree: money.Won(0), VAT: money.Won(50)}
	want := []engine.PartnerSale{line, {line.BusinessNumber, line.CompanyName, money.Won(400), money.Won(100), money.Won(20)}}
	opt := cmp.AllowUnexported(money.Amount{})
	if diff := cmp.Diff(want, s.PartnerSales(id), opt); diff != "" {
		t.Errorf("sales:\n%s", diff)
	}
	if diff := cmp.Diff(want, restarted(t, j, s.clock).PartnerSales(id), opt); diff != "" {
		t.Errorf("sales after a restart:\n%s", diff)
	}
	if diff := cmp.Diff([]string{"partner.registered", "partner.registered"}, eventsOf(s.Engine, "partner")); diff != "" {
		t.Errorf("log:\n%s", diff)
	}
}

func TestPartners_refuse(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	id := s.pay(t, "", engine.Choice{Outcome: engine.Approve}).ImpUID
	failed := s.pay(t, `"merchant_uid":"failed"`, engine.Choice{Outcome: engine.DeclineLimit}).ImpUID
	kakao := s.pay(t, `"merchant_uid":"k","pg":"kakaopay"`, engine.Choice{Outcome: engine.Approve}).ImpUID
	c, err := s.AddChannel(t.Context(), s.imp, engine.Channel{Name: "second", Provider: "html5_inicis", MID: "MOIsecond"})
	if err != nil {
		t.Fatal(err)
	}
	lost := s.pay(t, `"merchant_uid":"lost","pg":"html5_inicis.MOIsecond"`, engine.Choice{Outcome: engine.Approve}).ImpUID
	if err := s.RemoveChannel(t.Context(), s.imp, c.Key); err != nil {
		t.Fatal(err)
	}
	bare := sale("100")
	bare.BusinessNumber = "1234567890"
	unnamed := sale("100")
	unnamed.CompanyName = ""
	free := sale("100")
	free.TaxFree = "101"
	vat := sale("100")
	vat.VAT = "101"
	for name, c := range map[string]struct {
		impUID  string
		lines   []engine.PartnerRequest
		class   engine.Class
		message string
	}{
		"unknown":      {"imp_0", []engine.PartnerRequest{sale("100")}, engine.Missing, "존재하지 않는 결제정보입니다."},
		"PG without":   {kakao, []engine.PartnerRequest{sale("100")}, engine.Unsupported, "하위 상점 거래 등록을 지원하지 않는 PG입니다."},
		"lost channel": {lost, []engine.PartnerRequest{sale("100")}, engine.Missing, "결제건에 등록되어있는 결제연동 내역을 확인할 수 없습니다."},
		"unpaid":       {failed, []engine.PartnerRequest{sale("100")}, engine.Malformed, "승인된 결제건만 하위 상점 거래를 등록할 수 있습니다."},
		"none":         {id, nil, engine.Malformed, "data 파라메터가 누락되었습니다."},
		"too much":     {id, []engine.PartnerRequest{sale("600"), sale("401")}, engine.Malformed, "하위 상점 거래 금액의 합이 결제 금액보다 큽니다."},
		"no hyphens":   {id, []engine.PartnerRequest{bare}, engine.Malformed, "하위 상점 사업자 등록번호는 - 를 포함한 000-00-00000 형식입니다."},
		"unnamed":      {id, []engine.PartnerRequest{sale("1"), unnamed}, engine.Malformed, "data[1][company_name] 파라메터가 누락되었습니다."},
		"no amount":    {id, []engine.PartnerRequest{sale("")}, engine.Malformed, "data[0][amount] 파라메터가 누락되었습니다."},
		"nothing":      {id, []engine.PartnerRequest{sale("0")}, engine.Malformed, "amount 파라메터는 0보다 큰 숫자여야 합니다."},
		"tax-free":     {id, []engine.PartnerRequest{free}, engine.Malformed, "면세 금액이 올바르지 않습니다."},
		"VAT":          {id, []engine.PartnerRequest{vat}, engine.Malformed, "부가세 금액이 올바르지 않습니다."},
	} {
		_, err := s.RegisterPartners(t.Context(), s.imp, c.impUID, c.lines)
		if class, text := words(t, err); class != c.class || text != c.message {
			t.Errorf("%s: class %d, %q", name, class, text)
		}
	}
	if got := s.PartnerSales(id); len(got) != 0 {
		t.Errorf("kept %+v", got)
	}
}
