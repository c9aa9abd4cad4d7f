package engine

import "context"

// Faults are the things that go wrong on demand.
type Faults struct {
	DropWebhooks        int  `json:"drop_webhooks"`         // so many of the next webhooks are lost
	HoldWebhooks        bool `json:"hold_webhooks"`         // webhooks wait until this is off
	AllowDoubleApproval bool `json:"allow_double_approval"` // two windows of one merchant_uid may both be paid
}

// dropID is the scenario that DropWebhooks stands for; it is asked first.
const dropID = "scn_drop_webhooks"

func (Faults) kind() string { return "faults" }

// apply keeps the switches; webhooks to be lost are a scenario.
func (f Faults) apply(e *Engine) {
	Scenario{
		ID: dropID, Name: "drop_webhooks", When: When{Times: f.DropWebhooks}, Do: Do{Effect: WebhookDrop}, Gone: f.DropWebhooks == 0,
	}.apply(e)
	f.DropWebhooks = 0
	e.faults = f
}

// Faults returns what is switched on.
func (e *Engine) Faults() Faults {
	e.mu.Lock()
	defer e.mu.Unlock()
	f := e.faults
	if s, err := e.scenario(dropID); err == nil && !s.Off {
		f.DropWebhooks = max(0, s.When.Times-s.Hits)
	}
	return f
}

// SetFaults switches faults on and off; held webhooks become due when holding
// ends.
func (e *Engine) SetFaults(ctx context.Context, f Faults) error {
	if f.DropWebhooks < 0 || f.DropWebhooks > countMost {
		return refuse(Malformed, "drop_webhooks는 0 이상 1,000,000 이하여야 합니다.")
	}
	return e.do(ctx, func(t *tx) error {
		t.put(f)
		if !f.HoldWebhooks {
			for d := range e.deliveries.all() {
				if d.State == Held {
					d.State, d.DueAt = Due, max(d.DueAt, t.now.UnixMicro())
					t.put(d)
				}
			}
		}
		return t.tell("faults", "", "", f)
	})
}
