package simtest

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"time"

	_ "modernc.org/sqlite" // the engine of the inspecting connection, as the store's

	"github.com/naru-pay/naru/internal/store"
)

// Room is where one worker keeps its databases: a folder in memory where there
// is one, and an empty migrated file to copy.
type Room struct {
	dir      string
	template []byte
}

// NewRoom makes a room below dir; an empty dir is memory, else the system's
// folder for such things.
func NewRoom(dir string) (*Room, error) {
	if dir == "" {
		if info, err := os.Stat("/dev/shm"); err == nil && info.IsDir() {
			dir = "/dev/shm"
		}
	}
	dir, err := os.MkdirTemp(dir, "naru-sim-")
	if err != nil {
		return nil, err
	}
	r := &Room{dir: dir}
	path := filepath.Join(dir, "template.db")
	db, err := store.Open(context.Background(), "sqlite:"+path, store.Options{})
	if err != nil {
		return nil, err
	}
	if err := db.Close(); err != nil {
		return nil, err
	}
	r.template, err = os.ReadFile(path)
	return r, err
}

// Close removes the room.
func (r *Room) Close() error { return os.RemoveAll(r.dir) }

// lair is the database of one history with the connection of those who look.
type lair struct {
	*store.DB
	look *sql.Conn
	pool *sql.DB
	next *sql.Stmt

	sweeps int // kinds that there are; one that was never made is due
}

// open copies the template and opens it; it must be called in the bubble in
// which the database is used.
func (r *Room) open() (*lair, error) {
	path := filepath.Join(r.dir, "sim.db")
	for _, suffix := range []string{"", "-wal", "-shm"} {
		_ = os.Remove(path + suffix)
	}
	if err := os.WriteFile(path, r.template, 0o600); err != nil {
		return nil, err
	}
	db, err := store.Open(context.Background(), "sqlite:"+path, store.Options{Conns: 2})
	if err != nil {
		return nil, err
	}
	l := &lair{DB: db}
	if l.pool, err = sql.Open("sqlite", "file:"+path); err != nil {
		return nil, err
	}
	if l.look, err = l.pool.Conn(context.Background()); err != nil {
		return nil, err
	}
	l.next, err = l.look.PrepareContext(context.Background(), dueQuery)
	return l, err
}

// Close ends both.
func (l *lair) Close() error {
	return errors.Join(l.next.Close(), l.look.Close(), l.pool.Close(), l.DB.Close())
}

// dueQuery asks when the next row of each duty is due.
const dueQuery = `SELECT
	COALESCE((SELECT MIN(due_at) FROM inbound_webhooks WHERE due_at > 0), 0),
	COALESCE((SELECT MIN(due_at) FROM refunds WHERE state IN ('opened', 'sending', 'unknown')), 0),
	COALESCE((SELECT MIN(closing_at) FROM attempts WHERE closing = 'due'), 0),
	COALESCE((SELECT MIN(check_at) FROM payments WHERE check_at > 0), 0),
	(SELECT CASE WHEN COUNT(*) < $1 THEN 1 ELSE MIN(due_at) END FROM sweeps),
	COALESCE((SELECT MIN(due_at) FROM outbox WHERE due_at > 0), 0)`

// dueNames are the duties of its columns.
var dueNames = []string{"webhooks", "refunds", "closings", "checks", "sweeps", "shop"}

// due reads when the next row of each duty is due.
func (l *lair) due() (dueTimes, error) {
	at := make([]int64, len(dueNames))
	into := make([]any, len(at))
	for i := range at {
		into[i] = &at[i]
	}
	if err := l.next.QueryRow(l.sweeps).Scan(into...); err != nil {
		return nil, err
	}
	times := dueTimes{}
	for i, name := range dueNames {
		if at[i] > 0 {
			times[name] = time.UnixMicro(at[i]).UTC()
		}
	}
	return times, nil
}

// exec changes the schema, for mutants that take a guard away.
func (l *lair) exec(words string) error {
	_, err := l.look.ExecContext(context.Background(), words)
	return err
}
