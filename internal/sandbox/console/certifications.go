package console

import (
	"encoding/json"
	"net/http"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// certifications answers 본인인증 조회. The digits of an SMS that nobody receives
// stand here until they are used.
func (s *server) certifications(_ http.ResponseWriter, r *http.Request) (any, error) {
	l, err := s.listing(r, nil)
	if err != nil {
		return nil, err
	}
	for _, c := range s.engine.Certifications(l.store) {
		l.add(everything, func() any { return certificationRecord(c) })
	}
	return l.answer(), nil
}

// certificationRecord is PortOne's annotation with what the console shows
// beside it.
func certificationRecord(c engine.Certification) engine.Object {
	account, tier := engine.AccountOf(c.Merchant)
	var otp, reason any
	if c.OTP != "" {
		otp = c.OTP
	}
	if c.FailReason != "" {
		reason = c.FailReason
	}
	return append(c.Annotation(), engine.Object{
		{Name: "merchant", Value: account},
		{Name: "tier", Value: tier},
		{Name: "state", Value: c.State},
		{Name: "way", Value: c.Way},
		{Name: "otp", Value: otp},
		{Name: "fail_reason", Value: reason},
		{Name: "pg_id", Value: c.PGID},
		{Name: "channel_key", Value: c.ChannelKey},
		{Name: "sandbox", Value: c.Sandbox},
		{Name: "started_at", Value: c.StartedAt},
	}...)
}

// somebody is what POST /buyer/certify takes besides the fields of
// IMP.certification.
type somebody struct {
	Outcome engine.Outcome `json:"outcome"`
	OTP     string         `json:"otp"`
	Person  engine.Person  `json:"person"`
}

// buyerCertify is a person without a browser: it opens a window of
// IMP.certification and answers it.
func (s *server) buyerCertify(w http.ResponseWriter, r *http.Request) (any, error) {
	params := map[string]json.RawMessage{}
	if err := decode(w, r, &params); err != nil {
		return nil, err
	}
	who := somebody{Outcome: engine.Approve}
	for name, into := range map[string]any{"outcome": &who.Outcome, "otp": &who.OTP, "person": &who.Person} {
		raw, given := params[name]
		if !given {
			continue
		}
		delete(params, name)
		if err := json.Unmarshal(raw, into); err != nil {
			return nil, fault.Field(fault.BadField, name, "wrong type")
		}
	}
	b, err := s.buyer(params)
	if err != nil {
		return nil, err
	}
	win, refused, err := s.engine.StartCertification(r.Context(), engine.StartRequest{
		UserCode: b.imp, TierCode: b.tier, Params: params, Device: b.device, UserAgent: r.UserAgent(), Legacy: b.legacy, PageURL: "buyer/certify",
	})
	if err != nil {
		return nil, err
	}
	if refused != nil {
		if refused.Delivery == engine.ByRedirect && refused.RedirectURL != "" {
			w.Header().Set(headerRedirect, refused.RedirectURL)
		}
		return refused.Callback, nil
	}
	w.Header().Set(headerImpUID, win.ImpUID)
	result, err := s.engine.FinishCertification(r.Context(), win.Secret, engine.CertificationChoice{Outcome: who.Outcome, Person: who.Person, OTP: who.OTP})
	if err != nil {
		return nil, err
	}
	if result.LoseReply || result.Hang {
		return nil, nil
	}
	if result.Delivery == engine.ByRedirect {
		w.Header().Set(headerRedirect, result.RedirectURL)
	}
	return result.Callback, nil
}
