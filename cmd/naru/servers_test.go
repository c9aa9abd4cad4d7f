package main

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"sync"
	"testing"

	"github.com/naru-pay/naru/internal/store/pgtest"
)

// threeServers starts three payment servers that share nothing but one
// PostgreSQL and PortOne.
func threeServers(t *testing.T) (*shopWorld, []string) {
	t.Helper()
	w := newShopWorld(t, pgtest.DSN(t), true)
	return w, []string{w.api, w.serve(), w.serve()}
}

// tab is a browser tab with a payment of the order in it.
type tab struct {
	opened answer
	imp    any // of what was paid in it
	paid   bool
}

func (t tab) id() string { return fmt.Sprint(t.opened.at("payment", "id")) }

// openTabs opens the order once by each of the methods, each time at another
// server.
func openTabs(w *shopWorld, servers []string, methods ...string) []*tab {
	w.t.Helper()
	var tabs []*tab
	for i, method := range methods {
		wish := order("A-1", 59000)
		wish["pay_method"] = method
		if method == "phone" {
			wish["request_pay"] = map[string]any{"digital": false} // the PG wants it said
		}
		status, opened, err := w.call("POST", servers[i%len(servers)]+"/api/payments", w.key, "", wish)
		if err != nil || status/100 != 2 {
			w.t.Fatalf("open by %s: %d, %v, %v", method, status, opened, err)
		}
		tabs = append(tabs, &tab{opened: opened})
	}
	return tabs
}

// payAll has all tabs pay at once, then tells every server of each payment.
func payAll(w *shopWorld, servers []string, tabs []*tab) {
	w.t.Helper()
	var group sync.WaitGroup
	for _, tab := range tabs {
		group.Go(func() {
			result := w.pay(tab.opened, "approve", nil)
			tab.imp, tab.paid = result["imp_uid"], result["success"] == true
		})
	}
	group.Wait()
	for i := range len(tabs) * len(servers) {
		tab, server := tabs[i%len(tabs)], servers[i/len(tabs)]
		if tab.imp == nil {
			continue
		}
		group.Go(func() {
			body := map[string]any{"imp_uid": tab.imp}
			status, a, err := w.call("POST", server+"/api/payments/"+tab.id()+"/complete", w.key, "", body)
			if err != nil || status >= 500 {
				w.t.Errorf("complete: %d, %v, %v", status, a, err)
			}
		})
	}
	group.Wait()
}

// Four tabs with four methods are four payments of one order, of which only the
// newest is still wanted. The buyer pays all four.
func TestServers_fourTabsWithFourMethodsPayOnce(t *testing.T) {
	t.Parallel()
	w, servers := threeServers(t)
	tabs := openTabs(w, servers, "card", "trans", "phone", "samsung")
	payAll(w, servers, tabs)
	newest, older := tabs[3], tabs[:3]
	for i, tab := range tabs {
		if !tab.paid {
			t.Fatalf("tab %d did not pay at PortOne; the story needs all four", i)
		}
	}
	w.eventually("the newest is paid", func() bool { return w.state(newest.id()) == "paid" })
	for _, tab := range older {
		w.eventually("the older ones go back whole", func() bool {
			p := w.record(tab.imp)
			return fmt.Sprint(p.at("status")) == "cancelled" && fmt.Sprint(p.at("cancel_amount")) == "59000"
		})
		w.eventually("their refunds are recorded", func() bool { return refundsEnded(w, tab.id()) == 1 })
		if got := w.state(tab.id()); got == "paid" {
			t.Errorf("an older payment is %v", got)
		}
	}
	w.eventually("the shop hears of it", func() bool { return w.events.count("payment.paid") > 0 })
	w.settleAll()
	if p := w.record(newest.imp); fmt.Sprint(p.at("status")) != "paid" || fmt.Sprint(p.at("cancel_amount")) != "0" {
		t.Errorf("the newest at PortOne: %v, %v given back", p.at("status"), p.at("cancel_amount"))
	}
	if n := w.events.count("payment.paid"); n != 1 {
		t.Errorf("the shop heard paid %d times, want once", n)
	}
	for _, kind := range []string{"payment.refunded", "payment.partially_refunded"} {
		if n := w.events.count(kind); n != 0 {
			t.Errorf("the shop heard %s %d times: nothing that it holds went back", kind, n)
		}
	}
}

// Four tabs with the same terms are one payment, so PortOne takes its
// merchant_uid once.
func TestServers_fourTabsWithTheSameTermsPayOnce(t *testing.T) {
	t.Parallel()
	w, servers := threeServers(t)
	tabs := openTabs(w, servers, "card", "card", "card", "card")
	for _, tab := range tabs[1:] {
		if tab.id() != tabs[0].id() {
			t.Fatalf("the same terms made the payments %s and %s", tabs[0].id(), tab.id())
		}
	}
	payAll(w, servers, tabs)
	paid := slices.DeleteFunc(slices.Clone(tabs), func(t *tab) bool { return !t.paid })
	if len(paid) != 1 {
		t.Fatalf("PortOne took %d of the four, want one", len(paid))
	}
	w.eventually("it is paid", func() bool { return w.state(tabs[0].id()) == "paid" })
	w.eventually("the shop hears of it", func() bool { return w.events.count("payment.paid") > 0 })
	w.settleAll()
	p := w.must(200, "GET", "/api/payments/"+tabs[0].id(), w.key, "", nil)
	if p.at("imp_uid") != paid[0].imp || p.at("captured") != 59000.0 || p.at("refunded") != 0.0 {
		t.Errorf("paid by %v with %v, %v given back; want %v", p.at("imp_uid"), p.at("captured"), p.at("refunded"), paid[0].imp)
	}
	if n := refundsEnded(w, tabs[0].id()); n != 0 {
		t.Errorf("%d refunds, want none", n)
	}
	if n := w.events.count("payment.paid"); n != 1 {
		t.Errorf("the shop heard paid %d times, want once", n)
	}
}

// settleAll has every server work until nothing is due, so that what must not
// happen has had its chance.
func (w *shopWorld) settleAll() {
	w.t.Helper()
	for _, s := range w.servers {
		w.settle(s)
	}
}

// refundsEnded counts the payment's refunds, or returns -1 while one of them is
// under way.
func refundsEnded(w *shopWorld, id string) int {
	w.t.Helper()
	rows, _ := w.must(200, "GET", "/api/payments/"+id, w.key, "", nil).at("refunds").([]any)
	for _, row := range rows {
		if r, _ := row.(map[string]any); r["state"] != "succeeded" && r["state"] != "rejected" {
			return -1
		}
	}
	return len(rows)
}

// refundCall is one of many requests for money back.
type refundCall struct {
	key    string
	amount int // 0: all that is left
	state  string
	given  float64
	id     string
	status int
}

// ask sends the request to a server and keeps the answer.
func (c *refundCall) ask(w *shopWorld, server, payment string) error {
	body := map[string]any{"reason": "단순 변심"}
	if c.amount > 0 {
		body["amount"] = c.amount
	}
	status, a, err := w.call("POST", server+"/api/payments/"+payment+"/cancel", w.key, c.key, body)
	if err != nil {
		return err
	}
	c.status = status
	c.state, _ = a.at("refund", "state").(string)
	c.id, _ = a.at("refund", "id").(string)
	c.given, _ = a.at("refund", "amount").(float64)
	return nil
}

// ended reports whether the answer is one that a shop can act on: money went
// back, or it never will by this request.
func (c *refundCall) ended() bool {
	return c.status == http.StatusUnprocessableEntity || (c.status == http.StatusOK && (c.state == "succeeded" || c.state == "rejected"))
}

// Sixty-four requests, whole and part, fall on three servers at once, each of
// them twice. PortOne takes one refund of a payment at a time, so a request may
// have to be asked again, with its own key, until it has its one outcome.
func TestServers_sixtyFourRefundsAtOnce(t *testing.T) {
	t.Parallel()
	w, servers := threeServers(t)
	opened := w.open("A-1", 59000)
	id := fmt.Sprint(opened.at("payment", "id"))
	imp := w.pay(opened, "approve", nil)["imp_uid"]
	w.must(200, "POST", "/api/payments/"+id+"/complete", w.key, "", map[string]any{"imp_uid": imp})
	calls := make([]*refundCall, 64)
	var group sync.WaitGroup
	for i := range calls {
		calls[i] = &refundCall{key: fmt.Sprintf("key-%02d", i), amount: 700}
		if i%8 == 7 {
			calls[i].amount = 0 // all that is left
		}
		twin := *calls[i]
		for _, c := range []*refundCall{calls[i], &twin} {
			group.Go(func() {
				if err := c.ask(w, servers[i%3], id); err != nil || c.status >= 500 {
					t.Errorf("refund %s: %d, %v", c.key, c.status, err)
				}
			})
		}
	}
	group.Wait()
	for i, c := range calls {
		w.eventually("request "+c.key+" has its outcome", func() bool {
			if err := c.ask(w, servers[(i+1)%3], id); err != nil {
				t.Fatal(err)
			}
			return c.ended()
		})
	}
	checkRefunds(w, servers, id, imp, calls)
}

// checkRefunds compares what each request was answered, also when it is asked
// once more, with our books and PortOne's.
func checkRefunds(w *shopWorld, servers []string, id string, imp any, calls []*refundCall) {
	w.t.Helper()
	sum, by := 0.0, map[string]string{}
	for i, c := range calls {
		again := *c
		if err := again.ask(w, servers[(i+2)%3], id); err != nil || again != *c {
			w.t.Errorf("request %s had the outcome %+v, and another time %+v, %v", c.key, *c, again, err)
		}
		if c.state != "succeeded" {
			continue
		}
		if other, ok := by[c.id]; ok {
			w.t.Errorf("requests %s and %s were both answered refund %s", other, c.key, c.id)
		}
		by[c.id] = c.key
		sum += c.given
	}
	p := w.must(200, "GET", "/api/payments/"+id, w.key, "", nil)
	theirs := fmt.Sprint(w.record(imp).at("cancel_amount"))
	if sum > 59000 || fmt.Sprint(p.at("refunded")) != fmt.Sprint(sum) || theirs != fmt.Sprint(sum) {
		w.t.Errorf("refunds of %v succeeded; our books say %v, PortOne's %v, of 59000", sum, p.at("refunded"), theirs)
	}
	if len(by) == 0 || sum != 59000 {
		w.t.Errorf("%v went back by %v; a request for all that is left must leave nothing", sum, slices.Sorted(maps.Values(by)))
	}
}
