package portonev1

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// NaverOrder is one product of an order placed at Naver Pay (주문형), PortOne's
// NaverProductOrderAnnotation. It holds personal data.
type NaverOrder struct {
	// ID is Naver's number of the product order, 상품주문번호.
	ID string `v1:"product_order_id,required"`
	// Status is PAYMENT_WAITING, PAYED, DELIVERING, DELIVERED,
	// PURCHASE_DECIDED, EXCHANGED, CANCELED, RETURNED, CANCELED_BY_NOPAYMENT, or
	// a newer value.
	Status string `v1:"product_order_status,required"`
	// ClaimType and ClaimStatus tell of what the buyer wants undone; empty if
	// nothing.
	ClaimType   string `v1:"claim_type,lenient"`
	ClaimStatus string `v1:"claim_status,lenient"`
	// ProductID to Quantity are what was bought.
	ProductID   string `v1:"product_id,lenient"`
	ProductName string `v1:"product_name,lenient"`
	OptionID    string `v1:"product_option_id,lenient"`
	OptionName  string `v1:"product_option_name,lenient"`
	Quantity    int    `v1:"quantity,lenient"`
	// ProductAmount and DeliveryAmount are in won; empty if not told.
	ProductAmount  Decimal `v1:"product_amount"`
	DeliveryAmount Decimal `v1:"delivery_amount"`
	// Orderer bought it and ShippingAddress gets it.
	Orderer         NaverOrderer `v1:"orderer,lenient"`
	ShippingAddress NaverAddress `v1:"shipping_address,lenient"`
	ShippingMemo    string       `v1:"shipping_memo,lenient"`
	// ShippingDue is until when it must be sent.
	ShippingDue time.Time `v1:"shipping_due,lenient"`
	// IndividualCode is the buyer's number at the customs.
	IndividualCode string `v1:"individual_code,lenient"`
}

// NaverOrderer is who ordered.
type NaverOrderer struct {
	Name string `v1:"name,lenient"`
	// ID is the masked Naver id.
	ID  string `v1:"id,lenient"`
	Tel string `v1:"tel,lenient"`
}

// NaverAddress is where a parcel goes.
type NaverAddress struct {
	Base     string `v1:"base,lenient"`
	Detail   string `v1:"detail,lenient"`
	Postcode string `v1:"postcode,lenient"`
	Tel1     string `v1:"tel1,lenient"`
	Tel2     string `v1:"tel2,lenient"`
	Name     string `v1:"name,lenient"`
}

// NaverOrders lists the product orders of a payment: GET
// /payments/{imp_uid}/naver/product-orders, docs group "naver".
func (c *Client) NaverOrders(ctx context.Context, impUID string) ([]NaverOrder, error) {
	path, err := naverPath("NaverOrders", impUID, "product-orders")
	if err != nil {
		return nil, err
	}
	list, _, err := objects(ctx, c, c.read("NaverOrders", path, nil), func(NaverOrder) bool { return true })
	return list, err
}

// NaverOrder reads one product order by Naver's number: GET
// /naver/product-orders/{product_order_id}, docs group "naver". It returns an
// error matching ErrNotFound if there is none.
func (c *Client) NaverOrder(ctx context.Context, id string) (NaverOrder, error) {
	escaped, err := segment("NaverOrder", "id", id)
	if err != nil {
		return NaverOrder{}, err
	}
	return object(ctx, c, c.read("NaverOrder", "/naver/product-orders/"+escaped, nil), func(o NaverOrder) bool { return o.ID == id })
}

// NaverReview is what a buyer wrote of a product, PortOne's
// NaverReviewAnnotation.
type NaverReview struct {
	ID string `v1:"review_id,required"`
	// Score is 1 to 5, as text.
	Score string `v1:"score,lenient"`
	// Title is all of a general review; Content is the text of a premium one.
	Title   string `v1:"title,lenient"`
	Content string `v1:"content,lenient"`
	// OrderID is the product order's number.
	OrderID     string `v1:"product_order_id,lenient"`
	ProductID   string `v1:"product_id,lenient"`
	ProductName string `v1:"product_name,lenient"`
	OptionName  string `v1:"product_option_name,lenient"`
	// Writer is a Naver id.
	Writer     string    `v1:"writer,lenient"`
	CreatedAt  time.Time `v1:"created_at,lenient"`
	ModifiedAt time.Time `v1:"modified_at,lenient"`
}

// The kinds of a review.
const (
	NaverReviewGeneral = "general"
	NaverReviewPremium = "premium"
)

// NaverReviewQuery selects reviews; all members are required.
type NaverReviewQuery struct {
	// ChannelKey selects the channel, of Naver Pay orders.
	ChannelKey string
	From, To   time.Time
	// Kind is NaverReviewGeneral or NaverReviewPremium.
	Kind string
}

// NaverReviews lists what buyers wrote: GET /naver/reviews, docs group "naver".
func (c *Client) NaverReviews(ctx context.Context, q NaverReviewQuery) ([]NaverReview, error) {
	const operation = "NaverReviews"
	if err := checkSet(operation, "ChannelKey", q.ChannelKey, "Kind", q.Kind); err != nil {
		return nil, err
	}
	if !wireTime(q.From) || !wireTime(q.To) || q.To.Before(q.From) {
		return nil, &RequestError{operation, "From, To", "must both be set, in this order"}
	}
	list, _, err := objects(ctx, c, c.read(operation, "/naver/reviews", url.Values{
		"channel_key": {q.ChannelKey}, "review_type": {q.Kind},
		"from": {strconv.FormatInt(q.From.Unix(), 10)}, "to": {strconv.FormatInt(q.To.Unix(), 10)},
	}), func(NaverReview) bool { return true })
	return list, err
}

// NaverCashAmount is how much of a payment a cash receipt may be issued for, in
// won, PortOne's NaverCashAmountAnnotation.
type NaverCashAmount struct {
	Total Decimal `v1:"amount_total,required"`
	// ByPoints and ByPrimary are the parts of Total that Naver's points and the
	// card or account paid.
	ByPoints  Decimal `v1:"amount_by_npoint,required"`
	ByPrimary Decimal `v1:"amount_by_primary,required"`
	// Supply and VAT are its parts by tax.
	Supply Decimal `v1:"amount_supply,required"`
	VAT    Decimal `v1:"amount_vat,required"`
}

// NaverCashAmount reads how much of a Naver Pay payment (결제형) a cash receipt
// may be issued for: GET /payments/{imp_uid}/naver/cash-amount, docs group
// "naver". Any other payment is refused with HTTP 400.
func (c *Client) NaverCashAmount(ctx context.Context, impUID string) (NaverCashAmount, error) {
	path, err := naverPath("NaverCashAmount", impUID, "cash-amount")
	if err != nil {
		return NaverCashAmount{}, err
	}
	return object(ctx, c, c.read("NaverCashAmount", path, nil), func(NaverCashAmount) bool { return true })
}

// AccrueNaverPoints has Naver give the buyer the points of a payment (결제형):
// POST /payments/{imp_uid}/naver/point, docs group "naver". It is sent once.
func (c *Client) AccrueNaverPoints(ctx context.Context, impUID string) error {
	return c.naverDone(ctx, "AccrueNaverPoints", impUID, "point", nil)
}

// Who confirms a purchase.
const (
	ConfirmedByAdmin    = "admin"
	ConfirmedByCustomer = "customer"
)

// ConfirmNaverPurchase ends the escrow of a payment (결제형): POST
// /payments/{imp_uid}/naver/confirm, docs group "naver". by is one of the
// ConfirmedBy constants; empty leaves it to PortOne, which takes admin. It is
// sent once.
func (c *Client) ConfirmNaverPurchase(ctx context.Context, impUID, by string) error {
	return c.naverDone(ctx, "ConfirmNaverPurchase", impUID, "confirm", struct {
		Requester string `json:"requester,omitempty"`
	}{by})
}

func (c *Client) naverDone(ctx context.Context, operation, impUID, action string, body any) error {
	path, err := naverPath(operation, impUID, action)
	if err != nil {
		return err
	}
	req, err := c.write(operation, http.MethodPost, path, body, c.cancelTimeout)
	if err != nil {
		return err
	}
	return c.done(ctx, req)
}

func naverPath(operation, impUID, action string) (string, error) {
	id, err := segment(operation, "ImpUID", impUID)
	return "/payments/" + id + "/naver/" + action, err
}
