package merchant

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/payment"
)

// errandLease is how long a claimed errand, and one that is being sent, is left
// alone: longer than PortOne is waited for.
const errandLease = 120 * time.Second

// errandEvents is what the shop is told when an act was done.
var errandEvents = map[payment.ErrandAct]payment.EventType{
	payment.ActIssue: payment.EventReceiptIssued, payment.ActCancel: payment.EventReceiptCancelled,
	payment.ActRegister: payment.EventShipped, payment.ActChange: payment.EventShipmentChanged,
}

// Errands reads what PortOne was asked to do for a payment, oldest first; its
// error has the code payment_not_found.
func (s *Service) Errands(ctx context.Context, pid payment.ID) ([]payment.Errand, error) {
	var list []payment.Errand
	err := s.Store.View(ctx, func(tx Tx) error {
		if _, err := tx.Payments().ByID(ctx, pid); err != nil {
			return notFound(err, fault.PaymentNotFound)
		}
		var err error
		list, err = tx.Errands().OfPayment(ctx, pid)
		return err
	})
	return list, err
}

// keyedHash is a hash of a request that says something of a person: without the
// key nobody can try numbers until one fits.
func (s *Service) keyedHash(request any) (string, error) {
	text, err := json.Marshal(request)
	mac := hmac.New(sha256.New, s.TokenKey)
	mac.Write([]byte("errand\n"))
	mac.Write(text)
	return hex.EncodeToString(mac.Sum(nil)), err
}

// run stores an errand, has it sent once, and stores what became of it. allow
// says within the transaction why it may not be made; again reports that the same
// was asked before, which is answered as it stands.
func (s *Service) run(
	ctx context.Context, e payment.Errand, allow func(View, []payment.Errand) error, send func(context.Context, payment.Errand) (payment.ErrandFacts, error),
) (payment.Errand, error) {
	now := s.Clock.Now()
	eid, err := s.newID("ern", now)
	if err != nil {
		return e, err
	}
	e.ID, e.AskedBy, e.State, e.SentAt, e.DueAt = eid, ActorOf(ctx), payment.ErrandRequested, now, now.Add(errandLease)
	e.CreatedAt, e.UpdatedAt = now, now
	var before payment.Errand
	err = s.Store.Update(ctx, func(tx Tx) error {
		before = payment.Errand{}
		v, err := load(ctx, tx, e.PaymentID)
		if err != nil {
			return err
		}
		list, err := tx.Errands().OfPayment(ctx, e.PaymentID)
		if err != nil {
			return err
		}
		if old, ok := sameErrand(list, e); ok {
			before = old
			return nil
		}
		if err := allow(v, list); err != nil {
			return err
		}
		e.ImpUID = v.Payment.Bound
		return tx.Errands().Insert(ctx, e)
	})
	switch {
	case errors.Is(err, ErrExists):
		return e, fault.New(fault.ErrandInProgress)
	case err != nil || before.ID != "":
		return before, err
	}
	facts, err := send(ctx, e)
	return s.answered(ctx, e, facts, err)
}

// sameErrand finds the request itself when it is under way, or is what holds now.
func sameErrand(list []payment.Errand, e payment.Errand) (payment.Errand, bool) {
	if old, ok := payment.UnderWay(list, e.Kind); ok && old.WishHash == e.WishHash && old.Act == e.Act {
		return old, true
	}
	old, ok := payment.Standing(list, e.Kind)
	return old, ok && old.WishHash == e.WishHash && old.Act == e.Act
}

// answered stores what PortOne answered. A refusal is looked into: what was asked
// may have been done before, by a request whose answer was lost.
func (s *Service) answered(ctx context.Context, e payment.Errand, facts payment.ErrandFacts, err error) (payment.Errand, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordTime)
	defer cancel()
	now := s.Clock.Now()
	refused, isRefusal := errors.AsType[*Refused](err)
	switch {
	case err == nil:
		e.State, e.Answer = payment.ErrandDone, facts
	case fault.CodeOf(err) == fault.ErrandUnsupported:
		e.State, e.FaultCode = payment.ErrandRejected, fault.ErrandUnsupported
	case isRefusal:
		e.State, e.FaultCode, e.Refusal = payment.ErrandRejected, fault.ErrandRefused, refused.Message
		if seen, done, err := s.readBack(ctx, e); err == nil && done {
			e.State, e.FaultCode, e.Refusal, e.Answer = payment.ErrandDone, "", "", seen
		}
	default:
		e.State, e.SentAt = payment.ErrandUnknown, now
		e.DueAt = e.NextErrandLook(now)
		s.Log.Warn("errand outcome unknown", "errand_id", e.ID, keyImp, e.ImpUID, "act", e.Act, keyError, err)
	}
	return e, s.storeErrand(ctx, e, now)
}

// storeErrand saves an errand and, when it was done, tells the shop.
func (s *Service) storeErrand(ctx context.Context, e payment.Errand, now time.Time) error {
	e.UpdatedAt = now
	if !e.State.UnderWay() {
		e.DueAt = time.Time{}
	}
	for range applyTries {
		err := s.Store.Update(ctx, func(tx Tx) error {
			if err := tx.Errands().Save(ctx, e); err != nil || e.State != payment.ErrandDone {
				return err
			}
			p, err := tx.Payments().ByID(ctx, e.PaymentID)
			if err != nil {
				return err
			}
			p.Version++
			p.UpdatedAt = now
			if err := tx.Payments().Save(ctx, p); err != nil {
				return err
			}
			return s.record(ctx, tx, p, e.AskedBy, payment.Event{Type: errandEvents[e.Act], ImpUID: e.ImpUID, Detail: e.ID, At: now})
		})
		if !errors.Is(err, ErrStale) {
			if err == nil {
				s.wakeUp()
			}
			return err
		}
		if stored, err := s.errandByID(ctx, e.ID); err != nil || stored.Fence != e.Fence {
			return err // somebody else concluded it
		}
	}
	return fault.New(fault.ServerBusy)
}

func (s *Service) errandByID(ctx context.Context, eid string) (payment.Errand, error) {
	var e payment.Errand
	err := s.Store.View(ctx, func(tx Tx) error {
		var err error
		e, err = tx.Errands().ByID(ctx, eid)
		return err
	})
	return e, err
}

// readBack asks PortOne whether what an errand asked for is so now.
func (s *Service) readBack(ctx context.Context, e payment.Errand) (payment.ErrandFacts, bool, error) {
	if e.Kind == payment.ShipmentErrand {
		seen, err := s.Shipments.Shipment(ctx, e.ImpUID)
		if errors.Is(err, ErrNoPayment) {
			return payment.ErrandFacts{}, false, nil
		}
		done := e.Told.Shipment != nil && seen.Invoice == e.Told.Shipment.Invoice
		return payment.ErrandFacts{Shipment: &seen}, done, err
	}
	seen, err := s.Receipts.Receipt(ctx, e.ImpUID)
	stands := err == nil && seen.CancelledAt.IsZero()
	if errors.Is(err, ErrNoPayment) {
		err = nil
	}
	return payment.ErrandFacts{Receipt: &seen}, stands == (e.Act == payment.ActIssue), err
}

// runErrands reads the outcome of errands back that is not known. Nothing is sent
// again: what was sent of a person is not kept.
func (s *Service) runErrands(ctx context.Context) (int, error) {
	now := s.Clock.Now()
	var due []payment.Errand
	err := s.Store.Update(ctx, func(tx Tx) error {
		var err error
		due, err = tx.Errands().Claim(ctx, now, now.Add(errandLease), batch)
		return err
	})
	var problems []error
	for _, e := range due {
		facts, done, err := s.readBack(ctx, e)
		now := s.Clock.Now()
		switch {
		case err != nil:
			problems = append(problems, err)
			e.State, e.DueAt = payment.ErrandUnknown, now.Add(lookAgain)
		case done:
			e.State, e.Answer, e.FaultCode = payment.ErrandDone, facts, ""
		case now.Sub(e.SentAt) >= payment.ErrandQuiet:
			e.State, e.FaultCode = payment.ErrandRejected, fault.ErrandNotDone
		default:
			e.State, e.DueAt = payment.ErrandUnknown, e.NextErrandLook(now)
		}
		problems = append(problems, s.storeErrand(ctx, e, now))
	}
	return len(due), errors.Join(append(problems, err)...)
}
