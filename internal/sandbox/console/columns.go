package console

import (
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// column is one of an export: a text, or an amount.
type column struct {
	ko, en string
	width  int // characters in a spreadsheet
	text   func(*engine.Payment) string
	plain  func(*engine.Payment) string // the same in English; nil: text serves both
	amount func(*engine.Payment) money.Amount
}

// columns are those of PortOne's list, with what its rows hold in small print.
var columns = [...]column{
	{ko: "결제상태", en: "Status", width: 10, text: statusWord, plain: func(p *engine.Payment) string { return string(p.Status) }},
	{ko: "UID", en: "imp_uid", width: 20, text: func(p *engine.Payment) string { return p.ImpUID }},
	{ko: "MID", en: "merchant_uid", width: 30, text: func(p *engine.Payment) string { return p.MerchantUID }},
	{ko: "주문명", en: "Order", width: 24, text: func(p *engine.Payment) string { return p.Name }},
	{ko: "고객 이름", en: "Buyer", width: 12, text: func(p *engine.Payment) string { return p.BuyerName }},
	{ko: "고객 휴대폰", en: "Phone", width: 16, text: func(p *engine.Payment) string { return p.BuyerTel }},
	{ko: "고객 이메일", en: "E-mail", width: 24, text: func(p *engine.Payment) string { return p.BuyerEmail }},
	{ko: "결제수단", en: "Method", width: 10, text: func(p *engine.Payment) string { return p.PayMethod }},
	{ko: "카드/은행", en: "Card or bank", width: 14, text: func(p *engine.Payment) string { return p.CardName + p.BankName + p.VbankName }},
	{ko: "카드번호/계좌번호", en: "Card or account number", width: 20, text: func(p *engine.Payment) string { return p.CardNumber + p.VbankNum }},
	{ko: "승인번호", en: "Approval number", width: 12, text: func(p *engine.Payment) string { return p.ApplyNum }},
	{ko: "결제대행사", en: "Gateway", width: 14, text: func(p *engine.Payment) string { return p.PGProvider }},
	{ko: "상점아이디", en: "MID of the gateway", width: 14, text: func(p *engine.Payment) string { return p.PGID }},
	{ko: "결제대행사 승인번호", en: "Id of the gateway", width: 34, text: func(p *engine.Payment) string { return p.PGTID }},
	{ko: "결제금액", en: "Amount", width: 12, amount: func(p *engine.Payment) money.Amount { return p.Amount }},
	{ko: "취소금액", en: "Cancelled", width: 12, amount: func(p *engine.Payment) money.Amount { return p.CancelAmount }},
	{ko: "통화", en: "Currency", width: 7, text: func(p *engine.Payment) string { return string(p.Amount.Currency()) }},
	{ko: "구분", en: "Kind", width: 14, text: kindWord, plain: plainKind},
	{ko: "결제 요청 시각", en: "Requested at (KST)", width: 20, text: func(p *engine.Payment) string { return seoul(p.StartedAt) }},
	{ko: "결제 승인 시각", en: "Approved at (KST)", width: 20, text: func(p *engine.Payment) string { return seoul(p.PaidAt) }},
	{ko: "결제 취소 시각", en: "Cancelled at (KST)", width: 20, text: func(p *engine.Payment) string { return seoul(p.CancelledAt) }},
	{ko: "결제 실패 시각", en: "Failed at (KST)", width: 20, text: func(p *engine.Payment) string { return seoul(p.FailedAt) }},
	{ko: "실패/취소 사유", en: "Reason", width: 30, text: func(p *engine.Payment) string { return p.FailReason + p.CancelReason }},
}

func englishColumns() []column {
	english := columns
	for i := range english {
		english[i].ko = english[i].en
		if english[i].plain != nil {
			english[i].text = english[i].plain
		}
	}
	return english[:]
}

// statusWord is 결제상태 in the console's words.
func statusWord(p *engine.Payment) string {
	switch {
	case p.Status == engine.Paid:
		return "결제완료"
	case p.Status == engine.Failed:
		return "결제실패"
	case p.Status == engine.Ready, p.Status == engine.Pending:
		return "승인대기"
	case p.CancelAmount != p.Amount:
		return "부분취소"
	}
	return "결제취소"
}

// kindWord is 구분 in the console's words.
func kindWord(p *engine.Payment) string {
	word := "일반"
	if p.Kind() == engine.Regular {
		word = "정기"
	}
	if p.Sandbox {
		return "테스트-" + word
	}
	return word
}

func plainKind(p *engine.Payment) string {
	if p.Sandbox {
		return string(engine.Test) + "-" + string(p.Kind())
	}
	return string(p.Kind())
}

// seoul writes UNIX seconds as Korean time, nothing for never.
func seoul(unix int64) string {
	if unix == 0 {
		return ""
	}
	return time.Unix(unix, 0).In(clock.KST).Format(time.DateTime)
}
