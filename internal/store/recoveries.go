package store

import (
	"context"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/store/sqlgen"
)

type recoveries struct{ *tx }

func (r recoveries) Insert(ctx context.Context, v merchant.Recovery) error {
	return r.done("insert recovery", r.q.InsertRecovery(ctx, sqlgen.InsertRecoveryParams{
		ID: text(v.ID), Reason: text(v.Reason), SinceAt: micros(v.Since), BeganAt: micros(v.BeganAt), EndedAt: micros(v.EndedAt),
	}))
}

func (r recoveries) List(ctx context.Context, open bool) ([]merchant.Recovery, error) {
	read := r.q.ListRecoveries
	if open {
		read = r.q.OpenRecoveries
	}
	rows, err := read(ctx)
	if err != nil {
		return nil, r.done("read recoveries", err)
	}
	return each(rows, func(row sqlgen.Recovery) (merchant.Recovery, error) {
		return merchant.Recovery{
			ID: row.ID, Reason: row.Reason, Since: moment(row.SinceAt), BeganAt: moment(row.BeganAt), EndedAt: moment(row.EndedAt),
		}, nil
	})
}

func (r recoveries) End(ctx context.Context, id string, now time.Time) error {
	n, err := r.q.EndRecovery(ctx, sqlgen.EndRecoveryParams{At: micros(now), ID: text(id)})
	return r.one("end recovery", n, err, merchant.ErrNotFound)
}

// Newest returns the last moment that the database knows of: while a server
// runs it is never more than some minutes old. It is zero when nothing is stored.
func (r recoveries) Newest(ctx context.Context) (time.Time, error) {
	at, err := r.q.NewestMoment(ctx)
	return moment(at), r.done("read the newest moment", err)
}

// untoldRecoveries lists those under way that people were not told of.
func (t *tx) untoldRecoveries(ctx context.Context) ([]merchant.Alert, error) {
	rows, err := t.q.UntoldRecoveries(ctx, string(merchant.AlertRecovery))
	if err != nil {
		return nil, t.done("read untold recoveries", err)
	}
	return each(rows, func(row sqlgen.UntoldRecoveriesRow) (merchant.Alert, error) {
		return merchant.Alert{Kind: merchant.AlertRecovery, Subject: row.ID, Reason: string(fault.RecoveryMode), RaisedAt: moment(row.BeganAt)}, nil
	})
}
