package portonetest

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"time"
)

// Webhook is one webhook to one address, with what became of it.
type Webhook struct {
	ImpUID      string    `json:"imp_uid"`
	MerchantUID string    `json:"merchant_uid"`
	Event       string    `json:"event"` // the status that it tells: ready, paid, failed, cancelled
	URL         string    `json:"url"`
	ContentType string    `json:"content_type"`
	Body        string    `json:"body"`
	State       string    `json:"state"` // due (a retry waits for its time), held, delivered, failed, dropped, unsent
	Note        string    `json:"note"`  // why it is dropped or unsent
	Attempts    []Attempt `json:"attempts"`
}

// Attempt is one try to deliver.
type Attempt struct {
	At       int64  `json:"at"`       // UNIX seconds of the sandbox's clock
	Code     int    `json:"code"`     // HTTP status; 0: no answer
	Response string `json:"response"` // the body of the answer
	Problem  string `json:"problem"`  // why there was no answer
}

// Webhooks waits until every webhook that is due was tried and returns them
// all, oldest first.
func (s *Sandbox) Webhooks() []Webhook {
	s.box.RunDue(context.Background())
	var all struct{ List []Webhook }
	s.must(http.MethodGet, "/webhooks", nil, &all)
	slices.Reverse(all.List)
	return all.List
}

// DropWebhooks loses the next n webhooks.
func (s *Sandbox) DropWebhooks(n int) { s.fault("drop_webhooks", n) }

// HoldWebhooks keeps webhooks back; those held become due when it is switched
// off.
func (s *Sandbox) HoldWebhooks(on bool) { s.fault("hold_webhooks", on) }

func (s *Sandbox) fault(name string, value any) {
	s.must(http.MethodPut, "/faults", map[string]any{name: value}, nil)
}

// ResendWebhook sends the newest webhook of a payment once more, as a merchant
// does at PortOne's console.
func (s *Sandbox) ResendWebhook(ctx context.Context, impUID string) error {
	_, err := s.control(ctx, http.MethodPost, "/payments/"+url.PathEscape(impUID)+"/webhook", struct{}{})
	return err
}

// Clock is the sandbox's time.
type Clock struct{ s *Sandbox }

// Now returns the sandbox's time, in UTC.
func (c *Clock) Now() time.Time { return c.s.box.Now() }

// Advance moves the clock forward and returns when everything that became due
// on the way was carried out, each webhook at its own time, with how many that
// were: attempts at webhooks, and virtual accounts and tokens that lapsed. No d
// moves it backwards; 0 waits for what is due already. It must not be called
// while another Advance is under way, such as in a webhook handler.
func (c *Clock) Advance(d time.Duration) (did int) { return c.Set(c.Now().Add(d)) }

// Set moves the clock forward to a time, as Advance does.
func (c *Clock) Set(to time.Time) (did int) {
	did, err := c.s.box.MoveClock(context.Background(), to)
	if err != nil {
		c.s.fail(err)
	}
	return did
}

// AdvanceToNextDue moves the clock to what happens next by itself, and returns
// how much was carried out: a scheduled charge, a retry of a webhook, an account
// or a token that lapses. 0 means that nothing is due any more.
func (c *Clock) AdvanceToNextDue() (did int) {
	var moved struct{ Did int }
	c.s.must(http.MethodPost, "/clock", map[string]any{"advance_to_next_due": true}, &moved)
	return moved.Did
}
