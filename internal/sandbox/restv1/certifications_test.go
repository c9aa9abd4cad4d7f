package restv1_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

const hong = `"name":"홍길동","phone":"010-1234-5678","birth":"800102","gender_digit":"1","carrier":"KT"`

// contract adds a channel of a PG and returns its key.
func (a *api) contract(t testing.TB, provider, mid string) string {
	t.Helper()
	c, err := a.engine.AddChannel(t.Context(), a.m.Code, engine.Channel{Name: provider, Provider: provider, MID: mid})
	if err != nil {
		t.Fatal(err)
	}
	return c.Key
}

// of decodes the response of an answer that must have code 0.
func of[T any](t testing.TB, got answer) T {
	t.Helper()
	var v T
	if got.Code != 0 {
		t.Fatalf("refused: %s", *got.Message)
	}
	if err := json.Unmarshal(got.Response, &v); err != nil {
		t.Fatalf("%v: %s", err, got.Response)
	}
	return v
}

// begun asks for an OTP and returns the imp_uid.
func (a *api) begun(t testing.TB, members string) string {
	t.Helper()
	w := a.send("POST", "/certifications/otp/request", asJSON, `{`+hong+`,`+members+`}`)
	return of[struct {
		ImpUID string `json:"imp_uid"`
	}](t, envelope(t, w)).ImpUID
}

func TestCertifications_areReadAndErased(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	uid := a.begun(t, `"channel_key":"`+a.contract(t, "kcp_v2", "AO6R1")+`","merchant_uid":"cert-1","is_mvno":true`)
	golden(t, "certification_waiting", a.send("GET", "/certifications/"+uid, "", ""))
	golden(t, "certification", a.send("POST", "/certifications/otp/confirm/"+uid, asForm, "otp=123456"))
	read := a.send("GET", "/certifications/"+uid, "", "")
	gone := a.send("DELETE", "/certifications/"+uid, "", "")
	if read.Code != http.StatusOK || read.Body.String() != gone.Body.String() || !strings.Contains(plain(t, read), `"name":"홍길동"`) {
		t.Errorf("read %s, deleted %s", read.Body, gone.Body)
	}
	for _, method := range []string{"GET", "DELETE"} {
		if w := a.send(method, "/certifications/"+uid, "", ""); w.Code != http.StatusNotFound || *envelope(t, w).Message != "인증결과가 존재하지 않습니다." {
			t.Errorf("%s of an erased one answered %d %s", method, w.Code, w.Body)
		}
	}
}

func TestOTP_danalSendsDigitsThatTheLogShows(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	certified := engine.Channel{Name: "danal", Provider: "danal", MID: "A010002002", Type: "certification"}
	if _, err := a.engine.AddChannel(t.Context(), a.m.Code, certified); err != nil {
		t.Fatal(err)
	}
	uid := a.begun(t, `"pg":"danal","company":"나루"`)
	var sms struct{ SMS, OTP string }
	for _, ev := range a.engine.Events(0) {
		if ev.Kind == "certification.requested" && ev.ImpUID == uid {
			if err := json.Unmarshal(ev.Data, &sms); err != nil {
				t.Fatal(err)
			}
		}
	}
	if len(sms.OTP) != 6 || sms.SMS != "[나루] 인증번호 ["+sms.OTP+"]" {
		t.Fatalf("the log shows %+v", sms)
	}
	wrong := strings.Map(func(r rune) rune { return '0' + (r-'0'+5)%10 }, sms.OTP)
	for _, c := range []struct {
		otp, text string
	}{
		{"", "otp 파라메터가 누락되었습니다."},
		{wrong, "인증번호가 일치하지 않습니다."},
		{sms.OTP, ""},
		{sms.OTP, "이미 본인인증이 완료된 건입니다."},
	} {
		w := a.send("POST", "/certifications/otp/confirm/"+uid, asJSON, `{"otp":"`+c.otp+`"}`)
		if got := envelope(t, w); c.text == "" && (w.Code != http.StatusOK || got.Code != 0) || c.text != "" && (w.Code != http.StatusBadRequest || *got.Message != c.text) {
			t.Errorf("otp %q answered %d %s, want %q", c.otp, w.Code, w.Body, c.text)
		}
	}
	if w := a.send("POST", "/certifications/otp/confirm/imp_0", asJSON, `{"otp":"123456"}`); w.Code != http.StatusNotFound {
		t.Errorf("an unknown imp_uid answered %d %s", w.Code, w.Body)
	}
}

func TestOTP_refusalsAreThoseOfTheDescription(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	key := a.contract(t, "kcp_v2", "AO6R1")
	for name, c := range map[string]struct {
		body   string
		status int
	}{
		"nothing":        {`{}`, 400},
		"no channel":     {`{` + hong + `}`, 400},
		"wrong birth":    {`{"channel_key":"` + key + `",` + strings.Replace(hong, "800102", "801302", 1) + `}`, 400},
		"wrong flag":     {`{"channel_key":"` + key + `","is_mvno":"maybe",` + hong + `}`, 400},
		"unknown person": {`{"channel_key":"` + key + `",` + strings.Replace(hong, "5678", "0001", 1) + `}`, 400},
		"broken carrier": {`{"channel_key":"` + key + `",` + strings.Replace(hong, "5678", "0002", 1) + `}`, 500},
	} {
		w := a.send("POST", "/certifications/otp/request", asJSON, c.body)
		if got := envelope(t, w); w.Code != c.status || got.Code != -1 || got.Message == nil {
			t.Errorf("%s answered %d %s", name, w.Code, w.Body)
		}
	}
	if n := len(a.engine.Certifications(a.m.Code)); n != 0 {
		t.Errorf("%d verifications were begun", n)
	}
}
