package engine

import (
	"context"
	"errors"
)

// execute tries a schedule's charge now and keeps both.
func (t *tx) execute(s Schedule) (Payment, error) {
	reason := ""
	k, err := t.usableKey(s.Merchant, s.CustomerUID)
	if refused, ok := errors.AsType[*Error](err); ok {
		reason = refused.Message
		k = t.lostKey(s)
	} else if err != nil {
		return Payment{}, err
	}
	switch {
	case t.e.approved(s.Merchant, s.MerchantUID):
		reason = textAlreadyPaid
	case reason == "":
		reason = declines[k.Decline]
	}
	p, err := t.charge(s.Draft, k, usageScheduled, reason)
	if err != nil {
		return p, err
	}
	s.State, s.ExecutedAt, s.RevokedAt, s.ImpUID, s.PGProvider, s.PGID = Executed, t.unix(), 0, p.ImpUID, k.PGProvider, k.PGID
	t.put(s)
	return p, t.tell("schedule.executed", s.Merchant, p.ImpUID, Object{
		{"merchant_uid", s.MerchantUID}, {"customer_uid", s.CustomerUID}, {"schedule_at", s.ScheduleAt}, {"status", string(p.Status)},
	})
}

// lostKey stands for a key that cannot be charged any more, as far as the
// schedule and the merchant's channels remember it.
func (t *tx) lostKey(s Schedule) BillingKey {
	k := BillingKey{Merchant: s.Merchant, CustomerUID: s.CustomerUID, PGProvider: s.PGProvider, PGID: s.PGID, Sandbox: true}
	for _, c := range t.e.merchants[s.Merchant].Channels {
		if c.Provider == s.PGProvider && c.MID == s.PGID {
			k.ChannelKey, k.Sandbox = c.Key, c.Mode == Test
		}
	}
	return k
}

// MoveSchedule changes the time of a charge that waits.
func (e *Engine) MoveSchedule(ctx context.Context, merchant, merchantUID string, at int64) (Schedule, error) {
	return e.changeSchedule(ctx, merchant, merchantUID, at, func(t *tx, s Schedule) error {
		if s.State != Scheduled {
			return refuse(Malformed, textNotWaiting)
		}
		return nil
	})
}

// Reschedule lets a charge that failed or was revoked wait again.
func (e *Engine) Reschedule(ctx context.Context, merchant, merchantUID string, at int64) (Schedule, error) {
	return e.changeSchedule(ctx, merchant, merchantUID, at, (*tx).mayRepeat)
}

// mayRepeat refuses what waits still, and what was approved.
func (t *tx) mayRepeat(s Schedule) error {
	if s.State == Scheduled || s.State == Executed && s.payment.Status != Failed {
		return refuse(Malformed, textNotFailed)
	}
	if t.e.approved(s.Merchant, s.MerchantUID) {
		return refuse(Malformed, textAlreadyPaid)
	}
	return nil
}

func (e *Engine) changeSchedule(ctx context.Context, merchant, merchantUID string, at int64, allowed func(*tx, Schedule) error) (Schedule, error) {
	var s Schedule
	err := e.do(ctx, func(t *tx) error {
		var err error
		if s, err = e.schedule(merchant, merchantUID); err != nil {
			return err
		}
		if err := allowed(t, s); err != nil {
			return err
		}
		if text := t.timeProblem(at); text != "" {
			return refuse(Malformed, text)
		}
		s.State, s.ScheduleAt, s.ExecutedAt, s.RevokedAt, s.ImpUID, s.payment = Scheduled, at, 0, 0, "", Payment{}
		t.put(s)
		return t.tell("schedule.moved", merchant, "", Object{{"merchant_uid", merchantUID}, {"schedule_at", at}})
	})
	return s, err
}

// RetrySchedule tries a charge that failed or was revoked once more, now.
func (e *Engine) RetrySchedule(ctx context.Context, merchant, merchantUID string) (Payment, error) {
	var p Payment
	err := e.do(ctx, func(t *tx) error {
		s, err := e.schedule(merchant, merchantUID)
		if err != nil {
			return err
		}
		if err := t.mayRepeat(s); err != nil {
			return err
		}
		if _, known := e.keys[customerKey{merchant, s.CustomerUID}]; !known {
			return noCustomer(s.CustomerUID)
		}
		p, err = t.execute(s)
		return err
	})
	return p, err
}
