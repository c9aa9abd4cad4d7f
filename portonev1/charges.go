package portonev1

import (
	"context"
	"net/http"
)

// Charge is what is paid without a window, and by whom.
type Charge struct {
	// MerchantUID is the shop's order number, at most 40 characters, one that
	// was never paid.
	MerchantUID string
	// Amount is above 0, in major units, without an exponent.
	Amount Decimal
	// Currency is an ISO 4217 code; empty means KRW.
	Currency string
	// Name is what is bought, at most 40 characters.
	Name string
	// TaxFree and VATAmount are parts of Amount; nil leaves them to PortOne.
	TaxFree, VATAmount *Decimal
	// BuyerName and the others are the buyer's; which are demanded depends on
	// the gateway.
	BuyerName, BuyerEmail, BuyerTel, BuyerAddr, BuyerPostcode string
	// CardQuota is the months of instalments: 0, or 2 and more from ₩50,000.
	CardQuota int
	// CustomData is kept with the payment, as JSON text.
	CustomData string
	// NoticeURL takes the webhook instead of the console's address.
	NoticeURL string
	// InterestFreeByMerchant has the shop pay the interest of instalments, and
	// UseCardPoint pays with the card's points first.
	InterestFreeByMerchant, UseCardPoint bool
	// BrowserIP is the buyer's address.
	BrowserIP string
	// ProductType is real or digital; ksnet demands it. ProductCount is how many
	// things are bought; 0 leaves it to PortOne, which takes 1.
	ProductType  string
	ProductCount int
	// CashReceiptType is person, company or anonymous, for tosspay_v2.
	CashReceiptType string
	// PromotionID is a card promotion of the shop's contract.
	PromotionID string
	// NaverUseUntil is the last day on which what is bought is used (이용
	// 완료일), for naverpay, in the form that its page asks for.
	NaverUseUntil string
	// Bypass is passed on to the gateway as it is, JSON text.
	Bypass string
}

// chargeBody is Charge on the wire.
type chargeBody struct {
	MerchantUID   string   `json:"merchant_uid"`
	Amount        Decimal  `json:"amount"`
	Currency      string   `json:"currency,omitempty"`
	Name          string   `json:"name,omitempty"`
	TaxFree       *Decimal `json:"tax_free,omitempty"`
	VATAmount     *Decimal `json:"vat_amount,omitempty"`
	BuyerName     string   `json:"buyer_name,omitempty"`
	BuyerEmail    string   `json:"buyer_email,omitempty"`
	BuyerTel      string   `json:"buyer_tel,omitempty"`
	BuyerAddr     string   `json:"buyer_addr,omitempty"`
	BuyerPostcode string   `json:"buyer_postcode,omitempty"`
	CardQuota     int      `json:"card_quota,omitempty"`
	CustomData    string   `json:"custom_data,omitempty"`
	NoticeURL     string   `json:"notice_url,omitempty"`

	InterestFreeByMerchant bool        `json:"interest_free_by_merchant,omitempty"`
	UseCardPoint           bool        `json:"use_card_point,omitempty"`
	BrowserIP              string      `json:"browser_ip,omitempty"`
	ProductType            string      `json:"product_type,omitempty"`
	ProductCount           int         `json:"product_count,omitempty"`
	CashReceiptType        string      `json:"cash_receipt_type,omitempty"`
	PromotionID            string      `json:"promotion_id,omitempty"`
	Extra                  *chargeMore `json:"extra,omitempty"`
	Bypass                 string      `json:"bypass,omitempty"`
}

type chargeMore struct {
	NaverUseUntil string `json:"naverUseCfm"`
}

func (r Charge) body() chargeBody {
	body := chargeBody{
		MerchantUID: r.MerchantUID, Amount: r.Amount, Currency: r.Currency, Name: r.Name, TaxFree: r.TaxFree, VATAmount: r.VATAmount,
		BuyerName: r.BuyerName, BuyerEmail: r.BuyerEmail, BuyerTel: r.BuyerTel, BuyerAddr: r.BuyerAddr, BuyerPostcode: r.BuyerPostcode,
		CardQuota: r.CardQuota, CustomData: r.CustomData, NoticeURL: r.NoticeURL,
		InterestFreeByMerchant: r.InterestFreeByMerchant, UseCardPoint: r.UseCardPoint, BrowserIP: r.BrowserIP,
		ProductType: r.ProductType, ProductCount: r.ProductCount, CashReceiptType: r.CashReceiptType,
		PromotionID: r.PromotionID, Bypass: r.Bypass,
	}
	if r.NaverUseUntil != "" {
		body.Extra = &chargeMore{r.NaverUseUntil}
	}
	return body
}

func (r Charge) check(operation string) error {
	if err := checkOrder(operation, r.MerchantUID); err != nil {
		return err
	}
	switch {
	case !r.Amount.sendable(1):
		return &RequestError{operation, "Amount", "is not a plain amount above 0"}
	case r.ProductCount < 0:
		return &RequestError{operation, "ProductCount", "is negative"}
	case r.CardQuota < 0 || r.CardQuota == 1:
		return &RequestError{operation, "CardQuota", "must be 0, or 2 and more"}
	}
	return checkParts(operation, r.TaxFree, r.VATAmount)
}

// AgainRequest charges a stored card.
type AgainRequest struct {
	// CustomerUID names the billing key.
	CustomerUID string
	// ChannelKey selects one channel of a key that several have.
	ChannelKey string
	// Charge needs a Name as well.
	Charge Charge
}

// Again charges a stored card: POST /subscribe/payments/again, docs group
// "subscribe".
//
// A charge fails in two ways, and both must be looked at. What never became a
// payment, as of an unknown key, is an *Error with HTTPStatus 200 and a Code
// other than 0. A card that declined is a payment, without an error, whose
// Status is StatusFailed and whose FailReason is the gateway's sentence.
//
// It is sent once and may take Config.CancelTimeout. If OutcomeUnknown reports
// true, money may have been taken: look for the order number with FindAll
// before charging again.
func (c *Client) Again(ctx context.Context, r AgainRequest) (Payment, error) {
	const operation = "Again"
	if _, err := customerPath(operation, r.CustomerUID); err != nil {
		return Payment{}, err
	}
	if r.Charge.Name == "" {
		return Payment{}, &RequestError{operation, "Charge.Name", "is empty"}
	}
	return c.charge(ctx, operation, "/subscribe/payments/again", r.Charge, struct {
		CustomerUID string `json:"customer_uid"`
		ChannelKey  string `json:"channel_key,omitempty"`
		chargeBody
	}{r.CustomerUID, r.ChannelKey, r.Charge.body()})
}

// OnetimeRequest charges a card that its holder typed.
type OnetimeRequest struct {
	// Card needs Number and Expiry.
	Card Card
	// PG is {provider} or {provider}.{MID}; empty means the default.
	PG string
	// CustomerUID stores the card as well, unless it is empty (not with ksnet
	// and tosspayments).
	CustomerUID string
	// ChannelGroupID has a group's rules select the channel; PG is ignored then.
	ChannelGroupID string
	// Secure3DChargeID and Secure3DToken are the proof of a foreign card's
	// holder, for paymentwall.
	Secure3DChargeID, Secure3DToken string
	Charge                          Charge
}

// Onetime charges a typed card: POST /subscribe/payments/onetime, docs group
// "subscribe". It fails in the two ways of Again, and is sent once like it.
func (c *Client) Onetime(ctx context.Context, r OnetimeRequest) (Payment, error) {
	const operation = "Onetime"
	if r.CustomerUID != "" {
		if _, err := customerPath(operation, r.CustomerUID); err != nil {
			return Payment{}, err
		}
	}
	if err := r.Card.check(operation); err != nil {
		return Payment{}, err
	}
	return c.charge(ctx, operation, "/subscribe/payments/onetime", r.Charge, struct {
		PG               string `json:"pg,omitempty"`
		CustomerUID      string `json:"customer_uid,omitempty"`
		ChannelGroupID   string `json:"channelGroupId,omitempty"`
		Secure3DChargeID string `json:"secure_3d_charge_id,omitempty"`
		Secure3DToken    string `json:"secure_3d_token,omitempty"`
		cardBody
		chargeBody
	}{r.PG, r.CustomerUID, r.ChannelGroupID, r.Secure3DChargeID, r.Secure3DToken, cardBody(r.Card), r.Charge.body()})
}

// charge sends one charge. The payment that comes back must be of its order
// number and its amount.
func (c *Client) charge(ctx context.Context, operation, path string, r Charge, body any) (Payment, error) {
	if err := r.check(operation); err != nil {
		return Payment{}, err
	}
	req, err := c.write(operation, http.MethodPost, path, body, c.cancelTimeout)
	if err != nil {
		return Payment{}, err
	}
	return c.onePayment(ctx, req, sameOrder(r.MerchantUID, r.Amount))
}
