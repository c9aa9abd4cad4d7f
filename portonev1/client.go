package portonev1

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"
)

// maxBody is how much of an answer is read. A thousand payments, the most that
// PortOne puts into one page, take about 2 MiB.
const maxBody = 4 << 20

// maxID is far above every id PortOne issues or accepts. Ids often come from
// a browser, so their length is not the shop's to trust.
const maxID = 256

// Client calls PortOne's REST API V1. Make one with New and share it.
type Client struct {
	base           string
	userAgent      string
	tier           string
	includeSandbox bool
	readTimeout    time.Duration
	cancelTimeout  time.Duration

	http   *http.Client
	tokens *tokenSource
	retry  *retry
}

// New returns a client. It makes no request; the first call fetches the access
// token. It returns an error if Key or Secret is empty, BaseURL is not an
// absolute http or https URL, or a timeout is negative.
func New(cfg Config) (*Client, error) {
	cfg, err := cfg.withDefaults()
	if err != nil {
		return nil, err
	}
	c := &Client{
		base:           cfg.BaseURL,
		userAgent:      cfg.UserAgent,
		includeSandbox: cfg.IncludeSandbox,
		readTimeout:    cfg.ReadTimeout,
		cancelTimeout:  cfg.CancelTimeout,
		http:           newHTTPClient(cfg.HTTPClient, cfg.ConnectTimeout, cfg.Around),
		retry:          newRetry(),
	}
	c.tokens = newTokenSource(func(ctx context.Context) (grant, error) {
		return c.getToken(ctx, cfg.Key, cfg.Secret)
	})
	return c, nil
}

// ForTier returns a client for a sub-store (하위 상점) of the account, which
// shares c's token and connections: its calls carry the header Tier, and read
// and change what is the sub-store's. The code is three capital letters or
// digits; the docs say so of sub-stores under api/rest-v1.
func (c *Client) ForTier(code string) (*Client, error) {
	if len(code) != 3 || strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != "" {
		return nil, &RequestError{"ForTier", "code", "is not three capital letters or digits"}
	}
	tiered := *c
	tiered.tier = code
	return &tiered, nil
}

// String shows the address only.
func (c Client) String() string { return "portonev1.Client{" + c.base + "}" }

// GoString is String.
func (c Client) GoString() string { return c.String() }

// LogValue shows the address only.
func (c Client) LogValue() slog.Value { return slog.StringValue(c.String()) }

// call is one request to make.
type call struct {
	operation string // the exported method, for errors
	method    string
	path      string // escaped
	query     url.Values
	body      []byte // JSON
	write     bool   // sent once, and its outcome matters
	login     bool   // getToken itself: sent without a token
	partial   bool   // 207 is a success
	timeout   time.Duration
}

// read returns a GET that is tried again after a network error.
func (c *Client) read(operation, path string, query url.Values) call {
	return call{operation: operation, method: http.MethodGet, path: path, query: query, timeout: c.readTimeout}
}

// write returns a call that is sent once. Its body is marshalled now, so that
// both sends around a renewed token carry the same bytes.
func (c *Client) write(operation, method, path string, body any, timeout time.Duration) (call, error) {
	req := call{operation: operation, method: method, path: path, write: true, timeout: timeout}
	if body == nil {
		return req, nil
	}
	encoded, err := json.Marshal(body)
	if err != nil {
		return call{}, &RequestError{operation, "body", "cannot be written as JSON"}
	}
	req.body = encoded
	return req, nil
}

// do makes the call, with retries if it is a read, and hands the envelope's
// response to decode. It returns the HTTP status of the success.
func (c *Client) do(ctx context.Context, req call, decode func(json.RawMessage) error) (int, error) {
	tries := maxTries
	if req.write {
		tries = 1
	}
	for try := 0; ; try++ {
		status, response, err := c.authorised(ctx, req)
		if err == nil {
			return status, req.decoded(status, decode(response))
		}
		if try+1 >= tries || !isTemporary(err) || c.retry.wait(ctx, try) != nil {
			return 0, err
		}
	}
}

// decoded turns a decoding problem of a success into an Error. A write with
// such an answer was most likely carried out.
func (r call) decoded(status int, problem error) error {
	if problem == nil {
		return nil
	}
	return &Error{Operation: r.operation, HTTPStatus: status, Err: malformed("%w", problem), unknown: r.write}
}

// authorised sends the call with a token. After a 401, which is PortOne's word
// that it did nothing, it renews the token and sends once more.
func (c *Client) authorised(ctx context.Context, req call) (int, json.RawMessage, error) {
	if req.login {
		return c.exchange(ctx, req, "")
	}
	for renewed := false; ; renewed = true {
		token, err := c.tokens.get(ctx)
		if err != nil {
			return 0, nil, req.noToken(ctx, err)
		}
		status, response, err := c.exchange(ctx, req, token)
		if renewed || !isTokenRefusal(err) {
			return status, response, err
		}
		c.tokens.drop(token)
	}
}

// noToken is the error of a call that got no token: the caller's context
// ended, or getToken failed.
func (r call) noToken(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return &Error{Operation: r.operation, Err: ctx.Err(), notSent: true}
	}
	return &AuthError{Operation: r.operation, Err: err}
}

// isTemporary looks at the error itself, not into it: the getToken inside an
// AuthError has had its tries already.
func isTemporary(err error) bool {
	failure, ok := err.(*Error)
	return ok && failure.temporary
}

// isTokenRefusal reports whether PortOne refused the token and therefore did
// nothing. For a write only PortOne's own envelope counts.
func isTokenRefusal(err error) bool {
	failure, ok := err.(*Error)
	return ok && failure.HTTPStatus == http.StatusUnauthorized && !failure.unknown
}

// exchange sends the call once and reads the answer.
func (c *Client) exchange(ctx context.Context, req call, token string) (int, json.RawMessage, error) {
	if err := ctx.Err(); err != nil {
		return 0, nil, &Error{Operation: req.operation, Err: err, notSent: true}
	}
	limited, cancel := context.WithTimeout(ctx, req.timeout)
	defer cancel()
	httpReq, err := c.newRequest(limited, req, token)
	if err != nil {
		return 0, nil, &RequestError{req.operation, "path", "does not make a URL"}
	}
	resp, err := c.http.Do(httpReq)
	if err != nil {
		return 0, nil, req.unanswered(ctx, err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	if err != nil {
		failure := req.unanswered(ctx, malformed("cut-off body: %w", err))
		failure.HTTPStatus = resp.StatusCode
		return 0, nil, failure
	}
	response, failure := req.judge(resp.StatusCode, body)
	if failure != nil {
		return 0, nil, failure
	}
	return resp.StatusCode, response, nil
}

func (c *Client) newRequest(ctx context.Context, req call, token string) (*http.Request, error) {
	target := c.base + req.path
	if len(req.query) > 0 {
		target += "?" + req.query.Encode()
	}
	var body io.Reader
	if req.body != nil {
		body = bytes.NewReader(req.body)
	}
	httpReq, err := http.NewRequestWithContext(ctx, req.method, target, body)
	if err != nil {
		return nil, err
	}
	httpReq.Header.Set("Accept", "application/json")
	httpReq.Header.Set("User-Agent", c.userAgent)
	if req.body != nil {
		httpReq.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		httpReq.Header.Set("Authorization", "Bearer "+token)
	}
	if c.tier != "" {
		httpReq.Header.Set("Tier", c.tier)
	}
	return httpReq, nil
}

// unanswered is the error of a request that got no whole answer. The URL that
// net/http puts around the cause is left out: it may hold a PG API key.
func (r call) unanswered(ctx context.Context, cause error) *Error {
	var wrapped *url.Error
	if errors.As(cause, &wrapped) {
		cause = wrapped.Err
	}
	return &Error{
		Operation: r.operation,
		Err:       cause,
		notSent:   neverDialled(cause),
		unknown:   r.write,
		temporary: ctx.Err() == nil && !errors.Is(cause, ErrHeldBack),
	}
}

// judge reads the envelope: its response if the call succeeded, an error
// otherwise.
func (r call) judge(status int, body []byte) (json.RawMessage, *Error) {
	if len(body) > maxBody {
		return nil, r.unreadable(status, fmt.Errorf("body is over %d bytes", maxBody), false)
	}
	env, err := readEnvelope(body)
	if err != nil {
		again := status >= 500 || status == http.StatusTooManyRequests || status < 300
		return nil, r.unreadable(status, err, again)
	}
	success := status == http.StatusOK || (status == http.StatusMultiStatus && r.partial)
	switch {
	case success && env.Code == 0:
		return env.Response, nil
	case env.Code == 0:
		return nil, r.unreadable(status, errors.New("code 0 with a failing status"), status >= 500)
	}
	return nil, &Error{
		Operation:  r.operation,
		HTTPStatus: status,
		Code:       env.Code,
		Message:    env.Message,
		PGCode:     env.Detail.Code,
		PGMessage:  env.Detail.Message,
		unknown:    r.write && !success && !refusing(status),
		temporary:  status >= 500 || status == http.StatusTooManyRequests,
	}
}

func (r call) unreadable(status int, problem error, again bool) *Error {
	return &Error{
		Operation:  r.operation,
		HTTPStatus: status,
		Err:        malformed("%w", problem),
		unknown:    r.write,
		temporary:  again,
	}
}

// refusing reports whether an HTTP status by itself says that nothing was
// done. 408 does not: a proxy in between may have sent it.
func refusing(status int) bool {
	return status >= 400 && status < 500 && status != http.StatusRequestTimeout
}

// segment escapes an id for use as one segment of a path, or refuses it: an
// empty or dotted segment would address another endpoint.
func segment(operation, field, id string) (string, error) {
	if err := checkID(operation, field, id); err != nil {
		return "", err
	}
	if id == "." || id == ".." {
		return "", &RequestError{operation, field, "is a dot segment"}
	}
	return url.PathEscape(id), nil
}

func checkID(operation, field, id string) error {
	switch {
	case id == "":
		return &RequestError{operation, field, "is empty"}
	case len(id) > maxID:
		return &RequestError{operation, field, fmt.Sprintf("is longer than %d bytes", maxID)}
	case !utf8.ValidString(id):
		return &RequestError{operation, field, "is not UTF-8"}
	}
	return nil
}
