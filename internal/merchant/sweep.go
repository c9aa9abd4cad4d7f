package merchant

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/fault"
)

// The kinds of sweep (SAFETY §3.10): short ones soon tell what no webhook told,
// long ones find what fell through while servers or PortOne were away.
const (
	SweepMinute SweepKind = "minute"
	SweepHour   SweepKind = "hour"
	SweepNight  SweepKind = "night"
	SweepWeek   SweepKind = "week"
)

// plannedSweep is a kind of sweep and how far back it looks.
type plannedSweep struct {
	kind SweepKind
	back time.Duration
}

// sweepPlan says how far back each kind looks.
var sweepPlan = []plannedSweep{
	{SweepMinute, 15 * time.Minute},
	{SweepHour, 26 * time.Hour},
	{SweepNight, 8 * 24 * time.Hour},
	{SweepWeek, 90 * 24 * time.Hour}, // the most that PortOne lists at once
}

const (
	// sweepSettled is how long ago a payment must have changed to be listed for
	// certain: what PortOne writes at this moment is left to the next sweep.
	sweepSettled = 5 * time.Second
	sweepLease   = 2 * time.Minute // how long one step keeps other servers away
	sweepPage    = 500             // payments read at once
	sweepRounds  = 6               // readings of one window; what still changes is the next sweep's
	sweepPatient = 6               // tries of a step before one unreadable payment is left behind
	sweepLongest = time.Minute     // wait after PortOne could not be asked
)

// nextSweep returns when a kind that began at began is due again.
func nextSweep(kind SweepKind, began time.Time) time.Time {
	switch kind {
	case SweepMinute:
		return began.Add(time.Minute)
	case SweepHour:
		return began.Add(time.Hour)
	}
	local := began.In(clock.KST)
	days, hour := 1, 3
	if kind == SweepWeek {
		days, hour = 8-isoWeekday(local), 4
	} else if local.Hour() < hour {
		days = 0
	}
	return time.Date(local.Year(), local.Month(), local.Day()+days, hour, 0, 0, 0, clock.KST).UTC()
}

// isoWeekday counts from Monday, which is 1.
func isoWeekday(t time.Time) int { return (int(t.Weekday())+6)%7 + 1 }

// Sweeps tells where the sweeps of the account's listing stand.
func (s *Service) Sweeps(ctx context.Context) ([]Sweep, error) {
	var list []Sweep
	err := s.Store.View(ctx, func(tx Tx) error {
		var err error
		list, err = tx.Sweeps().OfStore(ctx, s.Imp)
		return err
	})
	return list, err
}

// runSweeps carries every kind that is due one step on: one reading of PortOne,
// so that a long sweep keeps no short one waiting and loses little by a crash.
func (s *Service) runSweeps(ctx context.Context) (int, error) {
	known, err := s.Sweeps(ctx)
	if err != nil {
		return 0, err
	}
	later, now := map[SweepKind]bool{}, s.Clock.Now()
	for _, sw := range known {
		later[sw.Kind] = sw.DueAt.After(now)
	}
	plans, err := s.sweepPlans(ctx, now)
	if err != nil {
		return 0, err
	}
	var list []Sweep
	for _, plan := range plans {
		if later[plan.kind] {
			continue
		}
		sw, err := s.claimSweep(ctx, plan.kind, plan.back)
		if errors.Is(err, ErrNotFound) {
			continue // another server was faster
		}
		if err != nil {
			return 0, err
		}
		list = append(list, sw)
	}
	return len(list), each(ctx, list, s.workSweep)
}

// claimSweep takes a kind that is due, and begins it unless it is under way.
func (s *Service) claimSweep(ctx context.Context, kind SweepKind, back time.Duration) (sw Sweep, err error) {
	err = s.Store.Update(ctx, func(tx Tx) error {
		now := s.Clock.Now()
		var err error
		if sw, err = tx.Sweeps().Claim(ctx, s.Imp, kind, now, now.Add(sweepLease)); err != nil || !sw.BeganAt.IsZero() {
			return err
		}
		sw.BeganAt, sw.To = now, now.Add(-sweepSettled).Truncate(time.Second)
		sw.From = sw.To.Add(-back)
		sw.Cursor, sw.Span = sw.From, min(back, maxSpan)
		sw.Round, sw.Ours, sw.Outside, sw.Found, sw.Digest, sw.Previous = 0, 0, 0, 0, "", ""
		return tx.Sweeps().Save(ctx, sw)
	})
	return sw, err
}

// workSweep makes one step and stores how far it came. A step that failed has
// moved nothing on: it is made again, here or by another server.
func (s *Service) workSweep(ctx context.Context, sw Sweep) error {
	after, failed := s.stepSweep(ctx, sw)
	now := s.Clock.Now()
	switch {
	case failed != nil:
		after.Tries, after.Problem = sw.Tries+1, string(fault.CodeOf(failed))
		after.DueAt = now.Add(min(time.Second<<min(sw.Tries, 10), sweepLongest))
	case after.BeganAt.IsZero():
		after.Tries, after.Problem = 0, ""
		after.DueAt, after.DoneAt = nextSweep(sw.Kind, sw.BeganAt), now
		s.tellSweep(after)
	default:
		after.Tries, after.Problem, after.DueAt = 0, "", now
	}
	err := s.Store.Update(ctx, func(tx Tx) error {
		if err := tx.Sweeps().Save(ctx, after); err != nil || !after.BeganAt.IsZero() {
			return err
		}
		return endRecovery(ctx, tx, after.Kind, now)
	})
	if errors.Is(err, ErrStale) {
		err = nil // the lease ran out and another server has it: it finds the same
	}
	if failed != nil {
		failed = fmt.Errorf("sweep %s: %w", sw.Kind, failed)
	}
	return errors.Join(failed, err)
}

func (s *Service) tellSweep(sw Sweep) {
	tell := s.Log.Debug
	if sw.Found > 0 {
		tell = s.Log.Info
	}
	tell("sweep done", "sweep", sw.Kind, "rounds", sw.Round+1, "ours", sw.Ours, "outside", sw.Outside, "found", sw.Found)
}

// narrow is what to do about a listing that was answered unusably again and
// again, say because one payment in it lacks an amount: ever less of it is asked
// for, until the second is found that cannot be read. That one is left behind,
// so that it hides nothing else; every sweep whose window holds it tries again.
func (s *Service) narrow(sw Sweep, problem error) (Sweep, slice, error) {
	if fault.CodeOf(problem) != fault.GatewayUnusable || sw.Tries < sweepPatient/2 {
		return sw, slice{}, problem
	}
	if left := min(sw.Span, sw.To.Sub(sw.Cursor)); left > time.Second {
		sw.Span = max(left/2, time.Second)
		return sw, slice{}, problem
	}
	if sw.Tries < sweepPatient {
		return sw, slice{}, problem
	}
	end := sw.Cursor.Add(time.Second)
	if end.After(sw.To) {
		end = sw.To
	}
	s.Log.Error("a second of PortOne's listing cannot be read and is left out", "sweep", sw.Kind, "from", sw.Cursor, keyError, problem)
	return sw, slice{to: end, span: time.Second}, nil
}

// stepSweep reads the next slice of the window and looks at what it tells anew.
// The slices of a round overlap by the second that divides them, and a window is
// read until two rounds on end list the same payments: a page is no snapshot.
func (s *Service) stepSweep(ctx context.Context, sw Sweep) (Sweep, error) {
	slice, err := s.readSlice(ctx, sw.Cursor, sw.To, sw.Span)
	if err != nil {
		if sw, slice, err = s.narrow(sw, err); err != nil {
			return sw, err
		}
	}
	sifted, err := s.sift(ctx, slice.items)
	if err != nil {
		return sw, err
	}
	if err := s.lookAt(ctx, sifted.news, sw.Tries >= sweepPatient); err != nil {
		return sw, err
	}
	first := sw.Cursor.Equal(sw.From)
	if first {
		sw.Ours, sw.Outside = 0, 0
	}
	set := parseIDSet(sw.Digest)
	for i, item := range slice.items {
		if !first && !item.At.IsZero() && !item.At.After(sw.Cursor) {
			continue // of the dividing second: counted by the slice before
		}
		set.add(item.ImpUID)
		if sifted.ours[i] {
			sw.Ours++
		} else {
			sw.Outside++
		}
	}
	sw.Found += int64(len(sifted.news))
	sw.Digest, sw.Cursor, sw.Span = set.String(), slice.to, slice.span
	if sw.Cursor.Before(sw.To) {
		return sw, nil
	}
	if sw.Digest == sw.Previous || sw.Round+1 >= sweepRounds {
		sw.BeganAt = time.Time{}
		return sw, nil
	}
	sw.Round, sw.Cursor, sw.Digest, sw.Previous = sw.Round+1, sw.From, "", sw.Digest
	return sw, nil
}
