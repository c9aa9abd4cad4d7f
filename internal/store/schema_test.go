package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/naru-pay/naru/internal/store"
	"github.com/naru-pay/naru/internal/store/pgtest"
	"github.com/naru-pay/naru/internal/store/sqlgen"
)

// bareSQLite returns a migrated file through a handle of the test's own.
func bareSQLite(t *testing.T) *sql.DB {
	t.Helper()
	path := filepath.Join(t.TempDir(), "naru.db")
	migrate(t, path)
	db, err := sql.Open("sqlite", "file:"+path)
	return closed(t, db, err)
}

// barePostgres returns a migrated schema through a handle of the test's own.
func barePostgres(t *testing.T) *sql.DB {
	t.Helper()
	dsn := pgtest.DSN(t)
	migrate(t, dsn)
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		t.Fatal(err)
	}
	return closed(t, stdlib.OpenDB(*config), nil)
}

func migrate(t *testing.T, dsn string) {
	t.Helper()
	if _, err := store.Migrate(t.Context(), dsn, store.Options{}); err != nil {
		t.Fatal(err)
	}
}

func closed(t *testing.T, db *sql.DB, err error) *sql.DB {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// lines returns the rows of a query, one text each, sorted.
func lines(t *testing.T, db *sql.DB, query string, args ...any) []string {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query, args...)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer func() { _ = rows.Close() }()
	names, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for rows.Next() {
		values, refs := make([]string, len(names)), make([]any, len(names))
		for i := range values {
			refs[i] = &values[i]
		}
		if err := rows.Scan(refs...); err != nil {
			t.Fatal(err)
		}
		out = append(out, strings.Join(values, " "))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return out
}

// The two engines' ways to describe a column: table, name, NOT NULL, kind and
// place in the primary key; and an index: table, name, UNIQUE, columns, and the
// condition of a partial one.
const (
	liteColumns = `SELECT m.name, c.name, c."notnull", c.type, c.pk FROM sqlite_master m, pragma_table_info(m.name) c
		WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE 'goose_%'`
	pgColumns = `SELECT t.relname, a.attname, CASE WHEN a.attnotnull THEN 1 ELSE 0 END,
		CASE format_type(a.atttypid, NULL) WHEN 'bigint' THEN 'INTEGER' WHEN 'bytea' THEN 'BLOB' ELSE upper(format_type(a.atttypid, NULL)) END,
		COALESCE(array_position(k.conkey, a.attnum), 0)
		FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0
		LEFT JOIN pg_constraint k ON k.conrelid = t.oid AND k.contype = 'p'
		WHERE t.relkind = 'r' AND t.relnamespace = current_schema()::regnamespace AND t.relname NOT LIKE 'goose_%'`
	liteIndexes = `SELECT m.name, i.name, i."unique", (SELECT group_concat(c.name) FROM pragma_index_info(i.name) c),
		COALESCE(substr(x.sql, instr(x.sql, ' WHERE ') + 7, CASE WHEN i.partial THEN 999 ELSE 0 END), '')
		FROM sqlite_master m, pragma_index_list(m.name) i LEFT JOIN sqlite_master x ON x.name = i.name
		WHERE m.type = 'table' AND i.origin = 'c'`
	pgIndexes = `SELECT t.relname, i.relname, CASE WHEN x.indisunique THEN 1 ELSE 0 END,
		(SELECT string_agg(a.attname, ',' ORDER BY k.n) FROM unnest(x.indkey) WITH ORDINALITY k (attnum, n)
			JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attnum),
		COALESCE(pg_get_expr(x.indpred, x.indrelid), '')
		FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
		WHERE t.relnamespace = current_schema()::regnamespace AND NOT x.indisprimary AND t.relname NOT LIKE 'goose_%'`
)

func TestSchema_isTheSameOnBothEngines(t *testing.T) {
	t.Parallel()
	lite, pg := bareSQLite(t), barePostgres(t)
	columns := lines(t, lite, liteColumns)
	if len(columns) < 100 {
		t.Fatalf("only %d columns were found", len(columns))
	}
	if diff := cmp.Diff(columns, lines(t, pg, pgColumns)); diff != "" {
		t.Errorf("columns differ (-SQLite +PostgreSQL):\n%s", diff)
	}
	indexes := conditions(lines(t, lite, liteIndexes))
	if len(indexes) < 20 {
		t.Fatalf("only %d indexes were found", len(indexes))
	}
	if diff := cmp.Diff(indexes, conditions(lines(t, pg, pgIndexes))); diff != "" {
		t.Errorf("indexes differ (-SQLite +PostgreSQL):\n%s", diff)
	}
}

// conditions writes PostgreSQL's form of a partial index's condition as SQLite
// keeps it.
func conditions(indexes []string) []string {
	for i, x := range indexes {
		x = regexp.MustCompile(`= ANY \(ARRAY\[(.*)\]\)`).ReplaceAllString(x, "IN ($1)")
		x = strings.NewReplacer("::text", "", "(", "", ")", "").Replace(x)
		indexes[i] = strings.TrimSpace(x)
	}
	slices.Sort(indexes)
	return indexes
}

// TestSchema_comparesIdsByByte looks at every text that is part of a key or an
// order: PostgreSQL's own order depends on the server's language.
func TestSchema_comparesIdsByByte(t *testing.T) {
	t.Parallel()
	loose := lines(t, barePostgres(t), `SELECT DISTINCT t.relname, a.attname
		FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid
		JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = ANY (x.indkey)
		JOIN pg_collation c ON c.oid = a.attcollation
		WHERE t.relnamespace = current_schema()::regnamespace AND c.collname <> 'C'`)
	if diff := cmp.Diff([]string{"discrepancies reason", "errands kind", "movements currency", "payments pay_method", "payments pg_provider", "payments state"}, loose); diff != "" {
		t.Errorf("columns in keys that do not compare by byte; only words of which a key asks for one may (-want +got):\n%s", diff)
	}
}

func TestQueries_areUnderstoodByBothEngines(t *testing.T) {
	t.Parallel()
	for engine, db := range map[string]*sql.DB{store.SQLite: bareSQLite(t), store.PostgreSQL: barePostgres(t)} {
		q, err := sqlgen.Prepare(t.Context(), db)
		if err != nil {
			t.Errorf("%s: %v", engine, err)
			continue
		}
		if err := q.Close(); err != nil {
			t.Errorf("%s: %v", engine, err)
		}
	}
}

// recorder takes the SQL that a generated method runs, and runs nothing.
type recorder struct {
	query string
	args  []any
}

func (r *recorder) take(query string, args []any) error {
	r.query, r.args = query, args
	return sql.ErrConnDone
}

func (r *recorder) ExecContext(_ context.Context, query string, args ...any) (sql.Result, error) {
	return nil, r.take(query, args)
}

func (r *recorder) QueryContext(_ context.Context, query string, args ...any) (*sql.Rows, error) {
	return nil, r.take(query, args)
}

func (r *recorder) PrepareContext(context.Context, string) (*sql.Stmt, error) {
	return nil, sql.ErrConnDone
}

func (r *recorder) QueryRowContext(_ context.Context, query string, args ...any) *sql.Row {
	_ = r.take(query, args)
	return nil // of which nothing can be read
}

// one runs a query for one row, of which the recorder has none.
func one(query func()) func() {
	return func() {
		defer func() { _ = recover() }()
		query()
	}
}

// growing are the queries over tables that grow for ever and are read by more
// than one row's key.
func growing(ctx context.Context, q *sqlgen.Queries) map[string]func() {
	const most = 20
	return map[string]func(){
		"ListPayments": func() { _, _ = q.ListPayments(ctx, sqlgen.ListPaymentsParams{Before: 9, BeforeID: "x", Most: most}) },
		"ListPaymentsInState": func() {
			_, _ = q.ListPaymentsInState(ctx, sqlgen.ListPaymentsInStateParams{State: "open", Before: 9, Most: most})
		},
		"ListPaymentsPaid": func() {
			_, _ = q.ListPaymentsPaid(ctx, sqlgen.ListPaymentsPaidParams{Before: 9, BeforeID: "x", Most: most})
		},
		"PurgeIdempotencyKeys": func() {
			_, _ = q.PurgeIdempotencyKeys(ctx, sqlgen.PurgeIdempotencyKeysParams{Before: 9, Most: most})
		},
		"PaymentsOfOrder":   func() { _, _ = q.PaymentsOfOrder(ctx, "x") },
		"ClaimDueChecks":    func() { _, _ = q.ClaimDueChecks(ctx, sqlgen.ClaimDueChecksParams{Lease: 9, Now: 5, Most: most}) },
		"AttemptsOfPayment": func() { _, _ = q.AttemptsOfPayment(ctx, "x") },
		"ClaimDueClosings":  func() { _, _ = q.ClaimDueClosings(ctx, sqlgen.ClaimDueClosingsParams{Lease: 9, Now: 5, Most: most}) },
		"RefundsOfPayment":  func() { _, _ = q.RefundsOfPayment(ctx, "x") },
		"DueRefunds":        func() { _, _ = q.DueRefunds(ctx, sqlgen.DueRefundsParams{Now: 5, Most: most}) },
		"AppendEvent":       func() { _ = q.AppendEvent(ctx, sqlgen.AppendEventParams{ID: "x", PaymentID: "x"}) },
		"EventsOfPayment":   func() { _, _ = q.EventsOfPayment(ctx, "x") },
		"ClaimDueDeliveries": func() {
			_, _ = q.ClaimDueDeliveries(ctx, sqlgen.ClaimDueDeliveriesParams{Lease: 9, Now: 5, Most: most})
		},
		"DeliveriesOfPayment": func() { _, _ = q.DeliveriesOfPayment(ctx, "x") },
		"ClaimDueWebhooks":    func() { _, _ = q.ClaimDueWebhooks(ctx, sqlgen.ClaimDueWebhooksParams{Lease: 9, Now: 5, Most: most}) },
		"ListWebhooks":        func() { _, _ = q.ListWebhooks(ctx, sqlgen.ListWebhooksParams{Before: 9, Most: most}) },
		"ListDiscrepancies":   func() { _, _ = q.ListDiscrepancies(ctx, sqlgen.ListDiscrepanciesParams{Before: 9, Most: most}) },
		"CountPayments": one(func() {
			_, _ = q.CountPayments(ctx, sqlgen.CountPaymentsParams{State: "paid", Since: 5, Most: most})
		}),
		"RefundsUnderWay":   one(func() { _, _ = q.RefundsUnderWay(ctx, most) }),
		"RefundsUnknown":    one(func() { _, _ = q.RefundsUnknown(ctx, most) }),
		"UnexplainedMoney":  one(func() { _, _ = q.UnexplainedMoney(ctx, most) }),
		"PendingWebhooks":   one(func() { _, _ = q.PendingWebhooks(ctx, most) }),
		"PendingDeliveries": one(func() { _, _ = q.PendingDeliveries(ctx, most) }),
		"DeadDeliveries":    one(func() { _, _ = q.DeadDeliveries(ctx, most) }),
		"UntoldDiscrepancies": func() {
			_, _ = q.UntoldDiscrepancies(ctx, sqlgen.UntoldDiscrepanciesParams{Since: 5, Quarantine: "a", Human: "b", Most: most})
		},
		"UntoldUnknownRefunds": func() {
			_, _ = q.UntoldUnknownRefunds(ctx, sqlgen.UntoldUnknownRefundsParams{Before: 5, Kind: "a", Most: most})
		},
		"UntoldDeadDeliveries": func() {
			_, _ = q.UntoldDeadDeliveries(ctx, sqlgen.UntoldDeadDeliveriesParams{Since: 5, Kind: "a", Most: most})
		},
		"LastTold":       one(func() { _, _ = q.LastTold(ctx, "a") }),
		"ClaimDueAlerts": func() { _, _ = q.ClaimDueAlerts(ctx, sqlgen.ClaimDueAlertsParams{Lease: 9, Now: 5, Most: most}) },
		"ListEvents":     func() { _, _ = q.ListEvents(ctx, sqlgen.ListEventsParams{Before: "x", Most: most}) },
		"EventByID":      one(func() { _, _ = q.EventByID(ctx, "x") }),
		"ListDeadEvents": func() {
			_, _ = q.ListDeadEvents(ctx, sqlgen.ListDeadEventsParams{Before: 9, BeforeID: "x", Most: most})
		},
		"EventsBetween":  func() { _, _ = q.EventsBetween(ctx, sqlgen.EventsBetweenParams{After: "a", Below: "x", Most: most}) },
		"AnyUnspread":    func() { _, _ = q.AnyUnspread(ctx) },
		"TakeUnspread":   func() { _, _ = q.TakeUnspread(ctx, most) },
		"LettersOfEvent": func() { _, _ = q.LettersOfEvent(ctx, "x") },
		"BuryLetters":    func() { _, _ = q.BuryLetters(ctx, sqlgen.BuryLettersParams{Now: 5, EndpointID: "x"}) },
		"HastenLetters":  func() { _, _ = q.HastenLetters(ctx, sqlgen.HastenLettersParams{Now: 5, EndpointID: "x"}) },
		"ListDeadLetters": func() {
			_, _ = q.ListDeadLetters(ctx, sqlgen.ListDeadLettersParams{Before: 9, BeforeID: "x", Most: most})
		},
		"ClaimDueLetters": func() {
			_, _ = q.ClaimDueLetters(ctx, sqlgen.ClaimDueLettersParams{Lease: 9, EndpointID: "x", Now: 5, Most: most})
		},
		"ListLettersOfEndpoint": func() {
			_, _ = q.ListLettersOfEndpoint(ctx, sqlgen.ListLettersOfEndpointParams{EndpointID: "x", Before: "x", Most: most})
		},
		"ListDeadLettersOfEndpoint": func() {
			_, _ = q.ListDeadLettersOfEndpoint(ctx, sqlgen.ListDeadLettersOfEndpointParams{EndpointID: "x", Before: "x", Most: most})
		},
		"ListDiscrepanciesOfPayment": func() {
			_, _ = q.ListDiscrepanciesOfPayment(ctx, sqlgen.ListDiscrepanciesOfPaymentParams{PaymentID: "x", Before: 9, Most: most})
		},
	}
}

// walks finds what reads or sorts a whole table.
var walks = regexp.MustCompile(`(?m)Seq Scan|SCAN \w+( AS \w+)?$|USE TEMP B-TREE FOR ORDER BY|^\s*(->)?\s*Sort\b`)

// few are queries that sort what their index finds: the attempts at a payment
// can be counted on a hand.
var few = regexp.MustCompile(`USE TEMP B-TREE FOR ORDER BY|Sort`)

func TestQueries_findTheirRowsByAnIndex(t *testing.T) {
	t.Parallel()
	rec := &recorder{}
	queries := growing(t.Context(), sqlgen.New(rec))
	lite, pg := bareSQLite(t), barePostgres(t)
	pg.SetMaxOpenConns(1) // the settings are of a session
	for _, setting := range []string{"enable_seqscan", "enable_sort", "enable_bitmapscan"} {
		if _, err := pg.ExecContext(t.Context(), "SET "+setting+" = off"); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(queries)) {
		queries[name]()
		for engine, plan := range map[string]string{
			store.SQLite:     explain(t, lite, "EXPLAIN QUERY PLAN ", rec),
			store.PostgreSQL: explain(t, pg, "EXPLAIN (COSTS OFF) ", rec),
		} {
			plan = strings.ReplaceAll(plan, "SCAN found\n", "") // the few rows that a figure counts, found by an index within
			walked := walks.FindString(plan)
			if name == "AttemptsOfPayment" {
				walked = few.ReplaceAllString(walked, "")
			}
			if strings.TrimSpace(walked) != "" {
				t.Errorf("%s on %s: %q in its plan:\n%s", name, engine, walked, plan)
			}
			if !strings.Contains(plan, "Index") && !strings.Contains(plan, "USING") {
				t.Errorf("%s on %s uses no index:\n%s", name, engine, plan)
			}
		}
	}
}

// explain returns the plan of the recorded query, a step a line.
func explain(t *testing.T, db *sql.DB, how string, rec *recorder) string {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), how+rec.query, rec.args...)
	if err != nil {
		t.Fatalf("%s%s: %v", how, rec.query, err)
	}
	defer func() { _ = rows.Close() }()
	names, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var plan strings.Builder
	for rows.Next() {
		refs := make([]any, len(names))
		var step string
		for i := range refs {
			refs[i] = new(any)
		}
		refs[len(refs)-1] = &step
		if err := rows.Scan(refs...); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&plan, step)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return plan.String()
}
