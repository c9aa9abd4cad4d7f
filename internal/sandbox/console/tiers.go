package console

import (
	"net/http"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// tier is a sub-store with PortOne's names of its members.
func tier(t engine.Tier) engine.Object {
	return engine.Object{
		{Name: "tier_code", Value: t.Code},
		{Name: "tier_name", Value: t.Name},
		{Name: "created_at", Value: t.CreatedAt},
		{Name: "channels", Value: t.Channels},
	}
}

func (s *server) tiers(_ http.ResponseWriter, r *http.Request) (any, error) {
	all, err := s.engine.Tiers(path(r, "imp"))
	if err != nil {
		return nil, err
	}
	list := []engine.Object{}
	for _, t := range all {
		list = append(list, tier(t))
	}
	return engine.Object{{Name: "list", Value: list}}, nil
}

func (s *server) addTier(w http.ResponseWriter, r *http.Request) (any, error) {
	var in struct {
		Code string `json:"tier_code"`
		Name string `json:"tier_name"`
	}
	if err := decode(w, r, &in); err != nil {
		return nil, err
	}
	t, err := s.engine.AddTier(r.Context(), path(r, "imp"), in.Code, in.Name)
	if err != nil {
		return nil, err
	}
	return tier(t), nil
}

func (s *server) removeTier(_ http.ResponseWriter, r *http.Request) (any, error) {
	return engine.Object{}, s.engine.RemoveTier(r.Context(), path(r, "imp"), path(r, "tier_code"))
}

// whitelistBody is the console's 화이트리스트.
type whitelistBody struct {
	List []string `json:"list"`
}

func whitelistOf(m engine.Merchant) whitelistBody {
	return whitelistBody{append([]string{}, m.IPWhitelist...)}
}

func (s *server) whitelist(_ http.ResponseWriter, r *http.Request) (any, error) {
	m, err := s.engine.MerchantByCode(path(r, "imp"))
	return whitelistOf(m), err
}

func (s *server) saveWhitelist(w http.ResponseWriter, r *http.Request) (any, error) {
	var in whitelistBody
	if err := decode(w, r, &in); err != nil {
		return nil, err
	}
	m, err := s.engine.SetIPWhitelist(r.Context(), path(r, "imp"), in.List)
	return whitelistOf(m), err
}
