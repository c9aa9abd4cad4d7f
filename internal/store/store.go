package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"strings"
	"sync"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/seal"
)

// The engines' names, as Engine returns them.
const (
	SQLite     = "sqlite"
	PostgreSQL = "postgresql"
)

// Options are what a store may be told besides where it is.
type Options struct {
	Logger *slog.Logger // nil: silent

	// Conns is how many connections there may be: readers beside the one
	// writer for SQLite, the whole pool for PostgreSQL. 0 is a usual number.
	Conns int

	// Frugal keeps memory small, for a command that goes through everything once.
	Frugal bool

	// Keys seal buyers' personal data when it is stored and open it when it is
	// read. nil: it is stored in clear, and what is sealed cannot be read.
	Keys *seal.Keyring

	// InClear stores personal data in clear although there are Keys, for as long
	// as servers of a version that cannot open it share the database.
	InClear bool
}

func (o Options) logger() *slog.Logger {
	if o.Logger == nil {
		return slog.New(slog.DiscardHandler)
	}
	return o.Logger
}

func (o Options) conns(usual int) int {
	switch {
	case o.Conns > 0:
		return o.Conns
	case o.Frugal:
		return min(usual, 4)
	}
	return max(usual, runtime.NumCPU())
}

// errClosed answers those who come after Close.
var errClosed = fault.Wrap(fault.StoreUnavailable, errors.New("the store is closed"))

// engine is what differs between the databases: how transactions run.
type engine interface {
	view(ctx context.Context, fn func(merchant.Tx) error) error
	update(ctx context.Context, fn func(merchant.Tx) error) error
	ping(ctx context.Context) error
}

// DB is an open store. It is safe for use by many goroutines.
type DB struct {
	engine engine
	vault  vault
	name   string
	close  func() error // once
}

// Open opens the store at dsn and brings its schema up to date. A dsn is
// "postgres://…" (or "postgresql://…"), "sqlite:PATH", or a bare path of a
// SQLite file, which is made if it is missing. Its errors are of
// fault.StoreUnavailable when the database cannot be reached, and *KeyMissing
// when opts.Keys lacks a key that the database was sealed with.
func Open(ctx context.Context, dsn string, opts Options) (*DB, error) {
	if _, err := Migrate(ctx, dsn, opts); err != nil {
		return nil, err
	}
	if isPostgres(dsn) {
		pg, err := openPostgres(ctx, dsn, opts)
		if err != nil {
			return nil, err
		}
		return (&DB{engine: pg, vault: newVault(opts), name: PostgreSQL, close: sync.OnceValue(pg.close)}).checked(ctx)
	}
	file, err := openSQLite(ctx, sqlitePath(dsn), opts)
	if err != nil {
		return nil, err
	}
	return (&DB{engine: file, vault: newVault(opts), name: SQLite, close: sync.OnceValue(file.close)}).checked(ctx)
}

// View runs fn on one consistent state and stores nothing.
func (d *DB) View(ctx context.Context, fn func(merchant.Tx) error) error {
	return d.engine.view(ctx, d.vault.within(fn))
}

// Update runs fn in a transaction and returns nil once it is durable; see
// merchant.Store. A context that ends before fn has begun stops it; one that
// ends later does not stop the commit, whose outcome is awaited, so that the
// answer is never a guess. A failed write of fn fails the whole Update, even
// when fn ignores it. A panic of fn is raised in the caller.
func (d *DB) Update(ctx context.Context, fn func(merchant.Tx) error) error {
	return d.engine.update(ctx, d.vault.within(fn))
}

// Ping asks whether the database answers.
func (d *DB) Ping(ctx context.Context) error { return mapped(d.engine.ping(ctx)) }

// Engine returns SQLite or PostgreSQL.
func (d *DB) Engine() string { return d.name }

// Close waits for what was begun and lets go of the database. What comes after
// it is answered with fault.StoreUnavailable; a second Close does nothing.
func (d *DB) Close() error { return d.close() }

func isPostgres(dsn string) bool {
	return strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://")
}

// sqlitePath returns the file of a dsn that is not PostgreSQL's.
func sqlitePath(dsn string) string { return strings.TrimPrefix(dsn, "sqlite:") }

// during says what was being done when err came.
func during(doing string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", doing, mapped(err))
}
