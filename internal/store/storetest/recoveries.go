package storetest

import (
	"testing"

	"github.com/naru-pay/naru/internal/merchant"
)

var recoveryTests = []test{
	{"recoveries: what is inserted comes back, oldest first, until it has ended", recoveryRoundTrip},
	{"recoveries: one id, one end", recoveryOnce},
}

func recoveriesOf(t *testing.T, store merchant.Store, open bool) []merchant.Recovery {
	t.Helper()
	return read(t, store, func(tx merchant.Tx) ([]merchant.Recovery, error) { return tx.Recoveries().List(t.Context(), open) })
}

func recoveryRoundTrip(t *testing.T, store merchant.Store) {
	same(t, "recoveries", recoveriesOf(t, store, true), nil)
	late := merchant.Recovery{ID: "rcv_1", Reason: "복원", Since: at(-60), BeganAt: at(10)}
	early := merchant.Recovery{ID: "rcv_2", Reason: "backup", Since: at(-90), BeganAt: at(5)}
	update(t, store, func(tx merchant.Tx) error {
		if err := tx.Recoveries().Insert(t.Context(), late); err != nil {
			return err
		}
		return tx.Recoveries().Insert(t.Context(), early)
	})
	same(t, "open", recoveriesOf(t, store, true), []merchant.Recovery{early, late})
	update(t, store, func(tx merchant.Tx) error { return tx.Recoveries().End(t.Context(), "rcv_2", at(20)) })
	early.EndedAt = at(20)
	same(t, "open", recoveriesOf(t, store, true), []merchant.Recovery{late})
	same(t, "all", recoveriesOf(t, store, false), []merchant.Recovery{early, late})
}

func recoveryOnce(t *testing.T, store merchant.Store) {
	r := merchant.Recovery{ID: "rcv_1", Reason: "backup", Since: at(-60), BeganAt: at(10)}
	insert := func(tx merchant.Tx) error { return tx.Recoveries().Insert(t.Context(), r) }
	update(t, store, insert)
	refuse(t, store, merchant.ErrExists, insert)
	end := func(tx merchant.Tx) error { return tx.Recoveries().End(t.Context(), "rcv_1", at(20)) }
	update(t, store, end)
	refuse(t, store, merchant.ErrNotFound, end)
}
