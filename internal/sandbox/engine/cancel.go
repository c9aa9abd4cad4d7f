package engine

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/naru-pay/naru/internal/money"
)

// CancelRequest is one cancel. Amounts are decimals in major units; an empty
// text means that the caller sent nothing.
type CancelRequest struct {
	ImpUID        string // wins over MerchantUID
	MerchantUID   string
	Amount        string // empty or 0: everything that remains
	TaxFree       string
	VAT           string
	Checksum      string // the caller's idea of what remains
	Reason        string
	RefundHolder  string
	RefundBank    string // code of this PG
	RefundAccount string
	RefundTel     string
	EnableWebhook bool
	FromConsole   bool // webhook is sent, and the reason is the console's own

	late bool // accepted before, carried out now
}

// Reasons that are stored when the caller gives none. The console's is
// documented; the API's is assumed.
const (
	reasonConsole = "관리자페이지취소"
	reasonAPI     = "취소요청api"
)

// Texts of refused cancels; those of over-amount, checksum and account are
// assumed.
const (
	textNothingToCancel = "취소할 결제건이 존재하지 않습니다."
	textAllCancelled    = "이미 전액취소된 주문입니다."
	textNotPaid         = "결제가 완료되지 않은 주문은 취소할 수 없습니다."
	textOverAmount      = "취소 금액은 결제 또는 잔여 금액보다 클 수 없습니다."
	textChecksum        = "취소 가능 금액이 checksum과 일치하지 않습니다."
	textRefundAccount   = "가상계좌 취소는 계좌번호, 예금주, 은행명을 입력해야 합니다."
	textRefundBank      = "환불 계좌의 은행 코드가 올바르지 않습니다."
	textBadAmount       = "취소 금액이 올바르지 않습니다."
	textBadTaxFree      = "면세 금액이 올바르지 않습니다."
)

// Cancel gives back a part or the whole of a payment. Every check and the
// debit are one step: cancels at the same time never exceed what was paid.
func (e *Engine) Cancel(ctx context.Context, merchant string, r CancelRequest) (Payment, error) {
	var p Payment
	var refused error
	err := e.do(ctx, func(t *tx) error {
		var err error
		if p, err = e.cancelled(merchant, r); err != nil {
			return err
		}
		p, err = t.cancel(p, r)
		if d, ok := errors.AsType[declinedCancel](err); ok {
			refused, err = d.refusal, nil
		}
		return err
	})
	return p, cmp.Or(err, refused)
}

// cancel gives back what r asks for of p, at once or later.
func (t *tx) cancel(p Payment, r CancelRequest) (Payment, error) {
	amount, taxFree, err := judgeCancel(p, r, t.now)
	if err != nil {
		return p, err
	}
	if t.e.refunding(p.ImpUID) {
		return p, refuse(Conflicting, textRefunding)
	}
	wait, err := t.slowRefund(p)
	if err != nil {
		return p, err
	}
	if wait > 0 {
		r.Amount, r.TaxFree = amount.Major(), taxFree.Major()
		return p, t.cancelLater(p, r, wait)
	}
	return t.giveBack(p, r, amount, taxFree)
}

// giveBack debits the payment and tells of it.
func (t *tx) giveBack(p Payment, r CancelRequest, amount, taxFree money.Amount) (Payment, error) {
	p, err := t.debit(p, r, amount, taxFree)
	if err != nil {
		return p, err
	}
	last := p.CancelHistory[len(p.CancelHistory)-1]
	if err := t.cancelWebhook(&p, r, last.ID); err != nil {
		return p, err
	}
	t.put(p)
	if err := t.tell("payment.cancelled", p.Merchant, p.ImpUID, Object{
		{"amount", number(amount)},
		{"cancel_amount", number(p.CancelAmount)},
		{"of", number(p.Amount)},
		{"reason", last.Reason},
		{"cancellation_id", last.ID},
		{"from_console", r.FromConsole},
	}); err != nil {
		return p, err
	}
	return p, t.followCancel(p)
}

// cancelled finds the payment that is meant. Of several with one merchant_uid
// it is the approved one (assumed).
func (e *Engine) cancelled(merchant string, r CancelRequest) (Payment, error) {
	if r.ImpUID != "" {
		p, ok := e.payments.get(r.ImpUID)
		if !ok || p.Merchant != merchant {
			return Payment{}, refuse(Conflicting, textNothingToCancel)
		}
		return p, nil
	}
	ids := e.ofOrder(merchant, r.MerchantUID)
	if r.MerchantUID == "" || len(ids) == 0 {
		return Payment{}, refuse(Conflicting, textNothingToCancel)
	}
	for _, id := range slices.Backward(ids) {
		if e.payments.of(id).PaidAt != 0 {
			return e.payments.of(id), nil
		}
	}
	return e.payments.of(ids[len(ids)-1]), nil
}

// judgeCancel decides how much goes back, or why nothing does.
func judgeCancel(p Payment, r CancelRequest, now time.Time) (amount, taxFree money.Amount, err error) {
	if p.PaidAt == 0 {
		return amount, taxFree, refuse(Conflicting, textNotPaid)
	}
	if p.PGCancelled {
		return amount, taxFree, refuse(Conflicting, textPGCancelled)
	}
	if p.registers() { // a card was stored, nothing was paid (assumed)
		return amount, taxFree, refuse(Conflicting, textNothingToCancel)
	}
	left, err := p.Amount.Sub(p.CancelAmount)
	if err != nil {
		return amount, taxFree, err
	}
	if !left.IsPositive() {
		return amount, taxFree, refuse(Conflicting, textAllCancelled)
	}
	if r.Checksum != "" {
		sum, err := money.ParseMajor(r.Checksum, left.Currency())
		if err != nil || sum != left {
			return amount, taxFree, refuse(Conflicting, textChecksum)
		}
	}
	if amount, err = cancelAmount(r.Amount, left); err != nil {
		return amount, taxFree, err
	}
	if taxFree, err = cancelTaxFree(p, r, amount); err != nil {
		return amount, taxFree, err
	}
	return amount, taxFree, ruled(refund{p: p, r: r, part: amount != p.Amount, now: now})
}

// cancelAmount is the trap that PortOne documents: nothing and 0 both mean
// everything that remains.
func cancelAmount(text string, left money.Amount) (money.Amount, error) {
	if text == "" {
		return left, nil
	}
	amount, err := parseAmount(text, left.Currency())
	switch {
	case err != nil:
		return amount, refuse(Conflicting, textBadAmount)
	case amount.IsZero():
		return left, nil
	case over(amount, left):
		return amount, refuse(Conflicting, textOverAmount)
	}
	return amount, nil
}

// cancelTaxFree reads the tax-free part; PortOne takes none when it is
// omitted. Refusing more than the payment has left, more VAT than it has, and
// both together beyond the amount is assumed.
func cancelTaxFree(p Payment, r CancelRequest, amount money.Amount) (money.Amount, error) {
	taxFree, err := part(r.TaxFree, amount)
	if err != nil {
		return amount, refuse(Conflicting, textBadTaxFree)
	}
	vat, err := part(r.VAT, amount)
	if err != nil {
		return amount, refuse(Conflicting, textBadTaxFree)
	}
	whole := p.TaxFree
	if !whole.IsSet() {
		whole = money.Zero(amount.Currency())
	}
	left, err := whole.Sub(p.CancelTaxFree)
	if err != nil {
		return amount, err
	}
	if over(taxFree, left) || p.VAT.IsSet() && over(vat, p.VAT) || partsOver(taxFree, vat, amount) {
		return amount, refuse(Conflicting, textBadTaxFree)
	}
	return taxFree, nil
}

// part reads a part of an amount; an empty text is nothing.
func part(text string, of money.Amount) (money.Amount, error) {
	if text == "" {
		return money.Zero(of.Currency()), nil
	}
	return parseAmount(text, of.Currency())
}

// partsOver reports whether two parts are together more than the whole.
func partsOver(a, b, whole money.Amount) bool {
	both, err := a.Add(b)
	return err != nil || over(both, whole)
}

// debit adds the cancellation to the payment.
func (t *tx) debit(p Payment, r CancelRequest, amount, taxFree money.Amount) (Payment, error) {
	id, err := t.e.random(base32Upper, 20)
	if err != nil {
		return p, err
	}
	whole := p.CancelAmount.IsZero() && amount == p.Amount
	if p.CancelAmount, err = p.CancelAmount.Add(amount); err != nil {
		return p, err
	}
	if p.CancelTaxFree, err = p.CancelTaxFree.Add(taxFree); err != nil {
		return p, err
	}
	c := Cancellation{
		ID: id, PGTID: p.PGTID, Amount: amount, TaxFree: taxFree, CancelledAt: t.unix(), Reason: r.Reason, ReceiptURL: p.ReceiptURL,
	}
	if !whole { // a full cancel keeps the original number; a partial one is a new transaction
		tail, err := t.e.random(decimalDigits, 6)
		if err != nil {
			return p, err
		}
		c.PGTID = cut(p.PGTID, 58) + tail
	}
	if c.Reason == "" {
		c.Reason = reasonAPI
		if r.FromConsole {
			c.Reason = reasonConsole
		}
	}
	p.CancelHistory = append(slices.Clip(p.CancelHistory), c)
	p.Status, p.CancelledAt, p.CancelReason, p.UpdatedAt = Cancelled, t.unix(), c.Reason, t.unix()
	return p, nil
}

// cancelWebhook follows the documented triggers: the console and a refund that
// came later tell, the API
// only when asked to and when the payment had used webhooks, then to the
// console's address. What is not sent is logged all the same.
func (t *tx) cancelWebhook(p *Payment, r CancelRequest, cancellationID string) error {
	if r.FromConsole || r.late {
		_, err := t.webhook(p, string(Cancelled), cancellationID, p.NoticeURLs)
		return err
	}
	if r.EnableWebhook && p.UsedWebhook {
		_, err := t.webhook(p, string(Cancelled), cancellationID, nil)
		return err
	}
	d := WebhookDelivery{
		Merchant: p.Merchant, ImpUID: p.ImpUID, MerchantUID: p.MerchantUID, Event: string(Cancelled),
		Note: "API 취소는 enable_webhook=true일 때만 알립니다.", NoteCode: SilentCancel,
	}
	d.Body = webhookBody(d, cancellationID)
	_, err := t.queue(d)
	return err
}
