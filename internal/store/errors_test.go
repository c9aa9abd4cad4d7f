package store_test

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/store"
)

func TestMapped_turnsDriversWordsIntoThePorts(t *testing.T) {
	t.Parallel()
	pg := func(code string) error { return fmt.Errorf("run: %w", &pgconn.PgError{Code: code}) }
	unavailable, other := fault.New(fault.StoreUnavailable), errors.New("other")
	for name, c := range map[string]struct{ err, want error }{
		"no row":                {sql.ErrNoRows, merchant.ErrNotFound},
		"unique key":            {pg("23505"), merchant.ErrExists},
		"serialization failure": {pg("40001"), unavailable},
		"deadlock":              {pg("40P01"), unavailable},
		"disk full":             {pg("53100"), unavailable},
		"too many connections":  {pg("53300"), unavailable},
		"shutting down":         {pg("57P01"), unavailable},
		"starting":              {pg("57P03"), unavailable},
		"standby":               {pg("25006"), unavailable},
		"input and output":      {pg("58030"), unavailable},
		"connection lost":       {pg("08006"), unavailable},
		"end of the connection": {fmt.Errorf("read: %w", io.ErrUnexpectedEOF), unavailable},
		"refused":               {&net.OpError{Op: "dial", Err: other}, unavailable},
		"bad connection":        {driver.ErrBadConn, unavailable},
		"stale":                 {merchant.ErrStale, merchant.ErrStale},
		"coded already":         {fault.New(fault.RefundTooMuch), fault.New(fault.RefundTooMuch)},
		"other":                 {other, other},
	} {
		got := store.Mapped(c.err)
		if !errors.Is(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
		if again := store.Mapped(got); again.Error() != got.Error() {
			t.Errorf("%s: mapped twice it is %v, not %v", name, again, got)
		}
	}
	for _, code := range []string{"23514", "23503", "22021", "42P01", "57014"} {
		for _, wrong := range []error{merchant.ErrExists, merchant.ErrNotFound, unavailable} {
			if errors.Is(store.Mapped(pg(code)), wrong) {
				t.Errorf("SQLSTATE %s became %v, which would hide a defect", code, wrong)
			}
		}
	}
	if store.Mapped(nil) != nil {
		t.Error("no error became one")
	}
}
