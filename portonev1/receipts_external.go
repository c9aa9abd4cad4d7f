package portonev1

import (
	"context"
	"net/http"
	"time"
)

// ExternalReceipt is a cash receipt for money that PortOne did not take, its
// ExternalReceiptAnnotation.
type ExternalReceipt struct {
	// MerchantUID is the shop's order number.
	MerchantUID string `v1:"merchant_uid,required"`
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

// ExternalReceiptRequest asks for a cash receipt for money that PortOne did not
// take.
type ExternalReceiptRequest struct {
	// ChannelKey selects the channel through whose gateway it is issued.
	ChannelKey string
	// Name is what was bought.
	Name string
	// Amount is above 0, in won.
	Amount Decimal
	// PayMethod is trans or vbank; welcome demands it.
	PayMethod string
	// ReceiptRequest needs its Identifier. The shop's name and number are not
	// sent here.
	ReceiptRequest
}

// ExternalReceipt reads a cash receipt of IssueExternalReceipt: GET
// /receipts/external/{merchant_uid}, docs group "receipts". It returns an error
// matching ErrNotFound if there is none.
func (c *Client) ExternalReceipt(ctx context.Context, merchantUID string) (ExternalReceipt, error) {
	path, err := externalPath("ExternalReceipt", merchantUID)
	if err != nil {
		return ExternalReceipt{}, err
	}
	return c.externalReceipt(ctx, c.read("ExternalReceipt", path, nil), merchantUID)
}

// IssueExternalReceipt issues a cash receipt for money that PortOne did not
// take: POST /receipts/external/{merchant_uid}, docs group "receipts". It is
// sent once and fails as IssueReceipt does; after an unknown outcome
// ExternalReceipt tells whether it was issued.
func (c *Client) IssueExternalReceipt(ctx context.Context, merchantUID string, r ExternalReceiptRequest) (ExternalReceipt, error) {
	const operation = "IssueExternalReceipt"
	path, err := externalPath(operation, merchantUID)
	if err != nil {
		return ExternalReceipt{}, err
	}
	if err := checkSet(operation, "ChannelKey", r.ChannelKey, "Name", r.Name); err != nil {
		return ExternalReceipt{}, err
	}
	if !r.Amount.sendable(1) {
		return ExternalReceipt{}, &RequestError{operation, "Amount", "is not a plain amount above 0"}
	}
	if err := r.check(operation); err != nil {
		return ExternalReceipt{}, err
	}
	body := r.body()
	body.CompanyName, body.CompanyTel = "", ""
	req, err := c.write(operation, http.MethodPost, path, struct {
		ChannelKey string  `json:"channel_key"`
		Name       string  `json:"name"`
		Amount     Decimal `json:"amount"`
		PayMethod  string  `json:"pay_method,omitempty"`
		receiptBody
	}{r.ChannelKey, r.Name, r.Amount, r.PayMethod, body}, c.cancelTimeout)
	if err != nil {
		return ExternalReceipt{}, err
	}
	return c.externalReceipt(ctx, req, merchantUID)
}

// CancelExternalReceipt takes a cash receipt of IssueExternalReceipt back:
// DELETE /receipts/external/{merchant_uid}, docs group "receipts". It is sent
// once. An order number without a receipt is an error matching ErrNotFound.
func (c *Client) CancelExternalReceipt(ctx context.Context, merchantUID string) (ExternalReceipt, error) {
	const operation = "CancelExternalReceipt"
	path, err := externalPath(operation, merchantUID)
	if err != nil {
		return ExternalReceipt{}, err
	}
	req, err := c.write(operation, http.MethodDelete, path, nil, c.cancelTimeout)
	if err != nil {
		return ExternalReceipt{}, err
	}
	return c.externalReceipt(ctx, req, merchantUID)
}

func (c *Client) externalReceipt(ctx context.Context, req call, merchantUID string) (ExternalReceipt, error) {
	return object(ctx, c, req, func(r ExternalReceipt) bool { return r.MerchantUID == merchantUID })
}

func externalPath(operation, merchantUID string) (string, error) {
	id, err := segment(operation, "MerchantUID", merchantUID)
	return "/receipts/external/" + id, err
}
