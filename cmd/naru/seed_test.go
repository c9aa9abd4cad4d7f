package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// process is a naru sandbox of its own.
type process struct {
	t                       *testing.T
	console, rest           string
	imp, key, secret, token string
	shop                    string
}

// launch starts a process and reads where it listens; it ends with the test.
func launch(t *testing.T, shop string, args ...string) *process {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], append([]string{"sandbox", "--memory", "--port", "0"}, args...)...)
	cmd.Dir = t.TempDir()
	cmd.Env = append(os.Environ(), standInEnv+"=naru")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait() // ended by the test's context, too: how does not matter
	})
	p := &process{t: t, shop: shop}
	said := p.listen(out)
	if p.secret == "" {
		t.Fatalf("naru sandbox %v said %s", args, said)
	}
	return p
}

// listen reads what the process prints until it has told everything.
func (p *process) listen(out io.Reader) string {
	said, part := "", make([]byte, 4096)
	for !strings.Contains(said, "시드 / seed") {
		n, err := out.Read(part)
		said += string(part[:n])
		if err != nil {
			break
		}
	}
	for label, into := range map[string]*string{
		"console": &p.console, "REST API V1": &p.rest, `\(imp\)`: &p.imp, "REST API Key": &p.key, "REST API Secret": &p.secret,
	} {
		if found := regexp.MustCompile(label + ` +(\S+)`).FindStringSubmatch(said); found != nil {
			*into = found[1]
		}
	}
	return said
}

// send makes one recorded request.
func (p *process) send(target, method, path, body string) (int, []byte) {
	p.t.Helper()
	base := p.rest
	if target == "control" {
		base = p.console + "/sandbox"
	}
	req, err := http.NewRequestWithContext(p.t.Context(), method, base+path, strings.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	req.Header.Set("Authorization", "Bearer "+p.token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		p.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	var token struct {
		Response struct {
			AccessToken string `json:"access_token"`
		}
	}
	if path == "/users/getToken" && json.Unmarshal(raw, &token) == nil {
		p.token = token.Response.AccessToken
	}
	return res.StatusCode, raw
}

var placeholder = regexp.MustCompile(`\{[a-z0-9-]+\}`)

// filled puts this process's values where the recording has names.
func (p *process) filled(text string) string {
	return placeholder.ReplaceAllStringFunc(text, func(name string) string {
		known := map[string]string{"{imp}": p.imp, "{key}": p.key, "{secret}": p.secret, "{console}": p.console, "{rest}": p.rest, "{shop}": p.shop}
		if value, ok := known[name]; ok {
			return value
		}
		_, raw := p.send("control", "GET", "/merchants/"+p.imp+"/payments?q="+url.QueryEscape(strings.Trim(name, "{}")), "")
		var page struct {
			List []struct {
				ImpUID string `json:"imp_uid"`
			}
		}
		if err := json.Unmarshal(raw, &page); err != nil || len(page.List) != 1 {
			p.t.Fatalf("%s is the order of %s", name, raw)
		}
		return page.List[0].ImpUID
	})
}

// replay sends a recording and returns the log.
func (p *process) replay(recording string) []byte {
	p.t.Helper()
	for _, line := range strings.Split(recording, "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		parts := append(strings.SplitN(line, " ", 4), "")
		if status, raw := p.send(parts[0], parts[1], p.filled(parts[2]), p.filled(parts[3])); status >= http.StatusBadRequest && parts[0] == "control" {
			p.t.Errorf("%s answered %d %s", line, status, raw)
		}
	}
	var log []byte
	for last := 0; ; {
		_, raw := p.send("control", "GET", fmt.Sprintf("/log?after=%d", last), "")
		var page struct{ Last int }
		if err := json.Unmarshal(raw, &page); err != nil {
			p.t.Fatal(err)
		}
		if page.Last == last {
			return log
		}
		log, last = append(log, raw...), page.Last
	}
}

func TestSeed_twoProcessesHaveOneLog(t *testing.T) {
	t.Parallel()
	recording, err := os.ReadFile("testdata/recorded.txt")
	if err != nil {
		t.Fatal(err)
	}
	shop := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/b" {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	defer shop.Close()
	run := func(seed string) (*process, []byte) {
		p := launch(t, shop.URL, "--seed", seed, "--clock", "2026-01-01T00:00:00Z")
		return p, p.replay(string(recording))
	}
	first, log := run("7")
	second, again := run("7")
	if first.console == second.console || first.imp != second.imp {
		t.Errorf("the processes are %+v and %+v", first, second)
	}
	if !bytes.Equal(log, again) {
		t.Errorf("one seed gave two logs:\n%s", parting(log, again))
	}
	for _, kind := range []string{"scenario.applied", "webhook.dropped", "webhook.sent", "payment.failed", "payment.cancelled", "vbank.deposited", "schedule.executed", "billing.deleted", "rest.request"} {
		if !bytes.Contains(log, []byte(`"kind":"`+kind+`"`)) {
			t.Errorf("the log does not tell of %s", kind)
		}
	}
	for _, address := range []string{first.console, first.rest} {
		if bytes.Contains(log, []byte(address)) || bytes.Contains(log, []byte(strings.ReplaceAll(address, "/", `\\/`))) {
			t.Errorf("the log holds our own address %s", address)
		}
	}
	if _, other := run("8"); bytes.Equal(other, log) {
		t.Error("two seeds gave one log")
	}
}

// parting is where two logs begin to differ.
func parting(a, b []byte) string {
	at := 0
	for at < min(len(a), len(b)) && a[at] == b[at] {
		at++
	}
	around := func(log []byte) []byte { return log[max(0, at-300):min(len(log), at+300)] }
	return fmt.Sprintf("%s\n\n%s", around(a), around(b))
}
