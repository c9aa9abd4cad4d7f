package restv1

import (
	"net/http"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

func (s *server) chargeOperations() []operation {
	return []operation{
		{
			group: "subscribe", method: "POST", path: "/subscribe/payments/onetime", handler: s.onetime,
			recorded: "a stored payment of a charge, imps_", assumed: "texts of refusals; a declined card is stored all the same",
		},
		{group: "subscribe", method: "POST", path: "/subscribe/payments/again", handler: s.again, recorded: "texts of an unknown customer_uid and of a refused card", assumed: "texts of other refusals"},
	}
}

// charge reads what all charges without a window share.
func (t *take) charge(c *call) engine.ChargeRequest {
	r := engine.ChargeRequest{
		CustomerUID: t.text("customer_uid"), MerchantUID: t.text("merchant_uid"), Amount: t.amount("amount"), TaxFree: t.amount("tax_free"),
		VAT: t.amount("vat_amount"), Currency: t.text("currency"), Name: t.text("name"), BuyerName: t.text("buyer_name"),
		BuyerEmail: t.text("buyer_email"), BuyerTel: t.text("buyer_tel"), BuyerAddr: t.text("buyer_addr"), BuyerPostcode: t.text("buyer_postcode"),
		CardQuota: t.integer("card_quota"), CustomData: t.text("custom_data"), NoticeURLs: t.texts("notice_url"),
		UserAgent: c.UserAgent(),
	}
	if r.VAT == "" {
		r.VAT = t.amount("vat") // the older name
	}
	return r
}

func (s *server) again(_ http.ResponseWriter, c *call) (any, error) {
	t := take{from: c.fields}
	request := t.charge(c)
	if t.err != nil {
		return nil, t.err
	}
	p, err := s.engine.Again(c.Context(), c.merchant, request)
	if err != nil {
		return nil, within200(err)
	}
	return p.Annotation(), nil
}

func (s *server) onetime(_ http.ResponseWriter, c *call) (any, error) {
	t := take{from: c.fields}
	request := engine.OnetimeRequest{
		ChargeRequest: t.charge(c), PG: t.text("pg"), CustomerID: t.text("customer_id"), Card: t.card(),
	}
	if group := t.text("channelGroupId"); group != "" && t.err == nil {
		return nil, failure(http.StatusOK, 1, textNoRouting)
	}
	if t.err != nil {
		return nil, t.err
	}
	p, err := s.engine.Onetime(c.Context(), c.merchant, request)
	if err != nil {
		return nil, within200(err)
	}
	return p.Annotation(), nil
}
