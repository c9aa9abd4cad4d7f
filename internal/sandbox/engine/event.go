package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// Event is one thing that happened, in the order in which it happened.
type Event struct {
	Seq      uint64          `json:"seq"`
	At       time.Time       `json:"at"`
	Kind     string          `json:"kind"` // payment.paid, webhook.sent, rest.request …
	Merchant string          `json:"merchant,omitempty"`
	ImpUID   string          `json:"imp_uid,omitempty"`
	Data     json.RawMessage `json:"data,omitempty"`
	State    []StateChange   `json:"state,omitempty"` // new values, for the journal alone
}

// StateChange is a value that a command stored, as the journal keeps it.
type StateChange struct {
	Kind  string          `json:"kind"`
	Value json.RawMessage `json:"value"`
}

// Events returns the kept events with a number above after, oldest first.
func (e *Engine) Events(after uint64) []Event {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.recent.after(after)
}

// Subscribe returns a channel that receives after new events; ask Events for
// them. A reader that is slow misses wake-ups, never events. Call stop when
// done.
func (e *Engine) Subscribe() (woken <-chan struct{}, stop func()) { return e.watch(true) }

// SubscribeCommands is Subscribe for those who act on what commands did; what
// is only recorded, such as a REST request, does not wake them.
func (e *Engine) SubscribeCommands() (woken <-chan struct{}, stop func()) { return e.watch(false) }

func (e *Engine) watch(records bool) (woken <-chan struct{}, stop func()) {
	c := make(chan struct{}, 1)
	e.mu.Lock()
	defer e.mu.Unlock()
	e.watchers[c] = records
	return c, func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		delete(e.watchers, c)
	}
}

// unsavedMost is how many recorded events wait for a command before they are
// made durable on their own.
const unsavedMost = 256

// Record adds to the log something that changes no state, such as a REST
// request. It becomes durable with the next command, or after unsavedMost
// others. It is written out when somebody reads it, since most of the requests
// of a busy shop are read by nobody: data must not change any more.
func (e *Engine) Record(kind, merchant, impUID string, data Object) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	ev := kept{Event{Seq: e.seq + 1, At: e.clock.Now(), Kind: kind, Merchant: merchant, ImpUID: impUID}, data}
	if e.journal != nil {
		e.unsaved = append(e.unsaved, ev.written())
	}
	e.seq++
	e.recent.add(ev)
	e.wake(true)
	if len(e.unsaved) >= unsavedMost {
		return e.flush(context.Background())
	}
	return nil
}

// Flush makes recorded log entries durable; call it before closing.
func (e *Engine) Flush(ctx context.Context) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.flush(ctx)
}

func (e *Engine) flush(ctx context.Context) error {
	if e.journal == nil || len(e.unsaved) == 0 {
		return nil
	}
	if err := e.journal.Append(ctx, e.unsaved); err != nil {
		return fmt.Errorf("append to the journal: %w", err)
	}
	e.unsaved = nil
	return nil
}

// keep holds the newest events in memory.
func (e *Engine) keep(events ...Event) {
	for _, ev := range events {
		e.seq = ev.Seq
		ev.State = nil
		e.recent.add(kept{Event: ev})
	}
}

// wake tells the watchers of new events; of what was only recorded those who
// asked for that.
func (e *Engine) wake(recorded bool) {
	for c, records := range e.watchers {
		if recorded && !records {
			continue
		}
		select {
		case c <- struct{}{}:
		default:
		}
	}
}
