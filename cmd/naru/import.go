package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime/debug"
	"time"

	"golang.org/x/term"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/money"
)

// importCmd is naru import.
type importCmd struct {
	From    string `help:"First day of payment in Korean time." placeholder:"YYYY-MM-DD" required:""`
	To      string `help:"Last day, included (today)." placeholder:"YYYY-MM-DD"`
	DryRun  bool   `help:"Say what would be taken in; store nothing."`
	Waiting bool   `help:"Take virtual accounts in that still wait for their deposit, too."`
	Events  bool   `help:"Tell the shop of each payment that is taken in; else it hears only of what changes later."`
	JSON    bool   `help:"The report as JSON."`
	database
	portone
	serverSettings
}

// Help shows an example.
func (importCmd) Help() string {
	return "Payments that were made before Naru, or by another program on the account, become payments of the shop:\n" +
		"they can be found, refunded and exported. Nothing is ever cancelled by itself, since there are no terms to judge by.\n" +
		"What is stored already is left alone, so it may be run again; one that was broken off goes on where it stopped.\n" +
		"(예전 결제를 조회·환불·내보내기할 수 있게 가져옵니다. 스스로 취소하는 일은 없고, 다시 실행해도 됩니다.)\n\n" +
		"Example: naru import --from 2025-01-01 --dry-run"
}

// Run takes payments in and prints what was done.
func (c *importCmd) Run(ctx context.Context) error {
	from, to, err := c.days(clock.System{}.Now())
	if err != nil {
		return err
	}
	if _, err := merchantConfig(c.portone, c.serverSettings); err != nil {
		return err
	}
	dsn, err := c.dsn()
	if err != nil {
		return err
	}
	c.frugal = true
	debug.SetGCPercent(frugalGC)
	server, err := newPaymentServer(ctx, dsn, c.portone, c.serverSettings, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer server.Close()
	req := merchant.ImportRequest{From: from, To: to, DryRun: c.DryRun, Waiting: c.Waiting, Events: c.Events}
	return c.take(ctx, server.service, req, os.Stdout)
}

// days reads the days as naru reconcile does; without an end all until now.
func (c *importCmd) days(now time.Time) (from, to time.Time, err error) {
	days := reconcileCmd{From: c.From, To: c.To}
	if days.To == "" {
		days.To = now.In(clock.KST).Format(time.DateOnly)
	}
	return days.days(now)
}

// take imports and prints the report, also beside an error.
func (c *importCmd) take(ctx context.Context, s *merchant.Service, req merchant.ImportRequest, out io.Writer) error {
	if fd := int(os.Stderr.Fd()); term.IsTerminal(fd) {
		bar := progress{out: os.Stderr}
		req.Progress = bar.show
		defer bar.end()
	}
	report, err := s.Import(ctx, req)
	if err != nil {
		err = fmt.Errorf("not all was taken in; run it again, and it goes on where it stopped (끝까지 가져오지 못했습니다. 다시 실행하면 이어서 합니다): %w", err)
	}
	if report == nil {
		return err
	}
	if c.JSON {
		encoder := json.NewEncoder(out)
		encoder.SetIndent("", "  ")
		if failed := encoder.Encode(report); failed != nil {
			return failed
		}
		return err
	}
	writeImport(out, report)
	return err
}

// importWords says in words why payments were left where they are.
var importWords = map[merchant.Fate]string{
	merchant.SkippedFailed:     "실패한 결제 / failed",
	merchant.SkippedReady:      "결제하지 않고 닫은 창 / never paid in the window",
	merchant.SkippedWaiting:    "입금을 기다리는 가상계좌 (--waiting으로 가져옴) / accounts that wait for a deposit (--waiting takes them)",
	merchant.SkippedGone:       "입금 없이 닫힌 가상계좌 / accounts closed unpaid",
	merchant.SkippedDays:       "다른 날의 결제 / paid on other days",
	merchant.SkippedTestMoney:  "테스트 채널 결제 (PORTONE_MODE=live) / test money in live mode",
	merchant.SkippedLiveMoney:  "실제 결제 (PORTONE_MODE=test) / real money in test mode",
	merchant.SkippedCurrency:   "모르는 통화 / unknown currency",
	merchant.SkippedUnreadable: "읽을 수 없는 응답 / unusable answer",
	merchant.SkippedStatus:     "모르는 상태 또는 카드 등록 / unknown status, or a stored card",
	merchant.SkippedCollision:  "이미 가져온 결제와 merchant_uid가 같음, 확인 필요 / merchant_uid used twice, a person must look",
}

// writeImport prints a report for people.
func writeImport(out io.Writer, r *merchant.ImportReport) {
	day := func(t time.Time) string { return t.In(clock.KST).Format(time.DateOnly) }
	fmt.Fprintf(out, "%s  %s – %s (KST)\n", r.Store, day(r.From), day(r.To.Add(-time.Second)))
	if !r.Resumed.IsZero() {
		fmt.Fprintf(out, "%s부터 이어서 / resumed from there\n", r.Resumed.In(clock.KST).Format(time.DateTime))
	}
	taken := "가져옴/taken in"
	if r.DryRun {
		taken = "가져올 것/would be taken in"
	}
	fmt.Fprintf(out, "\n살펴봄/looked at %d  %s %d  이미 있음/already here %d\n", r.Listed, taken, r.Taken, r.Ours)
	for _, m := range r.Money {
		amount := func(minor int64) string { return money.New(minor, m.Currency).Major() }
		fmt.Fprintf(out, "  %s  %d건  결제/captured %s  환불/refunded %s\n", m.Currency, m.Count, amount(m.Captured), amount(m.Refunded))
	}
	if r.Waiting > 0 {
		fmt.Fprintf(out, "  입금 대기/waiting for a deposit %d\n", r.Waiting)
	}
	for _, reason := range r.Reasons() {
		fmt.Fprintf(out, "두고 옴/left %d  %s\n", r.Left[reason], importWords[reason])
	}
	for _, left := range r.Shown {
		fmt.Fprintf(out, "· %s  %s  %s  %s\n", left.Reason, left.ImpUID, left.MerchantUID, left.Detail)
	}
}
