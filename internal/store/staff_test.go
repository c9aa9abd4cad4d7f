package store_test

import (
	"database/sql"
	"strings"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/operator"
	"github.com/naru-pay/naru/internal/store"
)

const codesSecret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"

func TestOperators_codesAreSealedAndSealedAnew(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, dsn string, raw *sql.DB) {
		now := time.Unix(1, 0)
		o := merchant.Operator{
			ID: "opr_1", Version: 1, Email: "kim@shop.kr", Name: "김", Role: operator.Admin, Password: "hash", TOTP: codesSecret, TOTPNext: codesSecret, CreatedAt: now, UpdatedAt: now,
		}
		old := openWith(t, dsn, store.Options{Keys: ring(t, "a")})
		if err := old.Update(t.Context(), func(tx merchant.Tx) error { return tx.Operators().Insert(t.Context(), o) }); err != nil {
			t.Fatal(err)
		}
		stored := func() string {
			t.Helper()
			var codes, next string
			if err := raw.QueryRowContext(t.Context(), "SELECT totp, totp_next FROM operators").Scan(&codes, &next); err != nil {
				t.Fatal(err)
			}
			return codes + " " + next
		}
		before := stored()
		if strings.Contains(before, codesSecret) {
			t.Fatalf("the secret is stored in clear: %s", before)
		}
		both := openWith(t, dsn, store.Options{Keys: ring(t, "b", "a")})
		if n := resealed(t, both); n != 1 || stored() == before {
			t.Errorf("%d values were sealed anew", n)
		}
		if err := both.DropKeys(t.Context()); err != nil {
			t.Fatal(err)
		}
		next := openWith(t, dsn, store.Options{Keys: ring(t, "b")})
		err := next.View(t.Context(), func(tx merchant.Tx) error {
			got, err := tx.Operators().ByEmail(t.Context(), o.Email)
			if got.TOTP != codesSecret || got.TOTPNext != codesSecret {
				t.Errorf("after the rotation the codes are %q and %q", got.TOTP, got.TOTPNext)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}
