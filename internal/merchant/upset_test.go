package merchant_test

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/merchant/merchanttest"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

// twice is a store whose commits, while lost is set, are stored but seem lost,
// so that it runs each function once more, as PostgreSQL's does when the answer
// to a commit never came.
type twice struct {
	*merchanttest.Store
	lost atomic.Bool
}

func (s *twice) Update(ctx context.Context, fn func(merchant.Tx) error) error {
	if err := s.Store.Update(ctx, fn); err != nil || !s.lost.Load() {
		return err
	}
	return s.Store.Update(ctx, fn)
}

// blind is a store whose next readings fail.
type blind struct {
	*merchanttest.Store
	readings atomic.Int64 // that fail
}

func (s *blind) View(ctx context.Context, fn func(merchant.Tx) error) error {
	if s.readings.Add(-1) >= 0 {
		return errors.New("the reading failed")
	}
	return s.Store.View(ctx, fn)
}

func TestCommits_thatRunAgainMoveMoneyOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	store := &twice{Store: w.store}
	w.Store = store
	store.lost.Store(true)
	p := w.paid("A-1").Payment
	if err := w.Webhook(context.Background(), merchant.Note{ImpUID: p.Bound, MerchantUID: p.MerchantUID}); err != nil {
		t.Errorf("a webhook that is noted: %v", err)
	}
	store.lost.Store(false) // a claim that seems lost is nobody's until it runs out
	entered, release := w.portone.Hold()
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = w.Cancel(context.Background(), merchant.CancelRequest{PaymentID: p.ID, Amount: money.Won(9000), IdemKey: "k1"})
	}()
	<-entered
	store.lost.Store(true)
	release()
	<-done
	w.due()
	v := w.read(p.ID)
	if a := v.Attempts[0]; a.Succeeded != money.Won(9000) || a.Opened != money.Won(9000) || v.Payment.Returned != money.Won(9000) {
		t.Errorf("succeeded %v, opened %v, returned %v; want 9000 won each", a.Succeeded, a.Opened, v.Payment.Returned)
	}
	want := []payment.EventType{payment.EventPaid, payment.EventPartlyRefunded}
	if got := w.told(p.ID); !slices.Equal(got, want) || len(w.portone.Cancels()) != 1 {
		t.Errorf("the shop is told %v after %d cancels, want %v after 1", got, len(w.portone.Cancels()), want)
	}
}

// What was seen while our own refund was unknown is not forgotten: nobody tells
// us of it again.
func TestCancel_besideAnotherWhoseWebhookCameMeanwhile(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.paid("A-1").Payment
	w.portone.LoseReplies(1)
	w.cancel(p.ID, 9000, "k1")
	w.portone.CancelElsewhere(p.Bound, money.Won(20000))
	w.confirm(p.ID, p.Bound)
	w.clock.Advance(5 * time.Second)
	w.due()
	v := w.read(p.ID)
	if v.Refunds[0].State != payment.RefundSucceeded || v.Attempts[0].External != money.Won(20000) || v.Payment.Returned != money.Won(29000) {
		t.Errorf("refund %s, external %v, returned %v; PortOne gave back 29000 won", v.Refunds[0].State, v.Attempts[0].External, v.Payment.Returned)
	}
}

func TestCancel_whoseCallerLeavesIsRecordedAllTheSame(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.paid("A-1").Payment
	entered, release := w.portone.Hold()
	defer release()
	ctx, leave := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = w.Cancel(ctx, merchant.CancelRequest{PaymentID: p.ID, Amount: money.Won(9000), IdemKey: "k1"})
	}()
	<-entered
	leave()
	<-done
	if r := w.read(p.ID).Refunds[0]; r.State != payment.RefundUnknown || r.DueAt.Sub(w.clock.Now()) > 5*time.Second {
		t.Errorf("refund %s, looked up in %v; want it unknown and soon", r.State, r.DueAt.Sub(w.clock.Now()))
	}
}

func TestDue_looksAgainAfterAReadingFailed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	store := &blind{Store: w.store}
	w.Store = store
	p := w.open(request("A-1")).View.Payment
	w.clock.Advance(15 * time.Second)
	store.readings.Store(2) // the refunds' and the payment's
	if _, err := w.RunDue(context.Background()); err == nil {
		t.Fatal("no reading failed")
	}
	if got := w.read(p.ID).Payment; got.CheckAt.IsZero() || got.CheckAt.Sub(w.clock.Now()) > 5*time.Minute {
		t.Errorf("next look at %v, want within five minutes", got.CheckAt)
	}
}

// A look that PortOne did not answer is no look: the next comes soon, however
// old the payment is.
func TestDue_looksSoonAfterPortOneWasAway(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.open(request("A-1")).View.Payment
	for range 40 {
		w.clock.Advance(time.Hour)
		w.due()
	}
	imp := w.portone.Pay(p.MerchantUID, p.Amount)
	w.portone.Away(true)
	w.clock.Advance(24 * time.Hour)
	if _, err := w.RunDue(context.Background()); err == nil {
		t.Fatal("PortOne answered")
	}
	w.portone.Away(false)
	w.clock.Advance(5 * time.Minute)
	w.due()
	if seen := w.portone.Seen(imp); !seen.Balance().IsZero() {
		t.Errorf("late money is still there: %v", seen.Balance())
	}
}

// The same two sights in turn, at every look, are no news.
func TestDue_tellsTheShopOnceOfSeveralAttempts(t *testing.T) {
	t.Parallel()
	for name, attempt := range map[string]func(*world, payment.Payment, string){
		"declined cards": func(w *world, p payment.Payment, words string) { w.portone.Fail(p.MerchantUID, p.Amount, words) },
		"virtual accounts": func(w *world, p payment.Payment, number string) {
			imp := w.portone.Issue(p.MerchantUID, p.Amount, w.clock.Now().Add(24*time.Hour))
			w.portone.Change(imp, func(s *payment.Seen) {
				account := *s.Account
				account.Number = number
				s.Account = &account
			})
		},
	} {
		w := newWorld(t)
		p := w.open(request("A-1")).View.Payment
		attempt(w, p, "한도초과")
		attempt(w, p, "비밀번호 오류")
		w.clock.Advance(15 * time.Second)
		w.due()
		first := w.told(p.ID)
		for range 5 {
			w.confirm(p.ID, "")
		}
		if got := w.told(p.ID); len(got) != len(first) || len(first) == 0 {
			t.Errorf("%s: told %v, and after five more looks %v", name, first, got)
		}
	}
}

func TestConfirm_paidByCardClosesTheAccountIssuedBefore(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.open(request("A-1")).View.Payment
	account := w.portone.Issue(p.MerchantUID, p.Amount, w.clock.Now().Add(24*time.Hour))
	w.confirm(p.ID, account)
	w.confirm(p.ID, w.portone.Pay(p.MerchantUID, p.Amount))
	w.due()
	if seen := w.portone.Seen(account); seen.Status != payment.SeenCancelled {
		t.Errorf("the account of a payment that was paid by card is %s at PortOne, want it closed", seen.Status)
	}
	if got := w.read(p.ID); got.Payment.State != payment.Paid || len(w.portone.Cancels()) != 0 {
		t.Errorf("the payment is %s after %d cancels", got.Payment.State, len(w.portone.Cancels()))
	}
}

func TestConfirm_depositIntoAnAccountThatWasClosedIsNotOverlooked(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := w.open(request("A-1")).View.Payment
	imp := w.portone.Issue(first.MerchantUID, first.Amount, w.clock.Now().Add(24*time.Hour))
	w.confirm(first.ID, imp)
	other := request("A-1")
	other.Amount = money.Won(49000)
	w.open(other)
	w.due()
	w.portone.Deposit(imp) // it crossed with our closing
	v := w.confirm(first.ID, imp)
	if len(v.Refunds) != 1 || v.Refunds[0].FaultCode != fault.RefundNeedsAccount || len(w.raised(first.ID)) == 0 {
		t.Errorf("refunds %+v, discrepancies %+v; want a person told where the money is", v.Refunds, w.raised(first.ID))
	}
}

func TestOpen_againWhileADepositIsAwaitedKeepsTheAccount(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := w.open(request("A-1"))
	w.confirm(first.View.Payment.ID, w.portone.Issue(first.View.Payment.MerchantUID, money.Won(59000), w.clock.Now().Add(72*time.Hour)))
	w.clock.Advance(2 * time.Hour) // longer than a window waits, less than the account
	again := w.open(request("A-1"))
	if again.View.Payment.ID != first.View.Payment.ID || again.View.Payment.Account == nil {
		t.Errorf("opened again: %s, want the payment whose account the buyer has", again.View.Payment.ID)
	}
}

func TestToken_livesAsLongAsItsPayment(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	req := request("A-1")
	req.ExpiresAt = w.clock.Now().Add(30 * 24 * time.Hour)
	out := w.open(req)
	w.clock.Advance(29 * 24 * time.Hour)
	if _, err := w.TokenPayment(out.Token); err != nil {
		t.Errorf("the token of a payment that may still be paid: %v", err)
	}
}

// The last webhook of a paid payment may tell of money that nothing else tells
// of, so it waits for PortOne however long that is away.
func TestWebhook_outlivesALongOutage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.paid("A-1").Payment
	second := w.portone.Pay(p.MerchantUID, p.Amount)
	if err := w.Webhook(context.Background(), merchant.Note{ImpUID: second, MerchantUID: p.MerchantUID, Status: "paid"}); err != nil {
		t.Fatal(err)
	}
	w.portone.Away(true)
	for range 24 * 6 {
		_, _ = w.RunDue(context.Background())
		w.clock.Advance(10 * time.Minute)
	}
	w.portone.Away(false)
	w.clock.Advance(time.Hour)
	w.due()
	if cancels := w.portone.Cancels(); len(cancels) != 1 || cancels[0].ImpUID != second {
		t.Errorf("cancels = %+v, want the second payment given back", cancels)
	}
}

func TestCancel_thatLandsAfterItWasGivenUpIsCounted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.paid("A-1").Payment
	w.portone.Refuse(1, "잠시 뒤 다시 시도하세요")
	r := w.cancel(p.ID, 9000, "k1").Refund
	for range 4 {
		w.clock.Advance(time.Minute)
		w.due()
	}
	if got := w.read(p.ID).Refunds[0].State; got != payment.RefundRejected {
		t.Fatalf("the refund is %s", got)
	}
	if _, err := w.portone.Cancel(context.Background(), r.Order()); err != nil {
		t.Fatal(err)
	}
	if v := w.confirm(p.ID, p.Bound); v.Payment.Returned != money.Won(9000) || v.Payment.State != payment.PartiallyRefunded {
		t.Errorf("returned %v, %s; PortOne gave back 9000 won", v.Payment.Returned, v.Payment.State)
	}
}

// patchy is a PortOne of whose attempts some cannot be read.
type patchy struct{ *merchanttest.Gateway }

func (g patchy) LookupAll(ctx context.Context, uid payment.MerchantUID) ([]payment.Seen, error) {
	list, err := g.Gateway.LookupAll(ctx, uid)
	return list, errors.Join(err, fault.New(fault.GatewayUnusable))
}

func TestConfirm_anAttemptThatCannotBeReadKeepsNoOtherFromPaying(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Gateway = patchy{w.portone}
	p := w.open(request("A-1")).View.Payment
	w.portone.Pay(p.MerchantUID, p.Amount)
	v, err := w.Confirm(context.Background(), merchant.Hint{PaymentID: p.ID, Actor: "sweep"})
	if fault.CodeOf(err) != fault.GatewayUnusable || v.Payment.State != payment.Paid {
		t.Errorf("confirmed beside what cannot be read: %s, %v", v.Payment.State, err)
	}
}

func TestConfirm_aForeignPaymentNamedAgainWritesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	victim := w.paid("A-1").Payment
	mine := w.open(request("A-2")).View.Payment
	for range 3 {
		_, err := w.Confirm(context.Background(), merchant.Hint{PaymentID: mine.ID, ImpUID: victim.Bound, Actor: "callback"})
		if fault.CodeOf(err) != fault.ForeignPayment {
			t.Errorf("another order's imp_uid: err = %v", err)
		}
	}
	history, err := w.History(context.Background(), mine.ID)
	if got := w.read(mine.ID).Payment.Version; err != nil || got != mine.Version+1 || len(history) != 2 || len(w.raised(mine.ID)) != 1 {
		t.Errorf("version %d, history %+v, %v; want it written down once", got, history, err)
	}
}
