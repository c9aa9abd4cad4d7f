package lan

import (
	"bytes"
	_ "embed"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/problem"
)

//go:embed login.html
var loginText string

var loginPage = template.Must(template.New("login").Parse(loginText))

// login reads the form, and lets the browser in for good.
func (g *Guard) login(w http.ResponseWriter, r *http.Request) {
	raw, err := problem.ReadBody(w, r, loginMost)
	if err != nil {
		problem.Write(w, problem.Of(err))
		return
	}
	form, err := url.ParseQuery(string(raw))
	if err != nil {
		problem.Write(w, problem.Of(fault.New(fault.BadRequest)))
		return
	}
	next := local(form.Get("next"))
	switch v, wait := g.try(form.Get("passcode")); v {
	case right:
		http.SetCookie(w, &http.Cookie{
			Name: cookie, Value: g.secret, Path: "/", MaxAge: int(cookieAge * time.Hour / time.Second), HttpOnly: true, SameSite: http.SameSiteStrictMode,
		})
		w.Header().Set("Cache-Control", "no-store")
		http.Redirect(w, r, next, http.StatusSeeOther)
	case tooMany:
		later(w, wait)
		ask(w, r, http.StatusTooManyRequests, next, "잠시 뒤에 다시 시도해 주세요. Too many tries; try again in a minute.")
	default:
		ask(w, r, http.StatusUnauthorized, next, "암호가 맞지 않습니다. That is not the passcode.")
	}
}

// ask shows the form.
func ask(w http.ResponseWriter, r *http.Request, status int, next, wrong string) {
	var b bytes.Buffer
	if err := loginPage.Execute(&b, struct{ Action, Next, Wrong string }{loginPath, next, wrong}); err != nil {
		problem.Write(w, problem.Of(err))
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(b.Bytes()) // a browser that left needs no form
	}
}

// isPage reports whether a browser asks for something to show.
func isPage(r *http.Request) bool {
	return (r.Method == http.MethodGet || r.Method == http.MethodHead) && strings.Contains(r.Header.Get("Accept"), "text/html")
}

// local keeps an address on this origin: anything else is the front page.
func local(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.IsAbs() || u.Host != "" || u.User != nil || !strings.HasPrefix(u.Path, "/") ||
		strings.HasPrefix(address, "//") || strings.ContainsAny(address, "\\\r\n\t") || u.Path == loginPath {
		return "/"
	}
	return u.RequestURI()
}
