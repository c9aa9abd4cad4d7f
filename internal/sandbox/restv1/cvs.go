package restv1

import (
	"net/http"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

func (s *server) storeOperations() []operation {
	return []operation{
		{
			group: "cvs", method: "POST", path: "/cvs", handler: s.issueBarcode,
			assumed: "texts; the number stands in vbank_num, its end in vbank_date; pay_method cvs; a week where expired_at is not sent; no webhook until it is paid",
		},
		{
			group: "cvs", method: "DELETE", path: "/cvs/{imp_uid}", handler: s.closeBarcode,
			assumed: "texts; code 1 for every refusal; the payment fails, without a webhook",
		},
	}
}

func (s *server) issueBarcode(_ http.ResponseWriter, c *call) (any, error) {
	t := take{from: c.fields}
	request := engine.BarcodeRequest{
		ChargeRequest: t.order(c), ChannelKey: t.text("channel_key"), Barcode: t.text("barcode"), ExpiredAt: t.integer("expired_at"),
		ConfirmURL: t.text("confirm_url"),
	}
	if t.err != nil {
		return nil, t.err
	}
	p, err := s.engine.IssueBarcode(c.Context(), c.merchant, request)
	if err != nil {
		return nil, within200(err)
	}
	return p.Annotation(), nil
}

func (s *server) closeBarcode(_ http.ResponseWriter, c *call) (any, error) {
	p, err := s.engine.CloseBarcode(c.Context(), c.merchant, c.path("imp_uid"))
	if err != nil {
		return nil, within200(err)
	}
	return p.Annotation(), nil
}
