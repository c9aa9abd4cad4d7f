package console

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

func (s *server) faults(http.ResponseWriter, *http.Request) (any, error) {
	return s.engine.Faults(), nil
}

// setFaults changes the members that are sent and keeps the others.
func (s *server) setFaults(w http.ResponseWriter, r *http.Request) (any, error) {
	f := s.engine.Faults()
	if err := decode(w, r, &f); err != nil {
		return nil, err
	}
	if err := s.engine.SetFaults(r.Context(), f); err != nil {
		return nil, err
	}
	return f, nil
}

// logLimit is how many events one answer holds at most.
const logLimit = 1000

// log answers the oldest events after a number, of a kind (or a group of
// kinds: "webhook") and an account, with our own addresses written as names:
// one seed and one list of requests have one log, on whatever port.
func (s *server) log(_ http.ResponseWriter, r *http.Request) (any, error) {
	q, err := query(r, "after", "kind", "imp", "imp_uid", "limit")
	if err != nil {
		return nil, err
	}
	after, err := sequence(q.Get("after"))
	if err != nil {
		return nil, err
	}
	limit, err := number(q, "limit", logLimit, logLimit)
	if err != nil {
		return nil, err
	}
	list, last, names := []engine.Event{}, after, s.names()
	for _, ev := range s.engine.Events(after) {
		if len(list) == limit {
			break
		}
		last = ev.Seq
		if kindIs(ev.Kind, q.Get("kind")) && (q.Get("imp") == "" || ev.Merchant == q.Get("imp")) &&
			(q.Get("imp_uid") == "" || ev.ImpUID == q.Get("imp_uid")) {
			list = append(list, named(names, ev))
		}
	}
	return engine.Object{{Name: "list", Value: list}, {Name: "last", Value: last}}, nil
}

func kindIs(kind, wanted string) bool {
	return wanted == "" || kind == wanted || strings.HasPrefix(kind, wanted+".")
}

func sequence(text string) (uint64, error) {
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseUint(text, 10, 63)
	if err != nil {
		return 0, fault.Field(fault.BadQuery, "after", "not a sequence number")
	}
	return n, nil
}

// events streams the log (server-sent events), beginning after the query's
// after or the header Last-Event-ID.
func (s *server) events(w http.ResponseWriter, r *http.Request) {
	text := r.Header.Get("Last-Event-ID")
	if q := r.URL.Query().Get("after"); q != "" {
		text = q
	}
	after, err := sequence(text)
	if err != nil {
		s.problem(w, r, err)
		return
	}
	woken, stop := s.engine.Subscribe()
	defer stop()
	out := http.NewResponseController(w)
	_ = out.SetWriteDeadline(time.Time{}) // a stream outlives the server's limit; where that cannot be lifted it ends early
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	for {
		for _, ev := range s.engine.Events(after) {
			raw, err := json.Marshal(ev)
			if err != nil {
				return
			}
			if _, err := fmt.Fprintf(w, "id: %d\nevent: %s\ndata: %s\n\n", ev.Seq, ev.Kind, raw); err != nil {
				return
			}
			after = ev.Seq
		}
		if out.Flush() != nil {
			return
		}
		select {
		case <-woken:
		case <-r.Context().Done():
			return
		case <-s.o.Done:
			return
		}
	}
}

func (s *server) state(http.ResponseWriter, *http.Request) (any, error) {
	console, rest := s.engine.Addresses()
	return engine.Object{
		{Name: "now", Value: s.engine.Now().Format(time.RFC3339Nano)},
		{Name: "merchants", Value: len(s.engine.Merchants())},
		{Name: "memory", Value: s.o.Memory},
		{Name: "addresses", Value: engine.Object{
			{Name: "console", Value: console},
			{Name: "sdk", Value: console + "/v1/iamport.js"},
			{Name: "api_v1", Value: rest},
			{Name: "control", Value: console + "/sandbox"},
		}},
	}, nil
}
