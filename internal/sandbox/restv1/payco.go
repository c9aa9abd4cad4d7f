package restv1

import (
	"net/http"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

func (s *server) paycoOperations() []operation {
	return []operation{{
		group: "payco", method: "POST", path: "/payco/orders/status/{imp_uid}", handler: s.paycoStatus,
		assumed: "texts; code 1 for every refusal; DELIVERY_START, then PURCHASE_DECISION or CANCELED, which end it; the same status again is answered alike; no money moves",
	}}
}

func (s *server) paycoStatus(_ http.ResponseWriter, c *call) (any, error) {
	status, err := c.fields.string("status")
	if err != nil {
		return nil, err
	}
	o, err := s.engine.SetPaycoStatus(c.Context(), c.merchant, c.path("imp_uid"), engine.PaycoStatus(status))
	if err != nil {
		return nil, within200(err)
	}
	return engine.Object{{Name: "status", Value: string(o.Status)}}, nil
}

// balance answers how a PAYCO payment was paid.
func (s *server) balance(_ http.ResponseWriter, c *call) (any, error) {
	o, err := s.engine.Balance(c.merchant, c.path("imp_uid"))
	if err != nil {
		return nil, err
	}
	return o, nil
}
