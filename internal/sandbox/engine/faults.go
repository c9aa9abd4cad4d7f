package engine

import "context"

// Faults are the things that go wrong on demand.
type Faults struct {
	DropWebhooks        int  `json:"drop_webhooks"`         // so many of the next webhooks are lost
	HoldWebhooks        bool `json:"hold_webhooks"`         // webhooks wait until this is off
	AllowDoubleApproval bool `json:"allow_double_approval"` // two windows of one merchant_uid may both be paid
}

// Faults returns what is switched on.
func (e *Engine) Faults() Faults {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.faults
}

// SetFaults switches faults on and off; held webhooks become due when holding
// ends.
func (e *Engine) SetFaults(ctx context.Context, f Faults) error {
	if f.DropWebhooks < 0 {
		return refuse(Malformed, "drop_webhooks는 0 이상이어야 합니다.")
	}
	return e.do(ctx, func(t *tx) error {
		t.put(f)
		if !f.HoldWebhooks {
			for _, id := range e.deliveryIDs {
				if d := e.deliveries[id]; d.State == Held {
					d.State, d.DueAt = Due, t.now.UnixMicro()
					t.put(d)
				}
			}
		}
		return t.tell("faults", "", "", f)
	})
}
