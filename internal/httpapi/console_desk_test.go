package httpapi_test

import (
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/operator"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/store"
)

// newConsoleOnFile is a console over the real store.
func newConsoleOnFile(t *testing.T) consoleWorld {
	t.Helper()
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "naru.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return newConsoleOn(t, db, "http://localhost:4100")
}

// cancel asks for money back under a key of its own.
func (b *browser) cancel(id, key, body string) reply {
	b.t.Helper()
	return b.send("POST", "/console/api/payments/"+id+"/cancel", body, header("Idempotency-Key", key))
}

func TestConsole_refundHasNameAndReasonInHistoryAndAudit(t *testing.T) {
	t.Parallel()
	c := newConsoleOnFile(t)
	o, _ := c.paid(openBody)
	who := c.hire(operator.Operator)
	b := c.logIn(who)
	c.want(b.send("POST", "/console/api/payments/"+o.id+"/cancel", `{"reason":"고객 변심"}`), http.StatusBadRequest, "idempotency_key_missing")
	r := c.want(b.cancel(o.id, "k1", `{"amount":10000,"reason":"고객 변심","expected_cancellable":59000}`), http.StatusOK, "")
	again := c.want(b.cancel(o.id, "k1", `{"amount":10000,"reason":"고객 변심","expected_cancellable":59000}`), http.StatusOK, "")
	if r.object("refund")["state"] != "succeeded" || again.object("refund")["id"] != r.object("refund")["id"] || len(c.portone.Cancels()) != 1 {
		t.Errorf("refund %v, again %v, %d cancels", r.object("refund"), again.object("refund"), len(c.portone.Cancels()))
	}
	c.want(b.cancel(o.id, "k1", `{"amount":20000,"reason":"고객 변심"}`), http.StatusUnprocessableEntity, "idempotency_key_mismatch")
	history := string(c.want(c.send("GET", "/api/events?payment_id="+o.id, ""), http.StatusOK, "").body)
	if !strings.Contains(history, who.Actor()) || !strings.Contains(history, "고객 변심") {
		t.Errorf("the history does not say who and why: %s", history)
	}
	audit := strings.Join(c.audited(), "\n")
	if !strings.Contains(audit, "refund.asked "+o.id+" 10000 KRW: 고객 변심") {
		t.Errorf("audited:\n%s", audit)
	}
	lines := c.want(c.logIn(c.hire(operator.Admin)).send("GET", "/console/api/audit?limit=3", ""), http.StatusOK, "")
	if !strings.Contains(string(lines.body), `"actor_name":"김operator"`) || lines.json["next_cursor"] == nil {
		t.Errorf("audit page: %s", lines.body)
	}
}

func TestConsole_auditIsReadToItsBeginning(t *testing.T) {
	t.Parallel()
	c := newConsole(t)
	b := c.logIn(c.hire(operator.Admin))
	for range 4 {
		c.want(b.send("POST", "/console/api/step-up", fmt.Sprintf(`{"password":%q}`, goodWord)), http.StatusOK, "")
	}
	want, seen, cursor := len(c.audited()), 0, ""
	for {
		r := c.want(b.send("GET", "/console/api/audit?limit=3"+cursor, ""), http.StatusOK, "")
		rows, _ := r.json["data"].([]any)
		for _, row := range rows {
			line, _ := row.(map[string]any)
			if n := float64(want - seen); line["n"] != n {
				t.Fatalf("line %v, want %v", line["n"], n)
			}
			seen++
		}
		next, more := r.json["next_cursor"].(string)
		if !more {
			break
		}
		cursor = "&cursor=" + next
	}
	if seen != want {
		t.Errorf("read %d lines of %d", seen, want)
	}
	for _, bad := range []string{"cursor=0", "cursor=-1", "cursor=x", "limit=0", "limit=101", "page=1"} {
		c.want(b.send("GET", "/console/api/audit?"+bad, ""), http.StatusBadRequest, "bad_query")
	}
}

func TestConsole_limitHoldsForAllPartsTogether(t *testing.T) {
	t.Parallel()
	c := newConsole(t)
	worker, boss := c.hire(operator.Operator), c.hire(operator.Admin)
	limit := int64(15000)
	for _, o := range []merchant.Operator{worker, boss} {
		if _, err := c.staff.Change(t.Context(), o.ID, merchant.OperatorChange{RefundLimit: &limit}); err != nil {
			t.Fatal(err)
		}
	}
	o, _ := c.paid(openBody)
	b, admin := c.logIn(worker), c.logIn(boss)
	c.want(b.cancel(o.id, "a", `{"reason":"전액"}`), http.StatusForbidden, "refund_above_limit")
	c.want(b.cancel(o.id, "b", `{"amount":15001,"reason":"한 번에"}`), http.StatusForbidden, "refund_above_limit")
	c.want(b.cancel(o.id, "c", `{"amount":10000,"reason":"나눠서"}`), http.StatusOK, "")
	c.want(b.cancel(o.id, "d", `{"amount":5001,"reason":"나눠서","second_confirmation":true}`), http.StatusForbidden, "refund_above_limit")
	c.want(b.cancel(o.id, "e", `{"amount":5000,"reason":"한도까지"}`), http.StatusOK, "")
	c.want(b.cancel(o.id, "f", `{"amount":1,"reason":"한도 뒤"}`), http.StatusForbidden, "refund_above_limit")
	if n := len(c.portone.Cancels()); n != 2 {
		t.Fatalf("PortOne was asked %d times, want 2", n)
	}
	c.want(admin.cancel(o.id, "g", `{"amount":20000,"reason":"관리자"}`), http.StatusConflict, "second_confirmation_required")
	c.want(admin.cancel(o.id, "g", `{"amount":20000,"reason":"관리자","second_confirmation":true}`), http.StatusOK, "")
	var denied int
	for _, line := range c.audited() {
		if strings.HasPrefix(line, "access.denied refund_above_limit") {
			denied++
		}
	}
	if denied != 4 {
		t.Errorf("%d refusals are in the audit log, want 4", denied)
	}
}

// TestConsole_ofTwoOperatorsOneWins has two operators give the same money back at
// once, many times: one refund is made, and the other one is told of it.
func TestConsole_ofTwoOperatorsOneWins(t *testing.T) {
	t.Parallel()
	c := newConsoleOnFile(t)
	first := c.hire(operator.Admin)
	second, _, err := c.staff.Create(t.Context(), merchant.OperatorWish{Email: "two@shop.kr", Name: "이둘", Role: operator.Admin, Password: goodWord})
	if err != nil {
		t.Fatal(err)
	}
	people := []*browser{c.logIn(first), c.logIn(second)}
	names := []string{first.Name, second.Name}
	for round := range 8 {
		o, _ := c.paid(strings.Replace(openBody, "A-1001", fmt.Sprintf("R-%d", round), 1))
		before := len(c.portone.Cancels())
		answers := make([]reply, 2)
		var both sync.WaitGroup
		for i, b := range people {
			both.Go(func() {
				answers[i] = b.cancel(o.id, fmt.Sprintf("k%d", round), `{"amount":20000,"reason":"동시에","expected_cancellable":59000}`)
			})
		}
		both.Wait()
		won := 0
		if answers[1].status < 300 {
			won = 1
		}
		winner, loser := answers[won], answers[1-won]
		if winner.status != http.StatusOK || loser.status != http.StatusConflict || loser.code() != "refund_raced" {
			t.Fatalf("answers %d %s and %d %s", winner.status, winner.body, loser.status, loser.body)
		}
		if detail := loser.text("detail"); !strings.Contains(detail, names[won]+" asked for 20000 KRW at ") || !strings.Contains(detail, "39000 KRW is left") {
			t.Errorf("the second is told %q", detail)
		}
		if n := len(c.portone.Cancels()) - before; n != 1 {
			t.Fatalf("PortOne was asked %d times", n)
		}
	}
}

func TestConsole_whoDidNotLookIsToldWhoIsBefore(t *testing.T) {
	t.Parallel()
	c := newConsole(t)
	o, _ := c.paid(openBody)
	who := c.hire(operator.Admin)
	b := c.logIn(who)
	c.portone.LoseReplies(1)
	c.want(b.cancel(o.id, "a", `{"amount":20000,"reason":"첫째"}`), http.StatusAccepted, "")
	r := c.want(b.cancel(o.id, "b", `{"amount":1000,"reason":"둘째"}`), http.StatusConflict, "refund_in_progress")
	if !strings.Contains(r.text("detail"), who.Name+" asked for 20000 KRW") {
		t.Errorf("told %q", r.text("detail"))
	}
	c.clock.Advance(10 * time.Second)
	if _, err := c.service.RunDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	r = c.want(b.cancel(o.id, "c", `{"amount":59000,"reason":"전부"}`), http.StatusUnprocessableEntity, "refund_exceeds_balance")
	if !strings.Contains(r.text("detail"), who.Name+" asked for 20000 KRW") {
		t.Errorf("told %q", r.text("detail"))
	}
}

func TestConsole_discrepancyIsDecidedWithinTheLimit(t *testing.T) {
	t.Parallel()
	c := newConsoleOnFile(t)
	worker := c.hire(operator.Operator)
	limit := int64(49_999)
	if _, err := c.staff.Change(t.Context(), worker.ID, merchant.OperatorChange{RefundLimit: &limit}); err != nil {
		t.Fatal(err)
	}
	b, admin := c.logIn(worker), c.logIn(c.hire(operator.Admin))
	o, id := c.reviewed("A-1")
	at := "/console/api/discrepancies/" + id
	c.want(b.send("GET", "/console/api/discrepancies?state=open", ""), http.StatusOK, "")
	c.want(b.send("GET", at, ""), http.StatusOK, "")
	c.want(b.send("POST", at+"/give-back", `{"reason":"위조"}`), http.StatusForbidden, "refund_above_limit")
	if d := c.want(b.send("GET", at, ""), http.StatusOK, "").object("discrepancy"); d["state"] != "open" || d["decision"] != nil || len(c.portone.Cancels()) != 0 {
		t.Errorf("after the refusal: %v, %d cancels", d, len(c.portone.Cancels()))
	}
	r := c.want(admin.send("POST", at+"/give-back", `{"reason":"위조"}`), http.StatusOK, "")
	decision, _ := r.object("discrepancy")["decision"].(map[string]any)
	by, _ := decision["by"].(string)
	if !strings.HasPrefix(by, "opr_") || !strings.HasSuffix(by, " 김admin") || r.object("refund")["amount"] != 50000.0 {
		t.Errorf("decided %v", decision)
	}
	c.want(b.send("POST", at+"/accept", `{"reason":"늦음"}`), http.StatusConflict, "discrepancy_decided")
	history := string(c.want(c.send("GET", "/api/events?payment_id="+o.id, ""), http.StatusOK, "").body)
	if !strings.Contains(history, by) || !strings.Contains(history, ": 위조") {
		t.Errorf("history %s", history)
	}
}

func TestConsole_keysAreMadeRotatedAndEnded(t *testing.T) {
	t.Parallel()
	c := newConsole(t)
	b := c.logIn(c.hire(operator.Admin))
	r := c.want(b.send("POST", "/console/api/keys", `{"name":"새 서버","scopes":["read","open"],"allow":["10.0.0.0/8"],"expires_in_days":0}`), http.StatusCreated, "")
	id := fmt.Sprint(r.object("key")["id"])
	if r.object("key")["expires_at"] != nil || !strings.HasPrefix(r.text("secret"), "sk_test_") {
		t.Errorf("made %s", r.body)
	}
	for body, code := range map[string]string{
		`{"name":"x"}`: "missing_field", `{"scopes":["read"]}`: "missing_field", `{"name":"x","scopes":["root"]}`: "bad_field",
		`{"name":"x","scopes":["read"],"allow":["here"]}`: "bad_field", `{"name":"x","scopes":["read"],"expires_in_days":-1}`: "bad_field",
	} {
		c.want(b.send("POST", "/console/api/keys", body), http.StatusBadRequest, code)
	}
	next := c.want(b.send("POST", "/console/api/keys/"+id+"/rotate", `{"grace_hours":1}`), http.StatusCreated, "")
	if next.object("key")["replaces"] != id || next.text("secret") == r.text("secret") {
		t.Errorf("rotated %s", next.body)
	}
	c.want(b.send("POST", "/console/api/keys/"+id+"/rotate", ""), http.StatusConflict, "api_key_rotated")
	c.want(b.send("DELETE", "/console/api/keys/"+id, ""), http.StatusNoContent, "")
	none := "/console/api/keys/key_" + strings.Repeat("0", 26)
	c.want(b.send("DELETE", none, ""), http.StatusNotFound, "api_key_not_found")
	c.want(b.send("POST", none+"/rotate", ""), http.StatusNotFound, "api_key_not_found")
	list := c.want(b.send("GET", "/console/api/keys", ""), http.StatusOK, "")
	if strings.Contains(string(list.body), r.text("secret")) || !strings.Contains(string(list.body), `"state":"revoked"`) {
		t.Errorf("keys %s", list.body)
	}
}

func TestConsole_shopIsToldTheNewestAgain(t *testing.T) {
	t.Parallel()
	c := newConsoleOnFile(t)
	b := c.logIn(c.hire(operator.Operator))
	open := c.open(strings.Replace(openBody, "A-1001", "A-9", 1))
	c.want(b.send("POST", "/console/api/payments/"+open.id+"/tell-shop", ""), http.StatusNotFound, "event_not_found")
	o, _ := c.paid(openBody)
	r := c.want(b.send("POST", "/console/api/payments/"+o.id+"/tell-shop", ""), http.StatusAccepted, "")
	if r.text("type") != string(payment.EventPaid) {
		t.Errorf("told %s", r.body)
	}
	if all := c.audited(); !strings.HasPrefix(all[len(all)-1], string(merchant.AuditReplayed)) {
		t.Errorf("audited %q", all)
	}
}
