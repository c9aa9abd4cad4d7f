package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/store/sqlgen"
)

const (
	// connectWithin bounds the way to each server of an address that does not
	// say connect_timeout: one whose machine is gone answers nothing, and the
	// next one is waiting.
	connectWithin = 5 * time.Second

	// beginWithin and workWithin bound a transaction's beginning and its work:
	// nobody else ends the wait for a server that hangs with its connections
	// open.
	beginWithin = 5 * time.Second
	workWithin  = 30 * time.Second

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
	conns  int
	warned *sync.Map // *pgconn.PgConn → struct{}: a warning came on it

	forgetting atomic.Bool

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
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectWithin
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
	return stdlib.OpenDB(*config, stdlib.OptionAfterConnect(endIdle)), nil
}

// endIdle has PostgreSQL end a transaction of ours whose process hangs, since
// others wait for the rows that it locked.
func endIdle(ctx context.Context, conn *pgx.Conn) error {
	_, err := conn.Exec(ctx, "SET idle_in_transaction_session_timeout = '15s'")
	return err
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
	p := &postgres{db: db, conns: n, warned: warned}
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
	return p.within(ctx, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", fn, p.leave)
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
func (p *postgres) within(ctx context.Context, begin string, fn func(merchant.Tx) error, end func(context.Context, *pipeline) error) (err error) {
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
			p.rollback(ctx, conn)
		}
	}()
	letGo := conn.bound(ctx)
	defer letGo()
	line := &pipeline{connection: conn}
	err = (&tx{q: sqlgen.New(line)}).run(fn)
	letGo()
	ended = true
	if err = line.blame(err); err != nil {
		p.rollback(ctx, conn)
		return p.late(ctx, "", err)
	}
	return end(ctx, line)
}

// connection is one on which a transaction has begun.
type connection struct {
	*sql.Conn
	server *pgconn.PgConn // the protocol's end, under which warnings are kept

	// guarded says that commits wait for a standby. What one reads may then be
	// what only the primary has: a commit whose wait was cut short, by a cancel,
	// the session's end or the primary's restart, is visible all the same.
	guarded bool
}

// take returns a connection on which a transaction has begun. Those that wait
// in the pool may have died with their server; each of them is dropped, and
// after beginTries so is the pool's patience.
func (p *postgres) take(ctx context.Context, begin string) (connection, error) {
	for try := 1; ; try++ {
		conn, err := p.db.Conn(ctx)
		if err != nil {
			return connection{}, err
		}
		c := connection{Conn: conn}
		if err = c.begin(ctx, begin); err == nil {
			return c, nil
		}
		drop(conn)
		_ = conn.Close()
		if ctx.Err() == nil {
			p.forget()
		}
		if try == beginTries || ctx.Err() != nil {
			return connection{}, err
		}
	}
}

// forget drops the connections that wait in the pool: the one that failed had
// waited there with them. Only those to a server that is alive are worth the
// time that it takes to find the others dead.
func (p *postgres) forget() {
	if !p.forgetting.CompareAndSwap(false, true) {
		return
	}
	p.begun.Go(func() {
		p.db.SetMaxIdleConns(0)
		p.db.SetMaxIdleConns(p.conns)
		p.forgetting.Store(false)
	})
}

// bound ends the connection when the transaction's work takes too long; it
// returns what ends the bound.
func (c *connection) bound(ctx context.Context) (end func()) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), workWithin)
	stop := context.AfterFunc(ctx, func() { _ = c.server.Conn().Close() })
	return func() {
		stop()
		cancel()
	}
}

// begin begins a transaction and asks, on the same way, whether its commit will
// wait for a standby.
func (c *connection) begin(ctx context.Context, words string) error {
	ctx, cancel := context.WithTimeout(ctx, beginWithin)
	defer cancel()
	return c.Raw(func(driver any) error {
		std, ok := driver.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("a connection of pgx was expected, not %T", driver)
		}
		c.server = std.Conn().PgConn()
		results, err := c.server.Exec(ctx, words+"; SHOW synchronous_standby_names").ReadAll()
		if err != nil {
			return err
		}
		c.guarded = len(results) == 2 && len(results[1].Rows) == 1 && len(results[1].Rows[0][0]) > 0
		return nil
	})
}

// late says that the caller's context has ended, when that is why err came.
func (p *postgres) late(ctx context.Context, doing string, err error) error {
	switch {
	case ctx.Err() != nil && !errors.Is(err, ctx.Err()):
		return errors.Join(ctx.Err(), err)
	case ctx.Err() != nil || doing == "":
		return err
	}
	return during(doing, err)
}

// rollback ends the transaction; a connection on which it cannot is dropped,
// and with it the transaction.
func (p *postgres) rollback(ctx context.Context, conn connection) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), commitWithin)
	defer cancel()
	if _, err := conn.ExecContext(ctx, "ROLLBACK"); err != nil {
		drop(conn.Conn)
	}
}

// leave ends a transaction that only read, once what it read is durable.
func (p *postgres) leave(ctx context.Context, conn *pipeline) error {
	if !conn.guarded {
		p.rollback(ctx, conn.connection)
		return nil
	}
	if err := p.finish(ctx, conn); err != nil {
		drop(conn.Conn)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return during("wait until what was read is durable", errors.Join(errNotReplicated, err))
	}
	return nil
}

// commit ends the transaction durably. Any failure leaves its outcome unknown,
// except what PostgreSQL says of a change, or names as a conflict.
func (p *postgres) commit(ctx context.Context, conn *pipeline) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), commitWithin)
	defer cancel()
	err := p.finish(ctx, conn)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, errNotReplicated), errors.Is(err, errUnknownCommit):
		drop(conn.Conn)
		return err
	}
	p.rollback(ctx, conn.connection)
	return mapped(err)
}

// finish commits. A transaction that wrote nothing waits for no standby, so one
// that is guarded writes a word into the log first, which comes after all that
// it has read: once the standby has the one, it has the other.
//
// A warning means that the standby did not confirm: PostgreSQL commits all the
// same when the wait for it is cancelled (01000), and tells nobody else.
func (p *postgres) finish(ctx context.Context, conn *pipeline) error {
	words := []string{"COMMIT"}
	if conn.guarded {
		words = []string{"SELECT pg_logical_emit_message(true, 'naru', '')", "COMMIT"}
	}
	p.warned.Delete(conn.server)
	err := conn.flush(ctx, words...)
	if _, warned := p.warned.LoadAndDelete(conn.server); warned && err == nil {
		return errNotReplicated
	}
	return err
}

// drop closes a connection instead of giving it back to the pool.
func drop(conn *sql.Conn) {
	_ = conn.Raw(func(any) error { return driver.ErrBadConn })
}
