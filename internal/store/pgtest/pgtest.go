// Package pgtest gives tests a real PostgreSQL: it finds the installed one,
// starts a throw-away server, and hands out a schema for each test.
//
// It refuses to use a server that somebody else runs, to download one, and to
// keep anything: where PostgreSQL is not installed the test skips by name. Its
// main invariant is that a server it started ends with the test binary, also
// when that is killed, and that its data goes with it.
package pgtest

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/naru-pay/naru/internal/needs"
)

// shared is the one server of the test binary, started by the first DSN.
var shared struct {
	sync.Mutex
	main   bool // Main runs, so that somebody stops the server
	server *Server
	err    error
}

// Main runs the tests of a package that uses DSN and stops their server; it
// does not return. Call it from TestMain.
func Main(m interface{ Run() int }) {
	shared.Lock()
	shared.main = true
	shared.Unlock()
	code := m.Run()
	shared.Lock()
	if shared.server != nil {
		if err := shared.server.stop(); err != nil {
			fmt.Fprintln(os.Stderr, "pgtest:", err)
			code = max(code, 1)
		}
	}
	os.Exit(code)
}

// DSN returns the address of an empty schema of the test's own on the server
// that the test binary shares. Its package must call Main.
func DSN(t testing.TB) string {
	t.Helper()
	return server(t).DSN(t)
}

func server(t testing.TB) *Server {
	t.Helper()
	shared.Lock()
	defer shared.Unlock()
	if !shared.main {
		t.Fatal("pgtest.DSN needs a TestMain that calls pgtest.Main, or nobody stops the server")
	}
	if shared.server == nil && shared.err == nil {
		shared.server, shared.err = start(nil)
	}
	fatal(t, shared.err)
	return shared.server
}

// Start starts a server of the test's own, with further settings as of
// postgres -c ("synchronous_standby_names=nobody"), for tests that disturb it.
func Start(t testing.TB, settings ...string) *Server {
	t.Helper()
	s, err := start(settings)
	fatal(t, err)
	t.Cleanup(func() {
		if err := s.stop(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func fatal(t testing.TB, err error) {
	t.Helper()
	switch {
	case err == nil:
	case err == errNotInstalled:
		needs.Skip(t, "PostgreSQL 15 or newer", "make setup")
	default:
		t.Fatalf("start PostgreSQL: %v", err)
	}
}

// schemas numbers the schemas of the test binary.
var schemas atomic.Int64

// within bounds what the server is asked to do around a test.
const within = time.Minute

// DSN returns the address of an empty schema, which goes when the test ends.
func (s *Server) DSN(t testing.TB) string {
	t.Helper()
	name := fmt.Sprintf("test_%d", schemas.Add(1))
	if err := s.Exec("CREATE SCHEMA " + name); err != nil {
		t.Fatalf("create a schema: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Exec("DROP SCHEMA " + name + " CASCADE"); err != nil && s.running() {
			t.Errorf("drop the schema: %v", err)
		}
	})
	return s.dsn(url.Values{"search_path": {name}})
}

// Exec runs one statement as the server's owner.
func (s *Server) Exec(statement string) error {
	ctx, cancel := context.WithTimeout(context.Background(), within)
	defer cancel()
	conn, err := pgx.Connect(ctx, s.dsn(nil))
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	_, err = conn.Exec(ctx, statement)
	return err
}

func (s *Server) dsn(query url.Values) string {
	if query == nil {
		query = url.Values{}
	}
	query.Set("sslmode", "disable")
	u := url.URL{Scheme: "postgres", User: url.User(owner), Host: fmt.Sprintf("127.0.0.1:%d", s.port), Path: "/postgres", RawQuery: query.Encode()}
	return u.String()
}
