package engine

import (
	"slices"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/money"
)

// refund is one cancel as the rules see it.
type refund struct {
	p    Payment
	r    CancelRequest
	part bool      // less than the whole payment goes back
	now  time.Time // in Korea
}

// refundRule is one thing that PGs do not give back, or not so. Where each
// stands in PortOne's documents is said beside it; all texts are assumed, and so
// is what is marked so.
type refundRule struct {
	providers []string // PGs that it binds; nil: every one
	except    []string // PGs that it does not bind
	methods   []string // pay_methods of the records that it binds; nil: every one
	forbids   func(refund) bool
	text      string
}

// vouchers are the pay_methods of gift cards.
var vouchers = []string{"cultureland", "culturegift", "smartculture", "booknlife", "happymoney"}

// refundRules are looked at in their order; the first that forbids is told.
var refundRules = []refundRule{
	{ // a phone bill of another month: help centre, per-PG notes: phone bills go back in the month of payment
		methods: []string{"phone"}, except: []string{"kcp"}, forbids: afterItsMonth,
		text: "휴대폰 소액결제는 결제한 달이 지나면 취소할 수 없습니다.",
	},
	{ // a phone bill of another month without an account: REST description: KCP takes an account for the month after
		methods: []string{"phone"}, providers: []string{"kcp"},
		forbids: func(c refund) bool { return afterItsMonth(c) && !c.r.hasAccount() },
		text:    "휴대폰 소액결제의 익월 환불에는 환불 계좌(refund_holder, refund_bank, refund_account)가 필요합니다.",
	},
	{ // a part of a phone bill: help centre; KG이니시스 approves anew, KCP by request
		methods: []string{"phone"}, except: []string{"html5_inicis", "kcp"}, forbids: isPart,
		text: "휴대폰 소액결제의 부분취소를 지원하지 않는 PG입니다.",
	},
	{ // a part of an escrow payment: help centre: impossible partial cancels
		forbids: func(c refund) bool { return c.part && c.p.Escrow },
		text:    "에스크로 결제는 부분취소할 수 없습니다.",
	},
	{ // a part of a voucher: help centre, of prepaid and gift cards; of vouchers assumed
		methods: vouchers, forbids: isPart,
		text: "상품권 결제는 부분취소할 수 없습니다.",
	},
	{ // a part of an overseas card: help centre: most overseas cards; the sandbox takes it of all of them (assumed)
		forbids: func(c refund) bool { return c.part && len(c.p.CardCode) == overseasCode },
		text:    "해외카드 결제는 부분취소할 수 없습니다.",
	},
	{ // a part in a test at NICE: help centre: test mode
		providers: []string{"nice", "nice_v2"}, forbids: isPartOfTest,
		text: "나이스페이먼츠의 테스트 결제는 전액취소만 할 수 있습니다.",
	},
	{ // a part in a test at Danal: help centre: test mode
		providers: []string{"danal", "danal_tpay"}, forbids: isPartOfTest,
		text: "다날의 테스트 결제는 부분취소할 수 없습니다.",
	},
	{ // an account at Danal: per-PG notes
		providers: []string{"danal", "danal_tpay"}, methods: []string{"vbank"}, forbids: always,
		text: "다날은 가상계좌 환불을 지원하지 않습니다.",
	},
	{ // a tenth part at KSNET: REST description
		providers: []string{"ksnet"},
		forbids:   func(c refund) bool { return c.part && len(c.p.CancelHistory) >= ksnetParts },
		text:      "KSNET의 부분취소는 9번까지 할 수 있습니다.",
	},
	{ // an account at KSNET by night: REST description
		providers: []string{"ksnet"}, methods: []string{"vbank"},
		forbids: func(c refund) bool { return c.now.Hour() >= 23 || c.now.Hour() < 6 },
		text:    "KSNET의 가상계좌 환불은 23:00~06:00에는 할 수 없습니다.",
	},
	{ // KSNET after six months: REST description
		providers: []string{"ksnet"}, forbids: after(0, 6, 0), text: textTooLate,
	},
	{ // KakaoPay money after five years: help centre: terms of cancelling, for this and those below
		providers: []string{"kakaopay"}, methods: []string{"point"}, forbids: after(5, 0, 0), text: textTooLate,
	},
	{ // PayPal after 180 days
		providers: []string{"paypal", "paypal_v2"}, forbids: after(0, 0, 180), text: textTooLate,
	},
	{ // NaverPay after 1095 days
		providers: []string{"naverpay", "naverco"}, forbids: after(0, 0, 1095), text: textTooLate,
	},
	{ // a card after a year
		except: []string{"naverpay", "naverco"}, methods: []string{"card"}, forbids: after(1, 0, 0), text: textTooLate,
	},
	{ // a transfer after three months
		methods: []string{"trans"}, forbids: after(0, 3, 0), text: textTooLate,
	},
	{ // a tax-free payment without tax_free: REST description: not taken as nothing where it is missing
		providers: []string{"kcp", "kcp_quick", "kicc", "nice", "payco"},
		forbids:   func(c refund) bool { return c.taxFreeLeft() && c.r.TaxFree == "" && !c.r.FromConsole },
		text:      textNeedTaxFree,
	},
	{ // a part of a tax-free payment without tax_free: REST description
		providers: []string{"smartro_v2"},
		forbids:   func(c refund) bool { return c.part && c.taxFreeLeft() && c.r.TaxFree == "" && !c.r.FromConsole },
		text:      textNeedTaxFree,
	},
	{ // a payment with VAT without vat_amount: REST description
		providers: []string{"nice", "html5_inicis", "welcome", "nice_v2"},
		forbids:   func(c refund) bool { return c.p.VAT.IsSet() && c.r.VAT == "" && !c.r.FromConsole },
		text:      "결제할 때 부가세를 지정한 결제는 부가세(vat_amount)를 입력해야 합니다.",
	},
	{ // an account without where to refund: REST description
		methods: []string{"vbank"}, forbids: func(c refund) bool { return !c.r.hasAccount() },
		text: textRefundAccount,
	},
	{ // a transfer at SMARTRO without where to refund: REST description
		providers: []string{"smartro_v2"}, methods: []string{"trans"},
		forbids: func(c refund) bool { return !c.r.hasAccount() },
		text:    "스마트로의 계좌이체 취소에는 환불 계좌(refund_holder, refund_bank, refund_account)가 필요합니다.",
	},
	{ // an account at SMARTRO without a phone: REST description; the console has no field for it
		providers: []string{"smartro", "smartro_v2"}, methods: []string{"vbank"},
		forbids: noPhone, text: textNeedRefundTel,
	},
	{ // a transfer at SMARTRO without a phone: REST description
		providers: []string{"smartro_v2"}, methods: []string{"trans"},
		forbids: noPhone, text: textNeedRefundTel,
	},
	{ // an unknown bank: code tables: banks are in the PG's own codes
		forbids: unknownBank, text: textRefundBank,
	},
}

// Texts that more than one rule tells.
const (
	textTooLate       = "취소 가능 기간이 지난 결제입니다."
	textNeedTaxFree   = "면세 결제는 취소할 면세 금액(tax_free)을 입력해야 합니다."
	textNeedRefundTel = "환불 계좌 예금주의 연락처(refund_tel)를 입력해야 합니다."
)

const (
	ksnetParts   = 9 // partial cancels of one payment
	overseasCode = 5 // digits of an overseas card company's code; the others have three
)

// ruled returns why the PG does not give back so, or nothing.
func ruled(c refund) error {
	c.now = c.now.In(clock.KST)
	for _, rule := range refundRules {
		if rule.binds(c.p) && rule.forbids(c) {
			return refuse(Conflicting, rule.text)
		}
	}
	return nil
}

func (r refundRule) binds(p Payment) bool {
	return (r.providers == nil || slices.Contains(r.providers, p.PGProvider)) && !slices.Contains(r.except, p.PGProvider) &&
		(r.methods == nil || slices.Contains(r.methods, p.PayMethod))
}

func always(refund) bool         { return true }
func isPart(c refund) bool       { return c.part }
func isPartOfTest(c refund) bool { return c.part && c.p.Sandbox }
func noPhone(c refund) bool      { return c.r.RefundTel == "" && !c.r.FromConsole }

// afterItsMonth reports whether the month of payment, in Korea, is over.
func afterItsMonth(c refund) bool {
	paid := time.Unix(c.p.PaidAt, 0).In(clock.KST)
	return paid.Year() != c.now.Year() || paid.Month() != c.now.Month()
}

// after forbids once so much time has passed since the payment.
func after(years, months, days int) func(refund) bool {
	return func(c refund) bool {
		return c.now.After(time.Unix(c.p.PaidAt, 0).In(clock.KST).AddDate(years, months, days))
	}
}

// unknownBank reports whether an account is given in a bank that the PG does
// not know.
func unknownBank(c refund) bool {
	if c.r.RefundBank == "" || !slices.Contains([]string{"vbank", "trans", "phone"}, c.p.PayMethod) {
		return false
	}
	provider, ok := byCode[c.p.PGProvider]
	if !ok || len(provider.Banks) == 0 {
		return false
	}
	_, known := nameOf(provider.Banks, c.r.RefundBank)
	return !known
}

// taxFreeLeft reports whether a tax-free part of the payment is still to be
// given back.
func (c refund) taxFreeLeft() bool {
	whole := c.p.TaxFree
	if !whole.IsSet() {
		whole = money.Zero(c.p.Amount.Currency())
	}
	left, err := whole.Sub(c.p.CancelTaxFree)
	return err == nil && left.IsPositive()
}

// hasAccount reports whether a refund says where the money goes.
func (r CancelRequest) hasAccount() bool {
	return r.RefundHolder != "" && r.RefundBank != "" && r.RefundAccount != ""
}
