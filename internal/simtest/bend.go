package simtest

import (
	"context"
	"time"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
)

// bend says what a mutant does to what passes between the use cases and the
// store. What is nil stays as it is; a function that returns false swallows the
// write, which is answered as if it had been made.
type bend struct {
	update      func(ctx context.Context, next merchant.Store, fn func(merchant.Tx) error) error
	view        func(ctx context.Context, next merchant.Store, fn func(merchant.Tx) error) error
	paymentRead func(*payment.Payment)
	ofOrder     func([]payment.Payment) []payment.Payment // who holds the order's money is not told either
	savePayment func(context.Context, merchant.Tx, *payment.Payment) bool
	attempts    func([]payment.Attempt) []payment.Attempt
	putAttempt  func(context.Context, merchant.Tx, *payment.Attempt) bool
	refundRead  func(*payment.Refund)
	refunds     func([]payment.Refund) []payment.Refund
	byKey       func(*payment.Refund, error) (payment.Refund, error)
	newRefund   func(context.Context, merchant.Tx, *payment.Refund) bool
	saveRefund  func(context.Context, merchant.Tx, *payment.Refund, *int64) bool
	dueRefunds  func(context.Context, merchant.Tx, []payment.RefundID) []payment.RefundID
	event       func(*payment.Event) bool
	deliver     func(context.Context, merchant.Tx, *merchant.Delivery) bool
	claimed     func(context.Context, merchant.Tx, []merchant.Delivery) []merchant.Delivery
	failed      func(context.Context, merchant.Tx, string, int64, time.Time) bool
	delivered   func() bool
	note        func(*merchant.Note) bool
	noteDone    func(next *time.Time, outcome string)
	discrepancy func(*payment.Discrepancy) bool
	checks      func([]payment.Payment) []payment.Payment
	closings    func(context.Context, merchant.Tx, []payment.Attempt) []payment.Attempt
}

// bent returns the store as the bend makes it.
func bent(b bend) func(*World, merchant.Store) merchant.Store {
	return func(_ *World, next merchant.Store) merchant.Store { return bentStore{next, &b} }
}

type bentStore struct {
	next merchant.Store
	b    *bend
}

func (s bentStore) View(ctx context.Context, fn func(merchant.Tx) error) error {
	run := func(tx merchant.Tx) error { return fn(bentTx{tx, s.b}) }
	if s.b.view != nil {
		return s.b.view(ctx, s.next, run)
	}
	return s.next.View(ctx, run)
}

func (s bentStore) Update(ctx context.Context, fn func(merchant.Tx) error) error {
	run := func(tx merchant.Tx) error { return fn(bentTx{tx, s.b}) }
	if s.b.update != nil {
		return s.b.update(ctx, s.next, run)
	}
	return s.next.Update(ctx, run)
}

type bentTx struct {
	merchant.Tx
	b *bend
}

func (x bentTx) Payments() merchant.Payments { return bentPayments{x.Tx.Payments(), x} }
func (x bentTx) Attempts() merchant.Attempts { return bentAttempts{x.Tx.Attempts(), x} }
func (x bentTx) Refunds() merchant.Refunds   { return bentRefunds{x.Tx.Refunds(), x} }
func (x bentTx) Events() merchant.Events     { return bentEvents{x.Tx.Events(), x.b} }
func (x bentTx) Outbox() merchant.Outbox     { return bentOutbox{x.Tx.Outbox(), x} }
func (x bentTx) Inbox() merchant.Inbox       { return bentInbox{x.Tx.Inbox(), x.b} }
func (x bentTx) Discrepancies() merchant.Discrepancies {
	return bentWarnings{x.Tx.Discrepancies(), x.b}
}

type bentPayments struct {
	merchant.Payments
	x bentTx
}

func (r bentPayments) read(p payment.Payment, err error) (payment.Payment, error) {
	if err == nil && r.x.b.paymentRead != nil {
		r.x.b.paymentRead(&p)
	}
	return p, err
}

func (r bentPayments) ByID(ctx context.Context, id payment.ID) (payment.Payment, error) {
	return r.read(r.Payments.ByID(ctx, id))
}

func (r bentPayments) ByMerchantUID(ctx context.Context, uid payment.MerchantUID) (payment.Payment, error) {
	return r.read(r.Payments.ByMerchantUID(ctx, uid))
}

func (r bentPayments) OfOrder(ctx context.Context, ref payment.OrderRef) ([]payment.Payment, error) {
	list, err := r.Payments.OfOrder(ctx, ref)
	if r.x.b.ofOrder != nil {
		list = r.x.b.ofOrder(list)
	}
	return list, err
}

func (r bentPayments) Holder(ctx context.Context, ref payment.OrderRef) (payment.ID, error) {
	if r.x.b.ofOrder != nil {
		return "", nil
	}
	return r.Payments.Holder(ctx, ref)
}

func (r bentPayments) Save(ctx context.Context, p payment.Payment) error {
	if r.x.b.savePayment != nil && !r.x.b.savePayment(ctx, r.x.Tx, &p) {
		return nil
	}
	return r.Payments.Save(ctx, p)
}

func (r bentPayments) ClaimChecks(ctx context.Context, now, lease time.Time, limit int) ([]payment.Payment, error) {
	list, err := r.Payments.ClaimChecks(ctx, now, lease, limit)
	if r.x.b.checks != nil {
		list = r.x.b.checks(list)
	}
	return list, err
}

type bentAttempts struct {
	merchant.Attempts
	x bentTx
}

func (r bentAttempts) OfPayment(ctx context.Context, id payment.ID) ([]payment.Attempt, error) {
	list, err := r.Attempts.OfPayment(ctx, id)
	if r.x.b.attempts != nil {
		list = r.x.b.attempts(list)
	}
	return list, err
}

func (r bentAttempts) Put(ctx context.Context, a payment.Attempt) error {
	if r.x.b.putAttempt != nil && !r.x.b.putAttempt(ctx, r.x.Tx, &a) {
		return nil
	}
	return r.Attempts.Put(ctx, a)
}

func (r bentAttempts) ClaimClosings(ctx context.Context, now, lease time.Time, limit int) ([]payment.Attempt, error) {
	list, err := r.Attempts.ClaimClosings(ctx, now, lease, limit)
	if r.x.b.closings != nil {
		list = r.x.b.closings(ctx, r.x.Tx, list)
	}
	return list, err
}

type bentRefunds struct {
	merchant.Refunds
	x bentTx
}

func (r bentRefunds) ByID(ctx context.Context, id payment.RefundID) (payment.Refund, error) {
	f, err := r.Refunds.ByID(ctx, id)
	if err == nil && r.x.b.refundRead != nil {
		r.x.b.refundRead(&f)
	}
	return f, err
}

func (r bentRefunds) ByKey(ctx context.Context, key string) (payment.Refund, error) {
	f, err := r.Refunds.ByKey(ctx, key)
	if r.x.b.byKey != nil {
		return r.x.b.byKey(&f, err)
	}
	return f, err
}

func (r bentRefunds) OfPayment(ctx context.Context, id payment.ID) ([]payment.Refund, error) {
	list, err := r.Refunds.OfPayment(ctx, id)
	if r.x.b.refunds != nil {
		list = r.x.b.refunds(list)
	}
	return list, err
}

func (r bentRefunds) Insert(ctx context.Context, f payment.Refund) error {
	if r.x.b.newRefund != nil && !r.x.b.newRefund(ctx, r.x.Tx, &f) {
		return nil
	}
	return r.Refunds.Insert(ctx, f)
}

func (r bentRefunds) Save(ctx context.Context, f payment.Refund, fence int64) error {
	if r.x.b.saveRefund != nil && !r.x.b.saveRefund(ctx, r.x.Tx, &f, &fence) {
		return nil
	}
	return r.Refunds.Save(ctx, f, fence)
}

func (r bentRefunds) Due(ctx context.Context, now time.Time, limit int) ([]payment.RefundID, error) {
	list, err := r.Refunds.Due(ctx, now, limit)
	if r.x.b.dueRefunds != nil {
		list = r.x.b.dueRefunds(ctx, r.x.Tx, list)
	}
	return list, err
}

type bentEvents struct {
	merchant.Events
	b *bend
}

func (r bentEvents) Append(ctx context.Context, e payment.Event) error {
	if r.b.event != nil && !r.b.event(&e) {
		return nil
	}
	return r.Events.Append(ctx, e)
}

type bentOutbox struct {
	merchant.Outbox
	x bentTx
}

func (r bentOutbox) Insert(ctx context.Context, d merchant.Delivery) error {
	if r.x.b.deliver != nil && !r.x.b.deliver(ctx, r.x.Tx, &d) {
		return nil
	}
	return r.Outbox.Insert(ctx, d)
}

func (r bentOutbox) Claim(ctx context.Context, now, lease time.Time, limit int) ([]merchant.Delivery, error) {
	list, err := r.Outbox.Claim(ctx, now, lease, limit)
	if r.x.b.claimed != nil {
		list = r.x.b.claimed(ctx, r.x.Tx, list)
	}
	return list, err
}

func (r bentOutbox) Failed(ctx context.Context, id string, fence int64, now, next time.Time, a merchant.ShopReply) error {
	if r.x.b.failed != nil && !r.x.b.failed(ctx, r.x.Tx, id, fence, next) {
		return nil
	}
	return r.Outbox.Failed(ctx, id, fence, now, next, a)
}

func (r bentOutbox) Delivered(ctx context.Context, id string, fence int64, now time.Time, a merchant.ShopReply) error {
	if r.x.b.delivered != nil && !r.x.b.delivered() {
		return nil
	}
	return r.Outbox.Delivered(ctx, id, fence, now, a)
}

type bentInbox struct {
	merchant.Inbox
	b *bend
}

func (r bentInbox) Insert(ctx context.Context, n merchant.Note) error {
	if r.b.note != nil && !r.b.note(&n) {
		return nil
	}
	return r.Inbox.Insert(ctx, n)
}

func (r bentInbox) Done(ctx context.Context, id string, next time.Time, outcome string) error {
	if r.b.noteDone != nil {
		r.b.noteDone(&next, outcome)
	}
	return r.Inbox.Done(ctx, id, next, outcome)
}

type bentWarnings struct {
	merchant.Discrepancies
	b *bend
}

func (r bentWarnings) Raise(ctx context.Context, d payment.Discrepancy) (bool, error) {
	if r.b.discrepancy != nil && !r.b.discrepancy(&d) {
		return false, nil
	}
	return r.Discrepancies.Raise(ctx, d)
}
