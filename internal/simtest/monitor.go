package simtest

import (
	"context"
	"fmt"
	"slices"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
)

// monitor looks at what every commit left in the database and compares it with
// what was there before: a state that lasts for a moment is a state.
type monitor struct {
	payments map[payment.ID]merchant.View
	tokens   map[string]order // of every cancel that was ever written down
	commits  int
	lenient  bool // the checksum of a cancel is not compared with what was written down
}

// order is a cancel as it was written down before it was sent.
type order struct {
	refund    payment.RefundID
	imp       payment.ImpUID
	amount    int64
	checksum  int64
	initiator payment.Initiator
}

func (m *monitor) init() {
	m.payments, m.tokens = map[payment.ID]merchant.View{}, map[string]order{}
}

// moves is the graph of SAFETY §3.2: a state may always stay.
var moves = map[payment.State][]payment.State{
	payment.Open: {
		payment.AwaitingDeposit, payment.Failed, payment.Expired, payment.Closed, payment.Paid,
	},
	payment.AwaitingDeposit:   {payment.Failed, payment.Expired, payment.Closed, payment.Paid},
	payment.Failed:            {payment.AwaitingDeposit, payment.Expired, payment.Closed, payment.Paid},
	payment.Paid:              {payment.PartiallyRefunded, payment.Refunded},
	payment.PartiallyRefunded: {payment.Refunded},
}

// committed looks at every payment that a transaction wrote.
func (m *monitor) committed(w *World, who string, t touched) {
	m.commits++
	m.outbox(w, t)
	for _, pid := range t.payments {
		var v merchant.View
		err := w.raw.View(context.Background(), func(tx merchant.Tx) error {
			var err error
			v, err = readView(tx, pid)
			return err
		})
		if err != nil {
			w.violate("B13", "%s committed %s, and it cannot be read: %v", who, pid, err)
			continue
		}
		old, known := m.payments[pid]
		m.payments[pid] = v
		for _, r := range v.Refunds {
			m.tokens[r.Token] = order{r.ID, r.ImpUID, r.Amount.Minor(), r.Checksum.Minor(), r.Initiator}
		}
		w.noteChange(who, old, v, known)
		m.alone(w, v)
		if v.Payment.State == payment.Paid && old.Payment.State != payment.Paid {
			w.paidRightly(v.Payment)
		}
		if known {
			m.moved(w, old, v)
		}
	}
}

func readView(tx merchant.Tx, pid payment.ID) (merchant.View, error) {
	ctx := context.Background()
	p, err := tx.Payments().ByID(ctx, pid)
	if err != nil {
		return merchant.View{}, err
	}
	v := merchant.View{Payment: p}
	if v.Attempts, err = tx.Attempts().OfPayment(ctx, pid); err != nil {
		return v, err
	}
	v.Refunds, err = tx.Refunds().OfPayment(ctx, pid)
	return v, err
}

func (w *World) noteChange(who string, old, v merchant.View, known bool) {
	p := v.Payment
	if !known || old.Payment.State != p.State || old.Payment.Returned != p.Returned {
		w.note(who, fmt.Sprintf("payment %s v%d is %s, %d of %d back", p.MerchantUID, p.Version, p.State, p.Returned.Minor(), p.Captured.Minor()))
	}
	for _, r := range v.Refunds {
		at := slices.IndexFunc(old.Refunds, func(o payment.Refund) bool { return o.ID == r.ID })
		if at < 0 || old.Refunds[at].State != r.State || old.Refunds[at].Generation != r.Generation {
			w.note(who, fmt.Sprintf("refund %s g%d of %s is %s, %d on %d", r.Token, r.Generation, r.ImpUID, r.State, r.Amount.Minor(), r.Checksum.Minor()))
		}
	}
}

// alone checks what must hold of one state by itself.
func (m *monitor) alone(w *World, v merchant.View) {
	p := v.Payment
	if p.State.HoldsMoney() && p.Bound == "" {
		w.violate("B3", "%s is %s without an attempt that paid", p.ID, p.State)
	}
	for _, a := range v.Attempts {
		if a.Succeeded.IsNegative() || a.Succeeded.Minor() > a.Opened.Minor() || a.Opened.Minor() > a.Seen.Captured.Minor() {
			w.violate("B9", "%s: succeeded %s, opened %s, captured %s", a.ImpUID, a.Succeeded, a.Opened, a.Seen.Captured)
		}
	}
	way := map[payment.ImpUID]payment.RefundID{}
	for _, r := range v.Refunds {
		if !r.State.UnderWay() {
			continue
		}
		if other, two := way[r.ImpUID]; two {
			w.violate("B23", "%s and %s of %s are under way at once", other, r.ID, r.ImpUID)
		}
		way[r.ImpUID] = r.ID
		if r.DueAt.IsZero() {
			w.violate("B22", "%s is %s and nobody will look at it", r.ID, r.State)
		}
	}
}

// paidRightly checks a confirmation, as it is stored, against PortOne's own
// ledger: the very attempt, its money, its channel.
func (w *World) paidRightly(ours payment.Payment) {
	p, err := w.engine.PaymentByImpUID(w.account.Code, string(ours.Bound))
	switch {
	case err != nil:
		w.violate("B3", "%s was paid by %s, which PortOne does not know", ours.ID, ours.Bound)
	case p.PaidAt == 0:
		w.violate("B29", "%s was confirmed while %s is %s", ours.ID, p.ImpUID, p.Status)
	case p.MerchantUID != string(ours.MerchantUID) || p.Amount != ours.Amount || p.PGProvider != ours.Channel.Provider || p.PGID != ours.Channel.MID || !p.Sandbox:
		w.violate("B3", "%s wants %s for %s by %s and was confirmed by %s: %s for %s by %s.%s", ours.ID, ours.Amount, ours.MerchantUID, ours.Channel, p.ImpUID, p.Amount, p.MerchantUID, p.PGProvider, p.PGID)
	}
}

// moved checks what must hold of a step from one state to the next.
func (m *monitor) moved(w *World, old, v merchant.View) {
	a, b := old.Payment, v.Payment
	if a.State != b.State && !slices.Contains(moves[a.State], b.State) {
		w.violate("B11", "%s went from %s to %s", b.ID, a.State, b.State)
	}
	if a.Bound != "" && a.Bound != b.Bound {
		w.violate("B2", "%s was bound to %s and is to %s", b.ID, a.Bound, b.Bound)
	}
	if b.Version < a.Version {
		w.violate("B12", "%s went from version %d to %d", b.ID, a.Version, b.Version)
	}
	if b.Returned.Minor() < a.Returned.Minor() || b.Captured.Minor() < a.Captured.Minor() {
		w.violate("B9", "%s: %s of %s back, before %s of %s", b.ID, b.Returned, b.Captured, a.Returned, a.Captured)
	}
	if a.Amount != b.Amount || a.MerchantUID != b.MerchantUID || a.OrderRef != b.OrderRef || a.TermsHash != b.TermsHash {
		w.violate("B3", "%s: what the order fixed has changed", b.ID)
	}
	for _, x := range old.Attempts {
		at := slices.IndexFunc(v.Attempts, func(o payment.Attempt) bool { return o.ImpUID == x.ImpUID })
		if at < 0 {
			w.violate("B12", "attempt %s is gone", x.ImpUID)
			continue
		}
		m.attemptMoved(w, x, v.Attempts[at])
	}
	for _, x := range old.Refunds {
		at := slices.IndexFunc(v.Refunds, func(o payment.Refund) bool { return o.ID == x.ID })
		if at < 0 {
			w.violate("B13", "refund %s is gone", x.ID)
			continue
		}
		m.refundMoved(w, x, v.Refunds[at])
	}
}

func (m *monitor) attemptMoved(w *World, a, b payment.Attempt) {
	if !b.Seen.Newer(a.Seen) {
		w.violate("B12", "%s: a sight of %s, %s back replaced %s, %s back", b.ImpUID, b.Seen.Status, b.Seen.Cancelled, a.Seen.Status, a.Seen.Cancelled)
	}
	if b.Succeeded.Minor() < a.Succeeded.Minor() || b.External.Minor() < a.External.Minor() {
		w.violate("B9", "%s: succeeded %s external %s, before %s and %s", b.ImpUID, b.Succeeded, b.External, a.Succeeded, a.External)
	}
	if a.Mark != payment.Pending && a.Mark != b.Mark {
		w.violate("B11", "%s was marked %s and is %s", b.ImpUID, a.Mark, b.Mark)
	}
}

// refundMoved checks that nothing ends without evidence, and that a generation
// stays as it was written down.
func (m *monitor) refundMoved(w *World, a, b payment.Refund) {
	if !a.State.UnderWay() && a.State != b.State {
		w.violate("B11", "refund %s had ended %s and is %s", b.ID, a.State, b.State)
	}
	if b.State == payment.RefundSucceeded && b.Evidence == "" {
		w.violate("B21", "refund %s succeeded without evidence", b.ID)
	}
	if a.Generation == b.Generation && (a.Checksum != b.Checksum || a.Token != b.Token || a.Amount != b.Amount) {
		w.violate("B8", "refund %s changed within generation %d", b.ID, b.Generation)
	}
	if b.Fence < a.Fence || b.Generation < a.Generation {
		w.violate("B12", "refund %s went back", b.ID)
	}
	if b.Generation > 1 && b.Generation > a.Generation {
		w.reach("refund of a second generation")
	}
	if a.State == payment.RefundUnknown && b.State == payment.RefundSending {
		w.reach("unknown refund taken up again")
	}
}

// outbox checks that a change and what the shop is told of it are one.
func (m *monitor) outbox(w *World, t touched) {
	for _, e := range t.events {
		at := slices.IndexFunc(t.outbox, func(d merchant.Delivery) bool { return d.EventID == e.ID && d.Version == e.Version && d.Type == e.Type })
		if e.Type.Outward() && at < 0 {
			w.violate("B15", "%s of %s v%d is not in the outbox", e.Type, e.PaymentID, e.Version)
		}
	}
	for _, d := range t.outbox {
		if !slices.ContainsFunc(t.events, func(e payment.Event) bool { return e.ID == d.EventID }) {
			w.violate("B15", "the outbox tells %s of %s, which is not in the history", d.Type, d.PaymentID)
		}
	}
}
