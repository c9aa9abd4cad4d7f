package portonev1

import (
	"errors"
	"net"
	"net/http"
	"time"
)

const (
	// idlePerHost is how many idle connections are kept. All calls go to one
	// host, so the standard library's two would make a busy shop open a new
	// TLS connection for nearly every call.
	idlePerHost = 128
	// idleFor is below the idle limit of common load balancers, so that a
	// write rarely meets a connection the other side is closing.
	idleFor = 50 * time.Second
)

// newTransport makes the transport of clients that bring none. It speaks
// HTTP/1.1 only: with HTTP/2 one dead connection would hold up every read
// together with a cancel that waits a minute for its PG.
func newTransport(connect time.Duration) *http.Transport {
	var protocols http.Protocols
	protocols.SetHTTP1(true)
	return &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         (&net.Dialer{Timeout: connect, KeepAlive: 30 * time.Second}).DialContext,
		TLSHandshakeTimeout: connect,
		MaxIdleConns:        2 * idlePerHost,
		MaxIdleConnsPerHost: idlePerHost,
		IdleConnTimeout:     idleFor,
		Protocols:           &protocols,
	}
}

// ErrHeldBack is for a transport of Config.Around that does not send a request:
// the client does not try it again by itself.
var ErrHeldBack = errors.New("held back")

// newHTTPClient returns a copy of given, or a client with a transport of its
// own, that follows no redirect: PortOne sends none, and a token or a cancel
// must not be handed to another address.
func newHTTPClient(given *http.Client, connect time.Duration, around func(http.RoundTripper) http.RoundTripper) *http.Client {
	client := &http.Client{}
	if given != nil {
		*client = *given
	}
	if client.Transport == nil {
		client.Transport = newTransport(connect)
	}
	if around != nil {
		client.Transport = around(client.Transport)
	}
	client.Jar = nil
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return client
}
