package month_test

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/recon"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// The month in full is lived by make month, which sets this to a number of
// orders; otherwise some days of it are.
const ordersEnv = "NARU_MONTH_ORDERS"

// The short form.
const (
	fewOrders = 400
	fewDays   = 3
	fullDays  = 30
)

func TestMonth_endsWithEveryWonExplained(t *testing.T) {
	t.Parallel()
	orders, days := fewOrders, fewDays
	if n, err := strconv.Atoi(os.Getenv(ordersEnv)); err == nil {
		orders, days = n, fullDays
	}
	began := time.Now()
	s := newShop(t, 20261001)
	s.trade(orders, days)
	end := s.begun.AddDate(0, 0, days)
	s.until(end, 10*time.Minute)
	s.until(end.AddDate(0, 0, 12), 2*time.Hour) // accounts run out, refunds end
	s.audit(end)
	s.count["calls while PortOne was away"] = int(s.missed.Load())
	for _, what := range slices.Sorted(maps.Keys(s.count)) {
		t.Logf("%7d %s", s.count[what], what)
	}
	t.Logf("%d orders in %d days, lived in %s", orders, days, time.Since(began).Round(100*time.Millisecond))
}

// trade plans the orders, and when PortOne is away.
func (s *shop) trade(orders, days int) {
	month := time.Duration(days) * 24 * time.Hour
	for i := range orders {
		s.in(s.some(0, month), func() { s.order(fmt.Sprintf("M-%05d", i)) })
	}
	for i, away := range []time.Duration{150 * time.Minute, 6 * time.Hour} {
		at := month * time.Duration(i+1) / 3
		s.in(at, func() { s.away.Store(true) })
		s.in(at+away, func() { s.away.Store(false) })
	}
	for range orders / 100 {
		s.in(s.some(0, month), s.forgeWebhook)
		s.in(s.some(0, month), s.other)
	}
}

// order is one buyer.
func (s *shop) order(ref string) {
	method := []string{"card", "card", "card", "card", "card", "trans", "phone", "vbank"}[s.chance.IntN(8)]
	amount := 1000 * (1 + s.chance.IntN(200))
	wish := map[string]any{
		"order_ref": ref, "amount": amount, "name": "맨투맨", "pay_method": method,
		"buyer": map[string]any{"name": "홍길동", "tel": "010-1234-5678", "email": "buyer@example.com"}, "expires_at": s.clock.Now().Add(time.Hour),
	}
	if method == "phone" {
		wish["request_pay"] = map[string]any{"digital": false}
	}
	if method == "vbank" {
		wish["request_pay"] = map[string]any{"vbank_due": s.clock.Now().In(clock.KST).Add(72 * time.Hour).Format("200601021504")}
	}
	code, a := s.api("POST", "/api/payments", "", wish)
	if code != 201 {
		s.t.Fatalf("open %s: %d, %v", ref, code, a)
	}
	s.count["orders opened"]++
	paid, _ := a["payment"].(map[string]any)
	checkout, _ := a["checkout"].(map[string]any)
	request, _ := checkout["request"].(map[string]any)
	id := text(paid["id"])
	s.in(s.some(20*time.Second, 5*time.Minute), func() { s.window(id, request, method) })
}

// window is the buyer in PortOne's window.
func (s *shop) window(id string, request map[string]any, method string) {
	var imp string
	switch {
	case s.one(40): // walks away
		s.count["windows left"]++
		return
	case s.one(30): // declined, then with another card
		s.buys(request, "decline_limit", nil)
		s.count["declined first"]++
		s.in(time.Minute, func() { s.window(id, request, method) })
		return
	case method == "vbank":
		imp = s.buys(request, "issue_account", nil)
		s.count["accounts issued"]++
		if !s.one(150) {
			s.in(s.some(10*time.Minute, 60*time.Hour), func() { s.deposit(id, imp, method) })
		}
	case s.one(10):
		imp = s.buys(request, "approve", map[string]any{"amount": 100})
		s.count["amounts forged"]++
	default:
		imp = s.buys(request, "approve", nil)
		s.count["paid by "+method]++
		s.afterwards(id, imp, method)
	}
	if !s.one(300) { // else the browser is closed: a webhook or a sweep tells
		s.in(2*time.Second, func() { s.api("POST", "/api/payments/"+id+"/complete", "", map[string]any{"imp_uid": imp}) })
	}
}

func (s *shop) deposit(id, imp, method string) {
	if _, err := s.box.Engine().Deposit(s.ctx, imp, ""); err != nil {
		s.count["deposits refused"]++ // the account had been closed
		return
	}
	s.count["paid by "+method]++
	s.afterwards(id, imp, method)
}

// afterwards is what becomes of a paid order.
func (s *shop) afterwards(id, imp, method string) {
	switch {
	case s.one(30):
		s.in(s.some(3*time.Hour, 90*time.Hour), func() { s.refund(id, method, 0) })
	case s.one(5):
		s.in(s.some(time.Hour, 48*time.Hour), func() { s.cancelInConsole(imp, method) })
	}
}

// refund asks for money back until it is said to be under way or done, with the
// same key each time.
func (s *shop) refund(id, method string, tries int) {
	body := map[string]any{"reason": "단순 변심"}
	if s.chance.IntN(2) == 0 && tries == 0 {
		body["amount"] = 500
	}
	s.refundAs(id, method, body, 0)
}

func (s *shop) refundAs(id, method string, body map[string]any, tries int) {
	if method == "vbank" {
		body["refund_account"] = map[string]any{"bank": "04", "number": "1234567", "holder": "홍길동"}
	}
	code, a := s.api("POST", "/api/payments/"+id+"/cancel", "refund-"+id, body)
	switch {
	case code == 200 || code == 202:
		s.count["refunds"]++
	case tries < 5: // not confirmed yet while PortOne is away
		s.count["refunds asked for again"]++
		s.in(3*time.Hour, func() { s.refundAs(id, method, body, tries+1) })
	default:
		s.t.Errorf("refund of %s: %d, %v", id, code, a)
	}
}

// cancelInConsole is the shop's clerk, who does not use this server.
func (s *shop) cancelInConsole(imp, method string) {
	r := engine.CancelRequest{ImpUID: imp, FromConsole: true, Reason: "관리자 콘솔에서 취소"}
	if method == "vbank" {
		r.RefundBank, r.RefundAccount, r.RefundHolder = "04", "1234567", "홍길동"
	}
	if _, err := s.box.Engine().Cancel(s.ctx, s.account, r); err != nil {
		s.t.Errorf("console cancel of %s: %v", imp, err)
	}
	s.count["cancelled in PortOne's console"]++
}

// forgeWebhook tells the server of a payment that does not exist, or has not the
// status that it claims.
func (s *shop) forgeWebhook() {
	imp, uid := "imp_000000000000", "nobody"
	if all := s.box.Engine().All(s.account); len(all) > 0 {
		p := all[s.chance.IntN(len(all))]
		imp, uid = p.ImpUID, p.MerchantUID
	}
	body := fmt.Sprintf(`{"imp_uid":%q,"merchant_uid":%q,"status":%q}`, imp, uid, []string{"paid", "cancelled"}[s.chance.IntN(2)])
	if code, a := s.send(s.handler, "POST", "/api/webhooks/portone", []byte(body), nil); code != 200 {
		s.t.Errorf("forged webhook: %d, %v", code, a)
	}
	s.count["webhooks forged"]++
}

// other is another program's payment on the same account.
func (s *shop) other() {
	s.buys(map[string]any{
		"pg": "html5_inicis.INIpayTest", "pay_method": "card", "merchant_uid": fmt.Sprintf("link-%d", s.count["other programs' payments"]),
		"name": "링크 결제", "amount": 7700, "buyer_name": "홍길동", "buyer_tel": "010-1234-5678",
	}, "approve", nil)
	s.count["other programs' payments"]++
}

// audit compares everything with PortOne's ledger at the end.
func (s *shop) audit(end time.Time) {
	report, err := s.service.Reconcile(s.ctx, merchant.ReconcileRequest{From: s.begun, To: end.AddDate(0, 0, 10), ReadOnly: true})
	if err != nil {
		s.t.Fatal(err)
	}
	if !report.Clean() || report.Unexplained != 0 || report.Recorded != 0 {
		s.t.Errorf("unexplained %d, recorded only now %d", report.Unexplained, report.Recorded)
	}
	for _, d := range report.Differences {
		s.t.Errorf("%s %s %s: here %s, PortOne %s %s", d.Kind, d.OrderRef, d.ImpUID, d.Here, d.PortOne, d.Detail)
	}
	truth := s.truth()
	for _, total := range report.Totals {
		key := total.Day + " " + total.Method
		if total.Here != total.PortOne || total.PortOne != truth[key] {
			s.t.Errorf("%s: here %+v, listed %+v, the ledger %+v", key, total.Here, total.PortOne, truth[key])
		}
		delete(truth, key)
	}
	for key, sum := range truth {
		s.t.Errorf("%s: the report lacks %+v", key, sum)
	}
	if report.Outside != int64(s.count["other programs' payments"]) {
		s.t.Errorf("%d payments of others, want %d", report.Outside, s.count["other programs' payments"])
	}
	s.count["won explained"] = s.explained()
	s.auditShop()
}

// truth adds up the sandbox's ledger by day and way to pay.
func (s *shop) truth() map[string]recon.Sum {
	sums := map[string]recon.Sum{}
	for _, p := range s.ours() {
		key := time.Unix(p.PaidAt, 0).In(clock.KST).Format(time.DateOnly) + " " + string(p.PayMethod)
		sum := sums[key]
		sum.Count++
		sum.Captured += p.Amount.Minor()
		sum.Refunded += p.CancelAmount.Minor()
		sums[key] = sum
	}
	return sums
}

// ours are the paid payments of PortOne's that this server opened.
func (s *shop) ours() []engine.Payment {
	return slices.DeleteFunc(s.box.Engine().All(s.account), func(p engine.Payment) bool {
		return p.PaidAt == 0 || len(p.MerchantUID) > 5 && p.MerchantUID[:5] == "link-"
	})
}

func (s *shop) explained() int {
	total := 0
	for _, p := range s.ours() {
		total += int(p.Amount.Minor())
	}
	return total
}

// auditShop goes through our payments: each is where PortOne's ledger says it
// is, forged money went back whole, nothing is under way, and the shop was told
// of each paid order once.
func (s *shop) auditShop() {
	states := map[payment.State]int{}
	page := merchant.Page{Limit: 100}
	for {
		list, err := s.service.Payments(s.ctx, merchant.PaymentFilter{}, page)
		if err != nil {
			s.t.Fatal(err)
		}
		for _, v := range list.Rows {
			states[v.Payment.State]++
			s.auditPayment(v)
		}
		if list.Next == nil {
			break
		}
		page = *list.Next
	}
	for state, n := range states {
		s.count["at the end "+string(state)] = n
	}
	if n := states[payment.Open] + states[payment.AwaitingDeposit]; n != 0 {
		s.t.Errorf("%d payments still wait", n)
	}
}

func (s *shop) auditPayment(v merchant.View) {
	p := v.Payment
	if told := len(s.told[string(payment.EventPaid)+" "+string(p.ID)]); (p.Bound != "") != (told == 1) || told > 1 {
		s.t.Errorf("%s is %s, and the shop was told %d times that it is paid", p.ID, p.State, told)
	}
	for _, r := range v.Refunds {
		if r.State == payment.RefundRejected && r.FaultCode == fault.RefundRefused {
			s.count["refunds refused by the PG"]++ // a phone bill, say, whose month is over
			continue
		}
		if r.State != payment.RefundSucceeded {
			s.t.Errorf("refund %s of %s is %s %s", r.ID, p.ID, r.State, r.FaultCode)
		}
	}
	for _, a := range v.Attempts {
		there, err := s.box.Engine().PaymentByImpUID(s.account, string(a.ImpUID))
		if err != nil {
			s.t.Errorf("attempt %s of %s: %v", a.ImpUID, p.ID, err)
			continue
		}
		if a.ImpUID != p.Bound && there.PaidAt > 0 && there.CancelAmount.Minor() != there.Amount.Minor() {
			s.t.Errorf("%s did not pay %s, and %d of %d went back", a.ImpUID, p.ID, there.CancelAmount.Minor(), there.Amount.Minor())
		}
	}
}
