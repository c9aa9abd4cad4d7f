package engine

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A channel's 채널 속성.
const (
	typePayment       = "payment"
	typeCertification = "certification"
)

// certificationWindow is an opened window of IMP.certification and how its
// result will be told.
type certificationWindow struct {
	Secret      string   `json:"secret"`
	ImpUID      string   `json:"imp_uid"`
	WindowKind  Kind     `json:"kind"`
	Delivery    Delivery `json:"delivery"`
	Origin      string   `json:"origin"` // of the shop's page; the window posts its result there
	RedirectURL string   `json:"redirect_url"`
	Language    string   `json:"language"`
	Legacy      bool     `json:"legacy"`
	Company     string   `json:"company"`
	Done        bool     `json:"done"`
}

func (certificationWindow) kind() string { return "certification_window" }

func (w certificationWindow) apply(e *Engine) {
	s := &e.certifications
	if s.windows == nil {
		s.windows = map[string]certificationWindow{}
	}
	s.windows[w.Secret] = w
}

// StartCertification runs the pre-checks of IMP.certification, whose parameters
// are r.Params, and opens its window: a pop-up that calls back on a PC, and on
// a phone a page that redirects unless `popup` is true. A failed check is a
// Refusal and makes no record; err means that the sandbox itself failed.
func (e *Engine) StartCertification(ctx context.Context, r StartRequest) (w Window, refused *Refusal, err error) {
	if r.Device == "" {
		r.Device = PC
	}
	err = e.do(ctx, func(t *tx) error {
		s := &start{StartRequest: r, p: r.Params}
		if problem := e.checkCertification(s); problem != nil {
			refused = s.certificationRefused(problem)
			return t.tell("certification.refused", s.merchant.Code, "", Object{
				{"error_code", refused.Code}, {"error_msg", refused.Message}, {"hint", refused.Hint}, {"user_code", r.UserCode}, {"page_url", r.PageURL},
			})
		}
		w, err = t.openCertification(s)
		return err
	})
	return w, refused, err
}

// checkCertification runs the pre-checks. That they are those of request_pay
// where the parameters are the same is assumed.
func (e *Engine) checkCertification(s *start) *problem {
	for _, step := range []func(*start) *problem{e.checkUser, e.checkTier, s.checkMerchantUID, s.checkCertificationChannel, s.checkMinAge} {
		if problem := step(s); problem != nil {
			return problem
		}
	}
	_, delivery := s.certificationKind()
	if delivery == ByRedirect && s.p.text("m_redirect_url") == "" {
		return bad("모바일 본인인증에는 m_redirect_url이 필요합니다.", "popup: true가 아니면 m_redirect_url로 돌아옵니다.")
	}
	return redirectProblem(s.p.text("m_redirect_url"), ByCallback)
}

// checkCertificationChannel finds the channel as checkChannel does, among those
// of type certification.
func (s *start) checkCertificationChannel(_ *start) *problem {
	key, pg := s.p.text("channelKey"), s.p.text("pg")
	for _, c := range s.merchant.Channels {
		if c.Type != typeCertification {
			continue
		}
		if key != "" && c.Key == key || key == "" && (pg == "" || pg == c.Provider || pg == c.Provider+"."+c.MID) {
			s.channel = c
			return nil
		}
	}
	hint := "콘솔의 채널 관리에서 채널 속성이 본인인증인 채널을 추가하세요."
	if key != "" {
		hint = "이 channelKey의 본인인증 채널이 없습니다: " + key
	}
	return &problem{invented: codeNoChannel, message: textNoChannel, hint: hint}
}

// minAgeMost keeps a typing error from being an age.
const minAgeMost = 150

// checkMinAge looks at min_age where the PG has it; others ignore it.
func (s *start) checkMinAge(_ *start) *problem {
	if !certifiers[s.channel.Provider].ageLimit || !s.p.has("min_age") {
		return nil
	}
	if age, err := strconv.ParseInt(s.p.text("min_age"), 10, 64); err != nil || age < 0 || age > minAgeMost {
		return bad("min_age가 올바르지 않습니다.", "min_age는 0 이상의 정수(만 나이)입니다.")
	}
	return nil
}

// certificationKind is how the window shows and tells its result.
func (s *start) certificationKind() (Kind, Delivery) {
	if s.Device == Mobile && !s.p.isTrue("popup") {
		return Page, ByRedirect
	}
	return Popup, ByCallback
}

// openCertification stores the record and its window.
func (t *tx) openCertification(s *start) (Window, error) {
	c := Certification{MerchantUID: s.uid, Way: ByWindow, Origin: cut(s.PageURL, 2048), Person: somebody}
	kind := certifiers[s.channel.Provider]
	if kind.prefills {
		c.Person = Person{Name: s.p.text("name"), Phone: digitsIn(s.p.text("phone")), Carrier: carrierOf(s.p.text("carrier"))}.over(somebody)
	}
	if kind.ageLimit {
		c.MinAge, _ = strconv.ParseInt(s.p.text("min_age"), 10, 64) // checked before; 0 when there is none
	}
	c, err := t.newCertification(s.merchant.Code, s.channel, c)
	if err != nil {
		return Window{}, err
	}
	secret, err := t.e.hex(16)
	if err != nil {
		return Window{}, err
	}
	w := certificationWindow{
		Secret: secret, ImpUID: c.ImpUID, Origin: s.Origin, RedirectURL: s.p.text("m_redirect_url"), Language: language(s.p.text("language")),
		Legacy: s.Legacy, Company: cut(s.p.text("company"), 40),
	}
	w.WindowKind, w.Delivery = s.certificationKind()
	t.put(c)
	t.put(w)
	err = t.tell("certification.opened", c.Merchant, c.ImpUID, append(c.sms(w.Company), Object{
		{"kind", w.WindowKind}, {"delivery", w.Delivery}, {"page_url", s.PageURL},
	}...))
	return Window{ImpUID: c.ImpUID, Secret: secret, Kind: w.WindowKind, Delivery: w.Delivery}, err
}

// carrierOf reads 다날's names of carriers.
func carrierOf(text string) string {
	names := map[string]string{"SKT": "SKT", "KTF": "KT", "LGT": "LGT", "MVNO": "SKT" + mvno}
	return names[text]
}

// CertificationView is what a window of IMP.certification shows.
type CertificationView struct {
	ImpUID       string
	Merchant     string // code of the account or sub-store
	MerchantUID  string
	ShopName     string
	Company      string // who sends the SMS: the request's company, or 포트원
	Provider     string // danal, inicis_unified, inicis, kcp_v2
	ProviderName string
	MID          string
	Test         bool
	Language     string // ko (default), en, zh
	Person       Person // stands in the form; what is empty is made up when the window is answered
	OTP          string // the digits of the SMS; empty where any six pass
	MinAge       int64  // whole years; 0: no limit
	Kind         Kind
	Delivery     Delivery
	Origin       string // targetOrigin of the message with the result
	Done         bool
	Outcomes     []Outcome // what may be picked
}

// certificationOutcomes is how a window of IMP.certification ends.
var certificationOutcomes = []Outcome{Approve, DeclinePerson, CancelWindow, CloseWindow, Hang, ApproveLoseReply}

// DeclinePerson is the outcome of IMP.certification alone: the carrier does not
// know the person, and the verification failed.
const DeclinePerson Outcome = "decline_person"

// CertificationBySecret returns what an opened window shows, and whether there
// is one.
func (e *Engine) CertificationBySecret(secret string) (CertificationView, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	w, ok := e.certifications.windows[secret]
	if !ok {
		return CertificationView{}, false
	}
	c := e.certifications.records[w.ImpUID]
	provider, _ := ProviderByCode(c.PGProvider)
	company := w.Company
	if company == "" {
		company = defaultCompany
	}
	return CertificationView{
		ImpUID: c.ImpUID, Merchant: c.Merchant, MerchantUID: c.MerchantUID, ShopName: e.merchants[c.Merchant].Name, Company: company, Provider: c.PGProvider,
		ProviderName: provider.buyersName(), MID: c.PGID, Test: c.Sandbox, Language: w.Language, Person: c.Person, OTP: c.OTP, MinAge: c.MinAge,
		Kind: w.WindowKind, Delivery: w.Delivery, Origin: w.Origin, Done: w.Done || c.Deleted, Outcomes: slices.Clone(certificationOutcomes),
	}, true
}

// CertificationChoice is what a person did in the window. Only Outcome is
// required.
type CertificationChoice struct {
	Outcome Outcome
	Person  Person // what is empty is the form's, and then made up from name and phone
	OTP     string // six digits; empty: confirmed in the app or by QR code, without digits
}

// FinishCertification applies what a person did and tells how the shop's page
// learns of it. A person or digits that do not fit are an *Error whose text the
// window shows; it stays open. Otherwise errors are those of FinishWindow.
func (e *Engine) FinishCertification(ctx context.Context, secret string, choice CertificationChoice) (Result, error) {
	var r Result
	err := e.do(ctx, func(t *tx) error {
		w, ok := e.certifications.windows[secret]
		c := e.certifications.records[w.ImpUID]
		if !ok || w.Done || c.Deleted || c.State != CertificationWaits {
			return ErrWindow
		}
		f := &certificationFinish{tx: t, w: w, c: c}
		if err := f.apply(choice); err != nil {
			return err
		}
		r = f.result(choice.Outcome)
		return nil
	})
	return r, err
}

// certificationFinish is one window on its way to its result.
type certificationFinish struct {
	*tx
	w       certificationWindow
	c       Certification
	code    string
	message string
}

// Codes and texts of verifications that failed; all are assumed.
const (
	codeCertification = "SANDBOX_CERTIFICATION"
	textUserLeft      = "사용자가 본인인증을 취소하셨습니다."
	textTooYoung      = "만 %d세 이상만 본인인증할 수 있습니다."
)

func (f *certificationFinish) apply(choice CertificationChoice) error {
	switch choice.Outcome {
	case Approve, ApproveLoseReply:
		return f.approve(choice)
	case DeclinePerson:
		return f.fail(codeCertification, textNoPerson)
	case CancelWindow:
		return f.fail(codeUserCancel, textUserLeft)
	case CloseWindow:
		f.code, f.message = codeUserCancel, textUserLeft
		return f.tell("certification.closed", f.c.Merchant, f.c.ImpUID, nil)
	case Hang:
		return f.tell("certification.hung", f.c.Merchant, f.c.ImpUID, nil)
	}
	return fmt.Errorf("%w: outcome %.40q", ErrChoice, choice.Outcome)
}

func (f *certificationFinish) approve(choice CertificationChoice) error {
	p := choice.Person
	p.Phone = digitsIn(p.Phone)
	if p.Name != "" && p.Name != f.c.Person.Name || p.Phone != "" && p.Phone != f.c.Person.Phone {
		f.c.Person = p.over(Person{Name: f.c.Person.Name, Phone: f.c.Person.Phone}) // another person than the form's
	} else {
		f.c.Person = p.over(f.c.Person)
	}
	f.c.Person = f.c.Person.completed()
	if text := f.c.Person.problem(f.now); text != "" {
		return refuse(Malformed, text)
	}
	if choice.OTP != "" && !f.c.fitsOTP(choice.OTP) {
		return refuse(Malformed, textWrongOTP)
	}
	if err := f.c.Person.carrierRefuses(); err != nil {
		return err
	}
	if f.c.Person.age(f.now) < int(f.c.MinAge) {
		return f.fail(codeCertification, fmt.Sprintf(textTooYoung, f.c.MinAge))
	}
	var err error
	f.c, err = f.certify(f.c)
	f.spend()
	return err
}

// fail ends the verification badly and spends the window.
func (f *certificationFinish) fail(code, message string) error {
	f.code, f.message = code, message
	if f.w.Legacy && (code == codeUserCancel || code == codeCertification) {
		f.code = "" // the sandbox's own codes are for the current build
	}
	f.c.State, f.c.FailReason, f.c.OTP = CertificationFailed, message, ""
	f.put(f.c)
	f.spend()
	return f.tell("certification.failed", f.c.Merchant, f.c.ImpUID, Object{{"fail_reason", message}})
}

func (f *certificationFinish) spend() {
	f.w.Done = true
	f.put(f.w)
}

// result is what the shop's page learns: ids, success and the error, never who
// it was.
func (f *certificationFinish) result(outcome Outcome) Result {
	success := f.message == ""
	r := Result{
		ImpUID: f.c.ImpUID, Delivery: f.w.Delivery, Kind: f.w.WindowKind, Origin: f.w.Origin,
		LoseReply: outcome == ApproveLoseReply, Hang: outcome == Hang,
		Callback: Object{
			{"success", success},
			{"error_code", textOrNull(f.code)},
			{"error_msg", textOrNull(f.message)},
			{"imp_uid", f.c.ImpUID},
			{"merchant_uid", f.c.MerchantUID},
		},
	}
	if f.w.Delivery == ByRedirect {
		r.RedirectURL = redirectURL(f.w.RedirectURL, certificationQuery(f.c.ImpUID, f.c.MerchantUID, f.code, f.message))
	}
	return r
}

// certificationQuery is what is appended to m_redirect_url. That a failure adds
// its code and text is assumed.
func certificationQuery(impUID, merchantUID, code, message string) []string {
	var q []string
	if impUID != "" {
		q = append(q, "imp_uid", impUID)
	}
	q = append(q, "merchant_uid", merchantUID, "success", strconv.FormatBool(message == ""))
	if code != "" {
		q = append(q, "error_code", code)
	}
	if message != "" {
		q = append(q, "error_msg", message)
	}
	return q
}

// certificationRefused tells a failed pre-check.
func (s *start) certificationRefused(p *problem) *Refusal {
	r := &Refusal{Code: p.code, Message: strings.TrimPrefix(p.message, windowRefused), Hint: p.hint}
	if r.Code == "" && !s.Legacy {
		r.Code = p.invented
	}
	_, r.Delivery = s.certificationKind()
	r.Callback = Object{
		{"success", false},
		{"error_code", textOrNull(r.Code)},
		{"error_msg", r.Message},
		{"imp_uid", nil},
		{"merchant_uid", textOrNull(s.p.text("merchant_uid"))},
	}
	r.RedirectURL = redirectURL(s.p.text("m_redirect_url"), certificationQuery("", s.p.text("merchant_uid"), r.Code, r.Message))
	return r
}
