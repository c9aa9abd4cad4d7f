package store

import (
	"context"
	"time"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/store/sqlgen"
)

// figuresWindow is how far back payments are counted that wait for nothing more.
const figuresWindow = 24 * time.Hour

// Figures reads what operations look at, at now, in one reading transaction.
func (d *DB) Figures(ctx context.Context, now time.Time) (merchant.Figures, error) {
	f := merchant.Figures{Payments: map[payment.State]int64{}}
	err := d.View(ctx, func(t merchant.Tx) error {
		r := t.(*tx)
		if err := r.countPayments(ctx, f.Payments, now.Add(-figuresWindow)); err != nil {
			return err
		}
		return r.backlogs(ctx, &f)
	})
	return f, err
}

func (t *tx) countPayments(ctx context.Context, into map[payment.State]int64, since time.Time) error {
	for _, state := range payment.States {
		from := micros(since)
		if state == payment.Open || state == payment.AwaitingDeposit {
			from = 0
		}
		n, err := t.q.CountPayments(ctx, sqlgen.CountPaymentsParams{State: string(state), Since: from, Most: merchant.FiguresMost})
		if err != nil {
			return t.done("count payments", err)
		}
		into[state] = n
	}
	return nil
}

func (t *tx) backlogs(ctx context.Context, f *merchant.Figures) error {
	const limit = merchant.FiguresMost
	underWay, err := t.q.RefundsUnderWay(ctx, limit)
	if err != nil {
		return t.done("count refunds under way", err)
	}
	unknown, err := t.q.RefundsUnknown(ctx, limit)
	if err != nil {
		return t.done("count unknown refunds", err)
	}
	unexplained, err := t.q.UnexplainedMoney(ctx, limit)
	if err != nil {
		return t.done("count discrepancies", err)
	}
	webhooks, err := t.q.PendingWebhooks(ctx, limit)
	if err != nil {
		return t.done("count webhooks", err)
	}
	deliveries, err := t.q.PendingDeliveries(ctx, limit)
	if err != nil {
		return t.done("count deliveries", err)
	}
	dead, err := t.q.DeadDeliveries(ctx, limit)
	if err != nil {
		return t.done("count dead deliveries", err)
	}
	recovering, err := t.q.OpenRecoveries(ctx)
	if err != nil {
		return t.done("read recoveries", err)
	}
	f.UnderWay = backlog(underWay.Many, underWay.Oldest)
	f.Unknown = backlog(unknown.Many, unknown.Oldest)
	f.Unexplained = backlog(unexplained.Many, unexplained.Oldest)
	f.Webhooks = backlog(webhooks.Many, webhooks.Oldest)
	letters, err := t.q.PendingLetters(ctx, limit)
	if err != nil {
		return t.done("count letters", err)
	}
	deadLetters, err := t.q.DeadLetters(ctx, limit)
	if err != nil {
		return t.done("count dead letters", err)
	}
	f.Deliveries = both(backlog(deliveries.Many, deliveries.Oldest), backlog(letters.Many, letters.Oldest))
	f.Dead = both(backlog(dead.Many, dead.Oldest), backlog(deadLetters.Many, deadLetters.Oldest))
	for i, row := range recovering {
		if i == 0 {
			f.Recovering.Oldest = moment(row.BeganAt)
		}
		f.Recovering.Many++
	}
	return nil
}

func backlog(many, oldest int64) merchant.Backlog {
	return merchant.Backlog{Many: many, Oldest: moment(oldest)}
}

// both adds up what waits for the configured address and for the endpoints.
func both(a, b merchant.Backlog) merchant.Backlog {
	oldest := a.Oldest
	if oldest.IsZero() || (!b.Oldest.IsZero() && b.Oldest.Before(oldest)) {
		oldest = b.Oldest
	}
	return merchant.Backlog{Many: min(a.Many+b.Many, merchant.FiguresMost), Oldest: oldest}
}

// Beat writes a row, which is the only way to find out that the database takes
// writes: a full disk or a standby reads as well as any.
func (d *DB) Beat(ctx context.Context, now time.Time) error {
	return d.Update(ctx, func(t merchant.Tx) error {
		r := t.(*tx)
		return r.done("write", r.q.BeatPulse(ctx, sqlgen.BeatPulseParams{ID: "ready", At: micros(now)}))
	})
}
