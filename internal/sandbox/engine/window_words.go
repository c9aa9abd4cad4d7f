package engine

import (
	"encoding/json"
	"slices"
)

// windowWords are what a shop wants its window to say; they change nothing that
// is paid.
type windowWords struct {
	Company  string   `json:"company,omitempty"`  // stands in the place of the shop's name
	Period   string   `json:"period,omitempty"`   // of a service
	Carriers []string `json:"carriers,omitempty"` // phone.detail; nil: all
}

// phoneCarriers are those of phone.detail, in the window's order.
var phoneCarriers = []string{"SKT", "KTF", "LGT", "MVNO"}

// words reads company, period and phone.detail. A detail that is malformed, or
// leaves no carrier, shows all of them (assumed).
func (s *start) words() windowWords {
	w := windowWords{Company: cut(s.p.text("company"), 40)}
	var period struct{ From, To, Interval string }
	if s.p.has("period") && json.Unmarshal(s.p["period"], &period) == nil {
		w.Period = cut(period.Interval, 20)
		if period.From != "" || period.To != "" {
			w.Period = cut(period.From, 8) + " ~ " + cut(period.To, 8)
		}
	}
	var phone struct {
		Detail []struct {
			Carrier string `json:"carrier"`
			Enabled *bool  `json:"enabled"`
		} `json:"detail"`
	}
	if !s.p.has("phone") || json.Unmarshal(s.p["phone"], &phone) != nil {
		return w
	}
	for _, d := range phone.Detail {
		if slices.Contains(phoneCarriers, d.Carrier) && (d.Enabled == nil || *d.Enabled) {
			w.Carriers = append(w.Carriers, d.Carrier)
		}
	}
	return w
}

// shop is the name that the window shows.
func (w windowWords) shop(name string) string {
	if w.Company != "" {
		return w.Company
	}
	return name
}

// carriers are those that the window shows.
func (w windowWords) carriers() []string {
	if len(w.Carriers) == 0 {
		return phoneCarriers
	}
	return w.Carriers
}

// Asks is what a window asks a buyer for.
type Asks string

// What there is to ask for.
const (
	AsksCard    Asks = "card"
	AsksBank    Asks = "bank"
	AsksWallet  Asks = "wallet" // its linked card, or its own money
	AsksPhone   Asks = "phone"
	AsksNothing Asks = "nothing"
)

// MethodAsks returns what a window asks for when a pay_method is picked.
func MethodAsks(method string) Asks {
	switch methodFills[method].kind {
	case byCard:
		return AsksCard
	case byBank, byAccount:
		return AsksBank
	case byWallet:
		return AsksWallet
	case byPhone:
		return AsksPhone
	}
	return AsksNothing
}
