package storetest

import (
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

var deskTests = []test{
	{"discrepancies: one that is decided and closed comes back as it was", discrepancyDecided},
	{"discrepancies: of two decisions one is stored", discrepancyDecidedOnce},
	{"discrepancies: a closed one is followed by another only when something changed", discrepancyAgain},
	{"discrepancies: lists choose by standing and kind", discrepancyFilters},
	{"refunds: VAT, lines and who asked come back as they were", refundParts},
	{"errands: one comes back as it was, and changes with its fence", errandSaved},
	{"errands: of a kind one at a time is under way", errandOnce},
	{"errands: a due one is claimed by one", errandClaimed},
	{"lines: an order's lines are written once", linesOnce},
}

// disagreement is a discrepancy about one imp_uid at a second.
func disagreement(id string, reason fault.Code, second int) payment.Discrepancy {
	side := payment.Side{MerchantUID: "uidx", State: "paid", Amount: money.Won(1000), Captured: money.Won(1000), Env: payment.Test, Channel: "a.b", Store: "imp0"}
	return payment.Discrepancy{
		ID: id, PaymentID: "pay_x", ImpUID: "imp_1", Reason: reason, Evidence: payment.Evidence{Ordered: side, PortOne: side}, CreatedAt: at(second),
	}
}

func decide(t *testing.T, store merchant.Store, d payment.Discrepancy, was payment.Decision) {
	t.Helper()
	update(t, store, func(tx merchant.Tx) error { return tx.Discrepancies().Decide(t.Context(), d, was) })
}

func discrepancyByID(t *testing.T, store merchant.Store, id string) payment.Discrepancy {
	t.Helper()
	return read(t, store, func(tx merchant.Tx) (payment.Discrepancy, error) { return tx.Discrepancies().ByID(t.Context(), id) })
}

// decided is d, accepted at a second.
func decided(d payment.Discrepancy, second int) payment.Discrepancy {
	d.Decision, d.DecidedBy, d.Why, d.DecidedAt, d.WishHash = payment.Accepted, "key_1", "현금으로 정산", at(second), "hash"
	d.ClosedAt = at(second)
	return d
}

func discrepancyDecided(t *testing.T, store merchant.Store) {
	d := disagreement("dsc_1", fault.TestMoney, 1)
	raise(t, store, d)
	same(t, "as raised", discrepancyByID(t, store, d.ID), d)
	d.Decision, d.DecidedBy, d.Why, d.DecidedAt, d.WishHash, d.RefundID = payment.GivenBack, "key_1", "환불", at(2), "hash", "rfd_1"
	decide(t, store, d, payment.Undecided)
	same(t, "decided", discrepancyByID(t, store, d.ID), d)
	d.ClosedAt = at(3)
	decide(t, store, d, payment.GivenBack)
	same(t, "closed", discrepancyByID(t, store, d.ID), d)
	missing(t, store, func(tx merchant.Tx) (payment.Discrepancy, error) {
		return tx.Discrepancies().ByID(t.Context(), "dsc_none")
	})
	missing(t, store, func(tx merchant.Tx) (payment.Discrepancy, error) {
		return tx.Discrepancies().Same(t.Context(), disagreement("", fault.LatePayment, 1))
	})
}

func discrepancyDecidedOnce(t *testing.T, store merchant.Store) {
	d := disagreement("dsc_1", fault.TestMoney, 1)
	raise(t, store, d)
	decide(t, store, decided(d, 2), payment.Undecided)
	other := decided(d, 3)
	other.DecidedBy = "key_2"
	for _, was := range []payment.Decision{payment.Undecided, payment.Accepted} { // decided, and closed
		refuse(t, store, merchant.ErrStale, func(tx merchant.Tx) error { return tx.Discrepancies().Decide(t.Context(), other, was) })
	}
	same(t, "decision", discrepancyByID(t, store, d.ID), decided(d, 2))
}

func discrepancyAgain(t *testing.T, store merchant.Store) {
	first := disagreement("dsc_1", fault.TestMoney, 1)
	again := disagreement("dsc_2", fault.TestMoney, 5)
	other := again
	other.ID, other.Evidence.PortOne.Returned = "dsc_3", money.Won(1000)
	steps := []struct {
		what string
		d    payment.Discrepancy
		want bool
	}{{"the first", first, true}, {"the same while it is open", other, false}}
	for _, s := range steps {
		if got := raise(t, store, s.d); got != s.want {
			t.Fatalf("raising %s stored = %v, want %v", s.what, got, s.want)
		}
	}
	decide(t, store, decided(first, 3), payment.Undecided)
	if raise(t, store, again) {
		t.Fatal("the same money raised another discrepancy after it was decided")
	}
	if !raise(t, store, other) {
		t.Fatal("money that changed raised no discrepancy")
	}
	other.Previous = first.ID
	same(t, "newest", discrepancyByID(t, store, other.ID), other)
	same(t, "the one before", discrepancyByID(t, store, first.ID), decided(first, 3))
	all := discrepanciesOf(t, store, "pay_x", merchant.Page{Limit: 9})
	same(t, "all", all, []payment.Discrepancy{other, decided(first, 3)})
	same(t, "second page", discrepanciesOf(t, store, "", merchant.Page{Limit: 9, Before: other.CreatedAt, BeforeID: other.ID}), all[1:])
}

func discrepancyFilters(t *testing.T, store merchant.Store) {
	list := []payment.Discrepancy{
		disagreement("dsc_1", fault.TestMoney, 1), disagreement("dsc_2", fault.RefundNeedsHuman, 2),
		disagreement("dsc_3", fault.AccountCloseFailed, 3), disagreement("dsc_4", fault.GatewayUnusable, 4),
	}
	for _, d := range list {
		raise(t, store, d)
	}
	list[1] = decided(list[1], 9)
	decide(t, store, list[1], payment.Undecided)
	for _, tt := range []struct {
		filter merchant.DiscrepancyFilter
		want   []int
	}{
		{merchant.DiscrepancyFilter{}, []int{3, 2, 1, 0}},
		{merchant.DiscrepancyFilter{Standing: merchant.OpenOnes}, []int{3, 2, 0}},
		{merchant.DiscrepancyFilter{Standing: merchant.ClosedOnes}, []int{1}},
		{merchant.DiscrepancyFilter{Kind: merchant.KindPayment}, []int{3, 0}},
		{merchant.DiscrepancyFilter{Kind: merchant.KindRefund}, []int{1}},
		{merchant.DiscrepancyFilter{Kind: merchant.KindRefund, Standing: merchant.OpenOnes}, nil},
		{merchant.DiscrepancyFilter{Kind: merchant.KindVirtualAccount, Standing: merchant.OpenOnes}, []int{2}},
		{merchant.DiscrepancyFilter{PaymentID: "pay_x", Standing: merchant.OpenOnes}, []int{3, 2, 0}},
		{merchant.DiscrepancyFilter{PaymentID: "pay_y"}, nil},
	} {
		var want []payment.Discrepancy
		for _, i := range tt.want {
			want = append(want, list[i])
		}
		got := read(t, store, func(tx merchant.Tx) ([]payment.Discrepancy, error) {
			return tx.Discrepancies().List(t.Context(), tt.filter, merchant.Page{Limit: 9})
		})
		if len(got) == 0 {
			got = nil
		}
		same(t, "list", got, want)
	}
}

func refundParts(t *testing.T, store merchant.Store) {
	_, a := withAttempt(t, store, "x")
	r := refund(a, "1")
	r.VAT, r.AskedBy = money.Won(0), "key_1"
	r.Lines = []payment.LineBack{{Line: 2, Qty: 3}, {Line: payment.ShippingLine, Qty: 1}}
	r.Account = &payment.RefundAccount{Bank: "04", Number: "110123456789", Holder: "홍길동", Tel: "01012345678"}
	plain := refund(a, "2")
	plain.State = payment.RefundSucceeded
	update(t, store, func(tx merchant.Tx) error {
		if err := tx.Refunds().Insert(t.Context(), r); err != nil {
			return err
		}
		return tx.Refunds().Insert(t.Context(), plain)
	})
	same(t, "refunds", read(t, store, func(tx merchant.Tx) ([]payment.Refund, error) {
		return tx.Refunds().OfPayment(t.Context(), a.PaymentID)
	}), []payment.Refund{r, plain})
}

// errand is one about a payment's attempt.
func errand(a payment.Attempt, id string, kind payment.ErrandKind) payment.Errand {
	return payment.Errand{
		ID: id, PaymentID: a.PaymentID, ImpUID: a.ImpUID, Kind: kind, Act: payment.ActIssue, State: payment.ErrandRequested,
		Told: payment.ErrandFacts{Receipt: &payment.ReceiptFacts{Kind: "person", Identifier: "010****5678"}}, WishHash: "hash", AskedBy: "key_1",
		SentAt: at(1), DueAt: at(2), CreatedAt: at(1), UpdatedAt: at(1),
	}
}

func errandByID(t *testing.T, store merchant.Store, id string) payment.Errand {
	t.Helper()
	return read(t, store, func(tx merchant.Tx) (payment.Errand, error) { return tx.Errands().ByID(t.Context(), id) })
}

func errandSaved(t *testing.T, store merchant.Store) {
	_, a := withAttempt(t, store, "x")
	e := errand(a, "ern_1", payment.CashReceiptErrand)
	update(t, store, func(tx merchant.Tx) error { return tx.Errands().Insert(t.Context(), e) })
	same(t, "as inserted", errandByID(t, store, e.ID), e)
	done := e
	done.State, done.DueAt, done.UpdatedAt = payment.ErrandDone, time.Time{}, at(3)
	done.Answer.Receipt = &payment.ReceiptFacts{TID: "t1", ApplyNum: "123456789", Amount: money.Won(59000), VAT: money.Won(5363), IssuedAt: at(3)}
	update(t, store, func(tx merchant.Tx) error { return tx.Errands().Save(t.Context(), done) })
	late := e
	late.State = payment.ErrandRejected
	refuse(t, store, merchant.ErrStale, func(tx merchant.Tx) error { return tx.Errands().Save(t.Context(), late) })
	done.Fence++
	same(t, "as saved", errandByID(t, store, e.ID), done)
	same(t, "of the payment", read(t, store, func(tx merchant.Tx) ([]payment.Errand, error) {
		return tx.Errands().OfPayment(t.Context(), a.PaymentID)
	}), []payment.Errand{done})
	missing(t, store, func(tx merchant.Tx) (payment.Errand, error) { return tx.Errands().ByID(t.Context(), "ern_none") })
}

func errandOnce(t *testing.T, store merchant.Store) {
	_, a := withAttempt(t, store, "x")
	first := errand(a, "ern_1", payment.CashReceiptErrand)
	insert := func(e payment.Errand) func(merchant.Tx) error {
		return func(tx merchant.Tx) error { return tx.Errands().Insert(t.Context(), e) }
	}
	update(t, store, insert(first))
	refuse(t, store, merchant.ErrExists, insert(errand(a, "ern_2", payment.CashReceiptErrand)))
	update(t, store, insert(errand(a, "ern_3", payment.ShipmentErrand)))
	first.State = payment.ErrandDone
	update(t, store, func(tx merchant.Tx) error { return tx.Errands().Save(t.Context(), first) })
	update(t, store, insert(errand(a, "ern_4", payment.CashReceiptErrand)))
}

func errandClaimed(t *testing.T, store merchant.Store) {
	_, a := withAttempt(t, store, "x")
	due, idle := errand(a, "ern_1", payment.CashReceiptErrand), errand(a, "ern_2", payment.ShipmentErrand)
	idle.DueAt = at(100)
	update(t, store, func(tx merchant.Tx) error {
		if err := tx.Errands().Insert(t.Context(), due); err != nil {
			return err
		}
		return tx.Errands().Insert(t.Context(), idle)
	})
	take := func(tx merchant.Tx) ([]payment.Errand, error) {
		return tx.Errands().Claim(t.Context(), at(5), at(30), 9)
	}
	got := claim(t, store, take)
	due.DueAt, due.Fence = at(30), 1
	same(t, "claimed", got, []payment.Errand{due})
	if again := claim(t, store, take); len(again) != 0 {
		t.Fatalf("claimed %v again within the lease", again)
	}
}

func linesOnce(t *testing.T, store merchant.Store) {
	p := insert(t, store, fresh("x"))
	lines := payment.Lines{
		Lines:    []payment.Line{{Name: "맨투맨", Qty: 2, UnitPrice: money.Won(29000), TaxFree: money.Won(0)}},
		Shipping: money.Won(3000), Discount: money.Won(2000),
	}
	write := func(tx merchant.Tx) error { return tx.Lines().Insert(t.Context(), p.ID, lines) }
	update(t, store, write)
	refuse(t, store, merchant.ErrExists, write)
	same(t, "lines", read(t, store, func(tx merchant.Tx) (payment.Lines, error) { return tx.Lines().OfPayment(t.Context(), p.ID) }), lines)
	missing(t, store, func(tx merchant.Tx) (payment.Lines, error) { return tx.Lines().OfPayment(t.Context(), "pay_none") })
}
