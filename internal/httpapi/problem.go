package httpapi

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/telemetry"
)

// problem is an error as RFC 9457 has it, with our stable code and a sentence
// in both languages.
type problem struct {
	Type      string     `json:"type"`
	Title     string     `json:"title"`
	Status    int        `json:"status"`
	Code      fault.Code `json:"code"`
	Detail    string     `json:"detail"`
	Field     string     `json:"field,omitempty"`
	Korean    string     `json:"message_ko"`
	English   string     `json:"message_en"`
	RequestID string     `json:"request_id"`
}

// patience is how many seconds to wait before the same request may succeed.
var patience = map[fault.Code]int{
	fault.RefundInProgress: 1, fault.TooManyRequests: 1, fault.ServerBusy: 1,
	fault.StoreUnavailable: 2, fault.GatewayUnavailable: 2, fault.GatewayUnusable: 5,
}

// refuse answers with the problem that err is. What is not coded is our own
// defect: the caller learns no more than that and the request's id.
func (a *server) refuse(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
		err = fault.Wrap(fault.ServerBusy, err) // the caller left; nobody reads this
	}
	if seen, ok := w.(*watched); ok {
		seen.err = err
	}
	coded, ok := errors.AsType[*fault.Error](err)
	if !ok {
		coded = fault.New(fault.InternalError)
	}
	p := problemOf(coded)
	p.RequestID = telemetry.RequestID(r.Context())
	h := w.Header()
	if wait, ok := patience[p.Code]; ok {
		h.Set("Retry-After", strconv.Itoa(wait))
	}
	if p.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Bearer realm="naru"`)
	}
	write(w, p.Status, "application/problem+json", p)
}

func problemOf(e *fault.Error) problem {
	entry := e.Code.Entry()
	status := entry.Kind.Status()
	p := problem{
		Type: "urn:naru:problem:" + string(e.Code), Title: http.StatusText(status), Status: status, Code: e.Code,
		Detail: e.Detail, Field: e.Field, Korean: entry.Korean, English: entry.Eng,
	}
	if p.Detail == "" {
		p.Detail = entry.Eng
	}
	return p
}

// answer writes v as JSON.
func answer(w http.ResponseWriter, status int, v any) error {
	write(w, status, "application/json", v)
	return nil
}

// write sends v. Marshalling our own shapes cannot fail; what fails afterwards
// is the connection, and its other end already knows.
func write(w http.ResponseWriter, status int, kind string, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	w.Header().Set("Content-Type", kind)
	w.WriteHeader(status)
	_, _ = w.Write(append(body, '\n'))
}
