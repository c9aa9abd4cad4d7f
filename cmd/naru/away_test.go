package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/store/pgtest"
)

// line is the way to PortOne's REST API; it can be cut, and counts what is sent
// over it.
type line struct {
	away  atomic.Bool
	calls atomic.Int64
	next  http.Handler
}

// ServeHTTP answers as PortOne, or in turn with an error, with nonsense and not
// at all.
func (l *line) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n := l.calls.Add(1)
	if !l.away.Load() {
		l.next.ServeHTTP(w, r)
		return
	}
	switch n % 3 {
	case 0:
		w.WriteHeader(http.StatusServiceUnavailable)
	case 1:
		_, _ = w.Write([]byte("<html>점검 중입니다"))
	default:
		panic(http.ErrAbortHandler) // the connection ends without an answer
	}
}

// lineWorld is a world with a clock to turn, whose server does only what is due
// when it is told to, and whose way to PortOne can be cut.
func lineWorld(t *testing.T, dsn string) (*shopWorld, *line) {
	t.Helper()
	w, l := &shopWorld{t: t, clock: clock.NewTurned(clock.System{}), idle: true}, &line{}
	w.begin(dsn, true, func(w *shopWorld) {
		target, err := url.Parse(w.box.restURL)
		if err != nil {
			t.Fatal(err)
		}
		l.next = httputil.NewSingleHostReverseProxy(target)
		front := httptest.NewServer(l)
		t.Cleanup(front.Close)
		w.box.restURL = front.URL
	})
	if err := w.servers[0].service.RefreshChannels(t.Context()); err != nil {
		t.Fatal(err)
	}
	return w, l
}

// pass lets simulated time go by, with the server doing what becomes due.
func (w *shopWorld) pass(d time.Duration) {
	const step = 20 * time.Second
	for range int(d / step) {
		w.clock.Put(clock.Position{Ahead: w.clock.Position().Ahead + step})
		_, _ = w.servers[0].service.RunDue(w.t.Context()) // fails while PortOne is away
		if _, err := w.servers[0].shop.RunDue(w.t.Context()); err != nil {
			w.t.Errorf("the shop was not told: %v", err)
		}
	}
}

// bought is a payment that a buyer has paid, whatever the server knows of it.
type bought struct {
	id  string
	imp any
}

// minute is one simulated minute of business: three orders are opened, paid and
// told of by the browser.
func (w *shopWorld) business(n int) []bought {
	w.t.Helper()
	var list []bought
	for i := range 3 {
		opened := w.open(fmt.Sprintf("order-%d-%d", n, i), 10000)
		id := fmt.Sprint(opened.at("payment", "id"))
		imp := w.pay(opened, "approve", nil)["imp_uid"]
		status, a, err := w.call("POST", w.api+"/api/payments/"+id+"/complete", w.key, "", map[string]any{"imp_uid": imp})
		if err != nil || status/100 == 2 && a.at("state") != "paid" && a.at("state") != "open" {
			w.t.Errorf("complete: %d, %v, %v", status, a, err)
		}
		list = append(list, bought{id, imp})
	}
	w.pass(time.Minute)
	return list
}

// PortOne's API is away for ten minutes while buyers go on paying. Payments are
// opened all the while, nothing is given back in panic, a refund that is asked
// for meanwhile is carried out once, and five minutes later all is explained.
func TestAway_tenMinutesLoseNothing(t *testing.T) {
	t.Parallel()
	for name, dsn := range map[string]func(*testing.T) string{
		"sqlite":   func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "naru.db") },
		"postgres": func(t *testing.T) string { return pgtest.DSN(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, line := lineWorld(t, dsn(t))
			before := line.calls.Load()
			var all []bought
			for n := range 5 {
				all = append(all, w.business(n)...)
			}
			usual := float64(line.calls.Load()-before) / 5
			line.away.Store(true)
			before = line.calls.Load()
			wish := map[string]any{"amount": 1000, "reason": "단순 변심"}
			status, refund, err := w.call("POST", w.api+"/api/payments/"+all[0].id+"/cancel", w.key, "once", wish)
			if err != nil || status != http.StatusAccepted {
				t.Errorf("a refund while PortOne is away: %d, %v, %v; want it accepted", status, refund, err)
			}
			for n := range 10 {
				all = append(all, w.business(5+n)...)
			}
			away := float64(line.calls.Load()-before) / 10
			line.away.Store(false)
			t.Logf("E7: %.1f calls to PortOne a minute before, %.1f while it was away", usual, away)
			if away > 1.1*usual {
				t.Errorf("%.1f calls a minute while PortOne was away, %.1f before: it is not helped back to its feet", away, usual)
			}
			w.pass(5 * time.Minute)
			w.explained(all)
		})
	}
}

// explained compares each payment with PortOne, after one thousand won of the
// first went back.
func (w *shopWorld) explained(all []bought) {
	w.t.Helper()
	for i, b := range all {
		want, back := "paid", "0"
		if i == 0 {
			want, back = "partially_refunded", "1000"
		}
		p, theirs := w.must(200, "GET", "/api/payments/"+b.id, w.key, "", nil), w.record(b.imp)
		if p.at("state") != want || p.at("imp_uid") != b.imp || fmt.Sprint(p.at("refunded")) != back || fmt.Sprint(theirs.at("cancel_amount")) != back {
			w.t.Errorf("payment %d is %v with %v given back, PortOne says %v; want %s and %s", i, p.at("state"), p.at("refunded"), theirs.at("cancel_amount"), want, back)
		}
	}
	if n := w.events.count("payment.paid"); n != len(all) {
		w.t.Errorf("the shop heard paid %d times of %d payments", n, len(all))
	}
}
