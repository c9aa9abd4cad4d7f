package merchant

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/payment"
)

// ImportRequest says what to take in: the payments that were paid from From on
// and before To, whatever became of them since.
type ImportRequest struct {
	From, To time.Time
	DryRun   bool // say what would be taken, and store nothing
	Waiting  bool // take issued accounts that wait for their deposit, too
	Events   bool // tell the shop of each payment that is taken
	// Progress is called now and then with how much of the work is done, in per
	// cent, and how many payments were looked at; nil: nobody wants to know.
	Progress func(percent int, payments int64)
}

// options names what the request asks for, so that an import which was broken
// off is only carried on by the same one.
func (r ImportRequest) options() string {
	return fmt.Sprintf("%d %d waiting=%t events=%t", r.From.Unix(), r.To.Unix(), r.Waiting, r.Events)
}

// SweepImport is the kind under which an import keeps how far it came.
const SweepImport SweepKind = "import"

// importAtOnce is how many payments are stored in one transaction.
const importAtOnce = 50

// importing is one import under way.
type importing struct {
	*Service
	ImportRequest
	report *ImportReport
	place  Sweep // where it stands; not stored in a dry run
}

// Import takes earlier payments of the account in as payments of the shop. What
// is stored already is left as it is, so it may be run again, and one that was
// broken off goes on where it stopped. Its error is PortOne's or the store's,
// beside the report of what was done until then.
func (s *Service) Import(ctx context.Context, req ImportRequest) (*ImportReport, error) {
	until := s.Clock.Now().Add(-sweepSettled).Truncate(time.Second)
	if s.Listing == nil || !req.From.Before(req.To) || !req.From.Before(until) {
		return nil, fault.Newf(fault.BadRequest, "there is nothing to take in from %s to %s", req.From, req.To)
	}
	r := &importing{Service: s, ImportRequest: req}
	r.report = &ImportReport{Store: s.Imp, From: req.From, To: req.To, Until: until, DryRun: req.DryRun}
	if err := r.begin(ctx, until); err != nil {
		return nil, err
	}
	return r.report, r.readAll(ctx)
}

// begin claims the account's one import, and goes on with one of the same terms
// that was broken off.
func (r *importing) begin(ctx context.Context, until time.Time) error {
	fresh := Sweep{Store: r.Imp, Kind: SweepImport, BeganAt: r.Clock.Now(), From: r.From, To: until, Cursor: r.From, Span: maxSpan, Digest: r.options()}
	r.place = fresh
	if r.DryRun {
		return nil
	}
	return r.Store.Update(ctx, func(tx Tx) error {
		now := r.Clock.Now()
		old, err := tx.Sweeps().Claim(ctx, r.Imp, SweepImport, now, now.Add(sweepLease))
		if errors.Is(err, ErrNotFound) {
			return fault.Newf(fault.ServerBusy, "another import of %s is under way, or was broken off less than %s ago", r.Imp, sweepLease)
		}
		if err != nil {
			return err
		}
		if !old.BeganAt.IsZero() && old.Digest == fresh.Digest {
			r.place, r.report.Resumed, r.report.Until = old, old.Cursor, old.To
			return nil
		}
		fresh.Fence = old.Fence
		fresh.DueAt = now.Add(sweepLease)
		r.place = fresh
		return tx.Sweeps().Save(ctx, fresh)
	})
}

// readAll goes through all that changed since From: a payment that was paid then
// and cancelled today is listed today. Slices overlap by the second that divides
// them.
func (r *importing) readAll(ctx context.Context) error {
	for r.place.Cursor.Before(r.place.To) {
		part, err := r.readSlice(ctx, r.place.Cursor, r.place.To, r.place.Span)
		if err != nil {
			return errors.Join(err, r.keep(ctx, r.Clock.Now()))
		}
		fresh := slices.DeleteFunc(part.items, func(item Listed) bool {
			return !r.place.Cursor.Equal(r.place.From) && !item.At.IsZero() && !item.At.After(r.place.Cursor)
		})
		if err := r.takeAll(ctx, fresh); err != nil {
			return errors.Join(err, r.keep(ctx, r.Clock.Now()))
		}
		r.place.Cursor, r.place.Span = part.to, part.span
		if err := r.keep(ctx, r.Clock.Now().Add(sweepLease)); err != nil {
			return err
		}
		if r.Progress != nil {
			r.Progress(share(r.place.Cursor.Sub(r.place.From), r.place.To.Sub(r.place.From), allDone), r.report.Listed)
		}
	}
	r.place.BeganAt, r.place.DoneAt = time.Time{}, r.Clock.Now()
	return r.keep(ctx, r.Clock.Now())
}

// keep stores how far the import came, and when another may go on. Whoever leads
// it now stores it also while it stops.
func (r *importing) keep(ctx context.Context, due time.Time) error {
	if r.DryRun {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordTime)
	defer cancel()
	r.place.DueAt = due
	r.place.Ours, r.place.Outside, r.place.Found = r.report.Ours, r.report.skips(), r.report.Taken
	err := r.Store.Update(ctx, func(tx Tx) error { return tx.Sweeps().Save(ctx, r.place) })
	if errors.Is(err, ErrStale) {
		return fault.Newf(fault.ServerBusy, "another import of %s has taken over", r.Imp)
	}
	return err
}

// takeAll takes the listed payments, some in each transaction.
func (r *importing) takeAll(ctx context.Context, items []Listed) error {
	r.report.Listed += int64(len(items))
	for part := range slices.Chunk(items, importAtOnce) {
		found, err := r.takeSome(ctx, part)
		if err != nil {
			return err
		}
		for i, f := range found {
			r.report.add(part[i], f)
		}
	}
	return nil
}

// takeSome takes what it can in one transaction; whatever else was stored
// meanwhile makes it look again.
func (r *importing) takeSome(ctx context.Context, items []Listed) ([]Fate, error) {
	found := make([]Fate, len(items))
	work := func(tx Tx) error {
		for i, item := range items {
			var err error
			if found[i], err = r.take(ctx, tx, item); err != nil {
				return fmt.Errorf("take %s in: %w", item.ImpUID, err)
			}
		}
		return nil
	}
	if r.DryRun {
		return found, r.Store.View(ctx, work)
	}
	for range applyTries {
		err := r.Store.Update(ctx, work)
		if !errors.Is(err, ErrStale) && !errors.Is(err, ErrExists) {
			return found, err
		}
	}
	return nil, fault.New(fault.ServerBusy)
}

// take decides about one listed payment, and stores it when it is to be taken.
func (r *importing) take(ctx context.Context, tx Tx, item Listed) (Fate, error) {
	if fate := r.fate(item); fate != Taken {
		return fate, nil
	}
	p, err := tx.Payments().ByMerchantUID(ctx, item.MerchantUID)
	if err == nil {
		return r.known(ctx, tx, p, item)
	}
	if errors.Is(err, ErrNotFound) && r.Marked(item.MerchantUID) {
		return Ours, nil // opened here, without being stored: the sweeps record and judge it
	}
	if !errors.Is(err, ErrNotFound) || r.DryRun {
		return Taken, ignoring(err, ErrNotFound)
	}
	return Taken, r.insert(ctx, tx, item)
}

func ignoring(err, miss error) error {
	if errors.Is(err, miss) {
		return nil
	}
	return err
}

// known looks at a payment that is stored. An attempt that it does not have is
// left to the sweeps when the payment was opened here; of an imported one it
// means that an earlier program used the merchant_uid twice, which a person is
// told of.
func (r *importing) known(ctx context.Context, tx Tx, p payment.Payment, item Listed) (Fate, error) {
	if p.Origin != payment.Imported || p.Bound == item.ImpUID {
		return Ours, nil
	}
	attempts, err := tx.Attempts().OfPayment(ctx, p.ID)
	if err != nil || slices.ContainsFunc(attempts, func(a payment.Attempt) bool { return a.ImpUID == item.ImpUID && a.Mark == payment.Pending }) {
		return Ours, err // an account that was taken while it waited: the sweeps see to it
	}
	if r.DryRun {
		return SkippedCollision, nil
	}
	_, verdict, err := judgeStored(ctx, tx, p.ID, item.Seen, r.Clock.Now())
	if err != nil || !verdict.News {
		return SkippedCollision, err
	}
	if verdict.Action == payment.Accept {
		return Ours, nil // what it waits for: the sweeps read it back and tell the shop
	}
	_, err = r.store(ctx, tx, verdict, actorImport)
	return SkippedCollision, err
}

// actorImport is who takes payments in, for the history.
const actorImport = "import"

// insert stores a payment as PortOne tells it.
func (r *importing) insert(ctx context.Context, tx Tx, item Listed) error {
	now := r.Clock.Now()
	made := item.Seen.PaidAt
	if made.IsZero() || made.After(now) {
		made = item.Seen.ChangedAt
	}
	pid, err := r.newID("pay", made)
	if err != nil {
		return err
	}
	ref, err := r.orderOf(ctx, tx, item)
	if err != nil {
		return err
	}
	v := payment.Import(payment.Payment{
		ID: payment.ID(pid), OrderRef: ref, Name: item.Name, Buyer: item.Buyer, Version: 1, CreatedAt: made, UpdatedAt: now,
	}, item.Seen, now)
	if v.Action != payment.Accept && v.Action != payment.Wait {
		return fault.Newf(fault.InternalError, "an imported payment was judged %s %s", v.Action, v.Reason)
	}
	v.Payment.CheckAt = payment.NextCheck(v.Payment, 0, now)
	if err := tx.Orders().Lock(ctx, ref, now); err != nil {
		return err
	}
	if err := tx.Payments().Insert(ctx, v.Payment); err != nil {
		return err
	}
	if err := tx.Attempts().Put(ctx, *v.Attempt); err != nil {
		return err
	}
	events := []payment.Event{{Type: payment.NoteImported, ImpUID: item.ImpUID, Detail: item.Seen.RawStatus + " " + item.Seen.Amount.String(), At: now}}
	if r.Events && v.Event != nil {
		events = append(events, *v.Event)
	}
	return r.record(ctx, tx, v.Payment, actorImport, events...)
}

// orderOf names the order of an imported payment: the merchant_uid, which is
// what shops number their orders by. If an order of that name has another
// payment's money or waits for it, the imp_uid, which is nobody else's.
func (r *importing) orderOf(ctx context.Context, tx Tx, item Listed) (payment.OrderRef, error) {
	ref := payment.OrderRef(item.MerchantUID)
	others, err := tx.Payments().OfOrder(ctx, ref)
	if slices.ContainsFunc(others, func(o payment.Payment) bool { return o.State.HoldsMoney() || o.State.Payable() }) {
		ref = payment.OrderRef(item.ImpUID)
	}
	return ref, err
}
