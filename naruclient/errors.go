package naruclient

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// Error is a refusal or failure that the server answered with, an RFC 9457
// problem. Branch on its code:
//
//	if errors.Is(err, naruclient.CodeOrderAlreadyPaid) { … }
type Error struct {
	Code      ErrorCode // empty if the answer was no problem of the server's
	Status    int       // HTTP
	Field     string    // the request's field at fault, as a path, if one is
	Detail    string    // safe to show to a developer
	MessageKo string    // what happened, what it means for the money, what to do
	MessageEn string
	RequestID string        // names the request in the server's log
	After     time.Duration // how long to wait before the same request may succeed; 0: not told
}

// Error writes code, field and detail.
func (e *Error) Error() string {
	code := string(e.Code)
	if code == "" {
		code = "status " + strconv.Itoa(e.Status)
	}
	if e.Field != "" {
		code += " (" + e.Field + ")"
	}
	if e.Detail != "" {
		code += ": " + e.Detail
	}
	return fmt.Sprintf("payment server: %s [%s]", code, e.RequestID)
}

// Is reports whether target is the error's code, so that errors.Is branches on
// a code alone.
func (e *Error) Is(target error) bool {
	code, ok := target.(ErrorCode)
	return ok && code == e.Code
}

// Error makes a code a target for errors.Is.
func (c ErrorCode) Error() string { return string(c) }

// failure reads the problem that an answer is.
func failure(status int, header http.Header, body []byte) *Error {
	var p struct {
		Code      ErrorCode `json:"code"`
		Field     string    `json:"field"`
		Detail    string    `json:"detail"`
		MessageKo string    `json:"message_ko"`
		MessageEn string    `json:"message_en"`
	}
	_ = json.Unmarshal(body, &p) // what a proxy answered need not be JSON
	e := &Error{
		Code: p.Code, Status: status, Field: p.Field, Detail: p.Detail, MessageKo: p.MessageKo, MessageEn: p.MessageEn,
		RequestID: header.Get("X-Request-Id"),
	}
	if seconds, err := strconv.Atoi(header.Get("Retry-After")); err == nil && seconds > 0 {
		e.After = time.Duration(seconds) * time.Second
	}
	return e
}
