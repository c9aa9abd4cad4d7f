package portonev1

import (
	"context"
	"net/http"
	"slices"
	"time"
)

// Naver Pay orders (주문형) hold one product order for each kind of product. The
// calls of this file and of naver_returns.go act on those that are named, or on
// all of the payment if none is, each on its own at Naver: they return what
// succeeded, and partial is true if some did not. Which those are is what is
// missing in the answer.

// NaverCancel gives the money of product orders back.
type NaverCancel struct {
	// OrderIDs are Naver's numbers; none means all.
	OrderIDs []string
	// Reason is PRODUCT_UNSATISFIED, which an unknown code becomes,
	// INTENT_CHANGED, SOLD_OUT, DELAYED_DELIVERY, COLOR_AND_SIZE, WRONG_ORDER or
	// INCORRECT_INFO.
	Reason string
}

// CancelNaverOrders gives the money of product orders back: POST
// /payments/{imp_uid}/naver/cancel, docs group "naver". It is sent once; after
// an unknown outcome NaverOrders tells what was cancelled.
func (c *Client) CancelNaverOrders(ctx context.Context, impUID string, r NaverCancel) (done []NaverOrder, partial bool, err error) {
	return c.naverOrders(ctx, "CancelNaverOrders", impUID, "cancel", r.OrderIDs, struct {
		naverOrdersBody
		Reason string `json:"reason,omitempty"`
	}{naverOrdersBody{r.OrderIDs}, r.Reason})
}

// ApproveNaverCancel gives the money back that the buyer asked for at Naver:
// POST /payments/{imp_uid}/naver/approve-cancel, docs group "naver". It is sent
// once.
func (c *Client) ApproveNaverCancel(ctx context.Context, impUID string, orderIDs ...string) (done []NaverOrder, partial bool, err error) {
	return c.naverOrders(ctx, "ApproveNaverCancel", impUID, "approve-cancel", orderIDs, naverOrdersBody{orderIDs})
}

// PlaceNaverOrders accepts product orders (발주): POST
// /payments/{imp_uid}/naver/place, docs group "naver". After that the buyer's
// cancel needs ApproveNaverCancel. It is sent once.
func (c *Client) PlaceNaverOrders(ctx context.Context, impUID string, orderIDs ...string) (done []NaverOrder, partial bool, err error) {
	return c.naverOrders(ctx, "PlaceNaverOrders", impUID, "place", orderIDs, naverOrdersBody{orderIDs})
}

// How a product is sent.
const (
	NaverByCourier   = "DELIVERY" // needs company and tracking number
	NaverByGoodsflow = "GDFW_ISSUE_SVC"
	NaverByVisit     = "VISIT_RECEIPT"
	NaverByHand      = "DIRECT_DELIVERY"
	NaverByQuick     = "QUICK_SVC"
	NaverByNothing   = "NOTHING"
)

// NaverShipment sends product orders off.
type NaverShipment struct {
	// OrderIDs are Naver's numbers; none means all.
	OrderIDs []string
	// Method is how, one of the NaverBy constants.
	Method string
	// DispatchedAt is when; ShipNaverExchange does not send it.
	DispatchedAt time.Time
	// Company is the courier by Naver's code (CJGLS, KGB, EPOST, HANJIN …) and
	// TrackingNumber the parcel's; NaverByCourier needs both.
	Company, TrackingNumber string
}

// naverShipmentBody is NaverShipment on the wire.
type naverShipmentBody struct {
	naverOrdersBody
	Method         string `json:"delivery_method"`
	DispatchedAt   int64  `json:"dispatched_at,omitempty"`
	Company        string `json:"delivery_company,omitempty"`
	TrackingNumber string `json:"tracking_number,omitempty"`
}

func (s NaverShipment) check(operation string) error {
	if s.Method == NaverByCourier {
		return checkSet(operation, "Company", s.Company, "TrackingNumber", s.TrackingNumber)
	}
	return checkSet(operation, "Method", s.Method)
}

// ShipNaverOrders tells Naver that product orders were sent off: POST
// /payments/{imp_uid}/naver/ship, docs group "naver". It is sent once.
func (c *Client) ShipNaverOrders(ctx context.Context, impUID string, s NaverShipment) (done []NaverOrder, partial bool, err error) {
	const operation = "ShipNaverOrders"
	if !wireTime(s.DispatchedAt) {
		return nil, false, &RequestError{operation, "DispatchedAt", "is not set"}
	}
	return c.shipNaver(ctx, operation, impUID, "ship", s, s.DispatchedAt.Unix())
}

// ShipNaverExchange tells Naver that what is given in exchange was sent off:
// POST /payments/{imp_uid}/naver/ship-exchanged, docs group "naver". It is sent
// once.
func (c *Client) ShipNaverExchange(ctx context.Context, impUID string, s NaverShipment) (done []NaverOrder, partial bool, err error) {
	return c.shipNaver(ctx, "ShipNaverExchange", impUID, "ship-exchanged", s, 0)
}

func (c *Client) shipNaver(ctx context.Context, operation, impUID, action string, s NaverShipment, at int64) ([]NaverOrder, bool, error) {
	if err := s.check(operation); err != nil {
		return nil, false, err
	}
	return c.naverOrders(ctx, operation, impUID, action, s.OrderIDs,
		naverShipmentBody{naverOrdersBody{s.OrderIDs}, s.Method, at, s.Company, s.TrackingNumber})
}

// CollectNaverExchange tells Naver that what is exchanged came back: POST
// /payments/{imp_uid}/naver/collect-exchanged, docs group "naver". It is sent
// once.
func (c *Client) CollectNaverExchange(ctx context.Context, impUID string, orderIDs ...string) (done []NaverOrder, partial bool, err error) {
	return c.naverOrders(ctx, "CollectNaverExchange", impUID, "collect-exchanged", orderIDs, naverOrdersBody{orderIDs})
}

// naverOrdersBody names product orders on the wire; none means all.
type naverOrdersBody struct {
	OrderIDs []string `json:"product_order_id,omitempty"`
}

// naverOrders makes one of the calls above. No other order than those that were
// named may come back.
func (c *Client) naverOrders(ctx context.Context, operation, impUID, action string, ids []string, body any) ([]NaverOrder, bool, error) {
	path, err := naverPath(operation, impUID, action)
	if err != nil {
		return nil, false, err
	}
	for _, id := range ids {
		if err := checkID(operation, "OrderIDs", id); err != nil {
			return nil, false, err
		}
	}
	req, err := c.write(operation, http.MethodPost, path, body, c.cancelTimeout)
	if err != nil {
		return nil, false, err
	}
	req.partial = true
	return objects(ctx, c, req, func(o NaverOrder) bool { return len(ids) == 0 || slices.Contains(ids, o.ID) })
}
