package merchant

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/id"
)

// Recovery is a time in which the database is known to have forgotten something:
// it was put back from a copy. It ends by itself, when one sweep of all that
// changed at PortOne since the copy has finished; no refund is sent before
// (SAFETY §5 E14).
type Recovery struct {
	ID      string    // rcv_…
	Reason  string    // "backup", or an operator's words
	Since   time.Time // when the copy was made: what came later may be forgotten
	BeganAt time.Time
	EndedAt time.Time // zero: refunds are locked
}

// Recoveries keeps them.
type Recoveries interface {
	// Insert stores one; ErrExists when its id is taken.
	Insert(ctx context.Context, r Recovery) error
	// List is oldest first; open lists only those that have no end.
	List(ctx context.Context, open bool) ([]Recovery, error)
	// End ends one; ErrNotFound when it is not open.
	End(ctx context.Context, id string, now time.Time) error
	// Newest returns the last moment that the store knows of; zero: nothing.
	Newest(ctx context.Context) (time.Time, error)
}

// recoverySweep begins the kind of a recovery's sweep; its id follows.
const recoverySweep = "recovery "

// unseen is how long before the copy a change at PortOne may have been missed
// by it: as far back as the hourly sweeps look.
const unseen = 26 * time.Hour

// BeginRecovery marks a store as put back from a copy: refunds are locked until
// all that changed at PortOne since then was read again. A zero since is the
// last moment that the store knows of. A copy that naru backup makes bears the
// mark already, so that it is in recovery however it is put back.
func BeginRecovery(ctx context.Context, store Store, since, now time.Time, reason string) (Recovery, error) {
	if since.After(now) {
		return Recovery{}, fault.Newf(fault.BadRequest, "a copy made at %s cannot be put back at %s", since, now)
	}
	rid, err := id.New("rcv", now, id.System)
	if err != nil {
		return Recovery{}, err
	}
	r := Recovery{ID: rid, Reason: reason, Since: since, BeganAt: now}
	return r, store.Update(ctx, func(tx Tx) error {
		if since.IsZero() {
			if r.Since, err = tx.Recoveries().Newest(ctx); err != nil {
				return err
			}
			if r.Since.IsZero() || r.Since.After(now) {
				r.Since = now // nothing is known, or another clock was ahead
			}
		}
		return tx.Recoveries().Insert(ctx, r)
	})
}

// Recoveries lists them, oldest first; open lists only those that have no end.
func (s *Service) Recoveries(ctx context.Context, open bool) ([]Recovery, error) {
	var list []Recovery
	err := s.Store.View(ctx, func(tx Tx) (err error) {
		list, err = tx.Recoveries().List(ctx, open)
		return err
	})
	return list, err
}

func (s *Service) inRecovery(ctx context.Context) (bool, error) {
	list, err := s.Recoveries(ctx, true)
	return len(list) > 0, err
}

// notInRecovery refuses new refunds with the code recovery_mode.
func notInRecovery(ctx context.Context, tx Tx) error {
	list, err := tx.Recoveries().List(ctx, true)
	if err != nil || len(list) == 0 {
		return err
	}
	return fault.Newf(fault.RecoveryMode, "restored from a copy of %s", list[0].Since.Format(time.RFC3339))
}

// sweepPlans adds the sweep of each open recovery to those that always come.
func (s *Service) sweepPlans(ctx context.Context, now time.Time) ([]plannedSweep, error) {
	list, err := s.Recoveries(ctx, true)
	plans := sweepPlan
	for _, r := range list {
		plans = append(plans[:len(plans):len(plans)], plannedSweep{SweepKind(recoverySweep + r.ID), now.Sub(r.Since) + unseen})
	}
	return plans, err
}

// endRecovery opens refunds again when the sweep that has just finished was a
// recovery's.
func endRecovery(ctx context.Context, tx Tx, kind SweepKind, now time.Time) error {
	id, ok := strings.CutPrefix(string(kind), recoverySweep)
	if !ok {
		return nil
	}
	err := tx.Recoveries().End(ctx, id, now)
	if errors.Is(err, ErrNotFound) {
		return nil // ended by another server
	}
	return err
}

// RecoverySweep returns where the sweep of a recovery stands, its zero value
// when no server has begun it. One account's listing is read for all that a
// database holds, so it is looked for under any account.
func RecoverySweep(ctx context.Context, tx Tx, r Recovery) (Sweep, error) {
	return tx.Sweeps().OfKind(ctx, SweepKind(recoverySweep+r.ID))
}

// Percent is how much of a sweep is done: its window is read at least twice.
func (s Sweep) Percent() int {
	if s.BeganAt.IsZero() {
		return 0
	}
	return min(share(s.Cursor.Sub(s.From), s.To.Sub(s.From), 50)+50*min(s.Round, 1), 99)
}
