package portonev1

import (
	"context"
	"log/slog"
	"net/http"
	"time"
)

// Certification is who somebody proved to be (본인인증), PortOne's
// CertificationAnnotation. It is personal data from end to end: it prints as
// its ids alone, and whoever does not need it any more calls
// DeleteCertification.
type Certification struct {
	// ImpUID is PortOne's id of the certification.
	ImpUID string `v1:"imp_uid,required"`
	// MerchantUID is the shop's own id of it.
	MerchantUID string `v1:"merchant_uid,lenient"`
	// PGTID is the id of PGProvider, which is danal, kcp, inicis_unified and
	// others.
	PGTID      string `v1:"pg_tid,lenient"`
	PGProvider string `v1:"pg_provider,required"`
	// Certified is whether it succeeded, and CertifiedAt when. Before the buyer
	// has finished, and in a failed one, the fields below are empty.
	Certified   bool      `v1:"certified"`
	CertifiedAt time.Time `v1:"certified_at"`
	// Name is the person's real name, Gender male or female, Birthday
	// YYYY-MM-DD.
	Name     string `v1:"name,lenient"`
	Gender   string `v1:"gender,lenient"`
	Birthday string `v1:"birthday,lenient"`
	// Foreigner is false as well where the shop's contract does not tell
	// foreigners; ForeignerV2 is nil then.
	Foreigner   bool  `v1:"foreigner,required"`
	ForeignerV2 *bool `v1:"foreigner_v2,lenient"`
	// Phone is digits alone, Carrier SKT, KT, LGT, or one of these with _MVNO.
	// Both need the carriers' approval and are empty without.
	Phone   string `v1:"phone,lenient"`
	Carrier string `v1:"carrier,lenient"`
	// UniqueKey is the person's CI, the same in every shop; UniqueInSite the DI,
	// the same for one MID.
	UniqueKey    string `v1:"unique_key,lenient"`
	UniqueInSite string `v1:"unique_in_site,lenient"`
	// Origin is the page on which it happened.
	Origin string `v1:"origin,lenient"`
}

// String shows the ids.
func (c Certification) String() string {
	return "portonev1.Certification{" + c.ImpUID + " " + c.MerchantUID + "}"
}

// GoString is String.
func (c Certification) GoString() string { return c.String() }

// LogValue shows the ids and whether it succeeded.
func (c Certification) LogValue() slog.Value {
	return slog.GroupValue(
		slog.String("imp_uid", c.ImpUID), slog.String("merchant_uid", c.MerchantUID), slog.Bool("certified", c.Certified),
	)
}

// Certification reads a certification: GET /certifications/{imp_uid}, docs group
// "certifications". It returns an error matching ErrNotFound if there is none.
// Certified tells whether it succeeded; whoever acts on it compares UniqueKey
// and Birthday with what the shop expects.
func (c *Client) Certification(ctx context.Context, impUID string) (Certification, error) {
	path, err := certificationPath("Certification", "", impUID)
	if err != nil {
		return Certification{}, err
	}
	return c.certification(ctx, c.read("Certification", path, nil), impUID)
}

// DeleteCertification erases what PortOne keeps of a certification: DELETE
// /certifications/{imp_uid}, docs group "certifications". It returns what was
// erased. It is sent once; after an unknown outcome Certification tells whether
// it is still there.
func (c *Client) DeleteCertification(ctx context.Context, impUID string) (Certification, error) {
	const operation = "DeleteCertification"
	path, err := certificationPath(operation, "", impUID)
	if err != nil {
		return Certification{}, err
	}
	req, err := c.write(operation, http.MethodDelete, path, nil, c.readTimeout)
	if err != nil {
		return Certification{}, err
	}
	return c.certification(ctx, req, impUID)
}

// OTPRequest asks that a person gets a number by text message. It prints as its
// order number alone.
type OTPRequest struct {
	// ChannelKey selects the channel, of danal or kcp_v2.
	ChannelKey string
	// Name is the person's real name, Phone the number; what is no digit is
	// dropped by PortOne.
	Name, Phone string
	// Birth is YYMMDD.
	Birth string
	// GenderDigit is the seventh digit of the resident registration number: 1 or
	// 2 for who was born before 2000, 3 or 4 after, 5 to 8 for foreigners.
	GenderDigit string
	// Carrier is SKT, KT or LGT. With MVNO set the person is a customer of a
	// budget carrier on that network.
	Carrier string
	MVNO    bool
	// Company is the service's name in the message.
	Company string
	// MerchantUID is the shop's own id of the certification.
	MerchantUID string
	// Method is SMS or APP, for kcp_v2; empty leaves it to PortOne.
	Method string
	// Bypass is passed on to the gateway as it is, JSON text.
	Bypass string
}

// String shows the order number.
func (r OTPRequest) String() string { return "portonev1.OTPRequest{" + r.MerchantUID + "}" }

// GoString is String.
func (r OTPRequest) GoString() string { return r.String() }

// LogValue shows the order number.
func (r OTPRequest) LogValue() slog.Value { return slog.StringValue(r.String()) }

// otpBody is OTPRequest on the wire.
type otpBody struct {
	ChannelKey  string `json:"channel_key"`
	Name        string `json:"name"`
	Phone       string `json:"phone"`
	Birth       string `json:"birth"`
	GenderDigit string `json:"gender_digit"`
	Carrier     string `json:"carrier"`
	MVNO        bool   `json:"is_mvno,omitempty"`
	Company     string `json:"company,omitempty"`
	MerchantUID string `json:"merchant_uid,omitempty"`
	Method      string `json:"verification_method,omitempty"`
	Bypass      string `json:"bypass,omitempty"`
}

// RequestOTP has a person certified without a window: POST
// /certifications/otp/request, docs group "certifications". It returns the id
// of the certification, for ConfirmOTP. Only shops that the carriers approved
// may.
//
// It is sent once: each call sends a message. PortOne refuses with HTTP 400
// what the carrier does not know.
func (c *Client) RequestOTP(ctx context.Context, r OTPRequest) (impUID string, err error) {
	const operation = "RequestOTP"
	if err := checkSet(operation, "ChannelKey", r.ChannelKey, "Name", r.Name, "Phone", r.Phone, "Birth", r.Birth,
		"GenderDigit", r.GenderDigit, "Carrier", r.Carrier); err != nil {
		return "", err
	}
	req, err := c.write(operation, http.MethodPost, "/certifications/otp/request", otpBody(r), c.cancelTimeout)
	if err != nil {
		return "", err
	}
	type begun struct {
		ImpUID string `v1:"imp_uid,required"`
	}
	got, err := object(ctx, c, req, func(begun) bool { return true })
	return got.ImpUID, err
}

// ConfirmOTP ends a certification of RequestOTP with the number that the person
// got: POST /certifications/otp/confirm/{imp_uid}, docs group "certifications".
// otp is six digits, and empty for the method APP. It is sent once: a number is
// good once. PortOne refuses with HTTP 400 a missing number and what is
// certified already, with 404 (ErrNotFound) an id of nothing.
func (c *Client) ConfirmOTP(ctx context.Context, impUID, otp string) (Certification, error) {
	const operation = "ConfirmOTP"
	path, err := certificationPath(operation, "otp/confirm/", impUID)
	if err != nil {
		return Certification{}, err
	}
	req, err := c.write(operation, http.MethodPost, path, struct {
		OTP string `json:"otp,omitempty"`
	}{otp}, c.cancelTimeout)
	if err != nil {
		return Certification{}, err
	}
	return c.certification(ctx, req, impUID)
}

func (c *Client) certification(ctx context.Context, req call, impUID string) (Certification, error) {
	return object(ctx, c, req, func(got Certification) bool { return got.ImpUID == impUID })
}

func certificationPath(operation, action, impUID string) (string, error) {
	id, err := segment(operation, "ImpUID", impUID)
	return "/certifications/" + action + id, err
}
