package faults_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/needs"
)

// starts hands commands to one thread that lives as long as the test binary: a
// child is told of its parent's death when the thread that started it ends.
var starts = sync.OnceValue(func() chan<- func() {
	queue := make(chan func())
	go func() {
		runtime.LockOSThread()
		for start := range queue {
			start()
		}
	}()
	return queue
})

// process is a running naru.
type process struct {
	cmd   *exec.Cmd
	out   *tail
	ended chan struct{}
}

// launch starts naru with arguments and further environment. Nothing of this
// process's own environment that begins with NARU, PORTONE or DATABASE reaches
// it.
func launch(t testing.TB, env []string, args ...string) *process {
	t.Helper()
	return launchBy(t, []string{binary}, env, args...)
}

// launchBy is launch with a command in front, such as sh -c.
func launchBy(t testing.TB, front, env []string, args ...string) *process {
	t.Helper()
	cmd := exec.Command(front[0], append(front[1:], args...)...)
	for _, pair := range os.Environ() {
		if !strings.HasPrefix(pair, "NARU") && !strings.HasPrefix(pair, "PORTONE") && !strings.HasPrefix(pair, "DATABASE") {
			cmd.Env = append(cmd.Env, pair)
		}
	}
	cmd.Env = append(cmd.Env, env...)
	p := &process{cmd: cmd, out: &tail{}, ended: make(chan struct{})}
	cmd.Stdout, cmd.Stderr = p.out, p.out
	cmd.Dir = t.TempDir() // no .env of somebody's
	cmd.SysProcAttr = tied()
	failed := make(chan error)
	starts() <- func() { failed <- cmd.Start() }
	if err := <-failed; err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = cmd.Wait()
		close(p.ended)
	}()
	t.Cleanup(p.kill)
	return p
}

// kill ends the process with -9.
func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	<-p.ended
}

// stop asks it to end and waits.
func (p *process) stop() {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.ended:
	case <-time.After(20 * time.Second):
		p.kill()
	}
}

func (p *process) running() bool {
	select {
	case <-p.ended:
		return false
	default:
		return true
	}
}

func (p *process) signal(s syscall.Signal) { _ = p.cmd.Process.Signal(s) }

// memory returns the most memory that the process ever held, in bytes.
func (p *process) memory() int64 {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kb, _ := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			return kb << 10
		}
	}
	return 0
}

// tail keeps the end of what a process wrote.
type tail struct {
	mu   sync.Mutex // guards text
	text []byte
}

// Write appends, and forgets what is old.
func (l *tail) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text = append(l.text, p...)
	if over := len(l.text) - 8<<10; over > 0 {
		l.text = bytes.Clone(l.text[over:])
	}
	return len(p), nil
}

// String returns it.
func (l *tail) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return string(l.text)
}

// portone is a running sandbox: the one authority about money.
type portone struct {
	Control  string `json:"control"`
	API      string `json:"api_v1"`
	SDK      string `json:"sdk"`
	Imp      string `json:"imp"`
	Key      string `json:"api_key"`
	Secret   string `json:"api_secret"`
	Channels []struct {
		PG  string `json:"pg"`
		MID string `json:"mid"`
	} `json:"channels"`
}

func startPortOne(t testing.TB) *portone {
	t.Helper()
	ready := filepath.Join(t.TempDir(), "ready.json")
	box := launch(t, nil, "sandbox", "--memory", "--port", "0", "--ready-file", ready)
	p := &portone{}
	within(t, 30*time.Second, "the sandbox starts", func() bool {
		text, err := os.ReadFile(ready)
		return err == nil && json.Unmarshal(text, p) == nil
	}, func() string { return box.out.String() })
	return p
}

// server is one naru serve, which may be dead or frozen.
type server struct {
	*process
	url  string
	args []string
	env  []string
}

// secret is the servers' own.
var secret = strings.Repeat("k", 32)

// settings are what all servers of one database share.
func (p *portone) settings(dsn, shop string) []string {
	return []string{
		"DATABASE_URL=" + dsn, "PORTONE_IMP=" + p.Imp, "PORTONE_PG_CODE=" + p.Channels[0].PG + "." + p.Channels[0].MID,
		"PORTONE_API_KEY=" + p.Key, "PORTONE_API_SECRET=" + p.Secret, "PORTONE_API_BASE=" + p.API, "PORTONE_SDK_URL=" + p.SDK,
		"NARU_SECRET_KEY=" + secret, "NARU_SHOP_ORIGINS=http://localhost:4000",
		"NARU_SHOP_WEBHOOK_URL=" + shop, "NARU_SHOP_WEBHOOK_SECRET=whsec_" + strings.Repeat("A", 44),
		// A buyer who changes the amount gets as far as paying it.
		"NARU_PREREGISTER=false",
	}
}

// serve starts a server on a port that stays its own.
func serve(t testing.TB, env []string, more ...string) *server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := l.Addr().String()
	_ = l.Close()
	s := &server{url: "http://" + at, args: []string{"serve", "--listen", at}, env: append(append([]string{}, env...), more...)}
	s.start(t)
	s.ready(t)
	return s
}

func (s *server) start(t testing.TB) { s.process = launch(t, s.env, s.args...) }

// ready waits until the server answers.
func (s *server) ready(t testing.TB) {
	t.Helper()
	within(t, 60*time.Second, "the server is ready", s.answers, func() string { return s.out.String() })
}

func (s *server) answers() bool {
	r, err := http.Get(s.url + "/readyz")
	if err != nil {
		return false
	}
	_ = r.Body.Close()
	return r.StatusCode == http.StatusOK
}

// key makes an API key.
func key(t testing.TB, env []string) string {
	t.Helper()
	p := launch(t, env, "keys", "create", "faults")
	<-p.ended
	at := strings.Index(p.out.String(), "sk_")
	if at < 0 {
		t.Fatalf("no key: %s", p.out)
	}
	return strings.Fields(p.out.String()[at:])[0]
}

// within asks until ok; why tells more when it never is.
func within(t testing.TB, d time.Duration, what string, ok func() bool, why func() string) {
	t.Helper()
	if !soon(d, ok) {
		t.Fatalf("not within %v: %s\n%s", d, what, why())
	}
}

// soon asks until ok and reports whether it ever was.
func soon(d time.Duration, ok func() bool) bool {
	deadline := time.NewTimer(d)
	defer deadline.Stop()
	again := time.NewTicker(25 * time.Millisecond)
	defer again.Stop()
	for !ok() {
		select {
		case <-deadline.C:
			return false
		case <-again.C:
		}
	}
	return true
}

// linux skips what only Linux can do.
func linux(t testing.TB) {
	t.Helper()
	if runtime.GOOS != "linux" {
		needs.Skip(t, "Linux", "another machine")
	}
}
