package store

import (
	"context"
	"fmt"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/store/sqlgen"
)

type errands struct{ *tx }

func (r errands) Insert(ctx context.Context, e payment.Errand) error {
	told, err := encode(e.Told)
	if err != nil {
		return r.done("insert errand", err)
	}
	answer, err := encode(e.Answer)
	if err != nil {
		return r.done("insert errand", err)
	}
	return r.done("insert errand", r.q.InsertErrand(ctx, sqlgen.InsertErrandParams{
		ID: text(e.ID), PaymentID: text(e.PaymentID), ImpUID: text(e.ImpUID), Kind: text(e.Kind), Act: text(e.Act),
		State: text(e.State), Told: told, WishHash: text(e.WishHash), AskedBy: text(e.AskedBy), Answer: answer,
		Refusal: text(e.Refusal), FaultCode: text(e.FaultCode), SentAt: micros(e.SentAt), DueAt: micros(e.DueAt),
		Fence: e.Fence, CreatedAt: micros(e.CreatedAt), UpdatedAt: micros(e.UpdatedAt),
	}))
}

func (r errands) Save(ctx context.Context, e payment.Errand) error {
	answer, err := encode(e.Answer)
	if err != nil {
		return r.done("save errand", err)
	}
	n, err := r.q.SaveErrand(ctx, sqlgen.SaveErrandParams{
		State: text(e.State), Answer: answer, Refusal: text(e.Refusal), FaultCode: text(e.FaultCode), SentAt: micros(e.SentAt),
		DueAt: micros(e.DueAt), UpdatedAt: micros(e.UpdatedAt), ID: text(e.ID), Fence: e.Fence,
	})
	return r.one("save errand", n, err, merchant.ErrStale)
}

func (r errands) ByID(ctx context.Context, id string) (payment.Errand, error) {
	row, err := r.q.ErrandByID(ctx, text(id))
	if err != nil {
		return payment.Errand{}, r.done("read errand", err)
	}
	e, err := errandOf(row)
	return e, r.done("read errand", err)
}

func (r errands) OfPayment(ctx context.Context, id payment.ID) ([]payment.Errand, error) {
	return r.all(r.q.ErrandsOfPayment(ctx, text(id)))
}

func (r errands) Claim(ctx context.Context, now, lease time.Time, limit int) ([]payment.Errand, error) {
	return r.all(r.q.ClaimDueErrands(ctx, sqlgen.ClaimDueErrandsParams{Lease: micros(lease), Now: micros(now), Most: most(limit)}))
}

func (r errands) all(rows []sqlgen.Errand, err error) ([]payment.Errand, error) {
	if err != nil {
		return nil, r.done("read errands", err)
	}
	list, err := each(rows, errandOf)
	return list, r.done("read errands", err)
}

func errandOf(row sqlgen.Errand) (payment.Errand, error) {
	e := payment.Errand{
		ID: row.ID, PaymentID: payment.ID(row.PaymentID), ImpUID: payment.ImpUID(row.ImpUID), Kind: payment.ErrandKind(row.Kind),
		Act: payment.ErrandAct(row.Act), State: payment.ErrandState(row.State), WishHash: row.WishHash, AskedBy: row.AskedBy,
		Refusal: row.Refusal, FaultCode: fault.Code(row.FaultCode), SentAt: moment(row.SentAt), DueAt: moment(row.DueAt),
		Fence: row.Fence, CreatedAt: moment(row.CreatedAt), UpdatedAt: moment(row.UpdatedAt),
	}
	if err := decode(row.Told, &e.Told); err != nil {
		return e, fmt.Errorf("errand %s: %w", row.ID, err)
	}
	if err := decode(row.Answer, &e.Answer); err != nil {
		return e, fmt.Errorf("errand %s: %w", row.ID, err)
	}
	return e, nil
}

type paymentLines struct{ *tx }

func (r paymentLines) Insert(ctx context.Context, id payment.ID, lines payment.Lines) error {
	words, err := encode(lines)
	if err != nil {
		return r.done("insert lines", err)
	}
	return r.done("insert lines", r.q.InsertLines(ctx, sqlgen.InsertLinesParams{PaymentID: text(id), Lines: words}))
}

func (r paymentLines) OfPayment(ctx context.Context, id payment.ID) (payment.Lines, error) {
	var lines payment.Lines
	words, err := r.q.LinesOfPayment(ctx, text(id))
	if err != nil {
		return lines, r.done("read lines", err)
	}
	return lines, r.done("read lines", decode(words, &lines))
}
