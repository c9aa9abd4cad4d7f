// Package fault is the vocabulary of what goes wrong: kinds, stable codes, and
// one catalogue that gives each code its status and its sentences in Korean and
// English.
//
// It refuses to carry causes to a stranger: Detail is safe to show, the wrapped
// error is for the log. Its main invariant is that every code in use is in the
// catalogue, with both sentences.
package fault

import (
	"errors"
	"fmt"
)

// Kind groups codes by what a caller can do about them.
type Kind int

// The kinds; Status gives each its HTTP status.
const (
	Internal       Kind = iota // our own defect
	Invalid                    // the request is wrong: change it
	Unauthorized               // who are you?
	Forbidden                  // not with this key
	NotFound                   // there is no such thing, or it is not yours
	NotAllowed                 // this method is not for this address
	Conflict                   // the state of things forbids it now
	TooLarge                   // the body is too big
	WrongType                  // the content type is not one that we read
	Unacceptable               // understood, but refused as it stands
	TooMany                    // slow down
	Upstream                   // PortOne did not give a usable answer
	Unavailable                // try again later
	NotImplemented             // there is no such thing here yet
	WrongHost                  // this server does not answer for that name
)

var statuses = [...]int{
	Internal: 500, Invalid: 400, Unauthorized: 401, Forbidden: 403, NotFound: 404, NotAllowed: 405, Conflict: 409,
	TooLarge: 413, WrongType: 415, Unacceptable: 422, TooMany: 429, Upstream: 502, Unavailable: 503,
	NotImplemented: 501, WrongHost: 421,
}

// Status returns the HTTP status of the kind.
func (k Kind) Status() int { return statuses[k] }

// Code is a stable name of one way in which something goes wrong; clients may
// branch on it.
type Code string

// Entry is what the catalogue says of a code: each sentence tells what
// happened, what it means for the money, and what to do.
type Entry struct {
	Kind   Kind
	Korean string
	Eng    string
}

// Entry returns what the catalogue says of the code; an unknown code is
// internal.
func (c Code) Entry() Entry {
	if e, ok := Catalogue[c]; ok {
		return e
	}
	return Catalogue[InternalError]
}

// Error is a coded refusal or failure.
type Error struct {
	Code   Code
	Field  string // the request's field at fault, as a path ("items[0].qty"); may be empty
	Detail string // safe to show to the caller; may be empty
	cause  error
}

// New returns an error of the code.
func New(code Code) *Error { return &Error{Code: code} }

// Newf returns an error of the code with a detail that is safe to show.
func Newf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Detail: fmt.Sprintf(format, args...)}
}

// Field returns an error of the code about one field of the request.
func Field(code Code, field, format string, args ...any) *Error {
	return &Error{Code: code, Field: field, Detail: fmt.Sprintf(format, args...)}
}

// Wrap returns an error of the code that keeps err for the log.
func Wrap(code Code, err error) *Error { return &Error{Code: code, cause: err} }

// Error writes the code, field, detail and cause, for the log.
func (e *Error) Error() string {
	text := string(e.Code)
	if e.Field != "" {
		text += " (" + e.Field + ")"
	}
	if e.Detail != "" {
		text += ": " + e.Detail
	}
	if e.cause != nil {
		text += ": " + e.cause.Error()
	}
	return text
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.cause }

// Is reports whether target is an error of the same code, so that
// errors.Is(err, fault.New(code)) branches on the code alone.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code
}

// CodeOf returns the code of the first coded error in err's chain, "" for nil,
// and InternalError when there is none.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return InternalError
}
