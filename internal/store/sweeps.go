package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/store/sqlgen"
)

type sweeps struct{ *tx }

func (r sweeps) Claim(ctx context.Context, store string, kind merchant.SweepKind, now, lease time.Time) (merchant.Sweep, error) {
	row, err := r.q.ClaimSweep(ctx, sqlgen.ClaimSweepParams{Store: text(store), Kind: text(kind), Lease: micros(lease), Now: micros(now)})
	if err != nil {
		return merchant.Sweep{}, r.done("claim sweep", err)
	}
	return sweepOf(row)
}

func (r sweeps) Save(ctx context.Context, s merchant.Sweep) error {
	n, err := r.q.SaveSweep(ctx, sqlgen.SaveSweepParams{
		DueAt: micros(s.DueAt), Tries: int64(s.Tries), Problem: text(s.Problem), BeganAt: micros(s.BeganAt),
		FromAt: micros(s.From), ToAt: micros(s.To), CursorAt: micros(s.Cursor), Span: s.Span.Microseconds(),
		Round: int64(s.Round), Ours: s.Ours, Outside: s.Outside, Found: s.Found, Digest: text(s.Digest), Previous: text(s.Previous),
		DoneAt: micros(s.DoneAt), Store: text(s.Store), Kind: text(s.Kind), Fence: s.Fence,
	})
	return r.one("save sweep", n, err, merchant.ErrStale)
}

func (r sweeps) OfStore(ctx context.Context, store string) ([]merchant.Sweep, error) {
	rows, err := r.q.SweepsOfStore(ctx, text(store))
	if err != nil {
		return nil, r.done("read sweeps", err)
	}
	return each(rows, sweepOf)
}

func sweepOf(row sqlgen.Sweep) (merchant.Sweep, error) {
	return merchant.Sweep{
		Store: row.Store, Kind: merchant.SweepKind(row.Kind), DueAt: moment(row.DueAt), Fence: row.Fence,
		Tries: int(row.Tries), Problem: row.Problem, BeganAt: moment(row.BeganAt), From: moment(row.FromAt), To: moment(row.ToAt),
		Cursor: moment(row.CursorAt), Span: time.Duration(row.Span) * time.Microsecond, Round: int(row.Round),
		Ours: row.Ours, Outside: row.Outside, Found: row.Found, Digest: row.Digest, Previous: row.Previous, DoneAt: moment(row.DoneAt),
	}, nil
}

func (r sweeps) OfKind(ctx context.Context, kind merchant.SweepKind) (merchant.Sweep, error) {
	row, err := r.q.SweepOfKind(ctx, text(kind))
	if errors.Is(err, sql.ErrNoRows) {
		return merchant.Sweep{}, nil
	}
	if err != nil {
		return merchant.Sweep{}, r.done("read sweep", err)
	}
	return sweepOf(row)
}
