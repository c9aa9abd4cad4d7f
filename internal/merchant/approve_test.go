package merchant_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/merchant/merchanttest"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

// newApproving is a world whose shop wants to be asked.
func newApproving(t *testing.T) (*world, *merchanttest.Shop) {
	w, shop := newWorld(t), &merchanttest.Shop{}
	w.Approver = shop
	return w, shop
}

func (w *world) approve(p payment.Payment, imp payment.ImpUID) error {
	w.t.Helper()
	return w.Approve(w.t.Context(), merchant.ApproveCall{ImpUID: imp, MerchantUID: p.MerchantUID, Amount: p.Amount.Major()})
}

func (w *world) holds(id payment.ID) []payment.Hold {
	w.t.Helper()
	var list []payment.Hold
	err := w.store.View(w.t.Context(), func(tx merchant.Tx) (err error) {
		list, err = tx.Holds().OfPayment(w.t.Context(), id)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return list
}

// released lists the holds that the shop was told to let go, by event.
func (w *world) released(id payment.ID) []string {
	w.t.Helper()
	var list []string
	err := w.store.View(w.t.Context(), func(tx merchant.Tx) error {
		rows, err := tx.Outbox().OfPayment(w.t.Context(), id)
		for _, d := range rows {
			var e merchant.ShopEvent
			if err := json.Unmarshal(d.Body, &e); err != nil {
				return err
			}
			for _, hold := range e.Data.ReleasedHolds {
				list = append(list, string(e.Type)+" "+hold)
			}
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return list
}

func wantCode(t *testing.T, err error, want fault.Code) {
	t.Helper()
	if got := fault.CodeOf(err); got != want {
		t.Errorf("error %v, want %q", err, want)
	}
}

func TestApprove_asksTheShopOnceAndPaysWithItsHold(t *testing.T) {
	t.Parallel()
	w, shop := newApproving(t)
	p := w.open(request("A-1")).View.Payment
	for range 3 { // PortOne repeats itself
		wantCode(t, w.approve(p, "imp_000000000001"), "")
	}
	asked := shop.Asked()
	if len(asked) != 1 || asked[0].Data.PaymentID != p.ID || asked[0].Data.Amount != 59000 || asked[0].Data.Late || !asked[0].Test {
		t.Fatalf("the shop was asked %+v", asked)
	}
	v := w.confirm(p.ID, w.portone.Pay(p.MerchantUID, p.Amount))
	holds := w.holds(p.ID)
	if v.Payment.State != payment.Paid || len(holds) != 1 || holds[0].ID != asked[0].ID || holds[0].State != payment.HoldTaken {
		t.Errorf("paid: %s, holds %+v", v.Payment.State, holds)
	}
	if list := w.released(p.ID); len(list) != 0 {
		t.Errorf("released %v", list)
	}
}

func TestApprove_neverSaysYesToOtherTerms(t *testing.T) {
	t.Parallel()
	w, shop := newApproving(t)
	p := w.open(request("A-1")).View.Payment
	for name, c := range map[string]struct {
		uid    payment.MerchantUID
		amount string
		want   fault.Code
	}{
		"unknown":  {"somebody-elses", "59000", fault.PaymentNotFound},
		"less":     {p.MerchantUID, "100", fault.AmountMismatch},
		"fraction": {p.MerchantUID, "59000.5", fault.AmountMismatch},
		"words":    {p.MerchantUID, "59e3", fault.AmountMismatch},
		"negative": {p.MerchantUID, "-59000", fault.AmountMismatch},
	} {
		err := w.Approve(t.Context(), merchant.ApproveCall{ImpUID: "imp_1", MerchantUID: c.uid, Amount: c.amount})
		if got := fault.CodeOf(err); got != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
	if n := len(shop.Asked()); n != 0 || len(w.holds(p.ID)) != 0 || w.read(p.ID).Payment.Version != p.Version {
		t.Errorf("forged calls cost: %d questions, %d rows, version %d", n, len(w.holds(p.ID)), w.read(p.ID).Payment.Version)
	}
	if n := w.portone.Calls("Lookup") + w.portone.Calls("LookupAll"); n != 0 {
		t.Errorf("forged calls cost %d reads of PortOne", n)
	}
}

func TestApprove_refusalOfTheShopReachesTheBuyerAndHoldsNothing(t *testing.T) {
	t.Parallel()
	w, shop := newApproving(t)
	shop.Refuse("재고가\n없습니다 \x00")
	p := w.open(request("A-1")).View.Payment
	for range 2 {
		err := w.approve(p, "imp_000000000001")
		wantCode(t, err, fault.ApprovalRefused)
		if told := err.Error(); told != "approval_refused: 재고가 없습니다" {
			t.Errorf("the buyer would see %q", told)
		}
	}
	if holds := w.holds(p.ID); len(shop.Asked()) != 1 || holds[0].State != payment.HoldRefused {
		t.Errorf("asked %d times, holds %+v", len(shop.Asked()), holds)
	}
	imp := w.portone.Fail(p.MerchantUID, p.Amount, "고객사 요청에 의해 결제를 중단합니다.")
	if v := w.confirm(p.ID, imp); v.Payment.State != payment.Failed || len(w.released(p.ID)) != 0 {
		t.Errorf("%s, released %v", v.Payment.State, w.released(p.ID))
	}
}

func TestApprove_aShopThatDoesNotAnswerApprovesNothingAndIsToldOfTheEnd(t *testing.T) {
	t.Parallel()
	w, shop := newApproving(t)
	shop.Away(true)
	p := w.open(request("A-1")).View.Payment
	wantCode(t, w.approve(p, "imp_000000000001"), fault.ApprovalUnanswered)
	if holds := w.holds(p.ID); len(holds) != 1 || holds[0].State != payment.HoldAsked {
		t.Fatalf("holds %+v", holds)
	}
	imp := w.portone.Fail(p.MerchantUID, p.Amount, "고객사 요청에 의해 결제를 중단합니다.")
	w.confirm(p.ID, imp)
	if list := w.released(p.ID); len(list) != 1 || list[0] != "payment.failed "+w.holds(p.ID)[0].ID {
		t.Errorf("released %v, want what may be held after all", list)
	}
}

func TestApprove_aDeclinedAttemptReleasesItsOwnHoldAlone(t *testing.T) {
	t.Parallel()
	w, _ := newApproving(t)
	p := w.open(request("A-1")).View.Payment
	first := w.portone.Fail(p.MerchantUID, p.Amount, "한도초과")
	wantCode(t, w.approve(p, first), "")
	w.clock.Advance(time.Second)
	wantCode(t, w.approve(p, "imp_000000000002"), "") // the buyer tries again before we hear of the first
	w.confirm(p.ID, first)
	holds := w.holds(p.ID)
	if holds[0].State != payment.HoldReleased || holds[1].State != payment.HoldKept {
		t.Fatalf("holds %+v", holds)
	}
	v := w.confirm(p.ID, w.portone.Pay(p.MerchantUID, p.Amount))
	if v.Payment.State != payment.Paid || w.holds(p.ID)[1].State != payment.HoldTaken {
		t.Errorf("%s, holds %+v", v.Payment.State, w.holds(p.ID))
	}
	if list := w.released(p.ID); !slices.Equal(list, []string{"payment.failed " + holds[0].ID}) {
		t.Errorf("released %v", list)
	}
}

func TestApprove_expiryAndAnotherPaymentReleaseWhatIsHeld(t *testing.T) {
	t.Parallel()
	w, _ := newApproving(t)
	p, q := w.open(request("A-1")).View.Payment, w.open(request("A-2")).View.Payment
	wantCode(t, w.approve(p, "imp_1"), "")
	wantCode(t, w.approve(q, "imp_2"), "")
	other := request("A-2")
	other.Amount = money.Won(1000)
	w.open(other)
	w.clock.Advance(2 * time.Hour)
	w.due()
	if list := w.released(p.ID); len(list) != 1 || list[0] != "payment.expired "+w.holds(p.ID)[0].ID {
		t.Errorf("expired: released %v", list)
	}
	if list := w.released(q.ID); len(list) != 1 || list[0] != "payment.closed "+w.holds(q.ID)[0].ID {
		t.Errorf("closed: released %v", list)
	}
	wantCode(t, w.approve(p, "imp_3"), fault.LatePayment)
	wantCode(t, w.approve(p, "imp_1"), fault.LatePayment)
}

func TestApprove_ofAPaidOrderIsRefused(t *testing.T) {
	t.Parallel()
	w, shop := newApproving(t)
	p := w.open(request("A-1")).View.Payment
	w.confirm(p.ID, w.portone.Pay(p.MerchantUID, p.Amount))
	wantCode(t, w.approve(p, "imp_9"), fault.OrderAlreadyPaid)
	if len(shop.Asked()) != 0 {
		t.Error("the shop was asked")
	}
}

// The payment is closed while the shop thinks.
func TestApprove_whatEndsMeanwhileIsNotApproved(t *testing.T) {
	t.Parallel()
	w, shop := newApproving(t)
	p := w.open(request("A-1")).View.Payment
	shop.Meanwhile(func(payment.ID) {
		other := request("A-1")
		other.Amount = money.Won(1000)
		if _, err := w.Open(t.Context(), other); err != nil {
			t.Error(err)
		}
	})
	wantCode(t, w.approve(p, "imp_1"), fault.LatePayment)
	if list := w.released(p.ID); len(list) != 1 || w.holds(p.ID)[0].State != payment.HoldReleased {
		t.Errorf("released %v, holds %+v", list, w.holds(p.ID))
	}
}

func TestApprove_ofOnePaymentIsBounded(t *testing.T) {
	t.Parallel()
	w, shop := newApproving(t)
	p := w.open(request("A-1")).View.Payment
	refused := 0
	for i := range 100 {
		if err := w.approve(p, payment.ImpUID(fmt.Sprintf("imp_%d", i))); fault.CodeOf(err) == fault.TooManyRequests {
			refused++
		}
	}
	if n := len(shop.Asked()); n > 32 || refused < 60 {
		t.Errorf("the shop was asked %d times, %d calls were refused", n, refused)
	}
}

// expired is a payment whose time is over and whose hold was released.
func (w *world) expired(ref string) payment.Payment {
	w.t.Helper()
	p := w.open(request(ref)).View.Payment
	wantCode(w.t, w.approve(p, payment.ImpUID("imp_early_"+ref)), "")
	w.clock.Advance(2 * time.Hour)
	w.due()
	if p = w.read(p.ID).Payment; p.State != payment.Expired {
		w.t.Fatalf("the payment is %s", p.State)
	}
	return p
}

func TestLateMoney_isAcceptedWhileTheShopHoldsTheGoods(t *testing.T) {
	t.Parallel()
	w, shop := newApproving(t)
	p := w.expired("A-1")
	imp := w.portone.Pay(p.MerchantUID, p.Amount)
	v := w.confirm(p.ID, imp)
	asked := shop.Asked()
	if v.Payment.State != payment.Paid || v.Payment.Bound != imp || len(w.portone.Cancels()) != 0 {
		t.Fatalf("late money that the shop wants: %s, %d cancels", v.Payment.State, len(w.portone.Cancels()))
	}
	if last := asked[len(asked)-1]; len(asked) != 2 || !last.Data.Late || last.Data.ImpUID != imp {
		t.Errorf("asked %+v", asked)
	}
	w.confirm(p.ID, imp)
	if told := w.told(p.ID); len(shop.Asked()) != 2 || !slices.Equal(told, []payment.EventType{payment.EventExpired, payment.EventPaid}) {
		t.Errorf("asked %d times, told %v", len(shop.Asked()), told)
	}
}

func TestLateMoney_goesBackWhenTheShopSaysNoOrNothing(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*merchanttest.Shop){
		"no":      func(s *merchanttest.Shop) { s.Refuse("품절") },
		"nothing": func(s *merchanttest.Shop) { s.Away(true) },
	} {
		w, shop := newApproving(t)
		p := w.expired("A-1")
		change(shop)
		imp := w.portone.Pay(p.MerchantUID, p.Amount)
		w.confirm(p.ID, imp)
		w.due()
		if v := w.read(p.ID); v.Payment.State != payment.Expired || w.portone.Seen(imp).Cancelled != p.Amount {
			t.Errorf("%s: %s, %s of %s went back", name, v.Payment.State, w.portone.Seen(imp).Cancelled, p.Amount)
		}
		if released := w.released(p.ID); name == "nothing" && len(released) != 2 {
			t.Errorf("the shop may hold what it was asked for and was told %v", released)
		}
	}
}

func TestLateMoney_goesBackWhileTheOrderHasAnotherPayment(t *testing.T) {
	t.Parallel()
	w, shop := newApproving(t)
	p := w.expired("A-1")
	w.open(request("A-1"))
	before := len(shop.Asked())
	imp := w.portone.Pay(p.MerchantUID, p.Amount)
	w.confirm(p.ID, imp)
	w.due()
	if w.portone.Seen(imp).Cancelled != p.Amount || w.read(p.ID).Payment.State != payment.Expired || len(shop.Asked()) != before {
		t.Errorf("%s went back, %s, asked %d times more", w.portone.Seen(imp).Cancelled, w.read(p.ID).Payment.State, len(shop.Asked())-before)
	}
}

// The buyer opens the order again while the shop thinks about the late money.
func TestLateMoney_goesBackWhenAnotherPaymentOpensMeanwhile(t *testing.T) {
	t.Parallel()
	w, shop := newApproving(t)
	p := w.expired("A-1")
	shop.Meanwhile(func(payment.ID) {
		if _, err := w.Open(t.Context(), request("A-1")); err != nil {
			t.Error(err)
		}
	})
	imp := w.portone.Pay(p.MerchantUID, p.Amount)
	w.confirm(p.ID, imp)
	shop.Meanwhile(nil)
	w.due()
	holds := w.holds(p.ID)
	if last := holds[len(holds)-1]; w.portone.Seen(imp).Cancelled != p.Amount || !last.Late || last.State != payment.HoldReleased {
		t.Errorf("%s went back, hold %+v", w.portone.Seen(imp).Cancelled, last)
	}
}

func TestOpen_namesTheConfirmURLWhereThePGAsks(t *testing.T) {
	t.Parallel()
	w, _ := newApproving(t)
	var asked map[string]any
	if err := json.Unmarshal(w.open(request("A-1")).Request, &asked); err != nil || asked["confirm_url"] != "http://localhost:4100/api/approve/portone" {
		t.Errorf("confirm_url = %v, %v", asked["confirm_url"], err)
	}
	w.portone.SetChannels([]merchant.ChannelInfo{{Channel: payment.Channel{Provider: "eximbay", MID: "1"}, Type: "payment", Env: payment.Test}})
	if err := w.RefreshChannels(t.Context()); err != nil {
		t.Fatal(err)
	}
	never := request("A-2")
	never.PG = "eximbay"
	asked = nil
	if err := json.Unmarshal(w.open(never).Request, &asked); err != nil || asked["confirm_url"] != nil {
		t.Errorf("at a PG that asks nobody confirm_url = %v, %v", asked["confirm_url"], err)
	}
	w.Approver, asked = nil, nil
	if err := json.Unmarshal(w.open(request("A-3")).Request, &asked); err != nil || asked["confirm_url"] != nil {
		t.Errorf("without NARU_APPROVE_URL confirm_url = %v, %v", asked["confirm_url"], err)
	}
}
