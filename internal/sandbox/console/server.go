package console

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/problem"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// Options are what the API may be given; the zero value works.
type Options struct {
	Logger *slog.Logger
	Memory bool            // the state is not kept over a restart
	Done   <-chan struct{} // closed when streams must end
	// Intercept returns where PortOne's host names are served; nil, or nil from
	// it: nowhere.
	Intercept func() *Intercept
	// Move moves the clock forward, sends what becomes due and says how much was
	// done; nil moves the clock alone.
	Move func(ctx context.Context, to time.Time) (did int, err error)
	// Reaches reports whether a webhook to an address would be sent at all; nil
	// means that it is not known.
	Reaches func(ctx context.Context, address string) bool
}

type server struct {
	engine *engine.Engine
	o      Options
}

// handler answers with a value that becomes JSON, or an error that becomes a
// problem.
type handler func(w http.ResponseWriter, r *http.Request) (any, error)

// New returns the API, to be mounted under /sandbox with that prefix stripped.
func New(e *engine.Engine, o Options) http.Handler {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Move == nil {
		o.Move = e.MoveClock
	}
	s := &server{engine: e, o: o}
	r := chi.NewRouter()
	r.NotFound(s.serve(func(http.ResponseWriter, *http.Request) (any, error) {
		return nil, fault.Newf(fault.RouteNotFound, "GET /sandbox/openapi.json lists every path of this API")
	}))
	r.MethodNotAllowed(s.serve(func(http.ResponseWriter, *http.Request) (any, error) { return nil, fault.New(fault.MethodNotAllowed) }))
	for _, route := range s.streams() {
		r.Method(route.method, route.pattern, route.handler)
	}
	for _, route := range s.routes() {
		r.Method(route.method, route.pattern, s.serve(route.handler))
	}
	return s.guard(r)
}

// stream is an operation that writes its answer by itself.
type stream struct {
	method, pattern string
	handler         http.HandlerFunc
}

func (s *server) streams() []stream {
	return []stream{
		{"GET", "/openapi.json", s.openapi},
		{"GET", "/events", s.events},
		{"GET", "/merchants/{imp}/payments/export", s.export},
	}
}

type route struct {
	method, pattern string
	handler         handler
}

func (s *server) routes() []route {
	list := []route{
		{"POST", "/buyer/pay", s.buyerPay},
		{"POST", "/buyer/certify", s.buyerCertify},
		{"GET", "/merchants", s.merchants},
		{"POST", "/merchants", s.signUp},
		{"GET", "/merchants/{imp}", s.merchant},
		{"POST", "/merchants/{imp}/secret", s.reissue},
		{"GET", "/merchants/{imp}/channels", s.channels},
		{"POST", "/merchants/{imp}/channels", s.addChannel},
		{"DELETE", "/merchants/{imp}/channels/{key}", s.removeChannel},
		{"GET", "/merchants/{imp}/tiers", s.tiers},
		{"POST", "/merchants/{imp}/tiers", s.addTier},
		{"DELETE", "/merchants/{imp}/tiers/{tier_code}", s.removeTier},
		{"GET", "/merchants/{imp}/ip-whitelist", s.whitelist},
		{"PUT", "/merchants/{imp}/ip-whitelist", s.saveWhitelist},
		{"GET", "/merchants/{imp}/certifications", s.certifications},
		{"GET", "/merchants/{imp}/kcpquick/members", s.quickMembers},
		{"POST", "/merchants/{imp}/kcpquick/members", s.joinQuick},
		{"POST", "/merchants/{imp}/kcpquick/members/{member_id}/pin", s.checkPin},
		{"POST", "/merchants/{imp}/kcpquick/members/{member_id}/autopay", s.registerAutopay},
		{"GET", "/merchants/{imp}/webhook", s.webhook},
		{"PUT", "/merchants/{imp}/webhook", s.saveWebhook},
		{"POST", "/merchants/{imp}/webhook/test", s.testWebhook},
		{"GET", "/merchants/{imp}/settings", s.settings},
		{"PUT", "/merchants/{imp}/settings", s.saveSettings},
		{"GET", "/merchants/{imp}/payments", s.payments},
		{"GET", "/payments/{imp_uid}", s.payment},
		{"POST", "/payments/{imp_uid}/cancel", s.cancel},
		{"POST", "/payments/{imp_uid}/deposit", s.deposit},
		{"POST", "/payments/{imp_uid}/settle", s.settle},
		{"POST", "/payments/{imp_uid}/cvs", s.payBarcode},
		{"GET", "/payments/{imp_uid}/escrow", s.escrow},
		{"POST", "/payments/{imp_uid}/escrow", s.decideEscrow},
		{"POST", "/payments/{imp_uid}/webhook", s.resend},
		{"POST", "/payments/{imp_uid}/pg-cancel", s.cancelAtPG},
		{"GET", "/merchants/{imp}/webhooks", s.deliveries},
		{"GET", "/payments/{imp_uid}/naver", s.naverOrders},
		{"POST", "/payments/{imp_uid}/naver", s.naverAct},
		{"GET", "/webhooks", s.webhooks},
		{"POST", "/webhooks/resend", s.resendMany},
		{"GET", "/providers", s.providers},
		{"GET", "/faults", s.faults},
		{"PUT", "/faults", s.setFaults},
		{"GET", "/scenarios", s.scenarios},
		{"POST", "/scenarios", s.addScenario},
		{"GET", "/scenarios/effects", s.effects},
		{"GET", "/scenarios/sets", s.sets},
		{"POST", "/scenarios/sets/{set}", s.loadSet},
		{"PUT", "/scenarios/sets/{set}", s.putSet},
		{"POST", "/scenarios/clear", s.clearScenarios},
		{"GET", "/scenarios/{id}", s.scenario},
		{"PUT", "/scenarios/{id}", s.changeScenario},
		{"DELETE", "/scenarios/{id}", s.removeScenario},
		{"GET", "/clock", s.clock},
		{"POST", "/clock", s.moveClock},
		{"GET", "/log", s.log},
		{"GET", "/state", s.state},
		{"GET", "/intercept", s.intercept},
	}
	return slices.Concat(list, s.billingRoutes(), s.receiptRoutes())
}

//go:embed openapi.json
var description []byte

func (s *server) openapi(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(description)
}

// serve turns a handler's result into an answer.
func (s *server) serve(h handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v, err := h(w, r)
		if err == nil {
			err = write(w, v)
		}
		if err != nil {
			s.problem(w, r, err)
		}
	}
}

// write answers with v. An Object writes itself; encoding/json would only look
// it through once more.
func write(w http.ResponseWriter, v any) error {
	o, ok := v.(engine.Object)
	if !ok {
		return problem.WriteJSON(w, http.StatusOK, v)
	}
	body, err := o.MarshalJSON()
	if err != nil {
		return fmt.Errorf("write an answer: %w", err)
	}
	problem.WriteEncoded(w, http.StatusOK, body)
	return nil
}

func (s *server) problem(w http.ResponseWriter, r *http.Request, err error) {
	f := coded(err)
	if f.Code.Entry().Kind == fault.Internal {
		s.o.Logger.ErrorContext(r.Context(), "sandbox control could not answer", "err", err)
	}
	problem.Write(w, problem.Of(f))
}

// coded gives every error a code of the catalogue.
func coded(err error) *fault.Error {
	if f, ok := errors.AsType[*fault.Error](err); ok {
		return f
	}
	if refusal, ok := errors.AsType[*engine.Error](err); ok {
		switch refusal.Class {
		case engine.Missing:
			return fault.Newf(fault.SandboxNotFound, "%s", refusal.Message)
		case engine.Malformed:
			return fault.Newf(fault.BadField, "%s", refusal.Message)
		default:
			return fault.Newf(fault.SandboxRefused, "%s", refusal.Message)
		}
	}
	if errors.Is(err, engine.ErrChoice) {
		return fault.Newf(fault.BadField, "%s", err.Error())
	}
	if errors.Is(err, engine.ErrConfirming) {
		return fault.Newf(fault.SandboxRefused, "상점의 confirm_url을 기다리는 중입니다.")
	}
	if errors.Is(err, engine.ErrWindow) {
		return fault.Newf(fault.SandboxRefused, "[비정상 접근입니다.]")
	}
	return fault.Wrap(fault.InternalError, err)
}

// guard lets in programs and pages of the same origin alone, under a name of
// this machine or of the console's own address: a page elsewhere could
// otherwise read the keys through a name that it points at 127.0.0.1.
func (s *server) guard(next http.Handler) http.Handler {
	cross := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := cross.Check(r); err != nil || !s.ownHost(r.Host) {
			s.problem(w, r, fault.New(fault.SandboxOrigin))
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (s *server) ownHost(host string) bool {
	console, _ := s.engine.Addresses()
	if u, err := url.Parse(console); err == nil && u.Host == host {
		return true
	}
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.Trim(host, "[]")
	ip := net.ParseIP(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || ip != nil && ip.IsLoopback()
}
