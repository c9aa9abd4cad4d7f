package restv1

import (
	"log/slog"
	"net/http"

	"github.com/go-chi/chi/v5"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// Options are what a server may be given; the zero value works.
type Options struct {
	Logger *slog.Logger // failures of the sandbox itself; nil discards them
}

type server struct {
	engine *engine.Engine
	log    *slog.Logger
}

// handler answers with an envelope; an error is turned into one.
type handler func(w http.ResponseWriter, r *call) (any, error)

// New returns the API. Every request is written into the engine's log.
func New(e *engine.Engine, o Options) http.Handler {
	s := &server{engine: e, log: o.Logger}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	r := chi.NewRouter()
	r.NotFound(s.serve(func(http.ResponseWriter, *call) (any, error) {
		return nil, failure(http.StatusNotFound, -1, "Not Found")
	}))
	r.MethodNotAllowed(s.serve(func(http.ResponseWriter, *call) (any, error) {
		return nil, failure(http.StatusMethodNotAllowed, -1, "Method Not Allowed")
	}))
	for _, route := range s.routes() {
		h := route.handler
		if !route.open {
			h = s.authenticated(h)
		}
		r.Method(route.method, route.pattern, s.serve(h))
	}
	return r
}

type route struct {
	method, pattern string
	handler         handler
	open            bool // answers without a token
}

// routes are all operations that the sandbox serves. Of several patterns that
// fit, chi takes the one with fixed segments.
func (s *server) routes() []route {
	return []route{
		{"POST", "/users/getToken", s.getToken, true},
		{"GET", "/users/pg", s.channels, false},
		{"GET", "/payments", s.many, false},
		{"GET", "/payments/{imp_uid}", s.one, false},
		{"GET", "/payments/{imp_uid}/balance", s.balance, false},
		{"GET", "/payments/find/{merchant_uid}", s.find, false},
		{"GET", "/payments/find/{merchant_uid}/", s.find, false},
		{"GET", "/payments/find/{merchant_uid}/{payment_status}", s.find, false},
		{"GET", "/payments/findAll/{merchant_uid}", s.findAll, false},
		{"GET", "/payments/findAll/{merchant_uid}/", s.findAll, false},
		{"GET", "/payments/findAll/{merchant_uid}/{payment_status}", s.findAll, false},
		{"GET", "/payments/status/{payment_status}", s.byStatus, false},
		{"POST", "/payments/cancel", s.cancel, false},
		{"POST", "/payments/prepare", s.prepare, false},
		{"PUT", "/payments/prepare", s.changePrepared, false},
		{"GET", "/payments/prepare/{merchant_uid}", s.prepared, false},
		{"DELETE", "/vbanks/{imp_uid}", s.closeAccount, false},
		{"GET", "/subscribe/customers", s.billingKeys, false},
		{"GET", "/subscribe/customers/{customer_uid}", s.billingKey, false},
		{"POST", "/subscribe/customers/{customer_uid}", s.issueKey, false},
		{"DELETE", "/subscribe/customers/{customer_uid}", s.deleteKey, false},
		{"GET", "/subscribe/customers/{customer_uid}/payments", s.paymentsOfKey, false},
		{"POST", "/subscribe/payments/again", s.again, false},
		{"POST", "/subscribe/payments/onetime", s.onetime, false},
		{"POST", "/subscribe/payments/schedule", s.schedule, false},
		{"GET", "/subscribe/payments/schedule", s.listed, false},
		{"POST", "/subscribe/payments/unschedule", s.unschedule, false},
		{"GET", "/subscribe/payments/schedule/{merchant_uid}", s.scheduleOne, false},
		{"PUT", "/subscribe/payments/schedule/{merchant_uid}", s.moveSchedule, false},
		{"POST", "/subscribe/payments/schedule/{merchant_uid}/reschedule", s.reschedule, false},
		{"POST", "/subscribe/payments/schedule/{merchant_uid}/retry", s.retrySchedule, false},
		{"GET", "/subscribe/payments/schedule/customers/{customer_uid}", s.listedOfKey, false},
		{"GET", "/subscribe/customers/{customer_uid}/schedules", s.listedOfKey, false},
		{"GET", "/banks", s.codes(engine.Banks), false},
		{"GET", "/banks/{code}", s.code(engine.Banks), false},
		{"GET", "/cards", s.codes(engine.Cards), false},
		{"GET", "/cards/{code}", s.code(engine.Cards), false},
	}
}
