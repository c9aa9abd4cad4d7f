// Command million fills a database with a million payments, as naru import takes
// them in, and measures what listing and reconciling them costs in time and
// memory. The database may be kept, for whatever else wants so many payments.
//
// It refuses to keep PortOne's side in memory: each payment is worked out from
// its number. Its main invariant is that it ends in an error when anything is
// unexplained or the memory grew beyond its bound.
package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/id"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/seal"
	"github.com/naru-pay/naru/internal/store"
)

// gcPercent is what naru reconcile and naru import give the garbage collector.
const gcPercent = 50

// mostMemory is how much may be resident, in MiB.
const mostMemory = 200

// sealing is the key of buyers who do not exist.
const sealing = "naru-million-of-nobody-0123456789abcdef"

type options struct {
	n    int
	dsn  string
	only string
}

func main() {
	var o options
	flag.IntVar(&o.n, "n", 1_000_000, "payments")
	flag.StringVar(&o.dsn, "dsn", "", "database, postgres://… or sqlite:PATH; it is kept (default: a SQLite file that goes)")
	flag.StringVar(&o.only, "only", "seed,list,reconcile,console,export", "what to do, comma-separated, or pay; list and reconcile need what seed made on the same day")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "million:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options) (err error) {
	if o.dsn == "" {
		dir, err := os.MkdirTemp("", "naru-million-")
		if err != nil {
			return err
		}
		defer func() { _ = os.RemoveAll(dir) }()
		o.dsn = "sqlite:" + filepath.Join(dir, "naru.db")
	}
	debug.SetGCPercent(gcPercent)
	keys, err := seal.NewKeyring(id.System, seal.NewSecret(sealing))
	if err != nil {
		return err
	}
	db, err := store.Open(ctx, o.dsn, store.Options{Frugal: true, Keys: keys})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	midnight := time.Now().In(clock.KST).Truncate(time.Hour)
	l := newLedger(o.n, time.Date(midnight.Year(), midnight.Month(), midnight.Day(), 0, 0, 0, 0, clock.KST))
	s, err := merchant.New(merchant.Config{
		Imp: account, Env: payment.Test, Default: payment.Channel{Provider: "html5_inicis", MID: "INIpayTest"},
		PublicURL: "http://localhost:4100", TokenKey: bytes.Repeat([]byte("k"), 32), TellShop: true,
	}, merchant.Deps{Store: db, Gateway: l, Listing: l, Clock: clock.System{}, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	fmt.Printf("%d payments, %s\n", o.n, db.Engine())
	for _, step := range []struct {
		name string
		do   func(context.Context, *merchant.Service, ledger) (int64, error)
	}{{"seed", seed}, {"list", list}, {"reconcile", reconcile}, {"pay", pay}, {"console", console(db)}, {"export", export(db)}} {
		if !slices.Contains(strings.Split(o.only, ","), step.name) {
			continue
		}
		began := time.Now()
		n, err := step.do(ctx, s, l)
		if err != nil {
			return fmt.Errorf("%s: %w", step.name, err)
		}
		took := time.Since(began)
		peak := resident()
		fmt.Printf("%-10s %9d payments in %8s  %7.0f/s  peak %d MiB resident\n", step.name, n, took.Round(time.Millisecond), float64(n)/took.Seconds(), peak)
		if peak > mostMemory {
			return fmt.Errorf("%s took %d MiB, more than %d", step.name, peak, mostMemory)
		}
	}
	return nil
}

// whole is the time in which every payment lies.
func (l ledger) whole() (from, to time.Time) {
	return l.first.Add(-24 * time.Hour), l.at(l.n).Add(24 * time.Hour)
}

// seed takes every payment in.
func seed(ctx context.Context, s *merchant.Service, l ledger) (int64, error) {
	from, to := l.whole()
	report, err := s.Import(ctx, merchant.ImportRequest{From: from, To: to})
	if err != nil {
		return 0, err
	}
	if report.Taken+report.Ours != int64(l.n) {
		return report.Taken, fmt.Errorf("%d were taken in and %d were there", report.Taken, report.Ours)
	}
	return report.Taken, nil
}

// list reads all payments page by page, as an export does.
func list(ctx context.Context, s *merchant.Service, l ledger) (int64, error) {
	var n int64
	var longest time.Duration
	page := &merchant.Page{Limit: 100}
	for page != nil {
		began := time.Now()
		got, err := s.Payments(ctx, merchant.PaymentFilter{}, *page)
		if err != nil {
			return n, err
		}
		longest = max(longest, time.Since(began))
		n += int64(len(got.Rows))
		page = got.Next
	}
	fmt.Printf("           the slowest of %d pages took %s\n", (n+99)/100, longest.Round(time.Microsecond))
	if n < int64(l.n) {
		return n, fmt.Errorf("only %d of %d are listed", n, l.n)
	}
	return n, nil
}

// reconcile compares every payment with PortOne's side.
func reconcile(ctx context.Context, s *merchant.Service, l ledger) (int64, error) {
	from, to := l.whole()
	report, err := s.Reconcile(ctx, merchant.ReconcileRequest{From: from, To: to})
	if err != nil {
		return 0, err
	}
	if !report.Clean() || report.Ours != int64(l.n) {
		return report.Ours, fmt.Errorf("%d of ours, %d unexplained", report.Ours, report.Unexplained)
	}
	return report.Ours, nil
}

// resident is the most memory that this process ever held, in MiB; 0 where the
// system does not tell.
func resident() int {
	f, err := os.Open("/proc/self/status")
	if err != nil {
		return 0
	}
	defer func() { _ = f.Close() }()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		if rest, ok := strings.CutPrefix(lines.Text(), "VmHWM:"); ok {
			kib, _ := strconv.Atoi(strings.Fields(rest)[0])
			return kib >> 10
		}
	}
	return 0
}
