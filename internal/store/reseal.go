package store

import (
	"context"
	"fmt"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/seal"
	"github.com/naru-pay/naru/internal/store/sqlgen"
)

func (r people) Reseal(ctx context.Context, p payment.Payment) (int, error) {
	if r.keys == nil || r.inClear {
		return 0, nil
	}
	if err := r.reindex(ctx, p); err != nil {
		return 0, err
	}
	made := 0
	for _, part := range []func(context.Context, payment.Payment) (int, error){r.resealPayment, r.resealAttempts, r.resealRefunds} {
		n, err := part(ctx, p)
		if err != nil {
			return made, r.done("seal anew", err)
		}
		made += n
	}
	return made, nil
}

// reindex makes a payment findable under the present key alone, also one that
// was stored before there was an index of what it is looked for by.
func (r people) reindex(ctx context.Context, p payment.Payment) error {
	if err := r.index(ctx, p); err != nil {
		return err
	}
	if err := r.unindex(ctx, p, 1); err != nil {
		return err
	}
	list, err := attempts(r).OfPayment(ctx, p.ID)
	if err != nil {
		return err
	}
	for _, a := range list {
		if err := r.indexCard(ctx, a); err != nil {
			return err
		}
		if err := r.unindexCard(ctx, p, a, 1); err != nil {
			return err
		}
	}
	return nil
}

func (r people) resealPayment(ctx context.Context, p payment.Payment) (int, error) {
	row, err := r.q.PaymentByID(ctx, text(p.ID))
	if err != nil {
		return 0, err
	}
	if r.current(row.Buyer) && r.current(row.Account) {
		return 0, nil
	}
	if p, err = r.paymentOf(row); err != nil {
		return 0, err
	}
	buyer, err := r.sealBuyer(p)
	if err != nil {
		return 0, err
	}
	account, err := r.sealAccount(p)
	if err != nil {
		return 0, err
	}
	n, err := r.q.ResealPayment(ctx, sqlgen.ResealPaymentParams{
		Buyer: buyer, Account: account, ID: row.ID, OldBuyer: row.Buyer, OldAccount: row.Account,
	})
	return int(n), err
}

func (r people) resealAttempts(ctx context.Context, p payment.Payment) (int, error) {
	rows, err := r.q.AttemptsOfPayment(ctx, text(p.ID))
	if err != nil {
		return 0, err
	}
	made := 0
	for _, row := range rows {
		if r.seenCurrent(row.Seen) {
			continue
		}
		a, err := r.attemptOf(row)
		if err != nil {
			return made, err
		}
		words, err := r.sealSeen(a)
		if err != nil {
			return made, err
		}
		n, err := r.q.ResealAttempt(ctx, sqlgen.ResealAttemptParams{Seen: words, ImpUID: row.ImpUID, OldSeen: row.Seen})
		if err != nil {
			return made, err
		}
		made += int(n)
	}
	return made, nil
}

func (r people) resealRefunds(ctx context.Context, p payment.Payment) (int, error) {
	rows, err := r.q.RefundsOfPayment(ctx, text(p.ID))
	if err != nil {
		return 0, err
	}
	made := 0
	for _, row := range rows {
		if r.current(row.Account) {
			continue
		}
		f, err := r.refundOf(row)
		if err != nil {
			return made, err
		}
		words, err := r.sealRefundAccount(f)
		if err != nil {
			return made, err
		}
		n, err := r.q.ResealRefund(ctx, sqlgen.ResealRefundParams{Account: words, ID: row.ID, OldAccount: row.Account})
		if err != nil {
			return made, err
		}
		made += int(n)
	}
	return made, nil
}

// KeyVersions lists the keys that boxes of this database may be sealed with.
func (d *DB) KeyVersions(ctx context.Context) ([]seal.Version, error) {
	var out []seal.Version
	err := d.View(ctx, func(m merchant.Tx) error {
		t := m.(*tx)
		names, err := t.q.SealKeys(ctx)
		for _, name := range names {
			out = append(out, seal.Version(name))
		}
		return t.done("read the keys' versions", err)
	})
	return out, err
}

// DropKeys notes that nothing is sealed with other keys than the present one any
// more. It is the last step of sealing everything anew.
func (d *DB) DropKeys(ctx context.Context) error {
	if d.vault.keys == nil {
		return fmt.Errorf("drop keys: %w", seal.ErrUnknownKey)
	}
	return d.Update(ctx, func(m merchant.Tx) error {
		t := m.(*tx)
		for _, v := range d.vault.keys.Versions()[1:] {
			if err := t.q.DropSealKey(ctx, string(v)); err != nil {
				return t.done("drop a key's version", err)
			}
		}
		return nil
	})
}
