package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
)

// A person at the machine sees the same payments as the API and decides by the
// same rules; the history says who.
func TestDeskCommands_showAndDecide(t *testing.T) {
	t.Parallel()
	onBothEngines(t, true, func(w *shopWorld) {
		ctx := byHand(w.t.Context())
		service := w.servers[0].service
		paid := w.open("A-1", 59000)
		id := fmt.Sprint(paid.at("payment", "id"))
		imp := fmt.Sprint(w.pay(paid, "approve", nil)["imp_uid"])
		w.must(200, "POST", "/api/payments/"+id+"/complete", w.key, "", map[string]any{"imp_uid": imp})
		fid := fmt.Sprint(w.open("A-2", 1000).at("payment", "id"))
		w.must(409, "POST", "/api/payments/"+fid+"/complete", w.key, "", map[string]any{"imp_uid": imp})
		list, err := service.Discrepancies(ctx, merchant.DiscrepancyFilter{Standing: merchant.OpenOnes}, merchant.Page{Limit: 9})
		if err != nil || len(list) != 1 {
			w.t.Fatalf("open: %v, %v", list, err)
		}
		out, err := service.AcceptDiscrepancy(ctx, merchant.Choice{ID: list[0].ID, Reason: "다른 주문", By: merchant.ActorOf(ctx)})
		if err != nil {
			w.t.Fatal(err)
		}
		var b strings.Builder
		if err := writeDiscrepancies(&b, false, []payment.Discrepancy{out.Discrepancy}); err != nil || !strings.Contains(b.String(), "accepted 다른 주문") {
			w.t.Errorf("%v: %s", err, &b)
		}
		if _, err := service.GiveBackDiscrepancy(ctx, merchant.Choice{ID: list[0].ID, Reason: "환불", By: "x"}); !strings.Contains(told(err).Error(), "이미 처리된 불일치입니다") {
			w.t.Errorf("refusal: %v", told(err))
		}
		v, err := service.Payment(ctx, payment.ID(id))
		if err != nil {
			w.t.Fatal(err)
		}
		history, err := service.History(ctx, v.Payment.ID)
		for _, asJSON := range []bool{false, true} {
			b.Reset()
			if err := writeShown(&b, asJSON, v, history); err != nil || !strings.Contains(b.String(), "payment.paid") || strings.Contains(b.String(), "홍길동") {
				w.t.Errorf("%v: %s", err, &b)
			}
		}
		if err != nil || !strings.HasPrefix(out.Discrepancy.DecidedBy, "cli:") {
			w.t.Errorf("decided by %s, %v", out.Discrepancy.DecidedBy, err)
		}
	})
}
