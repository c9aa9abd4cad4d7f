package portonev1

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"sync"
	"time"
)

const (
	// renewBefore is how long before its end a token is renewed. PortOne
	// extends a token only in its last minute; asked earlier, it returns the
	// same token with the same end.
	renewBefore = 30 * time.Second
	// longestLife caps what an answer may claim; PortOne's tokens live 30
	// minutes.
	longestLife = 24 * time.Hour
	// loginTimeout bounds one fetch of a token with all its tries. It is not
	// tied to the caller that started it, whose context may end sooner.
	loginTimeout = time.Minute
)

// grant is a token and how long it lives from the moment it was asked for.
type grant struct {
	token string
	life  time.Duration
}

// tokenSource shares one access token between all calls and lets at most one
// getToken be under way.
type tokenSource struct {
	fetch func(context.Context) (grant, error)
	now   func() time.Time

	mu       sync.Mutex // guards the fields below; never held during a fetch
	current  *held
	inFlight *flight
}

// held is the token in use. It is never changed, only replaced. It stays
// behind a pointer, where fmt does not look when someone prints a Client.
type held struct {
	token           string
	renewAt, deadAt time.Time
}

// flight is one getToken that several callers may wait for. token and err are
// written before done is closed.
type flight struct {
	done  chan struct{}
	token string
	err   error
}

func newTokenSource(fetch func(context.Context) (grant, error)) *tokenSource {
	return &tokenSource{fetch: fetch, now: time.Now}
}

// get returns a token. A token in its last seconds is still handed out while
// its successor is fetched, so that no call waits for a renewal.
func (s *tokenSource) get(ctx context.Context) (string, error) {
	s.mu.Lock()
	now, current := s.now(), s.current
	alive := current != nil && now.Before(current.deadAt)
	if alive && now.Before(current.renewAt) {
		s.mu.Unlock()
		return current.token, nil
	}
	if s.inFlight == nil {
		s.inFlight = &flight{done: make(chan struct{})}
		go s.renew(s.inFlight)
	}
	waiting := s.inFlight
	s.mu.Unlock()
	if alive {
		return current.token, nil
	}
	select {
	case <-waiting.done:
		return waiting.token, waiting.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// drop forgets a token that PortOne refused, unless it was replaced already.
func (s *tokenSource) drop(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current != nil && s.current.token == token {
		s.current = nil
	}
}

// renew runs apart from any caller's context: a caller that leaves must not
// fail the others. It ends within loginTimeout.
func (s *tokenSource) renew(f *flight) {
	ctx, cancel := context.WithTimeout(context.Background(), loginTimeout)
	defer cancel()
	asked := s.now()
	got, err := s.fetch(ctx)

	s.mu.Lock()
	defer s.mu.Unlock()
	f.token, f.err = got.token, err
	if err == nil {
		deadAt := asked.Add(got.life)
		s.current = &held{got.token, deadAt.Add(-min(renewBefore, got.life/2)), deadAt}
	}
	s.inFlight = nil
	close(f.done)
}

// auth is PortOne's AuthAnnotation.
type auth struct {
	AccessToken string    `v1:"access_token,required"`
	Now         time.Time `v1:"now,required"`
	ExpiredAt   time.Time `v1:"expired_at,required"`
}

// getToken asks for an access token: POST /users/getToken, docs group
// "authenticate". Asking again before the end returns the same token, so it is
// tried again like a read.
func (c *Client) getToken(ctx context.Context, key, secret string) (grant, error) {
	body, err := json.Marshal(map[string]string{"imp_key": key, "imp_secret": secret})
	if err != nil {
		return grant{}, err
	}
	req := call{
		operation: "getToken", method: http.MethodPost, path: "/users/getToken",
		body: body, login: true, timeout: c.readTimeout,
	}
	var granted grant
	_, err = c.do(ctx, req, func(raw json.RawMessage) error {
		granted, err = readGrant(raw)
		return err
	})
	return granted, err
}

// readGrant takes the life of the token from PortOne's two times, never from
// the clock of this machine, which may be wrong.
func readGrant(raw json.RawMessage) (grant, error) {
	var read auth
	if err := decodeObject(raw, &read); err != nil {
		return grant{}, err
	}
	life := read.ExpiredAt.Sub(read.Now)
	if life <= 0 {
		return grant{}, errors.New("token has ended already")
	}
	return grant{token: read.AccessToken, life: min(life, longestLife)}, nil
}
