// Package checkout is the browser's side of the local PortOne: the SDK script,
// the calls that request_pay and certification make, and the windows of PGs.
//
// It refuses to decide anything about a payment or a person: the engine runs the pre-checks
// and applies what the buyer did. It shows no PG's logo or look. Its main
// invariant is that a window's result reaches only the origin whose page opened
// it, and only a holder of the window's unguessable address can answer it.
package checkout

import (
	"log/slog"
	"net/http"

	"github.com/go-chi/chi/v5"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/problem"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// Options are what New may be given; every zero field has a default.
type Options struct {
	// Logger takes what goes wrong in the sandbox itself; nil drops it.
	Logger *slog.Logger
	// PublicURL returns the origin under which this handler is reached, without
	// a trailing slash. It makes the window addresses absolute, for readers that
	// are not the SDK, which goes by its own address. Nil leaves them relative.
	PublicURL func() string
	// SDK is the script served as iamport.js, Types its TypeScript types, served
	// beside it as iamport.d.ts; without one its address is 404.
	SDK, Types []byte
}

type server struct {
	engine *engine.Engine
	log    *slog.Logger
	public func() string
	sdk    asset
	types  asset
}

// New returns the handler of /v1/iamport.js and its types,
// /js/iamport.payment-{version}.js and /checkout/. Its paths are absolute: mount it without a prefix.
func New(e *engine.Engine, opts Options) http.Handler {
	s := &server{engine: e, log: opts.Logger, public: opts.PublicURL, sdk: script(opts.SDK), types: newAsset(opts.Types, "text/plain; charset=utf-8")}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.public == nil {
		s.public = func() string { return "" }
	}
	r := chi.NewRouter()
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		r.MethodFunc(method, "/v1/iamport.js", s.serveSDK)
		r.MethodFunc(method, "/v1/iamport.d.ts", s.serveTypes)
		r.MethodFunc(method, "/js/{file}", s.serveOldSDK)
		r.MethodFunc(method, "/checkout/assets/{file}", serveAsset)
		r.MethodFunc(method, "/checkout/w/{secret}", s.showWindow)
		r.MethodFunc(method, "/checkout/c/{secret}", s.showCertification)
	}
	for path, handler := range map[string]http.HandlerFunc{
		"/checkout/v1/start": s.start, "/checkout/v1/certify": s.certify,
		"/checkout/w/{secret}": s.answerWindow, "/checkout/c/{secret}": s.answerCertification,
	} {
		r.Post(path, handler)
		r.Options(path, preflight)
	}
	r.NotFound(func(w http.ResponseWriter, req *http.Request) {
		problem.Write(w, problem.Of(fault.New(fault.RouteNotFound)))
	})
	r.MethodNotAllowed(func(w http.ResponseWriter, req *http.Request) {
		problem.Write(w, problem.Of(fault.New(fault.MethodNotAllowed)))
	})
	return r
}

// answer answers with v as JSON.
func (s *server) answer(w http.ResponseWriter, r *http.Request, v any) {
	if err := problem.WriteJSON(w, http.StatusOK, v); err != nil {
		s.log.ErrorContext(r.Context(), "answer of the checkout failed", "err", err)
		problem.Write(w, problem.Of(err))
	}
}

// preflight lets any page ask: a shop may stand anywhere.
func preflight(w http.ResponseWriter, _ *http.Request) {
	allowAnyOrigin(w)
	w.Header().Set("Access-Control-Allow-Methods", "POST")
	w.Header().Set("Access-Control-Allow-Headers", "Content-Type, Accept")
	w.Header().Set("Access-Control-Max-Age", "600")
	w.WriteHeader(http.StatusNoContent)
}

// allowAnyOrigin opens an answer to every page. No cookie or other ambient
// right is involved: a window's address is the only key.
func allowAnyOrigin(w http.ResponseWriter) {
	w.Header().Set("Access-Control-Allow-Origin", "*")
}
