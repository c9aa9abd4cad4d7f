package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/sandbox"
)

// standInEnv makes the test binary another program: naru itself, or one that is
// started by naru exec.
const standInEnv = "NARU_TEST_STAND_IN"

func standIn() {
	switch os.Getenv(standInEnv) {
	case "":
		return
	case "naru":
		// What naru starts is the last argument's program.
		_ = os.Setenv(standInEnv, os.Getenv(standInEnv+"_NEXT"))
		os.Exit(run(os.Args[1:]))
	case "get": // a Go program that knows PortOne's real addresses and nothing else
		for _, address := range os.Args[1:] {
			answer, err := http.Get(address)
			if err != nil {
				fmt.Println(err)
				os.Exit(1)
			}
			body, _ := io.ReadAll(answer.Body)
			fmt.Println(answer.StatusCode, len(body) > 0)
		}
		os.Exit(0)
	case "wait":
		told := make(chan os.Signal, 1)
		signal.Notify(told, syscall.SIGTERM)
		fmt.Println("waiting")
		<-told
		os.Exit(7)
	}
}

// underExec is naru exec of this binary as another program.
func underExec(t *testing.T, program, ready string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], append([]string{"exec", "--ready-file", ready, "--", os.Args[0]}, args...)...)
	cmd.Dir = t.TempDir()
	cmd.Env = append(os.Environ(), standInEnv+"=naru", standInEnv+"_NEXT="+program)
	return cmd
}

// intercepted is a sandbox that intercepts, with its ready file.
func intercepted(t *testing.T, data string) (*box, *interceptor, string) {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	b, err := openSandbox(sandbox.Options{Memory: true, Logger: log}, sandboxAddresses{console: local(0), rest: local(0)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	i, err := openInterceptor(b, local(0), data, log)
	if err != nil {
		t.Fatal(err)
	}
	ready := filepath.Join(t.TempDir(), "ready.json")
	if err := b.writeReady(ready); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- serveAll(ctx, log, append(b.tasks(), i.serve)...) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("serve: %v", err)
		}
		if err := i.Close(); err != nil {
			t.Error(err)
		}
	})
	answers.Log(t, b.consoleURL+"/sandbox")
	return b, i, ready
}

func TestExec_leadsAGoProgramToTheSandboxAndNowhereElse(t *testing.T) {
	t.Parallel()
	_, _, ready := intercepted(t, t.TempDir())
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Via") != "" || r.Header.Get("X-Forwarded-For") != "" {
			w.WriteHeader(http.StatusTeapot)
		}
		_, _ = io.WriteString(w, "mine")
	}))
	defer other.Close()
	for address, want := range map[string]string{
		"https://api.iamport.kr/payments/imp_000000000000":   "401 true\n", // no token
		"https://cdn.iamport.kr/v1/iamport.js":               "200 true\n",
		"https://cdn.iamport.kr/js/iamport.payment-1.1.5.js": "200 true\n",
		"https://cdn.iamport.kr/sandbox/merchants":           "404 true\n", // the console's keys
		"https://service.iamport.kr/sandbox/merchants":       "404 true\n",
		"https://service.iamport.kr/":                        "404 true\n",
		"https://service.iamport.kr/checkout/w/none":         "404 true\n",
		"https://api.portone.io/payments/x":                  "501 true\n",
		"https://cdn.portone.io/v2/browser-sdk.js":           "501 true\n",
		"http://api.iamport.kr/payments/x":                   "403 true\n",
		other.URL:                                            "200 true\n",
	} {
		out, err := underExec(t, "get", ready, address).CombinedOutput()
		if err != nil || string(out) != want {
			t.Errorf("GET %s under naru exec: %q, %v, want %q", address, out, err, want)
		}
	}
}

func TestExec_becomesTheProgram(t *testing.T) {
	t.Parallel()
	_, _, ready := intercepted(t, t.TempDir())
	cmd := underExec(t, "wait", ready)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "waiting\n" {
		t.Fatalf("the program said %q, %v", line, err)
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if _ = cmd.Wait(); cmd.ProcessState.ExitCode() != 7 {
		t.Errorf("it ended with %v, want the program's own 7", cmd.ProcessState)
	}
}

func TestExec_saysWhyItStartsNothing(t *testing.T) {
	t.Parallel()
	_, _, ready := intercepted(t, t.TempDir())
	plain, err := openSandbox(sandbox.Options{Memory: true}, sandboxAddresses{console: local(0), rest: local(0)})
	if err != nil {
		t.Fatal(err)
	}
	defer plain.Close()
	without := filepath.Join(t.TempDir(), "without.json")
	if err := plain.writeReady(without); err != nil {
		t.Fatal(err)
	}
	// The near end of an open connection takes none, and nothing else on the
	// machine comes to listen there meanwhile.
	far, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer far.Close()
	near, err := net.Dial("tcp", far.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer near.Close()
	away := near.LocalAddr().String()
	gone := filepath.Join(t.TempDir(), "gone.json")
	text := `{"intercept":{"proxy":"http://` + away + `","ca":"x","hosts":["api.iamport.kr"]}}`
	if err := os.WriteFile(gone, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"--ready-file", ready}, 2, "after --"},
		{[]string{"--ready-file", ready, "--print", "--", "true"}, 2, "after --"},
		{[]string{"--ready-file", "nowhere.json", "--", "true"}, 1, "naru sandbox --intercept --ready-file nowhere.json"},
		{[]string{"--ready-file", without, "--", "true"}, 2, "start it with --intercept"},
		{[]string{"--ready-file", gone, "--", "true"}, 1, "still running"},
		{[]string{"--control", "http://" + away + "/sandbox", "--", "true"}, 1, "start naru sandbox --intercept"},
		{[]string{"--ready-file", ready, "--", "there-is-no-such-program"}, 127, "there-is-no-such-program"},
		{[]string{"--ready-file", ready, "--", ready}, 126, "permission denied"},
	} {
		cmd := exec.CommandContext(t.Context(), os.Args[0], append([]string{"exec"}, c.args...)...)
		cmd.Dir = t.TempDir()
		cmd.Env = append(os.Environ(), standInEnv+"=naru")
		out, _ := cmd.CombinedOutput()
		if cmd.ProcessState.ExitCode() != c.code || !strings.Contains(string(out), c.says) {
			t.Errorf("naru exec %v ended with %d: %s; want %d and %q", c.args, cmd.ProcessState.ExitCode(), out, c.code, c.says)
		}
	}
}

func TestExec_findsTheSandboxByItsControlAPI(t *testing.T) {
	t.Parallel()
	b, i, _ := intercepted(t, "")
	c := &execCmd{Control: b.consoleURL + "/sandbox/"}
	got, err := c.find(t.Context())
	if diff := cmp.Diff(i.Intercept, got); diff != "" || err != nil {
		t.Errorf("find: %v (-want +got):\n%s", err, diff)
	}
	// A folder made for the run goes with it.
	if err := i.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Dir(i.CA)); !os.IsNotExist(err) {
		t.Errorf("%s is still there: %v", filepath.Dir(i.CA), err)
	}
}

func TestExec_printsWhatAShellTakes(t *testing.T) {
	t.Parallel()
	_, _, ready := intercepted(t, filepath.Join(t.TempDir(), "it's here"))
	naru := exec.CommandContext(t.Context(), os.Args[0], "exec", "--ready-file", ready, "--print")
	naru.Env = append(os.Environ(), standInEnv+"=naru")
	exports, err := naru.Output()
	if err != nil {
		t.Fatal(err)
	}
	shell := exec.CommandContext(t.Context(), "sh", "-c", string(exports)+"\n"+os.Args[0]+" https://api.iamport.kr/")
	shell.Env = append(os.Environ(), standInEnv+"=get")
	if out, err := shell.CombinedOutput(); err != nil || string(out) != "404 true\n" && string(out) != "401 true\n" {
		t.Errorf("after the exports a program got %q, %v", out, err)
	}
}

func TestInterceptedEnv_addsToWhatTheEnvironmentSays(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), `a "b\ c`)
	_, i, _ := intercepted(t, dir)
	own, err := os.ReadFile(i.CA)
	if err != nil {
		t.Fatal(err)
	}
	write := func(text string) string {
		path := filepath.Join(t.TempDir(), "roots.pem")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	system, company, extra := write("SYSTEM\n"), write("COMPANY"), write("EXTRA")
	before := map[string]string{
		"no_proxy": "db.internal, .iamport.kr ,*,10.0.0.0/8,localhost", "NODE_OPTIONS": "--max-old-space-size=99",
		"REQUESTS_CA_BUNDLE": company, "NODE_EXTRA_CA_CERTS": extra, "PHP_INI_SCAN_DIR": "/etc/php.d",
	}
	lookup := func(name string) (string, bool) { value, ok := before[name]; return value, ok }
	env, err := interceptedEnv(lookup, i.Intercept, []string{"/nowhere", system})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"SSL_CERT_FILE": "SYSTEM\n", "CURL_CA_BUNDLE": "SYSTEM\n", "REQUESTS_CA_BUNDLE": "COMPANY\n", "NODE_EXTRA_CA_CERTS": "EXTRA\n",
	} {
		if text, err := os.ReadFile(env[name]); err != nil || string(text) != want+string(own) {
			t.Errorf("%s holds %q, %v; want %q and our CA", name, text, err, want)
		}
	}
	preload := filepath.Join(filepath.Dir(i.CA), "preload.cjs")
	want := map[string]string{
		"HTTPS_PROXY": i.Proxy, "https_proxy": i.Proxy, "HTTP_PROXY": i.Proxy, "http_proxy": i.Proxy,
		"NO_PROXY": "db.internal,10.0.0.0/8,localhost,127.0.0.1,::1", "no_proxy": "db.internal,10.0.0.0/8,localhost,127.0.0.1,::1",
		"NODE_OPTIONS":     `--require "` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(preload) + `" --max-old-space-size=99`,
		"PHP_INI_SCAN_DIR": "/etc/php.d:" + strings.TrimSuffix(env["SSL_CERT_FILE"], ".pem") + "-php",
		"NARU_INTERCEPT":   i.Proxy, "NARU_INTERCEPT_CA": i.CA,
		"NARU_INTERCEPT_HOSTS": "api.iamport.kr,api.portone.io,cdn.iamport.kr,cdn.portone.io,service.iamport.kr",
	}
	got := map[string]string{}
	for name, value := range env {
		if _, checked := want[name]; checked {
			got[name] = value
		}
	}
	if diff := cmp.Diff(want, got); diff != "" || len(env) != len(want)+4 {
		t.Errorf("%d variables (-want +got):\n%s", len(env), diff)
	}
	// Started again under itself, nothing is added twice.
	again, err := interceptedEnv(func(name string) (string, bool) { value, ok := env[name]; return value, ok }, i.Intercept, []string{system})
	if diff := cmp.Diff(env, again); diff != "" || err != nil {
		t.Errorf("under itself: %v\n%s", err, diff)
	}
}

func TestInterceptedEnv_refusesRootsThatSomebodyNamedAndCannotBeRead(t *testing.T) {
	t.Parallel()
	_, i, _ := intercepted(t, t.TempDir())
	for _, name := range []string{"SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"} {
		_, err := interceptedEnv(func(asked string) (string, bool) {
			if asked == name {
				return "/nowhere.pem", true
			}
			return "", false
		}, i.Intercept, nil)
		if err == nil || !strings.Contains(err.Error(), name) || !strings.Contains(err.Error(), "/nowhere.pem") {
			t.Errorf("%s=/nowhere.pem: %v, want an error that names both", name, err)
		}
	}
}

func TestWithEnv_replacesAndKeeps(t *testing.T) {
	t.Parallel()
	got := withEnv([]string{"A=1", "B=2", "A=3", "C=a=b"}, map[string]string{"A": "9", "D": "4"})
	if diff := cmp.Diff([]string{"B=2", "C=a=b", "A=9", "D=4"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestIntercept_listensOnThisMachineAlone(t *testing.T) {
	t.Parallel()
	for at, good := range map[string]bool{
		"127.0.0.1:1": true, "localhost:0": true, "[::1]:4203": true, "127.8.8.8:1": true,
		"0.0.0.0:4203": false, ":4203": false, "[::]:1": false, "192.168.0.7:1": false, "example.com:1": false, "4203": false, "": false,
	} {
		if err := loopbackOnly(at); (err == nil) != good || err != nil && exitCode(err) != 2 {
			t.Errorf("--intercept=%s: %v, want good = %t", at, err, good)
		}
	}
}

func TestIntercept_namesItselfAsChromiumWantsIt(t *testing.T) {
	t.Parallel()
	got := chromiumArgs([]string{"a.test", "b.test"}, "127.0.0.1:9", "c3BraQ==")
	want := []string{"--host-resolver-rules=MAP a.test 127.0.0.1:9,MAP b.test 127.0.0.1:9", "--ignore-certificate-errors-spki-list=c3BraQ=="}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestSandboxFlags_interceptTakesAValueOrNone(t *testing.T) {
	t.Parallel()
	for flag, want := range map[string]string{"": "", "--intercept": defaultIntercept, "--intercept=127.0.0.1:9": "127.0.0.1:9"} {
		var c cli
		args := []string{"sandbox", "--memory"}
		if flag != "" {
			args = append(args, flag)
		}
		parser, err := newParser(t.Context(), &c)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := parser.Parse(args); err != nil || c.Sandbox.Intercept.At != want || !c.Sandbox.Memory {
			t.Errorf("%q: %q, %v, want %q", flag, c.Sandbox.Intercept.At, err, want)
		}
	}
}

func TestIntercept_keepsItsCAInTheDataFolder(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	_, first, _ := intercepted(t, data)
	_, again, _ := intercepted(t, data)
	one, err := os.ReadFile(first.CA)
	if err != nil {
		t.Fatal(err)
	}
	if first.SPKI != again.SPKI || first.CA != again.CA || !bytes.Contains(one, []byte("CERTIFICATE")) {
		t.Errorf("%s with %s, then %s with %s", first.CA, first.SPKI, again.CA, again.SPKI)
	}
	key, err := os.Stat(filepath.Join(data, "intercept", "ca-key.pem"))
	if err != nil || key.Mode().Perm() != 0o600 {
		t.Errorf("the key's file: %v, %v", key, err)
	}
}
