package checkout_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// certify asks for a certification at a new channel of 다날.
func (b bridge) certify(t *testing.T, members, agent string) answer {
	t.Helper()
	if _, err := b.engine.AddChannel(t.Context(), b.imp, engine.Channel{Name: "danal", Provider: "danal", MID: "A010002002", Type: "certification"}); err != nil {
		t.Fatal(err)
	}
	p := map[string]json.RawMessage{}
	for _, text := range []string{`{"pg":"danal","merchant_uid":"cert-1","m_redirect_url":"https://shop.example/done?utm=1"}`, "{" + members + "}"} {
		if err := json.Unmarshal([]byte(text), &p); err != nil {
			t.Fatal(err)
		}
	}
	params, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	body := `{"user_code":"` + b.imp + `","page_url":"https://shop.example/me","params":` + string(params) + `}`
	r := b.send(http.MethodPost, "/checkout/v1/certify", body, "Content-Type", "text/plain", "User-Agent", agent, "Origin", shopURL)
	var a answer
	if raw := text(t, r); r.StatusCode != http.StatusOK || json.Unmarshal([]byte(raw), &a) != nil {
		t.Fatalf("certify answers %d %s", r.StatusCode, raw)
	}
	return a
}

func (a answer) path() string { return strings.TrimPrefix(a.Window.URL, "http://localhost:4200") }

// who are the fields of the window's form.
var who = []string{"name", "김나루", "phone", "010-9876-5432", "birthday", "1990-03-04", "gender", "female", "carrier", "KT"}

func TestCertification_onAPCIsAPopUpThatAsksWhoItIs(t *testing.T) {
	t.Parallel()
	b := newBridge(t)
	a := b.certify(t, `"name":"홍길동","phone":"010-1111-2222","carrier":"LGT","company":"나루 상점","min_age":19`, desktop)
	if a.Window.Kind != "popup" || a.Window.Delivery != "callback" || !strings.HasPrefix(a.path(), "/checkout/c/") {
		t.Fatalf("opened %+v", a.Window)
	}
	r := b.send(http.MethodGet, a.path(), "")
	page := text(t, r)
	for _, want := range []string{
		"본인인증", `name="name" value="홍길동"`, `value="01011112222"`, `<option value="LGT" selected>`, "알뜰폰 (KT)", `data-slot="min-age">19<`,
		"[나루 상점] 인증번호", `data-outcome="decline_person"`, `data-slot="confirm"`, `data-outcome="approve"`, `type="date"`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the window lacks %q", want)
		}
	}
	if strings.Contains(page, "결제") || r.Header.Get("Content-Security-Policy") == "" {
		t.Errorf("the window speaks of paying, or has no policy:\n%s", page)
	}
}

func TestCertification_tellsTheShopIdsAloneAndTheServerWhoItWas(t *testing.T) {
	t.Parallel()
	b := newBridge(t)
	a := b.certify(t, "", desktop)
	m, target, atOnce := message(t, text(t, b.answer(a.path(), outcome("approve", who...))))
	if m.Callback["success"] != true || m.Callback["imp_uid"] != a.Window.ImpUID || len(m.Callback) != 5 || target != shopURL || !atOnce {
		t.Errorf("it posts %v to %q at once %v", m.Callback, target, atOnce)
	}
	c, err := b.engine.CertificationOf(b.imp, a.Window.ImpUID)
	want := engine.Person{Name: "김나루", Phone: "01098765432", Birthday: "1990-03-04", Gender: "female", Carrier: "KT"}
	if err != nil || c.State != engine.CertificationDone || c.Person != want {
		t.Errorf("certified %+v, %v", c, err)
	}
	if page := text(t, b.send(http.MethodGet, a.path(), "")); !strings.Contains(page, "이미 끝난 본인인증창입니다") {
		t.Errorf("afterwards the window shows\n%s", page)
	}
}

func TestCertification_checksTheDigitsAndKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	b := newBridge(t)
	a := b.certify(t, "", desktop)
	c, err := b.engine.CertificationOf(b.imp, a.Window.ImpUID)
	if err != nil || len(c.OTP) != 6 {
		t.Fatalf("%+v %v", c, err)
	}
	wrong := "000000"
	if c.OTP == wrong {
		wrong = "000001"
	}
	for _, digits := range []string{"", wrong, "12", "<script>"} {
		r := b.answer(a.path(), outcome("confirm", append(who, "otp", digits)...))
		page := text(t, r)
		if r.StatusCode < 400 || r.StatusCode >= 500 || !strings.Contains(page, `role="alert"`) || !strings.Contains(page, `value="김나루"`) || strings.Contains(page, "<script>") {
			t.Errorf("digits %q: answer %d\n%s", digits, r.StatusCode, page)
		}
	}
	if c, _ := b.engine.CertificationOf(b.imp, a.Window.ImpUID); c.State != engine.CertificationWaits {
		t.Fatalf("wrong digits made it %s", c.State)
	}
	m, _, _ := message(t, text(t, b.answer(a.path(), outcome("confirm", append(who, "otp", c.OTP)...))))
	if m.Callback["success"] != true {
		t.Errorf("the right digits: %v", m.Callback)
	}
}

func TestCertification_failsAndIsCancelledInWords(t *testing.T) {
	t.Parallel()
	for choice, want := range map[string]string{"decline_person": "", "cancel": "취소"} {
		b := newBridge(t)
		a := b.certify(t, "", desktop)
		m, _, _ := message(t, text(t, b.answer(a.path(), outcome(choice))))
		msg, _ := m.Callback["error_msg"].(string)
		if m.Callback["success"] != false || m.Callback["error_code"] == nil || msg == "" || !strings.Contains(msg, want) {
			t.Errorf("%s: %v", choice, m.Callback)
		}
		if c, err := b.engine.CertificationOf(b.imp, a.Window.ImpUID); err != nil || c.State != engine.CertificationFailed {
			t.Errorf("%s: %+v, %v", choice, c, err)
		}
	}
}

func TestCertification_onAPhoneRedirectsUnlessItIsAPopUp(t *testing.T) {
	t.Parallel()
	b := newBridge(t)
	a := b.certify(t, "", iPhone)
	if a.Window.Kind != "page" {
		t.Fatalf("opened %+v", a.Window)
	}
	r := b.answer(a.path(), outcome("approve", who...))
	location, err := url.Parse(r.Header.Get("Location"))
	q := location.Query()
	if err != nil || r.StatusCode != http.StatusFound || q.Get("success") != "true" || q.Get("imp_uid") != a.Window.ImpUID || q.Get("merchant_uid") != "cert-1" || q.Get("utm") != "1" {
		t.Errorf("answer %d to %s", r.StatusCode, location)
	}
	if a := newBridge(t).certify(t, `"popup":true,"m_redirect_url":null`, iPhone); a.Window.Kind != "popup" || a.Window.Delivery != "callback" {
		t.Errorf("popup: true opened %+v", a.Window)
	}
	if a := newBridge(t).certify(t, `"m_redirect_url":null`, iPhone); a.Refused == nil || a.Refused.Callback["success"] != false {
		t.Errorf("without m_redirect_url: %+v", a)
	}
}

func TestCertification_hangsLosesAndCloses(t *testing.T) {
	t.Parallel()
	b := newBridge(t)
	a := b.certify(t, "", desktop)
	if page := text(t, b.answer(a.path(), outcome("hang"))); !strings.Contains(page, `data-state="hang"`) || !strings.Contains(page, "본인인증을 처리하고") {
		t.Errorf("the hanging page is\n%s", page)
	}
	r := b.answer(a.path(), outcome("close"), "Accept", "application/json", "Origin", shopURL)
	if body := text(t, r); !strings.Contains(body, `"success":false`) || r.Header.Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("close answers %s", body)
	}
	page := text(t, b.answer(a.path(), outcome("approve_lose_reply", who...)))
	if m, _, atOnce := message(t, page); m.Type != "close" || atOnce || !strings.Contains(page, "본인인증은 되었지만") {
		t.Errorf("the lost page is\n%s", page)
	}
	if r := b.answer(a.path(), outcome("approve"), "Accept", "application/json"); !strings.Contains(text(t, r), `"type":"close"`) {
		t.Error("an ended window answers more than its end")
	}
	for _, path := range []string{"/checkout/c/" + strings.Repeat("0", 32), "/checkout/w/" + strings.TrimPrefix(a.path(), "/checkout/c/")} {
		if r := b.answer(path, outcome("approve")); r.StatusCode != http.StatusNotFound {
			t.Errorf("%s answers %d", path, r.StatusCode)
		}
	}
}

func TestCertification_refusesWhatItDoesNotOffer(t *testing.T) {
	t.Parallel()
	b := newBridge(t)
	a := b.certify(t, "", desktop)
	for name, form := range map[string]url.Values{
		"nothing": {}, "a payment's outcome": outcome("decline_limit"), "birthday": outcome("approve", append(who, "birthday", "yesterday")...),
		"gender": outcome("approve", "gender", "robot"), "carrier": outcome("approve", "carrier", "AT&T"),
	} {
		if form.Has("birthday") {
			form["birthday"] = []string{"yesterday"}
		}
		if r := b.answer(a.path(), form); r.StatusCode < 400 || r.StatusCode >= 500 {
			t.Errorf("%s: answer %d", name, r.StatusCode)
		}
	}
	if c, _ := b.engine.CertificationOf(b.imp, a.Window.ImpUID); c.State != engine.CertificationWaits {
		t.Errorf("it is %s", c.State)
	}
}

func TestCertification_opensTheCarriersAppsOnAPhone(t *testing.T) {
	t.Parallel()
	b := newBridge(t)
	a := b.certify(t, "", androidPhone)
	page := text(t, b.send(http.MethodGet, a.path(), "", "User-Agent", androidPhone))
	for _, want := range []string{
		"#Intent;scheme=tauthlink;package=com.sktelecom.tauth;end", "#Intent;scheme=ktauthexternalcall;package=com.kt.ktauth;end",
		"#Intent;scheme=upluscorporation;package=com.lguplus.smartotp;end", "PASS 앱", "앱에서 인증 완료로 처리",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the window lacks %q", want)
		}
	}
	if page := text(t, b.send(http.MethodGet, a.path(), "", "User-Agent", desktop)); strings.Contains(page, "tauthlink") {
		t.Error("a PC is offered the apps of a phone")
	}
	b.answer(a.path(), outcome("approve", append(who, "app", "ktauthexternalcall", "app_answer", "returned")...))
	var logged []string
	for _, ev := range b.engine.Events(0) {
		if ev.Kind == "window.app" && ev.ImpUID == a.Window.ImpUID {
			logged = append(logged, string(ev.Data))
		}
	}
	if len(logged) != 1 || !strings.Contains(logged[0], `"scheme":"ktauthexternalcall","answer":"returned"`) {
		t.Errorf("the log tells %q", logged)
	}
}

func TestKakaoPay_onAPhoneCanBeAsOnAPC(t *testing.T) {
	t.Parallel()
	b := newBridge(t)
	if a := b.start(t, `"pg":"kakaopay","kakaopayMobileAsPC":true,"m_redirect_url":null`, androidPhone); a.Window.Kind != "iframe" || a.Window.Delivery != "callback" {
		t.Errorf("it opened %+v, refused %+v", a.Window, a.Refused)
	}
	if a := b.start(t, `"pg":"kakaopay","merchant_uid":"order-2"`, androidPhone); a.Window.Kind != "page" {
		t.Errorf("without it: %+v", a.Window)
	}
}
