package checkout_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/sandbox/checkout"
)

const androidPhone = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"

func TestApps_areOpenedByTheirSchemesOnAPhone(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		agent string
		want  []string
	}{
		"Android": {androidPhone, []string{
			`href="intent://pay?srCode=imp_`, `#Intent;scheme=shinhan-sr-ansimclick;package=com.shcard.smartpay;end"`,
			`#Intent;scheme=kb-acp;package=com.kbcard.cxh.appcard;end"`, `href="ispmobile://?TID=imp_`,
			`#Intent;scheme=kakaotalk;package=com.kakao.talk;end"`,
		}},
		"iPhone": {iPhone, []string{`href="shinhan-sr-ansimclick://pay?srCode=imp_`, `href="kb-acp://pay?srCode=imp_`, `href="ispmobile://?TID=imp_`}},
	} {
		b := newBridge(t)
		page := text(t, b.send(http.MethodGet, b.open(t, "", c.agent), "", "User-Agent", c.agent))
		for _, want := range append(c.want, `data-slot="app-done"`, "앱에서 인증 완료로 처리", "shouldOverrideUrlLoading", "LSApplicationQueriesSchemes", "/checkout/assets/apps.js") {
			if !strings.Contains(page, want) {
				t.Errorf("%s: the window lacks %q", name, want)
			}
		}
		if strings.Contains(page, "ZgotmplZ") || strings.Contains(page, "data-return") {
			t.Errorf("%s: a link was cut, or leads back without app_scheme", name)
		}
	}
}

func TestApps_areNotOfferedOnAPC(t *testing.T) {
	t.Parallel()
	b := newBridge(t)
	if page := text(t, b.send(http.MethodGet, b.open(t, "", desktop), "", "User-Agent", desktop)); strings.Contains(page, "ispmobile") || strings.Contains(page, "apps.js") {
		t.Error("a PC is offered the apps of a phone")
	}
}

func TestAppScheme_isWhereTheAppComesBackTo(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"myapp": "myapp://", "myapp://": "myapp://", "myapp://pay/done": "myapp://pay/done", "kr.naru-shop": "kr.naru-shop://",
		"": "", "javascript://alert(1)": "", "JavaScript": "", "data": "", "https://evil.example": "", "intent://x": "", "my app": "", `a"><b`: "",
	} {
		b := newBridge(t)
		raw, err := json.Marshal(given)
		if err != nil {
			t.Fatal(err)
		}
		page := text(t, b.send(http.MethodGet, b.open(t, `"app_scheme":`+string(raw), iPhone), "", "User-Agent", iPhone))
		if got := strings.Contains(page, ` data-return="`+want+`"`); got != (want != "") || strings.Contains(page, "data-return") != (want != "") {
			t.Errorf("app_scheme %q: the window does not lead back to %q", given, want)
		}
	}
}

func TestAppScheme_isKnownToKakaoPayOnIOSAlone(t *testing.T) {
	t.Parallel()
	for agent, want := range map[string]bool{iPhone: true, androidPhone: false} {
		b := newBridge(t)
		page := text(t, b.send(http.MethodGet, b.open(t, `"pg":"kakaopay","app_scheme":"myapp"`, agent), "", "User-Agent", agent))
		if strings.Contains(page, `data-return="myapp://"`) != want {
			t.Errorf("%s: leads back is not %v", agent, want)
		}
	}
}

func TestApps_thatAnsweredStandInTheLog(t *testing.T) {
	t.Parallel()
	b := newBridge(t)
	logged := func() string {
		var list []string
		for _, ev := range b.engine.Events(0) {
			if ev.Kind == "window.app" {
				list = append(list, string(ev.Data))
			}
		}
		return strings.Join(list, " ")
	}
	b.answer(b.open(t, `"app_scheme":"myapp"`, iPhone), outcome("approve", "method", "card", "card_code", "381", "app", "kb-acp", "app_answer", "returned"))
	if got := logged(); got != `{"scheme":"kb-acp","answer":"returned","app_scheme":"myapp"}` {
		t.Errorf("the log tells %s", got)
	}
	b.answer(b.open(t, `"merchant_uid":"order-2"`, iPhone), outcome("approve", "method", "card", "app", "unheard-of"))
	b.answer(b.open(t, `"merchant_uid":"order-3"`, iPhone), outcome("approve", "method", "card", "app", ""))
	if got := logged(); strings.Count(got, "scheme\":") != 2 {
		t.Errorf("the log tells of apps that nobody opened: %s", got)
	}
}

func TestWindow_speaksChinese(t *testing.T) {
	t.Parallel()
	b := newBridge(t)
	path := b.open(t, `"language":"zh"`, desktop)
	page := text(t, b.send(http.MethodGet, path, ""))
	for _, want := range []string{`<html lang="zh">`, "支付金额", "₩59,000", `hreflang="ko"`, `hreflang="en"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the window lacks %q", want)
		}
	}
	if page := text(t, b.send(http.MethodGet, b.open(t, `"language":"jp","merchant_uid":"order-2"`, desktop)+"?lang=jp", "")); !strings.Contains(page, `<html lang="en">`) {
		t.Error("a language that windows do not speak is not English")
	}
}

func TestWindow_thatWasBlockedAsAPopUpMayStandInThePage(t *testing.T) {
	t.Parallel()
	b := newBridge(t)
	r := b.send(http.MethodGet, b.open(t, `"popup":true`, desktop), "")
	if csp := r.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "frame-ancestors * file:") {
		t.Errorf("policy is %q", csp)
	}
}

func TestTexts_areTheSameInEveryLanguage(t *testing.T) {
	t.Parallel()
	for _, word := range checkout.Untranslated() {
		t.Errorf("%s is missing", word)
	}
}

func TestTypes_areServedBesideTheScript(t *testing.T) {
	t.Parallel()
	b := newBridge(t)
	if r := b.send(http.MethodGet, "/v1/iamport.d.ts", ""); r.StatusCode != http.StatusNotFound {
		t.Errorf("types that were not built answer %d", r.StatusCode)
	}
	b.Handler = checkout.New(b.engine, checkout.Options{Types: []byte("export interface Iamport {}")})
	if r := b.send(http.MethodGet, "/v1/iamport.d.ts", ""); r.StatusCode != http.StatusOK || text(t, r) != "export interface Iamport {}" {
		t.Errorf("types answer %d", r.StatusCode)
	}
}
