package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/naru-pay/naru/internal/store/sqlgen"
)

// liteConn is one SQLite connection that keeps every statement prepared.
//
// It lets no context reach SQLite: an interrupted write makes SQLite roll back
// the whole transaction, and with it the work of others in the group. What runs
// here is short and bounded by limits instead.
type liteConn struct {
	conn  *sql.Conn
	asked bool // set whenever anything is asked of SQLite
	stmts map[string]*sql.Stmt
	q     *sqlgen.Queries
}

func newLiteConn(ctx context.Context, db *sql.DB) (*liteConn, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	c := &liteConn{conn: conn, stmts: map[string]*sql.Stmt{}}
	c.q = sqlgen.New(c)
	return c, nil
}

// prepared notes that somebody asks, and returns the statement.
func (c *liteConn) prepared(ctx context.Context, query string) (*sql.Stmt, error) {
	c.asked = true
	if s, ok := c.stmts[query]; ok {
		return s, nil
	}
	s, err := c.conn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	c.stmts[query] = s
	return s, nil
}

// ExecContext runs a prepared statement.
func (c *liteConn) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	ctx = context.WithoutCancel(ctx)
	s, err := c.prepared(ctx, query)
	if err != nil {
		return nil, err
	}
	return s.ExecContext(ctx, args...)
}

// QueryContext runs a prepared query for rows.
func (c *liteConn) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	ctx = context.WithoutCancel(ctx)
	s, err := c.prepared(ctx, query)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(ctx, args...)
}

// QueryRowContext runs a prepared query for one row.
func (c *liteConn) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	ctx = context.WithoutCancel(ctx)
	s, err := c.prepared(ctx, query)
	if err != nil {
		return c.conn.QueryRowContext(ctx, query, args...) // fails likewise, as a row
	}
	return s.QueryRowContext(ctx, args...)
}

// PrepareContext prepares a statement that the caller closes.
func (c *liteConn) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	return c.conn.PrepareContext(context.WithoutCancel(ctx), query)
}

// do runs one of the transaction's own words.
func (c *liteConn) do(words string) error {
	_, err := c.ExecContext(context.Background(), words)
	return err
}

func (c *liteConn) close() error {
	var errs []error
	for _, s := range c.stmts {
		errs = append(errs, s.Close())
	}
	return errors.Join(append(errs, c.conn.Close())...)
}
