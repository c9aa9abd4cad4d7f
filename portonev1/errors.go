package portonev1

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
)

// Sentinels for errors.Is. An error may match several of them.
var (
	// ErrNotFound matches PortOne's own HTTP 404: no such payment, prepared
	// amount or code. Payments made through a test channel are "not found" to
	// Payment unless Config.IncludeSandbox is set. A 404 page of some other
	// server, met because BaseURL is wrong, does not match.
	ErrNotFound = errors.New("portonev1: not found")
	// ErrUnauthorized matches HTTP 401: key and secret were refused, or a
	// token was refused twice in a row.
	ErrUnauthorized = errors.New("portonev1: unauthorized")
	// ErrInvalidRequest matches calls refused here, before anything was sent.
	ErrInvalidRequest = errors.New("portonev1: invalid request")
	// ErrNotSent matches calls that never reached PortOne: refused here, no
	// access token, no connection, or a context that had already ended.
	ErrNotSent = errors.New("portonev1: not sent")
	// ErrMalformed matches answers that could not be understood or are about
	// something else than what was asked: HTML, cut-off or oversized bodies,
	// missing amounts, repeated fields, another imp_uid.
	ErrMalformed = errors.New("portonev1: malformed answer")
)

// Error is a call that PortOne refused or that got no usable answer.
type Error struct {
	// Operation is the method that was called, for example "Cancel".
	Operation string
	// HTTPStatus is the status of the answer, 0 if there was none. A refusal
	// often has 200.
	HTTPStatus int
	// Code is the code of PortOne's envelope; PortOne uses -1 and 1 without a
	// documented meaning. 0 if there was no envelope.
	Code int
	// Message is PortOne's sentence, mostly Korean, often the PG's own words.
	// Empty if there was none. It may be shown to a buyer.
	Message string
	// PGCode and PGMessage are the gateway's own words where PortOne passes them
	// on beside its sentence, as ReleaseKCPQuickFIDO does; else empty.
	PGCode, PGMessage string
	// Err is the cause if PortOne did not answer with its envelope.
	Err error

	notSent   bool // no byte of the request can have reached PortOne
	unknown   bool // the call may have been carried out, unless notSent
	temporary bool // the same call may well succeed a moment later
}

// Error says which call failed and how, with PortOne's sentence if it sent one.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString("portonev1: " + e.Operation)
	if e.Message != "" {
		b.WriteString(": " + e.Message)
	}
	if e.Err != nil {
		b.WriteString(": " + strings.TrimPrefix(e.Err.Error(), "portonev1: "))
	}
	switch {
	case e.Code != 0:
		fmt.Fprintf(&b, " (HTTP %d, code %d)", e.HTTPStatus, e.Code)
	case e.HTTPStatus != 0:
		fmt.Fprintf(&b, " (HTTP %d)", e.HTTPStatus)
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Is reports whether e matches one of this package's sentinels.
func (e *Error) Is(target error) bool {
	switch target {
	case ErrNotFound:
		return e.HTTPStatus == http.StatusNotFound && e.Code != 0
	case ErrUnauthorized:
		return e.HTTPStatus == http.StatusUnauthorized
	case ErrNotSent:
		return e.notSent
	}
	return false
}

// Temporary reports whether the same call may well succeed a moment later: no
// answer, HTTP 429 or 5xx, a cut-off or foreign body. It says nothing about
// whether a write may be repeated; for that see OutcomeUnknown.
func (e *Error) Temporary() bool { return e.temporary }

// AuthError is returned when no access token could be had, so the call that
// needed it was not carried out. It matches ErrNotSent, and ErrUnauthorized if
// PortOne refused key and secret.
type AuthError struct {
	// Operation is the method that needed the token.
	Operation string
	// Err is the failure of getToken.
	Err error
}

// Error says which call lacked its token and why.
func (e *AuthError) Error() string {
	return "portonev1: " + e.Operation + ": no access token: " + strings.TrimPrefix(e.Err.Error(), "portonev1: ")
}

// Unwrap returns the failure of getToken.
func (e *AuthError) Unwrap() error { return e.Err }

// Is matches ErrNotSent: a call without a token is never carried out.
func (e *AuthError) Is(target error) bool { return target == ErrNotSent }

// RequestError is a call refused here because a parameter is missing or
// dangerous. It matches ErrInvalidRequest and ErrNotSent.
type RequestError struct {
	// Operation is the method that was called.
	Operation string
	// Field is the parameter, by its Go name.
	Field string
	// Problem says what is wrong with it.
	Problem string
}

// Error names the parameter and what is wrong with it.
func (e *RequestError) Error() string {
	return "portonev1: " + e.Operation + ": " + e.Field + " " + e.Problem
}

// Is matches ErrInvalidRequest and ErrNotSent.
func (e *RequestError) Is(target error) bool {
	return target == ErrInvalidRequest || target == ErrNotSent
}

// OutcomeUnknown reports whether the write that ended with err may have been
// carried out nevertheless: it timed out, the connection broke, PortOne
// answered 5xx, or the answer could not be understood. Do not repeat such a
// call; read the payment and look at its CancelHistory first.
//
// It is false for nil, for a refusal in PortOne's own envelope, for a call
// that never left (ErrNotSent), and for the reads of this package, which have
// no outcome. It is true for every error that this package did not make.
//
// A refusal is PortOne's word that it did not cancel. PortOne learns that from
// a PG, and its sentence does not tell a PG that said no from one that did not
// answer in time. Whoever must be certain reads the payment after a refused
// cancel, too.
func OutcomeUnknown(err error) bool {
	if err == nil || errors.Is(err, ErrNotSent) {
		return false
	}
	var e *Error
	if errors.As(err, &e) {
		return e.unknown
	}
	return true
}

// malformed wraps what is wrong with an answer so that it matches
// ErrMalformed.
func malformed(format string, args ...any) error {
	return fmt.Errorf("%w: %w", ErrMalformed, fmt.Errorf(format, args...))
}

// neverDialled reports whether err shows that no connection was made. Any
// other network error may have come after the request was read.
func neverDialled(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}
