package report

import (
	"strconv"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
)

// titled is a column in both languages.
type titled struct {
	ko, en string
	width  int
}

var titles = map[Kind][]titled{
	Payments: entryTitles,
	Refunds:  entryTitles,
	Daily: {
		{"날짜", "Day (KST)", 12},
		{"통화", "Currency", 8},
		{"결제 건수", "Payments", 10},
		{"결제액", "Paid", 14},
		{"환불 건수", "Refunds", 10},
		{"환불액", "Refunded", 14},
		{"순액", "Net", 14},
	},
	Totals: {
		{"PG", "PG", 16},
		{"MID", "MID", 16},
		{"수단", "Method", 12},
		{"통화", "Currency", 8},
		{"결제 건수", "Payments", 10},
		{"결제액", "Paid", 14},
		{"환불 건수", "Refunds", 10},
		{"환불액", "Refunded", 14},
		{"순액", "Net", 14},
		{"공급가", "Supply", 14},
		{"부가세", "VAT", 14},
		{"면세", "Tax-free", 14},
	},
}

var entryTitles = []titled{
	{"구분", "Kind", 8},
	{"결제일시", "Time (KST)", 20},
	{"주문번호", "Order", 20},
	{"merchant_uid", "merchant_uid", 30},
	{"imp_uid", "imp_uid", 20},
	{"pg_tid", "pg_tid", 32},
	{"승인번호", "Approval", 12},
	{"PG", "PG", 16},
	{"MID", "MID", 16},
	{"수단", "Method", 12},
	{"카드사", "Card", 12},
	{"할부", "Instalments", 8},
	{"통화", "Currency", 8},
	{"금액", "Amount", 14},
	{"공급가", "Supply", 14},
	{"부가세", "VAT", 14},
	{"면세", "Tax-free", 14},
	{"비고", "Remark", 28},
	{"사유", "Reason", 28},
}

func columnsOf(w Wish) []column {
	var out []column
	for _, t := range titles[w.Kind] {
		title := t.ko
		if w.English {
			title = t.en
		}
		out = append(out, column{title, t.width})
	}
	return out
}

// in returns the words of the report's language.
func (w Wish) in(ko, en string) string {
	if w.English {
		return en
	}
	return ko
}

func (w Wish) kindOf(e merchant.Entry) string {
	if e.N == 0 {
		return w.in("결제", "paid")
	}
	return w.in("환불", "refund")
}

// methods are PortOne's words for what people call otherwise.
var methods = map[string]string{
	"card": "카드", "trans": "계좌이체", "vbank": "가상계좌", "phone": "휴대폰", "cultureland": "컬쳐랜드", "smartculture": "스마트문상", "happymoney": "해피머니",
	"booknlife": "도서문화상품권", "kakaopay": "카카오페이", "naverpay": "네이버페이", "payco": "페이코", "tosspay": "토스페이", "point": "포인트", "samsungpay": "삼성페이",
}

func (w Wish) method(name string) string {
	if word, known := methods[name]; known && !w.English {
		return word
	}
	return name
}

func (w Wish) quota(e merchant.Entry) string {
	switch n := e.Seen.CardQuota; {
	case n > 0:
		return strconv.Itoa(n) + w.in("개월", " months")
	case e.Method() == "card":
		return w.in("일시불", "at once")
	}
	return ""
}

// remark says what an accountant would ask about.
func (w Wish) remark(e merchant.Entry) string {
	text := ""
	add := func(ko, en string) {
		if text != "" {
			text += "; "
		}
		text += w.in(ko, en)
	}
	switch e.Mark {
	case payment.Bound, payment.Pending:
	case payment.Mismatch:
		add("주문과 다른 결제", "not what was ordered")
	case payment.Duplicate:
		add("중복 결제", "paid twice")
	case payment.Late:
		add("닫힌 뒤의 결제", "paid too late")
	default:
		add("확인이 필요한 결제", "to be looked at")
	}
	if e.N != 0 && e.Refund.ID == "" {
		add("포트원·PG에서 환불", "given back at PortOne or the PG")
	}
	if e.N < 0 {
		add("환불 시각 미상", "when is not known")
	}
	if e.Split.Guessed {
		add("면세 금액은 비율로 나눔", "tax-free part by its share")
	}
	return text
}
