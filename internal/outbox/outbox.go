// Package outbox tells the shop what happened: it delivers the events that were
// stored with each change to the address of the configuration and to every
// endpoint that the shop added, signed as Standard Webhooks has it.
//
// It refuses to follow redirects, to go through a proxy, to reach an inner
// network by an address that the operator did not write himself, and to take
// anything but 2xx for an answer. Its main invariant is that an event is done at
// an address only after that address said so, five days have passed, or the
// address is no more, and that the events of one payment arrive at each in the
// order of its versions, each perhaps more than once. No address waits for
// another.
package outbox

import (
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
	"github.com/naru-pay/naru/internal/egress"
	"github.com/naru-pay/naru/internal/id"
	"github.com/naru-pay/naru/internal/merchant"
)

// The limits of one round.
const (
	tryTimeout = egress.Timeout    // for one try, the answer included
	mostAnswer = egress.MostAnswer // bytes read of the shop's answer
	lease      = 60 * time.Second  // how long a claim keeps other servers away
	batch      = 32                // deliveries at a time, each of another payment
	recordTime = 5 * time.Second   // to store the outcome, also while stopping
	mostWords  = 200               // bytes kept of a problem
	mostKept   = 500               // bytes kept of an answer
)

// Config says where the shop is told.
type Config struct {
	URL     string    // of the operator's own endpoint, http or https; empty: there is none
	Secret  string    // its whsec_…; several, with spaces between, sign side by side
	Entropy io.Reader // for jitter; nil: the system's

	// Transport carries the tries in a simulation, which has no network; nil:
	// connections of its own.
	Transport http.RoundTripper

	Policy   egress.Policy   // which addresses endpoints may have
	Resolver egress.Resolver // finds them; nil: the system's
}

// Outbox delivers events. It is safe for concurrent use, also by several
// servers on one store.
type Outbox struct {
	own     *target // nil: the configuration names none
	policy  egress.Policy
	entropy io.Reader
	store   merchant.Store
	clock   clock.Clock
	log     *slog.Logger
	client  *http.Client // for endpoints
	works   works
}

// target is an address with what signs for it.
type target struct {
	url     string
	secrets [][]byte
	client  *http.Client
}

// New returns an outbox, or an error that names the setting that is wrong.
func New(c Config, store merchant.Store, clk clock.Clock, log *slog.Logger) (*Outbox, error) {
	if c.Entropy == nil {
		c.Entropy = id.System
	}
	o := &Outbox{
		policy: c.Policy, entropy: c.Entropy, store: store, clock: clk, log: log,
		client: egress.Client(c.Policy, c.Resolver, perEndpoint),
	}
	if c.URL == "" && c.Secret == "" {
		return o, nil
	}
	u, err := url.Parse(c.URL)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.User != nil || u.Fragment != "" {
		return nil, errors.New("NARU_SHOP_WEBHOOK_URL must be an http or https address without a user or a fragment")
	}
	secrets, err := parseSecrets(c.Secret)
	if err != nil {
		return nil, err
	}
	client := newClient()
	if c.Transport != nil {
		client.Transport = c.Transport
	}
	o.own = &target{c.URL, secrets, client}
	return o, nil
}

// newClient reaches the operator's own address, wherever it is.
func newClient() *http.Client {
	return &http.Client{
		Timeout: tryTimeout,
		Transport: &http.Transport{
			MaxIdleConnsPerHost: batch, MaxConnsPerHost: batch, IdleConnTimeout: time.Minute, DisableCompression: true,
			TLSHandshakeTimeout: tryTimeout, MaxResponseHeaderBytes: mostAnswer, ForceAttemptHTTP2: true,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// RunDue delivers everything that is due, at the configured address and at every
// endpoint side by side, and waits for all of it. It returns how many tries it
// made; its error is the store's or ctx's: a shop that does not answer is no
// error, but another try later.
func (o *Outbox) RunDue(ctx context.Context) (int, error) {
	var group sync.WaitGroup
	var own, others int
	var ownErr, otherErr error
	group.Go(func() { own, ownErr = o.RunConfigured(ctx) })
	group.Go(func() { others, otherErr = o.runEndpoints(ctx) })
	group.Wait()
	return own + others, errors.Join(ownErr, otherErr)
}

// RunConfigured is RunDue for the configured address alone, round by round,
// since a delivered event makes the next of its payment due.
func (o *Outbox) RunConfigured(ctx context.Context) (int, error) {
	if o.own == nil {
		return 0, nil
	}
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
	return len(due), each(due, func(d merchant.Delivery) error { return o.deliver(ctx, d) })
}

// each runs work on every row at once and waits for all of it.
func each[T any](rows []T, work func(T) error) error {
	var group sync.WaitGroup
	problems := make([]error, len(rows))
	for i, row := range rows {
		group.Go(func() { problems[i] = work(row) })
	}
	group.Wait()
	return errors.Join(problems...)
}

// deliver makes one try and stores how it went.
func (o *Outbox) deliver(ctx context.Context, d merchant.Delivery) error {
	answer := o.post(ctx, *o.own, d.EventID, d.Body)
	if answer.Problem != "" && ctx.Err() != nil {
		return ctx.Err() // we are stopping: the lease runs out, and somebody tries again
	}
	again, err := o.again(d, answer, "")
	if err != nil {
		return err
	}
	return o.record(ctx, func(ctx context.Context, tx merchant.Tx, now time.Time) error {
		if answer.Problem == "" {
			return tx.Outbox().Delivered(ctx, d.EventID, d.Fence, now, answer)
		}
		return tx.Outbox().Failed(ctx, d.EventID, d.Fence, now, again, answer)
	})
}

// record stores an outcome, also while we are stopping. One that comes after its
// lease is left out: another try is under way.
func (o *Outbox) record(ctx context.Context, write func(context.Context, merchant.Tx, time.Time) error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordTime)
	defer cancel()
	now := o.clock.Now()
	err := o.store.Update(ctx, func(tx merchant.Tx) error { return write(ctx, tx, now) })
	if errors.Is(err, merchant.ErrStale) {
		return nil
	}
	return err
}

// again is when to try next after an answer that is no yes, or zero to give up;
// the log hears of it.
func (o *Outbox) again(d merchant.Delivery, answer merchant.ShopReply, endpointID string) (time.Time, error) {
	if answer.Problem == "" {
		return time.Time{}, nil
	}
	var random [2]byte
	if _, err := io.ReadFull(o.entropy, random[:]); err != nil {
		return time.Time{}, fmt.Errorf("read entropy: %w", err)
	}
	again := next(d.Tries, d.Began(), o.clock.Now(), binary.LittleEndian.Uint16(random[:]))
	attrs := []any{"event_id", d.EventID, "payment_id", d.PaymentID, "tries", d.Tries, "err", answer.Problem}
	if endpointID != "" {
		attrs = append(attrs, "endpoint_id", endpointID)
	}
	if again.IsZero() {
		o.log.Error("shop not told, given up", attrs...)
	} else {
		o.log.Warn("shop not told, later again", append(attrs, "next", again)...)
	}
	return again, nil
}
