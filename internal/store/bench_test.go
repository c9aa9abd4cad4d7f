package store_test

import (
	"context"
	"fmt"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/store"
)

// callers is how many goroutines write at once in a grouped benchmark.
const callers = 64

// benchPayment is the nth payment of a benchmark.
func benchPayment(n int64) payment.Payment {
	name := fmt.Sprintf("%012d", n)
	return payment.Payment{
		ID: payment.ID("pay_" + name), OrderRef: payment.OrderRef("order-" + name), MerchantUID: payment.MerchantUID("uid" + name),
		Amount: money.Won(59_000), TaxFree: money.Won(0), Store: "imp00000000", Env: payment.Test,
		Channel: payment.Channel{Provider: "html5_inicis", MID: "INIpayTest"}, PayMethod: "card", Name: "맨투맨",
		State: payment.Open, Version: 1, CreatedAt: moment(n), UpdatedAt: moment(n),
	}
}

// moment is n milliseconds after the epoch.
func moment(n int64) time.Time { return time.UnixMilli(n).UTC() }

// procs is how many threads of Go run at once.
func procs() int { return runtime.GOMAXPROCS(0) }

// lockNew stores one small row: the least that an Update can do.
func lockNew(b *testing.B, n int64) func(merchant.Tx) error {
	return func(tx merchant.Tx) error {
		return tx.Orders().Lock(b.Context(), payment.OrderRef(fmt.Sprintf("%012d", n)), moment(n))
	}
}

// openNew stores what opening a payment does: order, payment and first event.
func openNew(b *testing.B, n int64) func(merchant.Tx) error { return openNewAt(b.Context(), n) }

func openNewAt(ctx context.Context, n int64) func(merchant.Tx) error {
	p := benchPayment(n)
	return func(tx merchant.Tx) error {
		if err := tx.Orders().Lock(ctx, p.OrderRef, p.CreatedAt); err != nil {
			return err
		}
		if err := tx.Payments().Insert(ctx, p); err != nil {
			return err
		}
		return tx.Events().Append(ctx, payment.Event{
			ID: "evt_" + string(p.ID), PaymentID: p.ID, Version: 1, Type: payment.NoteOpened, Actor: "shop", At: p.CreatedAt,
		})
	}
}

// confirmNew opens a payment, and confirms it in a second transaction as a
// judged look does: read, save, attempt, event and what the shop is told.
func confirmNew(b *testing.B, n int64) func(merchant.Tx) error {
	p := benchPayment(n)
	uid := payment.ImpUID("imp_" + string(p.ID))
	return func(tx merchant.Tx) error {
		p, err := tx.Payments().ByID(b.Context(), p.ID)
		if err != nil {
			return err
		}
		p.State, p.Bound, p.Captured, p.PaidAt = payment.Paid, uid, p.Amount, p.CreatedAt
		p.Version++
		if err := tx.Payments().Save(b.Context(), p); err != nil {
			return err
		}
		a := payment.Attempt{ImpUID: uid, PaymentID: p.ID, Mark: payment.Bound, Seen: payment.Seen{
			ImpUID: uid, MerchantUID: p.MerchantUID, Status: payment.SeenPaid, Amount: p.Amount, Captured: p.Amount,
		}}
		if err := tx.Attempts().Put(b.Context(), a); err != nil {
			return err
		}
		e := payment.Event{ID: "evt_paid_" + string(p.ID), PaymentID: p.ID, Version: 2, Type: payment.EventPaid, At: p.CreatedAt}
		if err := tx.Events().Append(b.Context(), e); err != nil {
			return err
		}
		return tx.Outbox().Insert(b.Context(), merchant.Delivery{
			EventID: e.ID, PaymentID: p.ID, Version: 2, Type: e.Type, Body: []byte(`{"id":"evt"}`), CreatedAt: p.CreatedAt,
		})
	}
}

func BenchmarkUpdate(b *testing.B) {
	for _, engine := range []struct {
		name string
		open func(testing.TB) *store.DB
	}{{"sqlite", openFile}, {"postgresql", openServer}} {
		b.Run(engine.name+"/one row, 64 callers", func(b *testing.B) {
			grouped(b, engine.open(b), lockNew)
		})
		b.Run(engine.name+"/open, 64 callers", func(b *testing.B) {
			grouped(b, engine.open(b), openNew)
		})
		b.Run(engine.name+"/open and confirm, 64 callers", func(b *testing.B) {
			grouped(b, engine.open(b), openNew, confirmNew)
		})
		b.Run(engine.name+"/one row, alone", func(b *testing.B) {
			db, n := engine.open(b), int64(0)
			for b.Loop() {
				n++
				if err := db.Update(b.Context(), lockNew(b, n)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// grouped has callers goroutines do the steps, one Update each, and reports how
// many Updates a second were durable.
func grouped(b *testing.B, db *store.DB, steps ...func(*testing.B, int64) func(merchant.Tx) error) {
	var n atomic.Int64
	b.SetParallelism(max(1, callers/procs()))
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			i := n.Add(1)
			for _, step := range steps {
				if err := db.Update(b.Context(), step(b, i)); err != nil {
					b.Error(err)
					return
				}
			}
		}
	})
	b.ReportMetric(float64(n.Load()*int64(len(steps)))/b.Elapsed().Seconds(), "tx/s")
}

// BenchmarkView reads one payment in a transaction of its own.
func BenchmarkView(b *testing.B) {
	for name, open := range map[string]func(testing.TB) *store.DB{"sqlite": openFile, "postgresql": openServer} {
		b.Run(name, func(b *testing.B) {
			db := open(b)
			if err := db.Update(b.Context(), openNew(b, 1)); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				err := db.View(b.Context(), func(tx merchant.Tx) error {
					_, err := tx.Payments().ByID(b.Context(), benchPayment(1).ID)
					return err
				})
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
