package engine

import (
	"context"
	"errors"
	"slices"
	"time"
)

// mishaps are the scenarios and what they have set in motion.
type mishaps struct {
	scenarios []Scenario // in the order in which they are asked; replaced, never changed
	number    int        // of the last scenario made
	deeds     map[int]deed
	next      agenda[int]      // of the deeds
	of        map[string][]int // deeds of a payment
	deedsMade int
	yielding  map[string]bool   // webhooks that wait for another to overtake them
	after     map[string]string // webhooks that wait for another's first attempt
}

func newMishaps() mishaps {
	return mishaps{
		deeds: map[int]deed{}, next: newAgenda[int](), of: map[string][]int{}, yielding: map[string]bool{}, after: map[string]string{},
	}
}

// What time does to a payment, as DueThing.What names it.
const (
	lateApproval    = "approval"       // the PG approves what it had refused
	pgCancel        = "pg_cancel"      // somebody cancels at the PG
	consoleCancel   = "console_cancel" // somebody cancels in PortOne's console
	lateRefund      = "refund"         // a cancel that was accepted is carried out
	pendingApproval = "settlement"     // the PG approves what it had left pending
)

// deed is something that the PG or a person will do to a payment.
type deed struct {
	Number      int            `json:"number"`
	What        string         `json:"what"`
	At          int64          `json:"at"` // UNIX microseconds
	Merchant    string         `json:"merchant"`
	ImpUID      string         `json:"imp_uid"`
	MerchantUID string         `json:"merchant_uid"`
	Window      *session       `json:"window,omitempty"` // that is approved late
	Choice      Choice         `json:"choice"`           // what the buyer had picked in it
	Refund      *CancelRequest `json:"refund,omitempty"` // with its amounts in figures
	Done        bool           `json:"done,omitempty"`
}

func (deed) kind() string { return "deed" }

func (d deed) apply(e *Engine) {
	m := &e.mishaps
	m.deedsMade = max(m.deedsMade, d.Number)
	others := slices.DeleteFunc(m.of[d.ImpUID], func(n int) bool { return n == d.Number })
	if d.Done {
		delete(m.deeds, d.Number)
		m.next.drop(d.Number)
	} else {
		m.deeds[d.Number] = d
		m.next.put(d.Number, moment{d.At, d.Number})
		others = append(others, d.Number)
	}
	if len(others) == 0 {
		delete(m.of, d.ImpUID)
		return
	}
	m.of[d.ImpUID] = others
}

// deedOf returns what of a kind will be done to a payment, if anything.
func (e *Engine) deedOf(impUID, what string) (deed, bool) {
	for _, n := range e.mishaps.of[impUID] {
		if d := e.mishaps.deeds[n]; d.What == what {
			return d, true
		}
	}
	return deed{}, false
}

// later sets something in motion that happens after a span; a span of 0 happens
// in this command.
func (t *tx) later(what string, after Span, p Payment) deed {
	n := t.e.mishaps.deedsMade + 1
	for _, c := range t.changes {
		if _, ok := c.(deed); ok {
			n++
		}
	}
	return deed{
		Number: n, What: what, At: t.now.Add(time.Duration(after)).UnixMicro(),
		Merchant: p.Merchant, ImpUID: p.ImpUID, MerchantUID: p.MerchantUID,
	}
}

// carryOut does what is due, and remembers that it was done. What a payment's
// state no longer allows is told and not done.
func (t *tx) carryOut(d deed) error {
	d.Done = true
	t.put(d)
	p := t.e.payments.of(d.ImpUID)
	switch d.What {
	case lateApproval:
		return t.approveLate(d, p)
	case pgCancel:
		return t.cancelAtPG(p)
	case lateRefund:
		return t.refundNow(d, p)
	case pendingApproval:
		_, err := t.settle(p, "")
		return err
	default:
		return t.cancelInConsole(p)
	}
}

// cancelAtPG lets the PG give a payment's money back behind PortOne's: the
// record stays as it is.
func (t *tx) cancelAtPG(p Payment) error {
	if p.Status != Paid || p.PGCancelled {
		return t.tell("pg.not_cancelled", p.Merchant, p.ImpUID, Object{{"status", string(p.Status)}})
	}
	p.PGCancelled = true
	t.put(p)
	return t.tell("pg.cancelled", p.Merchant, p.ImpUID, Object{{"merchant_uid", p.MerchantUID}, {"status", string(p.Status)}})
}

// cancelInConsole is a person who cancels in PortOne's console.
func (t *tx) cancelInConsole(p Payment) error {
	_, err := t.cancel(p, CancelRequest{ImpUID: p.ImpUID, FromConsole: true})
	_, declined := errors.AsType[declinedCancel](err)
	if _, refused := errors.AsType[*Error](err); refused || declined {
		return t.tell("payment.not_cancelled", p.Merchant, p.ImpUID, Object{{"status", string(p.Status)}, {"reason", err.Error()}})
	}
	return err
}

// CancelAtPG is somebody who cancels a payment at the PG, which does not tell
// PortOne: its record stays paid, and a cancel through PortOne is refused from
// then on.
func (e *Engine) CancelAtPG(ctx context.Context, impUID string) (Payment, error) {
	var p Payment
	err := e.do(ctx, func(t *tx) error {
		var ok bool
		if p, ok = e.payments.get(impUID); !ok {
			return refuse(Missing, textNoPayment)
		}
		if p.Status != Paid || p.registers() {
			return refuse(Conflicting, textNotPaid)
		}
		if p.PGCancelled {
			return refuse(Conflicting, textPGCancelled)
		}
		if err := t.cancelAtPG(p); err != nil {
			return err
		}
		p.PGCancelled = true
		return nil
	})
	return p, err
}

// textPGCancelled begins like what PGs say of a payment that was cancelled at
// the PG itself; the sentence is assumed.
const textPGCancelled = "기 취소 거래입니다."
