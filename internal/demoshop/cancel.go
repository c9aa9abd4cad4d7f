package demoshop

import (
	"fmt"
	"net/http"

	"github.com/naru-pay/naru/internal/fault"
)

// cancel gives back all that was paid, at the buyer's wish, until the goods are
// being packed. The idempotency key is made of the payment and its version, so
// pressing twice is one refund, and a refund that was refused can be asked for
// again.
func (s *Shop) cancel(w http.ResponseWriter, r *http.Request) error {
	o, err := s.mine(r)
	if err != nil {
		return err
	}
	var in cancelRequest
	if err := decode(w, r, &in); err != nil {
		return err
	}
	body, err := in.body()
	if err != nil {
		return err
	}
	if _, err = s.look(r.Context(), o.Ref); err != nil {
		return err
	}
	if o, err = s.beginCancel(o.Ref); err != nil {
		return err
	}
	defer s.orders.update(o.Ref, func(o *order) { o.cancelling-- })
	p := o.Seen.Payment
	if err := s.server.cancel(r.Context(), p.ID, fmt.Sprintf("shop-%s-v%d", p.ID, p.Version), body); err != nil {
		s.orders.update(o.Ref, func(o *order) { o.note(s.clock.Now(), "cancel_refused", string(problemOf(err).Code)) })
		return err
	}
	return s.answerOrder(w, r, o.Ref)
}

// beginCancel decides by what the shop knows whether the buyer may cancel, and
// keeps the goods from being packed meanwhile.
func (s *Shop) beginCancel(ref string) (order, error) {
	var refused error
	o, ok := s.orders.update(ref, func(o *order) {
		switch {
		case o.Shipping == shippingStarted:
			refused = fault.New(inPreparation)
			o.note(s.clock.Now(), "cancel_refused", string(inPreparation))
		case !o.cancellable():
			refused = fault.New(cannotBeStopped)
		default:
			o.cancelling++
			o.note(s.clock.Now(), "cancel_asked", o.Seen.Payment.ID)
		}
	})
	if !ok {
		return order{}, fault.New(fault.OrderNotFound)
	}
	return o, refused
}

type cancelRequest struct {
	Reason        string `json:"reason"`
	RefundAccount *struct {
		Bank   string `json:"bank"`
		Number string `json:"number"`
		Holder string `json:"holder"`
	} `json:"refund_account"`
}

func (in cancelRequest) body() (map[string]any, error) {
	body := map[string]any{"reason": "구매자 취소"}
	if in.Reason != "" {
		if err := plainText("reason", in.Reason, 100); err != nil {
			return nil, err
		}
		body["reason"] = in.Reason
	}
	if a := in.RefundAccount; a != nil {
		for field, text := range map[string]string{"bank": a.Bank, "number": a.Number, "holder": a.Holder} {
			if err := plainText("refund_account."+field, text, 40); err != nil {
				return nil, err
			}
		}
		body["refund_account"] = map[string]string{"bank": a.Bank, "number": a.Number, "holder": a.Holder}
	}
	return body, nil
}
