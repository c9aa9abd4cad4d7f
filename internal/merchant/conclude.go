package merchant

import (
	"context"
	"errors"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/payment"
)

// ConcludeRequest is what a person says became of a refund that nobody but a
// person can conclude.
type ConcludeRequest struct {
	RefundID payment.RefundID
	Gone     bool
	Evidence string // what shows it: a cancellation's id, a PG's letter
	Reason   string
	By       string // an API key's id, an operator's
}

// Conclude ends a refund in the state needs_human by what a person says and a
// fresh look at PortOne does not contradict (payment.ConcludeByPerson). A refund
// that was concluded the same way before is answered again.
func (s *Service) Conclude(ctx context.Context, req ConcludeRequest) (Canceled, error) {
	before, err := s.refund(ctx, req.RefundID)
	if err != nil {
		return Canceled{}, err
	}
	if before.Refund.State != payment.RefundHuman {
		return before, concludedBefore(before.Refund, req)
	}
	seen, err := s.Gateway.Lookup(ctx, before.Refund.ImpUID)
	switch {
	case err != nil:
		return Canceled{}, gatewayFault(err)
	case seen.ImpUID != before.Refund.ImpUID:
		return Canceled{}, fault.Newf(fault.GatewayUnusable, "asked for %s, got %s", before.Refund.ImpUID, seen.ImpUID)
	}
	for range applyTries {
		err = s.Store.Update(ctx, func(tx Tx) error { return s.concludeOnce(ctx, tx, req, seen) })
		if !errors.Is(err, ErrStale) {
			break
		}
	}
	if err != nil {
		return Canceled{}, err
	}
	s.wakeUp()
	return s.refund(ctx, req.RefundID)
}

// concludedBefore is nil when the refund ended by the same word of the same
// person.
func concludedBefore(r payment.Refund, req ConcludeRequest) error {
	want := payment.RefundRejected
	if req.Gone {
		want = payment.RefundSucceeded
	}
	if r.State == want && r.Evidence == "person "+req.By+": "+req.Evidence {
		return nil
	}
	return fault.Newf(fault.RefundNotWaiting, "refund %s is %s", r.ID, r.State)
}

// refund reads one with its payment.
func (s *Service) refund(ctx context.Context, rid payment.RefundID) (Canceled, error) {
	var out Canceled
	err := s.Store.View(ctx, func(tx Tx) error {
		var err error
		if out.Refund, err = tx.Refunds().ByID(ctx, rid); err != nil {
			return notFound(err, fault.RefundNotFound)
		}
		out.View, err = load(ctx, tx, out.Refund.PaymentID)
		return err
	})
	return out, err
}

func (s *Service) concludeOnce(ctx context.Context, tx Tx, req ConcludeRequest, seen payment.Seen) error {
	now := s.Clock.Now()
	r, err := tx.Refunds().ByID(ctx, req.RefundID)
	if err != nil {
		return err
	}
	if r.State != payment.RefundHuman {
		return concludedBefore(r, req)
	}
	v, err := load(ctx, tx, r.PaymentID)
	if err != nil {
		return err
	}
	a, ok := attemptOf(v, r.ImpUID)
	if !ok {
		return ErrNotFound
	}
	word := payment.Conclusion{Gone: req.Gone, Evidence: req.Evidence, By: req.By}
	out, err := payment.ConcludeByPerson(payment.RefundCase{Payment: v.Payment, Attempt: a, Refund: r}, seen, word, now)
	if err != nil {
		return err
	}
	out.Payment.Version++
	out.Payment.UpdatedAt = now
	if err := tx.Refunds().Save(ctx, out.Refund, r.Fence); err != nil {
		return err
	}
	if err := tx.Payments().Save(ctx, out.Payment); err != nil {
		return err
	}
	if err := tx.Attempts().Put(ctx, out.Attempt); err != nil {
		return err
	}
	if out.Event != nil {
		out.Notes = append(out.Notes, *out.Event)
	}
	if err := s.record(ctx, tx, out.Payment, req.By, out.Notes...); err != nil {
		return err
	}
	if err := note(ctx, tx, now, AuditDecision, string(r.ID), "concluded "+string(out.Refund.State)); err != nil {
		return err
	}
	return s.afterConclusion(ctx, tx, out, v.Refunds, req, now)
}

// afterConclusion closes what was raised about the refund, unless its money is
// still there and nobody wants it to stay; another refund that waits is raised
// in its place.
func (s *Service) afterConclusion(ctx context.Context, tx Tx, out payment.Settled, all []payment.Refund, req ConcludeRequest, now time.Time) error {
	if err := s.followDecision(ctx, tx, out.Refund, now); err != nil {
		return err
	}
	if !req.Gone && out.Refund.Initiator == payment.ByJudge {
		return nil
	}
	open, err := openOnes(ctx, tx, out.Payment.ID)
	if err != nil {
		return err
	}
	for _, d := range open {
		if d.Detail != string(out.Refund.ID) || d.Decision != payment.Undecided {
			continue
		}
		d.Decision, d.DecidedBy, d.Why, d.DecidedAt, d.ClosedAt = payment.ByEvidence, req.By, req.Reason, now, now
		d.Evidence = payment.EvidenceOf(out.Payment, out.Attempt.Seen)
		if err := tx.Discrepancies().Decide(ctx, d, payment.Undecided); err != nil {
			return err
		}
	}
	return s.raiseWaiting(ctx, tx, out, all, now)
}

// raiseWaiting raises the next refund of the attempt that needs a human: of all
// that do only one is shown at a time.
func (s *Service) raiseWaiting(ctx context.Context, tx Tx, out payment.Settled, all []payment.Refund, now time.Time) error {
	for _, r := range all {
		if r.ID == out.Refund.ID || r.ImpUID != out.Attempt.ImpUID || r.State != payment.RefundHuman {
			continue
		}
		return s.raise(ctx, tx, &payment.Discrepancy{
			PaymentID: r.PaymentID, ImpUID: r.ImpUID, Reason: r.FaultCode, Detail: string(r.ID),
			Evidence: payment.EvidenceOf(out.Payment, out.Attempt.Seen), CreatedAt: now,
		})
	}
	return nil
}
