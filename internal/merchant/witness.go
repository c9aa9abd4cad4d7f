package merchant

import (
	"context"

	"github.com/naru-pay/naru/internal/payment"
)

// Further keys of the log; a line of a payment has these and no others, since
// what buyers and shops told us is nobody's who reads a log.
const (
	keyEvent   = "event"
	keyVersion = "version"
	keyActor   = "actor"
	keyReason  = "reason"
)

// witness is the store that stores a request's Idempotency-Key with the
// request's first effect, and writes one line of the log for every line of
// history that it stored, once the change is durable: a function that was run
// again, or refused, leaves none.
type witness struct {
	Store
	tell  func(context.Context, payment.Event)
	audit func(context.Context, AuditEntry)
}

// Update implements Store.
func (w witness) Update(ctx context.Context, fn func(Tx) error) error {
	var seen []payment.Event
	var audited []AuditEntry
	wish := claimOf(ctx)
	err := w.Store.Update(ctx, func(tx Tx) error {
		seen, audited = seen[:0], audited[:0] // it may be run again
		if wish != nil {
			if err := wish.begin(ctx, tx); err != nil {
				return err
			}
		}
		return fn(witnessedTx{tx, &seen, &audited})
	})
	if err != nil {
		return err
	}
	if wish != nil {
		wish.begun = true
	}
	for _, e := range seen {
		w.tell(ctx, e)
	}
	for _, e := range audited {
		w.audit(ctx, e)
	}
	return nil
}

type witnessedTx struct {
	Tx
	seen    *[]payment.Event
	audited *[]AuditEntry
}

// Audit implements Tx.
func (t witnessedTx) Audit() Audit { return witnessedAudit{t.Tx.Audit(), t.audited} }

type witnessedAudit struct {
	Audit
	audited *[]AuditEntry
}

// Append implements Audit.
func (a witnessedAudit) Append(ctx context.Context, e AuditEntry) (AuditEntry, error) {
	e, err := a.Audit.Append(ctx, e)
	if err == nil {
		*a.audited = append(*a.audited, e)
	}
	return e, err
}

// tellAudit writes the line of one stored line of the audit log. Its hash, kept
// where the log is shipped to, tells of a log that was written anew.
func (s *Service) tellAudit(ctx context.Context, e AuditEntry) {
	s.Log.InfoContext(ctx, "audited", "n", e.N, keyActor, e.Actor, "action", e.Action, "subject", e.Subject, "hash", e.Hash)
}

// Events implements Tx.
func (t witnessedTx) Events() Events { return witnessedEvents{t.Tx.Events(), t.seen} }

type witnessedEvents struct {
	Events
	seen *[]payment.Event
}

// Append implements Events.
func (e witnessedEvents) Append(ctx context.Context, event payment.Event) error {
	err := e.Events.Append(ctx, event)
	if err == nil {
		*e.seen = append(*e.seen, event)
	}
	return err
}

// tellChange writes the line of one stored event. Its detail is left out: it may
// hold a PG's words.
func (s *Service) tellChange(ctx context.Context, e payment.Event) {
	message := "payment noted"
	if e.Type.Outward() {
		message = "payment changed"
	}
	if e.Type != payment.NoteOpened { // which has a line of its own, with the merchant_uid
		s.Log.InfoContext(ctx, message, keyPayment, e.PaymentID, keyVersion, e.Version, keyEvent, e.Type, keyActor, e.Actor,
			keyImp, e.ImpUID, keyReason, e.Reason)
	}
	if s.Changed != nil {
		s.Changed(e.Type)
	}
}
