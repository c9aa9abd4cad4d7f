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
	"errors"
	"fmt"
	"iter"
	"net/url"
	"os"

	"modernc.org/sqlite" // also the driver "sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// Journal is an open file. It is an engine.Journal.
type Journal struct {
	db   *sql.DB
	path string
}

var _ engine.Journal = (*Journal)(nil)

// version is that of the file's content; a file of a greater one was written by
// a newer program.
const version = 1

// UnreadableError is a file that this program cannot take its state from. The
// file is as it was.
type UnreadableError struct {
	Path  string
	Newer bool // written by a newer program
	Err   error
}

// Error says what happened and what to do, in Korean and English.
func (e *UnreadableError) Error() string {
	ko, en := "손상되었습니다", "is damaged"
	if e.Newer {
		ko, en = "더 새로운 naru가 쓴 것입니다", "was written by a newer naru"
	}
	return fmt.Sprintf("샌드박스 상태 파일 %s: %s. 파일은 그대로 두었습니다. 다른 --data 폴더를 쓰거나 파일을 옮긴 뒤 다시 시작하세요.\n"+
		"The sandbox's state file %s %s. It was left as it is. Use another --data folder, or move the file away and start again. (%v)",
		e.Path, ko, e.Path, en, e.Err)
}

func (e *UnreadableError) Unwrap() error { return e.Err }

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
	if err := prepare(ctx, db, path); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &Journal{db, path}, nil
}

// prepare makes the table in a new file, after it has looked who wrote an old
// one.
func prepare(ctx context.Context, db *sql.DB, path string) error {
	var found int
	if err := db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&found); err != nil {
		return unreadable(path, err)
	}
	if found > version {
		return &UnreadableError{path, true, fmt.Errorf("version %d; this naru knows %d", found, version)}
	}
	if found == version {
		return nil
	}
	if _, err := db.ExecContext(ctx, schema+fmt.Sprintf("; PRAGMA user_version = %d", version)); err != nil {
		return unreadable(path, err)
	}
	return nil
}

// unreadable tells a damaged file from a disk that is full or a file that is
// not ours to write.
func unreadable(path string, err error) error {
	if broken, ok := errors.AsType[*sqlite.Error](err); ok {
		switch broken.Code() & 0xff {
		case sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT:
			return &UnreadableError{path, false, err}
		}
	}
	return fmt.Errorf("prepare the sandbox's journal %s: %w", path, err)
}

// Unreadable says that what Events yielded makes no state.
func (j *Journal) Unreadable(err error) error {
	return &UnreadableError{j.path, errors.Is(err, engine.ErrUnknownState), err}
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
