package merchanttest

import (
	"context"
	"slices"
	"time"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
)

// OnListing has f called before each page of the listing is read, with the
// number of the call, so that a test can move payments under the reader.
func (g *Gateway) OnListing(f func(call int)) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.onListing = f
}

// Listing pages through all payments by the time at which they changed last.
func (g *Gateway) Listing(ctx context.Context, from, to time.Time, page, limit int) (merchant.Listing, error) {
	g.mu.Lock()
	f, call := g.onListing, g.calls["Listing"]+1
	g.mu.Unlock()
	if f != nil {
		f(call)
	}
	if err := g.enter(ctx, "Listing"); err != nil {
		return merchant.Listing{}, err
	}
	defer g.mu.Unlock()
	var all []payment.Seen
	for _, imp := range g.order {
		if s := g.seen[imp]; !s.ChangedAt.Before(from) && !s.ChangedAt.After(to) {
			all = append(all, s)
		}
	}
	slices.SortStableFunc(all, func(a, b payment.Seen) int { return a.ChangedAt.Compare(b.ChangedAt) })
	list := merchant.Listing{Total: len(all)}
	for _, s := range all[min((page-1)*limit, len(all)):min(page*limit, len(all))] {
		list.Items = append(list.Items, merchant.Listed{ImpUID: s.ImpUID, MerchantUID: s.MerchantUID, At: s.ChangedAt, Seen: s})
	}
	return list, nil
}
