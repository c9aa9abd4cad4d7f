package restv1

import (
	"errors"
	"net/http"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

func (s *server) billingOperations() []operation {
	const unknown = "HTTP 404 with code 1 for an unknown customer_uid"
	return []operation{
		{group: "subscribe.customer", method: "GET", path: "/subscribe/customers", handler: s.billingKeys, assumed: unknown},
		{group: "subscribe.customer", method: "GET", path: "/subscribe/customers/{customer_uid}", handler: s.billingKey, recorded: "code 1 for an unknown customer_uid", assumed: unknown},
		{
			group: "subscribe.customer", method: "POST", path: "/subscribe/customers/{customer_uid}", handler: s.issueKey,
			recorded: "text of an invalid card number", assumed: "texts of other refusals; which channel is used without channel_key",
		},
		{group: "subscribe.customer", method: "DELETE", path: "/subscribe/customers/{customer_uid}", handler: s.deleteKey, assumed: unknown},
		{group: "subscribe.customer", method: "GET", path: "/subscribe/customers/{customer_uid}/payments", handler: s.paymentsOfKey, assumed: "404 for a deleted key"},
		{group: "subscribe.customer", method: "GET", path: "/subscribe/customers/{customer_uid}/schedules", handler: s.listedOfKey, recorded: pagedElsewhere, assumed: "an empty list for an unknown customer_uid"},
	}
}

// textNoRouting answers what would need PortOne's smart routing (assumed).
const textNoRouting = "스마트 라우팅 그룹이 존재하지 않습니다."

// unknownCustomer answers a customer_uid without a key: clients have seen code
// 1, and the description lists HTTP 404.
func unknownCustomer(err error) error {
	e, ok := errors.AsType[*engine.Error](err)
	if !ok || e.Class != engine.Missing {
		return err
	}
	return &refusal{status: http.StatusNotFound, code: 1, message: e.Message, hint: e.Hint}
}

// card reads the card of a body.
func (t *take) card() engine.CardData {
	return engine.CardData{
		Number: t.text("card_number"), Expiry: t.text("expiry"), Birth: t.text("birth"), Password: t.text("pwd_2digit"), CVC: t.text("cvc"),
	}
}

func (s *server) issueKey(_ http.ResponseWriter, c *call) (any, error) {
	t := take{from: c.fields}
	request := engine.IssueRequest{
		CustomerUID: c.path("customer_uid"), ChannelKey: t.text("channel_key"), PG: t.text("pg"), CustomerID: t.text("customer_id"),
		Card: t.card(), Name: t.text("customer_name"), Tel: t.text("customer_tel"), Email: t.text("customer_email"),
		Addr: t.text("customer_addr"), Postcode: t.text("customer_postcode"),
	}
	if group := t.text("channel_group_id"); group != "" && t.err == nil {
		return nil, failure(http.StatusOK, 1, textNoRouting)
	}
	if t.err != nil {
		return nil, t.err
	}
	k, err := s.engine.IssueBillingKey(c.Context(), c.merchant, request)
	if err != nil {
		return nil, within200(err)
	}
	return k.Annotation(), nil
}

func (s *server) billingKey(_ http.ResponseWriter, c *call) (any, error) {
	k, err := s.engine.BillingKeyOf(c.merchant, c.path("customer_uid"))
	if err != nil {
		return nil, unknownCustomer(err)
	}
	return k.Annotation(), nil
}

func (s *server) deleteKey(_ http.ResponseWriter, c *call) (any, error) {
	k, err := s.engine.DeleteBillingKey(c.Context(), c.merchant, c.path("customer_uid"), c.query.Get("reason"))
	if err != nil {
		return nil, unknownCustomer(err)
	}
	return k.Annotation(), nil
}

// billingKeys answers many keys, each once, in the order in which they were
// asked for.
func (s *server) billingKeys(_ http.ResponseWriter, c *call) (any, error) {
	uids := append(c.query["customer_uid[]"], c.query["customer_uid"]...)
	if len(uids) > manyMost {
		return nil, failure(http.StatusBadRequest, -1, "한 번에 100건까지 조회할 수 있습니다.")
	}
	var missing error
	found, seen := []engine.Object{}, map[string]bool{}
	for _, uid := range uids {
		k, err := s.engine.BillingKeyOf(c.merchant, uid)
		if err != nil {
			missing = err
			continue
		}
		if !seen[uid] {
			seen[uid] = true
			found = append(found, k.Annotation())
		}
	}
	switch {
	case len(uids) == 0:
		return nil, failure(http.StatusNotFound, 1, "customer_uid 파라메터가 누락되었습니다.")
	case len(found) == 0:
		return nil, unknownCustomer(missing)
	case missing != nil:
		return partial{found}, nil
	}
	return found, nil
}

func (s *server) paymentsOfKey(_ http.ResponseWriter, c *call) (any, error) {
	list, err := s.engine.PaymentsOfKey(c.merchant, c.path("customer_uid"))
	if err != nil {
		return nil, unknownCustomer(err)
	}
	c.query.Del("limit") // this list has pages of one size
	return paged(c, list)
}
