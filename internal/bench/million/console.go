package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/report"
	"github.com/naru-pay/naru/internal/store"
)

// The console's own limits, of the answer without its way over the wire.
const (
	mostP95  = 200 * time.Millisecond
	mostHome = 500 * time.Millisecond // p95; the one that adds up thirty days is among the slowest
	asks     = 200                    // of each kind
)

// console asks what people at the console ask, each kind many times, and ends in
// an error when the slowest twentieth takes too long.
func console(db *store.DB) func(context.Context, *merchant.Service, ledger) (int64, error) {
	return func(ctx context.Context, s *merchant.Service, l ledger) (int64, error) {
		r := &merchant.Reader{Service: s, Books: db.Books(), Past: &merchant.PastDays{}}
		search := func(text func(i int) string) func(int) (int, error) {
			return func(i int) (int, error) {
				found, err := r.Payments(ctx, text(i), merchant.PaymentFilter{}, merchant.Page{Limit: 50})
				return len(found.Rows), err
			}
		}
		browse := func(f merchant.PaymentFilter) func(int) (int, error) {
			return func(i int) (int, error) {
				at := merchant.Page{Limit: 50, Before: l.at(i), BeforeID: "~"}
				found, err := r.Payments(ctx, "", f, at)
				return len(found.Rows), err
			}
		}
		var asked int64
		for _, kind := range []struct {
			name string
			most time.Duration
			ask  func(i int) (int, error)
		}{
			{"imp_uid", mostP95, search(func(i int) string { return string(l.seen(i).ImpUID) })},
			{"merchant_uid", mostP95, search(func(i int) string { return string(l.seen(i).MerchantUID) })},
			{"a day's uids", mostP95, search(func(i int) string { return l.at(i).Format("20060102") })},
			{"name", mostP95, search(name)},
			{"phone", mostP95, search(func(i int) string { return fmt.Sprintf("010-%04d-%04d", i/10_000%10_000, i%10_000) })},
			{"e-mail", mostP95, search(func(i int) string { return fmt.Sprintf("buyer%d@example.com", i%50_000) })},
			{"card", mostP95, search(func(i int) string { return fmt.Sprintf("%04d", i*7919%10_000) })},
			{"list", mostP95, browse(merchant.PaymentFilter{})},
			{"list refunded", mostP95, browse(merchant.PaymentFilter{State: payment.Refunded})},
			{"list by phone", mostP95, browse(merchant.PaymentFilter{Method: "phone", PG: "html5_inicis"})},
			{"home", mostHome, func(int) (int, error) {
				h, err := r.Home(ctx, "")
				return len(h.Days), err
			}},
		} {
			if err := timed(kind.name, kind.most, l.n, kind.ask); err != nil {
				return asked, err
			}
			asked += asks
		}
		return asked, nil
	}
}

// timed asks again and again, about payments from everywhere.
func timed(what string, most time.Duration, n int, ask func(i int) (int, error)) error {
	took := make([]time.Duration, 0, asks)
	for i := range asks {
		began := time.Now()
		found, err := ask((n - 1 - i*104_729%n) % n)
		if err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		if found == 0 {
			return fmt.Errorf("%s: nothing is found", what)
		}
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	p95 := took[len(took)*95/100]
	fmt.Printf("           %-14s p50 %7s  p95 %7s\n", what, took[len(took)/2].Round(10*time.Microsecond), p95.Round(10*time.Microsecond))
	if p95 > most {
		return fmt.Errorf("%s: p95 %s, more than %s", what, p95, most)
	}
	return nil
}

// export writes every movement of the whole time as each format, to nowhere.
func export(db *store.DB) func(context.Context, *merchant.Service, ledger) (int64, error) {
	return func(ctx context.Context, s *merchant.Service, l ledger) (int64, error) {
		r := &merchant.Reader{Service: s, Books: db.Books()}
		from, until := l.whole()
		var all int64
		for _, format := range report.Formats {
			var rows int64
			began := time.Now()
			wish := report.Wish{Kind: report.Payments, Format: format, Span: merchant.Span{From: from, Until: until}, Progress: func() error { rows++; return nil }}
			if err := report.Write(ctx, io.Discard, r, wish); err != nil {
				return all, err
			}
			took := time.Since(began)
			fmt.Printf("           %s: %d rows in %s, %.0f/s\n", format, rows, took.Round(time.Millisecond), float64(rows)/took.Seconds())
			if rows < int64(l.n) {
				return all, fmt.Errorf("%s has %d rows of at least %d", format, rows, l.n)
			}
			all += rows
		}
		return all, nil
	}
}
