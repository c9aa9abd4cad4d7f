package portonev1

import "context"

// How a product comes back.
const (
	NaverReturnDesignated = "RETURN_DESIGNATED" // the shop has called the courier
	NaverReturnDelivery   = "RETURN_DELIVERY"   // needs company and tracking number
	NaverReturnIndividual = "RETURN_INDIVIDUAL" // the buyer brings it
)

// NaverReturn asks for a return in the buyer's place.
type NaverReturn struct {
	// OrderIDs are Naver's numbers; none means all.
	OrderIDs []string
	// Reason is INTENT_CHANGED, which an unknown code becomes, COLOR_AND_SIZE,
	// WRONG_ORDER, PRODUCT_UNSATISFIED, DELAYED_DELIVERY, SOLD_OUT,
	// DROPPED_DELIVERY, BROKEN or others of Naver's.
	Reason string
	// Method is how it comes back, one of the NaverReturn constants.
	Method string
	// Company is the courier by Naver's code and TrackingNumber the parcel's;
	// NaverReturnDelivery needs both.
	Company, TrackingNumber string
}

// RequestNaverReturn asks for a return in the buyer's place: POST
// /payments/{imp_uid}/naver/request-return, docs group "naver". It is sent once.
func (c *Client) RequestNaverReturn(ctx context.Context, impUID string, r NaverReturn) (done []NaverOrder, partial bool, err error) {
	const operation = "RequestNaverReturn"
	if err := checkSet(operation, "Method", r.Method); err != nil {
		return nil, false, err
	}
	if r.Method == NaverReturnDelivery {
		if err := checkSet(operation, "Company", r.Company, "TrackingNumber", r.TrackingNumber); err != nil {
			return nil, false, err
		}
	}
	return c.naverOrders(ctx, operation, impUID, "request-return", r.OrderIDs, struct {
		naverOrdersBody
		Reason         string `json:"reason,omitempty"`
		Method         string `json:"delivery_method"`
		Company        string `json:"delivery_company,omitempty"`
		TrackingNumber string `json:"tracking_number,omitempty"`
	}{naverOrdersBody{r.OrderIDs}, r.Reason, r.Method, r.Company, r.TrackingNumber})
}

// ApproveNaverReturn accepts a return and gives the money back: POST
// /payments/{imp_uid}/naver/approve-return, docs group "naver". memo goes to the
// buyer and may be empty. Where a cost is to be kept, WithholdNaverReturn comes
// first. It is sent once.
func (c *Client) ApproveNaverReturn(ctx context.Context, impUID, memo string, orderIDs ...string) (done []NaverOrder, partial bool, err error) {
	return c.answerNaverReturn(ctx, "ApproveNaverReturn", impUID, "approve-return", memo, orderIDs)
}

// RejectNaverReturn refuses a return: POST
// /payments/{imp_uid}/naver/reject-return, docs group "naver". memo goes to the
// buyer and is required. It is sent once.
func (c *Client) RejectNaverReturn(ctx context.Context, impUID, memo string, orderIDs ...string) (done []NaverOrder, partial bool, err error) {
	const operation = "RejectNaverReturn"
	if err := checkSet(operation, "memo", memo); err != nil {
		return nil, false, err
	}
	return c.answerNaverReturn(ctx, operation, impUID, "reject-return", memo, orderIDs)
}

func (c *Client) answerNaverReturn(ctx context.Context, operation, impUID, action, memo string, orderIDs []string) ([]NaverOrder, bool, error) {
	return c.naverOrders(ctx, operation, impUID, action, orderIDs, struct {
		naverOrdersBody
		Memo string `json:"memo,omitempty"`
	}{naverOrdersBody{orderIDs}, memo})
}

// NaverWithholding holds a return up.
type NaverWithholding struct {
	// OrderIDs are Naver's numbers; none means all.
	OrderIDs []string
	// Reason is ETC, which an unknown code becomes, RETURN_DELIVERYFEE,
	// EXTRAFEEE, RETURN_DELIVERYFEE_AND_EXTRAFEEE or
	// RETURN_PRODUCT_NOT_DELIVERED; the spelling is Naver's.
	Reason string
	// Memo goes to the buyer and is required.
	Memo string
	// ExtraCharge is what the buyer is to pay, in won; empty means nothing.
	ExtraCharge Decimal
}

// WithholdNaverReturn holds a return up: POST
// /payments/{imp_uid}/naver/withhold-return, docs group "naver". It is sent
// once.
func (c *Client) WithholdNaverReturn(ctx context.Context, impUID string, r NaverWithholding) (done []NaverOrder, partial bool, err error) {
	const operation = "WithholdNaverReturn"
	if err := checkSet(operation, "Memo", r.Memo); err != nil {
		return nil, false, err
	}
	if r.ExtraCharge != "" && !r.ExtraCharge.sendable(0) {
		return nil, false, &RequestError{operation, "ExtraCharge", "is not a plain amount of 0 or more"}
	}
	return c.naverOrders(ctx, operation, impUID, "withhold-return", r.OrderIDs, struct {
		naverOrdersBody
		Reason      string  `json:"reason,omitempty"`
		Memo        string  `json:"memo"`
		ExtraCharge Decimal `json:"extra_charge,omitempty"`
	}{naverOrdersBody{r.OrderIDs}, r.Reason, r.Memo, r.ExtraCharge})
}

// ResolveNaverReturn lets a return go on that was held up: POST
// /payments/{imp_uid}/naver/resolve-return, docs group "naver". It is sent once.
func (c *Client) ResolveNaverReturn(ctx context.Context, impUID string, orderIDs ...string) (done []NaverOrder, partial bool, err error) {
	return c.naverOrders(ctx, "ResolveNaverReturn", impUID, "resolve-return", orderIDs, naverOrdersBody{orderIDs})
}
