package engine_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// barcode asks 갤럭시아 for a number of ₩7,700.
func (s shop) barcode(t *testing.T, change func(*engine.BarcodeRequest)) engine.BarcodeRequest {
	t.Helper()
	r := engine.BarcodeRequest{
		ChargeRequest: engine.ChargeRequest{MerchantUID: "cvs-1", Amount: "7700", Name: "당근", BuyerName: "홍길동"}, ChannelKey: s.channel(t, "galaxia"),
	}
	if change != nil {
		change(&r)
	}
	return r
}

func (s shop) issueBarcode(t *testing.T, r engine.BarcodeRequest) engine.Payment {
	t.Helper()
	p, err := s.IssueBarcode(t.Context(), s.imp, r)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestCvs_isPaidAtTheTill(t *testing.T) {
	t.Parallel()
	s := notified(t, nil)
	p := s.issueBarcode(t, s.barcode(t, nil))
	if p.Status != engine.Ready || p.PayMethod != "cvs" || len(p.VbankNum) != 12 || p.VbankDate != 1796050799 || p.PGProvider != "galaxia" || p.Channel != "api" {
		t.Errorf("issued %+v", p)
	}
	if got := told(s, p.ImpUID); len(got) != 0 {
		t.Errorf("the issue told %v", got)
	}
	if p, err := s.PayBarcode(t.Context(), p.ImpUID, "cash"); err != nil || p.Status != engine.Paid || p.PaidAt == 0 || p.PGTID == "" || p.PayMethod != "cvs" {
		t.Errorf("paid %+v, %v", p, err)
	}
	if diff := cmp.Diff([]string{"paid due http://127.0.0.1/console"}, told(s, p.ImpUID)); diff != "" {
		t.Errorf("webhooks:\n%s", diff)
	}
	if _, err := s.PayBarcode(t.Context(), p.ImpUID, "cash"); refusal(t, err) != "편의점결제 수납 대기 중인 결제건이 아닙니다." {
		t.Errorf("paid twice: %v", err)
	}
	if _, err := s.CloseBarcode(t.Context(), s.imp, p.ImpUID); refusal(t, err) != "편의점결제 수납 대기 중인 결제건이 아닙니다." {
		t.Errorf("closed after it was paid: %v", err)
	}
	if p, err := s.Cancel(t.Context(), s.imp, engine.CancelRequest{ImpUID: p.ImpUID}); err != nil || p.Status != engine.Cancelled {
		t.Errorf("given back %+v, %v", p, err)
	}
	if diff := cmp.Diff([]string{"cvs.issued", "cvs.paid"}, eventsOf(s.Engine, "cvs")); diff != "" {
		t.Errorf("log:\n%s", diff)
	}
}

func TestCvs_asksTheShopBeforeTheMoneyIsTaken(t *testing.T) {
	t.Parallel()
	var asked []engine.Question
	answer := engine.Attempt{Code: 409, Response: "sold out"}
	s := notified(t, nil)
	s.SetAsker(func(_ context.Context, q engine.Question) engine.Attempt {
		asked = append(asked, q)
		return answer
	})
	p := s.issueBarcode(t, s.barcode(t, func(r *engine.BarcodeRequest) {
		r.ConfirmURL, r.NoticeURLs, r.Barcode = "http://127.0.0.1/confirm", []string{"http://127.0.0.1/notice"}, "11222222"
	}))
	if _, err := s.PayBarcode(t.Context(), p.ImpUID, ""); refusal(t, err) != "고객사가 수납을 허용하지 않았습니다." {
		t.Errorf("the shop's refusal gave %v", err)
	}
	if now := s.payment(t, p.ImpUID); now.Status != engine.Ready || len(told(s, p.ImpUID)) != 0 {
		t.Errorf("after the refusal: %s, %v", now.Status, told(s, p.ImpUID))
	}
	answer = engine.Attempt{Problem: "no answer"}
	if _, err := s.PayBarcode(t.Context(), p.ImpUID, ""); err == nil {
		t.Error("no answer is taken for a yes")
	}
	answer = engine.Attempt{Code: 200}
	if p, err := s.PayBarcode(t.Context(), p.ImpUID, "cash"); err != nil || p.Status != engine.Paid {
		t.Errorf("after the shop's yes: %+v, %v", p, err)
	}
	body := `{"event":"Galaxia.Cvs.Confirm","imp_uid":"` + p.ImpUID + `","merchant_uid":"cvs-1","status":"ready","extra":{"barcode":"11222222","payType":"card"}}`
	cash := strings.Replace(body, `"card"`, `"cash"`, 1)
	const confirm = "http://127.0.0.1/confirm"
	if diff := cmp.Diff([]engine.Question{{URL: confirm, Body: body}, {URL: confirm, Body: body}, {URL: confirm, Body: cash}}, asked); diff != "" {
		t.Errorf("asked:\n%s", diff)
	}
	if diff := cmp.Diff([]string{"paid due http://127.0.0.1/notice"}, told(s, p.ImpUID)); diff != "" {
		t.Errorf("webhooks:\n%s", diff)
	}
	want := []string{"cvs.issued", "cvs.asked", "cvs.answered", "cvs.asked", "cvs.answered", "cvs.asked", "cvs.answered", "cvs.paid"}
	if diff := cmp.Diff(want, eventsOf(s.Engine, "cvs")); diff != "" {
		t.Errorf("log:\n%s", diff)
	}
}

// What happens while the shop thinks counts: a number that was taken back
// meanwhile is not paid.
func TestCvs_isJudgedAgainAfterTheAnswer(t *testing.T) {
	t.Parallel()
	s := notified(t, nil)
	p := s.issueBarcode(t, s.barcode(t, func(r *engine.BarcodeRequest) { r.ConfirmURL = "http://127.0.0.1/confirm" }))
	s.SetAsker(func(ctx context.Context, _ engine.Question) engine.Attempt {
		if _, err := s.CloseBarcode(ctx, s.imp, p.ImpUID); err != nil {
			t.Error(err)
		}
		return engine.Attempt{Code: 200}
	})
	if _, err := s.PayBarcode(t.Context(), p.ImpUID, "card"); refusal(t, err) != "편의점결제 수납 대기 중인 결제건이 아닙니다." {
		t.Errorf("paid all the same: %v", err)
	}
	if now := s.payment(t, p.ImpUID); now.Status != engine.Failed || now.PaidAt != 0 || len(told(s, p.ImpUID)) != 0 {
		t.Errorf("payment %+v", now)
	}
}

func TestCvs_isRefused(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.pay(t, `"merchant_uid":"paid"`, engine.Choice{Outcome: engine.Approve})
	inicis := s.channel(t, "html5_inicis")
	first := s.issueBarcode(t, s.barcode(t, func(r *engine.BarcodeRequest) { r.Barcode, r.ExpiredAt = "11222222", noon.Add(time.Hour).Unix() }))
	for message, change := range map[string]func(*engine.BarcodeRequest){
		"channel_key 파라메터가 누락되었습니다.":           func(r *engine.BarcodeRequest) { r.ChannelKey = "" },
		"편의점결제 수납번호 발급을 지원하지 않는 PG입니다.":        func(r *engine.BarcodeRequest) { r.ChannelKey = inicis },
		"이미 결제가 이루어진 거래건입니다.":                  func(r *engine.BarcodeRequest) { r.MerchantUID = "paid" },
		"amount 파라메터가 누락되었습니다.":                func(r *engine.BarcodeRequest) { r.Amount = "" },
		"수납번호(barcode)는 숫자 8자리 이상 30자리 이하입니다.": func(r *engine.BarcodeRequest) { r.Barcode = "12345" },
		"수납 대기 중인 수납번호(barcode)입니다.":           func(r *engine.BarcodeRequest) { r.Barcode = "11222222" },
		"수납기한(expired_at)은 현재 시각 이후여야 합니다.":    func(r *engine.BarcodeRequest) { r.ExpiredAt = noon.Unix() },
	} {
		if _, err := s.IssueBarcode(t.Context(), s.imp, s.barcode(t, change)); refusal(t, err) != message {
			t.Errorf("refused with %v, want %q", err, message)
		}
	}
	if _, err := s.PayBarcode(t.Context(), first.ImpUID, "coins"); refusal(t, err) != "pay_type은 card 또는 cash입니다." {
		t.Errorf("coins: %v", err)
	}
	if _, err := s.PayBarcode(t.Context(), "imp_0", ""); refusal(t, err) != "존재하지 않는 결제정보입니다." {
		t.Errorf("unknown: %v", err)
	}
	s.channel(t, "inicis_jp")
	window, _ := s.start(t, `"pg":"inicis_jp","pay_method":"cvs","merchant_uid":"jp","currency":"JPY"`)
	if _, err := s.CloseBarcode(t.Context(), s.imp, window.ImpUID); refusal(t, err) != "편의점결제 수납 대기 중인 결제건이 아닙니다." {
		t.Errorf("an open window is closed as a number: %v", err)
	}
	s.clock.Advance(time.Hour + time.Second)
	if _, err := s.PayBarcode(t.Context(), first.ImpUID, ""); refusal(t, err) != "수납기한이 지난 수납번호입니다." {
		t.Errorf("late: %v", err)
	}
	again := s.issueBarcode(t, s.barcode(t, func(r *engine.BarcodeRequest) { r.Barcode = "11222222" }))
	if _, err := s.PayBarcode(t.Context(), again.ImpUID, ""); err != nil {
		t.Errorf("the number is free again after its end: %v", err)
	}
	if n := len(s.All(s.imp)); n != 4 {
		t.Errorf("%d payments", n)
	}
}

func TestJournal_restoresBarcodes(t *testing.T) {
	t.Parallel()
	s, j := taped(t)
	p := s.issueBarcode(t, s.barcode(t, func(r *engine.BarcodeRequest) { r.ConfirmURL = "http://127.0.0.1/confirm" }))
	again := restarted(t, j, s.clock)
	samePayments(t, s, again)
	asked := 0
	again.SetAsker(func(context.Context, engine.Question) engine.Attempt {
		asked++
		return engine.Attempt{Code: 200}
	})
	if p, err := again.PayBarcode(t.Context(), p.ImpUID, ""); err != nil || p.Status != engine.Paid || asked != 1 {
		t.Errorf("after a restart: asked %d times, %+v, %v", asked, p, err)
	}
}
