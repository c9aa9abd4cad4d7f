package simtest

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// portoneWire carries a server's calls to the sandbox's REST API. What it
// carries is the client's own bytes; what goes wrong with them is the tape's.
type portoneWire struct{ inc *incarnation }

// cancelCall is one cancel as it arrived at PortOne.
type cancelCall struct {
	ImpUID      string       `json:"imp_uid"`
	MerchantUID string       `json:"merchant_uid"`
	Amount      *json.Number `json:"amount"`
	Checksum    *json.Number `json:"checksum"`
	Reason      string       `json:"reason"`
}

// RoundTrip implements http.RoundTripper.
func (p portoneWire) RoundTrip(req *http.Request) (*http.Response, error) {
	w := p.inc.world
	var body []byte
	if req.Body != nil {
		body, _ = io.ReadAll(req.Body)
	}
	call := &sent{wire: p, req: req, body: body, name: req.Method + " " + callName(req.URL), thread: threadOf(req.Context())}
	if call.thread == nil {
		call.thread = p.inc.login
	}
	p.inc.stand(req.Context(), call.name)
	if p.inc.dead {
		return nil, errGone
	}
	resp, err := call.go_(w)
	if p.inc.dead {
		return nil, errGone
	}
	return resp, err
}

// callName says what a call asks for, without what differs from run to run.
func callName(u *url.URL) string {
	if u.RawQuery == "" || strings.HasPrefix(u.Path, "/payments/status") {
		return u.Path
	}
	return u.Path + "?" + u.RawQuery
}

// sent is one call on its way.
type sent struct {
	wire   portoneWire
	req    *http.Request
	body   []byte
	name   string
	thread *thread
}

func (s *sent) note(w *World, what string) { w.note(s.thread.name, s.name+": "+what) }

// go_ carries the call, or loses it.
func (s *sent) go_(w *World) (*http.Response, error) {
	r := w.rates
	write := s.req.Method != http.MethodGet
	switch {
	case w.goes(r.lostBefore):
		s.note(w, "lost on the way there")
		w.reach("call lost before")
		return nil, io.ErrUnexpectedEOF
	case w.goes(r.failing):
		s.note(w, "502 of a proxy")
		w.reach("call answered 5xx")
		return plainAnswer(s.req, http.StatusBadGateway, "<html>502</html>"), nil
	case w.goes(r.refused) && !strings.HasSuffix(s.req.URL.Path, "getToken"):
		s.note(w, "401")
		w.reach("call answered 401")
		return plainAnswer(s.req, http.StatusUnauthorized, `{"code":-1,"message":"Unauthorized","response":null}`), nil
	case write && w.goes(r.late):
		return nil, s.later(w)
	case w.goes(r.slow):
		wait := of(w.tape, 2*time.Second, 9*time.Second, 40*time.Second, 65*time.Second)
		s.note(w, "slow, "+wait.String())
		w.reach("call slow")
		w.sched.pause(s.thread, s.name+" slow", w.now().Add(wait))
	case !write && w.goes(r.stale):
		if old, ok := w.ledger.earlier[s.name]; ok {
			s.note(w, "answered as it was before")
			w.reach("stale answer")
			return old.response(s.req), nil
		}
	}
	return s.carry(w)
}

// carry brings the call to PortOne and its answer back.
func (s *sent) carry(w *World) (*http.Response, error) {
	if s.req.Method != http.MethodGet && w.goes(w.rates.twice) {
		s.note(w, "arrives twice")
		w.reach("call duplicated")
		s.deliver(w)
	}
	a := s.deliver(w)
	if s.req.Method != http.MethodGet || w.goes(w.rates.pause) {
		s.wire.inc.stand(s.req.Context(), s.name+" answered")
	}
	switch {
	case w.goes(w.rates.lostAfter):
		s.note(w, "answer lost")
		w.reach("call lost after")
		return nil, io.ErrUnexpectedEOF
	case w.goes(w.rates.cut):
		s.note(w, "answer cut")
		w.reach("answer truncated")
		body := a.body.Bytes()
		a.body = *bytes.NewBuffer(body[:len(body)/2])
		return a.response(s.req), nil
	}
	return a.response(s.req), nil
}

// later lets the caller's patience end before the call arrives: it is carried
// out all the same, perhaps after its server is gone.
func (s *sent) later(w *World) error {
	wait := of(w.tape, 75*time.Second, 100*time.Second, 140*time.Second)
	s.note(w, "arrives late, in "+wait.String())
	w.reach("call arrives after its time-out")
	ghost := *s
	ghost.thread = w.sched.spawn("late "+s.name, w.now().Add(wait), func(context.Context) { ghost.deliver(w) })
	w.sched.pause(s.thread, s.name+" timed out", w.now().Add(70*time.Second))
	return context.DeadlineExceeded
}

// deliver hands the call to the sandbox, which carries it out at once.
func (s *sent) deliver(w *World) *recorder {
	path := s.req.URL.RequestURI()
	req, err := http.NewRequest(s.req.Method, portoneURL+path, bytes.NewReader(s.body))
	if err != nil {
		panic(err) // it was a request before
	}
	req.Header = s.req.Header.Clone()
	req.RemoteAddr, req.RequestURI = "192.0.2.9:5000", path
	cancel := strings.HasSuffix(s.req.URL.Path, "/payments/cancel")
	if cancel {
		var c cancelCall
		_ = json.Unmarshal(s.body, &c)
		w.ledger.cancelArrives(w, c)
		s.name = "POST /payments/cancel " + c.ImpUID + " " + number(c.Amount) + " of " + number(c.Checksum) + " " + firstWord(c.Reason)
	}
	a := &recorder{}
	w.portone.ServeHTTP(a, req)
	if s.req.Method == http.MethodGet {
		kept := *a
		w.ledger.earlier[s.name] = &kept
	}
	if cancel || a.code != http.StatusOK {
		text := a.body.String()
		s.note(w, http.StatusText(a.code)+" "+text[:min(len(text), 60)])
	}
	return a
}

func number(n *json.Number) string {
	if n == nil {
		return "none"
	}
	return n.String()
}

func firstWord(s string) string {
	word, _, _ := strings.Cut(s, " ")
	return word
}

func plainAnswer(req *http.Request, code int, body string) *http.Response {
	a := &recorder{}
	a.WriteHeader(code)
	_, _ = a.body.WriteString(body)
	return a.response(req)
}
