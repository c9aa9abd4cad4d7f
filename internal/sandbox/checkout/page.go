package checkout

import (
	"bytes"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/problem"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// page is what a template of a window shows.
type page struct {
	template string
	status   int

	T        texts
	Lang     string
	Others   []option // the same window in the other languages; none where a GET would lose it
	Action   string   // where the form goes
	View     engine.WindowView
	Amount   string
	Due      string
	Problem  string // what was wrong with the last answer
	Methods  []option
	Quotas   []option
	Outcomes []option
	Issues   bool   // the window can issue an account
	Message  string // what window.js posts to the page that opened the window
	Target   string // the origin that may read it
	Apps     []app  // of card companies and wallets, on a phone
	Return   string // where such an app comes back to: app_scheme
	Keeping  *keeping
	Carriers []string
	Person   *personPage
}

// option is one thing to pick.
type option struct {
	Value, Label, Hint string
	Chosen             bool
}

func newPage(r *http.Request, view engine.WindowView, template string, status int) page {
	lang := language(r, view.Language)
	words := textsOf[lang]
	if strings.HasPrefix(r.URL.Path, certificationPath) {
		words = words.ofPerson()
	}
	p := page{template: template, status: status, T: words, Lang: lang, View: view, Action: r.URL.Path + "?lang=" + lang}
	for _, other := range languages {
		if other != lang {
			p.Others = append(p.Others, option{Value: r.URL.Path + "?lang=" + other, Label: textsOf[other].Name, Hint: other})
		}
	}
	return p
}

// payPage is the open window; wrong is what was wrong with the last answer.
func payPage(r *http.Request, view engine.WindowView, wrong string) page {
	p := newPage(r, view, "pay.html", http.StatusOK)
	p.Problem = wrong
	p.Amount = amount(view.Amount, p.Lang)
	p.Keeping = keepingOf(view, p.T)
	for _, c := range view.Carriers {
		p.Carriers = append(p.Carriers, p.T.Carriers[c])
	}
	for i, m := range view.Methods {
		p.Methods = append(p.Methods, option{Value: m, Label: p.T.method(m), Hint: string(engine.MethodAsks(m)), Chosen: i == 0})
	}
	for _, q := range view.Quotas {
		p.Quotas = append(p.Quotas, option{Value: strconv.Itoa(q), Label: p.T.quota(q)})
	}
	outcomes := view.Outcomes
	if p.Issues = slices.Contains(outcomes, engine.IssueAccount); p.Issues {
		if !view.VbankDue.IsZero() {
			p.Due = due(view.VbankDue)
		}
		// Here approving is issuing: it stands first, and once.
		outcomes = slices.Concat([]engine.Outcome{engine.IssueAccount}, slices.DeleteFunc(slices.Clone(outcomes), func(o engine.Outcome) bool {
			return o == engine.Approve || o == engine.IssueAccount
		}))
	}
	for _, o := range outcomes {
		words := p.T.outcome(o, view.KeepsKey, view.Registers)
		p.Outcomes = append(p.Outcomes, option{Value: string(o), Label: words[0], Hint: words[1]})
	}
	if view.Device == engine.Mobile {
		p.Apps, p.Return = appsOf(view, platformOf(r.UserAgent())), returnAddress(view, platformOf(r.UserAgent()))
	}
	return p
}

// keeping is what a window says that stores a means of payment.
type keeping struct{ Title, Hint, Button string }

// keepingOf returns nil for a window that stores nothing.
func keepingOf(view engine.WindowView, t texts) *keeping {
	byCard := engine.MethodAsks(view.Method) == engine.AsksCard
	switch {
	case !view.KeepsKey:
		return nil
	case !view.Registers:
		return &keeping{t.KeepAndPay, t.KeepAndPayHint, ""}
	case byCard:
		return &keeping{t.Register, t.RegisterHint, t.Register}
	}
	return &keeping{t.RegisterMeans, t.RegisterMeansHint, t.RegisterMeans}
}

// hangPage waits for ever; only closing it ends it.
func hangPage(r *http.Request, view engine.WindowView) page {
	p := newPage(r, view, "hang.html", http.StatusOK)
	p.Others = nil
	return p
}

// lostPage stands after a payment whose reply got lost on the way.
func lostPage(r *http.Request, view engine.WindowView, m message) page {
	p := newPage(r, view, "lost.html", http.StatusOK)
	if view.Registers {
		p.T.LostHint = p.T.RegisterLost
	}
	p.Others = nil
	p.post(view, m)
	return p
}

// donePage hands the result to the page that opened the window.
func donePage(r *http.Request, view engine.WindowView, m message) page {
	p := newPage(r, view, "done.html", http.StatusOK)
	p.Others = nil
	p.post(view, m)
	return p
}

// orderedPage stands after an order that the PG keeps to itself: 네이버페이
// 주문형 tells the shop's page nothing.
func orderedPage(r *http.Request, view engine.WindowView) page {
	p := newPage(r, view, "lost.html", http.StatusOK)
	p.T.Lost, p.T.LostHint = p.T.Ordered, p.T.OrderedHint
	p.Others = nil
	p.post(view, silent)
	return p
}

// overPage stands for a window that is unknown (404) or was answered (410):
// refresh and back in a PG's window end like this.
func overPage(r *http.Request, view engine.WindowView, known bool) page {
	status := http.StatusNotFound
	if known {
		status = http.StatusGone
	}
	p := newPage(r, view, "over.html", status)
	p.post(view, silent)
	return p
}

// post names what window.js sends and who may read it. A page without an origin
// (a file) is reached only by "*"; what it reads then is its own payment.
func (p *page) post(view engine.WindowView, m message) {
	p.Message, p.Target = m.encoded(), view.Origin
	if p.Target == "null" {
		p.Target = "*"
	}
}

// render writes a page with the policies of a window.
func (s *server) render(w http.ResponseWriter, r *http.Request, p page) {
	var b bytes.Buffer
	if err := templates.ExecuteTemplate(&b, p.template, p); err != nil {
		s.log.ErrorContext(r.Context(), "template of a payment window failed", "err", err)
		problem.Write(w, problem.Of(fault.New(fault.InternalError)))
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", p.Lang)
	h.Set("Content-Security-Policy", policy(p.View.Kind))
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(p.status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(b.Bytes()) // a buyer who left sees nothing
	}
}

// policy allows a window its own style and script and nothing else. There is no
// form-action: it would also bind the redirect that follows the form, which goes
// to wherever the shop says. An overlay may stand in any page, even in a file.
func policy(kind engine.Kind) string {
	ancestors := "* file:" // a pop-up that was blocked becomes an overlay
	if kind == engine.Page {
		ancestors = "'none'"
	}
	return "default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; frame-ancestors " + ancestors
}

// language is what ?lang says, else what the shop asked for. A language that
// windows do not speak becomes English, as a buyer abroad may read it.
func language(r *http.Request, asked string) string {
	wanted := r.URL.Query().Get("lang")
	if wanted == "" {
		wanted = asked
	}
	switch {
	case wanted == "":
		return languages[0]
	case slices.Contains(languages, wanted):
		return wanted
	}
	return "en"
}

// amount writes 59,000원, ₩59,000 or 10.50 USD.
func amount(a money.Amount, lang string) string {
	text := group(a.Major())
	switch {
	case a.Currency() != money.KRW:
		return text + " " + string(a.Currency())
	case lang == "ko":
		return text + "원"
	}
	return "₩" + text
}

// group puts commas between thousands of a plain decimal.
func group(decimal string) string {
	whole := len(decimal)
	for i := range len(decimal) {
		if decimal[i] == '.' {
			whole = i
			break
		}
	}
	var b bytes.Buffer
	for i := range whole {
		if i > 0 && (whole-i)%3 == 0 && decimal[i-1] != '-' {
			b.WriteByte(',')
		}
		b.WriteByte(decimal[i])
	}
	b.WriteString(decimal[whole:])
	return b.String()
}

// due is a time limit as people in Korea read it.
func due(at time.Time) string { return at.In(clock.KST).Format("2006-01-02 15:04:05") }
