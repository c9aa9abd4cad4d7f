package portonev1

import (
	"context"
	"log/slog"
	"net/http"
	"time"
)

// The kinds of a cash receipt: for a person's tax deduction, or as a business's
// proof of an expense.
const (
	ReceiptPerson  = "person"
	ReceiptCompany = "company"
)

// What the identifier of a cash receipt is.
const (
	IdentifierPerson   = "person"   // a resident registration number
	IdentifierBusiness = "business" // the registration of a business
	IdentifierPhone    = "phone"    // a mobile number
	IdentifierTaxCard  = "taxcard"  // a cash-receipt card of the tax service
)

// Receipt is a cash receipt (현금영수증) of a payment, PortOne's
// ReceiptAnnotation.
type Receipt struct {
	// ImpUID names the payment.
	ImpUID string `v1:"imp_uid,required"`
	// ReceiptTID is the gateway's id of the receipt, and ApplyNum the tax
	// service's.
	ReceiptTID string `v1:"receipt_tid,lenient"`
	ApplyNum   string `v1:"apply_num,lenient"`
	// Type is ReceiptPerson, ReceiptCompany, or a newer value.
	Type string `v1:"type,lenient"`
	// Amount is what the receipt is for, and VAT the tax in it, in won.
	Amount Decimal `v1:"amount,required"`
	VAT    Decimal `v1:"vat,required"`
	// ReceiptURL shows it.
	ReceiptURL string `v1:"receipt_url,lenient"`
	// AppliedAt is when it was issued; CancelledAt is zero unless it was taken
	// back.
	AppliedAt   time.Time `v1:"applied_at,required"`
	CancelledAt time.Time `v1:"cancelled_at"`
}

// ReceiptRequest asks for a cash receipt.
type ReceiptRequest struct {
	// Identifier is whose receipt it is: digits of a phone, of a cash-receipt
	// card, of a resident or of a business. It is personal data.
	Identifier string
	// IdentifierType is one of the Identifier constants. kicc, settle and
	// nice_v2 demand it; others tell by the digits.
	IdentifierType string
	// Type is ReceiptPerson or ReceiptCompany; empty leaves it to PortOne, which
	// takes ReceiptPerson.
	Type string
	// BuyerName and BuyerTel are demanded by smartro_v2, the name by ksnet and
	// the number by welcome as well.
	BuyerName, BuyerEmail, BuyerTel string
	// TaxFree and VATAmount are parts of the amount; nil leaves them to PortOne,
	// which takes a VAT of an eleventh.
	TaxFree, VATAmount *Decimal
	// ProductType is real or digital; ksnet demands it.
	ProductType string
	// CompanyName, CompanyTel and CompanyNumber are the shop's own; daou demands
	// all, welcome the number.
	CompanyName, CompanyTel, CompanyNumber string
}

// LogValue shows the kind of the receipt, and nothing of the buyer.
func (r ReceiptRequest) LogValue() slog.Value {
	return slog.GroupValue(slog.String("type", r.Type), slog.String("identifier_type", r.IdentifierType))
}

// receiptBody is ReceiptRequest on the wire.
type receiptBody struct {
	Identifier     string   `json:"identifier"`
	IdentifierType string   `json:"identifier_type,omitempty"`
	Type           string   `json:"type,omitempty"`
	BuyerName      string   `json:"buyer_name,omitempty"`
	BuyerEmail     string   `json:"buyer_email,omitempty"`
	BuyerTel       string   `json:"buyer_tel,omitempty"`
	TaxFree        *Decimal `json:"tax_free,omitempty"`
	VATAmount      *Decimal `json:"vat_amount,omitempty"`
	ProductType    string   `json:"product_type,omitempty"`
	CompanyName    string   `json:"company_name,omitempty"`
	CompanyTel     string   `json:"company_tel,omitempty"`
	CompanyNumber  string   `json:"corp_reg_no,omitempty"`
}

func (r ReceiptRequest) body() receiptBody {
	return receiptBody(r)
}

func (r ReceiptRequest) check(operation string) error {
	if err := checkSet(operation, "Identifier", r.Identifier); err != nil {
		return err
	}
	return checkParts(operation, r.TaxFree, r.VATAmount)
}

// Receipt reads the cash receipt of a payment: GET /receipts/{imp_uid}, docs
// group "receipts". It returns an error matching ErrNotFound if there is none.
func (c *Client) Receipt(ctx context.Context, impUID string) (Receipt, error) {
	path, err := receiptPath("Receipt", impUID)
	if err != nil {
		return Receipt{}, err
	}
	return c.receipt(ctx, c.read("Receipt", path, nil), impUID)
}

// IssueReceipt issues the cash receipt of a payment by transfer or virtual
// account: POST /receipts/{imp_uid}, docs group "receipts". Its amount is what
// is left of the payment.
//
// It is sent once. PortOne refuses with HTTP 400 what is not paid or has its
// receipt already, with 500 what the gateway refused, and with 501 where the
// gateway has no receipts. After an unknown outcome, of which the 500 is one,
// Receipt tells whether it was issued.
func (c *Client) IssueReceipt(ctx context.Context, impUID string, r ReceiptRequest) (Receipt, error) {
	const operation = "IssueReceipt"
	path, err := receiptPath(operation, impUID)
	if err != nil {
		return Receipt{}, err
	}
	if err := r.check(operation); err != nil {
		return Receipt{}, err
	}
	req, err := c.write(operation, http.MethodPost, path, r.body(), c.cancelTimeout)
	if err != nil {
		return Receipt{}, err
	}
	return c.receipt(ctx, req, impUID)
}

// CancelReceipt takes the cash receipt of a payment back: DELETE
// /receipts/{imp_uid}, docs group "receipts". It is sent once. PortOne refuses
// with HTTP 400 where none was issued through it, with 500 and 501 as
// IssueReceipt says.
func (c *Client) CancelReceipt(ctx context.Context, impUID string) (Receipt, error) {
	const operation = "CancelReceipt"
	path, err := receiptPath(operation, impUID)
	if err != nil {
		return Receipt{}, err
	}
	req, err := c.write(operation, http.MethodDelete, path, nil, c.cancelTimeout)
	if err != nil {
		return Receipt{}, err
	}
	return c.receipt(ctx, req, impUID)
}

func (c *Client) receipt(ctx context.Context, req call, impUID string) (Receipt, error) {
	return object(ctx, c, req, func(r Receipt) bool { return r.ImpUID == impUID })
}

func receiptPath(operation, impUID string) (string, error) {
	id, err := segment(operation, "ImpUID", impUID)
	return "/receipts/" + id, err
}
