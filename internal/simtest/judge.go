package simtest

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// ack is a promise: what a server answered, which must hold whatever crashes
// afterwards.
type ack struct {
	kind    ackKind
	payment string
	refund  string
	key     string
	amount  int64
	state   string
	imp     string
	body    string
	at      time.Time
}

type ackKind int

const (
	ackOpen ackKind = iota
	ackState
	ackRefund
	ackHook
)

func (m *monitor) byID(pid string) (merchant.View, bool) {
	v, ok := m.payments[payment.ID(pid)]
	return v, ok
}

// truth is everything that the database holds, read at once.
type truth struct {
	views         []merchant.View
	events        map[payment.ID][]payment.Event
	outbox        map[payment.ID][]merchant.Delivery
	discrepancies []payment.Discrepancy
	notes         []merchant.Note
}

func (w *World) read() truth {
	t := truth{events: map[payment.ID][]payment.Event{}, outbox: map[payment.ID][]merchant.Delivery{}}
	ctx := context.Background()
	err := w.raw.View(ctx, func(tx merchant.Tx) error {
		list, err := tx.Payments().List(ctx, "", merchant.Page{Limit: 500})
		if err != nil {
			return err
		}
		for _, p := range list {
			v, err := readView(tx, p.ID)
			if err != nil {
				return err
			}
			t.views = append(t.views, v)
			if t.events[p.ID], err = tx.Events().OfPayment(ctx, p.ID); err != nil {
				return err
			}
			if t.outbox[p.ID], err = tx.Outbox().OfPayment(ctx, p.ID); err != nil {
				return err
			}
		}
		if t.discrepancies, err = tx.Discrepancies().List(ctx, merchant.DiscrepancyFilter{}, merchant.Page{Limit: 500}); err != nil {
			return err
		}
		t.notes, err = tx.Inbox().List(ctx, merchant.Page{Limit: 500})
		return err
	})
	w.must(err)
	slices.SortFunc(t.views, func(a, b merchant.View) int { return strings.Compare(string(a.Payment.ID), string(b.Payment.ID)) })
	return t
}

func (t truth) byUID(uid string) (merchant.View, bool) {
	for _, v := range t.views {
		if string(v.Payment.MerchantUID) == uid {
			return v, true
		}
	}
	return merchant.View{}, false
}

func (t truth) alerted(imp string) bool {
	return slices.ContainsFunc(t.discrepancies, func(d payment.Discrepancy) bool { return string(d.ImpUID) == imp })
}

func attempt(v merchant.View, imp string) (payment.Attempt, bool) {
	for _, a := range v.Attempts {
		if string(a.ImpUID) == imp {
			return a, true
		}
	}
	return payment.Attempt{}, false
}

// judgeSettled is judged when everything has worked again for a while: no money
// is unexplained, and no refund's outcome is unknown.
func (w *World) judgeSettled() {
	t := w.read()
	for _, v := range t.views {
		for _, r := range v.Refunds {
			if r.State.UnderWay() && r.CreatedAt.Before(w.now().Add(-40*time.Minute)) {
				w.violate("LV4", "refund %s is still %s", r.ID, r.State)
			}
		}
	}
	for _, p := range w.engine.All(w.account.Code) {
		v, ours := t.byUID(p.MerchantUID)
		changed := time.Unix(max(p.UpdatedAt, p.PaidAt, p.CancelledAt), 0)
		if !ours || p.PaidAt == 0 || changed.After(w.now().Add(-settledAfter)) {
			continue
		}
		w.explained(t, p, v)
	}
}

// explained checks LV1: money of ours is confirmed, gone back whole, or before a
// person's eyes.
func (w *World) explained(t truth, p engine.Payment, v merchant.View) {
	bound := string(v.Payment.Bound) == p.ImpUID && (v.Payment.State.HoldsMoney() || v.Payment.State == payment.Refunded)
	gone := p.CancelAmount.Minor() == p.Amount.Minor()
	a, known := attempt(v, p.ImpUID)
	switch {
	case !known:
		w.violate("LV1", "%s paid %s for %s, and nobody has noticed", p.ImpUID, p.Amount, v.Payment.ID)
	case bound || gone:
	case !t.alerted(p.ImpUID):
		w.violate("LV1", "%s of %s is %s, and no person is told", p.ImpUID, v.Payment.ID, a.Mark)
	case a.Mark == payment.WrongEnv || a.Mark == payment.Review:
		w.reach("money for a person: " + string(a.Mark))
	case slices.ContainsFunc(v.Refunds, func(r payment.Refund) bool { return string(r.ImpUID) == p.ImpUID && r.State == payment.RefundHuman }):
		w.reach("refund for a person")
	default:
		w.violate("LV3", "%s of %s is marked %s and was not given back: %s of %s", p.ImpUID, v.Payment.ID, a.Mark, p.CancelAmount, p.Amount)
	}
}

// judgeEnd compares both ledgers to the won.
func (w *World) judgeEnd() {
	t := w.read()
	for _, p := range w.engine.All(w.account.Code) {
		if v, ours := t.byUID(p.MerchantUID); ours {
			w.compare(t, p, v)
		}
	}
	for _, v := range t.views {
		w.judgeRefunds(t, v)
		w.judgeHistory(t, v)
		w.judgeWaiting(v)
	}
	w.judgeAcks(t)
	w.judgeOrders(t)
}

func (w *World) compare(t truth, p engine.Payment, v merchant.View) {
	ours := v.Payment
	bound := string(ours.Bound) == p.ImpUID
	if bound && (p.Amount != ours.Amount || p.PaidAt == 0 || p.PGProvider != ours.Channel.Provider || p.PGID != ours.Channel.MID || !p.Sandbox) {
		w.violate("B3", "%s wants %s by %s and was paid by %s: %s by %s.%s, %s", ours.ID, ours.Amount, ours.Channel, p.ImpUID, p.Amount, p.PGProvider, p.PGID, p.Status)
	}
	if a, known := attempt(v, p.ImpUID); known && p.PaidAt == 0 && a.Closing != payment.ClosingNone {
		w.reach("account closing " + string(a.Closing))
		if open := p.Status == engine.Ready; a.Closing == payment.ClosingDue || open && a.Closing == payment.ClosingDone {
			w.violate("LV1", "the account of %s is %s to be closed, and PortOne says %s", p.ImpUID, a.Closing, p.Status)
		}
	}
	if p.PaidAt == 0 {
		if bound {
			w.violate("B29", "%s is %s, and %s says paid", p.ImpUID, p.Status, ours.ID)
		}
		return
	}
	w.explained(t, p, v)
	if bound && (ours.Captured != p.Amount || ours.Returned != p.CancelAmount) {
		w.violate("LV6", "%s: captured %s, back %s; PortOne says %s and %s", ours.ID, ours.Captured, ours.Returned, p.Amount, p.CancelAmount)
	}
	if a, known := attempt(v, p.ImpUID); known {
		if back := a.Succeeded.Minor() + a.External.Minor(); back != p.CancelAmount.Minor() {
			w.violate("B24", "%s: %s by us and %s elsewhere; PortOne says %s", p.ImpUID, a.Succeeded, a.External, p.CancelAmount)
		}
		w.reach("attempt " + string(a.Mark))
	}
}

// judgeRefunds compares every refund with what PortOne did under its tokens.
func (w *World) judgeRefunds(t truth, v merchant.View) {
	for _, r := range v.Refunds {
		p, err := w.engine.PaymentByImpUID(w.account.Code, string(r.ImpUID))
		if err != nil {
			w.violate("B7", "refund %s of %s, which PortOne does not know", r.ID, r.ImpUID)
			continue
		}
		var moved int64
		for _, c := range p.CancelHistory {
			if o, ok := w.monitor.tokens[firstWord(c.Reason)]; ok && o.refund == r.ID {
				moved += c.Amount.Minor()
			}
		}
		w.reach("refund " + string(r.State))
		switch {
		case moved > r.Amount.Minor():
			w.violate("B8", "refund %s of %s moved %d", r.ID, r.Amount, moved)
		case r.State == payment.RefundSucceeded && strings.HasPrefix(r.Evidence, "balance") && moved == 0 && t.alerted(string(r.ImpUID)):
			w.reach("refund concluded by balance, for a person to review")
		case r.State == payment.RefundSucceeded && moved != r.Amount.Minor():
			w.violate("B21", "refund %s says that %s went back, PortOne says %d", r.ID, r.Amount, moved)
		case r.State == payment.RefundRejected && moved != 0:
			w.violate("B21", "refund %s says that nothing went back, PortOne says %d", r.ID, moved)
		case r.State.UnderWay():
			w.violate("LV4", "refund %s is %s at the end", r.ID, r.State)
		}
	}
}

// judgeHistory compares a payment's history with the outbox and with what the
// shop heard.
func (w *World) judgeHistory(t truth, v merchant.View) {
	p := v.Payment
	outward, passed := 0, false
	for _, e := range t.events[p.ID] {
		passed = passed || e.Type == payment.EventPaid
		if !e.Type.Outward() {
			continue
		}
		outward++
		at := slices.IndexFunc(t.outbox[p.ID], func(d merchant.Delivery) bool { return d.EventID == e.ID })
		if at < 0 {
			w.violate("B15", "%s v%d of %s is not in the outbox", e.Type, e.Version, p.ID)
			continue
		}
		if _, heard := w.shop.ids[e.ID]; !heard {
			w.violate("LV5", "the shop never heard %s v%d of %s", e.Type, e.Version, p.ID)
		}
	}
	if len(t.outbox[p.ID]) != outward {
		w.violate("B15", "%d events of %s, %d in the outbox", outward, p.ID, len(t.outbox[p.ID]))
	}
	if (p.State.HoldsMoney() || p.State == payment.Refunded) && !passed {
		w.violate("B15", "%s is %s and was never paid in its history", p.ID, p.State)
	}
	for _, e := range w.shop.told {
		if e.Data.PaymentID == p.ID && e.Type == payment.EventPaid && !passed {
			w.violate("B5", "the shop heard that %s is paid, its history does not know", p.ID)
		}
	}
	w.reach("payment " + string(p.State))
}

// judgeWaiting checks that whatever is not decided is looked at again.
func (w *World) judgeWaiting(v merchant.View) {
	p := v.Payment
	if p.Bound == "" && p.State != payment.Refunded && p.CheckAt.IsZero() {
		w.violate("B22", "%s is %s and nobody will look", p.ID, p.State)
	}
	if p.CheckAt.After(w.now().Add(25*time.Hour + time.Hour)) {
		w.violate("B22", "%s is looked at in %s only", p.ID, p.CheckAt.Sub(w.now()))
	}
}

// judgeAcks checks that every promise was kept.
func (w *World) judgeAcks(t truth) {
	byKey := map[string]string{}
	for _, a := range w.acks {
		switch a.kind {
		case ackOpen:
			at := slices.IndexFunc(t.views, func(v merchant.View) bool { return string(v.Payment.ID) == a.payment })
			if at < 0 || t.views[at].Payment.Amount.Minor() != a.amount {
				w.violate("B13", "payment %s was opened and is lost", a.payment)
			}
		case ackState:
			paid := slices.ContainsFunc(t.events[payment.ID(a.payment)], func(e payment.Event) bool { return e.Type == payment.EventPaid })
			if s := payment.State(a.state); (s.HoldsMoney() || s == payment.Refunded) && !paid {
				w.violate("B13", "the browser was told that %s is %s", a.payment, a.state)
			}
		case ackRefund:
			w.judgeRefundAck(t, a, byKey)
		case ackHook:
			if !slices.ContainsFunc(t.notes, func(n merchant.Note) bool { return string(n.Body) == a.body }) {
				w.violate("B13", "a webhook of %s was answered 200 and is lost", a.imp)
			}
		}
	}
}

func (w *World) judgeRefundAck(t truth, a ack, byKey map[string]string) {
	if other, known := byKey[a.key]; known && other != a.refund {
		w.violate("B17", "the key %s was answered with %s and with %s", a.key, other, a.refund)
	}
	byKey[a.key] = a.refund
	v, _ := w.monitor.byID(a.payment)
	for _, o := range t.views {
		if o.Payment.ID == v.Payment.ID {
			v = o
		}
	}
	at := slices.IndexFunc(v.Refunds, func(r payment.Refund) bool { return string(r.ID) == a.refund })
	switch {
	case at < 0:
		w.violate("B13", "refund %s was answered and is lost", a.refund)
	case !payment.RefundState(a.state).UnderWay() && string(v.Refunds[at].State) != a.state:
		w.violate("B13", "refund %s was answered %s and is %s", a.refund, a.state, v.Refunds[at].State)
	}
}

// judgeOrders checks that no order holds the money of two payments.
func (w *World) judgeOrders(t truth) {
	holding := map[payment.OrderRef]payment.ID{}
	for _, v := range t.views {
		if !v.Payment.State.HoldsMoney() {
			continue
		}
		if other, two := holding[v.Payment.OrderRef]; two {
			w.violate("B4", "%s and %s both hold the money of %s", other, v.Payment.ID, v.Payment.OrderRef)
		}
		holding[v.Payment.OrderRef] = v.Payment.ID
	}
}

// pokeAll has everything looked at again, twice: what was not known yet, such as
// a declined attempt that nobody told of, is known after the first time, and the
// second may change nothing (B26).
func (w *World) pokeAll(d *driver) {
	w.poke(d)
	before, told := w.read(), len(w.shop.told)
	w.poke(d)
	after := w.read()
	for i, v := range after.views {
		if i < len(before.views) && before.views[i].Payment.Version != v.Payment.Version && v.Payment.State != payment.Expired {
			w.violate("B26", "%s was %s and is %s after everything was told again", v.Payment.ID, before.views[i].Payment.State, v.Payment.State)
		}
	}
	for _, e := range w.shop.told[told:] {
		if e.Type != payment.EventExpired {
			w.violate("B26", "the shop heard %s of %s after everything was told again", e.Type, e.Data.PaymentID)
		}
	}
}

func (w *World) poke(d *driver) {
	for i, v := range w.read().views {
		w.sched.spawn("poke "+string(v.Payment.ID), w.now(), func(ctx context.Context) {
			inc := w.replicas[i%len(w.replicas)].inc
			if inc == nil {
				return
			}
			_, _ = inc.service.Confirm(inc.bind(ctx), merchant.Hint{PaymentID: v.Payment.ID, Actor: "webhook"})
		})
	}
	d.until(w.now().Add(time.Minute))
}
