package engine

import (
	"context"
	"crypto/subtle"
)

// The life of an access token, in seconds.
const (
	tokenLife      = 30 * 60
	tokenLastCall  = 60     // asked for again with less than this left …
	tokenExtension = 5 * 60 // … it lives this much longer
)

// Token is an access token of one account.
type Token struct {
	Merchant  string `json:"merchant"`
	Value     string `json:"value"` // 40 lower-case hexadecimal digits
	ExpiresAt int64  `json:"expires_at"`
}

// Token returns the account's access token and the present time in seconds. A
// live one is answered again, so that many servers of one shop do not
// invalidate each other; in its last minute it lives on for five.
func (e *Engine) Token(ctx context.Context, apiKey, apiSecret string) (Token, int64, error) {
	var token Token
	var now int64
	err := e.do(ctx, func(t *tx) error {
		now = t.unix()
		m, ok := e.merchants[e.byKey[apiKey]]
		if !ok || subtle.ConstantTimeCompare([]byte(m.APISecret), []byte(apiSecret)) != 1 {
			return refuse(Unproven, "인증에 실패하였습니다. API키와 secret을 확인하세요.")
		}
		token, ok = e.tokens[m.Code]
		switch left := token.ExpiresAt - now; {
		case ok && left >= tokenLastCall:
			return nil
		case ok && left > 0:
			token.ExpiresAt += tokenExtension
			t.put(token)
			return t.tell("token.extended", m.Code, "", Object{{"expired_at", token.ExpiresAt}})
		}
		value, err := e.hex(20)
		if err != nil {
			return err
		}
		token = Token{Merchant: m.Code, Value: value, ExpiresAt: now + tokenLife}
		t.put(token)
		return t.tell("token.issued", m.Code, "", Object{{"expired_at", token.ExpiresAt}})
	})
	return token, now, err
}

// Authenticate returns the code of the account that a live token belongs to.
func (e *Engine) Authenticate(token string) (merchant string, ok bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	merchant, ok = e.tokenOwner[token]
	if !ok || e.tokens[merchant].ExpiresAt <= e.clock.Now().Unix() {
		return "", false
	}
	return merchant, true
}
