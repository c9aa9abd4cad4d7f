package intercept

import (
	"bufio"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"sync"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/problem"
)

// toDial is how long another host may take to be reached.
const toDial = 30 * time.Second

// newForward passes on requests that name another host in full.
func (s *Server) newForward() http.Handler {
	return &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.Out.Host = r.In.URL.Host
			r.Out.Header.Del("Proxy-Connection")
		},
		Transport: s.next,
		ErrorLog:  slog.NewLogLogger(s.o.Log.Handler(), slog.LevelDebug),
		ErrorHandler: func(w http.ResponseWriter, r *http.Request, err error) {
			s.o.Log.InfoContext(r.Context(), "host not reached for a program", "host", r.URL.Host, "err", err)
			problem.Write(w, problem.Of(fault.Newf(fault.SandboxPassage, "%s", r.URL.Host)))
		},
	}
}

// dial reaches another host as this machine's programs do, by the next proxy
// if there is one.
func (s *Server) dial(ctx context.Context, hostport string) (net.Conn, error) {
	dialer := &net.Dialer{Timeout: toDial}
	proxy, err := s.o.Next(&http.Request{URL: &url.URL{Scheme: "https", Host: hostport}})
	if err != nil || proxy == nil {
		return dialer.DialContext(ctx, "tcp", hostport)
	}
	if proxy.Scheme != "http" {
		return nil, fmt.Errorf("a proxy of the kind %s is not passed through", proxy.Scheme)
	}
	address := proxy.Host
	if proxy.Port() == "" {
		address = net.JoinHostPort(proxy.Hostname(), "80")
	}
	conn, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	through, err := s.throughProxy(conn, proxy, hostport)
	if err != nil {
		_ = conn.Close()
		return nil, err
	}
	return through, nil
}

// throughProxy asks the next proxy for a tunnel.
func (s *Server) throughProxy(conn net.Conn, proxy *url.URL, hostport string) (net.Conn, error) {
	_ = conn.SetDeadline(s.o.Clock.Now().Add(toDial))
	request := &http.Request{Method: http.MethodConnect, URL: &url.URL{Opaque: hostport}, Host: hostport, Header: http.Header{}}
	if proxy.User != nil {
		password, _ := proxy.User.Password()
		request.Header.Set("Proxy-Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(proxy.User.Username()+":"+password)))
	}
	if err := request.Write(conn); err != nil {
		return nil, err
	}
	reader := bufio.NewReader(conn)
	answer, err := http.ReadResponse(reader, request)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the proxy %s answered %s", proxy.Host, answer.Status)
	}
	_ = conn.SetDeadline(time.Time{})
	return &buffered{Conn: conn, reader: reader}, nil
}

// buffered is a connection that is read through a buffer.
type buffered struct {
	net.Conn
	reader *bufio.Reader
}

// Read reads what the buffer holds first.
func (b *buffered) Read(p []byte) (int, error) { return b.reader.Read(p) }

// join carries bytes both ways until both sides have ended.
func (s *Server) join(near, far net.Conn) {
	defer func() { _, _ = near.Close(), far.Close() }()
	if !s.track(near) || !s.track(far) {
		return
	}
	defer s.untrack(near)
	defer s.untrack(far)
	var carrying sync.WaitGroup
	carry := func(to, from net.Conn) {
		_, err := io.Copy(to, from)
		if half, ok := innermost(to).(interface{ CloseWrite() error }); ok && err == nil {
			_ = half.CloseWrite() // the other direction may go on
			return
		}
		_, _ = to.Close(), from.Close()
	}
	carrying.Go(func() { carry(far, near) })
	carry(near, far)
	carrying.Wait()
}

// innermost is the machine's own connection in one of ours.
func innermost(conn net.Conn) net.Conn {
	for {
		switch c := conn.(type) {
		case *begun:
			conn = c.Conn
		case *buffered:
			conn = c.Conn
		default:
			return conn
		}
	}
}
