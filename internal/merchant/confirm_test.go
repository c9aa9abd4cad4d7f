package merchant_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/merchant/merchanttest"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

func TestConfirm_honestPaymentOnceHoweverOftenItIsHeardOf(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.open(request("A-1")).View.Payment
	imp := w.portone.Pay(p.MerchantUID, p.Amount)
	var group sync.WaitGroup
	for i := range 64 {
		group.Go(func() {
			h := merchant.Hint{PaymentID: p.ID, ImpUID: imp, Actor: "callback"}
			if i%2 == 0 {
				h = merchant.Hint{PaymentID: p.ID, Actor: "sweep"}
			}
			v, err := w.Confirm(context.Background(), h)
			if err != nil || v.Payment.State != payment.Paid {
				t.Errorf("confirm %d: %s, %v", i, v.Payment.State, err)
			}
		})
	}
	group.Wait()
	if got := w.told(p.ID); !slices.Equal(got, []payment.EventType{payment.EventPaid}) {
		t.Errorf("the shop is told %v, want paid once", got)
	}
	if v := w.read(p.ID); v.Payment.Bound != imp || v.Payment.Captured != money.Won(59000) || v.Payment.Version != 2 {
		t.Errorf("bound %s, captured %v, version %d", v.Payment.Bound, v.Payment.Captured, v.Payment.Version)
	}
	if n := len(w.portone.Cancels()); n != 0 {
		t.Errorf("%d cancels of an honest payment", n)
	}
}

func TestConfirm_forgedAmountGoesBackAsItWasPaid(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.open(request("A-1")).View.Payment
	imp := w.portone.Pay(p.MerchantUID, money.Won(100))
	v := w.confirm(p.ID, imp)
	if v.Payment.State == payment.Paid || v.Payment.Reason != fault.AmountMismatch {
		t.Errorf("100 won for 59,000: %s, %s", v.Payment.State, v.Payment.Reason)
	}
	w.due()
	cancels := w.portone.Cancels()
	if len(cancels) != 1 || cancels[0].Amount != money.Won(100) || cancels[0].ImpUID != imp || cancels[0].Checksum != money.Won(100) {
		t.Errorf("cancels = %+v, want 100 won of %s given back", cancels, imp)
	}
	if list := w.raised(p.ID); len(list) != 1 || list[0].Reason != fault.AmountMismatch {
		t.Errorf("discrepancies = %+v", list)
	}
	if got := w.told(p.ID); !slices.Equal(got, []payment.EventType{payment.EventRejected}) {
		t.Errorf("the shop is told %v", got)
	}
	again := w.open(request("A-1"))
	if again.Again || again.View.Payment.MerchantUID == p.MerchantUID {
		t.Error("the used-up payment is answered again")
	}
	if v := w.confirm(again.View.Payment.ID, w.portone.Pay(again.View.Payment.MerchantUID, p.Amount)); v.Payment.State != payment.Paid {
		t.Errorf("the order's next payment is %s", v.Payment.State)
	}
}

func TestConfirm_paidTwiceInEitherOrderGivesOneBackWhole(t *testing.T) {
	t.Parallel()
	for _, closedFirst := range []string{"closed first", "closed last"} {
		w := newWorld(t)
		older := w.open(request("A-1")).View.Payment
		other := request("A-1")
		other.PayMethod = "trans"
		newer := w.open(other).View.Payment
		late, good := w.portone.Pay(older.MerchantUID, older.Amount), w.portone.Pay(newer.MerchantUID, newer.Amount)
		if closedFirst == "closed first" {
			w.confirm(older.ID, late)
			w.confirm(newer.ID, good)
		} else {
			w.confirm(newer.ID, good)
			w.confirm(older.ID, late)
		}
		w.due()
		if v := w.read(newer.ID); v.Payment.State != payment.Paid {
			t.Errorf("%s: the newer payment is %s", closedFirst, v.Payment.State)
		}
		cancels := w.portone.Cancels()
		if len(cancels) != 1 || cancels[0].ImpUID != late || cancels[0].Amount != older.Amount {
			t.Errorf("%s: cancels = %+v, want %s whole", closedFirst, cancels, late)
		}
	}
}

func TestConfirm_leavesForeignPaymentsAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	victim := w.paid("A-1")
	mine := w.open(request("A-2")).View.Payment
	_, err := w.Confirm(context.Background(), merchant.Hint{PaymentID: mine.ID, ImpUID: victim.Payment.Bound, Actor: "callback"})
	if fault.CodeOf(err) != fault.ForeignPayment {
		t.Errorf("another order's imp_uid: err = %v", err)
	}
	w.due()
	if got := w.read(mine.ID); got.Payment.State != payment.Open || len(got.Attempts) != 0 {
		t.Errorf("it became %s with %d attempts", got.Payment.State, len(got.Attempts))
	}
	if got := w.read(victim.Payment.ID); got.Payment.State != payment.Paid || len(w.portone.Cancels()) != 0 {
		t.Errorf("the victim is %s after %d cancels", got.Payment.State, len(w.portone.Cancels()))
	}
	v, err := w.Confirm(context.Background(), merchant.Hint{PaymentID: mine.ID, ImpUID: "imp_999999999999", Actor: "callback"})
	if err != nil || v.Payment.State != payment.Open {
		t.Errorf("an imp_uid that nobody has: %s, %v", v.Payment.State, err)
	}
}

func TestConfirm_playMoneyNeverPaysAndIsNotCancelled(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.open(request("A-1")).View.Payment
	imp := w.portone.Pay(p.MerchantUID, p.Amount, func(s *payment.Seen) { s.Env = payment.Live })
	v := w.confirm(p.ID, imp)
	w.due()
	if v.Payment.Reason != fault.LiveMoney || v.Payment.State.HoldsMoney() || len(w.portone.Cancels()) != 0 {
		t.Errorf("real money for a test order: %s, %s, %d cancels", v.Payment.State, v.Payment.Reason, len(w.portone.Cancels()))
	}
}

func TestConfirm_virtualAccountWaitsThenPays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.open(request("A-1")).View.Payment
	imp := w.portone.Issue(p.MerchantUID, p.Amount, w.clock.Now().Add(24*time.Hour))
	if v := w.confirm(p.ID, imp); v.Payment.State != payment.AwaitingDeposit || v.Payment.Account == nil {
		t.Errorf("issued: %s, account %v", v.Payment.State, v.Payment.Account)
	}
	w.portone.Deposit(imp)
	if v := w.confirm(p.ID, imp); v.Payment.State != payment.Paid {
		t.Errorf("deposited: %s", v.Payment.State)
	}
	if got := w.told(p.ID); !slices.Equal(got, []payment.EventType{payment.EventAwaitingDeposit, payment.EventPaid}) {
		t.Errorf("the shop is told %v", got)
	}
}

func TestConfirm_accountForAForgedAmountIsNeverShownAndClosed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.open(request("A-1")).View.Payment
	imp := w.portone.Issue(p.MerchantUID, money.Won(100), w.clock.Now().Add(24*time.Hour))
	v := w.confirm(p.ID, imp)
	if v.Payment.Account != nil || v.Payment.State != payment.Open || v.Payment.Reason != fault.AmountMismatch {
		t.Errorf("issued for 100 won: %s, %s, account %v", v.Payment.State, v.Payment.Reason, v.Payment.Account)
	}
	w.due()
	if n := w.portone.Calls("CloseAccount"); n != 1 {
		t.Errorf("closed %d times", n)
	}
	if got := w.read(p.ID).Attempts[0].Closing; got != payment.ClosingDone {
		t.Errorf("closing is %q", got)
	}
}

func TestConfirm_answersWhatIsStoredWhilePortOneIsAway(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.open(request("A-1")).View.Payment
	imp := w.portone.Pay(p.MerchantUID, p.Amount)
	w.portone.Away(true)
	v, err := w.Confirm(context.Background(), merchant.Hint{PaymentID: p.ID, ImpUID: imp})
	if fault.CodeOf(err) != fault.GatewayUnavailable || v.Payment.State != payment.Open {
		t.Errorf("PortOne away: %s, %v", v.Payment.State, err)
	}
	w.portone.Away(false)
	w.clock.Advance(15 * time.Second)
	w.due()
	if got := w.read(p.ID).Payment.State; got != payment.Paid {
		t.Errorf("after the hot check: %s", got)
	}
}

func TestWebhook_isNotedFirstAndWorkedUntilPortOneAnswers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.open(request("A-1")).View.Payment
	imp := w.portone.Pay(p.MerchantUID, p.Amount)
	w.portone.Away(true)
	note := merchant.Note{ImpUID: imp, MerchantUID: p.MerchantUID, Status: "failed", Body: []byte(`{}`)}
	if err := w.Webhook(context.Background(), note); err != nil {
		t.Fatalf("noted while PortOne is away: %v", err)
	}
	if _, err := w.RunDue(context.Background()); !errors.Is(err, merchanttest.ErrAway) {
		t.Errorf("worked while PortOne is away: %v", err)
	}
	w.portone.Away(false)
	w.clock.Advance(2 * time.Second)
	w.due()
	if got := w.read(p.ID).Payment.State; got != payment.Paid {
		t.Errorf("a webhook that says failed of a paid payment: %s, want what PortOne says", got)
	}
}

func TestWebhook_aboutOthersAsksNobody(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if err := w.Webhook(context.Background(), merchant.Note{ImpUID: "imp_1", MerchantUID: "link-pay-1", Status: "paid"}); err != nil {
		t.Fatal(err)
	}
	w.due()
	if n := w.portone.Calls("Lookup") + w.portone.Calls("LookupAll"); n != 0 {
		t.Errorf("PortOne was asked %d times about a payment that is not ours", n)
	}
}

func TestDue_expiresWhatNobodyPaidAndGivesLateMoneyBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.open(request("A-1")).View.Payment
	for range 30 {
		w.clock.Advance(5 * time.Minute)
		w.due()
	}
	if got := w.read(p.ID).Payment.State; got != payment.Expired {
		t.Fatalf("after 150 minutes: %s", got)
	}
	w.portone.Pay(p.MerchantUID, p.Amount)
	w.clock.Advance(25 * time.Hour)
	w.due()
	v := w.read(p.ID)
	if v.Payment.State != payment.Expired || v.Payment.Reason != fault.LatePayment || len(w.portone.Cancels()) != 1 {
		t.Errorf("late money: %s, %s, %d cancels", v.Payment.State, v.Payment.Reason, len(w.portone.Cancels()))
	}
}
