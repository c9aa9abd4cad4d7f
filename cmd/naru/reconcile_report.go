package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/recon"
)

// writeReport prints a report for people.
func writeReport(out io.Writer, r *recon.Report) error {
	day := func(t time.Time) string { return t.In(clock.KST).Format(time.DateOnly) }
	fmt.Fprintf(out, "%s  %s – %s (KST)\n\n", r.Store, day(r.From), day(r.To.Add(-time.Second)))
	table := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(table, "날짜/day\t수단/method\t건수/count\t결제/captured\t환불/refunded\t")
	for _, t := range r.Totals {
		amount := func(minor int64) string { return money.New(minor, t.Currency).Major() }
		fmt.Fprintf(table, "%s\t%s\t%s\t%s %s\t%s\t%s\n", t.Day, t.Method,
			both(strconv.FormatInt(t.Here.Count, 10), strconv.FormatInt(t.PortOne.Count, 10)),
			both(amount(t.Here.Captured), amount(t.PortOne.Captured)), t.Currency,
			both(amount(t.Here.Refunded), amount(t.PortOne.Refunded)), agreement(t))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(out, "\n우리 결제/ours %d  남의 결제/outside %d\n설명됨/explained %d (방금 기록/recorded now %d)  설명 안 됨/unexplained %d\n",
		r.Ours, r.Outside, r.Explained, r.Recorded, r.Unexplained)
	for _, d := range r.Differences {
		mark := "!"
		if d.Explained {
			mark = "·"
		}
		fmt.Fprintf(out, "%s %s  %s  %s  %s\n    여기/here: %s\n    포트원/PortOne: %s\n", mark, d.Kind, d.OrderRef, d.PaymentID, d.ImpUID, d.Here, d.PortOne)
		if d.Detail != "" {
			fmt.Fprintf(out, "    %s\n", d.Detail)
		}
	}
	if r.Omitted > 0 {
		fmt.Fprintf(out, "… 그리고 %d건 더 / and %d more\n", r.Omitted, r.Omitted)
	}
	return nil
}

// both writes what the two sides say, once where they agree.
func both(here, there string) string {
	if here == there {
		return here
	}
	return here + " ≠ " + there
}

func agreement(t recon.Total) string {
	if t.Agree() {
		return "✓"
	}
	return "≠"
}

// reportColumns are the columns of the CSV form: a row is a day's total, the
// payments of others, or a difference. Amounts are minor units.
var reportColumns = []string{
	"row", "day", "method", "currency", "count_here", "count_portone", "captured_here", "captured_portone", "refunded_here", "refunded_portone",
	"kind", "explained", "order_ref", "payment_id", "merchant_uid", "imp_uid", "here", "portone", "detail",
}

// writeReportCSV prints a report for spreadsheets, with the mark that tells them
// that it is UTF-8.
func writeReportCSV(out io.Writer, r *recon.Report) error {
	if _, err := io.WriteString(out, "\ufeff"); err != nil {
		return err
	}
	w := csv.NewWriter(out)
	row := func(cells map[string]string) {
		line := make([]string, len(reportColumns))
		for i, name := range reportColumns {
			line[i] = harmless(cells[name])
		}
		_ = w.Write(line) // Error tells
	}
	if err := w.Write(reportColumns); err != nil {
		return err
	}
	number := func(n int64) string { return strconv.FormatInt(n, 10) }
	for _, t := range r.Totals {
		row(map[string]string{
			"row": "total", "day": t.Day, "method": t.Method, "currency": string(t.Currency),
			"count_here": number(t.Here.Count), "count_portone": number(t.PortOne.Count),
			"captured_here": number(t.Here.Captured), "captured_portone": number(t.PortOne.Captured),
			"refunded_here": number(t.Here.Refunded), "refunded_portone": number(t.PortOne.Refunded),
		})
	}
	row(map[string]string{"row": "outside", "count_portone": number(r.Outside)})
	for _, d := range r.Differences {
		row(map[string]string{
			"row": "difference", "kind": string(d.Kind), "explained": strconv.FormatBool(d.Explained), "order_ref": string(d.OrderRef),
			"payment_id": string(d.PaymentID), "merchant_uid": string(d.MerchantUID), "imp_uid": string(d.ImpUID),
			"here": d.Here, "portone": d.PortOne, "detail": d.Detail,
		})
	}
	w.Flush()
	return w.Error()
}

// harmless keeps a spreadsheet from taking a shop's or a buyer's words for a
// formula.
func harmless(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}
