package main

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

// metrics scrapes the world's server with its API key.
func (w *shopWorld) metrics() string {
	w.t.Helper()
	r, err := http.NewRequestWithContext(w.t.Context(), http.MethodGet, w.api+"/metrics", nil)
	if err != nil {
		w.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+w.key)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	page, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		w.t.Fatalf("/metrics: %d, %v", resp.StatusCode, err)
	}
	return string(page)
}

func TestMetrics_tellOfAPaymentFromOneEndToTheOther(t *testing.T) {
	t.Parallel()
	onBothEngines(t, false, func(w *shopWorld) {
		opened := w.open("A-1", 59000)
		id := opened.at("payment", "id")
		imp := w.pay(opened, "approve", nil).at("imp_uid")
		w.must(200, "POST", "/api/payments/"+id.(string)+"/complete", w.key, "", map[string]any{"imp_uid": imp})
		for _, want := range []string{
			`naru_payments{state="paid"} 1`, "naru_store_up 1", "naru_unexplained_money_oldest_seconds 0", `naru_payment_events_total{event="payment.paid"} 1`,
			`naru_gateway_duration_seconds_count{operation="lookup"}`, `naru_duty_runs_total{duty="webhooks",result="ok"}`,
			`naru_http_requests_total{method="POST",route="/api/payments",status="201"} 1`, "naru_build_info{version=",
		} {
			if page := w.metrics(); !strings.Contains(page, want) {
				w.eventually(want, func() bool { return strings.Contains(w.metrics(), want) })
			}
		}
		if page := w.metrics(); strings.Contains(page, w.key) || strings.Contains(page, "A-1") {
			w.t.Error("the metrics name a key or an order")
		}
		if ready := w.must(200, "GET", "/readyz", "", "", nil); ready.at("ok") != true || ready.at("store") != "ok" {
			w.t.Errorf("/readyz: %v", ready)
		}
	})
}
