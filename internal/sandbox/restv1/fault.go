package restv1

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// answer is what goes back for a call.
type answer struct {
	status      int
	contentType string
	body        []byte
	hint        string // for the log
	cut         bool   // the connection breaks in the middle of the body
}

// strike asks the scenarios what becomes of this call. A sandbox that cannot
// say so carries the call out as if there were none.
func (s *server) strike(c *call) (engine.Scenario, bool) {
	if !s.engine.WatchesREST() {
		return engine.Scenario{}, false
	}
	scenario, struck, err := s.engine.StrikeREST(c.Context(), engine.RESTCall{
		Method: c.Method, Path: c.URL.Path, Token: token(c.Header), APIKey: c.fields["imp_key"].text, Tier: c.Header.Get(headerTier),
		ImpUID: firstText(c.path("imp_uid"), c.fields["imp_uid"].text), Amount: c.fields["amount"].text,
		MerchantUID: firstText(c.path("merchant_uid"), c.fields["merchant_uid"].text),
	})
	if err != nil {
		s.log.ErrorContext(c.Context(), "sandbox REST V1 could not ask the scenarios", "err", err)
		return engine.Scenario{}, false
	}
	return scenario, struck
}

func firstText(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}

// errLeft is what the log says of a caller who did not wait.
var errLeft = errors.New("the caller left before the answer")

// mishap answers a call that a scenario has struck: the operation is carried
// out before the bad answer (after: true) or not at all, save that a slow call
// is carried out when its time is over.
func (s *server) mishap(w http.ResponseWriter, c *call, h handler, sc engine.Scenario) {
	c.scenario = &sc
	c.merchant, _ = s.engine.Authenticate(token(c.Header)) // for the log, where the operation does not come to it
	if !sc.Do.After && sc.Do.Effect == engine.RESTSlow && !waited(c, sc.Do.MS) {
		s.record(c, 0, nil, errLeft.Error())
		return
	}
	var a answer
	if sc.Do.After || sc.Do.Effect == engine.RESTSlow {
		a = s.carriedOut(w, c, h)
	}
	switch sc.Do.Effect {
	case engine.RESTSlow:
		if sc.Do.After && !waited(c, sc.Do.MS) {
			a.hint = errLeft.Error()
		}
	case engine.RESTError:
		a = s.enveloped(c, nil, failure(http.StatusInternalServerError, -1, firstText(sc.Do.Text, textBroken)))
	case engine.RESTUnauthorized:
		if err := s.engine.EndToken(c.Context(), token(c.Header)); err != nil {
			s.log.ErrorContext(c.Context(), "sandbox REST V1 could not end a token", "err", err)
		}
		a = s.enveloped(c, nil, errUnauthorized)
	case engine.RESTHTML:
		a = answer{status: http.StatusBadGateway, contentType: "text/html", body: []byte(badGateway)}
	case engine.RESTCut:
		if a.body == nil {
			a = s.enveloped(c, engine.Object{}, nil)
		}
		a.cut = true
	}
	s.send(w, c, a)
}

// textBroken is the message of a PortOne that fails (assumed).
const textBroken = "일시적인 오류가 발생했습니다. 잠시 후 다시 시도해 주세요."

// badGateway is what a proxy before PortOne might answer.
const badGateway = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n"

// waited lets real milliseconds pass, and reports whether the caller still
// waits then.
func waited(c *call, ms int) bool {
	over := time.NewTimer(time.Duration(ms) * time.Millisecond)
	defer over.Stop()
	select {
	case <-over.C:
		return true
	case <-c.Context().Done():
		return false
	}
}

// send records the exchange and writes the answer. Recorded first: what a
// caller does after its answer comes later in the log.
func (s *server) send(w http.ResponseWriter, c *call, a answer) {
	sent := a.body
	if a.cut {
		sent = a.body[:len(a.body)/2]
	}
	s.record(c, a.status, sent, a.hint)
	w.Header().Set("Content-Type", a.contentType)
	if !a.cut {
		w.WriteHeader(a.status)
		_, _ = w.Write(sent) // a caller that has left is not told anything
		return
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
	w.WriteHeader(a.status)
	_, _ = w.Write(sent)
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler) // the way to break a connection off, which the server catches
}
