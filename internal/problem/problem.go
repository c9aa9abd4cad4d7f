// Package problem is where errors of the house meet net/http: it answers with a
// fault as RFC 9457 describes it, with our stable code and a sentence in both
// languages, answers with JSON, and turns what ends the reading of a body early
// into a fault.
//
// It refuses to show a cause: what is not a fault is told as our own defect and
// no more. It logs nothing and knows no route. Its main invariant is that every
// answer it writes is whole JSON which no cache keeps and no browser reads as
// anything else.
package problem

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/naru-pay/naru/internal/fault"
)

// Problem is the object of an application/problem+json answer. An API may put
// its own Type or sentences in place of those that Of gives.
type Problem struct {
	Type      string     `json:"type"`
	Title     string     `json:"title"` // Write's: the status in words
	Status    int        `json:"status"`
	Code      fault.Code `json:"code"`
	Detail    string     `json:"detail,omitempty"`
	Field     string     `json:"field,omitempty"` // of the request, as a path
	Korean    string     `json:"message_ko"`
	English   string     `json:"message_en"`
	RequestID string     `json:"request_id,omitempty"`
}

// Of returns the problem that err is, in the words of the catalogue. What is
// not coded is fault.InternalError without a detail.
func Of(err error) Problem {
	f, ok := errors.AsType[*fault.Error](err)
	if !ok {
		f = fault.New(fault.InternalError)
	}
	return Problem{Type: "about:blank", Code: f.Code, Detail: f.Detail, Field: f.Field}.Saying(f.Code.Entry())
}

// Saying returns the problem with the status and the sentences of e.
func (p Problem) Saying(e fault.Entry) Problem {
	p.Status, p.Korean, p.English = e.Kind.Status(), e.Korean, e.Eng
	return p
}

// Write answers with p and its status.
func Write(w http.ResponseWriter, p Problem) {
	p.Title = http.StatusText(p.Status)
	body, err := json.Marshal(p)
	if err != nil {
		panic(err) // texts and a number always marshal
	}
	send(w, p.Status, "application/problem+json", body)
}

// WriteJSON answers with v and a status. When v is no JSON it writes nothing
// and returns the error, so that the caller can still answer with a problem.
func WriteJSON(w http.ResponseWriter, status int, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("write an answer: %w", err)
	}
	send(w, status, "application/json", body)
	return nil
}

// WriteEncoded answers with JSON that is written already.
func WriteEncoded(w http.ResponseWriter, status int, body []byte) {
	send(w, status, "application/json", body)
}

func send(w http.ResponseWriter, status int, kind string, body []byte) {
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = w.Write(append(body, '\n')) // what fails is the connection, and its other end knows
}

// ReadBody reads the whole body of a request. One of more than most bytes is a
// fault.BodyTooLarge, one that breaks off a fault.BadRequest.
func ReadBody(w http.ResponseWriter, r *http.Request, most int64) ([]byte, error) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, most))
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return nil, fault.Newf(fault.BodyTooLarge, "at most %d bytes", most)
	}
	if err != nil {
		return nil, fault.Wrap(fault.BadRequest, err)
	}
	return body, nil
}
