package store

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"os"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
)

// errUnknownCommit marks a commit whose outcome did not arrive: it may be
// stored. Running the function again is safe (see the package comment).
var errUnknownCommit = errors.New("the outcome of the commit is unknown")

// errNotReplicated marks a commit that the primary has and its standby may not
// have: acknowledging it would lose it with the primary.
var errNotReplicated = errors.New("the commit was not confirmed by the standby")

// mapped turns what a driver says into what the ports promise: ErrExists,
// ErrNotFound, or fault.StoreUnavailable. Conflicts that may be tried again are
// unavailable, too: who sees one has seen every try fail.
func mapped(err error) error {
	var known *fault.Error
	switch {
	case err == nil, errors.As(err, &known), errors.Is(err, merchant.ErrExists), errors.Is(err, merchant.ErrNotFound):
		return err
	case errors.Is(err, sql.ErrNoRows):
		return merchant.ErrNotFound
	case isTaken(err):
		return errors.Join(merchant.ErrExists, err)
	case isRetryable(err), isAway(err), errors.Is(err, errNotReplicated):
		return fault.Wrap(fault.StoreUnavailable, err)
	}
	return err
}

// isTaken reports a unique key that another row has.
func isTaken(err error) bool {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return pg.Code == "23505"
	}
	if le, ok := errors.AsType[*sqlite.Error](err); ok {
		return le.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY || le.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE
	}
	return false
}

// isRetryable reports that nothing was stored, or that nobody knows, and that
// the whole function may run again.
func isRetryable(err error) bool {
	if errors.Is(err, errUnknownCommit) {
		return true
	}
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return pg.Code == "40001" || pg.Code == "40P01"
	}
	if le, ok := errors.AsType[*sqlite.Error](err); ok {
		primary := le.Code() & 0xff
		return primary == sqlite3.SQLITE_BUSY || primary == sqlite3.SQLITE_LOCKED
	}
	return false
}

// away lists the SQLSTATEs, by their beginnings, that say that the server
// cannot do its work now: no connection (08), no disk, memory or connections
// (53), shutting down or starting (57P), its own input and output (58), and a
// standby that does not write (25006).
var away = []string{"08", "53", "57P", "58", "25006"}

// isAway reports that the database cannot be reached or written.
func isAway(err error) bool {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		for _, code := range away {
			if strings.HasPrefix(pg.Code, code) {
				return true
			}
		}
		return false
	}
	if le, ok := errors.AsType[*sqlite.Error](err); ok {
		switch le.Code() & 0xff {
		case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY,
			sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_PERM:
			return true
		}
		return false
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return true
	}
	if _, ok := errors.AsType[net.Error](err); ok {
		return true
	}
	if _, ok := errors.AsType[*os.PathError](err); ok {
		return true
	}
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed)
}
