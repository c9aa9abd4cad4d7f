package restv1

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/go-chi/chi/v5"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// bodyMost is the largest body that is read.
const bodyMost = 256 << 10

// call is one request with its body read.
type call struct {
	*http.Request
	body     []byte
	fields   fields
	query    url.Values
	garbled  bool             // the body was not understood to its end
	account  string           // whose token it is
	merchant string           // the store that is meant: the account, or the sub-store that the Tier header names
	scenario *engine.Scenario // that has struck it, if any
}

// serve reads the request, answers and records both.
func (s *server) serve(h handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c := &call{Request: r}
		if err := c.read(w); err != nil {
			s.send(w, c, s.enveloped(c, nil, err))
			return
		}
		if scenario, struck := s.strike(c); struck {
			s.mishap(w, c, h, scenario)
			return
		}
		s.send(w, c, s.carriedOut(w, c, h))
	}
}

// carriedOut does what is asked for and wraps the outcome.
func (s *server) carriedOut(w http.ResponseWriter, c *call, h handler) answer {
	response, err := h(w, c)
	return s.enveloped(c, response, err)
}

// read takes the body and the query apart.
func (c *call) read(w http.ResponseWriter) error {
	body, err := io.ReadAll(http.MaxBytesReader(w, c.Body, bodyMost))
	c.body = body
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return failure(http.StatusRequestEntityTooLarge, -1, "요청 본문이 너무 큽니다.")
	}
	if err != nil {
		return failure(http.StatusBadRequest, -1, "요청 본문을 읽을 수 없습니다.")
	}
	if c.query, err = url.ParseQuery(c.URL.RawQuery); err != nil || !utf8.ValidString(strings.Join(flat(c.query), "")) {
		return failure(http.StatusBadRequest, -1, "주소의 질의 값이 올바르지 않습니다.")
	}
	if c.Method == http.MethodGet {
		return nil // what a client sends along with a read means nothing
	}
	c.fields, err = decode(c.Header.Get("Content-Type"), body)
	c.garbled = err != nil
	return err
}

func flat(q url.Values) []string {
	var all []string
	for name, values := range q {
		all = append(append(all, name), values...)
	}
	return all
}

// path returns a path value as it was meant: chi leaves a%2Fb escaped when the
// raw path differs.
func (c *call) path(name string) string {
	value := chi.URLParam(c.Request, name)
	if c.URL.RawPath == "" {
		return value
	}
	plain, err := url.PathUnescape(value)
	if err != nil {
		return value
	}
	return plain
}

var errUnauthorized = failure(http.StatusUnauthorized, -1, "Unauthorized")

// authenticated lets a handler see only requests with a live token.
func (s *server) authenticated(h handler) handler {
	return func(w http.ResponseWriter, c *call) (any, error) {
		account, ok := s.engine.Authenticate(token(c.Header))
		if !ok {
			return nil, errUnauthorized
		}
		c.account, c.merchant = account, account
		if err := s.allowed(c); err != nil {
			return nil, err
		}
		if err := s.chooseStore(c); err != nil {
			return nil, err
		}
		return h(w, c)
	}
}

// token reads both forms that PortOne's own material uses, and the header of
// old clients.
func token(h http.Header) string {
	value := strings.TrimSpace(h.Get("Authorization"))
	if value == "" {
		return strings.TrimSpace(h.Get("X-ImpTokenHeader"))
	}
	if scheme, rest, found := strings.Cut(value, " "); found && strings.EqualFold(scheme, "Bearer") {
		return strings.TrimSpace(rest)
	}
	return value
}

// mediaType returns the bare content type in lower case.
func mediaType(header string) string {
	media, _, err := mime.ParseMediaType(header)
	if err != nil {
		media, _, _ = strings.Cut(header, ";")
	}
	return strings.ToLower(strings.TrimSpace(media))
}

// enveloped wraps an outcome as PortOne does.
func (s *server) enveloped(c *call, response any, err error) answer {
	status, env, hint := http.StatusOK, envelope{Response: response}, ""
	switch v := response.(type) {
	case partial:
		status, env.Response = http.StatusMultiStatus, v.list
	case told:
		env = envelope{Code: v.code, Message: &v.message, Response: v.response, Error: v.pg}
	}
	if err != nil {
		f := refused(err)
		if f == nil {
			s.log.ErrorContext(c.Context(), "sandbox REST V1 could not answer", "err", err)
			f = &refusal{status: http.StatusInternalServerError, code: -1, message: "샌드박스에 오류가 생겼습니다."}
		}
		status, hint = f.status, f.hint
		env = envelope{Code: f.code, Message: &f.message}
	}
	raw, err := env.encode()
	if err != nil {
		s.log.ErrorContext(c.Context(), "sandbox REST V1 could not write its answer", "err", err)
		status, raw = http.StatusInternalServerError, []byte(`{"code":-1,"message":"encoding","response":null}`)
	}
	return answer{status: status, contentType: "application/json; charset=UTF-8", body: raw, hint: hint}
}

// record writes the exchange into the engine's log, without secrets.
func (s *server) record(c *call, status int, answer []byte, hint string) {
	impUID := c.fields["imp_uid"].text
	if v := c.path("imp_uid"); v != "" {
		impUID = v
	}
	exchange := engine.Object{
		{Name: "method", Value: c.Method},
		{Name: "path", Value: c.URL.EscapedPath()},
		{Name: "query", Value: c.loggedQuery()},
		{Name: "content_type", Value: c.Header.Get("Content-Type")},
		{Name: "body", Value: c.loggedBody()},
		{Name: "status", Value: status},
		{Name: "answer", Value: maskedLater(answer)},
		{Name: "hint", Value: hint},
	}
	if c.scenario != nil {
		exchange = append(exchange, engine.Object{
			{Name: "scenario", Value: c.scenario.Name},
			{Name: "scenario_id", Value: c.scenario.ID},
			{Name: "effect", Value: c.scenario.Do.Effect},
			{Name: "after", Value: c.scenario.Do.After},
		}...)
	}
	if err := s.engine.Record("rest.request", c.merchant, impUID, exchange); err != nil {
		s.log.ErrorContext(c.Context(), "sandbox REST V1 could not record a request", "err", err)
	}
}
