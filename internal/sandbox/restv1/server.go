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
	for _, o := range s.operations() {
		h := o.handler
		if !o.open {
			h = s.authenticated(h)
		}
		for _, path := range append(o.also, o.path) {
			r.Method(o.method, path, s.serve(h))
		}
	}
	return r
}
