// Package hook calls the merchant's server: it sends the sandbox's webhooks and
// puts its questions (confirm_url).
//
// It refuses every address that is neither on this machine nor allowed by
// name, follows no redirect, and decides nothing: which webhook is due, whether
// a failed one is tried again, and which scheduled charges are to be made on
// its beat, is the engine's to say. Its main invariant is that a merchant's slow
// or broken server holds up nobody but its own webhooks.
package hook

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// The documented limits of a call.
const (
	connectTimeout = 10 * time.Second
	readTimeout    = 30 * time.Second // of the first call, after connecting
	resendTimeout  = 15 * time.Second // of a re-sent call, in all
	askTimeout     = 10 * time.Second // of a question to the shop, in all
)

// How the loop works.
const (
	parallel     = 32                     // webhooks under way at once
	pollEvery    = 500 * time.Millisecond // for retries that become due without an event
	responseMost = 64 << 10               // bytes of an answer that are read
	idleTimeout  = 30 * time.Second       // after which a connection that nothing is sent over is closed
)

// userAgent is assumed; PortOne's is unknown.
const userAgent = "NaruSandbox-Webhook/1.0"

// Sender delivers due webhooks.
type Sender struct {
	engine *engine.Engine
	clock  clock.Clock
	log    *slog.Logger
	allow  []string
	client *http.Client
	slots  chan struct{}

	launching sync.Mutex // held by launch: who looks for a slot meets none that is taken for a moment alone

	held func() bool
	free <-chan struct{}
}

// Options are what a Sender may be given; the zero value works.
type Options struct {
	Clock      clock.Clock
	Logger     *slog.Logger
	AllowHosts []string // hosts besides loopback that may be called
	OneByOne   bool     // send one webhook at a time, so that two runs are alike

	// Held reports whether Run has to wait, and Free receives when it need not
	// any more; nil: it never waits. RunDue does not ask.
	Held func() bool
	Free <-chan struct{}
}

// New returns a Sender for the engine's webhooks.
func New(e *engine.Engine, o Options) *Sender {
	s := &Sender{engine: e, clock: o.Clock, log: o.Logger, allow: o.AllowHosts, slots: make(chan struct{}, parallel), held: o.Held, free: o.Free}
	if s.held == nil {
		s.held = func() bool { return false }
	}
	if o.OneByOne {
		s.slots = make(chan struct{}, 1)
	}
	if s.clock == nil {
		s.clock = clock.System{}
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	s.client = &http.Client{
		Transport: &http.Transport{
			DialContext: s.dial, ResponseHeaderTimeout: readTimeout, MaxIdleConnsPerHost: parallel, IdleConnTimeout: idleTimeout,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return s
}

// Run delivers webhooks until ctx ends, then waits for those under way.
func (s *Sender) Run(ctx context.Context) error {
	woken, stop := s.engine.SubscribeCommands()
	defer stop()
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	var flying sync.WaitGroup
	for {
		if !s.held() {
			s.launch(ctx, s.clock.Now(), &flying)
		}
		select {
		case <-ctx.Done():
			flying.Wait()
			return nil
		case <-woken:
		case <-s.free:
		case <-tick.C:
		}
	}
}

// RunDue delivers every webhook that is due at now, waits for those that Run is
// sending, too, and returns when none is left, with how many it sent itself. It
// ends early when ctx does.
func (s *Sender) RunDue(ctx context.Context, now time.Time) int {
	woken, stop := s.engine.SubscribeCommands()
	defer stop()
	var flying sync.WaitGroup
	defer flying.Wait()
	total := s.launch(ctx, now, &flying)
	for s.engine.Owes(now) {
		select {
		case <-woken: // an attempt was recorded or given up, and its slot is free
		case <-ctx.Done():
			return total
		}
		total += s.launch(ctx, now, &flying)
	}
	return total
}

// launch makes the scheduled charges that are due, which tell of themselves by
// webhooks, and starts the due webhooks as far as there are slots.
func (s *Sender) launch(ctx context.Context, now time.Time, flying *sync.WaitGroup) int {
	s.launching.Lock()
	defer s.launching.Unlock()
	started := 0
	if _, err := s.engine.RunDue(ctx); err != nil {
		s.log.ErrorContext(ctx, "sandbox could not make a scheduled charge", "err", err)
	}
	for ctx.Err() == nil {
		select {
		case s.slots <- struct{}{}:
		default:
			return started // those under way wake the loop when they end
		}
		due := s.engine.ClaimDue(now, 1)
		if len(due) == 0 {
			<-s.slots
			return started
		}
		started++
		flying.Go(func() { s.deliver(ctx, due[0]) })
	}
	return started
}

// deliver sends one webhook and reports what became of it. Its slot is free
// before anybody is woken by the report.
func (s *Sender) deliver(ctx context.Context, d engine.WebhookDelivery) {
	attempt := s.send(ctx, d)
	<-s.slots
	if attempt.Code == 0 && ctx.Err() != nil {
		s.engine.Release(d.ID) // broken off by our own end, which is no answer of the shop's
		return
	}
	if err := s.engine.RecordAttempt(context.WithoutCancel(ctx), d.ID, attempt); err != nil {
		s.log.ErrorContext(ctx, "sandbox could not record a webhook", "delivery", d.ID, "err", err)
	}
}

func (s *Sender) send(ctx context.Context, d engine.WebhookDelivery) engine.Attempt {
	timeout := connectTimeout + readTimeout
	if len(d.Attempts) > 0 || d.Resent {
		timeout = resendTimeout
	}
	return s.post(ctx, timeout, d.URL, d.ContentType, d.Body)
}

// Ask puts a question to a shop's server, such as its confirm_url, and returns
// its answer; it takes 10 s at most and reaches the hosts that webhooks may.
func (s *Sender) Ask(ctx context.Context, q engine.Question) engine.Attempt {
	return s.post(ctx, askTimeout, q.URL, engine.JSONBody, q.Body)
}

func (s *Sender) post(ctx context.Context, timeout time.Duration, address, contentType, content string) engine.Attempt {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return engine.Attempt{Problem: "주소가 올바르지 않습니다."}
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(content))
	if err != nil {
		return engine.Attempt{Problem: err.Error()}
	}
	req.Header.Set("Content-Type", contentType)
	req.Header.Set("User-Agent", userAgent)
	res, err := s.client.Do(req)
	if err != nil {
		return engine.Attempt{Problem: err.Error()}
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(res.Body, responseMost))
	a := engine.Attempt{Code: res.StatusCode, Response: strings.ToValidUTF8(string(body), "\uFFFD")}
	if err != nil {
		a.Problem = err.Error()
	}
	return a
}

// errForeign is what a call to another machine ends with.
var errForeign = errors.New("샌드박스는 이 컴퓨터와 --allow-host로 허용한 호스트만 호출합니다")

// dial connects to loopback addresses, and anywhere for allowed names. The
// address is checked after the name was resolved, so that no name can point
// elsewhere.
func (s *Sender) dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("read webhook address: %w", err)
	}
	d := net.Dialer{Timeout: connectTimeout}
	if !slices.Contains(s.allow, host) {
		d.Control = func(_, resolved string, _ syscall.RawConn) error {
			ip, _, err := net.SplitHostPort(resolved)
			if err != nil || !net.ParseIP(ip).IsLoopback() {
				return errForeign
			}
			return nil
		}
	}
	return d.DialContext(ctx, network, address)
}
