package store

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/store/sqlgen"
)

type audit struct{ *tx }

func (r audit) Append(ctx context.Context, e merchant.AuditEntry) (merchant.AuditEntry, error) {
	head, err := r.q.NextAudit(ctx)
	if err != nil {
		return e, r.done("take the audit log's end", err)
	}
	e.Actor, e.Subject, e.Detail = text(e.Actor), text(e.Subject), text(e.Detail)
	e = e.After(merchant.AuditHead{N: head.N - 1, Hash: head.Hash})
	err = r.q.InsertAudit(ctx, sqlgen.InsertAuditParams{
		N: e.N, At: micros(e.At), Actor: e.Actor, Action: string(e.Action), Subject: e.Subject, Detail: e.Detail, Prev: e.Prev, Hash: e.Hash,
	})
	if err == nil {
		err = r.q.SetAuditHash(ctx, e.Hash)
	}
	return e, r.done("append to the audit log", err)
}

func (r audit) From(ctx context.Context, n int64, limit int) ([]merchant.AuditEntry, error) {
	rows, err := r.q.AuditFrom(ctx, sqlgen.AuditFromParams{First: n, Most: most(limit)})
	if err != nil {
		return nil, r.done("read the audit log", err)
	}
	return each(rows, func(row sqlgen.AuditLog) (merchant.AuditEntry, error) {
		return merchant.AuditEntry{
			N: row.N, At: moment(row.At), Actor: row.Actor, Action: merchant.AuditAction(row.Action), Subject: row.Subject,
			Detail: row.Detail, Prev: row.Prev, Hash: row.Hash,
		}, nil
	})
}

func (r audit) Head(ctx context.Context) (merchant.AuditHead, error) {
	row, err := r.q.AuditHead(ctx)
	return merchant.AuditHead{N: row.N, Hash: row.Hash}, r.done("read the audit log's end", err)
}

type people struct{ *tx }

// traits are the values by which a buyer is indexed.
func traits(b payment.Buyer) map[merchant.Trait]string {
	out := map[merchant.Trait]string{}
	for trait, value := range map[merchant.Trait]string{merchant.ByPhone: b.Tel, merchant.ByEmail: b.Email, merchant.ByName: b.Name} {
		if normal := trait.Normal(value); normal != "" {
			out[trait] = normal
		}
	}
	return out
}

// index makes a new payment findable by its buyer.
func (t *tx) index(ctx context.Context, p payment.Payment) error {
	if t.keys == nil || p.Buyer == (payment.Buyer{}) {
		return nil
	}
	found := traits(p.Buyer)
	for _, trait := range []merchant.Trait{merchant.ByPhone, merchant.ByEmail, merchant.ByName} {
		value, known := found[trait]
		if !known {
			continue
		}
		err := t.q.IndexBuyer(ctx, sqlgen.IndexBuyerParams{
			Ix: t.keys.Index(string(trait), value), CreatedAt: micros(p.CreatedAt), PaymentID: text(p.ID),
		})
		if err != nil {
			return t.done("index buyer", err)
		}
	}
	return nil
}

// unindex takes the payment out of the index under every key from the nth on.
func (t *tx) unindex(ctx context.Context, p payment.Payment, from int) error {
	if t.keys == nil {
		return nil
	}
	for trait, value := range traits(p.Buyer) {
		for _, ix := range t.keys.Indexes(string(trait), value)[from:] {
			err := t.q.UnindexBuyer(ctx, sqlgen.UnindexBuyerParams{Ix: ix, CreatedAt: micros(p.CreatedAt), PaymentID: text(p.ID)})
			if err != nil {
				return t.done("take buyer out of the index", err)
			}
		}
	}
	return nil
}

// indexCard makes an attempt's payment findable by the tail of its card.
func (t *tx) indexCard(ctx context.Context, a payment.Attempt) error {
	tail := payment.CardTail(a.Seen.CardNumber)
	if t.keys == nil || tail == "" {
		return nil
	}
	ix := t.keys.Index(string(merchant.ByCard), tail)
	return t.done("index card", t.q.IndexOfPayment(ctx, sqlgen.IndexOfPaymentParams{Ix: ix, PaymentID: text(a.PaymentID)}))
}

// unindexCard takes it out again under every key from the nth on.
func (t *tx) unindexCard(ctx context.Context, p payment.Payment, a payment.Attempt, from int) error {
	tail := payment.CardTail(a.Seen.CardNumber)
	if t.keys == nil || tail == "" {
		return nil
	}
	for _, ix := range t.keys.Indexes(string(merchant.ByCard), tail)[from:] {
		err := t.q.UnindexBuyer(ctx, sqlgen.UnindexBuyerParams{Ix: ix, CreatedAt: micros(p.CreatedAt), PaymentID: text(p.ID)})
		if err != nil {
			return t.done("take card out of the index", err)
		}
	}
	return nil
}

func (r people) OfBuyer(ctx context.Context, trait merchant.Trait, value string, page merchant.Page) ([]payment.Payment, error) {
	value = trait.Normal(value)
	if r.keys == nil || value == "" {
		return nil, nil
	}
	at, id := before(page)
	var all []payment.Payment
	for _, ix := range r.keys.Indexes(string(trait), value) {
		rows, err := r.q.PaymentsOfBuyer(ctx, sqlgen.PaymentsOfBuyerParams{Ix: ix, Before: at, BeforeID: id, Most: most(page.Limit)})
		if err != nil {
			return nil, r.done("read payments of a buyer", err)
		}
		list, err := each(rows, r.paymentOf)
		if err != nil {
			return nil, r.done("read payments of a buyer", err)
		}
		all = append(all, list...)
	}
	// Under two keys a payment may be found twice.
	slices.SortFunc(all, func(a, b payment.Payment) int {
		if c := b.CreatedAt.Compare(a.CreatedAt); c != 0 {
			return c
		}
		return strings.Compare(string(b.ID), string(a.ID))
	})
	all = slices.CompactFunc(all, func(a, b payment.Payment) bool { return a.ID == b.ID })
	return all[:min(len(all), page.Limit)], nil
}

func (r people) Oldest(ctx context.Context, after merchant.Place, until time.Time, limit int) ([]payment.Payment, error) {
	rows, err := r.q.OldestPayments(ctx, sqlgen.OldestPaymentsParams{
		After: micros(after.At), AfterID: text(after.ID), Until: micros(until), Most: most(limit),
	})
	if err != nil {
		return nil, r.done("read the oldest payments", err)
	}
	list, err := each(rows, r.paymentOf)
	return list, r.done("read the oldest payments", err)
}

// notesAtOnce bounds how many webhooks are read of one payment.
const notesAtOnce = 1000

func (r people) Forget(ctx context.Context, p payment.Payment) error {
	if err := r.unindex(ctx, p, 0); err != nil {
		return err
	}
	n, err := r.q.ForgetBuyer(ctx, text(p.ID))
	if err := r.one("forget buyer", n, err, merchant.ErrNotFound); err != nil {
		return err
	}
	if err := r.q.ForgetRefunds(ctx, text(p.ID)); err != nil {
		return r.done("forget refunds' accounts", err)
	}
	list, err := attempts(r).OfPayment(ctx, p.ID)
	if err != nil {
		return err
	}
	for _, a := range list {
		if err := r.unindexCard(ctx, p, a, 0); err != nil {
			return err
		}
		a.Seen = a.Seen.Forgotten()
		if err := attempts(r).Put(ctx, a); err != nil {
			return err
		}
	}
	ids, err := r.q.WebhooksAbout(ctx, sqlgen.WebhooksAboutParams{Since: micros(p.CreatedAt), MerchantUID: text(p.MerchantUID), Most: notesAtOnce})
	if err != nil {
		return r.done("read webhooks", err)
	}
	return r.forgetNotes(ctx, ids)
}

func (r people) ForgetNotes(ctx context.Context, until time.Time, limit int) (int, error) {
	ids, err := r.q.WebhooksBefore(ctx, sqlgen.WebhooksBeforeParams{Until: micros(until), Most: most(limit)})
	if err != nil {
		return 0, r.done("read webhooks", err)
	}
	return len(ids), r.forgetNotes(ctx, ids)
}

func (r people) forgetNotes(ctx context.Context, ids []string) error {
	for _, id := range ids {
		if err := r.q.ForgetWebhook(ctx, sqlgen.ForgetWebhookParams{Body: []byte{}, ID: id}); err != nil {
			return r.done("forget webhook", err)
		}
	}
	return nil
}
