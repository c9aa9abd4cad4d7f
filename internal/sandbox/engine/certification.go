package engine

import (
	"context"
	"slices"
)

// Certification is one identity verification (본인인증), asked for by
// IMP.certification or by REST. How it goes:
//
//   - by REST: RequestOTP sends digits to a phone, ConfirmOTP takes them back;
//   - in the browser: StartCertification opens a window, CertificationBySecret
//     tells what it shows, FinishCertification answers it.
//
// CertificationOf reads the record and DeleteCertification erases it. Nothing
// is told by webhooks: PortOne documents none.
type Certification struct {
	ImpUID      string `json:"imp_uid"` // "imp_" and 12 digits, never that of a payment
	MerchantUID string `json:"merchant_uid"`
	Merchant    string `json:"merchant"`
	ChannelKey  string `json:"channel_key"`
	PGProvider  string `json:"pg_provider"`
	PGID        string `json:"pg_id"` // MID
	PGTID       string `json:"pg_tid"`
	Sandbox     bool   `json:"sandbox"`
	NoCarriers  bool   `json:"no_carriers,omitempty"` // phone and carrier are not told

	Way    CertificationWay `json:"way"`
	OTP    string           `json:"otp"` // digits that were sent; empty where any six pass, or where none are sent
	Person Person           `json:"person"`
	MinAge int64            `json:"min_age,omitempty"`
	Origin string           `json:"origin"` // address of the shop's page; empty for REST

	State       CertificationState `json:"state"`
	StartedAt   int64              `json:"started_at"` // UNIX seconds
	CertifiedAt int64              `json:"certified_at"`
	FailReason  string             `json:"fail_reason,omitempty"`
	Deleted     bool               `json:"deleted,omitempty"`
}

// CertificationState is where a verification stands.
type CertificationState string

// The states. A failed one is over; the shop begins another.
const (
	CertificationWaits  CertificationState = "waiting"
	CertificationDone   CertificationState = "certified"
	CertificationFailed CertificationState = "failed"
)

// CertificationWay is how the person proves who they are.
type CertificationWay string

// The ways.
const (
	ByWindow CertificationWay = "window" // IMP.certification
	BySMS    CertificationWay = "SMS"    // REST, six digits
	ByApp    CertificationWay = "APP"    // REST, confirmed in the carrier's app: no digits
)

// textNoCertification was seen; clients assert it.
const textNoCertification = "인증결과가 존재하지 않습니다."

// certifier is what a PG does in identity verification.
type certifier struct {
	byREST    bool // takes person data by REST and sends an OTP
	named     bool // REST calls must name it by channel_key
	apps      bool // verification_method APP
	anyDigits bool // at test channels any six digits pass
	ageLimit  bool // min_age
	prefills  bool // name, phone and carrier of the request stand in the window
	foreigner bool // tells foreigners without a contract for it
	byCard    bool // certifies by credit card: knows no phone
}

// certifiers are the PGs whose channels can be of type certification.
var certifiers = map[string]certifier{
	"danal":          {byREST: true, ageLimit: true, prefills: true},
	"inicis_unified": {foreigner: true},
	"inicis":         {foreigner: true, byCard: true},
	"kcp_v2":         {byREST: true, named: true, apps: true, anyDigits: true, foreigner: true},
}

// certifications is what the engine remembers of them.
type certifications struct {
	records map[string]Certification
	ids     []string // in the order of their start
	windows map[string]certificationWindow
}

func (Certification) kind() string { return "certification" }

func (c Certification) apply(e *Engine) {
	s := &e.certifications
	if s.records == nil {
		s.records = map[string]Certification{}
	}
	if _, known := s.records[c.ImpUID]; !known {
		s.ids = append(s.ids, c.ImpUID)
	}
	s.records[c.ImpUID] = c
}

// impUIDTaken reports whether an imp_uid names something already.
func (e *Engine) impUIDTaken(id string) bool {
	payment := e.payments.has(id)
	_, certification := e.certifications.records[id]
	_, pin := e.quick.pins[id]
	return payment || certification || pin
}

// CertificationOf returns a verification, finished or not; one that was deleted
// is not there.
func (e *Engine) CertificationOf(merchant, impUID string) (Certification, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.certification(merchant, impUID)
}

func (e *Engine) certification(merchant, impUID string) (Certification, error) {
	c, ok := e.certifications.records[impUID]
	if !ok || c.Deleted || c.Merchant != merchant {
		return Certification{}, refuse(Missing, textNoCertification)
	}
	return c, nil
}

// Certifications returns all of an account and its sub-stores that were not
// deleted, newest first.
func (e *Engine) Certifications(merchant string) []Certification {
	e.mu.Lock()
	defer e.mu.Unlock()
	list := []Certification{}
	for _, id := range slices.Backward(e.certifications.ids) {
		if c := e.certifications.records[id]; belongs(c.Merchant, merchant) && !c.Deleted {
			list = append(list, c)
		}
	}
	return list
}

// DeleteCertification erases what is known of a person and returns it for the
// last time. One that waits cannot be finished any more.
func (e *Engine) DeleteCertification(ctx context.Context, merchant, impUID string) (Certification, error) {
	var c Certification
	err := e.do(ctx, func(t *tx) error {
		var err error
		if c, err = e.certification(merchant, impUID); err != nil {
			return err
		}
		t.put(Certification{ImpUID: c.ImpUID, Merchant: c.Merchant, Deleted: true})
		return t.tell("certification.deleted", merchant, impUID, nil)
	})
	return c, err
}

// newCertification begins a record at a channel.
func (t *tx) newCertification(merchant string, channel Channel, c Certification) (Certification, error) {
	var err error
	if c.ImpUID, err = t.e.fresh("imp_", decimalDigits, 12, t.e.impUIDTaken); err != nil {
		return c, err
	}
	c.Merchant, c.ChannelKey, c.PGProvider, c.PGID, c.Sandbox = merchant, channel.Key, channel.Provider, channel.MID, channel.Mode == Test
	c.State, c.StartedAt, c.NoCarriers = CertificationWaits, t.unix(), t.e.merchants[merchant].NoCarriers
	if c.Way != ByApp && !(certifiers[channel.Provider].anyDigits && c.Sandbox) {
		c.OTP, err = t.e.random(decimalDigits, 6)
	}
	return c, err
}

// certify ends a verification well.
func (t *tx) certify(c Certification) (Certification, error) {
	tail, err := t.e.random(decimalDigits, 6)
	if err != nil {
		return c, err
	}
	c.PGTID = t.koreanStamp() + tail // no source tells its shape
	c.State, c.CertifiedAt, c.OTP = CertificationDone, t.unix(), ""
	t.put(c)
	return c, t.tell("certification.done", c.Merchant, c.ImpUID, Object{
		{"merchant_uid", textOrNull(c.MerchantUID)}, {"pg", c.PGProvider + "." + c.PGID}, {"way", c.Way},
	})
}

// fitsOTP reports whether digits are those that were sent.
func (c Certification) fitsOTP(digits string) bool {
	return digitsOf(digits, 6) && (c.OTP == "" || digits == c.OTP)
}

// Annotation is the verification as PortOne's CertificationAnnotation. Who it
// was is told once it is done. 다날 tells foreigners under a contract that the
// sandbox does not imitate: foreigner is false there, foreigner_v2 null. Phone
// and carrier are told to a shop that the carriers have approved, which accounts
// are until somebody switches it off (assumed); to others they are not there.
func (c Certification) Annotation() Object {
	kind := certifiers[c.PGProvider]
	var p Person
	var foreignerV2 any
	var ci, di string
	if c.State == CertificationDone {
		p = c.Person
		ci, di = p.uniqueKey(), p.uniqueIn(c.Merchant, c.PGProvider, c.PGID)
		if !kind.foreigner {
			p.Foreigner = false
		} else {
			foreignerV2 = p.Foreigner
		}
		if kind.byCard {
			p.Phone, p.Carrier = "", ""
		}
	}
	o := Object{
		{"birthday", textOrNull(p.Birthday)},
		{"carrier", textOrNull(p.Carrier)},
		{"certified", c.State == CertificationDone},
		{"certified_at", c.CertifiedAt},
		{"foreigner", p.Foreigner},
		{"foreigner_v2", foreignerV2},
		{"gender", textOrNull(p.Gender)},
		{"imp_uid", c.ImpUID},
		{"merchant_uid", textOrNull(c.MerchantUID)},
		{"name", textOrNull(p.Name)},
		{"origin", textOrNull(c.Origin)},
		{"pg_provider", c.PGProvider},
		{"pg_tid", textOrNull(c.PGTID)},
		{"phone", textOrNull(p.Phone)},
		{"unique_in_site", textOrNull(di)},
		{"unique_key", textOrNull(ci)},
	}
	if c.NoCarriers {
		o = slices.DeleteFunc(o, func(f Field) bool { return f.Name == "carrier" || f.Name == "phone" })
	}
	return o
}

// SetCarrierApproval says whether the carriers have approved an account: what
// PortOne's support arranges for phone and carrier of a verification.
// Verifications that were begun before stay as they were.
func (e *Engine) SetCarrierApproval(ctx context.Context, code string, approved bool) (Merchant, error) {
	return e.changeMerchant(ctx, code, "merchant.settings_saved", func(_ *tx, m *Merchant) error {
		m.NoCarriers = !approved
		return nil
	})
}
