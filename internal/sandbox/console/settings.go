package console

import (
	"net/http"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// settingsBody is what PortOne's support switches on for an account.
type settingsBody struct {
	ConfirmProcess  bool `json:"confirm_process"`  // confirm_url of request_pay is called
	CarrierApproval bool `json:"carrier_approval"` // a verification tells phone and carrier
}

func settingsOf(m engine.Merchant) settingsBody {
	return settingsBody{ConfirmProcess: m.ConfirmProcess, CarrierApproval: !m.NoCarriers}
}

func (s *server) settings(_ http.ResponseWriter, r *http.Request) (any, error) {
	m, err := s.engine.MerchantByCode(path(r, "imp"))
	return settingsOf(m), err
}

// saveSettings changes the members that are sent and keeps the others.
func (s *server) saveSettings(w http.ResponseWriter, r *http.Request) (any, error) {
	m, err := s.engine.MerchantByCode(path(r, "imp"))
	if err != nil {
		return nil, err
	}
	in := settingsOf(m)
	if err := decode(w, r, &in); err != nil {
		return nil, err
	}
	if in.ConfirmProcess != m.ConfirmProcess {
		if m, err = s.engine.SetConfirmProcess(r.Context(), m.Code, in.ConfirmProcess); err != nil {
			return nil, err
		}
	}
	if in.CarrierApproval != !m.NoCarriers {
		if m, err = s.engine.SetCarrierApproval(r.Context(), m.Code, in.CarrierApproval); err != nil {
			return nil, err
		}
	}
	return settingsOf(m), nil
}
