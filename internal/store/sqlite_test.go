package store_test

import (
	"path/filepath"
	"testing"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/store"
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
