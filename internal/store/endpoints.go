package store

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/store/sqlgen"
)

type endpoints struct{ *tx }

func (r endpoints) Insert(ctx context.Context, e merchant.Endpoint) error {
	return r.done("insert endpoint", r.q.InsertEndpoint(ctx, sqlgen.InsertEndpointParams{
		ID: text(e.ID), URL: text(e.URL), Description: text(e.Description), Types: typesText(e.Types), State: text(e.State),
		CreatedAt: micros(e.CreatedAt), UpdatedAt: micros(e.UpdatedAt),
	}))
}

func (r endpoints) Save(ctx context.Context, e merchant.Endpoint) error {
	n, err := r.q.SaveEndpoint(ctx, sqlgen.SaveEndpointParams{
		URL: text(e.URL), Description: text(e.Description), Types: typesText(e.Types), State: text(e.State), Reason: text(e.Reason),
		FailingSince: micros(e.FailingSince), DisabledAt: micros(e.DisabledAt), UpdatedAt: micros(e.UpdatedAt),
		ID: text(e.ID), Version: e.Version,
	})
	return r.one("save endpoint", n, err, merchant.ErrStale)
}

func (r endpoints) ByID(ctx context.Context, id string) (merchant.Endpoint, error) {
	row, err := r.q.EndpointByID(ctx, text(id))
	if err != nil {
		return merchant.Endpoint{}, r.done("read endpoint", err)
	}
	return endpointOf(sqlgen.ListEndpointsRow(row))
}

func (r endpoints) List(ctx context.Context) ([]merchant.Endpoint, error) {
	rows, err := r.q.ListEndpoints(ctx)
	if err != nil {
		return nil, r.done("read endpoints", err)
	}
	return each(rows, endpointOf)
}

func endpointOf(row sqlgen.ListEndpointsRow) (merchant.Endpoint, error) {
	return merchant.Endpoint{
		ID: row.ID, URL: row.URL, Description: row.Description, Types: typesOf(row.Types), State: merchant.EndpointState(row.State),
		Reason: row.Reason, FailingSince: moment(row.FailingSince), DisabledAt: moment(row.DisabledAt), Rotating: moment(row.OldUntil),
		Version: row.Version, CreatedAt: moment(row.CreatedAt), UpdatedAt: moment(row.UpdatedAt),
	}, nil
}

// typesText writes types as ",a,b,", so that one is found by its name between
// commas; all of them are nothing.
func typesText(list []payment.EventType) string {
	if len(list) == 0 {
		return ""
	}
	var b strings.Builder
	for _, t := range list {
		b.WriteString("," + text(t))
	}
	return b.String() + ","
}

func typesOf(from string) []payment.EventType {
	var list []payment.EventType
	for name := range strings.SplitSeq(from, ",") {
		if name != "" {
			list = append(list, payment.EventType(name))
		}
	}
	return list
}

// The fields of an endpoint that are sealed.
const (
	fieldSecret    = "webhook_endpoints.secret"
	fieldOldSecret = "webhook_endpoints.old_secret"
)

// Secrets and PutSecrets are the one place where endpoints' secrets are read
// and written.
func (r endpoints) Secrets(ctx context.Context, id string) (merchant.EndpointSecrets, error) {
	row, err := r.q.EndpointSecrets(ctx, text(id))
	if err != nil {
		return merchant.EndpointSecrets{}, r.done("read secrets", err)
	}
	out := merchant.EndpointSecrets{Until: moment(row.OldUntil)}
	if out.Current, err = r.opened(fieldSecret, text(id), row.Secret); err != nil {
		return merchant.EndpointSecrets{}, r.done("open a secret", err)
	}
	out.Previous, err = r.opened(fieldOldSecret, text(id), row.OldSecret)
	return out, r.done("open a secret", err)
}

func (r endpoints) PutSecrets(ctx context.Context, id string, s merchant.EndpointSecrets) error {
	current, err := r.sealed(fieldSecret, text(id), text(s.Current))
	if err != nil {
		return r.done("seal a secret", err)
	}
	previous, err := r.sealed(fieldOldSecret, text(id), text(s.Previous))
	if err != nil {
		return r.done("seal a secret", err)
	}
	n, err := r.q.PutEndpointSecrets(ctx, sqlgen.PutEndpointSecretsParams{
		Secret: current, OldSecret: previous, OldUntil: micros(s.Until), ID: text(id),
	})
	return r.one("write secrets", n, err, merchant.ErrNotFound)
}

func (r endpoints) Fails(ctx context.Context, id string, now time.Time) error {
	_, err := r.q.EndpointFails(ctx, sqlgen.EndpointFailsParams{Now: micros(now), ID: text(id)})
	return r.done("note a failing endpoint", err)
}

func (r endpoints) Serves(ctx context.Context, id string) error {
	_, err := r.q.EndpointServes(ctx, text(id))
	return r.done("note a serving endpoint", err)
}

func (r endpoints) Disable(ctx context.Context, id, reason string, now time.Time) (bool, error) {
	n, err := r.q.DisableEndpoint(ctx, sqlgen.DisableEndpointParams{Reason: text(reason), Now: micros(now), ID: text(id)})
	if err != nil || n == 0 {
		return false, r.done("disable endpoint", err)
	}
	return true, letters(r).Bury(ctx, id, now)
}

// untoldLetters reads the letters that were given up one by one.
func (t *tx) untoldLetters(ctx context.Context, since time.Time, limit int) ([]merchant.Alert, error) {
	kind := merchant.AlertDeadLetter
	rows, err := t.q.UntoldDeadLetters(ctx, sqlgen.UntoldDeadLettersParams{Since: micros(since), Kind: string(kind), Most: most(limit)})
	if err != nil {
		return nil, t.done("read untold dead letters", err)
	}
	return each(rows, func(row sqlgen.UntoldDeadLettersRow) (merchant.Alert, error) {
		return merchant.Alert{
			Kind: kind, Subject: row.EventID + " " + row.EndpointID, PaymentID: payment.ID(row.PaymentID), RaisedAt: moment(row.DeadAt),
		}, nil
	})
}

func (t *tx) untoldDisabled(ctx context.Context, since time.Time, limit int) ([]merchant.Alert, error) {
	kind := merchant.AlertEndpoint
	rows, err := t.q.UntoldDisabledEndpoints(ctx, sqlgen.UntoldDisabledEndpointsParams{Since: micros(since), Kind: string(kind), Most: most(limit)})
	if err != nil {
		return nil, t.done("read untold endpoints", err)
	}
	return each(rows, func(row sqlgen.UntoldDisabledEndpointsRow) (merchant.Alert, error) {
		return merchant.Alert{
			Kind: kind, Subject: row.ID + " " + strconv.FormatInt(row.DisabledAt, 10), Reason: hostOf(row.URL), RaisedAt: moment(row.DisabledAt),
		}, nil
	})
}

// hostOf names an address without its path, which may be the shop's secret.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}
