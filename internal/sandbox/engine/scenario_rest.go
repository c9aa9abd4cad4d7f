package engine

import (
	"context"
	"slices"
)

// RESTCall is what is known of a call before it is carried out.
type RESTCall struct {
	Method      string
	Path        string // decoded
	Token       string // may be empty or dead
	APIKey      string // imp_key of getToken
	Tier        string // the sub-store that is meant
	ImpUID      string
	MerchantUID string
	Amount      string // as it was sent; may be empty
}

// StrikeREST asks the scenarios what becomes of a call's answer, and counts it.
// It reports false when nothing does.
func (e *Engine) StrikeREST(ctx context.Context, c RESTCall) (s Scenario, struck bool, err error) {
	err = e.do(ctx, func(t *tx) error {
		s, struck, err = t.strike(e.occasionOfCall(c), nil)
		return err
	})
	return s, struck, err
}

// WatchesREST reports whether any scenario could strike a call: where none can,
// calls need not be looked at.
func (e *Engine) WatchesREST() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.ContainsFunc(e.mishaps.scenarios, func(s Scenario) bool {
		effect, _ := EffectByName(s.Do.Effect)
		return !s.Off && !s.spent() && on(effect, OnREST)
	})
}

// occasionOfCall is a call with what is known of the payment that it names. The
// caller holds the lock.
func (e *Engine) occasionOfCall(c RESTCall) occasion {
	merchant := e.tokenOwner[c.Token]
	if merchant == "" {
		merchant = e.byKey[c.APIKey]
	}
	if c.Tier != "" {
		merchant = StoreCode(merchant, c.Tier)
	}
	p, known := e.payments.get(c.ImpUID)
	if ids := e.ofOrder(merchant, c.MerchantUID); !known && len(ids) > 0 {
		p, known = e.payments.get(ids[len(ids)-1])
	}
	o := occasion{on: OnREST, impUID: c.ImpUID, merchantUID: c.MerchantUID}
	if known && belongs(p.Merchant, merchant) {
		o = occasionOf(OnREST, p)
	}
	o.merchant, o.verb, o.path = merchant, c.Method, c.Path
	var sent Decimal
	if sent.UnmarshalJSON([]byte(c.Amount)) == nil && sent != "" {
		o.amount = sent
	}
	return o
}

// EndToken lets an access token die before its time.
func (e *Engine) EndToken(ctx context.Context, token string) error {
	return e.do(ctx, func(t *tx) error {
		k, ok := e.tokens[e.tokenOwner[token]]
		if !ok || k.ExpiresAt <= t.unix() {
			return nil
		}
		k.ExpiresAt = t.unix()
		t.put(k)
		return t.tell("token.ended", k.Merchant, "", Object{{"expired_at", k.ExpiresAt}})
	})
}
