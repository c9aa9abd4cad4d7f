package restv1

import (
	"errors"
	"net/http"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// envelope is what every answer is wrapped into.
type envelope struct {
	Code     int
	Message  *string
	Response any
	Error    any // the PG's own words, which few answers have; nil: not written
}

// refusal is an answer with a code that is not 0.
type refusal struct {
	status, code int
	message      string
	hint         string // for the log
}

func (f *refusal) Error() string { return f.message }

func failure(status, code int, message string) error {
	return &refusal{status: status, code: code, message: message}
}

// told is an answer with HTTP 200 whose envelope has a message even where it
// succeeds, or the PG's own words where it does not.
type told struct {
	code     int
	message  string
	response any
	pg       any
}

// partial is a list of which some were not found: HTTP 207.
type partial struct{ list any }

// statuses is how PortOne answers the classes of refusals unless an operation
// says otherwise.
func refused(err error) *refusal {
	if f, ok := errors.AsType[*refusal](err); ok {
		return f
	}
	e, ok := errors.AsType[*engine.Error](err)
	if !ok {
		return nil
	}
	f := &refusal{message: e.Message, hint: e.Hint}
	switch e.Class {
	case engine.Missing:
		f.status, f.code = http.StatusNotFound, -1
	case engine.Malformed:
		f.status, f.code = http.StatusBadRequest, -1
	case engine.Clashing:
		f.status, f.code = http.StatusConflict, -1
	case engine.Unsupported:
		f.status, f.code = http.StatusNotImplemented, -1
	case engine.Unproven:
		f.status, f.code = http.StatusUnauthorized, -1
	case engine.Broken:
		f.status, f.code = http.StatusInternalServerError, -1
	case engine.CardRefused:
		f.status, f.code = http.StatusOK, -1
	default:
		f.status, f.code = http.StatusOK, 1
	}
	return f
}

// within200 answers every refusal of the engine with HTTP 200 and code 1, or -1
// for a card, as the operations do that document 200 and 401 alone.
func within200(err error) error {
	e, ok := errors.AsType[*engine.Error](err)
	if !ok || e.Class == engine.CardRefused {
		return err
	}
	return &refusal{status: http.StatusOK, code: 1, message: e.Message, hint: e.Hint}
}

// encode writes the envelope as PortOne's PHP does.
func (e envelope) encode() ([]byte, error) {
	var message any
	if e.Message != nil {
		message = *e.Message
	}
	o := engine.Object{{Name: "code", Value: e.Code}, {Name: "message", Value: message}, {Name: "response", Value: e.Response}}
	if e.Error != nil {
		o = append(o, engine.Object{{Name: "error", Value: e.Error}}...)
	}
	return engine.AppendPHP(make([]byte, 0, answerUsual), o)
}

// answerUsual is room for one payment, in bytes.
const answerUsual = 2 << 10
