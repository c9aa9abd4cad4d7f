package engine_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/id"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

const confirmed = `"confirm_url":"http://shop.example/confirm"`

// confirming is a shop whose confirm_url is called, answered by answer.
func confirming(t *testing.T, answer func(engine.Question) engine.Attempt) shop {
	t.Helper()
	s := newShop(t)
	s.SetAsker(func(_ context.Context, q engine.Question) engine.Attempt { return answer(q) })
	if _, err := s.SetConfirmProcess(t.Context(), s.imp, true); err != nil {
		t.Fatal(err)
	}
	return s
}

func kinds(e *engine.Engine, impUID string) string {
	var list []string
	for _, ev := range e.Events(0) {
		if ev.ImpUID == impUID {
			list = append(list, ev.Kind)
		}
	}
	return strings.Join(list, " ")
}

func TestConfirm_asksTheShopBeforeTheApproval(t *testing.T) {
	t.Parallel()
	var s shop
	var got []engine.Question
	s = confirming(t, func(q engine.Question) engine.Attempt {
		got = append(got, q)
		// The engine is not locked meanwhile, and nothing was paid yet.
		if p := s.Deliveries(""); len(p) != 0 {
			t.Errorf("%d webhooks before the answer", len(p))
		}
		return engine.Attempt{Code: 200}
	})
	r := s.pay(t, confirmed, engine.Choice{Outcome: engine.Approve})
	if p := s.payment(t, r.ImpUID); p.Status != engine.Paid || r.Callback.Text("error_msg") != "" {
		t.Errorf("payment is %s, callback %v", p.Status, r.Callback)
	}
	want := engine.Question{URL: "http://shop.example/confirm", Body: `{"imp_uid":"` + r.ImpUID + `","merchant_uid":"order-1","amount":1000}`}
	if len(got) != 1 || got[0] != want {
		t.Errorf("the shop was asked %v, want %v", got, want)
	}
	if got := kinds(s.Engine, r.ImpUID); got != "window.opened confirm.asked confirm.answered webhook.unsent payment.paid" {
		t.Errorf("the log tells %s", got)
	}
}

func TestConfirm_stopsThePaymentUnlessTheAnswerIs200(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer engine.Attempt
		reason string
	}{
		"with a reason":    {engine.Attempt{Code: 500, Response: `{"reason":"재고 부족"}`}, "재고 부족"},
		"without":          {engine.Attempt{Code: 400, Response: `{}`}, "알 수 없음"},
		"not JSON":         {engine.Attempt{Code: 404, Response: `<html>`}, "알 수 없음"},
		"reason no text":   {engine.Attempt{Code: 400, Response: `{"reason":1}`}, "알 수 없음"},
		"another 2xx":      {engine.Attempt{Code: 204}, "알 수 없음"},
		"a redirect":       {engine.Attempt{Code: 302}, "알 수 없음"},
		"no answer":        {engine.Attempt{Problem: "timeout"}, "알 수 없음"},
		"half an answer":   {engine.Attempt{Code: 200, Problem: "unexpected EOF"}, "알 수 없음"},
		"an endless story": {engine.Attempt{Code: 400, Response: `{"reason":"` + strings.Repeat("가", 5000) + `"}`}, strings.Repeat("가", 200)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := confirming(t, func(engine.Question) engine.Attempt { return c.answer })
			r := s.pay(t, confirmed, engine.Choice{Outcome: engine.Approve})
			want := "고객사 요청에 의해 결제를 중단합니다. (상세사유 : " + c.reason + ")"
			p := s.payment(t, r.ImpUID)
			if p.Status != engine.Failed || p.FailReason != want || p.PaidAt != 0 || r.Callback.Text("error_msg") != want {
				t.Errorf("payment is %s %q, callback %v", p.Status, p.FailReason, r.Callback)
			}
			if hooks := len(s.Deliveries(r.ImpUID)); hooks != 0 {
				t.Errorf("%d webhooks of a failure", hooks)
			}
			if _, refused := s.start(t, ``); refused != nil {
				t.Errorf("the merchant_uid cannot be tried again: %s", refused.Message)
			}
		})
	}
}

func TestConfirm_asksNobodyWhereNothingIsApproved(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		members string
		outcome engine.Outcome
	}{
		"no confirm_url": {``, engine.Approve},
		"decline":        {confirmed, engine.DeclineLimit},
		"cancel":         {confirmed, engine.CancelWindow},
		"close":          {confirmed, engine.CloseWindow},
		"a stored card":  {confirmed + `,"pg":"html5_inicis.INIBillTst","customer_uid":"c1"`, engine.Approve},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := confirming(t, func(engine.Question) engine.Attempt {
				t.Error("the shop was asked")
				return engine.Attempt{Code: 500}
			})
			s.pay(t, c.members, engine.Choice{Outcome: c.outcome})
		})
	}
}

func TestConfirm_isOffUntilTheMerchantHasIt(t *testing.T) {
	t.Parallel()
	s := confirming(t, func(engine.Question) engine.Attempt {
		t.Error("the shop was asked")
		return engine.Attempt{}
	})
	if m, err := s.SetConfirmProcess(t.Context(), s.imp, false); err != nil || m.ConfirmProcess {
		t.Fatal(m, err)
	}
	r := s.pay(t, confirmed, engine.Choice{Outcome: engine.Approve})
	if p := s.payment(t, r.ImpUID); p.Status != engine.Paid || !strings.Contains(kinds(s.Engine, r.ImpUID), "confirm.skipped") {
		t.Errorf("payment is %s, log %s", p.Status, kinds(s.Engine, r.ImpUID))
	}
}

func TestConfirm_coversAccountsToo(t *testing.T) {
	t.Parallel()
	s := confirming(t, func(engine.Question) engine.Attempt { return engine.Attempt{Code: 503} })
	r := s.pay(t, confirmed+`,"pay_method":"vbank"`, engine.Choice{Outcome: engine.IssueAccount})
	if p := s.payment(t, r.ImpUID); p.Status != engine.Failed || p.VbankNum != "" {
		t.Errorf("payment is %s with the account %q", p.Status, p.VbankNum)
	}
}

func TestConfirm_comesBeforeAnApprovalThatStaysPending(t *testing.T) {
	t.Parallel()
	s := confirming(t, func(engine.Question) engine.Attempt { return engine.Attempt{Code: 503} })
	if _, err := s.AddChannel(t.Context(), s.imp, engine.Channel{Name: "paypal", Provider: "paypal_v2", MID: "7WBB3CKT63FRG"}); err != nil {
		t.Fatal(err)
	}
	r := s.pay(t, confirmed+`,"pg":"paypal_v2","pay_method":"paypal","currency":"USD","amount":10.5`, engine.Choice{Outcome: engine.LeavePending})
	if p := s.payment(t, r.ImpUID); p.Status != engine.Failed {
		t.Errorf("payment is %s", p.Status)
	}
}

func TestConfirm_refusesASecondAnswerMeanwhile(t *testing.T) {
	t.Parallel()
	var s shop
	var w engine.Window
	s = confirming(t, func(engine.Question) engine.Attempt {
		for _, o := range []engine.Outcome{engine.Approve, engine.CancelWindow, engine.CloseWindow} {
			if _, err := s.FinishWindow(t.Context(), w.Secret, engine.Choice{Outcome: o}); !errors.Is(err, engine.ErrConfirming) {
				t.Errorf("%s meanwhile: %v", o, err)
			}
		}
		return engine.Attempt{Code: 200}
	})
	w, _ = s.start(t, confirmed)
	if _, err := s.FinishWindow(t.Context(), w.Secret, engine.Choice{Outcome: engine.Approve}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.FinishWindow(t.Context(), w.Secret, engine.Choice{Outcome: engine.Approve}); !errors.Is(err, engine.ErrWindow) {
		t.Errorf("after it: %v", err)
	}
}

func TestConfirm_ofAnAnswerThatTheWindowDoesNotOfferAsksNobody(t *testing.T) {
	t.Parallel()
	s := confirming(t, func(engine.Question) engine.Attempt {
		t.Error("the shop was asked")
		return engine.Attempt{}
	})
	w, _ := s.start(t, confirmed)
	_, err := s.FinishWindow(t.Context(), w.Secret, engine.Choice{Outcome: engine.Approve, CardCode: "999"})
	if !errors.Is(err, engine.ErrChoice) {
		t.Errorf("an unknown card: %v", err)
	}
}

func TestConfirm_ofWhatWasPaidMeanwhileEndsAsADuplicate(t *testing.T) {
	t.Parallel()
	var s shop
	first := true
	s = confirming(t, func(engine.Question) engine.Attempt {
		if first {
			first = false // another window of the same order is quicker
			s.pay(t, ``, engine.Choice{Outcome: engine.Approve})
		}
		return engine.Attempt{Code: 200}
	})
	r := s.pay(t, confirmed, engine.Choice{Outcome: engine.Approve})
	if p := s.payment(t, r.ImpUID); p.Status != engine.Failed || r.Callback.Text("error_code") != "F1002" {
		t.Errorf("payment is %s, callback %v", p.Status, r.Callback)
	}
}

func TestConfirm_thatACrashCutShortLeavesThePaymentPayable(t *testing.T) {
	t.Parallel()
	j := &tape{}
	e, err := engine.New(engine.Config{Clock: clock.NewManual(noon), Entropy: id.System, Journal: j, Seed: true})
	if err != nil {
		t.Fatal(err)
	}
	s := shop{Engine: e, imp: e.Merchants()[0].Code}
	if _, err := s.SetConfirmProcess(t.Context(), s.imp, true); err != nil {
		t.Fatal(err)
	}
	asked := 0
	restart := func() shop {
		again, err := engine.New(engine.Config{Clock: clock.NewManual(noon), Entropy: id.System, History: j.history, Seed: true})
		if err != nil {
			t.Fatal(err)
		}
		again.SetAsker(func(context.Context, engine.Question) engine.Attempt { asked++; return engine.Attempt{Code: 200} })
		return shop{Engine: again, imp: s.imp}
	}
	w, _ := s.start(t, confirmed)
	s.SetAsker(func(context.Context, engine.Question) engine.Attempt {
		after := restart() // as the process would be found after dying here
		if p := after.payment(t, w.ImpUID); p.Status != engine.Ready || p.PaidAt != 0 {
			t.Errorf("payment is %s after a crash", p.Status)
		}
		if _, err := after.FinishWindow(t.Context(), w.Secret, engine.Choice{Outcome: engine.Approve}); err != nil {
			t.Errorf("the window cannot be answered after a crash: %v", err)
		}
		if p := after.payment(t, w.ImpUID); p.Status != engine.Paid || asked != 1 {
			t.Errorf("payment is %s, the shop was asked %d times", p.Status, asked)
		}
		return engine.Attempt{Code: 500}
	})
	if _, err := s.FinishWindow(t.Context(), w.Secret, engine.Choice{Outcome: engine.Approve}); err != nil {
		t.Fatal(err)
	}
}

func TestConfirm_survivesAJournalThatFails(t *testing.T) {
	t.Parallel()
	j := &tape{}
	e, err := engine.New(engine.Config{Clock: clock.NewManual(noon), Entropy: id.System, Journal: j, Seed: true})
	if err != nil {
		t.Fatal(err)
	}
	s := shop{Engine: e, imp: e.Merchants()[0].Code}
	if _, err := s.SetConfirmProcess(t.Context(), s.imp, true); err != nil {
		t.Fatal(err)
	}
	s.SetAsker(func(context.Context, engine.Question) engine.Attempt { return engine.Attempt{Code: 200} })
	w, _ := s.start(t, confirmed)
	j.broken = true
	if _, err := s.FinishWindow(t.Context(), w.Secret, engine.Choice{Outcome: engine.Approve}); err == nil {
		t.Fatal("the journal is broken, and the window was answered")
	}
	j.broken = false
	if _, err := s.FinishWindow(t.Context(), w.Secret, engine.Choice{Outcome: engine.Approve}); err != nil {
		t.Errorf("the window stays blocked: %v", err)
	}
}
