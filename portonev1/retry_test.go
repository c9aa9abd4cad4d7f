package portonev1_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/naru-pay/naru/portonev1"
)

func TestReads_areTriedThreeTimesOnlyWhereThatCanHelp(t *testing.T) {
	t.Parallel()
	good := golden(t, http.StatusOK, "payment_card")
	tests := []struct {
		name     string
		first    http.HandlerFunc
		requests int
		ok       bool
	}{
		{"broken connection", breakOff, 2, true},
		{"cut-off body", cutOff, 2, true},
		{"HTML with HTTP 502", answer(502, "<html>"), 2, true},
		{"envelope with HTTP 500", golden(t, 500, "not_found"), 2, true},
		{"HTTP 429", answer(429, "slow down"), 2, true},
		{"garbage with HTTP 200", answer(200, "{"), 2, true},
		{"not found", golden(t, 404, "not_found"), 1, false},
		{"refused with HTTP 200", golden(t, 200, "refused_cancel"), 1, false},
		{"HTML with HTTP 403", answer(403, "<html>"), 1, false},
		{"redirect", http.RedirectHandler("/elsewhere", http.StatusFound).ServeHTTP, 1, false},
		{"a payment without amount", answer(200, strings.Replace(wire(t, "payment_card"), `"amount":1000,`, "", 1)), 1, false},
		{"oversized body", answer(200, strings.Repeat(" ", portonev1.MaxBody+1)), 1, false},
	}
	for _, tt := range tests {
		f := newFake(t, inTurn(tt.first, good))
		_, err := f.client(t).Payment(t.Context(), theImpUID)
		if (err == nil) != tt.ok || len(f.calls()) != tt.requests {
			t.Errorf("%s: %v after %d requests, want ok %t after %d", tt.name, err, len(f.calls()), tt.ok, tt.requests)
		}
		if portonev1.OutcomeUnknown(err) {
			t.Errorf("%s: a read has an unknown outcome: %v", tt.name, err)
		}
	}
}

func TestReads_giveUpAfterThreeTriesWithFullJitterBetween(t *testing.T) {
	t.Parallel()
	f := newFake(t, answer(http.StatusServiceUnavailable, "<html>"))
	client := f.client(t)
	var slept, bounds []time.Duration
	portonev1.SetRetry(client,
		func(_ context.Context, d time.Duration) error { slept = append(slept, d); return nil },
		func(below time.Duration) time.Duration { bounds = append(bounds, below); return below / 3 })
	f.setLogin(golden(t, http.StatusOK, "token"))
	_, err := client.Payment(t.Context(), theImpUID)
	var failure *portonev1.Error
	if !errors.As(err, &failure) || failure.HTTPStatus != http.StatusServiceUnavailable || !failure.Temporary() {
		t.Fatalf("Payment = %v, want a temporary HTTP 503", err)
	}
	if n := len(f.calls()); n != 3 {
		t.Errorf("%d tries, want 3", n)
	}
	if want := []time.Duration{200 * time.Millisecond, 400 * time.Millisecond}; !slices.Equal(bounds, want) {
		t.Errorf("random waits were drawn below %v, want %v", bounds, want)
	}
	if want := []time.Duration{200 * time.Millisecond / 3, 400 * time.Millisecond / 3}; !slices.Equal(slept, want) {
		t.Errorf("slept %v, want %v", slept, want)
	}
}

func TestBackoff_isCapped(t *testing.T) {
	t.Parallel()
	for try, want := range map[int]time.Duration{
		0: 200 * time.Millisecond, 4: 3200 * time.Millisecond, 5: 5 * time.Second, 1000: 5 * time.Second,
	} {
		if got := portonev1.Backoff(try); got != want {
			t.Errorf("after try %d below %v, want %v", try, got, want)
		}
	}
}

func TestReads_stopTryingWhenTheCallerLeaves(t *testing.T) {
	t.Parallel()
	f := newFake(t, answer(http.StatusBadGateway, "<html>"))
	client := f.client(t)
	ctx, leave := context.WithCancel(t.Context())
	portonev1.SetRetry(client,
		func(ctx context.Context, _ time.Duration) error { leave(); return portonev1.Sleep(ctx, time.Hour) },
		func(below time.Duration) time.Duration { return below })
	if _, err := client.Payment(ctx, theImpUID); err == nil {
		t.Error("no error")
	}
	if n := len(f.calls()); n != 1 {
		t.Errorf("%d tries after the caller left, want 1", n)
	}
}

func TestReads_leftByTheirCallerAreNotCalledTemporary(t *testing.T) {
	t.Parallel()
	arrived := make(chan struct{})
	f := newFake(t, func(w http.ResponseWriter, r *http.Request) { close(arrived); hang(w, r) })
	ctx, leave := context.WithCancel(t.Context())
	go func() { <-arrived; leave() }()
	_, err := f.client(t).Payment(ctx, theImpUID)
	var failure *portonev1.Error
	if !errors.As(err, &failure) || failure.Temporary() || !errors.Is(err, context.Canceled) {
		t.Errorf("Payment = %v, want context.Canceled, not temporary", err)
	}
}

func TestReads_boundEachTry(t *testing.T) {
	t.Parallel()
	f := newFake(t, inTurn(hang, golden(t, http.StatusOK, "payment_card")))
	client := f.client(t, func(c *portonev1.Config) { c.ReadTimeout = 200 * time.Millisecond })
	if _, err := client.Payment(t.Context(), theImpUID); err != nil {
		t.Errorf("a try that hung was not given up: %v", err)
	}
	if n := len(f.calls()); n < 2 {
		t.Errorf("%d tries, want another after the one that hung", n)
	}
}

func TestSleep_returnsWhenTheTimeIsOver(t *testing.T) {
	t.Parallel()
	if err := portonev1.Sleep(t.Context(), 1); err != nil {
		t.Errorf("Sleep = %v", err)
	}
}

func TestCalls_withAnEndedContextSendNothing(t *testing.T) {
	t.Parallel()
	f := newFake(t, golden(t, http.StatusOK, "payment_card"))
	client := f.client(t)
	if _, err := client.Payment(t.Context(), theImpUID); err != nil { // has a token now
		t.Fatal(err)
	}
	ctx, leave := context.WithCancel(t.Context())
	leave()
	_, err := client.Cancel(ctx, cancelOf("1000"))
	if !errors.Is(err, context.Canceled) || !errors.Is(err, portonev1.ErrNotSent) || portonev1.OutcomeUnknown(err) {
		t.Errorf("Cancel = %v, want context.Canceled, not sent", err)
	}
	if n := len(f.calls()); n != 1 {
		t.Errorf("%d requests, want only the first read", n)
	}
}

func TestOutcomeUnknown_failsClosedForForeignErrors(t *testing.T) {
	t.Parallel()
	if portonev1.OutcomeUnknown(nil) {
		t.Error("no error has an unknown outcome")
	}
	if !portonev1.OutcomeUnknown(errors.New("a panic was recovered")) {
		t.Error("an error of somebody else counts as a refusal")
	}
}
