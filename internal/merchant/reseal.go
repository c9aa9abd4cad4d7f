package merchant

import (
	"context"
	"errors"
	"time"

	"github.com/naru-pay/naru/internal/payment"
)

// walkPage is how many payments are read at once by what goes through all.
const walkPage = 200

// endOfTime is later than any payment.
var endOfTime = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// walk calls fn for each payment made before until, oldest first, outside any
// transaction.
func walk(ctx context.Context, store Store, until time.Time, fn func(payment.Payment) error) error {
	var at Place
	for {
		var rows []payment.Payment
		err := store.View(ctx, func(tx Tx) error {
			var err error
			rows, err = tx.People().Oldest(ctx, at, until, walkPage)
			return err
		})
		if err != nil {
			return err
		}
		for _, p := range rows {
			if err := fn(p); err != nil {
				return err
			}
			at = Place{p.CreatedAt, p.ID}
		}
		if len(rows) < walkPage {
			return nil
		}
	}
}

// ResealAll seals anew, with the store's present key, whatever is not, while
// servers run, and returns how many values that were. Each payment is a
// transaction of its own: what was cut short is simply begun again, and finds
// what is done done. progress hears how many payments were looked at; it may be
// nil.
func ResealAll(ctx context.Context, store Store, progress func(payments, values int)) (int, error) {
	looked, made := 0, 0
	err := walk(ctx, store, endOfTime, func(p payment.Payment) error {
		n := 0
		err := store.Update(ctx, func(tx Tx) error {
			var err error
			n, err = tx.People().Reseal(ctx, p)
			return err
		})
		looked++
		made += n
		if err == nil && progress != nil {
			progress(looked, made)
		}
		return err
	})
	if err != nil {
		return made, err
	}
	n, err := resealEndpoints(ctx, store)
	if err != nil {
		return made + n, err
	}
	codes, err := resealOperators(ctx, store)
	return made + n + codes, err
}

// resealOperators seals the secrets of operators' codes anew: to save is to seal.
func resealOperators(ctx context.Context, store Store) (int, error) {
	var list []Operator
	err := store.View(ctx, func(tx Tx) error {
		var err error
		list, err = tx.Operators().List(ctx)
		return err
	})
	made := 0
	for i := 0; i < len(list) && err == nil; i++ {
		err = ErrStale
		for try := 0; try < applyTries && errors.Is(err, ErrStale); try++ {
			err = store.Update(ctx, func(tx Tx) error {
				o, err := tx.Operators().ByID(ctx, list[i].ID)
				if err != nil || (o.TOTP == "" && o.TOTPNext == "") {
					return err
				}
				made++
				return tx.Operators().Save(ctx, o)
			})
		}
	}
	return made, err
}

// resealEndpoints seals the endpoints' secrets anew. Each is saved first, which
// keeps whoever changes its secrets at the same time apart from this.
func resealEndpoints(ctx context.Context, store Store) (int, error) {
	var list []Endpoint
	err := store.View(ctx, func(tx Tx) error {
		var err error
		list, err = tx.Endpoints().List(ctx)
		return err
	})
	made := 0
	for i := 0; i < len(list) && err == nil; i++ {
		err = ErrStale
		for try := 0; try < applyTries && errors.Is(err, ErrStale); try++ {
			err = store.Update(ctx, func(tx Tx) error { return resealEndpoint(ctx, tx, list[i].ID) })
		}
		made++
	}
	return made, err
}

func resealEndpoint(ctx context.Context, tx Tx, id string) error {
	e, err := tx.Endpoints().ByID(ctx, id)
	if err != nil || e.State == EndpointDeleted {
		return err
	}
	if err := tx.Endpoints().Save(ctx, e); err != nil {
		return err
	}
	secrets, err := tx.Endpoints().Secrets(ctx, id)
	if err != nil {
		return err
	}
	return tx.Endpoints().PutSecrets(ctx, id, secrets)
}
