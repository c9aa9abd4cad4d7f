package merchant

import (
	"context"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/payment"
)

// Payment reads one payment; its error has the code payment_not_found.
func (s *Service) Payment(ctx context.Context, pid payment.ID) (View, error) {
	var v View
	err := s.Store.View(ctx, func(tx Tx) error {
		var err error
		v, err = load(ctx, tx, pid)
		return err
	})
	return v, err
}

func completeAll(ctx context.Context, tx Tx, rows []payment.Payment) ([]View, error) {
	list := make([]View, 0, len(rows))
	for _, p := range rows {
		v, err := complete(ctx, tx, p)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, nil
}

// Order is an order as the shop thinks of it.
type Order struct {
	Ref      payment.OrderRef
	Payments []View // oldest first, at least one
}

// Current returns the payment that holds the order's money, else the newest.
func (o Order) Current() View {
	for _, v := range o.Payments {
		if v.Payment.State.HoldsMoney() {
			return v
		}
	}
	return o.Payments[len(o.Payments)-1]
}

// State says where the order stands: unpaid, awaiting_deposit, paid,
// partially_refunded or refunded.
func (o Order) State() string {
	switch state := o.Current().Payment.State; state {
	case payment.Paid, payment.PartiallyRefunded, payment.Refunded, payment.AwaitingDeposit:
		return string(state)
	}
	return "unpaid"
}

// Order reads an order; its error has the code order_not_found.
func (s *Service) Order(ctx context.Context, ref payment.OrderRef) (Order, error) {
	o := Order{Ref: ref}
	err := s.Store.View(ctx, func(tx Tx) error {
		rows, err := tx.Payments().OfOrder(ctx, ref)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return fault.New(fault.OrderNotFound)
		}
		o.Payments, err = completeAll(ctx, tx, rows)
		return err
	})
	return o, err
}

// History reads a payment's events, oldest first.
func (s *Service) History(ctx context.Context, pid payment.ID) ([]payment.Event, error) {
	var list []payment.Event
	err := s.Store.View(ctx, func(tx Tx) error {
		if _, err := tx.Payments().ByID(ctx, pid); err != nil {
			return notFound(err, fault.PaymentNotFound)
		}
		var err error
		list, err = tx.Events().OfPayment(ctx, pid)
		return err
	})
	return list, err
}
