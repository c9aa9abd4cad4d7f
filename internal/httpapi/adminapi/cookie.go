package adminapi

import (
	"net/http"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
)

// The cookie's names. A browser takes the first over https alone, for the whole
// host and from nobody but the host itself; on this machine there is no https.
const (
	cookieName  = "__Host-naru_console"
	cookieLocal = "naru_console"
)

func (g *Gate) name() string {
	if g.secure {
		return cookieName
	}
	return cookieLocal
}

// Token returns the session's token that the browser sent; "" when it sent none,
// or several.
func (g *Gate) Token(r *http.Request) string {
	list := r.CookiesNamed(g.name())
	if len(list) != 1 {
		return ""
	}
	return list[0].Value
}

// Remember has the browser keep a session's token until the session ends at the
// latest.
func (g *Gate) Remember(w http.ResponseWriter, token string, s merchant.Session) {
	left := s.Login.ExpiresAt.Sub(g.Clock.Now())
	http.SetCookie(w, g.cookie(token, int(left/time.Second)))
}

// Forget has the browser drop the token of a session that has ended.
func (g *Gate) Forget(w http.ResponseWriter, why fault.Code) {
	if why == fault.SessionEnded {
		http.SetCookie(w, g.cookie("", -1))
	}
}

func (g *Gate) cookie(token string, age int) *http.Cookie {
	return &http.Cookie{
		Name: g.name(), Value: token, Path: "/", MaxAge: age, Secure: g.secure, HttpOnly: true, SameSite: http.SameSiteStrictMode,
	}
}
