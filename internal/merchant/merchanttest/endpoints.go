package merchanttest

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
)

// errNoEndpoints says that this store has no endpoints: what is about them is
// tested with a real one.
var errNoEndpoints = errors.New("merchanttest: a store in memory keeps no endpoints")

type endpoints tx

func (endpoints) Insert(context.Context, merchant.Endpoint) error { return errNoEndpoints }

func (endpoints) Save(context.Context, merchant.Endpoint) error { return merchant.ErrStale }

func (endpoints) ByID(context.Context, string) (merchant.Endpoint, error) {
	return merchant.Endpoint{}, merchant.ErrNotFound
}

func (endpoints) List(context.Context) ([]merchant.Endpoint, error) { return nil, nil }

func (endpoints) Secrets(context.Context, string) (merchant.EndpointSecrets, error) {
	return merchant.EndpointSecrets{}, merchant.ErrNotFound
}

func (endpoints) PutSecrets(context.Context, string, merchant.EndpointSecrets) error {
	return merchant.ErrNotFound
}

func (endpoints) Fails(context.Context, string, time.Time) error { return nil }

func (endpoints) Serves(context.Context, string) error { return nil }

func (endpoints) Disable(context.Context, string, string, time.Time) (bool, error) { return false, nil }

type letters tx

func (letters) Due(context.Context, time.Time) (bool, []string, error) { return false, nil, nil }

func (letters) Spread(context.Context, time.Time, int) (int, error) { return 0, nil }

func (letters) Claim(context.Context, string, time.Time, time.Time, int) ([]merchant.Letter, error) {
	return nil, nil
}

func (letters) Delivered(context.Context, string, string, int64, time.Time, merchant.ShopReply) error {
	return merchant.ErrStale
}

func (letters) Failed(context.Context, string, string, int64, time.Time, time.Time, merchant.ShopReply) error {
	return merchant.ErrStale
}

// Record knows the configured address alone.
func (x letters) Record(_ context.Context, eventID string) (merchant.ShopRecord, error) {
	d, ok := x.t.deliveries[eventID]
	at := slices.IndexFunc(x.t.events, func(e payment.Event) bool { return e.ID == eventID })
	if !ok || at < 0 {
		return merchant.ShopRecord{}, merchant.ErrNotFound
	}
	record := merchant.ShopRecord{Event: x.t.events[at], Body: d.Body}
	if !d.Nobody {
		record.Letters = []merchant.Letter{{EndpointID: merchant.ConfiguredEndpoint, Delivery: d.Delivery}}
	}
	return record, nil
}

func (x letters) List(_ context.Context, page merchant.Page) ([]merchant.EventPlace, error) {
	var all []merchant.EventPlace
	for id, d := range x.t.deliveries {
		all = append(all, merchant.EventPlace{EventID: id, At: d.CreatedAt})
	}
	return newestFirst(all, page, func(p merchant.EventPlace) (time.Time, string) { return p.At, p.EventID }), nil
}

func (letters) Dead(context.Context, merchant.Page) ([]merchant.EventPlace, error) { return nil, nil }

func (letters) ListOf(context.Context, string, merchant.Page) ([]merchant.EventPlace, error) {
	return nil, nil
}

func (letters) DeadOf(context.Context, string, merchant.Page) ([]merchant.EventPlace, error) {
	return nil, nil
}

func (letters) Replay(context.Context, string, string, time.Time) error { return errNoEndpoints }

func (letters) ReplayBetween(context.Context, merchant.Endpoint, merchant.ReplayRange, time.Time) (int, string, error) {
	return 0, "", errNoEndpoints
}

func (letters) Bury(context.Context, string, time.Time) error { return errNoEndpoints }

func (letters) Hasten(context.Context, string, time.Time) error { return errNoEndpoints }
