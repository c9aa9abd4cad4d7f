package merchant

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/naru-pay/naru/internal/demand"
	"github.com/naru-pay/naru/internal/fault"
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

// methods are the words that V1 knows as pay_method (v1.md §1.4, §1.5). Which
// of them a channel takes is the PG's to say.
var methods = []string{
	"alipay", "alipay_plus", "amazonpay", "applepay", "aupay", "booknlife", "card", "cultureland", "culturegift", "cvs", "dbarai", "econtext",
	"happymoney", "kakaopay", "kpay", "lpay", "merpay", "molpay", "money", "naverpay", "naverpay_bridge", "naverpay_card", "naverpay_point", "payco",
	"paypal", "paypay", "paysbuy", "phone", "pinpay", "point", "rakutenpay", "samsung", "samsungpay", "skpay", "smartculture", "ssgpay",
	"ssgpay_bank", "tenpay", "toss_brandpay", "tosspay", "tosspay_card", "tosspay_money", "trans", "unionpay", "vbank", "wechat",
}

// guarded are the parameters of request_pay that are ours to set, since the
// judgement or the delivery of the result rests on them. All others are the
// shop's. They are part of the terms of Open, so that other ones make another
// payment, but not of the judgement: they say how the window looks and what the
// PG is told, never what is owed, by which merchant_uid or in which channel.
var guarded = []string{
	"amount", "buyer_addr", "buyer_email", "buyer_name", "buyer_postcode", "buyer_tel", "channelKey", "confirm_url", "currency", "customer_uid",
	"m_redirect_url", "merchant_uid", "name", "notice_url", "pay_method", "pg", "tax_free",
}

// checkOpen refuses what cannot be paid, naming the field.
func (s *Service) checkOpen(req OpenRequest, channel payment.Channel) error {
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
	if err := checkAmount(req); err != nil {
		return err
	}
	return demand.Check(demand.Request{
		Channel: channel, Env: s.Env, PayMethod: req.PayMethod, MerchantUID: req.MerchantUID, Name: req.Name,
		Amount: req.Amount, TaxFree: req.TaxFree, Buyer: req.Buyer, Params: req.Extra,
	})
}

func checkAmount(req OpenRequest) error {
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
