package lan

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"io"
	"math/big"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/problem"
)

// Header carries the passcode of a program that calls the control API.
const Header = "Naru-Passcode"

// loginPath takes the passcode of a page's form.
const loginPath = "/passcode"

// cookie is what a browser shows that has given the passcode. Its value is a
// secret of its own, so that the passcode is kept by no browser.
const cookie = "naru_sandbox_passcode"

// The limits of guessing: a passcode of passcodeDigits digits, tried
// triesMost times a minute by all together, takes months.
const (
	passcodeDigits = 6
	triesMost      = 10
	triesWindow    = time.Minute
	loginMost      = 1 << 10  // bytes of a login form
	cookieAge      = 24 * 365 // hours; the secret dies with the sandbox
)

// NewPasscode draws a passcode: decimal digits that a person types on a phone.
func NewPasscode(entropy io.Reader) (string, error) {
	// Far more entropy than digits, so that taking the rest favours none of them.
	raw := make([]byte, 32)
	if _, err := io.ReadFull(entropy, raw); err != nil {
		return "", err
	}
	most := new(big.Int).Exp(big.NewInt(10), big.NewInt(passcodeDigits), nil)
	text := new(big.Int).Mod(new(big.Int).SetBytes(raw), most).String()
	return strings.Repeat("0", passcodeDigits-len(text)) + text, nil
}

// Options are what a Guard stands on; Passcode and Entropy must be given.
type Options struct {
	Passcode string
	Entropy  io.Reader   // for the secret of the cookie
	Clock    clock.Clock // nil: the machine's
	Open     []string    // beginnings of paths that need no passcode
}

// Guard puts the passcode before a handler.
type Guard struct {
	o      Options
	next   http.Handler
	secret string

	mu    sync.Mutex // guards tries
	tries []time.Time
}

// NewGuard returns next behind the passcode. It fails without a passcode or
// when entropy runs out.
func NewGuard(next http.Handler, o Options) (*Guard, error) {
	if o.Passcode == "" || o.Entropy == nil {
		return nil, errors.New("a guard needs a passcode and entropy")
	}
	if o.Clock == nil {
		o.Clock = clock.System{}
	}
	secret := make([]byte, 16)
	if _, err := io.ReadFull(o.Entropy, secret); err != nil {
		return nil, err
	}
	return &Guard{o: o, next: next, secret: hex.EncodeToString(secret)}, nil
}

// ServeHTTP serves what is open to everybody, and the rest to who has given the
// passcode; a page is asked for it, a program refused.
func (g *Guard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case g.open(r), g.known(r):
		g.next.ServeHTTP(w, r)
	case r.URL.Path == loginPath && r.Method == http.MethodPost:
		g.login(w, r)
	case r.Header.Get(Header) != "":
		g.program(w, r)
	case isPage(r):
		ask(w, r, http.StatusUnauthorized, local(r.URL.RequestURI()), "")
	default:
		problem.Write(w, problem.Of(fault.New(fault.SandboxPasscode)))
	}
}

// open reports whether a path is for everybody. A path with a dot segment is
// not: what it means is for the handler behind to decide.
func (g *Guard) open(r *http.Request) bool {
	path := r.URL.Path
	if strings.Contains(path, "/../") || strings.Contains(path, "/./") || strings.HasSuffix(path, "/..") || strings.Contains(path, "//") {
		return false
	}
	for _, beginning := range g.o.Open {
		if strings.HasPrefix(path, beginning) {
			return true
		}
	}
	return false
}

// known reports whether the browser has given the passcode before.
func (g *Guard) known(r *http.Request) bool {
	for _, c := range r.CookiesNamed(cookie) {
		if same(c.Value, g.secret) {
			return true
		}
	}
	return false
}

// same compares in a time that tells nothing of either text.
func same(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}

// verdict is what a try at the passcode came to.
type verdict int

const (
	wrong verdict = iota
	right
	tooMany
)

// try looks at a passcode. Wrong ones count; when there were too many, a right
// one is refused too, since it may have been guessed.
func (g *Guard) try(passcode string) (verdict, time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.o.Clock.Now()
	for len(g.tries) > 0 && !g.tries[0].Add(triesWindow).After(now) {
		g.tries = g.tries[1:]
	}
	if len(g.tries) >= triesMost {
		return tooMany, g.tries[0].Add(triesWindow).Sub(now)
	}
	if same(strings.Map(digit, passcode), g.o.Passcode) {
		return right, 0
	}
	g.tries = append(g.tries, now)
	return wrong, 0
}

// digit drops what people put between digits.
func digit(r rune) rune {
	if r == ' ' || r == '-' {
		return -1
	}
	return r
}

// program serves a program that sends the passcode along.
func (g *Guard) program(w http.ResponseWriter, r *http.Request) {
	switch v, wait := g.try(r.Header.Get(Header)); v {
	case right:
		g.next.ServeHTTP(w, r)
	case tooMany:
		later(w, wait)
		problem.Write(w, problem.Of(fault.New(fault.TooManyRequests)))
	default:
		problem.Write(w, problem.Of(fault.New(fault.SandboxPasscode)))
	}
}

// later says when to come back.
func later(w http.ResponseWriter, wait time.Duration) {
	w.Header().Set("Retry-After", strconv.Itoa(int((wait+time.Second-1)/time.Second)))
}
