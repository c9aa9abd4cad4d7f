package telemetry

import (
	"context"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/naru-pay/naru/internal/clock"
)

// Waiting is how much of something waits, and since when the oldest of it does;
// zero without any.
type Waiting struct {
	Many  int64
	Since time.Time
}

// Figures is what the store says of itself, in words that a scraper knows.
type Figures struct {
	Payments   map[string]int64 // by state
	Money      Waiting          // that is not explained: refunds under way, discrepancies that people must see
	UnderWay   Waiting          // refunds
	Unknown    Waiting          // refunds
	Webhooks   Waiting          // of PortOne's
	Deliveries Waiting          // to the shop
	Dead       Waiting          // never delivered to the shop
	Recovering Waiting          // recoveries of a restored database, while which refunds are locked
}

// figuresFor is how long figures are given again without asking the store, so
// that many scrapers cost as much as one.
const figuresFor = 5 * time.Second

// figuresWait is how long a scrape waits for the store.
const figuresWait = 3 * time.Second

// Watch makes the metrics ask for figures when they are scraped, at most every
// five seconds. When they cannot be had, they are left out, and
// naru_store_up says so.
func (m *Metrics) Watch(clk clock.Clock, ask func(context.Context) (Figures, error)) {
	m.registry.MustRegister(&watcher{clock: clk, ask: ask})
}

// watcher turns figures into metrics.
type watcher struct {
	clock clock.Clock
	ask   func(context.Context) (Figures, error)

	mu   sync.Mutex // guards the rest
	at   time.Time
	last Figures
	err  error
}

func described(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc(name, help, labels, nil)
}

var (
	storeUp       = described("naru_store_up", "1 when the store answered this scrape.")
	byState       = described("naru_payments", "Payments opened in the last 24 hours, and all that are open or await a deposit, by state; counted to 100000.", "state")
	moneyMany     = described("naru_unexplained_money", "Refunds under way, and discrepancies that a person must see; counted to 100000.")
	moneyAge      = described("naru_unexplained_money_oldest_seconds", "How long the oldest money waits to be explained; 0 without any.")
	refunds       = described("naru_refunds_under_way", "Refunds that may still move money; counted to 100000.")
	unknowns      = described("naru_refunds_unknown", "Refunds whose outcome is not known; counted to 100000.")
	unknownAge    = described("naru_refunds_unknown_oldest_seconds", "How long the oldest of them is unknown; 0 without any.")
	hooks         = described("naru_webhooks_pending", "Webhooks of PortOne's that wait to be looked into; counted to 100000.")
	hooksAge      = described("naru_webhooks_lag_seconds", "How long the oldest of them waits; 0 without any.")
	pending       = described("naru_outbox_pending", "Events that the shop is still to be told; counted to 100000.")
	pendingAge    = described("naru_outbox_lag_seconds", "How long the oldest of them waits; 0 without any.")
	deadLetters   = described("naru_outbox_dead_letters", "Events that the shop was never told, given up after five days; counted to 100000.")
	recovering    = described("naru_recovery", "Recoveries under way: above 0 the database was restored from a copy, and refunds are locked.")
	recoveringAge = described("naru_recovery_seconds", "How long the oldest of them lasts; 0 without any.")
)

// Describe implements prometheus.Collector.
func (w *watcher) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{
		storeUp, byState, moneyMany, moneyAge, refunds, unknowns, unknownAge, hooks, hooksAge, pending, pendingAge, deadLetters,
		recovering, recoveringAge,
	} {
		ch <- d
	}
}

// Collect implements prometheus.Collector.
func (w *watcher) Collect(ch chan<- prometheus.Metric) {
	f, now, err := w.figures()
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	if err != nil {
		gauge(storeUp, 0)
		return
	}
	age := func(of Waiting) float64 {
		if of.Since.IsZero() {
			return 0
		}
		return max(now.Sub(of.Since).Seconds(), 0)
	}
	gauge(storeUp, 1)
	for state, n := range f.Payments {
		gauge(byState, float64(n), state)
	}
	gauge(moneyMany, float64(f.Money.Many))
	gauge(moneyAge, age(f.Money))
	gauge(refunds, float64(f.UnderWay.Many))
	gauge(unknowns, float64(f.Unknown.Many))
	gauge(unknownAge, age(f.Unknown))
	gauge(hooks, float64(f.Webhooks.Many))
	gauge(hooksAge, age(f.Webhooks))
	gauge(pending, float64(f.Deliveries.Many))
	gauge(pendingAge, age(f.Deliveries))
	gauge(deadLetters, float64(f.Dead.Many))
	gauge(recovering, float64(f.Recovering.Many))
	gauge(recoveringAge, age(f.Recovering))
}

// figures returns what was read, at most figuresFor ago; a failure is kept as
// long, so that a store in trouble is not asked by every scraper.
func (w *watcher) figures() (Figures, time.Time, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.clock.Now()
	if !w.at.IsZero() && now.Sub(w.at) < figuresFor {
		return w.last, now, w.err
	}
	ctx, cancel := context.WithTimeout(context.Background(), figuresWait)
	defer cancel()
	w.last, w.err = w.ask(ctx)
	w.at = now
	return w.last, now, w.err
}
