package pgtest

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// owner is the server's superuser; anybody on the loopback may be it.
const owner = "naru"

// errNotInstalled says that there is no PostgreSQL on this machine.
var errNotInstalled = errors.New("no postgres in PATH nor under /usr/lib/postgresql")

// Server is a running PostgreSQL.
type Server struct {
	dir  string
	port int

	process *os.Process
	ended   chan struct{} // closed when the process has
	log     *tail
	fixed   bool // port is the server's own, also when it starts again
}

// start makes a new data folder and runs a server on it.
func start(settings []string) (*Server, error) {
	s, err := folder()
	if err != nil {
		return nil, err
	}
	if err := s.begin(s.initialise, settings); err != nil {
		return nil, errors.Join(err, os.RemoveAll(s.dir))
	}
	return s, nil
}

// folder makes the folder of a server that does not run yet.
func folder() (*Server, error) {
	if _, err := find(); err != nil {
		return nil, err
	}
	sweep()
	dir, err := os.MkdirTemp("", fmt.Sprintf("%s%d-", prefix, os.Getpid()))
	return &Server{dir: dir, log: &tail{}}, err
}

// begin fills the folder and runs the server on it.
func (s *Server) begin(fill func(bin string, as *syscall.Credential) error, settings []string) error {
	bin, err := find()
	if err != nil {
		return err
	}
	as, err := unprivileged()
	if err != nil {
		return err
	}
	if as != nil {
		if err := os.Chown(s.dir, int(as.Uid), int(as.Gid)); err != nil {
			return err
		}
	}
	if err := fill(bin, as); err != nil {
		return err
	}
	// The port is free when it is looked for and may be taken a moment later.
	for try := 1; ; try++ {
		if err = s.run(bin, as, settings); err == nil || try == 3 {
			return err
		}
	}
}

// find returns the folder of PostgreSQL's programs.
func find() (string, error) {
	if path, err := exec.LookPath("postgres"); err == nil {
		if path, err = filepath.EvalSymlinks(path); err == nil {
			return filepath.Dir(path), nil
		}
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	if len(found) == 0 {
		return "", errNotInstalled
	}
	version := func(path string) int {
		n, _ := strconv.Atoi(strings.Split(path, "/")[4])
		return n
	}
	newest := slices.MaxFunc(found, func(a, b string) int { return version(a) - version(b) })
	return filepath.Dir(newest), nil
}

// initialise runs initdb. Text sorts by the rules of a language where that can
// be had, so that an id which does not say COLLATE "C" is noticed.
func (s *Server) initialise(bin string, as *syscall.Credential) error {
	common := []string{
		"-D", s.data(), "-U", owner, "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions",
	}
	var out []byte
	var err error
	for _, more := range [][]string{{"--locale-provider=icu", "--icu-locale=ko"}, nil} {
		cmd := exec.Command(filepath.Join(bin, "initdb"), append(slices.Clone(common), more...)...)
		cmd.Dir, cmd.SysProcAttr = s.dir, childOf(as)
		if out, err = cmd.CombinedOutput(); err == nil {
			return nil
		}
	}
	return fmt.Errorf("initdb: %w\n%s", err, out)
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

// run starts the server and returns when it is ready.
func (s *Server) run(bin string, as *syscall.Credential, settings []string) error {
	port := s.port
	if !s.fixed {
		var err error
		if port, err = freePort(); err != nil {
			return err
		}
	}
	args := []string{"-D", s.data(), "-p", strconv.Itoa(port)}
	all := []string{
		"listen_addresses=127.0.0.1", "unix_socket_directories=" + s.dir, "fsync=on", "max_connections=300",
		"shared_buffers=128MB", "lc_messages=C", "log_destination=stderr", "logging_collector=off",
		"dynamic_shared_memory_type=mmap", // in the data folder, with which it goes
	}
	for _, setting := range append(all, settings...) {
		args = append(args, "-c", setting)
	}
	cmd := exec.Command(filepath.Join(bin, "postgres"), args...)
	cmd.Dir, cmd.SysProcAttr = s.dir, childOf(as)
	words, err := cmd.StderrPipe()
	if err != nil {
		return err
	}
	started, ready := make(chan error), make(chan struct{})
	s.ended, s.port = make(chan struct{}), port
	go func() {
		// A death signal is sent when the thread that started the child ends.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		started <- cmd.Start()
		s.log.follow(words, ready)
		_ = cmd.Wait()
		close(s.ended)
	}()
	if err := <-started; err != nil {
		return err
	}
	s.process = cmd.Process
	select {
	case <-ready:
		return nil
	case <-s.ended:
		return fmt.Errorf("postgres ended:\n%s", s.log)
	case <-time.After(within):
		return errors.Join(fmt.Errorf("postgres is not ready after %v:\n%s", within, s.log), s.process.Kill())
	}
}

// freePort asks for any port and gives it back.
func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port, nil
}

func (s *Server) running() bool {
	select {
	case <-s.ended:
		return false
	default:
		return true
	}
}

// Kill ends the server at once, as a crash would.
func (s *Server) Kill() {
	_ = s.process.Signal(syscall.SIGQUIT)
	<-s.ended
}

// stop shuts the server down and removes its data.
func (s *Server) stop() error {
	if s.running() {
		_ = s.process.Signal(syscall.SIGINT)
		select {
		case <-s.ended:
		case <-time.After(within):
			s.Kill()
		}
	}
	return os.RemoveAll(s.dir)
}

// tail keeps the last lines that the server wrote.
type tail struct {
	mu    sync.Mutex // guards lines
	lines []string
}

// follow reads to the end and closes ready when the server says that it is.
func (l *tail) follow(words io.Reader, ready chan<- struct{}) {
	told := false
	for lines := bufio.NewScanner(words); lines.Scan(); {
		l.mu.Lock()
		l.lines = append(l.lines[max(0, len(l.lines)-50):], lines.Text())
		l.mu.Unlock()
		if !told && strings.Contains(lines.Text(), "database system is ready to accept") {
			told = true
			close(ready)
		}
	}
	_, _ = io.Copy(io.Discard, words) // after a line too long to scan
}

// String returns the lines.
func (l *tail) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Join(l.lines, "\n")
}
