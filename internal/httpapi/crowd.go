package httpapi

import (
	"net/http"

	"github.com/naru-pay/naru/internal/fault"
)

// crowd bounds how many requests are answered at once. What money that has moved
// waits for (webhooks, returns, completions, refunds) has places of its own, so
// that a rush of orders or reports cannot keep it out.
type crowd struct {
	ordinary, urgent chan struct{}
}

// The places that there are unless Limits say otherwise.
const (
	usualOrdinary = 512
	usualUrgent   = 1024
)

func newCrowd(l Limits) crowd {
	return crowd{ordinary: make(chan struct{}, l.Ordinary), urgent: make(chan struct{}, l.Urgent)}
}

// places returns where a route's requests take theirs; nil for those that cost
// nothing, that say how the server is, or that have places of their own.
func (c crowd) places(r route) chan struct{} {
	switch r.path {
	case "/healthz", "/readyz", "/metrics", "/api/docs", "/api/openapi.json", "/api/live":
		return nil
	case webhookPath, "/api/return", "/api/payments/{id}/complete", "/api/payments/{id}/cancel":
		return c.urgent
	}
	return c.ordinary
}

// crowded lets a request in if there is a place, and asks it to come again
// otherwise: to wait would hold what others need.
func (a *server) crowded(rt route, next handler) handler {
	places := a.crowd.places(rt)
	if places == nil {
		return next
	}
	return func(w http.ResponseWriter, r *http.Request) error {
		select {
		case places <- struct{}{}:
			defer func() { <-places }()
			return next(w, r)
		default:
			return fault.New(fault.ServerBusy)
		}
	}
}
