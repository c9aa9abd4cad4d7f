package httpapi

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"

	"github.com/go-chi/chi/v5"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/id"
	"github.com/naru-pay/naru/internal/telemetry"
)

// handler answers one request, or returns why it did not. It writes nothing
// before it returns an error.
type handler func(w http.ResponseWriter, r *http.Request) error

// do turns a handler into net/http's; it is the only place where an error
// becomes an answer.
func (a *server) do(h handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			a.refuse(w, r, err)
		}
	}
}

// watched is a ResponseWriter that knows what was answered, for the log.
type watched struct {
	http.ResponseWriter
	status int
	size   int
	err    error
}

// WriteHeader notes the status.
func (w *watched) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write counts the bytes.
func (w *watched) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(b)
	w.size += n
	return n, err
}

// Unwrap gives http.ResponseController the connection.
func (w *watched) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// around gives every request its id, its safe headers, its log line, and an
// answer if its handler panics. Ids of strangers are not taken over.
func (a *server) around(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		begun := a.Clock.Now()
		entropy := a.Service.Entropy
		rid, err := id.New("req", begun, entropy)
		if err != nil {
			a.Log.Error("request without an id", "err", err)
		}
		route := chi.NewRouteContext() // filled by the router, read by the log
		route.Routes = a.router
		ctx := context.WithValue(telemetry.WithRequest(r.Context(), rid), chi.RouteCtxKey, route)
		r = r.WithContext(ctx)
		w := &watched{ResponseWriter: rw}
		h := w.Header()
		h.Set("X-Request-Id", rid)
		h.Set("Cache-Control", "no-store")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Content-Security-Policy", "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		if a.secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		defer func() {
			if p := recover(); p != nil {
				a.recovered(w, r, p)
			}
			took := a.Clock.Now().Sub(begun)
			a.logRequest(w, r, route.RoutePattern(), took.Milliseconds())
			if a.Metrics != nil {
				a.Metrics.Request(r.Method, route.RoutePattern(), w.status, took)
			}
		}()
		sent, err := a.admitted(a.fromClient(r))
		if err != nil {
			a.refuse(w, r, err)
			return
		}
		next.ServeHTTP(w, sent)
	})
}

func (a *server) recovered(w *watched, r *http.Request, p any) {
	if p == http.ErrAbortHandler {
		panic(p)
	}
	err := fmt.Errorf("panic: %v\n%s", p, debug.Stack())
	if w.status != 0 { // half an answer must not look like a whole one
		a.Log.ErrorContext(r.Context(), "handler panicked", "err", err)
		panic(http.ErrAbortHandler)
	}
	a.refuse(w, r, err)
}

// logRequest writes the one line of a request: never its query or body.
func (a *server) logRequest(w *watched, r *http.Request, route string, ms int64) {
	level := slog.LevelInfo
	if w.status >= http.StatusInternalServerError {
		level = slog.LevelWarn
	}
	attrs := []slog.Attr{
		slog.String("method", r.Method), slog.String("route", route), slog.Int("status", w.status),
		slog.Int("bytes", w.size), slog.Int64("ms", ms),
	}
	if w.err != nil {
		code := fault.CodeOf(w.err)
		attrs = append(attrs, slog.String("code", string(code)), slog.Any("err", w.err))
		if code == fault.InternalError && !errors.Is(w.err, context.Canceled) {
			level = slog.LevelError
		}
	}
	a.Log.LogAttrs(r.Context(), level, "request answered", attrs...)
}
