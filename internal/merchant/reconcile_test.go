package merchant_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/merchant/merchanttest"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/recon"
)

// day is the Korean day on which a world begins.
var day = time.Date(2026, 11, 22, 15, 0, 0, 0, time.UTC)

// reconcile compares the world's day.
func (w *world) reconcile(readOnly bool) *recon.Report {
	w.t.Helper()
	w.clock.Advance(10 * time.Second)
	r, err := w.Reconcile(context.Background(), merchant.ReconcileRequest{From: day, To: day.AddDate(0, 0, 1), ReadOnly: readOnly})
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

func found(r *recon.Report) (list []recon.Kind) {
	for _, d := range r.Differences {
		list = append(list, d.Kind)
	}
	return list
}

func TestReconcile_agreesWonForWon(t *testing.T) {
	t.Parallel()
	w := sweeping(t)
	w.paid("A-1")
	back := w.paid("A-2").Payment
	if _, err := w.Cancel(context.Background(), merchant.CancelRequest{PaymentID: back.ID, Amount: money.Won(9000), Reason: "단순 변심", IdemKey: "k-1"}); err != nil {
		t.Fatal(err)
	}
	w.due()
	w.portone.Pay("link-pay-1", money.Won(5000))
	w.open(request("A-3"))
	r := w.reconcile(false)
	sum := recon.Sum{Count: 2, Captured: 118000, Refunded: 9000}
	want := []recon.Total{{Day: "2026-11-23", Method: "card", Currency: money.KRW, Here: sum, PortOne: sum}}
	if diff := cmp.Diff(want, r.Totals); diff != "" {
		t.Errorf("totals (-want +got):\n%s", diff)
	}
	if r.Ours != 2 || r.Outside != 1 || len(r.Differences) != 0 || !r.Clean() {
		t.Errorf("report = %+v", r)
	}
	if n := len(w.portone.Cancels()); n != 1 {
		t.Errorf("%d cancels", n)
	}
}

func TestReconcile_recordsWhatPortOneKnowsBetter(t *testing.T) {
	t.Parallel()
	w := sweeping(t)
	gone := w.paid("A-1").Payment
	w.portone.CancelElsewhere(gone.Bound, money.Won(9000))
	lost := w.open(request("A-2")).View.Payment
	w.portone.Pay(lost.MerchantUID, lost.Amount)

	only := w.reconcile(true)
	if got := found(only); !slices.Equal(got, []recon.Kind{recon.Cancelled, recon.Unrecorded}) || only.Clean() {
		t.Errorf("read-only: %v", got)
	}
	if w.read(gone.ID).Payment.Version != gone.Version || w.read(lost.ID).Payment.State != payment.Open {
		t.Error("a report changed something")
	}

	r := w.reconcile(false)
	if got := found(r); !slices.Equal(got, []recon.Kind{recon.Recorded, recon.Recorded}) || !r.Clean() || r.Recorded != 2 {
		t.Errorf("differences = %+v", r.Differences)
	}
	if a, b := w.read(gone.ID).Payment, w.read(lost.ID).Payment; a.Returned != money.Won(9000) || b.State != payment.Paid {
		t.Errorf("%v returned, the lost one is %s", a.Returned, b.State)
	}
	if got := w.noted(gone.ID); !slices.Contains(got, "payment.partially_refunded reconcile") {
		t.Errorf("history = %v", got)
	}
	if again := w.reconcile(false); len(again.Differences) != 0 || !again.Clean() {
		t.Errorf("again: %+v", again.Differences)
	}
}

func TestReconcile_explainsWhatIsUnderWayAndWhatWaitsForAPerson(t *testing.T) {
	t.Parallel()
	w := sweeping(t)
	p := w.paid("A-1").Payment
	w.portone.Pay(p.MerchantUID, p.Amount) // twice, and not given back yet
	mine := w.open(request("A-2")).View.Payment
	w.portone.Pay(mine.MerchantUID, mine.Amount, func(s *payment.Seen) { s.Env = payment.Live })
	r := w.reconcile(false)
	if got := found(r); !slices.Equal(got, []recon.Kind{recon.Recorded, recon.UnderWay, recon.Recorded, recon.Quarantined}) || !r.Clean() {
		t.Errorf("differences = %+v", r.Differences)
	}
	w.due()
	if got := found(w.reconcile(false)); !slices.Equal(got, []recon.Kind{recon.Quarantined}) {
		t.Errorf("after the refund: %v", got)
	}
}

// forgetful is a PortOne that lists less than it knows, or has lost a payment.
type forgetful struct {
	*merchanttest.Gateway
	unlisted, lost payment.ImpUID
}

func (g forgetful) Listing(ctx context.Context, from, to time.Time, page, limit int) (merchant.Listing, error) {
	list, err := g.Gateway.Listing(ctx, from, to, page, limit)
	list.Items = slices.DeleteFunc(list.Items, func(i merchant.Listed) bool { return i.ImpUID == g.unlisted || i.ImpUID == g.lost })
	list.Total = len(list.Items)
	return list, err
}

func (g forgetful) Lookup(ctx context.Context, imp payment.ImpUID) (payment.Seen, error) {
	if imp == g.lost {
		return payment.Seen{}, merchant.ErrNoPayment
	}
	return g.Gateway.Lookup(ctx, imp)
}

func TestReconcile_showsMoneyThatPortOneDoesNotKnow(t *testing.T) {
	t.Parallel()
	w := sweeping(t)
	unlisted, lost := w.paid("A-1").Payment, w.paid("A-2").Payment
	w.paid("A-3")
	away := forgetful{w.portone, unlisted.Bound, lost.Bound}
	w.Gateway, w.Listing = away, away
	r := w.reconcile(false)
	if got := found(r); !slices.Equal(got, []recon.Kind{recon.Missing, recon.Unlisted}) && !slices.Equal(got, []recon.Kind{recon.Unlisted, recon.Missing}) || r.Clean() || r.Unexplained != 1 {
		t.Errorf("report = %+v", r)
	}
	if total := r.Totals[0]; total.Here.Count != 3 || total.PortOne.Count != 2 {
		t.Errorf("totals = %+v", r.Totals)
	}
	if got := w.read(lost.ID).Payment.State; got != payment.Paid {
		t.Errorf("the lost payment became %s", got)
	}
}

func TestReconcile_looksFurtherThanTheDayForCancels(t *testing.T) {
	t.Parallel()
	w := sweeping(t)
	p := w.paid("A-1").Payment
	w.clock.Advance(48 * time.Hour)
	w.portone.CancelElsewhere(p.Bound, p.Amount)
	w.paid("A-2") // two days later
	r := w.reconcile(false)
	sum := recon.Sum{Count: 1, Captured: 59000, Refunded: 59000}
	if len(r.Totals) != 1 || r.Totals[0].Here != sum || r.Totals[0].PortOne != sum || r.Ours != 2 || !r.Clean() {
		t.Errorf("report = %+v", r)
	}
}

func TestReconcile_isNothingUnlessItIsWhole(t *testing.T) {
	t.Parallel()
	w := sweeping(t)
	w.paid("A-1")
	w.clock.Advance(time.Minute)
	w.portone.Away(true)
	req := merchant.ReconcileRequest{From: day, To: day.AddDate(0, 0, 1)}
	if r, err := w.Reconcile(context.Background(), req); r != nil || fault.CodeOf(err) != fault.GatewayUnavailable {
		t.Errorf("PortOne away: %+v, %v", r, err)
	}
	w.portone.Away(false)
	for _, bad := range []merchant.ReconcileRequest{{From: day, To: day}, {From: req.To, To: day}, {From: w.clock.Now(), To: w.clock.Now().Add(time.Hour)}} {
		if r, err := w.Reconcile(context.Background(), bad); r != nil || fault.CodeOf(err) != fault.BadRequest {
			t.Errorf("from %v to %v: %+v, %v", bad.From, bad.To, r, err)
		}
	}
	var shares []int
	req.Progress = func(percent int, _ int64) { shares = append(shares, percent) }
	if _, err := w.Reconcile(context.Background(), req); err != nil || !slices.IsSorted(shares) || len(shares) < 2 || shares[len(shares)-1] != 100 {
		t.Errorf("progress %v, %v", shares, err)
	}
}

func TestReconcile_explainsPlayMoneyThatPortOneHides(t *testing.T) {
	t.Parallel()
	w := sweeping(t)
	p := w.open(request("A-1")).View.Payment
	played := w.portone.Pay(p.MerchantUID, p.Amount, func(s *payment.Seen) { s.Env = payment.Live }) // the reverse, in a test's world
	w.Gateway = forgetful{w.portone, "", played}
	r := w.reconcile(false)
	if got := found(r); !slices.Equal(got, []recon.Kind{recon.OtherMode}) || !r.Clean() || len(r.Totals) != 0 {
		t.Errorf("report = %+v", r)
	}
	if got := w.read(p.ID).Payment.State; got != payment.Open {
		t.Errorf("the order is %s", got)
	}
}
