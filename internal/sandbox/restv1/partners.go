package restv1

import (
	"net/http"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

func (s *server) partnerOperations() []operation {
	return []operation{{
		group: "partners", method: "POST", path: "/partners/receipts/{imp_uid}", handler: s.partnerReceipts,
		assumed: "texts; together no more than what remains of the payment; registered again they replace what was there; INIAPI Key and IV are taken to be saved",
	}}
}

func (s *server) partnerReceipts(_ http.ResponseWriter, c *call) (any, error) {
	t := take{from: c.fields}
	items := t.objects("data")
	lines := make([]engine.PartnerRequest, len(items))
	for i, item := range items {
		one := take{from: item}
		lines[i] = engine.PartnerRequest{
			BusinessNumber: one.text("business_registration_number"), CompanyName: one.text("company_name"), Amount: one.amount("amount"),
			TaxFree: one.amount("tax_free"), VAT: one.amount("vat_amount"),
		}
		if t.err == nil {
			t.err = one.err
		}
	}
	if t.err != nil {
		return nil, t.err
	}
	p, err := s.engine.RegisterPartners(c.Context(), c.merchant, c.path("imp_uid"), lines)
	if err != nil {
		return nil, err
	}
	address, _ := p.Annotation().Get("receipt_url")
	return engine.Object{{Name: "receipt_url", Value: address}}, nil
}
