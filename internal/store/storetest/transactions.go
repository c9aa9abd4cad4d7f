package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

var transactionTests = []test{
	{"transactions: an error of the function leaves nothing behind", txRollsBack},
	{"transactions: a failed write fails the update, though the function ignores it", txIgnoredFailure},
	{"transactions: a row that is missing fails nothing by itself", txNotFoundGoesOn},
	{"transactions: a function reads what it wrote", txReadsOwnWrites},
	{"transactions: a view sees one state and stores nothing", txView},
	{"transactions: a context that has ended begins nothing", txContextOver},
	{"transactions: a context that ends within the function ends no commit of others", txContextEndsWithin},
	{"transactions: a panic reaches its caller and the next update works", txPanic},
	{"transactions: a failing function rolls back alone among many", txNeighbours},
	{"transactions: a reader is not blocked by an update and sees nothing of it before its end", txReadersGoOn},
}

func txRollsBack(t *testing.T, store merchant.Store) {
	boom := errors.New("boom")
	refuse(t, store, boom, func(tx merchant.Tx) error {
		if err := tx.Orders().Lock(t.Context(), fresh("x").OrderRef, at(0)); err != nil {
			return err
		}
		if err := tx.Payments().Insert(t.Context(), fresh("x")); err != nil {
			return err
		}
		return boom
	})
	missing(t, store, func(tx merchant.Tx) (payment.Payment, error) { return tx.Payments().ByID(t.Context(), "pay_x") })
}

func txIgnoredFailure(t *testing.T, store merchant.Store) {
	p := insert(t, store, fresh("x"))
	refuse(t, store, merchant.ErrExists, func(tx merchant.Tx) error {
		_ = tx.Orders().Lock(t.Context(), "another", at(0))
		_ = tx.Payments().Insert(t.Context(), p)
		other := fresh("y")
		other.OrderRef = "another"
		_ = tx.Payments().Insert(t.Context(), other)
		return nil
	})
	missing(t, store, func(tx merchant.Tx) (payment.Payment, error) { return tx.Payments().ByID(t.Context(), "pay_y") })
}

func txNotFoundGoesOn(t *testing.T, store merchant.Store) {
	p := insert(t, store, fresh("x"))
	update(t, store, func(tx merchant.Tx) error {
		if _, err := tx.Payments().ByID(t.Context(), "pay_none"); !errors.Is(err, merchant.ErrNotFound) {
			return fmt.Errorf("ByID: %w, want ErrNotFound", err)
		}
		if _, err := tx.Refunds().ByKey(t.Context(), "none"); !errors.Is(err, merchant.ErrNotFound) {
			return fmt.Errorf("ByKey: %w, want ErrNotFound", err)
		}
		return tx.Payments().CheckNow(t.Context(), p.ID, at(7))
	})
	same(t, "check", paymentByID(t, store, p.ID).CheckAt, at(7))
}

func txReadsOwnWrites(t *testing.T, store merchant.Store) {
	update(t, store, func(tx merchant.Tx) error {
		p := fresh("x")
		if err := tx.Orders().Lock(t.Context(), p.OrderRef, at(0)); err != nil {
			return err
		}
		if err := tx.Payments().Insert(t.Context(), p); err != nil {
			return err
		}
		got, err := tx.Payments().ByID(t.Context(), p.ID)
		if err == nil && got.Amount != p.Amount {
			err = fmt.Errorf("own write read as %v", got.Amount)
		}
		return err
	})
}

func txView(t *testing.T, store merchant.Store) {
	p := insert(t, store, fresh("x"))
	err := store.View(t.Context(), func(tx merchant.Tx) error {
		before, err := tx.Payments().ByID(t.Context(), p.ID)
		if err != nil {
			return err
		}
		changed := p
		changed.State, changed.Version = payment.Failed, 2
		if err := store.Update(t.Context(), func(tx merchant.Tx) error { return tx.Payments().Save(t.Context(), changed) }); err != nil {
			return err
		}
		after, err := tx.Payments().ByID(t.Context(), p.ID)
		if err == nil && after.Version != before.Version {
			err = fmt.Errorf("the view saw version %d, then %d", before.Version, after.Version)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := store.View(t.Context(), func(tx merchant.Tx) error { return tx.Payments().CheckNow(t.Context(), p.ID, at(9)) }); err == nil {
		t.Fatal("a view wrote")
	}
	got := paymentByID(t, store, p.ID)
	if got.Version != 2 || !got.CheckAt.IsZero() {
		t.Fatalf("payment after the view = version %d, check %v; want 2 and none", got.Version, got.CheckAt)
	}
}

func txContextOver(t *testing.T, store merchant.Store) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	fn := func(merchant.Tx) error {
		t.Error("the function ran")
		return nil
	}
	if err := store.Update(ctx, fn); !errors.Is(err, context.Canceled) {
		t.Errorf("Update: error %v, want context.Canceled", err)
	}
	if err := store.View(ctx, fn); !errors.Is(err, context.Canceled) {
		t.Errorf("View: error %v, want context.Canceled", err)
	}
}

// txContextEndsWithin ends a caller's context while its function runs: it is
// stored whole or not at all, the answer says which, and others are untouched.
func txContextEndsWithin(t *testing.T, store merchant.Store) {
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Go(func() {
			p := fresh(fmt.Sprint("n", i))
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			err := store.Update(ctx, func(tx merchant.Tx) error {
				if err := tx.Orders().Lock(ctx, p.OrderRef, at(0)); err != nil {
					return err
				}
				if i%4 == 0 {
					cancel()
				}
				return tx.Payments().Insert(ctx, p)
			})
			found := store.View(t.Context(), func(tx merchant.Tx) error {
				_, err := tx.Payments().ByID(t.Context(), p.ID)
				return err
			})
			if (err == nil) != (found == nil) || (i%4 != 0 && err != nil) {
				t.Errorf("payment %d: Update said %v, and the store says %v", i, err, found)
			}
		})
	}
	wg.Wait()
}

func txPanic(t *testing.T, store merchant.Store) {
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic did not reach its caller")
			}
		}()
		_ = store.Update(t.Context(), func(tx merchant.Tx) error {
			_ = tx.Orders().Lock(t.Context(), "panicking", at(0))
			panic("a defect")
		})
	}()
	insert(t, store, fresh("after"))
	forbid(t, store, "a payment of the order that the panic rolled back", func(tx merchant.Tx) error {
		p := fresh("orphan")
		p.OrderRef = "panicking"
		return tx.Payments().Insert(t.Context(), p)
	})
}

// txNeighbours runs many functions at once of which every third fails after it
// wrote, by itself or against the schema.
func txNeighbours(t *testing.T, store merchant.Store) {
	boom := errors.New("boom")
	var wg sync.WaitGroup
	for i := range 90 {
		wg.Go(func() {
			p := fresh(fmt.Sprintf("%02d", i))
			if i%3 == 1 {
				p.TaxFree = money.Won(-1)
			}
			err := store.Update(t.Context(), func(tx merchant.Tx) error {
				if err := tx.Orders().Lock(t.Context(), p.OrderRef, at(0)); err != nil {
					return err
				}
				if err := tx.Payments().Insert(t.Context(), p); err != nil {
					return err
				}
				if i%3 == 2 {
					return boom
				}
				return nil
			})
			if (err == nil) != (i%3 == 0) || (i%3 == 2 && !errors.Is(err, boom)) {
				t.Errorf("function %d: error %v", i, err)
			}
		})
	}
	wg.Wait()
	list := read(t, store, func(tx merchant.Tx) ([]payment.Payment, error) {
		return tx.Payments().List(t.Context(), "", merchant.Page{Limit: 100})
	})
	if len(list) != 30 {
		t.Fatalf("%d payments are stored, want the 30 that did not fail", len(list))
	}
}

func txReadersGoOn(t *testing.T, store merchant.Store) {
	p := insert(t, store, fresh("x"))
	update(t, store, func(tx merchant.Tx) error {
		if err := tx.Payments().CheckNow(t.Context(), p.ID, at(3)); err != nil {
			return err
		}
		return store.View(t.Context(), func(tx merchant.Tx) error {
			got, err := tx.Payments().ByID(t.Context(), p.ID)
			if err == nil && !got.CheckAt.IsZero() {
				err = errors.New("a reader saw what is not committed")
			}
			return err
		})
	})
}
