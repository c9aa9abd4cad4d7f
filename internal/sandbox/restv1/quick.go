package restv1

import (
	"net/http"

	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

func (s *server) quickOperations() []operation {
	const (
		group = "kcpquick"
		empty = "response null; texts"
	)
	return []operation{
		{
			group: group, method: "DELETE", path: "/kcpquick/members/{member_id}", handler: s.leaveQuick,
			assumed: "404 for a site that is not the member's; cards for automatic payment go with the member; Accept is not looked at; how a member joins",
		},
		{
			group: group, method: "POST", path: "/kcpquick/members/{member_id}/fido/release", handler: s.releaseFido,
			assumed: "error with an own code; texts of refusals",
		},
		{group: group, method: "POST", path: "/kcpquick/prepare/{merchant_uid}", handler: s.prepareQuick, assumed: "prepaid_amount binds payment/money; " + empty},
		{group: group, method: "PUT", path: "/kcpquick/prepare/{merchant_uid}", handler: s.changeQuick, assumed: empty},
		{
			group: group, method: "POST", path: "/kcpquick/payment/money", handler: s.payQuickMoney,
			assumed: "the payment has the imp_uid of the PIN, which pays once; pay_method point; too little money is a failed payment; texts, code 1",
		},
		{group: group, method: "POST", path: "/kcpquick/payment/autopay", handler: s.payQuickAuto, assumed: "as again; texts, code 1"},
		{group: group, method: "DELETE", path: "/kcpquick/autopay/{customer_uid}", handler: s.endAutopay, assumed: "404 for the key of another PG; texts of refusals"},
	}
}

func (s *server) leaveQuick(_ http.ResponseWriter, c *call) (any, error) {
	m, err := s.engine.LeaveQuick(c.Context(), c.merchant, c.path("member_id"), engine.QuickSite{
		Code: c.query.Get("site_code"), PartnerType: c.query.Get("partner_type"), PartnerSubtype: c.query.Get("partner_subtype"),
	})
	if err != nil {
		return nil, err
	}
	return m.Annotation(), nil
}

// codeNoFido stands where KCP's code would (assumed).
const codeNoFido = "SANDBOX_FIDO"

// What the description says of the two that succeed with a message.
const (
	textFidoReleased = "생체인증 사용이 정상적으로 해제되었습니다."
	textAutopayEnded = "자동결제 키가 정상적으로 삭제되었습니다."
)

// releaseFido answers what KCP refuses with HTTP 200, a code that is not 0 and
// KCP's own words in error.
func (s *server) releaseFido(_ http.ResponseWriter, c *call) (any, error) {
	key, err := c.fields.string("channel_key")
	if err != nil {
		return nil, err
	}
	err = s.engine.ReleaseFido(c.Context(), c.merchant, c.path("member_id"), key)
	if f := refused(err); err != nil && f != nil && f.status == http.StatusOK {
		return told{code: 1, message: f.message, pg: engine.Object{
			{Name: "code", Value: codeNoFido}, {Name: "message", Value: f.message},
		}}, nil
	}
	return told{message: textFidoReleased, response: engine.Object{{Name: "member_id", Value: c.path("member_id")}}}, err
}

// quickPrepared reads what is registered of a payment.
func quickPrepared(c *call) (engine.QuickPrepared, error) {
	t := take{from: c.fields}
	p := engine.QuickPrepared{
		Merchant: c.merchant, MerchantUID: c.path("merchant_uid"), BTID: t.text("btid"), CustIP: t.text("cust_ip"),
		CodeVerifier: t.text("code_verifier"), VenderType: t.text("vender_type"), RewardID: t.text("reward_id"),
	}
	switch t.text("prepaid_auth_yn") {
	case "", "N":
	case "Y":
		p.PrepaidAuth = true
	default:
		t.err = errBody("prepaid_auth_yn 파라메터는 Y 또는 N이어야 합니다.")
	}
	if amount := t.integer("prepaid_amount"); c.fields["prepaid_amount"].given {
		p.Amount = money.Won(amount)
	}
	return p, t.err
}

func (s *server) prepareQuick(_ http.ResponseWriter, c *call) (any, error) {
	p, err := quickPrepared(c)
	if err != nil {
		return nil, err
	}
	err = s.engine.PrepareQuick(c.Context(), p)
	if f := refused(err); err != nil && f != nil && f.status == http.StatusOK {
		return nil, failure(http.StatusConflict, -1, f.message)
	}
	return nil, err
}

func (s *server) changeQuick(_ http.ResponseWriter, c *call) (any, error) {
	p, err := quickPrepared(c)
	if err != nil {
		return nil, err
	}
	return nil, s.engine.ChangeQuick(c.Context(), p)
}

// quickCharge reads what both payments share; amounts are whole won.
func (t *take) quickCharge(c *call) engine.ChargeRequest {
	amount := ""
	if t.integer("amount"); t.from["amount"].given {
		amount = t.text("amount")
	}
	return engine.ChargeRequest{
		MerchantUID: t.text("merchant_uid"), Name: t.text("name"), Amount: amount, NoticeURLs: t.texts("notice_url"), UserAgent: c.UserAgent(),
	}
}

func (s *server) payQuickMoney(_ http.ResponseWriter, c *call) (any, error) {
	t := take{from: c.fields}
	request := engine.QuickMoneyRequest{
		ChargeRequest: t.quickCharge(c), MemberID: t.text("member_id"), ChannelKey: t.text("channel_key"), ImpUID: t.text("imp_uid"),
	}
	if t.err != nil {
		return nil, t.err
	}
	p, err := s.engine.PayQuickMoney(c.Context(), c.merchant, request)
	if err != nil {
		return nil, within200(err)
	}
	return p.Annotation(), nil
}

func (s *server) payQuickAuto(_ http.ResponseWriter, c *call) (any, error) {
	t := take{from: c.fields}
	request := t.quickCharge(c)
	request.CustomerUID, request.BuyerName = t.text("customer_uid"), t.text("buyer_name")
	if t.err != nil {
		return nil, t.err
	}
	p, err := s.engine.PayQuickAuto(c.Context(), c.merchant, request)
	if err != nil {
		return nil, within200(err)
	}
	return p.Annotation(), nil
}

func (s *server) endAutopay(_ http.ResponseWriter, c *call) (any, error) {
	uid := c.path("customer_uid")
	err := s.engine.EndAutopay(c.Context(), c.merchant, uid)
	return told{message: textAutopayEnded, response: engine.Object{{Name: "customer_uid", Value: uid}}}, err
}
