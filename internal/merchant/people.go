package merchant

import (
	"context"
	"time"

	"github.com/naru-pay/naru/internal/payment"
)

// Trait is something by which a buyer is found.
type Trait string

// The traits. Their values are normalised before they are looked for.
const (
	ByPhone Trait = "phone"
	ByEmail Trait = "email"
	ByName  Trait = "name"
	ByCard  Trait = "card" // the last four digits of the card that paid
)

// Normal returns the value as it is indexed; empty when it names nobody.
func (t Trait) Normal(value string) string {
	switch t {
	case ByPhone:
		return payment.NormalPhone(value)
	case ByName:
		return payment.NormalName(value)
	case ByCard:
		return payment.CardTail(value)
	}
	return payment.NormalEmail(value)
}

// Place is where a walk through all payments, oldest first, stands.
type Place struct {
	At time.Time
	ID payment.ID
}

// People keeps what is known of buyers apart from their money.
type People interface {
	// OfBuyer lists the payments whose buyer has the trait, newest first. A store
	// without keys knows none.
	OfBuyer(ctx context.Context, trait Trait, value string, page Page) ([]payment.Payment, error)
	// Oldest lists up to limit payments made after a place and before until,
	// oldest first.
	Oldest(ctx context.Context, after Place, until time.Time, limit int) ([]payment.Payment, error)
	// Forget takes out of a payment, its attempts and refunds, and what PortOne
	// told of it, all that tells who paid. Money, times and states stay.
	Forget(ctx context.Context, p payment.Payment) error
	// ForgetNotes does so for up to limit webhooks that came before until and
	// returns how many there were.
	ForgetNotes(ctx context.Context, until time.Time, limit int) (int, error)
	// Reseal seals anew what a payment, its attempts and refunds have that is not
	// sealed with the present key, and returns how many values that were.
	Reseal(ctx context.Context, p payment.Payment) (int, error)
}
