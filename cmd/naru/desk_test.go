package main

import (
	"fmt"
	"strings"
	"testing"
)

// deposited is a payment by virtual account that was paid and confirmed.
func (w *shopWorld) deposited(ref string, extra map[string]any) (id, imp string) {
	w.t.Helper()
	body := order(ref, 59000)
	body["pay_method"] = "vbank"
	for k, v := range extra {
		body[k] = v
	}
	opened := w.must(201, "POST", "/api/payments", w.key, "", body)
	id = fmt.Sprint(opened.at("payment", "id"))
	imp = fmt.Sprint(w.pay(opened, "approve", nil)["imp_uid"])
	w.must(200, "POST", "/api/payments/"+id+"/complete", w.key, "", map[string]any{"imp_uid": imp})
	w.deposit(imp)
	w.eventually("the deposit is confirmed", func() bool { return w.state(id) == "paid" })
	return id, imp
}

func (w *shopWorld) deposit(imp string) {
	w.t.Helper()
	if status, a, err := w.call("POST", w.box.consoleURL+"/sandbox/payments/"+imp+"/deposit", "", "", map[string]any{}); err != nil || status/100 != 2 {
		w.t.Fatalf("deposit: %d, %v, %v", status, a, err)
	}
}

// openDiscrepancy waits for one of a reason about a payment and returns its id.
func (w *shopWorld) openDiscrepancy(id, reason string) string {
	w.t.Helper()
	var found string
	w.eventually("a discrepancy "+reason, func() bool {
		list, _ := w.must(200, "GET", "/api/discrepancies?state=open&payment_id="+id, w.key, "", nil).at("data").([]any)
		for _, row := range list {
			if d, _ := row.(map[string]any); d["reason"] == reason {
				found = fmt.Sprint(d["id"])
			}
		}
		return found != ""
	})
	return found
}

func TestDesk_receiptAndDeliveryOfAnEscrowDeposit(t *testing.T) {
	t.Parallel()
	onBothEngines(t, true, func(w *shopWorld) {
		id, _ := w.deposited("A-1", map[string]any{"request_pay": map[string]any{"escrow": true}})
		path := "/api/payments/" + id
		wish := map[string]any{"identifier": "010-1234-5678"}
		issued := w.must(200, "POST", path+"/cash-receipt", w.key, "", wish)
		if issued["state"] != "issued" || issued["identifier"] != "010****5678" || issued["amount"] != 59000.0 || issued["apply_num"] == nil {
			w.t.Errorf("receipt = %v", issued)
		}
		if again := w.must(200, "POST", path+"/cash-receipt", w.key, "", wish); again["apply_num"] != issued["apply_num"] {
			w.t.Errorf("again = %v", again)
		}
		w.must(409, "POST", path+"/cash-receipt", w.key, "", map[string]any{"identifier": "010-9999-5678"})
		if gone := w.must(200, "DELETE", path+"/cash-receipt", w.key, "", nil); gone["state"] != "cancelled" {
			w.t.Errorf("cancelled = %v", gone)
		}
		party := map[string]any{"name": "홍길동", "tel": "010-1234-5678", "addr": "서울 중구 1", "postcode": "04524"}
		parcel := map[string]any{"company": "CJGLS", "invoice": "123456789012", "sent_at": "2026-11-23T09:00:00+09:00", "sender": party, "receiver": party}
		w.must(404, "PUT", path+"/shipment", w.key, "", parcel)
		if sent := w.must(200, "POST", path+"/shipment", w.key, "", parcel); sent["state"] != "registered" || sent["invoice"] != "123456789012" {
			w.t.Errorf("shipment = %v", sent)
		}
		w.must(200, "POST", path+"/shipment", w.key, "", parcel)
		for kind, want := range map[string]int{"payment.cash_receipt_issued": 1, "payment.cash_receipt_cancelled": 1, "payment.shipment_registered": 1} {
			w.eventually("the shop hears "+kind, func() bool { return w.events.count(kind) == want })
		}
		history := fmt.Sprint(w.must(200, "GET", "/api/events?payment_id="+id, w.key, "", nil))
		if strings.Contains(history, "01012345678") || strings.Contains(history, "010-1234-5678") {
			w.t.Error("the history keeps whose receipt it is")
		}
	})
}

func TestDesk_aReceiptThatThePGRefusesIsToldInItsWords(t *testing.T) {
	t.Parallel()
	onBothEngines(t, true, func(w *shopWorld) {
		opened := w.open("A-1", 59000)
		id := fmt.Sprint(opened.at("payment", "id"))
		w.must(200, "POST", "/api/payments/"+id+"/complete", w.key, "", map[string]any{"imp_uid": w.pay(opened, "approve", nil)["imp_uid"]})
		if a := w.must(409, "POST", "/api/payments/"+id+"/cash-receipt", w.key, "", map[string]any{"identifier": "01012345678"}); a["code"] != "cash_receipt_not_for_this_payment" {
			w.t.Errorf("of a card: %v", a)
		}
		w.must(404, "DELETE", "/api/payments/"+id+"/cash-receipt", w.key, "", nil)
		w.must(404, "GET", "/api/payments/"+id+"/cash-receipt", w.key, "", nil)
		w.must(409, "POST", "/api/payments/"+id+"/shipment", w.key, "", map[string]any{"company": "CJGLS", "invoice": "1", "sent_at": "2026-11-23T09:00:00+09:00"})
	})
}

// A deposit to an account that the order no longer waits for goes back with the
// account that an operator was told.
func TestDesk_aLateDepositIsGivenBackWithAnAccount(t *testing.T) {
	t.Parallel()
	onBothEngines(t, false, func(w *shopWorld) {
		body := order("A-1", 59000)
		body["pay_method"] = "vbank"
		opened := w.must(201, "POST", "/api/payments", w.key, "", body)
		id := fmt.Sprint(opened.at("payment", "id"))
		imp := fmt.Sprint(w.pay(opened, "approve", nil)["imp_uid"])
		w.must(200, "POST", "/api/payments/"+id+"/complete", w.key, "", map[string]any{"imp_uid": imp})
		other := order("A-1", 59000)
		w.must(201, "POST", "/api/payments", w.key, "", other) // which closes the account, later than the deposit comes
		w.deposit(imp)
		w.must(200, "POST", "/api/payments/"+id+"/complete", w.key, "", map[string]any{"imp_uid": imp})
		did := w.openDiscrepancy(id, "refund_account_required")
		w.must(422, "POST", "/api/discrepancies/"+did+"/give-back", w.key, "", map[string]any{"reason": "환불"})
		account := map[string]any{"bank": "088", "number": "110-123-456789", "holder": "홍길동"}
		a := w.must(200, "POST", "/api/discrepancies/"+did+"/give-back", w.key, "", map[string]any{"reason": "고객 요청", "refund_account": account})
		if a.at("discrepancy", "state") != "closed" || a.at("refund", "state") != "succeeded" {
			w.t.Errorf("given back: %v", a)
		}
		if got := fmt.Sprint(w.record(imp).at("cancel_amount")); got != "59000" {
			w.t.Errorf("PortOne gave back %v", got)
		}
		list, _ := w.must(200, "GET", "/api/discrepancies?state=open&payment_id="+id, w.key, "", nil).at("data").([]any)
		if len(list) != 0 {
			w.t.Errorf("still open: %v", list)
		}
	}, func(w *shopWorld) { w.idle = true })
}

// Another's money is never touched, and the same of it raises nothing twice.
func TestDesk_foreignMoneyIsExplainedAndLeftAlone(t *testing.T) {
	t.Parallel()
	onBothEngines(t, true, func(w *shopWorld) {
		foreign := w.open("A-2", 1000)
		fid := fmt.Sprint(foreign.at("payment", "id"))
		theirs := fmt.Sprint(w.pay(w.open("A-3", 59000), "approve", nil)["imp_uid"])
		w.must(409, "POST", "/api/payments/"+fid+"/complete", w.key, "", map[string]any{"imp_uid": theirs})
		did := w.openDiscrepancy(fid, "payment_foreign")
		if a := w.must(409, "POST", "/api/discrepancies/"+did+"/give-back", w.key, "", map[string]any{"reason": "환불"}); a["code"] != "discrepancy_not_ours" {
			w.t.Errorf("another's money: %v", a)
		}
		w.must(200, "POST", "/api/discrepancies/"+did+"/accept", w.key, "", map[string]any{"reason": "다른 주문의 결제"})
		w.must(409, "POST", "/api/payments/"+fid+"/complete", w.key, "", map[string]any{"imp_uid": theirs})
		list, _ := w.must(200, "GET", "/api/discrepancies?state=open&payment_id="+fid, w.key, "", nil).at("data").([]any)
		if len(list) != 0 || w.state(fid) != "open" {
			w.t.Errorf("after it was accepted: %v, payment %v", list, w.state(fid))
		}
	})
}
