package simtest

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
)

// Database is the store of a history: the production one.
type Database interface {
	merchant.Store
	Close() error
}

// wiredStore is the way from a server to the database: before each transaction
// and after each reading anybody else may go on, and on the way it may break.
type wiredStore struct {
	inc  *incarnation
	next merchant.Store
}

var errStore = errors.New("the database is away")

func away() error { return fault.Wrap(fault.StoreUnavailable, errStore) }

// View reads first and stands still then, so that what was read may be old when
// it is used. A sweep looks at several attempts side by side: its goroutines stand
// still where they ask PortOne, by which they are told apart.
func (s *wiredStore) View(ctx context.Context, fn func(merchant.Tx) error) error {
	if s.inc.dead {
		return errGone
	}
	t := touched{short: s.inc.world.rates.short}
	err := s.next.View(ctx, func(tx merchant.Tx) error { return fn(watchedTx{tx, &t}) })
	if by := threadOf(ctx); by == nil || !by.many {
		s.inc.stand(ctx, "read "+t.first)
	}
	if s.inc.dead {
		return errGone
	}
	return err
}

// Update may be run again, as after a conflict or a commit of which nobody knows
// whether it was, and it may fail before or after it was stored.
func (s *wiredStore) Update(ctx context.Context, fn func(merchant.Tx) error) error {
	w := s.inc.world
	s.inc.stand(ctx, "write")
	if s.inc.dead {
		return errGone
	}
	if w.goes(w.rates.storeAway) {
		w.reach("store away")
		return away()
	}
	if w.goes(w.rates.storeAgain) {
		w.reach("transaction run again after a conflict")
		_ = s.next.Update(ctx, func(tx merchant.Tx) error {
			if err := fn(tx); err != nil {
				return err
			}
			return errStore
		})
	}
	err := s.commit(ctx, fn)
	if err == nil && w.goes(w.rates.storeUnknown) {
		if w.tape.pick(2) == 0 {
			w.reach("commit of unknown outcome run again")
			err = s.commit(ctx, fn)
		} else {
			w.reach("commit of unknown outcome reported")
			err = away()
		}
	}
	if w.goes(w.rates.pause) {
		s.inc.stand(ctx, "stored")
	}
	if s.inc.dead {
		return errGone
	}
	return err
}

func (s *wiredStore) commit(ctx context.Context, fn func(merchant.Tx) error) error {
	var t touched
	err := s.next.Update(ctx, func(tx merchant.Tx) error {
		t = touched{inc: s.inc}
		return fn(watchedTx{tx, &t})
	})
	if err == nil {
		s.inc.world.monitor.committed(s.inc.world, threadName(ctx, s.inc), t)
	}
	return err
}

// stand gives the others a turn; now and then a server stands for long, as one
// does whose machine is out of memory.
func (inc *incarnation) stand(ctx context.Context, label string) {
	w := inc.world
	if !w.begun {
		return
	}
	t := threadOf(ctx)
	if t == nil {
		t = inc.login
	}
	ready := w.now()
	if !inc.dead && w.goes(w.rates.stall) {
		wait := of(w.tape, time.Second, 10*time.Second, 40*time.Second, 130*time.Second, 10*time.Minute)
		w.note(t.name, "stands still for "+wait.String()+" before: "+label)
		w.reach("server stood still")
		ready = ready.Add(wait)
	}
	w.sched.pause(t, label, ready)
}

func threadName(ctx context.Context, inc *incarnation) string {
	if t := threadOf(ctx); t != nil {
		return t.name
	}
	return inc.label
}

// touched is what a transaction read first and wrote.
type touched struct {
	inc      *incarnation
	first    string
	short    bool // no long sweeps
	payments []payment.ID
	events   []payment.Event
	outbox   []merchant.Delivery
}

func (t *touched) saw(key string) {
	if t.first == "" {
		t.first = key
	}
}

func (t *touched) wrote(id payment.ID) {
	if !slices.Contains(t.payments, id) {
		t.payments = append(t.payments, id)
	}
}

// watchedTx notes what a transaction touches. It gives out one row of a claim at
// a time: what a server does side by side is done by its other threads.
type watchedTx struct {
	merchant.Tx
	t *touched
}

func (x watchedTx) Payments() merchant.Payments { return watchedPayments{x.Tx.Payments(), x.t} }
func (x watchedTx) Attempts() merchant.Attempts { return watchedAttempts{x.Tx.Attempts(), x.t} }
func (x watchedTx) Refunds() merchant.Refunds   { return watchedRefunds{x.Tx.Refunds(), x.t} }
func (x watchedTx) Events() merchant.Events     { return watchedEvents{x.Tx.Events(), x.t} }
func (x watchedTx) Outbox() merchant.Outbox     { return watchedOutbox{x.Tx.Outbox(), x.t} }
func (x watchedTx) Inbox() merchant.Inbox       { return watchedInbox{x.Tx.Inbox()} }
func (x watchedTx) Sweeps() merchant.Sweeps     { return watchedSweeps{x.Tx.Sweeps(), x.t} }

type watchedPayments struct {
	merchant.Payments
	t *touched
}

func (x watchedPayments) ByID(ctx context.Context, id payment.ID) (payment.Payment, error) {
	x.t.saw(string(id))
	return x.Payments.ByID(ctx, id)
}

func (x watchedPayments) ByMerchantUID(ctx context.Context, uid payment.MerchantUID) (payment.Payment, error) {
	x.t.saw(string(uid))
	return x.Payments.ByMerchantUID(ctx, uid)
}

func (x watchedPayments) Insert(ctx context.Context, p payment.Payment) error {
	x.t.wrote(p.ID)
	return x.Payments.Insert(ctx, p)
}

func (x watchedPayments) Save(ctx context.Context, p payment.Payment) error {
	x.t.wrote(p.ID)
	return x.Payments.Save(ctx, p)
}

func (x watchedPayments) ClaimChecks(ctx context.Context, now, lease time.Time, _ int) ([]payment.Payment, error) {
	return x.Payments.ClaimChecks(ctx, now, lease, 1)
}

type watchedAttempts struct {
	merchant.Attempts
	t *touched
}

func (x watchedAttempts) Put(ctx context.Context, a payment.Attempt) error {
	x.t.wrote(a.PaymentID)
	return x.Attempts.Put(ctx, a)
}

func (x watchedAttempts) ClaimClosings(ctx context.Context, now, lease time.Time, _ int) ([]payment.Attempt, error) {
	return x.Attempts.ClaimClosings(ctx, now, lease, 1)
}

type watchedRefunds struct {
	merchant.Refunds
	t *touched
}

func (x watchedRefunds) ByID(ctx context.Context, id payment.RefundID) (payment.Refund, error) {
	x.t.saw(string(id))
	return x.Refunds.ByID(ctx, id)
}

func (x watchedRefunds) Insert(ctx context.Context, r payment.Refund) error {
	x.t.wrote(r.PaymentID)
	return x.Refunds.Insert(ctx, r)
}

func (x watchedRefunds) Save(ctx context.Context, r payment.Refund, fence int64) error {
	x.t.wrote(r.PaymentID)
	return x.Refunds.Save(ctx, r, fence)
}

func (x watchedRefunds) Due(ctx context.Context, now time.Time, _ int) ([]payment.RefundID, error) {
	return x.Refunds.Due(ctx, now, 1)
}

type watchedEvents struct {
	merchant.Events
	t *touched
}

func (x watchedEvents) Append(ctx context.Context, e payment.Event) error {
	x.t.wrote(e.PaymentID)
	x.t.events = append(x.t.events, e)
	return x.Events.Append(ctx, e)
}

type watchedOutbox struct {
	merchant.Outbox
	t *touched
}

func (x watchedOutbox) Insert(ctx context.Context, d merchant.Delivery) error {
	x.t.outbox = append(x.t.outbox, d)
	return x.Outbox.Insert(ctx, d)
}

func (x watchedOutbox) Claim(ctx context.Context, now, lease time.Time, _ int) ([]merchant.Delivery, error) {
	return x.Outbox.Claim(ctx, now, lease, 1)
}

type watchedInbox struct{ merchant.Inbox }

func (x watchedInbox) Claim(ctx context.Context, now, lease time.Time, _ int) ([]merchant.Note, error) {
	return x.Inbox.Claim(ctx, now, lease, 1)
}

// watchedSweeps lets a server's round carry on one kind of sweep.
type watchedSweeps struct {
	merchant.Sweeps
	t *touched
}

func (x watchedSweeps) Claim(ctx context.Context, store string, kind merchant.SweepKind, now, lease time.Time) (merchant.Sweep, error) {
	if o, ok := ctx.Value(onceKey{}).(*once); ok {
		if o.kind != "" && o.kind != kind {
			return merchant.Sweep{}, merchant.ErrNotFound
		}
		sw, err := x.Sweeps.Claim(ctx, store, kind, now, lease)
		if err == nil {
			o.kind = kind
		}
		return sw, err
	}
	return x.Sweeps.Claim(ctx, store, kind, now, lease)
}

// OfStore hides the long sweeps where a history has none.
func (x watchedSweeps) OfStore(ctx context.Context, store string) ([]merchant.Sweep, error) {
	list, err := x.Sweeps.OfStore(ctx, store)
	if !x.t.short {
		return list, err
	}
	return append(list, merchant.Sweep{Kind: merchant.SweepNight, DueAt: never}, merchant.Sweep{Kind: merchant.SweepWeek, DueAt: never}), err
}

// never is after every history.
var never = dawn.AddDate(1, 0, 0)

// once is one round of a duty.
type once struct{ kind merchant.SweepKind }

type onceKey struct{}
