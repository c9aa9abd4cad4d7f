package console

import (
	"net/http"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// resendMany sends webhooks again as they were: those of ids, or those that fit
// a filter.
func (s *server) resendMany(w http.ResponseWriter, r *http.Request) (any, error) {
	var in struct {
		IDs    []string             `json:"ids"`
		Filter *engine.ResendFilter `json:"filter"`
	}
	if err := decode(w, r, &in); err != nil {
		return nil, err
	}
	if (len(in.IDs) == 0) == (in.Filter == nil) {
		return nil, fault.Field(fault.BadField, "ids", "give ids or filter, and only one")
	}
	var list []engine.WebhookDelivery
	var err error
	if in.Filter != nil {
		list, err = s.engine.ResendWhere(r.Context(), *in.Filter)
	} else {
		list, err = s.engine.ResendWebhooks(r.Context(), in.IDs)
	}
	if err != nil {
		return nil, err
	}
	return engine.Object{{Name: "resent", Value: len(list)}, {Name: "list", Value: list}}, nil
}

// cancelAtPG is somebody who cancels a payment at the PG, behind PortOne's.
func (s *server) cancelAtPG(_ http.ResponseWriter, r *http.Request) (any, error) {
	p, err := s.engine.CancelAtPG(r.Context(), path(r, "imp_uid"))
	if err != nil {
		return nil, err
	}
	return record(p), nil
}
