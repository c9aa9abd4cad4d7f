package engine

import (
	"context"
	"slices"
)

// eventEscrow is the event of KG이니시스's special webhook.
const eventEscrow = "Inicis.Escrow.Changed"

// escrowStep stores a delivery in its next status. KG이니시스 tells the shop of
// every one; PortOne's support has to switch that on, here it always is.
func (t *tx) escrowStep(x Escrow, status EscrowStatus, reason string) (Escrow, error) {
	x.Status, x.ChangedAt, x.DeniedReason = status, t.unix(), reason
	t.put(x)
	if err := t.tell("escrow."+escrowWords[status], x.Merchant, x.ImpUID, Object{
		{"escrow_status", string(status)}, {"company", x.Company}, {"invoice", x.Invoice}, {"denied_reason", textOrNull(reason)},
	}); err != nil {
		return x, err
	}
	p := t.paymentNow(x.ImpUID)
	if p.PGProvider != inicis.Code {
		return x, nil
	}
	extra := Object{{"escrow_status", string(status)}, {"changed_at", x.ChangedAt}, {"denied_reason", textOrNull(reason)}}
	if err := t.special(&p, eventEscrow, extra); err != nil {
		return x, err
	}
	t.put(p)
	return x, nil
}

// escrowWords end the kinds of the log's events.
var escrowWords = map[EscrowStatus]string{
	EscrowDelivering: "registered", EscrowConfirmed: "confirmed", EscrowAutoConfirmed: "auto_confirmed", EscrowForced: "forced",
	EscrowRefused: "refused", EscrowCancelled: "cancelled", EscrowRefusalConfirmed: "refusal_confirmed",
}

// paymentNow is a payment as this command has left it.
func (t *tx) paymentNow(impUID string) Payment {
	for _, c := range slices.Backward(t.changes) {
		if p, ok := c.(Payment); ok && p.ImpUID == impUID {
			return p
		}
	}
	return t.e.payments.of(impUID)
}

// EscrowOf returns the delivery of a payment of any account and PG.
func (e *Engine) EscrowOf(impUID string) (Escrow, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	x, ok := e.escrows[impUID]
	if !ok {
		return Escrow{}, refuse(Missing, textEscrowNone)
	}
	return x, nil
}

// DecideEscrow is what the buyer, the PG or the shop decides of a delivery: one
// of the statuses that may follow. A reason goes with a refusal alone.
func (e *Engine) DecideEscrow(ctx context.Context, impUID string, status EscrowStatus, reason string) (Escrow, error) {
	var x Escrow
	err := e.do(ctx, func(t *tx) error {
		var ok bool
		if x, ok = e.escrows[impUID]; !ok {
			return refuse(Missing, textEscrowNone)
		}
		if !slices.Contains(escrowNext[x.Status], status) {
			return refuse(Conflicting, textNoSuchStep)
		}
		if reason != "" && status != EscrowRefused {
			return refuse(Malformed, textNeedlessReason)
		}
		if status == EscrowRefusalConfirmed {
			reason = x.DeniedReason
		}
		var err error
		x, err = t.escrowStep(x, status, cut(reason, 256))
		return err
	})
	return x, err
}
