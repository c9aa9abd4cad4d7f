package engine

// special makes a webhook due that a PG's own event causes: the usual members,
// the event and what it says. It goes where the payment's webhooks go, as JSON
// whatever the console's content type is (assumed: its description is JSON).
func (t *tx) special(p *Payment, event string, extra Object) error {
	body, err := Object{
		{"event", event}, {"imp_uid", p.ImpUID}, {"merchant_uid", p.MerchantUID}, {"status", string(p.Status)}, {"extra", extra},
	}.MarshalJSON()
	if err != nil {
		return err
	}
	urls := p.NoticeURLs
	if len(urls) == 0 {
		urls = []string{t.endpoint(*p).URL}
	}
	for _, address := range urls {
		p.UsedWebhook = p.UsedWebhook || address != ""
		if _, err := t.post(WebhookDelivery{
			Merchant: p.Merchant, ImpUID: p.ImpUID, MerchantUID: p.MerchantUID, Event: event, URL: address,
			ContentType: JSONBody, Retry: t.e.merchants[p.Merchant].RetryWebhooks, Body: string(body),
		}, occasionOf(OnWebhook, *p)); err != nil {
			return err
		}
	}
	return nil
}

// endpoint is where the webhooks of a payment go that names no address itself.
func (t *tx) endpoint(p Payment) WebhookEndpoint {
	m := t.e.merchants[p.Merchant]
	if p.Sandbox {
		return m.Webhook.Test
	}
	return m.Webhook.Live
}
