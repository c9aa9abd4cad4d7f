package pgrule_test

import (
	"slices"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/pgrule"
)

func TestBankCode_takesThePGsCodeAndTheKFTCs(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		provider, told, want string
		ok                   bool
	}{
		{"html5_inicis", "04", "04", true},
		{"html5_inicis", "004", "04", true},
		{"kcp", "BK04", "BK04", true},
		{"kcp", "bk04", "BK04", true},
		{"kcp", "004", "BK04", true},
		{"tosspayments", "092", "092", true},
		{"nice_v2", "092", "", false},
		{"daou", "11", "11", true},  // SC제일, by its own code
		{"daou", "011", "08", true}, // 농협, by the KFTC's
		{"daou", "090", "", false},
		{"html5_inicis", "국민", "", false},
		{"html5_inicis", "", "", false},
		{"unheard_of", "X1", "X1", true},
		{"unheard_of", "", "", false},
	} {
		if got, ok := pgrule.BankCode(tt.provider, tt.told); got != tt.want || ok != tt.ok {
			t.Errorf("%s %q: %q, %v; want %q, %v", tt.provider, tt.told, got, ok, tt.want, tt.ok)
		}
	}
	for _, provider := range []string{"kcp", "html5_inicis", "nice_v2", "welcome", "daou"} {
		codes := map[string]bool{}
		for _, b := range pgrule.Banks(provider) {
			if b.Code == "" || b.Name == "" || codes[b.Code] {
				t.Errorf("%s: %+v", provider, b)
			}
			codes[b.Code] = true
		}
	}
}

func kst(day, hour int) time.Time { return time.Date(2026, 11, day, hour, 30, 0, 0, clock.KST) }

func TestFor_tellsEachRule(t *testing.T) {
	t.Parallel()
	paid := kst(10, 12)
	of := func(provider, method string) pgrule.Paid {
		return pgrule.Paid{Provider: provider, PayMethod: method, Env: payment.Live, PaidAt: paid}
	}
	with := func(p pgrule.Paid, change func(*pgrule.Paid)) pgrule.Paid { change(&p); return p }
	for _, tt := range []struct {
		name    string
		p       pgrule.Paid
		now     time.Time
		part    bool
		account bool
		want    []string
	}{
		{"a card", of("html5_inicis", "card"), kst(20, 12), true, false, nil},
		{"a card a year later", of("html5_inicis", "card"), paid.AddDate(1, 0, 1), true, false, []string{"too_late"}},
		{"a card at KSNET after six months", of("ksnet", "card"), paid.AddDate(0, 6, 1), true, false, []string{"too_late"}},
		{"NaverPay after two years", of("naverpay", "card"), paid.AddDate(2, 0, 0), true, false, nil},
		{"a phone bill", of("danal", "phone"), kst(20, 12), false, false, []string{"no_part_phone"}},
		{"a phone bill a month later", of("danal", "phone"), paid.AddDate(0, 1, 0), false, false, []string{"no_part_phone", "too_late"}},
		{"a phone bill at KCP a month later", of("kcp", "phone"), paid.AddDate(0, 1, 0), true, true, nil},
		{"an account", of("html5_inicis", "vbank"), kst(20, 12), true, true, []string{"next_business_day"}},
		{"an account at Danal", of("danal_tpay", "vbank"), kst(20, 12), true, true, []string{"no_refund_vbank"}},
		{"an account at KSNET by night", of("ksnet", "vbank"), kst(20, 23), true, true, []string{"next_business_day", "not_at_night"}},
		{"an account at KSNET by day", of("ksnet", "vbank"), kst(20, 6), true, true, []string{"next_business_day"}},
		{"an account at Kiwoompay", of("daou", "vbank"), kst(20, 12), true, true, []string{"late_payout"}},
		{"a transfer at SMARTRO", of("smartro_v2", "trans"), kst(20, 12), true, true, nil},
		{"escrow", with(of("html5_inicis", "card"), func(p *pgrule.Paid) { p.Escrow = true }), kst(20, 12), false, false, []string{"no_part_escrow"}},
		{"a voucher", of("kcp", "cultureland"), kst(20, 12), false, false, []string{"no_part_voucher"}},
		{"a test at NICE", with(of("nice_v2", "card"), func(p *pgrule.Paid) { p.Env = payment.Test }), kst(20, 12), false, false, []string{"no_part_test"}},
		{"a tenth part at KSNET", with(of("ksnet", "card"), func(p *pgrule.Paid) { p.Parts = 9 }), kst(20, 12), false, false, []string{"no_part_tenth"}},
		{"a card from abroad", with(of("kcp", "card"), func(p *pgrule.Paid) { p.Overseas = true }), kst(20, 12), false, false, []string{"no_part_overseas"}},
		{"a receipt that stays", with(of("smartro_v2", "vbank"), func(p *pgrule.Paid) { p.Receipt = true }), kst(20, 12), true, true, []string{"next_business_day", "receipt_stays"}},
		{"PayPal", of("paypal_v2", "paypal"), kst(20, 12), true, false, []string{"decided_later"}},
	} {
		got := pgrule.For(tt.p, tt.now)
		var codes []string
		for _, a := range got.Advice {
			codes = append(codes, a.Code)
			if a.Korean == "" || a.Eng == "" {
				t.Errorf("%s: %s has no words", tt.name, a.Code)
			}
		}
		slices.Sort(codes)
		if got.PartPossible != tt.part || got.NeedsAccount != tt.account || !slices.Equal(codes, tt.want) {
			t.Errorf("%s: part %v, account %v, %v; want %v, %v, %v", tt.name, got.PartPossible, got.NeedsAccount, codes, tt.part, tt.account, tt.want)
		}
	}
}
