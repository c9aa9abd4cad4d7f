package store

import (
	"context"
	"fmt"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/store/sqlgen"
)

type attempts struct{ *tx }

func (r attempts) Put(ctx context.Context, a payment.Attempt) error {
	cur, err := currency(a.Opened, a.Succeeded, a.External, a.Seen.Captured, a.Seen.Amount)
	if err != nil {
		return r.done("put attempt", err)
	}
	seen, err := r.sealSeen(a)
	if err != nil {
		return r.done("put attempt", err)
	}
	n, err := r.q.PutAttempt(ctx, sqlgen.PutAttemptParams{
		ImpUID: text(a.ImpUID), PaymentID: text(a.PaymentID), Seen: seen, Mark: text(a.Mark), Reason: text(a.Reason),
		Currency: text(cur), Captured: a.Seen.Captured.Minor(), Opened: a.Opened.Minor(),
		Succeeded: a.Succeeded.Minor(), External: a.External.Minor(), Closing: text(a.Closing),
		ClosingAt: micros(a.ClosingAt), Closings: int64(a.Closings),
		CreatedAt: micros(a.CreatedAt), UpdatedAt: micros(a.UpdatedAt),
	})
	if err := r.one("put attempt", n, err, merchant.ErrExists); err != nil {
		return err
	}
	return r.indexCard(ctx, a)
}

func (r attempts) OfPayment(ctx context.Context, id payment.ID) ([]payment.Attempt, error) {
	return r.all(r.q.AttemptsOfPayment(ctx, text(id)))
}

func (r attempts) ClaimClosings(ctx context.Context, now, lease time.Time, limit int) ([]payment.Attempt, error) {
	return r.all(r.q.ClaimDueClosings(ctx, sqlgen.ClaimDueClosingsParams{Lease: micros(lease), Now: micros(now), Most: most(limit)}))
}

func (r attempts) all(rows []sqlgen.Attempt, err error) ([]payment.Attempt, error) {
	if err != nil {
		return nil, r.done("read attempts", err)
	}
	list, err := each(rows, r.attemptOf)
	return list, r.done("read attempts", err)
}

// attemptOf reads a row; its own three amounts share the currency that was seen.
func (t *tx) attemptOf(row sqlgen.Attempt) (payment.Attempt, error) {
	amount := func(minor int64) money.Amount { return money.New(minor, money.Currency(row.Currency)) }
	a := payment.Attempt{
		ImpUID: payment.ImpUID(row.ImpUID), PaymentID: payment.ID(row.PaymentID), Mark: payment.Mark(row.Mark),
		Reason: fault.Code(row.Reason), Opened: amount(row.Opened), Succeeded: amount(row.Succeeded),
		External: amount(row.External), Closing: payment.AccountClosing(row.Closing), ClosingAt: moment(row.ClosingAt),
		Closings: int(row.Closings), CreatedAt: moment(row.CreatedAt), UpdatedAt: moment(row.UpdatedAt),
	}
	var err error
	if a.Seen, err = t.openSeen(row); err != nil {
		return a, fmt.Errorf("attempt %s: %w", row.ImpUID, err)
	}
	return a, nil
}
