package restv1

import (
	"encoding/json"
	"net/http"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

func (s *server) prepareOperations() []operation {
	return []operation{
		{group: "payments.validation", method: "POST", path: "/payments/prepare", handler: s.prepare},
		{group: "payments.validation", method: "PUT", path: "/payments/prepare", handler: s.changePrepared},
		{group: "payments.validation", method: "GET", path: "/payments/prepare/{merchant_uid}", handler: s.prepared, assumed: "code 1 for an unknown merchant_uid"},
	}
}

// take reads fields in turn and remembers the first that is wrong.
type take struct {
	from fields
	err  error
}

func (t *take) text(name string) string    { return taken(t, name, t.from.string) }
func (t *take) amount(name string) string  { return taken(t, name, t.from.amount) }
func (t *take) flag(name string) bool      { return taken(t, name, t.from.flag) }
func (t *take) integer(name string) int64  { return taken(t, name, t.from.integer) }
func (t *take) texts(name string) []string { return taken(t, name, t.from.texts) }

func taken[T any](t *take, name string, read func(string) (T, error)) T {
	v, err := read(name)
	if t.err == nil {
		t.err = err
	}
	return v
}

func (s *server) cancel(_ http.ResponseWriter, c *call) (any, error) {
	t := take{from: c.fields}
	request := engine.CancelRequest{
		ImpUID: t.text("imp_uid"), MerchantUID: t.text("merchant_uid"), Amount: t.amount("amount"), TaxFree: t.amount("tax_free"),
		VAT: t.amount("vat_amount"), Checksum: t.amount("checksum"), Reason: t.text("reason"), RefundHolder: t.text("refund_holder"),
		RefundBank: t.text("refund_bank"), RefundAccount: t.text("refund_account"), RefundTel: t.text("refund_tel"), EnableWebhook: t.flag("enable_webhook"),
	}
	if t.err != nil {
		return nil, t.err
	}
	p, err := s.engine.Cancel(c.Context(), c.merchant, request)
	if err != nil {
		return nil, within200(err)
	}
	return p.Annotation(), nil
}

func (s *server) prepare(_ http.ResponseWriter, c *call) (any, error) {
	request, err := prepareRequest(c)
	if err != nil {
		return nil, err
	}
	p, err := s.engine.Prepare(c.Context(), c.merchant, request)
	return preparedAnnotation(p), within200(err)
}

func (s *server) changePrepared(_ http.ResponseWriter, c *call) (any, error) {
	request, err := prepareRequest(c)
	if err != nil {
		return nil, err
	}
	p, err := s.engine.ChangePrepared(c.Context(), c.merchant, request)
	return preparedAnnotation(p), err
}

// prepared answers a miss with HTTP 200 and code 1, the only statuses that the
// description of this operation knows (assumed).
func (s *server) prepared(_ http.ResponseWriter, c *call) (any, error) {
	p, err := s.engine.PreparedAmount(c.merchant, c.path("merchant_uid"))
	return preparedAnnotation(p), within200(err)
}

func prepareRequest(c *call) (engine.PrepareRequest, error) {
	t := take{from: c.fields}
	request := engine.PrepareRequest{MerchantUID: t.text("merchant_uid"), Amount: t.amount("amount"), Currency: t.text("currency")}
	return request, t.err
}

func preparedAnnotation(p engine.Prepared) engine.Object {
	o := engine.Object{{Name: "amount", Value: json.Number(p.Amount)}, {Name: "currency", Value: nil}, {Name: "merchant_uid", Value: p.MerchantUID}}
	if p.Currency != "" {
		o[1].Value = p.Currency
	}
	return o
}
