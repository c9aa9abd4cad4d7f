package engine

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"
)

// A sub-store (하위 상점) is a store of its own under an account: it has its own
// channels, payments, stored cards and all else that an account has, and the
// account's keys and settings. Its code is the account's with the tier code
// after a dot, and every command that takes an account's code takes a store's.
// That merchant_uids and customer_uids of two sub-stores have nothing to do
// with each other is assumed.

// StoreCode is the code of a sub-store, and of the account itself when the tier
// code is empty.
func StoreCode(account, tier string) string {
	if tier == "" {
		return account
	}
	return account + "." + tier
}

// AccountOf takes a store's code apart; tier is empty for the account itself.
func AccountOf(store string) (account, tier string) {
	account, tier, _ = strings.Cut(store, ".")
	return account, tier
}

// belongs reports whether a store is the account itself or one of its
// sub-stores.
func belongs(store, account string) bool {
	return strings.HasPrefix(store, account) && (len(store) == len(account) || store[len(account)] == '.')
}

// Tier is a sub-store of an account.
type Tier struct {
	Code      string // exactly three of A–Z and 0–9
	Name      string
	CreatedAt int64 // UNIX seconds
	Channels  int   // how many it has
}

// Texts of sub-stores. That of an unknown one at IMP.agency was seen, with its
// code; the others are assumed.
const (
	codeNoTier    = "F1001"
	textNoTier    = "등록되지 않은 사용자 또는 등록되지 않은 PG정보입니다."
	textTierGone  = "등록되지 않은 하위 상점입니다."
	textTierCode  = "하위 상점 코드는 알파벳 대문자 또는 숫자 3자리입니다."
	textTierName  = "하위 상점 이름은 1자 이상 40자 이하입니다."
	textTierTaken = "이미 등록된 하위 상점 코드입니다."
	textTierInUse = "하위 상점의 채널을 먼저 삭제해 주세요."
)

// isStore reports whether a merchant is a sub-store's record.
func (m Merchant) isStore() bool { return m.Tier != "" }

// storeUnder is the sub-store as the engine reads it: the account's settings
// with the sub-store's own name and channels.
func (m Merchant) storeUnder(account Merchant) Merchant {
	store := account
	store.Code, store.Name, store.Tier, store.Closed = m.Code, m.Name, m.Tier, m.Closed
	store.Channels, store.CreatedAt = m.Channels, m.CreatedAt
	store.APIKey, store.APISecret = "", ""
	return store
}

// applyStore keeps a sub-store; its account was kept before.
func (m Merchant) applyStore(e *Engine) {
	account, _ := AccountOf(m.Code)
	if _, known := e.merchants[m.Code]; !known {
		if e.stores == nil {
			e.stores = map[string][]string{}
		}
		e.stores[account] = append(e.stores[account], m.Code)
	}
	e.merchants[m.Code] = m.storeUnder(e.merchants[account])
}

// settleStores gives the sub-stores of an account its new settings.
func (m Merchant) settleStores(e *Engine) {
	for _, code := range e.stores[m.Code] {
		e.merchants[code] = e.merchants[code].storeUnder(m)
	}
}

// Tiers returns the sub-stores of an account in the order of their making.
func (e *Engine) Tiers(account string) ([]Tier, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if m, ok := e.merchants[account]; !ok || m.isStore() {
		return nil, refuse(Missing, textNoMerchant)
	}
	list := []Tier{}
	for _, code := range e.stores[account] {
		if m := e.merchants[code]; !m.Closed {
			list = append(list, m.asTier())
		}
	}
	return list, nil
}

func (m Merchant) asTier() Tier {
	return Tier{Code: m.Tier, Name: m.Name, CreatedAt: m.CreatedAt, Channels: len(m.Channels)}
}

// TierOf returns one sub-store of an account.
func (e *Engine) TierOf(account, tier string) (Tier, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	m, ok := e.merchants[StoreCode(account, tier)]
	if !ok || !m.isStore() || m.Closed {
		return Tier{}, refuse(Missing, textTierGone)
	}
	return m.asTier(), nil
}

// AddTier makes a sub-store. The code of one that was removed may be used
// again: its payments are there again (assumed).
func (e *Engine) AddTier(ctx context.Context, account, code, name string) (Tier, error) {
	name = strings.TrimSpace(name)
	switch {
	case len(code) != 3 || strings.Trim(code, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "":
		return Tier{}, refuse(Malformed, textTierCode)
	case name == "" || utf8.RuneCountInString(name) > 40 || notShown(name):
		return Tier{}, refuse(Malformed, textTierName)
	}
	var m Merchant
	err := e.do(ctx, func(t *tx) error {
		if of, ok := e.merchants[account]; !ok || of.isStore() {
			return refuse(Missing, textNoMerchant)
		}
		m = Merchant{Code: StoreCode(account, code), Tier: code, Channels: []Channel{}, CreatedAt: t.unix()}
		if old, known := e.merchants[m.Code]; known {
			if !old.Closed {
				return refuse(Conflicting, textTierTaken)
			}
			m.CreatedAt = old.CreatedAt
		}
		m.Name = name
		t.put(m)
		return t.tell("tier.added", m.Code, "", Object{{"tier_code", code}, {"tier_name", name}})
	})
	return m.asTier(), err
}

// RemoveTier closes a sub-store that has no channel any more. Its payments
// stay, and the console still shows them.
func (e *Engine) RemoveTier(ctx context.Context, account, code string) error {
	return e.do(ctx, func(t *tx) error {
		m, ok := e.merchants[StoreCode(account, code)]
		switch {
		case !ok || !m.isStore() || m.Closed:
			return refuse(Missing, textTierGone)
		case len(m.Channels) > 0:
			return refuse(Conflicting, textTierInUse)
		}
		m.Closed = true
		t.put(m)
		return t.tell("tier.removed", m.Code, "", Object{{"tier_code", code}})
	})
}

// ChannelsOf returns the channels of an account and then of its sub-stores.
func (e *Engine) ChannelsOf(account string) ([]Channel, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	m, ok := e.merchants[account]
	if !ok || m.isStore() {
		return nil, refuse(Missing, textNoMerchant)
	}
	list := append([]Channel{}, m.Channels...)
	for _, code := range e.stores[account] {
		list = append(list, e.merchants[code].Channels...)
	}
	return list, nil
}

// storeOfChannel returns the code of the account or sub-store that has a
// channel; an account without it is answered itself.
func (e *Engine) storeOfChannel(account, key string) string {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, code := range e.stores[account] {
		if slices.ContainsFunc(e.merchants[code].Channels, func(c Channel) bool { return c.Key == key }) {
			return code
		}
	}
	return account
}

// checkTier finds the sub-store that IMP.agency named.
func (e *Engine) checkTier(s *start) *problem {
	if s.TierCode == "" {
		return nil
	}
	m, ok := e.merchants[StoreCode(s.merchant.Code, s.TierCode)]
	if !ok || m.Closed {
		return &problem{code: codeNoTier, message: textNoTier, hint: "IMP.agency의 두 번째 인자는 콘솔에 등록한 하위 상점 코드(3자리)입니다."}
	}
	s.merchant = m
	return nil
}
