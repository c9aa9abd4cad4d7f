package merchant

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

// CancelRequest asks for money back. An unset Amount is all that remains.
type CancelRequest struct {
	PaymentID payment.ID             `json:"payment_id"`
	Amount    money.Amount           `json:"amount"`
	TaxFree   money.Amount           `json:"tax_free"`
	VAT       money.Amount           `json:"vat,omitzero"`    // unset: as the payment's was told, or left to PortOne
	Lines     []payment.LineBack     `json:"lines,omitempty"` // of the order, in place of an amount
	Reason    string                 `json:"reason"`
	Account   *payment.RefundAccount `json:"account"`
	IdemKey   string                 `json:"-"` // the caller's, at most one refund each
	Rule      *DeskRule              `json:"-"` // of the operator who asks; nil: a shop's server does
}

// Canceled is a refund with its payment after it.
type Canceled struct {
	Refund payment.Refund
	View   View
}

// Cancel gives money of a confirmed payment back: the wish is stored, then sent,
// then its outcome stored. The refund's state tells how far that came: an
// unknown outcome is looked up by itself later, never guessed. The same IdemKey
// with the same request answers the same refund.
func (s *Service) Cancel(ctx context.Context, req CancelRequest) (Canceled, error) {
	hash, err := hashOf(req)
	if err != nil {
		return Canceled{}, err
	}
	rid, err := s.intend(ctx, req, hash)
	if err != nil {
		return Canceled{}, err
	}
	if err := s.workRefund(ctx, rid); err != nil {
		s.Log.Warn("refund goes on later", keyRefund, rid, keyError, err)
		s.wakeUp()
	}
	var out Canceled
	err = s.Store.View(ctx, func(tx Tx) error {
		var err error
		if out.Refund, err = tx.Refunds().ByID(ctx, rid); err != nil {
			return err
		}
		out.View, err = load(ctx, tx, out.Refund.PaymentID)
		return err
	})
	return out, err
}

func hashOf(request any) (string, error) {
	text, err := json.Marshal(request)
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), err
}

// intend stores the wish, or finds the refund that the same wish became before.
func (s *Service) intend(ctx context.Context, req CancelRequest, hash string) (payment.RefundID, error) {
	key := "shop:" + req.IdemKey
	for range applyTries {
		var rid payment.RefundID
		err := s.Store.Update(ctx, func(tx Tx) error {
			rid = ""
			old, err := tx.Refunds().ByKey(ctx, key)
			if err == nil {
				rid = old.ID
				return sameRequest(old, hash)
			}
			if !errors.Is(err, ErrNotFound) {
				return err
			}
			rid, err = s.intendNew(ctx, tx, req, key, hash)
			return err
		})
		if errors.Is(err, ErrStale) || errors.Is(err, ErrExists) {
			continue
		}
		return rid, err
	}
	return "", fault.New(fault.RefundInProgress)
}

func sameRequest(old payment.Refund, hash string) error {
	if old.IdemHash != hash {
		return fault.New(fault.IdempotencyMismatch)
	}
	return nil
}

func (s *Service) intendNew(ctx context.Context, tx Tx, req CancelRequest, key, hash string) (payment.RefundID, error) {
	now := s.Clock.Now()
	if err := notInRecovery(ctx, tx); err != nil {
		return "", err
	}
	v, err := load(ctx, tx, req.PaymentID)
	if err != nil {
		return "", err
	}
	a, ok := boundAttempt(v)
	if !ok {
		return "", fault.New(fault.RefundNotPaid)
	}
	if err := req.Rule.looked(a.Balance(), v.Refunds); err != nil {
		return "", err
	}
	wish, err := refundWish(ctx, tx, req, v, a)
	if err != nil {
		return "", err
	}
	wish.IdemKey, wish.IdemHash = key, hash
	r, a, err := s.openRefund(v.Payment, a, v.Refunds, wish, now)
	if err != nil {
		return "", req.Rule.beaten(err, v.Refunds)
	}
	if err := req.Rule.within(r, v.Refunds); err != nil {
		return "", err
	}
	v.Payment.Version++
	v.Payment.UpdatedAt = now
	if err := tx.Payments().Save(ctx, v.Payment); err != nil {
		return "", err
	}
	if err := tx.Attempts().Put(ctx, a); err != nil {
		return "", err
	}
	if err := tx.Refunds().Insert(ctx, r); err != nil {
		return "", err
	}
	event := payment.Event{Type: payment.NoteRefundOpened, ImpUID: a.ImpUID, Detail: string(r.ID) + " " + r.Amount.String() + deskReason(ctx, req.Reason), At: now}
	if r.State == payment.RefundSucceeded {
		event.Type = payment.NoteRefundDone // it was forgotten and is recalled
	}
	if err := s.record(ctx, tx, v.Payment, byDesk(ctx, "shop"), event); err != nil {
		return "", err
	}
	return r.ID, note(ctx, tx, now, AuditRefundAsked, string(r.ID), string(r.PaymentID)+" "+r.Amount.String()+deskReason(ctx, req.Reason))
}

// boundAttempt returns the attempt that paid the payment.
func boundAttempt(v View) (payment.Attempt, bool) {
	return attemptOf(v, v.Payment.Bound)
}

func attemptOf(v View, uid payment.ImpUID) (payment.Attempt, bool) {
	for _, a := range v.Attempts {
		if uid != "" && a.ImpUID == uid {
			return a, true
		}
	}
	return payment.Attempt{}, false
}

// openRefund gives a wish its id and first token and lets package payment
// decide whether it can be granted. A wish that a restored database had forgotten
// becomes the refund that it was: nothing is sent again.
func (s *Service) openRefund(p payment.Payment, a payment.Attempt, refunds []payment.Refund, w payment.RefundWish, now time.Time) (payment.Refund, payment.Attempt, error) {
	rid, err := s.newID("rfd", now)
	if err != nil {
		return payment.Refund{}, a, err
	}
	w.ID, w.Token = payment.RefundID(rid), payment.TokenOf(a.ImpUID, w.IdemKey, 1)
	if r, after, ok, err := payment.Recall(p, a, w, now); ok || err != nil {
		return r, after, err
	}
	return payment.OpenRefund(p, a, refunds, w, now)
}
