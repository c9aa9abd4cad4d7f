package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/store/sqlgen"
)

// Alerts returns the book of what people are to be told; each of its methods is
// a transaction of its own.
func (d *DB) Alerts() merchant.Alerts { return alerts{d} }

type alerts struct{ db *DB }

// Untold implements merchant.Alerts.
func (a alerts) Untold(ctx context.Context, since, unknown time.Time, limit int) ([]merchant.Alert, error) {
	var list []merchant.Alert
	err := a.db.View(ctx, func(t merchant.Tx) error {
		r := t.(*tx)
		list = nil
		for _, read := range []func(context.Context) ([]merchant.Alert, error){
			func(ctx context.Context) ([]merchant.Alert, error) { return r.untoldDiscrepancies(ctx, since, limit) },
			func(ctx context.Context) ([]merchant.Alert, error) { return r.untoldRefunds(ctx, unknown, limit) },
			func(ctx context.Context) ([]merchant.Alert, error) { return r.untoldDead(ctx, since, limit) },
			r.untoldRecoveries,
			func(ctx context.Context) ([]merchant.Alert, error) { return r.untoldLetters(ctx, since, limit) },
			func(ctx context.Context) ([]merchant.Alert, error) { return r.untoldDisabled(ctx, since, limit) },
		} {
			found, err := read(ctx)
			if err != nil {
				return err
			}
			list = append(list, found...)
		}
		return nil
	})
	return list, err
}

// untoldDiscrepancies reads those that are noted under neither of their two
// kinds.
func (t *tx) untoldDiscrepancies(ctx context.Context, since time.Time, limit int) ([]merchant.Alert, error) {
	rows, err := t.q.UntoldDiscrepancies(ctx, sqlgen.UntoldDiscrepanciesParams{
		Since: micros(since), Quarantine: string(merchant.AlertQuarantine), Human: string(merchant.AlertRefundHuman), Most: most(limit),
	})
	if err != nil {
		return nil, t.done("read untold discrepancies", err)
	}
	return each(rows, func(row sqlgen.UntoldDiscrepanciesRow) (merchant.Alert, error) {
		one := merchant.Alert{
			Kind: merchant.AlertQuarantine, Subject: row.ID, PaymentID: payment.ID(row.PaymentID), Reason: row.Reason,
			RaisedAt: moment(row.CreatedAt),
		}
		var err error
		if row.Reason == string(fault.RefundNeedsHuman) {
			one.Kind = merchant.AlertRefundHuman
			one.Amount, err = t.refundAmount(ctx, payment.RefundID(row.Detail))
		} else {
			one.Amount, err = t.attemptAmount(ctx, one.PaymentID, payment.ImpUID(row.ImpUID))
		}
		return one, err
	})
}

// refundAmount returns the amount of a refund, unset when there is none.
func (t *tx) refundAmount(ctx context.Context, id payment.RefundID) (money.Amount, error) {
	r, err := t.Refunds().ByID(ctx, id)
	if errors.Is(err, merchant.ErrNotFound) {
		err = nil
	}
	return r.Amount, err
}

// attemptAmount returns what an attempt captured, unset when we know none: it
// may be somebody else's.
func (t *tx) attemptAmount(ctx context.Context, id payment.ID, uid payment.ImpUID) (money.Amount, error) {
	list, err := t.Attempts().OfPayment(ctx, id)
	for _, a := range list {
		if a.ImpUID == uid {
			return a.Seen.Captured, err
		}
	}
	return money.Amount{}, err
}

func (t *tx) untoldRefunds(ctx context.Context, before time.Time, limit int) ([]merchant.Alert, error) {
	kind := merchant.AlertRefundUnknown
	rows, err := t.q.UntoldUnknownRefunds(ctx, sqlgen.UntoldUnknownRefundsParams{Before: micros(before), Kind: string(kind), Most: most(limit)})
	if err != nil {
		return nil, t.done("read untold refunds", err)
	}
	return each(rows, func(row sqlgen.UntoldUnknownRefundsRow) (merchant.Alert, error) {
		return merchant.Alert{
			Kind: kind, Subject: row.ID, PaymentID: payment.ID(row.PaymentID),
			Amount: money.New(row.Amount, money.Currency(row.Currency)), RaisedAt: moment(row.BegunAt),
		}, nil
	})
}

func (t *tx) untoldDead(ctx context.Context, since time.Time, limit int) ([]merchant.Alert, error) {
	kind := merchant.AlertDeadLetter
	rows, err := t.q.UntoldDeadDeliveries(ctx, sqlgen.UntoldDeadDeliveriesParams{Since: micros(since), Kind: string(kind), Most: most(limit)})
	if err != nil {
		return nil, t.done("read untold dead deliveries", err)
	}
	return each(rows, func(row sqlgen.UntoldDeadDeliveriesRow) (merchant.Alert, error) {
		return merchant.Alert{
			Kind: kind, Subject: row.EventID, PaymentID: payment.ID(row.PaymentID), Reason: row.Type, RaisedAt: moment(row.DeadAt),
		}, nil
	})
}

// Note implements merchant.Alerts.
func (a alerts) Note(ctx context.Context, list []merchant.Alert) error {
	return a.db.Update(ctx, func(t merchant.Tx) error {
		r := t.(*tx)
		for _, one := range list {
			err := r.q.InsertAlert(ctx, sqlgen.InsertAlertParams{
				Kind: string(one.Kind), Subject: text(one.Subject), PaymentID: text(one.PaymentID), Reason: text(one.Reason),
				Currency: string(one.Amount.Currency()), Amount: one.Amount.Minor(), RaisedAt: micros(one.RaisedAt), DueAt: micros(one.DueAt),
			})
			if err != nil {
				return r.done("note an alert", err)
			}
		}
		return nil
	})
}

// LastTold implements merchant.Alerts.
func (a alerts) LastTold(ctx context.Context, kind merchant.AlertKind) (time.Time, error) {
	var at int64
	err := a.db.View(ctx, func(t merchant.Tx) error {
		r := t.(*tx)
		var err error
		at, err = r.q.LastTold(ctx, string(kind))
		if errors.Is(err, sql.ErrNoRows) {
			at, err = 0, nil
		}
		return r.done("read the last alert", err)
	})
	return moment(at), err
}

// Claim implements merchant.Alerts.
func (a alerts) Claim(ctx context.Context, now, lease time.Time, limit int) ([]merchant.Alert, error) {
	var list []merchant.Alert
	err := a.db.Update(ctx, func(t merchant.Tx) error {
		r := t.(*tx)
		rows, err := r.q.ClaimDueAlerts(ctx, sqlgen.ClaimDueAlertsParams{Lease: micros(lease), Now: micros(now), Most: most(limit)})
		if err != nil {
			return r.done("claim alerts", err)
		}
		list, err = each(rows, alertOf)
		return err
	})
	return list, err
}

func alertOf(row sqlgen.Alert) (merchant.Alert, error) {
	one := merchant.Alert{
		Kind: merchant.AlertKind(row.Kind), Subject: row.Subject, PaymentID: payment.ID(row.PaymentID), Reason: row.Reason,
		Tries: int(row.Tries), RaisedAt: moment(row.RaisedAt), DueAt: moment(row.DueAt),
	}
	if row.Currency != "" {
		one.Amount = money.New(row.Amount, money.Currency(row.Currency))
	}
	return one, nil
}

// Told implements merchant.Alerts.
func (a alerts) Told(ctx context.Context, list []merchant.Alert, now time.Time) error {
	return a.db.Update(ctx, func(t merchant.Tx) error {
		r := t.(*tx)
		for _, one := range list {
			_, err := r.q.SetAlertTold(ctx, sqlgen.SetAlertToldParams{
				At: micros(now), Kind: string(one.Kind), Subject: text(one.Subject), Tries: int64(one.Tries),
			})
			if err != nil {
				return r.done("end an alert", err)
			}
		}
		return nil
	})
}

// Retry implements merchant.Alerts.
func (a alerts) Retry(ctx context.Context, list []merchant.Alert, next time.Time) error {
	return a.db.Update(ctx, func(t merchant.Tx) error {
		r := t.(*tx)
		for _, one := range list {
			_, err := r.q.SetAlertFailed(ctx, sqlgen.SetAlertFailedParams{
				Next: micros(next), Kind: string(one.Kind), Subject: text(one.Subject), Tries: int64(one.Tries),
			})
			if err != nil {
				return r.done("put an alert off", err)
			}
		}
		return nil
	})
}
