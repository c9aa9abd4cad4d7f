package portonetest

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"time"
)

// Effect is what a scenario does.
type Effect string

// The effects, by the occasion on which they come. GET
// {ControlURL}/scenarios/effects tells which members of When and Do each reads.
const (
	// When a card is tried, in a window, by API or by a schedule.
	Decline       Effect = "decline"        // the PG declines; Do.Code and Do.Text are its words
	ApproveLate   Effect = "approve_late"   // failed, and paid after Do.Delay
	PGCancels     Effect = "pg_cancel"      // approved, then cancelled at the PG: PortOne's record stays paid
	ConsoleCancel Effect = "console_cancel" // approved, then cancelled in PortOne's console

	// When a buyer approves in a window.
	LoseCallback Effect = "lose_callback" // approved, and the browser is told nothing
	CloseByBuyer Effect = "close"         // the buyer closes it
	HangWindow   Effect = "hang"          // nothing happens and nobody is told

	// When money arrives on a virtual account.
	DepositShort Effect = "deposit_short" // Do.Amount arrives, which is less
	DepositTwice Effect = "deposit_twice" // it arrives twice
	DepositLate  Effect = "deposit_late"  // it is taken after the due time

	// When a payment is cancelled.
	CancelDecline Effect = "cancel_decline" // the PG refuses
	CancelPending Effect = "cancel_pending" // carried out after Do.Delay, where a PG does so

	// When a webhook is about to be sent.
	WebhookDuplicate Effect = "webhook_duplicate" // Do.Copies more; 0: one
	WebhookDelay     Effect = "webhook_delay"     // Do.Delay later
	WebhookReorder   Effect = "webhook_reorder"   // after the one that follows it
	WebhookDrop      Effect = "webhook_drop"

	// When the REST API is called. With Do.After the operation is carried out,
	// and only its answer is bad.
	RESTSlow         Effect = "rest_slow"         // after Do.MS real milliseconds
	RESTError        Effect = "rest_error"        // HTTP 500
	RESTCut          Effect = "rest_cut"          // the connection breaks in the middle of the body
	RESTUnauthorized Effect = "rest_unauthorized" // HTTP 401, and the token is dead
	RESTHTML         Effect = "rest_html"         // HTTP 502 with a page of a proxy
)

// When says which occasions a scenario means. What is empty is not looked at; of
// the rest all must fit.
type When struct {
	MerchantUID string      `json:"merchant_uid,omitempty"` // * stands for any letters, ? for one
	Amount      json.Number `json:"amount,omitempty"`       // in major units: 1000, 10.55
	PG          string      `json:"pg,omitempty"`           // html5_inicis, or html5_inicis.INIpayTest
	PayMethod   string      `json:"pay_method,omitempty"`   // card, vbank …
	CardEnds    string      `json:"card_ends,omitempty"`    // last digits of a card that is charged without a window
	By          string      `json:"by,omitempty"`           // window, api or schedule
	Event       string      `json:"event,omitempty"`        // what a webhook tells: ready, paid, failed, cancelled
	Operation   string      `json:"operation,omitempty"`    // POST /payments/cancel, GET /payments/{imp_uid}, * /subscribe/**
	Nth         int         `json:"nth,omitempty"`          // only the nth occasion that fits; 0: every one
	Times       int         `json:"times,omitempty"`        // so often and no more; 0: without end
	Probability json.Number `json:"probability,omitempty"`  // above 0 and up to 1, drawn from the seed; empty: always
}

// Do is what goes wrong; which members mean something depends on Effect.
type Do struct {
	Effect Effect        // required
	Code   string        // of the PG
	Text   string        // of the PG, or the message of RESTError
	Delay  time.Duration // on the sandbox's clock
	MS     int           // real milliseconds, up to 60,000
	Copies int           // up to 100
	Amount json.Number   // in major units
	After  bool          // the operation was carried out, only its answer is bad
}

// MarshalJSON writes what the control API reads.
func (d Do) MarshalJSON() ([]byte, error) {
	wire := struct {
		Effect Effect      `json:"effect"`
		Code   string      `json:"code,omitempty"`
		Text   string      `json:"text,omitempty"`
		Delay  string      `json:"delay,omitempty"`
		MS     int         `json:"ms,omitempty"`
		Copies int         `json:"copies,omitempty"`
		Amount json.Number `json:"amount,omitempty"`
		After  bool        `json:"after,omitempty"`
	}{Effect: d.Effect, Code: d.Code, Text: d.Text, MS: d.MS, Copies: d.Copies, Amount: d.Amount, After: d.After}
	if d.Delay != 0 {
		wire.Delay = d.Delay.String()
	}
	return json.Marshal(wire)
}

// Scenario is something that goes wrong until it is ended.
type Scenario struct {
	s  *Sandbox
	id string
}

// Let has something go wrong from now on. Of several scenarios that fit an
// occasion the one that was made first is applied, and no other. A scenario that
// makes no sense ends the test.
func (s *Sandbox) Let(when When, do Do) *Scenario {
	var made struct{ ID string }
	s.must(http.MethodPost, "/scenarios", struct {
		Name string `json:"name"`
		When When   `json:"when"`
		Do   Do     `json:"do"`
	}{"portonetest " + string(do.Effect), when, do}, &made)
	return &Scenario{s, made.ID}
}

// LetMagic has amounts decide what goes wrong, as GET
// {ControlURL}/scenarios/sets lists them, for programs that a test cannot reach
// into otherwise.
func (s *Sandbox) LetMagic() { s.must(http.MethodPost, "/scenarios/sets/magic", struct{}{}, nil) }

// EndScenarios ends all of them.
func (s *Sandbox) EndScenarios() { s.must(http.MethodPost, "/scenarios/clear", struct{}{}, nil) }

// Applied returns how often it was applied.
func (c *Scenario) Applied() int {
	var now struct{ Applied int }
	c.s.must(http.MethodGet, c.path(), nil, &now)
	return now.Applied
}

// End ends it.
func (c *Scenario) End() { c.s.must(http.MethodDelete, c.path(), nil, nil) }

func (c *Scenario) path() string { return "/scenarios/" + url.PathEscape(c.id) }

// must makes a call that cannot be refused in a test that makes sense, and reads
// its answer into v unless that is nil.
func (s *Sandbox) must(method, path string, body, v any) {
	a, err := s.control(context.Background(), method, path, body)
	if err == nil && v != nil {
		err = a.into(v)
	}
	if err != nil {
		s.fail(err)
	}
}
