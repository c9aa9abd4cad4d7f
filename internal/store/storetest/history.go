package storetest

import (
	"fmt"
	"slices"
	"testing"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
)

var historyTests = []test{
	{"events: a history comes back in the order in which it was written", eventOrder},
	{"events: an event is written once, and of a payment", eventOnce},
	{"discrepancies: the same one is raised once", discrepancyOnce},
	{"discrepancies: pages of equal times neither repeat nor skip", discrepancyPages},
}

func eventsOf(t *testing.T, store merchant.Store, id payment.ID) []payment.Event {
	t.Helper()
	return read(t, store, func(tx merchant.Tx) ([]payment.Event, error) { return tx.Events().OfPayment(t.Context(), id) })
}

func eventOrder(t *testing.T, store merchant.Store) {
	p, q := insert(t, store, fresh("x")), insert(t, store, fresh("y"))
	var want []payment.Event
	for _, name := range []string{"z", "a", "m"} { // of one change, so of one time
		want = append(want, payment.Event{
			ID: "evt_" + name, PaymentID: p.ID, Version: 2, Type: payment.NoteSeen, Actor: "webhook", ImpUID: "imp_1",
			Reason: fault.AmountMismatch, Detail: "10원 ≠ 1,000원", At: at(3),
		})
	}
	update(t, store, func(tx merchant.Tx) error {
		for _, e := range want {
			if err := tx.Events().Append(t.Context(), e); err != nil {
				return err
			}
		}
		return tx.Events().Append(t.Context(), payment.Event{ID: "evt_q", PaymentID: q.ID, Version: 1, Type: payment.NoteOpened, At: at(1)})
	})
	last := payment.Event{ID: "evt_0", PaymentID: p.ID, Version: 3, Type: payment.EventPaid, At: at(2)}
	update(t, store, func(tx merchant.Tx) error { return tx.Events().Append(t.Context(), last) })
	same(t, "events", eventsOf(t, store, p.ID), append(want, last))
}

func eventOnce(t *testing.T, store merchant.Store) {
	p := insert(t, store, fresh("x"))
	e := payment.Event{ID: "evt_1", PaymentID: p.ID, Version: 1, Type: payment.NoteOpened, At: at(1)}
	update(t, store, func(tx merchant.Tx) error { return tx.Events().Append(t.Context(), e) })
	again := e
	again.Detail = "changed"
	refuse(t, store, merchant.ErrExists, func(tx merchant.Tx) error { return tx.Events().Append(t.Context(), again) })
	same(t, "events", eventsOf(t, store, p.ID), []payment.Event{e})
	forbid(t, store, "an event of no payment", func(tx merchant.Tx) error {
		return tx.Events().Append(t.Context(), payment.Event{ID: "evt_2", PaymentID: "pay_none", Version: 1, Type: payment.NoteOpened, At: at(1)})
	})
}

func discrepanciesOf(t *testing.T, store merchant.Store, id payment.ID, page merchant.Page) []payment.Discrepancy {
	t.Helper()
	return read(t, store, func(tx merchant.Tx) ([]payment.Discrepancy, error) {
		return tx.Discrepancies().List(t.Context(), merchant.DiscrepancyFilter{PaymentID: id}, page)
	})
}

// raise raises d and reports whether it was stored.
func raise(t *testing.T, store merchant.Store, d payment.Discrepancy) bool {
	t.Helper()
	return claim(t, store, func(tx merchant.Tx) (bool, error) { return tx.Discrepancies().Raise(t.Context(), d) })
}

func discrepancyOnce(t *testing.T, store merchant.Store) {
	d := payment.Discrepancy{
		ID: "dsc_1", PaymentID: "pay_of_nobody", ImpUID: "imp_1", Reason: fault.ForeignPayment, Detail: "남의 결제",
		CreatedAt: at(1),
	}
	again, other := d, d
	again.ID, again.Detail = "dsc_2", "again"
	other.ID, other.Reason, other.CreatedAt = "dsc_3", fault.TestMoney, at(2)
	for _, x := range []payment.Discrepancy{d, again, other} {
		raise(t, store, x)
	}
	want := []payment.Discrepancy{other, d}
	same(t, "of the payment", discrepanciesOf(t, store, d.PaymentID, merchant.Page{Limit: 9}), want)
	same(t, "of all", discrepanciesOf(t, store, "", merchant.Page{Limit: 9}), want)
	same(t, "of another", discrepanciesOf(t, store, "pay_x", merchant.Page{Limit: 9}), nil)
}

func discrepancyPages(t *testing.T, store merchant.Store) {
	var want []string
	for i := range 7 {
		d := payment.Discrepancy{ID: fmt.Sprint("dsc_", i), PaymentID: "pay_x", ImpUID: payment.ImpUID(fmt.Sprint(i)), CreatedAt: at(i / 4)}
		raise(t, store, d)
		want = append(want, d.ID)
	}
	slices.Reverse(want)
	for _, id := range []payment.ID{"", "pay_x"} {
		var got []string
		page := merchant.Page{Limit: 3}
		for list := discrepanciesOf(t, store, id, page); len(list) > 0; list = discrepanciesOf(t, store, id, page) {
			for _, d := range list {
				got = append(got, d.ID)
				page.Before, page.BeforeID = d.CreatedAt, d.ID
			}
		}
		same(t, "ids of all pages", got, want)
	}
}
