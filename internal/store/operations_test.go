package store_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/merchant/merchanttest"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/store"
)

// shop is a payment server over a store, at a time that the test turns.
type shop struct {
	*merchant.Service
	t       *testing.T
	db      *store.DB
	clock   *clock.Manual
	portone *merchanttest.Gateway
}

// inShops runs a story on both engines.
func inShops(t *testing.T, story func(*shop)) {
	for name, open := range map[string]func(testing.TB) *store.DB{"sqlite": openFile, "postgres": openServer} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &shop{t: t, db: open(t), clock: clock.NewManual(time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC))}
			s.portone = merchanttest.NewGateway(s.clock)
			config := merchant.Config{Imp: merchanttest.Imp, Env: payment.Test, Default: merchanttest.Default, TokenKey: make([]byte, 32), TellShop: true}
			var err error
			s.Service, err = merchant.New(config, merchant.Deps{Store: s.db, Gateway: s.portone, Lister: s.portone, Clock: s.clock})
			if err != nil {
				t.Fatal(err)
			}
			story(s)
		})
	}
}

func (s *shop) paid(ref string) payment.Payment {
	s.t.Helper()
	o, err := s.Open(s.t.Context(), merchant.OpenRequest{OrderRef: payment.OrderRef(ref), Amount: money.Won(59000), Name: "맨투맨", Buyer: payment.Buyer{Tel: "010-1234-5678"}})
	if err != nil {
		s.t.Fatal(err)
	}
	p := o.View.Payment
	v, err := s.Confirm(s.t.Context(), merchant.Hint{PaymentID: p.ID, ImpUID: s.portone.Pay(p.MerchantUID, p.Amount), Actor: "callback"})
	if err != nil || v.Payment.State != payment.Paid {
		s.t.Fatalf("confirm: %s, %v", v.Payment.State, err)
	}
	return v.Payment
}

func (s *shop) store(fn func(merchant.Tx) error) {
	s.t.Helper()
	if err := s.db.Update(s.t.Context(), fn); err != nil {
		s.t.Fatal(err)
	}
}

// raise stores a discrepancy with a name for an id.
func (s *shop) raise(id string, p payment.Payment, reason fault.Code) {
	s.t.Helper()
	s.store(func(tx merchant.Tx) error {
		_, err := tx.Discrepancies().Raise(s.t.Context(), payment.Discrepancy{ID: id, PaymentID: p.ID, Reason: reason, CreatedAt: s.clock.Now()})
		return err
	})
}

// giveUp ends every delivery as the outbox does after five days.
func (s *shop) giveUp() {
	s.t.Helper()
	s.store(func(tx merchant.Tx) error {
		list, err := tx.Outbox().Claim(s.t.Context(), s.clock.Now(), s.clock.Now().Add(time.Minute), 10)
		for _, d := range list {
			err = errors.Join(err, tx.Outbox().Failed(s.t.Context(), d.EventID, d.Fence, s.clock.Now(), time.Time{}, merchant.ShopReply{Status: 500, Problem: "the shop answered 500"}))
		}
		return err
	})
}

func (s *shop) figures() merchant.Figures {
	s.t.Helper()
	f, err := s.db.Figures(s.t.Context(), s.clock.Now())
	if err != nil {
		s.t.Fatal(err)
	}
	return f
}

func TestFigures_countWhatWaits(t *testing.T) {
	t.Parallel()
	inShops(t, func(s *shop) {
		began := s.clock.Now()
		p := s.paid("A-1")
		if f := s.figures(); f.Payments[payment.Paid] != 1 || f.Deliveries != (merchant.Backlog{Many: 1, Oldest: began}) || !f.UnexplainedSince().IsZero() || f.Dead.Many != 0 {
			s.t.Errorf("after an honest payment: %+v", f)
		}
		s.giveUp()
		s.clock.Advance(time.Minute)
		for _, settled := range []fault.Code{
			fault.AmountMismatch, fault.CurrencyMismatch, fault.ChannelMismatch, fault.DuplicatePayment, fault.LatePayment,
			fault.CancelledElsewhere, fault.RefundByBalance,
		} {
			s.raise("dsc_"+string(settled), p, settled)
		}
		if f := s.figures(); f.Unexplained.Many != 0 || f.Deliveries.Many != 0 || f.Dead != (merchant.Backlog{Many: 1, Oldest: began}) {
			s.t.Errorf("what goes back by itself is explained, and what was given up is dead: %+v", f)
		}
		s.clock.Advance(time.Minute)
		quarantined := s.clock.Now()
		s.raise("dsc_foreign", p, fault.TestMoney)
		if err := s.Webhook(s.t.Context(), merchant.Note{MerchantUID: p.MerchantUID}); err != nil {
			s.t.Fatal(err)
		}
		s.clock.Advance(time.Hour)
		f := s.figures()
		if f.Unexplained != (merchant.Backlog{Many: 1, Oldest: quarantined}) || f.UnexplainedSince() != quarantined || f.Webhooks.Many != 1 || f.Webhooks.Oldest != quarantined {
			s.t.Errorf("an hour after test money came: %+v", f)
		}
		s.clock.Advance(24 * time.Hour)
		if f := s.figures(); f.Payments[payment.Paid] != 0 || f.Payments[payment.Open] != 0 {
			s.t.Errorf("a day later: %v", f.Payments)
		}
	})
}

// unknownRefund opens a refund of which PortOne gives no answer.
func (s *shop) unknownRefund(p payment.Payment) payment.Refund {
	s.t.Helper()
	r := payment.Refund{
		ID: "rfd_lost", PaymentID: p.ID, ImpUID: p.Bound, Amount: money.Won(1000), TaxFree: money.Won(0), Checksum: money.Won(59000), Initiator: payment.ByShop,
		IdemKey: "k", State: payment.RefundUnknown, UnknownSince: s.clock.Now(), BegunAt: s.clock.Now(), DueAt: s.clock.Now(), CreatedAt: s.clock.Now(), UpdatedAt: s.clock.Now(),
	}
	s.store(func(tx merchant.Tx) error { return tx.Refunds().Insert(s.t.Context(), r) })
	return r
}

func TestFigures_tellOfRefundsThatNobodyAnswered(t *testing.T) {
	t.Parallel()
	inShops(t, func(s *shop) {
		r := s.unknownRefund(s.paid("A-1"))
		want := merchant.Backlog{Many: 1, Oldest: r.CreatedAt}
		if f := s.figures(); f.UnderWay != want || f.Unknown != want || f.UnexplainedSince() != r.CreatedAt {
			s.t.Errorf("figures: %+v", f)
		}
	})
}

func TestBeat_writesAndIsRefusedAfterClose(t *testing.T) {
	t.Parallel()
	inShops(t, func(s *shop) {
		for range 2 {
			if err := s.db.Beat(s.t.Context(), s.clock.Now()); err != nil {
				s.t.Error(err)
			}
		}
		if err := s.db.Close(); err != nil {
			s.t.Fatal(err)
		}
		if err := s.db.Beat(s.t.Context(), s.clock.Now()); fault.CodeOf(err) != fault.StoreUnavailable {
			s.t.Errorf("a closed store: %v, want %s", err, fault.StoreUnavailable)
		}
	})
}

func TestAlerts_areNotedOnceWhoeverSeesThem(t *testing.T) {
	t.Parallel()
	inShops(t, func(s *shop) {
		book := s.db.Alerts()
		p := s.paid("A-1")
		s.giveUp()
		s.raise("dsc_1", p, fault.TestMoney)
		s.raise("dsc_2", p, fault.RefundNeedsHuman)
		s.raise("dsc_3", p, fault.DuplicatePayment)
		r := s.unknownRefund(p)
		now := s.clock.Now()
		untold := func(unknown time.Time) map[merchant.AlertKind]string {
			list, err := book.Untold(s.t.Context(), now.Add(-time.Hour), unknown, 10)
			if err != nil {
				s.t.Fatal(err)
			}
			for i := range list {
				list[i].DueAt = now
			}
			if err := book.Note(s.t.Context(), list); err != nil {
				s.t.Fatal(err)
			}
			kinds := map[merchant.AlertKind]string{}
			for _, a := range list {
				kinds[a.Kind] += a.Subject
			}
			return kinds
		}
		got := untold(now.Add(-time.Second))
		if got[merchant.AlertQuarantine] != "dsc_1" || got[merchant.AlertRefundHuman] != "dsc_2" || got[merchant.AlertDeadLetter] == "" || len(got) != 3 {
			s.t.Errorf("untold at first: %v", got)
		}
		if again := untold(now.Add(-time.Second)); len(again) != 0 {
			s.t.Errorf("untold again: %v", again)
		}
		if late := untold(now); late[merchant.AlertRefundUnknown] != string(r.ID) {
			s.t.Errorf("untold once the refund is old: %v", late)
		}
	})
}

func TestAlerts_areClaimedToldAndPutOff(t *testing.T) {
	t.Parallel()
	inShops(t, func(s *shop) {
		ctx, now, book := s.t.Context(), s.clock.Now(), s.db.Alerts()
		note := merchant.Alert{Kind: merchant.AlertQuarantine, Subject: "dsc_1", PaymentID: "pay_1", Reason: "test_money", Amount: money.Won(59000), RaisedAt: now, DueAt: now.Add(time.Minute)}
		must := func(err error) {
			s.t.Helper()
			if err != nil {
				s.t.Fatal(err)
			}
		}
		claim := func(at time.Time) []merchant.Alert {
			s.t.Helper()
			list, err := book.Claim(ctx, at, at.Add(time.Minute), 10)
			must(err)
			return list
		}
		must(book.Note(ctx, []merchant.Alert{note, note}))
		if early := claim(now); len(early) != 0 {
			s.t.Errorf("claimed before they are due: %v", early)
		}
		first := claim(now.Add(time.Minute))
		want := note
		want.Tries, want.DueAt = 1, now.Add(2*time.Minute)
		if diff := cmp.Diff([]merchant.Alert{want}, first, cmp.AllowUnexported(money.Amount{})); diff != "" {
			s.t.Errorf("claimed (-want +got):\n%s", diff)
		}
		if others := claim(now.Add(time.Minute)); len(others) != 0 {
			s.t.Errorf("claimed by two: %v", others)
		}
		must(book.Retry(ctx, first, now.Add(10*time.Minute)))
		if put := claim(now.Add(9 * time.Minute)); len(put) != 0 {
			s.t.Errorf("claimed though put off: %v", put)
		}
		second := claim(now.Add(10 * time.Minute))
		must(book.Told(ctx, first, now.Add(11*time.Minute))) // a try that is over
		if at, err := book.LastTold(ctx, note.Kind); err != nil || !at.IsZero() {
			s.t.Errorf("a stale try counted: %v, %v", at, err)
		}
		must(book.Told(ctx, second, now.Add(12*time.Minute)))
		if at, err := book.LastTold(ctx, note.Kind); err != nil || at != now.Add(12*time.Minute) {
			s.t.Errorf("last told: %v, %v", at, err)
		}
		must(book.Note(ctx, []merchant.Alert{note}))
		if again := claim(now.Add(time.Hour)); len(again) != 0 {
			s.t.Errorf("told twice: %v", again)
		}
	})
}
