package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/merchant/merchanttest"
	"github.com/naru-pay/naru/internal/payment"
)

var wishTests = []test{
	{"wishes: a row is stored once, answered once and then stays", wishRow},
	{"wishes: the oldest are deleted first, and no younger ones", wishPurge},
	{"wishes: an effect that fails leaves no trace of its wish", wishRolledBack},
	{"wishes: of many on three servers one has its effect", wishCrowd},
	{"wishes: any order of requests, crashes and days has one effect a wish", wishProperty},
}

func wish(key string) merchant.IdemRow {
	return merchant.IdemRow{Key: key, Fingerprint: "f-" + key, Fence: 7, HeldUntil: at(120), CreatedAt: at(1)}
}

func wishByKey(t *testing.T, store merchant.Store, key string) merchant.IdemRow {
	t.Helper()
	return read(t, store, func(tx merchant.Tx) (merchant.IdemRow, error) { return tx.Idempotency().ByKey(t.Context(), key) })
}

func wishRow(t *testing.T, store merchant.Store) {
	row := wish("a")
	missing(t, store, func(tx merchant.Tx) (merchant.IdemRow, error) { return tx.Idempotency().ByKey(t.Context(), "a") })
	update(t, store, func(tx merchant.Tx) error { return tx.Idempotency().Insert(t.Context(), row) })
	same(t, "row", wishByKey(t, store, "a"), row)
	refuse(t, store, merchant.ErrExists, func(tx merchant.Tx) error { return tx.Idempotency().Insert(t.Context(), row) })
	row.Fence, row.HeldUntil = 8, at(300)
	refuse(t, store, merchant.ErrStale, func(tx merchant.Tx) error { return tx.Idempotency().Save(t.Context(), row, 6) })
	update(t, store, func(tx merchant.Tx) error { return tx.Idempotency().Save(t.Context(), row, 7) })
	same(t, "row, taken over", wishByKey(t, store, "a"), row)
	row.Status, row.Answer, row.HeldUntil = 201, []byte(`{"이름":"홍길동"}`), time.Time{}
	update(t, store, func(tx merchant.Tx) error { return tx.Idempotency().Save(t.Context(), row, 8) })
	same(t, "row, answered", wishByKey(t, store, "a"), row)
	refuse(t, store, merchant.ErrStale, func(tx merchant.Tx) error { return tx.Idempotency().Save(t.Context(), row, 8) })
}

func wishPurge(t *testing.T, store merchant.Store) {
	for i, key := range []string{"c", "b", "a"} {
		row := wish(key)
		row.CreatedAt = at(10 + i)
		update(t, store, func(tx merchant.Tx) error { return tx.Idempotency().Insert(t.Context(), row) })
	}
	for _, tt := range []struct{ before, limit, want int }{{10, 9, 0}, {12, 1, 1}, {12, 9, 1}, {12, 9, 0}} {
		n := claim(t, store, func(tx merchant.Tx) (int, error) { return tx.Idempotency().Purge(t.Context(), at(tt.before), tt.limit) })
		same(t, "deleted", n, tt.want)
	}
	same(t, "the youngest", wishByKey(t, store, "a").Key, "a")
	missing(t, store, func(tx merchant.Tx) (merchant.IdemRow, error) { return tx.Idempotency().ByKey(t.Context(), "c") })
}

// server is one payment server over a store.
func server(t *testing.T, store merchant.Store, now clock.Clock) *merchant.Service {
	t.Helper()
	portone := merchanttest.NewGateway(now)
	s, err := merchant.New(
		merchant.Config{Imp: merchanttest.Imp, Env: payment.Test, Default: merchanttest.Default, TokenKey: make([]byte, 32)},
		merchant.Deps{Store: store, Gateway: portone, Register: portone, Lister: portone, Clock: now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// effect stores something that can be counted, under a name of its own.
func effect(ctx context.Context, store merchant.Store, of payment.ID, name string) error {
	return store.Update(ctx, func(tx merchant.Tx) error {
		_, err := tx.Discrepancies().Raise(ctx, payment.Discrepancy{ID: "dsc_" + name, PaymentID: of, Reason: fault.Code(name), CreatedAt: at(1)})
		return err
	})
}

func effects(t *testing.T, store merchant.Store, of payment.ID) int {
	t.Helper()
	return len(read(t, store, func(tx merchant.Tx) ([]payment.Discrepancy, error) {
		return tx.Discrepancies().List(t.Context(), merchant.DiscrepancyFilter{PaymentID: of}, merchant.Page{Limit: 100})
	}))
}

var errBroken = errors.New("broken on purpose")

func wishRolledBack(t *testing.T, store merchant.Store) {
	s := server(t, store, clock.NewManual(at(1)))
	w := merchant.Wish{Key: "a", Fingerprint: "f"}
	_, _, err := s.Once(t.Context(), w, func(ctx context.Context) (merchant.Reply, error) {
		return merchant.Reply{}, s.Store.Update(ctx, func(tx merchant.Tx) error {
			if _, err := tx.Discrepancies().Raise(ctx, payment.Discrepancy{ID: "dsc_x", PaymentID: "pay_x", Reason: "x", CreatedAt: at(1)}); err != nil {
				return err
			}
			return errBroken
		})
	})
	if !errors.Is(err, errBroken) || effects(t, store, "pay_x") != 0 {
		t.Fatalf("error %v, effects %d", err, effects(t, store, "pay_x"))
	}
	missing(t, store, func(tx merchant.Tx) (merchant.IdemRow, error) { return tx.Idempotency().ByKey(t.Context(), "a") })
}

// wishCrowd sends each of some wishes from many callers to three servers at
// once, until each caller has an answer.
func wishCrowd(t *testing.T, store merchant.Store) {
	const callers, keys = 24, 4
	now := clock.NewManual(at(1))
	var servers [3]*merchant.Service
	for i := range servers {
		servers[i] = server(t, store, now)
	}
	var runs atomic.Int64
	var answers [keys][callers][]byte
	var wg sync.WaitGroup
	for caller := range callers {
		wg.Go(func() {
			for key := range keys {
				name := fmt.Sprint("k", key)
				s := servers[(caller+key)%len(servers)]
				for answers[key][caller] == nil {
					answer, _, err := s.Once(t.Context(), merchant.Wish{Key: name, Fingerprint: "f"}, func(ctx context.Context) (merchant.Reply, error) {
						run := runs.Add(1)
						err := effect(ctx, s.Store, payment.ID("pay_"+name), fmt.Sprint("run_", run))
						return merchant.Reply{Status: 201, Body: fmt.Append(nil, "answer of run ", run)}, err
					})
					switch {
					case err == nil:
						answers[key][caller] = answer.Body
					case fault.CodeOf(err) != fault.IdempotencyRunning:
						t.Errorf("wish %s: %v", name, err)
						return
					}
				}
			}
		})
	}
	wg.Wait()
	for key := range keys {
		if n := effects(t, store, payment.ID(fmt.Sprint("pay_k", key))); n != 1 {
			t.Errorf("wish %d has %d effects, want 1", key, n)
		}
		for _, answer := range answers[key] {
			if !bytes.Equal(answer, answers[key][0]) {
				t.Errorf("wish %d was answered %q and %q", key, answers[key][0], answer)
			}
		}
	}
}
