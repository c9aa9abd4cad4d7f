package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

var refundTests = []test{
	{"refunds: a whole refund comes back as it was stored", refundRoundTrip},
	{"refunds: a save changes what may change", refundSave},
	{"refunds: an idempotency key is used once", refundKey},
	{"refunds: one refund of an imp_uid is under way", refundUnderWay},
	{"refunds: a save with another fence is stale and stores nothing", refundFence},
	{"refunds: a refund belongs to an attempt of its payment", refundNeedsAttempt},
	{"refunds: the schema refuses amounts and words that cannot be", refundAmounts},
	{"refunds: due ones are those under way, oldest first", refundDue},
	{"refunds: what is not stored is not found", refundNotFound},
}

func insertRefund(t *testing.T, store merchant.Store, r payment.Refund) payment.Refund {
	t.Helper()
	update(t, store, func(tx merchant.Tx) error { return tx.Refunds().Insert(t.Context(), r) })
	return r
}

func refundByID(t *testing.T, store merchant.Store, id payment.RefundID) payment.Refund {
	t.Helper()
	return read(t, store, func(tx merchant.Tx) (payment.Refund, error) { return tx.Refunds().ByID(t.Context(), id) })
}

func wholeRefund(a payment.Attempt) payment.Refund {
	r := refund(a, "whole")
	r.TaxFree, r.Initiator = money.Won(400), payment.ByJudge
	r.Account = &payment.RefundAccount{Bank: "88", Number: "110", Holder: "홍길동"}
	r.Generation, r.Sends, r.State = 2, 3, payment.RefundUnknown
	r.Refusal, r.FaultCode, r.Evidence = "이미 취소", fault.RefundRefused, "balance"
	r.BegunAt, r.UnknownSince, r.DueAt, r.Fence, r.UpdatedAt = at(21), at(22), at(23), 9, at(24)
	return r
}

func refundRoundTrip(t *testing.T, store merchant.Store) {
	p, a := withAttempt(t, store, "x")
	r := insertRefund(t, store, wholeRefund(a))
	same(t, "refund by id", refundByID(t, store, r.ID), r)
	same(t, "refund by key", read(t, store, func(tx merchant.Tx) (payment.Refund, error) { return tx.Refunds().ByKey(t.Context(), r.IdemKey) }), r)
	done := refund(a, "earlier")
	done.State, done.CreatedAt = payment.RefundSucceeded, at(1)
	insertRefund(t, store, done)
	of := read(t, store, func(tx merchant.Tx) ([]payment.Refund, error) { return tx.Refunds().OfPayment(t.Context(), p.ID) })
	same(t, "refunds of the payment, oldest first", of, []payment.Refund{done, r})
}

func refundSave(t *testing.T, store merchant.Store) {
	_, a := withAttempt(t, store, "x")
	r := insertRefund(t, store, refund(a, "x"))
	next := wholeRefund(a)
	next.ID, next.IdemKey, next.Initiator, next.CreatedAt = r.ID, r.IdemKey, r.Initiator, r.CreatedAt
	next.Fence = 2
	update(t, store, func(tx merchant.Tx) error { return tx.Refunds().Save(t.Context(), next, r.Fence) })
	same(t, "refund", refundByID(t, store, r.ID), next)
	next.Account, next.State, next.DueAt, next.Fence = nil, payment.RefundSucceeded, time.Time{}, 3
	update(t, store, func(tx merchant.Tx) error { return tx.Refunds().Save(t.Context(), next, 2) })
	same(t, "refund", refundByID(t, store, r.ID), next)
}

func refundKey(t *testing.T, store merchant.Store) {
	_, a := withAttempt(t, store, "x")
	_, b := withAttempt(t, store, "y")
	first := insertRefund(t, store, refund(a, "one"))
	second := refund(b, "two")
	second.IdemKey = first.IdemKey
	refuse(t, store, merchant.ErrExists, func(tx merchant.Tx) error { return tx.Refunds().Insert(t.Context(), second) })
	missing(t, store, func(tx merchant.Tx) (payment.Refund, error) { return tx.Refunds().ByID(t.Context(), second.ID) })
	second.IdemKey = "KEY-one"
	insertRefund(t, store, second)
}

func refundUnderWay(t *testing.T, store merchant.Store) {
	_, a := withAttempt(t, store, "x")
	first := insertRefund(t, store, refund(a, "one"))
	for _, state := range []payment.RefundState{payment.RefundOpened, payment.RefundSending, payment.RefundUnknown} {
		first.State = state
		saveRefund(t, store, &first)
		refuse(t, store, merchant.ErrExists, func(tx merchant.Tx) error { return tx.Refunds().Insert(t.Context(), refund(a, "two")) })
	}
	for i, state := range []payment.RefundState{payment.RefundSucceeded, payment.RefundRejected, payment.RefundHuman} {
		first.State = state
		saveRefund(t, store, &first)
		next := insertRefund(t, store, refund(a, fmt.Sprint("next", i)))
		refuse(t, store, merchant.ErrExists, func(tx merchant.Tx) error {
			again := first
			again.State = payment.RefundOpened
			return tx.Refunds().Save(t.Context(), again, again.Fence)
		})
		next.State = payment.RefundSucceeded
		saveRefund(t, store, &next)
	}
}

// saveRefund stores what is changed of a refund and reads it back.
func saveRefund(t *testing.T, store merchant.Store, r *payment.Refund) {
	t.Helper()
	update(t, store, func(tx merchant.Tx) error { return tx.Refunds().Save(t.Context(), *r, r.Fence) })
	*r = refundByID(t, store, r.ID)
}

func refundFence(t *testing.T, store merchant.Store) {
	_, a := withAttempt(t, store, "x")
	r := insertRefund(t, store, refund(a, "x"))
	claimed := r
	claimed.Fence, claimed.State = 2, payment.RefundSending
	update(t, store, func(tx merchant.Tx) error { return tx.Refunds().Save(t.Context(), claimed, 1) })
	late := r
	late.State = payment.RefundRejected
	refuse(t, store, merchant.ErrStale, func(tx merchant.Tx) error { return tx.Refunds().Save(t.Context(), late, 1) })
	refuse(t, store, merchant.ErrStale, func(tx merchant.Tx) error { return tx.Refunds().Save(t.Context(), late, 3) })
	refuse(t, store, merchant.ErrStale, func(tx merchant.Tx) error { return tx.Refunds().Save(t.Context(), refund(a, "nobody"), 1) })
	same(t, "refund", refundByID(t, store, r.ID), claimed)
	// The claim's holder settles it while another, whose lease has run out on a
	// clock that goes wrong, claims what it read before.
	settled, again := claimed, claimed
	settled.State, settled.Fence = payment.RefundSucceeded, 3
	again.Fence = 3
	update(t, store, func(tx merchant.Tx) error { return tx.Refunds().Save(t.Context(), settled, claimed.Fence) })
	refuse(t, store, merchant.ErrStale, func(tx merchant.Tx) error { return tx.Refunds().Save(t.Context(), again, claimed.Fence) })
	same(t, "refund that was settled", refundByID(t, store, r.ID), settled)
	// Nor does it help to leave the fence as it is.
	settled.Fence = 1
	update(t, store, func(tx merchant.Tx) error { return tx.Refunds().Save(t.Context(), settled, 3) })
	if got := refundByID(t, store, r.ID).Fence; got != 4 {
		t.Errorf("Fence %d after a save on 3, want 4", got)
	}
}

func refundNeedsAttempt(t *testing.T, store merchant.Store) {
	_, a := withAttempt(t, store, "x")
	other := insert(t, store, fresh("y"))
	r := refund(a, "x")
	r.PaymentID = other.ID
	forbid(t, store, "a refund of another payment's attempt", func(tx merchant.Tx) error { return tx.Refunds().Insert(t.Context(), r) })
	r = refund(a, "x")
	r.ImpUID = "imp_none"
	forbid(t, store, "a refund of no attempt", func(tx merchant.Tx) error { return tx.Refunds().Insert(t.Context(), r) })
}

func refundAmounts(t *testing.T, store merchant.Store) {
	_, a := withAttempt(t, store, "x")
	for i, edit := range []func(*payment.Refund){
		func(r *payment.Refund) { r.Amount = money.Won(0) },
		func(r *payment.Refund) { r.Amount = money.Won(-5) },
		func(r *payment.Refund) { r.TaxFree = money.Won(1_001) },
		func(r *payment.Refund) { r.Checksum = money.Won(-1) },
		func(r *payment.Refund) { r.Checksum = money.New(1, money.USD) },
		func(r *payment.Refund) { r.State = "done" },
		func(r *payment.Refund) { r.Initiator = "buyer" },
		func(r *payment.Refund) { r.IdemKey = "" },
	} {
		r := refund(a, fmt.Sprint(i))
		edit(&r)
		forbid(t, store, fmt.Sprintf("case %d: %+v", i, r), func(tx merchant.Tx) error { return tx.Refunds().Insert(t.Context(), r) })
	}
}

func refundDue(t *testing.T, store merchant.Store) {
	states := []payment.RefundState{payment.RefundUnknown, payment.RefundSucceeded, payment.RefundOpened, payment.RefundHuman, payment.RefundSending, payment.RefundOpened}
	for i, state := range states {
		_, a := withAttempt(t, store, fmt.Sprint(i))
		r := refund(a, fmt.Sprint(i))
		r.State, r.DueAt = state, at(9-i)
		if i == 5 {
			r.DueAt = at(100)
		}
		insertRefund(t, store, r)
	}
	due := func(now time.Time, limit int) []payment.RefundID {
		return read(t, store, func(tx merchant.Tx) ([]payment.RefundID, error) { return tx.Refunds().Due(t.Context(), now, limit) })
	}
	same(t, "due", due(at(10), 10), []payment.RefundID{"rfd_4", "rfd_2", "rfd_0"})
	same(t, "due, at most two", due(at(10), 2), []payment.RefundID{"rfd_4", "rfd_2"})
	same(t, "due to the second", due(at(5), 9), []payment.RefundID{"rfd_4"})
	same(t, "due before", due(at(4), 9), nil)
}

func refundNotFound(t *testing.T, store merchant.Store) {
	missing(t, store, func(tx merchant.Tx) (payment.Refund, error) { return tx.Refunds().ByID(t.Context(), "rfd_none") })
	missing(t, store, func(tx merchant.Tx) (payment.Refund, error) { return tx.Refunds().ByKey(t.Context(), "") })
}
