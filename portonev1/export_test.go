package portonev1

import (
	"context"
	"encoding/json"
	"net/http"
	"time"
)

// MaxBody is the cap on answers.
const MaxBody = maxBody

// SetRetry replaces the wait between tries and its randomness.
func SetRetry(c *Client, sleep func(context.Context, time.Duration) error, random func(time.Duration) time.Duration) {
	c.retry = &retry{sleep: sleep, random: random}
}

// SetNow replaces the clock by which the token's life is measured.
func SetNow(c *Client, now func() time.Time) { c.tokens.now = now }

// Backoff returns the bound of the wait after a try.
func Backoff(try int) time.Duration {
	var bound time.Duration
	r := retry{
		sleep:  func(context.Context, time.Duration) error { return nil },
		random: func(below time.Duration) time.Duration { bound = below; return 0 },
	}
	_ = r.wait(context.Background(), try)
	return bound
}

// Sleep is the wait that clients use.
var Sleep = sleep

// NewTransport is the transport of clients that bring none.
func NewTransport(connect time.Duration) *http.Transport { return newTransport(connect) }

// SplitObject and SplitList take valid JSON apart.
var (
	SplitObject = splitObject
	SplitList   = splitList
)

// DecodeObject fills a struct from an answer of any bytes.
func DecodeObject(raw []byte, target any) error {
	if !json.Valid(raw) {
		return errNotJSON
	}
	return decodeObject(raw, target)
}

// Answers are empty ones of everything that an answer may hold.
func Answers() []any {
	return []any{
		&BillingKey{}, &SuperBillingKey{}, &Schedule{}, &Receipt{}, &ExternalReceipt{}, &Certification{}, &EscrowDelivery{},
		&Balance{}, &KCPQuickMember{}, &NaverOrder{}, &NaverReview{}, &NaverCashAmount{}, &Tier{}, &Channel{}, &Code{}, &paymentwallAnswer{},
	}
}
