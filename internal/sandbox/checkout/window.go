package checkout

import (
	"encoding/json"
	"errors"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/problem"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// maxAnswer is the most bytes of a window's form.
const maxAnswer = 16 << 10

// showWindow shows an open window, or that it is over.
func (s *server) showWindow(w http.ResponseWriter, r *http.Request) {
	view, ok := s.engine.WindowBySecret(chi.URLParam(r, "secret"))
	if !ok || view.Done {
		s.render(w, r, overPage(r, view, ok))
		return
	}
	s.render(w, r, payPage(r, view, ""))
}

// answerWindow applies what the buyer did and tells the shop's page: by a
// message from an overlay or pop-up, by a redirect from a page.
func (s *server) answerWindow(w http.ResponseWriter, r *http.Request) {
	secret := chi.URLParam(r, "secret")
	view, ok := s.engine.WindowBySecret(secret)
	form, err := readForm(w, r)
	if err != nil {
		s.refuse(w, r, view, ok, err)
		return
	}
	choice, err := choiceOf(form)
	if err != nil {
		s.refuse(w, r, view, ok, err)
		return
	}
	s.recordApp(r, view, appsOf(view, otherPhone), form)
	result, err := s.engine.FinishWindow(r.Context(), secret, choice)
	switch {
	case errors.Is(err, engine.ErrWindow):
		s.over(w, r, view, ok)
	case errors.Is(err, engine.ErrConfirming):
		s.busy(w, r, view)
	case errors.Is(err, engine.ErrChoice):
		s.refuse(w, r, view, ok, fault.Field(fault.BadField, "outcome", "this window does not offer that"))
	case err != nil:
		s.log.ErrorContext(r.Context(), "answer of a payment window failed", "imp_uid", view.ImpUID, "err", err)
		s.refuse(w, r, view, ok, fault.New(fault.InternalError))
	default:
		s.tell(w, r, view, result)
	}
}

// message is what a window posts to the page that opened it.
type message struct {
	Source   string        `json:"source"`
	Type     string        `json:"type"`
	Callback engine.Object `json:"callback,omitempty"`
}

// told is a result that reaches the page's callback; silent ends the window
// without calling it.
func told(callback engine.Object) message {
	return message{Source: "naru-sandbox", Type: "result", Callback: callback}
}

var silent = message{Source: "naru-sandbox", Type: "close"}

// busy tells the SDK that the window cannot be closed now, and to ask again.
var busy = message{Source: "naru-sandbox", Type: "busy"}

// tell brings the result to the shop.
func (s *server) tell(w http.ResponseWriter, r *http.Request, view engine.WindowView, result engine.Result) {
	m := told(result.Callback)
	if result.Hang || result.LoseReply {
		m = silent
	}
	switch {
	case wantsJSON(r):
		allowAnyOrigin(w)
		s.answer(w, r, m)
	case result.Hang:
		s.render(w, r, hangPage(r, view))
	case result.LoseReply && view.Provider == "naverco":
		s.render(w, r, orderedPage(r, view))
	case result.LoseReply:
		s.render(w, r, lostPage(r, view, m))
	case result.Delivery == engine.ByRedirect && result.RedirectURL != "":
		leave(w, r, result.RedirectURL)
	default:
		s.render(w, r, donePage(r, view, m))
	}
}

// leave sends the browser to m_redirect_url as PortOne does.
func leave(w http.ResponseWriter, r *http.Request, address string) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer")
	http.Redirect(w, r, address, http.StatusFound)
}

// over answers for a window that is unknown or was answered already.
func (s *server) over(w http.ResponseWriter, r *http.Request, view engine.WindowView, known bool) {
	if wantsJSON(r) {
		// The SDK asks when the buyer closed what had ended: nothing is left to tell.
		allowAnyOrigin(w)
		s.answer(w, r, silent)
		return
	}
	s.render(w, r, overPage(r, view, known))
}

// busy answers a second click while the shop is asked whether to go on.
func (s *server) busy(w http.ResponseWriter, r *http.Request, view engine.WindowView) {
	if wantsJSON(r) {
		allowAnyOrigin(w)
		s.answer(w, r, busy)
		return
	}
	p := payPage(r, view, textsOf[language(r, view.Language)].Confirming)
	p.status = http.StatusConflict
	s.render(w, r, p)
}

// refuse answers a request that cannot be applied; an open window stays open.
func (s *server) refuse(w http.ResponseWriter, r *http.Request, view engine.WindowView, known bool, err error) {
	if wantsJSON(r) {
		allowAnyOrigin(w)
		problem.Write(w, problem.Of(err))
		return
	}
	if !known || view.Done {
		s.render(w, r, overPage(r, view, known))
		return
	}
	p := payPage(r, view, sentence(r, view.Language, err))
	p.status = fault.CodeOf(err).Entry().Kind.Status()
	s.render(w, r, p)
}

func wantsJSON(r *http.Request) bool {
	return strings.HasPrefix(r.Header.Get("Accept"), "application/json")
}

// readForm reads the form of a window, which names one outcome.
func readForm(w http.ResponseWriter, r *http.Request) (url.Values, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return nil, fault.Newf(fault.BadContentType, "send the window's own form")
	}
	raw, err := readBody(w, r, maxAnswer)
	if err != nil {
		return nil, err
	}
	form, err := url.ParseQuery(string(raw))
	if err != nil {
		return nil, fault.Newf(fault.BadRequest, "the form is not well formed")
	}
	if len(form["outcome"]) != 1 {
		return nil, fault.Field(fault.MissingField, "outcome", "one outcome is needed")
	}
	return form, nil
}

// choiceOf takes from the form what belongs to the method: a browser also sends
// the fields that the window hides.
func choiceOf(form url.Values) (engine.Choice, error) {
	c := engine.Choice{Outcome: engine.Outcome(form.Get("outcome")), Method: form.Get("method")}
	switch asked := engine.MethodAsks(c.Method); {
	case asked == engine.AsksWallet:
		c.Money = form.Get("wallet") == "money"
		return c, nil
	case asked == engine.AsksBank:
		c.Bank = form.Get("bank")
		return c, nil
	case asked != engine.AsksCard && c.Method != "":
		return c, nil
	}
	c.CardCode = form.Get("card_code")
	if quota := form.Get("card_quota"); quota != "" {
		months, err := strconv.Atoi(quota)
		if err != nil || months < 0 {
			return engine.Choice{}, fault.Field(fault.BadField, "card_quota", "months as a whole number")
		}
		c.CardQuota = months
	}
	return c, nil
}

// sentence is what a person reads of an error in the window.
func sentence(r *http.Request, asked string, err error) string {
	entry := fault.CodeOf(err).Entry()
	if language(r, asked) == "ko" {
		return entry.Korean
	}
	return entry.Eng
}

// encoded writes a message for the attribute that window.js reads.
func (m message) encoded() string {
	raw, err := json.Marshal(m)
	if err != nil {
		return "" // an Object of texts and numbers always marshals
	}
	return string(raw)
}
