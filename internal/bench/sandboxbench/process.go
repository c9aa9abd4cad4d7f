package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// process is a server under measurement.
type process struct {
	cmd     *exec.Cmd
	started time.Duration // from the start to the first answer
}

// ready is what a server writes when it serves.
type ready struct {
	Console   string `json:"console"`
	APIV1     string `json:"api_v1"`
	Control   string `json:"control"`
	APIKey    string `json:"api_key"`
	APISecret string `json:"api_secret"`
}

// launch starts a command that writes a ready file, and returns once it has
// answered.
func launch(ctx context.Context, file, path, name string, args ...string) (*process, ready, error) {
	var r ready
	cmd := exec.CommandContext(ctx, name, args...)
	var told bytes.Buffer
	cmd.Stdout, cmd.Stderr = &told, &told
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 10 * time.Second
	begun := time.Now()
	if err := cmd.Start(); err != nil {
		return nil, r, err
	}
	p := &process{cmd: cmd}
	for {
		raw, err := os.ReadFile(file)
		if err == nil && json.Unmarshal(raw, &r) == nil {
			if resp, err := http.Get(r.APIV1 + path); err == nil {
				_ = resp.Body.Close()
				p.started = time.Since(begun)
				return p, r, nil
			}
		}
		if ctx.Err() != nil || time.Since(begun) > 30*time.Second {
			return nil, r, errors.Join(fmt.Errorf("%s did not answer: %s", name, told.String()), p.close())
		}
		time.Sleep(time.Millisecond)
	}
}

func (p *process) close() error {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	err := p.cmd.Wait()
	if p.cmd.ProcessState != nil && !p.cmd.ProcessState.Exited() {
		return nil // ended by our own signal
	}
	return err
}

// ticks is how many of /proc's units of processor time make a second; Linux has
// had no other value for decades.
const ticks = 100

// cpu is the processor time that the process has used, user and system.
func (p *process) cpu() (time.Duration, error) {
	raw, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(p.cmd.Process.Pid), "stat"))
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(raw), ") ") // the name may hold spaces
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0, fmt.Errorf("read /proc: %q", raw)
	}
	user, err1 := strconv.Atoi(fields[11])
	system, err2 := strconv.Atoi(fields[12])
	return time.Duration(user+system) * (time.Second / ticks), errors.Join(err1, err2)
}

// resident is the memory that the process holds, in bytes.
func (p *process) resident() (int64, error) {
	raw, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(p.cmd.Process.Pid), "status"))
	if err != nil {
		return 0, err
	}
	_, after, _ := strings.Cut(string(raw), "VmRSS:")
	fields := strings.Fields(after)
	if len(fields) < 2 {
		return 0, errors.New("/proc does not tell the resident memory")
	}
	kib, err := strconv.ParseInt(fields[0], 10, 64)
	return kib << 10, err
}

// canned is an answer of the baseline.
type canned struct {
	Header http.Header `json:"header"`
	Body   []byte      `json:"body"`
}

// serveBare is the baseline: a net/http server that sends one answer to every
// request, after reading it. Its ready file stands beside the answer.
func serveBare(ctx context.Context, file string) error {
	raw, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var c canned
	if err := json.Unmarshal(raw, &c); err != nil {
		return err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	s := &http.Server{ReadHeaderTimeout: 10 * time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body bytes.Buffer
		_, _ = body.ReadFrom(r.Body)
		for name, values := range c.Header {
			w.Header()[name] = values
		}
		_, _ = w.Write(c.Body)
	})}
	go func() {
		<-ctx.Done()
		_ = s.Close()
	}()
	text, err := json.Marshal(ready{APIV1: "http://" + l.Addr().String()})
	if err != nil {
		return err
	}
	if err := os.WriteFile(file+".ready", text, 0o600); err != nil {
		return err
	}
	if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
