package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
)

// ending is how one request ends that is let through.
type ending string

const (
	answered  ending = "answered"              // with an effect
	idle      ending = "answered, no effect"   // nothing had to be done
	refused   ending = "refused"               // before any effect
	failed    ending = "failed after its work" // the effect is stored, the request fails
	pending   ending = "outcome not known yet" // 202
	forgetful ending = "crashed at its end"    // the effect is stored, the answer is not
)

// mortal is a store that stops taking changes.
type mortal struct {
	merchant.Store
	dead bool
}

func (m *mortal) Update(ctx context.Context, fn func(merchant.Tx) error) error {
	if m.dead {
		return errBroken
	}
	return m.Store.Update(ctx, fn)
}

// told is what the model knows of one wish.
type told struct {
	fingerprint string
	held        time.Time
	answer      string // empty: an effect without an answer
	created     time.Time
}

// wishModel says what Once must answer, in plain words.
type wishModel struct {
	rows    map[string]*told
	effects map[string]int // of each key since it was last forgotten
}

// entrance returns the code that a request is refused with, or the answer that
// it is given again; neither: it runs.
func (m wishModel) entrance(key, fingerprint string, resumable bool, now time.Time) (fault.Code, string) {
	row := m.rows[key]
	switch {
	case row == nil:
		return "", ""
	case row.fingerprint != fingerprint:
		return fault.IdempotencyMismatch, ""
	case row.answer != "":
		return "", row.answer
	case row.held.After(now):
		return fault.IdempotencyRunning, ""
	case !resumable:
		return fault.IdempotencyLost, ""
	}
	return "", ""
}

// forget drops what is older than seven days.
func (m wishModel) forget(now time.Time) {
	for key, row := range m.rows {
		if row.created.Before(now.Add(-merchant.AnswersKept)) {
			delete(m.rows, key)
			delete(m.effects, key)
		}
	}
}

// wishProperty sends requests under few keys with two bodies, ends them in every
// way, lets time pass, and compares each answer and the effects with the model.
func wishProperty(t *testing.T, store merchant.Store) {
	round := 0
	rapid.Check(t, func(r *rapid.T) {
		round++
		now := clock.NewManual(at(1))
		frail := &mortal{Store: store}
		s := server(t, frail, now)
		m := wishModel{rows: map[string]*told{}, effects: map[string]int{}}
		runs := 0
		for range rapid.IntRange(1, 10).Draw(r, "requests") {
			key := fmt.Sprintf("p%d-%s", round, rapid.SampledFrom([]string{"a", "b"}).Draw(r, "key"))
			w := merchant.Wish{Key: key, Fingerprint: rapid.SampledFrom([]string{"x", "x", "x", "y"}).Draw(r, "body"), Resumable: rapid.Bool().Draw(r, "resumable")}
			end := rapid.SampledFrom([]ending{answered, idle, refused, failed, pending, forgetful}).Draw(r, "end")
			runs++
			m.request(t, r, s, frail, w, end, fmt.Sprintf("run_%d_%d", round, runs), now.Now())
			now.Advance(rapid.SampledFrom([]time.Duration{0, time.Minute, time.Hour, 8 * 24 * time.Hour}).Draw(r, "later"))
			if _, err := s.RunDue(t.Context()); err != nil {
				r.Fatal(err)
			}
			m.forget(now.Now())
		}
	})
}

// request sends one request and compares it with what the model says.
func (m wishModel) request(t *testing.T, r *rapid.T, s *merchant.Service, frail *mortal, w merchant.Wish, end ending, name string, now time.Time) {
	code, kept := m.entrance(w.Key, w.Fingerprint, w.Resumable, now)
	of := payment.ID("pay_" + w.Key)
	before := effects(t, frail.Store, of)
	acted := false // this run has an effect
	ran := false
	answer, replayed, err := s.Once(t.Context(), w, func(ctx context.Context) (merchant.Reply, error) {
		ran = true
		if end == refused {
			return merchant.Reply{}, errBroken
		}
		if found := w.Resumable && m.effects[w.Key] > 0; end != idle && !found {
			acted = true
			if err := effect(ctx, s.Store, of, name); err != nil {
				return merchant.Reply{}, err
			}
		}
		switch end {
		case failed:
			return merchant.Reply{}, errBroken
		case pending:
			return merchant.Reply{Status: 202, Body: []byte("wait")}, nil
		case forgetful:
			frail.dead = true
		}
		return merchant.Reply{Status: 200, Body: []byte("answer of " + name)}, nil
	})
	frail.dead = false
	if ran != (code == "" && kept == "") || replayed != (kept != "") || (kept != "" && string(answer.Body) != kept) || (code != "" && fault.CodeOf(err) != code) {
		r.Fatalf("%s of %+v: ran %v, replayed %v %q, error %v; want code %q or the answer %q", end, w, ran, replayed, answer.Body, err, code, kept)
	}
	if ran {
		m.ended(r, w, end, acted, name, err, now)
	}
	if got := effects(t, frail.Store, of) - before; got != map[bool]int{true: 1}[acted] {
		r.Fatalf("%s of %+v: %d new effects, acted %v", end, w, got, acted)
	}
	if acted {
		m.effects[w.Key]++
	}
	if m.effects[w.Key] > 1 {
		r.Fatalf("wish %s had %d effects", w.Key, m.effects[w.Key])
	}
}

// ended notes what a request that ran leaves behind.
func (m wishModel) ended(r *rapid.T, w merchant.Wish, end ending, acted bool, name string, err error, now time.Time) {
	wantErr := end == refused || end == failed || (end == forgetful && !acted)
	if (err != nil) != wantErr || (wantErr && !errors.Is(err, errBroken)) {
		r.Fatalf("%s: error %v, want one: %v", end, err, wantErr)
	}
	row := m.rows[w.Key]
	keeps := end == answered || end == idle
	if row == nil {
		if !acted && !keeps {
			return
		}
		row = &told{fingerprint: w.Fingerprint, created: now}
		m.rows[w.Key] = row
	}
	switch {
	case keeps:
		row.answer, row.held = "answer of "+name, time.Time{}
	case end == forgetful && acted:
		row.held = now.Add(2 * time.Minute)
	case acted:
		row.held = time.Time{}
	}
}
