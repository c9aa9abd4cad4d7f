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

type refunds struct{ *tx }

func (r refunds) Insert(ctx context.Context, f payment.Refund) error {
	cur, err := currency(f.Amount, f.TaxFree, f.VAT, f.Checksum)
	if err != nil {
		return r.done("insert refund", err)
	}
	account, err := r.sealRefundAccount(f)
	if err != nil {
		return r.done("insert refund", err)
	}
	lines, err := encodeLines(f.Lines)
	if err != nil {
		return r.done("insert refund", err)
	}
	return r.done("insert refund", r.q.InsertRefund(ctx, sqlgen.InsertRefundParams{
		ID: text(f.ID), PaymentID: text(f.PaymentID), ImpUID: text(f.ImpUID), Currency: text(cur),
		Amount: f.Amount.Minor(), TaxFree: f.TaxFree.Minor(), Initiator: text(f.Initiator), Reason: text(payment.CutCards(f.Reason)),
		Account: account, IdemKey: text(f.IdemKey), IdemHash: text(f.IdemHash), Generation: int64(f.Generation),
		Token: text(f.Token), Checksum: f.Checksum.Minor(), Sends: int64(f.Sends), BegunAt: micros(f.BegunAt), State: text(f.State),
		Refusal: text(payment.CutCards(f.Refusal)), FaultCode: text(f.FaultCode), Evidence: text(f.Evidence),
		UnknownSince: micros(f.UnknownSince), DueAt: micros(f.DueAt), Fence: f.Fence,
		CreatedAt: micros(f.CreatedAt), UpdatedAt: micros(f.UpdatedAt), Vat: maybe(f.VAT), Lines: lines, AskedBy: text(f.AskedBy),
	}))
}

func (r refunds) Save(ctx context.Context, f payment.Refund, fence int64) error {
	if _, err := currency(f.Amount, f.TaxFree, f.VAT, f.Checksum); err != nil {
		return r.done("save refund", err)
	}
	account, err := r.sealRefundAccount(f)
	if err != nil {
		return r.done("save refund", err)
	}
	n, err := r.q.SaveRefund(ctx, sqlgen.SaveRefundParams{
		Amount: f.Amount.Minor(), TaxFree: f.TaxFree.Minor(), Reason: text(payment.CutCards(f.Reason)), Account: account,
		Generation: int64(f.Generation), Token: text(f.Token), Checksum: f.Checksum.Minor(), Sends: int64(f.Sends),
		State: text(f.State), Refusal: text(payment.CutCards(f.Refusal)), FaultCode: text(f.FaultCode), Evidence: text(f.Evidence),
		UnknownSince: micros(f.UnknownSince), DueAt: micros(f.DueAt), Fence: fence + 1, UpdatedAt: micros(f.UpdatedAt), BegunAt: micros(f.BegunAt),
		Vat: maybe(f.VAT), ID: text(f.ID), StoredFence: fence,
	})
	return r.one("save refund", n, err, merchant.ErrStale)
}

func (r refunds) ByID(ctx context.Context, id payment.RefundID) (payment.Refund, error) {
	return r.found(r.q.RefundByID(ctx, text(id)))
}

func (r refunds) ByKey(ctx context.Context, key string) (payment.Refund, error) {
	return r.found(r.q.RefundByKey(ctx, text(key)))
}

func (r refunds) found(row sqlgen.Refund, err error) (payment.Refund, error) {
	if err != nil {
		return payment.Refund{}, r.done("read refund", err)
	}
	f, err := r.refundOf(row)
	return f, r.done("read refund", err)
}

func (r refunds) OfPayment(ctx context.Context, id payment.ID) ([]payment.Refund, error) {
	rows, err := r.q.RefundsOfPayment(ctx, text(id))
	if err != nil {
		return nil, r.done("read refunds", err)
	}
	list, err := each(rows, r.refundOf)
	return list, r.done("read refunds", err)
}

func (r refunds) Due(ctx context.Context, now time.Time, limit int) ([]payment.RefundID, error) {
	rows, err := r.q.DueRefunds(ctx, sqlgen.DueRefundsParams{Now: micros(now), Most: most(limit)})
	if err != nil {
		return nil, r.done("read due refunds", err)
	}
	return each(rows, func(id string) (payment.RefundID, error) { return payment.RefundID(id), nil })
}

func (t *tx) refundOf(row sqlgen.Refund) (payment.Refund, error) {
	amount := func(minor int64) money.Amount { return money.New(minor, money.Currency(row.Currency)) }
	f := payment.Refund{
		ID: payment.RefundID(row.ID), PaymentID: payment.ID(row.PaymentID), ImpUID: payment.ImpUID(row.ImpUID),
		Amount: amount(row.Amount), TaxFree: amount(row.TaxFree), Initiator: payment.Initiator(row.Initiator),
		Reason: row.Reason, IdemKey: row.IdemKey, IdemHash: row.IdemHash, Generation: int(row.Generation),
		Token: row.Token, Checksum: amount(row.Checksum), Sends: int(row.Sends), BegunAt: moment(row.BegunAt), State: payment.RefundState(row.State),
		Refusal: row.Refusal, FaultCode: fault.Code(row.FaultCode), Evidence: row.Evidence,
		UnknownSince: moment(row.UnknownSince), DueAt: moment(row.DueAt), Fence: row.Fence,
		CreatedAt: moment(row.CreatedAt), UpdatedAt: moment(row.UpdatedAt), AskedBy: row.AskedBy,
	}
	if row.Vat != untold {
		f.VAT = amount(row.Vat)
	}
	if row.Lines != "" {
		if err := decode(row.Lines, &f.Lines); err != nil {
			return f, fmt.Errorf("refund %s: %w", row.ID, err)
		}
	}
	account, err := t.openRefundAccount(row)
	if err != nil {
		return f, fmt.Errorf("refund %s: %w", row.ID, err)
	}
	f.Account = account
	return f, nil
}

// untold is how an amount is stored that was left to PortOne: 0 is one.
const untold = -1

func maybe(a money.Amount) int64 {
	if !a.IsSet() {
		return untold
	}
	return a.Minor()
}

func encodeLines(list []payment.LineBack) (string, error) {
	if len(list) == 0 {
		return "", nil
	}
	return encode(list)
}
