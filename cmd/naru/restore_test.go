package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/store"
	"github.com/naru-pay/naru/internal/store/pgtest"
)

// emptyPostgres makes a database of its own and returns its address.
func emptyPostgres(t *testing.T, name string) string {
	t.Helper()
	u, err := url.Parse(pgtest.DSN(t))
	if err != nil {
		t.Fatal(err)
	}
	query := u.Query()
	query.Del("search_path")
	u.RawQuery = query.Encode()
	do := func(statement string) {
		conn, err := pgx.Connect(context.Background(), u.String())
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.Close(context.Background()) }()
		if _, err := conn.Exec(context.Background(), statement); err != nil {
			t.Fatal(err)
		}
	}
	do("CREATE DATABASE " + name)
	t.Cleanup(func() { do("DROP DATABASE " + name + " WITH (FORCE)") })
	other := *u
	other.Path = "/" + name
	return other.String()
}

// text reads a page that is not JSON.
func (w *shopWorld) text(path string) string {
	w.t.Helper()
	r, err := http.NewRequestWithContext(w.t.Context(), "GET", w.api+path, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+w.key)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	page, err := io.ReadAll(resp.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return string(page)
}

// restoredWorlds runs a story on both engines; restored is where the copy goes.
func restoredWorlds(t *testing.T, story func(w *shopWorld, restored string)) {
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		story(deafWorldWhere(t, "sqlite:"+filepath.Join(dir, "naru.db"), true), "sqlite:"+filepath.Join(dir, "restored", "naru.db"))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		story(deafWorldWhere(t, emptyPostgres(t, "naru_before"), true), emptyPostgres(t, "naru_restored"))
	})
}

// SAFETY §5 E14: last night's copy is put back, and what happened since comes
// back from PortOne; no refund is sent twice.
func TestRestore_comesBackToWhatPortOneKnows(t *testing.T) {
	t.Parallel()
	restoredWorlds(t, func(w *shopWorld, restored string) {
		cancel := func(id, key string, amount int) (int, answer) {
			status, a, err := w.call("POST", w.api+"/api/payments/"+id+"/cancel", w.key, key, map[string]any{"amount": amount, "reason": "단순 변심"})
			if err != nil {
				w.t.Fatal(err)
			}
			return status, a
		}
		kept, keptImp := w.completed("A-1")
		part, partImp := w.completed("A-2")
		moved, movedImp := w.completed("A-3")
		lost, lostImp := w.completed("A-4")
		late := w.open("A-5", 59000)
		cancel(part, "before", 4000)
		cut := w.let("rest_cut", map[string]any{"operation": "POST /payments/cancel"})
		if status, a := cancel(lost, "cut", 7000); status != 202 {
			w.t.Fatalf("a refund whose answer was cut: %d, %v", status, a)
		}
		if status, a, err := w.call("DELETE", w.box.consoleURL+"/sandbox/scenarios/"+cut, "", "", nil); err != nil || status/100 != 2 {
			w.t.Fatalf("end of the scenario: %d, %v, %v", status, a, err)
		}

		file := filepath.Join(w.t.TempDir(), "copy")
		if err := (&backupCmd{File: file, database: database{URL: w.dsn}}).Run(w.t.Context()); err != nil {
			w.t.Fatal(err)
		}

		// What the copy does not know.
		if status, a := cancel(part, "after", 10000); status != 200 {
			w.t.Fatalf("refund after the copy: %d, %v", status, a)
		}
		if status, a := cancel(kept, "whole", 59000); status != 200 {
			w.t.Fatalf("whole refund after the copy: %d, %v", status, a)
		}
		w.cancelElsewhere(movedImp, 3000)
		lateImp := w.pay(late, "approve", nil)["imp_uid"]
		_, newImp := w.completed("A-6")

		if err := (&restoreCmd{File: file, database: database{URL: restored}}).Run(w.t.Context()); err != nil {
			w.t.Fatal(err)
		}
		w.dsn = restored
		w.api = w.serve()
		server := w.servers[len(w.servers)-1]
		w.servers = []*paymentServer{server}
		w.settled()

		for _, key := range []string{"after", "fresh"} {
			if status, a := cancel(part, key, 10000); status != 503 || a.at("code") != "recovery_mode" {
				w.t.Fatalf("refund %q while it recovers: %d, %v", key, status, a)
			}
		}
		if page := w.text("/readyz"); !strings.Contains(page, `"recovering"`) || !strings.Contains(page, `"ok":true`) {
			w.t.Errorf("readyz: %s", page)
		}
		if page := w.text("/metrics"); !strings.Contains(page, "\nnaru_recovery 1\n") {
			w.t.Errorf("metrics do not say so")
		}
		var told bytes.Buffer
		if err := (&recoveryStatusCmd{}).tell(w.t.Context(), server.db, &told); exitCode(err) != recoveringCode || !strings.Contains(told.String(), "refunds locked") {
			w.t.Errorf("status: %v\n%s", err, told.String())
		}
		if untold, err := server.db.Alerts().Untold(w.t.Context(), w.clock.Now(), w.clock.Now(), 9); err != nil || !slices.ContainsFunc(untold, func(a merchant.Alert) bool { return a.Kind == merchant.AlertRecovery }) {
			w.t.Errorf("alerts: %+v, %v", untold, err)
		}

		w.settle(server)
		told.Reset()
		if err := (&recoveryStatusCmd{JSON: true}).tell(w.t.Context(), server.db, &told); err != nil || !strings.Contains(told.String(), `"ended_at"`) {
			w.t.Fatalf("it does not end: %v\n%s", err, told.String())
		}
		w.clock.Put(clock.StandingAt(w.clock.Now().Add(10 * time.Minute))) // unknown refunds are looked up again
		w.settle(server)
		for imp, id := range map[any]string{keptImp: kept, partImp: part, movedImp: moved, lostImp: lost, lateImp: fmt.Sprint(late.at("payment", "id"))} {
			here := w.must(200, "GET", "/api/payments/"+id, w.key, "", nil)
			there := w.record(imp)
			if here.at("imp_uid") != imp || fmt.Sprint(here.at("refunded")) != fmt.Sprint(there.at("cancel_amount")) {
				w.t.Errorf("%s: %v %v of %v, PortOne %v %v", id, here.at("state"), here.at("refunded"), here.at("imp_uid"), there.at("status"), there.at("cancel_amount"))
			}
		}

		// What was sent is found and not sent again; what is new goes out.
		if status, a := cancel(part, "after", 10000); status != 200 || a.at("refund", "state") != "succeeded" || fmt.Sprint(w.record(partImp).at("cancel_amount")) != "14000" {
			w.t.Errorf("the forgotten refund asked for again: %d, %v; %v went back", status, a, w.record(partImp).at("cancel_amount"))
		}
		if status, a := cancel(kept, "whole", 59000); status != 200 || a.at("refund", "state") != "succeeded" || fmt.Sprint(w.record(keptImp).at("cancel_amount")) != "59000" {
			w.t.Errorf("the forgotten whole refund asked for again: %d, %v", status, a)
		}
		if status, a := cancel(part, "after", 9000); status != 422 {
			w.t.Errorf("the same key with another amount: %d, %v", status, a)
		}
		if status, a := cancel(moved, "new", 1000); status != 200 || fmt.Sprint(w.record(movedImp).at("cancel_amount")) != "4000" {
			w.t.Errorf("a new refund: %d, %v; %v went back", status, a, w.record(movedImp).at("cancel_amount"))
		}
		if got := fmt.Sprint(w.record(lostImp).at("cancel_amount")); got != "7000" {
			w.t.Errorf("the refund whose answer was cut: %s went back", got)
		}

		// The payment that was opened since is taken in.
		w.settled()
		if r := w.take(w.sinceYesterday()); r.Taken != 1 || w.paymentOf(newImp).at("state") != "paid" {
			w.t.Errorf("import: %+v", r)
		}
		told.Reset()
		if err := (&reconcileCmd{}).reconcile(w.t.Context(), server.service, w.today(), &told); err != nil {
			w.t.Errorf("reconcile: %v\n%s", err, told.String())
		}
	})
}

func TestRestore_keepsWhatWasThereAndRefusesWhatIsWrong(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	live := "sqlite:" + filepath.Join(dir, "naru.db")
	db, err := store.Open(t.Context(), live, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "copy.db")
	if err := (&backupCmd{File: file, database: database{URL: live}}).Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := (&backupCmd{File: file, database: database{URL: live}}).Run(t.Context()); err == nil {
		t.Error("a copy was written over")
	}
	restore := func(file string, unchecked bool) error {
		return (&restoreCmd{File: file, NoChecksum: unchecked, database: database{URL: live}}).Run(t.Context())
	}
	if err := restore(file, false); exitCode(err) != 2 || !strings.Contains(err.Error(), "naru serve") {
		t.Errorf("restored under a running server: %v", err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := restore(file, false); err != nil {
		t.Errorf("restore: %v", err)
	}
	if kept, _ := filepath.Glob(filepath.Join(dir, "naru.db.before-*")); len(kept) != 1 {
		t.Errorf("the database that was there: %v", kept)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*.part")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}

	bent := filepath.Join(dir, "bent.db")
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	whole[len(whole)/2] ^= 0xff
	sum, err := os.ReadFile(file + ".sha256")
	if err = errors.Join(err, os.WriteFile(bent, whole, 0o600), os.WriteFile(bent+".sha256", sum, 0o600)); err != nil {
		t.Fatal(err)
	}
	if err := restore(bent, false); exitCode(err) != 2 {
		t.Errorf("a copy that was changed: %v", err)
	}
	if err := restore(filepath.Join(dir, "copy.db.sha256"), true); err == nil {
		t.Error("a file that is no database was put back")
	}
	if i, err := store.Inspect(t.Context(), live); err != nil || i.Schema != i.Newest {
		t.Errorf("after refused restores the database is %+v, %v", i, err)
	}
}

func TestRecovery_isBegunByHand(t *testing.T) {
	t.Parallel()
	for engine, dsn := range map[string]string{"sqlite": "sqlite:" + filepath.Join(t.TempDir(), "naru.db"), "postgres": pgtest.DSN(t)} {
		begin := recoveryBeginCmd{Reason: "PITR", database: database{URL: dsn}}
		if err := begin.Run(t.Context()); err != nil {
			t.Errorf("%s: %v", engine, err)
		}
		begin.Since = "2999-01-01T00:00:00Z"
		if err := begin.Run(t.Context()); err == nil {
			t.Errorf("%s: a copy of the future was believed", engine)
		}
		db, err := store.Open(t.Context(), dsn, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var told bytes.Buffer
		if err := (&recoveryStatusCmd{}).tell(t.Context(), db, &told); exitCode(err) != recoveringCode || strings.Count(told.String(), "PITR") != 1 {
			t.Errorf("%s: %v\n%s", engine, err, told.String())
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}
}
