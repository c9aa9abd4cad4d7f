package merchant

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

// exportStep is how many movements are read at once: what is held in memory, and
// how long one reading transaction lasts, do not depend on how many there are.
const exportStep = 500

// Entry is one movement of money with its parts, as an accountant books it. Of
// what went back every amount is negative.
type Entry struct {
	Movement
	Split payment.Split
	// Refund is ours, if it went back by us; zero otherwise.
	Refund payment.Refund
}

// Span is the time from From on and before Until.
type Span struct{ From, Until time.Time }

// Entries calls fn for each movement of the span, oldest first. Each step reads a
// state of its own, so that a long export keeps nobody from writing.
func (r *Reader) Entries(ctx context.Context, span Span, fn func(Entry) error) error {
	after := MovementPlace{At: span.From.Add(-time.Microsecond), ImpUID: "~"}
	for {
		var list []Entry
		err := r.Books.Open(ctx, func(b OpenBooks) error {
			rows, err := b.Movements(ctx, after, span.Until, exportStep)
			list = make([]Entry, 0, len(rows))
			for _, m := range rows {
				if err != nil {
					return err
				}
				var e Entry
				e, err = entryOf(ctx, b, m)
				list = append(list, e)
			}
			return err
		})
		if err != nil {
			return err
		}
		for _, e := range list {
			if err := fn(e); err != nil {
				return err
			}
		}
		if len(list) < exportStep {
			return ctx.Err()
		}
		after = list[len(list)-1].Place()
	}
}

func entryOf(ctx context.Context, b OpenBooks, m Movement) (Entry, error) {
	e := Entry{Movement: m}
	taxFree, told := m.Ordered.TaxFree, toldVAT(m.Ordered)
	if m.Seen.Captured != m.Ordered.Amount { // other money than was ordered: nobody said how it is taxed
		taxFree, told = money.Zero(m.Amount.Currency()), money.Amount{}
	}
	e.Split = payment.SplitOf(m.Seen.Captured, taxFree, told)
	if m.N == 0 {
		return e, nil
	}
	refunds, err := b.Refunds().OfPayment(ctx, m.PaymentID)
	if err != nil {
		return e, err
	}
	history := m.Seen.History
	at := int(m.N) - 1
	if m.N < 0 || at >= len(history) {
		history = append(slices.Clone(history), payment.Cancellation{Amount: neg(m.Amount), At: m.At})
		at = len(history) - 1
	}
	parts := e.Split.Back(m.Seen.Captured, history[:at+1], refunds)[at]
	e.Split = payment.Split{Supply: neg(parts.Supply), VAT: neg(parts.VAT), TaxFree: neg(parts.TaxFree), Guessed: parts.Guessed}
	e.Refund, _ = payment.RefundOf(history[at], refunds)
	return e, nil
}

// Reason returns why money went back, in words.
func (e Entry) Reason() string {
	if at := int(e.N) - 1; at >= 0 && at < len(e.Seen.History) {
		return e.Seen.History[at].Words()
	}
	return ""
}

// CountEntries counts the movements of the span: what came, and what went back.
func (r *Reader) CountEntries(ctx context.Context, span Span) (came, back int64, err error) {
	err = r.Books.Open(ctx, func(b OpenBooks) error {
		var err error
		came, back, err = b.CountMovements(ctx, span.From, span.Until)
		return err
	})
	return came, back, err
}

// Close is one Korean day in one currency, with what is left of it.
type Close struct {
	Date string
	DaySum
	Net money.Amount
}

// DailyClose sums up each Korean day of the span on which money moved.
func (r *Reader) DailyClose(ctx context.Context, span Span) ([]Close, error) {
	var out []Close
	err := r.Books.Open(ctx, func(b OpenBooks) error {
		sums, err := b.Days(ctx, span.From, span.Until)
		out = nil
		for _, s := range sums {
			net, wrong := s.Paid.Amount.Sub(s.Refunded.Amount)
			if wrong != nil {
				return wrong
			}
			out = append(out, Close{Date: dateOf(s.Day), DaySum: s, Net: net})
		}
		return err
	})
	return out, err
}

// Total is what moved at one MID by one method in one currency.
type Total struct {
	PG, MID, Method string
	Paid, Refunded  Count
	Supply          money.Amount // of what came less what went back, as are the next two
	VAT, TaxFree    money.Amount
}

// ChannelTotals sums up the span by MID and method, by their names. seen is called
// for each movement, and may be nil.
func (r *Reader) ChannelTotals(ctx context.Context, span Span, seen func() error) ([]Total, error) {
	type key struct {
		channel  payment.Channel
		method   string
		currency money.Currency
	}
	by := map[key]*Total{}
	err := r.Entries(ctx, span, func(e Entry) error {
		k := key{e.Channel(), e.Method(), e.Amount.Currency()}
		t := by[k]
		if t == nil {
			zero := money.Zero(k.currency)
			t = &Total{
				PG: k.channel.Provider, MID: k.channel.MID, Method: k.method, Paid: Count{Amount: zero}, Refunded: Count{Amount: zero},
				Supply: zero, VAT: zero, TaxFree: zero,
			}
			by[k] = t
		}
		if err := t.add(e); err != nil || seen == nil {
			return err
		}
		return seen()
	})
	list := make([]Total, 0, len(by))
	for _, t := range by {
		list = append(list, *t)
	}
	slices.SortFunc(list, func(a, b Total) int {
		return cmp.Or(cmp.Compare(a.PG, b.PG), cmp.Compare(a.MID, b.MID), cmp.Compare(a.Method, b.Method), cmp.Compare(a.Paid.Amount.Currency(), b.Paid.Amount.Currency()))
	})
	return list, err
}

func (t *Total) add(e Entry) (err error) {
	sum := func(into *money.Amount, part money.Amount) {
		if err == nil {
			*into, err = into.Add(part)
		}
	}
	if e.N == 0 {
		t.Paid.Many++
		sum(&t.Paid.Amount, e.Amount)
	} else {
		t.Refunded.Many++
		sum(&t.Refunded.Amount, neg(e.Amount))
	}
	sum(&t.Supply, e.Split.Supply)
	sum(&t.VAT, e.Split.VAT)
	sum(&t.TaxFree, e.Split.TaxFree)
	return err
}

// Channel is where the money moved: as PortOne tells it, else as it was ordered.
func (m Movement) Channel() payment.Channel {
	if m.Seen.Channel.Provider != "" {
		return m.Seen.Channel
	}
	return m.Ordered.Channel
}

// Method is how it was paid: as PortOne tells it, else as it was ordered.
func (m Movement) Method() string { return cmp.Or(m.Seen.PayMethod, m.Ordered.PayMethod) }

// NoteExport notes that somebody took an export out of the house.
func (r *Reader) NoteExport(ctx context.Context, what string, rows int64) error {
	return r.Service.Store.Update(ctx, func(tx Tx) error {
		return note(ctx, tx, r.Service.Clock.Now(), AuditExported, what, strconv.FormatInt(rows, 10)+" rows")
	})
}

func neg(a money.Amount) money.Amount { return money.New(-a.Minor(), a.Currency()) }
