package store

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/store/sqlgen"
)

type discrepancies struct{ *tx }

func (r discrepancies) Raise(ctx context.Context, d payment.Discrepancy) (bool, error) {
	evidence, err := encodeEvidence(d.Evidence)
	if err != nil {
		return false, r.done("raise discrepancy", err)
	}
	n, err := r.q.RaiseDiscrepancy(ctx, sqlgen.RaiseDiscrepancyParams{
		ID: text(d.ID), PaymentID: text(d.PaymentID), ImpUID: text(d.ImpUID), Reason: text(d.Reason),
		Detail: text(d.Detail), CreatedAt: micros(d.CreatedAt), ClosedAt: micros(d.ClosedAt), Evidence: evidence,
	})
	if err != nil || n > 0 {
		return n > 0, r.done("raise discrepancy", err)
	}
	old, err := r.Same(ctx, d)
	if err != nil || old.Open() || !d.Tells(old) {
		return false, err
	}
	return true, r.replace(ctx, old, d, evidence)
}

// replace puts d in the place of one that was closed, which is kept beside.
func (r discrepancies) replace(ctx context.Context, old, d payment.Discrepancy, evidence string) error {
	n, err := r.q.KeepPastDiscrepancy(ctx, text(old.ID))
	if err := r.one("keep past discrepancy", n, err, merchant.ErrStale); err != nil {
		return err
	}
	n, err = r.q.ReplaceDiscrepancy(ctx, sqlgen.ReplaceDiscrepancyParams{
		ID: text(d.ID), Detail: text(d.Detail), CreatedAt: micros(d.CreatedAt), Evidence: evidence, Previous: text(old.ID),
	})
	return r.one("raise discrepancy again", n, err, merchant.ErrStale)
}

func (r discrepancies) Same(ctx context.Context, d payment.Discrepancy) (payment.Discrepancy, error) {
	row, err := r.q.DiscrepancyOf(ctx, sqlgen.DiscrepancyOfParams{PaymentID: text(d.PaymentID), ImpUID: text(d.ImpUID), Reason: text(d.Reason)})
	return r.found(row, err)
}

func (r discrepancies) ByID(ctx context.Context, id string) (payment.Discrepancy, error) {
	d, err := r.found(r.q.DiscrepancyByID(ctx, text(id)))
	if !errors.Is(err, merchant.ErrNotFound) {
		return d, err
	}
	row, err := r.q.PastDiscrepancyByID(ctx, text(id))
	return r.found(sqlgen.Discrepancy(row), err)
}

func (r discrepancies) found(row sqlgen.Discrepancy, err error) (payment.Discrepancy, error) {
	if err != nil {
		return payment.Discrepancy{}, r.done("read discrepancy", err)
	}
	d, err := discrepancyOf(row)
	return d, r.done("read discrepancy", err)
}

func (r discrepancies) Decide(ctx context.Context, d payment.Discrepancy, was payment.Decision) error {
	evidence, err := encodeEvidence(d.Evidence)
	if err != nil {
		return r.done("decide discrepancy", err)
	}
	n, err := r.q.DecideDiscrepancy(ctx, sqlgen.DecideDiscrepancyParams{
		ClosedAt: micros(d.ClosedAt), Evidence: evidence, Decision: text(d.Decision), DecidedBy: text(d.DecidedBy),
		DecidedWhy: text(d.Why), DecidedAt: micros(d.DecidedAt), WishHash: text(d.WishHash), RefundID: text(d.RefundID),
		ID: text(d.ID), Was: text(was),
	})
	return r.one("decide discrepancy", n, err, merchant.ErrStale)
}

// List reads the newest of each and, unless only open ones are asked for, those
// that were closed before them.
func (r discrepancies) List(ctx context.Context, f merchant.DiscrepancyFilter, page merchant.Page) ([]payment.Discrepancy, error) {
	rows, err := r.newest(ctx, f, page)
	if err == nil && f.Standing != merchant.OpenOnes {
		var past []sqlgen.DiscrepanciesPast
		past, err = r.past(ctx, f, page)
		for _, row := range past {
			rows = append(rows, sqlgen.Discrepancy(row))
		}
		slices.SortStableFunc(rows, newerFirst)
		rows = rows[:min(len(rows), max(page.Limit, 0))]
	}
	if err != nil {
		return nil, r.done("read discrepancies", err)
	}
	list, err := each(rows, discrepancyOf)
	return list, r.done("read discrepancies", err)
}

func newerFirst(a, b sqlgen.Discrepancy) int {
	if a.CreatedAt != b.CreatedAt {
		return int(max(min(b.CreatedAt-a.CreatedAt, 1), -1))
	}
	return strings.Compare(b.ID, a.ID)
}

// kindPattern is what the reasons of a kind are like, and what they are not.
type kindPattern struct{ like, not, nor string }

func patternOf(kind merchant.DiscrepancyKind) kindPattern {
	const none = "-" // which no reason is
	of := func(k merchant.DiscrepancyKind) string { return string(k) + "%" }
	switch kind {
	case merchant.KindRefund, merchant.KindVirtualAccount:
		return kindPattern{of(kind), none, none}
	case merchant.KindPayment:
		return kindPattern{"%", of(merchant.KindRefund), of(merchant.KindVirtualAccount)}
	}
	return kindPattern{"%", none, none}
}

func (r discrepancies) newest(ctx context.Context, f merchant.DiscrepancyFilter, page merchant.Page) ([]sqlgen.Discrepancy, error) {
	at, id := before(page)
	k := patternOf(f.Kind)
	var first, last int64 = 0, math.MaxInt64
	switch f.Standing {
	case merchant.OpenOnes:
		last = 0
	case merchant.ClosedOnes:
		first = 1
	}
	switch {
	case f.PaymentID != "":
		return r.q.ListDiscrepanciesOfPayment(ctx, sqlgen.ListDiscrepanciesOfPaymentParams{
			PaymentID: text(f.PaymentID), Before: at, BeforeID: id, Reasons: k.like, NotThese: k.not, NorThese: k.nor, FirstClosed: first, LastClosed: last, Most: most(page.Limit),
		})
	case f.Standing == merchant.OpenOnes:
		return r.q.ListOpenDiscrepancies(ctx, sqlgen.ListOpenDiscrepanciesParams{Before: at, BeforeID: id, Reasons: k.like, NotThese: k.not, NorThese: k.nor, Most: most(page.Limit)})
	}
	return r.q.ListDiscrepancies(ctx, sqlgen.ListDiscrepanciesParams{
		Before: at, BeforeID: id, Reasons: k.like, NotThese: k.not, NorThese: k.nor, FirstClosed: first, LastClosed: last, Most: most(page.Limit),
	})
}

func (r discrepancies) past(ctx context.Context, f merchant.DiscrepancyFilter, page merchant.Page) ([]sqlgen.DiscrepanciesPast, error) {
	at, id := before(page)
	k := patternOf(f.Kind)
	if f.PaymentID != "" {
		return r.q.ListPastDiscrepanciesOfPayment(ctx, sqlgen.ListPastDiscrepanciesOfPaymentParams{
			PaymentID: text(f.PaymentID), Before: at, BeforeID: id, Reasons: k.like, NotThese: k.not, NorThese: k.nor, Most: most(page.Limit),
		})
	}
	return r.q.ListPastDiscrepancies(ctx, sqlgen.ListPastDiscrepanciesParams{Before: at, BeforeID: id, Reasons: k.like, NotThese: k.not, NorThese: k.nor, Most: most(page.Limit)})
}

// encodeEvidence writes none as nothing.
func encodeEvidence(e payment.Evidence) (string, error) {
	if e == (payment.Evidence{}) {
		return "", nil
	}
	return encode(e)
}

func discrepancyOf(row sqlgen.Discrepancy) (payment.Discrepancy, error) {
	d := payment.Discrepancy{
		ID: row.ID, PaymentID: payment.ID(row.PaymentID), ImpUID: payment.ImpUID(row.ImpUID), Reason: fault.Code(row.Reason),
		Detail: row.Detail, CreatedAt: moment(row.CreatedAt), ClosedAt: moment(row.ClosedAt), Decision: payment.Decision(row.Decision),
		DecidedBy: row.DecidedBy, Why: row.DecidedWhy, DecidedAt: moment(row.DecidedAt), WishHash: row.WishHash,
		RefundID: payment.RefundID(row.RefundID), Previous: row.Previous,
	}
	if row.Evidence == "" {
		return d, nil
	}
	if err := decode(row.Evidence, &d.Evidence); err != nil {
		return d, fmt.Errorf("discrepancy %s: %w", row.ID, err)
	}
	return d, nil
}
