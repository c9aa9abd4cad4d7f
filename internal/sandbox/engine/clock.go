package engine

import (
	"context"
	"time"

	"github.com/naru-pay/naru/internal/clock"
)

// turn is a move of the clock, as the journal keeps it.
type turn struct {
	Stands bool  `json:"stands"`
	At     int64 `json:"at"`    // UNIX microseconds; of a clock that stands
	Ahead  int64 `json:"ahead"` // microseconds before the machine; of one that runs
}

func (turn) kind() string { return "clock" }

func (c turn) apply(e *Engine) {
	e.clock.Put(clock.Position{
		Stands: c.Stands, At: time.UnixMicro(c.At), Ahead: time.Duration(c.Ahead) * time.Microsecond,
	})
}

func turnTo(p clock.Position) turn {
	if p.Stands {
		return turn{Stands: true, At: p.At.UnixMicro()}
	}
	return turn{Ahead: p.Ahead.Microseconds()}
}

// DueThing is something that time alone brings about: a webhook is sent, a
// schedule charged, an account takes no deposit any more, a token is not valid
// any more, or what a scenario has set in motion: the approval of a payment that
// had failed, pg_cancel at the PG, console_cancel in PortOne's console; or the
// refund of a cancel that was accepted is carried out.
type DueThing struct {
	At          time.Time `json:"at"`
	What        string    `json:"what"`
	Merchant    string    `json:"imp"`
	ImpUID      string    `json:"imp_uid,omitempty"`      // of a webhook, an account and a deed
	MerchantUID string    `json:"merchant_uid,omitempty"` // of a schedule and a deed
}

// ClockStands reports whether the clock moves only when told.
func (e *Engine) ClockStands() bool { return e.clock.Position().Stands }

// stand stops the clock at t, or where the history ends if that is later: no
// clock goes back.
func (e *Engine) stand(ctx context.Context, at time.Time) error {
	if last, ok := e.recent.last(); ok && last.At.After(at) {
		at = last.At
	}
	p := clock.StandingAt(at)
	if p == e.clock.Position() {
		return nil
	}
	return e.do(ctx, func(t *tx) error { return t.turn(p, p.At) })
}

// turn moves the clock; what is told of it is told in the new time.
func (t *tx) turn(p clock.Position, now time.Time) error {
	t.now = now
	t.put(turnTo(p))
	return t.tell("clock.moved", "", "", Object{{"now", now.Format(time.RFC3339Nano)}, {"running", !p.Stands}})
}

// MoveClock moves the clock forward to a time and returns how many accounts
// and tokens lapsed on the way. A time that is not ahead moves nothing.
// Charges and webhooks that became due are the caller's to carry out.
func (e *Engine) MoveClock(ctx context.Context, to time.Time) (lapsed int, err error) {
	err = e.do(ctx, func(t *tx) error {
		p, forward := e.clock.Until(to)
		if !forward {
			return nil
		}
		from := t.now
		for d := range e.lapses {
			if d.At.After(from) && !d.At.After(to) {
				lapsed++
			}
		}
		return t.turn(p, to.UTC().Truncate(time.Microsecond))
	})
	return lapsed, err
}

// lapses yields the ends of all issued accounts that wait for their money, and
// of all tokens.
func (e *Engine) lapses(yield func(DueThing) bool) {
	for _, id := range e.issued {
		p := e.payments.of(id)
		if p.Status != Ready {
			continue
		}
		// The last second of the due time still counts.
		if !yield(DueThing{At: time.Unix(p.VbankDate+1, 0).UTC(), What: "account", Merchant: p.Merchant, ImpUID: p.ImpUID}) {
			return
		}
	}
	for _, code := range e.codes {
		if k, ok := e.tokens[code]; ok && !yield(DueThing{At: time.Unix(k.ExpiresAt, 0).UTC(), What: "token", Merchant: code}) {
			return
		}
	}
}

// NextDue returns what time brings next; ok is false when it brings nothing. A
// webhook that is due already, and only not yet sent, is next too.
func (e *Engine) NextDue() (next DueThing, ok bool) {
	next, ok = e.NextStep()
	e.mu.Lock()
	defer e.mu.Unlock()
	now := e.clock.Now()
	for d := range e.lapses {
		if d.At.After(now) && (!ok || d.At.Before(next.At)) {
			next, ok = d, true
		}
	}
	return next, ok
}

// NextWebhook returns the webhook that is to be sent next, whether its time has
// come or not.
func (e *Engine) NextWebhook() (next DueThing, ok bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	id, m, ok := e.waiting.first()
	if !ok || e.faults.HoldWebhooks {
		return DueThing{}, false
	}
	d := e.deliveries.of(id)
	return DueThing{At: time.UnixMicro(m.at).UTC(), What: "webhook", Merchant: d.Merchant, ImpUID: d.ImpUID}, true
}

// Owes reports whether a charge, a deed or a webhook whose time has come was not tried
// yet, by whomever it is being sent.
func (e *Engine) Owes(now time.Time) bool {
	next, ok := e.NextStep()
	return ok && !next.At.After(now)
}

// Tries returns how often a webhook was tried, a scheduled charge made or a deed
// done since the start.
func (e *Engine) Tries() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.tries
}
