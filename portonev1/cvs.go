package portonev1

import (
	"context"
	"net/http"
	"time"
)

// BarcodeRequest asks for a barcode with which a buyer pays at a convenience
// store.
type BarcodeRequest struct {
	// ChannelKey selects the channel, of galaxia.
	ChannelKey string
	// MerchantUID is the shop's order number, at most 40 characters, one that
	// was never paid.
	MerchantUID string
	// Amount is above 0, in won.
	Amount Decimal
	// Barcode is the shop's own number; empty has one issued.
	Barcode string
	// Expires is until when the store takes the money; the zero Time leaves it
	// to the shop's contract.
	Expires time.Time
	// Name is what is bought, at most 40 characters.
	Name string
	// BuyerName and the others are the buyer's, at most 16, 64, 16, 128 and 8
	// characters.
	BuyerName, BuyerEmail, BuyerTel, BuyerAddr, BuyerPostcode string
	// ConfirmURL is asked before the store takes the money; see ParseNotice and
	// Notice.Store. Without it the store always takes it.
	ConfirmURL string
	// NoticeURLs take the webhook of the payment instead of the console's
	// address.
	NoticeURLs []string
	// CustomData is kept with the payment, as JSON text.
	CustomData string
}

// barcodeBody is BarcodeRequest on the wire.
type barcodeBody struct {
	ChannelKey    string   `json:"channel_key"`
	MerchantUID   string   `json:"merchant_uid"`
	Amount        Decimal  `json:"amount"`
	Barcode       string   `json:"barcode,omitempty"`
	Expires       int64    `json:"expired_at,omitempty"`
	Name          string   `json:"name,omitempty"`
	BuyerName     string   `json:"buyer_name,omitempty"`
	BuyerEmail    string   `json:"buyer_email,omitempty"`
	BuyerTel      string   `json:"buyer_tel,omitempty"`
	BuyerAddr     string   `json:"buyer_addr,omitempty"`
	BuyerPostcode string   `json:"buyer_postcode,omitempty"`
	ConfirmURL    string   `json:"confirm_url,omitempty"`
	NoticeURLs    []string `json:"notice_url,omitempty"`
	CustomData    string   `json:"custom_data,omitempty"`
}

// IssueBarcode issues a barcode: POST /cvs, docs group "cvs". The payment that
// it returns is StatusReady; that it was paid comes by webhook. In which member
// the payment carries the barcode is not documented: Payment.Raw has all of
// them.
//
// It is sent once and may take Config.CancelTimeout. If OutcomeUnknown reports
// true, look for the order number with FindAll.
func (c *Client) IssueBarcode(ctx context.Context, r BarcodeRequest) (Payment, error) {
	const operation = "IssueBarcode"
	if err := checkOrder(operation, r.MerchantUID); err != nil {
		return Payment{}, err
	}
	if err := checkSet(operation, "ChannelKey", r.ChannelKey); err != nil {
		return Payment{}, err
	}
	switch {
	case !r.Amount.sendable(1):
		return Payment{}, &RequestError{operation, "Amount", "is not a plain amount above 0"}
	case !r.Expires.IsZero() && !wireTime(r.Expires):
		return Payment{}, &RequestError{operation, "Expires", "is not a time that can be sent"}
	}
	req, err := c.write(operation, http.MethodPost, "/cvs", barcodeBody{
		ChannelKey: r.ChannelKey, MerchantUID: r.MerchantUID, Amount: r.Amount, Barcode: r.Barcode, Expires: seconds(r.Expires), Name: r.Name,
		BuyerName: r.BuyerName, BuyerEmail: r.BuyerEmail, BuyerTel: r.BuyerTel, BuyerAddr: r.BuyerAddr, BuyerPostcode: r.BuyerPostcode,
		ConfirmURL: r.ConfirmURL, NoticeURLs: r.NoticeURLs, CustomData: r.CustomData,
	}, c.cancelTimeout)
	if err != nil {
		return Payment{}, err
	}
	return c.onePayment(ctx, req, sameOrder(r.MerchantUID, r.Amount))
}

// CloseBarcode ends a barcode with which nobody has paid: DELETE
// /cvs/{imp_uid}, docs group "cvs". It is sent once and returns the payment
// afterwards. For an error of which OutcomeUnknown is true, read the payment.
func (c *Client) CloseBarcode(ctx context.Context, impUID string) (Payment, error) {
	const operation = "CloseBarcode"
	id, err := segment(operation, "ImpUID", impUID)
	if err != nil {
		return Payment{}, err
	}
	req, err := c.write(operation, http.MethodDelete, "/cvs/"+id, nil, c.cancelTimeout)
	if err != nil {
		return Payment{}, err
	}
	return c.onePayment(ctx, req, samePayment(impUID))
}
