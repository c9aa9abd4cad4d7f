package engine_test

import (
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// charge is ₩9,900 of key c1 for order sub-1.
func charge(change func(*engine.ChargeRequest)) engine.ChargeRequest {
	r := engine.ChargeRequest{CustomerUID: "c1", MerchantUID: "sub-1", Amount: "9900", Name: "구독 11월", BuyerName: "홍길동", UserAgent: "Go-http-client/1.1"}
	if change != nil {
		change(&r)
	}
	return r
}

func TestAgain_chargesTheStoredKey(t *testing.T) {
	t.Parallel()
	s := notified(t, nil)
	k := s.issue(t, "c1", goodCard.Number)
	p, err := s.Again(t.Context(), s.imp, charge(func(r *engine.ChargeRequest) { r.NoticeURLs = []string{"http://127.0.0.1/notice"} }))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(p.ImpUID, "imps_") || len(p.ImpUID) != 17 || p.Channel != "api" || p.Status != engine.Paid || p.Amount.Minor() != 9900 {
		t.Errorf("payment %+v", p)
	}
	if p.CustomerUID != "c1" || p.CustomerUIDUsage != "payment" || p.CardNumber != k.CardNumber || p.PGID != "INIBillTst" || p.PaidAt != p.StartedAt {
		t.Errorf("payment %+v", p)
	}
	if got := told(s, p.ImpUID); len(got) != 1 || got[0] != "paid due http://127.0.0.1/notice" {
		t.Errorf("webhooks %v", got)
	}
	if list, err := s.PaymentsOfKey(s.imp, "c1"); err != nil || len(list) != 1 || list[0].ImpUID != p.ImpUID {
		t.Errorf("payments of the key %v, %v", list, err)
	}
	if p, err = s.Cancel(t.Context(), s.imp, engine.CancelRequest{ImpUID: p.ImpUID, Amount: "900"}); err != nil || p.CancelAmount.Minor() != 900 {
		t.Errorf("given back %s, %v", p.CancelAmount, err)
	}
}

func TestAgain_refusesWhatNeverBecomesAPayment(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		change  func(*engine.ChargeRequest)
		message string
	}{
		"unknown buyer":       {func(r *engine.ChargeRequest) { r.CustomerUID = "c9" }, "등록되지 않은 구매자입니다."},
		"no customer_uid":     {func(r *engine.ChargeRequest) { r.CustomerUID = "" }, "customer_uid 파라메터가 누락되었습니다."},
		"no merchant_uid":     {func(r *engine.ChargeRequest) { r.MerchantUID = "" }, "merchant_uid 파라메터가 누락되었습니다."},
		"over-long":           {func(r *engine.ChargeRequest) { r.MerchantUID = strings.Repeat("m", 41) }, "merchant_uid는 40자를 넘을 수 없습니다."},
		"no name":             {func(r *engine.ChargeRequest) { r.Name = "" }, "name 파라메터가 누락되었습니다."},
		"no amount":           {func(r *engine.ChargeRequest) { r.Amount = "" }, "amount 파라메터가 누락되었습니다."},
		"zero":                {func(r *engine.ChargeRequest) { r.Amount = "0" }, "amount 파라메터는 0보다 큰 숫자여야 합니다."},
		"negative":            {func(r *engine.ChargeRequest) { r.Amount = "-1" }, "amount 파라메터는 0보다 큰 숫자여야 합니다."},
		"fraction of a won":   {func(r *engine.ChargeRequest) { r.Amount = "9900.5" }, "amount 파라메터는 0보다 큰 숫자여야 합니다."},
		"foreign currency":    {func(r *engine.ChargeRequest) { r.Currency = "GBP" }, "지원하지 않는 화폐입니다."},
		"tax-free too much":   {func(r *engine.ChargeRequest) { r.TaxFree = "9901" }, "면세 금액이 올바르지 않습니다."},
		"vat too much":        {func(r *engine.ChargeRequest) { r.VAT = "9901" }, "면세 금액이 올바르지 않습니다."},
		"instalments of ten":  {func(r *engine.ChargeRequest) { r.CardQuota = 3 }, "할부개월수(card_quota)는"},
		"one instalment":      {func(r *engine.ChargeRequest) { r.CardQuota, r.Amount = 1, "50000" }, "할부개월수(card_quota)는"},
		"negative months":     {func(r *engine.ChargeRequest) { r.CardQuota, r.Amount = -2, "50000" }, "할부개월수(card_quota)는"},
		"paid before":         {func(r *engine.ChargeRequest) { r.MerchantUID = "paid" }, "이미 결제가 이루어진 거래건입니다."},
		"cancelled since":     {func(r *engine.ChargeRequest) { r.MerchantUID = "cancelled" }, "이미 결제가 이루어진 거래건입니다."},
		"key of lost channel": {func(r *engine.ChargeRequest) { r.CustomerUID = "c2" }, "등록된 PG 설정 정보가 없습니다."},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			s.issue(t, "c1", goodCard.Number)
			channel, err := s.AddChannel(t.Context(), s.imp, engine.Channel{Name: "second", Provider: "html5_inicis", MID: "MOIsecond"})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.IssueBillingKey(t.Context(), s.imp, engine.IssueRequest{CustomerUID: "c2", ChannelKey: channel.Key, Card: goodCard}); err != nil {
				t.Fatal(err)
			}
			if err := s.RemoveChannel(t.Context(), s.imp, channel.Key); err != nil {
				t.Fatal(err)
			}
			for _, uid := range []string{"paid", "cancelled"} {
				if _, err := s.Again(t.Context(), s.imp, charge(func(r *engine.ChargeRequest) { r.MerchantUID = uid })); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := s.Cancel(t.Context(), s.imp, engine.CancelRequest{MerchantUID: "cancelled"}); err != nil {
				t.Fatal(err)
			}
			_, err = s.Again(t.Context(), s.imp, charge(c.change))
			if class, text := words(t, err); class != engine.Conflicting || !strings.HasPrefix(text, c.message) {
				t.Errorf("refused with %q, want %q", text, c.message)
			}
			if n := len(s.All(s.imp)); n != 2 {
				t.Errorf("%d payments, want the two made before", n)
			}
		})
	}
}

func TestAgain_aDeclinedCardIsAFailedPayment(t *testing.T) {
	t.Parallel()
	for ending, reason := range map[string]string{"0003": "8037, 거래정지", "0004": "3112, 한도", "0005": "8095, 비밀번호"} {
		t.Run(ending, func(t *testing.T) {
			t.Parallel()
			s := notified(t, nil)
			s.issue(t, "c1", "4092-0230-1234-"+ending)
			p, err := s.Again(t.Context(), s.imp, charge(nil))
			if err != nil || p.Status != engine.Failed || !strings.HasPrefix(p.FailReason, reason) || p.FailedAt == 0 || p.PaidAt != 0 || p.ApplyNum != "" {
				t.Errorf("payment %+v, %v", p, err)
			}
			if got := told(s, p.ImpUID); len(got) != 0 {
				t.Errorf("a failed charge told %v", got)
			}
			s.issue(t, "c1", goodCard.Number) // another card
			if again, err := s.Again(t.Context(), s.imp, charge(nil)); err != nil || again.Status != engine.Paid || again.ImpUID == p.ImpUID {
				t.Errorf("the same merchant_uid with another card: %+v, %v", again, err)
			}
		})
	}
}

func TestCharges_areNotBoundByPreparedAmounts(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.issue(t, "c1", goodCard.Number)
	if _, err := s.Prepare(t.Context(), s.imp, engine.PrepareRequest{MerchantUID: "sub-1", Amount: "1"}); err != nil {
		t.Fatal(err)
	}
	if p, err := s.Again(t.Context(), s.imp, charge(nil)); err != nil || p.Status != engine.Paid {
		t.Errorf("payment %+v, %v", p, err)
	}
}

func TestOnetime_chargesTheTypedCard(t *testing.T) {
	t.Parallel()
	s := notified(t, nil)
	once := func(uid string, change func(*engine.OnetimeRequest)) (engine.Payment, error) {
		r := engine.OnetimeRequest{ChargeRequest: charge(func(r *engine.ChargeRequest) { r.MerchantUID, r.CustomerUID = uid, "" }), Card: goodCard}
		if change != nil {
			change(&r)
		}
		return s.Onetime(t.Context(), s.imp, r)
	}
	p, err := once("once-1", nil)
	if err != nil || p.Status != engine.Paid || p.Channel != "api" || !strings.HasPrefix(p.ImpUID, "imps_") || p.CustomerUID != "" || p.CustomerUIDUsage != "" ||
		p.PGID != "INIpayTest" || p.CardNumber != "409202*********8" {
		t.Errorf("payment %+v, %v", p, err)
	}
	if got := told(s, p.ImpUID); len(got) != 1 || !strings.HasPrefix(got[0], "paid") {
		t.Errorf("webhooks %v", got)
	}
	p, err = once("once-2", func(r *engine.OnetimeRequest) { r.CustomerUID = "c5" })
	if err != nil || p.CustomerUID != "c5" || p.CustomerUIDUsage != "payment" || p.PGID != "INIBillTst" {
		t.Errorf("with a customer_uid: %+v, %v", p, err)
	}
	if k, err := s.BillingKeyOf(s.imp, "c5"); err != nil || k.Name != "홍길동" {
		t.Errorf("its key: %+v, %v", k, err)
	}
	p, err = once("once-3", func(r *engine.OnetimeRequest) { r.CustomerUID, r.Card.Number = "c6", "4092-0230-1234-0004" })
	if err != nil || p.Status != engine.Failed {
		t.Errorf("declined: %+v, %v", p, err)
	}
	if _, err := s.BillingKeyOf(s.imp, "c6"); err != nil {
		t.Errorf("a card that exists was not stored: %v", err)
	}
	p, err = once("once-4", func(r *engine.OnetimeRequest) { r.CustomerUID, r.PG, r.CustomerID = "c7", "tosspayments", "b" })
	if refusal(t, err) != "정기결제로 계약되지 않은 상점아이디(MID)입니다." {
		t.Errorf("at a one-time contract: %+v, %v", p, err)
	}
	for name, c := range map[string]struct {
		change  func(*engine.OnetimeRequest)
		class   engine.Class
		message string
	}{
		"a refused card": {func(r *engine.OnetimeRequest) { r.Card.Number = "4092-0230-1234-0001" }, engine.CardRefused, "카드정보 인증에 실패하였습니다. 유효하지않은 카드번호를 입력하셨습니다."},
		"an expired one": {func(r *engine.OnetimeRequest) { r.Card.Expiry = "2020-01" }, engine.CardRefused, "카드정보 인증에 실패하였습니다. 유효기간이 지난 카드입니다."},
		"no card":        {func(r *engine.OnetimeRequest) { r.Card = engine.CardData{} }, engine.Conflicting, "card_number 파라메터가 누락되었습니다."},
		"no name":        {func(r *engine.OnetimeRequest) { r.Name = "" }, engine.Conflicting, "name 파라메터가 누락되었습니다."},
		"long key":       {func(r *engine.OnetimeRequest) { r.CustomerUID = strings.Repeat("c", 81) }, engine.Conflicting, "customer_uid는 80자를 넘을 수 없습니다."},
		"no PG by REST":  {func(r *engine.OnetimeRequest) { r.PG = "kakaopay" }, engine.Conflicting, "API 방식의 카드 결제를 지원하지 않는 PG입니다."},
		"paid before":    {func(r *engine.OnetimeRequest) { r.MerchantUID = "once-1" }, engine.Conflicting, "이미 결제가 이루어진 거래건입니다."},
	} {
		before := len(s.All(s.imp))
		_, err := once("once-9", c.change)
		if class, text := words(t, err); class != c.class || text != c.message {
			t.Errorf("%s: refused with %d %q", name, class, text)
		}
		if after := len(s.All(s.imp)); after != before {
			t.Errorf("%s: left a payment", name)
		}
	}
}

func TestOnetime_atTossStoresNoCard(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	if _, err := s.AddChannel(t.Context(), s.imp, engine.Channel{Name: "toss billing", Provider: "tosspayments", MID: "iamporttest_4"}); err != nil {
		t.Fatal(err)
	}
	p, err := s.Onetime(t.Context(), s.imp, engine.OnetimeRequest{ChargeRequest: charge(nil), PG: "tosspayments", CustomerID: "b", Card: goodCard})
	if err != nil || p.PGProvider != "tosspayments" || p.CustomerUID != "" {
		t.Errorf("payment %+v, %v", p, err)
	}
	if _, err := s.BillingKeyOf(s.imp, "c1"); err == nil {
		t.Error("the card was stored")
	}
}

func TestAgain_refusesPartsThatAreMoreThanTheWhole(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.issue(t, "c1", "4092-0230-1234-5678")
	_, err := s.Again(t.Context(), s.imp, charge(func(r *engine.ChargeRequest) {
		r.CustomerUID, r.MerchantUID, r.Amount, r.TaxFree, r.VAT = "c1", "parts", "1000", "600", "500"
	}))
	if refusal(t, err) == "" || len(s.All(s.imp)) != 0 {
		t.Errorf("charged: %v, %+v", err, s.All(s.imp))
	}
}
