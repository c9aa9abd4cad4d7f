package httpapi_test

import (
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/httpapi"
	"github.com/naru-pay/naru/internal/httpapi/adminapi"
	"github.com/naru-pay/naru/internal/id"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/operator"
	"github.com/naru-pay/naru/internal/password"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/seal"
	"github.com/naru-pay/naru/internal/store"
)

// newDesk is a console over the real store on a file, with keys, and an operator
// who is logged in.
func newDesk(t *testing.T, role operator.Role) *browser {
	t.Helper()
	keys, err := seal.NewKeyring(id.System, seal.NewSecret("desk-0123456789abcdef-0123456789abcdef"))
	if err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "naru.db"), store.Options{Keys: keys})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	c := consoleWorld{}
	c.world = newWorldOn(t, db, func(d *httpapi.Deps) {
		c.staff = &merchant.Staff{Store: d.Service.Store, Clock: d.Service.Clock, Entropy: id.System, Passwords: password.NewQuick(id.System)}
		gate, err := adminapi.New(adminapi.Deps{Staff: c.staff, Clock: d.Service.Clock, Log: d.Log, PublicURL: "http://localhost:4100"})
		if err != nil {
			t.Fatal(err)
		}
		d.Console, d.Books, d.Ping = gate, db.Books(), db.Ping
	})
	return c.logIn(c.hire(role))
}

// see asks for something that is to be there.
func (b *browser) see(path string) reply {
	b.t.Helper()
	return b.want(b.send("GET", path, ""), http.StatusOK, "")
}

func order(ref, name, tel, email string, amount int) string {
	return fmt.Sprintf(`{"order_ref":%q,"amount":%d,"name":"맨투맨","pay_method":"card","buyer":{"name":%q,"tel":%q,"email":%q}}`, ref, amount, name, tel, email)
}

// listed names the orders of a list.
func listed(r reply) []string {
	var out []string
	rows, _ := r.json["data"].([]any)
	for _, row := range rows {
		ref, _ := row.(map[string]any)["order_ref"].(string)
		out = append(out, ref)
	}
	return out
}

func TestConsole_findsAPaymentByAnythingACustomerMayQuote(t *testing.T) {
	t.Parallel()
	b := newDesk(t, operator.Viewer)
	mine, imp := b.paid(order("A-1001", "홍길동", "010-1234-5678", "hong@example.com", 59_000))
	b.paid(order("B-2002", "김영희", "010-9999-0000", "kim@example.com", 1000))
	b.open(order("A-1003", "홍 길동", "01012345678", "HONG@example.com", 2000))
	for q, want := range map[string][]string{
		"A-1001": {"A-1001"}, "A-10": {"A-1003", "A-1001"}, mine.merchantUID: {"A-1001"}, string(imp): {"A-1001"},
		"홍길동": {"A-1003", "A-1001"}, " 홍 길동 ": {"A-1003", "A-1001"}, "+82 10-1234-5678": {"A-1003", "A-1001"},
		"Hong@Example.com": {"A-1003", "A-1001"}, "010-9999-0000": {"B-2002"}, "김영수": nil, "010-0000-0000": nil, "%": nil, "A": nil,
		"<b>": nil, "' OR 1=1 --": nil,
	} {
		if got := listed(b.see("/console/api/payments?q=" + url.QueryEscape(q))); !slices.Equal(got, want) {
			t.Errorf("%q finds %v, want %v", q, got, want)
		}
	}
	if got := listed(b.see("/console/api/payments?q=" + url.QueryEscape("홍길동") + "&state=paid")); !slices.Equal(got, []string{"A-1001"}) {
		t.Errorf("paid ones of his: %v", got)
	}
	page := b.see("/console/api/payments?limit=1&q=" + url.QueryEscape("홍길동"))
	next := b.see("/console/api/payments?limit=1&q=" + url.QueryEscape("홍길동") + "&cursor=" + page.text("next_cursor"))
	if got := slices.Concat(listed(page), listed(next)); !slices.Equal(got, []string{"A-1003", "A-1001"}) || next.json["next_cursor"] != nil {
		t.Errorf("page by page: %v, then %v", got, next.json["next_cursor"])
	}
	for _, bad := range []string{"q=" + strings.Repeat("a", 101), "q=%00", "q=a&q=b", "q=abc&by=paid", "from=2026-13-01", "from=2026-11-24&to=2026-11-23", "state=none", "by=x"} {
		b.want(b.send("GET", "/console/api/payments?"+bad, ""), http.StatusBadRequest, "bad_query")
	}
	if strings.Contains(string(page.body), "1234-5678") || strings.Contains(string(page.body), "홍 길동") {
		t.Errorf("the list shows who paid: %s", page.body)
	}
}

func TestConsole_filtersPaymentsByKoreanDays(t *testing.T) {
	t.Parallel()
	b := newDesk(t, operator.Viewer) // the clock begins at 09:00 of the 23rd in Korea
	b.paid(order("A-1", "홍길동", "010-1234-5678", "hong@example.com", 1000))
	b.clock.Advance(15 * time.Hour)
	b = b.logIn(b.hire(operator.Operator))
	b.paid(order("A-2", "홍길동", "010-1234-5678", "hong@example.com", 1000))
	for query, want := range map[string][]string{
		"": {"A-2", "A-1"}, "from=2026-11-24": {"A-2"}, "to=2026-11-23": {"A-1"}, "from=2026-11-23&to=2026-11-24": {"A-2", "A-1"},
		"from=2026-11-25": nil, "by=paid&from=2026-11-24&to=2026-11-24": {"A-2"}, "method=card": {"A-2", "A-1"}, "method=vbank": nil,
		"pg=html5_inicis": {"A-2", "A-1"}, "pg=html5_inicis.INIpayTest": {"A-2", "A-1"}, "pg=html5_inicis.other": nil, "pg=kakaopay": nil,
		"state=refunded": nil, "state=paid&method=card&pg=html5_inicis": {"A-2", "A-1"},
	} {
		if got := listed(b.see("/console/api/payments?" + query)); !slices.Equal(got, want) {
			t.Errorf("%q lists %v, want %v", query, got, want)
		}
	}
}

func TestConsole_showsBothSidesOfAPayment(t *testing.T) {
	t.Parallel()
	b := newDesk(t, operator.Operator)
	o, imp := b.paid(order("A-1001", "홍길동", "010-1234-5678", "hong@example.com", 59_000))
	got := b.see("/console/api/payments/" + o.id)
	portone, _ := got.json["portone"].(map[string]any)
	theirs, _ := portone["payments"].([]any)
	if len(theirs) != 1 || theirs[0].(map[string]any)["imp_uid"] != string(imp) || got.json["portone_problem"] != nil {
		t.Fatalf("PortOne's side: %v, problem %v", portone, got.json["portone_problem"])
	}
	var kinds []string
	lines, _ := got.json["timeline"].([]any)
	for _, line := range lines {
		kinds = append(kinds, fmt.Sprint(line.(map[string]any)["kind"]))
	}
	if !slices.Contains(kinds, "note.opened") || !slices.Contains(kinds, "payment.paid") {
		t.Errorf("timeline %v", kinds)
	}
	if strings.Contains(string(got.body), "010-1234-5678") || strings.Contains(string(got.body), "홍길동") {
		t.Error("it shows who paid")
	}
	if r := b.see("/console/api/payments/" + o.id + "?portone=false"); r.json["portone"] != nil {
		t.Error("PortOne was asked although nobody wanted it")
	}
	b.want(b.send("GET", "/console/api/payments/pay_00000000000000000000000000", ""), http.StatusNotFound, "payment_not_found")
	b.want(b.send("GET", "/console/api/payments/"+o.id+"?portone=true", ""), http.StatusBadRequest, "bad_query")

	b.portone.Away(true)
	away := b.see("/console/api/payments/" + o.id)
	if problem, _ := away.json["portone_problem"].(map[string]any); problem["code"] != "gateway_unavailable" || away.object("payment")["state"] != "paid" {
		t.Errorf("with PortOne away: %s", away.body)
	}
}

func TestConsole_unmaskingIsNotedBeforeItIsShown(t *testing.T) {
	t.Parallel()
	b := newDesk(t, operator.Operator)
	o, _ := b.paid(order("A-1001", "홍길동", "010-1234-5678", "hong@example.com", 59_000))
	path := "/console/api/payments/" + o.id + "/unmask"
	b.want(b.send("POST", path, `{}`), http.StatusBadRequest, "missing_field")
	if n := len(b.audited()); slices.ContainsFunc(b.audited(), func(s string) bool { return strings.HasPrefix(s, "buyer.unmasked") }) {
		t.Errorf("%d lines, one of them about a look that was refused", n)
	}
	got := b.want(b.send("POST", path, `{"reason":"배송지 확인"}`), http.StatusOK, "")
	if buyer := got.object("buyer"); buyer["tel"] != "010-1234-5678" || buyer["masked"] != false {
		t.Errorf("buyer %v", buyer)
	}
	if !slices.Contains(b.audited(), "buyer.unmasked 배송지 확인") {
		t.Errorf("audit log: %v", b.audited())
	}
	viewer := b.logIn(b.hire(operator.Viewer))
	viewer.want(viewer.send("POST", path, `{"reason":"배송지 확인"}`), http.StatusForbidden, "role_required")
}

func TestConsole_replaysWebhooksInAndOut(t *testing.T) {
	t.Parallel()
	b := newDesk(t, operator.Operator)
	o := b.open(strings.Replace(order("A-1001", "홍길동", "010-1234-5678", "hong@example.com", 59_000), "card", "vbank", 1))
	imp := b.portone.Issue(payment.MerchantUID(o.merchantUID), money.Won(59_000), b.clock.Now().Add(24*time.Hour))
	b.want(b.world.send("POST", "/api/webhooks/portone", fmt.Sprintf(`{"imp_uid":%q,"merchant_uid":%q,"status":"ready"}`, imp, o.merchantUID), noKey), http.StatusOK, "")
	if _, err := b.service.RunDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	rows, _ := b.see("/console/api/webhooks/in").json["data"].([]any)
	if len(rows) != 1 {
		t.Fatalf("%d webhooks came in, want 1", len(rows))
	}
	note := fmt.Sprint(rows[0].(map[string]any)["id"])
	one := b.see("/console/api/webhooks/in/" + note)
	if !strings.Contains(one.text("body"), o.merchantUID) || one.text("state") != "done" {
		t.Fatalf("it is %s", one.body)
	}
	b.portone.Deposit(imp) // and nobody told us
	again := b.want(b.send("POST", "/console/api/webhooks/in/"+note+"/replay", ""), http.StatusAccepted, "")
	if again.text("state") != "waiting" {
		t.Errorf("after the replay it is %s", again.text("state"))
	}
	if _, err := b.service.RunDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := b.see("/console/api/payments/" + o.id); got.object("payment")["state"] != "paid" || got.object("payment")["imp_uid"] != string(imp) {
		t.Errorf("after the replay the payment is %v", got.object("payment")["state"])
	}
	sent, _ := b.see("/console/api/webhooks/out").json["data"].([]any)
	if len(sent) != 2 {
		t.Fatalf("%d events for the shop, want 2", len(sent))
	}
	event := fmt.Sprint(sent[0].(map[string]any)["id"])
	b.want(b.send("POST", "/console/api/webhooks/out/"+event+"/replay", `{}`), http.StatusAccepted, "")
	if rows, _ := b.see("/console/api/webhooks/out?state=dead").json["data"].([]any); len(rows) != 0 {
		t.Errorf("%d events given up", len(rows))
	}
	if n := len(slices.DeleteFunc(b.audited(), func(s string) bool { return !strings.HasPrefix(s, "webhook.replayed") })); n != 2 {
		t.Errorf("%d replays noted, want 2", n)
	}
	for _, path := range []string{"in/whk_00000000000000000000000000", "in/x"} {
		b.want(b.send("GET", "/console/api/webhooks/"+path, ""), http.StatusNotFound, "webhook_not_found")
	}
	b.want(b.send("POST", "/console/api/webhooks/out/evt_00000000000000000000000000/replay", ""), http.StatusNotFound, "event_not_found")
	b.want(b.send("GET", "/console/api/webhooks/out?state=alive", ""), http.StatusBadRequest, "bad_query")
}

func TestConsole_homeAddsUpTheMoneyThatMoved(t *testing.T) {
	t.Parallel()
	b := newDesk(t, operator.Viewer)
	empty := b.see("/console/api/home")
	if empty.text("currency") != "KRW" || empty.object("today")["date"] != "2026-11-23" {
		t.Errorf("with nothing: %s", empty.body)
	}
	o, _ := b.paid(order("A-1", "홍길동", "010-1234-5678", "hong@example.com", 59_000))
	b.paid(order("A-2", "홍길동", "010-1234-5678", "hong@example.com", 1000))
	b.want(b.world.send("POST", "/api/payments/"+o.id+"/cancel", `{"amount":9000,"reason":"변심"}`, header("Idempotency-Key", "k1")), http.StatusOK, "")
	failing := b.open(order("A-3", "홍길동", "010-1234-5678", "hong@example.com", 7000))
	imp := b.portone.Fail(payment.MerchantUID(failing.merchantUID), money.Won(7000), "한도초과")
	b.world.send("POST", "/api/payments/"+failing.id+"/complete", fmt.Sprintf(`{"imp_uid":%q}`, imp))
	h := b.see("/console/api/home")
	today := h.object("today")
	for name, want := range map[string][2]float64{"paid": {2, 60_000}, "refunded": {1, 9000}} {
		if got, _ := today[name].(map[string]any); got["count"] != want[0] || got["amount"] != want[1] {
			t.Errorf("%s today: %v, want %v", name, got, want)
		}
	}
	if got, _ := today["failed"].(map[string]any); got["count"] != 1.0 {
		t.Errorf("failed today: %v, want 1", got)
	}
	if list, _ := h.json["failures"].([]any); len(list) != 1 || list[0].(map[string]any)["text"] != "한도초과" {
		t.Errorf("failures %v", h.json["failures"])
	}
	days, _ := h.json["days"].([]any)
	if last, _ := days[29].(map[string]any); last["date"] != "2026-11-23" || days[0].(map[string]any)["date"] != "2026-10-25" {
		t.Errorf("days from %v to %v", days[0], last)
	}
	var took float64
	buckets, _ := h.object("time_to_paid")["buckets"].([]any)
	for _, bucket := range buckets {
		n, _ := bucket.(map[string]any)["count"].(float64)
		took += n
	}
	if took != 2 {
		t.Errorf("%v payments took some time, want 2", took)
	}
	if r := b.see("/console/api/home?currency=USD"); r.text("currency") != "USD" || r.json["other_currencies"].([]any)[0] != "KRW" {
		t.Errorf("in dollars: %s", r.body)
	}
	b.want(b.send("GET", "/console/api/home?currency=won", ""), http.StatusBadRequest, "bad_query")
}
