package merchanttest

import (
	"context"
	"slices"
	"time"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
)

type audit tx

func (r audit) Append(_ context.Context, e merchant.AuditEntry) (merchant.AuditEntry, error) {
	e = e.After(r.head())
	r.t.audit = append(r.t.audit, e)
	return e, nil
}

func (r audit) From(_ context.Context, n int64, limit int) ([]merchant.AuditEntry, error) {
	rest := r.t.audit[min(max(n-1, 0), int64(len(r.t.audit))):]
	return slices.Clone(rest[:min(len(rest), limit)]), nil
}

func (r audit) Head(context.Context) (merchant.AuditHead, error) { return r.head(), nil }

func (r audit) head() merchant.AuditHead {
	if len(r.t.audit) == 0 {
		return merchant.AuditHead{}
	}
	last := r.t.audit[len(r.t.audit)-1]
	return merchant.AuditHead{N: last.N, Hash: last.Hash}
}

type people tx

func (r people) OfBuyer(_ context.Context, trait merchant.Trait, value string, page merchant.Page) ([]payment.Payment, error) {
	want := trait.Normal(value)
	var rows []payment.Payment
	for _, p := range r.t.payments {
		has := p.Buyer.Tel
		if trait == merchant.ByEmail {
			has = p.Buyer.Email
		}
		if want != "" && trait.Normal(has) == want {
			rows = append(rows, p)
		}
	}
	return newestFirst(rows, page, func(p payment.Payment) (time.Time, string) { return p.CreatedAt, string(p.ID) }), nil
}

func (r people) Oldest(_ context.Context, after merchant.Place, until time.Time, limit int) ([]payment.Payment, error) {
	var rows []payment.Payment
	for _, p := range r.t.payments {
		if p.CreatedAt.Before(until) && comparePlaces(p.CreatedAt, string(p.ID), after.At, string(after.ID)) > 0 {
			rows = append(rows, p)
		}
	}
	slices.SortFunc(rows, func(a, b payment.Payment) int {
		return comparePlaces(a.CreatedAt, string(a.ID), b.CreatedAt, string(b.ID))
	})
	return rows[:min(len(rows), limit)], nil
}

func (r people) Forget(_ context.Context, p payment.Payment) error {
	stored, found := r.t.payments[p.ID]
	if !found {
		return merchant.ErrNotFound
	}
	stored.Buyer, stored.Account, stored.Extra, stored.Metadata = payment.Buyer{}, nil, nil, nil
	stored.FailReason, stored.TermsHash = "", ""
	r.t.payments[p.ID] = stored
	for key, f := range r.t.refunds {
		if f.PaymentID == p.ID {
			f.Account, f.Reason, f.Refusal, f.IdemHash = nil, "", "", "forgotten"
			r.t.refunds[key] = f
		}
	}
	for key, a := range r.t.attempts {
		if a.PaymentID == p.ID {
			a.Seen = a.Seen.Forgotten()
			r.t.attempts[key] = a
		}
	}
	for key, n := range r.t.notes {
		if n.MerchantUID == p.MerchantUID {
			n.Body, n.Source = []byte{}, ""
			r.t.notes[key] = n
		}
	}
	return nil
}

func (r people) ForgetNotes(_ context.Context, until time.Time, limit int) (int, error) {
	many := 0
	for key, n := range r.t.notes {
		if many < limit && n.Source != "" && n.DueAt.IsZero() && n.ReceivedAt.Before(until) {
			n.Body, n.Source = []byte{}, ""
			r.t.notes[key] = n
			many++
		}
	}
	return many, nil
}

// Reseal finds everything sealed: the fake seals nothing.
func (people) Reseal(context.Context, payment.Payment) (int, error) { return 0, nil }
