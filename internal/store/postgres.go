package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/store/sqlgen"
)

const (
	// commitWithin bounds a commit, which no request's context may cut short:
	// an unknown outcome is worse than a late answer.
	commitWithin = 10 * time.Second

	// tries is how often an Update runs its function at most.
	tries = 8

	// unknownTries is how often of those after a commit whose outcome never came.
	unknownTries = 2

	// beginTries is how many connections are tried before one takes a
	// transaction.
	beginTries = 4
)

// postgres is a server, or several of which one writes. Transactions are READ
// COMMITTED: no invariant spans rows without a constraint or a row's version.
type postgres struct {
	db     *sql.DB
	warned *sync.Map // *pgconn.PgConn → struct{}: a warning came on it

	mu     sync.Mutex // guards closed, and begun against a Wait that came first
	closed bool
	begun  sync.WaitGroup // transactions
}

// postgresHandle opens the server without connecting. Statements are prepared
// once a connection, which is pgx's default. With warned, warnings of the
// server are kept there by connection.
func postgresHandle(dsn string, warned *sync.Map) (*sql.DB, error) {
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, fmt.Errorf("read the address of PostgreSQL: %w", err)
	}
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "naru"
	}
	if warned != nil {
		config.OnNotice = func(c *pgconn.PgConn, n *pgconn.Notice) {
			if n.SeverityUnlocalized == "WARNING" {
				warned.Store(c, struct{}{})
			}
		}
	}
	return stdlib.OpenDB(*config), nil
}

func openPostgres(ctx context.Context, dsn string, opts Options) (*postgres, error) {
	warned := &sync.Map{}
	db, err := postgresHandle(dsn, warned)
	if err != nil {
		return nil, err
	}
	n := opts.conns(16)
	db.SetMaxOpenConns(n)
	db.SetMaxIdleConns(n)
	p := &postgres{db: db, warned: warned}
	if err := p.mustBeDurable(ctx); err != nil {
		return nil, during("open PostgreSQL", errors.Join(err, db.Close()))
	}
	return p, nil
}

// mustBeDurable refuses a server that acknowledges commits before they are on
// its disk.
func (p *postgres) mustBeDurable(ctx context.Context) error {
	for _, setting := range []string{"synchronous_commit", "fsync"} {
		var value string
		if err := p.db.QueryRowContext(ctx, "SHOW "+setting).Scan(&value); err != nil {
			return err
		}
		if value == "off" {
			return fmt.Errorf("%s is off: acknowledged payments would be lost with the power; set it on", setting)
		}
	}
	return nil
}

func (p *postgres) ping(ctx context.Context) error {
	if err := p.begin(); err != nil {
		return err
	}
	defer p.begun.Done()
	return p.db.PingContext(ctx)
}

// begin counts something that close must wait for.
func (p *postgres) begin() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return errClosed
	}
	p.begun.Add(1)
	return nil
}

func (p *postgres) close() error {
	p.mu.Lock()
	p.closed = true
	p.mu.Unlock()
	p.begun.Wait()
	return p.db.Close()
}

func (p *postgres) view(ctx context.Context, fn func(merchant.Tx) error) error {
	return p.within(ctx, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", fn, p.rollback)
}

// update runs fn until it is stored, refused, or not worth another try.
func (p *postgres) update(ctx context.Context, fn func(merchant.Tx) error) error {
	unknown := 0
	for try := 1; ; try++ {
		err := p.within(ctx, "BEGIN ISOLATION LEVEL READ COMMITTED", fn, p.commit)
		if errors.Is(err, errUnknownCommit) {
			unknown++
		}
		if err == nil || !isRetryable(err) || try == tries || unknown > unknownTries || ctx.Err() != nil {
			return mapped(err)
		}
	}
}

// within runs fn between begin and end on one connection; after an error, or a
// panic, it rolls back instead.
func (p *postgres) within(ctx context.Context, begin string, fn func(merchant.Tx) error, end func(context.Context, *sql.Conn) error) (err error) {
	if err := p.begin(); err != nil {
		return err
	}
	defer p.begun.Done()
	conn, err := p.take(ctx, begin)
	if err != nil {
		return p.late(ctx, "begin", err)
	}
	defer func() { _ = conn.Close() }() // gives it back; a broken one is dropped
	ended := false
	defer func() {
		if !ended { // fn panicked
			_ = p.rollback(ctx, conn)
		}
	}()
	err = (&tx{q: sqlgen.New(conn)}).run(fn)
	ended = true
	if err != nil {
		_ = p.rollback(ctx, conn)
		return p.late(ctx, "", err)
	}
	return end(ctx, conn)
}

// take returns a connection on which a transaction has begun. Those that wait
// in the pool may have died with their server; each of them is dropped, and
// after beginTries so is the pool's patience.
func (p *postgres) take(ctx context.Context, begin string) (*sql.Conn, error) {
	for try := 1; ; try++ {
		conn, err := p.db.Conn(ctx)
		if err != nil {
			return nil, err
		}
		if _, err = conn.ExecContext(ctx, begin); err == nil {
			return conn, nil
		}
		drop(conn)
		_ = conn.Close()
		if try == beginTries || ctx.Err() != nil {
			return nil, err
		}
	}
}

// late says that the caller's context has ended, when that is why err came.
func (p *postgres) late(ctx context.Context, doing string, err error) error {
	if ctx.Err() != nil && !errors.Is(err, ctx.Err()) {
		err = errors.Join(ctx.Err(), err)
	}
	if doing == "" || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return during(doing, err)
}

// rollback ends the transaction; a connection on which it cannot is dropped,
// and with it the transaction.
func (p *postgres) rollback(ctx context.Context, conn *sql.Conn) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), commitWithin)
	defer cancel()
	if _, err := conn.ExecContext(ctx, "ROLLBACK"); err != nil {
		drop(conn)
	}
	return nil
}

// commit ends the transaction durably. Any failure leaves its outcome unknown,
// except one that PostgreSQL names as a conflict. A warning means that the
// standby did not confirm: PostgreSQL commits all the same when the wait for it
// is cancelled (01000), and tells nobody else.
func (p *postgres) commit(ctx context.Context, conn *sql.Conn) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), commitWithin)
	defer cancel()
	server, err := serverOf(conn)
	if err != nil {
		drop(conn)
		return during("commit", err)
	}
	p.warned.Delete(server)
	_, err = conn.ExecContext(ctx, "COMMIT")
	_, warned := p.warned.LoadAndDelete(server)
	switch {
	case err == nil && !warned:
		return nil
	case err == nil:
		drop(conn)
		return errNotReplicated
	case isRetryable(err):
		_ = p.rollback(ctx, conn)
		return err
	}
	drop(conn)
	return errors.Join(errUnknownCommit, err)
}

// serverOf returns the protocol's end of a connection, under which warnings are
// kept.
func serverOf(conn *sql.Conn) (server *pgconn.PgConn, err error) {
	err = conn.Raw(func(c any) error {
		std, ok := c.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("a connection of pgx was expected, not %T", c)
		}
		server = std.Conn().PgConn()
		return nil
	})
	return server, err
}

// drop closes a connection instead of giving it back to the pool.
func drop(conn *sql.Conn) {
	_ = conn.Raw(func(any) error { return driver.ErrBadConn })
}
