// Package telemetry sets up what the server tells its operator: the log, and
// the request id that ties a log line to an answer.
//
// It refuses to write secrets: a value whose key or beginning says that it is
// one is written as "redacted". Its main invariant is that no API key, client
// token, webhook secret or password that is passed as an attribute reaches the
// writer.
package telemetry

import (
	"context"
	"io"
	"log/slog"
	"regexp"
	"strings"
)

// Redacted stands in the log where a secret would.
const Redacted = "redacted"

// secretKeys are parts of attribute keys whose values are secrets.
var secretKeys = []string{"secret", "password", "authorization", "api_key", "cookie", "dsn", "database_url"}

// secretForms are our own secrets, wherever in a text they stand, and the
// password of a URL.
var secretForms = regexp.MustCompile(`(?:sk_(?:test|live)_|whsec_|ct_pay_)[0-9A-Za-z_.+/=-]+|://[^/\s:@]*:[^/\s@]+@`)

// Options are the operator's wishes about the log.
type Options struct {
	Level slog.Leveler // nil: Info
	Text  bool         // for people at a terminal; otherwise JSON
}

// NewLog returns a logger to w that redacts secrets and adds the request id of
// the context it is called with.
func NewLog(w io.Writer, o Options) *slog.Logger {
	ho := &slog.HandlerOptions{Level: o.Level, ReplaceAttr: redact}
	var h slog.Handler = slog.NewJSONHandler(w, ho)
	if o.Text {
		h = slog.NewTextHandler(w, ho)
	}
	return slog.New(requestHandler{h})
}

// redact replaces what must not be written; it sees every attribute, also
// those inside groups.
func redact(_ []string, a slog.Attr) slog.Attr {
	key := strings.ToLower(a.Key)
	for _, part := range secretKeys {
		if strings.Contains(key, part) {
			return slog.String(a.Key, Redacted)
		}
	}
	switch a.Value.Kind() {
	case slog.KindString:
		return slog.String(a.Key, Clean(a.Value.String()))
	case slog.KindAny:
		if err, ok := a.Value.Any().(error); ok {
			return slog.String(a.Key, Clean(err.Error()))
		}
	}
	return a
}

// Clean returns text with the secrets in it replaced.
func Clean(text string) string { return secretForms.ReplaceAllString(text, Redacted) }

type requestKey struct{}

// WithRequest returns a context that carries a request's id.
func WithRequest(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestKey{}, id)
}

// RequestID returns the id of the request that ctx belongs to, or "".
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestKey{}).(string)
	return id
}

// requestHandler adds the request id to lines that are logged with a context.
type requestHandler struct{ slog.Handler }

// Handle adds the id.
func (h requestHandler) Handle(ctx context.Context, r slog.Record) error {
	if id := RequestID(ctx); id != "" {
		r.AddAttrs(slog.String("request_id", id))
	}
	return h.Handler.Handle(ctx, r)
}

// WithAttrs keeps adding the id in the loggers that are made of this one.
func (h requestHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return requestHandler{h.Handler.WithAttrs(attrs)}
}

// WithGroup keeps adding the id in the loggers that are made of this one.
func (h requestHandler) WithGroup(name string) slog.Handler {
	return requestHandler{h.Handler.WithGroup(name)}
}
