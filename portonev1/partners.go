package portonev1

import (
	"context"
	"net/http"
)

// PartnerReceipt is what one partner (하위 상점) sold in a payment.
type PartnerReceipt struct {
	// BusinessNumber is the partner's registration, with its hyphens, and
	// CompanyName the partner's name.
	BusinessNumber, CompanyName string
	// Amount is the partner's part of the payment, above 0, in major units.
	Amount Decimal
	// TaxFree and VATAmount are parts of Amount; nil leaves them to PortOne,
	// which takes 0 and an eleventh.
	TaxFree, VATAmount *Decimal
}

type partnerReceiptBody struct {
	BusinessNumber string   `json:"business_registration_number"`
	CompanyName    string   `json:"company_name"`
	Amount         Decimal  `json:"amount"`
	TaxFree        *Decimal `json:"tax_free,omitempty"`
	VATAmount      *Decimal `json:"vat_amount,omitempty"`
}

// RegisterPartnerReceipts writes the partners' parts onto the sales slip of a
// payment: POST /partners/receipts/{imp_uid}, docs group "partners". It returns
// the address of the slip, which may be empty. html5_inicis alone can; others
// are refused with HTTP 501. It is sent once.
func (c *Client) RegisterPartnerReceipts(ctx context.Context, impUID string, parts []PartnerReceipt) (receiptURL string, err error) {
	const operation = "RegisterPartnerReceipts"
	id, err := segment(operation, "ImpUID", impUID)
	if err != nil {
		return "", err
	}
	if len(parts) == 0 {
		return "", &RequestError{operation, "parts", "is empty"}
	}
	var data []partnerReceiptBody
	for _, p := range parts {
		if err := checkSet(operation, "BusinessNumber", p.BusinessNumber, "CompanyName", p.CompanyName); err != nil {
			return "", err
		}
		if !p.Amount.sendable(1) {
			return "", &RequestError{operation, "Amount", "is not a plain amount above 0"}
		}
		if err := checkParts(operation, p.TaxFree, p.VATAmount); err != nil {
			return "", err
		}
		data = append(data, partnerReceiptBody(p))
	}
	req, err := c.write(operation, http.MethodPost, "/partners/receipts/"+id, struct {
		Data []partnerReceiptBody `json:"data"`
	}{data}, c.cancelTimeout)
	if err != nil {
		return "", err
	}
	type registered struct {
		ReceiptURL string `v1:"receipt_url,lenient"`
	}
	got, err := object(ctx, c, req, func(registered) bool { return true })
	return got.ReceiptURL, err
}

// Tier is a sub-store (하위 상점), PortOne's TierAnnotation.
type Tier struct {
	// Code is three capital letters or digits.
	Code string `v1:"tier_code,required"`
	Name string `v1:"tier_name,required"`
}

// Tier reads a sub-store: GET /tiers/{tier_code}, docs group "tiers". It returns
// an error matching ErrNotFound if there is none.
func (c *Client) Tier(ctx context.Context, code string) (Tier, error) {
	escaped, err := segment("Tier", "code", code)
	if err != nil {
		return Tier{}, err
	}
	return object(ctx, c, c.read("Tier", "/tiers/"+escaped, nil), func(t Tier) bool { return t.Code == code })
}
