package storetest

import (
	"slices"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
)

var endpointTests = []test{
	{"endpoints: one comes back as it was stored, and its secrets alone by their own way", endpointRoundTrip},
	{"endpoints: a change needs the version that it was made from", endpointSave},
	{"endpoints: a deleted one is found and not listed", endpointDeleted},
	{"endpoints: failing begins once and ends with a yes", endpointFails},
	{"letters: an event is spread once, to those that want it", lettersSpread},
	{"letters: nothing is spread where nobody waits", lettersNobody},
	{"letters: of one payment only the lowest version is due, at each endpoint by itself", lettersOrder},
	{"letters: a version is spread after those before it", lettersSpreadInOrder},
	{"letters: a stale fence marks nothing", lettersFence},
	{"letters: disabling gives up what is on its way", lettersBuried},
	{"letters: lists are newest first and page by id", lettersLists},
	{"letters: a replay begins anew what is not on its way", lettersReplay},
	{"letters: an event of nobody's waits for nobody", lettersOfNobody},
}

func endpoint(name string, types ...payment.EventType) merchant.Endpoint {
	return merchant.Endpoint{
		ID: "wep_" + name, URL: "https://shop.example/" + name, Description: "창고", Types: types, State: merchant.EndpointActive,
		Version: 1, CreatedAt: at(1), UpdatedAt: at(1),
	}
}

func insertEndpoint(t *testing.T, store merchant.Store, e merchant.Endpoint) merchant.Endpoint {
	t.Helper()
	update(t, store, func(tx merchant.Tx) error { return tx.Endpoints().Insert(t.Context(), e) })
	return e
}

func readEndpoint(t *testing.T, store merchant.Store, id string) merchant.Endpoint {
	t.Helper()
	return read(t, store, func(tx merchant.Tx) (merchant.Endpoint, error) { return tx.Endpoints().ByID(t.Context(), id) })
}

func saveEndpoint(t *testing.T, store merchant.Store, id string, change func(*merchant.Endpoint)) {
	t.Helper()
	e := readEndpoint(t, store, id)
	change(&e)
	update(t, store, func(tx merchant.Tx) error { return tx.Endpoints().Save(t.Context(), e) })
}

// event stores an event of a payment with a line of its history, as each has.
func event(t *testing.T, store merchant.Store, p payment.Payment, version int64, change ...func(*merchant.Delivery)) merchant.Delivery {
	t.Helper()
	d := delivery(p, version)
	for _, c := range change {
		c(&d)
	}
	update(t, store, func(tx merchant.Tx) error {
		e := payment.Event{ID: d.EventID, PaymentID: p.ID, Version: version, Type: d.Type, Actor: "callback", At: d.CreatedAt}
		if err := tx.Events().Append(t.Context(), e); err != nil {
			return err
		}
		return tx.Outbox().Insert(t.Context(), d)
	})
	return d
}

func spread(t *testing.T, store merchant.Store, limit int) int {
	t.Helper()
	n := 0
	update(t, store, func(tx merchant.Tx) (err error) {
		n, err = tx.Letters().Spread(t.Context(), at(2), limit)
		return err
	})
	return n
}

func claimLetters(t *testing.T, store merchant.Store, id string, now, lease time.Time) []merchant.Letter {
	t.Helper()
	list := claim(t, store, func(tx merchant.Tx) ([]merchant.Letter, error) {
		return tx.Letters().Claim(t.Context(), id, now, lease, 9)
	})
	slices.SortFunc(list, func(a, b merchant.Letter) int { return int(a.Version - b.Version) })
	return list
}

func letterVersions(list []merchant.Letter) (out []int64) {
	for _, l := range list {
		out = append(out, l.Version)
	}
	return out
}

func delivered(t *testing.T, store merchant.Store, l merchant.Letter) {
	t.Helper()
	update(t, store, func(tx merchant.Tx) error {
		return tx.Letters().Delivered(t.Context(), l.EndpointID, l.EventID, l.Fence, at(5), merchant.ShopReply{Status: 200, Body: "ok"})
	})
}

func eventIDs(t *testing.T, store merchant.Store, list func(merchant.Letters) ([]merchant.EventPlace, error)) (ids []string) {
	t.Helper()
	for _, p := range read(t, store, func(tx merchant.Tx) ([]merchant.EventPlace, error) { return list(tx.Letters()) }) {
		ids = append(ids, p.EventID)
	}
	return ids
}

func endpointRoundTrip(t *testing.T, store merchant.Store) {
	a := insertEndpoint(t, store, endpoint("a", payment.EventPaid, payment.EventRefunded))
	b := insertEndpoint(t, store, endpoint("b"))
	same(t, "endpoint", readEndpoint(t, store, a.ID), a)
	same(t, "endpoints", read(t, store, func(tx merchant.Tx) ([]merchant.Endpoint, error) { return tx.Endpoints().List(t.Context()) }), []merchant.Endpoint{a, b})
	refuse(t, store, merchant.ErrExists, func(tx merchant.Tx) error { return tx.Endpoints().Insert(t.Context(), a) })
	missing(t, store, func(tx merchant.Tx) (merchant.Endpoint, error) { return tx.Endpoints().ByID(t.Context(), "wep_c") })

	secrets := merchant.EndpointSecrets{Current: "whsec_new", Previous: "whsec_old", Until: at(99)}
	update(t, store, func(tx merchant.Tx) error { return tx.Endpoints().PutSecrets(t.Context(), a.ID, secrets) })
	same(t, "secrets", read(t, store, func(tx merchant.Tx) (merchant.EndpointSecrets, error) {
		return tx.Endpoints().Secrets(t.Context(), a.ID)
	}), secrets)
	a.Rotating = at(99)
	same(t, "after a rotation", readEndpoint(t, store, a.ID), a)
	refuse(t, store, merchant.ErrNotFound, func(tx merchant.Tx) error { return tx.Endpoints().PutSecrets(t.Context(), "wep_c", secrets) })
}

func endpointSave(t *testing.T, store merchant.Store) {
	e := insertEndpoint(t, store, endpoint("a"))
	changed := e
	changed.URL, changed.Types, changed.State, changed.UpdatedAt = "https://shop.example/b", []payment.EventType{payment.EventPaid}, merchant.EndpointPaused, at(3)
	update(t, store, func(tx merchant.Tx) error { return tx.Endpoints().Save(t.Context(), changed) })
	changed.Version = 2
	same(t, "after the change", readEndpoint(t, store, e.ID), changed)
	refuse(t, store, merchant.ErrStale, func(tx merchant.Tx) error { return tx.Endpoints().Save(t.Context(), e) })
}

func endpointDeleted(t *testing.T, store merchant.Store) {
	e := insertEndpoint(t, store, endpoint("a"))
	saveEndpoint(t, store, e.ID, func(e *merchant.Endpoint) { e.State = merchant.EndpointDeleted })
	same(t, "state", readEndpoint(t, store, e.ID).State, merchant.EndpointDeleted)
	same(t, "list", read(t, store, func(tx merchant.Tx) ([]merchant.Endpoint, error) { return tx.Endpoints().List(t.Context()) }), nil)
	gone := readEndpoint(t, store, e.ID)
	refuse(t, store, merchant.ErrStale, func(tx merchant.Tx) error { return tx.Endpoints().Save(t.Context(), gone) })
}

func endpointFails(t *testing.T, store merchant.Store) {
	e := insertEndpoint(t, store, endpoint("a"))
	for _, now := range []int{5, 9} {
		update(t, store, func(tx merchant.Tx) error { return tx.Endpoints().Fails(t.Context(), e.ID, at(now)) })
		same(t, "failing since", readEndpoint(t, store, e.ID).FailingSince, at(5))
	}
	update(t, store, func(tx merchant.Tx) error { return tx.Endpoints().Serves(t.Context(), e.ID) })
	same(t, "after a yes", readEndpoint(t, store, e.ID).FailingSince, time.Time{})
}

func lettersSpread(t *testing.T, store merchant.Store) {
	all := insertEndpoint(t, store, endpoint("all"))
	insertEndpoint(t, store, endpoint("refunds", payment.EventRefunded))
	paused := insertEndpoint(t, store, endpoint("paused"))
	saveEndpoint(t, store, paused.ID, func(e *merchant.Endpoint) { e.State = merchant.EndpointPaused })
	off := insertEndpoint(t, store, endpoint("off"))
	saveEndpoint(t, store, off.ID, func(e *merchant.Endpoint) { e.State = merchant.EndpointDisabled })
	d := event(t, store, insert(t, store, fresh("x")), 2)
	same(t, "spread", spread(t, store, 9), 1)
	same(t, "spread again", spread(t, store, 9), 0)
	record := read(t, store, func(tx merchant.Tx) (merchant.ShopRecord, error) { return tx.Letters().Record(t.Context(), d.EventID) })
	var who []string
	for _, l := range record.Letters {
		who = append(who, l.EndpointID)
	}
	same(t, "who is told", who, []string{merchant.ConfiguredEndpoint, all.ID, paused.ID})
	same(t, "body", string(record.Body), string(d.Body))
	due := read(t, store, func(tx merchant.Tx) ([]string, error) {
		_, due, err := tx.Letters().Due(t.Context(), at(3))
		return due, err
	})
	same(t, "due", due, []string{all.ID})
	got := claimLetters(t, store, all.ID, at(3), at(60))
	if len(got) != 1 || got[0].EventID != d.EventID || got[0].Type != d.Type || string(got[0].Body) != string(d.Body) || got[0].Tries != 1 {
		t.Errorf("claimed %+v", got)
	}
}

func lettersNobody(t *testing.T, store merchant.Store) {
	event(t, store, insert(t, store, fresh("x")), 2)
	insertEndpoint(t, store, endpoint("late"))
	same(t, "spread of what was before the endpoint", spread(t, store, 9), 0)
}

func lettersOrder(t *testing.T, store merchant.Store) {
	a, b := insertEndpoint(t, store, endpoint("a")), insertEndpoint(t, store, endpoint("b"))
	p := insert(t, store, fresh("x"))
	for _, v := range []int64{2, 3} {
		event(t, store, p, v)
	}
	for spread(t, store, 9) > 0 {
	}
	first := claimLetters(t, store, a.ID, at(3), at(60))
	same(t, "a, first", letterVersions(first), []int64{2})
	same(t, "a, while it is under way", claimLetters(t, store, a.ID, at(4), at(60)), nil)
	same(t, "b, meanwhile", letterVersions(claimLetters(t, store, b.ID, at(4), at(60))), []int64{2})
	update(t, store, func(tx merchant.Tx) error {
		return tx.Letters().Failed(t.Context(), a.ID, first[0].EventID, first[0].Fence, at(5), at(50), merchant.ShopReply{Status: 500, Body: "no", Problem: "500"})
	})
	same(t, "a, while it waits", claimLetters(t, store, a.ID, at(20), at(60)), nil)
	again := claimLetters(t, store, a.ID, at(50), at(90))
	same(t, "a, again", letterVersions(again), []int64{2})
	delivered(t, store, again[0])
	same(t, "a, after it", letterVersions(claimLetters(t, store, a.ID, at(51), at(90))), []int64{3})
}

func lettersSpreadInOrder(t *testing.T, store merchant.Store) {
	insertEndpoint(t, store, endpoint("a"))
	p := insert(t, store, fresh("x"))
	event(t, store, p, 2, func(d *merchant.Delivery) { d.EventID = "evt_later" }) // of a server whose clock is ahead
	event(t, store, p, 3, func(d *merchant.Delivery) { d.EventID = "evt_earlier" })
	same(t, "first", spread(t, store, 9), 1)
	same(t, "claim after the first", letterVersions(claimLetters(t, store, "wep_a", at(3), at(60))), []int64{2})
	same(t, "second", spread(t, store, 9), 1)
}

func lettersFence(t *testing.T, store merchant.Store) {
	e := insertEndpoint(t, store, endpoint("a"))
	event(t, store, insert(t, store, fresh("x")), 2)
	spread(t, store, 9)
	l := claimLetters(t, store, e.ID, at(3), at(4))[0]
	claimLetters(t, store, e.ID, at(4), at(60))
	for _, fence := range []int64{0, 1, 3} {
		refuse(t, store, merchant.ErrStale, func(tx merchant.Tx) error {
			return tx.Letters().Delivered(t.Context(), e.ID, l.EventID, fence, at(5), merchant.ShopReply{})
		})
		refuse(t, store, merchant.ErrStale, func(tx merchant.Tx) error {
			return tx.Letters().Failed(t.Context(), e.ID, l.EventID, fence, at(5), at(6), merchant.ShopReply{})
		})
	}
}

func lettersBuried(t *testing.T, store merchant.Store) {
	e := insertEndpoint(t, store, endpoint("a"))
	d := event(t, store, insert(t, store, fresh("x")), 2)
	spread(t, store, 9)
	l := claimLetters(t, store, e.ID, at(3), at(4))[0]
	update(t, store, func(tx merchant.Tx) error {
		done, err := tx.Endpoints().Disable(t.Context(), e.ID, merchant.EndpointGone, at(6))
		same(t, "disabled", done, true)
		return err
	})
	update(t, store, func(tx merchant.Tx) error {
		done, err := tx.Endpoints().Disable(t.Context(), e.ID, merchant.EndpointFailing, at(7))
		same(t, "disabled again", done, false)
		return err
	})
	got := readEndpoint(t, store, e.ID)
	if got.State != merchant.EndpointDisabled || got.Reason != merchant.EndpointGone || !got.DisabledAt.Equal(at(6)) {
		t.Errorf("endpoint %+v", got)
	}
	same(t, "claim", claimLetters(t, store, e.ID, at(99), at(100)), nil)
	refuse(t, store, merchant.ErrStale, func(tx merchant.Tx) error {
		return tx.Letters().Delivered(t.Context(), e.ID, l.EventID, l.Fence, at(8), merchant.ShopReply{})
	})
	page := merchant.Page{Limit: 9}
	want := []string{d.EventID}
	same(t, "dead", eventIDs(t, store, func(l merchant.Letters) ([]merchant.EventPlace, error) { return l.Dead(t.Context(), page) }), want)
	same(t, "dead of it", eventIDs(t, store, func(l merchant.Letters) ([]merchant.EventPlace, error) { return l.DeadOf(t.Context(), e.ID, page) }), want)
}

func lettersLists(t *testing.T, store merchant.Store) {
	e := insertEndpoint(t, store, endpoint("a"))
	p := insert(t, store, fresh("x"))
	for v, id := range map[int64]string{2: "evt_1", 3: "evt_2", 4: "evt_3"} {
		event(t, store, p, v, func(d *merchant.Delivery) { d.EventID = id })
	}
	for spread(t, store, 1) > 0 {
	}
	for _, list := range []func(merchant.Letters, merchant.Page) ([]merchant.EventPlace, error){
		func(l merchant.Letters, p merchant.Page) ([]merchant.EventPlace, error) {
			return l.List(t.Context(), p)
		},
		func(l merchant.Letters, p merchant.Page) ([]merchant.EventPlace, error) {
			return l.ListOf(t.Context(), e.ID, p)
		},
		func(l merchant.Letters, p merchant.Page) ([]merchant.EventPlace, error) {
			return l.ListOf(t.Context(), merchant.ConfiguredEndpoint, p)
		},
	} {
		page := merchant.Page{Limit: 2}
		same(t, "first page", eventIDs(t, store, func(l merchant.Letters) ([]merchant.EventPlace, error) { return list(l, page) }), []string{"evt_3", "evt_2"})
		page.Before, page.BeforeID = at(1), "evt_2"
		same(t, "second page", eventIDs(t, store, func(l merchant.Letters) ([]merchant.EventPlace, error) { return list(l, page) }), []string{"evt_1"})
	}
}

func lettersReplay(t *testing.T, store merchant.Store) {
	e := insertEndpoint(t, store, endpoint("a"))
	p := insert(t, store, fresh("x"))
	for v, id := range map[int64]string{2: "evt_1", 3: "evt_2", 4: "evt_3"} {
		event(t, store, p, v, func(d *merchant.Delivery) { d.EventID = id })
	}
	for spread(t, store, 1) > 0 {
	}
	for range 2 { // the first is delivered, the second given up, the third waits
		l := claimLetters(t, store, e.ID, at(3), at(60))[0]
		if l.Version == 2 {
			delivered(t, store, l)
			continue
		}
		update(t, store, func(tx merchant.Tx) error {
			return tx.Letters().Failed(t.Context(), e.ID, l.EventID, l.Fence, at(5), time.Time{}, merchant.ShopReply{Problem: "no"})
		})
	}
	replay := func(everything bool) (n int, last string) {
		update(t, store, func(tx merchant.Tx) (err error) {
			r := merchant.ReplayRange{After: "evt_", Below: "evt_9", Everything: everything, Limit: 9}
			n, last, err = tx.Letters().ReplayBetween(t.Context(), e, r, at(10))
			return err
		})
		return n, last
	}
	n, last := replay(false)
	same(t, "what was given up", n, 1)
	same(t, "last", last, "")
	same(t, "claim", letterVersions(claimLetters(t, store, e.ID, at(11), at(60))), []int64{3})
	n, _ = replay(true)
	same(t, "with what was delivered", n, 1)
	same(t, "claim", letterVersions(claimLetters(t, store, e.ID, at(12), at(60))), []int64{2})
	update(t, store, func(tx merchant.Tx) error { return tx.Letters().Replay(t.Context(), e.ID, "evt_2", at(13)) })
	update(t, store, func(tx merchant.Tx) error {
		return tx.Letters().Replay(t.Context(), merchant.ConfiguredEndpoint, "evt_1", at(13))
	})
	refuse(t, store, merchant.ErrNotFound, func(tx merchant.Tx) error { return tx.Letters().Replay(t.Context(), e.ID, "evt_none", at(13)) })
}

func lettersOfNobody(t *testing.T, store merchant.Store) {
	p := insert(t, store, fresh("x"))
	d := event(t, store, p, 2, func(d *merchant.Delivery) { d.Nobody = true })
	same(t, "claim", claimDeliveries(t, store, at(99), at(100), 9), nil)
	record := read(t, store, func(tx merchant.Tx) (merchant.ShopRecord, error) { return tx.Letters().Record(t.Context(), d.EventID) })
	same(t, "letters", record.Letters, nil)
	same(t, "dead", eventIDs(t, store, func(l merchant.Letters) ([]merchant.EventPlace, error) {
		return l.Dead(t.Context(), merchant.Page{Limit: 9})
	}), nil)
	update(t, store, func(tx merchant.Tx) error {
		return tx.Letters().Replay(t.Context(), merchant.ConfiguredEndpoint, d.EventID, at(13))
	})
	same(t, "claim after a replay", versions(claimDeliveries(t, store, at(14), at(100), 9)), []int64{2})
}
