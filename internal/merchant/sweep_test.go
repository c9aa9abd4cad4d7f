package merchant_test

import (
	"context"
	"errors"
	"fmt"
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

// sweeping returns a world whose server reads PortOne's listing, too.
func sweeping(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.Listing = w.portone
	return w
}

// later lets time pass, so that what happened is listed, and does what is due.
func (w *world) later(d time.Duration) {
	w.t.Helper()
	w.clock.Advance(d)
	w.settle()
}

// settle does what is due, however many steps a long sweep takes.
func (w *world) settle() {
	w.t.Helper()
	for range 500 {
		if n, err := w.RunDue(context.Background()); err != nil {
			w.t.Fatal(err)
		} else if n == 0 {
			return
		}
	}
	w.t.Fatal("the sweeps never end")
}

func (w *world) sweep(kind merchant.SweepKind) merchant.Sweep {
	w.t.Helper()
	list, err := w.Sweeps(context.Background())
	if err != nil {
		w.t.Fatal(err)
	}
	for _, s := range list {
		if s.Kind == kind {
			return s
		}
	}
	w.t.Fatalf("no sweep %s among %d", kind, len(list))
	return merchant.Sweep{}
}

// noted lists the types and actors of a payment's history.
func (w *world) noted(id payment.ID) (list []string) {
	w.t.Helper()
	history, err := w.History(context.Background(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, e := range history {
		list = append(list, string(e.Type)+" "+e.Actor)
	}
	return list
}

func TestSweep_findsACancelMadeElsewhereThatNobodyToldOf(t *testing.T) {
	t.Parallel()
	w := sweeping(t)
	p := w.paid("A-1").Payment
	w.later(time.Minute)
	w.portone.CancelElsewhere(p.Bound, money.Won(9000))
	w.later(time.Minute)
	v := w.read(p.ID)
	if v.Payment.State != payment.PartiallyRefunded || v.Payment.Returned != money.Won(9000) || v.Attempts[0].External != money.Won(9000) {
		t.Errorf("9,000 won cancelled in the console: %s, %v returned, %v external", v.Payment.State, v.Payment.Returned, v.Attempts[0].External)
	}
	w.portone.CancelElsewhere(p.Bound, money.Won(50000))
	w.later(time.Minute)
	if v = w.read(p.ID); v.Payment.State != payment.Refunded || v.Payment.Returned != p.Amount {
		t.Errorf("the rest cancelled in the console: %s, %v returned", v.Payment.State, v.Payment.Returned)
	}
	if got := w.told(p.ID); !slices.Equal(got, []payment.EventType{payment.EventPaid, payment.EventPartlyRefunded, payment.EventRefunded}) {
		t.Errorf("the shop is told %v", got)
	}
	if got := w.noted(p.ID); !slices.Contains(got, "payment.refunded sweep") || !slices.Contains(got, "note.seen sweep") {
		t.Errorf("the history is %v", got)
	}
	if n := len(w.portone.Cancels()); n != 0 {
		t.Errorf("%d cancels of ours", n)
	}
}

func TestSweep_givesBackASecondPaymentOfAPaidOrder(t *testing.T) {
	t.Parallel()
	w := sweeping(t)
	p := w.paid("A-1").Payment
	second := w.portone.Pay(p.MerchantUID, p.Amount)
	w.later(time.Minute)
	if got := w.read(p.ID); got.Payment.State != payment.Paid || got.Payment.Bound != p.Bound {
		t.Errorf("the order's payment became %s of %s", got.Payment.State, got.Payment.Bound)
	}
	cancels := w.portone.Cancels()
	if len(cancels) != 1 || cancels[0].ImpUID != second || cancels[0].Amount != p.Amount {
		t.Errorf("cancels = %+v, want %s whole", cancels, second)
	}
	if list := w.raised(p.ID); len(list) != 1 || list[0].Reason != fault.DuplicatePayment || list[0].ImpUID != second {
		t.Errorf("discrepancies = %+v", list)
	}
}

func TestSweep_countsOthersAndLeavesThemAlone(t *testing.T) {
	t.Parallel()
	w := sweeping(t)
	w.paid("A-1")
	w.portone.Pay("link-pay-1", money.Won(5000))
	w.portone.Fail("link-pay-2", money.Won(5000), "한도초과")
	looks := w.portone.Calls("Lookup")
	w.later(time.Minute)
	s := w.sweep(merchant.SweepMinute)
	if s.Ours != 1 || s.Outside != 2 || s.Found != 0 || s.DoneAt.IsZero() || !s.BeganAt.IsZero() {
		t.Errorf("sweep = %+v, want one of ours and two outside", s)
	}
	if n := w.portone.Calls("Lookup") - looks; n != 0 {
		t.Errorf("PortOne was asked %d times about what is known or not ours", n)
	}
	if len(w.portone.Cancels()) != 0 || len(w.raised("")) != 0 {
		t.Errorf("%d cancels, discrepancies %v", len(w.portone.Cancels()), w.raised(""))
	}
}

func TestSweep_waitsForItsTime(t *testing.T) {
	t.Parallel()
	w := sweeping(t)
	w.due()
	calls := w.portone.Calls("Listing")
	if calls != 8 {
		t.Errorf("%d readings at the start, want two rounds of each of the four kinds", calls)
	}
	for _, want := range []struct {
		after time.Duration
		calls int
	}{
		{59 * time.Second, 0},
		{time.Second, 2},
		{59 * time.Minute, 4},
		{59 * time.Second, 0},
		// 12:00 KST on a Monday: the night's is due at 03:00, the week's on the next Monday at 04:00.
		{14 * time.Hour, 6},
		{24 * time.Hour, 6},
		{6 * 24 * time.Hour, 8},
	} {
		w.later(want.after)
		if got := w.portone.Calls("Listing") - calls; got != want.calls {
			t.Errorf("after %v more: %d readings, want %d", want.after, got, want.calls)
		}
		calls = w.portone.Calls("Listing")
	}
}

func TestSweep_missesNothingWhileItIsRead(t *testing.T) {
	t.Parallel()
	w := sweeping(t)
	var paid []payment.Payment
	for i := range 40 {
		paid = append(paid, w.paid(fmt.Sprintf("A-%d", i)).Payment)
	}
	// More of others than fit a page, some within one second.
	for i := range 1200 {
		if i%8 == 0 && i < 800 {
			w.clock.Advance(time.Second)
		}
		w.portone.Pay(payment.MerchantUID(fmt.Sprintf("link-%d", i)), money.Won(1000))
	}
	w.clock.Advance(10 * time.Second)
	for _, p := range paid {
		w.portone.CancelElsewhere(p.Bound, money.Won(1000))
	}
	w.clock.Advance(6 * time.Second)
	w.portone.OnListing(func(call int) { // payments come, and go on to change, before every page
		w.portone.Pay(payment.MerchantUID(fmt.Sprintf("new-%d", call)), money.Won(1000))
		w.portone.CancelElsewhere(paid[call%len(paid)].Bound, money.Won(1))
		w.clock.Advance(10 * time.Millisecond)
	})
	for range 40 {
		if _, err := w.RunDue(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	w.portone.OnListing(nil)
	w.later(time.Minute)
	for _, p := range paid {
		if got, want := w.read(p.ID).Payment.Returned, w.portone.Seen(p.Bound).Cancelled; got != want {
			t.Errorf("%s: %v returned, PortOne says %v", p.OrderRef, got, want)
		}
	}
	if s := w.sweep(merchant.SweepMinute); s.Ours != 40 || s.Outside < 1200 {
		t.Errorf("sweep = %+v, want 40 of ours and at least 1,200 outside", s)
	}
}

func TestSweep_goesOnWhereACrashLeftIt(t *testing.T) {
	t.Parallel()
	w := sweeping(t)
	p := w.paid("A-1").Payment
	for i := range 600 { // two pages
		w.clock.Advance(time.Second)
		w.portone.Pay(payment.MerchantUID(fmt.Sprintf("link-%d", i)), money.Won(1000))
	}
	w.later(time.Minute)
	w.portone.CancelElsewhere(p.Bound, p.Amount)
	w.clock.Advance(time.Minute)
	w.run(1)
	before := w.sweep(merchant.SweepMinute)
	if before.BeganAt.IsZero() || !before.Cursor.After(before.From) {
		t.Fatalf("sweep = %+v, want one under way", before)
	}
	// The server takes the next step and is gone: nobody has it until the lease ends.
	_ = w.store.Update(context.Background(), func(tx merchant.Tx) error {
		_, err := tx.Sweeps().Claim(context.Background(), merchanttest.Imp, merchant.SweepMinute, w.clock.Now(), w.clock.Now().Add(2*time.Minute))
		return err
	})
	w.settle()
	if s := w.sweep(merchant.SweepMinute); !s.Cursor.Equal(before.Cursor) || s.Fence != before.Fence+1 {
		t.Errorf("sweep = %+v while another server has it, was %+v", s, before)
	}
	w.clock.Advance(2 * time.Minute)
	w.run(1)
	after := w.sweep(merchant.SweepMinute)
	if !after.From.Equal(before.From) || !after.To.Equal(before.To) || !after.Cursor.After(before.Cursor) {
		t.Errorf("sweep = %+v, want the one that began before, further on than %+v", after, before)
	}
	w.settle()
	if got := w.read(p.ID).Payment.State; got != payment.Refunded {
		t.Errorf("the cancelled payment is %s", got)
	}
}

// run does what is due so many times.
func (w *world) run(times int) {
	w.t.Helper()
	for range times {
		if _, err := w.RunDue(context.Background()); err != nil {
			w.t.Fatal(err)
		}
	}
}

func TestSweep_isOneServersWork(t *testing.T) {
	t.Parallel()
	w := sweeping(t)
	second, err := merchant.New(w.Config, w.Deps)
	if err != nil {
		t.Fatal(err)
	}
	entered, release := w.portone.Hold()
	done := make(chan error, 1)
	go func() {
		_, err := w.RunDue(context.Background())
		done <- err
	}()
	for range 4 {
		<-entered
	}
	if n, err := second.RunDue(context.Background()); n != 0 || err != nil {
		t.Errorf("the second server worked on %d rows meanwhile, %v", n, err)
	}
	release()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if n := w.portone.Calls("Listing"); n != 4 {
		t.Errorf("%d readings of four sweeps", n)
	}
}

func TestSweep_thatOutlivesItsLeaseStoresNothing(t *testing.T) {
	t.Parallel()
	w := sweeping(t)
	p := w.paid("A-1").Payment
	w.later(time.Minute)
	w.portone.CancelElsewhere(p.Bound, p.Amount)
	w.clock.Advance(time.Minute)
	entered, release := w.portone.Hold()
	done := make(chan error, 1)
	go func() {
		_, err := w.RunDue(context.Background())
		done <- err
	}()
	<-entered
	var taken merchant.Sweep
	w.clock.Advance(3 * time.Minute)
	err := w.store.Update(context.Background(), func(tx merchant.Tx) error {
		var err error
		taken, err = tx.Sweeps().Claim(context.Background(), merchanttest.Imp, merchant.SweepMinute, w.clock.Now(), w.clock.Now().Add(time.Minute))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	release()
	if err := <-done; err != nil {
		t.Errorf("the slow server: %v", err)
	}
	if s := w.sweep(merchant.SweepMinute); s != taken {
		t.Errorf("sweep = %+v, want as the second server took it, %+v", s, taken)
	}
	if got := w.told(p.ID); !slices.Equal(got, []payment.EventType{payment.EventPaid, payment.EventRefunded}) {
		t.Errorf("the shop is told %v", got)
	}
}

func TestSweep_leavesAllAsItWasWhilePortOneIsAway(t *testing.T) {
	t.Parallel()
	w := sweeping(t)
	p := w.paid("A-1").Payment
	w.later(time.Minute)
	w.portone.CancelElsewhere(p.Bound, p.Amount)
	w.clock.Advance(time.Minute)
	w.portone.Away(true)
	for range 10 {
		if _, err := w.RunDue(context.Background()); err != nil && !errors.Is(err, merchanttest.ErrAway) {
			t.Fatal(err)
		}
		w.clock.Advance(time.Minute)
	}
	s := w.sweep(merchant.SweepMinute)
	if s.Tries < 5 || s.Problem != string(fault.GatewayUnavailable) || !s.Cursor.Equal(s.From) || s.BeganAt.IsZero() {
		t.Errorf("sweep = %+v, want where it began", s)
	}
	if got := w.read(p.ID).Payment; got.State != payment.Paid || got.Version != p.Version {
		t.Errorf("the payment became %s, version %d", got.State, got.Version)
	}
	w.portone.Away(false)
	w.later(time.Minute)
	if got := w.read(p.ID).Payment.State; got != payment.Refunded {
		t.Errorf("after PortOne came back: %s", got)
	}
	if s := w.sweep(merchant.SweepMinute); s.Tries != 0 || s.Problem != "" {
		t.Errorf("sweep = %+v", s)
	}
}

// garbled is a PortOne that answers unusably about one payment.
type garbled struct {
	*merchanttest.Gateway
	imp payment.ImpUID
}

func (g garbled) Lookup(ctx context.Context, imp payment.ImpUID) (payment.Seen, error) {
	if imp == g.imp {
		return payment.Seen{}, fault.Newf(fault.GatewayUnusable, "%s has no amount", imp)
	}
	return g.Gateway.Lookup(ctx, imp)
}

func TestSweep_showsWhatItCannotReadAndFindsTheRest(t *testing.T) {
	t.Parallel()
	w := sweeping(t)
	bad, good := w.paid("A-1").Payment, w.paid("A-2").Payment
	w.later(time.Minute)
	w.Gateway = garbled{w.portone, bad.Bound}
	w.portone.CancelElsewhere(bad.Bound, bad.Amount)
	w.portone.CancelElsewhere(good.Bound, good.Amount)
	failed := 0
	for range 20 {
		w.clock.Advance(time.Minute)
		if _, err := w.RunDue(context.Background()); err != nil {
			failed++
		}
	}
	if failed == 0 {
		t.Error("an unusable answer was taken at once")
	}
	if got := w.read(good.ID).Payment.State; got != payment.Refunded {
		t.Errorf("the readable payment is %s", got)
	}
	if got := w.read(bad.ID).Payment; got.State != payment.Paid {
		t.Errorf("the unreadable payment is %s", got.State)
	}
	if list := w.raised(bad.ID); len(list) != 1 || list[0].Reason != fault.GatewayUnusable || list[0].ImpUID != bad.Bound {
		t.Errorf("discrepancies = %+v", list)
	}
	if s := w.sweep(merchant.SweepMinute); s.DoneAt.IsZero() {
		t.Errorf("sweep = %+v, want one that ended", s)
	}
}

// poisoned is a PortOne whose listing cannot be read where it holds one payment.
type poisoned struct {
	*merchanttest.Gateway
	imp payment.ImpUID
}

func (g poisoned) Listing(ctx context.Context, from, to time.Time, page, limit int) (merchant.Listing, error) {
	list, err := g.Gateway.Listing(ctx, from, to, page, limit)
	if slices.ContainsFunc(list.Items, func(i merchant.Listed) bool { return i.ImpUID == g.imp }) {
		return merchant.Listing{}, fault.Newf(fault.GatewayUnusable, "%s has no amount", g.imp)
	}
	return list, err
}

func TestSweep_findsWhatLiesAroundAPaymentThatSpoilsTheListing(t *testing.T) {
	t.Parallel()
	w := sweeping(t)
	before, after := w.paid("A-1").Payment, w.paid("A-2").Payment
	w.later(time.Minute)
	w.portone.CancelElsewhere(before.Bound, before.Amount)
	w.clock.Advance(30 * time.Second)
	bad := w.portone.Pay("link-pay-1", money.Won(1000))
	w.clock.Advance(30 * time.Second)
	w.portone.CancelElsewhere(after.Bound, after.Amount)
	w.Listing = poisoned{w.portone, bad}
	failed := 0
	for range 200 {
		w.clock.Advance(10 * time.Second)
		if _, err := w.RunDue(context.Background()); err != nil {
			failed++
		}
	}
	if failed < sweepTries {
		t.Errorf("it was given up after %d failures", failed)
	}
	for _, p := range []payment.Payment{before, after} {
		if got := w.read(p.ID).Payment.State; got != payment.Refunded {
			t.Errorf("%s is %s", p.OrderRef, got)
		}
	}
	if s := w.sweep(merchant.SweepMinute); s.DoneAt.Before(w.clock.Now().Add(-10 * time.Minute)) {
		t.Errorf("sweep = %+v, want one that goes on ending", s)
	}
}

// sweepTries is the least number of failures before anything is left behind.
const sweepTries = 6

// lagging is a PortOne that lists one payment only from its nth reading on.
type lagging struct {
	*merchanttest.Gateway
	imp  payment.ImpUID
	left *atomic.Int64
}

func (g lagging) Listing(ctx context.Context, from, to time.Time, page, limit int) (merchant.Listing, error) {
	list, err := g.Gateway.Listing(ctx, from, to, page, limit)
	if g.left.Add(-1) >= 0 {
		list.Items = slices.DeleteFunc(list.Items, func(i merchant.Listed) bool { return i.ImpUID == g.imp })
		list.Total = len(list.Items)
	}
	return list, err
}

func TestSweep_readsUntilTwoRoundsListTheSame(t *testing.T) {
	t.Parallel()
	w := sweeping(t)
	p := w.paid("A-1").Payment
	w.later(time.Minute)
	w.portone.CancelElsewhere(p.Bound, p.Amount)
	w.portone.Pay("link-pay-1", money.Won(1000))
	left := &atomic.Int64{}
	left.Store(1)
	w.Listing = lagging{w.portone, p.Bound, left}
	before := w.portone.Calls("Listing")
	w.later(time.Minute)
	if got := w.read(p.ID).Payment.State; got != payment.Refunded {
		t.Errorf("listed in the second round: %s", got)
	}
	if n := w.portone.Calls("Listing") - before; n != 3 {
		t.Errorf("%d rounds, want three: one without it, two with it", n)
	}
}
