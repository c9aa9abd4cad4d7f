package engine_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/id"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// certifying adds a certification channel of a PG.
func (s shop) certifying(t *testing.T, provider, mid string) engine.Channel {
	t.Helper()
	c, err := s.AddChannel(t.Context(), s.imp, engine.Channel{Name: provider, Provider: provider, MID: mid, Type: "certification"})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// hong is a person as a shop sends them.
func hong(key string) engine.OTPRequest {
	return engine.OTPRequest{
		ChannelKey: key, MerchantUID: "cert-1", Name: "홍길동", Phone: "010-1234-5678", Birth: "80.01.02", GenderDigit: "1", Carrier: "KT", MVNO: true,
	}
}

func TestOTP_certifiesThePersonThatWasSent(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	danal := s.certifying(t, "danal", "A010002002")
	c, err := s.RequestOTP(t.Context(), s.imp, hong(danal.Key))
	if err != nil || c.OTP == "" || c.State != engine.CertificationWaits {
		t.Fatalf("the request gave %+v, %v", c, err)
	}
	if text, _ := c.Annotation().Get("name"); text != nil {
		t.Errorf("who it is was told before the verification: %v", text)
	}
	wrong := "000000"
	if c.OTP == wrong {
		wrong = "000001"
	}
	for _, digits := range []string{"", "12345", wrong, "abcdef"} {
		if _, err := s.ConfirmOTP(t.Context(), s.imp, c.ImpUID, digits); err == nil {
			t.Errorf("digits %q passed", digits)
		}
	}
	done, err := s.ConfirmOTP(t.Context(), s.imp, c.ImpUID, c.OTP)
	if err != nil {
		t.Fatal(err)
	}
	want := engine.Person{Name: "홍길동", Phone: "01012345678", Birthday: "1980-01-02", Gender: "male", Carrier: "KT_MVNO"}
	if diff := cmp.Diff(want, done.Person); diff != "" {
		t.Errorf("the person differs:\n%s", diff)
	}
	ci, di := done.Annotation().Text("unique_key"), done.Annotation().Text("unique_in_site")
	if len(ci) != 88 || len(di) != 64 || done.CertifiedAt != noon.Unix() {
		t.Errorf("unique_key %q, unique_in_site %q, certified at %d", ci, di, done.CertifiedAt)
	}
	if _, err := s.ConfirmOTP(t.Context(), s.imp, c.ImpUID, c.OTP); refusal(t, err) != "이미 본인인증이 완료된 건입니다." {
		t.Errorf("a second confirmation gave %v", err)
	}
}

func TestOTP_anyDigitsPassAtATestChannelOfKCP(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	kcp := s.certifying(t, "kcp_v2", "AO6R1")
	bySMS, err := s.RequestOTP(t.Context(), s.imp, hong(kcp.Key))
	if err != nil || bySMS.OTP != "" {
		t.Fatalf("the request gave %+v, %v", bySMS, err)
	}
	if _, err := s.ConfirmOTP(t.Context(), s.imp, bySMS.ImpUID, "12345"); err == nil {
		t.Error("five digits passed")
	}
	if _, err := s.ConfirmOTP(t.Context(), s.imp, bySMS.ImpUID, "123456"); err != nil {
		t.Error(err)
	}
	r := hong(kcp.Key)
	r.Method = "APP"
	byApp, err := s.RequestOTP(t.Context(), s.imp, r)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.ConfirmOTP(t.Context(), s.imp, byApp.ImpUID, ""); err != nil {
		t.Errorf("confirmed in the app: %v", err)
	}
	live, err := s.AddChannel(t.Context(), s.imp, engine.Channel{Name: "live", Provider: "kcp_v2", MID: "LIVE1", Mode: engine.Live})
	if err != nil || live.Type != "certification" {
		t.Fatalf("the channel is %+v, %v", live, err)
	}
	if c, err := s.RequestOTP(t.Context(), s.imp, hong(live.Key)); err != nil || len(c.OTP) != 6 {
		t.Errorf("a live channel gave %+v, %v", c, err)
	}
}

func TestOTP_refusesWrongPersonsAndChannels(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	window := s.certifying(t, "inicis_unified", "MIIiasTest")
	kcp := s.certifying(t, "kcp_v2", "AO6R1")
	danal := s.certifying(t, "danal", "A010002002")
	for name, c := range map[string]struct {
		change func(*engine.OTPRequest)
		class  engine.Class
	}{
		"no name":         {func(r *engine.OTPRequest) { r.Name = " " }, engine.Malformed},
		"no birth":        {func(r *engine.OTPRequest) { r.Birth = "" }, engine.Malformed},
		"no such day":     {func(r *engine.OTPRequest) { r.Birth = "800230" }, engine.Malformed},
		"eight digits":    {func(r *engine.OTPRequest) { r.Birth = "19800102" }, engine.Malformed},
		"not yet born":    {func(r *engine.OTPRequest) { r.GenderDigit = "3" }, engine.Malformed},
		"digit 9":         {func(r *engine.OTPRequest) { r.GenderDigit = "9" }, engine.Malformed},
		"digit 12":        {func(r *engine.OTPRequest) { r.GenderDigit = "12" }, engine.Malformed},
		"a landline":      {func(r *engine.OTPRequest) { r.Phone = "02-123-4567" }, engine.Malformed},
		"SDK's carrier":   {func(r *engine.OTPRequest) { r.Carrier = "KTF" }, engine.Malformed},
		"MVNO as carrier": {func(r *engine.OTPRequest) { r.Carrier = "KT_MVNO" }, engine.Malformed},
		"a method":        {func(r *engine.OTPRequest) { r.Method = "PASS" }, engine.Malformed},
		"unknown person":  {func(r *engine.OTPRequest) { r.Phone = "01012340001" }, engine.Malformed},
		"broken carrier":  {func(r *engine.OTPRequest) { r.Phone = "01012340002" }, engine.Broken},
		"window alone":    {func(r *engine.OTPRequest) { r.ChannelKey = window.Key }, engine.Malformed},
		"payment channel": {func(r *engine.OTPRequest) { r.ChannelKey = s.Merchants()[0].Channels[0].Key }, engine.Malformed},
		"kcp by pg":       {func(r *engine.OTPRequest) { r.ChannelKey, r.PG = "", "kcp_v2" }, engine.Malformed},
		"unknown MID":     {func(r *engine.OTPRequest) { r.ChannelKey, r.PG = "", "danal.none" }, engine.Malformed},
	} {
		r := hong(kcp.Key)
		c.change(&r)
		_, err := s.RequestOTP(t.Context(), s.imp, r)
		if e, ok := errors.AsType[*engine.Error](err); !ok || e.Class != c.class || e.Message == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := len(s.Certifications(s.imp)); n != 0 {
		t.Errorf("%d verifications were begun", n)
	}
	for _, pg := range []string{"", "danal", "danal.A010002002"} {
		r := hong("")
		r.PG = pg
		if c, err := s.RequestOTP(t.Context(), s.imp, r); err != nil || c.ChannelKey != danal.Key {
			t.Errorf("pg %q chose %+v, %v", pg, c, err)
		}
	}
}

func TestCertification_keysTellTheSamePersonAgain(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	kcp, danal := s.certifying(t, "kcp_v2", "AO6R1"), s.certifying(t, "danal", "A010002002")
	certify := func(change func(*engine.OTPRequest)) engine.Object {
		t.Helper()
		r := hong(kcp.Key)
		change(&r)
		c, err := s.RequestOTP(t.Context(), s.imp, r)
		if err != nil {
			t.Fatal(err)
		}
		otp := c.OTP
		if otp == "" {
			otp = "000000"
		}
		if c, err = s.ConfirmOTP(t.Context(), s.imp, c.ImpUID, otp); err != nil {
			t.Fatal(err)
		}
		return c.Annotation()
	}
	first := certify(func(*engine.OTPRequest) {})
	again := certify(func(r *engine.OTPRequest) { r.Phone = "01099998888" })
	if first.Text("unique_key") != again.Text("unique_key") || first.Text("unique_in_site") != again.Text("unique_in_site") {
		t.Error("a new phone made a new person")
	}
	elsewhere := certify(func(r *engine.OTPRequest) { r.ChannelKey = danal.Key })
	if first.Text("unique_key") != elsewhere.Text("unique_key") || first.Text("unique_in_site") == elsewhere.Text("unique_in_site") {
		t.Error("another contract: the CI must be the same and the DI another")
	}
	if v, _ := elsewhere.Get("foreigner_v2"); v != nil {
		t.Errorf("다날 told foreigner_v2 %v", v)
	}
	other := certify(func(r *engine.OTPRequest) { r.Name, r.GenderDigit = "김철수", "5" })
	if v, _ := other.Get("foreigner_v2"); first.Text("unique_key") == other.Text("unique_key") || v != true {
		t.Errorf("another person: %v", other)
	}
}

func TestDeleteCertification_leavesNothingOfThePerson(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	c, err := s.RequestOTP(t.Context(), s.imp, hong(s.certifying(t, "kcp_v2", "AO6R1").Key))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.DeleteCertification(t.Context(), "imp00000000", c.ImpUID); refusal(t, err) != "인증결과가 존재하지 않습니다." {
		t.Errorf("another account: %v", err)
	}
	if gone, err := s.DeleteCertification(t.Context(), s.imp, c.ImpUID); err != nil || gone.Person.Name != "홍길동" {
		t.Errorf("the last answer is %+v, %v", gone, err)
	}
	for what, fn := range map[string]func() error{
		"read":    func() error { _, err := s.CertificationOf(s.imp, c.ImpUID); return err },
		"delete":  func() error { _, err := s.DeleteCertification(t.Context(), s.imp, c.ImpUID); return err },
		"confirm": func() error { _, err := s.ConfirmOTP(t.Context(), s.imp, c.ImpUID, "000000"); return err },
	} {
		if err := fn(); refusal(t, err) != "인증결과가 존재하지 않습니다." {
			t.Errorf("%s afterwards: %v", what, err)
		}
	}
	if n := len(s.Certifications(s.imp)); n != 0 {
		t.Errorf("%d are listed", n)
	}
}

// verify opens a window of IMP.certification.
func (s shop) verify(t *testing.T, device engine.Device, members string) (engine.Window, *engine.Refusal) {
	t.Helper()
	params := map[string]json.RawMessage{}
	for _, text := range []string{`{"merchant_uid":"cert-1","m_redirect_url":"https://shop.example/cert?a=1"}`, "{" + members + "}"} {
		if err := json.Unmarshal([]byte(text), &params); err != nil {
			t.Fatal(err)
		}
	}
	w, refused, err := s.StartCertification(t.Context(), engine.StartRequest{
		UserCode: s.imp, Params: params, Device: device, Origin: "https://shop.example", PageURL: "https://shop.example/join",
	})
	if err != nil {
		t.Fatal(err)
	}
	return w, refused
}

func TestCertificationWindow_tellsIdsAndSuccessAlone(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.certifying(t, "inicis_unified", "MIIiasTest")
	w, refused := s.verify(t, engine.PC, "")
	if refused != nil || w.Kind != engine.Popup || w.Delivery != engine.ByCallback {
		t.Fatalf("the window is %+v, %+v", w, refused)
	}
	v, ok := s.CertificationBySecret(w.Secret)
	if !ok || v.Company != "포트원" || v.Person.Name == "" || v.ProviderName != "KG이니시스" || v.Done {
		t.Errorf("the window shows %+v", v)
	}
	r, err := s.FinishCertification(t.Context(), w.Secret, engine.CertificationChoice{Outcome: engine.Approve, Person: engine.Person{Name: "김나루", Phone: "010-2222-3333"}})
	if err != nil {
		t.Fatal(err)
	}
	want := engine.Object{
		{Name: "success", Value: true},
		{Name: "error_code", Value: nil},
		{Name: "error_msg", Value: nil},
		{Name: "imp_uid", Value: w.ImpUID},
		{Name: "merchant_uid", Value: "cert-1"},
	}
	if diff := cmp.Diff(want, r.Callback); diff != "" {
		t.Errorf("the callback differs:\n%s", diff)
	}
	c, err := s.CertificationOf(s.imp, w.ImpUID)
	if err != nil || c.Person.Name != "김나루" || c.Person.Phone != "01022223333" || c.Person.Birthday == "" || c.Origin != "https://shop.example/join" {
		t.Errorf("the record is %+v, %v", c, err)
	}
	again, _ := s.verify(t, engine.PC, "")
	if _, err := s.FinishCertification(t.Context(), again.Secret, engine.CertificationChoice{Outcome: engine.Approve, Person: engine.Person{Name: "김나루", Phone: "01022223333"}}); err != nil {
		t.Fatal(err)
	}
	if second, _ := s.CertificationOf(s.imp, again.ImpUID); second.Person != c.Person || second.Annotation().Text("unique_key") != c.Annotation().Text("unique_key") {
		t.Errorf("the same person is %+v and %+v", c.Person, second.Person)
	}
	if _, err := s.FinishCertification(t.Context(), w.Secret, engine.CertificationChoice{Outcome: engine.Approve}); !errors.Is(err, engine.ErrWindow) {
		t.Errorf("a second answer gave %v", err)
	}
}

func TestCertificationWindow_redirectsAPhoneUnlessItIsAPopup(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.certifying(t, "danal", "A010002002")
	w, _ := s.verify(t, engine.Mobile, `"name":"이바다","phone":"010 5555 6666","carrier":"KTF","company":"나루","min_age":19`)
	v, _ := s.CertificationBySecret(w.Secret)
	want := engine.Person{Name: "이바다", Phone: "01055556666", Carrier: "KT"}
	if v.Kind != engine.Page || v.Person != want || len(v.OTP) != 6 || v.Company != "나루" || v.MinAge != 19 {
		t.Errorf("the window shows %+v", v)
	}
	r, err := s.FinishCertification(t.Context(), w.Secret, engine.CertificationChoice{Outcome: engine.Approve, OTP: v.OTP})
	if err != nil || r.RedirectURL != "https://shop.example/cert?a=1&imp_uid="+w.ImpUID+"&merchant_uid=cert-1&success=true" {
		t.Errorf("the redirect is %q, %v", r.RedirectURL, err)
	}
	if popup, _ := s.verify(t, engine.Mobile, `"popup":true,"m_redirect_url":null`); popup.Kind != engine.Popup || popup.Delivery != engine.ByCallback {
		t.Errorf("popup: true opened %+v", popup)
	}
	if _, refused := s.verify(t, engine.Mobile, `"m_redirect_url":null`); refused == nil || refused.Message != "모바일 본인인증에는 m_redirect_url이 필요합니다." {
		t.Errorf("without an address: %+v", refused)
	}
}

func TestCertificationWindow_staysOpenUntilPersonAndDigitsFit(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.certifying(t, "danal", "A010002002")
	w, _ := s.verify(t, engine.PC, `"min_age":20`)
	v, _ := s.CertificationBySecret(w.Secret)
	wrong := strings.Map(func(r rune) rune { return '0' + (r-'0'+1)%10 }, v.OTP)
	for name, c := range map[string]engine.CertificationChoice{
		"wrong digits":   {Outcome: engine.Approve, OTP: wrong},
		"a bad birthday": {Outcome: engine.Approve, Person: engine.Person{Birthday: "2020-02-30"}},
		"no such person": {Outcome: engine.Approve, Person: engine.Person{Phone: "01000000001"}},
		"no carrier":     {Outcome: engine.Approve, Person: engine.Person{Phone: "01000000002"}},
		"a bad gender":   {Outcome: engine.Approve, Person: engine.Person{Gender: "M"}},
	} {
		if _, err := s.FinishCertification(t.Context(), w.Secret, c); err == nil || refusal(t, err) == "" {
			t.Errorf("%s passed: %v", name, err)
		}
	}
	if _, err := s.FinishCertification(t.Context(), w.Secret, engine.CertificationChoice{Outcome: "win"}); !errors.Is(err, engine.ErrChoice) {
		t.Errorf("an unknown outcome gave %v", err)
	}
	child := engine.Person{Name: "어린이", Phone: "01011112222", Birthday: "2006-11-24"}
	r, err := s.FinishCertification(t.Context(), w.Secret, engine.CertificationChoice{Outcome: engine.Approve, Person: child})
	if err != nil || r.Callback.Text("error_msg") != "만 20세 이상만 본인인증할 수 있습니다." {
		t.Errorf("a day too young: %+v, %v", r, err)
	}
	if c, err := s.CertificationOf(s.imp, w.ImpUID); err != nil || c.State != engine.CertificationFailed || c.CertifiedAt != 0 {
		t.Errorf("the record is %+v, %v", c, err)
	}
	s.clock.Advance(24 * time.Hour)
	w, _ = s.verify(t, engine.PC, `"min_age":20`)
	if r, err := s.FinishCertification(t.Context(), w.Secret, engine.CertificationChoice{Outcome: engine.Approve, Person: child}); err != nil || r.Callback.Text("error_msg") != "" {
		t.Errorf("on the birthday: %+v, %v", r, err)
	}
}

func TestCertificationWindow_endsInEveryOutcome(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.certifying(t, "kcp_v2", "AO6R1")
	for outcome, want := range map[engine.Outcome]struct {
		state      engine.CertificationState
		success    bool
		lose, hang bool
		done       bool
	}{
		engine.Approve:          {engine.CertificationDone, true, false, false, true},
		engine.ApproveLoseReply: {engine.CertificationDone, true, true, false, true},
		engine.DeclinePerson:    {engine.CertificationFailed, false, false, false, true},
		engine.CancelWindow:     {engine.CertificationFailed, false, false, false, true},
		engine.CloseWindow:      {engine.CertificationWaits, false, false, false, false},
		engine.Hang:             {engine.CertificationWaits, true, false, true, false},
	} {
		w, _ := s.verify(t, engine.PC, "")
		r, err := s.FinishCertification(t.Context(), w.Secret, engine.CertificationChoice{Outcome: outcome})
		success, _ := r.Callback.Get("success")
		c, _ := s.CertificationOf(s.imp, w.ImpUID)
		v, _ := s.CertificationBySecret(w.Secret)
		if err != nil || c.State != want.state || success != want.success || r.LoseReply != want.lose || r.Hang != want.hang || v.Done != want.done {
			t.Errorf("%s: %+v, %+v, done %t, %v", outcome, r, c, v.Done, err)
		}
	}
	for _, ev := range s.Events(0) {
		if strings.HasPrefix(ev.Kind, "webhook") || strings.HasPrefix(ev.Kind, "payment") {
			t.Errorf("a verification told %s", ev.Kind)
		}
	}
	if list := s.All(s.imp); len(list) != 0 {
		t.Errorf("verifications made payments: %+v", list)
	}
}

func TestCertificationWindow_refusesBeforeItOpens(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	if _, refused := s.verify(t, engine.PC, ""); refused == nil || refused.Message != "등록된 PG 설정 정보가 없습니다." || refused.Callback.Text("error_code") != "SANDBOX_NO_CHANNEL" {
		t.Errorf("without a channel: %+v", refused)
	}
	s.certifying(t, "danal", "A010002002")
	for _, members := range []string{`"merchant_uid":null`, `"merchant_uid":1`, `"pg":"inicis_unified"`, `"channelKey":"channel-key-0"`, `"min_age":"x"`, `"m_redirect_url":"ftp://x"`} {
		if _, refused := s.verify(t, engine.PC, members); refused == nil || refused.Message == "" || strings.Contains(refused.Message, "결제 창") {
			t.Errorf("{%s}: %+v", members, refused)
		}
	}
	if n := len(s.Certifications(s.imp)); n != 0 {
		t.Errorf("%d verifications were begun", n)
	}
}

func TestJournal_restoresCertifications(t *testing.T) {
	t.Parallel()
	j := &tape{}
	e, err := engine.New(engine.Config{Clock: clock.NewManual(noon), Entropy: id.System, Journal: j, Seed: true})
	if err != nil {
		t.Fatal(err)
	}
	s := shop{Engine: e, imp: e.Merchants()[0].Code}
	danal := s.certifying(t, "danal", "A010002002")
	waits, err := s.RequestOTP(t.Context(), s.imp, hong(danal.Key))
	if err != nil {
		t.Fatal(err)
	}
	gone, err := s.RequestOTP(t.Context(), s.imp, hong(danal.Key))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.DeleteCertification(t.Context(), s.imp, gone.ImpUID); err != nil {
		t.Fatal(err)
	}
	w, _ := s.verify(t, engine.PC, "")
	if _, err := s.FinishCertification(t.Context(), w.Secret, engine.CertificationChoice{Outcome: engine.Approve}); err != nil {
		t.Fatal(err)
	}
	open, _ := s.verify(t, engine.PC, "")

	again, err := engine.New(engine.Config{Clock: clock.NewManual(noon), Entropy: id.System, History: j.history})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(e.Certifications(s.imp), again.Certifications(s.imp)); diff != "" {
		t.Errorf("verifications differ:\n%s", diff)
	}
	if _, err := again.ConfirmOTP(t.Context(), s.imp, waits.ImpUID, waits.OTP); err != nil {
		t.Errorf("the digits sent before the restart: %v", err)
	}
	if _, err := again.FinishCertification(t.Context(), open.Secret, engine.CertificationChoice{Outcome: engine.Approve}); err != nil {
		t.Errorf("the window opened before the restart: %v", err)
	}
	if _, err := again.FinishCertification(t.Context(), w.Secret, engine.CertificationChoice{Outcome: engine.Approve}); !errors.Is(err, engine.ErrWindow) {
		t.Errorf("a spent window gave %v", err)
	}
}
