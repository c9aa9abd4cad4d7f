package merchant_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

// account is where a buyer wants money back.
var account = &payment.RefundAccount{Bank: "004", Number: "123-456-789012", Holder: "홍길동"}

func choice(d payment.Discrepancy, reason string) merchant.Choice {
	return merchant.Choice{ID: d.ID, Reason: reason, By: "key_1"}
}

// openOne returns the payment's only open discrepancy of a reason.
func (w *world) openOne(id payment.ID, reason fault.Code) payment.Discrepancy {
	w.t.Helper()
	var found []payment.Discrepancy
	for _, d := range w.raised(id) {
		if d.Reason == reason && d.Open() {
			found = append(found, d)
		}
	}
	if len(found) != 1 {
		w.t.Fatalf("open discrepancies of %s: %v", reason, found)
	}
	return found[0]
}

func (w *world) accept(c merchant.Choice) merchant.Resolved {
	w.t.Helper()
	out, err := w.AcceptDiscrepancy(w.t.Context(), c)
	if err != nil {
		w.t.Fatalf("accept: %v", err)
	}
	return out
}

func (w *world) giveBack(c merchant.Choice) merchant.Resolved {
	w.t.Helper()
	out, err := w.GiveBackDiscrepancy(w.t.Context(), c)
	if err != nil {
		w.t.Fatalf("give back: %v", err)
	}
	return out
}

// reviewed is a payment whose money was partly cancelled before we saw it.
func (w *world) reviewed(ref string, gone int64) (merchant.View, payment.ImpUID) {
	w.t.Helper()
	p := w.open(request(ref)).View.Payment
	imp := w.portone.Pay(p.MerchantUID, p.Amount)
	w.portone.CancelElsewhere(imp, money.Won(gone))
	return w.confirm(p.ID, imp), imp
}

func TestAccept_moneyThatMatchesPaysItsPaymentOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	v, imp := w.reviewed("A-1", 9000)
	if v.Payment.State != payment.Closed {
		t.Fatalf("payment is %s before anybody decided", v.Payment.State)
	}
	newer := w.open(request("A-1")).View.Payment
	d := w.openOne(v.Payment.ID, fault.PartlyCancelled)
	out := w.accept(choice(d, "고객과 확인"))
	p := out.View.Payment
	if p.State != payment.PartiallyRefunded || p.Bound != imp || p.Returned != money.Won(9000) || p.ClosedCause != "" {
		t.Errorf("payment = %s bound %s, %v returned, cause %q", p.State, p.Bound, p.Returned, p.ClosedCause)
	}
	if out.Discrepancy.Open() || out.Discrepancy.DecidedBy != "key_1" || out.Discrepancy.Why != "고객과 확인" || out.Discrepancy.Decision != payment.Accepted {
		t.Errorf("discrepancy = %+v", out.Discrepancy)
	}
	again := w.accept(choice(d, "고객과 확인"))
	if again.View.Payment.Version != p.Version {
		t.Error("the same choice again changed the payment")
	}
	if _, err := w.GiveBackDiscrepancy(t.Context(), choice(d, "아니다")); fault.CodeOf(err) != fault.DiscrepancyDecided {
		t.Errorf("another decision: %v", err)
	}
	want := []payment.EventType{payment.EventRejected, payment.EventPaid, payment.EventPartlyRefunded}
	if got := w.told(p.ID); !slices.Equal(got, want) {
		t.Errorf("the shop was told %v, want %v", got, want)
	}
	if other := w.read(newer.ID).Payment; other.State != payment.Closed || other.ClosedCause != payment.CauseSuperseded {
		t.Errorf("the order's other payment is %s (%s), want it closed", other.State, other.ClosedCause)
	}
	if len(w.portone.Cancels()) != 0 {
		t.Errorf("PortOne was asked to cancel %v", w.portone.Cancels())
	}
	w.confirm(p.ID, imp)
	if got := w.told(p.ID); !slices.Equal(got, want) {
		t.Errorf("a later look told the shop %v", got[len(want):])
	}
	rest, err := w.Cancel(t.Context(), merchant.CancelRequest{PaymentID: p.ID, Reason: "환불", IdemKey: "1"})
	if err != nil || rest.Refund.Amount != money.Won(50000) || rest.View.Payment.State != payment.Refunded {
		t.Errorf("refund of the rest: %v, %v, %s", err, rest.Refund.Amount, rest.View.Payment.State)
	}
}

func TestAccept_moneyOfAPaidOrderStaysOutsideOfIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	v, imp := w.reviewed("A-1", 9000)
	paid := w.paid("A-1")
	out := w.accept(choice(w.openOne(v.Payment.ID, fault.PartlyCancelled), "현금으로 정산"))
	if out.View.Payment.State != payment.Closed || out.View.Payment.Bound != "" || out.Discrepancy.Open() {
		t.Errorf("payment = %s, open = %v", out.View.Payment.State, out.Discrepancy.Open())
	}
	if got := w.told(v.Payment.ID); slices.Contains(got, payment.EventPaid) {
		t.Errorf("the shop was told %v of a second payment", got)
	}
	if w.read(paid.Payment.ID).Payment.State != payment.Paid || w.portone.Seen(imp).Cancelled != money.Won(9000) {
		t.Error("the decision moved money")
	}
}

func TestAccept_neverPaysWithMoneyThatDoesNotMatch(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*payment.Seen){
		"live money":  func(s *payment.Seen) { s.Env = payment.Live },
		"less money":  func(s *payment.Seen) { s.Amount, s.Captured = money.Won(1), money.Won(1) },
		"other money": func(s *payment.Seen) { s.Channel.MID = "other" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			p := w.open(request("A-1")).View.Payment
			imp := w.portone.Pay(p.MerchantUID, p.Amount, change, func(s *payment.Seen) { s.PayMethod = "vbank" })
			w.confirm(p.ID, imp)
			first := w.raised(p.ID)[0] // one decision closes all that is raised about the money
			if out := w.accept(choice(first, "둔다")); out.View.Payment.State != payment.Closed {
				t.Errorf("accepted %s: payment %s", first.Reason, out.View.Payment.State)
			}
			for _, d := range w.raised(p.ID) {
				if d.Open() {
					t.Errorf("%s is still open", d.Reason)
				}
			}
			w.due()
			w.confirm(p.ID, imp)
			if got := w.told(p.ID); slices.Contains(got, payment.EventPaid) || w.portone.Calls("Cancel") != 0 {
				t.Errorf("told %v, %d cancels", got, w.portone.Calls("Cancel"))
			}
		})
	}
}

func TestGiveBack_ofALateDepositNeedsAnAccount(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	req := request("A-1")
	req.PayMethod = "vbank"
	p := w.open(req).View.Payment
	imp := w.portone.Issue(p.MerchantUID, p.Amount, w.clock.Now().Add(time.Hour))
	w.confirm(p.ID, imp)
	w.open(request("A-1")) // other terms close the account
	w.portone.Deposit(imp)
	v := w.confirm(p.ID, imp)
	if r := v.Refunds[0]; r.State != payment.RefundHuman || r.FaultCode != fault.RefundNeedsAccount {
		t.Fatalf("refund of a late deposit: %s, %s", r.State, r.FaultCode)
	}
	late, need := w.openOne(p.ID, fault.LatePayment), w.openOne(p.ID, fault.RefundNeedsAccount)
	if _, err := w.GiveBackDiscrepancy(t.Context(), choice(need, "환불")); fault.CodeOf(err) != fault.RefundNeedsAccount {
		t.Errorf("without an account: %v", err)
	}
	c := choice(need, "환불")
	c.Account = account
	out := w.giveBack(c)
	if out.Refund == nil || out.Refund.State != payment.RefundSucceeded || out.Discrepancy.Open() {
		t.Fatalf("gave back %+v, %+v", out.Refund, out.Discrepancy)
	}
	sent := w.portone.Cancels()
	if len(sent) != 1 || sent[0].Account.Bank != "04" || sent[0].Account.Number != "123456789012" || sent[0].Amount != money.Won(59000) {
		t.Errorf("PortOne was asked %+v", sent)
	}
	if other, err := w.Discrepancy(t.Context(), late.ID); err != nil || other.Discrepancy.Open() {
		t.Errorf("the other discrepancy about the same money is open: %v", err)
	}
	if first := w.refundOf(p.ID, v.Refunds[0].ID); first.State != payment.RefundRejected || first.FaultCode != fault.RefundWithdrawn {
		t.Errorf("the refund that waited for an account is %s (%s)", first.State, first.FaultCode)
	}
	if again := w.giveBack(c); len(w.portone.Cancels()) != 1 || again.Refund.ID != out.Refund.ID {
		t.Error("the same choice again gave back again")
	}
}

func TestGiveBack_thatThePGRefusesLeavesTheDiscrepancyOpen(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	v, imp := w.reviewed("A-1", 9000)
	d := w.openOne(v.Payment.ID, fault.PartlyCancelled)
	w.portone.Refuse(1, "취소 기간이 지났습니다.")
	out := w.giveBack(choice(d, "환불"))
	if out.Refund == nil || !out.Refund.State.UnderWay() || !out.Discrepancy.Open() || out.Discrepancy.Decision != payment.GivenBack {
		t.Fatalf("under way: %+v, %+v", out.Refund, out.Discrepancy)
	}
	if _, err := w.AcceptDiscrepancy(t.Context(), choice(d, "둔다")); fault.CodeOf(err) != fault.DiscrepancyDecided {
		t.Errorf("accepted while the money is on its way: %v", err)
	}
	w.clock.Advance(3 * time.Minute)
	w.due()
	open := w.openOne(v.Payment.ID, fault.PartlyCancelled)
	if open.Decision != payment.Undecided || w.portone.Seen(imp).Cancelled != money.Won(9000) {
		t.Errorf("after the refusal: %+v", open)
	}
	if out := w.giveBack(choice(d, "환불")); out.Refund.State != payment.RefundSucceeded || out.Discrepancy.Open() || w.portone.Seen(imp).Cancelled != money.Won(59000) {
		t.Errorf("second try: %+v, %+v", out.Refund, out.Discrepancy)
	}
}

func TestGiveBack_neverTouchesWhatIsNotOursOrPaysAnOrder(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.open(request("A-1")).View.Payment
	other := w.portone.Pay("somebodyelses", money.Won(59000))
	if _, err := w.Confirm(t.Context(), merchant.Hint{PaymentID: p.ID, ImpUID: other, Actor: "callback"}); fault.CodeOf(err) != fault.ForeignPayment {
		t.Fatal(err)
	}
	d := w.openOne(p.ID, fault.ForeignPayment)
	if d.Evidence.PortOne.MerchantUID != "somebodyelses" || d.Evidence.Ordered.Amount != money.Won(59000) {
		t.Errorf("evidence = %+v", d.Evidence)
	}
	if _, err := w.GiveBackDiscrepancy(t.Context(), choice(d, "환불")); fault.CodeOf(err) != fault.DiscrepancyNotOurs {
		t.Errorf("give back another's money: %v", err)
	}
	w.accept(choice(d, "다른 쇼핑몰의 결제"))
	foreign := func() error {
		_, err := w.Confirm(t.Context(), merchant.Hint{PaymentID: p.ID, ImpUID: other, Actor: "callback"})
		return err
	}
	if err := foreign(); fault.CodeOf(err) != fault.ForeignPayment || len(w.raised(p.ID)) != 1 {
		t.Errorf("the same money again: %v, %d discrepancies", err, len(w.raised(p.ID)))
	}
	w.portone.CancelElsewhere(other, money.Won(59000))
	if err := foreign(); fault.CodeOf(err) != fault.ForeignPayment {
		t.Fatal(err)
	}
	if again := w.openOne(p.ID, fault.ForeignPayment); again.Previous != d.ID || again.ID == d.ID {
		t.Errorf("after it changed: %+v", again)
	}
	if n := w.portone.Calls("Cancel"); n != 0 {
		t.Errorf("PortOne was asked to cancel %d times", n)
	}
}

func TestDecisions_ofTwoAtOnceOneWins(t *testing.T) {
	t.Parallel()
	for range 8 {
		w := newWorld(t)
		v, imp := w.reviewed("A-1", 9000)
		d := w.openOne(v.Payment.ID, fault.PartlyCancelled)
		var group sync.WaitGroup
		errs := make([]error, 4)
		for i := range errs {
			group.Go(func() {
				c := choice(d, "동시에")
				c.By = "key_" + string(rune('a'+i))
				if i%2 == 0 {
					_, errs[i] = w.AcceptDiscrepancy(t.Context(), c)
					return
				}
				_, errs[i] = w.GiveBackDiscrepancy(t.Context(), c)
			})
		}
		group.Wait()
		won := 0
		for _, err := range errs {
			switch fault.CodeOf(err) {
			case "":
				won++
			case fault.DiscrepancyDecided:
			default:
				t.Errorf("a loser was told %v", err)
			}
		}
		p := w.read(v.Payment.ID)
		gone := w.portone.Seen(imp).Cancelled == money.Won(59000)
		if won != 1 || gone == (p.Payment.Bound != "") {
			t.Errorf("%d won; money gone: %v, payment %s", won, gone, p.Payment.State)
		}
	}
}
