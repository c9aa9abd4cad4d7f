package storetest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
)

var deliveryTests = []test{
	{"outbox: a claim counts fence and tries up and leases", outboxClaim},
	{"outbox: of one payment only the lowest version is due", outboxOrder},
	{"outbox: a delivery that was given up holds nothing back", outboxGivenUp},
	{"outbox: a stale fence marks nothing", outboxFence},
	{"outbox: a version tells one thing, and an event is told once", outboxUnique},
	{"outbox: a delivery without a due time is due at once", outboxDueAtOnce},
	{"inbox: a note comes back as it was stored, whatever it holds", inboxRoundTrip},
	{"inbox: due notes are leased and their tries counted", inboxClaim},
	{"inbox: a note is done, or asked for again", inboxDone},
	{"inbox: pages of equal times neither repeat nor skip", inboxPages},
}

func delivery(p payment.Payment, version int64) merchant.Delivery {
	return merchant.Delivery{
		EventID: fmt.Sprintf("evt_%s_%d", p.ID, version), PaymentID: p.ID, Version: version, Type: payment.EventPaid,
		Body: []byte(`{"이름":"맨투맨"}`), DueAt: at(1), CreatedAt: at(1),
	}
}

func insertDelivery(t *testing.T, store merchant.Store, d merchant.Delivery) merchant.Delivery {
	t.Helper()
	update(t, store, func(tx merchant.Tx) error { return tx.Outbox().Insert(t.Context(), d) })
	return d
}

func claimDeliveries(t *testing.T, store merchant.Store, now, lease time.Time, limit int) []merchant.Delivery {
	t.Helper()
	list := claim(t, store, func(tx merchant.Tx) ([]merchant.Delivery, error) {
		return tx.Outbox().Claim(t.Context(), now, lease, limit)
	})
	slices.SortFunc(list, func(a, b merchant.Delivery) int { return slices.Compare([]byte(a.EventID), []byte(b.EventID)) })
	return list
}

func deliveriesOf(t *testing.T, store merchant.Store, id payment.ID) []merchant.Delivery {
	t.Helper()
	return read(t, store, func(tx merchant.Tx) ([]merchant.Delivery, error) { return tx.Outbox().OfPayment(t.Context(), id) })
}

func versions(list []merchant.Delivery) (out []int64) {
	for _, d := range list {
		out = append(out, d.Version)
	}
	return out
}

func outboxClaim(t *testing.T, store merchant.Store) {
	p := insert(t, store, fresh("x"))
	d := insertDelivery(t, store, delivery(p, 2))
	same(t, "claim before it is due", claimDeliveries(t, store, at(0), at(9), 5), nil)
	d.DueAt, d.Fence, d.Tries = at(9), 1, 1
	same(t, "claim", claimDeliveries(t, store, at(1), at(9), 5), []merchant.Delivery{d})
	same(t, "claim within the lease", claimDeliveries(t, store, at(8), at(20), 5), nil)
	d.DueAt, d.Fence, d.Tries = at(20), 2, 2
	same(t, "claim after the lease", claimDeliveries(t, store, at(9), at(20), 5), []merchant.Delivery{d})
	d.DueAt, d.LastError = at(60), "HTTP 500 \uFFFD"
	update(t, store, func(tx merchant.Tx) error {
		return tx.Outbox().Failed(t.Context(), d.EventID, 2, at(4), at(60), merchant.ShopReply{Problem: "HTTP 500 \xff"})
	})
	same(t, "after a failure", deliveriesOf(t, store, p.ID), []merchant.Delivery{d})
	d.DueAt, d.Fence, d.Tries = at(99), 3, 3
	same(t, "claim after the failure", claimDeliveries(t, store, at(60), at(99), 5), []merchant.Delivery{d})
	update(t, store, func(tx merchant.Tx) error {
		return tx.Outbox().Delivered(t.Context(), d.EventID, 3, at(61), merchant.ShopReply{Status: 204})
	})
	same(t, "claim after delivery", claimDeliveries(t, store, at(1000), at(2000), 5), nil)
	d.DueAt, d.LastError = time.Time{}, ""
	same(t, "after delivery", deliveriesOf(t, store, p.ID), []merchant.Delivery{d})
}

func outboxOrder(t *testing.T, store merchant.Store) {
	p, q := insert(t, store, fresh("x")), insert(t, store, fresh("y"))
	for _, v := range []int64{5, 3, 9} {
		insertDelivery(t, store, delivery(p, v))
	}
	insertDelivery(t, store, delivery(q, 7))
	first := claimDeliveries(t, store, at(2), at(10), 9)
	same(t, "first claim", versions(first), []int64{3, 7})
	same(t, "claim while the lowest is under way", claimDeliveries(t, store, at(3), at(10), 9), nil)
	update(t, store, func(tx merchant.Tx) error {
		if err := tx.Outbox().Failed(t.Context(), first[0].EventID, 1, at(4), at(50), merchant.ShopReply{Problem: "no answer"}); err != nil {
			return err
		}
		return tx.Outbox().Delivered(t.Context(), first[1].EventID, 1, at(4), merchant.ShopReply{Status: 204})
	})
	same(t, "claim while the lowest waits", claimDeliveries(t, store, at(20), at(30), 9), nil)
	again := claimDeliveries(t, store, at(50), at(60), 9)
	same(t, "claim when it is due again", versions(again), []int64{3})
	update(t, store, func(tx merchant.Tx) error {
		return tx.Outbox().Delivered(t.Context(), again[0].EventID, again[0].Fence, at(51), merchant.ShopReply{Status: 204})
	})
	same(t, "claim after it", versions(claimDeliveries(t, store, at(52), at(60), 9)), []int64{5})
	same(t, "all, in order", versions(deliveriesOf(t, store, p.ID)), []int64{3, 5, 9})
}

func outboxGivenUp(t *testing.T, store merchant.Store) {
	p := insert(t, store, fresh("x"))
	insertDelivery(t, store, delivery(p, 2))
	insertDelivery(t, store, delivery(p, 3))
	d := claimDeliveries(t, store, at(2), at(10), 9)[0]
	update(t, store, func(tx merchant.Tx) error {
		return tx.Outbox().Failed(t.Context(), d.EventID, d.Fence, at(4), time.Time{}, merchant.ShopReply{Problem: "gone for five days"})
	})
	same(t, "claim", versions(claimDeliveries(t, store, at(1000), at(2000), 9)), []int64{3})
}

func outboxFence(t *testing.T, store merchant.Store) {
	p := insert(t, store, fresh("x"))
	d := insertDelivery(t, store, delivery(p, 2))
	claimDeliveries(t, store, at(2), at(3), 1)
	claimDeliveries(t, store, at(3), at(9), 1)
	want := deliveriesOf(t, store, p.ID)
	for _, fence := range []int64{0, 1, 3} {
		refuse(t, store, merchant.ErrStale, func(tx merchant.Tx) error {
			return tx.Outbox().Delivered(t.Context(), d.EventID, fence, at(4), merchant.ShopReply{Status: 204})
		})
		refuse(t, store, merchant.ErrStale, func(tx merchant.Tx) error {
			return tx.Outbox().Failed(t.Context(), d.EventID, fence, at(4), at(5), merchant.ShopReply{Problem: "late"})
		})
	}
	same(t, "deliveries", deliveriesOf(t, store, p.ID), want)
	update(t, store, func(tx merchant.Tx) error {
		return tx.Outbox().Delivered(t.Context(), d.EventID, 2, at(4), merchant.ShopReply{Status: 204})
	})
	refuse(t, store, merchant.ErrStale, func(tx merchant.Tx) error {
		return tx.Outbox().Failed(t.Context(), d.EventID, 2, at(4), at(5), merchant.ShopReply{Problem: "late"})
	})
}

func outboxUnique(t *testing.T, store merchant.Store) {
	p := insert(t, store, fresh("x"))
	d := insertDelivery(t, store, delivery(p, 2))
	second := d
	second.EventID = "evt_other"
	refuse(t, store, merchant.ErrExists, func(tx merchant.Tx) error { return tx.Outbox().Insert(t.Context(), second) })
	again := d
	again.Version = 3
	refuse(t, store, merchant.ErrExists, func(tx merchant.Tx) error { return tx.Outbox().Insert(t.Context(), again) })
	same(t, "deliveries", deliveriesOf(t, store, p.ID), []merchant.Delivery{d})
}

func outboxDueAtOnce(t *testing.T, store merchant.Store) {
	p := insert(t, store, fresh("x"))
	d := delivery(p, 2)
	d.DueAt = time.Time{}
	insertDelivery(t, store, d)
	same(t, "claim", versions(claimDeliveries(t, store, at(1), at(2), 1)), []int64{2})
}

func note(name string, received int) merchant.Note {
	return merchant.Note{ID: "whk_" + name, ContentType: "application/json", Body: []byte("{}"), ReceivedAt: at(received), DueAt: at(received)}
}

func insertNote(t *testing.T, store merchant.Store, n merchant.Note) merchant.Note {
	t.Helper()
	update(t, store, func(tx merchant.Tx) error { return tx.Inbox().Insert(t.Context(), n) })
	return n
}

func notes(t *testing.T, store merchant.Store, page merchant.Page) []merchant.Note {
	t.Helper()
	return read(t, store, func(tx merchant.Tx) ([]merchant.Note, error) { return tx.Inbox().List(t.Context(), page) })
}

func inboxRoundTrip(t *testing.T, store merchant.Store) {
	n := note("a", 1)
	n.ImpUID, n.MerchantUID, n.Status = "imp_\x00' OR 1=1", "uid\xff", "paid"
	n.Body = []byte("imp_uid=\x00\xff\xfe&status=paid")
	n.Source, n.Tries, n.Outcome, n.DueAt = "203.0.113.9", 2, "한 번 더", time.Time{}
	insertNote(t, store, n)
	n.ImpUID, n.MerchantUID = "imp_\uFFFD' OR 1=1", "uid\uFFFD" // no text to PostgreSQL; the body keeps what came
	same(t, "notes", notes(t, store, merchant.Page{Limit: 5}), []merchant.Note{n})
	refuse(t, store, merchant.ErrExists, func(tx merchant.Tx) error { return tx.Inbox().Insert(t.Context(), n) })

	empty := note("b", 2)
	empty.Body = nil
	insertNote(t, store, empty)
	got := notes(t, store, merchant.Page{Limit: 1})
	if len(got) != 1 || got[0].ID != empty.ID || len(got[0].Body) != 0 {
		t.Fatalf("note without a body = %+v", got)
	}
}

func inboxClaim(t *testing.T, store merchant.Store) {
	for i, name := range []string{"b", "a", "c"} {
		insertNote(t, store, note(name, i+1))
	}
	never := note("never", 1)
	never.DueAt = time.Time{}
	insertNote(t, store, never)
	take := func(now, lease time.Time, limit int) (got []string) {
		for _, n := range claim(t, store, func(tx merchant.Tx) ([]merchant.Note, error) { return tx.Inbox().Claim(t.Context(), now, lease, limit) }) {
			same(t, "lease", n.DueAt, lease)
			got = append(got, fmt.Sprint(n.ID, " ", n.Tries))
		}
		slices.Sort(got)
		return got
	}
	same(t, "claim of two", take(at(2), at(10), 2), []string{"whk_a 1", "whk_b 1"})
	same(t, "claim of the rest", take(at(9), at(10), 9), []string{"whk_c 1"})
	same(t, "claim after the leases", take(at(10), at(20), 9), []string{"whk_a 2", "whk_b 2", "whk_c 2"})
}

func inboxDone(t *testing.T, store merchant.Store) {
	n := insertNote(t, store, note("x", 1))
	update(t, store, func(tx merchant.Tx) error { return tx.Inbox().Done(t.Context(), n.ID, at(30), "gateway away") })
	n.DueAt, n.Outcome = at(30), "gateway away"
	same(t, "notes", notes(t, store, merchant.Page{Limit: 5}), []merchant.Note{n})
	update(t, store, func(tx merchant.Tx) error { return tx.Inbox().Done(t.Context(), n.ID, time.Time{}, "confirmed") })
	n.DueAt, n.Outcome = time.Time{}, "confirmed"
	same(t, "notes", notes(t, store, merchant.Page{Limit: 5}), []merchant.Note{n})
	refuse(t, store, merchant.ErrNotFound, func(tx merchant.Tx) error { return tx.Inbox().Done(t.Context(), "whk_none", at(1), "") })
}

func inboxPages(t *testing.T, store merchant.Store) {
	var want, got []string
	for i := range 7 {
		want = append(want, insertNote(t, store, note(fmt.Sprint(i), i/4)).ID)
	}
	slices.Reverse(want)
	page := merchant.Page{Limit: 2}
	for list := notes(t, store, page); len(list) > 0; list = notes(t, store, page) {
		for _, n := range list {
			got = append(got, n.ID)
			page.Before, page.BeforeID = n.ReceivedAt, n.ID
		}
	}
	same(t, "ids of all pages", got, want)
}
