package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/naru-pay/naru/internal/store"
	"github.com/naru-pay/naru/internal/store/pgtest"
)

// postgres is a throw-away server for this run of the bench.
type postgres struct {
	host   *host
	server *pgtest.Server
	pid    int // of the process that all of the server's others descend from
}

// host stands in for a test where there is none: pgtest gives its servers to
// tests. What would end a test panics with an ending here, which within turns
// into an error.
type host struct {
	testing.TB // none; its methods that are not named below are never called
	undo       []func()
	problems   []error
}

// ending is why a test would have ended.
type ending struct{ error }

// errMissing says that a test would have been skipped.
var errMissing = errors.New("skipped")

func (h *host) Helper() {}

func (h *host) Cleanup(f func()) { h.undo = append(h.undo, f) }

func (h *host) Error(args ...any) { h.problems = append(h.problems, errors.New(fmt.Sprint(args...))) }

func (h *host) Errorf(format string, args ...any) { h.Error(fmt.Sprintf(format, args...)) }

func (h *host) Fatalf(format string, args ...any) { panic(ending{fmt.Errorf(format, args...)}) }

func (h *host) Skipf(format string, args ...any) {
	panic(ending{fmt.Errorf("%w: %s", errMissing, fmt.Sprintf(format, args...))})
}

// within runs f as a test would be run.
func (h *host) within(f func()) (err error) {
	defer func() {
		if v := recover(); v != nil {
			end, ok := v.(ending)
			if !ok {
				panic(v)
			}
			err = end.error
		}
	}()
	f()
	return nil
}

// cleanUp undoes, in reverse, what was done since there were kept undos.
func (h *host) cleanUp(kept int) error {
	for len(h.undo) > kept {
		last := h.undo[len(h.undo)-1]
		h.undo = h.undo[:len(h.undo)-1]
		last()
	}
	problems := h.problems
	h.problems = nil
	return errors.Join(problems...)
}

// startPostgres starts a server, or returns an errMissing where PostgreSQL is
// not installed.
func startPostgres(ctx context.Context) (*postgres, error) {
	p := &postgres{host: &host{}}
	if err := p.host.within(func() { p.server = pgtest.Start(p.host) }); err != nil {
		return nil, err
	}
	err := p.schema(func(dsn string) error {
		conn, err := pgx.Connect(ctx, dsn)
		if err != nil {
			return err
		}
		defer func() { _ = conn.Close(ctx) }()
		var backend int
		if err := conn.QueryRow(ctx, "SELECT pg_backend_pid()").Scan(&backend); err != nil {
			return err
		}
		if s, ok := statOf(backend); ok {
			p.pid = s.parent
		}
		return nil
	})
	if err != nil {
		return nil, errors.Join(err, p.close())
	}
	return p, nil
}

// schema calls f with the address of an empty schema that goes afterwards.
func (p *postgres) schema(f func(dsn string) error) error {
	kept := len(p.host.undo)
	var dsn string
	if err := p.host.within(func() { dsn = p.server.DSN(p.host) }); err != nil {
		return err
	}
	return errors.Join(f(dsn), p.host.cleanUp(kept))
}

// fresh is schema with our tables in it, the log of earlier runs written out.
func (p *postgres) fresh(ctx context.Context, f func(dsn string) error) error {
	return p.schema(func(dsn string) error {
		if _, err := store.Migrate(ctx, dsn, store.Options{}); err != nil {
			return err
		}
		if err := p.server.Exec("CHECKPOINT"); err != nil {
			return err
		}
		return f(dsn)
	})
}

func (p *postgres) close() error { return p.host.cleanUp(0) }

// stat is what the system says of a process.
type stat struct {
	parent        int
	own, children time.Duration // processor time; children are those that ended
}

// ticks is how many units of /proc's times a second has, on all of Linux.
const ticks = 100

// statOf reads /proc/pid/stat; it says no where there is none.
func statOf(pid int) (stat, bool) {
	text, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	if err != nil {
		return stat{}, false
	}
	// The second field is a name in brackets that may hold anything.
	f := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
	if len(f) < 15 {
		return stat{}, false
	}
	number := func(field int) int {
		n, _ := strconv.Atoi(f[field-3]) // numbered as in proc(5)
		return n
	}
	used := func(user, system int) time.Duration {
		return time.Duration(number(user)+number(system)) * time.Second / ticks
	}
	return stat{parent: number(4), own: used(14, 15), children: used(16, 17)}, true
}

// cpu is the processor time that the server has used in all its processes, 0
// where the system does not tell.
func (p *postgres) cpu() time.Duration {
	root, ok := statOf(p.pid)
	if p.pid == 0 || !ok {
		return 0
	}
	sum := root.own + root.children
	all, _ := filepath.Glob("/proc/[0-9]*")
	for _, dir := range all {
		pid, _ := strconv.Atoi(filepath.Base(dir))
		if s, ok := statOf(pid); ok && s.parent == p.pid {
			sum += s.own
		}
	}
	return sum
}

// batches is hand-written storage on PostgreSQL: each step is one transaction
// sent in one go, after one read where there is something to judge.
type batches struct{ pool *pgxpool.Pool }

func newBatches(ctx context.Context, dsn string, conns int) (*batches, error) {
	config, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return nil, err
	}
	config.MaxConns = int32(conns)
	pool, err := pgxpool.NewWithConfig(ctx, config)
	return &batches{pool}, err
}

func (b *batches) close() error {
	b.pool.Close()
	return nil
}

func (b *batches) open(ctx context.Context, p *pay) error { return b.send(ctx, p.opening()) }

func (b *batches) confirm(ctx context.Context, p *pay) error {
	var s stored
	if err := b.pool.QueryRow(ctx, selectPayment, p.id).Scan(s.fields()...); err != nil {
		return err
	}
	steps, err := s.judge(p)
	if err != nil {
		return err
	}
	return b.send(ctx, steps)
}

// send runs the steps as one transaction: a batch without BEGIN is one.
func (b *batches) send(ctx context.Context, steps []step) (err error) {
	var batch pgx.Batch
	for _, s := range steps {
		batch.Queue(s.query, s.args...)
	}
	results := b.pool.SendBatch(ctx, &batch)
	defer func() { err = errors.Join(err, results.Close()) }()
	for _, s := range steps {
		tag, err := results.Exec()
		if err != nil {
			return err
		}
		if tag.RowsAffected() != 1 {
			return fmt.Errorf("%.30q met %d rows, want 1", s.query, tag.RowsAffected())
		}
	}
	return nil
}
