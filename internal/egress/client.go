package egress

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"
)

// The times and sizes of one request.
const (
	Timeout    = 15 * time.Second // for all of it, the answer included
	MostAnswer = 16 << 10         // bytes of head, and of body, that are read of an answer
)

// Resolver finds the addresses of a name; net.DefaultResolver is one.
type Resolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// Client returns a client that reaches what the policy allows, on at most conns
// connections to a host; resolver is the system's if nil.
func Client(p Policy, resolver Resolver, conns int) *http.Client {
	if resolver == nil {
		resolver = net.DefaultResolver
	}
	return &http.Client{
		Timeout:       Timeout,
		Transport:     roads{plain: road(p, resolver, conns, true), secure: road(p, resolver, conns, false)},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// roads are two transports, since only who dials knows whether TLS follows.
type roads struct{ plain, secure *http.Transport }

// RoundTrip implements http.RoundTripper.
func (r roads) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.URL.Scheme == "http" {
		return r.plain.RoundTrip(req)
	}
	return r.secure.RoundTrip(req)
}

// CloseIdleConnections lets http.Client close both.
func (r roads) CloseIdleConnections() {
	r.plain.CloseIdleConnections()
	r.secure.CloseIdleConnections()
}

func road(p Policy, resolver Resolver, conns int, plain bool) *http.Transport {
	g := guard{policy: p, resolver: resolver, plain: plain}
	return &http.Transport{
		DialContext: g.dial, TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12},
		MaxIdleConnsPerHost: conns, MaxConnsPerHost: conns, IdleConnTimeout: time.Minute, TLSHandshakeTimeout: Timeout,
		ResponseHeaderTimeout: Timeout, MaxResponseHeaderBytes: MostAnswer, ForceAttemptHTTP2: true,
		DisableCompression: true, // what is read is what came
	}
}

// guard dials what the policy allows.
type guard struct {
	policy   Policy
	resolver Resolver
	plain    bool
}

// dial resolves a name, refuses it if any of its addresses is denied, and dials
// them one after another.
func (g guard) dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, portText, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	port, err := net.DefaultResolver.LookupPort(ctx, network, portText)
	if err != nil {
		return nil, err
	}
	addrs, err := g.resolve(ctx, host)
	if err != nil {
		return nil, err
	}
	for _, addr := range addrs {
		if err := g.policy.check(netip.AddrPortFrom(addr, uint16(port)), g.plain); err != nil {
			return nil, err
		}
	}
	dialer := net.Dialer{ControlContext: g.control}
	var problems []error
	for _, addr := range addrs {
		conn, err := dialer.DialContext(ctx, network, netip.AddrPortFrom(addr, uint16(port)).String())
		if err == nil {
			return conn, nil
		}
		problems = append(problems, err)
	}
	return nil, errors.Join(problems...)
}

func (g guard) resolve(ctx context.Context, host string) ([]netip.Addr, error) {
	if addr, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{addr}, nil
	}
	found, err := g.resolver.LookupNetIP(ctx, "ip", host)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("%s has no address", host)
	}
	addrs := make([]netip.Addr, len(found))
	for i, addr := range found {
		addrs[i] = addr.Unmap() // a resolver writes IPv4 in either form
	}
	return addrs, nil
}

// control looks at the address that the system is about to connect to, which is
// the last word.
func (g guard) control(_ context.Context, network, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil || (network != "tcp4" && network != "tcp6") {
		return fmt.Errorf("%w: %s %s is no address of the web", ErrRefused, network, address)
	}
	return g.policy.check(to, g.plain)
}
