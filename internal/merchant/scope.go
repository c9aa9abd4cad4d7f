package merchant

import "strings"

// Scope is one kind of thing that an API key may do. Each stands for itself: a
// key that may refund may not read.
type Scope string

// The scopes.
const (
	ScopeOpen   Scope = "open"   // open and complete payments
	ScopeRead   Scope = "read"   // read payments, orders and what happened to them
	ScopeRefund Scope = "refund" // give money back
	ScopeAdmin  Scope = "admin"  // change where events go, decide discrepancies, see what is masked
)

// Scopes lists them.
var Scopes = []Scope{ScopeOpen, ScopeRead, ScopeRefund, ScopeAdmin}

// ShopScopes are what a shop's server needs to sell and to give money back.
var ShopScopes = []Scope{ScopeOpen, ScopeRead, ScopeRefund}

// scopesText writes scopes for the audit log.
func scopesText(scopes []Scope) string {
	words := make([]string, 0, len(scopes))
	for _, scope := range scopes {
		words = append(words, string(scope))
	}
	return strings.Join(words, " ")
}
