package restv1

import (
	"net/http"
	"strconv"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

func (s *server) codeOperations() []operation {
	return []operation{
		{group: "codes", method: "GET", path: "/banks", handler: s.codes(engine.Banks)},
		{group: "codes", method: "GET", path: "/banks/{bank_standard_code}", handler: s.code(engine.Banks, "bank_standard_code")},
		{group: "codes", method: "GET", path: "/cards", handler: s.codes(engine.Cards)},
		{group: "codes", method: "GET", path: "/cards/{card_standard_code}", handler: s.code(engine.Cards, "card_standard_code")},
	}
}

func (s *server) paymentOperations() []operation {
	const seen = "order of the members, null and 0 for what is unused"
	return []operation{
		{group: "payments", method: "GET", path: "/payments/{imp_uid}", handler: s.one, recorded: seen},
		{group: "payments", method: "GET", path: "/payments", handler: s.many, recorded: seen},
		{
			group: "payments", method: "GET", path: "/payments/find/{merchant_uid}/{payment_status}", handler: s.find, recorded: seen,
			also: []string{"/payments/find/{merchant_uid}", "/payments/find/{merchant_uid}/"},
		},
		{
			group: "payments", method: "GET", path: "/payments/findAll/{merchant_uid}/{payment_status}", handler: s.findAll, recorded: seen,
			also: []string{"/payments/findAll/{merchant_uid}", "/payments/findAll/{merchant_uid}/"},
		},
		{group: "payments", method: "GET", path: "/payments/status/{payment_status}", handler: s.byStatus, recorded: seen},
		{group: "payments", method: "GET", path: "/payments/{imp_uid}/balance", handler: s.balance, assumed: "code 1 for a payment that is not PAYCO's or was never paid; service, discount and cash_receipt are 0; histories hold what remained after each event"},
		{
			group: "payments", method: "POST", path: "/payments/cancel", handler: s.cancel, recorded: "texts of nothing to cancel and of all cancelled",
			assumed: "texts of over-amount, checksum, refund account and tax-free part; which of several records a merchant_uid means",
		},
	}
}

func (s *server) userOperations() []operation {
	return []operation{
		{group: "authenticate", method: "POST", path: "/users/getToken", handler: s.getToken, open: true, recorded: "401 for wrong keys; the same token until it expires"},
		{group: "users", method: "GET", path: "/users/pg", handler: s.channels},
	}
}

func itoa(n int) string { return strconv.Itoa(n) }

func (s *server) getToken(_ http.ResponseWriter, c *call) (any, error) {
	key, err := c.fields.string("imp_key")
	if err != nil {
		return nil, err
	}
	secret, err := c.fields.string("imp_secret")
	if err != nil {
		return nil, err
	}
	if key == "" || secret == "" {
		return nil, failure(http.StatusBadRequest, -1, "imp_key, imp_secret 파라메터가 누락되었습니다.")
	}
	token, now, err := s.engine.Token(c.Context(), key, secret)
	if err != nil {
		return nil, err
	}
	c.account, c.merchant = token.Merchant, token.Merchant
	if err := s.allowed(c); err != nil {
		return nil, err
	}
	return engine.Object{
		{Name: "access_token", Value: token.Value}, {Name: "now", Value: now}, {Name: "expired_at", Value: token.ExpiresAt},
	}, nil
}

// one answers GET /payments/{imp_uid}. Since 2026-01-26 it hides payments of
// test channels unless include_sandbox=true; no other read does.
func (s *server) one(_ http.ResponseWriter, c *call) (any, error) {
	p, err := s.engine.PaymentByImpUID(c.merchant, c.path("imp_uid"))
	if err != nil {
		return nil, err
	}
	if include := c.query.Get("include_sandbox"); p.Sandbox && include != "true" && include != "1" {
		return nil, &refusal{
			status: http.StatusNotFound, code: -1, message: "존재하지 않는 결제정보입니다.",
			hint: "테스트 채널의 결제입니다. ?include_sandbox=true 를 붙이세요.",
		}
	}
	return p.Annotation(), nil
}

// manyMost is how many payments may be asked for at once.
const manyMost = 100

func (s *server) many(_ http.ResponseWriter, c *call) (any, error) {
	impUIDs := append(c.query["imp_uid[]"], c.query["imp_uid"]...)
	merchantUIDs := append(c.query["merchant_uid[]"], c.query["merchant_uid"]...)
	if n := len(impUIDs) + len(merchantUIDs); n > manyMost {
		return nil, failure(http.StatusBadRequest, -1, "한 번에 100건까지 조회할 수 있습니다.")
	}
	found, missing := s.engine.Payments(c.merchant, impUIDs, merchantUIDs)
	if len(found) == 0 {
		return nil, failure(http.StatusNotFound, -1, "존재하지 않는 결제정보입니다.")
	}
	if missing > 0 {
		return partial{annotations(found)}, nil
	}
	return annotations(found), nil
}

func annotations(list []engine.Payment) []engine.Object {
	out := make([]engine.Object, len(list))
	for i, p := range list {
		out[i] = p.Annotation()
	}
	return out
}

func (s *server) channels(_ http.ResponseWriter, c *call) (any, error) {
	m, err := s.engine.MerchantByCode(c.merchant)
	if err != nil {
		return nil, err
	}
	list := make([]engine.Object, len(m.Channels))
	for i, ch := range m.Channels {
		list[i] = engine.Object{
			{Name: "channel_key", Value: ch.Key},
			{Name: "channel_name", Value: ch.Name},
			{Name: "pg_id", Value: ch.MID},
			{Name: "pg_provider", Value: ch.Provider},
			{Name: "sandbox", Value: ch.Mode == engine.Test},
			{Name: "type", Value: ch.Type},
		}
	}
	return list, nil
}

func (s *server) codes(list []engine.CodeName) handler {
	return func(http.ResponseWriter, *call) (any, error) { return list, nil }
}

// code answers one bank or card company; the text of a miss is assumed.
func (s *server) code(list []engine.CodeName, name string) handler {
	return func(_ http.ResponseWriter, c *call) (any, error) {
		for _, entry := range list {
			if entry.Code == c.path(name) {
				return entry, nil
			}
		}
		return nil, failure(http.StatusNotFound, -1, "존재하지 않는 코드입니다.")
	}
}
