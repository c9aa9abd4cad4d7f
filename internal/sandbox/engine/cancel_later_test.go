package engine_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

func TestCancel_ofASmartroAccountIsCarriedOutLater(t *testing.T) {
	t.Parallel()
	s := notified(t, nil)
	if _, err := s.AddChannel(t.Context(), s.imp, engine.Channel{Name: "smartro", Provider: "smartro_v2", MID: "t_2302141m"}); err != nil {
		t.Fatal(err)
	}
	r := s.pay(t, `"pg":"smartro_v2","pay_method":"vbank","merchant_uid":"order1","vbank_due":"2026-11-24","buyer_email":"a@b.kr","customer_id":"c1"`,
		engine.Choice{Outcome: engine.IssueAccount})
	if _, err := s.Deposit(t.Context(), r.ImpUID, ""); err != nil {
		t.Fatal(err)
	}
	cancel := engine.CancelRequest{
		ImpUID: r.ImpUID, Amount: "400", Checksum: "1000", RefundHolder: "홍길동", RefundBank: "088", RefundAccount: "1", RefundTel: "010",
	}
	p, err := s.Cancel(t.Context(), s.imp, cancel)
	if err != nil || p.Status != engine.Paid || len(p.CancelHistory) != 0 || !p.CancelAmount.IsZero() {
		t.Fatalf("asked for, the payment is %+v, %v", p, err)
	}
	if _, err := s.Cancel(t.Context(), s.imp, cancel); refusal(t, err) != "처리 중인 취소 요청이 있습니다." {
		t.Errorf("a second cancel gave %v", err)
	}
	if got := sent(t, s, noon); got != "order1 order1" {
		t.Errorf("told %q", got)
	}
	if next, _ := s.NextDue(); next.What != "refund" || next.ImpUID != r.ImpUID {
		t.Errorf("next is %+v", next)
	}
	s.clock.Advance(24 * time.Hour)
	if n := s.run(t); n != 1 {
		t.Errorf("%d things were due", n)
	}
	p = s.payment(t, r.ImpUID)
	if p.Status != engine.Cancelled || len(p.CancelHistory) != 1 || p.CancelAmount.Minor() != 400 || p.CancelledAt != noon.Add(24*time.Hour).Unix() || p.CancelReason != "취소요청api" {
		t.Errorf("a day later it is %+v", p)
	}
	const console = " http://127.0.0.1/console"
	if diff := cmp.Diff([]string{"ready delivered" + console, "paid delivered" + console, "cancelled due" + console}, told(s, r.ImpUID)); diff != "" {
		t.Error(diff)
	}
}

func TestScenario_thePGHasItsOwnMindAboutACancel(t *testing.T) {
	t.Parallel()
	s := notified(t, nil)
	if _, err := s.AddChannel(t.Context(), s.imp, engine.Channel{Name: "paypal", Provider: "paypal_v2", MID: "7WBB3CKT63FRG"}); err != nil {
		t.Fatal(err)
	}
	declines := s.let(t, engine.When{Times: 1}, engine.Do{Effect: engine.CancelDecline, Code: "500", Text: "PG 점검"})
	pending := s.let(t, engine.When{}, engine.Do{Effect: engine.CancelPending, Delay: engine.Span(time.Hour)})
	card := s.pay(t, "", engine.Choice{Outcome: engine.Approve})
	p, err := s.Cancel(t.Context(), s.imp, engine.CancelRequest{ImpUID: card.ImpUID})
	if text := refusal(t, err); text != "500, PG 점검" || s.payment(t, card.ImpUID).Status != engine.Paid || s.applied(t, declines.ID) != 1 {
		t.Errorf("the PG said %q, the payment is %s", text, p.Status)
	}
	if p, err = s.Cancel(t.Context(), s.imp, engine.CancelRequest{ImpUID: card.ImpUID}); err != nil || p.Status != engine.Cancelled || s.applied(t, pending.ID) != 0 {
		t.Errorf("asked again, a PG that is never slow left the payment %s, %v", p.Status, err)
	}
	paypal := s.pay(t, `"pg":"paypal_v2","pay_method":"paypal","currency":"USD","amount":10.5,"merchant_uid":"usd"`, engine.Choice{Outcome: engine.Approve})
	p, err = s.Cancel(t.Context(), s.imp, engine.CancelRequest{ImpUID: paypal.ImpUID})
	if err != nil || p.Status != engine.Paid || s.applied(t, pending.ID) != 1 {
		t.Fatalf("PayPal left the payment %s, %v", p.Status, err)
	}
	s.clock.Advance(time.Hour)
	s.run(t)
	if p = s.payment(t, paypal.ImpUID); p.Status != engine.Cancelled || p.CancelAmount != p.Amount {
		t.Errorf("an hour later it is %+v", p)
	}
	if list := told(s, paypal.ImpUID); len(list) != 2 || list[1] != "cancelled due http://127.0.0.1/console" {
		t.Errorf("webhooks %v", list)
	}
}
