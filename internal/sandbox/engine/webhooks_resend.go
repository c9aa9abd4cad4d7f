package engine

import (
	"context"
	"slices"
)

// ResendWebhook sends the payment's state again, to where it would go now.
func (e *Engine) ResendWebhook(ctx context.Context, impUID string) error {
	return e.do(ctx, func(t *tx) error {
		p, ok := e.payments.get(impUID)
		if !ok {
			return refuse(Missing, textNoPayment)
		}
		t.resent = true
		cancellation := ""
		if n := len(p.CancelHistory); n > 0 {
			cancellation = p.CancelHistory[n-1].ID
		}
		if _, err := t.webhook(&p, string(p.Status), cancellation, p.NoticeURLs); err != nil {
			return err
		}
		t.put(p)
		return nil
	})
}

// The fixed ids of a test call; PortOne's are unknown.
const (
	testImpUID      = "imp_1234567890"
	testMerchantUID = "order_id_8237352"
)

// TestWebhook sends the console's 호출 테스트 to the saved address of a mode.
func (e *Engine) TestWebhook(ctx context.Context, merchant string, mode Mode) error {
	return e.do(ctx, func(t *tx) error {
		m, ok := e.merchants[merchant]
		if !ok {
			return refuse(Missing, textNoMerchant)
		}
		endpoint := m.Webhook.Test
		if mode == Live {
			endpoint = m.Webhook.Live
		}
		if endpoint.URL == "" {
			return refuse(Conflicting, "저장된 Endpoint URL이 없습니다.")
		}
		d := WebhookDelivery{
			Merchant: m.Code, ImpUID: testImpUID, MerchantUID: testMerchantUID, Event: string(Paid), URL: endpoint.URL,
			ContentType: endpoint.ContentType,
		}
		d.Body = webhookBody(d, "")
		_, err := t.post(d, occasion{on: OnWebhook, merchant: m.Code, merchantUID: testMerchantUID, impUID: testImpUID})
		return err
	})
}

// resendMost is how many webhooks are sent again in one go.
const resendMost = 1000

// ResendFilter picks webhooks that were not themselves sent again by hand;
// what is empty is not looked at, and one member must be there.
type ResendFilter struct {
	Merchant string        `json:"imp"`
	ImpUID   string        `json:"imp_uid"`
	State    DeliveryState `json:"state"`
	Event    string        `json:"event"`
}

func (f ResendFilter) fits(d WebhookDelivery) bool {
	return !d.Resent && (f.Merchant == "" || f.Merchant == d.Merchant) && (f.ImpUID == "" || f.ImpUID == d.ImpUID) &&
		(f.State == "" || f.State == d.State) && (f.Event == "" || f.Event == d.Event)
}

// ResendWebhooks sends the webhooks of these ids again as they were, all or
// none, in the order in which they were made, and returns what was queued. One
// that had no address goes to the one that is saved now.
func (e *Engine) ResendWebhooks(ctx context.Context, ids []string) ([]WebhookDelivery, error) {
	var sent []WebhookDelivery
	err := e.do(ctx, func(t *tx) error {
		list := make([]WebhookDelivery, 0, len(ids))
		for _, id := range ids {
			d, ok := e.deliveries.get(id)
			if !ok {
				return refuse(Missing, "존재하지 않는 웹훅입니다: "+cut(id, 40))
			}
			if !slices.ContainsFunc(list, func(o WebhookDelivery) bool { return o.ID == id }) {
				list = append(list, d)
			}
		}
		var err error
		sent, err = t.resendAll(list)
		return err
	})
	return sent, err
}

// ResendWhere is ResendWebhooks for all that fit a filter.
func (e *Engine) ResendWhere(ctx context.Context, f ResendFilter) ([]WebhookDelivery, error) {
	var sent []WebhookDelivery
	err := e.do(ctx, func(t *tx) error {
		if f == (ResendFilter{}) {
			return refuse(Malformed, "filter: imp, imp_uid, state, event 가운데 하나는 있어야 합니다.")
		}
		var list []WebhookDelivery
		for d := range e.deliveries.all() {
			if f.fits(d) {
				list = append(list, d)
			}
		}
		var err error
		sent, err = t.resendAll(list)
		return err
	})
	return sent, err
}

func (t *tx) resendAll(list []WebhookDelivery) ([]WebhookDelivery, error) {
	if len(list) > resendMost {
		return nil, refuse(Conflicting, "한 번에 1,000건까지 다시 보낼 수 있습니다.")
	}
	slices.SortFunc(list, func(a, b WebhookDelivery) int { return a.Number - b.Number })
	t.resent = true
	sent := make([]WebhookDelivery, 0, len(list))
	for _, old := range list {
		d, err := t.post(t.again(old), t.occasionOfWebhook(old))
		if err != nil {
			return nil, err
		}
		sent = append(sent, d)
	}
	return sent, nil
}

// again is a delivery like an old one, not yet queued.
func (t *tx) again(old WebhookDelivery) WebhookDelivery {
	m := t.e.merchants[old.Merchant]
	d := WebhookDelivery{
		Merchant: old.Merchant, ImpUID: old.ImpUID, MerchantUID: old.MerchantUID, Event: old.Event, URL: old.URL,
		ContentType: old.ContentType, Body: old.Body, Retry: m.RetryWebhooks,
	}
	if d.URL == "" {
		d.URL = m.Webhook.Live.URL
		if t.e.payments.of(old.ImpUID).Sandbox {
			d.URL = m.Webhook.Test.URL
		}
	}
	return d
}
