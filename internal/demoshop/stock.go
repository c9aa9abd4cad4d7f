package demoshop

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/problem"
)

// question is what the payment server asks before PortOne approves an attempt.
// Its id names the hold.
type question struct {
	ID   string `json:"id"`
	Data struct {
		PaymentID string `json:"payment_id"`
		OrderRef  string `json:"order_ref"`
		Amount    int64  `json:"amount"`
		Currency  string `json:"currency"`
		Late      bool   `json:"late"`
	} `json:"data"`
}

// permission is the shop's answer; Reason is what the buyer reads.
type permission struct {
	Approved bool   `json:"approved"`
	Reason   string `json:"reason,omitempty"`
}

// approve answers the payment server's question on its raw bytes, signed as its
// webhooks are: whether the goods of an order are there, and from now on held
// for it.
func (s *Shop) approve(w http.ResponseWriter, r *http.Request) error {
	if _, err := query(r); err != nil {
		return err
	}
	body, err := problem.ReadBody(w, r, mostBody)
	if err != nil {
		return err
	}
	if err := verify(s.webhookSecret, r.Header, body, s.clock.Now()); err != nil {
		return err
	}
	var q question
	if err := json.Unmarshal(body, &q); err != nil || q.ID == "" {
		return fault.New(fault.BadJSON)
	}
	return problem.WriteJSON(w, http.StatusOK, s.orders.permit(q, s.clock.Now()))
}

// permit holds the goods of an order, all of them or none, and answers a
// question that comes again as before. Late money goes back, as the shop's pages
// say.
func (s *orders) permit(q question, now time.Time) permission {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, ok := s.byRef[q.Data.OrderRef]
	if !ok {
		return permission{Approved: true} // another shop's, or a developer's own: none of our goods go
	}
	if kept, asked := o.Holds[q.ID]; asked {
		return o.permission(kept)
	}
	kept := !q.Data.Late && o.has(q.Data.PaymentID) && q.Data.Currency == "KRW" && q.Data.Amount == o.Totals.Total && s.suffices(o)
	o.hold(q.ID, kept)
	if kind := "stock_refused"; s.limited(o) {
		if kept {
			kind = "stock_held"
		}
		o.note(now, kind, q.ID)
	} else if kept {
		o.note(now, "approval_given", q.ID)
	} else {
		o.note(now, "approval_refused", q.ID)
	}
	if err := s.file.append(*o); err != nil {
		s.logger.Error("hold not written", "order_ref", o.Ref, "err", err)
		o.hold(q.ID, false)
		return o.permission(false)
	}
	return o.permission(kept)
}

func (o *order) permission(kept bool) permission {
	switch {
	case kept:
		return permission{Approved: true}
	case o.Language == "en":
		return permission{Reason: "Sold out just now. No money was taken."}
	}
	return permission{Reason: "방금 품절되었습니다. 돈은 나가지 않았습니다."}
}

// hold remembers what was answered to a question. The map is made anew, because
// copies of the order share it.
func (o *order) hold(id string, kept bool) {
	holds := maps.Clone(o.Holds)
	if holds == nil {
		holds = map[string]bool{}
	}
	holds[id] = kept
	o.Holds = holds
}

// release lets the goods of holds go. One that is not known yet is refused when
// its question arrives.
func (o *order) release(ids []string, now time.Time) {
	for _, id := range ids {
		if o.Holds[id] {
			o.note(now, "stock_released", id)
		}
		o.hold(id, false)
	}
}

// keeps reports whether pieces are taken out of the stock for the order: they are
// held for it, or sold to it.
func (o *order) keeps() bool {
	if o.Shipping == shippingAccepted || o.Shipping == shippingStarted {
		return true
	}
	for _, kept := range o.Holds {
		if kept {
			return true
		}
	}
	return false
}

// wants is how many pieces of a product the order is for.
func (o *order) wants(productID string) int64 {
	var n int64
	for _, l := range o.Lines {
		if l.ProductID == productID {
			n += l.Qty
		}
	}
	return n
}

// left counts the pieces of a product that no order but ref keeps.
func (s *orders) left(p product, ref string) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.leftLocked(p, ref)
}

func (s *orders) leftLocked(p product, ref string) int64 {
	left := p.Stock
	for _, o := range s.byRef {
		if o.Ref != ref && o.keeps() {
			left -= o.wants(p.ID)
		}
	}
	return max(left, 0)
}

// limited reports whether an order has something of which there are only so many.
func (s *orders) limited(o *order) bool {
	for _, l := range o.Lines {
		if p, ok := findProduct(l.ProductID); ok && p.Stock > 0 {
			return true
		}
	}
	return false
}

// suffices reports whether there are pieces enough for an order.
func (s *orders) suffices(o *order) bool {
	for _, l := range o.Lines {
		p, ok := findProduct(l.ProductID)
		if !ok || p.Stock > 0 && s.leftLocked(p, o.Ref) < o.wants(p.ID) {
			return false
		}
	}
	return true
}

// giveBackShort gives back what was paid for goods that are gone: a PG that does
// not ask before it approves let a second buyer pay. A refund that needs the
// buyer's account waits for the buyer, who may cancel.
func (s *Shop) giveBackShort(ctx context.Context, o order) {
	p := o.Seen.Payment
	if o.Shipping != shippingShort || p == nil || p.Cancellable <= 0 || p.refunding() {
		return
	}
	err := s.server.cancel(ctx, p.ID, "shop-"+p.ID+"-short", map[string]any{"reason": "재고 부족"})
	if err != nil {
		s.logger.Warn("order without stock is not given back yet", "order_ref", o.Ref, "err", err)
	}
}
