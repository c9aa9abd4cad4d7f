package merchant

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/naru-pay/naru/internal/fault"
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
}

// recoverySweep begins the kind of a recovery's sweep; its id follows.
const recoverySweep = "recovery "

// unseen is how long before the copy a change at PortOne may have been missed
// by it: as far back as the hourly sweeps look.
const unseen = 26 * time.Hour

// BeginRecovery locks refunds until all that changed at PortOne since then was
// read again. It is for a database that was put back by other means than naru
// restore, which does it by itself.
func (s *Service) BeginRecovery(ctx context.Context, since time.Time, reason string) (Recovery, error) {
	now := s.Clock.Now()
	if !since.Before(now) {
		return Recovery{}, fault.Newf(fault.BadRequest, "a copy of %s cannot have been made before now, %s", since, now)
	}
	rid, err := s.newID("rcv", now)
	if err != nil {
		return Recovery{}, err
	}
	r := Recovery{ID: rid, Reason: reason, Since: since, BeganAt: now}
	err = s.Store.Update(ctx, func(tx Tx) error { return tx.Recoveries().Insert(ctx, r) })
	if err == nil {
		s.wakeUp()
	}
	return r, err
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
