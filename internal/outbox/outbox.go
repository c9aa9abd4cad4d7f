// Package outbox tells the shop what happened: it delivers the events that were
// stored with each change to the shop's one address, signed as Standard
// Webhooks has it.
//
// It refuses to follow redirects, to go through a proxy, and to take anything
// but 2xx for an answer. Its main invariant is that an event is done only after
// the shop said so or five days have passed, and that the events of one payment
// arrive in the order of its versions, each perhaps more than once.
package outbox

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/id"
	"github.com/naru-pay/naru/internal/merchant"
)

// The limits of one round.
const (
	tryTimeout = 15 * time.Second // for one try, the answer included
	lease      = 60 * time.Second // how long a claim keeps other servers away
	batch      = 32               // deliveries at a time, each of another payment
	mostAnswer = 16 << 10         // bytes read of the shop's answer
	recordTime = 5 * time.Second  // to store the outcome, also while stopping
	mostWords  = 200              // bytes kept of a problem
)

// Config says where the shop is told.
type Config struct {
	URL     string    // http or https
	Secret  string    // whsec_…
	Entropy io.Reader // for jitter; nil: the system's

	// Transport carries the tries in a simulation, which has no network; nil:
	// connections of its own.
	Transport http.RoundTripper
}

// Outbox delivers events. It is safe for concurrent use, also by several
// servers on one store.
type Outbox struct {
	url     string
	secret  []byte
	entropy io.Reader
	store   merchant.Store
	clock   clock.Clock
	log     *slog.Logger
	client  *http.Client
}

// New returns an outbox, or an error that names the setting that is wrong.
func New(c Config, store merchant.Store, clk clock.Clock, log *slog.Logger) (*Outbox, error) {
	u, err := url.Parse(c.URL)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.User != nil || u.Fragment != "" {
		return nil, errors.New("NARU_SHOP_WEBHOOK_URL must be an http or https address without a user or a fragment")
	}
	secret, err := parseSecret(c.Secret)
	if err != nil {
		return nil, err
	}
	if c.Entropy == nil {
		c.Entropy = id.System
	}
	client := newClient()
	if c.Transport != nil {
		client.Transport = c.Transport
	}
	return &Outbox{url: c.URL, secret: secret, entropy: c.Entropy, store: store, clock: clk, log: log, client: client}, nil
}

func newClient() *http.Client {
	return &http.Client{
		Timeout: tryTimeout,
		Transport: &http.Transport{
			MaxIdleConnsPerHost: batch, MaxConnsPerHost: batch, IdleConnTimeout: time.Minute,
			TLSHandshakeTimeout: tryTimeout, MaxResponseHeaderBytes: mostAnswer, ForceAttemptHTTP2: true,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// RunDue delivers everything that is due, round by round, since a delivered
// event makes the next of its payment due. It returns how many tries it made;
// its error is the store's or ctx's: a shop that does not answer is no error,
// but another try later.
func (o *Outbox) RunDue(ctx context.Context) (int, error) {
	total := 0
	for ctx.Err() == nil {
		n, err := o.round(ctx)
		total += n
		if n == 0 || err != nil {
			return total, err
		}
	}
	return total, ctx.Err()
}

func (o *Outbox) round(ctx context.Context) (int, error) {
	var due []merchant.Delivery
	now := o.clock.Now()
	err := o.store.Update(ctx, func(tx merchant.Tx) (err error) {
		due, err = tx.Outbox().Claim(ctx, now, now.Add(lease), batch)
		return err
	})
	if err != nil {
		return 0, err
	}
	var group sync.WaitGroup
	problems := make([]error, len(due))
	for i, d := range due {
		group.Go(func() { problems[i] = o.deliver(ctx, d) })
	}
	group.Wait()
	return len(due), errors.Join(problems...)
}

// deliver makes one try and stores how it went.
func (o *Outbox) deliver(ctx context.Context, d merchant.Delivery) error {
	problem := o.post(ctx, d)
	if problem != nil && ctx.Err() != nil {
		return ctx.Err() // we are stopping: the lease runs out, and somebody tries again
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordTime)
	defer cancel()
	var err error
	if problem == nil {
		err = o.store.Update(ctx, func(tx merchant.Tx) error {
			return tx.Outbox().Delivered(ctx, d.EventID, d.Fence, o.clock.Now())
		})
	} else {
		err = o.failed(ctx, d, problem)
	}
	if errors.Is(err, merchant.ErrStale) {
		return nil // the try took longer than its lease, and another is under way
	}
	return err
}

func (o *Outbox) failed(ctx context.Context, d merchant.Delivery, problem error) error {
	var random [2]byte
	if _, err := io.ReadFull(o.entropy, random[:]); err != nil {
		return fmt.Errorf("read entropy: %w", err)
	}
	again := next(d.Tries, d.CreatedAt, o.clock.Now(), binary.LittleEndian.Uint16(random[:]))
	attrs := []any{"event_id", d.EventID, "payment_id", d.PaymentID, "tries", d.Tries, "err", problem}
	if again.IsZero() {
		o.log.Error("shop not told, given up", attrs...)
	} else {
		o.log.Warn("shop not told, later again", append(attrs, "next", again)...)
	}
	return o.store.Update(ctx, func(tx merchant.Tx) error {
		return tx.Outbox().Failed(ctx, d.EventID, d.Fence, again, words(problem))
	})
}

// words cuts a problem to what is worth keeping.
func words(problem error) string {
	text := problem.Error()
	return text[:min(len(text), mostWords)]
}

// post tells the shop once. Only 2xx is a yes.
func (o *Outbox) post(ctx context.Context, d merchant.Delivery) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, o.url, bytes.NewReader(d.Body))
	if err != nil {
		return err
	}
	stamp, signed := signature(o.secret, d.EventID, o.clock.Now(), d.Body)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "naru-webhook")
	req.Header.Set("Webhook-Id", d.EventID)
	req.Header.Set("Webhook-Timestamp", stamp)
	req.Header.Set("Webhook-Signature", signed)
	resp, err := o.client.Do(req)
	if err != nil {
		if wrapped, ok := errors.AsType[*url.Error](err); ok {
			err = wrapped.Err // without the address, which may be the shop's secret
		}
		return err
	}
	defer resp.Body.Close()
	// Reading the answer lets the connection serve again; what it says is the shop's own.
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, mostAnswer))
	if resp.StatusCode/100 != 2 {
		return fmt.Errorf("the shop answered %d", resp.StatusCode)
	}
	return nil
}
