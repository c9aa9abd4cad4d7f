package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// plan says how one run of the bench is done.
type plan struct {
	clients int
	length  time.Duration // of one run of one contender
	warm    time.Duration // before it, unmeasured
	dir     string        // for databases
}

// contender is one row of the table.
type contender struct {
	name, does string
	postgres   bool
	run        func(context.Context, *bench) (outcome, error)
}

// contenders take turns in this order.
var contenders = []contender{
	{"group", "hand-written SQL alone, one writer groups what waits, SQLite", false, runGroup},
	{"store", "our use cases and store alone, PortOne answers in place, SQLite", false, runAlone},
	{"flow", "the same behind HTTP, with the calls to PortOne, SQLite", false, runFlow},
	{"ours", "our API, use cases, store and PortOne client, SQLite", false, runOurs},
	{"half", "the same at half of what it just took, a payment begun every so often", false, runHalf},
	{"pay.sql", "hand-written SQL alone, pgbench, PostgreSQL", true, runPgbench},
	{"store-pg", "our use cases and store alone, PortOne answers in place, PostgreSQL", true, runAlonePostgres},
	{"flow-pg", "hand-written SQL, one batch a step, behind HTTP, PostgreSQL", true, runFlowPostgres},
	{"ours-pg", "our API, use cases, store and PortOne client, PostgreSQL", true, runOursPostgres},
}

// bench is what the contenders share.
type bench struct {
	plan
	portone  *portone
	postgres *postgres // nil: not there
	ours     float64   // payments a second of the newest run of ours
	// inspect, if set, looks at the database that a run left behind.
	inspect func(ctx context.Context, name, dsn string) error
}

// left checks that the database holds what was confirmed, neither more nor
// less: a server that loses payments is not fast.
func (b *bench) left(ctx context.Context, name, dsn string, confirmed int) error {
	paid, err := countPaid(ctx, dsn)
	if err == nil && paid != confirmed {
		err = fmt.Errorf("%d payments were confirmed, %d are stored", confirmed, paid)
	}
	if err == nil && b.inspect != nil {
		err = b.inspect(ctx, name, dsn)
	}
	return err
}

// turn has the crowd pay, first unmeasured, and checks what is left behind. end
// lets go of the database before.
func (b *bench) turn(ctx context.Context, name, dsn string, server func() time.Duration, pay func(context.Context) error, end func() error) (outcome, error) {
	warmed, err := crowd(ctx, b.clients, b.warm, pay)
	var out outcome
	if err == nil {
		out, err = measure(server, func() ([]time.Duration, error) { return crowd(ctx, b.clients, b.length, pay) })
	}
	if err := errors.Join(err, end()); err != nil {
		return out, err
	}
	if err := b.left(ctx, name, dsn, len(warmed)+out.payments); err != nil {
		return out, err
	}
	out.bytes, err = onDisk(ctx, dsn, len(warmed)+out.payments)
	return out, err
}

// file calls f with a fresh SQLite file's path and removes the file afterwards.
func (b *bench) file(ctx context.Context, f func(path string) (outcome, error)) (outcome, error) {
	dir, err := os.MkdirTemp(b.dir, "naru-bench-")
	if err != nil {
		return outcome{}, err
	}
	out, err := f(filepath.Join(dir, "naru.db"))
	return out, errors.Join(err, os.RemoveAll(dir))
}

func runGroup(ctx context.Context, b *bench) (outcome, error) {
	return b.file(ctx, func(path string) (outcome, error) {
		g, err := newGrouper(ctx, path)
		if err != nil {
			return outcome{}, err
		}
		return b.turn(ctx, "group", path, noServer, func(ctx context.Context) error { return payDirectly(ctx, g, b.portone) }, g.close)
	})
}

// payDirectly is one payment without anything but the SQL.
func payDirectly(ctx context.Context, w writes, p *portone) error {
	opened, err := newPay(newOrder())
	if err != nil {
		return err
	}
	if err := w.open(ctx, opened); err != nil {
		return err
	}
	seen, err := paid(opened.id, opened.uid, p.invent())
	if err != nil {
		return err
	}
	return w.confirm(ctx, seen)
}

func runFlow(ctx context.Context, b *bench) (outcome, error) {
	return b.file(ctx, func(path string) (outcome, error) {
		g, err := newGrouper(ctx, path)
		if err != nil {
			return outcome{}, err
		}
		return b.shopAtFlow(ctx, "flow", path, noServer, g, g.close)
	})
}

func runFlowPostgres(ctx context.Context, b *bench) (outcome, error) {
	return b.schema(ctx, func(dsn string) (outcome, error) {
		w, err := newBatches(ctx, dsn, usualConns)
		if err != nil {
			return outcome{}, err
		}
		return b.shopAtFlow(ctx, "flow-pg", dsn, b.postgres.cpu, w, w.close)
	})
}

// usualConns is the pool of our store on PostgreSQL, and so of the baseline.
const usualConns = 16

func (b *bench) shopAtFlow(ctx context.Context, name, dsn string, server func() time.Duration, w writes, end func() error) (outcome, error) {
	f, err := startFlow(b.portone, w, b.clients)
	if err != nil {
		return outcome{}, errors.Join(err, end())
	}
	s := newShop(f.url, "unread", b.portone, b.clients)
	return b.turn(ctx, name, dsn, server, s.pay, func() error {
		s.close()
		f.close()
		return end()
	})
}

func runOurs(ctx context.Context, b *bench) (outcome, error) {
	out, err := b.file(ctx, func(path string) (outcome, error) { return b.shopAtOurs(ctx, "ours", "sqlite:"+path, noServer) })
	b.ours = out.rate()
	return out, err
}

func runOursPostgres(ctx context.Context, b *bench) (outcome, error) {
	return b.schema(ctx, func(dsn string) (outcome, error) { return b.shopAtOurs(ctx, "ours-pg", dsn, b.postgres.cpu) })
}

func (b *bench) shopAtOurs(ctx context.Context, name, dsn string, server func() time.Duration) (outcome, error) {
	o, err := startOurs(ctx, dsn, b.portone)
	if err != nil {
		return outcome{}, err
	}
	s := newShop(o.url, o.key, b.portone, b.clients)
	return b.turn(ctx, name, dsn, server, s.pay, func() error {
		s.close()
		return o.close()
	})
}

func runAlone(ctx context.Context, b *bench) (outcome, error) {
	return b.file(ctx, func(path string) (outcome, error) { return b.aloneAt(ctx, "store", "sqlite:"+path, noServer) })
}

func runAlonePostgres(ctx context.Context, b *bench) (outcome, error) {
	return b.schema(ctx, func(dsn string) (outcome, error) { return b.aloneAt(ctx, "store-pg", dsn, b.postgres.cpu) })
}

func (b *bench) aloneAt(ctx context.Context, name, dsn string, server func() time.Duration) (outcome, error) {
	a, err := startAlone(ctx, dsn)
	if err != nil {
		return outcome{}, err
	}
	return b.turn(ctx, name, dsn, server, func(ctx context.Context) error { return a.pay(ctx, b.portone) }, a.db.Close)
}

func runPgbench(ctx context.Context, b *bench) (outcome, error) {
	return b.schema(ctx, func(dsn string) (outcome, error) {
		dir, err := os.MkdirTemp(b.dir, "naru-bench-")
		if err != nil {
			return outcome{}, err
		}
		defer func() { _ = os.RemoveAll(dir) }()
		out, err := pgbench(ctx, dir, dsn, b.clients, b.length, b.postgres.cpu)
		if err != nil {
			return out, err
		}
		return out, b.left(ctx, "pay.sql", dsn, out.payments)
	})
}

// schema calls f with the address of a fresh schema, gone afterwards.
func (b *bench) schema(ctx context.Context, f func(dsn string) (outcome, error)) (out outcome, err error) {
	failed := b.postgres.fresh(ctx, func(dsn string) error {
		out, err = f(dsn)
		return err
	})
	return out, failed
}
