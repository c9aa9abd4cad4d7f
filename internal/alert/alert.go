// Package alert tells people what the server cannot settle by itself: money that
// it neither accepts nor gives back, refunds that only a person can conclude or
// whose outcome is unknown for long, events that the shop was never told, and
// work that keeps failing.
//
// It refuses to carry anything personal, to follow redirects, to go through a
// proxy, and to write one message for each event: what is of one kind goes into
// one line. Its main invariant is that it stands beside the money and never
// before it: what it does is its own rows, and its failure is a row that is due
// again.
package alert

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/merchant"
)

// The times and sizes of the work.
const (
	lookEvery  = 10 * time.Second // how often the store is asked for what is untold
	gather     = 10 * time.Second // how long the first of a kind waits for others
	window     = 5 * time.Minute  // at most one message of a kind within
	lease      = 2 * time.Minute  // how long a claim keeps other servers away
	batch      = 200              // things looked at, or told of, at once
	past       = 24 * time.Hour   // what is older was told of, or nobody wanted to hear it
	unknownFor = 30 * time.Minute // how long a refund may be unknown before people hear of it
	longest    = 72 * time.Hour   // how long a message is tried
	tryTimeout = 10 * time.Second
	mostAnswer = 4 << 10 // bytes read of what the other side answers
)

// Config says where people are told, and what they need to know.
type Config struct {
	URL  string // http or https; takes Slack's {"text"}
	Link string // address of the payment server, as people reach it
	Test bool   // play money: the messages say so

	// Failing lists the duties that have kept failing; nil: none.
	Failing func() []string
	// Counted hears of every message and whether it was taken; nil: nobody.
	Counted func(kind merchant.AlertKind, told bool)
}

// Alerter tells people. It is safe for concurrent use, also by several servers
// on one store: of all of them one tells, once.
type Alerter struct {
	config Config
	store  merchant.Store
	book   merchant.Alerts
	clock  clock.Clock
	log    *slog.Logger
	client *http.Client

	mu     sync.Mutex // guards looked
	looked time.Time
}

// New returns an alerter, or an error that names the setting that is wrong.
func New(c Config, store merchant.Store, book merchant.Alerts, clk clock.Clock, log *slog.Logger) (*Alerter, error) {
	u, err := url.Parse(c.URL)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.User != nil || u.Fragment != "" {
		return nil, errors.New("NARU_ALERT_URL must be an http or https address without a user or a fragment")
	}
	return &Alerter{config: c, store: store, book: book, clock: clk, log: log, client: newClient()}, nil
}

// RunDue notes what is untold and tells what is due. It returns how many
// messages it tried; its error is the store's: a place that takes no message is
// no error, but another try later.
func (a *Alerter) RunDue(ctx context.Context) (int, error) {
	now := a.clock.Now()
	if err := a.look(ctx, now); err != nil {
		return 0, err
	}
	due, err := a.book.Claim(ctx, now, now.Add(lease), batch)
	if err != nil || len(due) == 0 {
		return 0, err
	}
	kinds := map[merchant.AlertKind][]merchant.Alert{}
	for _, one := range due {
		kinds[one.Kind] = append(kinds[one.Kind], one)
	}
	tried := 0
	var problems []error
	for kind, list := range kinds {
		n, err := a.tell(ctx, kind, list)
		tried += n
		problems = append(problems, err)
	}
	return tried, errors.Join(problems...)
}

// look notes what nobody was told of yet, every few seconds however often it is
// called.
func (a *Alerter) look(ctx context.Context, now time.Time) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if now.Sub(a.looked) < lookEvery {
		return nil
	}
	list, err := a.book.Untold(ctx, now.Add(-past), now.Add(-unknownFor), batch)
	if err != nil {
		return err
	}
	if a.config.Failing != nil {
		for _, duty := range a.config.Failing() {
			list = append(list, merchant.Alert{
				Kind: merchant.AlertDuty, Subject: duty + now.UTC().Format(" 2006-01-02T15"), Reason: duty, RaisedAt: now,
			})
		}
	}
	a.looked = now
	if len(list) == 0 {
		return nil
	}
	for i := range list {
		list[i].DueAt = now.Add(gather)
	}
	return a.book.Note(ctx, list)
}

// tell writes one message about everything of a kind, or waits until the last
// message of its kind is old enough.
func (a *Alerter) tell(ctx context.Context, kind merchant.AlertKind, list []merchant.Alert) (int, error) {
	now := a.clock.Now()
	last, err := a.book.LastTold(ctx, kind)
	if err != nil {
		return 0, err
	}
	if next := last.Add(window); !last.IsZero() && next.After(now) {
		return 0, a.book.Retry(ctx, list, next)
	}
	text, err := a.message(ctx, kind, list)
	if err != nil {
		return 0, err
	}
	problem := a.post(ctx, text)
	if problem != nil && ctx.Err() != nil {
		return 1, nil // we are stopping: the lease runs out, and somebody tries again
	}
	if a.config.Counted != nil {
		a.config.Counted(kind, problem == nil)
	}
	if problem == nil {
		return 1, a.book.Told(ctx, list, a.clock.Now())
	}
	return 1, a.later(ctx, kind, list, problem)
}

// later plans the next try, each after twice the time of the one before.
func (a *Alerter) later(ctx context.Context, kind merchant.AlertKind, list []merchant.Alert, problem error) error {
	now := a.clock.Now()
	tries, oldest := list[0].Tries, list[0].RaisedAt
	for _, one := range list {
		tries = max(tries, one.Tries)
		if one.RaisedAt.Before(oldest) {
			oldest = one.RaisedAt
		}
	}
	if now.Sub(oldest) > longest {
		a.log.Error("people not told, given up", "kind", kind, "count", len(list), "err", problem)
		return a.book.Retry(ctx, list, time.Time{})
	}
	wait := min(10*time.Second<<min(tries, 6), 10*time.Minute)
	a.log.Warn("people not told, later again", "kind", kind, "count", len(list), "next", now.Add(wait), "err", problem)
	return a.book.Retry(ctx, list, now.Add(wait))
}

// Try sends a message that says that it is one for trying, and returns why it
// was not taken.
func (a *Alerter) Try(ctx context.Context) error { return a.post(ctx, a.head()+tryWords) }
