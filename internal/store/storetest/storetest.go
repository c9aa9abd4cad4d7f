// Package storetest is the suite that every merchant.Store must pass: what each
// method of the ports promises, what the schema refuses, and what many callers
// at once may and may not see.
//
// It refuses to know the engine: it speaks through the ports alone, so a fake
// that passes it can stand in for a database. Its main invariant is that each
// test has a store of its own and uses no clock but its own numbers.
package storetest

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

// test is one promise; store is empty and the test's own.
type test struct {
	name string
	run  func(t *testing.T, store merchant.Store)
}

// Run runs the suite. open returns an empty store and has it closed when the
// test ends.
func Run(t *testing.T, open func(t *testing.T) merchant.Store) {
	t.Helper()
	all := slices.Concat(transactionTests, paymentTests, attemptTests, refundTests, deliveryTests, historyTests, deskTests, accessTests, endpointTests, sweepTests, holdTests, guardTests, crowdTests, recoveryTests, wishTests, paidTests, staffTests)
	for _, c := range all {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.run(t, open(t))
		})
	}
}

// at returns the nth second of the suite's time.
func at(n int) time.Time {
	return time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(n) * time.Second)
}

// update stores what fn does.
func update(t *testing.T, store merchant.Store, fn func(merchant.Tx) error) {
	t.Helper()
	if err := store.Update(t.Context(), fn); err != nil {
		t.Fatalf("Update: %v", err)
	}
}

// refuse wants fn to be refused with want.
func refuse(t *testing.T, store merchant.Store, want error, fn func(merchant.Tx) error) {
	t.Helper()
	if err := store.Update(t.Context(), fn); !errors.Is(err, want) {
		t.Fatalf("Update: error %v, want %v", err, want)
	}
}

// forbid wants fn to be refused by the schema, whatever it says.
func forbid(t *testing.T, store merchant.Store, why string, fn func(merchant.Tx) error) {
	t.Helper()
	if err := store.Update(t.Context(), fn); err == nil {
		t.Fatalf("Update stored %s", why)
	}
}

// read returns what fn reads.
func read[V any](t *testing.T, store merchant.Store, fn func(merchant.Tx) (V, error)) V {
	t.Helper()
	var v V
	err := store.View(t.Context(), func(tx merchant.Tx) error {
		var err error
		v, err = fn(tx)
		return err
	})
	if err != nil {
		t.Fatalf("View: %v", err)
	}
	return v
}

// claim returns what fn leases.
func claim[V any](t *testing.T, store merchant.Store, fn func(merchant.Tx) (V, error)) V {
	t.Helper()
	var v V
	update(t, store, func(tx merchant.Tx) error {
		var err error
		v, err = fn(tx)
		return err
	})
	return v
}

// missing wants fn to find nothing.
func missing[V any](t *testing.T, store merchant.Store, fn func(merchant.Tx) (V, error)) {
	t.Helper()
	err := store.View(t.Context(), func(tx merchant.Tx) error {
		_, err := fn(tx)
		return err
	})
	if !errors.Is(err, merchant.ErrNotFound) {
		t.Fatalf("View: error %v, want ErrNotFound", err)
	}
}

// same compares what was read with what was stored.
func same[V any](t *testing.T, what string, got, want V) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(money.Amount{})); diff != "" {
		t.Fatalf("%s differs (-want +got):\n%s", what, diff)
	}
}

// fresh is an open payment of an order, both named after name.
func fresh(name string) payment.Payment {
	return payment.Payment{
		ID: payment.ID("pay_" + name), OrderRef: payment.OrderRef("order-" + name), MerchantUID: payment.MerchantUID("uid" + name),
		Amount: money.Won(59_000), TaxFree: money.Won(0), Store: "imp00000000", Env: payment.Test,
		Channel: payment.Channel{Provider: "html5_inicis", MID: "INIpayTest"}, PayMethod: "card", Name: "맨투맨",
		State: payment.Open, Captured: money.Won(0), Returned: money.Won(0), Version: 1,
		CreatedAt: at(0), UpdatedAt: at(0),
	}
}

// insert stores a new payment with its order.
func insert(t *testing.T, store merchant.Store, p payment.Payment) payment.Payment {
	t.Helper()
	update(t, store, func(tx merchant.Tx) error {
		if err := tx.Orders().Lock(t.Context(), p.OrderRef, p.CreatedAt); err != nil {
			return err
		}
		return tx.Payments().Insert(t.Context(), p)
	})
	return p
}

// paidBy returns the next version of p, paid in full by an attempt.
func paidBy(p payment.Payment, uid payment.ImpUID) payment.Payment {
	p.State, p.Bound, p.Captured, p.PaidAt = payment.Paid, uid, p.Amount, at(10)
	p.Version++
	return p
}

// attempt is one at p for which its whole amount was captured.
func attempt(p payment.Payment, uid payment.ImpUID) payment.Attempt {
	return payment.Attempt{
		ImpUID: uid, PaymentID: p.ID,
		Seen: payment.Seen{
			ImpUID: uid, MerchantUID: p.MerchantUID, Status: payment.SeenPaid, RawStatus: "paid", Amount: p.Amount,
			Captured: p.Amount, Cancelled: money.Won(0), Store: p.Store, Env: p.Env, Channel: p.Channel, PayMethod: "card",
		},
		Opened: money.Won(0), Succeeded: money.Won(0), External: money.Won(0), CreatedAt: at(5), UpdatedAt: at(5),
	}
}

// refund is one of 1,000 won of an attempt.
func refund(a payment.Attempt, name string) payment.Refund {
	return payment.Refund{
		ID: payment.RefundID("rfd_" + name), PaymentID: a.PaymentID, ImpUID: a.ImpUID,
		Amount: money.Won(1_000), TaxFree: money.Won(0), Initiator: payment.ByShop, Reason: "단순 변심",
		IdemKey: "key-" + name, IdemHash: "hash", Generation: 1, Token: "RF0123456789AB", Checksum: money.Won(59_000),
		State: payment.RefundOpened, DueAt: at(20), Fence: 1, CreatedAt: at(20), UpdatedAt: at(20),
	}
}

// withAttempt stores a payment and an attempt at it.
func withAttempt(t *testing.T, store merchant.Store, name string) (payment.Payment, payment.Attempt) {
	t.Helper()
	p := insert(t, store, fresh(name))
	a := attempt(p, payment.ImpUID("imp_"+name))
	update(t, store, func(tx merchant.Tx) error { return tx.Attempts().Put(t.Context(), a) })
	return p, a
}

// paymentByID reads a payment.
func paymentByID(t *testing.T, store merchant.Store, id payment.ID) payment.Payment {
	t.Helper()
	return read(t, store, func(tx merchant.Tx) (payment.Payment, error) { return tx.Payments().ByID(t.Context(), id) })
}

// ids returns the ids of payments.
func ids(list []payment.Payment) []payment.ID {
	var out []payment.ID
	for _, p := range list {
		out = append(out, p.ID)
	}
	return out
}
