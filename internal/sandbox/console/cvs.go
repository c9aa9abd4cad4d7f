package console

import "net/http"

// payBarcode is the buyer who pays at a convenience store.
func (s *server) payBarcode(w http.ResponseWriter, r *http.Request) (any, error) {
	var in struct {
		PayType string `json:"pay_type"`
	}
	if err := decode(w, r, &in); err != nil {
		return nil, err
	}
	p, err := s.engine.PayBarcode(r.Context(), path(r, "imp_uid"), in.PayType)
	if err != nil {
		return nil, err
	}
	return record(p), nil
}
