package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// pipeline is a connection of PostgreSQL on which changes wait until somebody
// asks what they met, or reads: what nobody asks about goes with the commit, on
// one way there and back. A change that fails fails the transaction, as it would
// have at once; only the answer comes later.
type pipeline struct {
	connection
	waiting []statement
	done    []int64 // rows that each change met which was sent, in their order
	failed  error   // why the transaction is lost
}

// statement is a change that waits.
type statement struct {
	query string
	args  []any
}

// errLost answers what comes after a change that failed.
var errLost = errors.New("an earlier change of the transaction failed")

// ExecContext lets a change wait.
func (p *pipeline) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if p.failed != nil {
		return nil, p.failed
	}
	p.waiting = append(p.waiting, statement{query, args})
	return &met{p: p, ctx: ctx, place: len(p.done) + len(p.waiting) - 1}, nil
}

// QueryContext reads, after the changes that wait.
func (p *pipeline) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if err := p.flush(ctx); err != nil {
		return nil, err
	}
	return p.connection.QueryContext(ctx, query, args...)
}

// QueryRowContext reads a row, after the changes that wait. When one of them
// fails, the row's error is PostgreSQL's about the lost transaction, and its
// cause is in failed.
func (p *pipeline) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	_ = p.flush(ctx)
	return p.connection.QueryRowContext(ctx, query, args...)
}

// blame returns why a function's transaction is lost, if it is: the change that
// failed comes before what the function says, which may be of its consequences.
func (p *pipeline) blame(err error) error {
	if p.failed == nil || errors.Is(err, p.failed) {
		return err
	}
	return errors.Join(mapped(p.failed), err)
}

// flush sends the changes that wait, and words after them, on one way. Its error
// is that of the first that failed; errUnknownCommit is among it when nobody
// knows what became of the words.
func (p *pipeline) flush(ctx context.Context, words ...string) error {
	if p.failed != nil || len(p.waiting)+len(words) == 0 {
		return p.failed
	}
	batch := &pgx.Batch{}
	for _, s := range p.waiting {
		batch.Queue(s.query, s.args...)
	}
	for _, w := range words {
		batch.Queue(w)
	}
	changes := len(p.waiting)
	p.waiting = p.waiting[:0]
	p.failed = p.Raw(func(driver any) error {
		std, ok := driver.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("a connection of pgx was expected, not %T", driver)
		}
		return p.send(ctx, std.Conn(), batch, changes)
	})
	return p.failed
}

// send carries a batch out, whose first changes are functions' and whose others
// are the transaction's own words. What PostgreSQL says of a change is certain:
// it carries out nothing that comes after. Anything else that goes wrong may
// have come after the words.
func (p *pipeline) send(ctx context.Context, conn *pgx.Conn, batch *pgx.Batch, changes int) error {
	unknown := func(err error) error {
		if err == nil || batch.Len() == changes {
			return err
		}
		return errors.Join(errUnknownCommit, err)
	}
	answers := conn.SendBatch(ctx, batch)
	for i := range batch.Len() {
		tag, err := answers.Exec()
		if err != nil {
			_ = answers.Close() // says the same again
			if _, said := errors.AsType[*pgconn.PgError](err); said && (i < changes || isRetryable(err)) {
				return err
			}
			return unknown(err)
		}
		if i < changes {
			p.done = append(p.done, tag.RowsAffected())
		}
	}
	return unknown(answers.Close())
}

// met is the outcome of a change that may still wait: it is sent when somebody
// asks.
type met struct {
	p     *pipeline
	ctx   context.Context
	place int
}

// LastInsertId is not PostgreSQL's.
func (m *met) LastInsertId() (int64, error) { return 0, errors.ErrUnsupported }

// RowsAffected sends what waits and returns how many rows the change met.
func (m *met) RowsAffected() (int64, error) {
	if m.place >= len(m.p.done) {
		if err := m.p.flush(m.ctx); err != nil {
			return 0, err
		}
	}
	if m.place >= len(m.p.done) {
		return 0, errLost
	}
	return m.p.done[m.place], nil
}
