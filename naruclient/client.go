package naruclient

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// The usual limits of a Client.
const (
	// Timeout is how long one try may take: a refund waits for PortOne for up to
	// 75 seconds.
	Timeout = 90 * time.Second
	// Tries is how often a call is sent at most.
	Tries = 4
)

// Config says where the payment server is and who calls.
type Config struct {
	// URL of the payment server, such as "https://pay.shop.example".
	URL string
	// Key is a secret key, sk_test_… or sk_live_…, with the scopes that the calls
	// need. In a browser, and only there, it is the client_token of one payment.
	Key string
	// HTTP sends the requests; nil is a client with Timeout. Redirects are not
	// followed in any case.
	HTTP *http.Client
	// Tries is how often a call is sent at most; 0 is the usual number, 1 is never
	// again. Only what cannot be done twice by it is sent again.
	Tries int
}

// Client calls one payment server. It is safe for concurrent use.
type Client struct {
	base  string
	key   string
	tries int
	http  *http.Client
	pause func(ctx context.Context, wait time.Duration) error
}

// New returns a client, or an error if the address is none.
func New(c Config) (*Client, error) {
	u, err := url.Parse(c.URL)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.RawQuery != "" || u.User != nil {
		return nil, errors.New("naruclient: the URL of the payment server must be http(s)://host")
	}
	if c.Tries <= 0 {
		c.Tries = Tries
	}
	sender := &http.Client{Timeout: Timeout}
	if c.HTTP != nil {
		copied := *c.HTTP
		sender = &copied
	}
	sender.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Client{base: strings.TrimRight(c.URL, "/"), key: c.Key, tries: c.Tries, http: sender, pause: pause}, nil
}

// pause waits, or ends with the context.
func pause(ctx context.Context, wait time.Duration) error {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Option changes one call.
type Option func(*request)

// WithIdempotencyKey names the wish that a call carries out, so that the same
// wish is carried out once, also when the program that has it starts anew. 1 to
// 255 visible ASCII characters. Without it each call has a key of its own, which
// covers its own repetitions.
func WithIdempotencyKey(key string) Option {
	return func(r *request) { r.key = key }
}

// Raw is an answer that is not JSON: a page, a text or a redirect.
type Raw struct {
	Status int
	Header http.Header
	Body   []byte
}
