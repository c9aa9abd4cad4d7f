package main

import (
	"fmt"
	"maps"
	"strings"
	"testing"
)

// need is a field that a PG demands: its path in the shop's request, the name
// that IMP.request_pay has for it, and a value.
type need struct {
	path, sdk string
	value     any
}

// demanding are PGs of the sandbox with exactly what they demand beside the
// order itself.
var demanding = []struct {
	pg, method string
	more       map[string]any // of request_pay, that brings the demand about
	needs      []need
}{
	{"html5_inicis.INIpayTest", "card", nil, []need{{"buyer.tel", "buyer_tel", "010-1234-5678"}}},
	{"daou.CTS17362", "card", nil, []need{{"buyer.name", "buyer_name", "홍길동"}}},
	{"paymentwall.shop", "card", nil, []need{{"buyer.email", "buyer_email", "hong@example.com"}}},
	{"smartro_v2.t_2302141m", "card", nil, []need{
		{"buyer.name", "buyer_name", "홍길동"},
		{"buyer.tel", "buyer_tel", "010-1234-5678"},
		{"buyer.email", "buyer_email", "hong@example.com"},
		{"request_pay.customer_id", "customer_id", "hong"},
	}},
	{"danal.A010002002", "phone", nil, []need{{"buyer.tel", "buyer_tel", "010-1234-5678"}, {"request_pay.digital", "digital", false}}},
	{"naverpay.naverpay-partner", "naverpay", nil, []need{
		{"request_pay.naverProducts", "naverProducts", []any{map[string]any{
			"categoryType": "PRODUCT", "categoryId": "GENERAL", "uid": "1", "name": "맨투맨", "count": 1,
		}}},
	}},
	{"kcp.AO09C", "trans", map[string]any{"escrow": true}, []need{
		{"request_pay.kcpProducts", "kcpProducts", []any{map[string]any{"orderNumber": "1", "name": "맨투맨", "quantity": 1, "amount": 59000}}},
	}},
}

// addDemanding gives the sandbox's shop a channel of each.
func addDemanding(w *shopWorld) {
	w.t.Helper()
	for _, d := range demanding[1:] {
		provider, mid, _ := strings.Cut(d.pg, ".")
		body := map[string]any{"name": provider, "provider": provider, "mid": mid}
		status, a, err := w.call("POST", w.box.consoleURL+"/sandbox/merchants/"+w.box.Seeded().Imp+"/channels", "", "", body)
		if err != nil || status != 200 {
			w.t.Fatalf("channel %s: %d, %v, %v", d.pg, status, a, err)
		}
	}
}

// demandedOrder is an order with the needs but the one left out.
func demandedOrder(ref, pg, method string, more map[string]any, needs []need, without string) map[string]any {
	buyer, extra := map[string]any{}, maps.Clone(more)
	if extra == nil {
		extra = map[string]any{}
	}
	for _, n := range needs {
		group, name, _ := strings.Cut(n.path, ".")
		switch {
		case n.path == without:
		case group == "buyer":
			buyer[name] = n.value
		default:
			extra[name] = n.value
		}
	}
	return map[string]any{
		"order_ref": ref, "amount": 59000, "name": "맨투맨", "pg": pg, "pay_method": method, "buyer": buyer, "request_pay": extra,
	}
}

// What the PG's window would refuse is refused when the shop opens the payment,
// by name; with exactly that, the payment opens, is paid and confirmed.
func TestDemands_areAskedAtOpenAndSufficeInTheWindow(t *testing.T) {
	t.Parallel()
	onBothEngines(t, true, func(w *shopWorld) {
		w.eventually("the channels are read", func() bool {
			status, a, err := w.call("POST", w.api+"/api/payments", w.key, "", map[string]any{"order_ref": "A-0", "amount": 59000, "name": "a", "pg": "daou"})
			return err == nil && status == 400 && a.at("field") == "buyer.name"
		})
		for i, d := range demanding {
			ref := fmt.Sprintf("A-%d", i+1)
			for _, n := range d.needs {
				a := w.must(400, "POST", "/api/payments", w.key, "", demandedOrder(ref, d.pg, d.method, d.more, d.needs, n.path))
				if a.at("code") != "missing_field" || a.at("field") != n.path || a.at("message_ko") == nil || a.at("message_en") == nil {
					w.t.Errorf("%s without %s: %v", d.pg, n.path, a)
				}
			}
			opened := w.must(201, "POST", "/api/payments", w.key, "", demandedOrder(ref, d.pg, d.method, d.more, d.needs, ""))
			for _, n := range d.needs {
				if got := w.pay(opened, "approve", map[string]any{n.sdk: nil}); got.at("imp_uid") != nil {
					w.t.Errorf("%s: its window opened without %s: %v", d.pg, n.sdk, got)
				}
			}
			paid := w.pay(opened, "approve", nil)
			done := w.must(200, "POST", "/api/payments/"+fmt.Sprint(opened.at("payment", "id"))+"/complete", w.key, "", map[string]any{"imp_uid": paid["imp_uid"]})
			if done.at("state") != "paid" || done.at("imp_uid") == nil || done.at("imp_uid") != paid["imp_uid"] {
				w.t.Errorf("%s: %v after %v", d.pg, done, paid)
			}
		}
		w.eventually("the shop hears of each", func() bool { return w.events.count("payment.paid") == len(demanding) })
	}, addDemanding)
}

func TestDemands_ofMerchantUIDAndAmountAreAskedAtOpen(t *testing.T) {
	t.Parallel()
	onBothEngines(t, true, func(w *shopWorld) {
		smartro := demanding[3]
		marked := demandedOrder("A-1", smartro.pg, smartro.method, nil, smartro.needs, "")
		marked["merchant_uid"] = "mine-1"
		w.eventually("the channels are read", func() bool {
			status, a, err := w.call("POST", w.api+"/api/payments", w.key, "", marked)
			return err == nil && status == 400 && a.at("code") == "bad_field" && a.at("field") == "merchant_uid"
		})
		a := w.must(422, "POST", "/api/payments", w.key, "", map[string]any{"order_ref": "A-2", "amount": 99, "name": "a", "pg": "kcp.AO09C"})
		if a.at("code") != "amount_below_minimum" || a.at("field") != "amount" {
			w.t.Errorf("99 won by card at KCP: %v", a)
		}
		list := w.must(200, "GET", "/api/payments", w.key, "", nil)
		if rows, _ := list.at("data").([]any); len(rows) != 0 {
			w.t.Errorf("payments were opened: %v", rows)
		}
	}, addDemanding)
}
