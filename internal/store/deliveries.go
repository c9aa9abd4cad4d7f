package store

import (
	"context"
	"time"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/store/sqlgen"
)

type outbox struct{ *tx }

// Insert makes a delivery without a due time due at once: nothing that the shop
// must hear may be stored in silence.
func (r outbox) Insert(ctx context.Context, d merchant.Delivery) error {
	due := d.DueAt
	if due.IsZero() {
		due = d.CreatedAt
	}
	var told time.Time
	if d.Nobody {
		due, told = told, d.CreatedAt // with no tries: nobody was to be told
	}
	return r.done("insert delivery", r.q.InsertDelivery(ctx, sqlgen.InsertDeliveryParams{
		EventID: text(d.EventID), PaymentID: text(d.PaymentID), Version: d.Version, Type: text(d.Type), Body: bytes(d.Body),
		Tries: int64(d.Tries), Fence: d.Fence, DueAt: micros(due), DeliveredAt: micros(told), LastError: text(d.LastError),
		CreatedAt: micros(d.CreatedAt),
	}))
}

func (r outbox) Claim(ctx context.Context, now, lease time.Time, limit int) ([]merchant.Delivery, error) {
	return r.all(r.q.ClaimDueDeliveries(ctx, sqlgen.ClaimDueDeliveriesParams{Lease: micros(lease), Now: micros(now), Most: most(limit)}))
}

func (r outbox) Delivered(ctx context.Context, eventID string, fence int64, now time.Time, a merchant.ShopReply) error {
	n, err := r.q.SetDelivered(ctx, sqlgen.SetDeliveredParams{
		At: micros(now), EventID: text(eventID), Fence: fence, Status: int64(a.Status), Answer: text(a.Body),
	})
	return r.one("mark delivered", n, err, merchant.ErrStale)
}

func (r outbox) Failed(ctx context.Context, eventID string, fence int64, now, next time.Time, a merchant.ShopReply) error {
	n, err := r.q.SetDeliveryFailed(ctx, sqlgen.SetDeliveryFailedParams{
		Next: micros(next), Dead: deadAt(now, next), Problem: text(a.Problem), EventID: text(eventID), Fence: fence,
		Status: int64(a.Status), Answer: text(a.Body),
	})
	return r.one("mark delivery failed", n, err, merchant.ErrStale)
}

// deadAt is when a delivery was given up: now, unless it is tried again.
func deadAt(now, next time.Time) int64 {
	if next.IsZero() {
		return micros(now)
	}
	return 0
}

func (r outbox) OfPayment(ctx context.Context, id payment.ID) ([]merchant.Delivery, error) {
	return r.all(r.q.DeliveriesOfPayment(ctx, text(id)))
}

func (r outbox) all(rows []sqlgen.Outbox, err error) ([]merchant.Delivery, error) {
	if err != nil {
		return nil, r.done("read deliveries", err)
	}
	return each(rows, func(row sqlgen.Outbox) (merchant.Delivery, error) {
		return merchant.Delivery{
			EventID: row.EventID, PaymentID: payment.ID(row.PaymentID), Version: row.Version, Type: payment.EventType(row.Type),
			Body: row.Body, Tries: int(row.Tries), Fence: row.Fence, DueAt: moment(row.DueAt), SinceAt: moment(row.SinceAt),
			CreatedAt: moment(row.CreatedAt), LastError: row.LastError, Nobody: row.DeliveredAt > 0 && row.Tries == 0,
		}, nil
	})
}

type inbox struct{ *tx }

func (r inbox) Insert(ctx context.Context, n merchant.Note) error {
	return r.done("insert webhook", r.q.InsertWebhook(ctx, sqlgen.InsertWebhookParams{
		ID: text(n.ID), ImpUID: text(n.ImpUID), MerchantUID: text(n.MerchantUID), Status: text(n.Status),
		ContentType: text(n.ContentType), Body: bytes(n.Body), Source: text(n.Source), ReceivedAt: micros(n.ReceivedAt),
		DueAt: micros(n.DueAt), Tries: int64(n.Tries), Outcome: text(n.Outcome),
	}))
}

func (r inbox) Claim(ctx context.Context, now, lease time.Time, limit int) ([]merchant.Note, error) {
	return r.all(r.q.ClaimDueWebhooks(ctx, sqlgen.ClaimDueWebhooksParams{Lease: micros(lease), Now: micros(now), Most: most(limit)}))
}

func (r inbox) Done(ctx context.Context, id string, next time.Time, outcome string) error {
	n, err := r.q.SetWebhookDone(ctx, sqlgen.SetWebhookDoneParams{Next: micros(next), Outcome: text(outcome), ID: text(id)})
	return r.one("end webhook", n, err, merchant.ErrNotFound)
}

func (r inbox) List(ctx context.Context, page merchant.Page) ([]merchant.Note, error) {
	at, id := before(page)
	return r.all(r.q.ListWebhooks(ctx, sqlgen.ListWebhooksParams{Before: at, BeforeID: id, Most: most(page.Limit)}))
}

func (r inbox) all(rows []sqlgen.InboundWebhook, err error) ([]merchant.Note, error) {
	if err != nil {
		return nil, r.done("read webhooks", err)
	}
	return each(rows, func(row sqlgen.InboundWebhook) (merchant.Note, error) { return noteOf(row), nil })
}

func noteOf(row sqlgen.InboundWebhook) merchant.Note {
	return merchant.Note{
		ID: row.ID, ImpUID: payment.ImpUID(row.ImpUID), MerchantUID: payment.MerchantUID(row.MerchantUID),
		Status: row.Status, ContentType: row.ContentType, Body: row.Body, Source: row.Source,
		ReceivedAt: moment(row.ReceivedAt), DueAt: moment(row.DueAt), Tries: int(row.Tries), Outcome: row.Outcome,
	}
}

// bytes writes no body as an empty one: a nil slice would be NULL.
func bytes(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}
