package faults_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/payment"
)

// world is everything that a verdict compares.
type world struct {
	acks   []ack
	books  []entry
	ledger []line
	heard  []told
}

// verdict lists what is wrong once nothing is under way any more; nil is what
// every experiment must end with.
func (w world) verdict() []string {
	var wrong complaints
	byID, byUID := map[string]entry{}, map[string]entry{}
	for _, e := range w.books {
		byID[string(e.payment.ID)], byUID[string(e.payment.MerchantUID)] = e, e
	}
	for _, a := range w.acks {
		wrong.acknowledged(a, byID)
	}
	lines := map[string]line{}
	for _, l := range w.ledger {
		lines[l.ImpUID] = l
		wrong.explained(l, byUID)
		wrong.givenBack(l, byUID)
	}
	wrong.agree(w.books, lines)
	wrong.orders(w.books)
	wrong.toldOnce(w.books, w.heard)
	return wrong
}

// complaints grow by one line for each thing that is wrong.
type complaints []string

func (c *complaints) add(format string, args ...any) { *c = append(*c, fmt.Sprintf(format, args...)) }

// acknowledged looks for what a client was promised.
func (c *complaints) acknowledged(a ack, books map[string]entry) {
	e, ok := books[a.PaymentID]
	if !ok {
		c.add("lost: %s %s was acknowledged, and is not stored", a.Kind, a.PaymentID)
		return
	}
	p := e.payment
	switch a.Kind {
	case ackOpened:
		if string(p.MerchantUID) != a.MerchantUID || p.Amount.Minor() != a.Amount {
			c.add("lost: %s was opened as %s for %d, and is stored as %s for %d", p.ID, a.MerchantUID, a.Amount, p.MerchantUID, p.Amount.Minor())
		}
	case ackPaid:
		if !p.State.HoldsMoney() && p.State != payment.Refunded || string(p.Bound) != a.ImpUID || p.Captured.Minor() != a.Amount {
			c.add("lost: %s was acknowledged as paid with %d by %s, and is %s with %d by %s", p.ID, a.Amount, a.ImpUID, p.State, p.Captured.Minor(), p.Bound)
		}
	case ackAccepted, ackRefunded:
		c.acknowledgedRefund(a, e)
	}
}

func (c *complaints) acknowledgedRefund(a ack, e entry) {
	for _, r := range e.refunds {
		if string(r.ID) != a.RefundID {
			continue
		}
		if r.Amount.Minor() != a.Amount || a.Kind == ackRefunded && r.State != payment.RefundSucceeded {
			c.add("lost: refund %s of %d was %s, and is %s of %d", a.RefundID, a.Amount, a.Kind, r.State, r.Amount.Minor())
		}
		return
	}
	c.add("lost: refund %s was %s, and is not stored", a.RefundID, a.Kind)
}

// explained asks of all money that came: whose is it?
func (c *complaints) explained(l line, books map[string]entry) {
	if l.captured() == 0 {
		return
	}
	e, ok := books[l.MerchantUID]
	switch {
	case !ok:
		c.add("unexplained: %s took %d for %s, which is not stored", l.ImpUID, l.captured(), l.MerchantUID)
	case string(e.payment.Bound) == l.ImpUID:
	case l.Back != l.captured():
		c.add("unexplained: %s took %d for %s, which it does not pay, and %d went back", l.ImpUID, l.captured(), l.MerchantUID, l.Back)
	}
}

// givenBack compares each cancellation at PortOne with the one refund that
// carries its token.
func (c *complaints) givenBack(l line, books map[string]entry) {
	refunds := map[string]payment.Refund{}
	ours := int64(0)
	for _, r := range books[l.MerchantUID].refunds {
		if string(r.ImpUID) != l.ImpUID {
			continue
		}
		if r.State.UnderWay() || r.State == payment.RefundHuman {
			c.add("unresolved: refund %s of %s is %s", r.ID, l.ImpUID, r.State)
		}
		if r.State == payment.RefundSucceeded {
			refunds[r.Token] = r
			ours += r.Amount.Minor()
		}
	}
	theirs := int64(0)
	for _, cancel := range l.Cancels {
		theirs += cancel.Amount
		token, _, _ := strings.Cut(cancel.Reason, " ")
		r, ok := refunds[token]
		if !ok || r.Amount.Minor() != cancel.Amount {
			c.add("double: %s gave %d back by %q, which no refund of ours accounts for", l.ImpUID, cancel.Amount, cancel.Reason)
		}
		delete(refunds, token) // a second one is one too many
	}
	if theirs != l.Back || ours != theirs || l.Back > l.captured() {
		c.add("disagree: of %d of %s, PortOne gave %d back in all and %d by its history, we %d", l.captured(), l.ImpUID, l.Back, theirs, ours)
	}
}

// agree compares what we say is paid with PortOne, payment by payment and in
// the sum.
func (c *complaints) agree(books []entry, ledger map[string]line) {
	ours, theirs := int64(0), int64(0)
	for _, l := range ledger {
		theirs += l.captured() - l.Back
	}
	for _, e := range books {
		p := e.payment
		if p.Bound == "" {
			continue
		}
		ours += p.Captured.Minor() - p.Returned.Minor()
		l, ok := ledger[string(p.Bound)]
		if !ok || l.MerchantUID != string(p.MerchantUID) || l.captured() != p.Captured.Minor() || l.Back != p.Returned.Minor() || p.Captured != p.Amount {
			c.add("disagree: %s has %d of %d from %s, %d back; PortOne says %+v", p.ID, p.Captured.Minor(), p.Amount.Minor(), p.Bound, p.Returned.Minor(), l)
		}
	}
	if ours != theirs {
		c.add("disagree: we hold %d, PortOne says %d", ours, theirs)
	}
}

// orders finds orders that were paid twice.
func (c *complaints) orders(books []entry) {
	holds := map[payment.OrderRef]payment.ID{}
	for _, e := range books {
		p := e.payment
		if !p.State.HoldsMoney() {
			continue
		}
		if other, ok := holds[p.OrderRef]; ok {
			c.add("double: order %s is paid by %s and %s", p.OrderRef, other, p.ID)
		}
		holds[p.OrderRef] = p.ID
	}
}

// toldOnce compares the history with what the shop heard: each event that
// concerns it once, "paid" once for each payment, and nothing that never was.
func (c *complaints) toldOnce(books []entry, heard []told) {
	left := map[string]told{}
	for _, h := range heard {
		left[h.ID] = h
	}
	for _, e := range books {
		paid := 0
		for _, event := range e.events {
			if !event.Type.Outward() {
				continue
			}
			if event.Type == payment.EventPaid {
				paid++
			}
			h, ok := left[event.ID]
			if !ok || h.Type != string(event.Type) || h.PaymentID != string(e.payment.ID) || h.Version != event.Version {
				c.add("untold: %s %s of %s; the shop heard %+v", event.Type, event.ID, e.payment.ID, h)
			}
			delete(left, event.ID)
		}
		if wanted := min(len(e.payment.Bound), 1); paid != wanted {
			c.add("double: %s is bound to %q and has %d paid events", e.payment.ID, e.payment.Bound, paid)
		}
	}
	for _, h := range left {
		c.add("effect without record: the shop heard %s %s of %s, which is not stored", h.Type, h.ID, h.PaymentID)
	}
}

// judge fails the test for everything that is wrong, a few of each.
func (w world) judge(t testing.TB) {
	t.Helper()
	wrong := w.verdict()
	for i, what := range wrong {
		if i == 20 {
			t.Errorf("and %d more", len(wrong)-i)
			break
		}
		t.Error(what)
	}
}
