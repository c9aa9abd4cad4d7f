package gatewayv1

import (
	"context"
	"time"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/portonev1"
)

// Listing implements merchant.PaymentLister. One payment that cannot be read
// does not hide the others.
func (g *Gateway) Listing(ctx context.Context, from, to time.Time, page, limit int) (merchant.Listing, error) {
	told, err := g.client.ByStatus(ctx, portonev1.StatusQuery{
		Status: portonev1.StatusAll, From: from, To: to,
		Paging: portonev1.Paging{Page: page, Limit: limit, Sort: portonev1.SortUpdated},
	})
	if err != nil {
		return merchant.Listing{}, reading(err)
	}
	list := merchant.Listing{Total: told.Total}
	for _, p := range told.Payments {
		item := merchant.Listed{ImpUID: payment.ImpUID(p.ImpUID), MerchantUID: payment.MerchantUID(p.MerchantUID), At: listedAt(p)}
		item.Name = p.Name
		item.Buyer = payment.Buyer{Name: p.BuyerName, Email: p.BuyerEmail, Tel: p.BuyerTel, Addr: p.BuyerAddr, Postcode: p.BuyerPostcode}
		item.Seen, item.Err = g.seen(p)
		list.Items = append(list.Items, item)
	}
	return list, nil
}

// listedAt is the time by which V1 lists a payment among all: that of the status
// that it has now (v1.md, GET /payments/status).
func listedAt(p portonev1.Payment) time.Time {
	switch p.Status {
	case portonev1.StatusPaid:
		return p.PaidAt
	case portonev1.StatusCancelled:
		return p.CancelledAt
	case portonev1.StatusFailed:
		return p.FailedAt
	}
	return p.StartedAt
}
