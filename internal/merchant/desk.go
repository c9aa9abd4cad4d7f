package merchant

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/payment"
)

// decisionKey begins the key of a refund that a decision opened.
const decisionKey = "dsc:"

// Choice is what a person decides about a discrepancy.
type Choice struct {
	ID      string                 `json:"id"`
	Reason  string                 `json:"reason"`
	Account *payment.RefundAccount `json:"account,omitempty"` // for virtual accounts
	By      string                 `json:"by"`                // an API key's id, an operator's
	Rule    *DeskRule              `json:"-"`                 // of an operator; nil: a shop's server decides
}

// Resolved is a discrepancy after a decision, with the payment and the refund
// that the decision opened, if any.
type Resolved struct {
	Discrepancy payment.Discrepancy
	View        View
	Refund      *payment.Refund
}

// Discrepancy reads one; its error has the code discrepancy_not_found.
func (s *Service) Discrepancy(ctx context.Context, did string) (Resolved, error) {
	var out Resolved
	err := s.Store.View(ctx, func(tx Tx) error {
		var err error
		out, err = resolved(ctx, tx, did)
		return err
	})
	return out, err
}

func resolved(ctx context.Context, tx Tx, did string) (Resolved, error) {
	var out Resolved
	var err error
	if out.Discrepancy, err = tx.Discrepancies().ByID(ctx, did); err != nil {
		return out, notFound(err, fault.DiscrepancyNotFound)
	}
	if out.View, err = load(ctx, tx, out.Discrepancy.PaymentID); err != nil {
		return out, err
	}
	for _, r := range out.View.Refunds {
		if r.ID == out.Discrepancy.RefundID {
			out.Refund = &r
		}
	}
	return out, nil
}

// Discrepancies lists what a person has to see, or saw, newest first.
func (s *Service) Discrepancies(ctx context.Context, filter DiscrepancyFilter, page Page) ([]payment.Discrepancy, error) {
	var list []payment.Discrepancy
	err := s.Store.View(ctx, func(tx Tx) error {
		var err error
		list, err = tx.Discrepancies().List(ctx, filter, page)
		return err
	})
	return list, err
}

// AcceptDiscrepancy leaves the money where it is (payment.KeepMoney) and closes
// every discrepancy about it. The same choice again answers the same; another
// one after it is refused with the code discrepancy_decided.
func (s *Service) AcceptDiscrepancy(ctx context.Context, c Choice) (Resolved, error) {
	return s.decide(ctx, c, payment.Accepted)
}

// GiveBackDiscrepancy gives back what was paid (payment.GiveBackWhole). The
// discrepancy is closed once PortOne has done it; a refund that PortOne refuses
// leaves it open. The same choice again answers the same.
func (s *Service) GiveBackDiscrepancy(ctx context.Context, c Choice) (Resolved, error) {
	out, err := s.decide(ctx, c, payment.GivenBack)
	if err != nil || out.Refund == nil || !out.Refund.State.UnderWay() {
		return out, err
	}
	if err := s.workRefund(ctx, out.Refund.ID); err != nil {
		s.Log.Warn("refund goes on later", keyRefund, out.Refund.ID, keyError, err)
		s.wakeUp()
	}
	return s.Discrepancy(ctx, c.ID)
}

// decide looks at PortOne, then stores the decision; of two at once the second
// one is told what the first decided.
func (s *Service) decide(ctx context.Context, c Choice, decision payment.Decision) (Resolved, error) {
	now, err := s.Discrepancy(ctx, c.ID)
	if err != nil {
		return Resolved{}, err
	}
	hash, err := hashOf(struct {
		Choice
		Decision payment.Decision
	}{c, decision})
	if err != nil {
		return Resolved{}, err
	}
	if now.Discrepancy.Decision == payment.Undecided {
		if err := s.lookAgain(ctx, now, c.By); err != nil {
			return Resolved{}, err
		}
	}
	for range applyTries {
		var out Resolved
		err = s.Store.Update(ctx, func(tx Tx) error {
			var err error
			out, err = s.decideOnce(ctx, tx, c, decision, hash)
			return err
		})
		if errors.Is(err, ErrStale) || errors.Is(err, ErrExists) {
			continue // somebody decided, or the payment changed meanwhile
		}
		if err == nil {
			s.wakeUp()
		}
		return out, err
	}
	return Resolved{}, fault.New(fault.ServerBusy)
}

// lookAgain has what PortOne says now judged, so that nobody decides about
// yesterday's money. What is not the payment's own is none of its business.
func (s *Service) lookAgain(ctx context.Context, r Resolved, by string) error {
	if _, own := attemptOf(r.View, r.Discrepancy.ImpUID); !own && r.Discrepancy.Reason != fault.StatusUnknown {
		return nil
	}
	_, err := s.Confirm(ctx, Hint{PaymentID: r.Discrepancy.PaymentID, ImpUID: r.Discrepancy.ImpUID, Actor: by})
	if fault.CodeOf(err) == fault.ForeignPayment {
		return nil
	}
	return err
}

func (s *Service) decideOnce(ctx context.Context, tx Tx, c Choice, decision payment.Decision, hash string) (Resolved, error) {
	before, err := resolved(ctx, tx, c.ID)
	if err != nil {
		return Resolved{}, err
	}
	d := before.Discrepancy
	if d.Decision != payment.Undecided {
		if d.WishHash == hash {
			return before, nil
		}
		return Resolved{}, fault.Newf(fault.DiscrepancyDecided, "%s by %s at %s", d.Decision, d.DecidedBy, d.DecidedAt.UTC().Format(time.RFC3339))
	}
	if decision == payment.GivenBack {
		if err := notInRecovery(ctx, tx); err != nil {
			return Resolved{}, err
		}
	}
	pc, err := loadCase(ctx, tx, d.PaymentID, payment.Seen{})
	if err != nil {
		return Resolved{}, err
	}
	now := s.Clock.Now()
	made, err := s.chosen(pc, d, c, decision, now)
	if err != nil {
		return Resolved{}, err
	}
	d.Decision, d.DecidedBy, d.Why, d.DecidedAt, d.WishHash = decision, c.By, c.Reason, now, hash
	if made.Refund != nil {
		if err := c.Rule.within(*made.Refund, pc.Refunds); err != nil {
			return Resolved{}, err
		}
		d.RefundID = made.Refund.ID
	}
	if err := s.storeDecided(ctx, tx, pc, d, made, now); err != nil {
		return Resolved{}, err
	}
	return resolved(ctx, tx, c.ID)
}

func (s *Service) chosen(pc payment.Case, d payment.Discrepancy, c Choice, decision payment.Decision, now time.Time) (payment.Decided, error) {
	if decision == payment.Accepted {
		return payment.KeepMoney(pc, d, now)
	}
	rid, err := s.newID("rfd", now)
	if err != nil {
		return payment.Decided{}, err
	}
	account, err := refundAccount(pc.Payment.Channel.Provider, c.Account)
	if err != nil {
		return payment.Decided{}, err
	}
	key := decisionKey + d.ID + ":" + strconv.Itoa(len(pc.Refunds))
	return payment.GiveBackWhole(pc, d, payment.RefundWish{
		ID: payment.RefundID(rid), Token: payment.TokenOf(d.ImpUID, key, 1), Reason: c.Reason, Account: account, AskedBy: c.By,
		IdemKey: key, IdemHash: d.ID,
	}, now)
}

// storeDecided writes a decision down with everything that it changes. The money
// of one imp_uid is decided once: every open discrepancy about it follows.
func (s *Service) storeDecided(ctx context.Context, tx Tx, pc payment.Case, d payment.Discrepancy, made payment.Decided, now time.Time) error {
	if made.Binds() {
		if err := s.supersedeOthers(ctx, tx, pc.Payment, now); err != nil {
			return err
		}
	}
	p := pc.Payment
	steps := made.Steps
	if len(steps) == 0 {
		steps = []payment.Change{{Payment: p}}
	}
	for i, step := range steps {
		version := p.Version
		p = step.Payment
		p.Version, p.UpdatedAt = version+1, now
		if err := tx.Payments().Save(ctx, p); err != nil {
			return err
		}
		if i == 0 {
			if err := s.storeTouched(ctx, tx, p, d, made, now); err != nil {
				return err
			}
		}
		if step.Event.Type == "" {
			continue
		}
		if err := s.record(ctx, tx, p, d.DecidedBy, step.Event); err != nil {
			return err
		}
	}
	if err := s.closeDecided(ctx, tx, d, made, now); err != nil {
		return err
	}
	return note(ctx, tx, now, AuditDecision, d.ID, string(d.Decision)+deskReason(ctx, d.Why))
}

// storeTouched writes the attempt and its refunds down, and the line of history.
func (s *Service) storeTouched(ctx context.Context, tx Tx, p payment.Payment, d payment.Discrepancy, made payment.Decided, now time.Time) error {
	if made.Attempt != nil {
		made.Attempt.UpdatedAt = now
		if err := tx.Attempts().Put(ctx, *made.Attempt); err != nil {
			return err
		}
	}
	for _, r := range made.Dropped {
		r.UpdatedAt = now
		if err := tx.Refunds().Save(ctx, r, r.Fence); err != nil {
			return err
		}
	}
	note := payment.Event{Type: payment.NoteAccepted, ImpUID: d.ImpUID, Reason: d.Reason, Detail: d.ID, At: now}
	if made.Refund != nil {
		if err := tx.Refunds().Insert(ctx, *made.Refund); err != nil {
			return err
		}
		note.Type, note.Detail = payment.NoteGivenBack, d.ID+" "+string(made.Refund.ID)+" "+made.Refund.Amount.String()
	}
	note.Detail += deskReason(ctx, d.Why)
	return s.record(ctx, tx, p, d.DecidedBy, note)
}

// supersedeOthers closes the other payments of the order that still wait: the
// accepted one has paid it.
func (s *Service) supersedeOthers(ctx context.Context, tx Tx, p payment.Payment, now time.Time) error {
	if err := tx.Orders().Lock(ctx, p.OrderRef, now); err != nil {
		return err
	}
	others, err := tx.Payments().OfOrder(ctx, p.OrderRef)
	if err != nil {
		return err
	}
	for _, o := range others {
		if o.ID == p.ID {
			continue
		}
		if err := s.supersede(ctx, tx, o, now); err != nil {
			return err
		}
	}
	return nil
}

// closeDecided stores the decision with every open discrepancy about the same
// money, closed unless a refund must be awaited.
func (s *Service) closeDecided(ctx context.Context, tx Tx, d payment.Discrepancy, made payment.Decided, now time.Time) error {
	open, err := openOnes(ctx, tx, d.PaymentID)
	if err != nil {
		return err
	}
	for _, o := range open {
		if o.ImpUID != d.ImpUID || o.Decision != payment.Undecided || (o.ID != d.ID && made.Attempt == nil) {
			continue
		}
		o.Decision, o.DecidedBy, o.Why, o.DecidedAt, o.WishHash, o.RefundID = d.Decision, d.DecidedBy, d.Why, d.DecidedAt, d.WishHash, d.RefundID
		if made.Attempt != nil {
			p, err := tx.Payments().ByID(ctx, d.PaymentID)
			if err != nil {
				return err
			}
			o.Evidence = payment.EvidenceOf(p, made.Attempt.Seen)
		}
		if made.Refund == nil || made.Refund.State == payment.RefundSucceeded {
			o.ClosedAt = now
		}
		if err := tx.Discrepancies().Decide(ctx, o, payment.Undecided); err != nil {
			return err
		}
	}
	return nil
}

// openOnes lists a payment's open discrepancies; there are never many, since
// each is about an imp_uid and a reason of its own.
func openOnes(ctx context.Context, tx Tx, pid payment.ID) ([]payment.Discrepancy, error) {
	return tx.Discrepancies().List(ctx, DiscrepancyFilter{PaymentID: pid, Standing: OpenOnes}, Page{Limit: batch})
}

// followDecision closes the discrepancies whose money a refund has given back,
// or opens them again when it could not.
func (s *Service) followDecision(ctx context.Context, tx Tx, r payment.Refund, now time.Time) error {
	ended := r.State == payment.RefundSucceeded || r.State == payment.RefundRejected
	if !ended || !strings.HasPrefix(r.IdemKey, decisionKey) {
		return nil
	}
	open, err := openOnes(ctx, tx, r.PaymentID)
	if err != nil {
		return err
	}
	for _, d := range open {
		if d.RefundID != r.ID || d.Decision != payment.GivenBack {
			continue
		}
		d.ClosedAt = now
		if r.State == payment.RefundRejected {
			d.ClosedAt, d.Decision, d.WishHash = time.Time{}, payment.Undecided, ""
		}
		if err := tx.Discrepancies().Decide(ctx, d, payment.GivenBack); err != nil {
			return err
		}
	}
	return nil
}
