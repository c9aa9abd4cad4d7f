package main

import (
	"context"
	"sync"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/store"
	"github.com/naru-pay/naru/internal/telemetry"
)

// metricsTokenLeast is how long the scraper's secret must be.
const metricsTokenLeast = 16

// operations is what the server knows of itself while it runs.
type operations struct {
	metrics *telemetry.Metrics
	pulse   telemetry.Pulse
	beat    beat
}

// newOperations begins to measure the store; its figures are as old as the
// clock of the rows says.
func newOperations(db *store.DB, now clock.Clock) *operations {
	o := &operations{metrics: telemetry.NewMetrics(version()), beat: beat{db: db}}
	o.metrics.Watch(now, func(ctx context.Context) (telemetry.Figures, error) {
		f, err := db.Figures(ctx, now.Now())
		return figures(f), err
	})
	return o
}

// changed counts what the use cases stored.
func (o *operations) changed(kind payment.EventType) { o.metrics.Change(string(kind)) }

// figures turns the store's figures into what a scraper knows.
func figures(f merchant.Figures) telemetry.Figures {
	out := telemetry.Figures{
		Payments: map[string]int64{},
		Money:    telemetry.Waiting{Many: f.UnderWay.Many + f.Unexplained.Many, Since: f.UnexplainedSince()},
		UnderWay: waiting(f.UnderWay), Unknown: waiting(f.Unknown), Webhooks: waiting(f.Webhooks),
		Deliveries: waiting(f.Deliveries), Dead: waiting(f.Dead), Recovering: waiting(f.Recovering),
	}
	for state, n := range f.Payments {
		out.Payments[string(state)] = n
	}
	return out
}

func waiting(b merchant.Backlog) telemetry.Waiting {
	return telemetry.Waiting{Many: b.Many, Since: b.Oldest}
}

// watched is the work of a duty, counted.
func (o *operations) watched(name string, work func(context.Context) (int, error)) func(context.Context) (int, error) {
	return func(ctx context.Context) (int, error) {
		o.pulse.Begun(name, time.Now())
		n, err := work(ctx)
		if ctx.Err() != nil {
			return n, err // we are stopping, which is no failure
		}
		o.pulse.Ended(name, err, time.Now())
		o.metrics.Work(name, err, time.Now())
		return n, err
	}
}

// stillFor is how long a loop may be without a sign of life: longer than the
// longest call to PortOne, many times over.
const stillFor = 10 * time.Minute

// silent lists the loops that have stopped.
func (o *operations) silent() []string { return o.pulse.Silent(time.Now().Add(-stillFor)) }

// beat asks whether the database takes writes, at most every few seconds
// however often it is asked.
type beat struct {
	db *store.DB

	mu  sync.Mutex // guards the rest
	at  time.Time
	err error
}

const beatEvery = 3 * time.Second

// ask writes a row, or tells how it last went.
func (b *beat) ask(ctx context.Context) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if now := time.Now(); now.Sub(b.at) >= beatEvery {
		b.err = b.db.Beat(ctx, now.UTC())
		b.at = now
	}
	return b.err
}
