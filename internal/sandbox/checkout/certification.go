package checkout

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/problem"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// certificationPath begins the addresses of windows of IMP.certification.
const certificationPath = "/checkout/c/"

// confirmDigits is the outcome of the button that checks the digits of the text
// message: Approve, but not without them.
const confirmDigits = "confirm"

// personPage is what a window of IMP.certification shows.
type personPage struct {
	engine.CertificationView
	Given    engine.Person // what stands in the form
	Carriers []option
}

// certify answers the SDK's IMP.certification.
func (s *server) certify(w http.ResponseWriter, r *http.Request) {
	allowAnyOrigin(w)
	body, err := readStart(w, r)
	if err != nil {
		problem.Write(w, problem.Of(err))
		return
	}
	opened, refused, err := s.engine.StartCertification(r.Context(), body.request(r))
	s.answerStart(w, r, certificationPath, opened, refused, err)
}

// certification finds a window of IMP.certification, also as the frame that all
// windows share.
func (s *server) certification(r *http.Request) (person engine.CertificationView, frame engine.WindowView, ok bool) {
	v, ok := s.engine.CertificationBySecret(chi.URLParam(r, "secret"))
	return v, engine.WindowView{
		ImpUID: v.ImpUID, Merchant: v.Merchant, MerchantUID: v.MerchantUID, ShopName: v.ShopName, Provider: v.Provider, ProviderName: v.ProviderName, MID: v.MID,
		Test: v.Test, Language: v.Language, Kind: v.Kind, Delivery: v.Delivery, Origin: v.Origin, Done: v.Done,
	}, ok
}

// showCertification shows an open window, or that it is over.
func (s *server) showCertification(w http.ResponseWriter, r *http.Request) {
	person, frame, ok := s.certification(r)
	if !ok || person.Done {
		s.render(w, r, overPage(r, frame, ok))
		return
	}
	s.render(w, r, certificationPage(r, person, frame, person.Person, ""))
}

// certificationPage is the open window; wrong is what was wrong with the last
// answer, and given what stood in its form.
func certificationPage(r *http.Request, person engine.CertificationView, frame engine.WindowView, given engine.Person, wrong string) page {
	p := newPage(r, frame, "certify.html", http.StatusOK)
	p.Problem = wrong
	p.Person = &personPage{CertificationView: person, Given: given}
	for _, carrier := range engine.Carriers {
		label := carrier
		if network, isMVNO := strings.CutSuffix(carrier, "_MVNO"); isMVNO {
			label = p.T.Person.MVNO + " (" + network + ")"
		}
		p.Person.Carriers = append(p.Person.Carriers, option{Value: carrier, Label: label, Chosen: carrier == given.Carrier})
	}
	p.Apps = carrierApps(person.ImpUID, platformOf(r.UserAgent()))
	for _, o := range person.Outcomes {
		words := p.T.outcome(o, false, false)
		p.Outcomes = append(p.Outcomes, option{Value: string(o), Label: words[0], Hint: words[1]})
	}
	return p
}

// answerCertification applies what the person did and tells the shop's page.
func (s *server) answerCertification(w http.ResponseWriter, r *http.Request) {
	person, frame, ok := s.certification(r)
	form, err := readForm(w, r)
	if err != nil {
		s.refuseCertification(w, r, ok, form, "", err)
		return
	}
	choice := engine.CertificationChoice{Outcome: engine.Outcome(form.Get("outcome")), Person: personOf(form), OTP: strings.TrimSpace(form.Get("otp"))}
	if choice.Outcome == confirmDigits {
		choice.Outcome = engine.Approve
		if choice.OTP == "" {
			text := textsOf[language(r, frame.Language)].Person.NeedOTP
			s.refuseCertification(w, r, ok, form, text, fault.Field(fault.MissingField, "otp", "six digits"))
			return
		}
	} else {
		choice.OTP = "" // the sandbox's own buttons need no digits, and an app none
	}
	s.recordApp(r, frame, carrierApps(person.ImpUID, otherPhone), form)
	result, err := s.engine.FinishCertification(r.Context(), chi.URLParam(r, "secret"), choice)
	refusal, refused := errors.AsType[*engine.Error](err)
	switch {
	case errors.Is(err, engine.ErrWindow):
		s.over(w, r, frame, ok)
	case errors.Is(err, engine.ErrChoice):
		s.refuseCertification(w, r, ok, form, "", fault.Field(fault.BadField, "outcome", "this window does not offer that"))
	case refused:
		s.refuseCertification(w, r, ok, form, refusal.Message, fault.Newf(fault.BadField, "%s", refusal.Message))
	case err != nil:
		s.log.ErrorContext(r.Context(), "answer of a certification window failed", "imp_uid", person.ImpUID, "err", err)
		s.refuseCertification(w, r, ok, form, "", fault.New(fault.InternalError))
	default:
		s.tell(w, r, frame, result)
	}
}

// personOf reads the person of the form.
func personOf(form url.Values) engine.Person {
	text := func(name string) string { return strings.TrimSpace(form.Get(name)) }
	return engine.Person{
		Name: text("name"), Phone: text("phone"), Birthday: text("birthday"), Gender: text("gender"), Carrier: text("carrier"),
		Foreigner: form.Get("foreigner") == "true",
	}
}

// refuseCertification answers what cannot be applied; an open window stays open
// with what was typed. text is the engine's sentence, if it has one.
func (s *server) refuseCertification(w http.ResponseWriter, r *http.Request, known bool, form url.Values, text string, err error) {
	if wantsJSON(r) {
		allowAnyOrigin(w)
		problem.Write(w, problem.Of(err))
		return
	}
	person, frame, _ := s.certification(r)
	if !known || person.Done {
		s.render(w, r, overPage(r, frame, known))
		return
	}
	if text == "" {
		text = sentence(r, frame.Language, err)
	}
	given := person.Person
	if form != nil {
		given = personOf(form)
	}
	p := certificationPage(r, person, frame, given, text)
	p.status = fault.CodeOf(err).Entry().Kind.Status()
	s.render(w, r, p)
}
