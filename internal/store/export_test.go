package store

import (
	"context"
	"errors"

	"github.com/naru-pay/naru/internal/merchant"
)

// Mapped is what the ports promise of a driver's error.
var Mapped = mapped

// errNoFile says that a test asked PostgreSQL for what only SQLite has.
var errNoFile = errors.New("not a store in a file")

// Pragma returns a setting of the writer's connection and of a reader's.
func Pragma(ctx context.Context, d *DB, name string) (writer, reader string, err error) {
	file, ok := d.engine.(*lite)
	if !ok {
		return "", "", errNoFile
	}
	err = d.Update(ctx, func(merchant.Tx) error {
		return file.writer.conn.QueryRowContext(ctx, "PRAGMA "+name).Scan(&writer)
	})
	if err != nil {
		return "", "", err
	}
	r := <-file.readers
	defer func() { file.readers <- r }()
	if err := r.connect(ctx, file.db); err != nil {
		return "", "", err
	}
	return writer, reader, r.conn.QueryRowContext(ctx, "PRAGMA "+name).Scan(&reader)
}

// Do runs words on the writer's connection from within an Update's function.
func Do(d *DB, words string) error {
	file, ok := d.engine.(*lite)
	if !ok {
		return errNoFile
	}
	return file.writer.conn.do(words)
}

// OnCommit has fn told how many functions each commit held; call it from within
// an Update's function.
func OnCommit(d *DB, fn func(int)) error {
	file, ok := d.engine.(*lite)
	if !ok {
		return errNoFile
	}
	file.writer.stored = fn
	return nil
}

// Waiting returns how many functions wait for the writer.
func Waiting(d *DB) int { return len(d.engine.(*lite).writer.queue) }
