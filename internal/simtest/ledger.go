package simtest

import (
	"encoding/json"
	"reflect"
	"strconv"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
)

// ledger is what arrived at PortOne, as the wire saw it. What became of it the
// sandbox knows by itself.
type ledger struct {
	earlier map[string]*recorder // the last answer to each question, for stale ones
	cancels int
}

func (l *ledger) init() { l.earlier = map[string]*recorder{} }

// cancelArrives judges a cancel before PortOne sees it: what is wrong with it is
// wrong whether or not PortOne carries it out.
func (l *ledger) cancelArrives(w *World, c cancelCall) {
	l.cancels++
	amount, ok := minor(c.Amount)
	if !ok || amount <= 0 || c.Checksum == nil {
		w.violate("B10", "a cancel of %s with amount %s and checksum %s", c.ImpUID, number(c.Amount), number(c.Checksum))
	}
	o, known := w.monitor.tokens[firstWord(c.Reason)]
	checksum, _ := minor(c.Checksum)
	switch {
	case !known:
		w.violate("B14", "a cancel of %s with the reason %.20q was never written down", c.ImpUID, c.Reason)
	case string(o.imp) != c.ImpUID || o.amount != amount || o.checksum != checksum && !w.monitor.lenient:
		w.violate("B14", "a cancel of %s, %d on %d was written down as %s, %d on %d", c.ImpUID, amount, checksum, o.imp, o.amount, o.checksum)
	}
	if known && w.monitor.opened(o.refund, firstWord(c.Reason)) {
		w.violate("B14", "a cancel of %s was sent before the sending was written down", c.ImpUID)
	}
	p, err := w.engine.PaymentByImpUID(w.account.Code, c.ImpUID)
	if err != nil {
		return
	}
	ours, found := w.monitor.byUID(payment.MerchantUID(p.MerchantUID))
	if !found {
		w.violate("B7", "a cancel of %s, whose merchant_uid %s is not ours", c.ImpUID, p.MerchantUID)
		return
	}
	if known && o.initiator == payment.ByJudge && string(ours.Payment.Bound) == c.ImpUID {
		w.violate("B6", "%s paid for %s and is given back by itself", c.ImpUID, ours.Payment.ID)
	}
}

// opened reports whether a refund waits for its first sending.
func (m *monitor) opened(id payment.RefundID, token string) bool {
	for _, v := range m.payments {
		for _, r := range v.Refunds {
			if r.ID == id && r.Token == token {
				return r.State == payment.RefundOpened
			}
		}
	}
	return false
}

func minor(n *json.Number) (int64, bool) {
	if n == nil {
		return 0, false
	}
	v, err := strconv.ParseInt(n.String(), 10, 64)
	return v, err == nil
}

func (m *monitor) byUID(uid payment.MerchantUID) (merchant.View, bool) {
	for _, v := range m.payments {
		if v.Payment.MerchantUID == uid {
			return v, true
		}
	}
	return merchant.View{}, false
}

// shopHears notes an event at the shop, which trusts its id and nothing else.
func (w *World) shopHears(e merchant.ShopEvent, header string) {
	if w.shop.ids == nil {
		w.shop.ids, w.shop.yes = map[string]merchant.ShopEvent{}, map[string]bool{}
	}
	if header != e.ID {
		w.violate("B16", "event %s came with the id %s", e.ID, header)
	}
	old, again := w.shop.ids[e.ID]
	if again {
		if old.Type != e.Type || !reflect.DeepEqual(old.Data, e.Data) {
			w.violate("B16", "event %s was told twice and differently", e.ID)
		}
		w.reach("shop told twice")
		return
	}
	v, known := w.monitor.payments[e.Data.PaymentID]
	if !known || v.Payment.Version < e.Data.Version {
		w.violate("B14", "the shop heard %s of %s v%d before it was stored", e.Type, e.Data.PaymentID, e.Data.Version)
	}
	for _, earlier := range w.shop.told {
		if earlier.Data.PaymentID == e.Data.PaymentID && earlier.Data.Version >= e.Data.Version {
			w.violate("B16", "%s v%d came after v%d", e.Data.PaymentID, e.Data.Version, earlier.Data.Version)
		}
		if earlier.Data.PaymentID == e.Data.PaymentID && earlier.Type == e.Type && e.Type == payment.EventPaid {
			w.violate("B4", "the shop heard twice that %s is paid", e.Data.PaymentID)
		}
	}
	w.shop.ids[e.ID] = e
	w.shop.told = append(w.shop.told, e)
	w.note("shop", "hears "+string(e.Type)+" of "+string(e.Data.MerchantUID)+" v"+strconv.FormatInt(e.Data.Version, 10))
	if e.Type == payment.EventPaid {
		w.shopLearnsPaid(e)
	}
}
