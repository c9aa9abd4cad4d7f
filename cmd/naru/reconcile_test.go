package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/merchant"
)

// today asks for the Korean day of the world's servers and the one before, in
// case the test runs over midnight.
func (w *shopWorld) today() merchant.ReconcileRequest {
	now := w.clock.Now().In(clock.KST)
	midnight := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, clock.KST)
	return merchant.ReconcileRequest{From: midnight.AddDate(0, 0, -1), To: midnight.AddDate(0, 0, 1)}
}

func TestReconcile_comparesWithTheListingAndExplains(t *testing.T) {
	t.Parallel()
	withoutWebhooks(t, func(w *shopWorld) {
		_, kept := w.completed("A-1")
		_, gone := w.completed("A-2")
		w.cancelElsewhere(gone, 9000)
		w.clock.Put(clock.StandingAt(w.clock.Now().Add(10 * time.Second))) // listed by now; no sweep comes due
		service := w.servers[0].service

		var told bytes.Buffer
		read := w.today()
		read.ReadOnly = true
		err := (&reconcileCmd{}).reconcile(w.t.Context(), service, read, &told)
		if code := exitCode(err); code != unexplainedCode || !strings.Contains(told.String(), "! cancelled_differs  A-2") || !strings.Contains(told.String(), "0 ≠ 9000") {
			w.t.Errorf("read-only: exit %d, %v\n%s", code, err, told.String())
		}
		if strings.Contains(told.String(), fmt.Sprint(kept)) {
			w.t.Errorf("a payment that agrees is shown:\n%s", told.String())
		}

		told.Reset()
		err = (&reconcileCmd{JSON: true}).reconcile(w.t.Context(), service, w.today(), &told)
		var report struct {
			Ours, Outside, Recorded, Unexplained int
			Totals                               []struct {
				Method        string
				Here, PortOne struct{ Count, Captured, Refunded int }
			}
			Differences []struct {
				Kind   string
				ImpUID string `json:"imp_uid"`
			}
		}
		if failed := json.Unmarshal(told.Bytes(), &report); failed != nil || err != nil {
			w.t.Fatalf("%v, %v\n%s", err, failed, told.String())
		}
		if report.Ours != 2 || report.Recorded != 1 || report.Unexplained != 0 || len(report.Totals) == 0 || len(report.Differences) != 1 ||
			report.Differences[0].ImpUID != fmt.Sprint(gone) || report.Totals[0].Here != report.Totals[0].PortOne {
			w.t.Errorf("report = %+v", report)
		}
		w.eventually("the shop hears of it", func() bool { return w.events.count("payment.partially_refunded") == 1 })

		told.Reset()
		if err := (&reconcileCmd{CSV: true}).reconcile(w.t.Context(), service, w.today(), &told); err != nil {
			w.t.Errorf("again: %v", err)
		}
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(told.String(), "\ufeff"))).ReadAll()
		if err != nil || len(rows) < 3 || rows[1][0] != "total" || rows[len(rows)-1][0] != "outside" {
			w.t.Errorf("%v\n%s", err, told.String())
		}
	})
}

func TestReconcile_failsWholeWhilePortOneAnswersBadly(t *testing.T) {
	t.Parallel()
	withoutWebhooks(t, func(w *shopWorld) {
		w.completed("A-1")
		w.clock.Put(clock.StandingAt(w.clock.Now().Add(10 * time.Second)))
		w.let("rest_html", map[string]any{"operation": "GET /payments/status/**"})
		var told bytes.Buffer
		err := (&reconcileCmd{}).reconcile(w.t.Context(), w.servers[0].service, w.today(), &told)
		if exitCode(err) != 1 || told.Len() != 0 {
			w.t.Errorf("%v\n%s", err, told.String())
		}
	})
}

// The command beside a running server, on the same file.
func TestReconcile_runsBesideTheServer(t *testing.T) {
	t.Parallel()
	w := deafWorld(t, "sqlite:"+t.TempDir()+"/naru.db")
	w.completed("A-1")
	seeded := w.box.Seeded()
	run := func(args ...string) (int, string, string) {
		cmd := exec.CommandContext(t.Context(), os.Args[0], append([]string{"reconcile"}, args...)...)
		cmd.Dir = t.TempDir()
		cmd.Env = append(os.Environ(), standInEnv+"=naru", "DATABASE_URL="+w.dsn, "PORTONE_IMP="+seeded.Imp, "PORTONE_PG_CODE=html5_inicis.INIpayTest",
			"PORTONE_API_KEY="+seeded.APIKey, "PORTONE_API_SECRET="+seeded.APISecret, "PORTONE_API_BASE="+w.box.restURL, "NARU_SECRET_KEY="+worldKey)
		var out, said bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &said
		err := cmd.Run()
		if exit, ended := errors.AsType[*exec.ExitError](err); ended {
			return exit.ExitCode(), out.String(), said.String()
		}
		if err != nil {
			t.Fatal(err)
		}
		return 0, out.String(), said.String()
	}
	days := []string{"--from", w.today().From.Format(time.DateOnly), "--to", w.clock.Now().In(clock.KST).Format(time.DateOnly)}
	w.eventually("the payment is listed", func() bool {
		code, out, said := run(days...)
		if code != 0 || said != "" {
			t.Fatalf("exit %d\n%s%s", code, out, said)
		}
		return strings.Contains(out, "card") && strings.Contains(out, "우리 결제/ours 1") && strings.Contains(out, "59000 KRW")
	})
	for _, bad := range [][]string{{"--from", "23.11.2026"}, {"--to", "2026-11-01"}, {"--from", "2026-11-02", "--to", "2026-11-01"}, {"--from", "2999-01-01"}, {"--json", "--csv"}} {
		if code, out, said := run(bad...); code != 2 || out != "" && !strings.Contains(out, "Usage") || said == "" {
			t.Errorf("%v: exit %d\n%s%s", bad, code, out, said)
		}
	}
}

func TestReconcile_lastDayIsIncluded(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 16, 0, 0, 0, time.UTC) // 01:00 on the 23rd in Korea
	for _, tt := range []struct{ from, to, first, end string }{
		{"", "", "2026-11-22", "2026-11-23"},
		{"2026-11-01", "", "2026-11-01", "2026-11-02"},
		{"2026-11-01", "2026-11-30", "2026-11-01", "2026-12-01"},
		{"2026-11-23", "2026-11-23", "2026-11-23", "2026-11-24"},
	} {
		from, to, err := (&reconcileCmd{From: tt.from, To: tt.to}).days(now)
		if err != nil || from.Format(time.RFC3339) != tt.first+"T00:00:00+09:00" || to.Format(time.RFC3339) != tt.end+"T00:00:00+09:00" {
			t.Errorf("%q to %q: %v, %v, %v", tt.from, tt.to, from, to, err)
		}
	}
}

func TestReconcile_drawsItsProgressOnce(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	bar := progress{out: &out}
	for _, percent := range []int{-1, 0, 0, 50, 200} {
		bar.show(percent, 12)
	}
	bar.end()
	if got := out.String(); strings.Count(got, "\r[") != 3 || !strings.Contains(got, " 50%  12건") || !strings.Contains(got, "100%") || !strings.HasSuffix(got, "\r\033[K") {
		t.Errorf("drawn %q", got)
	}
}

func TestReconcile_givesSpreadsheetsNoFormula(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]string{"": "", "A-1": "A-1", "=1+1": "'=1+1", "@x": "'@x", "+82": "'+82", "-1": "'-1", "\tx": "'\tx"} {
		if got := harmless(cell); got != want {
			t.Errorf("harmless(%q) = %q", cell, got)
		}
	}
}
