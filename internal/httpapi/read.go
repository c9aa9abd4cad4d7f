package httpapi

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/problem"
)

func (a *server) readPayment(w http.ResponseWriter, r *http.Request) error {
	pid, err := paymentID(r)
	if err != nil {
		return err
	}
	q, err := query(r, "unmask")
	if err != nil {
		return err
	}
	unmask, err := a.mayUnmask(r, q["unmask"])
	if err != nil {
		return err
	}
	v, err := a.Service.Payment(r.Context(), pid)
	if v, err = a.unrecorded(claimOf(r), v, err); err != nil {
		return err
	}
	out := shapeFor(callerOf(r), v)
	if callerOf(r) != buyer {
		out.Buyer = shapeBuyer(v.Payment.Buyer.Masked(), true)
	}
	if unmask {
		if err := a.unmask(r, v.Payment.ID, &out); err != nil {
			return err
		}
	}
	return problem.WriteJSON(w, http.StatusOK, out)
}

func placeOf(v merchant.View) (time.Time, string) { return v.Payment.CreatedAt, string(v.Payment.ID) }

func (a *server) listPayments(w http.ResponseWriter, r *http.Request) error {
	q, err := query(r, "buyer_phone", "buyer_email", "state", "order_ref", "cursor", "limit")
	if err != nil {
		return err
	}
	p, err := page(q)
	if err != nil {
		return err
	}
	state := payment.State(q["state"])
	if state != "" && !slices.Contains(payment.States, state) {
		return fault.Field(fault.BadQuery, "state", "one of %v", payment.States)
	}
	var rows []merchant.View
	trait, value, err := buyerAsked(q)
	if err != nil {
		return err
	}
	if value != "" {
		rows, err = a.Service.PaymentsOfBuyer(r.Context(), trait, value, p)
	} else if ref := q["order_ref"]; ref != "" {
		rows, err = a.ofOrder(r.Context(), payment.OrderRef(ref), state, p)
	} else {
		rows, err = a.Service.Payments(r.Context(), state, p)
	}
	if err != nil {
		return err
	}
	return problem.WriteJSON(w, http.StatusOK, listOf(rows, p, placeOf, shapeListed))
}

// ofOrder cuts the page out of one order's payments; an order without any is an
// empty list.
func (a *server) ofOrder(ctx context.Context, ref payment.OrderRef, state payment.State, p merchant.Page) ([]merchant.View, error) {
	o, err := a.Service.Order(ctx, ref)
	if errors.Is(err, fault.New(fault.OrderNotFound)) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var rows []merchant.View
	for _, v := range slices.Backward(o.Payments) {
		at, id := placeOf(v)
		after := p.Before.IsZero() || at.Before(p.Before) || (at.Equal(p.Before) && id < p.BeforeID)
		if after && (state == "" || v.Payment.State == state) && len(rows) < p.Limit {
			rows = append(rows, v)
		}
	}
	return rows, nil
}

type orderJSON struct {
	OrderRef payment.OrderRef `json:"order_ref"`
	State    string           `json:"state"`
	Payment  paymentJSON      `json:"payment"`
	Payments []paymentJSON    `json:"payments"`
}

func (a *server) readOrder(w http.ResponseWriter, r *http.Request) error {
	if _, err := query(r); err != nil {
		return err
	}
	ref, ok := pathValue(r, "order_ref")
	if !ok {
		return fault.New(fault.OrderNotFound)
	}
	o, err := a.Service.Order(r.Context(), payment.OrderRef(ref))
	if err != nil {
		return err
	}
	out := orderJSON{OrderRef: o.Ref, State: o.State(), Payment: shapeMasked(o.Current())}
	for _, v := range slices.Backward(o.Payments) {
		out.Payments = append(out.Payments, shapeMasked(v))
	}
	return problem.WriteJSON(w, http.StatusOK, out)
}

func (a *server) listEvents(w http.ResponseWriter, r *http.Request) error {
	q, err := query(r, "payment_id")
	if err != nil {
		return err
	}
	if q["payment_id"] == "" {
		return fault.Field(fault.BadQuery, "payment_id", "whose history")
	}
	if !ownID.MatchString(q["payment_id"]) {
		return fault.New(fault.PaymentNotFound)
	}
	history, err := a.Service.History(r.Context(), payment.ID(q["payment_id"]))
	if err != nil {
		return err
	}
	out := list[eventJSON]{Data: make([]eventJSON, 0, len(history))}
	for _, e := range history {
		out.Data = append(out.Data, shapeEvent(e))
	}
	return problem.WriteJSON(w, http.StatusOK, out)
}
