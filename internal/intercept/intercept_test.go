package intercept_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/id"
	"github.com/naru-pay/naru/internal/intercept"
)

// seen is what a host was asked, as it says itself.
type seen struct {
	Method, Host, Target, Body string
	Proto                      int
}

func echo(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	_ = json.NewEncoder(w).Encode(seen{r.Method, r.Host, r.RequestURI, string(body), r.ProtoMajor})
}

// proxy is a running interceptor of api.test, over TLS alone, and cdn.test.
type proxy struct {
	t    *testing.T
	url  *url.URL
	ca   *intercept.CA
	stop func()
}

func hosts() map[string]intercept.Host {
	return map[string]intercept.Host{
		"api.test": {Handler: http.HandlerFunc(echo), TLSOnly: true},
		"cdn.test": {Handler: http.HandlerFunc(echo)},
	}
}

func start(t *testing.T, next *url.URL) *proxy {
	t.Helper()
	ca, err := intercept.NewCA(intercept.Names(hosts()), time.Now(), id.System)
	if err != nil {
		t.Fatal(err)
	}
	server := intercept.New(intercept.Options{
		Hosts: hosts(), CA: ca, Clock: clock.System{},
		Next: func(*http.Request) (*url.URL, error) { return next, nil },
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- server.Serve(ctx, l) }()
	var stopped atomic.Bool
	p := &proxy{t: t, url: &url.URL{Scheme: "http", Host: l.Addr().String()}, ca: ca, stop: func() {
		cancel()
		if stopped.CompareAndSwap(false, true) {
			if err := <-done; err != nil {
				t.Errorf("Serve = %v, want none", err)
			}
		}
	}}
	t.Cleanup(p.stop)
	return p
}

// roots trusts the proxy's CA and those of others.
func (p *proxy) roots(others ...*x509.Certificate) *tls.Config {
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(p.ca.PEM())
	for _, cert := range others {
		pool.AddCert(cert)
	}
	return &tls.Config{RootCAs: pool}
}

// client goes by the proxy.
func (p *proxy) client(others ...*x509.Certificate) *http.Client {
	transport := &http.Transport{Proxy: http.ProxyURL(p.url), TLSClientConfig: p.roots(others...)}
	p.t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

func read(t *testing.T, response *http.Response, err error) (int, string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body)
}

func wantSeen(t *testing.T, response *http.Response, err error, want seen) {
	t.Helper()
	status, body := read(t, response, err)
	var got seen
	if jsonErr := json.Unmarshal([]byte(body), &got); status != 200 || jsonErr != nil {
		t.Fatalf("answered %d %s", status, body)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the host saw (-want +got):\n%s", diff)
	}
}

func wantProblem(t *testing.T, response *http.Response, err error, status int, code string) {
	t.Helper()
	got, body := read(t, response, err)
	if got != status || !strings.Contains(body, `"code":"`+code+`"`) {
		t.Errorf("answered %d %s, want %d %s", got, body, status, code)
	}
}

func TestProxy_tunnelsAHostToItsHandler(t *testing.T) {
	t.Parallel()
	p := start(t, nil)
	response, err := p.client().Post("https://api.test/users/getToken?a=b%2Fc", "text/plain", strings.NewReader("x=1"))
	wantSeen(t, response, err, seen{"POST", "api.test", "/users/getToken?a=b%2Fc", "x=1", 1})
	// A port that nobody serves in the field is not let through to it either.
	response, err = p.client().Get("https://api.test:8443/")
	wantSeen(t, response, err, seen{"GET", "api.test:8443", "/", "", 1})
}

func TestProxy_answersRequestsThatNameAWholeAddress(t *testing.T) {
	t.Parallel()
	p := start(t, nil)
	for line, want := range map[string]seen{
		"GET https://api.test/a?b=c":  {"GET", "api.test", "/a?b=c", "", 1},
		"POST https://cdn.test:443/x": {"POST", "cdn.test:443", "/x", "", 1},
		"GET http://cdn.test/v1.js":   {"GET", "cdn.test", "/v1.js", "", 1},
		"GET HTTP://CDN.TEST./v1.js":  {"GET", "CDN.TEST.", "/v1.js", "", 1},
	} {
		response, err := p.raw(line + " HTTP/1.1\r\nHost: other.test\r\nContent-Length: 0\r\nProxy-Authorization: Basic eDp5\r\n\r\n")
		wantSeen(t, response, err, want)
	}
}

// raw sends the text of a request in the clear and reads the answer.
func (p *proxy) raw(request string) (*http.Response, error) {
	conn, err := net.Dial("tcp", p.url.Host)
	if err != nil {
		return nil, err
	}
	p.t.Cleanup(func() { _ = conn.Close() })
	if _, err := io.WriteString(conn, request); err != nil {
		return nil, err
	}
	return http.ReadResponse(bufio.NewReader(conn), nil)
}

func TestProxy_refusesAHostThatTakesTLSAloneInTheClear(t *testing.T) {
	t.Parallel()
	p := start(t, nil)
	for _, request := range []string{
		"GET http://api.test/a HTTP/1.1\r\nHost: api.test\r\n\r\n", // to a proxy
		"GET /a HTTP/1.1\r\nHost: api.test\r\n\r\n",                // sent here in the host's stead
		"CONNECT api.test:80 HTTP/1.1\r\nHost: api.test:80\r\n\r\nGET /a HTTP/1.1\r\nHost: api.test\r\n\r\n",
	} {
		response, err := p.raw(request)
		if strings.HasPrefix(request, "CONNECT") {
			if err != nil || response.StatusCode != 200 {
				t.Errorf("CONNECT answered %v, %v", response, err)
			}
			continue // the answer inside the tunnel is read below
		}
		wantProblem(t, response, err, 403, "sandbox_https_only")
	}
	conn := p.tunnel("api.test:80", "GET /a HTTP/1.1\r\nHost: api.test\r\n\r\n")
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	wantProblem(t, response, err, 403, "sandbox_https_only")
	conn = p.tunnel("cdn.test:80", "GET /a HTTP/1.1\r\nHost: cdn.test\r\n\r\n")
	response, err = http.ReadResponse(bufio.NewReader(conn), nil)
	wantSeen(t, response, err, seen{"GET", "cdn.test", "/a", "", 1})
}

// tunnel opens one, with bytes that do not wait for the answer.
func (p *proxy) tunnel(to, early string) net.Conn {
	p.t.Helper()
	conn, err := net.Dial("tcp", p.url.Host)
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { _ = conn.Close() })
	if _, err := fmt.Fprintf(conn, "CONNECT %s HTTP/1.1\r\nHost: %s\r\n\r\n%s", to, to, early); err != nil {
		p.t.Fatal(err)
	}
	// Read by byte: what follows belongs to the tunnel.
	head, one := "", make([]byte, 1)
	for !strings.HasSuffix(head, "\r\n\r\n") {
		if _, err := io.ReadFull(conn, one); err != nil {
			p.t.Fatalf("CONNECT %s answered %q, %v", to, head, err)
		}
		head += string(one)
	}
	if !strings.HasPrefix(head, "HTTP/1.1 200 ") {
		p.t.Fatalf("CONNECT %s answered %q", to, head)
	}
	return conn
}

func TestServer_isTheHostItselfForAClientThatNamesIt(t *testing.T) {
	t.Parallel()
	p := start(t, nil)
	for name, config := range map[string]*tls.Config{
		"in any case": {ServerName: "API.test"},
		"in HTTP/2":   {ServerName: "api.test", NextProtos: []string{"h2"}},
	} {
		config.RootCAs = p.roots().RootCAs
		transport := &http.Transport{
			ForceAttemptHTTP2: config.NextProtos != nil,
			DialTLSContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
				return (&tls.Dialer{Config: config}).DialContext(ctx, "tcp", p.url.Host)
			},
		}
		t.Cleanup(transport.CloseIdleConnections)
		response, err := (&http.Client{Transport: transport}).Get("https://api.test/x")
		want := seen{"GET", "api.test", "/x", "", 1}
		if config.NextProtos != nil {
			want.Proto = 2
		}
		t.Log(name)
		wantSeen(t, response, err, want)
	}
}

func TestServer_answersInATunnelWithoutAName(t *testing.T) {
	t.Parallel()
	p := start(t, nil)
	conn := tls.Client(p.tunnel("api.test:443", ""), &tls.Config{InsecureSkipVerify: true})
	if err := conn.Handshake(); err != nil {
		t.Fatal(err)
	}
	if err := conn.ConnectionState().PeerCertificates[0].VerifyHostname("api.test"); err != nil {
		t.Error(err)
	}
}

func TestServer_refusesNamesThatAreNotItsHosts(t *testing.T) {
	t.Parallel()
	p := start(t, nil)
	for _, name := range []string{"", "www.test", "sub.api.test"} {
		conn, err := tls.Dial("tcp", p.url.Host, &tls.Config{ServerName: name, InsecureSkipVerify: true})
		if err == nil {
			t.Errorf("a client that asks for %q got a certificate for %v", name, conn.ConnectionState().PeerCertificates[0].DNSNames)
			_ = conn.Close()
		}
	}
	config := p.roots()
	config.ServerName = "cdn.test"
	conn, err := tls.Dial("tcp", p.url.Host, config)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_, _ = io.WriteString(conn, "GET / HTTP/1.1\r\nHost: api.test\r\n\r\n")
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	wantProblem(t, response, err, 421, "misdirected_request")
}

func TestServer_saysWhatItIsToWhoTakesItForAWebsite(t *testing.T) {
	t.Parallel()
	p := start(t, nil)
	response, err := http.Get(p.url.String() + "/")
	wantProblem(t, response, err, 400, "bad_request")
	response, err = p.raw("CONNECT nowhere HTTP/1.1\r\nHost: nowhere\r\n\r\n")
	wantProblem(t, response, err, 400, "bad_request")
}

func TestProxy_leavesOtherHostsAlone(t *testing.T) {
	t.Parallel()
	other := httptest.NewTLSServer(http.HandlerFunc(echo))
	defer other.Close()
	clear := httptest.NewServer(http.HandlerFunc(echo))
	defer clear.Close()
	far := start(t, nil)
	for name, p := range map[string]*proxy{"directly": start(t, nil), "by the next proxy": start(t, far.url)} {
		t.Log(name)
		host := strings.TrimPrefix(other.URL, "https://")
		response, err := p.client(other.Certificate()).Get(other.URL + "/a?b")
		wantSeen(t, response, err, seen{"GET", host, "/a?b", "", 1})
		// The certificate was the other's own: without its root there is no answer.
		if _, err := p.client().Get(other.URL); err == nil {
			t.Error("the certificate of another host was replaced")
		}
		response, err = p.client().Get(clear.URL + "/c")
		wantSeen(t, response, err, seen{"GET", strings.TrimPrefix(clear.URL, "http://"), "/c", "", 1})
		// A client that speaks first or half closes is heard out.
		conn := p.tunnel(strings.TrimPrefix(clear.URL, "http://"), "GET /d HTTP/1.0\r\nHost: d\r\n\r\n")
		if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
			t.Fatal(err)
		}
		response, err = http.ReadResponse(bufio.NewReader(conn), nil)
		wantSeen(t, response, err, seen{"GET", "d", "/d", "", 1})
	}
}

// refusing returns an address that takes no connection: the near end of an open
// one, so that nothing else on the machine comes to listen there meanwhile.
func refusing(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	conn, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn.LocalAddr().String()
}

func TestProxy_saysWhichOtherHostItDidNotReach(t *testing.T) {
	t.Parallel()
	address := refusing(t)
	p := start(t, nil)
	response, err := p.client().Get("http://" + address + "/")
	wantProblem(t, response, err, 502, "sandbox_passage_failed")
	response, err = p.raw("CONNECT " + address + " HTTP/1.1\r\nHost: " + address + "\r\n\r\n")
	wantProblem(t, response, err, 502, "sandbox_passage_failed")
	next := start(t, start(t, nil).url)
	response, err = next.raw("CONNECT " + address + " HTTP/1.1\r\nHost: " + address + "\r\n\r\n")
	wantProblem(t, response, err, 502, "sandbox_passage_failed")
}

func TestServe_endsWithWhatIsOpen(t *testing.T) {
	t.Parallel()
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	p := start(t, nil)
	tunnel := p.tunnel(silent.Addr().String(), "")
	waiting, err := net.Dial("tcp", p.url.Host) // says nothing
	if err != nil {
		t.Fatal(err)
	}
	defer waiting.Close()
	host := tls.Client(p.tunnel("api.test:443", ""), &tls.Config{InsecureSkipVerify: true})
	if err := host.Handshake(); err != nil {
		t.Fatal(err)
	}
	p.stop()
	for name, conn := range map[string]net.Conn{"tunnel": tunnel, "host": host} {
		if n, err := conn.Read(make([]byte, 1)); err == nil {
			t.Errorf("the %s read %d bytes after the end", name, n)
		}
	}
	if _, err := net.Dial("tcp", p.url.Host); err == nil {
		t.Error("it still listens")
	}
}
