package telemetry_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/telemetry"
)

func scrape(t *testing.T, m *telemetry.Metrics) string {
	t.Helper()
	rec := httptest.NewRecorder()
	m.Handler().ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), "GET", "/metrics", nil))
	return rec.Body.String()
}

func wantLines(t *testing.T, page string, lines ...string) {
	t.Helper()
	for _, line := range lines {
		if !strings.Contains(page, "\n"+line+"\n") {
			t.Errorf("the metrics lack %q", line)
		}
	}
}

func TestMetrics_countWhatTheyAreTold(t *testing.T) {
	t.Parallel()
	m := telemetry.NewMetrics("v1")
	m.Request("GET", "/api/payments/{id}", 200, 7*time.Millisecond)
	m.Request("BREW", "", 404, time.Millisecond)
	m.Gateway("cancel", "unknown", 40*time.Second)
	m.Gateway("cancel", "", time.Second)
	m.Change("payment.paid")
	m.Work("refunds", errors.New("away"), time.Unix(5, 0))
	m.Work("refunds", nil, time.Unix(6, 0))
	m.Alert("quarantine", true)
	m.Alert("quarantine", false)
	wantLines(t, scrape(t, m),
		`naru_build_info{version="v1"} 1`,
		`naru_http_requests_total{method="GET",route="/api/payments/{id}",status="200"} 1`,
		`naru_http_requests_total{method="other",route="none",status="404"} 1`,
		`naru_http_request_duration_seconds_bucket{route="/api/payments/{id}",le="0.005"} 0`,
		`naru_http_request_duration_seconds_bucket{route="/api/payments/{id}",le="0.01"} 1`,
		`naru_gateway_duration_seconds_count{operation="cancel"} 2`,
		`naru_gateway_errors_total{kind="unknown",operation="cancel"} 1`,
		`naru_payment_events_total{event="payment.paid"} 1`,
		`naru_duty_runs_total{duty="refunds",result="error"} 1`,
		`naru_duty_last_success_timestamp_seconds{duty="refunds"} 6`,
		`naru_alerts_total{kind="quarantine",result="told"} 1`,
		`naru_alerts_total{kind="quarantine",result="failed"} 1`,
	)
}

func TestMetrics_askTheStoreSeldom(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC))
	asked, away := 0, false
	m := telemetry.NewMetrics("v1")
	m.Watch(clk, func(context.Context) (telemetry.Figures, error) {
		asked++
		if away {
			return telemetry.Figures{}, errors.New("away")
		}
		return telemetry.Figures{
			Payments: map[string]int64{"paid": 3}, Money: telemetry.Waiting{Many: 2, Since: clk.Now().Add(-90 * time.Second)},
			Dead: telemetry.Waiting{Many: 4},
		}, nil
	})
	for range 3 {
		wantLines(t, scrape(t, m), "naru_store_up 1", `naru_payments{state="paid"} 3`, "naru_unexplained_money 2",
			"naru_unexplained_money_oldest_seconds 90", "naru_outbox_dead_letters 4", "naru_refunds_unknown_oldest_seconds 0")
	}
	if asked != 1 {
		t.Errorf("three scrapes asked the store %d times, want once", asked)
	}
	away = true
	clk.Advance(5 * time.Second)
	page := scrape(t, m)
	wantLines(t, page, "naru_store_up 0")
	if strings.Contains(page, "naru_unexplained_money") || asked != 2 {
		t.Errorf("with the store away (asked %d times) old figures are shown", asked)
	}
}

func TestPulse_knowsTheSilentAndTheFailing(t *testing.T) {
	t.Parallel()
	var p telemetry.Pulse
	at := func(minute int) time.Time { return time.Date(2026, 11, 23, 3, minute, 0, 0, time.UTC) }
	broken := errors.New("broken")
	p.Begun("refunds", at(0))
	p.Ended("checks", broken, at(1))
	p.Ended("checks", broken, at(20))
	p.Ended("webhooks", broken, at(1))
	p.Ended("webhooks", nil, at(20))
	if got := p.Silent(at(10)); len(got) != 1 || got[0] != "refunds" {
		t.Errorf("silent since 10: %v, want refunds", got)
	}
	if got := p.Failing(at(5)); len(got) != 1 || got[0] != "checks" {
		t.Errorf("failing since 5: %v, want checks", got)
	}
	if got := p.Failing(at(0)); len(got) != 0 {
		t.Errorf("failing since 0: %v, want none", got)
	}
}
