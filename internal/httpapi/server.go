package httpapi

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"sync/atomic"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/httpapi/adminapi"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/telemetry"
)

// The times and sizes of one connection. A cancel waits for PortOne for up to
// 75 seconds, so the answer has longer.
const (
	readHeaderTimeout = 5 * time.Second
	readTimeout       = 10 * time.Second
	writeTimeout      = 90 * time.Second
	idleTimeout       = 2 * time.Minute
	maxHeaderBytes    = 16 << 10
	usualAskWait      = 15 * time.Second // shorter than what a shop waits for its payment server
)

// Deps is what the API stands on.
type Deps struct {
	Service *merchant.Service
	Books   merchant.Books  // what people at the console read; needed with Console
	Done    <-chan struct{} // closed when the server is to end: streams end then; nil: never
	Log     *slog.Logger
	Clock   clock.Clock                 // nil: the service's
	Version string                      // of the program, for /healthz
	Ping    func(context.Context) error // asks the store; nil: the store is taken to be there
	Limits  Limits                      // zero fields: DefaultLimits'
	AskWait time.Duration               // how long complete waits for PortOne before it answers 202; 0: 15 s
	Metrics *telemetry.Metrics          // counts requests and answers /metrics; nil: there is none
	Scraper string                      // a secret that reads /metrics and nothing else; empty: API keys alone do
	Silent  func() []string             // the server's loops that have stopped; nil: they are taken to run
	Proxies []netip.Prefix              // whose X-Forwarded-For is believed; none: nobody's
	Intake  Intake                      // where webhooks may come from
	Console *adminapi.Gate              // guards the operators' console; nil: there is none
}

// server answers requests.
type server struct {
	Deps
	router    *chi.Mux
	webhooks  *limiter
	approvals *limiter
	returns   *limiter
	browsers  *limiter
	badKeys   *limiter
	keys      *limiter
	payments  *limiter
	crowd     crowd
	secure    bool // browsers reach it by https
	live      *merchant.Live
	lookedAt  atomic.Int64 // when, by the machine's clock
	streams   chan struct{}
	exports   exports
	past      merchant.PastDays
}

// New returns the handler of everything under /api, /console, /healthz, /readyz
// and /metrics.
func New(d Deps) http.Handler {
	a := newServer(d)
	return a.around(a.router)
}

func newServer(d Deps) *server {
	if d.Clock == nil {
		d.Clock = d.Service.Clock
	}
	if d.AskWait == 0 {
		d.AskWait = usualAskWait
	}
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	limits := d.Limits.orDefault()
	a := &server{
		Deps: d, router: chi.NewRouter(),
		webhooks: newLimiter(limits.Webhook, d.Clock), returns: newLimiter(limits.Return, d.Clock),
		approvals: newLimiter(limits.Approve, d.Clock),
		browsers:  newLimiter(limits.Browser, d.Clock), badKeys: newLimiter(limits.BadKey, d.Clock),
		keys: newLimiter(limits.Key, d.Clock), payments: newLimiter(limits.Payment, d.Clock), crowd: newCrowd(limits),
		secure: strings.HasPrefix(d.Service.PublicURL, "https://"), streams: make(chan struct{}, mostStreams),
		exports: exports{places: make(chan struct{}, mostExports)},
	}
	a.live = &merchant.Live{Books: a.reader().Books, Now: d.Clock.Now}
	a.routes()
	return a
}

// Server returns an http.Server for a handler of New's, with the time-outs and
// limits that keep slow and huge requests from holding it.
func Server(addr string, h http.Handler) *http.Server {
	return &http.Server{
		Addr: addr, Handler: h, ReadHeaderTimeout: readHeaderTimeout, ReadTimeout: readTimeout,
		WriteTimeout: writeTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeaderBytes,
	}
}

func (a *server) routes() {
	r := a.router
	r.NotFound(a.do(func(http.ResponseWriter, *http.Request) error { return fault.New(fault.RouteNotFound) }))
	r.MethodNotAllowed(a.do(a.methodNotAllowed))
	a.register()
	a.registerConsole()
}

// methods are those that an address may take.
var methods = []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions}

func (a *server) methodNotAllowed(w http.ResponseWriter, r *http.Request) error {
	path := r.URL.RawPath
	if path == "" {
		path = r.URL.Path
	}
	for _, method := range methods {
		if a.router.Match(chi.NewRouteContext(), method, path) {
			w.Header().Add("Allow", method)
		}
	}
	return fault.New(fault.MethodNotAllowed)
}
