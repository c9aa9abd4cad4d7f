package engine_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// transfer pays an order of ₩11,000 by transfer.
func (s shop) transfer(t *testing.T, uid string) engine.Payment {
	t.Helper()
	r := s.pay(t, `"pay_method":"trans","amount":11000,"merchant_uid":"`+uid+`"`, engine.Choice{Outcome: engine.Approve})
	return s.payment(t, r.ImpUID)
}

// phoneReceipt is a receipt for a phone number.
var phoneReceipt = engine.ReceiptRequest{Identifier: "010-1234-5678"}

// eventsOf lists the kinds of events that begin with a word, oldest first.
func eventsOf(e *engine.Engine, word string) []string {
	list := []string{}
	for _, ev := range e.Events(0) {
		if strings.HasPrefix(ev.Kind, word+".") {
			list = append(list, ev.Kind)
		}
	}
	return list
}

func TestReceipt_isAboutWhatRemainsOfThePayment(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	p := s.transfer(t, "a")
	if _, err := s.Cancel(t.Context(), s.imp, engine.CancelRequest{ImpUID: p.ImpUID, Amount: "990"}); err != nil {
		t.Fatal(err)
	}
	r, err := s.IssueReceipt(t.Context(), s.imp, p.ImpUID, engine.ReceiptRequest{Identifier: "010-1234-5678", TaxFree: "10", BuyerName: "홍길동"})
	if err != nil {
		t.Fatal(err)
	}
	if r.Amount != money.Won(10010) || r.TaxFree != money.Won(10) || r.VAT != money.Won(909) || r.Type != "person" || r.AppliedAt != noon.Unix() || r.CancelledAt != 0 {
		t.Errorf("receipt %+v", r)
	}
	if r.Identifier != "010****5678" || len(r.ApplyNum) != 9 || !strings.HasPrefix(r.TID, "StdpayCASHINIpayTest") {
		t.Errorf("receipt %+v", r)
	}
	for _, ev := range s.Events(0) {
		if strings.Contains(string(ev.Data), "1234-5678") || strings.Contains(string(ev.Data), "01012345678") {
			t.Errorf("the log holds whom it is for: %s", ev.Data)
		}
	}
	if got, err := s.ReceiptOf(s.imp, p.ImpUID); err != nil || got != r {
		t.Errorf("read back %+v, %v", got, err)
	}
}

func TestReceipt_takesTheVATThatIsGiven(t *testing.T) {
	t.Parallel()
	for vat, want := range map[string]int64{"": 1000, "0": 0, "500": 500, "11000": 11000} {
		s := newShop(t)
		r, err := s.IssueReceipt(t.Context(), s.imp, s.transfer(t, "a").ImpUID, engine.ReceiptRequest{Identifier: "1234567890", Type: "company", VAT: vat})
		if err != nil || r.VAT != money.Won(want) || r.Type != "company" {
			t.Errorf("VAT %q: %+v, %v", vat, r, err)
		}
	}
}

func TestReceipt_isCancelledAndIssuedAnew(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	p := s.transfer(t, "a")
	first, err := s.IssueReceipt(t.Context(), s.imp, p.ImpUID, phoneReceipt)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.IssueReceipt(t.Context(), s.imp, p.ImpUID, phoneReceipt); refusal(t, err) != "이미 현금영수증이 발급된 거래입니다." {
		t.Errorf("issued twice: %v", err)
	}
	s.clock.Advance(time.Hour)
	gone, err := s.CancelReceipt(t.Context(), s.imp, p.ImpUID)
	if err != nil || gone.CancelledAt != noon.Add(time.Hour).Unix() || gone.ApplyNum != first.ApplyNum {
		t.Errorf("cancelled %+v, %v", gone, err)
	}
	if _, err := s.CancelReceipt(t.Context(), s.imp, p.ImpUID); refusal(t, err) != "이미 취소된 현금영수증입니다." {
		t.Errorf("cancelled twice: %v", err)
	}
	second, err := s.IssueReceipt(t.Context(), s.imp, p.ImpUID, phoneReceipt)
	if err != nil || second.CancelledAt != 0 || second.ApplyNum == first.ApplyNum {
		t.Errorf("issued anew %+v, %v", second, err)
	}
	if diff := cmp.Diff([]string{"receipt.issued", "receipt.cancelled", "receipt.issued"}, eventsOf(s.Engine, "receipt")); diff != "" {
		t.Errorf("log:\n%s", diff)
	}
}

func TestReceipt_endsWithThePaymentThatIsGivenBack(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	p := s.transfer(t, "a")
	if _, err := s.IssueReceipt(t.Context(), s.imp, p.ImpUID, phoneReceipt); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Cancel(t.Context(), s.imp, engine.CancelRequest{ImpUID: p.ImpUID, Amount: "1000"}); err != nil {
		t.Fatal(err)
	}
	if r, err := s.ReceiptOf(s.imp, p.ImpUID); err != nil || r.CancelledAt != 0 {
		t.Errorf("after a part: %+v, %v", r, err)
	}
	if _, err := s.Cancel(t.Context(), s.imp, engine.CancelRequest{ImpUID: p.ImpUID}); err != nil {
		t.Fatal(err)
	}
	if r, err := s.ReceiptOf(s.imp, p.ImpUID); err != nil || r.CancelledAt == 0 {
		t.Errorf("after the rest: %+v, %v", r, err)
	}
}

func TestReceipt_isRefused(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	card := s.pay(t, `"merchant_uid":"card"`, engine.Choice{Outcome: engine.Approve}).ImpUID
	kakao := s.pay(t, `"merchant_uid":"kakao","pg":"kakaopay"`, engine.Choice{Outcome: engine.Approve}).ImpUID
	waiting := s.pay(t, `"merchant_uid":"waits","pay_method":"vbank"`, engine.Choice{Outcome: engine.IssueAccount}).ImpUID
	whole := s.transfer(t, "whole").ImpUID
	if _, err := s.Cancel(t.Context(), s.imp, engine.CancelRequest{ImpUID: whole}); err != nil {
		t.Fatal(err)
	}
	dollars := s.pay(t, `"merchant_uid":"usd","pay_method":"trans","currency":"USD","amount":10.5`, engine.Choice{Outcome: engine.Approve}).ImpUID
	good := s.transfer(t, "good").ImpUID
	for name, c := range map[string]struct {
		impUID  string
		change  func(*engine.ReceiptRequest)
		class   engine.Class
		message string
	}{
		"unknown":       {"imp_0", nil, engine.Malformed, "존재하지 않는 결제정보입니다."},
		"card":          {card, nil, engine.Malformed, "현금성 거래(가상계좌, 계좌이체)만 현금영수증을 발급할 수 있습니다."},
		"PG without":    {kakao, nil, engine.Unsupported, "현금영수증 API를 지원하지 않는 PG입니다."},
		"unpaid":        {waiting, nil, engine.Malformed, "결제완료(paid) 상태의 결제건만 현금영수증을 발급할 수 있습니다."},
		"given back":    {whole, nil, engine.Malformed, "결제완료(paid) 상태의 결제건만 현금영수증을 발급할 수 있습니다."},
		"dollars":       {dollars, nil, engine.Malformed, "원화(KRW) 결제만 현금영수증을 발급할 수 있습니다."},
		"no identifier": {good, func(r *engine.ReceiptRequest) { r.Identifier = "" }, engine.Malformed, "identifier 파라메터가 누락되었습니다."},
		"letters":       {good, func(r *engine.ReceiptRequest) { r.Identifier = "홍길동" }, engine.Broken, "현금영수증 발급에 실패하였습니다. 식별번호(identifier)가 올바르지 않습니다."},
		"of another kind": {
			good, func(r *engine.ReceiptRequest) { r.IdentifierType = "business" }, engine.Broken, "현금영수증 발급에 실패하였습니다. 식별번호(identifier)가 올바르지 않습니다.",
		},
		"kind":     {good, func(r *engine.ReceiptRequest) { r.IdentifierType = "passport" }, engine.Malformed, "identifier_type 파라메터는 person, business, phone, taxcard 가운데 하나입니다."},
		"type":     {good, func(r *engine.ReceiptRequest) { r.Type = "both" }, engine.Malformed, "type 파라메터는 person 또는 company여야 합니다."},
		"product":  {good, func(r *engine.ReceiptRequest) { r.ProductType = "thing" }, engine.Malformed, "product_type 파라메터는 real 또는 digital이어야 합니다."},
		"tax-free": {good, func(r *engine.ReceiptRequest) { r.TaxFree = "11001" }, engine.Malformed, "면세 금액이 올바르지 않습니다."},
		"VAT":      {good, func(r *engine.ReceiptRequest) { r.TaxFree, r.VAT = "1000", "10001" }, engine.Malformed, "부가세 금액이 올바르지 않습니다."},
	} {
		r := phoneReceipt
		if c.change != nil {
			c.change(&r)
		}
		_, err := s.IssueReceipt(t.Context(), s.imp, c.impUID, r)
		if class, text := words(t, err); class != c.class || text != c.message {
			t.Errorf("%s: class %d, %q; want %d, %q", name, class, text, c.class, c.message)
		}
	}
	for name, c := range map[string]struct {
		impUID  string
		class   engine.Class
		message string
	}{
		"never issued": {good, engine.Malformed, "현금영수증 발급 내역이 존재하지 않습니다."},
		"unknown":      {"imp_0", engine.Malformed, "현금영수증 발급 내역이 존재하지 않습니다."},
		"PG without":   {kakao, engine.Unsupported, "현금영수증 API를 지원하지 않는 PG입니다."},
	} {
		_, err := s.CancelReceipt(t.Context(), s.imp, c.impUID)
		if class, text := words(t, err); class != c.class || text != c.message {
			t.Errorf("cancel, %s: class %d, %q", name, class, text)
		}
	}
	if n := len(s.Receipts(s.imp)); n != 0 {
		t.Errorf("%d receipts were issued", n)
	}
	if got := eventsOf(s.Engine, "receipt"); len(got) != 0 {
		t.Errorf("the log tells %v", got)
	}
}

// external is a receipt of ₩5,500 taken outside.
func (s shop) external(t *testing.T, uid string) engine.ExternalReceiptRequest {
	t.Helper()
	return engine.ExternalReceiptRequest{
		ReceiptRequest: engine.ReceiptRequest{Identifier: "01012345678", IdentifierType: "phone"}, MerchantUID: uid,
		ChannelKey: s.channel(t, "tosspayments"), Name: "현장 판매", Amount: "5500",
	}
}

func TestExternalReceipt_needsNoPayment(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	r, err := s.IssueExternalReceipt(t.Context(), s.imp, s.external(t, "cash-1"))
	if err != nil || r.Amount != money.Won(5500) || r.VAT != money.Won(500) || r.ImpUID != "" || r.PGProvider != "tosspayments" {
		t.Fatalf("receipt %+v, %v", r, err)
	}
	if _, err := s.IssueExternalReceipt(t.Context(), s.imp, s.external(t, "cash-1")); refusal(t, err) != "이미 현금영수증이 발급된 거래입니다." {
		t.Errorf("issued twice: %v", err)
	}
	if gone, err := s.CancelExternalReceipt(t.Context(), s.imp, "cash-1"); err != nil || gone.CancelledAt == 0 {
		t.Errorf("cancelled %+v, %v", gone, err)
	}
	if _, err := s.CancelExternalReceipt(t.Context(), s.imp, "cash-2"); err == nil {
		t.Error("one that was never issued is cancelled")
	} else if class, _ := words(t, err); class != engine.Missing {
		t.Errorf("one that was never issued: class %d", class)
	}
	if again, err := s.ExternalReceiptOf(s.imp, "cash-1"); err != nil || again.CancelledAt == 0 {
		t.Errorf("read back %+v, %v", again, err)
	}
}

func TestExternalReceipt_isRefused(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	kakao := s.channel(t, "kakaopay")
	for message, change := range map[string]func(*engine.ExternalReceiptRequest){
		"channel_key 파라메터가 누락되었습니다.":              func(r *engine.ExternalReceiptRequest) { r.ChannelKey = "" },
		"등록된 PG 설정 정보가 없습니다.":                     func(r *engine.ExternalReceiptRequest) { r.ChannelKey = "nothing" },
		"현금영수증 API를 지원하지 않는 PG입니다.":               func(r *engine.ExternalReceiptRequest) { r.ChannelKey = kakao },
		"name 파라메터가 누락되었습니다.":                     func(r *engine.ExternalReceiptRequest) { r.Name = "" },
		"amount 파라메터가 누락되었습니다.":                   func(r *engine.ExternalReceiptRequest) { r.Amount = "" },
		"amount 파라메터는 0보다 큰 숫자여야 합니다.":            func(r *engine.ExternalReceiptRequest) { r.Amount = "0" },
		"merchant_uid는 40자를 넘을 수 없습니다.":           func(r *engine.ExternalReceiptRequest) { r.MerchantUID = strings.Repeat("m", 41) },
		"pay_method 파라메터는 trans 또는 vbank여야 합니다.":  func(r *engine.ExternalReceiptRequest) { r.PayMethod = "card" },
		"identifier 파라메터가 누락되었습니다.":               func(r *engine.ExternalReceiptRequest) { r.Identifier = "" },
		"현금영수증 발급에 실패하였습니다. 식별번호(identifier)가 올바": func(r *engine.ExternalReceiptRequest) { r.Identifier = "010" },
	} {
		r := s.external(t, "cash-1")
		change(&r)
		if _, err := s.IssueExternalReceipt(t.Context(), s.imp, r); !strings.HasPrefix(refusal(t, err), message) {
			t.Errorf("refused with %v, want %q", err, message)
		}
	}
	if n := len(s.Receipts(s.imp)); n != 0 {
		t.Errorf("%d receipts were issued", n)
	}
}

func TestJournal_restoresReceipts(t *testing.T) {
	t.Parallel()
	s, j := taped(t)
	p := s.transfer(t, "a")
	if _, err := s.IssueReceipt(t.Context(), s.imp, p.ImpUID, phoneReceipt); err != nil {
		t.Fatal(err)
	}
	if _, err := s.IssueExternalReceipt(t.Context(), s.imp, s.external(t, "cash-1")); err != nil {
		t.Fatal(err)
	}
	if _, err := s.CancelReceipt(t.Context(), s.imp, p.ImpUID); err != nil {
		t.Fatal(err)
	}
	again := restarted(t, j, s.clock)
	want := s.Receipts(s.imp)
	if len(want) != 2 || want[0].MerchantUID != "cash-1" || want[1].CancelledAt == 0 {
		t.Fatalf("receipts %+v", want)
	}
	if diff := cmp.Diff(want, again.Receipts(s.imp), cmp.AllowUnexported(money.Amount{})); diff != "" {
		t.Errorf("receipts differ after a restart:\n%s", diff)
	}
	for _, ev := range j.events {
		if raw, err := json.Marshal(ev); err != nil || strings.Contains(string(raw), "01012345678") || strings.Contains(string(raw), "1234-5678") {
			t.Errorf("the journal holds whom it is for: %s, %v", raw, err)
		}
	}
}

func TestReceipts_ofSubStoresAreTheAccountsToo(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	if _, err := s.AddTier(t.Context(), s.imp, "001", "부산점"); err != nil {
		t.Fatal(err)
	}
	store := engine.StoreCode(s.imp, "001")
	c, err := s.AddChannel(t.Context(), store, engine.Channel{Name: "busan", Provider: "tosspayments", MID: "busan"})
	if err != nil {
		t.Fatal(err)
	}
	r := s.external(t, "cash-1")
	if _, err := s.IssueExternalReceipt(t.Context(), store, r); refusal(t, err) != "등록된 PG 설정 정보가 없습니다." {
		t.Errorf("through a channel of the account: %v", err)
	}
	r.ChannelKey = c.Key
	if _, err := s.IssueExternalReceipt(t.Context(), store, r); err != nil {
		t.Fatal(err)
	}
	if list := s.Receipts(s.imp); len(list) != 1 || list[0].Merchant != store {
		t.Errorf("of the account: %+v", list)
	}
	if _, err := s.ExternalReceiptOf(s.imp, "cash-1"); err == nil {
		t.Error("the account reads the sub-store's receipt as its own")
	}
}
