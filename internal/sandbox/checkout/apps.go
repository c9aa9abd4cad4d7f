package checkout

import (
	"html/template"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// platform is what a phone runs, which decides how an app is opened.
type platform int

const (
	noPhone platform = iota
	android
	iOS
	otherPhone
)

func platformOf(userAgent string) platform {
	switch {
	case strings.Contains(userAgent, "Android"):
		return android
	case strings.Contains(userAgent, "iPhone"), strings.Contains(userAgent, "iPad"), strings.Contains(userAgent, "iPod"):
		return iOS
	case device(userAgent) == engine.Mobile:
		return otherPhone
	}
	return noPhone
}

// scheme is an app as the published lists for WebViews name it.
type scheme struct {
	name   string // of the app
	scheme string
	path   string // what follows the scheme, in which {id} is the payment
	pkg    string // of Android; empty: the scheme is opened as it is there, too
}

// cardSchemes are the apps of card companies, by KFTC code. ISP is opened by its
// scheme on every phone, the others by an intent on Android.
var cardSchemes = map[string]scheme{
	"361": {"ISP·페이북", "ispmobile", "?TID={id}", ""},
	"366": {"신한 SOL페이", "shinhan-sr-ansimclick", "pay?srCode={id}", "com.shcard.smartpay"},
	"381": {"KB Pay", "kb-acp", "pay?srCode={id}", "com.kbcard.cxh.appcard"},
	"365": {"삼성카드", "mpocket.online.ansimclick", "?xid={id}", "kr.co.samsungcard.mpocket"},
	"367": {"현대카드", "hdcardappcardansimclick", "appcard?acctid={id}", "com.hyundaicard.appcard"},
	"368": {"롯데카드", "lotteappcard", "lottecard/payment?tid={id}", "com.lcacApp"},
	"371": {"NH pay", "nhallonepayansimclick", "appcard?tid={id}", "nh.smart.nhallonepay"},
	"374": {"하나Pay", "cloudpay", "?tid={id}", "com.hanaskcard.paycla"},
	"041": {"우리WON카드", "com.wooricard.wcard", "?tid={id}", "com.wooricard.smartapp"},
	"370": {"씨티모바일", "citimobileapp", "?tid={id}", "kr.co.citibank.citimobile"},
}

// methodSchemes are the apps of wallets and of bank transfers, by pay_method.
var methodSchemes = map[string]scheme{
	"trans":        {"뱅크페이", "kftc-bankpay", "eftpay?tid={id}", ""},
	"kakaopay":     {"카카오톡", "kakaotalk", "kakaopay/pg?tid={id}", "com.kakao.talk"},
	"payco":        {"페이코", "payco", "pay?tid={id}", "com.nhnent.payapp"},
	"tosspay":      {"토스", "supertoss", "pay?payToken={id}", "viva.republica.toss"},
	"tosspay_card": {"토스", "supertoss", "pay?payToken={id}", "viva.republica.toss"},
	"samsung":      {"삼성페이", "samsungpay", "pay?tid={id}", "com.samsung.android.spay"},
	"samsungpay":   {"삼성페이", "samsungpay", "pay?tid={id}", "com.samsung.android.spay"},
	"lpay":         {"L.PAY", "lpayapp", "pay?tid={id}", "com.lottemembers.android"},
}

// carrierSchemes are the apps by which the carriers certify people.
var carrierSchemes = []struct {
	carrier string
	scheme
}{
	{"SKT", scheme{"PASS (SKT)", "tauthlink", "pass?tid={id}", "com.sktelecom.tauth"}},
	{"KT", scheme{"PASS (KT)", "ktauthexternalcall", "pass?tid={id}", "com.kt.ktauth"}},
	{"LGT", scheme{"PASS (LG U+)", "upluscorporation", "pass?tid={id}", "com.lguplus.smartotp"}},
}

// app is a link that opens an app on the phone.
type app struct {
	Method string // pay_method whose window shows it; empty where a window has none
	Choose string // what it chooses in the form: a card company or a carrier; empty for a method's own app
	Name   string
	Scheme string
	Link   template.URL
}

// appsOf are the apps that a window on a phone offers: those of the card
// companies for `card`, and those of wallets.
func appsOf(view engine.WindowView, on platform) []app {
	var list []app
	for _, method := range view.Methods {
		if s, ok := methodSchemes[method]; ok {
			list = append(list, app{method, "", s.name, s.scheme, s.link(view.ImpUID, on)})
		}
		if method != "card" {
			continue
		}
		for _, card := range view.Cards {
			if s, ok := cardSchemes[card.Code]; ok {
				list = append(list, app{method, card.Code, s.name, s.scheme, s.link(view.ImpUID, on)})
			}
		}
	}
	return list
}

// carrierApps are the apps that a window of IMP.certification offers on a phone.
func carrierApps(impUID string, on platform) []app {
	if on == noPhone {
		return nil
	}
	var list []app
	for _, s := range carrierSchemes {
		list = append(list, app{"", s.carrier, s.name, s.scheme.scheme, s.link(impUID, on)})
	}
	return list
}

// link is the address that opens the app: a real one, so that a WebView that
// does not handle it fails as it would in a real payment. What it carries means
// nothing to the app.
func (s scheme) link(impUID string, on platform) template.URL {
	path := strings.ReplaceAll(s.path, "{id}", url.QueryEscape(impUID))
	if on == android && s.pkg != "" {
		return template.URL("intent://" + path + "#Intent;scheme=" + s.scheme + ";package=" + s.pkg + ";end")
	}
	return template.URL(s.scheme + "://" + path)
}

// ownScheme is a scheme of an app, alone or with what follows it.
var ownScheme = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9+.-]*)(://[^\s"'<>]*)?$`)

// webSchemes are those that a browser takes for itself: they open no app.
var webSchemes = []string{"http", "https", "javascript", "data", "blob", "file", "about", "vbscript", "ftp", "ws", "wss", "view-source", "filesystem", "intent"}

// returnAddress is where an app comes back to: the shop's app_scheme, `myapp` or
// `myapp://`. 카카오페이 knows it on iOS alone.
func returnAddress(view engine.WindowView, on platform) string {
	found := ownScheme.FindStringSubmatch(view.AppScheme)
	switch {
	case found == nil, slices.Contains(webSchemes, strings.ToLower(found[1])):
		return ""
	case view.Provider == "kakaopay" && on == android:
		return ""
	case found[2] == "":
		return found[1] + "://"
	}
	return view.AppScheme
}

// recordApp tells the log that the window went on after one of its apps: one
// that answered, or the sandbox in its place.
func (s *server) recordApp(r *http.Request, view engine.WindowView, apps []app, form url.Values) {
	opened := form.Get("app")
	if opened == "" || view.ImpUID == "" || !slices.ContainsFunc(apps, func(a app) bool { return a.Scheme == opened }) {
		return
	}
	how := "sandbox"
	if form.Get("app_answer") == "returned" {
		how = "returned"
	}
	if err := s.engine.Record("window.app", view.Merchant, view.ImpUID, engine.Object{
		{Name: "scheme", Value: opened}, {Name: "answer", Value: how}, {Name: "app_scheme", Value: view.AppScheme},
	}); err != nil {
		s.log.ErrorContext(r.Context(), "sandbox could not record the app of a window", "err", err)
	}
}
