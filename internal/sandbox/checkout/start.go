package checkout

import (
	"encoding/json"
	"mime"
	"net/http"
	"regexp"
	"slices"
	"unicode/utf8"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/problem"
	"github.com/naru-pay/naru/internal/sandbox/engine"
	"github.com/naru-pay/naru/internal/strictjson"
)

// The most that is read of a start request; custom_data rarely needs four levels.
const (
	maxStart = 64 << 10 // bytes
	maxDepth = 32       // objects and lists inside each other
)

// startBody is what the SDK sends for one request_pay.
type startBody struct {
	UserCode string                     `json:"user_code"`
	TierCode string                     `json:"tier_code"`
	Params   map[string]json.RawMessage `json:"params"`
	Legacy   bool                       `json:"legacy"`
	PageURL  string                     `json:"page_url"`
}

type startedWindow struct {
	ImpUID   string          `json:"imp_uid"`
	URL      string          `json:"url"`
	Kind     engine.Kind     `json:"kind"`
	Delivery engine.Delivery `json:"delivery"`
}

type refusedStart struct {
	Callback    engine.Object `json:"callback"`
	RedirectURL *string       `json:"redirect_url"`
}

// start answers the SDK: a window that was opened, or what the pre-check says.
func (s *server) start(w http.ResponseWriter, r *http.Request) {
	allowAnyOrigin(w)
	body, err := readStart(w, r)
	if err != nil {
		problem.Write(w, problem.Of(err))
		return
	}
	opened, refused, err := s.engine.StartWindow(r.Context(), body.request(r))
	s.answerStart(w, r, "/checkout/w/", opened, refused, err)
}

// request is the body with what the browser says of itself.
func (b startBody) request(r *http.Request) engine.StartRequest {
	agent := r.UserAgent()
	return engine.StartRequest{
		UserCode: b.UserCode, TierCode: b.TierCode, Params: b.Params, Device: device(agent), UserAgent: agent,
		Origin: origin(r), PageURL: b.PageURL, Legacy: b.Legacy,
	}
}

// answerStart tells the SDK where its window is, or why there is none.
func (s *server) answerStart(w http.ResponseWriter, r *http.Request, path string, opened engine.Window, refused *engine.Refusal, err error) {
	switch {
	case err != nil:
		s.log.ErrorContext(r.Context(), "start of a window failed", "err", err)
		problem.Write(w, problem.Of(fault.New(fault.InternalError)))
	case refused != nil:
		answer := refusedStart{Callback: refused.Callback}
		if refused.RedirectURL != "" {
			answer.RedirectURL = &refused.RedirectURL
		}
		s.answer(w, r, map[string]any{"refused": answer})
	default:
		s.answer(w, r, map[string]any{"window": startedWindow{
			ImpUID: opened.ImpUID, URL: s.public() + path + opened.Secret, Kind: opened.Kind, Delivery: opened.Delivery,
		}})
	}
}

func readStart(w http.ResponseWriter, r *http.Request) (startBody, error) {
	var body startBody
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || !slices.Contains([]string{"text/plain", "application/json"}, kind) {
		return body, fault.Newf(fault.BadContentType, "send text/plain or application/json")
	}
	raw, err := readBody(w, r, maxStart)
	if err != nil {
		return body, err
	}
	if err := strictjson.Decode(raw, maxDepth, &body); err != nil {
		return body, err
	}
	switch {
	case body.UserCode == "":
		return body, fault.Field(fault.MissingField, "user_code", "the argument of IMP.init")
	case body.Params == nil:
		return body, fault.Field(fault.MissingField, "params", "the first argument of request_pay")
	}
	return body, nil
}

// readBody reads at most limit bytes of UTF-8; it refuses more, and a body that
// breaks off.
func readBody(w http.ResponseWriter, r *http.Request, limit int64) ([]byte, error) {
	raw, err := problem.ReadBody(w, r, limit)
	if err == nil && !utf8.Valid(raw) {
		err = fault.Newf(fault.BadRequest, "the body is not UTF-8")
	}
	return raw, err
}

// origin is where the shop's page says it stands; browsers write it themselves.
func origin(r *http.Request) string {
	if values := r.Header.Values("Origin"); len(values) == 1 {
		return values[0]
	}
	return ""
}

// phones names what browsers of phones and tablets call themselves. PortOne
// tells the device by the User-Agent, never by the width of the screen.
var phones = regexp.MustCompile(`(?i)Mobi|Android|iPhone|iPad|iPod`)

func device(userAgent string) engine.Device {
	if phones.MatchString(userAgent) {
		return engine.Mobile
	}
	return engine.PC
}
