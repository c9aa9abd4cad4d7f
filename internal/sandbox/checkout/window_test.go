package checkout_test

import (
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

var posted = regexp.MustCompile(`data-message="([^"]*)" data-target="([^"]*)"( data-send)?`)

// message reads what a window's page posts to its opener, and whether at once.
func message(t *testing.T, page string) (m struct {
	Source, Type string
	Callback     map[string]any
}, target string, atOnce bool,
) {
	t.Helper()
	found := posted.FindStringSubmatch(page)
	if found == nil {
		t.Fatalf("the page posts nothing:\n%s", page)
	}
	if err := json.Unmarshal([]byte(html.UnescapeString(found[1])), &m); err != nil {
		t.Fatal(err)
	}
	return m, html.UnescapeString(found[2]), found[3] != ""
}

func TestWindow_showsTheOrderAsText(t *testing.T) {
	t.Parallel()
	b := newBridge(t)
	path := b.open(t, "", desktop)
	r := b.send(http.MethodGet, path, "")
	page := text(t, r)
	for _, want := range []string{
		`<html lang="ko">`, "KG이니시스", "나루 상점", "맨투맨 &lt;script&gt;alert(1)&lt;/script&gt;", `data-slot="amount">59,000원<`,
		`data-method="card"`, `data-method="kakaopay"`, "샌드박스", `<select id="card_quota"`, "신한카드",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the window lacks %q", want)
		}
	}
	for _, o := range []string{"approve", "decline_limit", "decline_stopped", "decline_password", "cancel", "close", "hang", "approve_lose_reply"} {
		if !strings.Contains(page, `data-outcome="`+o+`"`) {
			t.Errorf("the window lacks the outcome %s", o)
		}
	}
	if strings.Contains(page, "<script>alert") {
		t.Error("the order's name became markup")
	}
	if p := b.payment(t, b.start(t, `"merchant_uid":"order-2"`, desktop).Window.ImpUID); p.Status != engine.Ready {
		t.Errorf("looking at a window made a payment %s", p.Status)
	}
}

func TestWindow_thatStoresACardSaysSo(t *testing.T) {
	t.Parallel()
	b := newBridge(t)
	path := b.open(t, `"pg":"html5_inicis.INIBillTst","customer_uid":"c1"`, desktop)
	page := text(t, b.send(http.MethodGet, path, ""))
	for _, want := range []string{
		`data-slot="register"><strong>정기결제 카드 등록</strong>`, "표시된 금액은 지금 결제되지 않습니다", `data-slot="pay">정기결제 카드 등록<`,
		`data-slot="amount">59,000원<`, "카드가 등록되고 상점에 알려집니다", `data-method="card"`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the window lacks %q", want)
		}
	}
	for _, unwanted := range []string{"원 결제하기", `data-method="kakaopay"`, `<select id="card_quota"`, `data-outcome="issue_account"`} {
		if strings.Contains(page, unwanted) {
			t.Errorf("the window has %q", unwanted)
		}
	}
	if page := text(t, b.answer(path, outcome("approve_lose_reply", "method", "card"))); !strings.Contains(page, "결제된 금액은 없습니다") {
		t.Errorf("the lost page says\n%s", page)
	}
	if _, err := b.engine.BillingKeyOf(b.imp, "c1"); err != nil {
		t.Errorf("no card was stored: %v", err)
	}
	if page := text(t, b.send(http.MethodGet, b.open(t, `"merchant_uid":"order-2"`, desktop), "")); strings.Contains(page, `data-slot="register"`) {
		t.Error("an ordinary window speaks of registering")
	}
}

func TestWindow_carriesAPolicyThatForbidsInlineScript(t *testing.T) {
	t.Parallel()
	b := newBridge(t)
	for agent, ancestors := range map[string]string{desktop: "frame-ancestors * file:", iPhone: "frame-ancestors 'none'"} {
		r := b.send(http.MethodGet, b.open(t, "", agent), "")
		csp := r.Header.Get("Content-Security-Policy")
		if !strings.Contains(csp, "default-src 'none'") || !strings.Contains(csp, "script-src 'self'") || !strings.Contains(csp, ancestors) {
			t.Errorf("policy is %q, want %s", csp, ancestors)
		}
		if strings.Contains(csp, "unsafe") || strings.Contains(csp, "form-action") {
			t.Errorf("policy is %q", csp)
		}
		if r.Header.Get("Cache-Control") != "no-store" || r.Header.Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("headers are %v", r.Header)
		}
	}
}

func TestWindow_speaksTheLanguageAskedFor(t *testing.T) {
	t.Parallel()
	b := newBridge(t)
	path := b.open(t, `"language":"en"`, desktop)
	if page := text(t, b.send(http.MethodGet, path, "")); !strings.Contains(page, `<html lang="en">`) || !strings.Contains(page, "₩59,000") {
		t.Error(`language: "en" is not English`)
	}
	if page := text(t, b.send(http.MethodGet, path+"?lang=ko", "")); !strings.Contains(page, `<html lang="ko">`) {
		t.Error("?lang=ko is not Korean")
	}
	if page := text(t, b.send(http.MethodGet, path+"?lang=%22%3E", "")); strings.Contains(page, `lang=""`) {
		t.Error("?lang= reaches the page")
	}
}

func TestWindow_offersInstalmentsFromFiftyThousandWon(t *testing.T) {
	t.Parallel()
	b := newBridge(t)
	for amount, want := range map[string]bool{"49999": false, "50000": true} {
		page := text(t, b.send(http.MethodGet, b.open(t, `"merchant_uid":"o-`+amount+`","amount":`+amount, desktop), ""))
		if got := strings.Contains(page, `id="card_quota"`); got != want {
			t.Errorf("%s won: instalments offered is %v", amount, got)
		}
	}
}

func TestApprove_postsTheCallbackToTheShopsOriginAlone(t *testing.T) {
	t.Parallel()
	b := newBridge(t)
	path := b.open(t, "", desktop)
	r := b.answer(path, outcome("approve", "method", "card", "card_code", "366", "card_quota", "3"))
	m, target, atOnce := message(t, text(t, r))
	if r.StatusCode != http.StatusOK || m.Source != "naru-sandbox" || m.Type != "result" || target != shopURL || !atOnce {
		t.Fatalf("answer %d posts %+v to %q at once %v", r.StatusCode, m, target, atOnce)
	}
	if m.Callback["success"] != true || m.Callback["paid_amount"] != 59000.0 || m.Callback["card_quota"] != 3.0 {
		t.Errorf("callback is %v", m.Callback)
	}
	if p := b.payment(t, m.Callback["imp_uid"].(string)); p.Status != engine.Paid {
		t.Errorf("payment is %s, want paid", p.Status)
	}
}

func TestApprove_byKakaoPayInsideACardWindowLeavesTheHiddenFieldsOut(t *testing.T) {
	t.Parallel()
	b := newBridge(t)
	// A browser sends the hidden card fields too.
	form := outcome("approve", "method", "kakaopay", "wallet", "money", "card_code", "366", "card_quota", "12")
	m, _, _ := message(t, text(t, b.answer(b.open(t, "", desktop), form)))
	if m.Callback["pay_method"] != "point" || m.Callback["emb_pg_provider"] != "kakaopay" || m.Callback["card_quota"] != 0.0 {
		t.Errorf("callback is %v", m.Callback)
	}
}

func TestApprove_ofAPageOnAPhoneGoesToTheRedirectURL(t *testing.T) {
	t.Parallel()
	b := newBridge(t)
	r := b.answer(b.open(t, "", iPhone), outcome("approve"))
	location, err := url.Parse(r.Header.Get("Location"))
	if err != nil || r.StatusCode != http.StatusFound {
		t.Fatalf("answer %d, Location %q", r.StatusCode, r.Header.Get("Location"))
	}
	q := location.Query()
	if location.Host != "shop.example" || q.Get("utm") != "1" || q.Get("imp_success") != "true" || q.Get("merchant_uid") != "order-1" || q.Has("error_msg") {
		t.Errorf("redirected to %s", location)
	}
}

func TestRedirect_keepsTheAddressOfTheShop(t *testing.T) {
	t.Parallel()
	b := newBridge(t)
	r := b.answer(b.open(t, `"m_redirect_url":"https://shop.example/주문/../done?q=가#top"`, iPhone), outcome("cancel"))
	location := r.Header.Get("Location")
	if !strings.HasPrefix(location, "https://shop.example/%ec%a3%bc%eb%ac%b8/../done?q=%ea%b0%80&imp_uid=") || !strings.HasSuffix(location, "#top") {
		t.Errorf("redirected to %s", location)
	}
}

func TestDecline_tellsTheReason(t *testing.T) {
	t.Parallel()
	b := newBridge(t)
	m, _, _ := message(t, text(t, b.answer(b.open(t, "", desktop), outcome("decline_limit"))))
	if m.Callback["success"] != false || !strings.Contains(m.Callback["error_msg"].(string), "한도") {
		t.Errorf("callback is %v", m.Callback)
	}
	if p := b.payment(t, m.Callback["imp_uid"].(string)); p.Status != engine.Failed {
		t.Errorf("payment is %s, want failed", p.Status)
	}
}

func TestTosspayments_callsBackWithIDsAloneUnlessTheScriptIsOld(t *testing.T) {
	t.Parallel()
	b := newBridge(t)
	m, _, _ := message(t, text(t, b.answer(b.open(t, `"pg":"tosspayments.iamporttest_3"`, desktop), outcome("approve"))))
	if len(m.Callback) != 2 || m.Callback["imp_uid"] == nil || m.Callback["merchant_uid"] != "order-1" {
		t.Errorf("callback is %v, want ids alone", m.Callback)
	}
	body := `{"user_code":"` + b.imp + `","legacy":true,"params":` + params(t, `"pg":"tosspayments.iamporttest_3","merchant_uid":"order-2"`) + `}`
	var a answer
	raw := text(t, b.send(http.MethodPost, "/checkout/v1/start", body, "Content-Type", "application/json", "User-Agent", desktop, "Origin", shopURL))
	if err := json.Unmarshal([]byte(raw), &a); err != nil {
		t.Fatal(err)
	}
	m, _, _ = message(t, text(t, b.answer(strings.TrimPrefix(a.Window.URL, "http://localhost:4200"), outcome("approve"))))
	if m.Callback["success"] != true || m.Callback["paid_amount"] != 59000.0 {
		t.Errorf("callback of the old script is %v, want the full one", m.Callback)
	}
}

func TestVirtualAccount_isIssuedWithItsDueDate(t *testing.T) {
	t.Parallel()
	b := newBridge(t)
	path := b.open(t, `"pay_method":"vbank"`, desktop)
	page := text(t, b.send(http.MethodGet, path, ""))
	if !strings.Contains(page, `data-slot="vbank-due"`) || !strings.Contains(page, `data-outcome="issue_account"`) || strings.Contains(page, `data-outcome="approve"`) {
		t.Error("the window does not offer an account")
	}
	m, _, _ := message(t, text(t, b.answer(path, outcome("issue_account", "method", "vbank", "bank", "88"))))
	if m.Callback["vbank_name"] != "신한은행" || m.Callback["vbank_num"] == nil || m.Callback["status"] != "ready" {
		t.Errorf("callback is %v", m.Callback)
	}
}

func TestWindow_namesADueDateForAnAccountOnly(t *testing.T) {
	t.Parallel()
	b := newBridge(t)
	page := text(t, b.send(http.MethodGet, b.open(t, `"pay_method":"trans"`, desktop), ""))
	if !strings.Contains(page, `<select id="bank"`) || strings.Contains(page, `data-slot="vbank-due"`) {
		t.Error("a transfer, which is paid at once, shows until when to deposit")
	}
}

func TestHang_tellsNobodyUntilTheBuyerCloses(t *testing.T) {
	t.Parallel()
	b := newBridge(t)
	path := b.open(t, "", desktop)
	page := text(t, b.answer(path, outcome("hang")))
	if strings.Contains(page, "data-message") || !strings.Contains(page, `data-state="hang"`) || !strings.Contains(page, `value="close"`) {
		t.Errorf("the hanging page is\n%s", page)
	}
	m, _, _ := message(t, text(t, b.answer(path, outcome("close"))))
	if p := b.payment(t, m.Callback["imp_uid"].(string)); p.Status != engine.Ready || m.Callback["success"] != false {
		t.Errorf("payment is %s, callback %v", p.Status, m.Callback)
	}
}

func TestLostReply_paysAndTellsTheShopNothing(t *testing.T) {
	t.Parallel()
	for name, agent := range map[string]string{"overlay": desktop, "page": iPhone} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBridge(t)
			a := b.start(t, "", agent)
			r := b.answer(strings.TrimPrefix(a.Window.URL, "http://localhost:4200"), outcome("approve_lose_reply"))
			m, _, atOnce := message(t, text(t, r))
			if r.StatusCode != http.StatusOK || r.Header.Get("Location") != "" || m.Type != "close" || m.Callback != nil || atOnce {
				t.Errorf("answer %d posts %+v at once %v", r.StatusCode, m, atOnce)
			}
			if p := b.payment(t, a.Window.ImpUID); p.Status != engine.Paid {
				t.Errorf("payment is %s, want paid", p.Status)
			}
		})
	}
}

func TestClose_bySDKIsAnsweredAsJSON(t *testing.T) {
	t.Parallel()
	b := newBridge(t)
	path := b.open(t, "", desktop)
	r := b.answer(path, outcome("close"), "Accept", "application/json", "Origin", shopURL)
	if body := text(t, r); r.StatusCode != http.StatusOK || r.Header.Get("Access-Control-Allow-Origin") != "*" ||
		!strings.HasPrefix(body, `{"source":"naru-sandbox","type":"result","callback":{"success":false,`) {
		t.Errorf("answer %d %s", r.StatusCode, body)
	}
	b.answer(path, outcome("approve"))
	r = b.answer(path, outcome("close"), "Accept", "application/json")
	if body := strings.TrimSpace(text(t, r)); r.StatusCode != http.StatusOK || body != `{"source":"naru-sandbox","type":"close"}` {
		t.Errorf("close after the end answers %d %s, want silence", r.StatusCode, body)
	}
}

func TestWindow_thatEndedOrNeverWasSaysSo(t *testing.T) {
	t.Parallel()
	b := newBridge(t)
	path := b.open(t, "", desktop)
	b.answer(path, outcome("approve"))
	paid := len(b.engine.Events(0))
	for _, tt := range []struct {
		name, path string
		status     int
	}{{"ended", path, http.StatusGone}, {"unknown", "/checkout/w/" + strings.Repeat("0", 32), http.StatusNotFound}} {
		for _, r := range []*http.Response{b.send(http.MethodGet, tt.path, ""), b.answer(tt.path, outcome("approve")), b.answer(tt.path, outcome("nonsense"))} {
			page := text(t, r)
			if r.StatusCode != tt.status || !strings.Contains(page, "이미 끝난 결제창입니다") || !strings.Contains(page, "[비정상 접근입니다.]") {
				t.Errorf("%s: answer %d\n%s", tt.name, r.StatusCode, page)
			}
		}
	}
	if got := len(b.engine.Events(0)); got != paid {
		t.Errorf("an ended window made %d events", got-paid)
	}
}

func TestAnswer_refusesWhatTheWindowDoesNotOfferAndStaysOpen(t *testing.T) {
	t.Parallel()
	b := newBridge(t)
	a := b.start(t, "", desktop)
	path := strings.TrimPrefix(a.Window.URL, "http://localhost:4200")
	forms := map[string]url.Values{
		"nothing":           {},
		"two outcomes":      {"outcome": {"approve", "cancel"}},
		"unknown outcome":   outcome("free"),
		"foreign method":    outcome("approve", "method", "vbank"),
		"unknown card":      outcome("approve", "method", "card", "card_code", "999"),
		"unknown quota":     outcome("approve", "method", "card", "card_quota", "7"),
		"negative quota":    outcome("approve", "card_quota", "-1"),
		"fractional quota":  outcome("approve", "card_quota", "1.5"),
		"enormous quota":    outcome("approve", "card_quota", strings.Repeat("9", 40)),
		"more than 16 KiB":  outcome("approve", "card_code", strings.Repeat("x", 16<<10)),
		"markup in a field": outcome("<script>", "method", "<script>"),
	}
	for name, form := range forms {
		r := b.answer(path, form)
		if page := text(t, r); r.StatusCode < 400 || r.StatusCode >= 500 || !strings.Contains(page, `role="alert"`) || strings.Contains(page, "<script>") {
			t.Errorf("%s: answer %d\n%s", name, r.StatusCode, page)
		}
	}
	for _, kind := range []string{"", "application/json", "multipart/form-data; boundary=x", "%"} {
		if r := b.send(http.MethodPost, path, "outcome=approve", "Content-Type", kind); r.StatusCode != http.StatusUnsupportedMediaType {
			t.Errorf("content type %q: answer %d", kind, r.StatusCode)
		}
	}
	if p := b.payment(t, a.Window.ImpUID); p.Status != engine.Ready {
		t.Fatalf("payment is %s, want ready", p.Status)
	}
	if m, _, _ := message(t, text(t, b.answer(path, outcome("approve")))); m.Callback["success"] != true {
		t.Errorf("the window did not stay open: %v", m.Callback)
	}
}
