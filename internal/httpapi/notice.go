package httpapi

import (
	"bytes"
	"html/template"
	"net/http"

	"github.com/naru-pay/naru/internal/payment"
)

// notice is a page for a buyer whose shop gave no page of its own: where the
// payment stands and what to do.
type notice struct {
	TitleKo, TitleEn       string
	Korean, English        string
	Tone                   string // good, wait or bad
	OrderRef, Name, Amount string
	RequestID              string
}

var stateNotices = map[payment.State]notice{
	payment.Open: {
		TitleKo: "결제를 확인하고 있습니다", TitleEn: "Your payment is being checked", Tone: "wait",
		Korean:  "아직 결제가 확인되지 않았습니다. 결제를 마치셨다면 잠시 뒤 이 화면을 새로고침해 주세요. 다시 결제하지 마세요.",
		English: "The payment is not confirmed yet. If you finished paying, reload this page in a moment. Do not pay again.",
	},
	payment.AwaitingDeposit: {
		TitleKo: "입금을 기다리고 있습니다", TitleEn: "Waiting for your deposit", Tone: "wait",
		Korean:  "안내된 가상계좌로 기한 안에 입금하시면 주문이 완료됩니다. 아직 빠져나간 돈은 없습니다.",
		English: "The order is complete once you transfer to the account you were given, in time. No money has been taken yet.",
	},
	payment.Paid: {
		TitleKo: "결제가 완료되었습니다", TitleEn: "Your payment is complete", Tone: "good",
		Korean:  "결제가 확인되었습니다. 쇼핑몰로 돌아가 주문을 확인해 주세요.",
		English: "The payment is confirmed. Go back to the shop to see your order.",
	},
	payment.PartiallyRefunded: {
		TitleKo: "일부가 환불되었습니다", TitleEn: "Part of your payment was refunded", Tone: "good",
		Korean:  "결제는 확인되었고 그중 일부가 환불되었습니다. 자세한 내용은 쇼핑몰에서 확인해 주세요.",
		English: "The payment is confirmed and part of it was given back. See the shop for details.",
	},
	payment.Refunded: {
		TitleKo: "전액 환불되었습니다", TitleEn: "Your payment was refunded", Tone: "bad",
		Korean:  "결제하신 금액은 모두 돌려드렸습니다. 필요하시면 쇼핑몰에서 다시 주문해 주세요.",
		English: "All of the money was given back. Order again at the shop if you wish.",
	},
	payment.Failed: {
		TitleKo: "결제가 되지 않았습니다", TitleEn: "The payment did not go through", Tone: "bad",
		Korean:  "결제가 승인되지 않았고 빠져나간 돈은 없습니다. 쇼핑몰에서 다시 시도해 주세요.",
		English: "The payment was not approved and no money was taken. Try again at the shop.",
	},
	payment.Expired: {
		TitleKo: "결제 기한이 지났습니다", TitleEn: "The payment has expired", Tone: "bad",
		Korean:  "기한이 지나 결제가 닫혔습니다. 늦게 내신 돈은 돌려드립니다. 쇼핑몰에서 다시 주문해 주세요.",
		English: "The time to pay is over. Money that came late goes back to you. Order again at the shop.",
	},
	payment.Closed: {
		TitleKo: "닫힌 결제입니다", TitleEn: "This payment is closed", Tone: "bad",
		Korean:  "이 결제는 주문에 쓰이지 않습니다. 내신 돈이 있다면 돌려드립니다. 쇼핑몰에서 주문 상태를 확인해 주세요.",
		English: "This payment is not used for the order. Money you paid with it goes back to you. See your order at the shop.",
	},
}

const noticeStyle = `body{margin:0;font:16px/1.6 system-ui,sans-serif;color:#1c1f26;background:#f5f6f8}` +
	`main{max-width:30rem;margin:12vh auto 0;padding:2rem;background:#fff;border-radius:12px;border-top:6px solid #6b7280}` +
	`main.good{border-color:#15803d}main.wait{border-color:#b45309}main.bad{border-color:#b91c1c}` +
	`h1{font-size:1.375rem;margin:0 0 .5rem}p{margin:.5rem 0;overflow-wrap:anywhere}[lang=en]{color:#4b5563;font-size:.9375rem}` +
	`dl{margin:1rem 0;display:grid;grid-template-columns:auto 1fr;gap:.25rem 1rem}dt{color:#4b5563}dd{margin:0;overflow-wrap:anywhere}`

var noticePage = template.Must(template.New("notice").Parse(`<!doctype html>
<html lang="ko"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>{{.TitleKo}}</title><style>` + noticeStyle + `</style></head>
<body><main class="{{.Tone}}" data-slot="payment-notice"><h1>{{.TitleKo}}</h1><p>{{.Korean}}</p>
{{if .OrderRef}}<dl><dt>주문번호 <span lang="en">Order</span></dt><dd>{{.OrderRef}}</dd><dt>주문명 <span lang="en">Item</span></dt><dd>{{.Name}}</dd><dt>금액 <span lang="en">Amount</span></dt><dd>{{.Amount}}</dd></dl>
{{end}}<section lang="en"><p><strong>{{.TitleEn}}</strong></p><p>{{.English}}</p></section>{{if .RequestID}}<p lang="en"><code>{{.RequestID}}</code></p>{{end}}</main></body></html>
`))

// noticePolicy never changes.
var noticePolicy = stylePolicy(noticeStyle)

func (a *server) page(w http.ResponseWriter, status int, n notice) error {
	var out bytes.Buffer
	if err := noticePage.Execute(&out, n); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", noticePolicy)
	w.WriteHeader(status)
	_, _ = w.Write(out.Bytes()) // only the connection can fail, and its other end knows
	return nil
}
