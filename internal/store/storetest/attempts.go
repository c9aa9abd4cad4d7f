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

var attemptTests = []test{
	{"attempts: a whole attempt comes back as it was stored", attemptRoundTrip},
	{"attempts: an unset amount stays unset", attemptUnset},
	{"attempts: a second put replaces all but the beginning", attemptReplaced},
	{"attempts: an imp_uid stays with its payment", attemptForeign},
	{"attempts: the schema refuses amounts that cannot be", attemptAmounts},
	{"attempts: due closings are leased", attemptClosings},
}

func attemptsOf(t *testing.T, store merchant.Store, id payment.ID) []payment.Attempt {
	t.Helper()
	return read(t, store, func(tx merchant.Tx) ([]payment.Attempt, error) { return tx.Attempts().OfPayment(t.Context(), id) })
}

func attemptRoundTrip(t *testing.T, store merchant.Store) {
	p := insert(t, store, fresh("x"))
	a := attempt(p, "imp_1")
	a.Seen.Status, a.Seen.Cancelled = payment.SeenPartCancelled, money.Won(300)
	a.Seen.Wallet, a.Seen.PGTID, a.Seen.CardName, a.Seen.CardNumber, a.Seen.CardQuota = "kakaopay", "tid", "신한카드", "553842******4321", 3
	a.Seen.Approval, a.Seen.ReceiptURL, a.Seen.FailReason = "1234", "https://pg.example/r?a=1&b=2", "사유 \x00"
	a.Seen.Account = &payment.Account{BankCode: "88", BankName: "신한", Number: "1", Holder: "나루", DueAt: at(9)}
	a.Seen.History = []payment.Cancellation{{ID: "c1", Reason: "RF01 변심", Amount: money.Won(300), At: at(8)}}
	a.Seen.PaidAt, a.Seen.ChangedAt = at(6), at(8)
	a.Mark, a.Reason = payment.Mismatch, fault.AmountMismatch
	a.Opened, a.Succeeded, a.External = money.Won(500), money.Won(200), money.Won(100)
	a.Closing, a.ClosingAt, a.Closings = payment.ClosingDue, at(30), 2
	b := attempt(p, "imp_0")
	b.CreatedAt = at(6)
	update(t, store, func(tx merchant.Tx) error {
		if err := tx.Attempts().Put(t.Context(), b); err != nil {
			return err
		}
		return tx.Attempts().Put(t.Context(), a)
	})
	same(t, "attempts, oldest first", attemptsOf(t, store, p.ID), []payment.Attempt{a, b})
}

func attemptUnset(t *testing.T, store merchant.Store) {
	p := insert(t, store, fresh("x"))
	a := payment.Attempt{ImpUID: "imp_1", PaymentID: p.ID, Seen: payment.Seen{ImpUID: "imp_1"}, CreatedAt: at(1), UpdatedAt: at(1)}
	update(t, store, func(tx merchant.Tx) error { return tx.Attempts().Put(t.Context(), a) })
	same(t, "attempt", attemptsOf(t, store, p.ID), []payment.Attempt{a})
}

func attemptReplaced(t *testing.T, store merchant.Store) {
	p, a := withAttempt(t, store, "x")
	a.Mark, a.External, a.UpdatedAt = payment.Bound, money.Won(7), at(9)
	a.Seen.Status = payment.SeenCancelled
	newer := a
	newer.CreatedAt = at(77)
	update(t, store, func(tx merchant.Tx) error { return tx.Attempts().Put(t.Context(), newer) })
	same(t, "attempt", attemptsOf(t, store, p.ID), []payment.Attempt{a})
}

func attemptForeign(t *testing.T, store merchant.Store) {
	p, a := withAttempt(t, store, "x")
	other := insert(t, store, fresh("y"))
	stolen := a
	stolen.PaymentID, stolen.Mark = other.ID, payment.Bound
	refuse(t, store, merchant.ErrExists, func(tx merchant.Tx) error { return tx.Attempts().Put(t.Context(), stolen) })
	same(t, "attempts of the payment", attemptsOf(t, store, p.ID), []payment.Attempt{a})
	same(t, "attempts of the other", attemptsOf(t, store, other.ID), nil)
	nobody := attempt(fresh("nobody"), "imp_nobody")
	forbid(t, store, "an attempt at no payment", func(tx merchant.Tx) error { return tx.Attempts().Put(t.Context(), nobody) })
}

func attemptAmounts(t *testing.T, store merchant.Store) {
	p := insert(t, store, fresh("x"))
	for i, edit := range []func(*payment.Attempt){
		func(a *payment.Attempt) { a.Opened = money.Won(59_001) },
		func(a *payment.Attempt) { a.Opened, a.Succeeded = money.Won(5), money.Won(6) },
		func(a *payment.Attempt) { a.Succeeded = money.Won(-1) },
		func(a *payment.Attempt) { a.External = money.Won(-1) },
		func(a *payment.Attempt) { a.Mark = "fine" },
		func(a *payment.Attempt) { a.Closing = "soon" },
		func(a *payment.Attempt) { a.External = money.New(1, money.USD) },
	} {
		a := attempt(p, payment.ImpUID(fmt.Sprint("imp_", i)))
		edit(&a)
		forbid(t, store, fmt.Sprintf("case %d: %+v", i, a), func(tx merchant.Tx) error { return tx.Attempts().Put(t.Context(), a) })
	}
	raced := attempt(p, "imp_raced")
	raced.Opened, raced.External = money.Won(59_000), money.Won(59_000)
	update(t, store, func(tx merchant.Tx) error { return tx.Attempts().Put(t.Context(), raced) }) // both were told before either knew
}

func attemptClosings(t *testing.T, store merchant.Store) {
	p := insert(t, store, fresh("x"))
	for i, closing := range []payment.AccountClosing{payment.ClosingDue, payment.ClosingDone, payment.ClosingDue, payment.ClosingNone, payment.ClosingFailed} {
		a := attempt(p, payment.ImpUID(fmt.Sprint("imp_", i)))
		a.Closing, a.ClosingAt = closing, at(i)
		update(t, store, func(tx merchant.Tx) error { return tx.Attempts().Put(t.Context(), a) })
	}
	take := func(now, lease time.Time) (uids []payment.ImpUID) {
		for _, a := range claim(t, store, func(tx merchant.Tx) ([]payment.Attempt, error) {
			return tx.Attempts().ClaimClosings(t.Context(), now, lease, 1)
		}) {
			same(t, "lease", a.ClosingAt, lease)
			uids = append(uids, a.ImpUID)
		}
		return uids
	}
	same(t, "first claim", take(at(10), at(20)), []payment.ImpUID{"imp_0"})
	same(t, "second claim", take(at(10), at(20)), []payment.ImpUID{"imp_2"})
	same(t, "third claim", take(at(10), at(20)), nil)
	same(t, "claim after the lease", take(at(21), at(40)), []payment.ImpUID{"imp_0"})
}
