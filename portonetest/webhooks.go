package portonetest

import (
	"context"
	"net/http"
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
	ctx := context.Background()
	s.box.RunDue(ctx)
	var all struct{ List []Webhook }
	a, err := s.control(ctx, http.MethodGet, "/webhooks", nil)
	if err == nil {
		err = a.into(&all)
	}
	if err != nil {
		s.fail(err)
	}
	slices.Reverse(all.List)
	return all.List
}

// DropWebhooks loses the next n webhooks.
func (s *Sandbox) DropWebhooks(n int) { s.fault("drop_webhooks", n) }

// HoldWebhooks keeps webhooks back; those held become due when it is switched
// off.
func (s *Sandbox) HoldWebhooks(on bool) { s.fault("hold_webhooks", on) }

func (s *Sandbox) fault(name string, value any) {
	if _, err := s.control(context.Background(), http.MethodPut, "/faults", map[string]any{name: value}); err != nil {
		s.fail(err)
	}
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
func (c *Clock) Advance(d time.Duration) (did int) {
	did, err := c.s.box.MoveClock(context.Background(), c.Now().Add(d))
	if err != nil {
		c.s.fail(err)
	}
	return did
}
