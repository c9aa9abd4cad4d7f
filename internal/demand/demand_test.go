package demand_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/demand"
	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

// asks writes a payment of 50,000 won by a buyer who said nothing.
func asks(provider, method string, change ...func(*demand.Request)) demand.Request {
	r := demand.Request{
		Channel: payment.Channel{Provider: provider, MID: "m"}, Env: payment.Test, PayMethod: method, Name: "맨투맨", Amount: money.Won(50000),
	}
	for _, c := range change {
		c(&r)
	}
	return r
}

func with(params string) func(*demand.Request) {
	return func(r *demand.Request) {
		if err := json.Unmarshal([]byte(params), &r.Params); err != nil {
			panic(err)
		}
	}
}

func buyer(name, tel, email string) func(*demand.Request) {
	return func(r *demand.Request) { r.Buyer = payment.Buyer{Name: name, Tel: tel, Email: email} }
}

func uid(u payment.MerchantUID) func(*demand.Request) {
	return func(r *demand.Request) { r.MerchantUID = u }
}

func named(n string) func(*demand.Request) { return func(r *demand.Request) { r.Name = n } }

func amount(a money.Amount) func(*demand.Request) {
	return func(r *demand.Request) { r.Amount, r.TaxFree = a, money.Zero(a.Currency()) }
}

func live(r *demand.Request) { r.Env = payment.Live }

var everybody = buyer("홍길동", "010-1234-5678", "hong@example.com")

const (
	missing = fault.MissingField
	bad     = fault.BadField
)

var refused = []struct {
	about string
	req   demand.Request
	code  fault.Code
	field string
}{
	{"daou", asks("daou", "card"), missing, "buyer.name"},
	{"welcome", asks("welcome", "card", buyer(" ", "1", "")), missing, "buyer.name"},
	{"ksnet", asks("ksnet", "card"), missing, "buyer.name"},
	{"inicis", asks("html5_inicis", "card", buyer("a", "", "a@b")), missing, "buyer.tel"},
	{"danal", asks("danal", "phone", with(`{"digital":true}`)), missing, "buyer.tel"},
	{"danal tpay", asks("danal_tpay", "card"), missing, "buyer.tel"},
	{"eximbay", asks("eximbay", "card"), missing, "buyer.tel"},
	{"payco", asks("payco", "card"), missing, "buyer.tel"},
	{"paymentwall", asks("paymentwall", "card", buyer("a", "1", "")), missing, "buyer.email"},
	{"smartro_v2 name", asks("smartro_v2", "card", buyer("", "1", "a@b"), with(`{"customer_id":"c"}`)), missing, "buyer.name"},
	{"smartro_v2 tel", asks("smartro_v2", "card", buyer("a", "", "a@b"), with(`{"customer_id":"c"}`)), missing, "buyer.tel"},
	{"smartro_v2 email", asks("smartro_v2", "card", buyer("a", "1", ""), with(`{"customer_id":"c"}`)), missing, "buyer.email"},
	{"smartro_v2 id", asks("smartro_v2", "card", everybody), missing, "request_pay.customer_id"},
	{"smartro_v2 null id", asks("smartro_v2", "card", everybody, with(`{"customer_id":null}`)), missing, "request_pay.customer_id"},
	{"smartro_v2 long id", asks("smartro_v2", "card", everybody, with(`{"customer_id":"`+strings.Repeat("가", 21)+`"}`)), bad, "request_pay.customer_id"},
	{"smartro_v2 uid", asks("smartro_v2", "card", everybody, with(`{"customer_id":"c"}`), uid("a-1")), bad, "merchant_uid"},
	{"smartro uid", asks("smartro", "card", uid("a_1")), bad, "merchant_uid"},
	{"SSGPAY bank uid", asks("nice_v2", "ssgpay_bank", uid("a-1")), bad, "merchant_uid"},
	{"emoji", asks("daou", "card", everybody, named("티셔츠 👕")), bad, "name"},
	{"heart", asks("daou", "card", everybody, named("❤")), bad, "name"},
	{"plain naverpay", asks("nice_v2", "naverpay"), bad, "pay_method"},
	{"phone", asks("kcp", "phone"), missing, "request_pay.digital"},
	{"phone at a PG that nobody knows", asks("newpg", "phone"), missing, "request_pay.digital"},
	{"nice_v2 due", asks("nice_v2", "vbank"), missing, "request_pay.vbank_due"},
	{"ksnet due", asks("ksnet", "vbank", everybody), missing, "request_pay.vbank_due"},
	{"smartro_v2 due", asks("smartro_v2", "vbank", everybody, with(`{"customer_id":"c"}`)), missing, "request_pay.vbank_due"},
	{"smartro_v2 due with a time", asks("smartro_v2", "vbank", everybody, with(`{"customer_id":"c","vbank_due":"20261201235900"}`)), bad, "request_pay.vbank_due"},
	{"kcp due with blanks", asks("kcp", "vbank", with(`{"vbank_due":"2026-12-01 23:59:00"}`)), bad, "request_pay.vbank_due"},
	{"due in words", asks("nice_v2", "vbank", with(`{"vbank_due":"tomorrow"}`)), bad, "request_pay.vbank_due"},
	{"no such day", asks("nice_v2", "vbank", with(`{"vbank_due":"2026-02-30"}`)), bad, "request_pay.vbank_due"},
	{"danal business", asks("danal_tpay", "vbank", everybody), missing, "request_pay.biz_num"},
	{"danal business with dashes", asks("danal_tpay", "vbank", everybody, with(`{"biz_num":"123-45-67890"}`)), bad, "request_pay.biz_num"},
	{"naverpay goods", asks("naverpay", "naverpay"), missing, "request_pay.naverProducts"},
	{"naverco no goods", asks("naverco", "naverpay", with(`{"naverProducts":[]}`)), missing, "request_pay.naverProducts"},
	{"kcp escrow", asks("kcp", "trans", with(`{"escrow":true}`)), missing, "request_pay.kcpProducts"},
	{"toss escrow", asks("tosspayments", "trans", with(`{"escrow":true}`)), missing, "request_pay.products"},
	{"range and interval", asks("nice", "card", with(`{"period":{"from":"20260101"},"interval":"1m"}`)), bad, "request_pay.period"},
	{"half a range", asks("welcome", "card", everybody, with(`{"period":{"from":"20260101"}}`)), bad, "request_pay.period"},
	{"no points", asks("welcome", "card", everybody, with(`{"useCardPoint":false}`)), bad, "request_pay.useCardPoint"},
	{"PayPal in won", asks("paypal_v2", "paypal"), fault.CurrencyUnsupported, "currency"},
	{"PayPal Express in won", asks("paypal", "paypal"), fault.CurrencyUnsupported, "currency"},
	{"PayPal tax free", asks("paypal_v2", "paypal", func(r *demand.Request) {
		r.Amount, r.TaxFree = money.New(100, "USD"), money.New(1, "USD")
	}), bad, "tax_free"},
	{"inicis 99", asks("html5_inicis", "card", everybody, live, amount(money.Won(99))), fault.AmountBelowMinimum, "amount"},
	{"kcp 999", asks("kcp", "card", live, amount(money.Won(999))), fault.AmountBelowMinimum, "amount"},
	{"kcp test 99", asks("kcp", "card", amount(money.Won(99))), fault.AmountBelowMinimum, "amount"},
	{"kcp account 300", asks("kcp", "vbank", live, amount(money.Won(300))), fault.AmountBelowMinimum, "amount"},
	{"kakaopay 99", asks("kakaopay", "kakaopay", live, amount(money.Won(99))), fault.AmountBelowMinimum, "amount"},

	{"digital as text", asks("newpg", "card", with(`{"digital":"true"}`)), bad, "request_pay.digital"},
	{"scheme as number", asks("newpg", "card", with(`{"app_scheme":1}`)), bad, "request_pay.app_scheme"},
	{"VAT as text", asks("newpg", "card", with(`{"vat_amount":"10"}`)), bad, "request_pay.vat_amount"},
	{"display as list", asks("newpg", "card", with(`{"display":[]}`)), bad, "request_pay.display"},
	{"quota as text", asks("newpg", "card", with(`{"display":{"card_quota":["3"]}}`)), bad, "request_pay.display.card_quota"},
	{"quota of null", asks("newpg", "card", with(`{"display":{"card_quota":[null]}}`)), bad, "request_pay.display.card_quota"},
	{"goods as object", asks("newpg", "card", with(`{"products":{}}`)), bad, "request_pay.products"},
	{"goods of null", asks("newpg", "card", with(`{"products":[null]}`)), bad, "request_pay.products"},
}

func TestCheck_refusesWhatTheWindowWouldAndNamesTheField(t *testing.T) {
	t.Parallel()
	for _, tt := range refused {
		var got *fault.Error
		if err := demand.Check(tt.req); !errors.As(err, &got) || got.Code != tt.code || got.Field != tt.field || got.Detail == "" {
			t.Errorf("%s: err = %v, want %s of %s", tt.about, err, tt.code, tt.field)
		}
	}
}

func TestRules_areEachBrokenByATest(t *testing.T) {
	t.Parallel()
	broken := map[int]bool{}
	for _, tt := range refused {
		broken[demand.Broken(tt.req)] = true
	}
	for i := range demand.Rules {
		if !broken[i] {
			t.Errorf("rule %d: no example breaks it", i)
		}
	}
}

// What nothing is published of is PortOne's to refuse.
func TestCheck_isNotStricterThanItsSources(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		about string
		req   demand.Request
	}{
		{"a PG that nobody knows", asks("newpg", "card", uid("a-1_b"), named("👕"))},
		{"its account without a date", asks("newpg", "vbank")},
		{"its escrow without goods", asks("newpg", "trans", with(`{"escrow":true}`))},
		{"a parameter that nobody knows", asks("newpg", "card", with(`{"newParameter":[1,{"a":null}],"custom_data":"text"}`))},
		{"parameters of nothing", asks("newpg", "card", with(`{"digital":null,"display":null,"products":null}`))},
		{"an object of nothing inside", asks("newpg", "card", with(`{"display":{"card_quota":null},"card":{}}`))},
		{"kcp", asks("kcp", "card")},
		{"kcp goods without escrow", asks("kcp", "trans", with(`{"escrow":false}`))},
		{"kcp account without a date", asks("kcp", "vbank")},
		{"tosspayments", asks("tosspayments", "card")},
		{"toss escrow by its other name", asks("tosspayments", "trans", with(`{"escrow":true,"escrowProducts":[{"id":"1"}]}`))},
		{"inicis account without a date", asks("html5_inicis", "vbank", buyer("", "1", ""))},
		{"inicis for a won in test", asks("html5_inicis", "card", buyer("", "1", ""), amount(money.Won(1)))},
		{"inicis account for a won", asks("html5_inicis", "vbank", buyer("", "1", ""), live, amount(money.Won(1)))},
		{"kcp in dollars", asks("kcp", "card", live, amount(money.New(10, "USD")))},
		{"kakaopay, which ignores phone", asks("kakaopay", "phone")},
		{"physical goods by phone", asks("danal", "phone", buyer("", "1", ""), with(`{"digital":false}`))},
		{"danal by card without a number", asks("danal_tpay", "card", buyer("", "1", ""))},
		{"a date where no account is asked for", asks("nice_v2", "card", with(`{"vbank_due":"soon"}`))},
		{"the date of 2018", asks("html5_inicis", "vbank", buyer("", "1", ""), with(`{"vbank_due":"202612012359"}`))},
		{"nice_v2 with a time", asks("nice_v2", "vbank", with(`{"vbank_due":"2026-12-01 23:59:00"}`))},
		{"nice_v2 by card with marks in the uid", asks("nice_v2", "card", uid("a-1"))},
		{"smartro in dollars", asks("smartro", "card", uid("a1"), amount(money.New(100, "USD")))},
		{"smartro_v2 with all", asks("smartro_v2", "vbank", everybody, uid("A1"), with(`{"customer_id":"`+strings.Repeat("가", 20)+`","vbank_due":"2026-12-01"}`))},
		{"an interval alone", asks("welcome", "card", everybody, with(`{"period":{"interval":"1m"}}`))},
		{"half a range elsewhere", asks("nice", "card", with(`{"period":{"from":"20260101"}}`))},
		{"marks of the Korean standard", asks("daou", "card", everybody, named("★ 특가 ♥ 똠방각하 Ⅲ ㎏"))},
		{"PayPal in dollars", asks("paypal_v2", "paypal", amount(money.New(100, "USD")))},
		{"naverpay's goods", asks("naverpay", "naverpay", with(`{"naverProducts":[{"uid":"1"}]}`))},
	} {
		if err := demand.Check(tt.req); err != nil {
			t.Errorf("%s: err = %v", tt.about, err)
		}
	}
}
