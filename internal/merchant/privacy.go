package merchant

import (
	"context"
	"fmt"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/payment"
)

// Forgetting is what is to be forgotten: the payments of one buyer, by one of the
// traits or by order, or, without any, all that have not changed since Before.
type Forgetting struct {
	Phone, Email string
	Order        payment.OrderRef
	Before       time.Time
	DryRun       bool // count only
}

// Forgotten counts what a Forgetting met.
type Forgotten struct {
	Payments int // who paid them is forgotten now
	Already  int // was forgotten before
	Running  int // still wait for money or give it back: to be forgotten later
	Webhooks int // lost their words and their sender
}

// Erase forgets one buyer: who paid goes, money, times and states stay. Payments
// that are not at rest are counted and left, for the buyer is still needed. Each
// payment is a transaction of its own, with a line in the audit log.
func Erase(ctx context.Context, store Store, f Forgetting, now time.Time) (Forgotten, error) {
	var done Forgotten
	list, err := ofForgetting(ctx, store, f)
	if err != nil {
		return done, err
	}
	for _, p := range list {
		if err := forget(ctx, store, p, f.DryRun, now, &done); err != nil {
			return done, err
		}
	}
	return done, nil
}

// ofForgetting lists the buyer's payments.
func ofForgetting(ctx context.Context, store Store, f Forgetting) ([]payment.Payment, error) {
	if f.Order != "" {
		var list []payment.Payment
		err := store.View(ctx, func(tx Tx) error {
			var err error
			list, err = tx.Payments().OfOrder(ctx, f.Order)
			return err
		})
		return list, err
	}
	trait, value := ByPhone, f.Phone
	if f.Phone == "" {
		trait, value = ByEmail, f.Email
	}
	if trait.Normal(value) == "" {
		return nil, fault.Newf(fault.BadField, "whom to forget is not said")
	}
	return everyOfBuyer(ctx, store, trait, value)
}

func everyOfBuyer(ctx context.Context, store Store, trait Trait, value string) ([]payment.Payment, error) {
	var all []payment.Payment
	page := Page{Limit: walkPage}
	for {
		var rows []payment.Payment
		err := store.View(ctx, func(tx Tx) error {
			var err error
			rows, err = tx.People().OfBuyer(ctx, trait, value, page)
			return err
		})
		if err != nil {
			return nil, err
		}
		all = append(all, rows...)
		if len(rows) < walkPage {
			return all, nil
		}
		last := rows[len(rows)-1]
		page.Before, page.BeforeID = last.CreatedAt, string(last.ID)
	}
}

// Purge forgets the buyers of all payments that were made, and have not changed,
// since before f.Before, and what PortOne's webhooks of that time said. It may be
// cut short and begun again.
func Purge(ctx context.Context, store Store, f Forgetting, now time.Time, progress func(Forgotten)) (Forgotten, error) {
	var done Forgotten
	err := walk(ctx, store, f.Before, func(p payment.Payment) error {
		if !p.UpdatedAt.Before(f.Before) {
			done.Running++
			return nil
		}
		err := forget(ctx, store, p, f.DryRun, now, &done)
		if progress != nil {
			progress(done)
		}
		return err
	})
	for err == nil && !f.DryRun {
		n := 0
		err = store.Update(ctx, func(tx Tx) error {
			var err error
			n, err = tx.People().ForgetNotes(ctx, f.Before, walkPage)
			return err
		})
		done.Webhooks += n
		if n < walkPage {
			break
		}
	}
	if err != nil || f.DryRun || done.Payments+done.Webhooks == 0 {
		return done, err
	}
	detail := fmt.Sprintf("before %s: %d payments, %d webhooks", f.Before.UTC().Format(time.DateOnly), done.Payments, done.Webhooks)
	return done, store.Update(ctx, func(tx Tx) error { return note(ctx, tx, now, AuditPurged, "", detail) })
}

// forget forgets who paid p, if it is at rest, under its order's lock: nothing
// else changes it meanwhile.
func forget(ctx context.Context, store Store, p payment.Payment, dry bool, now time.Time, done *Forgotten) error {
	if isForgotten(p) {
		done.Already++
		return nil
	}
	resting := false
	look := func(tx Tx) error {
		v, err := load(ctx, tx, p.ID)
		if err == nil {
			p, resting = v.Payment, atRest(v, now)
		}
		return err
	}
	var err error
	if dry {
		err = store.View(ctx, look)
	} else {
		err = store.Update(ctx, func(tx Tx) error {
			if err := tx.Orders().Lock(ctx, p.OrderRef, now); err != nil {
				return err
			}
			if err := look(tx); err != nil || !resting {
				return err
			}
			if err := tx.People().Forget(ctx, p); err != nil {
				return err
			}
			return note(ctx, tx, now, AuditErased, string(p.ID), "")
		})
	}
	switch {
	case err != nil:
		return err
	case resting:
		done.Payments++
	default:
		done.Running++
	}
	return nil
}

// isForgotten reports whether nothing is left to forget: every payment that was
// opened has the hash of its terms.
func isForgotten(p payment.Payment) bool {
	return p.TermsHash == "" && p.Buyer == (payment.Buyer{}) && p.Account == nil
}

// atRest reports whether neither money is expected nor any is on its way.
func atRest(v View, now time.Time) bool {
	if v.Payment.State.Payable() && now.Before(v.Payment.ExpiresAt) || v.Payment.State == payment.AwaitingDeposit {
		return false
	}
	for _, r := range v.Refunds {
		if r.State.UnderWay() {
			return false
		}
	}
	for _, a := range v.Attempts {
		if a.Closing == payment.ClosingDue {
			return false
		}
	}
	return true
}

// Unmask returns who paid, for a person to see, and notes in the audit log that
// somebody looked, and why. Nobody is shown before that is stored.
func Unmask(ctx context.Context, store Store, pid payment.ID, why string, now time.Time) (payment.Buyer, *payment.Account, error) {
	var p payment.Payment
	err := store.Update(ctx, func(tx Tx) error {
		var err error
		if p, err = tx.Payments().ByID(ctx, pid); err != nil {
			return notFound(err, fault.PaymentNotFound)
		}
		return note(ctx, tx, now, AuditUnmasked, string(pid), why)
	})
	if err != nil {
		return payment.Buyer{}, nil, err
	}
	return p.Buyer, p.Account, nil
}

// PaymentsOfBuyer lists the payments whose buyer has a phone number or an e-mail
// address, newest first.
func (s *Service) PaymentsOfBuyer(ctx context.Context, trait Trait, value string, page Page) ([]View, error) {
	var list []View
	err := s.Store.View(ctx, func(tx Tx) error {
		rows, err := tx.People().OfBuyer(ctx, trait, value, page)
		if err != nil {
			return err
		}
		list, err = completeAll(ctx, tx, rows)
		return err
	})
	return list, err
}
