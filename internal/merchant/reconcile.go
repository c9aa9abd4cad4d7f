package merchant

import (
	"context"
	"errors"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/recon"
)

// ReconcileRequest says what to compare: the payments that were paid from From
// on and before To, and every payment of ours whose status changed since From.
type ReconcileRequest struct {
	From, To time.Time
	ReadOnly bool // report what PortOne knows better, and store nothing
	// Progress is called now and then with how much of the work is done, in per
	// cent, and how many payments were looked at; nil: nobody wants to know.
	Progress func(percent int, payments int64)
}

// createdBefore is how long before From a payment may have been opened that was
// paid since: an issued account waits no longer.
const createdBefore = 97 * 24 * time.Hour

// clocksApart is how far our clock and PortOne's may differ.
const clocksApart = time.Hour

// reconciling is one reconciliation under way.
type reconciling struct {
	*Service
	ReconcileRequest
	report *recon.Report
	totals recon.Totals
	listed map[uint64]struct{} // the hashes of the imp_uids that were compared
}

// Reconcile compares PortOne's listing with what is stored. A payment of ours of
// which PortOne knows more is read back and confirmed as the sweeps do, and
// reported; what then still differs is reported with both sides' words. Those of
// others are counted. Its error is PortOne's or the store's: half a comparison
// is none. Memory is bounded but for some bytes a payment of ours.
func (s *Service) Reconcile(ctx context.Context, req ReconcileRequest) (*recon.Report, error) {
	until := s.Clock.Now().Add(-sweepSettled).Truncate(time.Second)
	if s.Listing == nil || !req.From.Before(req.To) || !req.From.Before(until) {
		return nil, fault.Newf(fault.BadRequest, "there is nothing to compare from %s to %s", req.From, req.To)
	}
	r := &reconciling{Service: s, ReconcileRequest: req, listed: map[uint64]struct{}{}}
	r.report = &recon.Report{Store: s.Imp, From: req.From, To: req.To, Until: until}
	if err := r.readListing(ctx, until); err != nil {
		return nil, err
	}
	if err := r.readStored(ctx); err != nil {
		return nil, err
	}
	r.report.Totals = r.totals.List()
	r.tell(allDone)
	return r.report, nil
}

// What part of the work the listing is, and all of it, in per cent.
const (
	listingDone = 90
	allDone     = 100
)

func (r *reconciling) tell(percent int) {
	if r.Progress != nil {
		r.Progress(percent, r.report.Ours+r.report.Outside)
	}
}

// share returns how many of percent a part of a time is.
func share(part, whole time.Duration, percent int) int {
	return int(min(int64(part/time.Second)*int64(percent)/max(int64(whole/time.Second), 1), int64(percent)))
}

// readListing goes through all that changed since From: a payment that was paid
// then and cancelled today is listed today.
func (r *reconciling) readListing(ctx context.Context, until time.Time) error {
	cursor, span := r.From, time.Duration(maxSpan)
	for cursor.Before(until) {
		part, err := r.readSlice(ctx, cursor, until, span)
		if err != nil {
			return err
		}
		var fresh []Listed
		for _, item := range part.items {
			if r.first(item.ImpUID) {
				fresh = append(fresh, item)
			}
		}
		sifted, err := r.sift(ctx, fresh)
		if err != nil {
			return err
		}
		if err := r.compareAll(ctx, fresh, sifted); err != nil {
			return err
		}
		cursor, span = part.to, part.span
		r.tell(share(cursor.Sub(r.From), until.Sub(r.From), listingDone))
	}
	return nil
}

func (x sifted) tells(uid payment.ImpUID) bool {
	for _, h := range x.news {
		if h.ImpUID == uid {
			return true
		}
	}
	return false
}

// first reports whether an imp_uid comes for the first time.
func (r *reconciling) first(uid payment.ImpUID) bool {
	var set idSet
	set.add(uid)
	_, known := r.listed[set.low]
	r.listed[set.low] = struct{}{}
	return !known
}

// looked is what a comparison of one payment of ours has found.
type looked struct {
	list   []recon.Difference
	stored recon.Stored
	seen   payment.Seen // without ImpUID: PortOne's side is not known
}

// take adds what was found to the report and both sides to the totals.
func (r *reconciling) take(l looked) {
	r.report.Add(l.list...)
	a := l.stored.Attempt
	if returned, err := l.stored.Returned(); err == nil && a.Seen.HasMoney() && r.within(a.Seen.PaidAt) {
		r.totals.Here(a.Seen.PaidAt, a.Seen.PayMethod, a.Seen.Captured, returned)
	}
	if l.seen.HasMoney() && r.within(l.seen.PaidAt) {
		r.totals.PortOne(l.seen.PaidAt, l.seen.PayMethod, l.seen.Captured, l.seen.Cancelled)
	}
}

func (r *reconciling) within(paid time.Time) bool { return !paid.Before(r.From) && paid.Before(r.To) }

// compareAll counts the listed payments and compares those of ours, some at a
// time; the report has them in the order of the listing.
func (r *reconciling) compareAll(ctx context.Context, items []Listed, s sifted) error {
	var ours []int
	for i := range items {
		if s.ours[i] {
			ours = append(ours, i)
		}
	}
	r.report.Ours += int64(len(ours))
	r.report.Outside += int64(len(items) - len(ours))
	found := make([]looked, len(items))
	err := each(ctx, ours, func(ctx context.Context, i int) (err error) {
		if v := s.same[i]; v.Payment.ID != "" {
			stored := recon.Stored{Payment: v.Payment, Attempt: v.Attempts[0]}
			if list := recon.Match(stored, items[i].Seen); len(list) == 0 {
				found[i] = looked{stored: stored, seen: items[i].Seen}
				return nil
			}
		}
		found[i], err = r.compare(ctx, items[i], s.tells(items[i].ImpUID))
		return err
	})
	if err != nil {
		return err
	}
	for _, i := range ours {
		r.take(found[i])
	}
	return nil
}

// compare looks at one listed payment of ours from both sides. What differs is
// read once more, from both, before it is said: the listing is older than the
// store.
func (r *reconciling) compare(ctx context.Context, item Listed, news bool) (looked, error) {
	var recorded []recon.Difference
	var err error
	if news && !r.ReadOnly {
		if recorded, err = r.record(ctx, item); err != nil {
			return looked{}, err
		}
	}
	stored, err := r.stored(ctx, item.MerchantUID, item.ImpUID)
	if err != nil {
		return looked{}, err
	}
	if list := recon.Match(stored, item.Seen); !news && item.Err == nil && len(list) == 0 {
		return looked{stored: stored, seen: item.Seen}, nil
	}
	seen, problem := r.Gateway.Lookup(ctx, item.ImpUID)
	hidden := errors.Is(problem, ErrNoPayment)
	if problem != nil && !hidden && fault.CodeOf(problem) != fault.GatewayUnusable {
		return looked{}, gatewayFault(problem)
	}
	if stored, err = r.stored(ctx, item.MerchantUID, item.ImpUID); err != nil {
		return looked{}, err
	}
	if problem == nil {
		return looked{list: append(recorded, recon.Match(stored, seen)...), stored: stored, seen: seen}, nil
	}
	kind := recon.Unreadable
	if hidden && item.Err == nil && item.Seen.Env != stored.Payment.Env {
		kind = recon.OtherMode
	}
	d := recon.Of(stored.Payment, item.ImpUID, kind)
	d.Here, d.PortOne, d.Detail = string(stored.Payment.State), item.Seen.RawStatus, problem.Error()
	return looked{list: append(recorded, d), stored: stored}, nil
}

// record confirms a payment of which PortOne knows more. What is answered
// unusably is no error: the comparison that follows says so.
func (r *reconciling) record(ctx context.Context, item Listed) ([]recon.Difference, error) {
	before, err := r.stored(ctx, item.MerchantUID, item.ImpUID)
	if err != nil {
		return nil, err
	}
	_, err = r.Confirm(ctx, Hint{PaymentID: before.Payment.ID, MerchantUID: item.MerchantUID, ImpUID: item.ImpUID, Actor: "reconcile", Listed: true})
	if code := fault.CodeOf(err); err != nil && code != fault.ForeignPayment && code != fault.GatewayUnusable && code != fault.PaymentNotFound {
		return nil, err
	}
	after, err := r.stored(ctx, item.MerchantUID, item.ImpUID)
	if err != nil || after.Payment.Version == before.Payment.Version {
		return nil, err
	}
	d := recon.Of(after.Payment, item.ImpUID, recon.Recorded)
	d.Here, d.PortOne = string(before.Payment.State), item.Seen.RawStatus
	d.Detail = "now " + string(after.Payment.State)
	return []recon.Difference{d}, nil
}

// stored reads what we know of an attempt.
func (r *reconciling) stored(ctx context.Context, uid payment.MerchantUID, imp payment.ImpUID) (recon.Stored, error) {
	var out recon.Stored
	err := r.Store.View(ctx, func(tx Tx) error {
		p, err := tx.Payments().ByMerchantUID(ctx, uid)
		if errors.Is(err, ErrNotFound) && r.Marked(uid) {
			out = recon.Stored{Payment: payment.Payment{MerchantUID: uid}} // opened, and nothing recorded
			return nil
		}
		if err != nil {
			return err
		}
		v, err := complete(ctx, tx, p)
		if err != nil {
			return err
		}
		out = recon.Stored{Payment: v.Payment, Refunds: v.Refunds}
		out.Attempt, _ = attemptOf(v, imp)
		out.Raised, err = tx.Discrepancies().List(ctx, DiscrepancyFilter{PaymentID: p.ID}, Page{Limit: batch})
		return err
	})
	return out, err
}

// readStored goes through our payments that may have been paid in the time asked
// for, and looks up each that the listing left out.
func (r *reconciling) readStored(ctx context.Context) error {
	page := Page{Before: r.To.Add(clocksApart), Limit: siftAtOnce}
	oldest := r.From.Add(-createdBefore)
	for {
		var rows []payment.Payment
		err := r.Store.View(ctx, func(tx Tx) (err error) {
			rows, err = tx.Payments().List(ctx, "", page)
			return err
		})
		if err != nil || len(rows) == 0 {
			return err
		}
		for _, p := range rows {
			if p.CreatedAt.Before(oldest) {
				return nil
			}
			if p.UpdatedAt.Before(r.From.Add(-clocksApart)) {
				continue // nothing was paid since
			}
			if err := r.findUnlisted(ctx, p); err != nil {
				return err
			}
		}
		last := rows[len(rows)-1]
		page.Before, page.BeforeID = last.CreatedAt, string(last.ID)
		r.tell(listingDone + max(0, share(r.To.Sub(last.CreatedAt), r.To.Sub(oldest), allDone-listingDone)))
	}
}

// findUnlisted asks PortOne about each attempt of a payment that has money and
// was not listed.
func (r *reconciling) findUnlisted(ctx context.Context, p payment.Payment) error {
	var attempts []payment.Attempt
	err := r.Store.View(ctx, func(tx Tx) (err error) {
		attempts, err = tx.Attempts().OfPayment(ctx, p.ID)
		return err
	})
	if err != nil {
		return err
	}
	for _, a := range attempts {
		if !a.Seen.HasMoney() || !r.within(a.Seen.PaidAt) || !r.first(a.ImpUID) {
			continue
		}
		if err := r.compareUnlisted(ctx, p, a); err != nil {
			return err
		}
	}
	return nil
}

func (r *reconciling) compareUnlisted(ctx context.Context, p payment.Payment, a payment.Attempt) error {
	seen, err := r.Gateway.Lookup(ctx, a.ImpUID)
	missing, unusable := errors.Is(err, ErrNoPayment), fault.CodeOf(err) == fault.GatewayUnusable
	if err != nil && !missing && !unusable {
		return gatewayFault(err)
	}
	stored, failed := r.stored(ctx, p.MerchantUID, a.ImpUID)
	if failed != nil {
		return failed
	}
	if err == nil {
		d := recon.Of(p, a.ImpUID, recon.Unlisted)
		d.Here, d.PortOne = string(p.State), seen.RawStatus
		r.take(looked{list: append(recon.Match(stored, seen), d), stored: stored, seen: seen})
		return nil
	}
	kind := recon.Missing
	if unusable {
		kind = recon.Unreadable
	}
	d := recon.Of(p, a.ImpUID, kind)
	d.Here, d.PortOne = "captured "+a.Seen.Captured.String(), err.Error()
	r.take(looked{list: []recon.Difference{d}, stored: stored})
	return nil
}
