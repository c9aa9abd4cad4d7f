package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/naru-pay/naru/internal/merchant"
)

// checksumFile is where the checksum of a copy lies, in sha256sum's form.
func checksumFile(copied string) string { return copied + ".sha256" }

// Backup makes a consistent copy of the SQLite file at dsn, while a server works
// on it. The copy is in recovery from the moment it was made, so that whoever
// puts it back, by whatever means, has refunds locked until PortOne was read
// again. It refuses to write over a file. Grown, if not nil, is told now and then
// how many of how many bytes are written.
func Backup(ctx context.Context, dsn, to string, now time.Time, grown func(done, of int64)) (err error) {
	from := sqlitePath(dsn)
	for _, taken := range []string{to, checksumFile(to)} {
		if _, err := os.Lstat(taken); !errors.Is(err, fs.ErrNotExist) {
			return errors.Join(fmt.Errorf("%s is there already", taken), err)
		}
	}
	size, err := os.Stat(from)
	if err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	draft := to + ".part"
	_ = os.Remove(draft) // of a backup that was broken off
	defer func() {
		if err != nil {
			_ = removeSQLite(draft)
		}
	}()
	stop := watch(draft, size.Size(), grown)
	err = vacuumInto(ctx, from, draft)
	stop()
	if err == nil {
		err = markCopy(ctx, draft, now)
	}
	if err == nil {
		err = checkSQLite(ctx, draft)
	}
	if err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	return finish(draft, to)
}

// vacuumInto copies in one reading transaction, so that writers neither wait
// for it nor are seen half.
func vacuumInto(ctx context.Context, from, to string) error {
	if err := makePrivate(to); err != nil {
		return err
	}
	db, err := sqliteHandle(from)
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, "VACUUM INTO ?", to)
	return errors.Join(err, db.Close())
}

// markCopy puts the copy into recovery, and back into one file.
func markCopy(ctx context.Context, path string, now time.Time) error {
	db, err := Open(ctx, path, Options{Conns: 1})
	if err != nil {
		return err
	}
	_, err = merchant.BeginRecovery(ctx, db, now, now, "backup")
	if err = errors.Join(err, db.Close()); err != nil {
		return err
	}
	return leaveWAL(ctx, path)
}

// ErrInUse says that another program has the SQLite file open.
var ErrInUse = errors.New("the database is in use: stop naru serve first")

// leaveWAL writes everything into the one file. SQLite does it only for whoever
// has the file alone.
func leaveWAL(ctx context.Context, path string) error {
	db, err := plainSQLite(path)
	if err != nil {
		return err
	}
	var mode string
	err = db.QueryRowContext(ctx, "PRAGMA journal_mode=DELETE").Scan(&mode)
	if err = errors.Join(err, db.Close()); err != nil || mode != "delete" {
		return errors.Join(ErrInUse, err)
	}
	return nil
}

// plainSQLite opens a file as it is.
func plainSQLite(path string) (*sql.DB, error) {
	return sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?_pragma=busy_timeout(1000)")
}

// checkSQLite reads the whole file and has SQLite say whether it is sound.
func checkSQLite(ctx context.Context, path string) error {
	db, err := plainSQLite(path)
	if err != nil {
		return err
	}
	var verdict string
	err = db.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&verdict)
	if err = errors.Join(err, db.Close()); err == nil && verdict != "ok" {
		err = fmt.Errorf("%s is damaged: %s", path, verdict)
	}
	return err
}

// finish makes a finished file durable under its name, and its checksum beside it.
func finish(draft, to string) error {
	sum, err := syncedSum(draft)
	if err != nil {
		return err
	}
	line := sum + "  " + filepath.Base(to) + "\n"
	if err := os.WriteFile(checksumFile(to), []byte(line), 0o600); err != nil {
		return err
	}
	if err := os.Rename(draft, to); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(to))
}

// syncedSum writes a file through to the disk and returns its SHA-256 in hex.
func syncedSum(path string) (string, error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return "", err
	}
	sum := sha256.New()
	_, err = io.Copy(sum, f)
	if err == nil {
		err = f.Sync()
	}
	return hex.EncodeToString(sum.Sum(nil)), errors.Join(err, f.Close())
}

// VerifyCopy compares a copy with the checksum beside it.
func VerifyCopy(path string) error {
	want, err := os.ReadFile(checksumFile(path))
	if err != nil {
		return fmt.Errorf("the copy's checksum is missing: %w", err)
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	sum := sha256.New()
	_, err = io.Copy(sum, f)
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if got, _, _ := strings.Cut(string(want), " "); got != hex.EncodeToString(sum.Sum(nil)) {
		return fmt.Errorf("%s is not what was backed up: its checksum differs", path)
	}
	return nil
}

// FinishCopy makes a copy that another program wrote durable, with its checksum.
func FinishCopy(draft, to string) error { return finish(draft, to) }

func syncFolder(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	err = f.Sync()
	if errors.Is(err, fs.ErrInvalid) {
		err = nil // a system whose folders need none
	}
	return errors.Join(err, f.Close())
}

// removeSQLite removes a file with what SQLite keeps beside it.
func removeSQLite(path string) error {
	var problems []error
	for _, part := range []string{path, path + "-wal", path + "-shm", path + "-journal"} {
		if err := os.Remove(part); !errors.Is(err, fs.ErrNotExist) {
			problems = append(problems, err)
		}
	}
	return errors.Join(problems...)
}

// watch tells how a file grows until it is stopped.
func watch(path string, of int64, grown func(done, of int64)) (stop func()) {
	if grown == nil {
		return func() {}
	}
	end, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		again := time.NewTicker(200 * time.Millisecond)
		defer again.Stop()
		for {
			select {
			case <-end:
				return
			case <-again.C:
				if info, err := os.Stat(path); err == nil {
					grown(info.Size(), of)
				}
			}
		}
	}()
	return func() {
		close(end)
		<-ended
	}
}
