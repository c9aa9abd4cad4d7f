package console

import (
	"net/http"
	"slices"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// deliveries answers 결제알림 내역: what was told of an account's payments.
func (s *server) deliveries(_ http.ResponseWriter, r *http.Request) (any, error) {
	q, err := query(r, "q", "state", "event", "page", "limit")
	if err != nil {
		return nil, err
	}
	page, limit, err := paging(q)
	if err != nil {
		return nil, err
	}
	m, err := s.engine.MerchantByCode(path(r, "imp"))
	if err != nil {
		return nil, err
	}
	counts := map[string]int{"all": 0}
	for _, state := range []engine.DeliveryState{engine.Due, engine.Held, engine.Delivered, engine.Undone, engine.Dropped, engine.Unsent} {
		counts[string(state)] = 0
	}
	state, err := tab(q.Get("state"), counts)
	if err != nil {
		return nil, err
	}
	event := q.Get("event")
	if !slices.Contains([]engine.Status{"", engine.Ready, engine.Paid, engine.Failed, engine.Cancelled}, engine.Status(event)) {
		return nil, fault.Field(fault.BadQuery, "event", "ready, paid, failed or cancelled")
	}
	total, list := 0, []engine.WebhookDelivery{}
	for d := range s.engine.ScanDeliveries(m.Code, q.Get("q")) {
		if event != "" && d.Event != event {
			continue
		}
		counts["all"]++
		counts[string(d.State)]++
		if state != "all" && state != string(d.State) {
			continue
		}
		if total++; total > (page-1)*limit && total <= page*limit {
			list = append(list, *d)
		}
	}
	return engine.Object{{Name: "total", Value: total}, {Name: "counts", Value: counts}, {Name: "list", Value: list}}, nil
}
