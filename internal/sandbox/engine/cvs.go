package engine

import (
	"context"
	"encoding/json"
	"slices"
)

// BarcodeRequest issues a number to be paid at a convenience store
// (수납번호), or registers the shop's own.
type BarcodeRequest struct {
	ChargeRequest
	ChannelKey string
	Barcode    string // the shop's own; empty: the PG issues one
	ExpiredAt  int64  // UNIX seconds; 0: the PG's default
	ConfirmURL string // is asked before the store takes the money; empty: nobody is
}

// barcode is what a payment at a convenience store has beside its record, which
// holds the number as vbank_num and its end as vbank_date (assumed: the
// published PaymentAnnotation has no place of its own for them).
type barcode struct {
	ImpUID     string `json:"imp_uid"`
	ConfirmURL string `json:"confirm_url"`
}

func (barcode) kind() string { return "barcode" }

func (b barcode) apply(e *Engine) {
	if e.barcodes == nil {
		e.barcodes = map[string]barcode{}
	}
	e.barcodes[b.ImpUID] = b
}

// methodStore is the pay_method of a payment at a convenience store.
const methodStore = "cvs"

// eventStore is the event of the question to the shop.
const eventStore = "Galaxia.Cvs.Confirm"

// Texts of payments at convenience stores; PortOne's are unknown.
const (
	textStoreNotForPG = "편의점결제 수납번호 발급을 지원하지 않는 PG입니다."
	textStoreBarcode  = "수납번호(barcode)는 숫자 8자리 이상 30자리 이하입니다."
	textStoreBusy     = "수납 대기 중인 수납번호(barcode)입니다."
	textStoreExpiry   = "수납기한(expired_at)은 현재 시각 이후여야 합니다."
	textStoreNone     = "편의점결제 수납 대기 중인 결제건이 아닙니다."
	textStoreLate     = "수납기한이 지난 수납번호입니다."
	textStoreClosed   = "편의점결제 수납번호가 말소되었습니다."
	textStoreRefused  = "고객사가 수납을 허용하지 않았습니다."
	textStorePayType  = "pay_type은 card 또는 cash입니다."
)

// IssueBarcode gives an order a number that is paid at a convenience store. No
// webhook tells of it (assumed).
func (e *Engine) IssueBarcode(ctx context.Context, merchant string, r BarcodeRequest) (Payment, error) {
	var p Payment
	err := e.do(ctx, func(t *tx) error {
		channel, err := channelFor(e.merchants[merchant], r.ChannelKey)
		if err != nil {
			return err
		}
		if !Supports(OpIssueBarcode, channel.Provider) {
			return refuse(Conflicting, textStoreNotForPG)
		}
		if p, err = t.storePayment(merchant, channel, r); err != nil {
			return err
		}
		t.put(p)
		t.put(barcode{ImpUID: p.ImpUID, ConfirmURL: r.ConfirmURL})
		return t.tell("cvs.issued", p.Merchant, p.ImpUID, Object{
			{"barcode", p.VbankNum},
			{"expired_at", p.VbankDate},
			{"amount", number(p.Amount)},
			{"merchant_uid", p.MerchantUID},
			{"confirm_url", textOrNull(r.ConfirmURL)},
		})
	})
	return p, err
}

// storePayment checks a request and makes its payment.
func (t *tx) storePayment(merchant string, channel Channel, r BarcodeRequest) (Payment, error) {
	r.TaxFree, r.VAT = "", "" // the operation has neither
	p, err := t.draft(merchant, r.ChargeRequest)
	if err != nil {
		return p, err
	}
	p.PayMethod, p.VbankIssuedAt, p.VbankDate, p.VbankNum = methodStore, t.unix(), r.ExpiredAt, r.Barcode
	p.PGProvider, p.PGID, p.ChannelKey, p.Sandbox = channel.Provider, channel.MID, channel.Key, channel.Mode == Test
	p.Status, p.StartedAt, p.UpdatedAt, p.Order = Ready, t.unix(), t.unix(), t.e.orders+1
	if r.ExpiredAt == 0 {
		p.VbankDate = endOfDay(t.now.AddDate(0, 0, dueDaysAssumed)).Unix()
	}
	switch {
	case p.VbankDate <= t.unix():
		return p, refuse(Conflicting, textStoreExpiry)
	case r.Barcode != "" && (len(r.Barcode) > 30 || len(r.Barcode) < 8 || !digitsOf(r.Barcode, len(r.Barcode))):
		return p, refuse(Conflicting, textStoreBarcode)
	case r.Barcode != "" && t.e.storeWaits(r.Barcode, t.unix()):
		return p, refuse(Conflicting, textStoreBusy)
	}
	if r.Barcode == "" {
		taken := func(code string) bool { return t.e.storeWaits(code, t.unix()) }
		if p.VbankNum, err = t.e.fresh("", decimalDigits, 12, taken); err != nil {
			return p, err
		}
	}
	p.ImpUID, err = t.apiUID()
	return p, err
}

// storeWaits reports whether a number may still be paid.
func (e *Engine) storeWaits(code string, now int64) bool {
	for id := range e.barcodes {
		if p := e.payments.of(id); p.VbankNum == code && p.Status == Ready && p.VbankDate >= now {
			return true
		}
	}
	return false
}

// CloseBarcode takes a number back that was not paid; the payment becomes
// failed (assumed), without a webhook.
func (e *Engine) CloseBarcode(ctx context.Context, merchant, impUID string) (Payment, error) {
	var p Payment
	err := e.do(ctx, func(t *tx) error {
		var ok bool
		if p, ok = e.payments.get(impUID); !ok || p.Merchant != merchant {
			return refuse(Missing, textNoPayment)
		}
		if _, issued := e.barcodes[impUID]; !issued || p.Status != Ready {
			return refuse(Conflicting, textStoreNone)
		}
		p.Status, p.FailedAt, p.FailReason, p.UpdatedAt = Failed, t.unix(), textStoreClosed, t.unix()
		t.put(p)
		return t.tell("cvs.closed", p.Merchant, p.ImpUID, Object{{"barcode", p.VbankNum}})
	})
	return p, err
}

// PayBarcode is the buyer at the till, who pays by card or in cash. The shop is
// asked first where it gave a confirm_url; any answer but HTTP 200 leaves the
// payment ready, to be paid later.
func (e *Engine) PayBarcode(ctx context.Context, impUID, payType string) (Payment, error) {
	if payType == "" {
		payType = "card"
	}
	if !slices.Contains([]string{"card", "cash"}, payType) {
		return Payment{}, refuse(Malformed, textStorePayType)
	}
	q, err := e.storeQuestion(ctx, impUID, payType)
	if err != nil {
		return Payment{}, err
	}
	if q != nil {
		if err := e.storeAnswer(ctx, impUID, *q, e.ask(ctx, *q)); err != nil {
			return Payment{}, err
		}
	}
	var p Payment
	err = e.do(ctx, func(t *tx) error {
		var err error
		if p, err = t.payable(impUID); err != nil {
			return err
		}
		p.Status, p.PaidAt, p.UpdatedAt = Paid, t.unix(), t.unix()
		if p.PGTID, err = t.tid(p, "CVS"); err != nil {
			return err
		}
		if p.ApplyNum, err = e.random(decimalDigits, 8); err != nil {
			return err
		}
		if _, err := t.webhook(&p, string(Paid), "", p.NoticeURLs); err != nil {
			return err
		}
		t.put(p)
		return t.tell("cvs.paid", p.Merchant, p.ImpUID, Object{{"barcode", p.VbankNum}, {"pay_type", payType}, {"amount", number(p.Amount)}})
	})
	return p, err
}

// payable returns a payment whose number may be paid now.
func (t *tx) payable(impUID string) (Payment, error) {
	p, ok := t.e.payments.get(impUID)
	_, issued := t.e.barcodes[impUID]
	switch {
	case !ok:
		return p, refuse(Missing, textNoPayment)
	case !issued || p.Status != Ready:
		return p, refuse(Conflicting, textStoreNone)
	case t.unix() > p.VbankDate:
		return p, refuse(Conflicting, textStoreLate)
	case t.e.approved(p.Merchant, p.MerchantUID) && !t.e.faults.AllowDoubleApproval:
		return p, refuse(Conflicting, textAlreadyPaid)
	}
	return p, nil
}

// storeQuestion is what the shop is asked before the store takes the money, nil
// when it gave no address.
func (e *Engine) storeQuestion(ctx context.Context, impUID, payType string) (*Question, error) {
	var q *Question
	err := e.do(ctx, func(t *tx) error {
		p, err := t.payable(impUID)
		if err != nil || e.barcodes[impUID].ConfirmURL == "" {
			return err
		}
		body, err := plainJSON(Object{
			{"event", eventStore},
			{"imp_uid", p.ImpUID},
			{"merchant_uid", p.MerchantUID},
			{"status", string(Ready)},
			{"extra", Object{{"barcode", p.VbankNum}, {"payType", payType}}},
		})
		if err != nil {
			return err
		}
		q = &Question{URL: e.barcodes[impUID].ConfirmURL, Body: string(body)}
		return t.tell("cvs.asked", p.Merchant, p.ImpUID, Object{{"url", q.URL}, {"body", json.RawMessage(q.Body)}})
	})
	return q, err
}

// storeAnswer tells the log what the shop answered; it fails when the store may
// not take the money.
func (e *Engine) storeAnswer(ctx context.Context, impUID string, q Question, a Attempt) error {
	proceeds := a.Code == 200 && a.Problem == ""
	err := e.do(ctx, func(t *tx) error {
		return t.tell("cvs.answered", e.payments.of(impUID).Merchant, impUID, Object{
			{"url", q.URL}, {"code", a.Code}, {"response", a.Response}, {"problem", textOrNull(a.Problem)}, {"proceeds", proceeds},
		})
	})
	if err == nil && !proceeds {
		return refuse(Conflicting, textStoreRefused)
	}
	return err
}
