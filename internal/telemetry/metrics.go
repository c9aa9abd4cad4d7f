package telemetry

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// The bounds of what takes time, in seconds. PortOne may take over a minute to
// cancel; most answers of our own take milliseconds.
var (
	requestBuckets = []float64{.002, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 15, 60}
	gatewayBuckets = []float64{.01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 75}
)

// Metrics is what a scraper may ask. It holds no id, no name and no amount of
// anybody: its labels are words of ours. It is safe for concurrent use.
type Metrics struct {
	registry *prometheus.Registry

	requests      *prometheus.CounterVec
	requestTimes  *prometheus.HistogramVec
	gatewayTimes  *prometheus.HistogramVec
	gatewayErrors *prometheus.CounterVec
	changes       *prometheus.CounterVec
	work          *prometheus.CounterVec
	worked        *prometheus.GaugeVec
	alerts        *prometheus.CounterVec
}

// NewMetrics returns metrics of a program of this version.
func NewMetrics(version string) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "naru_http_requests_total", Help: "Requests answered, by route of the API and status.",
		}, []string{"method", "route", "status"}),
		requestTimes: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "naru_http_request_duration_seconds", Help: "How long requests took to answer, by route.", Buckets: requestBuckets,
		}, []string{"route"}),
		gatewayTimes: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "naru_gateway_duration_seconds", Help: "How long PortOne took, by operation, whatever it answered.", Buckets: gatewayBuckets,
		}, []string{"operation"}),
		gatewayErrors: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "naru_gateway_errors_total",
			Help: "Calls to PortOne without the answer that was asked for: refused, credentials, unavailable, unusable or unknown.",
		}, []string{"operation", "kind"}),
		changes: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "naru_payment_events_total", Help: "Changes of payments that this server stored, and notes in their history, by the event.",
		}, []string{"event"}),
		work: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "naru_duty_runs_total", Help: "Rounds of the work that is due by time, by duty and result (ok or error).",
		}, []string{"duty", "result"}),
		worked: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "naru_duty_last_success_timestamp_seconds", Help: "When a duty last ended a round without an error, Unix time.",
		}, []string{"duty"}),
		alerts: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "naru_alerts_total", Help: "Messages to people, by kind of alert and result (told or failed).",
		}, []string{"kind", "result"}),
	}
	build := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "naru_build_info", Help: "Always 1; the label is the version."}, []string{"version"})
	build.WithLabelValues(version).Set(1)
	m.registry.MustRegister(
		m.requests, m.requestTimes, m.gatewayTimes, m.gatewayErrors, m.changes, m.work, m.worked, m.alerts, build,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	return m
}

// Handler answers in Prometheus' text format. Who may ask is its caller's to
// decide.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError, DisableCompression: true})
}

// Request counts an answer. route is a pattern of the router; what no route
// took is counted together, so that strangers cannot make up labels.
func (m *Metrics) Request(method, route string, status int, took time.Duration) {
	if route == "" {
		method, route = "other", "none"
	}
	m.requests.WithLabelValues(method, route, strconv.Itoa(status)).Inc()
	m.requestTimes.WithLabelValues(route).Observe(took.Seconds())
}

// Gateway counts a call to PortOne; kind is empty when it was answered as asked.
func (m *Metrics) Gateway(operation, kind string, took time.Duration) {
	m.gatewayTimes.WithLabelValues(operation).Observe(took.Seconds())
	if kind != "" {
		m.gatewayErrors.WithLabelValues(operation, kind).Inc()
	}
}

// Change counts a stored line of a payment's history, by the event that it tells of.
func (m *Metrics) Change(event string) { m.changes.WithLabelValues(event).Inc() }

// Work counts a round of a duty that ended at.
func (m *Metrics) Work(duty string, err error, at time.Time) {
	if err != nil {
		m.work.WithLabelValues(duty, "error").Inc()
		return
	}
	m.work.WithLabelValues(duty, "ok").Inc()
	m.worked.WithLabelValues(duty).Set(float64(at.Unix()))
}

// Alert counts a message to people.
func (m *Metrics) Alert(kind string, told bool) {
	result := "told"
	if !told {
		result = "failed"
	}
	m.alerts.WithLabelValues(kind, result).Inc()
}
