package merchant

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/payment"
)

// slice is a part of the listing that was read whole.
type slice struct {
	items []Listed
	to    time.Time     // it reaches so far
	span  time.Duration // for the next one
}

// readSlice reads the listing from from on, at most span and not beyond to. It
// takes no more time than one page holds: one answer is a snapshot, pages are
// not. Only within a single second does it turn pages.
func (s *Service) readSlice(ctx context.Context, from, to time.Time, span time.Duration) (slice, error) {
	for {
		span = max(span.Truncate(time.Second), time.Second)
		end := from.Add(span)
		if end.After(to) {
			end = to
		}
		page, err := s.Listing.Listing(ctx, from, end, 1, sweepPage)
		if err != nil {
			return slice{}, gatewayFault(err)
		}
		if page.Total > len(page.Items) {
			if end.Sub(from) > time.Second {
				span = end.Sub(from) * time.Duration(max(len(page.Items), 1)) / time.Duration(2*page.Total)
				continue
			}
			if page.Items, err = s.turnPages(ctx, from, end, page); err != nil {
				return slice{}, err
			}
		}
		if page.Total < sweepPage/4 {
			span *= 2
		}
		return slice{items: page.Items, to: end, span: min(span, maxSpan)}, nil
	}
}

// maxSpan is the longest time that PortOne lists at once.
const maxSpan = 90 * 24 * time.Hour

// turnPages reads the pages after the first.
func (s *Service) turnPages(ctx context.Context, from, to time.Time, first Listing) ([]Listed, error) {
	items := first.Items
	for number := 2; len(items) < first.Total; number++ {
		page, err := s.Listing.Listing(ctx, from, to, number, sweepPage)
		if err != nil {
			return nil, gatewayFault(err)
		}
		if len(page.Items) == 0 {
			return nil, fault.Newf(fault.GatewayUnusable, "page %d of the listing is empty, %d of %d payments were read", number, len(items), first.Total)
		}
		items = append(items, page.Items...)
	}
	return items, nil
}

// sifted is what a part of the listing means to us.
type sifted struct {
	ours []bool // of each item
	news []Hint // payments of ours of which the listing tells anything new
	same []View // of each item, those of which it can tell nothing: with the payment and its one attempt
}

// siftAtOnce is how many listed payments are looked up in one reading.
const siftAtOnce = 100

// sift finds out which listed payments are ours and which of them tell anything
// that is not stored. Judge alone says so, and what it says here is only a hint:
// the payment is then read back and judged like any other.
func (s *Service) sift(ctx context.Context, items []Listed) (sifted, error) {
	out := sifted{ours: make([]bool, len(items)), same: make([]View, len(items))}
	now := s.Clock.Now()
	for start := 0; start < len(items); start += siftAtOnce {
		end := min(start+siftAtOnce, len(items))
		var news []Hint
		err := s.Store.View(ctx, func(tx Tx) error {
			news = news[:0]
			for i, item := range items[start:end] {
				p, err := tx.Payments().ByMerchantUID(ctx, item.MerchantUID)
				marked := errors.Is(err, ErrNotFound) && s.Marked(item.MerchantUID)
				out.ours[start+i] = err == nil || marked
				if errors.Is(err, ErrNotFound) && !marked {
					continue // outside: counted and left alone
				}
				if marked && item.Err == nil {
					if moves(item.Seen) {
						news = append(news, Hint{MerchantUID: item.MerchantUID, ImpUID: item.ImpUID, Actor: "sweep", Listed: true})
					}
					continue
				}
				if marked {
					err = nil // it cannot be read: a person is told once
				}
				if err != nil {
					return err
				}
				attempts, err := tx.Attempts().OfPayment(ctx, p.ID)
				if err != nil {
					return err
				}
				if item.Err == nil && payment.Unmoved(p, attempts, item.Seen) {
					out.same[start+i] = View{Payment: p, Attempts: attempts}
					continue
				}
				told, err := tellsNews(ctx, tx, p.ID, item, now)
				if err != nil {
					return err
				}
				if told {
					news = append(news, Hint{PaymentID: p.ID, MerchantUID: item.MerchantUID, ImpUID: item.ImpUID, Actor: "sweep", Listed: true})
				}
			}
			return nil
		})
		if err != nil {
			return sifted{}, err
		}
		out.news = append(out.news, news...)
	}
	return out, nil
}

// tellsNews reports whether a listed payment of ours tells anything that is not
// stored. One that cannot be read does, until a person was told of it.
func tellsNews(ctx context.Context, tx Tx, pid payment.ID, item Listed, now time.Time) (bool, error) {
	if item.Err != nil {
		known, err := isRaised(ctx, tx, unreadable(Hint{PaymentID: pid, ImpUID: item.ImpUID}, now))
		return !known, err
	}
	_, verdict, err := judgeStored(ctx, tx, pid, item.Seen, now)
	return verdict.News, err
}

func unreadable(h Hint, now time.Time) payment.Discrepancy {
	return payment.Discrepancy{PaymentID: h.PaymentID, ImpUID: h.ImpUID, Reason: fault.GatewayUnusable, CreatedAt: now}
}

// lookAt has every hinted payment read back and judged. With patience at its
// end, a payment that PortOne answers unusably about is shown to a person and
// left behind, so that it does not keep all others from being found.
func (s *Service) lookAt(ctx context.Context, hints []Hint, impatient bool) error {
	return each(ctx, hints, func(ctx context.Context, h Hint) error {
		_, err := s.Confirm(ctx, h)
		switch code := fault.CodeOf(err); {
		case err == nil || code == fault.ForeignPayment || code == fault.PaymentNotFound:
			return nil
		case impatient && code == fault.GatewayUnusable:
			d := unreadable(h, s.Clock.Now())
			d.Detail = "listed, and not readable"
			return s.Store.Update(ctx, func(tx Tx) error { return s.raise(ctx, tx, &d) })
		}
		return err
	})
}

// idSet is a set of ids as one number: the same set has the same one, in
// whatever order it was read. The chance that two sets share it is negligible.
type idSet struct{ count, high, low uint64 }

func (d *idSet) add(id payment.ImpUID) {
	sum := sha256.Sum256([]byte(id))
	d.count++
	d.high += binary.BigEndian.Uint64(sum[:8])
	d.low += binary.BigEndian.Uint64(sum[8:16])
}

// String writes the set; parseIDSet reads it.
func (d idSet) String() string { return fmt.Sprintf("%d-%016x%016x", d.count, d.high, d.low) }

// parseIDSet reads what String wrote; anything else is the empty set.
func parseIDSet(from string) idSet {
	var d idSet
	if _, err := fmt.Sscanf(from, "%d-%16x%16x", &d.count, &d.high, &d.low); err != nil {
		return idSet{}
	}
	return d
}
