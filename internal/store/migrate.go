package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"

	"github.com/pressly/goose/v3"
)

// The schema's history, one folder for each engine. Files are only ever added.
//
//go:embed migration
var migrations embed.FS

// Migration says what Migrate did.
type Migration struct {
	Version int64    // of the schema now
	Applied []string // the files that were applied, in order; none when it was up to date
}

// Migrate brings the schema at dsn up to date and says what it did. Open does it
// too; a command that only migrates calls it alone. Several processes may call
// it at once.
func Migrate(ctx context.Context, dsn string, opts Options) (Migration, error) {
	if isPostgres(dsn) {
		return migratePostgres(ctx, dsn)
	}
	db, err := sqliteHandle(sqlitePath(dsn))
	if err != nil {
		return Migration{}, during("open SQLite", err)
	}
	m, err := up(ctx, db, goose.DialectSQLite3, "migration/sqlite")
	for again := 0; err != nil && again < migrateTries && ctx.Err() == nil; again++ {
		// Another process may have been first with one of the files; then what is
		// left to do is less.
		opts.logger().Debug("the migration is tried again", "err", err)
		m, err = up(ctx, db, goose.DialectSQLite3, "migration/sqlite")
	}
	return m, during("migrate SQLite", errors.Join(err, db.Close()))
}

// migrateTries is how often a migration of SQLite is tried again: each time it
// fails another process has applied a file, so it is more than there are files.
const migrateTries = 64

// migratePostgres holds a lock of the schema meanwhile: replicas that start
// together wait for the first of them.
func migratePostgres(ctx context.Context, dsn string) (m Migration, err error) {
	db, err := postgresHandle(dsn, nil)
	if err != nil {
		return m, err
	}
	defer func() { err = during("migrate PostgreSQL", errors.Join(err, db.Close())) }()
	conn, err := db.Conn(ctx)
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	const key = "hashtext('naru migration of ' || current_schema())"
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock("+key+")"); err != nil {
		return m, err
	}
	m, err = up(ctx, db, goose.DialectPostgres, "migration/postgres")
	_, unlocked := conn.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock("+key+")")
	return m, errors.Join(err, unlocked)
}

func up(ctx context.Context, db *sql.DB, dialect goose.Dialect, folder string) (Migration, error) {
	files, err := fs.Sub(migrations, folder)
	if err != nil {
		return Migration{}, err
	}
	provider, err := goose.NewProvider(dialect, db, files, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return Migration{}, err
	}
	results, err := provider.Up(ctx)
	if err != nil {
		return Migration{}, err
	}
	var m Migration
	for _, r := range results {
		m.Applied = append(m.Applied, path.Base(r.Source.Path))
	}
	if m.Version, err = provider.GetDBVersion(ctx); err != nil {
		return m, fmt.Errorf("read the schema's version: %w", err)
	}
	return m, nil
}
