package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/store"
	"github.com/naru-pay/naru/internal/store/pgtest"
	"github.com/naru-pay/naru/internal/store/storetest"
)

// openFile opens a store in a file of the test's own.
func openFile(t testing.TB) *store.DB {
	t.Helper()
	return openDSN(t, filepath.Join(t.TempDir(), "naru.db"))
}

func TestSQLite_keepsWhatThePortsPromise(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) merchant.Store { return openFile(t) })
}

func fileSize(t *testing.T, path string) int64 {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

// TestSQLite_isSetUpForMoney pins what an acknowledged payment depends on:
// synchronous = 2 is FULL. 1, NORMAL, is ten times as fast and may lose the last
// commits with the power.
func TestSQLite_isSetUpForMoney(t *testing.T) {
	t.Parallel()
	db := openFile(t)
	for name, want := range map[string]string{
		"synchronous": "2", "journal_mode": "wal", "foreign_keys": "1", "busy_timeout": "5000", "ignore_check_constraints": "0",
	} {
		writer, reader, err := store.Pragma(t.Context(), db, name)
		if err != nil || writer != want || reader != want {
			t.Errorf("%s = %q for the writer, %q for readers, error %v; want %q", name, writer, reader, err, want)
		}
	}
	if writer, reader, _ := store.Pragma(t.Context(), db, "query_only"); writer != "0" || reader != "1" {
		t.Errorf("query_only = %q for the writer, %q for readers; want 0 and 1", writer, reader)
	}
}

func TestSQLite_opensTheFileThatItIsTold(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{"plain.db", "가 #?%20&_pragma=synchronous(OFF).db", "new folder/naru.db"} {
		path := filepath.Join(dir, name)
		db := openDSN(t, "sqlite:"+path)
		if writer, _, err := store.Pragma(t.Context(), db, "synchronous"); err != nil || writer != "2" {
			t.Errorf("%s: synchronous = %q, error %v", name, writer, err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Errorf("the file that was told is not there: %v", err)
			continue
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v, want 0600: it holds what buyers told", name, info.Mode())
		}
		if db.Engine() != store.SQLite {
			t.Errorf("Engine() = %q", db.Engine())
		}
	}
	for _, dsn := range []string{"", "sqlite:", ":memory:", "sqlite::memory:"} {
		if db, err := store.Open(t.Context(), dsn, store.Options{}); err == nil {
			t.Errorf("Open(%q) opened a store that forgets", dsn)
			_ = db.Close()
		}
	}
}

func TestMigrate_saysWhatItDidAndDoesItOnce(t *testing.T) {
	t.Parallel()
	for engine, dsn := range map[string]string{"sqlite": filepath.Join(t.TempDir(), "naru.db"), "postgresql": pgtest.DSN(t)} {
		first, err := store.Migrate(t.Context(), dsn, store.Options{})
		want := store.Migration{Version: 13, Applied: []string{"0001_payments.sql", "0002_deliveries.sql", "0003_access.sql", "0004_sweeps.sql", "0005_operations.sql", "0006_hooks.sql", "0007_access.sql", "0008_desk.sql", "0009_approvals.sql", "0010_adopted.sql", "0011_guard.sql", "0012_operators.sql", "0013_reports.sql"}}
		if diff := cmp.Diff(want, first); err != nil || diff != "" {
			t.Errorf("%s: first Migrate: %v (-want +got):\n%s", engine, err, diff)
		}
		again, err := store.Migrate(t.Context(), dsn, store.Options{})
		if diff := cmp.Diff(store.Migration{Version: 13}, again); err != nil || diff != "" {
			t.Errorf("%s: second Migrate: %v (-want +got):\n%s", engine, err, diff)
		}
	}
}

func TestOpen_worksForManyAtOnce(t *testing.T) {
	t.Parallel()
	for engine, dsn := range map[string]string{"sqlite": filepath.Join(t.TempDir(), "naru.db"), "postgresql": pgtest.DSN(t)} {
		var wg sync.WaitGroup
		for i := range 4 {
			wg.Go(func() {
				db, err := store.Open(t.Context(), dsn, store.Options{})
				if err != nil {
					t.Errorf("%s: open %d: %v", engine, i, err)
					return
				}
				if err := errors.Join(db.Update(t.Context(), lock(t.Context(), "same")), db.Close()); err != nil {
					t.Errorf("%s: use %d: %v", engine, i, err)
				}
			})
		}
		wg.Wait()
	}
}
