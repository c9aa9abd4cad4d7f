package demoshop

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/fault"
)

// Options is what the shop is made of. All addresses are absolute http(s) URLs.
type Options struct {
	Files          fs.FS  // the built storefront
	PaymentServer  string // address of the payment server, as this server reaches it
	APIKey         string // secret key sk_… of the payment server
	WebhookSecret  string // whsec_… that the payment server signs its webhooks with
	SDKURL         string // PortOne's iamport.js
	Imp            string // 고객사 식별코드, public
	PGCode         string // default channel, public
	PublicURL      string // address of this shop, as buyers reach it
	OrdersFile     string // keeps the orders from one start to the next; "" for memory alone
	SandboxControl string // control API of the sandbox, for a link to its console; may be ""
	Clock          clock.Clock
	Entropy        io.Reader
	Logger         *slog.Logger
}

// Shop is the demo shop's server. Use New.
type Shop struct {
	server        *paymentServer
	serverURL     string
	console       string // the sandbox's console; may be ""
	publicURL     string
	webhookSecret []byte
	orders        *orders
	events        *seenEvents
	limits        *limiter
	clock         clock.Clock
	entropy       io.Reader
	logger        *slog.Logger
	mux           http.Handler
}

// New returns the shop's handler. Its errors name the option that is missing or
// wrong.
func New(o Options) (*Shop, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	secret, err := parseSecret(o.WebhookSecret)
	if err != nil {
		return nil, err
	}
	kept, err := newOrders(o.OrdersFile, o.Logger)
	if err != nil {
		return nil, err
	}
	s := &Shop{
		server:        &paymentServer{base: strings.TrimRight(o.PaymentServer, "/"), key: o.APIKey, http: &http.Client{}},
		serverURL:     strings.TrimRight(o.PaymentServer, "/"),
		console:       strings.TrimSuffix(strings.TrimRight(o.SandboxControl, "/"), "/sandbox"),
		publicURL:     strings.TrimRight(o.PublicURL, "/"),
		webhookSecret: secret,
		orders:        kept,
		events:        newSeenEvents(),
		limits:        newLimiter(),
		clock:         o.Clock,
		entropy:       o.Entropy,
		logger:        o.Logger,
	}
	files, err := storefront(o)
	if err != nil {
		return nil, err
	}
	s.mux = s.routes(files, envScript(o))
	return s, nil
}

// ServeHTTP serves the storefront and its API.
func (s *Shop) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

func (o Options) check() error {
	for name, value := range map[string]string{"APIKey": o.APIKey, "Imp": o.Imp, "PGCode": o.PGCode} {
		if value == "" {
			return fmt.Errorf("demo shop: %s is empty", name)
		}
	}
	for name, value := range map[string]string{"PaymentServer": o.PaymentServer, "SDKURL": o.SDKURL, "PublicURL": o.PublicURL} {
		u, err := url.Parse(value)
		if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
			return fmt.Errorf("demo shop: %s is not an absolute http address", name)
		}
	}
	if o.Files == nil || o.Clock == nil || o.Entropy == nil || o.Logger == nil {
		return errors.New("demo shop: Files, Clock, Entropy and Logger must be given")
	}
	return nil
}

func (s *Shop) routes(files http.Handler, env []byte) http.Handler {
	r := chi.NewRouter()
	r.Get("/env.js", s.handle(serveEnv(env)))
	r.Route("/shop", func(r chi.Router) {
		r.NotFound(s.handle(func(http.ResponseWriter, *http.Request) error { return fault.New(fault.RouteNotFound) }))
		r.MethodNotAllowed(s.handle(func(http.ResponseWriter, *http.Request) error { return fault.New(fault.MethodNotAllowed) }))
		r.Post("/webhooks", s.handle(s.takeWebhook))
		r.Post("/approve", s.handle(s.approve))
		r.Get("/api/products", s.handle(s.listProducts))
		r.Get("/api/developer", s.handle(s.developer))
		r.Post("/api/lookup", s.handle(s.lookup))
		r.Post("/api/quote", s.handle(s.quote))
		r.Post("/api/orders", s.handle(s.createOrder))
		r.Get("/api/orders/{ref}", s.handle(s.showOrder))
		r.Get("/api/orders/{ref}/trace", s.handle(s.trace))
		r.Post("/api/orders/{ref}/pay", s.handle(s.payAgain))
		r.Post("/api/orders/{ref}/complete", s.handle(s.complete))
		r.Post("/api/orders/{ref}/cancel", s.handle(s.cancel))
		r.Post("/api/orders/{ref}/prepare", s.handle(s.prepare))
	})
	r.NotFound(files.ServeHTTP)
	return r
}
