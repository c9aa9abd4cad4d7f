// Package intercept stands in for hosts of the internet on this machine: one
// port that is a forward proxy and, for connections that begin with TLS, the
// hosts themselves, told apart by the name that the client asks for.
//
// It changes nothing of the machine and knows nothing of what the hosts say:
// their handlers are given. Everything else passes through it as it is, to where
// it was meant for. Its main invariant is that a request to one of its hosts
// never leaves the machine, and that its CA can vouch for no other name.
package intercept

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/naru-pay/naru/internal/clock"
)

// Host is one that is stood in for.
type Host struct {
	Handler http.Handler // sees requests as if it were reached directly
	// TLSOnly refuses requests that do not come over TLS.
	TLSOnly bool
}

// Options are what New needs.
type Options struct {
	Hosts map[string]Host // by lower-case name
	CA    *CA             // for exactly these hosts
	Clock clock.Clock     // the machine's: certificates and time limits are real
	Log   *slog.Logger    // nil drops what is logged
	// Next returns the proxy, http:// alone, by which another host is reached;
	// nil goes by the machine's environment.
	Next func(*http.Request) (*url.URL, error)
}

// Server is a proxy and its hosts. Use New.
type Server struct {
	o       Options
	ca      *CA
	plain   *queue          // connections that speak HTTP
	secure  *queue          // connections that speak TLS
	next    *http.Transport // to other hosts
	forward http.Handler
	byName  *tls.Config // for clients that name a host

	mu     sync.Mutex
	leaves map[string]*tls.Certificate // by host
	open   map[net.Conn]struct{}       // connections that no http.Server closes
}

// New returns a server that Serve runs.
func New(o Options) *Server {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &Server{o: o, ca: o.CA, plain: newQueue(), secure: newQueue(), leaves: map[string]*tls.Certificate{}, open: map[net.Conn]struct{}{}}
	if s.o.Next == nil {
		s.o.Next = http.ProxyFromEnvironment
	}
	s.next = &http.Transport{
		Proxy: s.o.Next, DialContext: (&net.Dialer{Timeout: toDial}).DialContext, TLSHandshakeTimeout: toDial,
		DisableCompression: true, // an answer goes on as it came
		IdleConnTimeout:    toIdle, ForceAttemptHTTP2: true,
	}
	s.forward, s.byName = s.newForward(), s.tlsConfig("")
	return s
}

// Names returns the names of hosts in order.
func Names(hosts map[string]Host) []string {
	names := make([]string, 0, len(hosts))
	for name := range hosts {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Time limits of a connection; what a handler writes has none, as event streams
// stay open.
const (
	toSpeak   = time.Minute // until the first byte, the whole header, or the end of a TLS handshake
	toIdle    = 2 * time.Minute
	maxHeader = 64 << 10 // bytes
)

// Serve answers what comes to l until ctx ends, and then ends it all at once: an
// interceptor goes with the programs that it serves.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	server := func(handler http.HandlerFunc) *http.Server {
		return &http.Server{
			Handler: handler, ReadHeaderTimeout: toSpeak, IdleTimeout: toIdle, MaxHeaderBytes: maxHeader,
			TLSConfig: s.byName.Clone(), // names h2, without which http.Server does not speak it
			ErrorLog:  slog.NewLogLogger(s.o.Log.Handler(), slog.LevelDebug),
		}
	}
	plain, secure := server(s.serveProxy), server(s.serveSecure)
	var running sync.WaitGroup
	running.Go(func() { _ = plain.Serve(s.plain) }) // ends when it is closed, and says so
	running.Go(func() { _ = secure.Serve(s.secure) })
	stop := context.AfterFunc(ctx, func() { _ = l.Close() })
	defer stop()
	err := s.accept(&running, l)
	_, _ = plain.Close(), secure.Close()
	s.closeOpen()
	s.next.CloseIdleConnections()
	running.Wait()
	if ctx.Err() != nil && errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

func (s *Server) accept(running *sync.WaitGroup, l net.Listener) error {
	for {
		conn, err := l.Accept()
		if err != nil {
			return fmt.Errorf("accept on %s: %w", l.Addr(), err)
		}
		running.Go(func() { s.sort(conn, "") })
	}
}

// tlsRecord is the first byte of every TLS connection: a handshake record.
const tlsRecord = 0x16

// sort hands a connection to who speaks its language. TLS without a name is for
// the host that was asked for, if any.
func (s *Server) sort(conn net.Conn, asked string) {
	if !s.track(conn) {
		return
	}
	first := make([]byte, 1)
	_ = conn.SetReadDeadline(s.o.Clock.Now().Add(toSpeak))
	n, err := conn.Read(first)
	s.untrack(conn)
	if n == 0 || err != nil {
		_ = conn.Close()
		return
	}
	_ = conn.SetReadDeadline(time.Time{})
	conn = &begun{Conn: conn, first: bytes.NewReader(first)}
	if first[0] == tlsRecord {
		config := s.byName
		if asked != "" {
			config = s.tlsConfig(asked)
		}
		s.secure.put(tls.Server(conn, config))
		return
	}
	s.plain.put(conn)
}

// tlsConfig lets a client choose a host by its name; asked is for a client that
// names none.
func (s *Server) tlsConfig(asked string) *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS12, // as PortOne
		NextProtos: []string{"h2", "http/1.1"},
		Time:       s.o.Clock.Now,
		GetCertificate: func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
			name := strings.ToLower(hello.ServerName)
			if name == "" {
				name = asked
			}
			return s.certificate(name)
		},
	}
}

// certificate returns the certificate of one of the hosts.
func (s *Server) certificate(name string) (*tls.Certificate, error) {
	if _, ours := s.o.Hosts[name]; !ours {
		return nil, fmt.Errorf("no certificate for %q", name)
	}
	now := s.o.Clock.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	if leaf := s.leaves[name]; leaf != nil && now.Before(leaf.Leaf.NotAfter.Add(-renewed)) {
		return leaf, nil
	}
	leaf, err := s.ca.leaf(name, now)
	if err == nil {
		s.leaves[name] = leaf
	}
	return leaf, err
}

// track keeps a connection to be closed at the end; false: the end has come.
func (s *Server) track(conn net.Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open == nil {
		_ = conn.Close()
		return false
	}
	s.open[conn] = struct{}{}
	return true
}

func (s *Server) untrack(conn net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, conn)
}

func (s *Server) closeOpen() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for conn := range s.open {
		_ = conn.Close()
	}
	s.open = nil
}
