package main

import (
	"fmt"
	"sync"
	"testing"

	"github.com/naru-pay/naru/internal/store/pgtest"
)

func TestPurchase_honestIsConfirmedAndTheShopTold(t *testing.T) {
	t.Parallel()
	onBothEngines(t, true, func(w *shopWorld) {
		opened := w.open("A-1", 59000)
		id := opened.at("payment", "id")
		paid := w.pay(opened, "approve", nil)
		done := w.must(200, "POST", "/api/payments/"+fmt.Sprint(id)+"/complete", fmt.Sprint(opened.at("client_token")), "", map[string]any{"imp_uid": paid["imp_uid"]})
		if done.at("state") != "paid" || done.at("imp_uid") != paid["imp_uid"] || done.at("captured") != 59000.0 {
			w.t.Errorf("completed: %v", done)
		}
		w.eventually("the shop hears of it", func() bool { return w.events.count("payment.paid") == 1 })
	})
}

func TestPurchase_forgedAfterRegistrationOpensNoWindow(t *testing.T) {
	t.Parallel()
	onBothEngines(t, true, func(w *shopWorld) {
		opened := w.open("A-1", 59000)
		refused := w.pay(opened, "approve", map[string]any{"amount": 100})
		if refused["success"] == true || refused["imp_uid"] != nil {
			w.t.Errorf("window for 100 won: %v", refused)
		}
		if got := w.state(opened.at("payment", "id")); got != "open" {
			w.t.Errorf("payment is %v", got)
		}
	})
}

func TestPurchase_forgedIsGivenBackAsItWasPaid(t *testing.T) {
	t.Parallel()
	onBothEngines(t, false, func(w *shopWorld) {
		opened := w.open("A-1", 59000)
		id := opened.at("payment", "id")
		forged := w.pay(opened, "approve", map[string]any{"amount": 100})
		w.eventually("the forged 100 won go back", func() bool {
			p := w.record(forged["imp_uid"])
			return fmt.Sprint(p.at("status")) == "cancelled" && fmt.Sprint(p.at("cancel_amount")) == "100"
		})
		if got := w.state(id); got == "paid" {
			w.t.Error("the order is paid with 100 won")
		}
		list := w.must(200, "GET", "/api/discrepancies?payment_id="+fmt.Sprint(id), w.key, "", nil)
		if rows, _ := list.at("data").([]any); len(rows) != 1 {
			w.t.Errorf("discrepancies = %v, want one", list)
		}
		if n := w.events.count("payment.paid"); n != 0 {
			w.t.Errorf("the shop heard paid %d times", n)
		}
	})
}

// One honest payment, told a thousand times at once from both sides.
func TestPurchase_thousandConfirmsAtOnce(t *testing.T) {
	t.Parallel()
	onBothEngines(t, true, func(w *shopWorld) {
		opened := w.open("A-1", 59000)
		id := fmt.Sprint(opened.at("payment", "id"))
		paid := w.pay(opened, "approve_lose_reply", nil)
		imp := paid["imp_uid"]
		if imp == nil {
			w.eventually("the webhook confirms it", func() bool { return w.state(id) == "paid" })
			imp = w.must(200, "GET", "/api/payments/"+id, w.key, "", nil).at("imp_uid")
		}
		var group sync.WaitGroup
		places := make(chan struct{}, 128)
		for i := range 1000 {
			places <- struct{}{}
			group.Go(func() {
				defer func() { <-places }()
				url, key, body := w.api+"/api/payments/"+id+"/complete", w.key, map[string]any{"imp_uid": imp}
				if i%2 == 0 {
					url, key, body = w.api+"/api/webhooks/portone", "", map[string]any{"imp_uid": imp, "merchant_uid": opened.at("payment", "merchant_uid"), "status": "paid"}
				}
				status, a, err := w.call("POST", url, key, "", body)
				if err != nil || status/100 != 2 || (i%2 == 1 && a.at("state") != "paid") {
					t := w.t
					t.Errorf("confirm %d: %d, %v, %v", i, status, a.at("state"), err)
				}
			})
		}
		group.Wait()
		w.eventually("the shop hears of it", func() bool { return w.events.count("payment.paid") > 0 })
		history := w.must(200, "GET", "/api/events?payment_id="+id, w.key, "", nil)
		confirmed := 0
		rows, _ := history.at("data").([]any)
		for _, row := range rows {
			if e, _ := row.(map[string]any); e["type"] == "payment.paid" {
				confirmed++
			}
		}
		if confirmed != 1 || w.events.count("payment.paid") != 1 {
			w.t.Errorf("confirmed %d times, the shop heard %d events", confirmed, w.events.count("payment.paid"))
		}
	})
}

func TestPurchase_sixteenRefundsAtOnce(t *testing.T) {
	t.Parallel()
	onBothEngines(t, true, func(w *shopWorld) {
		opened := w.open("A-1", 59000)
		id := fmt.Sprint(opened.at("payment", "id"))
		paid := w.pay(opened, "approve", nil)
		w.must(200, "POST", "/api/payments/"+id+"/complete", w.key, "", map[string]any{"imp_uid": paid["imp_uid"]})
		var group sync.WaitGroup
		for i := range 16 {
			group.Go(func() {
				status, a, err := w.call("POST", w.api+"/api/payments/"+id+"/cancel", w.key, fmt.Sprintf("key-%d", i), map[string]any{"amount": 10000, "reason": "단순 변심"})
				if err != nil || (status != 200 && status != 202 && status != 409 && status != 422) {
					w.t.Errorf("refund %d: %d, %v, %v", i, status, a, err)
				}
			})
		}
		group.Wait()
		w.eventually("every refund has ended", func() bool {
			p := w.must(200, "GET", "/api/payments/"+id, w.key, "", nil)
			rows, _ := p.at("refunds").([]any)
			for _, row := range rows {
				if r, _ := row.(map[string]any); r["state"] != "succeeded" && r["state"] != "rejected" {
					return false
				}
			}
			return len(rows) > 0
		})
		p := w.must(200, "GET", "/api/payments/"+id, w.key, "", nil)
		gone, _ := p.at("refunded").(float64)
		if record := w.record(paid["imp_uid"]); gone <= 0 || gone > 59000 || fmt.Sprint(record.at("cancel_amount")) != fmt.Sprint(gone) {
			w.t.Errorf("we say %v went back, the sandbox says %v, of 59000", gone, record.at("cancel_amount"))
		}
	})
}

// Two servers on one PostgreSQL hear of the same payment and are asked for
// refunds at once; neither knows of the other.
func TestPurchase_twoServersOnOnePostgreSQL(t *testing.T) {
	t.Parallel()
	w := newShopWorld(t, pgtest.DSN(t), true)
	servers := []string{w.api, w.serve()}
	opened := w.open("A-1", 59000)
	id := fmt.Sprint(opened.at("payment", "id"))
	imp := w.pay(opened, "approve", nil)["imp_uid"]
	var group sync.WaitGroup
	for i := range 200 {
		group.Go(func() {
			status, a, err := w.call("POST", servers[i%2]+"/api/payments/"+id+"/complete", w.key, "", map[string]any{"imp_uid": imp})
			if err != nil || status != 200 || a.at("state") != "paid" {
				t.Errorf("confirm %d: %d, %v, %v", i, status, a.at("state"), err)
			}
		})
	}
	group.Wait()
	for i := range 16 {
		group.Go(func() {
			status, a, err := w.call("POST", servers[i%2]+"/api/payments/"+id+"/cancel", w.key, fmt.Sprintf("key-%d", i), map[string]any{"amount": 10000, "reason": "단순 변심"})
			if err != nil || status/100 == 5 {
				t.Errorf("refund %d: %d, %v, %v", i, status, a, err)
			}
		})
	}
	group.Wait()
	w.eventually("both sides agree on what went back", func() bool {
		ours := w.must(200, "GET", "/api/payments/"+id, w.key, "", nil).at("refunded")
		gone, _ := ours.(float64)
		return gone > 0 && gone <= 59000 && fmt.Sprint(ours) == fmt.Sprint(w.record(imp).at("cancel_amount"))
	})
	w.eventually("the shop hears of it", func() bool { return w.events.count("payment.paid") == 1 })
}

// A browser that adds customer_uid has its card stored, and PortOne says "paid"
// of a payment that charged nothing.
func TestPurchase_storingACardPaysNoOrder(t *testing.T) {
	t.Parallel()
	onBothEngines(t, true, func(w *shopWorld) {
		wish := order("A-1", 59000)
		wish["pg"] = "html5_inicis.INIBillTst"
		var opened answer
		w.eventually("the channels are read", func() bool {
			status, a, err := w.call("POST", w.api+"/api/payments", w.key, "", wish)
			opened = a
			return err == nil && status == 201
		})
		id := fmt.Sprint(opened.at("payment", "id"))
		stored := w.pay(opened, "approve", map[string]any{"customer_uid": "card-1"})
		if record := w.record(stored["imp_uid"]); record.at("status") != "paid" {
			w.t.Fatalf("the sandbox says %v of storing a card", record.at("status"))
		}
		w.must(200, "POST", "/api/payments/"+id+"/complete", w.key, "", map[string]any{"imp_uid": stored["imp_uid"]})
		if got := w.state(id); got != "open" {
			w.t.Errorf("an order is %v by storing a card", got)
		}
		list := w.must(200, "GET", "/api/discrepancies?payment_id="+id, w.key, "", nil)
		if rows, _ := list.at("data").([]any); len(rows) != 1 {
			w.t.Errorf("discrepancies = %v, want one", list)
		}
	})
}

// KakaoPay's window stores a means of payment and charges the amount as well:
// that money was really taken.
func TestPurchase_aWindowThatStoresAndChargesPaysTheOrder(t *testing.T) {
	t.Parallel()
	onBothEngines(t, true, func(w *shopWorld) {
		wish := order("A-1", 59000)
		wish["pg"], wish["pay_method"] = "kakaopay.TCSUBSCRIP", "kakaopay"
		var opened answer
		w.eventually("the channels are read", func() bool {
			status, a, err := w.call("POST", w.api+"/api/payments", w.key, "", wish)
			opened = a
			return err == nil && status == 201
		})
		id := fmt.Sprint(opened.at("payment", "id"))
		imp := w.pay(opened, "approve", map[string]any{"customer_uid": "card-1"})["imp_uid"]
		if record := w.record(imp); record.at("status") != "paid" || record.at("customer_uid_usage") != "issue" {
			w.t.Fatalf("the sandbox says %v, %v", record.at("status"), record.at("customer_uid_usage"))
		}
		w.must(200, "POST", "/api/payments/"+id+"/complete", w.key, "", map[string]any{"imp_uid": imp})
		if got := w.state(id); got != "paid" {
			w.t.Errorf("the order is %v", got)
		}
	}, func(w *shopWorld) {
		body := map[string]any{"name": "정기", "mode": "test", "provider": "kakaopay", "mid": "TCSUBSCRIP", "type": "payment"}
		path := w.box.consoleURL + "/sandbox/merchants/" + w.box.Seeded().Imp + "/channels"
		if status, a, err := w.call("POST", path, "", "", body); err != nil || status/100 != 2 {
			w.t.Fatalf("channel: %d, %v, %v", status, a, err)
		}
	})
}
