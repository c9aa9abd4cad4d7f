package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/needs"
)

// small is a plan that shows whether the bench runs, and measures nothing.
func small(t *testing.T) *bench {
	t.Helper()
	p, err := startPortone()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.close)
	return &bench{plan: plan{clients: 4, length: 50 * time.Millisecond, dir: t.TempDir()}, portone: p}
}

// weight is what one payment leaves behind in a table.
type weight struct{ rows, bytes int }

// weigh returns what each payment of a database weighs, in rows and in bytes of
// text and numbers.
func weigh(ctx context.Context, t *testing.T, dsn string) map[string]weight {
	t.Helper()
	db, err := openLeft(dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	paid, err := countPaid(ctx, dsn)
	if err != nil || paid == 0 {
		t.Fatalf("%d payments, %v", paid, err)
	}
	out := map[string]weight{}
	for _, table := range tables {
		rows, err := db.QueryContext(ctx, "SELECT * FROM "+table)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		columns, _ := rows.Columns()
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		var w weight
		for rows.Next() {
			if err := rows.Scan(into...); err != nil {
				t.Fatal(err)
			}
			w.rows++
			for _, v := range values {
				w.bytes += size(v)
			}
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		out[table] = weight{w.rows / paid, w.bytes / paid}
	}
	return out
}

func size(v any) int {
	switch v := v.(type) {
	case string:
		return len(v)
	case []byte:
		return len(v)
	}
	return 8
}

// alike fails the test unless all contenders' payments weigh about the same.
func alike(t *testing.T, weights map[string]map[string]weight, ours string) {
	t.Helper()
	for name, tablesOf := range weights {
		for _, table := range tables {
			got, want := tablesOf[table], weights[ours][table]
			if got.rows != want.rows || !near(got.bytes, want.bytes) {
				t.Errorf("a payment of %s leaves %+v in %s, one of %s %+v", name, got, table, ours, want)
			}
		}
	}
}

// near says whether two sizes differ by at most a tenth.
func near(a, b int) bool { return max(a, b)*9 <= min(a, b)*10 }

// runAll has every contender of one engine run once and returns what a payment
// of each left behind.
func runAll(t *testing.T, b *bench, postgres bool) map[string]map[string]weight {
	t.Helper()
	weights := map[string]map[string]weight{}
	b.inspect = func(ctx context.Context, name, dsn string) error {
		weights[name] = weigh(ctx, t, dsn)
		return nil
	}
	for _, c := range contenders {
		if c.postgres != postgres {
			continue
		}
		out, err := c.run(t.Context(), b)
		if errors.Is(err, errMissing) {
			needs.Skip(t, "pgbench", "make setup")
		}
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if out.payments == 0 || out.rate() <= 0 || out.cpu < 0 {
			t.Errorf("%s: nothing was measured: %+v", c.name, out)
		}
	}
	return weights
}

func TestContenders_leaveTheSameRowsOnSQLite(t *testing.T) {
	t.Parallel()
	b := small(t)
	weights := runAll(t, b, false)
	if len(weights) != 5 {
		t.Fatalf("%d contenders were weighed, want 5", len(weights))
	}
	alike(t, weights, "ours")
	if left, _ := filepath.Glob(filepath.Join(b.dir, "*")); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}

func TestContenders_leaveTheSameRowsOnPostgreSQL(t *testing.T) {
	t.Parallel()
	b := small(t)
	var err error
	if b.postgres, err = startPostgres(t.Context()); errors.Is(err, errMissing) {
		needs.Skip(t, "PostgreSQL 15 or newer", "make setup")
	} else if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := b.postgres.close(); err != nil {
			t.Error(err)
		}
	}()
	weights := runAll(t, b, true)
	if len(weights) != 4 {
		t.Fatalf("%d contenders were weighed, want 4", len(weights))
	}
	alike(t, weights, "ours-pg")
	if _, proc := statOf(os.Getpid()); proc && b.postgres.cpu() <= 0 {
		t.Error("PostgreSQL's processes used no processor time")
	}
}

// listening keeps the length of each answer, by the request's last path part.
type listening struct {
	http.RoundTripper
	mu      sync.Mutex // guards lengths
	lengths map[string]int
}

func (l *listening) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := l.RoundTripper.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(resp.Body)
	resp.Body = io.NopCloser(bytes.NewReader(text))
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lengths[r.URL.Path[strings.LastIndexByte(r.URL.Path, '/'):]] = len(text)
	return resp, err
}

func TestFlow_answersAsLongAsOurs(t *testing.T) {
	t.Parallel()
	b := small(t)
	g, err := newGrouper(t.Context(), filepath.Join(b.dir, "flow.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = g.close() }()
	f, err := startFlow(b.portone, g, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer f.close()
	o, err := startOurs(t.Context(), filepath.Join(b.dir, "ours.db"), b.portone)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = o.close() }()
	lengths := map[string]map[string]int{}
	for server, key := range map[string]string{f.url: "unread", o.url: o.key} {
		s := newShop(server, key, b.portone, 1)
		heard := &listening{RoundTripper: s.web.Transport, lengths: map[string]int{}}
		s.web.Transport = heard
		if err := s.pay(t.Context()); err != nil {
			t.Fatal(err)
		}
		lengths[server] = heard.lengths
		s.close()
	}
	for _, path := range []string{"/payments", "/complete"} {
		if theirs, ours := lengths[f.url][path], lengths[o.url][path]; !near(theirs, ours) {
			t.Errorf("the answer of %s has %d bytes, ours %d", path, theirs, ours)
		}
	}
}

func TestLeft_refusesWhatIsNotStored(t *testing.T) {
	t.Parallel()
	b := small(t)
	path := filepath.Join(b.dir, "lost.db")
	g, err := newGrouper(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if err := payDirectly(t.Context(), g, b.portone); err != nil {
		t.Fatal(err)
	}
	if err := g.close(); err != nil {
		t.Fatal(err)
	}
	if err := b.left(t.Context(), "lost", path, 1); err != nil {
		t.Errorf("one payment, confirmed once: %v", err)
	}
	if err := b.left(t.Context(), "lost", path, 2); err == nil {
		t.Error("a payment that was confirmed and is not stored was not missed")
	}
	db, err := openLeft(path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), "DELETE FROM outbox"); err != nil {
		t.Fatal(err)
	}
	if err := b.left(t.Context(), "lost", path, 1); err == nil {
		t.Error("a payment that the shop is not to be told of was not missed")
	}
}

func TestCrowd_failsWithOneFailure(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	_, err := crowd(t.Context(), 3, time.Minute, func(context.Context) error { return broken })
	if !errors.Is(err, broken) {
		t.Errorf("crowd = %v, want %v", err, broken)
	}
}

func TestFlow_refusesAnotherAmount(t *testing.T) {
	t.Parallel()
	for _, s := range []stored{
		{uid: "other", amount: price, currency: "KRW", state: "open"},
		{uid: "uid", amount: 100, currency: "KRW", state: "open"},
		{uid: "uid", amount: price, currency: "USD", state: "open"},
		{uid: "uid", amount: price, currency: "KRW", state: "paid"},
	} {
		if steps, err := s.judge(&pay{id: "pay_1", uid: "uid"}); err == nil {
			t.Errorf("%+v: %d writes, want none", s, len(steps))
		}
	}
}

func TestSeries_showsMedianLeastAndMost(t *testing.T) {
	t.Parallel()
	for want, s := range map[string]series{"-": nil, "3 [1..9]": {9, 1, 3}, "2 [1..3]": {3, 1}} {
		if got := s.String(); got != want {
			t.Errorf("%v: %q, want %q", []float64(s), got, want)
		}
	}
}

func TestPercentile_isOneOfThem(t *testing.T) {
	t.Parallel()
	hundred := make([]time.Duration, 101)
	for i := range hundred {
		hundred[i] = time.Duration(len(hundred) - i - 1)
	}
	if got := percentile(hundred, 99); got != 99 {
		t.Errorf("percentile(0 to 100, 99) = %d, want 99", got)
	}
}

func TestReadPgbench_refusesHalfAnAnswer(t *testing.T) {
	t.Parallel()
	whole := "number of transactions actually processed: 1200\nnumber of failed transactions: 0 (0.000%)\ntps = 400.000000 (without initial connection time)\n"
	out, err := readPgbench([]byte(whole))
	if err != nil || out.payments != 1200 || out.took != 3*time.Second {
		t.Errorf("readPgbench = %+v, %v; want 1200 payments in 3s", out, err)
	}
	for _, bad := range []string{
		"", strings.Replace(whole, "tps", "x", 1), strings.Replace(whole, "failed transactions: 0", "failed transactions: 7", 1),
	} {
		if out, err := readPgbench([]byte(bad)); err == nil {
			t.Errorf("readPgbench(%q) = %+v, want an error", bad, out)
		}
	}
}

func TestChoose_namesTheRowsThatThereAre(t *testing.T) {
	t.Parallel()
	got, err := choose("ours,flow")
	if err != nil || names(got) != "ours,flow" {
		t.Errorf("choose = %q, %v", names(got), err)
	}
	if _, err := choose("ours,nothing"); err == nil || !strings.Contains(err.Error(), "pay.sql") {
		t.Errorf("choose of an unknown row: %v", err)
	}
	if all, err := choose(""); err != nil || len(all) != len(contenders) {
		t.Errorf("choose of nothing = %q, %v", names(all), err)
	}
}

func TestReport_comparesOnlyWhatWasMeasured(t *testing.T) {
	t.Parallel()
	results := map[string]*figures{}
	for name, payments := range map[string]int{"flow": 200, "ours": 100} {
		results[name] = &figures{}
		results[name].add(outcome{payments: payments, took: time.Second, cpu: 100 * time.Millisecond})
	}
	results["ours"].add(outcome{payments: 100, took: time.Second, cpu: 100 * time.Millisecond, bytes: 1773})
	results["flow"].add(outcome{payments: 200, took: time.Second, cpu: 100 * time.Millisecond})
	var text bytes.Buffer
	if err := report(&text, contenders, results); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(text.String(), "\n")
	has := func(words ...string) bool {
		return slices.ContainsFunc(lines, func(l string) bool { return slices.Equal(strings.Fields(l), words) })
	}
	if !has("ours", "/", "flow", "0.50", "2.0", "at", "least", "0.60") {
		t.Errorf("no ratio of ours and flow in\n%s", &text)
	}
	if !has("bytes", "a", "payment,", "ours", "/", "591", "1.5", "(886)", "at", "most", "3.0") {
		t.Errorf("no bytes of ours in\n%s", &text)
	}
	if strings.Contains(text.String(), "pay.sql") || strings.Contains(text.String(), "group") {
		t.Errorf("rows that were not measured are in\n%s", &text)
	}
}

func TestStatOf_knowsItsParent(t *testing.T) {
	t.Parallel()
	s, ok := statOf(os.Getpid())
	if !ok {
		needs.Skip(t, "/proc", "run it on Linux")
	}
	if s.parent != os.Getppid() {
		t.Errorf("parent = %d, want %d", s.parent, os.Getppid())
	}
}

func TestHost_turnsTheEndOfATestIntoAnError(t *testing.T) {
	t.Parallel()
	h := &host{}
	if err := h.within(func() { h.Skipf("needs %s", "it") }); !errors.Is(err, errMissing) || !strings.Contains(err.Error(), "needs it") {
		t.Errorf("a skip became %v", err)
	}
	if err := h.within(func() { h.Fatalf("broken") }); err == nil || errors.Is(err, errMissing) {
		t.Errorf("a failure became %v", err)
	}
	var order []int
	for i := range 3 {
		h.Cleanup(func() { order = append(order, i) })
	}
	h.Error("left behind")
	if err := h.cleanUp(1); err == nil || !slices.Equal(order, []int{2, 1}) {
		t.Errorf("cleaned up %v with %v, want the last two and what was left behind", order, err)
	}
	if err := h.cleanUp(0); err != nil || !slices.Equal(order, []int{2, 1, 0}) {
		t.Errorf("cleaned up %v with %v, want all without an error", order, err)
	}
}
