package outbox_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/merchant/merchanttest"
	"github.com/naru-pay/naru/internal/outbox"
	"github.com/naru-pay/naru/internal/payment"
)

const key = "a signing key of 32 bytes, said 1"

var secret = "whsec_" + base64.StdEncoding.EncodeToString([]byte(key))

// told is one request that the shop got.
type told struct {
	id, stamp, signature, body string
}

// shop answers what a test says and remembers what it was told.
type shop struct {
	*httptest.Server
	mu     sync.Mutex // guards the rest
	told   []told
	status int
	during func() // runs while the shop answers
}

func newShop(t *testing.T) *shop {
	t.Helper()
	s := &shop{status: http.StatusOK}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		s.mu.Lock()
		s.told = append(s.told, told{r.Header.Get("webhook-id"), r.Header.Get("webhook-timestamp"), r.Header.Get("webhook-signature"), string(body)})
		status, during := s.status, s.during
		s.mu.Unlock()
		if during != nil {
			during()
		}
		w.Header().Set("Location", "/elsewhere")
		w.WriteHeader(status)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *shop) answer(status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.status = status
}

func (s *shop) ids() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var ids []string
	for _, t := range s.told {
		ids = append(ids, t.id)
	}
	return ids
}

type world struct {
	clock *clock.Manual
	store *merchanttest.Store
	shop  *shop
	box   *outbox.Outbox
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{clock: clock.NewManual(time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)), store: &merchanttest.Store{}, shop: newShop(t)}
	var err error
	w.box, err = outbox.New(outbox.Config{URL: w.shop.URL + "/hook", Secret: secret}, w.store, w.clock, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) put(t *testing.T, eventID string, pid payment.ID, version int64) {
	t.Helper()
	now := w.clock.Now()
	d := merchant.Delivery{EventID: eventID, PaymentID: pid, Version: version, Type: payment.EventPaid, Body: []byte(`{"id":"` + eventID + `"}`), DueAt: now, CreatedAt: now}
	err := w.store.Update(t.Context(), func(tx merchant.Tx) error { return tx.Outbox().Insert(t.Context(), d) })
	if err != nil {
		t.Fatal(err)
	}
}

func (w *world) run(t *testing.T) int {
	t.Helper()
	n, err := w.box.RunDue(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestRunDue_signsWhatItDelivers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.put(t, "evt_1", "pay_1", 2)
	if n := w.run(t); n != 1 {
		t.Fatalf("RunDue made %d tries, want 1", n)
	}
	got := w.shop.told[0]
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte("evt_1.1795392000." + `{"id":"evt_1"}`))
	want := told{"evt_1", "1795392000", "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)), `{"id":"evt_1"}`}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(told{})); diff != "" {
		t.Errorf("the shop got (-want +got):\n%s", diff)
	}
	w.clock.Advance(24 * time.Hour)
	if n := w.run(t); n != 0 {
		t.Errorf("a delivered event was tried %d times again", n)
	}
}

func TestRunDue_keepsTheOrderOfOnePayment(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.put(t, "evt_c", "pay_1", 4)
	w.put(t, "evt_a", "pay_1", 2)
	w.put(t, "evt_b", "pay_1", 3)
	w.shop.answer(http.StatusServiceUnavailable)
	w.run(t)
	w.put(t, "evt_other", "pay_2", 2)
	w.shop.answer(http.StatusNoContent)
	w.run(t)
	w.clock.Advance(10 * time.Second)
	w.run(t)
	if diff := cmp.Diff([]string{"evt_a", "evt_other", "evt_a", "evt_b", "evt_c"}, w.shop.ids()); diff != "" {
		t.Errorf("the shop was told (-want +got):\n%s", diff)
	}
	if first, second := w.shop.told[0], w.shop.told[2]; first.stamp == second.stamp || first.signature == second.signature || first.body != second.body {
		t.Errorf("tries of one event: %+v, then %+v; want a new time and signature for the same body", first, second)
	}
}

func TestRunDue_takesOnly2xxForAYes(t *testing.T) {
	t.Parallel()
	for _, status := range []int{301, 302, 307, 400, 404, 410, 500} {
		w := newWorld(t)
		w.shop.answer(status)
		w.put(t, "evt_1", "pay_1", 2)
		w.run(t)
		w.clock.Advance(6 * time.Second)
		w.run(t)
		if diff := cmp.Diff([]string{"evt_1", "evt_1"}, w.shop.ids()); diff != "" {
			t.Errorf("status %d: the shop was told (-want +got):\n%s", status, diff)
		}
	}
}

func TestRunDue_givesUpAfterFiveDays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.shop.answer(http.StatusInternalServerError)
	w.put(t, "evt_1", "pay_1", 2)
	w.put(t, "evt_2", "pay_1", 3)
	for range 8 * 24 {
		w.run(t)
		w.clock.Advance(time.Hour)
	}
	before := len(w.shop.ids())
	w.clock.Advance(30 * 24 * time.Hour)
	if n := w.run(t); n != 0 || before < 8 || before > 40 {
		t.Errorf("%d tries in eight days, then %d more; want some, then none", before, n)
	}
	var left []merchant.Delivery
	err := w.store.View(t.Context(), func(tx merchant.Tx) (err error) {
		left, err = tx.Outbox().OfPayment(t.Context(), "pay_1")
		return err
	})
	if err != nil || len(left) != 2 || !strings.Contains(left[0].LastError, "500") {
		t.Errorf("kept of the deliveries: %+v, %v", left, err)
	}
}

func TestRunDue_leavesAClaimedDeliveryToItsClaimer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.put(t, "evt_1", "pay_1", 2)
	var inside int
	w.shop.during = func() {
		n, err := w.box.RunDue(context.WithoutCancel(t.Context()))
		if err != nil {
			t.Error(err)
		}
		inside = n
	}
	w.run(t)
	if got := w.shop.ids(); len(got) != 1 || inside != 0 {
		t.Errorf("the shop was told %v, %d tries beside the first", got, inside)
	}
}

func TestRunDue_triesAgainAfterTheProgramStopped(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.put(t, "evt_1", "pay_1", 2)
	ctx, stop := context.WithCancel(t.Context())
	gate := make(chan struct{})
	t.Cleanup(func() { close(gate) })
	w.shop.during = func() { stop(); <-gate }
	if _, err := w.box.RunDue(ctx); !errors.Is(err, context.Canceled) {
		t.Fatalf("RunDue = %v, want context.Canceled", err)
	}
	w.shop.mu.Lock()
	w.shop.during = nil
	w.shop.mu.Unlock()
	if n := w.run(t); n != 0 {
		t.Fatalf("tried %d times within the lease", n)
	}
	w.clock.Advance(time.Minute)
	if n := w.run(t); n != 1 || len(w.shop.ids()) != 2 {
		t.Errorf("after the lease %d tries, told %v", n, w.shop.ids())
	}
}

func TestRunDue_tellsOfAStoreThatIsAway(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	away := errors.New("away")
	w.store.Break(away)
	if _, err := w.box.RunDue(t.Context()); !errors.Is(err, away) {
		t.Errorf("RunDue = %v, want %v", err, away)
	}
}

func TestNew_refusesSettingsThatCannotWork(t *testing.T) {
	t.Parallel()
	short := "whsec_" + base64.StdEncoding.EncodeToString(make([]byte, 23))
	for _, c := range []outbox.Config{
		{URL: "", Secret: secret},
		{URL: "ftp://h/", Secret: secret},
		{URL: "http://u:p@h/", Secret: secret},
		{URL: "/hook", Secret: secret},
		{URL: "http://h/#x", Secret: secret},
		{URL: "http://h/", Secret: ""},
		{URL: "http://h/", Secret: short},
		{URL: "http://h/", Secret: "whsec_***"},
		{URL: "http://h/", Secret: strings.TrimPrefix(secret, "whsec_")},
	} {
		_, err := outbox.New(c, &merchanttest.Store{}, clock.System{}, slog.New(slog.DiscardHandler))
		if err == nil || !strings.Contains(err.Error(), "NARU_SHOP_WEBHOOK_") {
			t.Errorf("New(%+v) = %v, want an error that names the setting", c, err)
		}
		if err != nil && c.Secret != "" && strings.Contains(err.Error(), c.Secret) {
			t.Errorf("the error shows the secret: %v", err)
		}
	}
}
