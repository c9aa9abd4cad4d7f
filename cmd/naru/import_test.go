package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
)

// earlier is a payment that the shop took before it had this server.
func (w *shopWorld) earlier(uid string, amount int, outcome string, more map[string]any) (imp any) {
	w.t.Helper()
	request := map[string]any{
		"pg": "html5_inicis.INIpayTest", "pay_method": "card", "merchant_uid": uid, "name": "예전 맨투맨", "amount": amount,
		"buyer_name": "홍길동", "buyer_tel": "010-1234-5678", "m_redirect_url": "https://shop.example/return",
	}
	return w.pay(answer{"checkout": map[string]any{"request": request}}, outcome, more)["imp_uid"]
}

// take imports by the command and returns its report.
func (w *shopWorld) take(req merchant.ImportRequest) merchant.ImportReport {
	w.t.Helper()
	var told bytes.Buffer
	if err := (&importCmd{JSON: true}).take(w.t.Context(), w.servers[0].service, req, &told); err != nil {
		w.t.Fatal(err)
	}
	var report merchant.ImportReport
	if err := json.Unmarshal(told.Bytes(), &report); err != nil {
		w.t.Fatal(err)
	}
	return report
}

// sinceYesterday asks for every payment of the world.
func (w *shopWorld) sinceYesterday() merchant.ImportRequest {
	days := w.today()
	return merchant.ImportRequest{From: days.From, To: days.To.AddDate(0, 0, 1)}
}

// settled stands the servers' clock so far ahead that all is listed, and no
// sweep comes due.
func (w *shopWorld) settled() {
	w.clock.Put(clock.StandingAt(w.clock.Now().Add(10 * time.Second)))
}

func TestImport_takesEarlierPaymentsInToBeFoundAndRefunded(t *testing.T) {
	t.Parallel()
	idleOnBoth(t, func(w *shopWorld) {
		whole := w.earlier("20261101-0001", 59000, "approve", nil)
		part := w.earlier("20261101-0002", 30000, "approve", map[string]any{"tax_free": 6000})
		gone := w.earlier("20261101-0003", 10000, "approve", nil)
		w.earlier("20261101-0004", 10000, "decline_limit", nil)
		account := w.earlier("20261101-0005", 70000, "issue_account", map[string]any{"pay_method": "vbank"})
		w.cancelElsewhere(part, 9000)
		w.cancelElsewhere(gone, 10000)
		_, own := w.completed("A-1")
		w.settled()

		dry := w.sinceYesterday()
		dry.DryRun = true
		want := merchant.ImportReport{Listed: 6, Taken: 3, Ours: 1}
		if r := w.take(dry); r.Taken != want.Taken || r.Ours != want.Ours || r.Left[merchant.SkippedFailed] != 1 || r.Left[merchant.SkippedWaiting] != 1 || r.Listed != want.Listed {
			w.t.Errorf("dry run: %+v", r)
		}
		if list := w.payments(); len(list) != 1 {
			w.t.Fatalf("a dry run stored something: %v", list)
		}

		r := w.take(w.sinceYesterday())
		if r.Taken != 3 || r.Ours != 1 || len(r.Money) != 1 || r.Money[0] != (merchant.ImportSum{Currency: "KRW", Count: 3, Captured: 99000, Refunded: 19000}) {
			w.t.Errorf("report = %+v", r)
		}
		for _, x := range []struct {
			imp             any
			state, refunded string
		}{{whole, "paid", "0"}, {part, "partially_refunded", "9000"}, {gone, "refunded", "10000"}} {
			p := w.paymentOf(x.imp)
			if p.at("state") != x.state || fmt.Sprint(p.at("refunded")) != x.refunded || p.at("origin") != "imported" || p.at("name") != "예전 맨투맨" {
				w.t.Errorf("%v: %v", x.imp, p)
			}
		}
		if o := w.must(200, "GET", "/api/orders/20261101-0001", w.key, "", nil); o.at("state") != "paid" {
			w.t.Errorf("order: %v", o)
		}
		if again := w.take(w.sinceYesterday()); again.Taken != 0 || again.Ours != 4 {
			w.t.Errorf("again: %+v", again)
		}

		waiting := w.sinceYesterday()
		waiting.Waiting = true
		if r := w.take(waiting); r.Taken != 1 || r.Waiting != 1 {
			w.t.Errorf("waiting: %+v", r)
		}
		if p := w.paymentOf(account); p.at("state") != "awaiting_deposit" {
			w.t.Errorf("account: %v", p)
		}

		id := fmt.Sprint(w.paymentOf(part).at("id"))
		refund := w.must(200, "POST", "/api/payments/"+id+"/cancel", w.key, "k-1", map[string]any{"amount": 1000, "tax_free": 500, "reason": "단순 변심"})
		if got := w.record(part); fmt.Sprint(got.at("cancel_amount")) != "10000" {
			w.t.Errorf("%v cancelled after %v", got.at("cancel_amount"), refund)
		}
		w.cancelElsewhere(whole, 59000)
		w.turn()
		w.turn()
		w.settle(w.servers[0])
		if got := w.paymentOf(whole); got.at("state") != "refunded" {
			w.t.Errorf("cancelled elsewhere after the import: %v", got)
		}
		if fmt.Sprint(w.record(own).at("cancel_amount")) != "0" || w.record(account).at("status") != "ready" {
			w.t.Error("a payment that nobody asked about was cancelled")
		}
		rows, err := w.servers[0].service.Discrepancies(w.t.Context(), merchant.DiscrepancyFilter{}, merchant.Page{Limit: 9})
		if err != nil || len(rows) != 0 {
			w.t.Errorf("discrepancies = %v, %v", rows, err)
		}
	})
}

func TestImport_tellsTheShopOnlyWhenAsked(t *testing.T) {
	t.Parallel()
	idleOnBoth(t, func(w *shopWorld) {
		w.earlier("20261101-0001", 59000, "approve", nil)
		w.settled()
		w.take(w.sinceYesterday())
		first := w.told()
		w.earlier("20261101-0002", 30000, "approve", nil)
		w.settled()
		req := w.sinceYesterday()
		req.Events = true
		w.take(req)
		if second := w.told(); len(first) != 0 || len(second) != 1 || second[0].Type != payment.EventPaid {
			w.t.Errorf("told %v, then %v", first, second)
		}
	})
}

// A merchant_uid that an earlier program used twice: the second payment is shown
// to a person and never given back.
func TestImport_leavesASecondPaymentOfAMerchantUIDToAPerson(t *testing.T) {
	t.Parallel()
	idleOnBoth(t, func(w *shopWorld) {
		status, a, err := w.call("POST", w.box.consoleURL+"/sandbox/scenarios", "", "", map[string]any{
			"name": "늦은 승인", "when": map[string]any{"times": 1}, "do": map[string]any{"effect": "approve_late", "delay": "2s"},
		})
		if err != nil || status/100 != 2 {
			w.t.Fatalf("scenario: %d, %v, %v", status, a, err)
		}
		one := w.earlier("20261101-0001", 59000, "approve", nil)
		two := w.earlier("20261101-0001", 59000, "approve", nil)
		w.eventually("both are paid", func() bool { return w.record(one).at("status") == "paid" && w.record(two).at("status") == "paid" })
		w.settled()
		for range 2 {
			r := w.take(w.sinceYesterday())
			if r.Taken+r.Ours != 1 || r.Left[merchant.SkippedCollision] != 1 || len(r.Shown) != 1 {
				w.t.Errorf("report = %+v", r)
			}
		}
		w.turn()
		w.settle(w.servers[0])
		rows, err := w.servers[0].service.Discrepancies(w.t.Context(), merchant.DiscrepancyFilter{}, merchant.Page{Limit: 9})
		if err != nil || len(rows) != 1 || rows[0].Reason != "payment_duplicate" {
			w.t.Errorf("discrepancies = %v, %v", rows, err)
		}
		if a, b := w.record(one), w.record(two); fmt.Sprint(a.at("cancel_amount"), b.at("cancel_amount")) != "0 0" || len(w.told()) != 0 {
			w.t.Errorf("%v and %v given back, told %v", a.at("cancel_amount"), b.at("cancel_amount"), w.told())
		}
		var told bytes.Buffer
		if err := (&reconcileCmd{}).reconcile(w.t.Context(), w.servers[0].service, w.today(), &told); err != nil {
			w.t.Errorf("reconcile: %v\n%s", err, told.String())
		}
	})
}

// A deposit into an account that was taken while it waited is taken as it came,
// also after the account's time; the account is never closed by us.
func TestImport_takesADepositAsItComes(t *testing.T) {
	t.Parallel()
	idleOnBoth(t, func(w *shopWorld) {
		account := w.earlier("20261101-0005", 70000, "issue_account", map[string]any{"pay_method": "vbank"})
		w.settled()
		req := w.sinceYesterday()
		req.Waiting = true
		w.take(req)
		w.must(201, "POST", "/api/payments", w.key, "", order("20261101-0005", 70000)) // the order, opened anew
		w.settle(w.servers[0])
		if got := w.record(account).at("status"); got != "ready" {
			w.t.Fatalf("the account is %v", got)
		}
		if status, a, err := w.call("POST", w.box.consoleURL+"/sandbox/payments/"+fmt.Sprint(account)+"/deposit", "", "", map[string]any{"amount": 70000}); err != nil || status/100 != 2 {
			w.t.Fatalf("deposit: %d, %v, %v", status, a, err)
		}
		w.turn()
		w.turn()
		w.settle(w.servers[0])
		if p := w.paymentOf(account); p.at("state") != "paid" {
			w.t.Errorf("after the deposit: %v", p)
		}
		if events := w.told(); len(events) != 1 || events[0].Type != payment.EventPaid {
			w.t.Errorf("told %v", events)
		}
	})
}

func TestImport_goesOnWhereItStopped(t *testing.T) {
	t.Parallel()
	idleOnBoth(t, func(w *shopWorld) {
		for i := range 3 {
			w.earlier(fmt.Sprintf("20261101-%04d", i), 1000+i, "approve", nil)
		}
		w.settled()
		broken := w.let("rest_html", map[string]any{"operation": "GET /payments/status/**"})
		var told bytes.Buffer
		err := (&importCmd{}).take(w.t.Context(), w.servers[0].service, w.sinceYesterday(), &told)
		if exitCode(err) != 1 || !strings.Contains(told.String(), "taken in 0") {
			w.t.Fatalf("%v\n%s", err, told.String())
		}
		if status, a, err := w.call("DELETE", w.box.consoleURL+"/sandbox/scenarios/"+broken, "", "", nil); err != nil || status/100 != 2 {
			w.t.Fatalf("end of the scenario: %d, %v, %v", status, a, err)
		}
		if r := w.take(w.sinceYesterday()); r.Taken != 3 || r.Resumed.IsZero() {
			w.t.Errorf("resumed: %+v", r)
		}
	})
}

// payments lists all of the shop's.
func (w *shopWorld) payments() []any {
	w.t.Helper()
	list, _ := w.must(200, "GET", "/api/payments", w.key, "", nil).at("data").([]any)
	return list
}

// paymentOf finds the payment that an attempt belongs to.
func (w *shopWorld) paymentOf(imp any) answer {
	w.t.Helper()
	uid := payment.MerchantUID(fmt.Sprint(w.record(imp).at("merchant_uid")))
	var p payment.Payment
	err := w.servers[0].db.View(w.t.Context(), func(tx merchant.Tx) (err error) {
		p, err = tx.Payments().ByMerchantUID(w.t.Context(), uid)
		return err
	})
	if err != nil {
		w.t.Fatalf("payment of %v: %v", imp, err)
	}
	return w.must(200, "GET", "/api/payments/"+string(p.ID), w.key, "", nil)
}

// told lists what the shop is to be told of imported payments.
func (w *shopWorld) told() []merchant.Delivery {
	w.t.Helper()
	var list []merchant.Delivery
	err := w.servers[0].db.View(w.t.Context(), func(tx merchant.Tx) error {
		list = nil
		rows, err := tx.Payments().List(w.t.Context(), "", merchant.Page{Limit: 100})
		for _, p := range rows {
			of, failed := tx.Outbox().OfPayment(w.t.Context(), p.ID)
			if failed != nil {
				return failed
			}
			list = append(list, of...)
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return list
}
