package engine

import "slices"

// The occasions on which something can go wrong.
const (
	OnWindow  = "window"  // a buyer approves in a window
	OnCharge  = "charge"  // a card is charged without a window: again, onetime, a schedule
	OnDeposit = "deposit" // money arrives on a virtual account
	OnWebhook = "webhook" // a webhook is about to be sent
	OnCancel  = "cancel"  // a payment is cancelled, by the API or in the console
	OnREST    = "rest"    // the REST API is called
)

// The effects.
const (
	Decline       = "decline"        // the PG declines
	LoseCallback  = "lose_callback"  // approved, and the browser is told nothing
	ApproveLate   = "approve_late"   // failed, and paid after a delay
	CloseByBuyer  = "close"          // the buyer closes the window
	HangWindow    = "hang"           // nothing happens and nobody is told
	PGCancels     = "pg_cancel"      // approved, then cancelled at the PG: PortOne's record stays paid
	ConsoleCancel = "console_cancel" // approved, then cancelled in PortOne's console

	DepositShort = "deposit_short" // less arrives than is due
	DepositTwice = "deposit_twice" // it arrives twice
	DepositLate  = "deposit_late"  // it is taken after the due time

	CancelDecline = "cancel_decline" // the PG refuses a cancel
	CancelPending = "cancel_pending" // it is carried out later, where a PG does so: smartro_v2's accounts, paypal_v2

	WebhookDuplicate = "webhook_duplicate"
	WebhookDelay     = "webhook_delay"
	WebhookReorder   = "webhook_reorder" // comes after the one that follows it
	WebhookDrop      = "webhook_drop"

	RESTSlow         = "rest_slow"
	RESTError        = "rest_error"        // HTTP 500 with an envelope
	RESTCut          = "rest_cut"          // the connection breaks in the middle of the body
	RESTUnauthorized = "rest_unauthorized" // HTTP 401, and the token is dead
	RESTHTML         = "rest_html"         // HTTP 502 with a page of a proxy
)

// Effect is what a scenario may do: on which occasions, with which members of
// Do and of When.
type Effect struct {
	Name  string   `json:"effect"`
	On    []string `json:"on"`
	Do    []string `json:"do"`    // members of Do that it reads beside effect
	Needs []string `json:"needs"` // those of them that must be there
	When  []string `json:"when"`  // members of When that it may have
}

// The members of When by occasion; counting is always allowed.
var (
	counting    = []string{"merchant", "merchant_uid", "amount", "pg", "nth", "times", "probability"}
	ofPurchases = append([]string{"pay_method"}, counting...)
	ofCharges   = append([]string{"pay_method", "card_ends", "by"}, counting...)
	ofWebhooks  = append([]string{"pay_method", "event"}, counting...)
	ofREST      = append([]string{"pay_method", "operation"}, counting...)
)

var (
	inWindow  = []string{OnWindow}
	onDeposit = []string{OnDeposit}
	onCancel  = []string{OnCancel}
	onWebhook = []string{OnWebhook}
	onREST    = []string{OnREST}
	onTrying  = []string{OnWindow, OnCharge}
)

// Effects are all of them, in the order in which a person would look for them.
var Effects = []Effect{
	{Decline, onTrying, []string{"code", "text"}, nil, ofCharges},
	{LoseCallback, inWindow, nil, nil, ofPurchases},
	{ApproveLate, onTrying, []string{"code", "text", "delay"}, []string{"delay"}, ofCharges},
	{CloseByBuyer, inWindow, nil, nil, ofPurchases},
	{HangWindow, inWindow, nil, nil, ofPurchases},
	{PGCancels, onTrying, []string{"delay"}, nil, ofCharges},
	{ConsoleCancel, onTrying, []string{"delay"}, nil, ofCharges},
	{DepositShort, onDeposit, []string{"amount"}, []string{"amount"}, counting},
	{DepositTwice, onDeposit, nil, nil, counting},
	{DepositLate, onDeposit, nil, nil, counting},
	{CancelDecline, onCancel, []string{"code", "text"}, nil, ofPurchases},
	{CancelPending, onCancel, []string{"delay"}, []string{"delay"}, ofPurchases},
	{WebhookDuplicate, onWebhook, []string{"copies"}, nil, ofWebhooks},
	{WebhookDelay, onWebhook, []string{"delay"}, []string{"delay"}, ofWebhooks},
	{WebhookReorder, onWebhook, []string{"delay"}, nil, ofWebhooks},
	{WebhookDrop, onWebhook, nil, nil, ofWebhooks},
	{RESTSlow, onREST, []string{"ms", "after"}, []string{"ms"}, ofREST},
	{RESTError, onREST, []string{"text", "after"}, nil, ofREST},
	{RESTCut, onREST, []string{"after"}, nil, ofREST},
	{RESTUnauthorized, onREST, []string{"after"}, nil, ofREST},
	{RESTHTML, onREST, []string{"after"}, nil, ofREST},
}

// EffectByName returns an effect and whether there is one of that name.
func EffectByName(name string) (Effect, bool) {
	at := slices.IndexFunc(Effects, func(e Effect) bool { return e.Name == name })
	if at < 0 {
		return Effect{}, false
	}
	return Effects[at], true
}
