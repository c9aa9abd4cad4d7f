package restv1

import (
	"net/http"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

func (s *server) receiptOperations() []operation {
	const issue = "texts; whole won of VAT without the fraction; 500 for an identifier whose digits do not fit; a cancelled receipt may be issued anew; receipt_url null"
	return []operation{
		{group: "receipts", method: "GET", path: "/receipts/{imp_uid}", handler: s.receipt, assumed: "texts; a cancelled receipt is still read"},
		{
			group: "receipts", method: "POST", path: "/receipts/{imp_uid}", handler: s.issueReceipt,
			assumed: issue + "; 400 for an unknown imp_uid and for methods other than transfer and virtual account",
		},
		{
			group: "receipts", method: "DELETE", path: "/receipts/{imp_uid}", handler: s.cancelReceipt,
			assumed: "texts; 400 when it was cancelled already; cancelling the whole payment cancels its receipt, except at KSNET and 스마트로",
		},
		{group: "receipts", method: "GET", path: "/receipts/external/{merchant_uid}", handler: s.externalReceipt, assumed: "texts; a cancelled receipt is still read"},
		{
			group: "receipts", method: "POST", path: "/receipts/external/{merchant_uid}", handler: s.issueExternalReceipt,
			assumed: issue + "; 400 for an unknown channel_key; a payment of the same merchant_uid is not looked at",
		},
		{group: "receipts", method: "DELETE", path: "/receipts/external/{merchant_uid}", handler: s.cancelExternalReceipt, assumed: "texts; 400 when it was cancelled already"},
	}
}

// receiptRequest reads what both kinds of receipts share.
func (t *take) receiptRequest() engine.ReceiptRequest {
	r := engine.ReceiptRequest{
		Identifier: t.text("identifier"), IdentifierType: t.text("identifier_type"), Type: t.text("type"), TaxFree: t.amount("tax_free"),
		VAT: t.amount("vat_amount"), BuyerName: t.text("buyer_name"), BuyerEmail: t.text("buyer_email"), BuyerTel: t.text("buyer_tel"),
		ProductType: t.text("product_type"), CompanyTel: t.text("company_tel"), CompanyName: t.text("company_name"), CorpRegNo: t.text("corp_reg_no"),
	}
	if r.VAT == "" {
		r.VAT = t.amount("vat") // the older name
	}
	return r
}

func annotated(r engine.Receipt, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return r.Annotation(), nil
}

func (s *server) receipt(_ http.ResponseWriter, c *call) (any, error) {
	return annotated(s.engine.ReceiptOf(c.merchant, c.path("imp_uid")))
}

func (s *server) issueReceipt(_ http.ResponseWriter, c *call) (any, error) {
	t := take{from: c.fields}
	request := t.receiptRequest()
	if t.err != nil {
		return nil, t.err
	}
	return annotated(s.engine.IssueReceipt(c.Context(), c.merchant, c.path("imp_uid"), request))
}

func (s *server) cancelReceipt(_ http.ResponseWriter, c *call) (any, error) {
	return annotated(s.engine.CancelReceipt(c.Context(), c.merchant, c.path("imp_uid")))
}

func (s *server) externalReceipt(_ http.ResponseWriter, c *call) (any, error) {
	return annotated(s.engine.ExternalReceiptOf(c.merchant, c.path("merchant_uid")))
}

func (s *server) issueExternalReceipt(_ http.ResponseWriter, c *call) (any, error) {
	t := take{from: c.fields}
	request := engine.ExternalReceiptRequest{
		ReceiptRequest: t.receiptRequest(), MerchantUID: c.path("merchant_uid"), ChannelKey: t.text("channel_key"), Name: t.text("name"),
		Amount: t.amount("amount"), PayMethod: t.text("pay_method"),
	}
	if t.err != nil {
		return nil, t.err
	}
	return annotated(s.engine.IssueExternalReceipt(c.Context(), c.merchant, request))
}

func (s *server) cancelExternalReceipt(_ http.ResponseWriter, c *call) (any, error) {
	return annotated(s.engine.CancelExternalReceipt(c.Context(), c.merchant, c.path("merchant_uid")))
}
