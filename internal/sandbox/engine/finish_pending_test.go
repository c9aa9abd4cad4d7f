package engine_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/id"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// pending is a payment that 페이팔 has left open.
func (s shop) pending(t *testing.T) engine.Payment {
	t.Helper()
	r := s.pay(t, s.at(t, "paypal_v2", "7WBB3CKT63FRG", engine.Test)+`,"pay_method":null`, engine.Choice{Outcome: engine.LeavePending})
	p := s.payment(t, r.ImpUID)
	if r.Status != engine.Pending || p.Status != engine.Pending || p.PaidAt != 0 || p.PGTID == "" {
		t.Fatalf("left pending: %+v", p)
	}
	if failure, _ := r.Callback.Get("error_code"); failure != nil || len(s.Deliveries(p.ImpUID)) != 0 {
		t.Errorf("told %v, webhooks %v", r.Callback, s.Deliveries(p.ImpUID))
	}
	return p
}

func TestPending_isApprovedWhenItsTimeHasCome(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	p := s.pending(t)
	if _, err := s.Cancel(t.Context(), s.imp, engine.CancelRequest{ImpUID: p.ImpUID}); refusal(t, err) != "결제가 완료되지 않은 주문은 취소할 수 없습니다." {
		t.Errorf("a cancel meanwhile: %v", err)
	}
	s.clock.Advance(time.Hour - time.Second)
	if n, err := s.RunDue(t.Context()); n != 0 || err != nil {
		t.Errorf("a second too early: %d, %v", n, err)
	}
	if next, ok := s.NextDue(); !ok || next.What != "settlement" || next.ImpUID != p.ImpUID {
		t.Errorf("next due: %+v", next)
	}
	s.clock.Advance(time.Second)
	if n, err := s.RunDue(t.Context()); n != 1 || err != nil {
		t.Errorf("at its time: %d, %v", n, err)
	}
	if p = s.payment(t, p.ImpUID); p.Status != engine.Paid || p.PaidAt != noon.Add(time.Hour).Unix() {
		t.Errorf("ended %s at %d", p.Status, p.PaidAt)
	}
	if hooks := s.Deliveries(p.ImpUID); len(hooks) != 1 || hooks[0].Event != "paid" {
		t.Errorf("webhooks %+v", hooks)
	}
}

func TestSettle_decidesAtOnceAndOnce(t *testing.T) {
	t.Parallel()
	for outcome, want := range map[engine.Outcome]engine.Status{engine.Approve: engine.Paid, engine.DeclineLimit: engine.Failed} {
		s := newShop(t)
		p := s.pending(t)
		if _, err := s.Settle(t.Context(), p.ImpUID, engine.CloseWindow); refusal(t, err) == "" || s.payment(t, p.ImpUID).Status != engine.Pending {
			t.Errorf("closing it: %v", err)
		}
		settled, err := s.Settle(t.Context(), p.ImpUID, outcome)
		if err != nil || settled.Status != want || (settled.FailReason != "") != (want == engine.Failed) {
			t.Errorf("%s: %+v, %v", outcome, settled, err)
		}
		if hooks := s.Deliveries(p.ImpUID); len(hooks) != 1 || hooks[0].Event != string(want) {
			t.Errorf("%s: webhooks %+v", outcome, hooks)
		}
		if _, err := s.Settle(t.Context(), p.ImpUID, engine.Approve); !strings.Contains(refusal(t, err), "승인 대기 중인") {
			t.Errorf("%s, again: %v", outcome, err)
		}
		s.clock.Advance(2 * time.Hour)
		if n, err := s.RunDue(t.Context()); n != 0 || err != nil || len(s.Deliveries(p.ImpUID)) != 1 {
			t.Errorf("%s: %d came due after it was decided, %v", outcome, n, err)
		}
	}
}

// Of two payments of one order the pending one fails when the other is paid.
func TestPending_isRefusedWhenItsOrderWasPaidMeanwhile(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	p := s.pending(t)
	s.pay(t, `"merchant_uid":"order1"`, engine.Choice{Outcome: engine.Approve})
	s.clock.Advance(time.Hour)
	if _, err := s.RunDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	if p = s.payment(t, p.ImpUID); p.Status != engine.Failed || p.FailReason != "이미 결제가 이루어진 거래건입니다." {
		t.Errorf("ended %s, %q", p.Status, p.FailReason)
	}
}

func TestPending_isOfPayPalAlone(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	w, _ := s.start(t, "")
	if _, err := s.FinishWindow(t.Context(), w.Secret, engine.Choice{Outcome: engine.LeavePending}); !errors.Is(err, engine.ErrChoice) {
		t.Errorf("KG이니시스: %v", err)
	}
	if v, _ := s.WindowBySecret(w.Secret); len(v.Outcomes) != len(engine.Outcomes)-2 {
		t.Errorf("its window offers %v", v.Outcomes)
	}
	if _, err := s.Settle(t.Context(), w.ImpUID, engine.Approve); refusal(t, err) == "" {
		t.Error("a ready payment was settled")
	}
	if _, err := s.Settle(t.Context(), "imp_0", engine.Approve); refusal(t, err) != "존재하지 않는 결제정보입니다." {
		t.Errorf("an unknown payment: %v", err)
	}
}

func TestPending_outlivesARestart(t *testing.T) {
	t.Parallel()
	j, c := &tape{}, clock.NewManual(noon)
	e, err := engine.New(engine.Config{Clock: c, Entropy: id.System, Journal: j, Seed: true})
	if err != nil {
		t.Fatal(err)
	}
	s := shop{e, c, e.Merchants()[0].Code}
	p := s.pending(t)
	if s.Engine, err = engine.New(engine.Config{Clock: c, Entropy: id.System, History: j.history, Seed: true}); err != nil {
		t.Fatal(err)
	}
	c.Advance(time.Hour)
	if n, err := s.RunDue(t.Context()); n != 1 || err != nil || s.payment(t, p.ImpUID).Status != engine.Paid {
		t.Errorf("%d came due, %v, %s", n, err, s.payment(t, p.ImpUID).Status)
	}
}
