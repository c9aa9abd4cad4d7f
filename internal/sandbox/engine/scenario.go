package engine

import (
	"slices"
)

// Scenario is a fault as data: on which occasion something goes wrong, and
// what. The merchant, the program under test and PortOne's own clients see only
// its effect; the log names it.
type Scenario struct {
	ID   string `json:"id"`   // scn_ and 12 letters and digits
	Name string `json:"name"` // up to 80 characters, for people
	Off  bool   `json:"off"`  // kept, and not looked at
	When When   `json:"when"`
	Do   Do     `json:"do"`

	Set    string `json:"set"`     // the file or the built-in set that it came from; empty: made by hand
	Seen   int    `json:"seen"`    // occasions that fitted, since it was written; without Nth those alone to which it was applied
	Hits   int    `json:"applied"` // how often it was applied, since it was written
	Number int    `json:"number"`  // running number; the lower one is asked first
	Gone   bool   `json:"gone,omitempty"`
}

// When says which occasions a scenario means. What is empty is not looked at;
// of the rest all must fit. Which of them a scenario may use depends on its
// effect: see Effects.
type When struct {
	Merchant    string  `json:"merchant,omitempty"`     // imp and 8 digits; its sub-stores too. StoreCode means one of them
	MerchantUID string  `json:"merchant_uid,omitempty"` // * stands for any letters, ? for one
	Amount      Decimal `json:"amount,omitempty"`       // of the payment, in major units; of a REST call: the one that it sends
	PG          string  `json:"pg,omitempty"`           // {provider} or {provider}.{MID}
	PayMethod   string  `json:"pay_method,omitempty"`   // as the window was asked for; card of a charge without a window
	CardEnds    string  `json:"card_ends,omitempty"`    // last digits of the card that is charged without a window
	By          string  `json:"by,omitempty"`           // window, api (again, onetime) or schedule
	Event       string  `json:"event,omitempty"`        // status that a webhook tells: ready, paid, failed, cancelled
	Operation   string  `json:"operation,omitempty"`    // "POST /payments/cancel", "GET /payments/{imp_uid}", "* /subscribe/**"

	Nth         int     `json:"nth,omitempty"`         // only the nth occasion that fits; 0: every one
	Times       int     `json:"times,omitempty"`       // applied so often and no more; 0: without end
	Probability Decimal `json:"probability,omitempty"` // above 0 and up to 1, of at most nine decimals, drawn from the engine's entropy; empty: always
}

// Do is what goes wrong. Effect names it; which other members mean something
// depends on it: see Effects.
type Do struct {
	Effect string  `json:"effect"`
	Code   string  `json:"code,omitempty"`   // of the PG
	Text   string  `json:"text,omitempty"`   // of the PG
	Delay  Span    `json:"delay,omitempty"`  // on the sandbox's clock
	MS     int     `json:"ms,omitempty"`     // real milliseconds, up to 60,000
	Copies int     `json:"copies,omitempty"` // how many more, up to 100
	Amount Decimal `json:"amount,omitempty"` // in major units
	After  bool    `json:"after,omitempty"`  // the operation was carried out, only its answer is bad
}

func (Scenario) kind() string { return "scenario" }

func (s Scenario) apply(e *Engine) {
	at, known := slices.BinarySearchFunc(e.mishaps.scenarios, s.Number, func(o Scenario, n int) int { return o.Number - n })
	switch {
	case s.Gone && known:
		e.mishaps.scenarios = slices.Delete(slices.Clone(e.mishaps.scenarios), at, at+1)
	case s.Gone:
	case known:
		e.mishaps.scenarios = slices.Clone(e.mishaps.scenarios) // readers hold the old list
		e.mishaps.scenarios[at] = s
	default:
		e.mishaps.scenarios = slices.Insert(slices.Clone(e.mishaps.scenarios), at, s)
	}
	e.mishaps.number = max(e.mishaps.number, s.Number)
}

// scenarioNow is a scenario as this command has left it.
func (t *tx) scenarioNow(s Scenario) Scenario {
	for _, c := range slices.Backward(t.changes) {
		if changed, ok := c.(Scenario); ok && changed.Number == s.Number {
			return changed
		}
	}
	return s
}

// spent reports whether a scenario will never be applied again.
func (s Scenario) spent() bool {
	return s.When.Times > 0 && s.Hits >= s.When.Times || s.When.Nth > 0 && s.Seen >= s.When.Nth
}
