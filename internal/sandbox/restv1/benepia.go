package restv1

import (
	"encoding/json"
	"net/http"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

func (s *server) benepiaOperations() []operation {
	return []operation{
		{
			group: "benepia", method: "POST", path: "/benepia/point", handler: s.benepiaPoint,
			assumed: "texts; code 1 with HTTP 200 for what is missing; every id has an account of 500,000 points; the password wrong fits none",
		},
		{
			group: "benepia", method: "POST", path: "/benepia/payment", handler: s.benepiaPayment,
			assumed: "texts; code 1 with HTTP 200 for what is missing; pay_method point; a refusal of the PG leaves no payment; a cancel gives the points back; benepia_member_code is not looked at",
		},
	}
}

// benepia reads what both operations share.
func (t *take) benepia() engine.BenepiaRequest {
	return engine.BenepiaRequest{ChannelKey: t.text("channel_key"), User: t.text("benepia_user"), Password: t.text("benepia_password")}
}

func (s *server) benepiaPoint(_ http.ResponseWriter, c *call) (any, error) {
	t := take{from: c.fields}
	request := t.benepia()
	if t.err != nil {
		return nil, t.err
	}
	points, err := s.engine.BenepiaPoints(c.merchant, request)
	if err != nil {
		return nil, err
	}
	return engine.Object{{Name: "point", Value: json.Number(points.Major())}}, nil
}

func (s *server) benepiaPayment(_ http.ResponseWriter, c *call) (any, error) {
	t := take{from: c.fields}
	request := t.benepia()
	request.ChargeRequest = t.order(c)
	t.text("benepia_member_code")
	if t.err != nil {
		return nil, t.err
	}
	p, err := s.engine.PayBenepia(c.Context(), c.merchant, request)
	if err != nil {
		return nil, err
	}
	return p.Annotation(), nil
}
