package checkout

import (
	"encoding/json"
	"errors"
	"net/http"

	"github.com/naru-pay/naru/internal/fault"
)

// problem is RFC 9457 as the rest of the house writes it.
type problem struct {
	Type    string     `json:"type"`
	Title   string     `json:"title"`
	Status  int        `json:"status"`
	Code    fault.Code `json:"code"`
	Detail  string     `json:"detail,omitempty"`
	Field   string     `json:"field,omitempty"`
	Korean  string     `json:"message_ko"`
	English string     `json:"message_en"`
}

// writeProblem answers with the code of err; what is not a fault is internal.
func writeProblem(w http.ResponseWriter, err error) {
	code := fault.CodeOf(err)
	entry := code.Entry()
	status := entry.Kind.Status()
	p := problem{
		Type: "about:blank", Title: http.StatusText(status), Status: status, Code: code,
		Korean: entry.Korean, English: entry.Eng,
	}
	if f, ok := errors.AsType[*fault.Error](err); ok {
		p.Detail, p.Field = f.Detail, f.Field
	}
	w.Header().Set("Content-Type", "application/problem+json")
	writeBody(w, status, p)
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	writeBody(w, status, v)
}

func writeBody(w http.ResponseWriter, status int, v any) {
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(v) // the status is sent; a caller that left reads no error
}
