// Package report writes what an accountant takes out of the house, as files that
// spreadsheets open: CSV as Excel reads it in Korea, and XLSX.
//
// It refuses to decide anything about money: it writes what the reader tells. Its
// main invariants are that rows go out as they come, so that a file of any length
// takes the same memory, and that no text of a stranger is ever run as a formula
// (ASVS 1.2.10).
package report

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/money"
)

// Kind is what a report tells.
type Kind string

// The kinds.
const (
	Payments Kind = "payments" // every movement of money, what went back on its own day
	Refunds  Kind = "refunds"  // of those what went back
	Daily    Kind = "daily"    // each Korean day
	Totals   Kind = "totals"   // each MID and method
)

// Kinds lists every kind.
var Kinds = []Kind{Payments, Refunds, Daily, Totals}

// Format is how a report is written.
type Format string

// The formats.
const (
	CSV  Format = "csv"
	XLSX Format = "xlsx"
)

// Formats lists every format.
var Formats = []Format{CSV, XLSX}

// Media returns the format's media type.
func (f Format) Media() string {
	if f == CSV {
		return "text/csv; charset=utf-8"
	}
	return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
}

// Wish is what is to be written.
type Wish struct {
	Kind    Kind
	Format  Format
	Span    merchant.Span
	English bool
	// Progress is called after each movement that was read; nil: nobody wants to
	// know. Its error ends the report.
	Progress func() error
}

// Rows returns how many movements Write will read, which of payments and refunds
// is how many rows it looks at.
func Rows(ctx context.Context, r *merchant.Reader, w Wish) (int64, error) {
	came, back, err := r.CountEntries(ctx, w.Span)
	return came + back, err
}

// Write writes a report. After an error what was written is no whole file.
func Write(ctx context.Context, to io.Writer, r *merchant.Reader, w Wish) (err error) {
	columns := columnsOf(w)
	out, err := open(to, w.Format, columns)
	if err != nil {
		return fmt.Errorf("begin the report: %w", err)
	}
	defer func() {
		if err != nil {
			abandon(out)
		}
	}()
	switch w.Kind {
	case Payments, Refunds:
		err = w.entries(ctx, out, r)
	case Daily:
		err = w.daily(ctx, out, r)
	default:
		err = w.totals(ctx, out, r)
	}
	if err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	return out.close()
}

func open(to io.Writer, f Format, columns []column) (writer, error) {
	if f == CSV {
		return newCSV(to, columns)
	}
	return newXLSX(to, columns)
}

func (w Wish) step() error {
	if w.Progress == nil {
		return nil
	}
	return w.Progress()
}

func (w Wish) entries(ctx context.Context, out writer, r *merchant.Reader) error {
	return r.Entries(ctx, w.Span, func(e merchant.Entry) error {
		if w.Kind == Payments || e.N != 0 {
			if err := out.row(w.entry(e)...); err != nil {
				return err
			}
		}
		return w.step()
	})
}

func (w Wish) entry(e merchant.Entry) []cell {
	s := e.Seen
	return []cell{
		words(w.kindOf(e)), words(korean(e.At)), words(string(e.Ordered.OrderRef)), words(string(e.Ordered.MerchantUID)), words(string(e.ImpUID)),
		words(s.PGTID), words(s.Approval), words(e.Channel().Provider), words(e.Channel().MID), words(w.method(e.Method())), words(s.CardName),
		words(w.quota(e)), words(string(e.Amount.Currency())), number(e.Amount.Major()), number(e.Split.Supply.Major()),
		number(e.Split.VAT.Major()), number(e.Split.TaxFree.Major()), words(w.remark(e)), words(e.Reason()),
	}
}

func (w Wish) daily(ctx context.Context, out writer, r *merchant.Reader) error {
	days, err := r.DailyClose(ctx, w.Span)
	if err != nil {
		return err
	}
	for _, d := range days {
		err := out.row(words(d.Date), words(string(d.Net.Currency())), number(strconv.FormatInt(d.Paid.Many, 10)), number(d.Paid.Amount.Major()),
			number(strconv.FormatInt(d.Refunded.Many, 10)), number(negative(d.Refunded.Amount)), number(d.Net.Major()))
		if err != nil {
			return err
		}
	}
	return nil
}

func (w Wish) totals(ctx context.Context, out writer, r *merchant.Reader) error {
	list, err := r.ChannelTotals(ctx, w.Span, w.Progress)
	if err != nil {
		return err
	}
	for _, t := range list {
		net, err := t.Paid.Amount.Sub(t.Refunded.Amount)
		if err != nil {
			return err
		}
		err = out.row(words(t.PG), words(t.MID), words(w.method(t.Method)), words(string(net.Currency())),
			number(strconv.FormatInt(t.Paid.Many, 10)), number(t.Paid.Amount.Major()), number(strconv.FormatInt(t.Refunded.Many, 10)),
			number(negative(t.Refunded.Amount)), number(net.Major()), number(t.Supply.Major()), number(t.VAT.Major()), number(t.TaxFree.Major()))
		if err != nil {
			return err
		}
	}
	return nil
}

func negative(a money.Amount) string { return money.New(-a.Minor(), a.Currency()).Major() }

// korean writes a moment as the clocks of Korea show it.
func korean(at time.Time) string { return at.In(clock.KST).Format(time.DateTime) }
