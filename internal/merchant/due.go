package merchant

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/payment"
)

// The size of the work that is done at once.
const (
	batch      = 64               // rows claimed at a time
	workers    = 16               // calls to PortOne at a time
	checkLease = 30 * time.Second // how long a claimed payment is left alone
	checkRetry = 5 * time.Minute  // after PortOne could not be asked
	closeLease = 30 * time.Second
	closeTries = 8 // tries to close an account before a person is told
)

// Duty is one kind of work that is due by time. Run does what is due now and
// returns how many rows it worked on; its error joins what failed, each of which
// is due again later by itself. The kinds are run side by side, so that a slow
// refund keeps no webhook waiting.
type Duty struct {
	Name string
	Run  func(context.Context) (int, error)
}

// Duties lists them: webhooks noted, refunds under way, accounts to close,
// payments that nobody told us of or that have expired, and what PortOne's
// listing tells.
func (s *Service) Duties() []Duty {
	list := []Duty{{"webhooks", s.runNotes}, {"refunds", s.runRefunds}, {"closings", s.runClosings}, {"checks", s.runChecks}}
	list = append(list, Duty{"key uses", s.runKeyUses}, Duty{"old answers", s.runPurge})
	if s.Receipts != nil && s.Shipments != nil {
		list = append(list, Duty{"errands", s.runErrands})
	}
	if s.Listing != nil {
		list = append(list, Duty{"sweeps", s.runSweeps})
	}
	return list
}

// RunDue runs every duty once, one after another.
func (s *Service) RunDue(ctx context.Context) (int, error) {
	total := 0
	var problems []error
	for _, duty := range s.Duties() {
		n, err := duty.Run(ctx)
		total += n
		problems = append(problems, err)
	}
	return total, errors.Join(problems...)
}

func (s *Service) runNotes(ctx context.Context) (int, error) {
	var notes []Note
	now := s.Clock.Now()
	err := s.Store.Update(ctx, func(tx Tx) (err error) {
		notes, err = tx.Inbox().Claim(ctx, now, now.Add(noteLease), batch)
		return err
	})
	return len(notes), errors.Join(err, each(ctx, notes, s.workNote))
}

func (s *Service) runRefunds(ctx context.Context) (int, error) {
	var ids []payment.RefundID
	err := s.Store.View(ctx, func(tx Tx) error {
		var err error
		ids, err = tx.Refunds().Due(ctx, s.Clock.Now(), batch)
		return err
	})
	return len(ids), errors.Join(err, each(ctx, ids, s.workRefund))
}

func (s *Service) runClosings(ctx context.Context) (int, error) {
	var list []payment.Attempt
	now := s.Clock.Now()
	err := s.Store.Update(ctx, func(tx Tx) (err error) {
		list, err = tx.Attempts().ClaimClosings(ctx, now, now.Add(closeLease), batch)
		return err
	})
	return len(list), errors.Join(err, each(ctx, list, s.workClosing))
}

func (s *Service) runChecks(ctx context.Context) (int, error) {
	var list []payment.Payment
	now := s.Clock.Now()
	err := s.Store.Update(ctx, func(tx Tx) (err error) {
		list, err = tx.Payments().ClaimChecks(ctx, now, now.Add(checkLease), batch)
		return err
	})
	return len(list), errors.Join(err, each(ctx, list, s.workCheck))
}

// each runs work on every row, a few at a time, and waits for all of it.
func each[T any](ctx context.Context, rows []T, work func(context.Context, T) error) error {
	var group sync.WaitGroup
	var mu sync.Mutex // guards problems
	var problems []error
	places := make(chan struct{}, workers)
	for _, row := range rows {
		places <- struct{}{}
		group.Go(func() {
			defer func() { <-places }()
			if err := work(ctx, row); err != nil {
				mu.Lock()
				problems = append(problems, err)
				mu.Unlock()
			}
		})
	}
	group.Wait()
	return errors.Join(problems...)
}

// workCheck asks PortOne about a payment that nobody told us of, ends it when
// its time is over, and plans the next look.
func (s *Service) workCheck(ctx context.Context, p payment.Payment) error {
	v, err := s.Confirm(ctx, Hint{PaymentID: p.ID, Actor: "sweep"})
	if err == nil {
		err = s.expire(ctx, v.Payment.ID)
	}
	if err != nil && fault.CodeOf(err) == fault.ForeignPayment {
		err = nil
	}
	looked := err == nil || fault.CodeOf(err) == fault.GatewayUnusable // asking soon again would not help
	return errors.Join(err, s.planCheck(ctx, p, looked))
}

// planCheck sets when to look next. A look that failed is none: the next comes
// soon, however old the payment is.
func (s *Service) planCheck(ctx context.Context, p payment.Payment, looked bool) error {
	now, checks := s.Clock.Now(), p.Checks
	if looked {
		checks++
	}
	return s.Store.Update(ctx, func(tx Tx) error {
		stored, err := tx.Payments().ByID(ctx, p.ID)
		if err != nil {
			return err
		}
		next := payment.NextCheck(stored, checks, now)
		if soon := now.Add(checkRetry); !looked && next.After(soon) {
			next = soon
		}
		return tx.Payments().Recheck(ctx, p.ID, next, checks)
	})
}

// expire ends a payment whose time is over; PortOne was asked just before.
func (s *Service) expire(ctx context.Context, pid payment.ID) error {
	now := s.Clock.Now()
	err := s.Store.Update(ctx, func(tx Tx) error {
		v, err := load(ctx, tx, pid)
		if err != nil {
			return err
		}
		end, ok := payment.Expire(v.Payment, v.Attempts, now)
		if !ok {
			return nil
		}
		return s.storeEnd(ctx, tx, end, "sweep", now)
	})
	if errors.Is(err, ErrStale) {
		return nil // it changed just now: the next look will see
	}
	return err
}

// workClosing closes an issued account at the PG and looks at what became of it.
func (s *Service) workClosing(ctx context.Context, a payment.Attempt) error {
	problem := s.Gateway.CloseAccount(ctx, a.ImpUID)
	if _, err := s.Confirm(ctx, Hint{PaymentID: a.PaymentID, ImpUID: a.ImpUID, Actor: "worker"}); err != nil {
		problem = errors.Join(problem, err)
	}
	now := s.Clock.Now()
	for range applyTries {
		err := s.Store.Update(ctx, func(tx Tx) error { return s.storeClosing(ctx, tx, a, problem, now) })
		if !errors.Is(err, ErrStale) {
			return errors.Join(problem, err)
		}
	}
	return problem
}

func (s *Service) storeClosing(ctx context.Context, tx Tx, a payment.Attempt, problem error, now time.Time) error {
	v, err := load(ctx, tx, a.PaymentID)
	if err != nil {
		return err
	}
	stored, ok := attemptOf(v, a.ImpUID)
	if !ok || stored.Closing != payment.ClosingDue {
		return nil // the look concluded it
	}
	stored.Closings++
	stored.UpdatedAt = now
	note := payment.Event{Type: payment.NoteAccountClosed, ImpUID: a.ImpUID, At: now}
	var raised *payment.Discrepancy
	switch {
	case problem == nil || stored.Seen.HasMoney():
		stored.Closing, stored.ClosingAt = payment.ClosingDone, time.Time{}
	case stored.Closings < closeTries:
		stored.ClosingAt = now.Add(10 * time.Second << stored.Closings)
		note.Type = ""
	default:
		stored.Closing, stored.ClosingAt = payment.ClosingFailed, time.Time{}
		note.Reason = fault.AccountCloseFailed
		raised = &payment.Discrepancy{PaymentID: a.PaymentID, ImpUID: a.ImpUID, Reason: fault.AccountCloseFailed, CreatedAt: now}
	}
	v.Payment.Version++
	v.Payment.UpdatedAt = now
	if err := tx.Payments().Save(ctx, v.Payment); err != nil {
		return err
	}
	if err := tx.Attempts().Put(ctx, stored); err != nil {
		return err
	}
	if note.Type != "" {
		if err := s.record(ctx, tx, v.Payment, "worker", note); err != nil {
			return err
		}
	}
	return s.raise(ctx, tx, raised)
}
