package demoshop

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/problem"
)

type createRequest struct {
	Items    []wish `json:"items"`
	Coupon   string `json:"coupon"`
	Buyer    buyer  `json:"buyer"`
	Method   string `json:"method"`
	Language string `json:"language"`
	Consent  bool   `json:"consent"` // the buyer ticked that the order is right and may be charged
}

// payAnswer is what the browser needs to open the PG's window. The price and
// the merchant_uid in it are the payment server's.
type payAnswer struct {
	OrderRef      string          `json:"order_ref"`
	Key           string          `json:"key"`
	Order         orderView       `json:"order"`
	Payment       paymentState    `json:"payment"`
	ClientToken   string          `json:"client_token"`
	PaymentServer string          `json:"payment_server"`
	Checkout      json.RawMessage `json:"checkout"`
}

// createOrder stores an order at the shop's own price and opens its payment.
func (s *Shop) createOrder(w http.ResponseWriter, r *http.Request) error {
	if _, err := query(r); err != nil {
		return err
	}
	var in createRequest
	if err := decode(w, r, &in); err != nil {
		return err
	}
	o, err := s.draft(in)
	if err != nil {
		return err
	}
	if err := s.orders.add(o); err != nil {
		return err
	}
	out, err := s.open(r.Context(), o)
	if err != nil {
		return err
	}
	return problem.WriteJSON(w, http.StatusCreated, out)
}

// draft checks a request and makes an order of it.
func (s *Shop) draft(in createRequest) (order, error) {
	lines, err := priced(in.Items)
	if err != nil {
		return order{}, err
	}
	if err := s.inStock(lines, ""); err != nil {
		return order{}, err
	}
	t, err := sum(lines, in.Coupon)
	if err != nil {
		return order{}, err
	}
	b, err := in.Buyer.checked()
	if err != nil {
		return order{}, err
	}
	if _, ok := methods[in.Method]; !ok {
		return order{}, fault.New(methodUnknown)
	}
	if err := language(in.Language); err != nil {
		return order{}, err
	}
	if !in.Consent {
		return order{}, fault.New(consentMissing)
	}
	now := s.clock.Now()
	ref, err := newRef(now, s.entropy)
	if err != nil {
		return order{}, err
	}
	key, err := newKey(s.entropy)
	if err != nil {
		return order{}, err
	}
	o := order{
		Ref: ref, Key: key, CreatedAt: now, Lines: lines, Totals: t, Buyer: b, Language: in.Language, Method: in.Method,
		Shipping: shippingWaits,
	}
	o.note(now, "order_stored", fmt.Sprintf("%d won", t.Total))
	return o, nil
}

func language(text string) error {
	if text != "" && text != "ko" && text != "en" {
		return fault.Field(fault.BadField, "language", "ko or en")
	}
	return nil
}

// payAgain opens a payment for an order once more: the same method answers the
// payment that is still open, another one closes it and opens a new one.
func (s *Shop) payAgain(w http.ResponseWriter, r *http.Request) error {
	o, err := s.mine(r)
	if err != nil {
		return err
	}
	var in struct {
		Method   string `json:"method"`
		Language string `json:"language"`
	}
	if err := decode(w, r, &in); err != nil {
		return err
	}
	if _, ok := methods[in.Method]; !ok {
		return fault.New(methodUnknown)
	}
	if err := language(in.Language); err != nil {
		return err
	}
	if err := s.inStock(o.Lines, o.Ref); err != nil {
		return err
	}
	o, _ = s.orders.update(o.Ref, func(o *order) {
		o.Method, o.Language = in.Method, in.Language
		o.Report = nil // a new try; what the last one said is over
	})
	out, err := s.open(r.Context(), o)
	if err != nil {
		return err
	}
	return problem.WriteJSON(w, http.StatusOK, out)
}

// open asks the payment server for a payment of the order.
func (s *Shop) open(ctx context.Context, o order) (payAnswer, error) {
	m := methods[o.Method]
	ask := s.orders.ask()
	page := url.Values{"order": {o.Ref}, "key": {o.Key}}
	items := make([]openItem, 0, len(o.Lines))
	for _, l := range o.Lines {
		items = append(items, l.item(o.Language))
	}
	got, err := s.server.open(ctx, openRequest{
		OrderRef:   o.Ref,
		Items:      items,
		Shipping:   o.Totals.Shipping,
		Discount:   o.Totals.Discount,
		PayMethod:  m.payMethod,
		PG:         m.pg,
		Buyer:      o.Buyer,
		ReturnURL:  s.publicURL + "/result?" + page.Encode(),
		RequestPay: m.extras(o.Language, o.CreatedAt.In(clock.KST)),
	})
	if err != nil {
		return payAnswer{}, err
	}
	o, ok := s.orders.update(o.Ref, func(o *order) { o.opened(ask, got.Payment, s.clock.Now()) })
	if !ok {
		return payAnswer{}, fault.New(fault.OrderNotFound)
	}
	return payAnswer{
		OrderRef: o.Ref, Key: o.Key, Order: s.view(o), Payment: got.Payment,
		ClientToken: got.ClientToken, PaymentServer: s.serverURL, Checkout: got.Checkout,
	}, nil
}

type completeRequest struct {
	PaymentID    string  `json:"payment_id"`
	ImpUID       *string `json:"imp_uid"`
	ErrorCode    *string `json:"error_code"`
	ErrorMessage *string `json:"error_msg"`
}

const (
	mostShort = 64
	mostError = 500
)

// complete takes what the browser's callback said as a hint, asks the payment
// server to look, and answers with what that found.
func (s *Shop) complete(w http.ResponseWriter, r *http.Request) error {
	o, err := s.mine(r)
	if err != nil {
		return err
	}
	var in completeRequest
	if err := decode(w, r, &in); err != nil {
		return err
	}
	if !o.has(in.PaymentID) {
		return fault.Field(fault.BadField, "payment_id", "not a payment of this order")
	}
	said := report{
		PaymentID: in.PaymentID, ImpUID: cut(in.ImpUID, mostShort),
		ErrorCode: cut(in.ErrorCode, mostShort), ErrorMessage: cut(in.ErrorMessage, mostError), At: s.clock.Now(),
	}
	s.orders.update(o.Ref, func(o *order) { o.reported(said) })
	if err := s.server.complete(r.Context(), in.PaymentID, said.hint()); err != nil {
		return err
	}
	return s.answerOrder(w, r, o.Ref)
}

// hint is the report in the words of the payment server; what was not said is
// left out.
func (r report) hint() map[string]any {
	hint := map[string]any{}
	for name, value := range map[string]string{"imp_uid": r.ImpUID, "error_code": r.ErrorCode, "error_msg": r.ErrorMessage} {
		if value != "" {
			hint[name] = value
		}
	}
	return hint
}

// cut returns at most n characters of a text that may be missing.
func cut(text *string, n int) string {
	if text == nil {
		return ""
	}
	runes := []rune(*text)
	return string(runes[:min(n, len(runes))])
}
