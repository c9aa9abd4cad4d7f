package engine

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/naru-pay/naru/internal/clock"
)

// OTPRequest is a person who is to be certified by digits sent to their phone.
// Texts are as the caller sent them.
type OTPRequest struct {
	ChannelKey  string // wins over PG
	PG          string // danal or danal.{MID}
	MerchantUID string
	Name        string
	Phone       string // with any separators
	Birth       string // YYMMDD, with any separators
	GenderDigit string // seventh digit of the resident number: 1 to 4, foreigners 5 to 8
	Carrier     string // SKT, KT, LGT
	MVNO        bool   // 알뜰폰
	Method      string // SMS (default) or APP
	Company     string // shop name in the SMS
}

// Texts of refused requests; all are assumed.
const (
	textNotByREST  = "API 방식의 본인인증을 지원하지 않는 채널입니다."
	textBadMethod  = "verification_method 파라메터는 SMS 또는 APP이어야 합니다."
	textBadDigit   = "gender_digit 파라메터는 1부터 8까지의 한 자리 숫자여야 합니다."
	textNoOTP      = "otp 파라메터가 누락되었습니다."
	textWrongOTP   = "인증번호가 일치하지 않습니다."
	textCertified  = "이미 본인인증이 완료된 건입니다."
	textNotByOTP   = "본인인증 요청 API로 요청된 건이 아닙니다."
	textCertFailed = "이미 실패한 본인인증 건입니다."
)

// defaultCompany names the shop in the SMS when the caller does not.
const defaultCompany = "포트원"

// RequestOTP begins a verification by REST: it checks the person and sends the
// digits, which stand in the log as the SMS that nobody receives. At test
// channels of kcp_v2 any six digits pass. Everything that is wrong with the
// request is Malformed; a carrier that does not answer is Broken.
func (e *Engine) RequestOTP(ctx context.Context, merchant string, r OTPRequest) (Certification, error) {
	var c Certification
	err := e.do(ctx, func(t *tx) error {
		if name := r.missing(); name != "" {
			return refuse(Malformed, name+" 파라메터가 누락되었습니다.")
		}
		channel, err := otpChannel(e.merchants[merchant], r)
		if err != nil {
			return err
		}
		person, err := t.person(r)
		if err != nil {
			return err
		}
		way := BySMS
		if certifiers[channel.Provider].apps && r.Method == string(ByApp) {
			way = ByApp
		}
		c, err = t.newCertification(merchant, channel, Certification{
			MerchantUID: cut(r.MerchantUID, merchantUIDMost), Way: way, Person: person,
		})
		if err != nil {
			return err
		}
		t.put(c)
		return t.tell("certification.requested", merchant, c.ImpUID, c.sms(r.Company))
	})
	return c, err
}

// sms is what the log shows of the message to the phone.
func (c Certification) sms(company string) Object {
	if company == "" {
		company = defaultCompany
	}
	var text any
	switch {
	case c.Way == ByApp:
	case c.OTP == "":
		text = fmt.Sprintf("[%s] 아무 숫자 6자리나 인증번호로 통과합니다.", cut(company, 40))
	default:
		text = fmt.Sprintf("[%s] 인증번호 [%s]", cut(company, 40), c.OTP)
	}
	return Object{
		{"merchant_uid", textOrNull(c.MerchantUID)},
		{"pg", c.PGProvider + "." + c.PGID},
		{"way", c.Way},
		{"sms", text},
		{"otp", textOrNull(c.OTP)},
	}
}

// missing names the first required parameter that was not sent.
func (r OTPRequest) missing() string {
	for _, f := range []struct{ name, value string }{
		{"name", r.Name}, {"phone", r.Phone}, {"birth", r.Birth}, {"gender_digit", r.GenderDigit}, {"carrier", r.Carrier},
	} {
		if strings.TrimSpace(f.value) == "" {
			return f.name
		}
	}
	return ""
}

// otpChannel finds the channel: by channel_key, or by pg among those that need
// not be named. Neither means the first of those.
func otpChannel(m Merchant, r OTPRequest) (Channel, error) {
	for _, c := range m.Channels {
		if c.Type != typeCertification {
			continue
		}
		kind := certifiers[c.Provider]
		switch {
		case r.ChannelKey != "":
			if c.Key != r.ChannelKey {
				continue
			}
			if !kind.byREST {
				return Channel{}, refuse(Malformed, textNotByREST)
			}
			return c, nil
		case kind.byREST && !kind.named && (r.PG == "" || r.PG == c.Provider || r.PG == c.Provider+"."+c.MID):
			return c, nil
		}
	}
	return Channel{}, refuse(Malformed, textNoChannel)
}

// person reads the person of a request and asks the carrier.
func (t *tx) person(r OTPRequest) (Person, error) {
	if !slices.Contains([]string{"", string(BySMS), string(ByApp)}, r.Method) {
		return Person{}, refuse(Malformed, textBadMethod)
	}
	if !slices.Contains([]string{"SKT", "KT", "LGT"}, r.Carrier) {
		return Person{}, refuse(Malformed, textBadCarrier)
	}
	if len(r.GenderDigit) != 1 || r.GenderDigit < "1" || r.GenderDigit > "8" {
		return Person{}, refuse(Malformed, textBadDigit)
	}
	digit := int(r.GenderDigit[0] - '0')
	birth := digitsIn(r.Birth)
	if len(birth) != 6 {
		return Person{}, refuse(Malformed, textBadBirthday)
	}
	century := "19"
	if digit%4 == 3 || digit%4 == 0 { // 3, 4, 7 and 8 were born from 2000 on
		century = "20"
	}
	p := Person{
		Name: strings.TrimSpace(r.Name), Phone: digitsIn(r.Phone), Birthday: century + birth[:2] + "-" + birth[2:4] + "-" + birth[4:],
		Gender: []string{"female", "male"}[digit%2], Foreigner: digit > 4, Carrier: r.Carrier,
	}
	if r.MVNO {
		p.Carrier += mvno
	}
	if text := p.problem(t.now); text != "" {
		return p, refuse(Malformed, text)
	}
	return p, p.carrierRefuses()
}

// carrierRefuses is what the carrier says of a person: nothing, unless the
// phone is one of the sandbox's own.
func (p Person) carrierRefuses() error {
	switch {
	case strings.HasSuffix(p.Phone, phoneUnknown):
		return refuse(Malformed, textNoPerson)
	case strings.HasSuffix(p.Phone, phoneBroken):
		return refuse(Broken, textNoCarrier)
	}
	return nil
}

// ConfirmOTP takes the digits back. Wrong ones leave the verification waiting,
// as often as they come and however late (assumed).
func (e *Engine) ConfirmOTP(ctx context.Context, merchant, impUID, otp string) (Certification, error) {
	var c Certification
	err := e.do(ctx, func(t *tx) error {
		var err error
		if c, err = e.certification(merchant, impUID); err != nil {
			return err
		}
		if text := c.confirmProblem(otp); text != "" {
			return refuse(Malformed, text)
		}
		c, err = t.certify(c)
		return err
	})
	return c, err
}

func (c Certification) confirmProblem(otp string) string {
	switch {
	case c.State == CertificationDone:
		return textCertified
	case c.State == CertificationFailed:
		return textCertFailed
	case c.Way == ByWindow:
		return textNotByOTP
	case c.Way == ByApp:
		return "" // confirmed in the app; digits mean nothing
	case otp == "":
		return textNoOTP
	case !c.fitsOTP(otp):
		return textWrongOTP
	}
	return ""
}

// koreanStamp is the time of the command in fourteen digits of Korean time, as
// PGs write it into their numbers.
func (t *tx) koreanStamp() string { return t.now.In(clock.KST).Format("20060102150405") }
