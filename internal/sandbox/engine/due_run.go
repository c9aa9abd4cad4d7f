package engine

import (
	"context"
	"fmt"
	"time"
)

// RunDue makes the scheduled charges whose time has come, and what scenarios
// have set in motion, in their order, each on its own, and returns how many
// that were. Webhooks are the sender's.
func (e *Engine) RunDue(ctx context.Context) (int, error) {
	for done := 0; ; done++ {
		if ctx.Err() != nil {
			return done, nil // the sandbox stops; what is due stays due
		}
		ran := false
		err := e.do(ctx, func(t *tx) error {
			next, ok := e.nextOwn()
			if !ok || next.At.After(t.now) {
				return nil
			}
			ran = true
			e.tries++
			if next.What != "schedule" {
				first, _, _ := e.mishaps.next.first()
				return t.carryOut(e.mishaps.deeds[first])
			}
			s := e.schedules[e.charges[0].key]
			if _, err := t.execute(s); err != nil {
				return fmt.Errorf("execute %v: %w", s, err)
			}
			return nil
		})
		if err != nil || !ran {
			return done, err
		}
	}
}

// nextOwn returns what the engine itself does next: a charge or a deed. Of both
// at one time the charge comes first. The caller holds the lock.
func (e *Engine) nextOwn() (next DueThing, ok bool) {
	if len(e.charges) > 0 {
		d := e.charges[0]
		next, ok = DueThing{At: time.Unix(d.at, 0).UTC(), What: "schedule", Merchant: d.key.merchant, MerchantUID: d.key.merchantUID}, true
	}
	if first, _, waits := e.mishaps.next.first(); waits {
		d := e.mishaps.deeds[first]
		if at := time.UnixMicro(d.At).UTC(); !ok || at.Before(next.At) {
			next, ok = DueThing{At: at, What: d.What, Merchant: d.Merchant, ImpUID: d.ImpUID, MerchantUID: d.MerchantUID}, true
		}
	}
	return next, ok
}

// NextStep returns what is to be carried out next, a charge, a deed or a
// webhook, whether its time has come or not. At one time the webhook is last.
func (e *Engine) NextStep() (next DueThing, ok bool) {
	hook, hooked := e.NextWebhook()
	e.mu.Lock()
	defer e.mu.Unlock()
	next, ok = e.nextOwn()
	if hooked && (!ok || hook.At.Before(next.At)) {
		return hook, true
	}
	return next, ok
}
