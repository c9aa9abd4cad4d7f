package merchant

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

// The limits of what a payment may say; PortOne's are in v1.md §2.4.
const (
	orderRefMost    = 64
	nameMost        = 40 // characters of an order name
	merchantUIDMost = 40
	amountMost      = 10_000_000_000_000 // minor units; far above any PG's own limit
)

var (
	orderRefForm    = regexp.MustCompile(`^[\x21-\x7e]+$`)
	merchantUIDForm = regexp.MustCompile(`^[0-9A-Za-z_-]+$`)
)

// methods are the words that V1 knows as pay_method (v1.md §1.4). Which of them
// a channel takes is the PG's to say.
var methods = []string{
	"alipay", "applepay", "booknlife", "card", "cultureland", "culturegift", "happymoney", "kakaopay", "kpay", "lpay", "naverpay",
	"naverpay_bridge", "naverpay_card", "naverpay_point", "payco", "paypal", "phone", "pinpay", "point", "samsung", "samsungpay", "skpay",
	"smartculture", "ssgpay", "ssgpay_bank", "toss_brandpay", "tosspay", "tosspay_card", "tosspay_money", "trans", "unionpay", "vbank", "wechat",
}

// minimums is the least that a PG takes by card, in won (v1.md §1.7).
var minimums = map[string]int64{"html5_inicis": 100, "kakaopay": 100, "kcp": 100}

// demands names the buyer's fields without which a PG opens no window
// (v1.md §2.4, §2.10).
var demands = map[string][]string{
	"html5_inicis": {"buyer.tel"}, "danal": {"buyer.tel"}, "danal_tpay": {"buyer.tel"}, "eximbay": {"buyer.tel"},
	"payco": {"buyer.tel"}, "paymentwall": {"buyer.email"}, "smartro_v2": {"buyer.name", "buyer.tel", "buyer.email"},
}

// guarded are the parameters of request_pay that are ours to set, since the
// judgement or the delivery of the result rests on them.
var guarded = []string{
	"amount", "buyer_addr", "buyer_email", "buyer_name", "buyer_postcode", "buyer_tel", "channelKey", "confirm_url", "currency", "customer_uid",
	"m_redirect_url", "merchant_uid", "name", "notice_url", "pay_method", "pg", "tax_free",
}

// checkOpen refuses what cannot be paid, naming the field.
func checkOpen(req OpenRequest, channel payment.Channel) error {
	ref := string(req.OrderRef)
	switch {
	case ref == "":
		return fault.Field(fault.MissingField, "order_ref", "the shop's own order number")
	case len(ref) > orderRefMost || !orderRefForm.MatchString(ref):
		return fault.Field(fault.BadField, "order_ref", "up to %d visible ASCII characters", orderRefMost)
	case req.MerchantUID != "" && (len(req.MerchantUID) > merchantUIDMost || !merchantUIDForm.MatchString(string(req.MerchantUID))):
		return fault.Field(fault.BadField, "merchant_uid", "up to %d letters, digits, - and _", merchantUIDMost)
	case !slices.Contains(methods, req.PayMethod):
		return fault.Field(fault.BadField, "pay_method", "one of %s", strings.Join(methods, ", "))
	case req.Name == "":
		return fault.Field(fault.MissingField, "name", "what the buyer pays for")
	case utf8.RuneCountInString(req.Name) > nameMost:
		return fault.Field(fault.BadField, "name", "up to %d characters", nameMost)
	}
	for name := range req.Extra {
		if slices.Contains(guarded, name) {
			return fault.Field(fault.ParameterGuarded, "request_pay."+name, "set by the server")
		}
	}
	if err := checkAmount(req, channel); err != nil {
		return err
	}
	return checkDemands(req, channel)
}

func checkAmount(req OpenRequest, channel payment.Channel) error {
	a, free := req.Amount, req.TaxFree
	switch {
	case !a.Currency().Known():
		return fault.Field(fault.CurrencyUnsupported, "currency", "%.10q", a.Currency())
	case a.IsZero():
		return fault.Field(fault.NothingToPay, "amount", "0 %s", a.Currency())
	case a.IsNegative() || a.Minor() > amountMost:
		return fault.Field(fault.AmountInvalid, "amount", "from 1 to %d minor units", int64(amountMost))
	case free.IsSet() && (free.Currency() != a.Currency() || free.IsNegative() || free.Minor() > a.Minor()):
		return fault.Field(fault.BadField, "tax_free", "from 0 to amount")
	case a.Currency() == money.KRW && a.Minor() < minimums[channel.Provider]:
		return fault.Field(fault.AmountBelowMinimum, "amount", "%s takes %d won at least", channel.Provider, minimums[channel.Provider])
	}
	return nil
}

func checkDemands(req OpenRequest, channel payment.Channel) error {
	have := map[string]string{"buyer.name": req.Buyer.Name, "buyer.tel": req.Buyer.Tel, "buyer.email": req.Buyer.Email}
	for _, field := range demands[channel.Provider] {
		if have[field] == "" {
			return fault.Field(fault.MissingField, field, "%s opens no window without it", channel.Provider)
		}
	}
	if _, told := req.Extra["digital"]; req.PayMethod == "phone" && !told {
		return fault.Field(fault.MissingField, "request_pay.digital", "a phone payment must say whether the goods are digital")
	}
	return nil
}

// returnAllowed reports whether the browser may be sent to a return URL: only
// to the shop's own origins.
func (s *Service) returnAllowed(raw string) bool {
	if raw == "" {
		return true
	}
	u, err := url.Parse(raw)
	if err != nil || u.User != nil || (u.Scheme != "http" && u.Scheme != "https") || len(raw) > 2000 {
		return false
	}
	return slices.Contains(s.ShopOrigins, strings.ToLower(u.Scheme+"://"+u.Host))
}
