package main

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/merchant"
)

// recordingAfter runs a story on both engines in a world that stores nothing
// before money moves; prepare changes it before it begins.
func recordingAfter(t *testing.T, story func(*shopWorld), prepare ...func(*shopWorld)) {
	t.Helper()
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			w := &shopWorld{t: t, change: func(c *serverSettings) { c.Record = string(merchant.RecordAfter) }}
			for _, p := range prepare {
				p(w)
			}
			w.begin(dsnOf(t, engine), true)
			story(w)
		})
	}
}

// stored counts the payments that the server knows.
func (w *shopWorld) stored() int {
	w.t.Helper()
	rows, _ := w.must(200, "GET", "/api/payments", w.key, "", nil).at("data").([]any)
	return len(rows)
}

func TestAfter_aPurchaseIsRecordedWhenItsMoneyMoves(t *testing.T) {
	t.Parallel()
	recordingAfter(t, func(w *shopWorld) {
		opened := w.open("A-1", 59000)
		id, token := fmt.Sprint(opened.at("payment", "id")), fmt.Sprint(opened.at("client_token"))
		if opened.at("record") != "after" || w.stored() != 0 {
			w.t.Fatalf("record %v, %d stored", opened.at("record"), w.stored())
		}
		if p := w.must(200, "GET", "/api/payments/"+id, token, "", nil); p.at("state") != "open" || p.at("version") != 0.0 || p.at("amount") != 59000.0 {
			w.t.Errorf("before: %v", p)
		}
		if a := w.must(404, "GET", "/api/payments/"+id, w.key, "", nil); !strings.Contains(fmt.Sprint(a.at("detail")), "NARU_RECORD=after") {
			w.t.Errorf("with a key: %v", a)
		}
		w.must(200, "POST", "/api/payments/"+id+"/complete", token, "", map[string]any{})
		declined := w.pay(opened, "decline_limit", nil)
		failed := w.must(200, "POST", "/api/payments/"+id+"/complete", token, "", map[string]any{"imp_uid": declined["imp_uid"]})
		if failed.at("state") != "failed" || w.stored() != 0 {
			w.t.Errorf("declined: %v, %d stored", failed.at("state"), w.stored())
		}
		paid := w.pay(opened, "approve", nil)
		done := w.must(200, "POST", "/api/payments/"+id+"/complete", token, "", map[string]any{"imp_uid": paid["imp_uid"]})
		if done.at("state") != "paid" || done.at("imp_uid") != paid["imp_uid"] || done.at("id") != id {
			w.t.Errorf("completed: %v", done)
		}
		if p := w.must(200, "GET", "/api/orders/A-1", w.key, "", nil); p.at("state") != "paid" {
			w.t.Errorf("order %v", p)
		}
		w.eventually("the shop hears of it", func() bool { return w.events.count("payment.paid") == 1 })
		refund := w.must(200, "POST", "/api/payments/"+id+"/cancel", w.key, "key-1", map[string]any{"amount": 9000, "reason": "단순 변심"})
		if refund.at("payment", "refunded") != 9000.0 && refund.at("refunded") != 9000.0 {
			w.t.Errorf("refund: %v", refund)
		}
	})
}

func TestAfter_theShopsServerCompletesByMerchantUID(t *testing.T) {
	t.Parallel()
	recordingAfter(t, func(w *shopWorld) {
		w.let("webhook_drop", nil)
		opened := w.open("A-1", 59000)
		id, uid := fmt.Sprint(opened.at("payment", "id")), opened.at("payment", "merchant_uid")
		paid := w.pay(opened, "approve", nil)
		w.must(404, "POST", "/api/payments/"+id+"/complete", w.key, "", map[string]any{"imp_uid": paid["imp_uid"]})
		other := fmt.Sprint(w.open("A-2", 1000).at("payment", "id"))
		w.must(404, "POST", "/api/payments/"+other+"/complete", w.key, "", map[string]any{"imp_uid": paid["imp_uid"], "merchant_uid": uid})
		done := w.must(200, "POST", "/api/payments/"+id+"/complete", w.key, "", map[string]any{"imp_uid": paid["imp_uid"], "merchant_uid": uid})
		if done.at("state") != "paid" {
			w.t.Errorf("completed: %v", done)
		}
	})
}

func TestAfter_aRedirectFindsTheShopsPage(t *testing.T) {
	t.Parallel()
	recordingAfter(t, func(w *shopWorld) {
		wish := order("A-1", 59000)
		wish["return_url"] = "http://localhost:4000/thanks"
		opened := w.must(201, "POST", "/api/payments", w.key, "", wish)
		back, _ := opened.at("checkout", "request", "m_redirect_url").(string)
		client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		for _, outcome := range []string{"cancel", "approve"} {
			imp := w.pay(opened, outcome, nil)["imp_uid"]
			resp, err := client.Get(fmt.Sprintf("%s&imp_uid=%v&imp_success=true", back, imp))
			if err != nil {
				w.t.Fatal(err)
			}
			_, _ = io.Copy(io.Discard, resp.Body)
			_ = resp.Body.Close()
			if to := resp.Header.Get("Location"); resp.StatusCode != 303 || !strings.HasPrefix(to, "http://localhost:4000/thanks?") {
				w.t.Errorf("%s: %d to %q", outcome, resp.StatusCode, to)
			}
		}
		if got := w.state(opened.at("payment", "id")); got != "paid" {
			w.t.Errorf("the payment is %v", got)
		}
	})
}

// Callback and webhook are both lost.
func TestAfter_theListingFindsWhatNobodyToldOf(t *testing.T) {
	t.Parallel()
	recordingAfter(t, func(w *shopWorld) {
		w.let("webhook_drop", nil)
		opened := w.open("A-1", 59000)
		w.pay(opened, "approve", nil)
		left := w.open("A-2", 1000)
		w.pay(left, "close", nil)
		w.turn()
		w.eventually("the sweep records it", func() bool { return w.stored() == 1 })
		w.eventually("and it is paid", func() bool { return w.state(opened.at("payment", "id")) == "paid" })
		w.eventually("the shop hears of it", func() bool { return w.events.count("payment.paid") == 1 })
	}, func(w *shopWorld) { w.clock = clock.NewTurned(clock.System{}) })
}

func TestAfter_aSecondPaymentOfTheOrderGoesBackWhole(t *testing.T) {
	t.Parallel()
	recordingAfter(t, func(w *shopWorld) {
		first, second := w.open("A-1", 59000), w.open("A-1", 59000)
		one := w.pay(first, "approve", nil)["imp_uid"]
		w.eventually("the first is paid", func() bool { return w.stored() == 1 && w.state(first.at("payment", "id")) == "paid" })
		two := w.pay(second, "approve", nil)["imp_uid"]
		w.eventually("the second goes back whole", func() bool { return fmt.Sprint(w.record(two).at("cancel_amount")) == "59000" })
		if got := w.record(one); fmt.Sprint(got.at("cancel_amount")) != "0" || w.events.count("payment.paid") != 1 {
			w.t.Errorf("the first: %v cancelled; the shop heard paid %d times", got.at("cancel_amount"), w.events.count("payment.paid"))
		}
	})
}

// What a browser may change, and what becomes of the money.
func TestAfter_tamperedMoneyGoesBack(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*shopWorld, map[string]any) map[string]any{
		"stripped": func(*shopWorld, map[string]any) map[string]any {
			return map[string]any{"custom_data": map[string]any{}}
		},
		"tampered": func(_ *shopWorld, own map[string]any) map[string]any {
			quote := fmt.Sprint(own["naru"])
			return map[string]any{"custom_data": map[string]any{"naru": quote[:60] + strings.ToUpper(quote[60:61]) + strings.ToLower(quote[61:])}}
		},
		"another's": func(w *shopWorld, _ map[string]any) map[string]any {
			return map[string]any{"custom_data": w.open("A-2", 100).at("checkout", "request", "custom_data")}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			recordingAfter(t, func(w *shopWorld) {
				opened := w.open("A-1", 59000)
				own, _ := opened.at("checkout", "request", "custom_data").(map[string]any)
				imp := w.pay(opened, "approve", change(w, own))["imp_uid"]
				w.eventually("the money goes back", func() bool { return fmt.Sprint(w.record(imp).at("cancel_amount")) == "59000" })
				if got := w.state(opened.at("payment", "id")); got != "closed" || w.events.count("payment.paid") != 0 {
					w.t.Errorf("the payment is %v", got)
				}
			})
		})
	}
}

func TestAfter_theShopIsAskedBeforeItIsRecorded(t *testing.T) {
	t.Parallel()
	withStockroom(t, nil, func(w *shopWorld, room *stockroom) {
		w.change = func(old func(*serverSettings)) func(*serverSettings) {
			return func(c *serverSettings) { old(c); c.Record = "after" }
		}(w.change)
		w.api = w.serve()
		opened := w.open("A-1", 59000)
		if opened.at("record") != "after" {
			w.t.Fatalf("record %v", opened.at("record"))
		}
		if paid := w.pay(opened, "approve", nil); paid["success"] != true {
			w.t.Fatalf("paid: %v", paid)
		}
		w.eventually("it is paid", func() bool { return w.stored() == 1 && w.state(opened.at("payment", "id")) == "paid" })
		if holds, _ := room.times(); holds != 1 {
			w.t.Errorf("asked for %d holds", holds)
		}
	})
}
