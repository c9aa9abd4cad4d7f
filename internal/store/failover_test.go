package store_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/store"
	"github.com/naru-pay/naru/internal/store/pgtest"
)

// put stores a key by its name.
func put(ctx context.Context, db *store.DB, name string) error {
	key := merchant.Key{ID: name, Env: "test", Hash: name, CreatedAt: moment(1)}
	return db.Update(ctx, func(tx merchant.Tx) error { return tx.Keys().Insert(ctx, key) })
}

// read finds a key by its name.
func read(ctx context.Context, db *store.DB, name string) error {
	return db.View(ctx, func(tx merchant.Tx) error {
		_, err := tx.Keys().ByHash(ctx, name)
		return err
	})
}

// soon is a context for what must not hang.
func soon(t *testing.T, d time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}

// TestPostgreSQL_findsTheServerThatWrites kills the primary, promotes its
// standby and goes on with the same address, twice, so that both servers of the
// address were the one that writes.
func TestPostgreSQL_findsTheServerThatWrites(t *testing.T) {
	t.Parallel()
	cluster := pgtest.StartCluster(t)
	db := openDSN(t, cluster.DSN())
	for round := range 2 {
		before, after := fmt.Sprintf("before-%d", round), fmt.Sprintf("after-%d", round)
		if err := put(soon(t, time.Minute), db, before); err != nil {
			t.Fatal(err)
		}
		cluster.Primary.Crash()
		if err := read(soon(t, time.Minute), db, before); fault.CodeOf(err) != fault.StoreUnavailable {
			t.Errorf("without a primary: error %v, want %s", err, fault.StoreUnavailable)
		}
		if err := cluster.Promote(); err != nil {
			t.Fatal(err)
		}
		if err := cluster.Rebuild(); err != nil {
			t.Fatal(err)
		}
		if err := cluster.Follows(time.Minute); err != nil {
			t.Fatal(err)
		}
		if err := put(soon(t, time.Minute), db, after); err != nil {
			t.Errorf("after fail-over %d: %v", round, err)
		}
		if err := read(soon(t, time.Minute), db, before); err != nil {
			t.Errorf("what was acknowledged before fail-over %d: %v", round, err)
		}
	}
}

// TestPostgreSQL_answersNothingThatAFailOverWouldForget lets a commit become
// visible that the standby has not: PostgreSQL does so when the wait for the
// standby is cut short. Whoever acts on it, acts on what never was.
func TestPostgreSQL_answersNothingThatAFailOverWouldForget(t *testing.T) {
	t.Parallel()
	cluster := pgtest.StartCluster(t)
	db, other := openDSN(t, cluster.DSN()), openDSN(t, cluster.DSN())
	if err := put(soon(t, time.Minute), db, "kept"); err != nil {
		t.Fatal(err)
	}
	if err := cluster.Detach(); err != nil {
		t.Fatal(err)
	}
	done := make(chan error)
	go func() { done <- put(context.WithoutCancel(t.Context()), db, "lost") }()
	disturb(t, cluster.Primary.URL(), "pg_cancel_backend(pid)")
	if err := <-done; fault.CodeOf(err) != fault.StoreUnavailable {
		t.Fatalf("error %v, want %s: the standby did not confirm", err, fault.StoreUnavailable)
	}
	if err := read(soon(t, 500*time.Millisecond), other, "lost"); err == nil {
		t.Error("another server read what only the primary has")
	}
	go func() {
		done <- other.Update(context.WithoutCancel(t.Context()), func(tx merchant.Tx) error {
			_, err := tx.Keys().ByHash(t.Context(), "lost")
			return err
		})
	}()
	disturb(t, cluster.Primary.URL(), "pg_cancel_backend(pid)")
	if err := <-done; fault.CodeOf(err) != fault.StoreUnavailable {
		t.Errorf("error %v, want %s: an Update that only found it is no better", err, fault.StoreUnavailable)
	}
	cluster.Primary.Crash()
	if err := cluster.Promote(); err != nil {
		t.Fatal(err)
	}
	if err := cluster.Rebuild(); err != nil {
		t.Fatal(err)
	}
	if err := cluster.Follows(time.Minute); err != nil {
		t.Fatal(err)
	}
	if err := read(soon(t, time.Minute), other, "lost"); !errors.Is(err, merchant.ErrNotFound) {
		t.Errorf("error %v, want ErrNotFound: the trap did not close", err)
	}
	if err := read(soon(t, time.Minute), other, "kept"); err != nil {
		t.Errorf("what was acknowledged: %v", err)
	}
}

// TestPostgreSQL_neverTrustsThePrimaryThatWas freezes the primary until another
// has taken its place and then lets it go on: it has no standby any more, so it
// must acknowledge nothing.
func TestPostgreSQL_neverTrustsThePrimaryThatWas(t *testing.T) {
	t.Parallel()
	cluster := pgtest.StartCluster(t)
	db, old := openDSN(t, cluster.DSN()), cluster.Primary
	direct := openDSN(t, old.URL())
	if err := put(soon(t, time.Minute), db, "before"); err != nil {
		t.Fatal(err)
	}
	old.Freeze()
	if err := cluster.Promote(); err != nil {
		t.Fatal(err)
	}
	old.Thaw()
	done := make(chan error)
	go func() { done <- put(context.WithoutCancel(t.Context()), direct, "too late") }()
	disturb(t, old.URL(), "pg_cancel_backend(pid)")
	if err := <-done; fault.CodeOf(err) != fault.StoreUnavailable {
		t.Errorf("error %v of the primary that was, want %s", err, fault.StoreUnavailable)
	}
	if err := read(soon(t, 500*time.Millisecond), direct, "too late"); err == nil {
		t.Error("it answered what it alone has")
	}
	old.Crash()
	if err := cluster.Rebuild(); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]error{"before": nil, "too late": merchant.ErrNotFound} {
		if err := read(soon(t, time.Minute), db, name); !errors.Is(err, want) {
			t.Errorf("key %q: error %v, want %v", name, err, want)
		}
	}
}

// TestPostgreSQL_isUnavailableWhileTheServerHangs stops a server with its
// connections open, so that nothing but time tells.
func TestPostgreSQL_isUnavailableWhileTheServerHangs(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t)
	db := openDSN(t, server.URL())
	if err := put(t.Context(), db, "before"); err != nil {
		t.Fatal(err)
	}
	server.Freeze()
	if err := put(soon(t, time.Minute), db, "meanwhile"); fault.CodeOf(err) != fault.StoreUnavailable {
		t.Errorf("error %v, want %s", err, fault.StoreUnavailable)
	}
	server.Thaw()
	if err := put(soon(t, time.Minute), db, "after"); err != nil {
		t.Errorf("once it goes on: %v", err)
	}
}
