package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strconv"
	"strings"
)

// Inspection is what a database says of itself, without being changed.
type Inspection struct {
	Engine  string // SQLite or PostgreSQL
	Version string // of the engine
	Exists  bool   // the file of SQLite; a server always exists
	Schema  int64  // the migration that the database has; 0: none
	Newest  int64  // the migration that this program has

	Durable  bool // an acknowledged commit survives the power
	Standby  bool // and the loss of this machine: a synchronous standby confirms it
	ReadOnly bool // a standby, which takes no writes
	Settings string
}

// Inspect looks at the database at dsn as Open would use it, and changes nothing:
// it makes no file, and migrates nothing.
func Inspect(ctx context.Context, dsn string) (i Inspection, err error) {
	folder, engine := "migration/sqlite", SQLite
	if isPostgres(dsn) {
		folder, engine = "migration/postgres", PostgreSQL
	}
	i = Inspection{Engine: engine}
	if i.Newest, err = newest(folder); err != nil {
		return i, err
	}
	db, err := i.open(dsn)
	if err != nil || db == nil {
		return i, during("look at the database", err)
	}
	look := i.lookSQLite
	if engine == PostgreSQL {
		look = i.lookPostgres
	}
	err = look(ctx, db)
	if err == nil {
		err = i.lookSchema(ctx, db)
	}
	return i, during("look at the database", errors.Join(err, db.Close()))
}

// open returns no handle when there is no file yet.
func (i *Inspection) open(dsn string) (*sql.DB, error) {
	if i.Engine == PostgreSQL {
		i.Exists = true
		return postgresHandle(dsn, nil)
	}
	if _, err := os.Stat(sqlitePath(dsn)); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	i.Exists = true
	return sqliteHandle(sqlitePath(dsn))
}

func (i *Inspection) lookSQLite(ctx context.Context, db *sql.DB) error {
	var synchronous int
	var journal string
	for query, into := range map[string]any{
		"SELECT sqlite_version()": &i.Version, "PRAGMA synchronous": &synchronous, "PRAGMA journal_mode": &journal,
	} {
		if err := db.QueryRowContext(ctx, query).Scan(into); err != nil {
			return err
		}
	}
	i.Durable = synchronous >= 2 && journal == "wal"
	i.Settings = fmt.Sprintf("journal_mode=%s synchronous=%d", journal, synchronous)
	return nil
}

func (i *Inspection) lookPostgres(ctx context.Context, db *sql.DB) error {
	values := map[string]string{}
	for _, name := range []string{"server_version", "synchronous_commit", "fsync", "full_page_writes", "synchronous_standby_names"} {
		var value string
		if err := db.QueryRowContext(ctx, "SHOW "+name).Scan(&value); err != nil {
			return err
		}
		values[name] = value
	}
	i.Version = values["server_version"]
	i.Durable = values["synchronous_commit"] != "off" && values["fsync"] == "on" && values["full_page_writes"] == "on"
	commit := values["synchronous_commit"]
	i.Standby = values["synchronous_standby_names"] != "" && (commit == "on" || commit == "remote_apply" || commit == "remote_write")
	i.Settings = "synchronous_commit=" + commit + " fsync=" + values["fsync"] + " full_page_writes=" + values["full_page_writes"]
	return db.QueryRowContext(ctx, "SELECT pg_is_in_recovery()").Scan(&i.ReadOnly)
}

// lookSchema reads the last migration; a database that has none has no table of
// them.
func (i *Inspection) lookSchema(ctx context.Context, db *sql.DB) error {
	there := "SELECT COUNT(*) FROM sqlite_master WHERE name = 'goose_db_version'"
	if i.Engine == PostgreSQL {
		there = "SELECT COUNT(*) FROM pg_tables WHERE tablename = 'goose_db_version' AND schemaname = current_schema()"
	}
	var tables int
	if err := db.QueryRowContext(ctx, there).Scan(&tables); err != nil || tables == 0 {
		return err
	}
	return db.QueryRowContext(ctx, "SELECT COALESCE(MAX(version_id), 0) FROM goose_db_version").Scan(&i.Schema)
}

// newest reads the number of the last migration from its name.
func newest(folder string) (int64, error) {
	files, err := migrations.ReadDir(folder)
	if err != nil {
		return 0, err
	}
	var last int64
	for _, f := range files {
		number, _, _ := strings.Cut(path.Base(f.Name()), "_")
		n, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return 0, err
		}
		last = max(last, n)
	}
	return last, nil
}
