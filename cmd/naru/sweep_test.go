package main

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/store/pgtest"
)

// deafWorld is a world whose PortOne sends no webhook, and whose servers' clock
// can be turned, so that nothing but the sweeps tells what happened.
func deafWorld(t *testing.T, dsn string) *shopWorld {
	t.Helper()
	return deafWorldWhere(t, dsn, false)
}

// deafWorldWhere is deafWorld; the servers of an idle one do only what a test
// has them do.
func deafWorldWhere(t *testing.T, dsn string, idle bool) *shopWorld {
	t.Helper()
	w := &shopWorld{t: t, clock: clock.NewTurned(clock.System{}), idle: idle}
	w.begin(dsn, true)
	w.let("webhook_drop", nil)
	return w
}

// withoutWebhooks runs a story on both engines in a world that hears of nothing.
func withoutWebhooks(t *testing.T, story func(*shopWorld)) {
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		story(deafWorld(t, "sqlite:"+filepath.Join(t.TempDir(), "naru.db")))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		story(deafWorld(t, pgtest.DSN(t)))
	})
}

// let makes a scenario of the sandbox and returns its id.
func (w *shopWorld) let(effect string, when map[string]any) string {
	w.t.Helper()
	if when == nil {
		when = map[string]any{}
	}
	status, a, err := w.call("POST", w.box.consoleURL+"/sandbox/scenarios", "", "", map[string]any{"name": effect, "when": when, "do": map[string]any{"effect": effect}})
	if err != nil || status/100 != 2 {
		w.t.Fatalf("scenario %s: %d, %v, %v", effect, status, a, err)
	}
	return fmt.Sprint(a.at("id"))
}

// turn moves the servers' clock so far that every sweep of a minute is due and
// lists what happened until now.
func (w *shopWorld) turn() {
	w.clock.Put(clock.Position{Ahead: w.clock.Position().Ahead + 65*time.Second})
}

// completed is a payment that the buyer's browser told the server of.
func (w *shopWorld) completed(ref string) (id string, imp any) {
	w.t.Helper()
	opened := w.open(ref, 59000)
	id = fmt.Sprint(opened.at("payment", "id"))
	imp = w.pay(opened, "approve", nil)["imp_uid"]
	w.must(200, "POST", "/api/payments/"+id+"/complete", w.key, "", map[string]any{"imp_uid": imp})
	return id, imp
}

// cancelElsewhere cancels in the sandbox's console, as in PortOne's.
func (w *shopWorld) cancelElsewhere(imp any, amount int) {
	w.t.Helper()
	body := map[string]any{"amount": amount, "reason": "관리자 콘솔에서 취소"}
	if status, a, err := w.call("POST", w.box.consoleURL+"/sandbox/payments/"+fmt.Sprint(imp)+"/cancel", "", "", body); err != nil || status != 200 {
		w.t.Fatalf("console cancel: %d, %v, %v", status, a, err)
	}
}

func TestSweep_findsAConsoleCancelWhoseWebhookWasLost(t *testing.T) {
	t.Parallel()
	withoutWebhooks(t, func(w *shopWorld) {
		id, imp := w.completed("A-1")
		w.cancelElsewhere(imp, 9000)
		if got := w.state(id); got != "paid" {
			w.t.Fatalf("%v before anybody could know", got)
		}
		w.turn()
		w.eventually("the part is noticed", func() bool { return w.state(id) == "partially_refunded" })
		w.cancelElsewhere(imp, 50000)
		w.turn()
		w.eventually("the rest is noticed", func() bool { return w.state(id) == "refunded" })
		w.eventually("the shop hears of both", func() bool {
			return w.events.count("payment.partially_refunded") == 1 && w.events.count("payment.refunded") == 1
		})
		if n := w.events.count("payment.paid"); n != 1 {
			w.t.Errorf("the shop heard paid %d times", n)
		}
	})
}

func TestSweep_givesASecondPaymentOfAPaidOrderBack(t *testing.T) {
	t.Parallel()
	withoutWebhooks(t, func(w *shopWorld) {
		// The PG declines and approves in the end, when the buyer has paid again.
		status, a, err := w.call("POST", w.box.consoleURL+"/sandbox/scenarios", "", "", map[string]any{
			"name": "늦은 승인", "when": map[string]any{"times": 1}, "do": map[string]any{"effect": "approve_late", "delay": "2s"},
		})
		if err != nil || status/100 != 2 {
			w.t.Fatalf("scenario: %d, %v, %v", status, a, err)
		}
		opened := w.open("A-1", 59000)
		id := fmt.Sprint(opened.at("payment", "id"))
		late := w.pay(opened, "approve", nil)["imp_uid"]
		imp := w.pay(opened, "approve", nil)["imp_uid"]
		w.must(200, "POST", "/api/payments/"+id+"/complete", w.key, "", map[string]any{"imp_uid": imp})
		w.eventually("the PG approves both", func() bool { return fmt.Sprint(w.record(late).at("status")) == "paid" })
		w.turn()
		w.eventually("the second goes back whole", func() bool { return fmt.Sprint(w.record(late).at("cancel_amount")) == "59000" })
		p := w.must(200, "GET", "/api/payments/"+id, w.key, "", nil)
		if p.at("state") != "paid" || p.at("imp_uid") != imp || fmt.Sprint(w.record(imp).at("cancel_amount")) != "0" {
			w.t.Errorf("the order's own payment: %v", p)
		}
		list := w.must(200, "GET", "/api/discrepancies?payment_id="+id, w.key, "", nil)
		if rows, _ := list.at("data").([]any); len(rows) != 1 {
			w.t.Errorf("discrepancies = %v, want one", list)
		}
	})
}

func TestSweep_leavesForeignPaymentsAlone(t *testing.T) {
	t.Parallel()
	withoutWebhooks(t, func(w *shopWorld) {
		id, ours := w.completed("A-1")
		request, _ := w.open("A-2", 1000).at("checkout", "request").(map[string]any)
		request["merchant_uid"], request["amount"] = "link-pay-1", 7700
		delete(request, "notice_url")
		foreign := w.pay(answer{"checkout": map[string]any{"request": request}}, "approve", nil)["imp_uid"]
		w.cancelElsewhere(ours, 59000)
		w.turn()
		w.eventually("the sweep goes by", func() bool { return w.state(id) == "refunded" })
		w.turn()
		w.eventually("it is counted", func() bool {
			list, err := w.servers[0].service.Sweeps(w.t.Context())
			for _, s := range list {
				if s.Kind == "minute" && s.Outside == 1 && s.Ours >= 1 {
					return err == nil
				}
			}
			return false
		})
		if got := w.record(foreign); got.at("status") != "paid" || fmt.Sprint(got.at("cancel_amount")) != "0" {
			w.t.Errorf("somebody else's payment: %v, %v cancelled", got.at("status"), got.at("cancel_amount"))
		}
		list := w.must(200, "GET", "/api/discrepancies", w.key, "", nil)
		if rows, _ := list.at("data").([]any); len(rows) != 0 {
			w.t.Errorf("discrepancies = %v", list)
		}
	})
}

func TestSweep_ofTwoServersTellsTheShopOnce(t *testing.T) {
	t.Parallel()
	w := deafWorld(t, pgtest.DSN(t))
	w.serve()
	var ids []string
	for i := range 8 {
		id, imp := w.completed(fmt.Sprintf("A-%d", i))
		w.cancelElsewhere(imp, 59000)
		ids = append(ids, id)
	}
	w.turn()
	for _, id := range ids {
		w.eventually("each is noticed", func() bool { return w.state(id) == "refunded" })
	}
	w.eventually("the shop hears of each", func() bool { return w.events.count("payment.refunded") == len(ids) })
	for _, id := range ids {
		rows, _ := w.must(200, "GET", "/api/events?payment_id="+id, w.key, "", nil).at("data").([]any)
		told := 0
		for _, row := range rows {
			if e, _ := row.(map[string]any); e["type"] == "payment.refunded" {
				told++
			}
		}
		if told != 1 {
			t.Errorf("%s was refunded %d times", id, told)
		}
	}
}

func TestSweep_isTriedAgainWhilePortOneAnswersBadly(t *testing.T) {
	t.Parallel()
	withoutWebhooks(t, func(w *shopWorld) {
		id, imp := w.completed("A-1")
		before := w.must(200, "GET", "/api/payments/"+id, w.key, "", nil)
		var scenarios []string
		for _, effect := range []string{"rest_error", "rest_cut", "rest_html"} {
			for _, operation := range []string{"GET /payments/status/**", "GET /payments/{imp_uid}"} {
				scenarios = append(scenarios, w.let(effect, map[string]any{"operation": operation, "times": 9}))
			}
		}
		w.cancelElsewhere(imp, 59000)
		w.turn()
		w.eventually("the sweep fails, and stays where it is", func() bool {
			list, err := w.servers[0].service.Sweeps(w.t.Context())
			for _, s := range list {
				if s.Kind == "minute" && s.Tries >= 1 && s.Problem != "" && s.Cursor.Equal(s.From) {
					return err == nil
				}
			}
			return false
		})
		if got := w.must(200, "GET", "/api/payments/"+id, w.key, "", nil); got.at("state") != "paid" || fmt.Sprint(got.at("version")) != fmt.Sprint(before.at("version")) {
			w.t.Errorf("it became %v", got)
		}
		for _, scenario := range scenarios {
			if status, a, err := w.call("DELETE", w.box.consoleURL+"/sandbox/scenarios/"+scenario, "", "", nil); err != nil || status/100 != 2 {
				w.t.Fatalf("end of %s: %d, %v, %v", scenario, status, a, err)
			}
		}
		w.eventually("the cancel is noticed", func() bool {
			w.turn()
			return w.state(id) == "refunded"
		})
		w.eventually("the shop hears of it", func() bool { return w.events.count("payment.refunded") == 1 })
	})
}

// idleOnBoth runs a story on both engines in a world that hears of nothing and
// does nothing by itself.
func idleOnBoth(t *testing.T, story func(*shopWorld)) {
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		story(deafWorldWhere(t, "sqlite:"+filepath.Join(t.TempDir(), "naru.db"), true))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		story(deafWorldWhere(t, pgtest.DSN(t), true))
	})
}

// settle has a server do what is due until nothing is.
func (w *shopWorld) settle(s *paymentServer) {
	w.t.Helper()
	for range 500 {
		n, err := s.service.RunDue(w.t.Context())
		if err != nil {
			w.t.Fatal(err)
		}
		if n == 0 {
			return
		}
	}
	w.t.Fatal("the work never ends")
}

func (w *shopWorld) minute() merchant.Sweep {
	w.t.Helper()
	list, err := w.servers[0].service.Sweeps(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	for _, s := range list {
		if s.Kind == merchant.SweepMinute {
			return s
		}
	}
	return merchant.Sweep{}
}

func TestSweep_isTakenOverFromAServerThatDied(t *testing.T) {
	t.Parallel()
	idleOnBoth(t, func(w *shopWorld) {
		id, imp := w.completed("A-1")
		w.cancelElsewhere(imp, 59000)
		w.turn()
		status, slow, err := w.call("POST", w.box.consoleURL+"/sandbox/scenarios", "", "", map[string]any{
			"name": "느림", "when": map[string]any{"operation": "GET /payments/status/**"}, "do": map[string]any{"effect": "rest_slow", "ms": 60000},
		})
		if err != nil || status/100 != 2 {
			w.t.Fatalf("scenario: %d, %v, %v", status, slow, err)
		}
		ctx, die := context.WithCancel(w.t.Context())
		died := make(chan error, 1)
		go func() {
			_, err := w.servers[0].service.RunDue(ctx)
			died <- err
		}()
		w.eventually("the first server has them all", func() bool {
			list, err := w.servers[0].service.Sweeps(w.t.Context())
			return err == nil && len(list) == 4
		})
		die()
		if err := <-died; err == nil {
			w.t.Fatal("it ended before it died")
		}
		left := w.minute()
		if left.BeganAt.IsZero() || !left.Cursor.Equal(left.From) {
			w.t.Fatalf("sweep = %+v, want one under way", left)
		}
		if status, a, err := w.call("DELETE", w.box.consoleURL+"/sandbox/scenarios/"+fmt.Sprint(slow.at("id")), "", "", nil); err != nil || status/100 != 2 {
			w.t.Fatalf("end of the scenario: %d, %v, %v", status, a, err)
		}
		w.serve()
		w.settle(w.servers[1])
		if got := w.state(id); got != "paid" || w.minute() != left {
			w.t.Errorf("%v, sweep = %+v while the first may live, was %+v", got, w.minute(), left)
		}
		w.turn()
		w.turn()
		w.settle(w.servers[1])
		if s := w.minute(); w.state(id) != "refunded" || s.Fence < 2 || !s.From.Equal(left.From) && s.DoneAt.IsZero() {
			w.t.Errorf("%v, sweep = %+v", w.state(id), s)
		}
	})
}

// More payments than a page holds, and more of them while they are read.
func TestSweep_missesNothingWhileTheListingGrows(t *testing.T) {
	t.Parallel()
	idleOnBoth(t, func(w *shopWorld) {
		request, _ := w.open("A-0", 1000).at("checkout", "request").(map[string]any)
		others := 0
		foreign := func() {
			others++
			change := map[string]any{"merchant_uid": fmt.Sprintf("link-%d", others), "amount": 1000}
			w.pay(answer{"checkout": map[string]any{"request": request}}, "approve", change)
		}
		delete(request, "notice_url")
		type told struct {
			id  string
			imp any
		}
		var ours []told
		for i := 1; i <= 10; i++ {
			id, imp := w.completed(fmt.Sprintf("A-%d", i))
			ours = append(ours, told{id, imp})
		}
		for i := range 600 {
			foreign()
			if i%60 == 0 {
				w.cancelElsewhere(ours[i/60].imp, 1000)
			}
		}
		w.turn()
		for i := range ours { // a step, and something moves
			if _, err := w.servers[0].service.RunDue(w.t.Context()); err != nil {
				w.t.Fatal(err)
			}
			foreign()
			w.cancelElsewhere(ours[i].imp, 10)
		}
		w.settle(w.servers[0])
		w.turn()
		w.settle(w.servers[0])
		for _, o := range ours {
			here := w.must(200, "GET", "/api/payments/"+o.id, w.key, "", nil).at("refunded")
			if there := w.record(o.imp).at("cancel_amount"); fmt.Sprint(here) != "1010" || fmt.Sprint(there) != "1010" {
				w.t.Errorf("%s: %v went back, the sandbox says %v", o.id, here, there)
			}
		}
		if s := w.minute(); s.Ours < 10 || s.Outside != int64(others) {
			w.t.Errorf("sweep = %+v, want %d outside", s, others)
		}
	})
}
