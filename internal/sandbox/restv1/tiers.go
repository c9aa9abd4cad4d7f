package restv1

import (
	"net"
	"net/http"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

func (s *server) tierOperations() []operation {
	return []operation{{
		group: "tiers", method: "GET", path: "/tiers/{tier_code}", handler: s.tier,
		assumed: "text of an unknown one; answered with and without a Tier header; one that was removed is unknown",
	}}
}

func (s *server) tier(_ http.ResponseWriter, c *call) (any, error) {
	t, err := s.engine.TierOf(c.account, c.path("tier_code"))
	if err != nil {
		return nil, err
	}
	return engine.Object{{Name: "tier_code", Value: t.Code}, {Name: "tier_name", Value: t.Name}}, nil
}

// headerTier names the sub-store that a request means; the token is the
// account's.
const headerTier = "Tier"

// chooseStore reads the header. An unknown sub-store answers HTTP 401, the one
// refusal that every operation documents, with the text that IMP.agency gives
// (assumed).
func (s *server) chooseStore(c *call) error {
	code := c.Header.Get(headerTier)
	if code == "" {
		return nil
	}
	if _, err := s.engine.TierOf(c.account, code); err != nil {
		return &refusal{
			status: http.StatusUnauthorized, code: -1, message: "등록되지 않은 사용자 또는 등록되지 않은 PG정보입니다.",
			hint: "Tier 헤더의 하위 상점이 콘솔에 없습니다: " + code,
		}
	}
	c.merchant = engine.StoreCode(c.account, code)
	return nil
}

// allowed keeps out callers that the account's whitelist does not name. That it
// binds getToken too, and HTTP status and text, are assumed.
func (s *server) allowed(c *call) error {
	address, _, err := net.SplitHostPort(c.RemoteAddr)
	if err != nil {
		address = c.RemoteAddr
	}
	if s.engine.AllowsIP(c.account, address) {
		return nil
	}
	return &refusal{
		status: http.StatusUnauthorized, code: -1, message: "허용되지 않은 IP입니다. (" + address + ")",
		hint: "콘솔의 추가 설정 관리 화이트리스트에 이 주소가 없습니다.",
	}
}
