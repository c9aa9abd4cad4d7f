package httpapi_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

// reviewed is a payment whose money was partly cancelled before we saw it, with
// its discrepancy.
func (w *world) reviewed(ref string) (opened, string) {
	w.t.Helper()
	o := w.open(strings.Replace(openBody, "A-1001", ref, 1))
	imp := w.portone.Pay(payment.MerchantUID(o.merchantUID), money.Won(59000))
	w.portone.CancelElsewhere(imp, money.Won(9000))
	w.want(w.send("POST", "/api/payments/"+o.id+"/complete", `{"imp_uid":"`+string(imp)+`"}`), 200, "")
	return o, w.onlyOpen(o.id)
}

// onlyOpen returns the id of a payment's one open discrepancy.
func (w *world) onlyOpen(id string) string {
	w.t.Helper()
	list, _ := w.want(w.send("GET", "/api/discrepancies?state=open&payment_id="+id, ""), 200, "").json["data"].([]any)
	if len(list) != 1 {
		w.t.Fatalf("open discrepancies: %v", list)
	}
	d, _ := list[0].(map[string]any)
	did, _ := d["id"].(string)
	return did
}

func TestDiscrepancy_isAcceptedWithWhoAndWhy(t *testing.T) {
	t.Parallel()
	w := newSQLiteWorld(t)
	o, id := w.reviewed("A-1")
	seen := w.want(w.send("GET", "/api/discrepancies/"+id, ""), 200, "").object("discrepancy")
	evidence, _ := seen["evidence"].(map[string]any)
	portone, _ := evidence["portone"].(map[string]any)
	if portone["cancelled"] != 9000.0 || seen["decision"] != nil || seen["message_ko"] == "" {
		t.Errorf("discrepancy = %v", seen)
	}
	r := w.want(w.send("POST", "/api/discrepancies/"+id+"/accept", `{"reason":"고객과 확인"}`), 200, "")
	decision, _ := r.object("discrepancy")["decision"].(map[string]any)
	by, _ := decision["by"].(string)
	if r.object("payment")["state"] != "partially_refunded" || decision["reason"] != "고객과 확인" || !strings.HasPrefix(by, "key_") {
		t.Errorf("answer = %s", r.body)
	}
	w.want(w.send("POST", "/api/discrepancies/"+id+"/accept", `{"reason":"고객과 확인"}`), 200, "")
	w.want(w.send("POST", "/api/discrepancies/"+id+"/give-back", `{"reason":"환불"}`), 409, "discrepancy_decided")
	for query, want := range map[string]int{"state=open": 0, "state=closed": 1, "state=closed&kind=payment": 1, "kind=refund": 0, "": 1} {
		list, _ := w.want(w.send("GET", "/api/discrepancies?"+query, ""), 200, "").json["data"].([]any)
		if len(list) != want {
			t.Errorf("%q lists %d, want %d", query, len(list), want)
		}
	}
	history := w.want(w.send("GET", "/api/events?payment_id="+o.id, ""), 200, "")
	if !strings.Contains(string(history.body), "note.discrepancy_accepted") || !strings.Contains(string(history.body), by) {
		t.Errorf("history = %s", history.body)
	}
}

func TestDiscrepancy_isGivenBack(t *testing.T) {
	t.Parallel()
	w := newSQLiteWorld(t)
	_, id := w.reviewed("A-1")
	w.portone.LoseReplies(1)
	r := w.want(w.send("POST", "/api/discrepancies/"+id+"/give-back", `{"reason":"환불"}`), 202, "")
	if r.object("discrepancy")["state"] != "giving_back" || r.header.Get("Retry-After") == "" {
		t.Errorf("answer = %s", r.body)
	}
	w.clock.Advance(10 * time.Second)
	if _, err := w.service.RunDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	r = w.want(w.send("POST", "/api/discrepancies/"+id+"/give-back", `{"reason":"환불"}`), 200, "")
	if r.object("discrepancy")["state"] != "closed" || r.object("refund")["state"] != "succeeded" || r.object("refund")["amount"] != 50000.0 {
		t.Errorf("answer = %s", r.body)
	}
	if n := len(w.portone.Cancels()); n != 1 {
		t.Errorf("PortOne cancelled %d times", n)
	}
}

func TestDesk_refusesWithoutAnyEffect(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, id := w.reviewed("A-1")
	o, _ := w.paid(strings.Replace(openBody, "A-1001", "A-2", 1))
	refund := w.want(w.send("POST", "/api/payments/"+o.id+"/cancel", `{"amount":9000,"reason":"x"}`, header("Idempotency-Key", "r-1")), 200, "")
	rid, _ := refund.object("refund")["id"].(string)
	none := "_00000000000000000000000000"
	for _, tt := range []struct {
		path, body  string
		status      int
		code, field string
	}{
		{"/api/discrepancies/" + id + "/accept", `{}`, 400, "missing_field", "reason"},
		{"/api/discrepancies/" + id + "/accept", `{"reason":"x","refund_account":null}`, 400, "unknown_field", "refund_account"},
		{"/api/discrepancies/" + id + "/give-back", `{"reason":"x","refund_account":{"bank":"04"}}`, 400, "missing_field", "refund_account.number"},
		{"/api/discrepancies/" + id + "/give-back", `{"reason":"x","refund_account":{"bank":"99","number":"110123456789","holder":"홍"}}`, 422, "refund_bank_unknown", "refund_account.bank"},
		{"/api/discrepancies/" + id + "/give-back", `{"reason":"x","refund_account":{"bank":"04","number":"1","holder":"홍"}}`, 400, "bad_field", "refund_account.number"},
		{"/api/discrepancies/dsc" + none + "/accept", `{"reason":"x"}`, 404, "discrepancy_not_found", ""},
		{"/api/discrepancies/" + o.id + "/accept", `{"reason":"x"}`, 404, "discrepancy_not_found", ""},
		{"/api/discrepancies/x/give-back", `{"reason":"x"}`, 404, "discrepancy_not_found", ""},
		{"/api/refunds/rfd" + none + "/conclude", `{"outcome":"gone","evidence":"x","reason":"x"}`, 404, "refund_not_found", ""},
		{"/api/refunds/" + rid + "/conclude", `{"outcome":"not_gone","evidence":"x","reason":"x"}`, 409, "refund_not_waiting", ""},
		{"/api/refunds/" + rid + "/conclude", `{"outcome":"perhaps","evidence":"x","reason":"x"}`, 400, "bad_field", "outcome"},
		{"/api/refunds/" + rid + "/conclude", `{"outcome":"gone","reason":"x"}`, 400, "missing_field", "evidence"},
	} {
		r := w.send("POST", tt.path, tt.body)
		if r.status != tt.status || r.code() != tt.code || r.text("field") != tt.field {
			t.Errorf("%s %s: %d %s (%s), want %d %s (%s)", tt.path, tt.body, r.status, r.code(), r.text("field"), tt.status, tt.code, tt.field)
		}
	}
	w.want(w.send("GET", "/api/discrepancies?state=perhaps", ""), http.StatusBadRequest, "bad_query")
	w.want(w.send("GET", "/api/discrepancies?kind=perhaps", ""), http.StatusBadRequest, "bad_query")
	if len(w.portone.Cancels()) != 1 || w.onlyOpen(w.send("GET", "/api/discrepancies/"+id, "").object("discrepancy")["payment_id"].(string)) != id {
		t.Error("a refused request had an effect")
	}
}
