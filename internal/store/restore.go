package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/naru-pay/naru/internal/merchant"
)

// Restored says what Restore did.
type Restored struct {
	Recoveries []merchant.Recovery // that lock refunds
	Kept       string              // where the database lies that was there before; empty: none was
}

// Restore puts a copy in the place of the SQLite file at dsn, which nobody may
// have open, and keeps the file that was there. The copy is checked before
// anything is touched, brought up to this version, and in recovery.
func Restore(ctx context.Context, copied, dsn string, now time.Time) (r Restored, err error) {
	target := sqlitePath(dsn)
	if target, err = filepath.Abs(target); err != nil {
		return r, err
	}
	draft := target + ".restoring"
	if err := removeSQLite(draft); err != nil {
		return r, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("restore: %w", err), removeSQLite(draft))
		}
	}()
	if err := copyPrivate(copied, draft); err != nil {
		return r, err
	}
	if err := checkSQLite(ctx, draft); err != nil {
		return r, err
	}
	if r.Recoveries, err = recovering(ctx, draft, now); err != nil {
		return r, err
	}
	if err := leaveWAL(ctx, draft); err != nil {
		return r, err
	}
	if r.Kept, err = setAside(ctx, target, now); err != nil {
		return r, err
	}
	if err := os.Rename(draft, target); err != nil {
		return r, err
	}
	return r, syncFolder(filepath.Dir(target))
}

// recovering brings a copy up to date and sees to it that it is in recovery.
func recovering(ctx context.Context, dsn string, now time.Time) ([]merchant.Recovery, error) {
	i, err := Inspect(ctx, dsn)
	if err != nil {
		return nil, err
	}
	if i.Schema == 0 || i.Schema > i.Newest {
		return nil, fmt.Errorf("this is no database of naru's, or one of a newer version (schema %d, this program knows %d)", i.Schema, i.Newest)
	}
	db, err := Open(ctx, dsn, Options{Conns: 1})
	if err != nil {
		return nil, err
	}
	list, err := MarkRestored(ctx, db, now)
	return list, errors.Join(err, db.Close())
}

// MarkRestored puts a database that was put back into recovery, unless its copy
// was already, and returns what locks refunds.
func MarkRestored(ctx context.Context, db *DB, now time.Time) ([]merchant.Recovery, error) {
	var list []merchant.Recovery
	read := func(tx merchant.Tx) (err error) {
		list, err = tx.Recoveries().List(ctx, true)
		return err
	}
	if err := db.View(ctx, read); err != nil || len(list) > 0 {
		return list, err
	}
	r, err := merchant.BeginRecovery(ctx, db, time.Time{}, now, "restore")
	return []merchant.Recovery{r}, err
}

// setAside moves the database that is there to a name of its own, whole in one
// file, and returns the name.
func setAside(ctx context.Context, target string, now time.Time) (string, error) {
	if _, err := os.Stat(target); errors.Is(err, fs.ErrNotExist) {
		return "", removeSQLite(target) // what SQLite left beside a file that is gone belongs to no other
	}
	if err := leaveWAL(ctx, target); err != nil {
		return "", err
	}
	kept := target + now.UTC().Format(".before-20060102T150405Z")
	if _, err := os.Lstat(kept); !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("%s is there already", kept)
	}
	return kept, os.Rename(target, kept)
}

// copyPrivate copies a file, readable by nobody else and through to the disk.
func copyPrivate(from, to string) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = source.Close() }() // it was only read
	if err := makePrivate(to); err != nil {
		return err
	}
	f, err := os.OpenFile(to, os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, source)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}
