package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/id"
	"github.com/naru-pay/naru/internal/intercept"
	"github.com/naru-pay/naru/internal/problem"
	"github.com/naru-pay/naru/internal/sandbox"
)

// defaultIntercept is where --intercept without a value listens.
const defaultIntercept = "127.0.0.1:4203"

// interceptFlag is --intercept or --intercept=HOST:PORT.
type interceptFlag struct{ At string } // empty: not given

// IsBool lets the flag stand without a value.
func (interceptFlag) IsBool() bool { return true }

// Decode takes a value only from behind an equals sign.
func (f *interceptFlag) Decode(ctx *kong.DecodeContext) error {
	f.At = defaultIntercept
	if ctx.Scan.Peek().Type == kong.FlagValueToken {
		f.At = fmt.Sprint(ctx.Scan.Pop().Value)
	}
	return nil
}

// interceptor serves PortOne's host names with a box. Use openInterceptor.
type interceptor struct {
	sandbox.Intercept
	at     net.Listener
	server *intercept.Server
	temp   string // a folder that goes with it; empty: there is none
}

// openInterceptor makes or reads the CA and listens. The CA lies in the data
// folder; without one, in a folder that Close takes away.
func openInterceptor(b *box, at, data string, log *slog.Logger) (*interceptor, error) {
	if err := loopbackOnly(at); err != nil {
		return nil, err
	}
	i := &interceptor{}
	dir := filepath.Join(data, "intercept")
	if data == "" {
		var err error
		if dir, err = os.MkdirTemp("", "naru-intercept-"); err != nil {
			return nil, err
		}
		i.temp = dir
	}
	err := i.open(b, at, dir, log)
	if err != nil {
		return nil, errors.Join(err, i.Close())
	}
	return i, nil
}

func (i *interceptor) open(b *box, at, dir string, log *slog.Logger) error {
	dir, err := filepath.Abs(dir) // programs are started in other folders
	if err != nil {
		return err
	}
	hosts := portOneHosts(b)
	ca, err := intercept.KeepCA(dir, intercept.Names(hosts), clock.System{}.Now(), id.System)
	if err != nil {
		return err
	}
	if i.at, err = listen(at, "--intercept=HOST:PORT"); err != nil {
		return err
	}
	i.server = intercept.New(intercept.Options{Hosts: hosts, CA: ca, Clock: clock.System{}, Log: log})
	i.Intercept = sandbox.Intercept{
		Proxy: "http://" + i.at.Addr().String(), CA: ca.File, Hosts: intercept.Names(hosts), SPKI: ca.SPKI(),
		ChromiumArgs: chromiumArgs(intercept.Names(hosts), i.at.Addr().String(), ca.SPKI()),
	}
	b.SetIntercept(i.Intercept)
	return nil
}

// loopbackOnly refuses to be a proxy for other machines.
func loopbackOnly(at string) error {
	host, _, err := net.SplitHostPort(at)
	if err != nil {
		return usage("--intercept는 %[1]s 같은 호스트:포트여야 합니다 (--intercept is HOST:PORT such as %[1]s, not %[2]s)", defaultIntercept, at)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return usage("--intercept는 이 컴퓨터에서만 듣습니다, 예: %[1]s (--intercept listens on this machine alone, such as %[1]s, not on %[2]s: it is a proxy to anywhere)", defaultIntercept, at)
	}
	return nil
}

// Close takes away what was made for this run alone.
func (i *interceptor) Close() error {
	if i.temp == "" {
		return nil
	}
	return os.RemoveAll(i.temp)
}

// serve is the interceptor's task.
func (i *interceptor) serve(ctx context.Context) error { return i.server.Serve(ctx, i.at) }

// portOneHosts are the names that PortOne's merchants call, and who answers.
func portOneHosts(b *box) map[string]intercept.Host {
	v2 := intercept.Host{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		problem.Write(w, problem.Of(fault.New(fault.SandboxV2Absent)))
	})}
	return map[string]intercept.Host{
		"api.iamport.kr":     {Handler: b.RESTV1(), TLSOnly: true},
		"cdn.iamport.kr":     {Handler: under(b.Console(), "/v1/", "/js/")},
		"service.iamport.kr": {Handler: under(b.Console(), "/checkout/")},
		"api.portone.io":     v2,
		"cdn.portone.io":     v2,
	}
}

// under lets some paths of a handler through: the console's keys are under none
// of PortOne's names.
func under(h http.Handler, prefixes ...string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, prefix := range prefixes {
			if strings.HasPrefix(r.URL.Path, prefix) {
				h.ServeHTTP(w, r)
				return
			}
		}
		problem.Write(w, problem.Of(fault.New(fault.RouteNotFound)))
	})
}

// chromiumArgs lead a browser straight to the interceptor, which then is the
// host itself, and have it take the CA's signature for these connections.
func chromiumArgs(hosts []string, at, spki string) []string {
	rules := make([]string, len(hosts))
	for n, host := range hosts {
		rules[n] = "MAP " + host + " " + at
	}
	return []string{"--host-resolver-rules=" + strings.Join(rules, ","), "--ignore-certificate-errors-spki-list=" + spki}
}

func (i *interceptor) announce(control string) {
	exec := "naru exec --control " + control
	fmt.Printf(`가로채기 / intercept       %s (%s)
인증서 / CA               %s
프로그램 / program        %s -- COMMAND
셸 / shell                eval "$(%s --print)"
브라우저 / browser        chromium --user-data-dir="$(mktemp -d)" '%s'
`, i.Proxy, strings.Join(i.Hosts, " "), i.CA, exec, exec, strings.Join(i.ChromiumArgs, "' '"))
}
