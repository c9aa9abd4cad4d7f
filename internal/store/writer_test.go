package store_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/store"
)

// lock returns a function that locks an order, which stores it.
func lock(ctx context.Context, ref string) func(merchant.Tx) error {
	return func(tx merchant.Tx) error { return tx.Orders().Lock(ctx, payment.OrderRef(ref), moment(1)) }
}

// orphan inserts a payment whose order is of that name, if there is one.
func orphan(ctx context.Context, ref string) func(merchant.Tx) error {
	return func(tx merchant.Tx) error {
		p := benchPayment(1)
		p.ID, p.MerchantUID, p.OrderRef = payment.ID("pay_"+ref), payment.MerchantUID(ref), payment.OrderRef(ref)
		return tx.Payments().Insert(ctx, p)
	}
}

// together runs functions that are waiting when the writer becomes free, and
// returns their errors and how many functions each commit held.
func together(t *testing.T, db *store.DB, fns ...func(merchant.Tx) error) (errs []error, commits []int) {
	t.Helper()
	held, release := make(chan struct{}), make(chan struct{})
	var first error
	var wg sync.WaitGroup
	wg.Go(func() {
		first = db.Update(t.Context(), func(merchant.Tx) error {
			close(held)
			<-release
			return store.OnCommit(db, func(n int) { commits = append(commits, n) })
		})
	})
	<-held
	errs = make([]error, len(fns))
	var waiting sync.WaitGroup
	for i, fn := range fns {
		waiting.Add(1)
		wg.Go(func() {
			waiting.Done()
			errs[i] = db.Update(t.Context(), fn)
		})
	}
	waiting.Wait()
	for store.Waiting(db) < len(fns) {
		runtime.Gosched()
	}
	close(release)
	wg.Wait()
	if first != nil {
		t.Fatal(first)
	}
	err := db.Update(t.Context(), func(merchant.Tx) error { return store.OnCommit(db, func(int) {}) })
	if err != nil {
		t.Fatal(err)
	}
	return errs, commits[1:]
}

func TestWriter_commitsWhatWaitsTogether(t *testing.T) {
	t.Parallel()
	db := openFile(t)
	var fns []func(merchant.Tx) error
	for i := range 64 {
		fns = append(fns, lock(t.Context(), fmt.Sprint(i)))
	}
	errs, commits := together(t, db, fns...)
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]int{64}, commits[:1]); diff != "" {
		t.Errorf("functions a commit (-want +got):\n%s", diff)
	}
}

func TestWriter_storesNothingOfWhoFailsAndAllOfTheOthers(t *testing.T) {
	t.Parallel()
	db := openFile(t)
	ordered := func(ref string, err error) func(merchant.Tx) error {
		return func(tx merchant.Tx) error { // a second effect of it would fail
			return errors.Join(lock(t.Context(), ref)(tx), orphan(t.Context(), ref)(tx), err)
		}
	}
	refused := errors.New("refused")
	for round := range 3 { // the first fails where nobody is careful, the others where everybody is
		name := func(ref string) string { return fmt.Sprint(ref, round) }
		errs, _ := together(t, db,
			ordered(name("a"), nil),
			ordered(name("gone"), refused),
			func(merchant.Tx) error { return refused },
			ordered(name("b"), nil),
		)
		if errs[0] != nil || !errors.Is(errs[1], refused) || !errors.Is(errs[2], refused) || errs[3] != nil {
			t.Errorf("errors %v, want those of the second and the third alone", errs)
		}
		for ref, want := range map[string]bool{"a": true, "gone": false, "b": true} {
			err := db.View(t.Context(), func(tx merchant.Tx) error {
				_, err := tx.Payments().ByID(t.Context(), payment.ID("pay_"+name(ref)))
				return err
			})
			if stored := err == nil; stored != want {
				t.Errorf("%s: %v, want stored %t", name(ref), err, want)
			}
		}
	}
	if err := db.Update(t.Context(), ordered("alone", refused)); !errors.Is(err, refused) {
		t.Errorf("alone: %v", err)
	}
	if err := db.Update(t.Context(), ordered("alone", nil)); err != nil {
		t.Errorf("something of who failed alone was stored: %v", err)
	}
}

func TestWriter_runsAGroupAgainOneByOneWhenItsCommitFails(t *testing.T) {
	t.Parallel()
	db := openFile(t)
	errs, commits := together(t, db,
		lock(t.Context(), "a"),
		func(tx merchant.Tx) error { // what it breaks is noticed by the commit alone
			if err := store.Do(db, "PRAGMA defer_foreign_keys = ON"); err != nil {
				return err
			}
			return orphan(t.Context(), "missing")(tx)
		},
		lock(t.Context(), "b"),
	)
	if errs[0] != nil || errs[2] != nil {
		t.Errorf("the neighbours failed: %v, %v", errs[0], errs[2])
	}
	if fault.CodeOf(errs[1]) != fault.StoreUnavailable {
		t.Errorf("the one at fault: error %v, want %s", errs[1], fault.StoreUnavailable)
	}
	if diff := cmp.Diff([]int{1, 1}, commits[:2]); diff != "" {
		t.Errorf("functions a commit (-want +got):\n%s", diff)
	}
	for _, ref := range []string{"a", "b"} {
		if err := db.Update(t.Context(), orphan(t.Context(), ref)); err != nil {
			t.Errorf("order %s is not stored: %v", ref, err)
		}
	}
}

func TestWriter_survivesAFunctionThatEndsTheTransaction(t *testing.T) {
	t.Parallel()
	db := openFile(t)
	errs, _ := together(t, db,
		lock(t.Context(), "a"),
		func(merchant.Tx) error { return store.Do(db, "ROLLBACK") },
		lock(t.Context(), "b"),
	)
	if errs[0] != nil || errs[1] == nil || errs[2] != nil {
		t.Errorf("errors %v, want one of the second alone", errs)
	}
	if err := db.Update(t.Context(), orphan(t.Context(), "a")); err != nil {
		t.Errorf("order a is not stored: %v", err)
	}
}

func TestWriter_survivesAFunctionThatEndsItsGoroutine(t *testing.T) {
	t.Parallel()
	db := openFile(t)
	errs, _ := together(t, db,
		lock(t.Context(), "a"),
		func(tx merchant.Tx) error {
			_ = lock(t.Context(), "gone")(tx)
			runtime.Goexit()
			return nil
		},
		lock(t.Context(), "b"),
	)
	if errs[0] != nil || errs[1] == nil || errs[2] != nil {
		t.Errorf("errors %v, want one of the second alone", errs)
	}
	for ref, want := range map[string]bool{"a": true, "b": true, "gone": false} {
		if err := db.Update(t.Context(), orphan(t.Context(), ref)); (err == nil) != want {
			t.Errorf("order %s stored: %v, want %v", ref, err == nil, want)
		}
	}
}

func TestWriter_raisesAPanicInItsCallerAndSparesTheGroup(t *testing.T) {
	t.Parallel()
	db := openFile(t)
	panics := func(tx merchant.Tx) error {
		_ = lock(t.Context(), "gone")(tx)
		panic("a defect")
	}
	held, release := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		_ = db.Update(t.Context(), func(merchant.Tx) error { close(held); <-release; return nil })
	})
	<-held
	var raised any
	var neighbour error
	wg.Go(func() {
		defer func() { raised = recover() }()
		_ = db.Update(t.Context(), panics)
	})
	wg.Go(func() { neighbour = db.Update(t.Context(), lock(t.Context(), "a")) })
	for store.Waiting(db) < 2 {
		runtime.Gosched()
	}
	close(release)
	wg.Wait()
	if raised == nil || neighbour != nil {
		t.Fatalf("raised %v, want the panic; the neighbour's error %v, want none", raised, neighbour)
	}
	if err := db.Update(t.Context(), orphan(t.Context(), "gone")); err == nil {
		t.Error("what the function wrote before it panicked is stored")
	}
}

func TestWriter_doesNotRunAFunctionWhoseContextEndedWhileItWaited(t *testing.T) {
	t.Parallel()
	db := openFile(t)
	held, release := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		_ = db.Update(t.Context(), func(merchant.Tx) error { close(held); <-release; return nil })
	})
	<-held
	ctx, cancel := context.WithCancel(t.Context())
	var err error
	wg.Go(func() {
		err = db.Update(ctx, func(merchant.Tx) error {
			t.Error("the function ran")
			return nil
		})
	})
	for store.Waiting(db) < 1 {
		runtime.Gosched()
	}
	cancel()
	close(release)
	wg.Wait()
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
}

func TestWriter_saysThatTheStoreIsUnavailableWhenTheDiskIsFull(t *testing.T) {
	t.Parallel()
	db := openFile(t)
	big := make([]byte, 1<<20)
	insert := func(id string) error {
		return db.Update(t.Context(), func(tx merchant.Tx) error {
			return tx.Inbox().Insert(t.Context(), merchant.Note{ID: id, Body: big, ReceivedAt: moment(1)})
		})
	}
	limit := func(pages int) {
		_ = db.Update(t.Context(), func(merchant.Tx) error { return store.Do(db, fmt.Sprintf("PRAGMA max_page_count = %d", pages)) })
	}
	limit(100)
	if err := insert("whk_1"); fault.CodeOf(err) != fault.StoreUnavailable {
		t.Fatalf("error %v, want %s", err, fault.StoreUnavailable)
	}
	if err := db.Ping(t.Context()); err != nil {
		t.Errorf("reading a full disk: %v", err)
	}
	limit(1 << 20)
	if err := insert("whk_1"); err != nil {
		t.Errorf("once there is room: %v", err)
	}
}

func TestWriter_saysThatTheStoreIsUnavailableWhileAnotherProcessWrites(t *testing.T) {
	t.Parallel()
	path := t.TempDir() + "/naru.db"
	db, other := openDSN(t, path), openDSN(t, path)
	err := other.Update(t.Context(), func(merchant.Tx) error { return store.Do(other, "PRAGMA busy_timeout = 1") })
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(t.Context(), func(tx merchant.Tx) error {
		if err := lock(t.Context(), "a")(tx); err != nil {
			return err
		}
		if err := other.Update(t.Context(), lock(t.Context(), "b")); fault.CodeOf(err) != fault.StoreUnavailable {
			return fmt.Errorf("the other's error %w, want %s", err, fault.StoreUnavailable)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Update(t.Context(), lock(t.Context(), "b")); err != nil {
		t.Errorf("once the file is free: %v", err)
	}
}

func TestClose_answersWhoComesAfterAndStoresWhatWaited(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(testing.TB) *store.DB{"sqlite": openFile, "postgresql": openServer} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := open(t)
			var wg sync.WaitGroup
			for i := range 8 {
				wg.Go(func() {
					err := db.Update(t.Context(), lock(t.Context(), fmt.Sprint(i)))
					if err != nil && fault.CodeOf(err) != fault.StoreUnavailable {
						t.Errorf("Update while closing: error %v, want none or %s", err, fault.StoreUnavailable)
					}
				})
			}
			if err := db.Close(); err != nil {
				t.Errorf("Close: %v", err)
			}
			wg.Wait()
			if err := db.Close(); err != nil {
				t.Errorf("a second Close: %v", err)
			}
			nothing := func(merchant.Tx) error { t.Error("the function ran"); return nil }
			for what, err := range map[string]error{
				"Update": db.Update(t.Context(), nothing), "View": db.View(t.Context(), nothing), "Ping": db.Ping(t.Context()),
			} {
				if fault.CodeOf(err) != fault.StoreUnavailable {
					t.Errorf("%s after Close: error %v, want %s", what, err, fault.StoreUnavailable)
				}
			}
		})
	}
}

func TestCheckpoint_keepsTheLogShort(t *testing.T) {
	t.Parallel()
	path := t.TempDir() + "/naru.db"
	db := openDSN(t, path)
	var wg sync.WaitGroup
	for worker := range 8 {
		wg.Go(func() {
			for i := range 200 {
				if err := db.Update(t.Context(), openNewAt(t.Context(), int64(worker*1000+i))); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for n := int64(100_000); ctx.Err() == nil; n++ { // the log is begun anew by a write after a checkpoint
		if err := db.Update(ctx, openNewAt(ctx, n)); err != nil {
			t.Fatal(err)
		}
		if size := fileSize(t, path); size > 1<<20 {
			return // pages have reached the file
		}
	}
	t.Fatal("nothing was moved from the log into the file")
}
