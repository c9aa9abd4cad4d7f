package engine

import "errors"

// Class groups refusals by what the caller may do about them; the REST room
// turns it into a status and an envelope code.
type Class int

// The classes.
const (
	Conflicting Class = iota // the state of things forbids it
	Missing                  // there is no such thing
	Malformed                // the request is wrong
	Unproven                 // key, secret or token do not fit
	CardRefused              // the PG refuses the card itself
	Broken                   // the PG or a carrier behind it does not answer
	Clashing                 // it was done already, or may not be done now
	Unsupported              // this PG does not do it
)

// Error is a refusal in PortOne's words.
type Error struct {
	Class   Class
	Message string // Korean, as PortOne answers
	Hint    string // for the sandbox's log and console; never on the wire
}

// Error writes the message.
func (r *Error) Error() string { return r.Message }

func refuse(class Class, message string) error { return &Error{Class: class, Message: message} }

// malformed gives a refusal the class of a wrong request.
func malformed(err error) error {
	e, ok := errors.AsType[*Error](err)
	if !ok {
		return err
	}
	return &Error{Class: Malformed, Message: e.Message, Hint: e.Hint}
}

// Texts that more than one command answers with.
const (
	textNoPayment   = "존재하지 않는 결제정보입니다."
	textNotPrepared = "사전등록된 결제정보가 존재하지 않습니다."
	textAlreadyPaid = "이미 결제가 이루어진 거래건입니다."
	textNoChannel   = "등록된 PG 설정 정보가 없습니다."
	textAbnormal    = "[비정상 접근입니다.]"
)

// codeAlreadyPaid is PortOne's error_code for textAlreadyPaid.
const codeAlreadyPaid = "F1002"
