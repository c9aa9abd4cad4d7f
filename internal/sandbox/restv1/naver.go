package restv1

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"

	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

func (s *server) naverOperations() []operation {
	const (
		group  = "naver"
		orders = "/payments/{imp_uid}/naver/"
		state  = "in which state it is possible; texts; 404 for a payment of another PG"
		refund = "; webhooks as of a cancel by the API"
	)
	seller := func(deed engine.NaverDeed, read reader, assumed string) operation {
		return operation{group: group, method: "POST", path: orders + string(deed), handler: s.sellNaver(deed, read), assumed: assumed}
	}
	return []operation{
		seller(engine.NaverCancel, readReason, state+"; goods and delivery go back"+refund),
		seller(engine.NaverApproveCancel, readNothing, state+refund),
		seller(engine.NaverShip, readShipment, state+"; an order that was not placed is placed with it"),
		seller(engine.NaverShipExchanged, readParcel(engine.NaverDeliveryMethods, "DELIVERY"), state),
		seller(engine.NaverCollectExchanged, readNothing, state),
		seller(engine.NaverPlace, readNothing, state),
		seller(engine.NaverRequestReturn, readReturn, state),
		seller(engine.NaverApproveReturn, readMemo, state+"; the goods go back without their delivery and without what was charged"+refund),
		seller(engine.NaverRejectReturn, readDemandedMemo, state),
		seller(engine.NaverWithholdReturn, readWithheld, state),
		seller(engine.NaverResolveReturn, readNothing, state),
		{group: group, method: "POST", path: orders + "point", handler: s.naverPoint, assumed: "once a payment; response null; texts"},
		{group: group, method: "POST", path: orders + "confirm", handler: s.naverConfirm, assumed: "every payment takes it, once; response null; texts"},
		{
			group: group, method: "GET", path: orders + "product-orders", handler: s.naverOrders,
			assumed: "an empty list until the payment is paid; a product order for each product, option and extra of naverProducts; the payment takes over what they come to",
		},
		{group: group, method: "GET", path: "/naver/product-orders/{product_order_id}", handler: s.naverOrder, assumed: "text of an unknown one"},
		{
			group: group, method: "GET", path: "/naver/reviews", handler: s.naverReviews,
			assumed: "channel_key, which is described as a form field of a GET, is taken from the query too; oldest first; from and to are included",
		},
		{
			group: group, method: "GET", path: orders + "cash-amount", handler: s.naverCash,
			assumed: "nothing for a card; HTTP 400 for an unknown payment too; VAT is an eleventh of what is taxed",
		},
	}
}

// reader takes what goes with a deed out of a body.
type reader func(t *take) engine.NaverWork

// sellNaver does a deed to product orders: HTTP 200 when all took it, 207 when
// some did, 500 when none.
func (s *server) sellNaver(deed engine.NaverDeed, read reader) handler {
	return func(_ http.ResponseWriter, c *call) (any, error) {
		t := &take{from: c.fields}
		work := read(t)
		work.Deed, work.IDs = deed, t.texts("product_order_id")
		if t.err != nil {
			return nil, t.err
		}
		r, err := s.engine.SellNaver(c.Context(), c.merchant, c.path("imp_uid"), work)
		if err != nil {
			return nil, err
		}
		if len(r.Done) == 0 {
			return nil, failure(http.StatusInternalServerError, -1, r.Reason)
		}
		list := productOrders(r.Done)
		if r.Failed > 0 {
			return partial{list}, nil
		}
		return list, nil
	}
}

func productOrders(orders []engine.ProductOrder) []engine.Object {
	list := make([]engine.Object, len(orders))
	for i, o := range orders {
		list[i] = o.Annotation()
	}
	return list
}

func readNothing(*take) engine.NaverWork { return engine.NaverWork{} }

func readReason(t *take) engine.NaverWork { return engine.NaverWork{Reason: t.text("reason")} }

func readMemo(t *take) engine.NaverWork { return engine.NaverWork{Memo: t.text("memo")} }

func readDemandedMemo(t *take) engine.NaverWork { return engine.NaverWork{Memo: t.demanded("memo")} }

// readParcel reads how goods travel; the method that goes by courier needs its
// company and number.
func readParcel(methods []string, byCourier string) reader {
	return func(t *take) engine.NaverWork {
		p := engine.Parcel{Method: t.oneOf("delivery_method", methods), Company: t.text("delivery_company"), Tracking: t.text("tracking_number")}
		if p.Method == byCourier {
			t.oneOf("delivery_company", engine.NaverCouriers)
			t.demanded("tracking_number")
		}
		return engine.NaverWork{Parcel: p}
	}
}

func readShipment(t *take) engine.NaverWork {
	w := readParcel(engine.NaverDeliveryMethods, "DELIVERY")(t)
	t.demanded("dispatched_at")
	w.At = t.integer("dispatched_at")
	if t.err == nil && w.At <= 0 {
		t.err = errBody("dispatched_at 파라메터가 올바르지 않습니다.")
	}
	return w
}

func readReturn(t *take) engine.NaverWork {
	w := readParcel(engine.NaverReturnMethods, "RETURN_DELIVERY")(t)
	w.Reason = t.text("reason")
	return w
}

// extraChargeMost bounds what a buyer may be charged for a return, in won.
const extraChargeMost = 1_000_000_000

func readWithheld(t *take) engine.NaverWork {
	w := readDemandedMemo(t)
	w.Reason = t.text("reason")
	extra := t.integer("extra_charge")
	if t.err == nil && (extra < 0 || extra > extraChargeMost) {
		t.err = errBody("extra_charge 파라메터가 올바르지 않습니다.")
	}
	if extra > 0 {
		w.ExtraCharge = money.Won(extra)
	}
	return w
}

// demanded reads a text that must be there.
func (t *take) demanded(name string) string {
	v := t.text(name)
	if v == "" && t.err == nil {
		t.err = errBody(name + " 파라메터가 누락되었습니다.")
	}
	return v
}

// oneOf reads one of the words.
func (t *take) oneOf(name string, words []string) string {
	v := t.demanded(name)
	if t.err == nil && !slices.Contains(words, v) {
		t.err = errBody(name + " 파라메터가 올바르지 않습니다.")
	}
	return v
}

func (s *server) naverOrders(_ http.ResponseWriter, c *call) (any, error) {
	list, err := s.engine.ProductOrders(c.merchant, c.path("imp_uid"))
	if err != nil {
		return nil, err
	}
	return productOrders(list), nil
}

func (s *server) naverOrder(_ http.ResponseWriter, c *call) (any, error) {
	o, err := s.engine.ProductOrderOf(c.merchant, c.path("product_order_id"))
	if err != nil {
		return nil, err
	}
	return o.Annotation(), nil
}

// asServerError answers what the state of things forbids as 네이버페이 결제형
// describes its failures: HTTP 500 with the reason.
func asServerError(err error) error {
	if f := refused(err); f != nil && f.status == http.StatusOK {
		return &refusal{status: http.StatusInternalServerError, code: -1, message: f.message, hint: f.hint}
	}
	return err
}

func (s *server) naverPoint(_ http.ResponseWriter, c *call) (any, error) {
	return nil, asServerError(s.engine.GiveNaverPoint(c.Context(), c.merchant, c.path("imp_uid")))
}

func (s *server) naverConfirm(_ http.ResponseWriter, c *call) (any, error) {
	requester, err := c.fields.string("requester")
	if err != nil {
		return nil, err
	}
	return nil, asServerError(s.engine.ConfirmNaver(c.Context(), c.merchant, c.path("imp_uid"), requester))
}

// naverCash knows no 404: whatever is no payment of 네이버페이 결제형 is 400.
func (s *server) naverCash(_ http.ResponseWriter, c *call) (any, error) {
	a, err := s.engine.NaverCashAmount(c.merchant, c.path("imp_uid"))
	if err != nil {
		if f := refused(err); f != nil {
			return nil, failure(http.StatusBadRequest, -1, f.message)
		}
		return nil, err
	}
	return engine.Object{
		{Name: "amount_by_npoint", Value: a.ByPoint.Minor()},
		{Name: "amount_by_primary", Value: a.ByPrimary.Minor()},
		{Name: "amount_supply", Value: a.Supply.Minor()},
		{Name: "amount_total", Value: a.Total.Minor()},
		{Name: "amount_vat", Value: a.VAT.Minor()},
	}, nil
}

// naverReviews reads channel_key where a client may send it with a GET.
func (s *server) naverReviews(_ http.ResponseWriter, c *call) (any, error) {
	key := c.query.Get("channel_key")
	if key == "" {
		if body, err := decode(c.Header.Get("Content-Type"), c.body); err == nil {
			key, _ = body.string("channel_key")
		}
	}
	from, err := strconv.ParseInt(c.query.Get("from"), 10, 64)
	to, err2 := strconv.ParseInt(c.query.Get("to"), 10, 64)
	kind := c.query.Get("review_type")
	switch {
	case cmp.Or(err, err2) != nil, from < 0, to < from:
		return nil, errBody("from, to 파라메터가 누락되었거나 올바르지 않습니다.")
	case kind != engine.ReviewGeneral && kind != engine.ReviewPremium:
		return nil, errBody("review_type 파라메터는 general 또는 premium이어야 합니다.")
	case key == "":
		return nil, errBody("channel_key 파라메터가 누락되었습니다.")
	}
	list, err := s.engine.Reviews(c.merchant, engine.ReviewQuery{ChannelKey: key, Type: kind, From: from, To: to})
	if err != nil {
		return nil, err
	}
	out := make([]engine.Object, len(list))
	for i, r := range list {
		out[i] = r.Annotation()
	}
	return out, nil
}
