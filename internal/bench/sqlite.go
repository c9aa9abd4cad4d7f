package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"

	_ "modernc.org/sqlite" // the driver of database/sql

	"github.com/naru-pay/naru/internal/store"
)

// groupMost is how many steps share one commit at most, as in our store.
const groupMost = 64

// writes is the hand-written storage of a baseline, on either engine. Both
// methods return after the commit.
type writes interface {
	open(context.Context, *pay) error
	confirm(context.Context, *pay) error
}

// grouper is the one writer of a SQLite file: whatever waits, up to groupMost
// steps, shares one transaction and is answered after its commit. It has no
// savepoints: a step that fails ends the measurement.
type grouper struct {
	db    *sql.DB
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
	queue chan *job
	ended chan struct{}
}

// job is one step that waits for its commit.
type job struct {
	pay  *pay
	run  func(*pay) error
	done chan error
}

// newGrouper opens a fresh file at path with our tables in it.
func newGrouper(ctx context.Context, path string) (*grouper, error) {
	if _, err := store.Migrate(ctx, path, store.Options{}); err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		return nil, err
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	g := &grouper{db: db, conn: conn, stmts: map[string]*sql.Stmt{}, queue: make(chan *job, groupMost), ended: make(chan struct{})}
	for _, pragma := range []string{"busy_timeout=5000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-65536"} {
		if _, err := conn.ExecContext(ctx, "PRAGMA "+pragma); err != nil {
			return nil, errors.Join(err, conn.Close(), db.Close())
		}
	}
	for _, q := range []string{
		"BEGIN IMMEDIATE", "COMMIT", insertOrder, insertPayment, insertOpened,
		selectPayment, updatePayment, insertAttempt, insertPaid, insertOutbox,
	} {
		if g.stmts[q], err = conn.PrepareContext(ctx, q); err != nil {
			return nil, errors.Join(fmt.Errorf("prepare %.30q: %w", q, err), conn.Close(), db.Close())
		}
	}
	go g.loop()
	return g, nil
}

func (g *grouper) open(_ context.Context, p *pay) error { return g.ask(p, g.storeOpened) }

func (g *grouper) confirm(_ context.Context, p *pay) error { return g.ask(p, g.storeConfirmed) }

func (g *grouper) ask(p *pay, run func(*pay) error) error {
	j := &job{pay: p, run: run, done: make(chan error, 1)}
	g.queue <- j
	return <-j.done
}

// loop commits groups until the queue is closed.
func (g *grouper) loop() {
	defer close(g.ended)
	group := make([]*job, 0, groupMost)
	for first := range g.queue {
		group = append(group[:0], first)
		runtime.Gosched() // those who were just answered may come again
		for more := true; more && len(group) < groupMost; {
			select {
			case j, ok := <-g.queue:
				if more = ok; ok {
					group = append(group, j)
				}
			default:
				more = false
			}
		}
		err := g.commit(group)
		for _, j := range group {
			j.done <- err
		}
	}
}

func (g *grouper) commit(group []*job) error {
	if _, err := g.stmts["BEGIN IMMEDIATE"].Exec(); err != nil {
		return err
	}
	for _, j := range group {
		if err := j.run(j.pay); err != nil {
			return err // the next BEGIN fails too, and so does the measurement
		}
	}
	_, err := g.stmts["COMMIT"].Exec()
	return err
}

func (g *grouper) storeOpened(p *pay) error { return g.write(p.opening()) }

func (g *grouper) storeConfirmed(p *pay) error {
	var s stored
	if err := g.stmts[selectPayment].QueryRow(p.id).Scan(s.fields()...); err != nil {
		return err
	}
	steps, err := s.judge(p)
	if err != nil {
		return err
	}
	return g.write(steps)
}

func (g *grouper) write(steps []step) error {
	for _, s := range steps {
		r, err := g.stmts[s.query].Exec(s.args...)
		if err != nil {
			return err
		}
		if n, err := r.RowsAffected(); err != nil || n != 1 {
			return fmt.Errorf("%.30q met %d rows, want 1: %w", s.query, n, err)
		}
	}
	return nil
}

func (g *grouper) close() error {
	close(g.queue)
	<-g.ended
	var errs []error
	for _, s := range g.stmts {
		errs = append(errs, s.Close())
	}
	return errors.Join(append(errs, g.conn.Close(), g.db.Close())...)
}
