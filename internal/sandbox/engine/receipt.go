package engine

import (
	"context"
	"slices"
	"strings"

	"github.com/naru-pay/naru/internal/money"
)

// Receipt is a cash receipt (현금영수증) of a payment, or of money that was taken
// outside PortOne. Of whom it is for it keeps what may be shown: never a whole
// resident number or card.
type Receipt struct {
	Merchant       string       `json:"merchant"`
	ImpUID         string       `json:"imp_uid,omitempty"` // empty for money taken outside
	MerchantUID    string       `json:"merchant_uid"`
	Name           string       `json:"name"` // of the order
	PGProvider     string       `json:"pg_provider"`
	PGID           string       `json:"pg_id"`
	Sandbox        bool         `json:"sandbox"`
	TID            string       `json:"receipt_tid"`
	ApplyNum       string       `json:"apply_num"` // of the tax office
	Type           string       `json:"type"`      // person, company
	IdentifierType string       `json:"identifier_type,omitempty"`
	Identifier     string       `json:"identifier"` // masked
	BuyerName      string       `json:"buyer_name,omitempty"`
	BuyerTel       string       `json:"buyer_tel,omitempty"`
	BuyerEmail     string       `json:"buyer_email,omitempty"`
	Amount         money.Amount `json:"amount"`
	TaxFree        money.Amount `json:"tax_free"`
	VAT            money.Amount `json:"vat"`
	AppliedAt      int64        `json:"applied_at"`   // UNIX seconds
	CancelledAt    int64        `json:"cancelled_at"` // 0: it stands
}

// receiptKey is where a receipt is found: a payment's imp_uid, or the
// merchant_uid of money taken outside.
type receiptKey struct{ merchant, impUID, merchantUID string }

func (r Receipt) key() receiptKey {
	if r.ImpUID != "" {
		return receiptKey{r.Merchant, r.ImpUID, ""}
	}
	return receiptKey{r.Merchant, "", r.MerchantUID}
}

func (Receipt) kind() string { return "receipt" }

func (r Receipt) apply(e *Engine) {
	if e.receipts == nil {
		e.receipts = map[receiptKey]Receipt{}
	}
	if _, ok := e.receipts[r.key()]; !ok {
		e.receiptKeys = append(e.receiptKeys, r.key())
	}
	e.receipts[r.key()] = r
}

// Annotation is the receipt as PortOne's ReceiptAnnotation, or its
// ExternalReceiptAnnotation. The address of a receipt is not known: null.
func (r Receipt) Annotation() Object {
	o := Object{{"amount", number(r.Amount)}, {"applied_at", r.AppliedAt}, {"apply_num", r.ApplyNum}, {"cancelled_at", r.CancelledAt}}
	if r.ImpUID != "" {
		o = append(o, Field{"imp_uid", r.ImpUID})
	} else {
		o = append(o, Field{"merchant_uid", r.MerchantUID})
	}
	return append(o, Object{{"receipt_tid", r.TID}, {"receipt_url", nil}, {"type", r.Type}, {"vat", number(r.VAT)}}...)
}

// ReceiptRequest asks for a receipt. Amounts are decimals in whole won; an empty
// text means that the caller sent nothing.
type ReceiptRequest struct {
	Identifier     string // phone, resident, business or cash receipt card number
	IdentifierType string // person, business, phone, taxcard
	Type           string // person (default), company
	TaxFree        string
	VAT            string
	BuyerName      string
	BuyerEmail     string
	BuyerTel       string
	ProductType    string // real, digital
	CompanyTel     string
	CompanyName    string
	CorpRegNo      string
}

// Texts of receipts; PortOne's are unknown.
const (
	textReceiptNotForPG  = "현금영수증 API를 지원하지 않는 PG입니다."
	textReceiptNone      = "현금영수증 발급 내역이 존재하지 않습니다."
	textReceiptIssued    = "이미 현금영수증이 발급된 거래입니다."
	textReceiptUnpaid    = "결제완료(paid) 상태의 결제건만 현금영수증을 발급할 수 있습니다."
	textReceiptMethod    = "현금성 거래(가상계좌, 계좌이체)만 현금영수증을 발급할 수 있습니다."
	textReceiptCancelled = "이미 취소된 현금영수증입니다."
	textReceiptFailed    = "현금영수증 발급에 실패하였습니다. "
	textReceiptNumber    = "식별번호(identifier)가 올바르지 않습니다."
	textReceiptKind      = "identifier_type 파라메터는 person, business, phone, taxcard 가운데 하나입니다."
	textReceiptType      = "type 파라메터는 person 또는 company여야 합니다."
	textBadVAT           = "부가세 금액이 올바르지 않습니다."
	textReceiptCurrency  = "원화(KRW) 결제만 현금영수증을 발급할 수 있습니다."
)

// IssueReceipt issues the receipt of what remains of a payment in money. A
// receipt that was cancelled may be issued anew (assumed).
func (e *Engine) IssueReceipt(ctx context.Context, merchant, impUID string, r ReceiptRequest) (Receipt, error) {
	var issued Receipt
	err := e.do(ctx, func(t *tx) error {
		p, ok := e.payments.get(impUID)
		if !ok || p.Merchant != merchant {
			return refuse(Malformed, textNoPayment)
		}
		left, err := t.receiptAmount(p)
		if err != nil {
			return err
		}
		issued = Receipt{
			Merchant: merchant, ImpUID: p.ImpUID, MerchantUID: p.MerchantUID, Name: p.Name, PGProvider: p.PGProvider, PGID: p.PGID, Sandbox: p.Sandbox, Amount: left,
		}
		return t.issueReceipt(OpIssueReceipt, &issued, r, "")
	})
	return issued, err
}

// receiptAmount is what a receipt of a payment is about, or why there is none.
func (t *tx) receiptAmount(p Payment) (money.Amount, error) {
	left, err := p.Amount.Sub(p.CancelAmount)
	if err != nil {
		return left, err
	}
	old, issued := t.e.receipts[receiptKey{p.Merchant, p.ImpUID, ""}]
	switch {
	case !Supports(OpIssueReceipt, p.PGProvider):
		return left, refuse(Unsupported, textReceiptNotForPG)
	case p.PayMethod != "vbank" && p.PayMethod != "trans":
		return left, refuse(Malformed, textReceiptMethod)
	case p.PaidAt == 0 || !left.IsPositive():
		return left, refuse(Malformed, textReceiptUnpaid)
	case p.CashReceiptIssued || issued && old.CancelledAt == 0:
		return left, refuse(Malformed, textReceiptIssued)
	case left.Currency() != money.KRW:
		return left, refuse(Malformed, textReceiptCurrency)
	}
	return left, nil
}

// issueReceipt checks a request and stores the receipt, whose order, PG and
// amount are there.
func (t *tx) issueReceipt(op Operation, r *Receipt, request ReceiptRequest, payMethod string) error {
	if text := request.problem(op, r.PGProvider, payMethod); text != "" {
		return refuse(Malformed, text)
	}
	if err := r.taxes(request); err != nil {
		return err
	}
	if !identifies(request) {
		return refuse(Broken, textReceiptFailed+textReceiptNumber)
	}
	var err error
	if r.ApplyNum, err = t.e.random(decimalDigits, 9); err != nil {
		return err
	}
	if r.TID, err = t.tid(Payment{PGProvider: r.PGProvider, PGID: r.PGID}, "CASH"); err != nil {
		return err
	}
	r.Type, r.IdentifierType, r.Identifier = request.Type, request.IdentifierType, maskedIdentifier(request.Identifier)
	if r.Type == "" {
		r.Type = "person"
	}
	r.BuyerName, r.BuyerTel, r.BuyerEmail = cut(request.BuyerName, 16), cut(request.BuyerTel, 16), cut(request.BuyerEmail, 64)
	r.AppliedAt = t.unix()
	t.put(*r)
	return t.tell("receipt.issued", r.Merchant, r.ImpUID, r.said())
}

// said is what the log tells of a receipt.
func (r Receipt) said() Object {
	return Object{
		{"merchant_uid", r.MerchantUID},
		{"name", r.Name},
		{"amount", number(r.Amount)},
		{"vat", number(r.VAT)},
		{"type", r.Type},
		{"identifier", r.Identifier},
		{"apply_num", r.ApplyNum},
		{"pg", r.PGProvider + "." + r.PGID},
		{"external", r.ImpUID == ""},
	}
}

func (r ReceiptRequest) problem(op Operation, provider, payMethod string) string {
	lack := lacking(op, provider, map[string]string{
		"identifier_type": r.IdentifierType, "product_type": r.ProductType, "buyer_name": r.BuyerName, "buyer_tel": r.BuyerTel,
		"company_tel": r.CompanyTel, "company_name": r.CompanyName, "corp_reg_no": r.CorpRegNo, "pay_method": payMethod,
	})
	switch {
	case r.Identifier == "":
		return missing("identifier")
	case lack != "":
		return lack
	case !slices.Contains([]string{"", "person", "business", "phone", "taxcard"}, r.IdentifierType):
		return textReceiptKind
	case !slices.Contains([]string{"", "person", "company"}, r.Type):
		return textReceiptType
	case !slices.Contains([]string{"", "real", "digital"}, r.ProductType):
		return textProductType
	}
	return ""
}

// taxes splits the receipt's amount: a VAT that is not given is an eleventh of
// what is not tax-free, without the fraction of a won (assumed).
func (r *Receipt) taxes(request ReceiptRequest) error {
	var err error
	r.TaxFree = money.Zero(r.Amount.Currency())
	if request.TaxFree != "" {
		if r.TaxFree, err = parseAmount(request.TaxFree, r.Amount.Currency()); err != nil || over(r.TaxFree, r.Amount) {
			return refuse(Malformed, textBadTaxFree)
		}
	}
	taxed, err := r.Amount.Sub(r.TaxFree)
	if err != nil {
		return err
	}
	r.VAT = taxed.Allocate(10, 1)[1]
	if request.VAT != "" {
		if r.VAT, err = parseAmount(request.VAT, r.Amount.Currency()); err != nil || over(r.VAT, taxed) {
			return refuse(Malformed, textBadVAT)
		}
	}
	return nil
}

// identifierLengths are the digits that each kind of number has.
var identifierLengths = map[string][]int{
	"person":   {13},
	"business": {10},
	"phone":    {10, 11},
	"taxcard":  {13, 14, 15, 16, 17, 18, 19},
	"":         {10, 11, 13, 14, 15, 16, 17, 18, 19},
}

// identifies reports whether the PG takes the number: its digits are counted,
// which is what makes a receipt fail here (assumed).
func identifies(r ReceiptRequest) bool {
	return digitsOf(strings.ReplaceAll(r.Identifier, "-", ""), identifierLengths[r.IdentifierType]...)
}

// maskedIdentifier keeps the first three digits and the last four.
func maskedIdentifier(text string) string {
	bare := strings.ReplaceAll(text, "-", "")
	return bare[:3] + strings.Repeat("*", len(bare)-7) + bare[len(bare)-4:]
}

// ReceiptOf returns the receipt of a payment, also when it was cancelled.
func (e *Engine) ReceiptOf(merchant, impUID string) (Receipt, error) {
	return e.receiptAt(receiptKey{merchant, impUID, ""})
}

func (e *Engine) receiptAt(key receiptKey) (Receipt, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	r, ok := e.receipts[key]
	if !ok {
		return Receipt{}, refuse(Missing, textReceiptNone)
	}
	return r, nil
}

// Receipts returns the receipts of an account and its sub-stores, those of money
// taken outside too, newest first.
func (e *Engine) Receipts(merchant string) []Receipt {
	e.mu.Lock()
	defer e.mu.Unlock()
	list := []Receipt{}
	for _, key := range slices.Backward(e.receiptKeys) {
		if belongs(key.merchant, merchant) {
			list = append(list, e.receipts[key])
		}
	}
	return list
}

// CancelReceipt takes back the receipt of a payment.
func (e *Engine) CancelReceipt(ctx context.Context, merchant, impUID string) (Receipt, error) {
	return e.cancelReceipt(ctx, receiptKey{merchant, impUID, ""}, OpCancelReceipt, Malformed)
}

// cancelReceipt takes back a receipt; never is the class of there being none.
func (e *Engine) cancelReceipt(ctx context.Context, key receiptKey, op Operation, never Class) (Receipt, error) {
	var r Receipt
	err := e.do(ctx, func(t *tx) error {
		var ok bool
		r, ok = e.receipts[key]
		provider := r.PGProvider
		if p := e.payments.of(key.impUID); p.Merchant == key.merchant {
			provider = p.PGProvider
		}
		switch {
		case provider != "" && !Supports(op, provider):
			return refuse(Unsupported, textReceiptNotForPG)
		case !ok:
			return refuse(never, textReceiptNone)
		case r.CancelledAt != 0:
			return refuse(Malformed, textReceiptCancelled)
		}
		return t.takeBack(&r)
	})
	return r, err
}

// takeBack cancels a receipt that stands.
func (t *tx) takeBack(r *Receipt) error {
	r.CancelledAt = t.unix()
	t.put(*r)
	return t.tell("receipt.cancelled", r.Merchant, r.ImpUID, r.said())
}
