package console

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// clockEnd is the last moment that the clock can be moved to: what is due later
// still has a year of four digits.
var clockEnd = time.Date(9000, 1, 1, 0, 0, 0, 0, time.UTC)

func (s *server) clock(http.ResponseWriter, *http.Request) (any, error) {
	var due any
	if next, ok := s.engine.NextDue(); ok {
		next.Merchant, _ = engine.AccountOf(next.Merchant)
		due = next
	}
	return engine.Object{
		{Name: "now", Value: s.engine.Now().Format(time.RFC3339Nano)},
		{Name: "running", Value: !s.engine.ClockStands()},
		{Name: "next_due", Value: due},
	}, nil
}

// move is the body of POST /clock: exactly one of its members.
type move struct {
	Set     *string         `json:"set"`
	Advance json.RawMessage `json:"advance"`
	NextDue bool            `json:"advance_to_next_due"`
}

func (s *server) moveClock(w http.ResponseWriter, r *http.Request) (any, error) {
	var in move
	if err := decode(w, r, &in); err != nil {
		return nil, err
	}
	to, err := s.target(in)
	if err != nil {
		return nil, err
	}
	did, err := s.o.Move(r.Context(), to)
	if err != nil {
		return nil, err
	}
	return engine.Object{
		{Name: "now", Value: s.engine.Now().Format(time.RFC3339Nano)},
		{Name: "did", Value: did},
	}, nil
}

// target is the time that the clock shall show.
func (s *server) target(in move) (time.Time, error) {
	now, field := s.engine.Now(), "set"
	to := now
	switch given := count(in.Set != nil, in.Advance != nil, in.NextDue); {
	case given != 1:
		return to, fault.Field(fault.BadField, "set", "give one of set, advance and advance_to_next_due, and only one")
	case in.Set != nil:
		t, err := time.Parse(time.RFC3339, *in.Set)
		if err != nil {
			return to, fault.Field(fault.BadField, "set", "a time such as 2026-01-01T00:00:00Z (RFC 3339)")
		}
		if t.Before(now) {
			return to, fault.Field(fault.BadField, "set", "the clock does not go back: it shows %s", now.Format(time.RFC3339Nano))
		}
		to = t
	case in.Advance != nil:
		d, ok := engine.ParseSpan(in.Advance)
		if !ok {
			return to, fault.Field(fault.BadField, "advance", "seconds, or a duration such as 90m, 36h, PT90M or P30D, of 0 to 100 years")
		}
		to, field = now.Add(d), "advance"
	default:
		if next, ok := s.engine.NextDue(); ok && next.At.After(now) {
			to, field = next.At, "advance_to_next_due"
		}
	}
	if to.After(clockEnd) {
		return to, fault.Field(fault.BadField, field, "the clock ends at %s", clockEnd.Format(time.RFC3339))
	}
	return to, nil
}

func count(given ...bool) int {
	n := 0
	for _, g := range given {
		if g {
			n++
		}
	}
	return n
}
