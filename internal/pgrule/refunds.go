package pgrule

import (
	"slices"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/payment"
)

// Paid is what the rules ask of a payment.
type Paid struct {
	Provider  string
	PayMethod string
	Wallet    string // inside the PG's window; kakaopay has rules of its own
	Env       payment.Env
	PaidAt    time.Time
	Escrow    bool
	Overseas  bool // by a card from abroad
	Parts     int  // cancellations so far
	Receipt   bool // a cash receipt stands
}

// Advice is one thing to know before money goes back.
type Advice struct {
	Code   string // stable
	Korean string
	Eng    string
}

// rule is one thing that PGs do not give back, or not so. It stands with its
// section of v1.md.
type rule struct {
	providers []string // nil: every PG
	except    []string
	methods   []string // nil: every method
	when      func(Paid, time.Time) bool
	advice    Advice
}

// The methods that vouchers pay by (v1.md §1.4).
var vouchers = []string{"cultureland", "culturegift", "smartculture", "booknlife", "happymoney"}

// noParts are the payments of which only the whole goes back.
var noParts = []rule{
	{ // §4.4, phone: partial only INICIS / KCP
		methods: []string{"phone"}, except: []string{"html5_inicis", "kcp"}, when: always,
		advice: Advice{"no_part_phone", "이 결제대행사의 휴대폰 결제는 부분취소가 되지 않습니다.", "This PG gives a phone bill back only whole."},
	},
	{ // §4.4, cards; §4.7
		when:   func(p Paid, _ time.Time) bool { return p.Escrow },
		advice: Advice{"no_part_escrow", "에스크로 결제는 부분취소가 되지 않습니다.", "An escrow payment goes back only whole."},
	},
	{ // §4.4, cards: prepaid and gift cards
		methods: vouchers, when: always,
		advice: Advice{"no_part_voucher", "상품권 결제는 부분취소가 되지 않습니다.", "A payment by voucher goes back only whole."},
	},
	{ // §4.4, cards: most overseas cards
		when:   func(p Paid, _ time.Time) bool { return p.Overseas },
		advice: Advice{"no_part_overseas", "해외카드는 대부분 부분취소가 되지 않습니다.", "Most cards from abroad give back only the whole."},
	},
	{ // §2.10: test: full cancel only
		providers: []string{"nice", "nice_v2"}, when: inTest,
		advice: Advice{"no_part_test", "나이스페이먼츠 테스트 결제는 전액취소만 됩니다.", "A test payment at NICE goes back only whole."},
	},
	{ // REST description of POST /payments/cancel: nine parts
		providers: []string{"ksnet"}, when: func(p Paid, _ time.Time) bool { return p.Parts >= 9 },
		advice: Advice{"no_part_tenth", "KSNET의 부분취소는 9번까지입니다.", "KSNET gives back in nine parts at most."},
	},
}

// others are what else to know.
var others = []rule{
	{ // §4.4, vbank: danal cannot; §2.10
		providers: []string{"danal", "danal_tpay"}, methods: []string{"vbank"}, when: always,
		advice: Advice{"no_refund_vbank", "다날은 가상계좌를 환불하지 못합니다. 직접 송금하고 사유를 남기세요.", "Danal gives back no virtual account. Send the money yourself and note why."},
	},
	{ // §4.4, vbank: not between 23:00 and 06:00 for ksnet
		providers: []string{"ksnet"}, methods: []string{"vbank"}, when: func(_ Paid, now time.Time) bool { h := now.In(clock.KST).Hour(); return h >= 23 || h < 6 },
		advice: Advice{"not_at_night", "KSNET 가상계좌는 23시부터 6시까지 환불할 수 없습니다.", "KSNET gives back no virtual account from 23:00 to 06:00."},
	},
	{ // §3.4: vbank, daou ≥ 7 business days
		providers: []string{"daou"}, methods: []string{"vbank"}, when: always,
		advice: Advice{"late_payout", "키움페이의 가상계좌 환불은 7영업일이 넘게 걸립니다.", "A virtual account at Kiwoompay is paid out after seven business days or more."},
	},
	{ // §3.4: vbank, next business day; §4.4: 가상계좌 환불 특약, 토스페이먼츠 exempt
		except: []string{"daou", "danal", "danal_tpay", "tosspayments"}, methods: []string{"vbank"}, when: always,
		advice: Advice{"next_business_day", "가상계좌는 다음 영업일에 입금되며, PG와 환불 특약이 있어야 합니다.", "A virtual account is paid out on the next business day, and only with a refund contract at the PG."},
	},
	{ // §4.4, cash receipt: not cancelled by itself
		providers: []string{"ksnet", "smartro_v2"}, when: func(p Paid, _ time.Time) bool { return p.Receipt },
		advice: Advice{"receipt_stays", "현금영수증은 저절로 취소되지 않습니다. 환불한 뒤 따로 취소하세요.", "The cash receipt is not cancelled by itself: cancel it after the refund."},
	},
	{ // §4.1: PortOne is not told what is cancelled at the PG
		providers: []string{"paypal_v2"}, when: always,
		advice: Advice{"decided_later", "페이팔은 취소 결과가 늦게 정해질 수 있습니다.", "PayPal may decide about a refund later."},
	},
}

func always(Paid, time.Time) bool     { return true }
func inTest(p Paid, _ time.Time) bool { return p.Env == payment.Test }

func (r rule) binds(p Paid, now time.Time) bool {
	return (r.providers == nil || slices.Contains(r.providers, p.Provider)) && !slices.Contains(r.except, p.Provider) &&
		(r.methods == nil || slices.Contains(r.methods, p.PayMethod)) && r.when(p, now)
}

// term is how long a PG gives back after the payment.
type term struct {
	providers, methods  []string
	years, months, days int
}

// terms stand in §4.4 of v1.md, the narrower ones first.
var terms = []term{
	{providers: []string{"ksnet"}, months: 6},
	{providers: []string{"naverpay", "naverco"}, days: 1095},
	{providers: []string{"paypal", "paypal_v2"}, days: 180},
	{providers: []string{"kakaopay"}, methods: []string{"point"}, years: 5},
	{methods: []string{"card"}, years: 1},
	{methods: []string{"trans"}, months: 3},
}

// LastDay returns the end of the last day on which the PG gives the payment back,
// in Korea; zero when nothing is written. A phone bill goes back within its month.
func LastDay(p Paid) time.Time {
	paid := p.PaidAt.In(clock.KST)
	if p.PayMethod == "phone" && p.Provider != "kcp" {
		return time.Date(paid.Year(), paid.Month()+1, 1, 0, 0, 0, 0, clock.KST).Add(-time.Second)
	}
	for _, t := range terms {
		if (t.providers == nil || slices.Contains(t.providers, p.Provider)) && (t.methods == nil || slices.Contains(t.methods, p.PayMethod)) {
			d := paid.AddDate(t.years, t.months, t.days)
			return time.Date(d.Year(), d.Month(), d.Day()+1, 0, 0, 0, 0, clock.KST).Add(-time.Second)
		}
	}
	return time.Time{}
}

// tooLate is told after the last day.
var tooLate = Advice{"too_late", "PG의 취소 기한이 지난 것으로 보입니다. 거절되면 직접 송금하고 사유를 남기세요.", "The PG's time for refunds seems to be over. If it refuses, send the money yourself and note why."}

// Options is what to know before a refund.
type Options struct {
	PartPossible bool
	NeedsAccount bool // where the money goes must be told
	NeedsTel     bool // with the phone of the account's holder
	NeedsVAT     bool // if VAT was told when the payment was opened
	LastDay      time.Time
	Advice       []Advice
}

// For returns what to know now before a payment goes back.
func For(p Paid, now time.Time) Options {
	o := Options{PartPossible: true, NeedsAccount: NeedsAccount(p, now), LastDay: LastDay(p)}
	// §3.4, refund_tel: smartro; REST description: its vbank, and smartro_v2's transfers, too.
	o.NeedsTel = (p.PayMethod == "vbank" && (p.Provider == "smartro" || p.Provider == "smartro_v2")) || (p.PayMethod == "trans" && p.Provider == "smartro_v2")
	o.NeedsVAT = NeedsVAT(p.Provider)
	for _, r := range noParts {
		if r.binds(p, now) {
			o.PartPossible = false
			o.Advice = append(o.Advice, r.advice)
		}
	}
	for _, r := range others {
		if r.binds(p, now) {
			o.Advice = append(o.Advice, r.advice)
		}
	}
	if !o.LastDay.IsZero() && now.After(o.LastDay) {
		o.Advice = append(o.Advice, tooLate)
	}
	return o
}

// NeedsAccount reports whether the PG must be told where the money goes: a
// virtual account, a transfer at 스마트로, a phone bill of an earlier month at KCP
// (v1.md §3.4, refund_holder).
func NeedsAccount(p Paid, now time.Time) bool {
	switch {
	case p.PayMethod == "vbank":
		return true
	case p.PayMethod == "trans":
		return p.Provider == "smartro_v2"
	case p.PayMethod == "phone" && p.Provider == "kcp":
		paid, today := p.PaidAt.In(clock.KST), now.In(clock.KST)
		return paid.Year() != today.Year() || paid.Month() != today.Month()
	}
	return false
}

// NeedsVAT reports whether a PG must be told a refund's VAT when the payment's
// was told (v1.md §3.4, vat_amount).
func NeedsVAT(provider string) bool {
	return slices.Contains([]string{"nice", "html5_inicis", "welcome", "nice_v2"}, provider)
}
