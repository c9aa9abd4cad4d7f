package intercept

import (
	"bytes"
	"net"
	"net/http"
	"strings"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/problem"
)

// serveSecure answers what came over TLS: the host is the one that the
// certificate was for.
func (s *Server) serveSecure(w http.ResponseWriter, r *http.Request) {
	host, _ := split(r.Host, r.TLS.ServerName)
	if name := strings.ToLower(r.TLS.ServerName); name != "" && name != host {
		// Its client would take the answer for another host's.
		problem.Write(w, problem.Of(fault.Newf(fault.Misdirected, "the connection is for %s, the request for %s", name, host)))
		return
	}
	stood, ours := s.o.Hosts[host]
	if !ours {
		problem.Write(w, problem.Of(fault.Newf(fault.Misdirected, "%s is not stood in for", host)))
		return
	}
	stood.Handler.ServeHTTP(w, r)
}

// serveProxy answers what came in the clear: requests to a proxy, and those that
// were sent here in a host's stead.
func (s *Server) serveProxy(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodConnect {
		s.connect(w, r)
		return
	}
	to, secure := r.Host, false
	if r.URL.IsAbs() {
		// Some clients send a proxy whole https addresses instead of a CONNECT.
		to, secure = r.URL.Host, r.URL.Scheme == "https"
	}
	host, _ := split(to, "")
	stood, ours := s.o.Hosts[host]
	switch {
	case ours && stood.TLSOnly && !secure:
		problem.Write(w, problem.Of(fault.Newf(fault.SandboxHTTPSOnly, "https://%s", host)))
	case ours:
		stood.Handler.ServeHTTP(w, direct(r))
	case r.URL.IsAbs() && (r.URL.Scheme == "http" || r.URL.Scheme == "https"):
		s.forward.ServeHTTP(w, r)
	default:
		problem.Write(w, problem.Of(fault.Newf(fault.BadRequest, "this is a proxy for %s: set it as HTTPS_PROXY", strings.Join(Names(s.o.Hosts), ", "))))
	}
}

// direct is the request as the host itself would have got it.
func direct(r *http.Request) *http.Request {
	if !r.URL.IsAbs() {
		return r
	}
	d := r.Clone(r.Context())
	d.Host = r.URL.Host
	d.URL.Scheme, d.URL.Host, d.URL.User = "", "", nil
	d.RequestURI = d.URL.RequestURI()
	d.Header.Del("Proxy-Connection")
	d.Header.Del("Proxy-Authorization")
	return d
}

// connect opens a tunnel: to this machine for the hosts, whatever port they are
// asked for, and to where it was meant for otherwise.
func (s *Server) connect(w http.ResponseWriter, r *http.Request) {
	host, port := split(r.Host, "")
	if port == "" {
		problem.Write(w, problem.Of(fault.Newf(fault.BadRequest, "CONNECT needs HOST:PORT, not %s", r.Host)))
		return
	}
	if _, ours := s.o.Hosts[host]; ours {
		conn, err := hijack(w)
		if err != nil {
			s.o.Log.WarnContext(r.Context(), "tunnel not opened", "err", err)
			return
		}
		s.sort(conn, host)
		return
	}
	far, err := s.dial(r.Context(), r.Host)
	if err != nil {
		problem.Write(w, problem.Of(fault.Newf(fault.SandboxPassage, "%s", r.Host)))
		s.o.Log.InfoContext(r.Context(), "host not reached for a program", "host", r.Host, "err", err)
		return
	}
	near, err := hijack(w)
	if err != nil {
		_ = far.Close()
		s.o.Log.WarnContext(r.Context(), "tunnel not opened", "err", err)
		return
	}
	s.join(near, far)
}

// hijack takes the connection of a CONNECT over and says that it is open.
func hijack(w http.ResponseWriter) (net.Conn, error) {
	conn, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return nil, err
	}
	// A client may have said more already, without waiting for the answer.
	early, err := buffered.Peek(buffered.Reader.Buffered())
	if err == nil {
		_, err = conn.Write([]byte("HTTP/1.1 200 Connection established\r\n\r\n"))
	}
	if err != nil {
		_ = conn.Close()
		return nil, err
	}
	return &begun{Conn: conn, first: bytes.NewReader(bytes.Clone(early))}, nil
}

// split takes a host from its port; a host that is missing is the other one.
func split(hostport, other string) (host, port string) {
	host, port, err := net.SplitHostPort(hostport)
	if err != nil {
		host, port = hostport, ""
	}
	if host == "" {
		host = other
	}
	return strings.ToLower(strings.TrimSuffix(strings.Trim(host, "[]"), ".")), port
}
