package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/id"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// A window with customer_uid stores a means of payment, and charges the amount
// where PortOne's table of billing keys says that the PG does both at once.
func TestBillingWindow_storesAndChargesAsThePGDoes(t *testing.T) {
	t.Parallel()
	cases := []struct {
		provider, mid, method, amount string
		charges                       bool
		record                        string // pay_method of the window's record and of later charges
		card                          bool
	}{
		{"html5_inicis", "INIBillTst", "card", "60000", false, "card", true},
		{"html5_inicis", "INIBillTst", "card", "0", false, "card", true},
		{"tosspayments", "iamporttest_4", "card", "60000", false, "card", true},
		{"kcp_billing", "A52LD", "card", "60000", false, "card", true},
		{"kicc", "T5102001", "card", "60000", false, "card", true},
		{"smartro_v2", "t_2302142m", "card", "60000", false, "card", true},
		{"payco", "AUTOPAY", "card", "60000", false, "card", true},
		{"naverpay", "naverpay-partner", "naverpay", "60000", false, "card", true},
		{"tosspay_v2", "tosstest", "tosspay", "60000", false, "card", true},
		{"nice_v2", "iamport01m", "kakaopay", "60000", false, "card", true},
		{"paypal_v2", "7WBB3CKT63FRG", "paypal", "60000", false, "paypal", false},
		{"welcome", "wpaybill01", "card", "60000", false, "card", true},
		{"welcome", "wpaybill01", "phone", "60000", true, "phone", false},
		{"galaxia", "M251205787", "phone", "60000", true, "phone", false},
		{"kakaopay", "TCSUBSCRIP", "kakaopay", "60000", true, "card", true},
		{"kakaopay", "TCSUBSCRIP", "kakaopay", "0", false, "card", true},
		{"danal", "A010002002", "phone", "60000", true, "phone", false},
		{"danal_tpay", "9810030929", "card", "60000", true, "card", true},
		{"danal_tpay", "9810030929", "card", "0", false, "card", true},
		{"mobilians", "170622040674", "phone", "60000", true, "phone", false},
		{"mobilians", "170622040674", "card", "60000", true, "card", true},
		{"paymentwall", "pw1", "card", "60000", true, "card", true},
		{"settle_acc", "acc1", "trans", "60000", true, "trans", false},
	}
	for _, c := range cases {
		t.Run(fmt.Sprint(c.provider, " ", c.method, " ", c.amount), func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			members := fmt.Sprintf(`%s,"pay_method":%q,"amount":%s,"customer_uid":"c1"`, s.at(t, c.provider, c.mid, engine.Test), c.method, c.amount)
			w, refused := s.start(t, members)
			if refused != nil {
				t.Fatalf("refused: %s (%s)", refused.Message, refused.Hint)
			}
			if v, _ := s.WindowBySecret(w.Secret); !v.KeepsKey || v.Registers == c.charges || len(v.Methods) != 1 {
				t.Errorf("the window keeps a key: %v, charges nothing: %v, offers %v", v.KeepsKey, v.Registers, v.Methods)
			}
			result, err := s.FinishWindow(t.Context(), w.Secret, engine.Choice{Outcome: engine.Approve})
			if err != nil || result.Status != engine.Paid {
				t.Fatalf("approving gave %+v, %v", result, err)
			}
			p := s.payment(t, result.ImpUID)
			if p.CustomerUIDUsage != "issue" || p.PayMethod != c.record || (p.CardCode != "") != c.card || p.CardType != nil {
				t.Errorf("the record is %s by %s, card %q", p.CustomerUIDUsage, p.PayMethod, p.CardCode)
			}
			if hooks := s.Deliveries(p.ImpUID); len(hooks) != 1 || hooks[0].Event != "paid" || strings.Contains(hooks[0].Body, "c1") {
				t.Errorf("webhooks %+v", hooks)
			}
			s.againAs(t, c.provider, c.record, c.card)
			_, err = s.Cancel(t.Context(), s.imp, engine.CancelRequest{ImpUID: p.ImpUID})
			if got := refusal(t, err); (got == "") != c.charges || !c.charges && got != "취소할 결제건이 존재하지 않습니다." {
				t.Errorf("giving it back: %q", got)
			}
		})
	}
}

// againAs charges the stored key and looks at the record.
func (s shop) againAs(t *testing.T, provider, method string, card bool) {
	t.Helper()
	k, err := s.BillingKeyOf(s.imp, "c1")
	if err != nil || k.PGProvider != provider || (k.CardNumber != "") != card {
		t.Fatalf("the key is %+v, %v", k, err)
	}
	if name, _ := k.Annotation().Get("card_name"); (name != nil) != card {
		t.Errorf("card_name of the key is %v", name)
	}
	r := engine.ChargeRequest{CustomerUID: "c1", MerchantUID: "again1", Amount: "100", Name: "정기", BuyerName: "홍길동", BuyerTel: "010", BuyerEmail: "a@b.c"}
	if provider == "paypal_v2" {
		if _, err := s.Again(t.Context(), s.imp, r); !strings.Contains(refusal(t, err), "화폐") {
			t.Errorf("a charge in won: %v", err)
		}
		r.Currency = "USD"
	}
	if slices.Contains([]string{"smartro_v2", "welcome", "paymentwall"}, provider) {
		nobody := r
		nobody.BuyerName, nobody.BuyerEmail = "", ""
		if _, err := s.Again(t.Context(), s.imp, nobody); !strings.Contains(refusal(t, err), "필수 입력") {
			t.Errorf("a charge of nobody: %v", err)
		}
	}
	p, err := s.Again(t.Context(), s.imp, r)
	if err != nil || p.Status != engine.Paid || p.PayMethod != method || (p.ApplyNum != "") != card || p.CustomerUIDUsage != "payment" {
		t.Errorf("its charge is %s by %s, approval %q, %s, %v", p.Status, p.PayMethod, p.ApplyNum, p.CustomerUIDUsage, err)
	}
}

func TestBillingWindow_isRefusedWhereThePGHasNone(t *testing.T) {
	t.Parallel()
	for _, r := range rows {
		p, _ := engine.ProviderByCode(r.code)
		if len(p.Billing.Window) > 0 && !slices.Contains([]string{"nice_v2", "welcome", "tosspay_v2", "paypal_v2"}, r.code) {
			continue
		}
		s := newShop(t)
		method := `"pay_method":null`
		switch {
		case r.code == "tosspay_v2":
			method = `"pay_method":"tosspay_money"`
		case slices.Contains(p.Methods(), "trans"):
			method = `"pay_method":"trans"`
		}
		if r.code == "paypal_v2" {
			continue // it has one method alone
		}
		_, refused := s.start(t, s.at(t, r.code, "mid1", engine.Live)+`,"customer_uid":"c1",`+method)
		if refused == nil {
			t.Errorf("%s opened a window that stores a key", r.code)
			continue
		}
		if want := map[bool]string{true: "정기결제 수단 등록은", false: "빌링키 발급창을 지원하지"}[len(p.Billing.Window) > 0]; !strings.Contains(refused.Message, want) {
			t.Errorf("%s refused with %q, want %q", r.code, refused.Message, want)
		}
	}
}

// A card that the buyer's bank declines stores nothing and charges nothing.
func TestBillingWindow_declinedStoresNoKey(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	r := s.pay(t, s.at(t, "kakaopay", "TCSUBSCRIP", engine.Test)+`,"customer_uid":"c1"`, engine.Choice{Outcome: engine.DeclineLimit})
	if _, err := s.BillingKeyOf(s.imp, "c1"); err == nil || r.Status != engine.Failed || len(s.Deliveries(r.ImpUID)) != 0 {
		t.Errorf("ended %s, key: %v", r.Status, err)
	}
}

// What a window charged beside storing a key is money, after a restart too.
func TestBillingWindow_chargeOutlivesARestart(t *testing.T) {
	t.Parallel()
	j := &tape{}
	e, err := engine.New(engine.Config{Clock: clock.NewManual(noon), Entropy: id.System, Journal: j, Seed: true})
	if err != nil {
		t.Fatal(err)
	}
	s := shop{Engine: e, imp: e.Merchants()[0].Code}
	charged := s.pay(t, s.at(t, "danal", "A010002002", engine.Test)+`,"pay_method":"phone","customer_uid":"c1"`, engine.Choice{Outcome: engine.Approve})
	taxed := s.pay(t, `"vat_amount":90,"tax_free":10`, engine.Choice{Outcome: engine.Approve})
	open, _ := s.start(t, `"merchant_uid":"later","amount":60000,"display":{"card_quota":[]},"card":{"direct":{"code":"361"}}`)
	again, err := engine.New(engine.Config{Clock: clock.NewManual(noon), Entropy: id.System, History: j.history, Seed: true})
	if err != nil {
		t.Fatal(err)
	}
	s.Engine = again
	if k, err := s.BillingKeyOf(s.imp, "c1"); err != nil || k.Method != "phone" {
		t.Errorf("the key is %+v, %v", k, err)
	}
	if _, err := s.Cancel(t.Context(), s.imp, engine.CancelRequest{ImpUID: charged.ImpUID}); err != nil {
		t.Errorf("giving the charge back: %v", err)
	}
	if p := s.payment(t, taxed.ImpUID); p.VAT.Minor() != 90 || p.TaxFree.Minor() != 10 {
		t.Errorf("VAT %s, tax-free %s", p.VAT, p.TaxFree)
	}
	if v, ok := s.WindowBySecret(open.Secret); !ok || len(v.Quotas) != 1 || len(v.Cards) != 1 || v.Cards[0].Code != "361" {
		t.Errorf("the window offers %v and %v", v.Cards, v.Quotas)
	}
}

// Some PGs want to know more of a card that is stored by REST.
func TestIssueBillingKey_asksWhatThePGAsks(t *testing.T) {
	t.Parallel()
	for provider, c := range map[string]struct {
		change func(*engine.IssueRequest)
		field  string
	}{
		"ksnet":       {func(r *engine.IssueRequest) { r.Card.Password = "" }, "pwd_2digit"},
		"welcome":     {func(r *engine.IssueRequest) { r.Name = "" }, "customer_name"},
		"paymentwall": {func(r *engine.IssueRequest) { r.Card.CVC = "" }, "cvc"},
	} {
		s := newShop(t)
		channel, err := s.AddChannel(t.Context(), s.imp, engine.Channel{Name: "one", Provider: provider, MID: "mid1"})
		if err != nil {
			t.Fatal(err)
		}
		whole := engine.IssueRequest{CustomerUID: "c1", ChannelKey: channel.Key, Card: goodCard, Name: "홍길동"}
		whole.Card.CVC = "123"
		less := whole
		c.change(&less)
		if _, err := s.IssueBillingKey(t.Context(), s.imp, less); !strings.HasPrefix(refusal(t, err), c.field+" ") {
			t.Errorf("%s without %s: %v", provider, c.field, err)
		}
		if _, err := s.BillingKeyOf(s.imp, "c1"); err == nil {
			t.Errorf("%s stored it all the same", provider)
		}
		if _, err := s.IssueBillingKey(t.Context(), s.imp, whole); err != nil {
			t.Errorf("%s with all of it: %v", provider, err)
		}
	}
}
