package restv1

import (
	"net/http"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

func (s *server) certificationOperations() []operation {
	const group = "certifications"
	return []operation{
		{
			group: group, method: "GET", path: "/certifications/{imp_uid}", handler: s.certification, recorded: "text of an unknown imp_uid",
			assumed: "one that is not finished, or that failed, has certified false and tells nobody; phone and carrier are told unless carrier_approval is switched off; the shape of pg_tid",
		},
		{
			group: group, method: "DELETE", path: "/certifications/{imp_uid}", handler: s.deleteCertification,
			assumed: "answers the record for the last time; one that waits can be deleted too",
		},
		{
			group: group, method: "POST", path: "/certifications/otp/request", handler: s.requestOTP,
			assumed: "texts; without channel_key the first channel of danal; phones that end in 0001 (no such person, 400) and 0002 (the carrier does not answer, 500)",
		},
		{
			group: group, method: "POST", path: "/certifications/otp/confirm/{imp_uid}", handler: s.confirmOTP,
			assumed: "texts; HTTP 400 for wrong digits, which may be tried again without limit; digits never expire; an APP request is confirmed at once; CI and DI are made from the person",
		},
	}
}

func (s *server) certification(_ http.ResponseWriter, c *call) (any, error) {
	found, err := s.engine.CertificationOf(c.merchant, c.path("imp_uid"))
	if err != nil {
		return nil, err
	}
	return found.Annotation(), nil
}

func (s *server) deleteCertification(_ http.ResponseWriter, c *call) (any, error) {
	gone, err := s.engine.DeleteCertification(c.Context(), c.merchant, c.path("imp_uid"))
	if err != nil {
		return nil, err
	}
	return gone.Annotation(), nil
}

func (s *server) requestOTP(_ http.ResponseWriter, c *call) (any, error) {
	t := take{from: c.fields}
	request := engine.OTPRequest{
		ChannelKey: t.text("channel_key"), PG: t.text("pg"), MerchantUID: t.text("merchant_uid"), Name: t.text("name"), Phone: t.text("phone"),
		Birth: t.text("birth"), GenderDigit: t.text("gender_digit"), Carrier: t.text("carrier"), MVNO: t.flag("is_mvno"),
		Method: t.text("verification_method"), Company: t.text("company"),
	}
	if t.err != nil {
		return nil, t.err
	}
	begun, err := s.engine.RequestOTP(c.Context(), c.merchant, request)
	if err != nil {
		return nil, err
	}
	return engine.Object{{Name: "imp_uid", Value: begun.ImpUID}}, nil
}

func (s *server) confirmOTP(_ http.ResponseWriter, c *call) (any, error) {
	otp, err := c.fields.string("otp")
	if err != nil {
		return nil, err
	}
	done, err := s.engine.ConfirmOTP(c.Context(), c.merchant, c.path("imp_uid"), otp)
	if err != nil {
		return nil, err
	}
	return done.Annotation(), nil
}
