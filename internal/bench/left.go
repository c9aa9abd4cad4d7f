package main

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx" of database/sql
)

// tables are those that a payment writes to.
var tables = []string{"orders", "payments", "attempts", "payment_events", "outbox"}

// openLeft opens a database that a run left behind, with plain database/sql.
func openLeft(dsn string) (*sql.DB, error) {
	if strings.HasPrefix(dsn, "postgres://") {
		return sql.Open("pgx", dsn)
	}
	return sql.Open("sqlite", "file:"+strings.TrimPrefix(dsn, "sqlite:"))
}

// countPaid returns how many payments are stored as paid, each with its order,
// its attempt, both lines of its history and what the shop is to be told.
func countPaid(ctx context.Context, dsn string) (int, error) {
	db, err := openLeft(dsn)
	if err != nil {
		return 0, err
	}
	defer func() { _ = db.Close() }()
	var paid int
	if err := db.QueryRowContext(ctx, "SELECT COUNT(*) FROM payments WHERE state = 'paid'").Scan(&paid); err != nil {
		return 0, err
	}
	for _, table := range tables {
		want := paid
		if table == "payment_events" {
			want = 2 * paid
		}
		var n int
		if err := db.QueryRowContext(ctx, "SELECT COUNT(*) FROM "+table).Scan(&n); err != nil {
			return 0, err
		}
		if n != want {
			return 0, fmt.Errorf("%d payments are paid and %s has %d rows, want %d", paid, table, n, want)
		}
	}
	return paid, nil
}

// onDisk returns what a payment takes up on the disk in the tables that it writes
// to, their indexes with them, in bytes.
func onDisk(ctx context.Context, dsn string, payments int) (float64, error) {
	db, err := openLeft(dsn)
	if err != nil {
		return 0, err
	}
	defer func() { _ = db.Close() }()
	query := `SELECT SUM(pgsize) FROM dbstat WHERE name IN (SELECT name FROM sqlite_schema WHERE tbl_name = $1)`
	if strings.HasPrefix(dsn, "postgres://") {
		query = `SELECT pg_total_relation_size($1)`
	}
	var whole int64
	for _, table := range tables {
		var n int64
		if err := db.QueryRowContext(ctx, query, table).Scan(&n); err != nil {
			return 0, fmt.Errorf("weigh %s: %w", table, err)
		}
		whole += n
	}
	return float64(whole) / float64(max(payments, 1)), nil
}
