package httpapi

import (
	"net/http"

	"github.com/naru-pay/naru/internal/merchant"
)

// admission says who may call a route.
type admission int

const (
	anyone    admission = iota // no secret; limited by address where it costs something
	shop                       // a key of the shop with the route's scope
	orBrowser                  // that, or the client token of the payment that the path names
	scraper                    // a key with the route's scope, or the scraper's own secret
)

// repeat says what an Idempotency-Key means to a route that changes something.
type repeat int

const (
	// remembered: a request with a key is carried out once, and its answer kept.
	remembered repeat = iota
	// resumed is remembered of a route that finds again what it did before, so
	// that a request whose answer was lost may be carried on.
	resumed
	// demanded is resumed of a route that refuses a request without a key.
	demanded
)

// operation is one route of the API.
type operation func(*server, http.ResponseWriter, *http.Request) error

// route is one line of the table.
type route struct {
	method, path string
	who          admission
	scope        merchant.Scope // of the key; empty for anyone
	again        repeat
	do           operation
}

func public(method, path string, do operation) route {
	return route{method: method, path: path, who: anyone, do: do}
}

func keyed(method, path string, scope merchant.Scope, do operation) route {
	return route{method: method, path: path, who: shop, scope: scope, again: remembered, do: do}
}

func (r route) withBrowser() route { r.who = orBrowser; return r }

func (r route) repeated(how repeat) route { r.again = how; return r }

// table is every route with who may call it. There is no other way to add one:
// what is not here is not served. api/openapi.yaml says the same of each, in its
// security; a test compares them.
var table = []route{
	keyed(http.MethodPost, "/api/payments", merchant.ScopeOpen, (*server).openPayment).repeated(resumed),
	keyed(http.MethodGet, "/api/payments", merchant.ScopeRead, (*server).listPayments),
	keyed(http.MethodGet, "/api/payments/{id}", merchant.ScopeRead, (*server).readPayment).withBrowser(),
	keyed(http.MethodPost, "/api/payments/{id}/complete", merchant.ScopeOpen, (*server).completePayment).withBrowser().repeated(resumed),
	keyed(http.MethodPost, "/api/payments/{id}/cancel", merchant.ScopeRefund, (*server).cancelPayment).repeated(demanded),
	keyed(http.MethodGet, "/api/payments/{id}/cash-receipt", merchant.ScopeRead, (*server).readCashReceipt),
	keyed(http.MethodPost, "/api/payments/{id}/cash-receipt", merchant.ScopeOpen, (*server).issueCashReceipt).repeated(resumed),
	keyed(http.MethodDelete, "/api/payments/{id}/cash-receipt", merchant.ScopeOpen, (*server).cancelCashReceipt).repeated(resumed),
	keyed(http.MethodGet, "/api/payments/{id}/shipment", merchant.ScopeRead, (*server).readShipment),
	keyed(http.MethodPost, "/api/payments/{id}/shipment", merchant.ScopeOpen, (*server).registerShipment).repeated(resumed),
	keyed(http.MethodPut, "/api/payments/{id}/shipment", merchant.ScopeOpen, (*server).changeShipment).repeated(resumed),
	keyed(http.MethodGet, "/api/payments/{id}/refund-options", merchant.ScopeRead, (*server).refundOptions),
	keyed(http.MethodGet, "/api/orders/{order_ref}", merchant.ScopeRead, (*server).readOrder),
	keyed(http.MethodGet, "/api/events", merchant.ScopeRead, (*server).listEvents),
	keyed(http.MethodGet, "/api/events/{id}", merchant.ScopeRead, (*server).readEvent),
	keyed(http.MethodPost, "/api/events/{id}/replay", merchant.ScopeAdmin, (*server).replayEvent),
	keyed(http.MethodGet, "/api/webhook-endpoints", merchant.ScopeRead, (*server).listEndpoints),
	keyed(http.MethodPost, "/api/webhook-endpoints", merchant.ScopeAdmin, (*server).createEndpoint),
	keyed(http.MethodGet, "/api/webhook-endpoints/{id}", merchant.ScopeRead, (*server).readEndpoint),
	keyed(http.MethodPatch, "/api/webhook-endpoints/{id}", merchant.ScopeAdmin, (*server).changeEndpoint),
	keyed(http.MethodDelete, "/api/webhook-endpoints/{id}", merchant.ScopeAdmin, (*server).deleteEndpoint),
	keyed(http.MethodPost, "/api/webhook-endpoints/{id}/pause", merchant.ScopeAdmin, endpointDeed((*merchant.Service).PauseEndpoint)),
	keyed(http.MethodPost, "/api/webhook-endpoints/{id}/resume", merchant.ScopeAdmin, endpointDeed((*merchant.Service).ResumeEndpoint)),
	keyed(http.MethodPost, "/api/webhook-endpoints/{id}/rotate", merchant.ScopeAdmin, (*server).rotateEndpoint),
	keyed(http.MethodPost, "/api/webhook-endpoints/{id}/test", merchant.ScopeAdmin, (*server).tryEndpoint),
	keyed(http.MethodPost, "/api/webhook-endpoints/{id}/replay", merchant.ScopeAdmin, (*server).replayEndpoint),
	keyed(http.MethodGet, "/api/discrepancies", merchant.ScopeRead, (*server).listDiscrepancies),
	keyed(http.MethodGet, "/api/discrepancies/{id}", merchant.ScopeRead, (*server).readDiscrepancy),
	keyed(http.MethodPost, "/api/discrepancies/{id}/accept", merchant.ScopeAdmin, (*server).acceptDiscrepancy).repeated(resumed),
	keyed(http.MethodPost, "/api/discrepancies/{id}/give-back", merchant.ScopeAdmin, (*server).giveBackDiscrepancy).repeated(resumed),
	keyed(http.MethodPost, "/api/refunds/{id}/conclude", merchant.ScopeAdmin, (*server).concludeRefund).repeated(resumed),
	public(http.MethodGet, "/api/return", (*server).returnBuyer),
	public(http.MethodPost, "/api/webhooks/portone", (*server).takeWebhook),
	public(http.MethodPost, "/api/approve/portone", (*server).approvePayment),
	public(http.MethodGet, "/api/openapi.json", (*server).describe),
	public(http.MethodGet, "/api/docs", (*server).docs),
	public(http.MethodGet, "/healthz", (*server).health),
	public(http.MethodGet, "/readyz", (*server).ready),
	{method: http.MethodGet, path: "/metrics", who: scraper, scope: merchant.ScopeRead, do: (*server).metrics},
}

// register puts the table's routes before the router.
func (a *server) register() {
	for _, r := range table {
		if r.who == scraper && a.Metrics == nil {
			continue
		}
		a.router.Method(r.method, r.path, a.do(a.guarded(r)))
		if r.who == orBrowser {
			a.router.Options(r.path, a.do(a.preflight(r.method)))
		}
	}
}

// guarded is a route's operation behind its admission.
func (a *server) guarded(r route) handler { return a.crowded(r, a.admission(r)) }

func (a *server) admission(r route) handler {
	h := handler(func(w http.ResponseWriter, req *http.Request) error { return r.do(a, w, req) })
	if r.scope != "" && r.method != http.MethodGet {
		h = a.once(r, h)
	}
	switch r.who {
	case shop:
		return a.withKey(r.scope, h)
	case orBrowser:
		return a.cors(a.withKeyOrToken(r.scope, h))
	case scraper:
		return a.withKeyOrScraper(r.scope, h)
	default:
		return h
	}
}
