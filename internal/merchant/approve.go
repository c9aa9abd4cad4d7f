package merchant

import (
	"context"
	"errors"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

// ApproveCall is PortOne's question before it approves an attempt (confirm_url,
// v1.md §5.7). Whoever knows the address may ask it.
type ApproveCall struct {
	ImpUID      payment.ImpUID
	MerchantUID payment.MerchantUID
	Amount      string // in major units, as V1 writes it: "59000", "19.99"
}

const (
	holdsMost  = 32  // of one payment: a buyer does not try more often
	reasonMost = 100 // characters of the shop's reason that the buyer sees
)

// Approve decides whether PortOne may approve an attempt; only a nil error lets
// it. The terms must be those that we fixed, the order must still be payable
// through this payment, and the shop, if it wants to be asked, must have said
// yes. That answer is stored before PortOne hears it, so that its hold ends with
// an event, whatever happens next.
//
// The error's code says why not: payment_not_found, payment_amount_mismatch,
// payment_late, order_already_paid, approval_refused (its detail is the shop's
// reason, or empty), approval_unanswered, too_many_requests.
func (s *Service) Approve(ctx context.Context, call ApproveCall) error {
	pid, err := s.approvable(ctx, call)
	if err != nil || s.Approver == nil {
		return err
	}
	check := func(tx Tx, p payment.Payment) error { return s.checkTerms(ctx, tx, p, call.Amount) }
	h, err := s.hold(ctx, payment.Hold{PaymentID: pid, ImpUID: call.ImpUID}, check)
	if err != nil {
		return err
	}
	switch h.State {
	case payment.HoldKept:
		return nil
	case payment.HoldRefused:
		return fault.Newf(fault.ApprovalRefused, "%s", h.Reason)
	}
	return fault.New(fault.LatePayment) // it ended while the shop was asked
}

// approvable finds the payment of a call and compares the terms, before anything
// is written or anybody asked.
func (s *Service) approvable(ctx context.Context, call ApproveCall) (payment.ID, error) {
	var pid payment.ID
	err := s.Store.View(ctx, func(tx Tx) error {
		p, err := tx.Payments().ByMerchantUID(ctx, call.MerchantUID)
		if errors.Is(err, ErrNotFound) && s.Marked(call.MerchantUID) {
			return errUnrecorded
		}
		if err != nil {
			return notFound(err, fault.PaymentNotFound)
		}
		pid = p.ID
		return s.checkTerms(ctx, tx, p, call.Amount)
	})
	if errors.Is(err, errUnrecorded) {
		return s.quotedApprovable(ctx, call)
	}
	return pid, err
}

// errUnrecorded says that a payment was opened by us and is not stored.
var errUnrecorded = errors.New("not recorded yet")

// quotedApprovable is approvable for a payment that is not stored: its quote is
// read back from PortOne. It is stored when the shop is asked, since its answer
// has to be kept.
func (s *Service) quotedApprovable(ctx context.Context, call ApproveCall) (payment.ID, error) {
	if !s.unrecorded.allow(call.MerchantUID, s.Clock.Now()) {
		return "", fault.New(fault.TooManyRequests)
	}
	seen, err := s.Gateway.Lookup(ctx, call.ImpUID)
	if errors.Is(err, ErrNoPayment) || (err == nil && seen.MerchantUID != call.MerchantUID) {
		return "", fault.New(fault.PaymentNotFound)
	}
	if err != nil {
		return "", gatewayFault(err)
	}
	p := s.recordable(seen)
	err = s.Store.View(ctx, func(tx Tx) error { return s.checkTerms(ctx, tx, p, call.Amount) })
	if err != nil || s.Approver == nil {
		return p.ID, err
	}
	return s.recordQuoted(ctx, p, "shop")
}

// checkTerms refuses what may not be approved, by what is stored.
func (s *Service) checkTerms(ctx context.Context, tx Tx, p payment.Payment, amount string) error {
	asked, err := money.ParseMajor(amount, p.Amount.Currency())
	switch {
	case err != nil || asked != p.Amount:
		return fault.New(fault.AmountMismatch)
	case p.TermsFault != "":
		return fault.New(p.TermsFault)
	case p.State.HoldsMoney():
		return fault.New(fault.OrderAlreadyPaid)
	case !p.State.Payable() || !s.Clock.Now().Before(p.Until()):
		return fault.New(fault.LatePayment)
	}
	others, err := tx.Payments().OfOrder(ctx, p.OrderRef)
	if err != nil {
		return err
	}
	for _, o := range others {
		if o.State.HoldsMoney() {
			return fault.New(fault.OrderAlreadyPaid)
		}
	}
	return nil
}

// hold has the shop say whether it holds the goods for an attempt, or returns
// what it said before. The payment is checked before it is asked, and again with
// what it said.
func (s *Service) hold(ctx context.Context, wish payment.Hold, check func(Tx, payment.Payment) error) (payment.Hold, error) {
	p, h, err := s.openHold(ctx, wish, check)
	if err != nil || h.State != payment.HoldAsked {
		return h, err
	}
	return s.askShop(ctx, p, h, check)
}

// openHold stores that the shop is about to be asked about an attempt, or
// returns what it said before. The payment gets a new version with it, so that a
// change which ends it at the same moment cannot overlook the hold.
func (s *Service) openHold(
	ctx context.Context, wish payment.Hold, check func(Tx, payment.Payment) error,
) (p payment.Payment, h payment.Hold, err error) {
	now := s.Clock.Now()
	if wish.ID, err = s.newID("hld", now); err != nil {
		return p, h, err
	}
	wish.State, wish.AskedAt, wish.UpdatedAt = payment.HoldAsked, now, now
	for range applyTries {
		err = s.Store.Update(ctx, func(tx Tx) error {
			if p, err = tx.Payments().ByID(ctx, wish.PaymentID); err != nil {
				return notFound(err, fault.PaymentNotFound)
			}
			if err := check(tx, p); err != nil {
				return err
			}
			list, err := tx.Holds().OfPayment(ctx, p.ID)
			if err != nil {
				return err
			}
			for _, o := range list {
				if o.ImpUID == wish.ImpUID && o.Late == wish.Late {
					h = o
					return nil
				}
			}
			if len(list) >= holdsMost {
				return fault.New(fault.TooManyRequests)
			}
			h = wish
			return s.storeAsked(ctx, tx, &p, h)
		})
		if !errors.Is(err, ErrStale) && !errors.Is(err, ErrExists) {
			return p, h, err
		}
	}
	return p, h, fault.Wrap(fault.ServerBusy, err)
}

// approvedSoon is how long after its approval an attempt is looked at: V1 sends
// no webhook for one that failed, and the shop holds goods for it.
const approvedSoon = 15 * time.Second

func (s *Service) storeAsked(ctx context.Context, tx Tx, p *payment.Payment, h payment.Hold) error {
	p.Version++
	p.UpdatedAt = h.AskedAt
	if soon := h.AskedAt.Add(approvedSoon); p.State.Payable() && soon.Before(p.CheckAt) {
		p.CheckAt = soon
	}
	if err := tx.Payments().Save(ctx, *p); err != nil {
		return err
	}
	if err := tx.Holds().Insert(ctx, h); err != nil {
		return err
	}
	return s.record(ctx, tx, *p, "shop", payment.Event{Type: payment.NoteAsked, ImpUID: h.ImpUID, Detail: h.ID, At: h.AskedAt})
}

// askShop asks the shop and stores what it said. Without an answer the hold
// stays asked: the shop may hold the goods, and is told when that ends.
func (s *Service) askShop(ctx context.Context, p payment.Payment, h payment.Hold, check func(Tx, payment.Payment) error) (payment.Hold, error) {
	q, err := question(p, h)
	if err != nil {
		return h, err
	}
	answer, err := s.Approver.Approve(ctx, q)
	if err != nil {
		s.Log.WarnContext(ctx, "the shop did not say whether it holds the goods", keyPayment, p.ID, keyImp, h.ImpUID, "hold_id", h.ID, keyError, err)
		return h, fault.Wrap(fault.ApprovalUnanswered, err)
	}
	var after payment.Hold
	var ended error
	err = s.Store.Update(ctx, func(tx Tx) error {
		after, ended = h, nil
		if after.State = payment.HoldKept; !answer.Approved {
			after.State, after.Reason = payment.HoldRefused, cleanReason(answer.Reason)
		}
		now, err := tx.Payments().ByID(ctx, p.ID)
		if err != nil {
			return err
		}
		ended = check(tx, now) // its hold ends with the event of what ended the payment
		return s.storeAnswer(ctx, tx, now, &after)
	})
	return after, errors.Join(err, ended)
}

// storeAnswer stores what the shop said. When another call of the same was
// faster, or the hold was released meanwhile, h becomes what is stored.
func (s *Service) storeAnswer(ctx context.Context, tx Tx, p payment.Payment, h *payment.Hold) error {
	h.UpdatedAt = s.Clock.Now()
	err := tx.Holds().Save(ctx, *h, payment.HoldAsked)
	if errors.Is(err, ErrStale) {
		list, err := tx.Holds().OfPayment(ctx, p.ID)
		for _, o := range list {
			if o.ID == h.ID {
				*h = o
			}
		}
		return err
	}
	if err != nil {
		return err
	}
	note := payment.Event{Type: payment.NoteApproved, ImpUID: h.ImpUID, Detail: h.ID, At: h.UpdatedAt}
	if h.State == payment.HoldRefused {
		note.Type = payment.NoteVetoed
	}
	return s.record(ctx, tx, p, "shop", note)
}

// cleanReason makes the shop's reason fit for one line that the buyer sees.
func cleanReason(reason string) string {
	reason = strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == utf8.RuneError {
			return ' '
		}
		return r
	}, reason)), " ")
	if runes := []rune(reason); len(runes) > reasonMost {
		reason = string(runes[:reasonMost-1]) + "…"
	}
	return reason
}

// endHolds decides what becomes of a payment's holds with a change that is about
// to be stored, and writes those that the shop may let go into its event.
func (s *Service) endHolds(ctx context.Context, tx Tx, p payment.Payment, e *payment.Event, now time.Time) error {
	if s.Approver == nil || e == nil {
		return nil
	}
	list, err := tx.Holds().OfPayment(ctx, p.ID)
	if err != nil {
		return err
	}
	for _, h := range list {
		was := h.State
		if h.State = h.After(p, *e); h.State == was {
			continue
		}
		h.UpdatedAt = now
		if err := tx.Holds().Save(ctx, h, was); err != nil {
			return err
		}
		if h.State == payment.HoldReleased {
			e.Released = append(e.Released, h.ID)
		}
	}
	return nil
}

// errAskShop ends a transaction in which late money would be given back before
// the shop was asked whether it still holds the goods.
var errAskShop = errors.New("the shop is to be asked first")

// asksFirst reports whether the shop decides about money that a verdict would
// give back as late.
func (s *Service) asksFirst(c payment.Case, v payment.Verdict, now time.Time) bool {
	if s.Approver == nil || v.Action != payment.GiveBack || v.Reason != fault.LatePayment {
		return false
	}
	c.Held = true
	return payment.Judge(c, now).Action == payment.AcceptLate
}

// askLate asks the shop whether it can still send the goods that late money came
// for. Whatever it says is stored; the judgement that follows reads it. Only a
// store that cannot be written is an error: no answer is a no.
func (s *Service) askLate(ctx context.Context, pid payment.ID, imp payment.ImpUID) error {
	unchecked := func(Tx, payment.Payment) error { return nil } // Judge decides, with what is stored then
	_, err := s.hold(ctx, payment.Hold{PaymentID: pid, ImpUID: imp, Late: true}, unchecked)
	switch fault.CodeOf(err) {
	case fault.ApprovalUnanswered, fault.TooManyRequests:
		return nil
	}
	return err
}

// held reports whether the shop, asked about the late money of an attempt, holds
// the goods.
func held(ctx context.Context, tx Tx, pid payment.ID, imp payment.ImpUID) (bool, error) {
	list, err := tx.Holds().OfPayment(ctx, pid)
	for _, h := range list {
		if h.ImpUID == imp && h.Late && h.State == payment.HoldKept {
			return true, err
		}
	}
	return false, err
}
