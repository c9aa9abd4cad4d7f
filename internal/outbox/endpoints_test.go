package outbox_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/egress"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/outbox"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/store"
	"github.com/naru-pay/naru/naruclient"
)

// town is a store with several endpoints, each a shop of its own.
type town struct {
	t       *testing.T
	clock   *clock.Manual
	db      *store.DB
	box     *outbox.Outbox
	service *merchant.Service
}

func newTown(t *testing.T) *town {
	t.Helper()
	w := &town{t: t, clock: clock.NewManual(time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC))}
	var err error
	if w.db, err = store.Open(t.Context(), filepath.Join(t.TempDir(), "naru.db"), store.Options{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.db.Close() })
	w.box, err = outbox.New(outbox.Config{Policy: egress.Policy{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}}, w.db, w.clock, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	w.service, err = merchant.New(
		merchant.Config{Imp: "imp00000000", Env: payment.Test, Default: payment.Channel{Provider: "html5_inicis"}, TokenKey: make([]byte, 32)},
		merchant.Deps{Store: w.db, Shop: w.box, Clock: w.clock})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *town) add(address string) (merchant.Endpoint, merchant.EndpointSecrets) {
	w.t.Helper()
	e, secrets, err := w.service.CreateEndpoint(w.t.Context(), merchant.EndpointWish{URL: &address})
	if err != nil {
		w.t.Fatal(err)
	}
	return e, secrets
}

// happen stores an event of a payment of which there may be others.
func (w *town) happen(ref string, version int64) string {
	w.t.Helper()
	now := w.clock.Now()
	id := fmt.Sprintf("evt_%s_%d", ref, version)
	err := w.db.Update(w.t.Context(), func(tx merchant.Tx) error {
		pid := payment.ID("pay_" + ref)
		if _, err := tx.Payments().ByID(w.t.Context(), pid); err != nil {
			if err := tx.Orders().Lock(w.t.Context(), payment.OrderRef(ref), now); err != nil {
				return err
			}
			p := payment.Payment{
				ID: pid, OrderRef: payment.OrderRef(ref), MerchantUID: payment.MerchantUID(ref), Amount: money.Won(1000), TaxFree: money.Won(0),
				Captured: money.Won(0), Returned: money.Won(0), Env: payment.Test, State: payment.Open, Version: 1, CreatedAt: now, UpdatedAt: now, ExpiresAt: now,
			}
			if err := tx.Payments().Insert(w.t.Context(), p); err != nil {
				return err
			}
		}
		e := payment.Event{ID: id, PaymentID: pid, Version: version, Type: payment.EventPaid, At: now}
		if err := tx.Events().Append(w.t.Context(), e); err != nil {
			return err
		}
		return tx.Outbox().Insert(w.t.Context(), merchant.Delivery{
			EventID: id, PaymentID: pid, Version: version, Type: payment.EventPaid, Body: []byte(`{"id":"` + id + `"}`), CreatedAt: now, Nobody: true,
		})
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

func (w *town) run() {
	w.t.Helper()
	if _, err := w.box.RunDue(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

func (w *town) state(e merchant.Endpoint) merchant.EndpointState {
	w.t.Helper()
	now, err := w.service.ReadEndpoint(w.t.Context(), e.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	return now.State
}

// within fails the test unless ok becomes true soon.
func within(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !ok(); {
		if time.Now().After(end) {
			t.Fatalf("waited in vain for %s", what)
		}
		select {
		case <-t.Context().Done():
		case <-time.After(5 * time.Millisecond):
		}
	}
}

func TestEndpoint_thatIsAwayHoldsUpNobodyAndMissesNothing(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	good, away := newShop(t), newShop(t)
	w.add(good.URL)
	w.add(away.URL)
	away.answer(http.StatusServiceUnavailable)
	want := []string{w.happen("A", 2), w.happen("A", 3), w.happen("A", 4)}
	w.run()
	if diff := cmp.Diff(want, good.ids()); diff != "" {
		t.Errorf("the one that is there was told (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want[:1], away.ids()); diff != "" {
		t.Errorf("the one that is away was tried (-want +got):\n%s", diff)
	}
	away.answer(http.StatusOK)
	w.clock.Advance(10 * time.Second)
	w.run()
	if diff := cmp.Diff(append(want[:1:1], want...), away.ids()); diff != "" {
		t.Errorf("once it was back it was told (-want +got):\n%s", diff)
	}
}

func TestDispatch_waitsForNoSlowEndpoint(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	good, slow := newShop(t), newShop(t)
	gate, entered := make(chan struct{}), make(chan struct{}, 9)
	slow.during = func() { entered <- struct{}{}; <-gate }
	w.add(good.URL)
	w.add(slow.URL)
	ctx, stop := context.WithCancel(t.Context())
	w.happen("A", 2)
	if _, err := w.box.Dispatch(ctx); err != nil {
		t.Fatal(err)
	}
	<-entered
	for i := range 3 { // while the slow one still thinks about the first
		w.happen(fmt.Sprint("B", i), 2)
		if _, err := w.box.Dispatch(ctx); err != nil {
			t.Fatal(err)
		}
		within(t, "the other endpoint", func() bool {
			_, _ = w.box.Dispatch(ctx)
			return len(good.ids()) == i+2
		})
	}
	close(gate)
	within(t, "the slow endpoint", func() bool {
		_, _ = w.box.Dispatch(ctx)
		return len(slow.ids()) == 4
	})
	stop()
	w.box.Wait()
}

func TestEndpoint_isSignedForWithBothSecretsForADay(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	shop := newShop(t)
	e, first := w.add(shop.URL)
	_, second, err := w.service.RotateEndpoint(t.Context(), e.ID)
	if err != nil {
		t.Fatal(err)
	}
	w.happen("A", 2)
	w.run()
	w.clock.Advance(24*time.Hour + time.Second)
	w.happen("B", 2)
	w.run()
	verifies := func(told told, secret string) bool {
		for _, one := range strings.Fields(told.signature) {
			h, err := outbox.Headers(secret, told.id, stampOf(t, told.stamp), []byte(told.body))
			if err != nil {
				t.Fatal(err)
			}
			if h.Get("Webhook-Signature") == one {
				return true
			}
		}
		return false
	}
	during, after := shop.told[0], shop.told[1]
	if !verifies(during, first.Current) || !verifies(during, second.Current) {
		t.Errorf("during the day: %q", during.signature)
	}
	if verifies(after, first.Current) || !verifies(after, second.Current) || strings.Contains(after.signature, " ") {
		t.Errorf("after the day: %q", after.signature)
	}
	if _, err := naruclient.NewWebhooks(first.Current, second.Current); err != nil {
		t.Errorf("the client takes no such secrets: %v", err)
	}
}

func stampOf(t *testing.T, text string) time.Time {
	t.Helper()
	var seconds int64
	if _, err := fmt.Sscan(text, &seconds); err != nil {
		t.Fatal(err)
	}
	return time.Unix(seconds, 0)
}

func TestEndpoint_isDisabledAfterFiveDaysWithoutAYes(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	shop := newShop(t)
	e, _ := w.add(shop.URL)
	shop.answer(http.StatusInternalServerError)
	w.happen("A", 2)
	for hours := 0; hours < 119; hours++ {
		w.run()
		w.clock.Advance(time.Hour)
	}
	if got := w.state(e); got != merchant.EndpointActive {
		t.Fatalf("after 119 hours it is %s", got)
	}
	for range 40 {
		w.run()
		w.clock.Advance(time.Hour)
	}
	if got := w.state(e); got != merchant.EndpointDisabled {
		t.Errorf("after more than 120 hours it is %s", got)
	}
	before := len(shop.ids())
	w.happen("B", 2)
	w.run()
	if n := len(shop.ids()) - before; n != 0 {
		t.Errorf("a disabled endpoint was told %d times", n)
	}
}

func TestEndpoint_thatSaysYesNowAndThenStays(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	shop := newShop(t)
	e, _ := w.add(shop.URL)
	for day := range 8 {
		shop.answer(http.StatusInternalServerError)
		w.happen(fmt.Sprint("A", day), 2)
		w.run()
		shop.answer(http.StatusOK)
		w.happen(fmt.Sprint("B", day), 2)
		w.run()
		w.clock.Advance(24 * time.Hour)
	}
	if got := w.state(e); got != merchant.EndpointActive {
		t.Errorf("it is %s", got)
	}
}

func TestEndpoint_thatIsPausedIsToldLaterInOrder(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	shop := newShop(t)
	e, _ := w.add(shop.URL)
	if _, err := w.service.PauseEndpoint(t.Context(), e.ID); err != nil {
		t.Fatal(err)
	}
	want := []string{w.happen("A", 2), w.happen("A", 3)}
	w.run()
	w.clock.Advance(6 * 24 * time.Hour)
	w.run()
	if got := shop.ids(); len(got) != 0 {
		t.Fatalf("told while it is paused: %v", got)
	}
	if _, err := w.service.ResumeEndpoint(t.Context(), e.ID); err != nil {
		t.Fatal(err)
	}
	w.run()
	if diff := cmp.Diff(want, shop.ids()); diff != "" {
		t.Errorf("told after it goes on (-want +got):\n%s", diff)
	}
}

// hostile are endpoints that mean us harm, or nobody any good.
var hostile = map[string]http.HandlerFunc{
	"an answer without end": func(w http.ResponseWriter, r *http.Request) {
		junk := []byte(strings.Repeat("x", 64<<10))
		for r.Context().Err() == nil {
			if _, err := w.Write(junk); err != nil {
				return
			}
		}
	},
	"a redirect to itself": func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, r.URL.Path, http.StatusTemporaryRedirect)
	},
	"a redirect to metadata": func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://169.254.169.254/latest/meta-data/", http.StatusFound)
	},
	"a head without end": func(w http.ResponseWriter, _ *http.Request) {
		for i := range 4000 {
			w.Header().Set(fmt.Sprintf("X-Junk-%d", i), strings.Repeat("x", 200))
		}
	},
	"no HTTP": func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err == nil {
			_, _ = io.WriteString(conn, "SSH-2.0-OpenSSH_9.2\r\n")
			_ = conn.Close()
		}
	},
	"a bomb": func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write([]byte(strings.Repeat("\x1f\x8b", 100)))
	},
}

func TestEndpoints_thatAreHostileCostLittle(t *testing.T) {
	t.Parallel()
	for name, handler := range hostile {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newTown(t)
			bad := httptest.NewServer(handler)
			t.Cleanup(bad.Close)
			good := newShop(t)
			w.add(bad.URL)
			w.add(good.URL)
			id := w.happen("A", 2)
			w.run()
			if !slices.Contains(good.ids(), id) {
				t.Error("the other endpoint was not told")
			}
			record, err := w.service.ShopEvent(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range record.Letters {
				if len(l.Answer) > 500 || len(l.LastError) > 200 {
					t.Errorf("kept %d bytes of the answer, %d of the problem", len(l.Answer), len(l.LastError))
				}
			}
		})
	}
}

func TestTry_reachesNothingInside(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	e, secrets := w.add("http://127.0.0.1:1/")
	e.URL = "http://10.0.0.1/"
	got, _ := w.box.Try(t.Context(), e, secrets, "evt_1", []byte("{}"))
	if got.Status != 0 || !strings.Contains(got.Problem, "not a public address") {
		t.Errorf("Try = %+v", got)
	}
}
