package demand

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

// Request is a payment as the PG's window would be told of it.
type Request struct {
	Channel     payment.Channel
	Env         payment.Env // mode of the channel
	PayMethod   string
	MerchantUID payment.MerchantUID // empty: ours, which every PG takes
	Name        string
	Amount      money.Amount
	TaxFree     money.Amount // may be unset
	Buyer       payment.Buyer
	Params      map[string]json.RawMessage // further parameters of request_pay
}

// Check returns the first thing for which the PG's window would not open, as a
// *fault.Error that names the field as the shop's API does ("buyer.tel",
// "request_pay.digital"), or nil.
func Check(r Request) error {
	if err := checkParams(r.Params); err != nil {
		return err
	}
	for _, one := range rules {
		if one.concerns(r) && !one.met(r) {
			return fault.Field(one.code, one.field, "%s: %s", r.Channel.Provider, one.detail)
		}
	}
	return nil
}

// rule is one thing that some PGs ask.
type rule struct {
	providers []string // nil: every PG
	except    []string // PGs that it does not concern
	methods   []string // pay_methods that it concerns; nil: every one
	when      func(Request) bool
	whenTold  string // when, in words
	field     string // as the shop's API calls it
	code      fault.Code
	detail    string
	met       func(Request) bool
}

func (one rule) concerns(r Request) bool {
	provider := r.Channel.Provider
	return (one.providers == nil || slices.Contains(one.providers, provider)) && !slices.Contains(one.except, provider) &&
		(one.methods == nil || slices.Contains(one.methods, r.PayMethod)) && (one.when == nil || one.when(r))
}

// at says which PGs ask.
func (one rule) at(providers ...string) rule { one.providers = providers; return one }

// butAt says which PGs do not ask.
func (one rule) butAt(providers ...string) rule { one.except = providers; return one }

// of narrows a rule to pay_methods.
func (one rule) of(methods ...string) rule { one.methods = methods; return one }

// inEscrow narrows a rule to escrow payments.
func (one rule) inEscrow() rule {
	one.when, one.whenTold = func(r Request) bool { return string(r.param("request_pay.escrow")) == "true" }, "escrow"
	return one
}

// in narrows a rule to channels of a mode.
func (one rule) in(env payment.Env) rule {
	one.when, one.whenTold = func(r Request) bool { return r.Env == env }, string(env)+" channels"
	return one
}

// need asks for a text with something in it.
func need(field string) rule {
	return rule{
		field: field, code: fault.MissingField, detail: "opens no window without it",
		met: func(r Request) bool { return strings.TrimSpace(r.text(field)) != "" },
	}
}

// told asks for a parameter of any value.
func told(field, detail string) rule {
	return rule{field: field, code: fault.MissingField, detail: detail, met: func(r Request) bool { return r.param(field) != nil }}
}

// goods asks for a list with something in it under one of the names.
func goods(fields ...string) rule {
	return rule{
		field: fields[0], code: fault.MissingField, detail: "needs the list of goods in " + strings.Join(fields, " or "),
		met: func(r Request) bool {
			return slices.ContainsFunc(fields, func(field string) bool {
				var list []json.RawMessage
				return json.Unmarshal(r.param(field), &list) == nil && len(list) > 0
			})
		},
	}
}

// must asks for a value of a form. A value that is missing has every form.
func must(field, detail string, good func(text string) bool) rule {
	return rule{field: field, code: fault.BadField, detail: detail, met: func(r Request) bool {
		text := r.text(field)
		return text == "" || good(text)
	}}
}

// notFalse refuses a switch that is off.
func notFalse(field string) rule {
	return rule{
		field: field, code: fault.BadField, detail: "cannot be switched off",
		met: func(r Request) bool { return string(r.param(field)) != "false" },
	}
}

// together asks for all of the parameters or none.
func together(fields ...string) rule {
	return rule{
		field: "request_pay.period", code: fault.BadField, detail: "takes both ends or none",
		met: func(r Request) bool {
			has := func(field string) bool { return r.param(field) != nil }
			return !slices.ContainsFunc(fields, has) || !slices.ContainsFunc(fields, func(field string) bool { return !has(field) })
		},
	}
}

// notInWon refuses won.
func notInWon() rule {
	return rule{
		field: "currency", code: fault.CurrencyUnsupported, detail: "takes no won",
		met: func(r Request) bool { return r.Amount.Currency() != money.KRW },
	}
}

// atLeast asks for so many won.
func atLeast(won int64) rule {
	return rule{
		field: "amount", code: fault.AmountBelowMinimum, detail: money.Won(won).String() + " at least",
		met: func(r Request) bool { return r.Amount.Currency() != money.KRW || r.Amount.Minor() >= won },
	}
}

// text returns the value of a field as text, "" if it is missing or no text.
func (r Request) text(field string) string {
	switch field {
	case "buyer.name":
		return r.Buyer.Name
	case "buyer.tel":
		return r.Buyer.Tel
	case "buyer.email":
		return r.Buyer.Email
	case "merchant_uid":
		return string(r.MerchantUID)
	case "name":
		return r.Name
	case "pay_method":
		return r.PayMethod
	}
	var s string
	if json.Unmarshal(r.param(field), &s) != nil {
		return ""
	}
	return s
}

// param returns the parameter at a path ("request_pay.period.from"); nil if it
// is missing or null.
func (r Request) param(field string) json.RawMessage {
	return within(r.Params, strings.TrimPrefix(field, "request_pay."))
}

// within follows a dotted path into objects; nil if it leads nowhere or to null.
func within(object map[string]json.RawMessage, path string) json.RawMessage {
	name, rest, deeper := strings.Cut(path, ".")
	value := object[name]
	switch {
	case len(value) == 0 || string(value) == "null":
		return nil
	case !deeper:
		return value
	}
	var inner map[string]json.RawMessage
	if json.Unmarshal(value, &inner) != nil {
		return nil
	}
	return within(inner, rest)
}
