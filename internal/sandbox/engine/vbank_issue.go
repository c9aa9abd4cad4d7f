package engine

import (
	"context"
	"slices"
	"strings"

	"github.com/naru-pay/naru/internal/money"
)

// AccountRequest issues a virtual account without a window. Of the fields of
// ChargeRequest it looks at the order, the buyer, amounts, custom_data and
// notice_url.
type AccountRequest struct {
	ChargeRequest
	ChannelKey     string
	BankCode       string // vbank_code: the PG's own
	Due            int64  // vbank_due: UNIX seconds
	Holder         string // vbank_holder; 토스페이먼츠, KSNET and 웰컴 write the shop's name instead
	Number         string // vbank_num: a fixed account of 스마트로 or 헥토파이낸셜
	Key            string // vbank_key: stands for a fixed account of 토스페이먼츠
	Unlimited      bool   // fixed_unlimited_vbank: deposits add up (헥토파이낸셜)
	EscrowPassword string // makes a fixed account of 헥토파이낸셜 an escrow one; looked at and forgotten
	ProductType    string // real, digital
	PGAPIKey       string // pg_api_key of KG이니시스; only that it is there is checked
}

// FixedAccount is a virtual account that is not one payment's alone.
type FixedAccount struct {
	Key       string    `json:"key,omitempty"` // vbank_key
	Unlimited bool      `json:"unlimited,omitempty"`
	Deposits  []Deposit `json:"deposits,omitempty"` // of an unlimited account, the oldest first
}

// Deposit is one entry of deposit_history.
type Deposit struct {
	PGTID       string       `json:"pg_tid"`
	Amount      money.Amount `json:"amount"`
	Depositor   string       `json:"depositor_name"`
	DepositedAt int64        `json:"deposited_at"` // UNIX seconds
}

// depositHistory is what the annotation shows; the description requires a
// reason that its own properties do not have.
func (f FixedAccount) depositHistory() []Object {
	list := make([]Object, len(f.Deposits))
	for i, d := range f.Deposits {
		list[i] = Object{
			{"amount", number(d.Amount)},
			{"deposited_at", d.DepositedAt},
			{"depositor_name", d.Depositor},
			{"pg_tid", d.PGTID},
			{"reason", ""},
		}
	}
	return list
}

// The PGs that differ in what they do with an account.
var (
	shopHoldsAccount = []string{"tosspayments", "ksnet", "welcome"} // vbank_holder is not looked at
	fixedByNumber    = []string{"smartro_v2", "settle"}
	fixedByKey       = []string{"tosspayments"}
	taxedAccount     = []string{"nice", "nice_v2", "welcome"} // tax_free and vat_amount are looked at
	lettersAlone     = []string{"smartro_v2"}                 // merchant_uid without other signs
)

// Limits of the published description, in characters.
const (
	vbankHolderMost = 16
	vbankKeyMost    = 13
)

// Texts of refused accounts (assumed).
const (
	textNoAccounts   = "가상계좌 발급 API를 지원하지 않는 PG입니다."
	textBadBank      = "은행구분코드(vbank_code)가 올바르지 않습니다."
	textBadDue       = "가상계좌 입금기한(vbank_due)은 현재 시각 이후여야 합니다."
	textBadNumber    = "고정식 가상계좌 번호(vbank_num)가 올바르지 않습니다."
	textNumberBusy   = "입금 대기 중인 가상계좌번호입니다."
	textKeyLong      = "vbank_key는 13자를 넘을 수 없습니다."
	textUnlimited    = "고정식 무제한 가상계좌(fixed_unlimited_vbank)는 헥토파이낸셜의 고정식 가상계좌에서만 사용할 수 있습니다."
	textEscrowFixed  = "escrow_password는 헥토파이낸셜의 고정식 가상계좌 에스크로 결제에서만 사용할 수 있습니다."
	textLettersAlone = "merchant_uid에 특수문자를 사용할 수 없습니다."
	textHash         = "hashData 불일치"
	textProductType  = "product_type 파라메터는 real 또는 digital이어야 합니다."
)

// IssueAccount gives an order a virtual account; the payment is ready until
// the deposit, and a webhook tells so.
func (e *Engine) IssueAccount(ctx context.Context, merchant string, r AccountRequest) (Payment, error) {
	var p Payment
	err := e.do(ctx, func(t *tx) error {
		channel, err := channelFor(e.merchants[merchant], r.ChannelKey)
		if err != nil {
			return err
		}
		if p, err = t.account(merchant, channel, r); err != nil {
			return err
		}
		if _, err := t.webhook(&p, string(Ready), "", p.NoticeURLs); err != nil {
			return err
		}
		t.put(p)
		return t.tell("vbank.issued", p.Merchant, p.ImpUID, Object{
			{"vbank_name", p.VbankName},
			{"vbank_num", p.VbankNum},
			{"vbank_date", p.VbankDate},
			{"amount", number(p.Amount)},
			{"merchant_uid", p.MerchantUID},
			{"pg", p.PGProvider + "." + p.PGID},
		})
	})
	return p, err
}

// account checks a request and makes its payment.
func (t *tx) account(merchant string, channel Channel, r AccountRequest) (Payment, error) {
	if !Supports(OpIssueAccount, channel.Provider) {
		return Payment{}, refuse(Conflicting, textNoAccounts)
	}
	if !slices.Contains(taxedAccount, channel.Provider) {
		r.TaxFree, r.VAT = "", ""
	}
	p, err := t.draft(merchant, r.ChargeRequest)
	if err != nil {
		return p, err
	}
	provider, _ := ProviderByCode(channel.Provider)
	if text := r.problem(channel.Provider, t.unix()); text != "" {
		return p, refuse(Conflicting, text)
	}
	bank, ok := nameOf(provider.Banks, r.BankCode)
	if !ok {
		return p, &Error{Class: Conflicting, Message: textBadBank, Hint: "vbank_code는 PG마다 다릅니다. 콘솔의 PG 목록에서 은행 코드를 확인하세요."}
	}
	p.PayMethod, p.VbankCode, p.VbankName, p.VbankDate, p.VbankIssuedAt = "vbank", r.BankCode, bank, r.Due, t.unix()
	p.VbankHolder = cut(r.Holder, vbankHolderMost)
	if p.VbankHolder == "" || slices.Contains(shopHoldsAccount, channel.Provider) {
		p.VbankHolder = cut(t.e.merchants[merchant].Name, vbankHolderMost)
	}
	p.Escrow = r.EscrowPassword != ""
	p.PGProvider, p.PGID, p.ChannelKey, p.Sandbox = channel.Provider, channel.MID, channel.Key, channel.Mode == Test
	p.Status, p.StartedAt, p.UpdatedAt, p.Order = Ready, t.unix(), t.unix(), t.e.orders+1
	if err := t.number(&p, r); err != nil {
		return p, err
	}
	if p.ImpUID, err = t.apiUID(); err != nil {
		return p, err
	}
	p.PGTID, err = t.tid(p, "VBNK")
	return p, err
}

// apiUID draws the imp_uid of a payment without a window.
func (t *tx) apiUID() (string, error) {
	return t.e.fresh("imps_", decimalDigits, 12, func(id string) bool { return t.e.payments.has(id) })
}

// problem says what is wrong with the fields that are an account's own, or
// nothing.
func (r AccountRequest) problem(provider string, now int64) string {
	lack := lacking(OpIssueAccount, provider, map[string]string{
		"vbank_holder": r.Holder, "buyer_name": r.BuyerName, "buyer_email": r.BuyerEmail, "buyer_tel": r.BuyerTel, "product_type": r.ProductType,
	})
	fixed := slices.Contains(fixedByNumber, provider) && r.Number != ""
	switch {
	case r.BankCode == "":
		return missing("vbank_code")
	case r.Due == 0:
		return missing("vbank_due")
	case lack != "":
		return lack
	case provider == inicis.Code && r.PGAPIKey == "":
		return textHash
	case slices.Contains(lettersAlone, provider) && strings.Trim(r.MerchantUID, alphanumerics) != "":
		return textLettersAlone
	case r.ProductType != "" && r.ProductType != "real" && r.ProductType != "digital":
		return textProductType
	case r.Due <= now:
		return textBadDue
	case fixed && !digitsOf(strings.ReplaceAll(r.Number, "-", ""), 8, 9, 10, 11, 12, 13, 14, 15, 16):
		return textBadNumber
	case len([]rune(r.Key)) > vbankKeyMost:
		return textKeyLong
	case r.Unlimited && (provider != "settle" || !fixed):
		return textUnlimited
	case r.EscrowPassword != "" && (provider != "settle" || !fixed):
		return textEscrowFixed
	case r.EscrowPassword != "" && r.BuyerEmail == "":
		return missing("buyer_email")
	}
	return ""
}

// number gives the payment its account: a new one, or the fixed one that the
// PG agreed on. A fixed one takes a second order only when it waits for no
// deposit (assumed: a bank could not tell whose the deposit is). A key leads to
// one account of a channel and bank for good.
func (t *tx) number(p *Payment, r AccountRequest) error {
	var err error
	switch {
	case slices.Contains(fixedByNumber, p.PGProvider) && r.Number != "":
		p.VbankNum = r.Number
	case slices.Contains(fixedByKey, p.PGProvider) && r.Key != "":
		p.VbankNum = t.e.accountOfKey(*p, r.Key)
	}
	if p.VbankNum != "" && t.e.accountWaits(p.VbankNum, t.unix()) {
		return refuse(Conflicting, textNumberBusy)
	}
	if r.Unlimited || slices.Contains(fixedByKey, p.PGProvider) && r.Key != "" {
		p.Fixed = &FixedAccount{Key: r.Key, Unlimited: r.Unlimited}
	}
	if p.VbankNum == "" {
		p.VbankNum, err = t.e.fresh("X", decimalDigits, 13, t.e.accountTaken)
	}
	return err
}

// accountOfKey returns the number that a vbank_key led to before, or nothing.
func (e *Engine) accountOfKey(like Payment, key string) string {
	for _, id := range e.issued {
		p := e.payments.of(id)
		if p.Fixed != nil && p.Fixed.Key == key && p.Merchant == like.Merchant && p.PGID == like.PGID && p.VbankCode == like.VbankCode {
			return p.VbankNum
		}
	}
	return ""
}

// accountWaits reports whether a deposit may still come to an account.
func (e *Engine) accountWaits(number string, now int64) bool {
	for _, id := range e.accounts[number] {
		p := e.payments.of(id)
		open := p.Status == Ready || p.Fixed != nil && p.Fixed.Unlimited && p.Status == Paid && !p.PGCancelled
		if p.VbankNum == number && p.PayMethod == "vbank" && open && p.VbankDate >= now {
			return true
		}
	}
	return false
}
