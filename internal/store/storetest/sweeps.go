package storetest

import (
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/merchant"
)

var sweepTests = []test{
	{"sweeps: a kind that was never swept is due, once", sweepFirst},
	{"sweeps: what is saved comes back, and is not due before its time", sweepRoundTrip},
	{"sweeps: a stale fence stores nothing", sweepFence},
	{"sweeps: accounts and kinds stand for themselves", sweepApart},
	{"sweeps: a cursor outside its window is refused", sweepWindow},
}

func claimSweep(t *testing.T, store merchant.Store, kind merchant.SweepKind, now, lease int) merchant.Sweep {
	t.Helper()
	return claim(t, store, func(tx merchant.Tx) (merchant.Sweep, error) {
		return tx.Sweeps().Claim(t.Context(), "imp00000000", kind, at(now), at(lease))
	})
}

func noSweep(t *testing.T, store merchant.Store, kind merchant.SweepKind, now int) {
	t.Helper()
	refuse(t, store, merchant.ErrNotFound, func(tx merchant.Tx) error {
		_, err := tx.Sweeps().Claim(t.Context(), "imp00000000", kind, at(now), at(now+60))
		return err
	})
}

func saveSweep(t *testing.T, store merchant.Store, s merchant.Sweep) {
	t.Helper()
	update(t, store, func(tx merchant.Tx) error { return tx.Sweeps().Save(t.Context(), s) })
}

func sweepsOf(t *testing.T, store merchant.Store, account string) []merchant.Sweep {
	t.Helper()
	return read(t, store, func(tx merchant.Tx) ([]merchant.Sweep, error) { return tx.Sweeps().OfStore(t.Context(), account) })
}

func sweepFirst(t *testing.T, store merchant.Store) {
	same(t, "sweeps", sweepsOf(t, store, "imp00000000"), nil)
	want := merchant.Sweep{Store: "imp00000000", Kind: "minute", DueAt: at(60), Fence: 1}
	same(t, "claim", claimSweep(t, store, "minute", 0, 60), want)
	noSweep(t, store, "minute", 59)
	same(t, "sweeps", sweepsOf(t, store, "imp00000000"), []merchant.Sweep{want})
	want.DueAt, want.Fence = at(120), 2
	same(t, "claim after the lease", claimSweep(t, store, "minute", 60, 120), want)
}

func sweepRoundTrip(t *testing.T, store merchant.Store) {
	s := claimSweep(t, store, "hour", 0, 60)
	s.DueAt, s.Tries, s.Problem = at(30), 3, "포트원이 응답하지 않습니다"
	s.BeganAt, s.From, s.To, s.Cursor, s.Span = at(0), at(-900), at(-5), at(-300), 90*time.Second
	s.Round, s.Ours, s.Outside, s.Found, s.Digest, s.Previous, s.DoneAt = 2, 17, 4, 1, "aa", "bb", at(-60)
	saveSweep(t, store, s)
	same(t, "sweeps", sweepsOf(t, store, s.Store), []merchant.Sweep{s})
	noSweep(t, store, "hour", 29)
	s.DueAt, s.Fence = at(90), 2
	same(t, "claim", claimSweep(t, store, "hour", 30, 90), s)
}

func sweepFence(t *testing.T, store merchant.Store) {
	old := claimSweep(t, store, "night", 0, 60)
	want := claimSweep(t, store, "night", 60, 120)
	for _, fence := range []int64{0, old.Fence, want.Fence + 1} {
		stale := old
		stale.Fence, stale.Found = fence, 9
		refuse(t, store, merchant.ErrStale, func(tx merchant.Tx) error { return tx.Sweeps().Save(t.Context(), stale) })
	}
	unknown := want
	unknown.Kind = "other"
	refuse(t, store, merchant.ErrStale, func(tx merchant.Tx) error { return tx.Sweeps().Save(t.Context(), unknown) })
	same(t, "sweeps", sweepsOf(t, store, want.Store), []merchant.Sweep{want})
}

func sweepApart(t *testing.T, store merchant.Store) {
	week, hour := claimSweep(t, store, "week", 0, 60), claimSweep(t, store, "hour", 0, 60)
	other := claim(t, store, func(tx merchant.Tx) (merchant.Sweep, error) {
		return tx.Sweeps().Claim(t.Context(), "imp99999999", "hour", at(0), at(60))
	})
	hour.Found, hour.DueAt = 5, at(10)
	saveSweep(t, store, hour)
	same(t, "sweeps", sweepsOf(t, store, "imp00000000"), []merchant.Sweep{hour, week})
	same(t, "the other account's", sweepsOf(t, store, "imp99999999"), []merchant.Sweep{other})
}

func sweepWindow(t *testing.T, store merchant.Store) {
	s := claimSweep(t, store, "week", 0, 60)
	s.From, s.To = at(0), at(100)
	for _, cursor := range []int{-1, 101} {
		s.Cursor = at(cursor)
		forbid(t, store, "a cursor outside the window", func(tx merchant.Tx) error { return tx.Sweeps().Save(t.Context(), s) })
	}
}
