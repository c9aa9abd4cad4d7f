package portonev1_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/naru-pay/naru/portonev1"
)

const (
	orderBody = `{"product_order_id":"2026112300001","product_order_status":"PAYED","claim_type":null,"claim_status":null,"product_id":"p1","product_name":"당근",
"product_option_id":"o1","product_option_name":"10kg","product_amount":9900,"delivery_amount":3000,"quantity":2,"shipping_due":1795406400,
"orderer":{"name":"홍길동","id":"ho****","tel":"010"},"shipping_address":{"base":"서울","detail":"1층","postcode":"01181","tel1":"010","name":"홍길동"}}`
	ordersBody = "[" + orderBody + "]"
	orderID    = "2026112300001"
	anOrder    = `"2026112300001"`
	otherOrder = `"2026112300002"`
	reviewBody = `[{"review_id":"r1","score":"5","title":"좋아요","content":null,"product_order_id":"2026112300001","product_id":"p1","product_name":"당근","writer":"ho****","created_at":1795406400}]`
	cashBody   = `{"amount_total":9900,"amount_by_npoint":900,"amount_by_primary":9000,"amount_supply":9000,"amount_vat":900}`
)

// naverCalls are the methods about Naver Pay.
var naverCalls = []apiCall{
	{"NaverOrders", func(t *testing.T, c *portonev1.Client) error {
		list, err := c.NaverOrders(t.Context(), "imp_1")
		if err == nil && (len(list) != 1 || list[0].ProductAmount != "9900" || list[0].Orderer.Name != "홍길동" || list[0].ShippingAddress.Detail != "1층" || list[0].ClaimType != "") {
			t.Errorf("NaverOrders = %+v", list)
		}
		return err
	}, ordersBody, "GET /payments/imp_1/naver/product-orders ", false, `9900`, `"9900"`},
	{"NaverOrder", func(t *testing.T, c *portonev1.Client) error {
		_, err := c.NaverOrder(t.Context(), orderID)
		return err
	}, orderBody, "GET /naver/product-orders/2026112300001 ", false, anOrder, otherOrder},
	{"NaverReviews", func(t *testing.T, c *portonev1.Client) error {
		list, err := c.NaverReviews(t.Context(), portonev1.NaverReviewQuery{ChannelKey: "k", From: dueAt, To: dueAt.Add(time.Hour), Kind: portonev1.NaverReviewGeneral})
		if err == nil && (len(list) != 1 || list[0].Score != "5" || !list[0].CreatedAt.Equal(dueAt)) {
			t.Errorf("NaverReviews = %+v", list)
		}
		return err
	}, reviewBody, "GET /naver/reviews?channel_key=k&from=1795406400&review_type=general&to=1795410000 ", false, `"r1"`, `null`},
	{"NaverCashAmount", func(t *testing.T, c *portonev1.Client) error {
		a, err := c.NaverCashAmount(t.Context(), "imp_1")
		if err == nil && (a.Total != "9900" || a.ByPoints != "900" || a.VAT != "900") {
			t.Errorf("NaverCashAmount = %+v", a)
		}
		return err
	}, cashBody, "GET /payments/imp_1/naver/cash-amount ", false, `9900`, `null`},
	{"AccrueNaverPoints", func(t *testing.T, c *portonev1.Client) error {
		return c.AccrueNaverPoints(t.Context(), "imp_1")
	}, "null", "POST /payments/imp_1/naver/point ", true, "", ""},
	{"ConfirmNaverPurchase", func(t *testing.T, c *portonev1.Client) error {
		return c.ConfirmNaverPurchase(t.Context(), "imp_1", portonev1.ConfirmedByCustomer)
	}, "null", `POST /payments/imp_1/naver/confirm {"requester":"customer"}`, true, "", ""},
	{"CancelNaverOrders", func(t *testing.T, c *portonev1.Client) error {
		_, _, err := c.CancelNaverOrders(t.Context(), "imp_1", portonev1.NaverCancel{OrderIDs: []string{orderID}, Reason: "SOLD_OUT"})
		return err
	}, ordersBody, `POST /payments/imp_1/naver/cancel {"product_order_id":["2026112300001"],"reason":"SOLD_OUT"}`, true, anOrder, otherOrder},
	{"ApproveNaverCancel", func(t *testing.T, c *portonev1.Client) error {
		_, _, err := c.ApproveNaverCancel(t.Context(), "imp_1", orderID)
		return err
	}, ordersBody, `POST /payments/imp_1/naver/approve-cancel {"product_order_id":["2026112300001"]}`, true, anOrder, otherOrder},
	{"PlaceNaverOrders", func(t *testing.T, c *portonev1.Client) error {
		_, _, err := c.PlaceNaverOrders(t.Context(), "imp_1")
		return err
	}, ordersBody, `POST /payments/imp_1/naver/place {}`, true, anOrder, "null"},
	{"ShipNaverOrders", func(t *testing.T, c *portonev1.Client) error {
		_, _, err := c.ShipNaverOrders(t.Context(), "imp_1", portonev1.NaverShipment{OrderIDs: []string{orderID}, Method: portonev1.NaverByCourier, DispatchedAt: dueAt, Company: "CJGLS", TrackingNumber: "6031"})
		return err
	}, ordersBody, `POST /payments/imp_1/naver/ship {"product_order_id":["2026112300001"],"delivery_method":"DELIVERY","dispatched_at":1795406400,"delivery_company":"CJGLS","tracking_number":"6031"}`, true, anOrder, otherOrder},
	{"ShipNaverExchange", func(t *testing.T, c *portonev1.Client) error {
		_, _, err := c.ShipNaverExchange(t.Context(), "imp_1", portonev1.NaverShipment{OrderIDs: []string{orderID}, Method: portonev1.NaverByHand, DispatchedAt: dueAt})
		return err
	}, ordersBody, `POST /payments/imp_1/naver/ship-exchanged {"product_order_id":["2026112300001"],"delivery_method":"DIRECT_DELIVERY"}`, true, anOrder, otherOrder},
	{"CollectNaverExchange", func(t *testing.T, c *portonev1.Client) error {
		_, _, err := c.CollectNaverExchange(t.Context(), "imp_1", orderID)
		return err
	}, ordersBody, `POST /payments/imp_1/naver/collect-exchanged {"product_order_id":["2026112300001"]}`, true, anOrder, otherOrder},
	{"RequestNaverReturn", func(t *testing.T, c *portonev1.Client) error {
		_, _, err := c.RequestNaverReturn(t.Context(), "imp_1", portonev1.NaverReturn{OrderIDs: []string{orderID}, Reason: "BROKEN", Method: portonev1.NaverReturnDelivery, Company: "CJGLS", TrackingNumber: "6031"})
		return err
	}, ordersBody, `POST /payments/imp_1/naver/request-return {"product_order_id":["2026112300001"],"reason":"BROKEN","delivery_method":"RETURN_DELIVERY","delivery_company":"CJGLS","tracking_number":"6031"}`, true, anOrder, otherOrder},
	{"ApproveNaverReturn", func(t *testing.T, c *portonev1.Client) error {
		_, _, err := c.ApproveNaverReturn(t.Context(), "imp_1", "", orderID)
		return err
	}, ordersBody, `POST /payments/imp_1/naver/approve-return {"product_order_id":["2026112300001"]}`, true, anOrder, otherOrder},
	{"RejectNaverReturn", func(t *testing.T, c *portonev1.Client) error {
		_, _, err := c.RejectNaverReturn(t.Context(), "imp_1", "먹었음", orderID)
		return err
	}, ordersBody, `POST /payments/imp_1/naver/reject-return {"product_order_id":["2026112300001"],"memo":"먹었음"}`, true, anOrder, otherOrder},
	{"WithholdNaverReturn", func(t *testing.T, c *portonev1.Client) error {
		_, _, err := c.WithholdNaverReturn(t.Context(), "imp_1", portonev1.NaverWithholding{OrderIDs: []string{orderID}, Reason: "EXTRAFEEE", Memo: "m", ExtraCharge: "3000"})
		return err
	}, ordersBody, `POST /payments/imp_1/naver/withhold-return {"product_order_id":["2026112300001"],"reason":"EXTRAFEEE","memo":"m","extra_charge":3000}`, true, anOrder, otherOrder},
	{"ResolveNaverReturn", func(t *testing.T, c *portonev1.Client) error {
		_, _, err := c.ResolveNaverReturn(t.Context(), "imp_1", orderID)
		return err
	}, ordersBody, `POST /payments/imp_1/naver/resolve-return {"product_order_id":["2026112300001"]}`, true, anOrder, otherOrder},
}

func TestNaverOrders_tellWhenSomeFailed(t *testing.T) {
	t.Parallel()
	f := newFake(t, answer(http.StatusMultiStatus, enveloped(ordersBody)))
	done, partial, err := f.client(t).PlaceNaverOrders(t.Context(), "imp_1", orderID, "2026112300002")
	if err != nil || !partial || len(done) != 1 || done[0].ID != orderID {
		t.Errorf("PlaceNaverOrders = %+v, %t, %v", done, partial, err)
	}
}

func TestNaver_refusesLocally(t *testing.T) {
	t.Parallel()
	ship := func(s portonev1.NaverShipment) func(*portonev1.Client) error {
		return func(c *portonev1.Client) error {
			_, _, err := c.ShipNaverOrders(t.Context(), "imp_1", s)
			return err
		}
	}
	reviews := func(q portonev1.NaverReviewQuery) func(*portonev1.Client) error {
		return func(c *portonev1.Client) error { _, err := c.NaverReviews(t.Context(), q); return err }
	}
	refusedLocally(t, map[string]func(*portonev1.Client) error{
		"no payment": func(c *portonev1.Client) error { _, err := c.NaverOrders(t.Context(), ""); return err },
		"no order":   func(c *portonev1.Client) error { _, err := c.NaverOrder(t.Context(), ".."); return err },
		"empty order": func(c *portonev1.Client) error {
			_, _, err := c.PlaceNaverOrders(t.Context(), "imp_1", "")
			return err
		},
		"points of nothing": func(c *portonev1.Client) error { return c.AccrueNaverPoints(t.Context(), "") },
		"cash of nothing":   func(c *portonev1.Client) error { _, err := c.NaverCashAmount(t.Context(), ""); return err },
		"never sent":        ship(portonev1.NaverShipment{Method: portonev1.NaverByHand}),
		"no method":         ship(portonev1.NaverShipment{DispatchedAt: dueAt}),
		"no courier":        ship(portonev1.NaverShipment{DispatchedAt: dueAt, Method: portonev1.NaverByCourier, TrackingNumber: "1"}),
		"no number":         ship(portonev1.NaverShipment{DispatchedAt: dueAt, Method: portonev1.NaverByCourier, Company: "KGB"}),
		"return nohow": func(c *portonev1.Client) error {
			_, _, err := c.RequestNaverReturn(t.Context(), "imp_1", portonev1.NaverReturn{})
			return err
		},
		"return by nobody": func(c *portonev1.Client) error {
			_, _, err := c.RequestNaverReturn(t.Context(), "imp_1", portonev1.NaverReturn{Method: portonev1.NaverReturnDelivery})
			return err
		},
		"reject silently": func(c *portonev1.Client) error {
			_, _, err := c.RejectNaverReturn(t.Context(), "imp_1", "")
			return err
		},
		"withhold silently": func(c *portonev1.Client) error {
			_, _, err := c.WithholdNaverReturn(t.Context(), "imp_1", portonev1.NaverWithholding{})
			return err
		},
		"withhold oddly": func(c *portonev1.Client) error {
			_, _, err := c.WithholdNaverReturn(t.Context(), "imp_1", portonev1.NaverWithholding{Memo: "m", ExtraCharge: "-1"})
			return err
		},
		"reviews of nobody": reviews(portonev1.NaverReviewQuery{From: dueAt, To: dueAt, Kind: "general"}),
		"reviews of no kind": reviews(portonev1.NaverReviewQuery{
			ChannelKey: "k", From: dueAt, To: dueAt,
		}),
		"reviews of never": reviews(portonev1.NaverReviewQuery{ChannelKey: "k", Kind: "general"}),
	})
}
