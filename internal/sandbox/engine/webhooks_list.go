package engine

import (
	"iter"
)

// ScanDeliveries returns the webhooks of an account and its sub-stores whose
// imp_uid, merchant_uid or address begins with text, the newest first. A
// webhook is lent: it is another one in the next round.
func (e *Engine) ScanDeliveries(merchant, text string) iter.Seq[*WebhookDelivery] {
	return func(yield func(*WebhookDelivery) bool) {
		chunk := make([]WebhookDelivery, 0, scanChunk)
		for end := e.countDeliveries(); end > 0; {
			chunk, end = e.deliveriesBack(chunk[:0], merchant, end)
			for i := range chunk {
				if d := &chunk[i]; begins(text, d.ImpUID, d.MerchantUID, d.URL) && !yield(d) {
					return
				}
			}
		}
	}
}

// countDeliveries is how many webhooks there are, of all accounts.
func (e *Engine) countDeliveries() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.deliveries.size()
}

// deliveriesBack appends an account's webhooks among the scanChunk made before
// the one at end, newest first, and returns where to go on.
func (e *Engine) deliveriesBack(into []WebhookDelivery, merchant string, end int) ([]WebhookDelivery, int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	begin := max(0, end-scanChunk)
	for d := range e.deliveries.back(begin, end) {
		if belongs(d.Merchant, merchant) {
			into = append(into, d)
		}
	}
	return into, begin
}
