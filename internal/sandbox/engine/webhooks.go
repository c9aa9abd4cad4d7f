package engine

import (
	"context"
	"net/url"
	"slices"
	"time"
)

// DeliveryState is where a webhook stands.
type DeliveryState string

// The states of a webhook.
const (
	Due       DeliveryState = "due"       // to be sent at DueAt
	Held      DeliveryState = "held"      // waits for the fault to be switched off
	Delivered DeliveryState = "delivered" // answered with 2xx
	Undone    DeliveryState = "failed"    // the last attempt failed
	Dropped   DeliveryState = "dropped"   // lost on demand
	Unsent    DeliveryState = "unsent"    // logged only: a silent API cancel, or no address
)

// WebhookDelivery is one webhook to one address, with what became of it.
type WebhookDelivery struct {
	ID          string        `json:"id"`
	Number      int           `json:"number"` // running number
	Merchant    string        `json:"merchant"`
	ImpUID      string        `json:"imp_uid"`
	MerchantUID string        `json:"merchant_uid"`
	Event       string        `json:"event"` // the status that it tells
	URL         string        `json:"url"`
	ContentType string        `json:"content_type"`
	Body        string        `json:"body"`
	State       DeliveryState `json:"state"`
	Note        string        `json:"note,omitempty"`      // why it is unsent or dropped
	NoteCode    NoteCode      `json:"note_code,omitempty"` // the same for other languages
	DueAt       int64         `json:"due_at"`              // UNIX microseconds
	CreatedAt   int64         `json:"created_at"`          // UNIX seconds
	Retry       bool          `json:"retry"`               // retries were on when it was made
	Resent      bool          `json:"resent"`              // sent again by hand
	Attempts    []Attempt     `json:"attempts"`

	Scenario string `json:"scenario,omitempty"` // name of the scenario that it met
	Yields   bool   `json:"yields,omitempty"`   // lets the next one of its account go first
	After    string `json:"after,omitempty"`    // id of the one that it let go first
}

// NoteCode says why a webhook is unsent or dropped.
type NoteCode string

// The reasons.
const (
	NoAddress    NoteCode = "no_address"    // none is saved
	SilentCancel NoteCode = "silent_cancel" // a cancel over the API without enable_webhook
	ByScenario   NoteCode = "scenario"      // Note names it
)

// Attempt is one try to deliver.
type Attempt struct {
	At       int64  `json:"at"`       // UNIX seconds
	Code     int    `json:"code"`     // HTTP status; 0 when there was no answer
	Response string `json:"response"` // body of the answer, cut
	Problem  string `json:"problem,omitempty"`
}

// The documented retries, for accounts that asked for them.
const (
	retriesMost = 5
	retryEvery  = time.Minute
)

// webhook makes a webhook of p due at its address: notice_url when it was
// given, else the console's. It marks p and returns the first delivery.
func (t *tx) webhook(p *Payment, event, cancellationID string, notice []string) (WebhookDelivery, error) {
	m, endpoint := t.e.merchants[p.Merchant], t.endpoint(*p)
	urls := notice
	if len(urls) == 0 {
		urls = []string{endpoint.URL}
	}
	var first WebhookDelivery
	for i, address := range urls {
		d := WebhookDelivery{
			Merchant: p.Merchant, ImpUID: p.ImpUID, MerchantUID: p.MerchantUID, Event: event, URL: address,
			ContentType: endpoint.ContentType, Retry: m.RetryWebhooks,
		}
		d.Body = webhookBody(d, cancellationID)
		if address != "" {
			p.UsedWebhook = true
		}
		d, err := t.post(d, occasionOf(OnWebhook, *p))
		if err != nil {
			return WebhookDelivery{}, err
		}
		if i == 0 {
			first = d
		}
	}
	return first, nil
}

// queue numbers a delivery and decides, by address and switches, where it
// stands; a state or a time that a scenario has chosen stays.
func (t *tx) queue(d WebhookDelivery) (WebhookDelivery, error) {
	var err error
	if d.ID, err = t.e.fresh("whd_", base32Upper, 16, func(id string) bool { return t.e.deliveries.has(id) }); err != nil {
		return d, err
	}
	if d.ContentType == "" {
		d.ContentType = JSONBody
	}
	if d.DueAt == 0 {
		d.DueAt = t.now.UnixMicro()
	}
	d.CreatedAt, d.Resent, d.Number = t.unix(), t.resent, t.nextDelivery()
	switch {
	case d.State == Dropped:
	case d.Note != "":
		d.State = Unsent
	case d.URL == "":
		d.State, d.Note, d.NoteCode = Unsent, "웹훅 주소가 저장되어 있지 않습니다.", NoAddress
	case t.e.faults.HoldWebhooks:
		d.State = Held
	default:
		d.State = Due
	}
	t.put(d)
	return d, t.tell("webhook."+string(d.State), d.Merchant, d.ImpUID, d)
}

// nextDelivery is the running number of the next delivery.
func (t *tx) nextDelivery() int {
	n := t.e.deliveries.size() + 1
	made := map[string]bool{}
	for _, c := range t.changes {
		if d, ok := c.(WebhookDelivery); ok && !made[d.ID] {
			if !t.e.deliveries.has(d.ID) {
				made[d.ID] = true
				n++
			}
		}
	}
	return n
}

// webhookBody is PortOne's payload, in the form of the content type.
func webhookBody(d WebhookDelivery, cancellationID string) string {
	o := Object{{"imp_uid", d.ImpUID}, {"merchant_uid", d.MerchantUID}, {"status", d.Event}}
	if cancellationID != "" {
		o = append(o, Field{"cancellation_id", cancellationID})
	}
	if d.ContentType == FormBody {
		form := ""
		for i, f := range o {
			if i > 0 {
				form += "&"
			}
			form += f.Name + "=" + url.QueryEscape(f.Value.(string))
		}
		return form
	}
	raw, err := o.MarshalJSON()
	if err != nil {
		return "" // cannot be: the object holds texts alone
	}
	return string(raw)
}

// ClaimDue returns up to most webhooks that are due, marked as being sent, so
// that nobody else sends them meanwhile. The mark is not kept over a restart:
// a webhook may come twice, never not at all.
func (e *Engine) ClaimDue(now time.Time, most int) []WebhookDelivery {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.faults.HoldWebhooks {
		return nil
	}
	var due []WebhookDelivery
	for _, id := range e.waiting.due(now.UnixMicro(), most, func(id string) bool { return !e.claimed[id] && !e.behind(id) }) {
		e.claimed[id] = true
		due = append(due, e.deliveries.of(id))
	}
	return due
}

// Release gives back a claimed webhook whose sending was broken off because
// the sandbox stops; it is due again.
func (e *Engine) Release(id string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	delete(e.claimed, id)
	e.wake(false)
}

// RecordAttempt stores what became of a claimed webhook and decides whether
// there is another try: only for accounts with retries, and only when there
// was no answer or a 5xx.
func (e *Engine) RecordAttempt(ctx context.Context, id string, a Attempt) error {
	return e.do(ctx, func(t *tx) error {
		delete(e.claimed, id)
		e.tries++
		d, ok := e.deliveries.get(id)
		if !ok {
			return refuse(Missing, "존재하지 않는 웹훅입니다.")
		}
		a.At = t.unix()
		d.Attempts = append(slices.Clip(d.Attempts), a)
		again := d.Retry && (a.Code == 0 || a.Code >= 500) && len(d.Attempts) <= retriesMost
		switch {
		case a.Code >= 200 && a.Code < 300:
			d.State = Delivered
		case again:
			d.DueAt = t.now.Add(retryEvery).UnixMicro()
		default:
			d.State = Undone
		}
		t.put(d)
		if c, waiting := e.told[id]; waiting {
			close(c)
			delete(e.told, id)
		}
		return t.tell("webhook.sent", d.Merchant, d.ImpUID, Object{
			{"id", d.ID},
			{"url", d.URL},
			{"content_type", d.ContentType},
			{"body", d.Body},
			{"code", a.Code},
			{"response", a.Response},
			{"problem", textOrNull(a.Problem)},
			{"attempt", len(d.Attempts)},
			{"state", d.State},
		})
	})
}

// firstAttempt returns a channel that is closed once the webhook was tried.
func (e *Engine) firstAttempt(id string) <-chan struct{} {
	e.mu.Lock()
	defer e.mu.Unlock()
	c, ok := e.told[id]
	if !ok {
		c = make(chan struct{})
		if len(e.deliveries.of(id).Attempts) > 0 {
			close(c)
			return c
		}
		e.told[id] = c
		e.wake(false) // a sender that holds webhooks back must not hold back this one
	}
	return c
}

// AwaitsWebhook reports whether a buyer's browser waits for a webhook's first
// attempt.
func (e *Engine) AwaitsWebhook() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return len(e.told) > 0
}

// Deliveries returns the webhooks of a payment, or of everything when impUID
// is empty, newest first.
func (e *Engine) Deliveries(impUID string) []WebhookDelivery {
	e.mu.Lock()
	defer e.mu.Unlock()
	list := []WebhookDelivery{}
	for d := range e.deliveries.newest() {
		if impUID == "" || d.ImpUID == impUID {
			list = append(list, d)
		}
	}
	return list
}
