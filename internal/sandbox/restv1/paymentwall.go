package restv1

import (
	"encoding/json"
	"net/http"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

func (s *server) deliveryOperations() []operation {
	return []operation{{
		group: "paymentwall", method: "POST", path: "/paymentwall/delivery", handler: s.delivery,
		assumed: "texts; code 1 and response null for every refusal; over-long texts are cut; a status is not gone back behind",
	}}
}

func (s *server) delivery(_ http.ResponseWriter, c *call) (any, error) {
	t, sent := take{from: c.fields}, map[string]string{}
	for _, name := range engine.DeliveryFields() {
		sent[name] = t.text(name)
	}
	if t.err != nil {
		return nil, t.err
	}
	if _, err := s.engine.ReportDelivery(c.Context(), c.merchant, sent); err != nil {
		return nil, within200(err)
	}
	return engine.Object{{Name: "success", Value: json.Number("1")}}, nil
}
