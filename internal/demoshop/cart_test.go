package demoshop_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
)

type sums struct {
	Goods    int64  `json:"goods"`
	Shipping int64  `json:"shipping"`
	Discount int64  `json:"discount"`
	Total    int64  `json:"total"`
	Coupon   string `json:"coupon"`
}

func TestQuote_addsUpByTheShopsOwnList(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, c := range []struct {
		name, items, coupon string
		want                sums
		problem             string
	}{
		{"one below free shipping", `{"product_id":"socks","qty":1}`, "", sums{9_900, 3_000, 0, 12_900, ""}, ""},
		{"a won below it", `{"product_id":"mug","qty":3}`, "", sums{49_500, 3_000, 0, 52_500, ""}, ""},
		{"from 50,000 on", `{"product_id":"sweatshirt","option":"M","qty":1}`, "", sums{59_000, 0, 0, 59_000, ""}, ""},
		{"the coupon, typed in small letters", `{"product_id":"sweatshirt","option":"M","qty":1}`, " naru5000 ", sums{59_000, 0, 5_000, 54_000, "NARU5000"}, ""},
		{"a coupon does not take free shipping away", `{"product_id":"tote","qty":1},{"product_id":"mug","qty":2}`, "NARU5000", sums{52_000, 0, 5_000, 47_000, "NARU5000"}, ""},
		{"a coupon too early", `{"product_id":"socks","qty":1}`, "NARU5000", sums{9_900, 3_000, 0, 12_900, ""}, "coupon_too_small"},
		{"no such coupon", `{"product_id":"book","qty":2}`, "FREE", sums{36_000, 3_000, 0, 39_000, ""}, "coupon_unknown"},
		{"one thing named twice", `{"product_id":"socks","qty":1},{"product_id":"socks","qty":2}`, "", sums{29_700, 3_000, 0, 32_700, ""}, ""},
	} {
		status, body := b.post("/shop/api/quote", `{"items":[`+c.items+`],"coupon":"`+c.coupon+`"}`)
		var got struct {
			Totals  sums `json:"totals"`
			Problem *struct {
				Code string `json:"code"`
			} `json:"coupon_problem"`
		}
		read(t, body, &got)
		problem := ""
		if got.Problem != nil {
			problem = got.Problem.Code
		}
		if diff := cmp.Diff(c.want, got.Totals); status != http.StatusOK || diff != "" || problem != c.problem {
			t.Errorf("%s: %d, problem %q, want %q; sums -want +got:\n%s", c.name, status, problem, c.problem, diff)
		}
	}
	if n := len(b.server.asked(http.MethodPost, "/api/payments")); n != 0 {
		t.Errorf("%d payments were opened by asking for a price", n)
	}
}

func TestCreateOrder_tellsThePaymentServerLinesShippingDiscountAndTaxFree(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	p := b.placing(`{"items":[{"product_id":"book","qty":2},{"product_id":"socks","qty":1}],"coupon":"NARU5000","method":"card","consent":true,"language":"en",` + goodBuyer + `}`)
	body := b.server.asked(http.MethodPost, "/api/payments")[0].body
	want := []any{
		map[string]any{"name": "Walks along the ferry landings", "qty": 2.0, "unit_price": 18_000.0, "tax_free": 36_000.0},
		map[string]any{"name": "Three pairs of socks", "qty": 1.0, "unit_price": 9_900.0, "tax_free": 0.0},
	}
	if diff := cmp.Diff(want, body["items"]); diff != "" || body["shipping"] != 3_000.0 || body["discount"] != 5_000.0 || body["amount"] != nil {
		t.Errorf("shipping %v, discount %v, amount %v; items -want +got:\n%s", body["shipping"], body["discount"], body["amount"], diff)
	}
	if s := b.show(p); s.Order.Stage != "awaiting_payment" {
		t.Errorf("the order is %q, want awaiting_payment", s.Order.Stage)
	}
}

func TestShow_splitsWhatWasPaidIntoSupplyAndVAT(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	p := b.place() // the fake's payment is of 59,000 won
	if s := b.show(p); s.Order.Tax.Supply != 53_637 || s.Order.Tax.VAT != 5_363 || s.Order.Tax.TaxFree != 0 {
		t.Errorf("tax %+v, want 53,637 and 5,363", s.Order.Tax)
	}
}
