package merchant

import (
	"context"
	"errors"
	"time"

	"github.com/naru-pay/naru/internal/payment"
)

// The times of one refund's work.
const (
	refundLease = 120 * time.Second // how long a claim keeps others away
	freshIntent = time.Second       // a wish so young needs no look before it is first sent
	lookAgain   = 10 * time.Second  // after PortOne could not be asked
	recordTime  = 10 * time.Second  // to store what PortOne answered, also while stopping
)

// workRefund carries a refund under way one step on: claim, look, send, record
// (SAFETY §3.6). It returns nil when somebody else has it or nothing is due.
//
// While the database recovers nothing is sent: what it believes of a refund may
// be old, and only a look tells.
func (s *Service) workRefund(ctx context.Context, rid payment.RefundID) error {
	locked, err := s.inRecovery(ctx)
	if err != nil {
		return err
	}
	before, claimed, err := s.claimRefund(ctx, rid)
	if err != nil || claimed.Fence == before.Fence {
		return err
	}
	now := s.Clock.Now()
	if !locked && before.State == payment.RefundOpened && before.Sends == 0 && now.Sub(before.BegunAt) < freshIntent {
		return s.sendRefund(ctx, claimed)
	}
	seen, err := s.Gateway.Lookup(ctx, claimed.ImpUID)
	if err == nil && seen.ImpUID != claimed.ImpUID {
		err = errors.New("PortOne answered about another payment")
	}
	if err != nil {
		return errors.Join(err, s.putBack(ctx, before, claimed, now.Add(lookAgain)))
	}
	switch step := before.Conclude(seen, now); step {
	case payment.StepSend:
		if locked {
			return s.putBack(ctx, before, claimed, now.Add(lookAgain))
		}
		return s.sendRefund(ctx, claimed)
	case payment.StepWait:
		return s.putBack(ctx, before, claimed, before.NextLook(now))
	default:
		claimed.Refusal = before.Refusal // nothing was sent by this claim
		return s.settle(ctx, claimed, step, seen)
	}
}

// claimRefund takes a due refund before anything is done about it. The claim is
// durable and counts the send, so that after a crash it is known that PortOne
// may have been told. Without a claim both results are the same.
func (s *Service) claimRefund(ctx context.Context, rid payment.RefundID) (before, claimed payment.Refund, err error) {
	err = s.Store.Update(ctx, func(tx Tx) error {
		now := s.Clock.Now()
		r, err := tx.Refunds().ByID(ctx, rid)
		if err != nil {
			return err
		}
		before, claimed = r, r
		if !r.State.UnderWay() || r.DueAt.After(now) {
			return nil
		}
		claimed.State, claimed.DueAt, claimed.UpdatedAt = payment.RefundSending, now.Add(refundLease), now
		claimed.Sends, claimed.UnknownSince, claimed.Fence = r.Sends+1, now, r.Fence+1
		claimed.Refusal = "" // of the send before; this one's answer is not known
		return tx.Refunds().Save(ctx, claimed, r.Fence)
	})
	if errors.Is(err, ErrStale) {
		return before, before, nil // another worker was faster
	}
	return before, claimed, err
}

// putBack undoes a claim after which nothing was sent.
func (s *Service) putBack(ctx context.Context, before, claimed payment.Refund, due time.Time) error {
	r := claimed
	r.State, r.Sends, r.UnknownSince, r.DueAt = before.State, before.Sends, before.UnknownSince, due
	r.Refusal = before.Refusal
	if r.State == payment.RefundSending {
		r.State = payment.RefundUnknown // a claim that was left behind by a crash
	}
	return s.saveRefund(ctx, r, claimed.Fence)
}

func (s *Service) saveRefund(ctx context.Context, r payment.Refund, fence int64) error {
	return s.Store.Update(ctx, func(tx Tx) error { return tx.Refunds().Save(ctx, r, fence) })
}

// sendRefund tells PortOne and records what it answered.
func (s *Service) sendRefund(ctx context.Context, r payment.Refund) error {
	seen, err := s.Gateway.Cancel(ctx, r.Order())
	// Who asked may have left, or we are stopping: what is known now is stored
	// all the same, else it is only found out when the claim has run out.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordTime)
	defer cancel()
	now := s.Clock.Now()
	if err == nil && seen.ImpUID == r.ImpUID && s.shows(r, seen, now) {
		return s.settle(ctx, r, payment.StepSucceeded, seen)
	}
	refused, isRefusal := errors.AsType[*Refused](err)
	r.State, r.UnknownSince, r.Refusal = payment.RefundUnknown, now, ""
	if isRefusal {
		r.Refusal = refused.Message
	}
	r.DueAt = r.NextLook(now)
	s.Log.Warn("refund outcome unknown", keyRefund, r.ID, keyImp, r.ImpUID, "refused", isRefusal, keyError, err)
	return s.unknown(ctx, r)
}

// shows reports whether the answer to a cancel proves it: our token, or exactly
// our amount gone from the balance that we asked on.
func (s *Service) shows(r payment.Refund, seen payment.Seen, now time.Time) bool {
	step := r.Conclude(seen, now)
	return step == payment.StepSucceeded ||
		(step == payment.StepByBalance && seen.Balance().Minor() == r.Checksum.Minor()-r.Amount.Minor())
}

// unknown stores that the outcome is unknown, with a line in the history the
// first time.
func (s *Service) unknown(ctx context.Context, r payment.Refund) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		if err := tx.Refunds().Save(ctx, r, r.Fence); err != nil || r.Sends > 1 {
			return err
		}
		p, err := tx.Payments().ByID(ctx, r.PaymentID)
		if err != nil {
			return err
		}
		note := payment.Event{Type: payment.NoteRefundUnknown, ImpUID: r.ImpUID, Detail: string(r.ID) + " " + r.Amount.String(), At: r.UnknownSince}
		return s.record(ctx, tx, p, "worker", note)
	})
}

// settle stores how a refund ended, or that it begins a new generation, with
// the attempt and the payment that it moved.
func (s *Service) settle(ctx context.Context, r payment.Refund, step payment.Step, seen payment.Seen) error {
	token := payment.TokenOf(r.ImpUID, r.IdemKey, r.Generation+1) // in case another generation begins
	var err error
	for range applyTries {
		err = s.Store.Update(ctx, func(tx Tx) error { return s.settleOnce(ctx, tx, r, step, seen, token) })
		if !errors.Is(err, ErrStale) {
			break // otherwise the payment changed meanwhile: settle on what it is now
		}
	}
	if err == nil {
		s.Log.Debug("refund settled", keyRefund, r.ID, keyPayment, r.PaymentID, keyImp, r.ImpUID, "step", step)
		s.wakeUp()
	}
	return err
}

func (s *Service) settleOnce(ctx context.Context, tx Tx, r payment.Refund, step payment.Step, seen payment.Seen, token string) error {
	now := s.Clock.Now()
	stored, err := tx.Refunds().ByID(ctx, r.ID)
	if err != nil {
		return err
	}
	if stored.Fence != r.Fence || stored.State != payment.RefundSending {
		return nil // a later claim has it, or a commit whose outcome was unknown had settled it
	}
	v, err := load(ctx, tx, r.PaymentID)
	if err != nil {
		return err
	}
	a, ok := attemptOf(v, r.ImpUID)
	if !ok {
		return ErrNotFound
	}
	out := payment.Settle(payment.RefundCase{Payment: v.Payment, Attempt: a, Refund: r}, step, seen, token, now)
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
	if err := s.record(ctx, tx, out.Payment, "worker", out.Notes...); err != nil {
		return err
	}
	if err := s.raise(ctx, tx, out.Discrepancy); err != nil {
		return err
	}
	return s.followDecision(ctx, tx, out.Refund, now)
}
