package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"

	"github.com/naru-pay/naru/internal/merchant"
)

// pragmas set every SQLite connection up. The order matters: whoever waits for
// another process must know how long before anything can be locked.
//
// synchronous is FULL because NORMAL, ten times as fast for a commit alone, may
// lose the last commits with the power, and an acknowledged payment is on the
// disk. temp_store keeps in memory what a savepoint would have to restore, which
// else is half of the writer's work. The writer's own checkpoint is the last
// resort only; see checkpointer.
var pragmas = []string{
	"busy_timeout(5000)",
	"journal_mode(WAL)",
	"synchronous(FULL)",
	"foreign_keys(ON)",
	"temp_store(MEMORY)",
	"cache_size(-32768)",
	"wal_autocheckpoint(16000)",
	"journal_size_limit(67108864)",
}

// lite is a SQLite file on this machine: one connection writes, others read.
type lite struct {
	db      *sql.DB
	writer  *writer
	tidy    *checkpointer
	readers chan *reader
}

// reader is a place for a reading connection, made when it is first needed.
type reader struct{ conn *liteConn }

// frugally is the cache of each connection of a command that goes through
// everything once, in KiB: what it reads it does not read again.
const frugally = "cache_size(-6144)"

// sqliteHandle opens the file with the pragmas set, and more after them, without
// connecting.
func sqliteHandle(path string, more ...string) (*sql.DB, error) {
	if path == "" || path == ":memory:" {
		return nil, errors.New("SQLite needs a file: payments in memory would be lost with the process")
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if err := makePrivate(path); err != nil {
		return nil, err
	}
	query := url.Values{"_pragma": slices.Concat(pragmas, more), "_txlock": {"immediate"}}
	return sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?"+query.Encode())
}

// makePrivate makes the file and its folder when they are missing, readable by
// nobody else: they hold what buyers told. SQLite gives its other files the
// same mode.
func makePrivate(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

func openSQLite(ctx context.Context, path string, opts Options) (*lite, error) {
	var more []string
	if opts.Frugal {
		more = append(more, frugally)
	}
	db, err := sqliteHandle(path, more...)
	if err != nil {
		return nil, during("open SQLite", err)
	}
	s := &lite{db: db, readers: make(chan *reader, opts.conns(4))}
	for range cap(s.readers) {
		s.readers <- &reader{}
	}
	conn, err := newLiteConn(ctx, db)
	if err != nil {
		return nil, during("open SQLite", errors.Join(err, db.Close()))
	}
	s.tidy = newCheckpointer(db, opts.logger())
	s.writer = newWriter(conn, s.tidy.poke)
	return s, nil
}

func (s *lite) update(ctx context.Context, fn func(merchant.Tx) error) error {
	return s.writer.update(ctx, fn)
}

func (s *lite) view(ctx context.Context, fn func(merchant.Tx) error) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-s.writer.finished:
		return errClosed
	case r := <-s.readers:
		defer func() { s.readers <- r }()
		return r.view(ctx, s.db, fn)
	}
}

// view runs fn in a reading transaction. A connection that cannot end one is
// given up, so that the next reader begins afresh.
func (r *reader) view(ctx context.Context, db *sql.DB, fn func(merchant.Tx) error) (err error) {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := r.connect(ctx, db); err != nil {
		return during("open a reader", err)
	}
	if err := r.conn.do("BEGIN"); err != nil {
		return during("begin to read", errors.Join(err, r.giveUp()))
	}
	defer func() {
		if over := r.conn.do("ROLLBACK"); over != nil {
			err = errors.Join(err, during("end reading", over), r.giveUp())
		}
	}()
	return (&tx{q: r.conn.q}).run(fn)
}

func (r *reader) connect(ctx context.Context, db *sql.DB) error {
	if r.conn != nil {
		return nil
	}
	conn, err := newLiteConn(ctx, db)
	if err != nil {
		return err
	}
	if err := conn.do("PRAGMA query_only = ON"); err != nil {
		return errors.Join(err, conn.close())
	}
	r.conn = conn
	return nil
}

func (r *reader) giveUp() error {
	conn := r.conn
	r.conn = nil
	return conn.close()
}

// ping reads one row, since a connection alone would not touch the file.
func (s *lite) ping(ctx context.Context) error {
	return s.view(ctx, func(t merchant.Tx) error {
		_, _, err := t.Channels().List(ctx)
		return err
	})
}

// close ends the writer first, after what waits for it, then the readers.
func (s *lite) close() error {
	errs := []error{s.writer.close(), s.tidy.close()}
	for range cap(s.readers) {
		if r := <-s.readers; r.conn != nil {
			errs = append(errs, r.conn.close())
		}
	}
	if err := errors.Join(append(errs, s.db.Close())...); err != nil {
		return fmt.Errorf("close SQLite: %w", err)
	}
	return nil
}
