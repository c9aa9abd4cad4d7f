package storetest

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
)

// crowdTests are what many callers at once may see.
var crowdTests = []test{
	{"many: of savers of one version exactly one wins", crowdSaves},
	{"many: an order is paid once", crowdPays},
	{"many: orders that are locked one after another count every change", crowdLocks},
	{"many: of refunds of one imp_uid one is under way", crowdRefunds},
	{"many: workers never lease the same delivery twice", crowdDeliveries},
	{"many: workers never lease the same check or note twice", crowdClaims},
}

// crowdSaves has 64 callers try to write each of eight versions.
func crowdSaves(t *testing.T, store merchant.Store) {
	const callers, rounds = 64, 8
	p := insert(t, store, fresh("x"))
	var won [rounds]atomic.Int32
	var wg sync.WaitGroup
	for caller := range callers {
		wg.Go(func() {
			for round := range rounds {
				next := p
				next.Version, next.FailReason = int64(round+2), fmt.Sprint(caller)
				switch err := store.Update(t.Context(), func(tx merchant.Tx) error { return tx.Payments().Save(t.Context(), next) }); {
				case err == nil:
					won[round].Add(1)
				case !errors.Is(err, merchant.ErrStale):
					t.Errorf("Save: error %v, want ErrStale", err)
				}
			}
		})
	}
	wg.Wait()
	stored := paymentByID(t, store, p.ID).Version
	for round := range won {
		wins := won[round].Load()
		if reached := int64(round+2) <= stored; (reached && wins != 1) || (!reached && wins != 0) {
			t.Errorf("version %d was written %d times, and the stored one is %d", round+2, wins, stored)
		}
	}
	if stored == 1 {
		t.Error("nobody won")
	}
}

// crowdPays has many payments of one order be paid at once.
func crowdPays(t *testing.T, store merchant.Store) {
	const callers = 32
	var wg sync.WaitGroup
	var won atomic.Int32
	for i := range callers {
		p := fresh(fmt.Sprint(i))
		p.OrderRef = "one-order"
		insert(t, store, p)
	}
	for i := range callers {
		wg.Go(func() {
			p := fresh(fmt.Sprint(i))
			p.OrderRef = "one-order"
			paid := paidBy(p, payment.ImpUID(fmt.Sprint("imp_", i)))
			switch err := store.Update(t.Context(), func(tx merchant.Tx) error { return tx.Payments().Save(t.Context(), paid) }); {
			case err == nil:
				won.Add(1)
			case !errors.Is(err, merchant.ErrExists):
				t.Errorf("Save: error %v, want ErrExists", err)
			}
		})
	}
	wg.Wait()
	list := read(t, store, func(tx merchant.Tx) ([]payment.Payment, error) {
		return tx.Payments().List(t.Context(), payment.Paid, merchant.Page{Limit: callers})
	})
	if won.Load() != 1 || len(list) != 1 {
		t.Fatalf("%d callers were told that they paid, and %d payments of the order are; want 1", won.Load(), len(list))
	}
}

// crowdLocks has many callers read and write what only the order's lock guards.
func crowdLocks(t *testing.T, store merchant.Store) {
	const callers = 32
	p := insert(t, store, fresh("x"))
	var wg sync.WaitGroup
	for range callers {
		wg.Go(func() {
			err := store.Update(t.Context(), func(tx merchant.Tx) error {
				if err := tx.Orders().Lock(t.Context(), p.OrderRef, at(1)); err != nil {
					return err
				}
				now, err := tx.Payments().ByID(t.Context(), p.ID)
				if err != nil {
					return err
				}
				return tx.Payments().Recheck(t.Context(), p.ID, at(1), now.Checks+1)
			})
			if err != nil {
				t.Errorf("Update: %v", err)
			}
		})
	}
	wg.Wait()
	same(t, "changes counted", paymentByID(t, store, p.ID).Checks, callers)
}

func crowdRefunds(t *testing.T, store merchant.Store) {
	p, a := withAttempt(t, store, "x")
	var won atomic.Int32
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Go(func() {
			r := refund(a, fmt.Sprint(i))
			switch err := store.Update(t.Context(), func(tx merchant.Tx) error { return tx.Refunds().Insert(t.Context(), r) }); {
			case err == nil:
				won.Add(1)
			case !errors.Is(err, merchant.ErrExists):
				t.Errorf("Insert: error %v, want ErrExists", err)
			}
		})
	}
	wg.Wait()
	list := read(t, store, func(tx merchant.Tx) ([]payment.Refund, error) { return tx.Refunds().OfPayment(t.Context(), p.ID) })
	if won.Load() != 1 || len(list) != 1 {
		t.Fatalf("%d callers opened a refund and %d are stored, want 1", won.Load(), len(list))
	}
}

// leases counts how often each thing was leased, by eight workers who claim
// until want things are leased, and then once more. A claim may come back empty
// because others were quicker, so only a long row of such ends a worker.
func leases(t *testing.T, want int, take func() ([]string, error)) map[string]int {
	t.Helper()
	var mu sync.Mutex
	count := map[string]int{}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for empty, last := 0, false; empty < 200; {
				got, err := take()
				if err != nil {
					t.Errorf("claim: %v", err)
					return
				}
				if len(got) == 0 {
					empty++
				}
				mu.Lock()
				for _, id := range got {
					count[id]++
				}
				full := len(count) >= want
				mu.Unlock()
				if last {
					return
				}
				last = full
			}
		})
	}
	wg.Wait()
	return count
}

// onceEach wants all things leased, none twice.
func onceEach(t *testing.T, what string, count map[string]int, want int) {
	t.Helper()
	for id, n := range count {
		if n != 1 {
			t.Errorf("%s %s was leased %d times", what, id, n)
		}
	}
	if len(count) != want {
		t.Errorf("%d %s were leased, want %d", len(count), what, want)
	}
}

func crowdDeliveries(t *testing.T, store merchant.Store) {
	const payments, each = 40, 2
	for i := range payments {
		p := insert(t, store, fresh(fmt.Sprintf("%02d", i)))
		update(t, store, func(tx merchant.Tx) error {
			for v := range each {
				if err := tx.Outbox().Insert(t.Context(), delivery(p, int64(v+1))); err != nil {
					return err
				}
			}
			return nil
		})
	}
	count := leases(t, payments, func() (got []string, err error) {
		err = store.Update(t.Context(), func(tx merchant.Tx) error {
			got = nil
			list, err := tx.Outbox().Claim(t.Context(), at(5), at(500), 3)
			for _, d := range list {
				if d.Version != 1 || d.Fence != 1 {
					return fmt.Errorf("leased version %d with fence %d, want 1 and 1", d.Version, d.Fence)
				}
				got = append(got, d.EventID)
			}
			return err
		})
		return got, err
	})
	onceEach(t, "deliveries", count, payments)
}

func crowdClaims(t *testing.T, store merchant.Store) {
	const rows = 40
	for i := range rows {
		p := fresh(fmt.Sprintf("%02d", i))
		p.CheckAt = at(1)
		insert(t, store, p)
		insertNote(t, store, note(fmt.Sprintf("%02d", i), 1))
	}
	checks := leases(t, rows, func() (got []string, err error) {
		err = store.Update(t.Context(), func(tx merchant.Tx) error {
			got = nil
			list, err := tx.Payments().ClaimChecks(t.Context(), at(5), at(500), 3)
			for _, p := range list {
				got = append(got, string(p.ID))
			}
			return err
		})
		return got, err
	})
	onceEach(t, "checks", checks, rows)
	taken := leases(t, rows, func() (got []string, err error) {
		err = store.Update(t.Context(), func(tx merchant.Tx) error {
			got = nil
			list, err := tx.Inbox().Claim(t.Context(), at(5), at(500), 3)
			for _, n := range list {
				got = append(got, n.ID)
			}
			return err
		})
		return got, err
	})
	onceEach(t, "notes", taken, rows)
}
