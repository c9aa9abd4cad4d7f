package console

import (
	"net/http"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// escrowOf is a delivery with what may be decided of it next.
func escrowOf(x engine.Escrow) engine.Object {
	next := x.Next()
	if next == nil {
		next = []engine.EscrowStatus{}
	}
	return append(x.Annotation(), engine.Object{
		{Name: "imp_uid", Value: x.ImpUID},
		{Name: "status", Value: x.Status},
		{Name: "changed_at", Value: x.ChangedAt},
		{Name: "denied_reason", Value: x.DeniedReason},
		{Name: "next", Value: next},
	}...)
}

func (s *server) escrow(_ http.ResponseWriter, r *http.Request) (any, error) {
	x, err := s.engine.EscrowOf(path(r, "imp_uid"))
	return escrowOf(x), err
}

// decideEscrow lets the buyer, the PG or the shop decide of a delivery.
func (s *server) decideEscrow(w http.ResponseWriter, r *http.Request) (any, error) {
	var in struct {
		Status       engine.EscrowStatus `json:"status"`
		DeniedReason string              `json:"denied_reason"`
	}
	if err := decode(w, r, &in); err != nil {
		return nil, err
	}
	x, err := s.engine.DecideEscrow(r.Context(), path(r, "imp_uid"), in.Status, in.DeniedReason)
	return escrowOf(x), err
}
