package console

import (
	"net/http"
	"slices"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// deliveries answers 결제알림 내역: what was told of an account's payments.
func (s *server) deliveries(_ http.ResponseWriter, r *http.Request) (any, error) {
	var states []string
	for _, state := range []engine.DeliveryState{engine.Due, engine.Held, engine.Delivered, engine.Undone, engine.Dropped, engine.Unsent} {
		states = append(states, string(state))
	}
	l, err := s.listing(r, states, "q", "event")
	if err != nil {
		return nil, err
	}
	event := l.query.Get("event")
	if !slices.Contains([]engine.Status{"", engine.Ready, engine.Paid, engine.Failed, engine.Cancelled}, engine.Status(event)) {
		return nil, fault.Field(fault.BadQuery, "event", "ready, paid, failed or cancelled")
	}
	for d := range s.engine.ScanDeliveries(l.store, l.query.Get("q")) {
		if event == "" || d.Event == event {
			l.add(string(d.State), func() any { return *d })
		}
	}
	return l.answer(), nil
}
