package httpapi

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
)

// The stream of what happens.
const (
	mostStreams = 64 // at once
	livePace    = time.Second
	liveBeat    = 3 // looks between two signs of life, after each of which the session is looked at
)

// changeJSON is one thing that happened: what is shown of the payment is to be
// read again.
type changeJSON struct {
	Kind      payment.EventType `json:"kind"`
	PaymentID payment.ID        `json:"payment_id"`
	At        time.Time         `json:"at"`
}

// consoleLive streams what is stored from now on, by whichever server, until the
// session ends, the server does, or the browser leaves.
func (a *server) consoleLive(w http.ResponseWriter, r *http.Request) error {
	if _, err := query(r); err != nil {
		return err
	}
	last := r.Header.Get("Last-Event-ID")
	if last != "" && !ownID.MatchString(last) {
		return fault.Field(fault.BadRequest, "Last-Event-ID", "not an id of this stream")
	}
	select {
	case a.streams <- struct{}{}:
		defer func() { <-a.streams }()
	default:
		return fault.New(fault.ServerBusy)
	}
	s := stream{server: a, w: w, r: r, out: http.NewResponseController(w), listener: a.live.Listen()}
	defer s.listener.Close()
	if err := a.live.Look(r.Context()); err != nil {
		return err
	}
	var missed []merchant.Change
	whole := true
	if last != "" {
		var err error
		if missed, whole, err = a.live.Since(r.Context(), last); err != nil {
			return err
		}
	}
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // a proxy must not collect it
	if err := s.begin(missed, whole); err == nil {
		s.goOn()
	}
	return nil // whatever ended it: the answer has begun
}

// stream is one listening browser.
type stream struct {
	*server
	w        http.ResponseWriter
	r        *http.Request
	out      *http.ResponseController
	listener *merchant.Listener
}

// begin sends what the browser missed while it was away, or that it missed too
// much to tell.
func (s *stream) begin(missed []merchant.Change, whole bool) error {
	s.w.WriteHeader(http.StatusOK)
	if !whole {
		return s.send("event: reload\ndata: {}\n\n")
	}
	for _, c := range missed {
		if err := s.change(c); err != nil {
			return err
		}
	}
	return s.send(": here\n\n")
}

func (s *stream) goOn() {
	ticker := time.NewTicker(livePace)
	defer ticker.Stop()
	for n := 1; ; n++ {
		select {
		case c := <-s.listener.Changes():
			if s.change(c) != nil {
				return
			}
			continue
		case <-s.r.Context().Done():
			return
		case <-s.Done:
			return
		case <-ticker.C:
		}
		s.look()
		if s.listener.Lost() && s.send("event: reload\ndata: {}\n\n") != nil {
			return
		}
		if n%liveBeat != 0 {
			continue
		}
		if s.Console.Alive(s.r) != nil {
			_ = s.send("event: end\ndata: {}\n\n") // it ends either way
			return
		}
		if s.send(": still here\n\n") != nil {
			return
		}
	}
}

// look has the history looked at, unless another stream did just now. What it
// fails with passes, or ends the stream by the database's other users.
func (s *stream) look() {
	now, last := clock.System{}.Now().UnixNano(), s.lookedAt.Load()
	if now-last < int64(livePace)*3/4 || !s.lookedAt.CompareAndSwap(last, now) {
		return
	}
	if err := s.live.Look(s.r.Context()); err != nil && s.r.Context().Err() == nil {
		s.Log.WarnContext(s.r.Context(), "history not looked at; the next look follows", "err", err)
	}
}

func (s *stream) change(c merchant.Change) error {
	data, err := json.Marshal(changeJSON{Kind: c.Type, PaymentID: c.PaymentID, At: c.At.UTC()})
	if err != nil {
		return err
	}
	return s.send(fmt.Sprintf("id: %s\nevent: change\ndata: %s\n\n", c.ID, data))
}

// send writes and flushes; a browser that takes nothing is left after a while.
func (s *stream) send(text string) error {
	_ = s.out.SetWriteDeadline(clock.System{}.Now().Add(writeTimeout)) // where it cannot be set there is none to outlive
	if _, err := s.w.Write([]byte(text)); err != nil {
		return err
	}
	return s.out.Flush()
}
