package naruclient

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// mostAnswer is the most that is read of an answer.
const mostAnswer = 32 << 20 // bytes

// The waits between tries when the server names none.
const (
	firstWait = 200 * time.Millisecond
	mostWait  = 5 * time.Second
)

// request is one call.
type request struct {
	op, method, path string
	query            url.Values
	body             any    // nil: none
	secret           bool   // needs the key
	keyed            bool   // takes an Idempotency-Key
	key              string // the Idempotency-Key
}

// expand puts values into a path, each as one segment.
func expand(path string, pairs ...string) string {
	for i := 0; i+1 < len(pairs); i += 2 {
		path = strings.Replace(path, pairs[i], url.PathEscape(pairs[i+1]), 1)
	}
	return path
}

// call sends a request whose answer is JSON.
func call[T any](ctx context.Context, c *Client, r request, options []Option) (T, error) {
	var out T
	answer, err := c.send(ctx, r, options)
	if err != nil {
		return out, err
	}
	if err := json.Unmarshal(answer.Body, &out); err != nil {
		return out, fmt.Errorf("payment server: read the answer to %s: %w", r.op, err)
	}
	return out, nil
}

// raw sends a request whose answer is no JSON.
func raw(ctx context.Context, c *Client, r request, options []Option) (Raw, error) {
	return c.send(ctx, r, options)
}

// send sends a request until it is answered for good, or must not be sent again.
func (c *Client) send(ctx context.Context, r request, options []Option) (Raw, error) {
	for _, option := range options {
		option(&r)
	}
	if r.keyed && r.key == "" {
		r.key = rand.Text()
	}
	var body []byte
	if r.body != nil {
		var err error
		if body, err = json.Marshal(r.body); err != nil {
			return Raw{}, fmt.Errorf("payment server: write the request of %s: %w", r.op, err)
		}
	}
	for try := 1; ; try++ {
		answer, err := c.once(ctx, r, body)
		if err == nil {
			return answer, nil
		}
		wait, again := c.again(r, try, err)
		if !again {
			return Raw{}, err
		}
		if c.pause(ctx, wait) != nil {
			return Raw{}, err // why the call did not succeed says more than that there is no time left
		}
	}
}

// again reports whether a call may be sent once more, and when: only what can
// have no effect twice, and only if another try may end otherwise.
func (c *Client) again(r request, try int, err error) (time.Duration, bool) {
	if try >= c.tries || (r.method != http.MethodGet && !r.keyed) {
		return 0, false
	}
	wait := min(firstWait<<(try-1), mostWait)
	wait = wait/2 + mathrand.N(wait/2)
	refused, answered := errors.AsType[*Error](err)
	if !answered {
		return wait, !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded)
	}
	switch {
	case refused.Code == CodeIdempotencyKeyInProgress, refused.Status == http.StatusTooManyRequests,
		refused.Status == http.StatusBadGateway, refused.Status == http.StatusServiceUnavailable,
		refused.Status == http.StatusGatewayTimeout:
		return max(wait, refused.After), true
	}
	return 0, false
}

// once sends a request and reads its answer.
func (c *Client) once(ctx context.Context, r request, body []byte) (Raw, error) {
	target := c.base + r.path
	if len(r.query) > 0 {
		target += "?" + r.query.Encode()
	}
	var reader io.Reader
	if body != nil {
		reader = bytes.NewReader(body)
	}
	req, err := http.NewRequestWithContext(ctx, r.method, target, reader)
	if err != nil {
		return Raw{}, fmt.Errorf("payment server: %s: %w", r.op, err)
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if r.secret && c.key != "" {
		req.Header.Set("Authorization", "Bearer "+c.key)
	}
	if r.key != "" && !strings.HasPrefix(c.key, "ct_") { // a browser's wish is its payment's, and needs no name
		req.Header.Set("Idempotency-Key", r.key)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return Raw{}, fmt.Errorf("payment server: %s: %w", r.op, err)
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(io.LimitReader(res.Body, mostAnswer))
	if err != nil {
		return Raw{}, fmt.Errorf("payment server: read the answer to %s: %w", r.op, err)
	}
	if res.StatusCode >= http.StatusBadRequest {
		return Raw{}, failure(res.StatusCode, res.Header, text)
	}
	return Raw{Status: res.StatusCode, Header: res.Header, Body: text}, nil
}
