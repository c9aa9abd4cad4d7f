package restv1

import (
	"net/http"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

func (s *server) escrowOperations() []operation {
	const path = "/escrows/logis/{imp_uid}"
	return []operation{
		{group: "escrow.logis", method: "GET", path: path, handler: s.logis, assumed: "texts"},
		{
			group: "escrow.logis", method: "POST", path: path, handler: s.registerLogis,
			assumed: "texts; 409 for a payment that is not escrow or not paid; sender and receiver must be there for every PG; " +
				"KG이니시스's webhook is always on, always JSON; which escrow status may follow which",
		},
		{
			group: "escrow.logis", method: "PUT", path: path, handler: s.changeLogis,
			assumed: "texts; 409 once the buyer has decided; no webhook; applied_at stays",
		},
	}
}

func (s *server) logis(_ http.ResponseWriter, c *call) (any, error) {
	x, err := s.engine.LogisOf(c.merchant, c.path("imp_uid"))
	return x.Annotation(), err
}

func (s *server) registerLogis(_ http.ResponseWriter, c *call) (any, error) {
	t := take{from: c.fields}
	request := t.logis()
	if t.err != nil {
		return nil, t.err
	}
	x, err := s.engine.RegisterLogis(c.Context(), c.merchant, c.path("imp_uid"), request)
	return x.Annotation(), err
}

func (s *server) changeLogis(_ http.ResponseWriter, c *call) (any, error) {
	t := take{from: c.fields}
	request := t.logis()
	if t.err != nil {
		return nil, t.err
	}
	x, err := s.engine.ChangeLogis(c.Context(), c.merchant, c.path("imp_uid"), request)
	return x.Annotation(), err
}

// logis reads a delivery, whose members are objects.
func (t *take) logis() engine.LogisRequest {
	if v := t.from["logis"]; v.given && !v.nested {
		t.err = errBody("logis 파라메터의 형식이 올바르지 않습니다.")
	}
	r := engine.LogisRequest{
		Sender: t.party("sender"), Receiver: t.party("receiver"), Company: t.text("logis[company]"), Invoice: t.text("logis[invoice]"),
		SentAt: t.integer("logis[sent_at]"), ReceivingAt: t.text("logis[receiving_at]"), Address: t.text("logis[address]"),
		NoEmail: t.from["send_email"].given && !t.flag("send_email"),
	}
	for _, item := range t.objects("products") {
		one := take{from: item}
		g := engine.LogisProduct{
			ID: one.text("id"), Name: one.text("name"), Code: one.text("code"), Amount: one.amount("amount"), Currency: one.text("currency"),
			Quantity: one.integer("quantity"), Tag: one.text("tag"),
		}
		if g.Currency == "" {
			g.Currency = "KRW"
		}
		if !item["quantity"].given {
			g.Quantity = 1
		}
		if t.err == nil {
			t.err = one.err
		}
		r.Products = append(r.Products, g)
	}
	return r
}

// party reads who sends or receives, nil when nothing was sent.
func (t *take) party(name string) *engine.Party {
	v := t.from[name]
	if !v.given {
		return nil
	}
	if !v.nested {
		t.err = errBody(name + " 파라메터의 형식이 올바르지 않습니다.")
		return nil
	}
	return &engine.Party{
		Name: t.text(name + "[name]"), Tel: t.text(name + "[tel]"), Addr: t.text(name + "[addr]"), Postcode: t.text(name + "[postcode]"),
		Relationship: t.text(name + "[relationship]"), Line1: t.text(name + "[formed_address][address_line_1]"),
		Line2: t.text(name + "[formed_address][address_line_2]"),
	}
}
