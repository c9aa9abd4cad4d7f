package payment

import (
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/money"
)

// Action says what a verdict does, for history and tests; what to store is in
// the verdict itself.
type Action string

// The actions.
const (
	Accept       Action = "accept"        // the payment is paid
	AcceptLate   Action = "accept_late"   // it is, though it had ended: the shop still holds the goods
	Wait         Action = "wait"          // for the deposit, or for the buyer
	Fail         Action = "fail"          // this attempt came to nothing
	GiveBack     Action = "give_back"     // money came that may not stay
	CloseIssued  Action = "close_issued"  // an account was issued that may not be used
	RecordRefund Action = "record_refund" // money was given back elsewhere
	Quarantine   Action = "quarantine"    // a person must look; nothing moves
	Leave        Action = "leave"         // nothing to decide
)

// Case is everything that Judge looks at: the stored side, the seen side, how
// the order's other payments stand, and what the shop said.
type Case struct {
	Payment   Payment
	Attempts  []Attempt // of this payment
	Refunds   []Refund  // of this payment
	OrderPaid bool      // by another payment
	OrderOpen bool      // another payment of the order waits for money; told where this one waits for none
	Held      bool      // asked about this attempt's late money, the shop holds the goods
	Seen      Seen
}

// Verdict is what to do after looking at a payment from both sides. Payment and
// Attempt are the new values, to be stored when News says so.
type Verdict struct {
	Action      Action
	Reason      fault.Code // why; empty for Accept
	News        bool       // there is something to store
	Payment     Payment
	Attempt     *Attempt     // nil: no attempt of this payment
	Others      []Attempt    // of the payment, that change with it
	GiveBack    money.Amount // open a refund of this much of Attempt; unset: none
	Event       *Event       // what the shop is told, if anything
	Notes       []Event      // for the history alone
	Discrepancy *Discrepancy
}

// Judge decides what a look at PortOne means. It is total: every case has a
// verdict, and the same case always the same one.
func Judge(c Case, now time.Time) Verdict {
	v := judge(c, now)
	if v.Discrepancy != nil {
		v.Discrepancy.Evidence = EvidenceOf(c.Payment, c.Seen)
	}
	return v
}

func judge(c Case, now time.Time) Verdict {
	v := Verdict{Action: Leave, Payment: c.Payment}
	switch {
	case c.Seen.MerchantUID != c.Payment.MerchantUID:
		return v.foreign(c, fault.ForeignPayment, now)
	case c.Seen.Store != c.Payment.Store:
		return v.foreign(c, fault.StoreMismatch, now)
	case c.Seen.Status == SeenUnknown:
		return v.quarantine(c, fault.StatusUnknown, now)
	}
	a := c.attempt(now)
	v.Attempt = &a
	if !c.Seen.Newer(a.Seen) {
		return v // a stale look undoes nothing
	}
	v.News = !c.Seen.Same(a.Seen)
	a.Seen, a.UpdatedAt = c.Seen, now
	v = v.judgeSeen(c, now)
	v.News = v.News || v.Action != Leave
	if !v.Payment.State.Payable() && c.Payment.Origin != Imported {
		v.Others = closeAccounts(c.Attempts, a.ImpUID, now)
		v.News = v.News || len(v.Others) > 0
	}
	return v
}

// judgeSeen decides by what PortOne says of the attempt now.
func (v Verdict) judgeSeen(c Case, now time.Time) Verdict {
	switch {
	case c.Seen.HasMoney():
		return v.judgeMoney(c, now)
	case c.Seen.Status == SeenIssued:
		return v.judgeIssued(c, now)
	case c.Seen.Status == SeenFailed:
		return v.judgeFailed(c, now)
	case c.Seen.Status == SeenCancelled || c.Seen.Status == SeenPartCancelled || c.Seen.Status == SeenPaid:
		return v.judgeGone(c, now)
	}
	return v // ready: the buyer is in the window
}

// attempt returns the stored attempt of what was seen, or a new one.
func (c Case) attempt(now time.Time) Attempt {
	if a, known := c.stored(); known {
		return a
	}
	none := money.Zero(c.Seen.Amount.Currency())
	return Attempt{ImpUID: c.Seen.ImpUID, PaymentID: c.Payment.ID, Opened: none, Succeeded: none, External: none, CreatedAt: now}
}

func (c Case) stored() (Attempt, bool) {
	for _, a := range c.Attempts {
		if a.ImpUID == c.Seen.ImpUID {
			return a, true
		}
	}
	return Attempt{}, false
}

// mismatch compares what was seen with what the order fixed. V1 reads no
// tax-free part back, so that one cannot be compared (SAFETY §1.0).
func (c Case) mismatch() fault.Code {
	p, s := c.Payment, c.Seen
	switch {
	case p.TermsFault != "":
		return p.TermsFault
	case s.Amount.Currency() != p.Amount.Currency():
		return fault.CurrencyMismatch
	case s.Amount != p.Amount:
		return fault.AmountMismatch
	case s.Channel != p.Channel:
		return fault.ChannelMismatch
	case s.Escrow != p.Escrow():
		return fault.EscrowMismatch
	}
	return ""
}

// wrongEnv names money of the wrong kind.
func (c Case) wrongEnv() fault.Code {
	switch {
	case c.Seen.Env == c.Payment.Env:
		return ""
	case c.Seen.Env == Test:
		return fault.TestMoney
	}
	return fault.LiveMoney
}

// judgeMoney decides about an attempt that money arrived for.
func (v Verdict) judgeMoney(c Case, now time.Time) Verdict {
	if v.Attempt.Mark != Pending {
		return v.judgeReturned(c, now)
	}
	if c.Payment.Origin == Imported {
		return v.judgeImported(c, now)
	}
	v.Attempt.External = c.Seen.Cancelled // nothing of it can be ours yet
	wrong := c.wrongEnv()
	unmatched := c.mismatch()
	switch {
	case wrong != "":
		v.Attempt.Mark = WrongEnv
		return v.quarantine(c, wrong, now)
	case c.Seen.Balance().IsZero():
		v.Attempt.Mark = GoneAlready
		return v.gone(c, now)
	case unmatched != "":
		return v.giveBack(Mismatch, unmatched, now)
	case c.Payment.Bound != "" || c.OrderPaid:
		return v.giveBack(Duplicate, fault.DuplicatePayment, now)
	case c.sellableLate():
		return v.acceptLate(c, now)
	case !c.Payment.State.Payable():
		return v.giveBack(Late, fault.LatePayment, now)
	case c.Seen.Cancelled.IsPositive():
		v.Attempt.Mark = Review
		return v.quarantine(c, fault.PartlyCancelled, now)
	}
	return v.accept(c, now)
}

func (v Verdict) accept(c Case, now time.Time) Verdict {
	v.Action = Accept
	v.Attempt.Mark, v.Attempt.Reason = Bound, ""
	p := &v.Payment
	p.State, p.Bound = Paid, c.Seen.ImpUID
	p.Captured, p.Returned = c.Seen.Captured, c.Seen.Cancelled
	p.Reason, p.FailReason, p.Account = "", "", nil
	p.PaidAt, p.CheckAt = c.Seen.PaidAt, time.Time{}
	v.tell(EventPaid, "", now)
	return v
}

// sellableLate reports whether money may be accepted though its payment has
// ended (SAFETY §3.1a): the shop was asked and still holds the goods, and no
// other payment of the order is or may yet be paid. A payment whose money was
// rejected is used up.
func (c Case) sellableLate() bool {
	p := c.Payment
	ended := p.State == Expired || (p.State == Closed && p.ClosedCause == CauseSuperseded)
	return ended && c.Held && !c.OrderOpen && !c.Seen.Cancelled.IsPositive()
}

func (v Verdict) acceptLate(c Case, now time.Time) Verdict {
	v = v.accept(c, now)
	v.Action, v.Reason = AcceptLate, fault.LatePayment
	v.Payment.ClosedCause = ""
	v.tell(EventPaid, fault.LatePayment, now)
	return v
}

// giveBack rejects money that may not stay: what was paid goes back, as much as
// is left of it, and a person is told.
func (v Verdict) giveBack(mark Mark, reason fault.Code, now time.Time) Verdict {
	v.Action, v.Reason = GiveBack, reason
	v.Attempt.Mark, v.Attempt.Reason = mark, reason
	v.GiveBack = v.Attempt.Seen.Balance()
	v.useUp(reason)
	v.tell(EventRejected, reason, now)
	v.discrepancy(reason, now)
	return v
}

// useUp closes a payment whose money was not accepted: PortOne takes its
// merchant_uid no more, so the order is payable through a new payment only.
func (v *Verdict) useUp(reason fault.Code) {
	if v.Payment.Bound != "" {
		return
	}
	v.Payment.Reason = reason
	if v.Payment.State.Payable() {
		v.Payment.State, v.Payment.ClosedCause, v.Payment.Account = Closed, CauseRejected, nil
	}
}

// gone records money that came and went before we saw it. The merchant_uid is
// used up at PortOne, so a payment that still waits can no longer be paid.
func (v Verdict) gone(c Case, now time.Time) Verdict {
	v.Action, v.Reason = RecordRefund, fault.CancelledElsewhere
	v.Attempt.Reason = fault.CancelledElsewhere
	v.useUp(fault.CancelledElsewhere)
	if v.Payment.State != c.Payment.State {
		v.tell(EventClosed, fault.CancelledElsewhere, now)
	}
	v.discrepancy(fault.CancelledElsewhere, now)
	return v
}

// judgeGone decides about an account that was closed, or a status of money
// without any: nothing arrived, so a payment that waited for it fails.
func (v Verdict) judgeGone(c Case, now time.Time) Verdict {
	if v.closed(now) || v.Payment.State != AwaitingDeposit || c.waitsElsewhere() {
		return v
	}
	v.Action, v.Reason = Fail, fault.PaymentFailed
	v.Payment.State, v.Payment.Reason, v.Payment.Account = Failed, fault.PaymentFailed, nil
	v.tell(EventFailed, fault.PaymentFailed, now)
	return v
}

// closed notes that an account which we had closed is closed now. That it ended
// says nothing about its payment.
func (v *Verdict) closed(now time.Time) bool {
	if v.Attempt.Closing == ClosingDue {
		v.Attempt.Closing, v.Attempt.ClosingAt = ClosingDone, time.Time{}
		v.Notes = append(v.Notes, Event{PaymentID: v.Payment.ID, Type: NoteAccountClosed, ImpUID: v.Attempt.ImpUID, At: now})
	}
	return v.Attempt.Closing != ClosingNone
}

// judgeIssued decides about a virtual account before anybody sees its number.
func (v Verdict) judgeIssued(c Case, now time.Time) Verdict {
	if c.Payment.Origin == Imported && (c.Payment.Bound != "" || c.OrderPaid || !c.Payment.State.Payable()) {
		return v // an account that another program issued is not ours to close
	}
	reason := c.wrongEnv()
	if reason == "" {
		reason = c.mismatch()
	}
	if reason != "" && c.Payment.Origin == Imported {
		return v
	}
	if reason != "" {
		return v.rejectIssued(reason, now)
	}
	if c.Payment.Bound != "" || c.OrderPaid || !c.Payment.State.Payable() {
		return v.closeIssued(fault.LatePayment, now)
	}
	if old, known := c.stored(); known && c.Payment.State == AwaitingDeposit && c.Seen.Account.same(old.Seen.Account) {
		return v // of several accounts the one issued last is shown, not each in turn
	}
	v.Action = Wait
	v.Payment.State, v.Payment.Reason, v.Payment.FailReason = AwaitingDeposit, "", ""
	v.Payment.Account = c.Seen.Account
	v.tell(EventAwaitingDeposit, "", now)
	return v
}

// closeIssued has an account closed at the PG that nobody needs any more. Money
// that still comes is judged when it comes.
func (v Verdict) closeIssued(reason fault.Code, now time.Time) Verdict {
	if v.Attempt.Closing != ClosingNone {
		return v // asked for before
	}
	v.Action, v.Reason = CloseIssued, reason
	v.Attempt.Reason = reason
	v.Attempt.Closing, v.Attempt.ClosingAt = ClosingDue, now
	return v
}

// rejectIssued closes an account that was issued for other terms than the
// order's; its number never reaches anybody, and a person is told.
func (v Verdict) rejectIssued(reason fault.Code, now time.Time) Verdict {
	v = v.closeIssued(reason, now)
	if v.Action != CloseIssued {
		return v
	}
	if v.Payment.Bound == "" {
		v.Payment.Reason = reason
	}
	v.tell(EventRejected, reason, now)
	v.discrepancy(reason, now)
	return v
}

// judgeFailed records a declined attempt. It never closes the payment, and it
// does not end one that waits for the deposit of another attempt.
func (v Verdict) judgeFailed(c Case, now time.Time) Verdict {
	if v.closed(now) {
		return v
	}
	v.Attempt.Reason = fault.PaymentFailed
	if !c.Payment.State.Payable() || c.waitsElsewhere() {
		return v
	}
	if old, known := c.stored(); known && old.Seen.Status == SeenFailed && c.Payment.State == Failed {
		return v // of several failures each is told once
	}
	v.Action, v.Reason = Fail, fault.PaymentFailed
	v.Payment.State, v.Payment.Reason, v.Payment.FailReason = Failed, fault.PaymentFailed, c.Seen.FailReason
	v.Payment.Account = nil
	v.tell(EventFailed, fault.PaymentFailed, now)
	return v
}

// waitsElsewhere reports whether another attempt's account may still be paid.
func (c Case) waitsElsewhere() bool {
	for _, a := range c.Attempts {
		if a.ImpUID != c.Seen.ImpUID && a.Seen.Status == SeenIssued && a.Closing == ClosingNone {
			return c.Payment.State == AwaitingDeposit
		}
	}
	return false
}

// foreign leaves alone what is not this payment's: no attempt, no cancel.
func (v Verdict) foreign(c Case, reason fault.Code, now time.Time) Verdict {
	v.Action, v.Reason, v.News = Quarantine, reason, true
	v.Notes = append(v.Notes, Event{PaymentID: c.Payment.ID, Type: NoteForeign, ImpUID: c.Seen.ImpUID, Reason: reason, At: now})
	v.Discrepancy = &Discrepancy{PaymentID: c.Payment.ID, ImpUID: c.Seen.ImpUID, Reason: reason, CreatedAt: now}
	return v
}

// quarantine raises what a person must look at; no money moves.
func (v Verdict) quarantine(c Case, reason fault.Code, now time.Time) Verdict {
	v.Action, v.Reason, v.News = Quarantine, reason, true
	v.Discrepancy = &Discrepancy{PaymentID: c.Payment.ID, ImpUID: c.Seen.ImpUID, Reason: reason, CreatedAt: now}
	if v.Attempt == nil {
		return v
	}
	v.Attempt.Reason = reason
	v.useUp(reason)
	v.tell(EventRejected, reason, now)
	return v
}

// tell sets what the shop hears. The shell gives the event its id and version.
func (v *Verdict) tell(t EventType, reason fault.Code, now time.Time) {
	v.Event = &Event{PaymentID: v.Payment.ID, Type: t, ImpUID: v.Attempt.ImpUID, Reason: reason, At: now}
}

func (v *Verdict) discrepancy(reason fault.Code, now time.Time) {
	v.Discrepancy = &Discrepancy{PaymentID: v.Payment.ID, ImpUID: v.Attempt.ImpUID, Reason: reason, CreatedAt: now}
}
