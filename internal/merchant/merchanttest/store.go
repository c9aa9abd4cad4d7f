package merchanttest

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
)

var _ merchant.Store = (*Store)(nil)

// Store keeps everything in memory, one transaction at a time. The zero Store
// is empty and ready.
type Store struct {
	mu     sync.RWMutex // guards the rest
	state  tables
	broken error
}

// Break makes every transaction end in err, or work again with nil.
func (s *Store) Break(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.broken = err
}

// View runs fn on what is stored.
func (s *Store) View(ctx context.Context, fn func(merchant.Tx) error) error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if err := s.ready(ctx); err != nil {
		return err
	}
	work := s.state.clone() // what a careless fn writes is not kept
	return fn(tx{&work})
}

// Update runs fn and keeps what it wrote if it returns nil.
func (s *Store) Update(ctx context.Context, fn func(merchant.Tx) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.ready(ctx); err != nil {
		return err
	}
	work := s.state.clone()
	if err := fn(tx{&work}); err != nil {
		return err
	}
	s.state = work
	return nil
}

func (s *Store) ready(ctx context.Context) error {
	if s.broken != nil {
		return s.broken
	}
	return ctx.Err()
}

// delivery is a row of the outbox; done when it was delivered or given up.
type delivery struct {
	merchant.Delivery
	done bool
}

// tables is everything that is stored. Rows are values that are replaced, never
// changed in place.
type tables struct {
	orders            map[payment.OrderRef]int64
	payments          map[payment.ID]payment.Payment
	attempts          map[payment.ImpUID]payment.Attempt
	refunds           map[payment.RefundID]payment.Refund
	deliveries        map[string]delivery
	notes             map[string]merchant.Note
	keys              map[string]merchant.Key
	wishes            map[string]merchant.IdemRow
	sweeps            map[sweepKey]merchant.Sweep
	holds             map[string]payment.Hold
	events            []payment.Event
	discrepancies     []payment.Discrepancy
	channels          []merchant.ChannelInfo
	channelsAt        time.Time
	audit             []merchant.AuditEntry
	recoveries        []merchant.Recovery
	errands           map[string]payment.Errand
	lines             map[payment.ID]payment.Lines
	pastDiscrepancies []payment.Discrepancy
	operators         map[string]merchant.Operator
	logins            map[string]merchant.Login
}

func (t tables) clone() tables {
	t.orders = copied(t.orders)
	t.payments = copied(t.payments)
	t.attempts = copied(t.attempts)
	t.refunds = copied(t.refunds)
	t.deliveries = copied(t.deliveries)
	t.notes = copied(t.notes)
	t.keys = copied(t.keys)
	t.wishes = copied(t.wishes)
	t.sweeps = copied(t.sweeps)
	t.holds = copied(t.holds)
	t.events = slices.Clone(t.events)
	t.discrepancies = slices.Clone(t.discrepancies)
	t.audit = slices.Clone(t.audit)
	t.recoveries = slices.Clone(t.recoveries)
	t.pastDiscrepancies = slices.Clone(t.pastDiscrepancies)
	t.errands = copied(t.errands)
	t.lines = copied(t.lines)
	t.operators = copied(t.operators)
	t.logins = copied(t.logins)
	return t
}

func copied[K comparable, V any](m map[K]V) map[K]V {
	if m == nil {
		return map[K]V{}
	}
	return maps.Clone(m)
}

// tx gives access to the tables; each table is a type of its own because their
// methods have the same names.
type tx struct{ t *tables }

func (x tx) Orders() merchant.Orders               { return orders(x) }
func (x tx) Payments() merchant.Payments           { return payments(x) }
func (x tx) Attempts() merchant.Attempts           { return attempts(x) }
func (x tx) Refunds() merchant.Refunds             { return refunds(x) }
func (x tx) Events() merchant.Events               { return events(x) }
func (x tx) Outbox() merchant.Outbox               { return outbox(x) }
func (x tx) Inbox() merchant.Inbox                 { return inbox(x) }
func (x tx) Discrepancies() merchant.Discrepancies { return discrepancies(x) }
func (x tx) Errands() merchant.Errands             { return errands(x) }
func (x tx) Lines() merchant.Lines                 { return lines(x) }
func (x tx) Keys() merchant.Keys                   { return keys(x) }
func (x tx) Idempotency() merchant.Idempotency     { return idempotency(x) }
func (x tx) Channels() merchant.Channels           { return channels(x) }
func (x tx) Holds() merchant.Holds                 { return holds(x) }
func (x tx) Sweeps() merchant.Sweeps               { return sweeps(x) }
func (x tx) People() merchant.People               { return people(x) }
func (x tx) Audit() merchant.Audit                 { return audit(x) }
func (x tx) Recoveries() merchant.Recoveries       { return recoveries(x) }
func (x tx) Endpoints() merchant.Endpoints         { return endpoints(x) }
func (x tx) Letters() merchant.Letters             { return letters(x) }
func (x tx) Operators() merchant.Operators         { return operators(x) }
func (x tx) Logins() merchant.Logins               { return logins(x) }

// newestFirst cuts a page out of rows: place names a row's place in the list.
func newestFirst[T any](rows []T, page merchant.Page, place func(T) (time.Time, string)) []T {
	slices.SortFunc(rows, func(a, b T) int {
		at, aid := place(a)
		bt, bid := place(b)
		return -comparePlaces(at, aid, bt, bid)
	})
	if !page.Before.IsZero() {
		rows = slices.DeleteFunc(rows, func(row T) bool {
			at, id := place(row)
			return comparePlaces(at, id, page.Before, page.BeforeID) >= 0
		})
	}
	return rows[:min(len(rows), page.Limit)]
}

func comparePlaces(at time.Time, aid string, bt time.Time, bid string) int {
	if c := at.Compare(bt); c != 0 {
		return c
	}
	if aid < bid {
		return -1
	}
	if aid > bid {
		return 1
	}
	return 0
}

func due(at, now time.Time) bool { return !at.IsZero() && !at.After(now) }
