package demand

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/naru-pay/naru/internal/fault"
)

// kind is a type of JavaScript that a parameter of request_pay has.
type kind string

const (
	text    kind = "a string"
	flag    kind = "true or false"
	number  kind = "a number"
	object  kind = "an object"
	objects kind = "a list of objects"
	months  kind = "a list of whole numbers"
)

// params are the parameters whose type is published (v1.md §2.4), with dots
// leading into objects. Any other passes as it is: PortOne's and the PGs' own
// grow by themselves.
var params = map[string]kind{
	"app_scheme": text, "auth_mode": text, "biz_num": text, "company": text, "customer_id": text, "interval": text, "language": text,
	"promotion_id": text, "vbank_due": text,

	"digital": flag, "escrow": flag, "isPromotion": flag, "kakaopayMobileAsPC": flag, "naverPopupMode": flag, "niceMobileV2": flag,
	"popup": flag, "useCardPoint": flag, "useFreeInterestFromMall": flag,

	"vat": number, "vat_amount": number,

	"bypass": object, "card": object, "display": object, "period": object, "phone": object,
	"display.card_quota": months, "card.detail": objects, "card.direct": object, "card.interest_free": number, "phone.detail": objects,
	"period.from": text, "period.to": text, "period.interval": text,

	"escrowProducts": objects, "kcpProducts": objects, "naverProducts": objects, "products": objects,
}

// names lists the parameters, so that of two that are wrong the same one is
// told every time.
func names() []string { return slices.Sorted(maps.Keys(params)) }

// checkParams refuses the first parameter, by name, that is not of its type.
func checkParams(list map[string]json.RawMessage) error {
	for _, name := range names() {
		if value := within(list, name); value != nil && !params[name].has(value) {
			return fault.Field(fault.BadField, "request_pay."+name, "not %s", params[name])
		}
	}
	return nil
}

// has reports whether a JSON value is of the kind.
func (k kind) has(value json.RawMessage) bool {
	var err error
	switch k {
	case text:
		return value[0] == '"'
	case flag:
		return string(value) == "true" || string(value) == "false"
	case number:
		return value[0] == '-' || value[0] >= '0' && value[0] <= '9'
	case object:
		return value[0] == '{'
	case objects:
		var list []map[string]json.RawMessage
		err = json.Unmarshal(value, &list)
		return err == nil && !slices.ContainsFunc(list, func(m map[string]json.RawMessage) bool { return m == nil })
	default:
		var list []*int64
		err = json.Unmarshal(value, &list)
		return err == nil && !slices.Contains(list, nil)
	}
}
