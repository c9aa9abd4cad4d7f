package merchant

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/payment"
)

// Hint says that something may have happened to a payment. Nothing of it is
// believed; ImpUID only says where to look first.
type Hint struct {
	PaymentID payment.ID
	// MerchantUID is of a payment that may not be stored yet; PaymentID may be
	// empty then.
	MerchantUID payment.MerchantUID
	// Listed says that PortOne's own listing gave the hint, not a stranger.
	Listed bool
	ImpUID payment.ImpUID // empty: every attempt at the payment is read
	Actor  string         // "callback", "redirect", "webhook", "sweep": for the history
}

// Confirm reads the payment back from PortOne, judges what it sees and stores
// the outcome. It may be called by anybody, in any order, any number of times
// and at once: one payment is confirmed once. The view is as stored, also
// beside an error of PortOne's (code gateway_*), after which it may be asked
// again.
func (s *Service) Confirm(ctx context.Context, h Hint) (View, error) {
	if h.PaymentID == "" {
		pid, err := s.idOf(ctx, h.MerchantUID)
		if errors.Is(err, ErrNotFound) {
			return s.confirmQuoted(ctx, h)
		}
		if err != nil {
			return View{}, err
		}
		h.PaymentID = pid
	}
	var c payment.Case
	err := s.Store.View(ctx, func(tx Tx) error {
		var err error
		c, err = loadCase(ctx, tx, h.PaymentID, payment.Seen{})
		return err
	})
	if fault.CodeOf(err) == fault.PaymentNotFound && h.MerchantUID != "" {
		return s.confirmQuoted(ctx, h)
	}
	if err != nil {
		return View{}, err
	}
	v := View{Payment: c.Payment, Attempts: c.Attempts, Refunds: c.Refunds}
	sights, err := s.look(ctx, v.Payment, h.ImpUID)
	if err == nil && len(sights) == 1 {
		switch paid, done, err := s.acceptAtOnce(ctx, c, sights[0], h.Actor); {
		case err != nil:
			return v, err
		case done:
			return paid, nil
		}
	}
	// One attempt that cannot be read or stored keeps no other from paying.
	for _, seen := range sights {
		after, failed := s.apply(ctx, h.PaymentID, seen, h.Actor)
		if failed == nil {
			v = after
		}
		err = errors.Join(err, failed)
	}
	if err != nil {
		return v, err
	}
	if len(sights) == 1 && sights[0].MerchantUID != v.Payment.MerchantUID {
		return v, fault.New(fault.ForeignPayment)
	}
	return v, nil
}

// look asks PortOne about one attempt, or about all of a payment's.
func (s *Service) look(ctx context.Context, p payment.Payment, uid payment.ImpUID) ([]payment.Seen, error) {
	if uid == "" {
		sights, err := s.Gateway.LookupAll(ctx, p.MerchantUID)
		return sights, gatewayFault(err)
	}
	seen, err := s.Gateway.Lookup(ctx, uid)
	if errors.Is(err, ErrNoPayment) {
		return nil, nil // made up, or not there yet: other ways will tell
	}
	if err != nil {
		return nil, gatewayFault(err)
	}
	if seen.ImpUID != uid {
		return nil, fault.Newf(fault.GatewayUnusable, "asked for %s, got %s", uid, seen.ImpUID)
	}
	return []payment.Seen{seen}, nil
}

// gatewayFault gives an uncoded error of the gateway a code.
func gatewayFault(err error) error {
	if err == nil || fault.CodeOf(err) != fault.InternalError {
		return err
	}
	return fault.Wrap(fault.GatewayUnavailable, err)
}

// The most times that a judgement is made anew because somebody else stored
// first. Each time somebody got on, so the limit is only there to end a defect.
const applyTries = 20

// apply judges one sight of a payment and stores the verdict. It is the only
// way in which anything seen at PortOne changes a payment.
func (s *Service) apply(ctx context.Context, pid payment.ID, seen payment.Seen, actor string) (View, error) {
	asked := false
	for range applyTries {
		v, verdict, err := s.applyOnce(ctx, pid, seen, actor, asked)
		if errors.Is(err, errAskShop) {
			if err := s.askLate(ctx, pid, seen.ImpUID); err != nil {
				return View{}, err
			}
			asked = true
			continue
		}
		if errors.Is(err, ErrStale) || errors.Is(err, ErrExists) {
			continue // another judgement came first: look at what it stored
		}
		if err == nil && verdict.News {
			s.tellVerdict(v.Payment, seen, verdict)
		}
		return v, err
	}
	return View{}, fault.Wrap(fault.ServerBusy, fmt.Errorf("payment %s kept changing", pid))
}

func (s *Service) applyOnce(ctx context.Context, pid payment.ID, seen payment.Seen, actor string, asked bool) (View, payment.Verdict, error) {
	now := s.Clock.Now()
	var v View
	var verdict payment.Verdict
	judge := func(tx Tx) error {
		c, judged, err := judgeStored(ctx, tx, pid, seen, now)
		v = View{Payment: c.Payment, Attempts: c.Attempts, Refunds: c.Refunds}
		verdict = judged
		if err == nil && !asked && s.asksFirst(c, judged, now) {
			return errAskShop
		}
		return err
	}
	// Most looks find nothing new: they cost no write.
	if err := s.Store.View(ctx, judge); err != nil || !verdict.News {
		return v, verdict, err
	}
	err := s.Store.Update(ctx, func(tx Tx) error {
		if err := judge(tx); err != nil || !verdict.News {
			return err
		}
		if _, err := s.store(ctx, tx, verdict, actor); err != nil {
			return err
		}
		var err error
		v, err = load(ctx, tx, pid)
		return err
	})
	return v, verdict, err
}

// judgeStored judges a sight of a payment by what is stored of it.
func judgeStored(ctx context.Context, tx Tx, pid payment.ID, seen payment.Seen, now time.Time) (payment.Case, payment.Verdict, error) {
	c, err := loadCase(ctx, tx, pid, seen)
	if err != nil {
		return payment.Case{}, payment.Verdict{}, err
	}
	verdict := payment.Judge(c, now)
	if verdict.News && verdict.Attempt == nil {
		var known bool
		known, err = isRaised(ctx, tx, *verdict.Discrepancy)
		verdict.News = !known // whoever repeats it writes nothing
	}
	return c, verdict, err
}

// isRaised reports whether raising d would store nothing: the same one is open,
// or was closed and d tells nothing else.
func isRaised(ctx context.Context, tx Tx, d payment.Discrepancy) (bool, error) {
	old, err := tx.Discrepancies().Same(ctx, d)
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return err == nil && (old.Open() || !d.Tells(old)), err
}

func loadCase(ctx context.Context, tx Tx, pid payment.ID, seen payment.Seen) (payment.Case, error) {
	v, err := load(ctx, tx, pid)
	if err != nil {
		return payment.Case{}, err
	}
	c := payment.Case{Payment: v.Payment, Attempts: v.Attempts, Refunds: v.Refunds, Seen: seen}
	holder, err := tx.Payments().Holder(ctx, v.Payment.OrderRef)
	c.OrderPaid = holder != "" && holder != pid
	if err != nil || v.Payment.Bound != "" || v.Payment.State.Payable() {
		return c, err
	}
	others, err := tx.Payments().OfOrder(ctx, v.Payment.OrderRef)
	if err != nil {
		return c, err
	}
	c.OrderOpen = slices.ContainsFunc(others, func(o payment.Payment) bool { return o.ID != pid && o.State.Payable() })
	c.Held, err = held(ctx, tx, pid, seen.ImpUID)
	return c, err
}

// store writes a verdict down: the attempt, the refund that it opens, the
// payment, the history and what the shop is told. It returns the payment as
// stored.
func (s *Service) store(ctx context.Context, tx Tx, v payment.Verdict, actor string) (payment.Payment, error) {
	now := s.Clock.Now()
	v.Payment.Version++
	v.Payment.UpdatedAt = now
	if v.Payment.Bound != "" || !v.Payment.State.Payable() {
		v.Payment.CheckAt = payment.NextCheck(v.Payment, v.Payment.Checks, now)
	}
	if err := tx.Payments().Save(ctx, v.Payment); err != nil {
		return payment.Payment{}, err
	}
	if err := s.storeAttempt(ctx, tx, &v); err != nil {
		return payment.Payment{}, err
	}
	for _, a := range v.Others {
		if err := tx.Attempts().Put(ctx, a); err != nil {
			return payment.Payment{}, err
		}
	}
	if err := s.endHolds(ctx, tx, v.Payment, v.Event, now); err != nil {
		return payment.Payment{}, err
	}
	if v.Event != nil {
		v.Notes = append(v.Notes, *v.Event)
	}
	if err := s.record(ctx, tx, v.Payment, actor, v.Notes...); err != nil {
		return payment.Payment{}, err
	}
	return v.Payment, s.raise(ctx, tx, v.Discrepancy)
}

func (s *Service) storeAttempt(ctx context.Context, tx Tx, v *payment.Verdict) error {
	if v.Attempt == nil {
		return nil
	}
	if !v.GiveBack.IsPositive() {
		return tx.Attempts().Put(ctx, *v.Attempt)
	}
	now := s.Clock.Now()
	wish := payment.RefundWish{
		Amount: v.GiveBack, Reason: string(v.Reason), Initiator: payment.ByJudge, IdemKey: "auto:" + string(v.Attempt.ImpUID),
	}
	r, a, err := s.openRefund(v.Payment, *v.Attempt, nil, wish, now)
	if err != nil {
		return err
	}
	if err := tx.Attempts().Put(ctx, a); err != nil {
		return err
	}
	note := payment.Event{Type: payment.NoteRefundOpened, ImpUID: a.ImpUID, Reason: v.Reason, Detail: string(r.ID) + " " + r.Amount.String(), At: now}
	v.Notes = append(v.Notes, note)
	if err := tx.Refunds().Insert(ctx, r); err != nil || r.State != payment.RefundHuman {
		return err
	}
	// Nobody gives this money back by itself, so it is a matter of its own
	// beside why it may not stay.
	return s.raise(ctx, tx, &payment.Discrepancy{
		PaymentID: v.Payment.ID, ImpUID: a.ImpUID, Reason: r.FaultCode, Detail: string(r.ID),
		Evidence: payment.EvidenceOf(v.Payment, a.Seen), CreatedAt: now,
	})
}

// tellVerdict says for who debugs why, and has due work started; what changed is
// logged where it is stored.
func (s *Service) tellVerdict(p payment.Payment, seen payment.Seen, v payment.Verdict) {
	s.Log.Debug("payment judged", keyPayment, p.ID, keyUID, p.MerchantUID, keyImp, seen.ImpUID,
		"action", v.Action, "reason", v.Reason, "state", p.State, "version", p.Version)
	s.wakeUp()
}
