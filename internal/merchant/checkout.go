package merchant

import (
	"bytes"
	"encoding/json"
	"net/url"

	"github.com/naru-pay/naru/internal/demand"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

// requestPay builds what IMP.request_pay gets. Everything in it that matters is
// read back from PortOne afterwards, so a browser that changes it only spoils
// its own payment.
func (s *Service) requestPay(p payment.Payment, token string) (json.RawMessage, error) {
	request := map[string]any{}
	if len(p.Extra) > 0 {
		decoder := json.NewDecoder(bytes.NewReader(p.Extra))
		decoder.UseNumber()
		if err := decoder.Decode(&request); err != nil {
			return nil, err
		}
	}
	if request == nil {
		request = map[string]any{}
	}
	request["pg"] = p.Channel.String()
	request["pay_method"] = p.PayMethod
	request["merchant_uid"] = p.MerchantUID
	request["name"] = p.Name
	request["amount"] = json.Number(p.Amount.Major())
	if p.Amount.Currency() != money.KRW {
		request["currency"] = p.Amount.Currency()
	}
	if p.TaxFree.IsPositive() {
		request["tax_free"] = json.Number(p.TaxFree.Major())
	}
	for name, value := range map[string]string{
		"buyer_name": p.Buyer.Name, "buyer_email": p.Buyer.Email, "buyer_tel": p.Buyer.Tel,
		"buyer_addr": p.Buyer.Addr, "buyer_postcode": p.Buyer.Postcode,
	} {
		if value != "" {
			request[name] = value
		}
	}
	request["m_redirect_url"] = s.PublicURL + "/api/return?t=" + url.QueryEscape(token)
	if !s.SecretHook { // which a browser would read here
		request["notice_url"] = s.PublicURL + "/api/webhooks/portone"
	}
	if s.Approver != nil && demand.AsksFirst(p.Channel, p.PayMethod) {
		request["confirm_url"] = s.PublicURL + "/api/approve/portone"
	}
	return json.Marshal(request)
}
