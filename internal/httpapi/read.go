package httpapi

import (
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

func (a *server) listPayments(w http.ResponseWriter, r *http.Request) error {
	q, err := query(r, "buyer_phone", "buyer_email", "state", "order_ref", "method", "created_from", "created_to", "paid_from", "paid_to", "cursor", "limit")
	if err != nil {
		return err
	}
	p, err := page(q)
	if err != nil {
		return err
	}
	trait, value, err := buyerAsked(q)
	if err != nil {
		return err
	}
	if value != "" {
		rows, err := a.Service.PaymentsOfBuyer(r.Context(), trait, value, p)
		if err != nil {
			return err
		}
		return problem.WriteJSON(w, http.StatusOK, listOf(rows, p, placeOf, shapeListed))
	}
	f, err := paymentFilter(q)
	if err != nil {
		return err
	}
	p.Limit-- // the list itself tells whether there are more
	found, err := a.Service.Payments(r.Context(), f, p)
	if err != nil {
		return err
	}
	out := list[paymentJSON]{Data: make([]paymentJSON, 0, len(found.Rows))}
	for _, v := range found.Rows {
		out.Data = append(out.Data, shapeListed(v))
	}
	if found.Next != nil {
		out.Next = cursorOf(found.Next.Before, found.Next.BeforeID)
	}
	return problem.WriteJSON(w, http.StatusOK, out)
}

func placeOf(v merchant.View) (time.Time, string) { return v.Payment.CreatedAt, string(v.Payment.ID) }

// paymentFilter reads what narrows a list of payments.
func paymentFilter(q map[string]string) (merchant.PaymentFilter, error) {
	f := merchant.PaymentFilter{State: payment.State(q["state"]), OrderRef: payment.OrderRef(q["order_ref"]), Method: q["method"]}
	if f.State != "" && !slices.Contains(payment.States, f.State) {
		return f, fault.Field(fault.BadQuery, "state", "one of %v", payment.States)
	}
	for _, span := range []struct {
		from, to         *time.Time
		fromName, toName string
	}{{&f.CreatedFrom, &f.CreatedTo, "created_from", "created_to"}, {&f.PaidFrom, &f.PaidTo, "paid_from", "paid_to"}} {
		var err error
		if *span.from, err = instant(q, span.fromName); err != nil {
			return f, err
		}
		if *span.to, err = instant(q, span.toName); err != nil {
			return f, err
		}
		if !span.to.IsZero() && !span.to.After(*span.from) {
			return f, fault.Field(fault.BadQuery, span.toName, "not after %s", span.fromName)
		}
	}
	return f, nil
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
