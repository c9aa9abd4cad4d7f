package storetest

import (
	"testing"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
)

var holdTests = []test{
	{"holds: what is stored comes back, oldest first", holdRoundTrip},
	{"holds: an attempt has one, and one more when it is late", holdOnce},
	{"holds: only from the state that was read", holdStale},
	{"holds: the payment must be there", holdOrphan},
	{"payments: why the terms are not known is kept, and no save changes it", termsFault},
}

func aHold(id string, p payment.Payment, imp payment.ImpUID, n int) payment.Hold {
	return payment.Hold{ID: id, PaymentID: p.ID, ImpUID: imp, State: payment.HoldAsked, AskedAt: at(n), UpdatedAt: at(n)}
}

func insertHold(h payment.Hold, t *testing.T) func(merchant.Tx) error {
	return func(tx merchant.Tx) error { return tx.Holds().Insert(t.Context(), h) }
}

func holdsOf(t *testing.T, store merchant.Store, id payment.ID) []payment.Hold {
	t.Helper()
	return read(t, store, func(tx merchant.Tx) ([]payment.Hold, error) { return tx.Holds().OfPayment(t.Context(), id) })
}

func holdRoundTrip(t *testing.T, store merchant.Store) {
	p, q := fresh("one"), fresh("two")
	insert(t, store, p)
	insert(t, store, q)
	first, second, other := aHold("hld_2", p, "imp_1", 1), aHold("hld_1", p, "imp_2", 2), aHold("hld_3", q, "imp_1", 0)
	second.Late, second.State, second.Reason = true, payment.HoldRefused, "재고 부족"
	for _, h := range []payment.Hold{second, first, other} {
		update(t, store, insertHold(h, t))
	}
	same(t, "holds", holdsOf(t, store, p.ID), []payment.Hold{first, second})
	first.State, first.UpdatedAt = payment.HoldKept, at(5)
	update(t, store, func(tx merchant.Tx) error { return tx.Holds().Save(t.Context(), first, payment.HoldAsked) })
	same(t, "holds", holdsOf(t, store, p.ID), []payment.Hold{first, second})
	same(t, "the other payment's", holdsOf(t, store, q.ID), []payment.Hold{other})
}

func holdOnce(t *testing.T, store merchant.Store) {
	p := fresh("one")
	insert(t, store, p)
	update(t, store, insertHold(aHold("hld_1", p, "imp_1", 1), t))
	refuse(t, store, merchant.ErrExists, insertHold(aHold("hld_2", p, "imp_1", 2), t))
	late := aHold("hld_3", p, "imp_1", 3)
	late.Late = true
	update(t, store, insertHold(late, t))
}

func holdStale(t *testing.T, store merchant.Store) {
	p := fresh("one")
	insert(t, store, p)
	h := aHold("hld_1", p, "imp_1", 1)
	update(t, store, insertHold(h, t))
	h.State = payment.HoldReleased
	update(t, store, func(tx merchant.Tx) error { return tx.Holds().Save(t.Context(), h, payment.HoldAsked) })
	h.State = payment.HoldKept
	refuse(t, store, merchant.ErrStale, func(tx merchant.Tx) error { return tx.Holds().Save(t.Context(), h, payment.HoldAsked) })
	if got := holdsOf(t, store, p.ID)[0].State; got != payment.HoldReleased {
		t.Errorf("a released hold is %s", got)
	}
}

func holdOrphan(t *testing.T, store merchant.Store) {
	forbid(t, store, "a hold of no payment", insertHold(aHold("hld_1", fresh("nobody"), "imp_1", 1), t))
}

func termsFault(t *testing.T, store merchant.Store) {
	p := fresh("one")
	p.TermsFault = fault.AmountMismatch
	insert(t, store, p)
	p.Version, p.TermsFault = p.Version+1, ""
	update(t, store, func(tx merchant.Tx) error { return tx.Payments().Save(t.Context(), p) })
	p.TermsFault = fault.AmountMismatch
	same(t, "payment", read(t, store, func(tx merchant.Tx) (payment.Payment, error) { return tx.Payments().ByID(t.Context(), p.ID) }), p)
}
