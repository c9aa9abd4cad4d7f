package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"sort"
	"strings"
	"time"

	"github.com/naru-pay/naru/internal/sandbox"
)

// execCmd is naru exec.
type execCmd struct {
	ReadyFile string   `name:"ready-file" help:"Ready file of the sandbox." placeholder:"FILE"`
	Control   string   `help:"Control API of the sandbox (${default})." default:"http://localhost:4200/sandbox" placeholder:"URL"`
	Print     bool     `help:"Print the variables for a shell to take, and start nothing."`
	Command   []string `arg:"" optional:"" passthrough:"" help:"Program with its arguments, after --."`
}

// Help shows an example.
func (execCmd) Help() string {
	return "The program reaches the sandbox by PortOne's own addresses, and every other host as before.\n" +
		"The sandbox must run with --intercept. Nothing of the machine is changed.\n\n" +
		"Example: naru exec -- node server.js"
}

// Run becomes the program: its signals, input, output and exit code are its own.
func (c *execCmd) Run(ctx context.Context) error {
	command := c.Command
	if len(command) > 0 && command[0] == "--" {
		command = command[1:]
	}
	if c.Print == (len(command) > 0) {
		return usage("-- 뒤에 프로그램을 쓰거나 --print를 쓰세요, 둘 중 하나만 (give the program after --, or --print, one of the two: naru exec -- node server.js)")
	}
	i, err := c.find(ctx)
	if err != nil {
		return err
	}
	added, err := interceptedEnv(os.LookupEnv, i, rootFiles)
	if err != nil {
		return err
	}
	if c.Print {
		printExports(added)
		return nil
	}
	path, err := exec.LookPath(command[0])
	if err != nil && !errors.Is(err, exec.ErrDot) {
		return notStarted(err)
	}
	return notStarted(become(path, command, withEnv(os.Environ(), added)))
}

// find asks for the interceptor and makes sure that somebody is there.
func (c *execCmd) find(ctx context.Context) (sandbox.Intercept, error) {
	var i sandbox.Intercept
	var err error
	if c.ReadyFile != "" {
		i, err = readyIntercept(c.ReadyFile)
	} else {
		i, err = controlIntercept(ctx, c.Control)
	}
	if err != nil {
		return i, err
	}
	at, err := url.Parse(i.Proxy)
	if err != nil || at.Host == "" || len(i.Hosts) == 0 {
		return i, fmt.Errorf("the sandbox says that it intercepts at %q for %q, which cannot be", i.Proxy, i.Hosts)
	}
	conn, err := (&net.Dialer{Timeout: toAsk}).DialContext(ctx, "tcp", at.Host)
	if err != nil {
		return i, fmt.Errorf("nobody intercepts at %s: is the sandbox still running? (%w)", i.Proxy, err)
	}
	return i, conn.Close()
}

// toAsk is how long a sandbox on this machine may take to answer.
const toAsk = 5 * time.Second

func readyIntercept(path string) (sandbox.Intercept, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return sandbox.Intercept{}, fmt.Errorf("%s is not there: start naru sandbox --intercept --ready-file %s", path, path)
	}
	var ready struct{ Intercept *sandbox.Intercept }
	if err == nil {
		err = json.Unmarshal(text, &ready)
	}
	switch {
	case err != nil:
		return sandbox.Intercept{}, fmt.Errorf("read the ready file %s: %w", path, err)
	case ready.Intercept == nil:
		return sandbox.Intercept{}, usage("%[1]s의 샌드박스는 가로채지 않습니다. --intercept로 시작하세요 (%[1]s is of a sandbox that does not intercept: start it with --intercept)", path)
	}
	return *ready.Intercept, nil
}

func controlIntercept(ctx context.Context, control string) (sandbox.Intercept, error) {
	var i sandbox.Intercept
	ctx, cancel := context.WithTimeout(ctx, toAsk)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimRight(control, "/")+"/intercept", nil)
	if err != nil {
		return i, usage("--control은 샌드박스 제어 API의 주소입니다 (--control is the address of a sandbox's control API): %w", err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return i, fmt.Errorf("no sandbox answers at %s: start naru sandbox --intercept, or say where it is with --control or --ready-file (%w)", control, err)
	}
	defer func() { _ = answer.Body.Close() }()
	switch {
	case answer.StatusCode == http.StatusNotFound:
		return i, usage("%[1]s의 샌드박스는 가로채지 않습니다. --intercept로 시작하세요 (the sandbox at %[1]s does not intercept: start it with --intercept)", control)
	case answer.StatusCode != http.StatusOK:
		return i, fmt.Errorf("%s answered %s", request.URL, answer.Status)
	}
	if err := json.NewDecoder(answer.Body).Decode(&i); err != nil {
		return i, fmt.Errorf("read what %s answered: %w", request.URL, err)
	}
	return i, nil
}

// exitError is an error with an exit code of its own.
type exitError struct {
	error
	code int
}

// notStarted gives the exit codes that shells give for programs that do not
// start.
func notStarted(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, exec.ErrNotFound), errors.Is(err, fs.ErrNotExist):
		return exitError{err, 127}
	}
	return exitError{err, 126}
}

// withEnv returns environ with variables replaced or added.
func withEnv(environ []string, added map[string]string) []string {
	env := make([]string, 0, len(environ)+len(added))
	for _, pair := range environ {
		name, _, _ := strings.Cut(pair, "=")
		if _, replaced := added[name]; !replaced {
			env = append(env, pair)
		}
	}
	for _, name := range sorted(added) {
		env = append(env, name+"="+added[name])
	}
	return env
}

func printExports(added map[string]string) {
	for _, name := range sorted(added) {
		fmt.Printf("export %s='%s'\n", name, strings.ReplaceAll(added[name], "'", `'\''`))
	}
}

func sorted(env map[string]string) []string {
	names := make([]string, 0, len(env))
	for name := range env {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}
