package store_test

import (
	"testing"

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
