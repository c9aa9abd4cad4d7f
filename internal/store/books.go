package store

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/store/sqlgen"
)

// Books returns the database as people at the console read it.
func (d *DB) Books() merchant.Books { return books{d} }

type books struct{ db *DB }

// Open implements merchant.Books.
func (b books) Open(ctx context.Context, fn func(merchant.OpenBooks) error) error {
	return b.db.View(ctx, func(t merchant.Tx) error { return fn(open{t.(*tx)}) })
}

// open is a reading transaction that answers what only people ask.
type open struct{ *tx }

// afterAll sorts after every text that begins with what it is added to.
const afterAll = "\U0010FFFF"

// FindUID implements merchant.OpenBooks.
func (r open) FindUID(ctx context.Context, begin string, limit int) ([]merchant.PaymentPlace, error) {
	begin = text(begin)
	below, n := begin+afterAll, most(limit)
	orders, err := r.q.FindOrder(ctx, sqlgen.FindOrderParams{First: begin, Below: below, Most: n})
	if err != nil {
		return nil, r.done("find an order", err)
	}
	ours, err := r.q.FindMerchantUID(ctx, sqlgen.FindMerchantUIDParams{First: begin, Below: below, Most: n})
	if err != nil {
		return nil, r.done("find a merchant_uid", err)
	}
	theirs, err := r.q.FindImpUID(ctx, sqlgen.FindImpUIDParams{First: begin, Below: below, Most: n})
	if err != nil {
		return nil, r.done("find an imp_uid", err)
	}
	found := make([]merchant.PaymentPlace, 0, len(orders)+len(ours)+len(theirs))
	for _, row := range orders {
		found = append(found, placeOf(row.ID, row.CreatedAt))
	}
	for _, row := range ours {
		found = append(found, placeOf(row.ID, row.CreatedAt))
	}
	for _, row := range theirs {
		found = append(found, placeOf(row.ID, row.CreatedAt))
	}
	return found, nil
}

func placeOf(id string, created int64) merchant.PaymentPlace {
	return merchant.PaymentPlace{ID: payment.ID(id), CreatedAt: moment(created)}
}

// FindBuyer implements merchant.OpenBooks.
func (r open) FindBuyer(ctx context.Context, trait merchant.Trait, value string, page merchant.Page) ([]merchant.PaymentPlace, error) {
	value = trait.Normal(value)
	if r.keys == nil || value == "" {
		return nil, nil
	}
	at, id := before(page)
	var all []merchant.PaymentPlace
	for _, ix := range r.keys.Indexes(string(trait), value) {
		rows, err := r.q.FindBuyer(ctx, sqlgen.FindBuyerParams{Ix: ix, Before: at, BeforeID: id, Most: most(page.Limit)})
		if err != nil {
			return nil, r.done("find payments of a buyer", err)
		}
		for _, row := range rows {
			all = append(all, placeOf(row.PaymentID, row.CreatedAt))
		}
	}
	slices.SortFunc(all, func(a, b merchant.PaymentPlace) int {
		return cmp.Or(b.CreatedAt.Compare(a.CreatedAt), strings.Compare(string(b.ID), string(a.ID)))
	})
	all = slices.Compact(all)
	return all[:min(len(all), page.Limit)], nil
}

// OfMethod implements merchant.OpenBooks.
func (r open) OfMethod(ctx context.Context, method string, page merchant.Page) ([]payment.Payment, error) {
	at, id := before(page)
	return payments(r).all(r.q.ListPaymentsOfMethod(ctx, sqlgen.ListPaymentsOfMethodParams{
		PayMethod: text(method), Before: at, BeforeID: id, Most: most(page.Limit),
	}))
}

// OfPG implements merchant.OpenBooks.
func (r open) OfPG(ctx context.Context, provider string, page merchant.Page) ([]payment.Payment, error) {
	at, id := before(page)
	return payments(r).all(r.q.ListPaymentsOfPG(ctx, sqlgen.ListPaymentsOfPGParams{
		PgProvider: text(provider), Before: at, BeforeID: id, Most: most(page.Limit),
	}))
}

// Days implements merchant.OpenBooks.
func (r open) Days(ctx context.Context, from, until time.Time) ([]merchant.DaySum, error) {
	rows, err := r.q.MovementDays(ctx, sqlgen.MovementDaysParams{Since: micros(from), Until: micros(until)})
	if err != nil {
		return nil, r.done("sum up days", err)
	}
	return each(rows, func(row sqlgen.MovementDaysRow) (merchant.DaySum, error) {
		count := func(many, minor int64) merchant.Count {
			return merchant.Count{Many: many, Amount: money.New(minor, money.Currency(row.Currency))}
		}
		return merchant.DaySum{Day: row.Day, Paid: count(row.Payments, row.Paid), Refunded: count(row.Refunds, row.Refunded)}, nil
	})
}

// FailedDays implements merchant.OpenBooks.
func (r open) FailedDays(ctx context.Context, from, until time.Time) (map[int64]int64, error) {
	rows, err := r.q.FailedDays(ctx, sqlgen.FailedDaysParams{Since: micros(from), Until: micros(until)})
	days := make(map[int64]int64, len(rows))
	for _, row := range rows {
		days[row.Day] = row.Many
	}
	return days, r.done("count failed payments", err)
}

// Failures implements merchant.OpenBooks.
func (r open) Failures(ctx context.Context, from time.Time, limit int) ([]merchant.Failure, error) {
	var all []merchant.Failure
	for _, state := range []payment.State{payment.Failed, payment.Closed} {
		rows, err := r.q.FailureReasons(ctx, sqlgen.FailureReasonsParams{State: text(state), Since: micros(from), Most: most(limit)})
		if err != nil {
			return nil, r.done("count why payments failed", err)
		}
		for _, row := range rows {
			all = append(all, merchant.Failure{Code: row.Reason, Text: row.FailReason, Many: row.Many})
		}
	}
	slices.SortStableFunc(all, func(a, b merchant.Failure) int { return cmp.Compare(b.Many, a.Many) })
	return all, nil
}

// Waiting implements merchant.OpenBooks.
func (r open) Waiting(ctx context.Context, limit int) ([]merchant.Waiting, error) {
	rows, err := r.q.WaitingForDeposit(ctx, most(limit))
	if err != nil {
		return nil, r.done("sum up what awaits a deposit", err)
	}
	return each(rows, func(row sqlgen.WaitingForDepositRow) (merchant.Waiting, error) {
		return merchant.Waiting{Many: row.Many, Amount: money.New(row.Amount, money.Currency(row.Currency))}, nil
	})
}

// Took implements merchant.OpenBooks.
func (r open) Took(ctx context.Context, from, until time.Time) ([]merchant.Took, error) {
	rows, err := r.q.TookSeconds(ctx, sqlgen.TookSecondsParams{Since: micros(from), Until: micros(until)})
	if err != nil {
		return nil, r.done("count how long paying took", err)
	}
	return each(rows, func(row sqlgen.TookSecondsRow) (merchant.Took, error) { return merchant.Took(row), nil })
}

// Troubles implements merchant.OpenBooks.
func (r open) Troubles(ctx context.Context, limit int) (int64, error) {
	n, err := r.q.OpenDiscrepancies(ctx, most(limit))
	return n, r.done("count open discrepancies", err)
}

// EndpointBacklog implements merchant.OpenBooks.
func (r open) EndpointBacklog(ctx context.Context, endpointID string, limit int) (pending, dead int64, err error) {
	if endpointID != merchant.ConfiguredEndpoint {
		row, err := r.q.EndpointBacklog(ctx, sqlgen.EndpointBacklogParams{EndpointID: text(endpointID), Most: most(limit)})
		return row.Pending, row.Dead, r.done("count what is on its way to an endpoint", err)
	}
	waiting, err := r.q.PendingDeliveries(ctx, most(limit))
	if err != nil {
		return 0, 0, r.done("count deliveries", err)
	}
	given, err := r.q.DeadDeliveries(ctx, most(limit))
	return waiting.Many, given.Many, r.done("count dead deliveries", err)
}

// PendingNotes implements merchant.OpenBooks.
func (r open) PendingNotes(ctx context.Context, limit int) (merchant.Backlog, error) {
	row, err := r.q.PendingWebhooks(ctx, most(limit))
	return backlog(row.Many, row.Oldest), r.done("count webhooks", err)
}

// Note implements merchant.OpenBooks.
func (r open) Note(ctx context.Context, id string) (merchant.Note, error) {
	row, err := r.q.WebhookByID(ctx, text(id))
	if err != nil {
		return merchant.Note{}, r.done("read webhook", err)
	}
	return noteOf(row), nil
}

// Movements implements merchant.OpenBooks.
func (r open) Movements(ctx context.Context, after merchant.MovementPlace, until time.Time, limit int) ([]merchant.Movement, error) {
	rows, err := r.q.MovementsBetween(ctx, sqlgen.MovementsBetweenParams{
		After: micros(after.At), AfterUid: text(after.ImpUID), AfterN: after.N, Until: micros(until), Most: most(limit),
	})
	if err != nil {
		return nil, r.done("read movements", err)
	}
	return each(rows, func(row sqlgen.MovementsBetweenRow) (merchant.Movement, error) {
		m := merchant.Movement{
			ImpUID: payment.ImpUID(row.ImpUID), N: row.N, PaymentID: payment.ID(row.PaymentID), At: moment(row.At),
			Amount: money.New(row.Amount, money.Currency(row.Currency)), Mark: payment.Mark(row.Mark),
			Ordered: payment.Payment{
				ID: payment.ID(row.PaymentID), OrderRef: payment.OrderRef(row.OrderRef), MerchantUID: payment.MerchantUID(row.MerchantUID),
				Amount: money.New(row.OrderAmount, money.Currency(row.OrderCurrency)), TaxFree: money.New(row.TaxFree, money.Currency(row.OrderCurrency)),
				Channel: payment.Channel{Provider: row.PgProvider, MID: row.PgMID}, PayMethod: row.PayMethod, Extra: raw(row.Extra),
			},
		}
		return m, decode(row.Seen, &m.Seen)
	})
}

// CountMovements implements merchant.OpenBooks.
func (r open) CountMovements(ctx context.Context, from, until time.Time) (came, back int64, err error) {
	row, err := r.q.CountMovements(ctx, sqlgen.CountMovementsParams{Since: micros(from), Until: micros(until)})
	return row.Payments, row.Refunds, r.done("count movements", err)
}

// EventsAfter implements merchant.OpenBooks.
func (r open) EventsAfter(ctx context.Context, id string, limit int) ([]merchant.Change, error) {
	rows, err := r.q.EventsAfter(ctx, sqlgen.EventsAfterParams{After: text(id), Most: most(limit)})
	if err != nil {
		return nil, r.done("read what happened", err)
	}
	return each(rows, func(row sqlgen.EventsAfterRow) (merchant.Change, error) {
		return merchant.Change{ID: row.ID, PaymentID: payment.ID(row.PaymentID), Type: payment.EventType(row.Type), At: moment(row.At)}, nil
	})
}
