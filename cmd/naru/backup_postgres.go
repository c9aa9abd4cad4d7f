package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"strings"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/store"
)

// libpq is an address as PostgreSQL's own programs take it: without the
// password, which other users of the machine would read in the list of
// processes, and without the settings that only our driver knows.
type libpq struct {
	address  string
	password string
	schema   string // empty: the usual one
}

func libpqOf(dsn string) (libpq, error) {
	u, err := url.Parse(dsn)
	if err != nil {
		return libpq{}, errors.New("DATABASE_URL is not an address") // err would show the password
	}
	var out libpq
	if u.User != nil {
		out.password, _ = u.User.Password()
		u.User = url.User(u.User.Username())
	}
	query := u.Query()
	out.schema, _, _ = strings.Cut(query.Get("search_path"), ",")
	for name := range query {
		if !libpqWords[name] {
			query.Del(name)
		}
	}
	u.RawQuery = query.Encode()
	out.address = u.String()
	return out, nil
}

// libpqWords are the parameters of an address that PostgreSQL's programs and our
// driver both know.
var libpqWords = map[string]bool{
	"host": true, "port": true, "user": true, "dbname": true, "passfile": true, "connect_timeout": true, "application_name": true,
	"sslmode": true, "sslcert": true, "sslkey": true, "sslrootcert": true, "sslpassword": true, "target_session_attrs": true, "options": true,
}

// run starts one of PostgreSQL's programs.
func (l libpq) run(ctx context.Context, name string, args ...string) error {
	path, err := exec.LookPath(name)
	if err != nil {
		return fmt.Errorf("%[1]s이 없습니다. PostgreSQL 클라이언트를 설치하거나, 그것이 있는 곳에서 실행하세요 (%[1]s is not installed here; run this where it is): %[1]s %[2]s", name, strings.Join(args, " "))
	}
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Env = append(os.Environ(), "PGPASSWORD="+l.password)
	if l.password == "" {
		cmd.Env = os.Environ()
	}
	var said strings.Builder
	cmd.Stderr = &said
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w\n%s", name, err, said.String())
	}
	return nil
}

// dumpPostgres copies the database in one transaction of the server's.
func dumpPostgres(ctx context.Context, dsn, file string) error {
	server, err := libpqOf(dsn)
	if err != nil {
		return err
	}
	for _, taken := range []string{file, file + ".sha256"} {
		if _, err := os.Lstat(taken); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%[1]s이 이미 있습니다 (%[1]s is there already)", taken)
		}
	}
	draft := file + ".part"
	if f, err := os.OpenFile(draft, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600); err != nil {
		return err
	} else if err := f.Close(); err != nil {
		return err
	}
	args := []string{"--format=custom", "--no-owner", "--no-privileges", "--file=" + draft}
	if server.schema != "" {
		args = append(args, "--schema="+server.schema)
	}
	if err := server.run(ctx, "pg_dump", append(args, server.address)...); err != nil {
		return errors.Join(err, os.Remove(draft))
	}
	return store.FinishCopy(draft, file)
}

// restorePostgres reads a dump into an empty database, and marks it as restored
// before any server can have opened it.
func restorePostgres(ctx context.Context, file, dsn string) (store.Restored, error) {
	server, err := libpqOf(dsn)
	if err != nil {
		return store.Restored{}, err
	}
	found, err := store.Inspect(ctx, dsn)
	if err != nil {
		return store.Restored{}, err
	}
	if found.Schema > 0 {
		return store.Restored{}, usage("%[1]s에 이미 나루의 표가 있습니다. 빈 데이터베이스를 만들어 DATABASE_URL로 가리키세요 (%[1]s has naru's tables already: make an empty database and point DATABASE_URL at it)", redactDSN(dsn))
	}
	err = server.run(ctx, "pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", "--dbname="+server.address, file)
	if err != nil {
		return store.Restored{}, err
	}
	db, err := store.Open(ctx, dsn, store.Options{})
	if err != nil {
		return store.Restored{}, err
	}
	list, err := store.MarkRestored(ctx, db, clock.System{}.Now())
	return store.Restored{Recoveries: list}, errors.Join(err, db.Close())
}
