package restv1_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

const goods = `"naverProducts":[{"id":"p1","name":"상품 하나","basePrice":1000,"quantity":2,"shipping":{"baseFee":2500}},{"id":"p2","name":"상품 둘","basePrice":3000}]`

// naver pays by 네이버페이 주문형 and returns imp_uid and the numbers of its
// product orders.
func (a *api) naver(t testing.TB) (string, []string) {
	t.Helper()
	a.contract(t, "naverco", "shop-naver")
	uid := a.pay(t, `"pg":"naverco","m_redirect_url":"https://shop.example/","amount":7500,`+goods, engine.Choice{Outcome: engine.Approve}).ImpUID
	w := a.send("GET", "/payments/"+uid+"/naver/product-orders", "", "")
	var ids []string
	for _, o := range of[[]struct {
		ID string `json:"product_order_id"`
	}](t, envelope(t, w)) {
		ids = append(ids, o.ID)
	}
	if len(ids) != 2 {
		t.Fatalf("product orders: %s", w.Body)
	}
	return uid, ids
}

func TestNaverOrders_areWrittenAsPortOneWrites(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	uid, ids := a.naver(t)
	golden(t, "naver_product_order", a.send("GET", "/naver/product-orders/"+ids[0], "", ""))
	if w := a.send("GET", "/naver/product-orders/0", "", ""); w.Code != http.StatusNotFound {
		t.Errorf("an unknown one answered %d %s", w.Code, w.Body)
	}
	a.acts(t, uid, []act{{"cancel", `{"reason":"SOLD_OUT"}`, 200, `"product_order_status":"CANCELED"`}})
	if w := a.send("GET", "/payments/"+uid+"?include_sandbox=true", "", ""); !strings.Contains(plain(t, w), `"cancel_amount":7500,`) || !strings.Contains(plain(t, w), `"reason":"SOLD_OUT"`) {
		t.Errorf("the payment reads %s", w.Body)
	}
}

// act is one request and what it must answer.
type act struct {
	deed, body string
	status     int
	text       string
}

func (a *api) acts(t *testing.T, uid string, acts []act) {
	t.Helper()
	for _, c := range acts {
		w := a.send("POST", "/payments/"+uid+"/naver/"+c.deed, asJSON, c.body)
		got := envelope(t, w)
		if w.Code != c.status || (got.Code == 0) != (w.Code < 300) || !strings.Contains(plain(t, w), c.text) {
			t.Errorf("%s %s answered %d %s, want %d with %q", c.deed, c.body, w.Code, w.Body, c.status, c.text)
		}
	}
}

// buyer does what happens at 네이버페이 itself.
func (a *api) buyer(t *testing.T, uid string, deed engine.NaverDeed, ids ...string) {
	t.Helper()
	if r, err := a.engine.BuyNaver(t.Context(), uid, engine.NaverWork{Deed: deed, IDs: ids}); err != nil || r.Failed > 0 || len(r.Done) == 0 {
		t.Fatalf("%s: %+v, %v", deed, r, err)
	}
}

const byCourier = `"delivery_method":"DELIVERY","delivery_company":"CJGLS","tracking_number":"1"`

func TestNaverOrders_goTheirWays(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	uid, ids := a.naver(t)
	first, second := `"product_order_id":["`+ids[0]+`"]`, `"product_order_id":["`+ids[1]+`"]`
	a.acts(t, uid, []act{
		{"place", `{` + first + `}`, 200, `"product_order_status":"PAYED"`},
		{"place", `{}`, 207, ids[1]},
		{"place", `{}`, 500, "현재 상태에서는 처리할 수 없는"},
		{"cancel", `{"product_order_id":["0"]}`, 500, "존재하지 않는 네이버페이 상품주문입니다. (0)"},
		{"approve-cancel", `{}`, 500, ""},
	})
	a.buyer(t, uid, engine.NaverBuyerCancels, ids[0])
	a.acts(t, uid, []act{
		{"approve-cancel", `{}`, 207, `"claim_status":"CANCEL_DONE","claim_type":"CANCEL"`},
		{"ship", `{` + second + `}`, 400, "delivery_method 파라메터가 누락되었습니다."},
		{"ship", `{` + second + `,"delivery_method":"DRONE","dispatched_at":1}`, 400, "delivery_method 파라메터가 올바르지 않습니다."},
		{"ship", `{` + second + `,"delivery_method":"DELIVERY","dispatched_at":1}`, 400, "delivery_company"},
		{"ship", `{` + second + `,"delivery_method":"NOTHING"}`, 400, "dispatched_at"},
		{"ship", `{` + second + `,"delivery_method":"NOTHING","dispatched_at":-1}`, 400, "dispatched_at"},
		{"ship", `{` + second + `,` + byCourier + `,"dispatched_at":1795402800}`, 200, `"product_order_status":"DELIVERING"`},
		{"cancel", `{}`, 500, ""},
		{"request-return", `{` + second + `,"delivery_method":"DELIVERY"}`, 400, "delivery_method"},
		{"request-return", `{` + second + `,"delivery_method":"RETURN_DELIVERY"}`, 400, "delivery_company"},
		{"request-return", `{` + second + `,"delivery_method":"RETURN_INDIVIDUAL","reason":"BROKEN"}`, 200, `"claim_status":"RETURN_REQUEST","claim_type":"RETURN"`},
		{"request-return", `{` + second + `,"delivery_method":"RETURN_INDIVIDUAL"}`, 500, ""},
		{"withhold-return", `{` + second + `}`, 400, "memo 파라메터가 누락되었습니다."},
		{"withhold-return", `{` + second + `,"memo":"m","extra_charge":-1}`, 400, "extra_charge"},
		{"withhold-return", `{` + second + `,"memo":"m","extra_charge":1000}`, 200, ids[1]},
		{"approve-return", `{}`, 500, ""},
		{"resolve-return", `{` + second + `}`, 200, ids[1]},
		{"resolve-return", `{` + second + `}`, 500, ""},
		{"reject-return", `{` + second + `}`, 400, "memo"},
		{"approve-return", `{` + second + `,"memo":"m"}`, 200, `"product_order_status":"RETURNED"`},
		{"reject-return", `{"memo":"m"}`, 500, ""},
	})
	if p, err := a.engine.PaymentByImpUID(a.m.Code, uid); err != nil || p.CancelAmount.Minor() != 2000+2500+3000-1000 {
		t.Errorf("given back %v, %v", p.CancelAmount, err)
	}
}

func TestNaverOrders_areExchangedAndKept(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	uid, ids := a.naver(t)
	a.acts(t, uid, []act{
		{"ship", "{" + byCourier + `,"dispatched_at":"1795402800"}`, 200, ids[0]},
		{"collect-exchanged", `{}`, 500, ""},
		{"ship-exchanged", "{" + byCourier + "}", 500, ""},
	})
	a.buyer(t, uid, engine.NaverBuyerExchanges, ids[0])
	a.buyer(t, uid, engine.NaverExchangeApproved, ids[0])
	a.buyer(t, uid, engine.NaverBuyerReturns, ids[1])
	a.acts(t, uid, []act{
		{"reject-return", `{"memo":"사용한 상품입니다"}`, 207, `"claim_status":"RETURN_REJECT"`},
		{"collect-exchanged", `{}`, 207, `"claim_status":"COLLECT_DONE","claim_type":"EXCHANGE"`},
		{"ship-exchanged", `{}`, 400, "delivery_method"},
		{"ship-exchanged", "{" + byCourier + `,"product_order_id":["` + ids[0] + `"]}`, 200, `"claim_status":"EXCHANGE_REDELIVERING"`},
	})
	a.buyer(t, uid, engine.NaverArrived, ids[0])
	w := a.send("GET", "/payments/"+uid+"/naver/product-orders", "", "")
	if !strings.Contains(w.Body.String(), `"product_order_status":"EXCHANGED"`) {
		t.Errorf("afterwards: %s", w.Body)
	}
	if p, _ := a.engine.PaymentByImpUID(a.m.Code, uid); !p.CancelAmount.IsZero() {
		t.Errorf("given back %v", p.CancelAmount)
	}
}

func TestNaverOrders_areOfNaverAlone(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	card := a.pay(t, "", engine.Choice{Outcome: engine.Approve}).ImpUID
	bodies := map[string]string{
		"ship": "{" + byCourier + `,"dispatched_at":1}`, "ship-exchanged": "{" + byCourier + "}", "request-return": `{"delivery_method":"RETURN_DESIGNATED"}`,
		"reject-return": `{"memo":"m"}`, "withhold-return": `{"memo":"m"}`,
	}
	for _, deed := range []string{
		"cancel", "approve-cancel", "place", "ship", "ship-exchanged", "collect-exchanged", "request-return", "approve-return", "reject-return",
		"withhold-return", "resolve-return", "point", "confirm",
	} {
		for uid, text := range map[string]string{card: "네이버페이", "imp_0": "존재하지 않는 결제정보입니다."} {
			a.acts(t, uid, []act{{deed, bodies[deed] + strings.Repeat("{}", 1-min(1, len(bodies[deed]))), 404, text}})
		}
	}
	for _, uid := range []string{card, "imp_0"} {
		if w := a.send("GET", "/payments/"+uid+"/naver/product-orders", "", ""); w.Code != http.StatusNotFound {
			t.Errorf("product orders of %s answered %d %s", uid, w.Code, w.Body)
		}
		if w := a.send("GET", "/payments/"+uid+"/naver/cash-amount", "", ""); w.Code != http.StatusBadRequest || envelope(t, w).Code == 0 {
			t.Errorf("cash amount of %s answered %d %s", uid, w.Code, w.Body)
		}
	}
}

func TestNaverPay_pointConfirmAndCash(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.contract(t, "naverpay", "naverpay-partner")
	uid := a.pay(t, `"pg":"naverpay","amount":11000,"naverProducts":[{"name":"n"}]`, engine.Choice{Outcome: engine.Approve, Money: true}).ImpUID
	a.acts(t, uid, []act{
		{"point", `{}`, 200, `"response":null`},
		{"point", `{}`, 500, "이미 네이버페이 포인트 적립이 완료된 거래건입니다."},
		{"confirm", `{"requester":"x"}`, 500, "requester"},
		{"confirm", `{"requester":"customer"}`, 200, ""},
		{"confirm", `{}`, 500, "이미 구매확정된 거래건입니다."},
	})
	golden(t, "naver_cash_amount", a.send("GET", "/payments/"+uid+"/naver/cash-amount", "", ""))
}

func TestNaverReviews_areAskedForByChannelAndTime(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	uid, ids := a.naver(t)
	a.acts(t, uid, []act{{"ship", `{"delivery_method":"NOTHING","dispatched_at":1}`, 200, ""}})
	a.buyer(t, uid, engine.NaverBuyerDecides)
	if _, err := a.engine.WriteReview(t.Context(), uid, engine.Review{ProductOrderID: ids[0], Type: "premium", Score: 4, Title: "제목", Content: "내용"}); err != nil {
		t.Fatal(err)
	}
	key := a.channel(t, "naverco")
	target := "/naver/reviews?from=1795402800&to=1795402801&review_type=premium"
	golden(t, "naver_reviews", a.send("GET", target+"&channel_key="+key, "", ""))
	if w := a.send("GET", target, asForm, "channel_key="+key); !strings.Contains(w.Body.String(), `"score":"4"`) {
		t.Errorf("with a form answered %s", w.Body)
	}
	if w := a.send("GET", strings.Replace(target, "premium", "general", 1)+"&channel_key="+key, "", ""); string(envelope(t, w).Response) != "[]" {
		t.Errorf("general ones: %s", w.Body)
	}
	for _, bad := range []string{
		"/naver/reviews", target, target + "&channel_key=channel-key-0", "/naver/reviews?from=2&to=1&review_type=premium&channel_key=" + key,
		"/naver/reviews?from=x&to=1&review_type=premium&channel_key=" + key, strings.Replace(target, "premium", "all", 1) + "&channel_key=" + key,
	} {
		if w := a.send("GET", bad, "", ""); w.Code != http.StatusBadRequest || envelope(t, w).Code == 0 {
			t.Errorf("GET %s answered %d %s", bad, w.Code, w.Body)
		}
	}
}
