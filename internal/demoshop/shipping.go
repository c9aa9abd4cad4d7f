package demoshop

import (
	"net/http"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/problem"
)

// shipping is what the shop does about the goods.
type shipping string

const (
	shippingWaits    shipping = "waiting"
	shippingAccepted shipping = "accepted"  // paid; the buyer may still cancel
	shippingStarted  shipping = "preparing" // being packed; the buyer asks the shop instead
	shippingStopped  shipping = "stopped"
	shippingShort    shipping = "short" // paid, and somebody else has the goods
)

// prepareAfter is how long a buyer may change his mind before the shop packs.
const prepareAfter = 30 * time.Minute

// stage is where an order stands, as shops name it: 결제대기, 입금대기, 결제완료,
// 배송준비, 취소.
type stage string

const (
	stageUnpaid    stage = "awaiting_payment"
	stageDeposit   stage = "awaiting_deposit"
	stagePaid      stage = "paid"
	stagePreparing stage = "preparing"
	stageCancelled stage = "cancelled"
)

func (o order) stage() stage {
	switch {
	case o.Shipping == shippingStopped:
		return stageCancelled
	case o.Shipping == shippingStarted:
		return stagePreparing
	case o.Shipping == shippingAccepted, o.Shipping == shippingShort:
		return stagePaid
	case o.Seen.Payment != nil && o.Seen.Payment.State == "awaiting_deposit":
		return stageDeposit
	}
	return stageUnpaid
}

// cancellable reports whether the buyer may give all back: it is paid, not being
// packed, and nothing is on its way back.
func (o order) cancellable() bool {
	p := o.Seen.Payment
	return o.stage() == stagePaid && p != nil && p.Cancellable > 0 && !p.refunding()
}

// learn takes an answer of the payment server, unless a later question was
// already answered, and moves the goods by it.
func (s *orders) learn(ref string, ask uint64, seen orderAnswer, now time.Time) (order, bool) {
	return s.update(ref, func(o *order) {
		if ask < o.seenAsk {
			return
		}
		o.seenAsk, o.Seen = ask, seen
		s.ship(o, now)
	})
}

// ship moves the goods by the order's state: accepted once when it is paid,
// packed after a while, stopped when all the money went back.
func (s *orders) ship(o *order, now time.Time) {
	paid := o.Seen.State == "paid" || o.Seen.State == "partially_refunded"
	waits := o.Shipping == shippingWaits || o.Shipping == shippingStopped
	switch {
	case waits && paid && !(o.Shipping == shippingStopped && o.Seen.State != "paid"):
		s.accept(o, now)
	case paid && o.Shipping == shippingAccepted && !now.Before(o.AcceptedAt.Add(prepareAfter)):
		o.pack(now)
	case !waits && o.Seen.State == "refunded":
		o.Shipping, o.Holds = shippingStopped, nil
		o.note(now, "shipping_stopped", "")
	}
}

// accept takes a paid order in, if its goods are there.
func (s *orders) accept(o *order, now time.Time) {
	if !o.keeps() && !s.suffices(o) {
		o.Shipping = shippingShort
		o.note(now, "stock_short", "")
		return
	}
	o.Shipping, o.AcceptedAt = shippingAccepted, now
	o.note(now, "order_accepted", "")
}

// pack starts the sending, unless the money is on its way back.
func (o *order) pack(now time.Time) bool {
	p := o.Seen.Payment
	if o.Shipping != shippingAccepted || o.cancelling > 0 || p == nil || p.refunding() {
		return false
	}
	o.Shipping = shippingStarted
	o.note(now, "shipping_started", "")
	return true
}

// prepare is what the shop's staff do on a real shop's own pages: it starts the
// sending of an order that the payment server says is paid.
func (s *Shop) prepare(w http.ResponseWriter, r *http.Request) error {
	o, err := s.mine(r)
	if err != nil {
		return err
	}
	var in struct{}
	if err := decode(w, r, &in); err != nil {
		return err
	}
	if o, err = s.look(r.Context(), o.Ref); err != nil {
		return err
	}
	packed := o.Shipping == shippingStarted
	o, _ = s.orders.update(o.Ref, func(o *order) { packed = o.pack(s.clock.Now()) || packed })
	if !packed {
		return fault.New(notToBeSent)
	}
	return problem.WriteJSON(w, http.StatusOK, map[string]any{"order": s.view(o)})
}
