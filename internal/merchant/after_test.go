package merchant_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

// newAfter is a world that stores nothing before money moves.
func newAfter(t *testing.T) *world {
	w := newWorld(t)
	w.Record = merchant.RecordAfter
	w.Listing = w.portone
	return w
}

// customData is what the browser hands to PortOne beside the amount.
func customData(t *testing.T, o merchant.Opened) string {
	t.Helper()
	var request struct {
		CustomData json.RawMessage `json:"custom_data"`
	}
	if err := json.Unmarshal(o.Request, &request); err != nil {
		t.Fatal(err)
	}
	return string(request.CustomData)
}

func carrying(data string) func(*payment.Seen) {
	return func(s *payment.Seen) { s.CustomData = data }
}

// stored counts the payments that are stored.
func (w *world) stored() int {
	w.t.Helper()
	list, err := w.Payments(w.t.Context(), merchant.PaymentFilter{}, merchant.Page{Limit: 100})
	if err != nil {
		w.t.Fatal(err)
	}
	return len(list.Rows)
}

func (w *world) complete(o merchant.Opened, imp payment.ImpUID) (merchant.View, error) {
	p := o.View.Payment
	return w.Confirm(w.t.Context(), merchant.Hint{PaymentID: p.ID, MerchantUID: p.MerchantUID, ImpUID: imp, Actor: "callback"})
}

func TestAfter_storesNothingUntilMoneyMoves(t *testing.T) {
	t.Parallel()
	w := newAfter(t)
	req := request("A-1")
	req.Metadata, req.ReturnURL = json.RawMessage(`{"cart":7}`), "http://localhost:4000/thanks"
	req.Extra = map[string]json.RawMessage{"custom_data": json.RawMessage(`{"shop":"own"}`)}
	o := w.open(req)
	if o.View.Payment.Version != 0 || w.stored() != 0 {
		t.Fatalf("version %d, %d payments stored", o.View.Payment.Version, w.stored())
	}
	data := customData(t, o)
	if !strings.Contains(data, `"shop":"own"`) || strings.Contains(data, "cart") || strings.Contains(data, "홍길동") {
		t.Errorf("custom_data %s", data)
	}
	failed := w.portone.Fail(o.View.Payment.MerchantUID, money.Won(59000), "한도초과")
	w.portone.Change(failed, carrying(data))
	v, err := w.complete(o, failed)
	if err != nil || v.Payment.State != payment.Failed || v.Payment.FailReason != "한도초과" || v.Payment.Version != 0 || w.stored() != 0 {
		t.Errorf("declined: %s version %d, %v, %d stored", v.Payment.State, v.Payment.Version, err, w.stored())
	}
	imp := w.portone.Pay(o.View.Payment.MerchantUID, money.Won(59000), carrying(data))
	if v, err = w.complete(o, imp); err != nil || v.Payment.State != payment.Paid {
		t.Fatalf("paid: %s, %v", v.Payment.State, err)
	}
	p := v.Payment
	if p.ID != o.View.Payment.ID || p.OrderRef != "A-1" || string(p.Metadata) != `{"cart":7}` || p.Buyer != req.Buyer || p.ReturnURL != req.ReturnURL || p.Name != req.Name {
		t.Errorf("recorded as %+v", p)
	}
	if told := w.told(p.ID); len(told) != 1 || told[0] != payment.EventPaid {
		t.Errorf("told %v", told)
	}
}

// What a browser may do to its quote, and what becomes of the money.
func TestAfter_moneyWithoutAQuoteThatCountsGoesBack(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		data   func(t *testing.T, w *world, own string) string
		change func(*payment.Seen)
		want   fault.Code
	}{
		"missing":   {func(*testing.T, *world, string) string { return "" }, nil, fault.QuoteMissing},
		"stripped":  {func(*testing.T, *world, string) string { return `{"shop":1}` }, nil, fault.QuoteMissing},
		"no object": {func(*testing.T, *world, string) string { return `"text"` }, nil, fault.QuoteMissing},
		"tampered": {func(_ *testing.T, _ *world, own string) string {
			at := strings.Index(own, `"naru":"`) + 40
			other := byte('A')
			if own[at] == other {
				other = 'B'
			}
			return own[:at] + string(other) + own[at+1:]
		}, nil, fault.QuoteInvalid},
		"a number": {func(*testing.T, *world, string) string { return `{"naru":1}` }, nil, fault.QuoteInvalid},
		"another order's": {func(t *testing.T, w *world, _ string) string {
			cheap := request("A-2")
			cheap.Amount = money.Won(59000)
			return customData(t, w.open(cheap))
		}, nil, fault.QuoteForeign},
		"other amount": {func(_ *testing.T, _ *world, own string) string { return own }, func(s *payment.Seen) {
			s.Amount, s.Captured = money.Won(100), money.Won(100)
		}, fault.AmountMismatch},
		"other channel": {func(_ *testing.T, _ *world, own string) string { return own }, func(s *payment.Seen) {
			s.Channel.MID = "INIBillTst"
		}, fault.ChannelMismatch},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newAfter(t)
			o := w.open(request("A-1"))
			changes := []func(*payment.Seen){carrying(c.data(t, w, customData(t, o)))}
			if c.change != nil {
				changes = append(changes, c.change)
			}
			imp := w.portone.Pay(o.View.Payment.MerchantUID, money.Won(59000), changes...)
			v, err := w.complete(o, imp)
			w.due()
			if err != nil || v.Payment.State != payment.Closed || v.Payment.Reason != c.want || v.Payment.ID != o.View.Payment.ID {
				t.Errorf("%s %s, %v; want closed for %s", v.Payment.State, v.Payment.Reason, err, c.want)
			}
			if seen := w.portone.Seen(imp); seen.Balance().IsPositive() {
				t.Errorf("%s of %s went back", seen.Cancelled, seen.Captured)
			}
			if list := w.raised(v.Payment.ID); len(list) != 1 || list[0].Reason != c.want {
				t.Errorf("raised %v", list)
			}
			for _, kind := range w.told(v.Payment.ID) {
				if kind == payment.EventPaid {
					t.Error("the shop heard paid")
				}
			}
		})
	}
}

func TestAfter_realMoneyForATestQuoteIsLeftToAPerson(t *testing.T) {
	t.Parallel()
	w := newAfter(t)
	o := w.open(request("A-1"))
	imp := w.portone.Pay(o.View.Payment.MerchantUID, money.Won(59000), func(s *payment.Seen) { s.Env = payment.Live })
	v, err := w.complete(o, imp)
	w.due()
	if err != nil || v.Payment.State == payment.Paid || len(w.portone.Cancels()) != 0 || len(w.raised(v.Payment.ID)) != 1 {
		t.Errorf("%s, %v, %d cancels, raised %v", v.Payment.State, err, len(w.portone.Cancels()), w.raised(v.Payment.ID))
	}
}

func TestAfter_anExpiredQuoteIsLateByPortOnesTimeOfPayment(t *testing.T) {
	t.Parallel()
	w := newAfter(t)
	inTime, late := w.open(request("A-1")), w.open(request("A-2"))
	w.clock.Advance(50 * time.Minute)
	early := w.portone.Pay(inTime.View.Payment.MerchantUID, money.Won(59000), carrying(customData(t, inTime)))
	w.clock.Advance(24 * time.Hour) // nobody told us of it
	after := w.portone.Pay(late.View.Payment.MerchantUID, money.Won(59000), carrying(customData(t, late)))
	if v, err := w.complete(inTime, early); err != nil || v.Payment.State != payment.Paid {
		t.Errorf("paid in time, heard of late: %s, %v", v.Payment.State, err)
	}
	v, err := w.complete(late, after)
	w.due()
	if err != nil || v.Payment.State != payment.Expired || v.Payment.Reason != fault.LatePayment || w.portone.Seen(after).Balance().IsPositive() {
		t.Errorf("paid too late: %s %s, %v, %s left", v.Payment.State, v.Payment.Reason, err, w.portone.Seen(after).Balance())
	}
}

func TestAfter_aReusedQuotePaysOnce(t *testing.T) {
	t.Parallel()
	w := newAfter(t)
	o := w.open(request("A-1"))
	data := carrying(customData(t, o))
	first := w.portone.Pay(o.View.Payment.MerchantUID, money.Won(59000), data)
	second := w.portone.Pay(o.View.Payment.MerchantUID, money.Won(59000), data) // the PG let both tabs through
	for _, imp := range []payment.ImpUID{first, second} {
		if _, err := w.complete(o, imp); err != nil {
			t.Fatal(err)
		}
	}
	w.due()
	if v := w.read(o.View.Payment.ID); v.Payment.State != payment.Paid || v.Payment.Bound != first || w.stored() != 1 {
		t.Errorf("%s by %s, %d stored", v.Payment.State, v.Payment.Bound, w.stored())
	}
	if w.portone.Seen(first).Cancelled.IsPositive() || w.portone.Seen(second).Balance().IsPositive() {
		t.Errorf("went back: %s and %s", w.portone.Seen(first).Cancelled, w.portone.Seen(second).Cancelled)
	}
}

func TestAfter_twoQuotesOfOneOrderPayItOnce(t *testing.T) {
	t.Parallel()
	w := newAfter(t)
	a, b := w.open(request("A-1")), w.open(request("A-1"))
	if a.View.Payment.ID == b.View.Payment.ID {
		t.Fatal("two openings share a payment that nobody stored")
	}
	first := w.portone.Pay(a.View.Payment.MerchantUID, money.Won(59000), carrying(customData(t, a)))
	second := w.portone.Pay(b.View.Payment.MerchantUID, money.Won(59000), carrying(customData(t, b)))
	for o, imp := range map[*merchant.Opened]payment.ImpUID{&a: first, &b: second} {
		if _, err := w.complete(*o, imp); err != nil {
			t.Fatal(err)
		}
	}
	w.due()
	back := w.portone.Seen(first).Cancelled.Minor() + w.portone.Seen(second).Cancelled.Minor()
	order, err := w.Order(t.Context(), "A-1")
	if err != nil || order.State() != "paid" || back != 59000 || len(order.Payments) != 2 {
		t.Errorf("order %s, %v, %d won went back", order.State(), err, back)
	}
	if _, err := w.Open(t.Context(), request("A-1")); fault.CodeOf(err) != fault.OrderAlreadyPaid {
		t.Errorf("opening the paid order: %v", err)
	}
}

// A made-up merchant_uid costs nothing, one of ours costs a bounded number of
// readings.
func TestAfter_strangersCostLittle(t *testing.T) {
	t.Parallel()
	w := newAfter(t)
	uid := w.open(request("A-1")).View.Payment.MerchantUID
	forged := []payment.MerchantUID{"order-1", uid[:len(uid)-1] + "!", payment.MerchantUID(strings.Repeat("a", 30)), uid[1:] + "0"}
	for _, f := range forged {
		if w.Marked(f) {
			t.Errorf("%s is taken for ours", f)
		}
		if err := w.Webhook(t.Context(), merchant.Note{ImpUID: "imp_1", MerchantUID: f, Status: "paid"}); err != nil {
			t.Fatal(err)
		}
	}
	w.due()
	if n := w.portone.Calls("Lookup") + w.portone.Calls("LookupAll"); n != 0 {
		t.Errorf("forged ids cost %d readings", n)
	}
	for range 50 {
		_, err := w.Confirm(t.Context(), merchant.Hint{MerchantUID: uid, ImpUID: "imp_1", Actor: "callback"})
		if code := fault.CodeOf(err); code != fault.PaymentNotFound && code != fault.TooManyRequests {
			t.Fatal(err)
		}
	}
	if n := w.portone.Calls("Lookup"); n > 5 {
		t.Errorf("one id of ours cost %d readings", n)
	}
	if w.stored() != 0 {
		t.Errorf("%d payments stored", w.stored())
	}
}

func TestAfter_webhookOrSweepAloneRecordsIt(t *testing.T) {
	t.Parallel()
	w := newAfter(t)
	a, b := w.open(request("A-1")), w.open(request("A-2"))
	imp := w.portone.Pay(a.View.Payment.MerchantUID, money.Won(59000), carrying(customData(t, a)))
	if err := w.Webhook(t.Context(), merchant.Note{ImpUID: imp, MerchantUID: a.View.Payment.MerchantUID, Status: "paid"}); err != nil {
		t.Fatal(err)
	}
	w.due()
	if v := w.read(a.View.Payment.ID); v.Payment.State != payment.Paid {
		t.Errorf("by webhook: %s", v.Payment.State)
	}
	w.portone.Pay(b.View.Payment.MerchantUID, money.Won(59000), carrying(customData(t, b)))
	w.portone.Pay("link-pay-1", money.Won(7700))
	w.clock.Advance(time.Minute + 10*time.Second)
	w.due()
	if v := w.read(b.View.Payment.ID); v.Payment.State != payment.Paid || w.stored() != 2 || len(w.portone.Cancels()) != 0 {
		t.Errorf("by the sweep: %s, %d stored, %d cancels", v.Payment.State, w.stored(), len(w.portone.Cancels()))
	}
}

func TestAfter_reconciliationFindsWhatNobodyToldOf(t *testing.T) {
	t.Parallel()
	w := newAfter(t)
	paid, left := w.open(request("A-1")), w.open(request("A-2"))
	began := w.clock.Now()
	w.portone.Pay(paid.View.Payment.MerchantUID, money.Won(59000), carrying(customData(t, paid)))
	w.portone.Fail(left.View.Payment.MerchantUID, money.Won(59000), "한도초과")
	w.clock.Advance(time.Hour)
	read := merchant.ReconcileRequest{From: began.Add(-time.Minute), To: w.clock.Now(), ReadOnly: true}
	report, err := w.Reconcile(t.Context(), read)
	if err != nil || report.Ours != 2 || w.stored() != 0 {
		t.Fatalf("read only: %+v, %v, %d stored", report, err, w.stored())
	}
	read.ReadOnly = false
	if report, err = w.Reconcile(t.Context(), read); err != nil || w.stored() != 1 {
		t.Fatalf("%+v, %v, %d stored", report, err, w.stored())
	}
	if v := w.read(paid.View.Payment.ID); v.Payment.State != payment.Paid {
		t.Errorf("reconciled: %s", v.Payment.State)
	}
}

func TestAfter_anIssuedAccountIsRecordedAndMayBePaidAfterTheQuote(t *testing.T) {
	t.Parallel()
	w := newAfter(t)
	req := request("A-1")
	req.PayMethod = "vbank"
	o := w.open(req)
	imp := w.portone.Issue(o.View.Payment.MerchantUID, money.Won(59000), w.clock.Now().Add(72*time.Hour))
	w.portone.Change(imp, carrying(customData(t, o)))
	v, err := w.complete(o, imp)
	if err != nil || v.Payment.State != payment.AwaitingDeposit || v.Payment.Account == nil || w.stored() != 1 {
		t.Fatalf("%s, %v", v.Payment.State, err)
	}
	w.clock.Advance(48 * time.Hour)
	w.portone.Deposit(imp)
	if v, err = w.complete(o, imp); err != nil || v.Payment.State != payment.Paid {
		t.Errorf("deposited: %s, %v", v.Payment.State, err)
	}
}

func TestAfter_anAccountWithoutItsQuoteIsClosed(t *testing.T) {
	t.Parallel()
	w := newAfter(t)
	req := request("A-1")
	req.PayMethod = "vbank"
	o := w.open(req)
	imp := w.portone.Issue(o.View.Payment.MerchantUID, money.Won(59000), w.clock.Now().Add(72*time.Hour))
	v, err := w.complete(o, imp)
	w.due()
	if err != nil || v.Payment.Account != nil || w.portone.Seen(imp).Status != payment.SeenCancelled {
		t.Errorf("account %v shown, %v, the account is %s", v.Payment.Account, err, w.portone.Seen(imp).Status)
	}
}

func TestAfter_theClientTokenIsTheQuoteWithoutWhatIsTheShops(t *testing.T) {
	t.Parallel()
	w := newAfter(t)
	req := request("A-1")
	req.Metadata, req.ReturnURL = json.RawMessage(`{"cart":7}`), "http://localhost:4000/thanks"
	o := w.open(req)
	c, err := w.TokenClaim(o.Token)
	if err != nil || c.PaymentID != o.View.Payment.ID || c.Quoted.Amount != money.Won(59000) || c.Quoted.ReturnURL != req.ReturnURL || c.Quoted.Metadata != nil {
		t.Fatalf("claim %+v, %v", c, err)
	}
	if v, err := w.complete(o, "imp_nothing"); fault.CodeOf(err) != fault.PaymentNotFound {
		t.Errorf("nothing at PortOne: %+v, %v", v, err)
	}
	other := "A" // a letter in the middle is another one, whatever it was
	if o.Token[20] == 'A' {
		other = "B"
	}
	for _, bad := range []string{"ct_q.", "ct_q.AAAA", o.Token[:20] + other + o.Token[21:], "ct_q." + customData(t, o)} {
		if _, err := w.TokenClaim(bad); fault.CodeOf(err) != fault.TokenInvalid {
			t.Errorf("%.30s: %v", bad, err)
		}
	}
	// The quote of custom_data is no token, though it is sealed by the same key.
	var data map[string]string
	if err := json.Unmarshal([]byte(customData(t, o)), &data); err != nil {
		t.Fatal(err)
	}
	if _, err := w.TokenClaim("ct_q." + data["naru"]); fault.CodeOf(err) != fault.TokenInvalid {
		t.Errorf("the quote serves as a token: %v", err)
	}
	w.clock.Advance(2 * time.Hour)
	if c, err := w.TokenClaim(o.Token); err != nil || c.Quoted.State != payment.Expired {
		t.Errorf("after the quote: %v", err)
	}
	w.clock.Advance(merchant.TokenLife)
	if _, err := w.TokenClaim(o.Token); fault.CodeOf(err) != fault.TokenInvalid {
		t.Errorf("a week later: %v", err)
	}
}

func TestAfter_refusesWhatItCouldNotKnowAgain(t *testing.T) {
	t.Parallel()
	w := newAfter(t)
	own := request("A-1")
	own.MerchantUID = "my-own-1"
	text := request("A-2")
	text.Extra = map[string]json.RawMessage{"custom_data": json.RawMessage(`"text"`)}
	taken := request("A-3")
	taken.Extra = map[string]json.RawMessage{"custom_data": json.RawMessage(`{"naru":1}`)}
	for _, c := range []struct {
		req  merchant.OpenRequest
		want fault.Code
	}{{own, fault.BadField}, {text, fault.BadField}, {taken, fault.ParameterGuarded}} {
		if _, err := w.Open(t.Context(), c.req); fault.CodeOf(err) != c.want {
			t.Errorf("%s: %v, want %s", c.req.OrderRef, err, c.want)
		}
	}
}

// A server that stores before again still knows what it opened after, also when
// its key was changed meanwhile.
func TestAfter_quotesOutliveTheModeAndTheKey(t *testing.T) {
	t.Parallel()
	w := newAfter(t)
	o := w.open(request("A-1"))
	w.Record = merchant.RecordBefore
	w.OtherTokenKeys, w.TokenKey = [][]byte{w.TokenKey}, []byte(strings.Repeat("n", 32))
	imp := w.portone.Pay(o.View.Payment.MerchantUID, money.Won(59000), carrying(customData(t, o)))
	if v, err := w.complete(o, imp); err != nil || v.Payment.State != payment.Paid || v.Payment.ID != o.View.Payment.ID {
		t.Errorf("%s, %v", v.Payment.State, err)
	}
	if w.open(request("A-2")).View.Payment.Version != 1 {
		t.Error("before stores nothing")
	}
}

func TestAfter_theShopIsAskedByTheQuoteReadBack(t *testing.T) {
	t.Parallel()
	w, shop := newApproving(t)
	w.Record = merchant.RecordAfter
	o := w.open(request("A-1"))
	p := o.View.Payment
	imp := w.portone.Fail(p.MerchantUID, p.Amount, "")
	w.portone.Change(imp, func(s *payment.Seen) { s.Status, s.CustomData = payment.SeenReady, customData(t, o) })
	bare := w.portone.Fail(p.MerchantUID, p.Amount, "")
	w.portone.Change(bare, func(s *payment.Seen) { s.Status = payment.SeenReady })
	wantCode(t, w.approve(p, "imp_unknown"), fault.PaymentNotFound)
	wantCode(t, w.approve(p, bare), fault.QuoteMissing)
	forged := p
	forged.Amount = money.Won(100)
	wantCode(t, w.approve(forged, imp), fault.AmountMismatch)
	if len(shop.Asked()) != 0 || w.stored() != 0 {
		t.Fatalf("asked %d times, %d stored", len(shop.Asked()), w.stored())
	}
	wantCode(t, w.approve(p, imp), "")
	wantCode(t, w.approve(p, imp), "")
	if len(shop.Asked()) != 1 || w.stored() != 1 || w.holds(p.ID)[0].State != payment.HoldKept {
		t.Errorf("asked %d times, %d stored", len(shop.Asked()), w.stored())
	}
}

func TestAfter_anImportLeavesItToTheSweeps(t *testing.T) {
	t.Parallel()
	w := newAfter(t)
	o := w.open(request("A-1"))
	w.portone.Pay(o.View.Payment.MerchantUID, money.Won(100)) // forged, and without its quote
	began := w.clock.Now().Add(-time.Hour)
	w.clock.Advance(time.Minute)
	report, err := w.Import(t.Context(), merchant.ImportRequest{From: began, To: w.clock.Now()})
	if err != nil || w.stored() != 0 {
		t.Fatalf("%+v, %v, %d stored", report, err, w.stored())
	}
}

// Whatever a stranger sends for a token or in custom_data is refused, and
// breaks nothing.
func FuzzUnseal(f *testing.F) {
	f.Add("ct_q.AAAA", `{"naru":"AAAA"}`)
	f.Add("ct_q.", `{"naru":{}}`)
	f.Add("ct_pay_1.1.x", `[]`)
	f.Fuzz(func(t *testing.T, token, data string) {
		w := newAfter(t)
		o := w.open(request("A-1"))
		if c, err := w.TokenClaim(token); err == nil {
			t.Errorf("%q claims %+v", token, c)
		}
		w.portone.Pay(o.View.Payment.MerchantUID, money.Won(59000), carrying(data))
		if v, err := w.complete(o, ""); err != nil || v.Payment.State == payment.Paid {
			t.Errorf("custom_data %q: %s, %v", data, v.Payment.State, err)
		}
		if w.Marked(payment.MerchantUID(data)) {
			t.Errorf("%q is taken for ours", data)
		}
	})
}

// The order's other payment is paid while the shop thinks about this one.
func TestAfter_anOrderThatIsPaidMeanwhileIsNotApproved(t *testing.T) {
	t.Parallel()
	w, shop := newApproving(t)
	w.Record = merchant.RecordAfter
	a, b := w.open(request("A-1")), w.open(request("A-1"))
	imp := w.portone.Fail(a.View.Payment.MerchantUID, money.Won(59000), "")
	w.portone.Change(imp, func(s *payment.Seen) { s.Status, s.CustomData = payment.SeenReady, customData(t, a) })
	paid := w.portone.Pay(b.View.Payment.MerchantUID, money.Won(59000), carrying(customData(t, b)))
	shop.Meanwhile(func(payment.ID) {
		if _, err := w.complete(b, paid); err != nil {
			t.Error(err)
		}
	})
	wantCode(t, w.approve(a.View.Payment, imp), fault.OrderAlreadyPaid)
}
