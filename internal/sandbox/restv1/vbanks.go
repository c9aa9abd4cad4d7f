package restv1

import (
	"net/http"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

func (s *server) accountOperations() []operation {
	return []operation{
		{
			group: "vbanks", method: "POST", path: "/vbanks", handler: s.issueAccount,
			assumed: "texts; imps_ and 12 digits; webhook ready; a due time that is past is refused; vbank_num, vbank_key, tax_free and vat_amount " +
				"are not looked at where the PG does not know them; a fixed account takes no second order while it waits for a deposit; " +
				"an unlimited one adds its deposits up in amount",
		},
		{
			group: "vbanks", method: "PUT", path: "/vbanks/{imp_uid}", handler: s.changeAccount,
			assumed: "texts; no webhook; 400 for other PGs, for accounts of a window, for a due time that is past and where nothing is to be changed",
		},
		{
			group: "vbanks", method: "DELETE", path: "/vbanks/{imp_uid}", handler: s.closeAccount,
			assumed: "the payment fails, without a webhook; pg_api_key of KG이니시스 must be there, its value is not checked; 400 for a PG without the operation",
		},
	}
}

func (s *server) issueAccount(_ http.ResponseWriter, c *call) (any, error) {
	t := take{from: c.fields}
	request := engine.AccountRequest{
		ChargeRequest: t.order(c), ChannelKey: t.text("channel_key"), BankCode: t.text("vbank_code"), Due: t.integer("vbank_due"),
		Holder: t.text("vbank_holder"), Number: t.text("vbank_num"), Key: t.text("vbank_key"), Unlimited: t.flag("fixed_unlimited_vbank"),
		EscrowPassword: t.text("escrow_password"), ProductType: t.text("product_type"), PGAPIKey: c.query.Get("pg_api_key"),
	}
	t.integer("product_count") // told to the PG alone
	t.text("business_registration_number")
	if t.err != nil {
		return nil, t.err
	}
	p, err := s.engine.IssueAccount(c.Context(), c.merchant, request)
	if err != nil {
		return nil, within200(err)
	}
	return p.Annotation(), nil
}

func (s *server) changeAccount(_ http.ResponseWriter, c *call) (any, error) {
	t := take{from: c.fields}
	amount, due := t.amount("amount"), t.integer("vbank_due")
	if t.err != nil {
		return nil, t.err
	}
	p, err := s.engine.ChangeAccount(c.Context(), c.merchant, c.path("imp_uid"), amount, due)
	if err != nil {
		return nil, err
	}
	return p.Annotation(), nil
}

func (s *server) closeAccount(_ http.ResponseWriter, c *call) (any, error) {
	p, err := s.engine.CloseAccount(c.Context(), c.merchant, c.path("imp_uid"), c.query.Get("pg_api_key"))
	if err != nil {
		return nil, err
	}
	return p.Annotation(), nil
}
