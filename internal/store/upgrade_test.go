package store_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/store"
	"github.com/naru-pay/naru/internal/store/pgtest"
)

// beforeHooks is the last version of the schema without endpoints.
const beforeHooks = 5

// The version before stores an event so: a payment with four of them, one
// delivered, one that failed three times and is due at 50 s, one behind it, and
// one of another payment that was given up.
var storedBefore = []string{
	`INSERT INTO orders (order_ref, version, created_at, updated_at) VALUES ('A-1', 1, 1, 1)`,
	`INSERT INTO payments (id, order_ref, merchant_uid, currency, amount, tax_free, store, env, pg_provider, pg_mid, pay_method, name, buyer,
		return_url, metadata, extra, terms_hash, state, bound, captured, returned, reason, fail_reason, account, version, check_at, checks,
		expires_at, created_at, updated_at, paid_at, closed_cause)
		SELECT id, 'A-1', id, 'KRW', 1000, 0, 'imp', 'test', 'p', 'm', 'card', 'n', '{}', '', '', '', '', 'open', '', 0, 0, '', '', '', 1, 0, 0, 1, 1, 1, 0, ''
		FROM (SELECT 'pay_1' AS id UNION ALL SELECT 'pay_2') AS two`,
}

const storeBefore = `INSERT INTO outbox (event_id, payment_id, version, type, body, tries, fence, due_at, delivered_at, last_error, created_at)
	VALUES `

// $1 is the body, which names the event.
var eventsBefore = []string{
	`('evt_1', 'pay_1', 2, 'payment.paid', $1, 1, 1, 0, 5000000, '', 1000000)`,
	`('evt_2', 'pay_1', 3, 'payment.paid', $1, 3, 3, 50000000, 0, 'the shop answered 500', 2000000)`,
	`('evt_3', 'pay_1', 4, 'payment.paid', $1, 0, 0, 3000000, 0, '', 3000000)`,
	`('evt_4', 'pay_2', 2, 'payment.paid', $1, 12, 12, 0, 0, 'the shop answered 500', 1000000)`,
}

func TestUpgrade_deliversWhatTheVersionBeforeLeftAsItWould(t *testing.T) {
	t.Parallel()
	for engine, dsn := range map[string]string{store.SQLite: filepath.Join(t.TempDir(), "naru.db"), store.PostgreSQL: pgtest.DSN(t)} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			old := asBefore(t, engine, dsn)
			run := func(statement string, args ...any) {
				t.Helper()
				if _, err := old.ExecContext(t.Context(), statement, args...); err != nil {
					t.Fatalf("%s: %v", statement, err)
				}
			}
			for _, statement := range storedBefore {
				run(statement)
			}
			for i, row := range eventsBefore {
				run(storeBefore+row, []byte{'0' + byte(i)})
			}
			db := openDSN(t, dsn)

			if got := claimAt(t, db, 49); len(got) != 0 {
				t.Errorf("before its time: %+v", got)
			}
			got := claimAt(t, db, 50)
			if len(got) != 1 || got[0].EventID != "evt_2" || got[0].Tries != 4 || got[0].Fence != 4 || string(got[0].Body) != "1" ||
				!got[0].Began().Equal(time.UnixMicro(2000000)) {
				t.Fatalf("at its time: %+v", got)
			}
			update := func(fn func(merchant.Tx) error) {
				t.Helper()
				if err := db.Update(t.Context(), fn); err != nil {
					t.Fatal(err)
				}
			}
			update(func(tx merchant.Tx) error {
				return tx.Outbox().Delivered(t.Context(), "evt_2", 4, time.UnixMicro(51000000), merchant.ShopReply{Status: 200})
			})
			run(storeBefore+`('evt_5', 'pay_2', 3, 'payment.paid', $1, 0, 0, 52000000, 0, '', 52000000)`, []byte("5")) // beside us
			var ids []string
			for _, d := range claimAt(t, db, 52) {
				ids = append(ids, d.EventID)
			}
			if diff := cmp.Diff(map[string]bool{"evt_3": true, "evt_5": true}, set(ids)); diff != "" {
				t.Errorf("after it (-want +got):\n%s", diff)
			}
			update(func(tx merchant.Tx) error {
				return tx.Endpoints().Insert(t.Context(), merchant.Endpoint{ID: "wep_1", URL: "https://shop.example/", State: merchant.EndpointActive})
			})
			update(func(tx merchant.Tx) error {
				for {
					if n, err := tx.Letters().Spread(t.Context(), time.UnixMicro(53000000), 100); n == 0 || err != nil {
						return err
					}
				}
			})
			var letters int
			if err := old.QueryRowContext(t.Context(), `SELECT COUNT(*) FROM deliveries WHERE event_id <> 'evt_5'`).Scan(&letters); err != nil || letters != 0 {
				t.Errorf("an endpoint is told of %d events from before it was there, %v", letters, err)
			}
			f, err := db.Figures(t.Context(), time.UnixMicro(53000000))
			if err != nil || f.Dead.Many != 1 {
				t.Errorf("dead letters: %+v, %v", f.Dead, err)
			}
		})
	}
}

// asBefore returns a handle to a database of the version before.
func asBefore(t *testing.T, engine, dsn string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+dsn)
	dialect, folder := goose.DialectSQLite3, "migration/sqlite"
	if engine == store.PostgreSQL {
		config, parsed := pgx.ParseConfig(dsn)
		if parsed != nil {
			t.Fatal(parsed)
		}
		db, err = stdlib.OpenDB(*config), nil
		dialect, folder = goose.DialectPostgres, "migration/postgres"
	}
	closed(t, db, err)
	provider, err := goose.NewProvider(dialect, db, os.DirFS(folder), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.UpTo(t.Context(), beforeHooks); err != nil {
		t.Fatal(err)
	}
	return db
}

func claimAt(t *testing.T, db *store.DB, second int64) (list []merchant.Delivery) {
	t.Helper()
	now := time.UnixMicro(second * 1000000)
	err := db.Update(t.Context(), func(tx merchant.Tx) (err error) {
		list, err = tx.Outbox().Claim(t.Context(), now, now.Add(time.Minute), 10)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func set(list []string) map[string]bool {
	out := map[string]bool{}
	for _, one := range list {
		out[one] = true
	}
	return out
}
