package pgtest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Cluster is a primary, and a standby that must have every commit before the
// primary acknowledges it. Both keep their ports through any number of
// fail-overs.
type Cluster struct {
	Primary, Standby *Server

	settings []string
}

// synchronous is how both servers run: whichever is the primary acknowledges
// nothing that the other one has not on its disk.
var synchronous = []string{"synchronous_standby_names=*", "synchronous_commit=on", "wal_keep_size=64MB"}

// StartCluster starts two servers of the test's own, with further settings as
// of postgres -c.
func StartCluster(t testing.TB, settings ...string) *Cluster {
	t.Helper()
	c := &Cluster{settings: append(append([]string{}, synchronous...), settings...)}
	var err error
	c.Primary, err = start(c.settings)
	fatal(t, err)
	c.Primary.fixed = true
	t.Cleanup(func() {
		for _, s := range []*Server{c.Standby, c.Primary} {
			if s == nil {
				continue
			}
			s.Crash() // a primary would wait for its standby
			if err := os.RemoveAll(s.dir); err != nil {
				t.Error(err)
			}
		}
	})
	if c.Standby, err = folder(); err != nil {
		t.Fatal(err)
	}
	if c.Standby.port, err = freePort(); err != nil {
		t.Fatal(err)
	}
	c.Standby.fixed = true
	if err := c.rebuild(); err != nil {
		t.Fatal(err)
	}
	return c
}

// DSN returns the address of both servers, for whoever wants the one that takes
// writes.
func (c *Cluster) DSN() string {
	hosts := []string{c.Primary.host(), c.Standby.host()}
	if c.Standby.port < c.Primary.port { // the same, whichever is the primary now
		hosts[0], hosts[1] = hosts[1], hosts[0]
	}
	return fmt.Sprintf("postgres://%s@%s/postgres?sslmode=disable&target_session_attrs=read-write", owner, strings.Join(hosts, ","))
}

// Promote has the standby become the primary. The old primary stays as it is:
// dead, frozen or, if it has been forgotten, running.
func (c *Cluster) Promote() error {
	if err := c.Standby.Exec("SELECT pg_promote(true, 60)"); err != nil {
		return fmt.Errorf("promote the standby: %w", err)
	}
	c.Primary, c.Standby = c.Standby, c.Primary
	return nil
}

// Detach has the standby receive nothing more, until it is promoted or rebuilt.
func (c *Cluster) Detach() error {
	for _, words := range []string{"ALTER SYSTEM SET primary_conninfo = ''", "SELECT pg_reload_conf()"} {
		if err := c.Standby.Exec(words); err != nil {
			return err
		}
	}
	return c.Primary.waitFor("SELECT COUNT(*) = 0 FROM pg_stat_replication", within)
}

// Rebuild makes the server that is not the primary, and which must have ended,
// its standby, from nothing.
func (c *Cluster) Rebuild() error {
	if c.Standby.running() {
		return errors.New("rebuild a standby: it runs")
	}
	if err := os.RemoveAll(c.Standby.data()); err != nil {
		return err
	}
	return c.rebuild()
}

func (c *Cluster) rebuild() error {
	if err := c.Standby.begin(c.copyPrimary, c.settings); err != nil {
		return fmt.Errorf("rebuild the standby: %w", err)
	}
	return nil
}

// copyPrimary fills the standby's folder.
func (c *Cluster) copyPrimary(bin string, as *syscall.Credential) error {
	from := fmt.Sprintf("host=127.0.0.1 port=%d user=%s application_name=standby", c.Primary.port, owner)
	cmd := exec.Command(filepath.Join(bin, "pg_basebackup"), "-D", c.Standby.data(), "-d", from, "-X", "stream", "-c", "fast", "--no-sync", "-R")
	cmd.Dir, cmd.SysProcAttr = c.Standby.dir, childOf(as)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("pg_basebackup: %w\n%s", err, out)
	}
	return nil
}

func (s *Server) host() string { return fmt.Sprintf("127.0.0.1:%d", s.port) }

// URL returns the server's own address.
func (s *Server) URL() string { return s.dsn(url.Values{}) }

// Crash kills every process of the server with -9, so that not even a signal is
// handled, as when its machine dies.
func (s *Server) Crash() {
	_ = s.process.Signal(syscall.SIGSTOP) // it forks no more
	for _, pid := range children(s.process.Pid) {
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
	_ = s.process.Kill()
	<-s.ended
	s.dropMemory()
}

// dropMemory removes the shared memory that a server which is killed leaves to
// the machine: its number is the last word of the seventh line of its lock
// file. PostgreSQL itself does so when it starts on the same data again, which
// nobody does here.
func (s *Server) dropMemory() {
	text, err := os.ReadFile(filepath.Join(s.data(), "postmaster.pid"))
	if err != nil {
		return
	}
	lines := strings.Split(string(text), "\n")
	if len(lines) < 7 {
		return
	}
	words := strings.Fields(lines[6])
	if len(words) != 2 {
		return
	}
	if number, err := strconv.Atoi(words[1]); err == nil {
		removeMemory(number)
	}
}

// Freeze stops every process of the server where it stands; connections to it
// stay open.
func (s *Server) Freeze() { s.signal(syscall.SIGSTOP) }

// Thaw lets a frozen server go on.
func (s *Server) Thaw() { s.signal(syscall.SIGCONT) }

func (s *Server) signal(sig syscall.Signal) {
	_ = s.process.Signal(sig)
	for _, pid := range children(s.process.Pid) {
		_ = syscall.Kill(pid, sig)
	}
}

// children lists the processes that a process started.
func children(parent int) []int {
	var list []int
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, path := range stats {
		text, err := os.ReadFile(path)
		if err != nil {
			continue // it has ended
		}
		var pid, ppid int
		var state string
		// The name may hold anything, so what follows its last bracket is read.
		_, rest, _ := strings.Cut(string(text), ") ")
		if _, err := fmt.Sscan(rest, &state, &ppid); err != nil || ppid != parent {
			continue
		}
		if _, err := fmt.Sscan(string(text), &pid); err == nil {
			list = append(list, pid)
		}
	}
	return list
}

// Follows waits until the primary has a standby that confirms its commits.
func (c *Cluster) Follows(within time.Duration) error {
	return c.Primary.waitFor("SELECT COUNT(*) > 0 FROM pg_stat_replication WHERE sync_state IN ('sync', 'quorum')", within)
}

// waitFor asks a question until its answer is true.
func (s *Server) waitFor(question string, within time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), within)
	defer cancel()
	conn, err := pgx.Connect(ctx, s.URL())
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(context.Background()) }()
	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	for {
		var yes bool
		if err := conn.QueryRow(ctx, question).Scan(&yes); err != nil || yes {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("never true: %s", question)
		case <-again.C:
		}
	}
}
