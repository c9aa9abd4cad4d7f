package engine

import (
	"context"
	"slices"

	"github.com/naru-pay/naru/internal/money"
)

// ChargeRequest is a charge without a window. Amounts are decimals in major
// units; an empty text means that the caller sent nothing.
type ChargeRequest struct {
	CustomerUID   string
	MerchantUID   string
	Amount        string
	TaxFree       string
	VAT           string // kept where the PG has it
	Currency      string // empty: KRW
	Name          string
	BuyerName     string
	BuyerEmail    string
	BuyerTel      string
	BuyerAddr     string
	BuyerPostcode string
	CardQuota     int64 // months; 0 is lump sum
	CustomData    string
	NoticeURLs    []string // replace the console's webhook address
	UserAgent     string   // of the caller's HTTP client
}

// OnetimeRequest is a charge of a card that the caller types.
type OnetimeRequest struct {
	ChargeRequest
	PG         string // {provider} or {provider}.{MID}
	CustomerID string
	Card       CardData
}

// Texts of refused charges. Those of an unknown buyer and a refused card were
// seen, the others are assumed.
const (
	textNoBuyer     = "등록되지 않은 구매자입니다."
	textCardRefused = "카드정보 인증에 실패하였습니다. "
	textNoName      = "name 파라메터가 누락되었습니다."
	textNoAmount    = "amount 파라메터가 누락되었습니다."
	textBadTotal    = "amount 파라메터는 0보다 큰 숫자여야 합니다."
	textBadCurrency = "지원하지 않는 화폐입니다."
	textBadQuota    = "할부개월수(card_quota)는 0 또는 2 이상이며, 2 이상은 50,000원 이상 결제에서만 가능합니다."
)

// Again charges a stored key. A refusal means that nothing was tried; a card
// that declines is a payment that failed.
func (e *Engine) Again(ctx context.Context, merchant string, r ChargeRequest) (Payment, error) {
	var p Payment
	err := e.do(ctx, func(t *tx) error {
		if text := customerUIDProblem(r.CustomerUID); text != "" {
			return refuse(Conflicting, text)
		}
		if r.Name == "" {
			return refuse(Conflicting, textNoName)
		}
		draft, err := t.draft(merchant, r)
		if err != nil {
			return err
		}
		k, err := t.usableKey(merchant, r.CustomerUID)
		if err != nil {
			return err
		}
		if err := draft.fitsPG(k.PGProvider); err != nil {
			return err
		}
		p, err = t.charge(draft, k, usagePayment, declines[k.Decline])
		return err
	})
	return p, err
}

// Onetime charges a card that was typed. With a customer_uid the card is
// stored too, also when the charge is declined: that it exists is enough
// (assumed). 토스페이먼츠 stores none.
func (e *Engine) Onetime(ctx context.Context, merchant string, r OnetimeRequest) (Payment, error) {
	var p Payment
	err := e.do(ctx, func(t *tx) error {
		draft, err := t.draft(merchant, r.ChargeRequest)
		if err != nil {
			return err
		}
		k, err := t.typedCard(merchant, r)
		if err != nil {
			return err
		}
		usage := usagePayment
		if k.CustomerUID == "" {
			usage = ""
		}
		p, err = t.charge(draft, k, usage, declines[k.Decline])
		return err
	})
	return p, err
}

// typedCard is what a one-time charge is taken from: a key that is stored when
// a customer_uid asks for it.
func (t *tx) typedCard(merchant string, r OnetimeRequest) (BillingKey, error) {
	use := forCharge
	if r.CustomerUID != "" {
		if text := customerUIDProblem(r.CustomerUID); text != "" {
			return BillingKey{}, refuse(Conflicting, text)
		}
		use = forKeys
	}
	channel, err := apiChannel(t.e.merchants[merchant], "", r.PG, use)
	if err != nil {
		return BillingKey{}, err
	}
	if channel.Provider == inicis.Code && r.Name == "" {
		return BillingKey{}, refuse(Conflicting, textNoName)
	}
	if slices.Contains([]string{tosspayments.Code, "ksnet"}, channel.Provider) { // they store none here, as documented
		r.CustomerUID = ""
	}
	card, err := readCard(r.Card, t.now, textCardRefused)
	if err != nil {
		return BillingKey{}, err
	}
	k := newKey(merchant, channel, card)
	if r.CustomerUID == "" {
		return k, nil
	}
	k.CustomerUID, k.CustomerID = r.CustomerUID, r.CustomerID
	k.Name, k.Tel, k.Email = cut(r.BuyerName, customerNameMost), cut(r.BuyerTel, customerNameMost), cut(r.BuyerEmail, customerTextMost)
	k.Addr, k.Postcode = cut(r.BuyerAddr, customerTextMost), cut(r.BuyerPostcode, 8)
	return k, t.storeKey(&k, "")
}

// usableKey returns a key whose channel the merchant still has.
func (t *tx) usableKey(merchant, customerUID string) (BillingKey, error) {
	k, ok := t.e.keys[customerKey{merchant, customerUID}]
	if !ok {
		return BillingKey{}, refuse(Conflicting, textNoBuyer)
	}
	if !slices.ContainsFunc(t.e.merchants[merchant].Channels, func(c Channel) bool { return c.Key == k.ChannelKey }) {
		return BillingKey{}, refuse(Conflicting, textNoChannel)
	}
	return k, nil
}

// draft checks a request and makes the payment that it asks for, not yet tried.
// Amounts that were registered before do not bind it (assumed: PortOne says so
// of its window alone).
func (t *tx) draft(merchant string, r ChargeRequest) (Payment, error) {
	if text := merchantUIDProblem(r.MerchantUID); text != "" {
		return Payment{}, refuse(Conflicting, text)
	}
	amount, taxFree, err := r.amounts()
	if err != nil {
		return Payment{}, err
	}
	var vat money.Amount
	if r.VAT != "" {
		if vat, err = parseAmount(r.VAT, amount.Currency()); err != nil {
			return Payment{}, err
		}
	}
	if r.CardQuota != 0 {
		if c, err := amount.Compare(quotasFrom); err != nil || c < 0 || r.CardQuota < 2 || r.CardQuota > 60 {
			return Payment{}, refuse(Conflicting, textBadQuota)
		}
	}
	if t.e.approved(merchant, r.MerchantUID) {
		return Payment{}, refuse(Conflicting, textAlreadyPaid)
	}
	zero := money.Zero(amount.Currency())
	return Payment{
		MerchantUID: r.MerchantUID, Merchant: merchant, PayMethod: "card", Channel: "api", CardQuota: int(r.CardQuota),
		Name: cut(r.Name, 40), Amount: amount, CancelAmount: zero, TaxFree: taxFree, VAT: vat, CancelTaxFree: zero,
		BuyerName: cut(r.BuyerName, 16), BuyerEmail: cut(r.BuyerEmail, 64), BuyerTel: cut(r.BuyerTel, 16),
		BuyerAddr: cut(r.BuyerAddr, 128), BuyerPostcode: cut(r.BuyerPostcode, 8),
		CustomData: r.CustomData, UserAgent: cut(r.UserAgent, 512), NoticeURLs: r.NoticeURLs,
	}, nil
}

// amounts reads what is to be paid and its tax-free part, which is unset when
// none was sent.
func (r ChargeRequest) amounts() (amount, taxFree money.Amount, err error) {
	currency := money.KRW
	if r.Currency != "" {
		currency = money.Currency(r.Currency)
	}
	switch {
	case !currency.Known():
		return amount, taxFree, refuse(Conflicting, textBadCurrency)
	case r.Amount == "":
		return amount, taxFree, refuse(Conflicting, textNoAmount)
	}
	if amount, err = parseAmount(r.Amount, currency); err != nil || !amount.IsPositive() {
		return amount, taxFree, refuse(Conflicting, textBadTotal)
	}
	free, err := part(r.TaxFree, amount)
	if err != nil {
		return amount, taxFree, refuse(Conflicting, textBadTaxFree)
	}
	vat, err := part(r.VAT, amount)
	if err != nil || partsOver(free, vat, amount) {
		return amount, taxFree, refuse(Conflicting, textBadTaxFree)
	}
	if r.TaxFree != "" {
		taxFree = free
	}
	return amount, taxFree, nil
}

// charge tries a payment with a stored or typed card and keeps what became of
// it; it fails for a reason that is not empty. Only a scheduled one tells of its
// failure by a webhook.
func (t *tx) charge(p Payment, k BillingKey, usage, reason string) (Payment, error) {
	var err error
	if p.ImpUID == "" {
		p.ImpUID, err = t.e.fresh("imps_", decimalDigits, 12, t.e.impUIDTaken)
	}
	if err != nil {
		return p, err
	}
	p.PGProvider, p.PGID, p.ChannelKey, p.Sandbox = k.PGProvider, k.PGID, k.ChannelKey, k.Sandbox
	p.CustomerUID, p.CustomerUIDUsage = k.CustomerUID, usage
	if provider, ok := byCode[k.PGProvider]; !ok || !provider.VAT {
		p.VAT = money.Amount{}
	}
	p.EmbPGProvider, p.CardCode, p.CardName, p.CardNumber = k.Wallet, k.CardCode, k.CardName, k.CardNumber
	if k.Method != "" {
		p.PayMethod = k.Method
	}
	p.StartedAt, p.UpdatedAt, p.Order = t.unix(), t.unix(), t.e.orders+1
	if reason != "" {
		return t.chargeFailed(p, reason)
	}
	return t.tryCharge(p, k)
}

// chargePaid keeps a payment that was made.
func (t *tx) chargePaid(p Payment) (Payment, error) {
	var err error
	if p.CardCode != "" {
		if p.ApplyNum, err = t.e.random(decimalDigits, 8); err != nil {
			return p, err
		}
	}
	method := methodFills["card"].tid
	if p.CustomerUIDUsage != "" {
		method = keyWord
	}
	if p.PGTID, err = t.tid(p, method); err != nil {
		return p, err
	}
	if p.ReceiptURL, err = t.receipt(p); err != nil {
		return p, err
	}
	p.Status, p.PaidAt, p.UpdatedAt = Paid, t.unix(), t.unix()
	if _, err := t.webhook(&p, string(Paid), "", p.NoticeURLs); err != nil {
		return p, err
	}
	t.put(p)
	return p, t.tell("payment.paid", p.Merchant, p.ImpUID, Object{
		{"amount", number(p.Amount)}, {"merchant_uid", p.MerchantUID}, {"customer_uid", textOrNull(p.CustomerUID)}, {"customer_uid_usage", textOrNull(p.CustomerUIDUsage)},
	})
}

// chargeFailed keeps a payment that was tried and not made.
func (t *tx) chargeFailed(p Payment, reason string) (Payment, error) {
	p.Status, p.FailedAt, p.FailReason = Failed, t.unix(), reason
	if p.CustomerUIDUsage == usageScheduled {
		if _, err := t.webhook(&p, string(Failed), "", p.NoticeURLs); err != nil {
			return p, err
		}
	}
	t.put(p)
	return p, t.tell("payment.failed", p.Merchant, p.ImpUID, Object{
		{"merchant_uid", p.MerchantUID}, {"customer_uid", textOrNull(p.CustomerUID)}, {"fail_reason", reason},
	})
}
