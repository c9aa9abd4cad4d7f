package demand

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/payment"
)

// The forms of vbank_due (v1.md §2.4): dates, times, and the twelve digits that
// the manual of 2018 had.
var (
	dueDates = []string{"2006-01-02", "20060102"}
	dueForms = append(slices.Clone(dueDates), "2006-01-02 15:04:05", "20060102150405", "200601021504")
	dueAtKCP = append(slices.Clone(dueDates), "20060102150405")
)

// rules is all that PGs are known to ask. What is not here is PortOne's to say:
// which methods and currencies a contract has, and the foreign currencies of
// 스마트로, whose overseas MIDs cannot be told from others in production.
var rules = []rule{
	// §2.4, buyer_name: daou, welcome, ksnet, smartro_v2.
	need("buyer.name").at("daou", "welcome", "ksnet", "smartro_v2"),
	// §2.4, buyer_tel: html5_inicis, danal (both of 다날's codes), eximbay, payco;
	// §2.10: many of smartro_v2's buyer fields.
	need("buyer.tel").at("html5_inicis", "danal", "danal_tpay", "eximbay", "payco", "smartro_v2"),
	// §2.4, buyer_email: paymentwall, smartro_v2.
	need("buyer.email").at("paymentwall", "smartro_v2"),
	// §2.4, customer_id: required by smartro_v2, where it has at most 20 (§1.2).
	need("request_pay.customer_id").at("smartro_v2"),
	must("request_pay.customer_id", "up to 20 characters", func(s string) bool { return utf8.RuneCountInString(s) <= 20 }).at("smartro_v2"),

	// §2.10, §4.2: 스마트로 and the bank accounts of SSGPAY, which only nice_v2
	// offers (§1.5), take letters and digits alone.
	must("merchant_uid", "letters and digits only", alphanumeric).at("smartro", "smartro_v2"),
	must("merchant_uid", "letters and digits only", alphanumeric).at("nice_v2").of("ssgpay_bank"),
	// §2.4, name: what EUC-KR can write.
	must("name", "has a character that EUC-KR does not", func(s string) bool { return !strings.ContainsFunc(s, beyondEUCKR) }).at("daou"),
	// §1.5: nice_v2 refuses plain naverpay.
	must("pay_method", "takes naverpay_card or naverpay_point", func(s string) bool { return s != "naverpay" }).at("nice_v2"),

	// §2.4, digital: required for phone payments; these PGs ignore pay_method
	// (§1.5), so at them it says nothing.
	told("request_pay.digital", "a phone payment must say whether the goods are digital").of("phone").
		butAt("kakaopay", "payco", "paypal_v2", "tosspay"),

	// §2.4, vbank_due: required by nice_v2, smartro_v2 and ksnet; its forms.
	need("request_pay.vbank_due").of("vbank").at("nice_v2", "smartro_v2", "ksnet"),
	must("request_pay.vbank_due", "a date, YYYY-MM-DD or YYYYMMDD", inForm(dueDates)).of("vbank").at("smartro_v2"),
	must("request_pay.vbank_due", "YYYY-MM-DD, YYYYMMDD or YYYYMMDDHHmmss", inForm(dueAtKCP)).of("vbank").at("kcp"),
	must("request_pay.vbank_due", "YYYY-MM-DD, YYYYMMDD, YYYY-MM-DD HH:mm:ss or YYYYMMDDHHmmss", inForm(dueForms)).of("vbank"),
	// §2.4, biz_num: ten digits, required for danal_tpay's virtual accounts.
	need("request_pay.biz_num").of("vbank").at("danal_tpay"),
	must("request_pay.biz_num", "ten digits", tenDigits).of("vbank").at("danal_tpay"),

	// §2.4: goods of naverpay, and of escrow at kcp and tosspayments.
	goods("request_pay.naverProducts").at("naverpay", "naverco"),
	goods("request_pay.kcpProducts").at("kcp").inEscrow(),
	goods("request_pay.products", "request_pay.escrowProducts").at("tosspayments").inEscrow(),

	// §2.4, period, and §2.8's texts: range or interval, never both; at welcome
	// both ends of a range.
	{
		providers: []string{"nice", "welcome"}, field: "request_pay.period", code: fault.BadField, detail: "takes a range or an interval, not both",
		met: func(r Request) bool {
			interval := r.param("request_pay.interval") != nil || r.param("request_pay.period.interval") != nil
			return !interval || r.param("request_pay.period.from") == nil && r.param("request_pay.period.to") == nil
		},
	},
	together("request_pay.period.from", "request_pay.period.to").at("welcome"),
	// §2.8: welcome's points cannot be switched off.
	notFalse("request_pay.useCardPoint").at("welcome"),

	// §2.4, currency, and §2.10: PayPal takes no won; §2.8: nothing tax free.
	notInWon().at("paypal_v2", "paypal"),
	{
		providers: []string{"paypal_v2"}, field: "tax_free", code: fault.BadField, detail: "takes no tax-free part",
		met: func(r Request) bool { return !r.TaxFree.IsPositive() },
	},

	// §1.7: the least amounts that are known, in won. A test channel of the PGs
	// that are written of in production alone takes less.
	atLeast(100).at("html5_inicis").of("card").in(payment.Live),
	atLeast(1000).at("kcp").of("card").in(payment.Live),
	atLeast(100).at("kcp").of("card").in(payment.Test),
	atLeast(301).at("kcp").of("vbank").in(payment.Live),
	atLeast(100).at("kakaopay").in(payment.Live),
}

func alphanumeric(s string) bool {
	return !strings.ContainsFunc(s, func(c rune) bool {
		return (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z')
	})
}

func tenDigits(s string) bool { return len(s) == 10 && strings.Trim(s, "0123456789") == "" }

// inForm returns whether a text is a time in one of the layouts.
func inForm(layouts []string) func(string) bool {
	return func(s string) bool {
		return slices.ContainsFunc(layouts, func(layout string) bool {
			_, err := time.Parse(layout, s)
			return err == nil
		})
	}
}

// beyondEUCKR reports whether a character is surely not in EUC-KR: what stands
// outside the basic plane, as most emoji do, and the symbols and dingbats but
// the few that the Korean standard has. Of other characters it says no: they
// are the PG's to refuse.
func beyondEUCKR(c rune) bool {
	if c >= 0x2600 && c <= 0x27bf {
		return !strings.ContainsRune("★☆☎☏☜☞♀♂♠♡♣♤♥♧♨♩♪♬♭", c)
	}
	return c > 0xffff || c == 0xfe0f
}
