package store_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/store"
	"github.com/naru-pay/naru/internal/store/pgtest"
	"github.com/naru-pay/naru/internal/store/storetest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// openServer opens a store in a schema of the test's own.
func openServer(t testing.TB) *store.DB {
	t.Helper()
	return openDSN(t, pgtest.DSN(t))
}

func openDSN(t testing.TB, dsn string) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), dsn, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func TestPostgreSQL_keepsWhatThePortsPromise(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) merchant.Store { return openServer(t) })
}

// TestPostgreSQL_runsAFunctionAgainAfterADeadlock has two functions lock two
// orders crosswise: PostgreSQL ends one of them, which must not be seen.
func TestPostgreSQL_runsAFunctionAgainAfterADeadlock(t *testing.T) {
	t.Parallel()
	db := openServer(t)
	var runs atomic.Int32
	var both sync.WaitGroup
	both.Add(2)
	cross := func(first, second string) error {
		var once sync.Once
		return db.Update(t.Context(), func(tx merchant.Tx) error {
			runs.Add(1)
			if err := lock(t.Context(), first)(tx); err != nil {
				return err
			}
			once.Do(func() {
				both.Done()
				both.Wait()
			})
			return lock(t.Context(), second)(tx)
		})
	}
	var errs [2]error
	var wg sync.WaitGroup
	wg.Go(func() { errs[0] = cross("a", "b") })
	wg.Go(func() { errs[1] = cross("b", "a") })
	wg.Wait()
	if err := errors.Join(errs[:]...); err != nil || runs.Load() < 3 {
		t.Fatalf("error %v after %d runs; want none, and one more run than functions", err, runs.Load())
	}
}

func TestPostgreSQL_refusesAServerThatForgets(t *testing.T) {
	t.Parallel()
	db, err := store.Open(t.Context(), pgtest.DSN(t)+"&synchronous_commit=off", store.Options{})
	if err == nil || !strings.Contains(err.Error(), "synchronous_commit is off") {
		t.Errorf("error %v, want one that names synchronous_commit", err)
	}
	if err == nil {
		_ = db.Close()
	}
}

func TestPostgreSQL_isUnavailableWhereNobodyListens(t *testing.T) {
	t.Parallel()
	for _, dsn := range []string{"postgres://naru@127.0.0.1:1/postgres?sslmode=disable", "postgresql:///x?host=/nowhere"} {
		if _, err := store.Open(t.Context(), dsn, store.Options{}); fault.CodeOf(err) != fault.StoreUnavailable {
			t.Errorf("Open(%q): error %v, want %s", dsn, err, fault.StoreUnavailable)
		}
	}
}

func TestPostgreSQL_isUnavailableWhenTheServerIsGone(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t)
	db := openDSN(t, server.DSN(t))
	if err := db.Update(t.Context(), lock(t.Context(), "a")); err != nil {
		t.Fatal(err)
	}
	err := db.Update(t.Context(), func(tx merchant.Tx) error {
		server.Kill()
		return lock(t.Context(), "b")(tx)
	})
	for what, err := range map[string]error{
		"Update whose server goes": err, "Update": db.Update(t.Context(), lock(t.Context(), "c")), "Ping": db.Ping(t.Context()),
		"View": db.View(t.Context(), func(merchant.Tx) error { return nil }),
	} {
		if fault.CodeOf(err) != fault.StoreUnavailable {
			t.Errorf("%s: error %v, want %s", what, err, fault.StoreUnavailable)
		}
	}
}

// TestPostgreSQL_takesALiveConnection ends the sessions that wait in the pool,
// as a server that restarts does.
func TestPostgreSQL_takesALiveConnection(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t)
	dsn := server.DSN(t)
	db, err := store.Open(t.Context(), dsn, store.Options{Conns: 2})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for _, use := range []func() error{
		func() error { return db.Update(t.Context(), lock(t.Context(), "a")) },
		func() error { return db.View(t.Context(), func(merchant.Tx) error { return nil }) },
	} {
		if err := use(); err != nil {
			t.Fatal(err)
		}
		if err := server.Exec("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'naru'"); err != nil {
			t.Fatal(err)
		}
		if err := use(); err != nil {
			t.Errorf("after the sessions were ended: %v", err)
		}
	}
}

func TestPostgreSQL_givesUpWhenTheCallersTimeIsOver(t *testing.T) {
	t.Parallel()
	db := openServer(t)
	ctx, cancel := context.WithCancel(t.Context())
	err := db.Update(t.Context(), func(tx merchant.Tx) error {
		if err := lock(t.Context(), "a")(tx); err != nil {
			return err
		}
		waiting := make(chan error)
		go func() { waiting <- db.Update(ctx, lock(ctx, "a")) }()
		cancel() // while it waits for the order, or before
		if err := <-waiting; !errors.Is(err, context.Canceled) {
			return fmt.Errorf("the waiting caller's error %w, want context.Canceled", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// standby has the server wait for a standby of that name with every commit, or
// for none.
func standby(t *testing.T, server *pgtest.Server, name string) {
	t.Helper()
	for _, words := range []string{"ALTER SYSTEM SET synchronous_standby_names = '" + name + "'", "SELECT pg_reload_conf()"} {
		if err := server.Exec(words); err != nil {
			t.Fatal(err)
		}
	}
}

// disturb does words to the sessions that wait for the standby until there was
// one, and says so.
func disturb(t *testing.T, dsn, words string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.Background()) }()
	for {
		var n int
		query := "SELECT COUNT(" + words + ") FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND application_name = 'naru'"
		if err := conn.QueryRow(ctx, query).Scan(&n); err != nil {
			t.Fatalf("nobody waits for the standby: %v", err)
		}
		if n > 0 {
			return
		}
	}
}

func TestPostgreSQL_doesNotAcknowledgeWhatTheStandbyMayNotHave(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t)
	dsn := server.DSN(t)
	db, watcher := openDSN(t, dsn), server.DSN(t)
	standby(t, server, "nobody")
	done := make(chan error)
	go func() {
		var err error
		for err == nil { // the server reads its new setting when it likes; until then it commits
			err = db.Update(t.Context(), lock(t.Context(), "a"))
		}
		done <- err
	}()
	disturb(t, watcher, "pg_cancel_backend(pid)")
	if err := <-done; fault.CodeOf(err) != fault.StoreUnavailable || !strings.Contains(err.Error(), "standby") {
		t.Errorf("error %v, want %s for the standby's sake", err, fault.StoreUnavailable)
	}
	standby(t, server, "")
	if err := db.Update(t.Context(), lock(t.Context(), "a")); err != nil {
		t.Errorf("once no standby is waited for: %v", err)
	}
}

// TestPostgreSQL_findsItsOwnWorkAfterACommitOfUnknownOutcome ends the session
// after its commit is on the disk and before the answer.
func TestPostgreSQL_findsItsOwnWorkAfterACommitOfUnknownOutcome(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t)
	db, watcher := openDSN(t, server.DSN(t)), server.DSN(t)
	standby(t, server, "nobody")
	done := make(chan error)
	var runs atomic.Int32
	go func() {
		var err error
		for n := 0; err == nil; n++ { // as above
			name := fmt.Sprintf("key_%d", n)
			key := merchant.Key{ID: name, Env: "test", Hash: name, CreatedAt: moment(1)}
			runs.Store(0)
			err = db.Update(t.Context(), func(tx merchant.Tx) error {
				runs.Add(1)
				return tx.Keys().Insert(t.Context(), key)
			})
		}
		done <- err
	}()
	disturb(t, watcher, "pg_terminate_backend(pid)")
	standby(t, server, "")
	if err := <-done; !errors.Is(err, merchant.ErrExists) || runs.Load() < 2 {
		t.Errorf("error %v after %d runs, want ErrExists from the second: the first was stored", err, runs.Load())
	}
}
