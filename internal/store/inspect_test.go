package store_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/naru-pay/naru/internal/store"
	"github.com/naru-pay/naru/internal/store/pgtest"
)

func TestInspect_makesNothing(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "naru.db")
	i, err := store.Inspect(t.Context(), "sqlite:"+path)
	if err != nil || i.Exists || i.Schema != 0 || i.Newest < 5 {
		t.Errorf("of no file: %+v, %v", i, err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("it made the file")
	}
	empty, err := store.Inspect(t.Context(), pgtest.DSN(t))
	if err != nil || !empty.Exists || empty.Schema != 0 {
		t.Errorf("of an empty server: %+v, %v", empty, err)
	}
}

func TestInspect_readsWhatDurabilityRestsOn(t *testing.T) {
	t.Parallel()
	for engine, dsn := range map[string]string{store.SQLite: filepath.Join(t.TempDir(), "naru.db"), store.PostgreSQL: pgtest.DSN(t)} {
		migrate(t, dsn)
		i, err := store.Inspect(t.Context(), dsn)
		if err != nil || i.Engine != engine || i.Version == "" || i.Schema != i.Newest || i.ReadOnly || i.Standby || i.Settings == "" {
			t.Errorf("%s: %+v, %v", engine, i, err)
		}
		if engine == store.SQLite && !i.Durable {
			t.Errorf("%s is not durable: %+v", engine, i)
		}
	}
}
