package engine_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

func TestFinishWindow_appliesEveryOutcome(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		members string
		choice  engine.Choice
		status  engine.Status
		method  string
		emb     string
		failure string // error_msg, empty for success
	}{
		"card":              {``, engine.Choice{Outcome: engine.Approve}, engine.Paid, "card", "", ""},
		"wallet by card":    {``, engine.Choice{Outcome: engine.Approve, Method: "kakaopay"}, engine.Paid, "card", "kakaopay", ""},
		"wallet by money":   {`"pay_method":"kakaopay"`, engine.Choice{Outcome: engine.Approve, Money: true}, engine.Paid, "point", "kakaopay", ""},
		"kakaopay by card":  {`"pg":"kakaopay"`, engine.Choice{Outcome: engine.Approve}, engine.Paid, "card", "", ""},
		"kakaopay by money": {`"pg":"kakaopay"`, engine.Choice{Outcome: engine.Approve, Money: true}, engine.Paid, "point", "", ""},
		"transfer":          {`"pay_method":"trans"`, engine.Choice{Outcome: engine.Approve, Bank: "88"}, engine.Paid, "trans", "", ""},
		"phone":             {`"pay_method":"phone","digital":true`, engine.Choice{Outcome: engine.Approve}, engine.Paid, "phone", "", ""},
		"account":           {`"pay_method":"vbank"`, engine.Choice{Outcome: engine.IssueAccount}, engine.Ready, "vbank", "", ""},
		"account approved":  {`"pay_method":"vbank"`, engine.Choice{Outcome: engine.Approve}, engine.Ready, "vbank", "", ""},
		"lost reply":        {``, engine.Choice{Outcome: engine.ApproveLoseReply}, engine.Paid, "card", "", ""},
		"limit":             {``, engine.Choice{Outcome: engine.DeclineLimit}, engine.Failed, "card", "", "한도가 초과하였습니다."},
		"stopped":           {``, engine.Choice{Outcome: engine.DeclineStopped}, engine.Failed, "card", "", "거래정지 카드입니다."},
		"password":          {``, engine.Choice{Outcome: engine.DeclinePassword}, engine.Failed, "card", "", "비밀번호가 일치하지 않습니다."},
		"cancel":            {``, engine.Choice{Outcome: engine.CancelWindow}, engine.Failed, "card", "", "사용자가 결제를 취소하셨습니다"},
		"close":             {``, engine.Choice{Outcome: engine.CloseWindow}, engine.Ready, "card", "", "사용자가 결제를 취소하셨습니다"},
		"hang":              {``, engine.Choice{Outcome: engine.Hang}, engine.Ready, "card", "", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			r := s.pay(t, c.members, c.choice)
			p := s.payment(t, r.ImpUID)
			if p.Status != c.status || p.PayMethod != c.method || p.EmbPGProvider != c.emb {
				t.Errorf("payment is %s %s %s", p.Status, p.PayMethod, p.EmbPGProvider)
			}
			if got := r.Callback.Text("error_msg"); !strings.Contains(got, c.failure) || (c.failure == "") != (got == "") {
				t.Errorf("error_msg is %q, want %q", got, c.failure)
			}
			if success, _ := r.Callback.Get("success"); success != (c.failure == "") {
				t.Errorf("success is %v", success)
			}
			paid := c.status == engine.Paid
			if (p.PaidAt != 0) != paid || (p.FailedAt != 0) != (c.status == engine.Failed) || (p.FailReason != "") != (c.status == engine.Failed) {
				t.Errorf("times or reasons do not fit %s: %+v", c.status, p)
			}
			if hooks := len(s.Deliveries(p.ImpUID)); (hooks == 1) != (paid || p.VbankNum != "") {
				t.Errorf("%d webhooks", hooks)
			}
		})
	}
}

func TestFinishWindow_declineTellsPortOnesText(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	r := s.pay(t, "", engine.Choice{Outcome: engine.DeclineLimit})
	want := "F0004:PG사 결제요청에 실패하여 중단합니다.(" + r.ImpUID + ") 3112, 한도가 초과하였습니다."
	if p := s.payment(t, r.ImpUID); p.FailReason != want || r.Callback.Text("error_msg") != want || r.Callback.Text("error_code") != "F0004" {
		t.Errorf("fail_reason %q, callback %v", p.FailReason, r.Callback)
	}
}

func TestFinishWindow_tellsIdsAloneWhereThePGDoes(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	cases := []struct {
		outcome engine.Outcome
		uid     string
		want    string
	}{
		{engine.Approve, "a", `{"imp_uid":"IMP","merchant_uid":"a"}`},
		{engine.CancelWindow, "b", `{"imp_uid":"IMP","merchant_uid":"b","error_code":"PAY_PROCESS_ABORTED","error_msg":"[PAY_PROCESS_ABORTED] 사용자가 결제를 취소하였습니다"}`},
	}
	for _, c := range cases {
		r := s.pay(t, `"pg":"tosspayments","merchant_uid":"`+c.uid+`"`, engine.Choice{Outcome: c.outcome})
		raw, err := json.Marshal(r.Callback)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Replace(string(raw), r.ImpUID, "IMP", 1); got != c.want {
			t.Errorf("%s told %s, want %s", c.outcome, got, c.want)
		}
	}
}

func TestWindow_namesThePGAsBuyersKnowIt(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	w, refused := s.start(t, `"pg":"tosspayments","merchant_uid":"a"`)
	if refused != nil {
		t.Fatal(refused.Message)
	}
	if v, ok := s.WindowBySecret(w.Secret); !ok || v.ProviderName != "토스페이먼츠" {
		t.Errorf("the window is %q's, want 토스페이먼츠's", v.ProviderName)
	}
}

func TestFinishWindow_redirectsPhonesAndKeepsTheirQuery(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	w, refused, err := s.StartWindow(t.Context(), engine.StartRequest{
		UserCode: s.imp, Device: engine.Mobile, Params: request(t, `"m_redirect_url":"https://shop.example/done?utm=1#top"`),
	})
	if err != nil || refused != nil || w.Kind != engine.Page {
		t.Fatalf("got %+v, %+v, %v", w, refused, err)
	}
	r, err := s.FinishWindow(t.Context(), w.Secret, engine.Choice{Outcome: engine.Approve})
	if err != nil {
		t.Fatal(err)
	}
	want := "https://shop.example/done?utm=1&imp_uid=" + r.ImpUID + "&merchant_uid=order-1&imp_success=true#top"
	if r.RedirectURL != want || r.Delivery != engine.ByRedirect {
		t.Errorf("redirect %s, want %s", r.RedirectURL, want)
	}
}

func TestFinishWindow_isSpentByDecisionsOnly(t *testing.T) {
	t.Parallel()
	for outcome, spent := range map[engine.Outcome]bool{
		engine.Approve: true, engine.DeclineLimit: true, engine.CancelWindow: true, engine.IssueAccount: true,
		engine.CloseWindow: false, engine.Hang: false,
	} {
		t.Run(string(outcome), func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			w, _ := s.start(t, "")
			if _, err := s.FinishWindow(t.Context(), w.Secret, engine.Choice{Outcome: outcome}); err != nil {
				t.Fatal(err)
			}
			before := len(s.Deliveries(""))
			_, err := s.FinishWindow(t.Context(), w.Secret, engine.Choice{Outcome: engine.Approve})
			if errors.Is(err, engine.ErrWindow) != spent {
				t.Errorf("the second answer gave %v", err)
			}
			if spent && len(s.Deliveries("")) != before {
				t.Error("a spent window sent a webhook")
			}
		})
	}
}

func TestFinishWindow_refusesUnknownChoices(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	w, _ := s.start(t, "")
	for _, c := range []engine.Choice{
		{Outcome: "win"},
		{Outcome: engine.Approve, Method: "vbank"},
		{Outcome: engine.Approve, CardCode: "999"},
		{Outcome: engine.Approve, CardQuota: 3},
		{Outcome: engine.IssueAccount, Bank: "088"},
	} {
		if _, err := s.FinishWindow(t.Context(), w.Secret, c); !errors.Is(err, engine.ErrChoice) {
			t.Errorf("%+v gave %v", c, err)
		}
	}
	if p := s.payment(t, w.ImpUID); p.Status != engine.Ready || p.PayMethod != "card" {
		t.Errorf("a refused choice changed the payment: %+v", p)
	}
	if _, err := s.FinishWindow(t.Context(), "no such secret", engine.Choice{Outcome: engine.Approve}); !errors.Is(err, engine.ErrWindow) {
		t.Errorf("an unknown window gave %v", err)
	}
}

func TestTwoWindows_secondIsRefusedAtApproval(t *testing.T) {
	t.Parallel()
	for name, both := range map[string]bool{"prevented": false, "allowed by the fault": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			if err := s.SetFaults(t.Context(), engine.Faults{AllowDoubleApproval: both}); err != nil {
				t.Fatal(err)
			}
			a, _ := s.start(t, "")
			b, _ := s.start(t, "")
			if _, err := s.FinishWindow(t.Context(), b.Secret, engine.Choice{Outcome: engine.Approve}); err != nil {
				t.Fatal(err)
			}
			r, err := s.FinishWindow(t.Context(), a.Secret, engine.Choice{Outcome: engine.Approve})
			if err != nil {
				t.Fatal(err)
			}
			if (r.Status == engine.Paid) != both || (r.Callback.Text("error_code") == "F1002") == both {
				t.Errorf("the second window ended %s %v", r.Status, r.Callback)
			}
		})
	}
}

func TestAccount_dueFormsAndDefault(t *testing.T) {
	t.Parallel()
	at := func(text string) int64 {
		v, err := time.ParseInLocation(time.DateTime, text, clock.KST)
		if err != nil {
			t.Fatal(err)
		}
		return v.Unix()
	}
	for members, want := range map[string]int64{
		``: at("2026-12-23 23:59:59"), `"vbank_due":"2026-11-25"`: at("2026-11-25 23:59:59"), `"vbank_due":"20261125"`: at("2026-11-25 23:59:59"),
		`"vbank_due":"2026-11-25 10:11:12"`: at("2026-11-25 10:11:12"), `"vbank_due":"20261125101112"`: at("2026-11-25 10:11:12"),
		`"vbank_due":"202611251011"`: at("2026-11-25 10:11:00"),
	} {
		s := newShop(t)
		if members != "" {
			members = "," + members
		}
		r := s.pay(t, `"pay_method":"vbank"`+members, engine.Choice{Outcome: engine.IssueAccount, Bank: "88"})
		p := s.payment(t, r.ImpUID)
		if p.VbankDate != want || p.VbankName != "신한은행" || p.VbankCode != "88" || p.VbankNum == "" || p.PaidAt != 0 {
			t.Errorf("{%s}: account %+v, want due %d", members, p, want)
		}
		if v, _ := r.Callback.Get("vbank_date"); v != want || r.Callback.Text("vbank_num") != p.VbankNum {
			t.Errorf("{%s}: callback %v", members, r.Callback)
		}
	}
}
