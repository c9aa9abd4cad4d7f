// Package journal keeps the sandbox's events in an SQLite file, so that its
// state outlives a restart.
//
// It refuses gaps and rewrites: events are appended in the order of their
// numbers, each once. Its main invariant is that an event for which Append
// returned nil is on the disk.
package journal

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"iter"
	"net/url"
	"os"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// Journal is an open file. It is an engine.Journal.
type Journal struct{ db *sql.DB }

var _ engine.Journal = (*Journal)(nil)

// schema is the whole of it: one row an event.
const schema = `CREATE TABLE IF NOT EXISTS events (
	seq  INTEGER PRIMARY KEY,
	body TEXT NOT NULL
) STRICT`

// Open opens or makes the file, which holds API secrets and is for its owner's
// eyes only.
func Open(ctx context.Context, path string) (*Journal, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the sandbox's journal: %w", err)
	}
	if err := file.Close(); err != nil {
		return nil, fmt.Errorf("open the sandbox's journal: %w", err)
	}
	source := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath()}
	source.RawQuery = url.Values{
		"_pragma": {"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(FULL)"}, "_txlock": {"immediate"},
	}.Encode()
	db, err := sql.Open("sqlite", source.String())
	if err != nil {
		return nil, fmt.Errorf("open the sandbox's journal: %w", err)
	}
	db.SetMaxOpenConns(1)
	if _, err := db.ExecContext(ctx, schema); err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("prepare the sandbox's journal %s: %w", path, err)
	}
	return &Journal{db}, nil
}

// Append writes the events in one transaction.
func (j *Journal) Append(ctx context.Context, events []engine.Event) (err error) {
	tx, err := j.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer func() {
		if err != nil {
			_ = tx.Rollback()
		}
	}()
	for _, ev := range events {
		body, err := json.Marshal(ev)
		if err != nil {
			return fmt.Errorf("write event %d: %w", ev.Seq, err)
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO events (seq, body) VALUES ($1, $2)", int64(ev.Seq), string(body)); err != nil {
			return fmt.Errorf("insert event %d: %w", ev.Seq, err)
		}
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// Events yields all events, oldest first, ending with an error if one occurs.
func (j *Journal) Events(ctx context.Context) iter.Seq2[engine.Event, error] {
	return func(yield func(engine.Event, error) bool) {
		rows, err := j.db.QueryContext(ctx, "SELECT body FROM events ORDER BY seq")
		if err != nil {
			yield(engine.Event{}, err)
			return
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var body string
			var ev engine.Event
			err := rows.Scan(&body)
			if err == nil {
				err = json.Unmarshal([]byte(body), &ev)
			}
			if !yield(ev, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(engine.Event{}, err)
		}
	}
}

// Close closes the file.
func (j *Journal) Close() error { return j.db.Close() }
