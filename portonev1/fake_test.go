package portonev1_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/naru-pay/naru/portonev1"
)

const (
	theKey    = "1234567890123456"
	theSecret = "canary-secret-8f2e"
	theToken  = "a9ace025c90c0da2161075da6ddd3492a2fca776"
)

// seen is one request as PortOne would see it.
type seen struct {
	method, uri, body string
	header            http.Header
}

// fake answers like PortOne V1: one handler per test, getToken built in.
type fake struct {
	*httptest.Server
	api http.HandlerFunc

	mu       sync.Mutex
	logins   int
	requests []seen // without getToken
	login    http.HandlerFunc
}

func newFake(t *testing.T, api http.HandlerFunc) *fake {
	t.Helper()
	f := &fake{api: api}
	f.login = golden(t, http.StatusOK, "token")
	f.Server = httptest.NewServer(http.HandlerFunc(f.serve))
	t.Cleanup(f.Close)
	return f
}

func (f *fake) serve(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(strings.NewReader(string(body)))
	if r.URL.Path == "/users/getToken" {
		f.mu.Lock()
		f.logins++
		login := f.login
		f.mu.Unlock()
		login(w, r)
		return
	}
	f.mu.Lock()
	f.requests = append(f.requests, seen{r.Method, r.RequestURI, string(body), r.Header.Clone()})
	f.mu.Unlock()
	f.api(w, r)
}

func (f *fake) calls() []seen {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]seen(nil), f.requests...)
}

func (f *fake) loginCount() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.logins
}

func (f *fake) setLogin(h http.HandlerFunc) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.login = h
}

// client returns a client of f that never really waits between tries.
func (f *fake) client(t *testing.T, change ...func(*portonev1.Config)) *portonev1.Client {
	t.Helper()
	cfg := portonev1.Config{Key: theKey, Secret: theSecret, BaseURL: f.URL}
	for _, c := range change {
		c(&cfg)
	}
	client, err := portonev1.New(cfg)
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	noWait(client)
	return client
}

func noWait(client *portonev1.Client) {
	portonev1.SetRetry(client,
		func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
		func(time.Duration) time.Duration { return 0 })
}

// wire returns a body of testdata, byte for byte as PortOne writes it.
func wire(t testing.TB, name string) string {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("testdata", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func answer(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json; charset=UTF-8")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func golden(t testing.TB, status int, name string) http.HandlerFunc {
	t.Helper()
	return answer(status, wire(t, name))
}

// inTurn answers the first request with the first handler and so on; the last
// one answers the rest.
func inTurn(handlers ...http.HandlerFunc) http.HandlerFunc {
	var mu sync.Mutex
	next := 0
	return func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		h := handlers[min(next, len(handlers)-1)]
		next++
		mu.Unlock()
		h(w, r)
	}
}

// breakOff closes the connection without an answer.
func breakOff(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

// reset makes the kernel send a TCP reset.
func reset(w http.ResponseWriter, _ *http.Request) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		panic(err)
	}
	_ = conn.(*net.TCPConn).SetLinger(0)
	_ = conn.Close()
}

// cutOff promises more than it sends.
func cutOff(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Length", "1000")
	_, _ = io.WriteString(w, `{"code":0,"mess`)
}

// hang answers nothing until the client leaves.
func hang(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

const theImpUID = "imp_401076007673"

func cancelOf(amount string) portonev1.CancelRequest {
	return portonev1.CancelRequest{ImpUID: theImpUID, Amount: portonev1.Decimal(amount)}
}

func readAll(t testing.TB, r *http.Request) string {
	t.Helper()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Error(err)
	}
	return string(body)
}

func gzipped(t testing.TB, body []byte) http.HandlerFunc {
	t.Helper()
	var packed bytes.Buffer
	pack := gzip.NewWriter(&packed)
	if _, err := pack.Write(body); err != nil {
		t.Fatal(err)
	}
	if err := pack.Close(); err != nil {
		t.Fatal(err)
	}
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(packed.Bytes())
	}
}
