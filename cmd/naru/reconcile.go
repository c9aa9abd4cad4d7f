package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"golang.org/x/term"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/merchant"
)

// reconcileCmd is naru reconcile.
type reconcileCmd struct {
	From     string `help:"First day of payment in Korean time (yesterday)." placeholder:"YYYY-MM-DD"`
	To       string `help:"Last day, included (the first day)." placeholder:"YYYY-MM-DD"`
	ReadOnly bool   `help:"Only report what PortOne knows better; store nothing."`
	JSON     bool   `help:"The report as JSON." xor:"form"`
	CSV      bool   `help:"The report as CSV, for a spreadsheet." xor:"form"`
	database
	portone
	serverSettings
}

// frugalGC is what commands that go through a million payments give the garbage
// collector: half of what it is used to, for a bound on what they hold.
const frugalGC = 50

// unexplainedCode is the exit code of a comparison that found something.
const unexplainedCode = 3

// Help shows an example.
func (reconcileCmd) Help() string {
	return "What PortOne knows better is read back and stored, as the server does by itself; what still differs is shown.\n" +
		"Exit code 3: there are unexplained differences. (설명되지 않는 차이가 있으면 3)\n\nExample: naru reconcile --from 2026-11-01 --to 2026-11-30 --csv"
}

// Run compares and prints the report.
func (c *reconcileCmd) Run(ctx context.Context) error {
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
	return c.reconcile(ctx, server.service, merchant.ReconcileRequest{From: from, To: to, ReadOnly: c.ReadOnly}, os.Stdout)
}

// days reads the days, which are Korean ones; the end is excluded.
func (c *reconcileCmd) days(now time.Time) (from, to time.Time, err error) {
	if c.From == "" {
		if c.To != "" {
			return from, to, usage("--to만 쓸 수 없습니다 (--to needs --from)")
		}
		c.From = now.In(clock.KST).AddDate(0, 0, -1).Format(time.DateOnly)
	}
	if c.To == "" {
		c.To = c.From
	}
	if from, err = time.ParseInLocation(time.DateOnly, c.From, clock.KST); err != nil {
		return from, to, usage("--from이 날짜가 아닙니다 (--from %q is not a day like 2026-11-23)", c.From)
	}
	if to, err = time.ParseInLocation(time.DateOnly, c.To, clock.KST); err != nil {
		return from, to, usage("--to가 날짜가 아닙니다 (--to %q is not a day like 2026-11-23)", c.To)
	}
	to = to.AddDate(0, 0, 1)
	switch {
	case !from.Before(to):
		return from, to, usage("--to가 --from보다 앞섭니다 (--to %s is before --from %s)", c.To, c.From)
	case !from.Before(now.Add(-time.Minute)):
		return from, to, usage("--from이 아직 오지 않은 날입니다 (--from %s has not come yet)", c.From)
	}
	return from, to, nil
}

// reconcile compares, prints and says by its error whether all is explained.
func (c *reconcileCmd) reconcile(ctx context.Context, s *merchant.Service, req merchant.ReconcileRequest, out io.Writer) error {
	if fd := int(os.Stderr.Fd()); term.IsTerminal(fd) {
		bar := progress{out: os.Stderr}
		req.Progress = bar.show
		defer bar.end()
	}
	report, err := s.Reconcile(ctx, req)
	if err != nil {
		return fmt.Errorf("nothing was compared to the end; try again (끝까지 대사하지 못했습니다. 다시 실행해 주세요): %w", err)
	}
	switch {
	case c.JSON:
		encoder := json.NewEncoder(out)
		encoder.SetIndent("", "  ")
		err = encoder.Encode(report)
	case c.CSV:
		err = writeReportCSV(out, report)
	default:
		err = writeReport(out, report)
	}
	if err == nil && !report.Clean() {
		err = exitError{fmt.Errorf("%d unexplained differences (설명되지 않는 차이 %d건)", report.Unexplained, report.Unexplained), unexplainedCode}
	}
	return err
}

// progress draws a bar on a terminal.
type progress struct {
	out   io.Writer
	unit  string // of what is counted; empty: payments
	drawn string
}

const barWidth = 30

func (p *progress) show(percent int, payments int64) {
	percent = min(max(percent, 0), 100)
	full := percent * barWidth / 100
	line := fmt.Sprintf("\r[%s%s] %3d%%  %d%s", strings.Repeat("#", full), strings.Repeat(".", barWidth-full), percent, payments, cmp.Or(p.unit, "건"))
	if line != p.drawn {
		p.drawn = line
		fmt.Fprint(p.out, line)
	}
}

// end leaves the line, so that what follows begins a new one.
func (p *progress) end() {
	if p.drawn != "" {
		fmt.Fprint(p.out, "\r\033[K")
	}
}
