package engine

import (
	"errors"
	"fmt"
	"time"
)

// What the PG says when a scenario does not tell.
const (
	declineCode = "3112"
	declineText = "한도가 초과하였습니다."
	outageText  = "(PG사 결제 장애) Internal error" // documented for a payment that is approved late
)

// words are the PG's: code and text as the scenario has them.
func (d Do) words() string {
	code, text := d.Code, d.Text
	if code == "" && text == "" {
		code, text = declineCode, declineText
	}
	if code == "" || text == "" {
		return code + text
	}
	return code + ", " + text
}

// asks reports whether the shop is asked before this window is approved.
func (f *finish) asks() bool { return f.w.ConfirmURL != "" && f.unconfirmed() == "" }

// meet lets a scenario decide about what the buyer approves. done means that
// the window has its end already; otherwise it goes on with f.c, and with
// f.then afterwards.
func (f *finish) meet() (done bool, err error) {
	if f.c.Outcome != Approve || f.asks() && !f.agreed {
		return false, nil
	}
	o := occasionOf(OnWindow, f.p)
	o.method, o.by = f.w.Method, inAWindow
	paying := f.method != "vbank" && !f.p.registers()
	s, struck, err := f.strike(o, func(effect string) bool {
		return paying || effect != ApproveLate && effect != PGCancels && effect != ConsoleCancel
	})
	if err != nil || !struck {
		return false, err
	}
	switch s.Do.Effect {
	case Decline:
		return true, f.declined(s.Do.words())
	case ApproveLate:
		return true, f.failFirst(s.Do)
	case LoseCallback:
		f.c.Outcome = ApproveLoseReply
	case CloseByBuyer:
		f.c.Outcome = CloseWindow
	case HangWindow:
		f.c.Outcome = Hang
	default:
		f.then = s.Do
	}
	return false, nil
}

// declined fails the window with the PG's words inside PortOne's sentence.
func (f *finish) declined(words string) error {
	return f.fail(codeDeclined, fmt.Sprintf("%s:PG사 결제요청에 실패하여 중단합니다.(%s) %s", codeDeclined, f.p.ImpUID, words))
}

// failFirst fails the window and lets the PG approve it later.
func (f *finish) failFirst(do Do) error {
	words := f.declined
	if do.Code == "" && do.Text == "" {
		words = func(string) error { return f.fail(codeDeclined, outageText) }
	}
	if err := words(do.words()); err != nil {
		return err
	}
	d := f.later(lateApproval, do.Delay, f.p)
	d.Window, d.Choice = &f.w, f.c
	return f.schedule(d)
}

// afterwards sets in motion what a scenario wants after an approval.
func (t *tx) afterwards(do Do, p Payment) error {
	what := consoleCancel
	switch {
	case do.Effect == "" || p.Status != Paid:
		return nil
	case do.Effect == PGCancels:
		what = pgCancel
	}
	if do.Delay != 0 {
		return t.schedule(t.later(what, do.Delay, p))
	}
	if what == pgCancel {
		return t.cancelAtPG(p)
	}
	return t.cancelInConsole(p)
}

// schedule keeps a deed until its time.
func (t *tx) schedule(d deed) error {
	t.put(d)
	return t.tell("scenario.set_off", d.Merchant, d.ImpUID, Object{
		{"what", d.What}, {"at", time.UnixMicro(d.At).UTC().Format(time.RFC3339Nano)}, {"merchant_uid", d.MerchantUID},
	})
}

// approveLate makes a payment that had failed paid: the PG has approved it after
// all. It asks nobody whether its merchant_uid was paid meanwhile, which is what
// makes a late approval dangerous. That failed_at and fail_reason are emptied is
// assumed.
func (t *tx) approveLate(d deed, p Payment) error {
	if p.Status != Failed {
		return t.tell("payment.not_approved", p.Merchant, p.ImpUID, Object{{"status", string(p.Status)}})
	}
	p.FailedAt, p.FailReason = 0, ""
	if d.Window == nil {
		_, err := t.chargePaid(p)
		return err
	}
	f := &finish{tx: t, w: *d.Window, p: p, c: d.Choice}
	f.provider, _ = ProviderByCode(p.PGProvider)
	err := f.chooseMethod()
	if err == nil {
		err = f.paid()
	}
	if errors.Is(err, ErrChoice) { // it was asked of a PG that is known by other rules now
		return t.tell("payment.not_approved", p.Merchant, p.ImpUID, Object{{"status", string(p.Status)}, {"reason", err.Error()}})
	}
	return err
}

// tryCharge charges a card without a window, as a scenario lets it end.
func (t *tx) tryCharge(p Payment, k BillingKey) (Payment, error) {
	o := occasionOf(OnCharge, p)
	o.card, o.by = k.Ends, overAPI
	if p.CustomerUIDUsage == usageScheduled {
		o.by = onSchedule
	}
	s, struck, err := t.strike(o, nil)
	if err != nil {
		return p, err
	}
	if !struck {
		return t.chargePaid(p)
	}
	switch s.Do.Effect {
	case Decline:
		return t.chargeFailed(p, s.Do.words())
	case ApproveLate:
		words := s.Do.words()
		if s.Do.Code == "" && s.Do.Text == "" {
			words = outageText
		}
		if p, err = t.chargeFailed(p, words); err != nil {
			return p, err
		}
		return p, t.schedule(t.later(lateApproval, s.Do.Delay, p))
	}
	if p, err = t.chargePaid(p); err != nil {
		return p, err
	}
	return p, t.afterwards(s.Do, p)
}
