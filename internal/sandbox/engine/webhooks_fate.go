package engine

import (
	"slices"
	"time"
)

// yieldsFor is how long a webhook waits for the one that is to overtake it,
// unless the scenario says otherwise.
const yieldsFor = time.Minute

// post queues a webhook after asking the scenarios what becomes of it. One
// without an address is never sent, so it meets none.
func (t *tx) post(d WebhookDelivery, o occasion) (WebhookDelivery, error) {
	if d.URL == "" {
		return t.queue(d)
	}
	o.event = d.Event
	s, struck, err := t.strike(o, nil)
	if err != nil {
		return d, err
	}
	copies := 0
	if struck {
		d.Scenario = s.Name
		switch s.Do.Effect {
		case WebhookDrop:
			d.State, d.Note, d.NoteCode = Dropped, "시나리오 「"+s.Name+"」가 버렸습니다.", ByScenario
		case WebhookDelay:
			d.DueAt = t.now.Add(time.Duration(s.Do.Delay)).UnixMicro()
		case WebhookReorder:
			d.Yields, d.DueAt = true, t.now.Add(yieldsFor).UnixMicro()
			if s.Do.Delay != 0 {
				d.DueAt = t.now.Add(time.Duration(s.Do.Delay)).UnixMicro()
			}
		case WebhookDuplicate:
			copies = max(1, s.Do.Copies)
		}
	}
	first, err := t.queue(d)
	if err != nil {
		return first, err
	}
	if !first.Yields {
		t.overtake(first)
	}
	for range copies {
		if _, err := t.queue(d); err != nil {
			return first, err
		}
	}
	return first, nil
}

// overtake lets a webhook go before those of its account that yield to it. One
// that is dropped overtakes nobody.
func (t *tx) overtake(d WebhookDelivery) {
	if d.State != Due && d.State != Held {
		return
	}
	for _, late := range t.yielding(d.Merchant) {
		late.After, late.DueAt = d.ID, max(d.DueAt, t.now.UnixMicro())
		t.put(late)
	}
}

// yielding are the webhooks of an account that wait for one to overtake them,
// in their order.
func (t *tx) yielding(merchant string) []WebhookDelivery {
	found := map[string]WebhookDelivery{}
	for id := range t.e.mishaps.yielding {
		found[id] = t.e.deliveries.of(id)
	}
	for _, c := range t.changes {
		if d, ok := c.(WebhookDelivery); ok {
			found[d.ID] = d
		}
	}
	var list []WebhookDelivery
	for _, d := range found {
		if d.Merchant == merchant && d.yields() {
			list = append(list, d)
		}
	}
	slices.SortFunc(list, func(a, b WebhookDelivery) int { return a.Number - b.Number })
	return list
}

// yields reports whether a webhook waits for another to overtake it.
func (d WebhookDelivery) yields() bool {
	return d.Yields && d.After == "" && len(d.Attempts) == 0 && (d.State == Due || d.State == Held)
}

// behind reports whether a webhook must wait for another's first attempt.
func (e *Engine) behind(id string) bool {
	after, follows := e.mishaps.after[id]
	if !follows {
		return false
	}
	first := e.deliveries.of(after)
	return (first.State == Due || first.State == Held) && len(first.Attempts) == 0
}

// occasionOfWebhook is the occasion of sending a webhook once more.
func (t *tx) occasionOfWebhook(d WebhookDelivery) occasion {
	p, known := t.e.payments.get(d.ImpUID)
	if !known {
		return occasion{on: OnWebhook, merchant: d.Merchant, merchantUID: d.MerchantUID, impUID: d.ImpUID}
	}
	return occasionOf(OnWebhook, p)
}
