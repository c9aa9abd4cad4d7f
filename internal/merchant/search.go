package merchant

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/naru-pay/naru/internal/payment"
)

// PaymentFilter narrows a list of payments; what is zero narrows nothing. A
// span begins at From and ends before To.
type PaymentFilter struct {
	State                  payment.State
	OrderRef               payment.OrderRef
	Method                 string // pay_method, as the payment was opened
	PG                     string // the provider, or the provider and its MID with a dot between
	CreatedFrom, CreatedTo time.Time
	PaidFrom, PaidTo       time.Time // either: the list is by when the money came
}

// byPaid reports whether the list is ordered by when money came.
func (f PaymentFilter) byPaid() bool { return !f.PaidFrom.IsZero() || !f.PaidTo.IsZero() }

func (f PaymentFilter) place(p payment.Payment) (time.Time, string) {
	if f.byPaid() {
		return p.PaidAt, string(p.ID)
	}
	return p.CreatedAt, string(p.ID)
}

// span returns the limits of what the list is ordered by.
func (f PaymentFilter) span() (from, to time.Time) {
	if f.byPaid() {
		return f.PaidFrom, f.PaidTo
	}
	return f.CreatedFrom, f.CreatedTo
}

func (f PaymentFilter) matches(p payment.Payment) bool {
	inside := func(at, from, to time.Time) bool {
		return (from.IsZero() || !at.Before(from)) && (to.IsZero() || at.Before(to))
	}
	return (f.State == "" || p.State == f.State) && (f.Method == "" || p.PayMethod == f.Method) &&
		(f.PG == "" || p.Channel.Provider == f.PG || p.Channel.String() == f.PG) &&
		(f.OrderRef == "" || p.OrderRef == f.OrderRef) && inside(p.CreatedAt, f.CreatedFrom, f.CreatedTo) &&
		(!f.byPaid() || !p.PaidAt.IsZero() && inside(p.PaidAt, f.PaidFrom, f.PaidTo))
}

// The work of one page. What has no index of its own is filtered on the way, so
// a page may come to its end before it is full; the next one goes on there.
const (
	walkStep   = 100
	mostWalked = 1000 // rows looked at for one page
)

// PaymentList is one page of payments.
type PaymentList struct {
	Rows []View
	Next *Page // nil: there are no more
}

// Payments lists payments, newest first.
func (s *Service) Payments(ctx context.Context, f PaymentFilter, page Page) (PaymentList, error) {
	var out PaymentList
	err := s.Store.View(ctx, func(tx Tx) error {
		rows, next, err := f.walk(page, func(at Page) ([]payment.Payment, error) { return f.step(ctx, tx, at) })
		if err != nil {
			return err
		}
		out.Next = next
		out.Rows, err = completeAll(ctx, tx, rows)
		return err
	})
	return out, err
}

// walk goes through what stepBy reads, from the page's beginning to the span's
// end, and takes what matches.
func (f PaymentFilter) walk(page Page, stepBy func(at Page) ([]payment.Payment, error)) (rows []payment.Payment, next *Page, err error) {
	from, to := f.span()
	at := page
	if !to.IsZero() && (at.Before.IsZero() || at.Before.After(to)) {
		at.Before, at.BeforeID = to, "" // no id is before it
	}
	for walked := 0; walked < mostWalked; walked += walkStep {
		at.Limit = walkStep
		step, err := stepBy(at)
		if err != nil {
			return nil, nil, err
		}
		for _, p := range step {
			if when, _ := f.place(p); when.Before(from) {
				return rows, nil, nil
			}
			if !f.matches(p) {
				continue
			}
			if len(rows) == page.Limit {
				return rows, f.after(rows[len(rows)-1], page.Limit), nil
			}
			rows = append(rows, p)
		}
		if len(step) < walkStep {
			return rows, nil, nil
		}
		at = *f.after(step[len(step)-1], walkStep)
	}
	at.Limit = page.Limit
	return rows, &at, nil
}

func (f PaymentFilter) after(p payment.Payment, limit int) *Page {
	when, id := f.place(p)
	return &Page{Before: when, BeforeID: id, Limit: limit}
}

// step reads the next rows of the list that is walked.
func (f PaymentFilter) step(ctx context.Context, tx Tx, at Page) ([]payment.Payment, error) {
	switch {
	case f.OrderRef != "":
		return f.ofOrder(ctx, tx, at)
	case f.byPaid():
		return tx.Payments().ListPaid(ctx, at)
	default:
		return tx.Payments().List(ctx, f.State, at)
	}
}

// ofOrder cuts the step out of one order's payments, which are few.
func (f PaymentFilter) ofOrder(ctx context.Context, tx Tx, at Page) ([]payment.Payment, error) {
	rows, err := tx.Payments().OfOrder(ctx, f.OrderRef)
	if err != nil {
		return nil, err
	}
	compare := func(a, b payment.Payment) int {
		x, xid := f.place(a)
		y, yid := f.place(b)
		if c := y.Compare(x); c != 0 {
			return c
		}
		return strings.Compare(yid, xid)
	}
	slices.SortFunc(rows, compare)
	rows = slices.DeleteFunc(rows, func(p payment.Payment) bool {
		when, id := f.place(p)
		return !at.Before.IsZero() && (when.After(at.Before) || when.Equal(at.Before) && id >= at.BeforeID)
	})
	return rows[:min(len(rows), at.Limit)], nil
}
