// Package adminapi guards the operator console: who may come in, from which page,
// and how often a password may be guessed.
//
// It refuses to know what is asked for behind the guard. Its main invariant is
// that nothing behind it runs for a request of another site, without a session
// that stands, or for a role below the one that was named; what changes something
// and is refused is noted in the audit log.
package adminapi

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/operator"
)

// PagePolicy is the Content-Security-Policy of the console's pages (SAFETY §6.3).
const PagePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; " +
	"base-uri 'none'; frame-ancestors 'none'; object-src 'none'"

// Permissions is the Permissions-Policy of all of the console: nothing.
const Permissions = "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), midi=(), payment=(), usb=()"

// Handler answers one request, or returns why it did not; it writes nothing before
// it returns an error.
type Handler func(w http.ResponseWriter, r *http.Request) error

// Need is what a route asks of who calls it.
type Need struct {
	Role    operator.Role // empty: anybody, as at the log-in
	Fresh   bool          // proven within merchant.LoginFresh
	Settles bool          // open to who has to choose a password first
}

// Deps is what the guard stands on.
type Deps struct {
	Staff     *merchant.Staff
	Clock     clock.Clock
	Log       *slog.Logger
	PublicURL string // of the server, as browsers reach it
}

// Gate is the guard of one console. It is safe for concurrent use.
type Gate struct {
	Deps
	origin  *http.CrossOriginProtection
	secure  bool // browsers come over https
	here    bool // or from this machine
	pairs   *throttle
	sources *throttle
	denials *throttle
}

// New returns a guard; its error says that the public address is no origin.
func New(d Deps) (*Gate, error) {
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	at, err := url.Parse(d.PublicURL)
	if err != nil {
		return nil, fmt.Errorf("console: %w", err)
	}
	g := &Gate{
		Deps: d, origin: http.NewCrossOriginProtection(), secure: at.Scheme == "https", here: isHere(at.Hostname()),
		pairs: newThrottle(perPair, d.Clock), sources: newThrottle(perSource, d.Clock), denials: newThrottle(perDenied, d.Clock),
	}
	// A proxy may call the server by another name than the browser does.
	if err := g.origin.AddTrustedOrigin(at.Scheme + "://" + at.Host); err != nil {
		return nil, fmt.Errorf("console: %w", err)
	}
	return g, nil
}

func isHere(host string) bool {
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || host == "::1" || strings.HasPrefix(host, "127.")
}

type sessionKey struct{}

// SessionOf returns the session of a request that was let in; the zero one where
// none is needed.
func SessionOf(r *http.Request) merchant.Session {
	s, _ := r.Context().Value(sessionKey{}).(merchant.Session)
	return s
}

// Admit lets those through to next who meet the need. Its errors have the codes
// cross_origin_refused, console_needs_https, session_required, session_ended,
// password_change_required, role_required and step_up_required.
func (g *Gate) Admit(need Need, route string, next Handler) Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := g.fromOurPages(r); err != nil {
			return err
		}
		if need.Role == "" {
			return next(w, r)
		}
		s, err := g.Staff.Session(r.Context(), g.Token(r))
		if err != nil {
			g.Forget(w, fault.CodeOf(err))
			return err
		}
		ctx := context.WithValue(merchant.WithActor(r.Context(), s.Operator.Actor()), sessionKey{}, s)
		if code := g.lacks(need, s); code != "" {
			return g.denied(ctx, r, s, route, code)
		}
		return next(w, r.WithContext(ctx))
	}
}

// fromOurPages refuses what another site made the browser send, and a console
// whose cookies travel in the clear.
func (g *Gate) fromOurPages(r *http.Request) error {
	if err := g.origin.Check(r); err != nil {
		return fault.Wrap(fault.CrossOriginRefused, err)
	}
	if !g.secure && !g.here {
		return fault.New(fault.ConsoleNeedsHTTPS)
	}
	return nil
}

// lacks returns what a session lacks for a need; "" when nothing.
func (g *Gate) lacks(need Need, s merchant.Session) fault.Code {
	switch {
	case s.Operator.MustChange() && !need.Settles:
		return fault.PasswordChangeNeeded
	case !s.Operator.Role.May(need.Role):
		return fault.RoleRequired
	case need.Fresh && !s.Fresh(g.Clock.Now()):
		return fault.StepUpRequired
	}
	return ""
}

func (g *Gate) denied(ctx context.Context, r *http.Request, s merchant.Session, route string, code fault.Code) error {
	if code == fault.StepUpRequired || code == fault.PasswordChangeNeeded {
		return fault.New(code) // what the console asks for by itself
	}
	return g.Deny(ctx, s, r.Method+" "+route, fault.New(code))
}

// Deny notes that an operator was refused what they asked for, and returns why: a
// reading, too, since it is how somebody looks around. Who goes on and on is told
// to wait, so that the audit log does not grow by it.
func (g *Gate) Deny(ctx context.Context, s merchant.Session, what string, why error) error {
	if err := g.denials.take(s.Operator.ID); err != nil {
		return err
	}
	code := fault.CodeOf(why)
	g.Log.WarnContext(ctx, "console refused", "code", code, "what", what, "operator", s.Operator.ID)
	if err := g.Staff.NoteDenied(ctx, s, what, code); err != nil {
		return err
	}
	return why
}

// Alive returns an error once the session of a request has ended, for answers that
// go on for long. To listen keeps no session awake.
func (g *Gate) Alive(r *http.Request) error {
	s, err := g.Staff.Look(r.Context(), g.Token(r))
	if err == nil && s.Operator.MustChange() {
		return fault.New(fault.PasswordChangeNeeded)
	}
	return err
}
