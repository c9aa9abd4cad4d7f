package portonev1

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"time"
)

// VirtualAccountRequest asks for an account into which a buyer pays, without a
// payment window.
type VirtualAccountRequest struct {
	// ChannelKey selects the channel. The gateway must know the operation:
	// settle, nice, nice_v2, html5_inicis, tosspayments, ksnet, smartro_v2 or
	// welcome.
	ChannelKey string
	// MerchantUID is the shop's order number, at most 40 characters, one that
	// was never paid. smartro_v2 takes no special characters.
	MerchantUID string
	// Amount is what is to be paid in, above 0, in major units, without an
	// exponent.
	Amount Decimal
	// BankCode is the gateway's own code of the bank, not that of Banks: 04 at
	// html5_inicis and 004 at tosspayments are the same bank.
	BankCode string
	// Due is until when the deposit is awaited, to the second.
	Due time.Time
	// Holder is the name on the account, at most 16 characters. html5_inicis,
	// nice, settle and smartro_v2 demand it; tosspayments, ksnet and welcome use
	// the shop's name instead.
	Holder string
	// Number is the fixed account that the gateway gave the shop (smartro_v2,
	// settle), and Key the fixed account's key (tosspayments, at most 13
	// characters).
	Number, Key string
	// Name is what is bought, at most 40 characters.
	Name string
	// BuyerName and the others are the buyer's, at most 16, 64, 16, 128 and 8
	// characters; which are demanded depends on the gateway.
	BuyerName, BuyerEmail, BuyerTel, BuyerAddr, BuyerPostcode string
	// BusinessNumber is the buyer's registration as a business, for nice_v2.
	BusinessNumber string
	// TaxFree and VATAmount are parts of Amount; nil leaves them to PortOne.
	TaxFree, VATAmount *Decimal
	// ProductType is real or digital; ksnet demands it.
	ProductType string
	// ProductCount is how many things are bought; 0 leaves it to PortOne, which
	// takes 1.
	ProductCount int
	// EscrowPassword is for a fixed account of settle with escrow.
	EscrowPassword string
	// FixedUnlimited asks settle for a fixed account without an end, which
	// takes any number of deposits; see Payment.DepositHistory.
	FixedUnlimited bool
	// CustomData is kept with the payment, as JSON text.
	CustomData string
	// NoticeURLs take the webhook of the deposit instead of the console's
	// address.
	NoticeURLs []string
	// PGAPIKey is the gateway's API key, demanded by html5_inicis. It is a
	// secret that PortOne takes in the query; this package keeps it out of its
	// errors.
	PGAPIKey string
}

// LogValue shows the order and the amount, and neither key nor buyer.
func (r VirtualAccountRequest) LogValue() slog.Value {
	return slog.GroupValue(
		slog.String("merchant_uid", r.MerchantUID), slog.String("amount", string(r.Amount)), slog.Time("due", r.Due),
	)
}

// virtualAccountBody is VirtualAccountRequest on the wire.
type virtualAccountBody struct {
	ChannelKey     string   `json:"channel_key"`
	MerchantUID    string   `json:"merchant_uid"`
	Amount         Decimal  `json:"amount"`
	BankCode       string   `json:"vbank_code"`
	Due            int64    `json:"vbank_due"`
	Holder         string   `json:"vbank_holder,omitempty"`
	Number         string   `json:"vbank_num,omitempty"`
	Key            string   `json:"vbank_key,omitempty"`
	Name           string   `json:"name,omitempty"`
	BuyerName      string   `json:"buyer_name,omitempty"`
	BuyerEmail     string   `json:"buyer_email,omitempty"`
	BuyerTel       string   `json:"buyer_tel,omitempty"`
	BuyerAddr      string   `json:"buyer_addr,omitempty"`
	BuyerPostcode  string   `json:"buyer_postcode,omitempty"`
	BusinessNumber string   `json:"business_registration_number,omitempty"`
	TaxFree        *Decimal `json:"tax_free,omitempty"`
	VATAmount      *Decimal `json:"vat_amount,omitempty"`
	ProductType    string   `json:"product_type,omitempty"`
	ProductCount   int      `json:"product_count,omitempty"`
	EscrowPassword string   `json:"escrow_password,omitempty"`
	FixedUnlimited bool     `json:"fixed_unlimited_vbank,omitempty"`
	CustomData     string   `json:"custom_data,omitempty"`
	NoticeURLs     []string `json:"notice_url,omitempty"`
}

func (r VirtualAccountRequest) check(operation string) error {
	if err := checkOrder(operation, r.MerchantUID); err != nil {
		return err
	}
	if err := checkSet(operation, "ChannelKey", r.ChannelKey, "BankCode", r.BankCode); err != nil {
		return err
	}
	switch {
	case !r.Amount.sendable(1):
		return &RequestError{operation, "Amount", "is not a plain amount above 0"}
	case !wireTime(r.Due):
		return &RequestError{operation, "Due", "is not set"}
	case r.ProductCount < 0:
		return &RequestError{operation, "ProductCount", "is negative"}
	}
	return checkParts(operation, r.TaxFree, r.VATAmount)
}

// IssueVirtualAccount issues an account: POST /vbanks, docs group "vbanks". The
// payment that it returns is StatusReady; the deposit comes by webhook.
//
// It is sent once and may take Config.CancelTimeout. If OutcomeUnknown reports
// true, look for the order number with FindAll: an account may have been issued,
// and a second one takes money as well.
func (c *Client) IssueVirtualAccount(ctx context.Context, r VirtualAccountRequest) (Payment, error) {
	const operation = "IssueVirtualAccount"
	if err := r.check(operation); err != nil {
		return Payment{}, err
	}
	req, err := c.write(operation, http.MethodPost, "/vbanks", virtualAccountBody{
		ChannelKey: r.ChannelKey, MerchantUID: r.MerchantUID, Amount: r.Amount, BankCode: r.BankCode, Due: r.Due.Unix(),
		Holder: r.Holder, Number: r.Number, Key: r.Key, Name: r.Name,
		BuyerName: r.BuyerName, BuyerEmail: r.BuyerEmail, BuyerTel: r.BuyerTel, BuyerAddr: r.BuyerAddr, BuyerPostcode: r.BuyerPostcode,
		BusinessNumber: r.BusinessNumber, TaxFree: r.TaxFree, VATAmount: r.VATAmount, ProductType: r.ProductType, ProductCount: r.ProductCount,
		EscrowPassword: r.EscrowPassword, FixedUnlimited: r.FixedUnlimited, CustomData: r.CustomData, NoticeURLs: r.NoticeURLs,
	}, c.cancelTimeout)
	if err != nil {
		return Payment{}, err
	}
	if r.PGAPIKey != "" {
		req.query = url.Values{"pg_api_key": {r.PGAPIKey}}
	}
	return c.onePayment(ctx, req, sameOrder(r.MerchantUID, r.Amount))
}

// VirtualAccountChange is what to change of an account that awaits its deposit.
type VirtualAccountChange struct {
	// Amount is the new amount, above 0, in won; empty keeps the old one.
	Amount Decimal
	// Due is the new end; the zero Time keeps the old one.
	Due time.Time
}

// ChangeVirtualAccount changes an account that nobody has paid into: PUT
// /vbanks/{imp_uid}, docs group "vbanks". settle alone can, and only accounts
// of IssueVirtualAccount.
//
// It is sent once. PortOne refuses with HTTP 400 what is no account that awaits
// its deposit, and with 404 (ErrNotFound) if there is no such payment.
func (c *Client) ChangeVirtualAccount(ctx context.Context, impUID string, change VirtualAccountChange) (Payment, error) {
	const operation = "ChangeVirtualAccount"
	id, err := segment(operation, "ImpUID", impUID)
	if err != nil {
		return Payment{}, err
	}
	switch {
	case change.Amount == "" && change.Due.IsZero():
		return Payment{}, &RequestError{operation, "Amount, Due", "at least one must be set"}
	case change.Amount != "" && !change.Amount.sendable(1):
		return Payment{}, &RequestError{operation, "Amount", "is not a plain amount above 0"}
	case !change.Due.IsZero() && !wireTime(change.Due):
		return Payment{}, &RequestError{operation, "Due", "is not a time that can be sent"}
	}
	req, err := c.write(operation, http.MethodPut, "/vbanks/"+id, struct {
		Amount Decimal `json:"amount,omitempty"`
		Due    int64   `json:"vbank_due,omitempty"`
	}{change.Amount, seconds(change.Due)}, c.cancelTimeout)
	if err != nil {
		return Payment{}, err
	}
	return c.onePayment(ctx, req, samePayment(impUID))
}

// CloseVirtualAccount closes a virtual account that nobody has paid into:
// DELETE /vbanks/{imp_uid}, docs group "vbanks". It returns the payment
// afterwards. A deposited account is given back with Cancel instead.
//
// pgAPIKey is the gateway's API key, demanded by html5_inicis, empty for
// others. It is a secret that PortOne takes in the query; this package keeps
// it out of its errors.
//
// It is sent once and may take Config.CancelTimeout. PortOne refuses with HTTP
// 400 if the payment is not a virtual account waiting for its deposit, and
// with 404 (ErrNotFound) if there is no such payment. For an error of which
// OutcomeUnknown is true, read the payment.
func (c *Client) CloseVirtualAccount(ctx context.Context, impUID, pgAPIKey string) (Payment, error) {
	const operation = "CloseVirtualAccount"
	id, err := segment(operation, "ImpUID", impUID)
	if err != nil {
		return Payment{}, err
	}
	req, err := c.write(operation, http.MethodDelete, "/vbanks/"+id, nil, c.cancelTimeout)
	if err != nil {
		return Payment{}, err
	}
	if pgAPIKey != "" {
		req.query = url.Values{"pg_api_key": {pgAPIKey}}
	}
	return c.onePayment(ctx, req, func(p Payment) bool { return p.ImpUID == impUID })
}
