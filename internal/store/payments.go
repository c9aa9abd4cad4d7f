package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/store/sqlgen"
)

type orders struct{ *tx }

func (o orders) Lock(ctx context.Context, ref payment.OrderRef, now time.Time) error {
	n, err := o.q.LockOrder(ctx, sqlgen.LockOrderParams{OrderRef: text(ref), At: micros(now)})
	return o.one("lock order", n, err, merchant.ErrStale)
}

type payments struct{ *tx }

func (r payments) Insert(ctx context.Context, p payment.Payment) error {
	cur, err := currency(p.Amount, p.TaxFree, p.Captured, p.Returned)
	if err != nil {
		return r.done("insert payment", err)
	}
	buyer, err := r.sealBuyer(p)
	if err != nil {
		return r.done("insert payment", err)
	}
	account, err := r.sealAccount(p)
	if err != nil {
		return r.done("insert payment", err)
	}
	err = r.done("insert payment", r.q.InsertPayment(ctx, sqlgen.InsertPaymentParams{
		ID: text(p.ID), OrderRef: text(p.OrderRef), MerchantUID: text(p.MerchantUID),
		Currency: text(cur), Amount: p.Amount.Minor(), TaxFree: p.TaxFree.Minor(),
		Store: text(p.Store), Env: text(p.Env), PgProvider: text(p.Channel.Provider), PgMID: text(p.Channel.MID),
		PayMethod: text(p.PayMethod), Name: text(p.Name), Buyer: buyer, ReturnURL: text(p.ReturnURL),
		Metadata: text(string(p.Metadata)), Extra: text(string(p.Extra)), TermsHash: text(p.TermsHash),
		State: text(p.State), Bound: text(p.Bound), Captured: p.Captured.Minor(), Returned: p.Returned.Minor(),
		Reason: text(p.Reason), FailReason: text(payment.CutCards(p.FailReason)), Account: account, Version: p.Version,
		CheckAt: micros(p.CheckAt), Checks: int64(p.Checks), ExpiresAt: micros(p.ExpiresAt),
		CreatedAt: micros(p.CreatedAt), UpdatedAt: micros(p.UpdatedAt), PaidAt: micros(p.PaidAt), ClosedCause: text(p.ClosedCause),
		Origin:     text(p.Origin),
		TermsFault: text(p.TermsFault),
	}))
	if err != nil {
		return err
	}
	return r.index(ctx, p)
}

func (r payments) Save(ctx context.Context, p payment.Payment) error {
	if _, err := currency(p.Amount, p.Captured, p.Returned); err != nil {
		return r.done("save payment", err)
	}
	account, err := r.sealAccount(p)
	if err != nil {
		return r.done("save payment", err)
	}
	n, err := r.q.SavePayment(ctx, sqlgen.SavePaymentParams{
		State: text(p.State), Bound: text(p.Bound), Captured: p.Captured.Minor(), Returned: p.Returned.Minor(),
		Reason: text(p.Reason), FailReason: text(payment.CutCards(p.FailReason)), Account: account,
		CheckAt: micros(p.CheckAt), Checks: int64(p.Checks), ExpiresAt: micros(p.ExpiresAt),
		UpdatedAt: micros(p.UpdatedAt), PaidAt: micros(p.PaidAt), ClosedCause: text(p.ClosedCause),
		ID: text(p.ID), StoredVersion: p.Version - 1,
	})
	return r.one("save payment", n, err, merchant.ErrStale)
}

func (r payments) ByID(ctx context.Context, id payment.ID) (payment.Payment, error) {
	return r.found(r.q.PaymentByID(ctx, text(id)))
}

func (r payments) ByMerchantUID(ctx context.Context, uid payment.MerchantUID) (payment.Payment, error) {
	return r.found(r.q.PaymentByMerchantUID(ctx, text(uid)))
}

func (r payments) found(row sqlgen.Payment, err error) (payment.Payment, error) {
	if err != nil {
		return payment.Payment{}, r.done("read payment", err)
	}
	p, err := r.paymentOf(row)
	return p, r.done("read payment", err)
}

func (r payments) OfOrder(ctx context.Context, ref payment.OrderRef) ([]payment.Payment, error) {
	return r.all(r.q.PaymentsOfOrder(ctx, text(ref)))
}

func (r payments) Holder(ctx context.Context, ref payment.OrderRef) (payment.ID, error) {
	id, err := r.q.HolderOfOrder(ctx, text(ref))
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return payment.ID(id), r.done("read who holds the order's money", err)
}

func (r payments) List(ctx context.Context, state payment.State, page merchant.Page) ([]payment.Payment, error) {
	at, id := before(page)
	if state == "" {
		return r.all(r.q.ListPayments(ctx, sqlgen.ListPaymentsParams{Before: at, BeforeID: id, Most: most(page.Limit)}))
	}
	return r.all(r.q.ListPaymentsInState(ctx, sqlgen.ListPaymentsInStateParams{
		State: text(state), Before: at, BeforeID: id, Most: most(page.Limit),
	}))
}

func (r payments) ListPaid(ctx context.Context, page merchant.Page) ([]payment.Payment, error) {
	at, id := before(page)
	return r.all(r.q.ListPaymentsPaid(ctx, sqlgen.ListPaymentsPaidParams{Before: at, BeforeID: id, Most: most(page.Limit)}))
}

func (r payments) ClaimChecks(ctx context.Context, now, lease time.Time, limit int) ([]payment.Payment, error) {
	return r.all(r.q.ClaimDueChecks(ctx, sqlgen.ClaimDueChecksParams{Lease: micros(lease), Now: micros(now), Most: most(limit)}))
}

func (r payments) all(rows []sqlgen.Payment, err error) ([]payment.Payment, error) {
	if err != nil {
		return nil, r.done("read payments", err)
	}
	list, err := each(rows, r.paymentOf)
	return list, r.done("read payments", err)
}

func (r payments) CheckNow(ctx context.Context, id payment.ID, now time.Time) error {
	n, err := r.q.SetPaymentCheck(ctx, sqlgen.SetPaymentCheckParams{CheckAt: micros(now), ID: text(id)})
	return r.one("make payment due", n, err, merchant.ErrNotFound)
}

func (r payments) Recheck(ctx context.Context, id payment.ID, at time.Time, checks int) error {
	n, err := r.q.SetPaymentRecheck(ctx, sqlgen.SetPaymentRecheckParams{CheckAt: micros(at), Checks: int64(checks), ID: text(id)})
	return r.one("set payment's next check", n, err, merchant.ErrNotFound)
}

// paymentOf reads a row. Its amounts are all of the order's currency, so one
// that was never set comes back as nothing of it.
func (t *tx) paymentOf(row sqlgen.Payment) (payment.Payment, error) {
	amount := func(minor int64) money.Amount { return money.New(minor, money.Currency(row.Currency)) }
	p := payment.Payment{
		ID: payment.ID(row.ID), OrderRef: payment.OrderRef(row.OrderRef), MerchantUID: payment.MerchantUID(row.MerchantUID),
		Amount: amount(row.Amount), TaxFree: amount(row.TaxFree), Store: row.Store, Env: payment.Env(row.Env),
		Channel: payment.Channel{Provider: row.PgProvider, MID: row.PgMID}, PayMethod: row.PayMethod, Name: row.Name,
		ReturnURL: row.ReturnURL, Metadata: raw(row.Metadata), Extra: raw(row.Extra), TermsHash: row.TermsHash,
		State: payment.State(row.State), Bound: payment.ImpUID(row.Bound), Captured: amount(row.Captured),
		Returned: amount(row.Returned), Reason: fault.Code(row.Reason), FailReason: row.FailReason,
		Version: row.Version, CheckAt: moment(row.CheckAt), Checks: int(row.Checks), ExpiresAt: moment(row.ExpiresAt),
		CreatedAt: moment(row.CreatedAt), UpdatedAt: moment(row.UpdatedAt), PaidAt: moment(row.PaidAt), ClosedCause: payment.Cause(row.ClosedCause),
		Origin:     payment.Origin(row.Origin),
		TermsFault: fault.Code(row.TermsFault),
	}
	if err := t.openBuyer(row, &p); err != nil {
		return p, fmt.Errorf("payment %s: %w", row.ID, err)
	}
	return p, nil
}
