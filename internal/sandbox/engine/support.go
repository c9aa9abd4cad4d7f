package engine

import "slices"

// Operation is an operation of the REST API that not every PG knows.
type Operation string

// The operations, named as the published description does.
const (
	OpIssueAccount    Operation = "POST /vbanks"
	OpChangeAccount   Operation = "PUT /vbanks/{imp_uid}"
	OpCloseAccount    Operation = "DELETE /vbanks/{imp_uid}"
	OpIssueReceipt    Operation = "POST /receipts/{imp_uid}"
	OpCancelReceipt   Operation = "DELETE /receipts/{imp_uid}"
	OpIssueExternal   Operation = "POST /receipts/external/{merchant_uid}"
	OpCancelExternal  Operation = "DELETE /receipts/external/{merchant_uid}"
	OpReadLogis       Operation = "GET /escrows/logis/{imp_uid}"
	OpRegisterLogis   Operation = "POST /escrows/logis/{imp_uid}"
	OpChangeLogis     Operation = "PUT /escrows/logis/{imp_uid}"
	OpIssueBarcode    Operation = "POST /cvs"
	OpCloseBarcode    Operation = "DELETE /cvs/{imp_uid}"
	OpPaycoStatus     Operation = "POST /payco/orders/status/{imp_uid}"
	OpBalance         Operation = "GET /payments/{imp_uid}/balance"
	OpBenepiaPoint    Operation = "POST /benepia/point"
	OpBenepiaPayment  Operation = "POST /benepia/payment"
	OpDelivery        Operation = "POST /paymentwall/delivery"
	OpPartnerReceipts Operation = "POST /partners/receipts/{imp_uid}"
)

// supporting lists the PGs that know an operation, as its description does.
var supporting = map[Operation][]string{
	OpIssueAccount:  {"settle", "nice", "html5_inicis", "tosspayments", "ksnet", "smartro_v2", "nice_v2", "welcome"},
	OpChangeAccount: {"settle"},
	OpCloseAccount: {
		"html5_inicis", "kcp", "uplus", "danal_tpay", "nice", "kicc", "settle", "smartro", "tosspayments", "ksnet", "smartro_v2", "nice_v2", "welcome",
	},
	OpIssueReceipt: {
		"html5_inicis", "kcp", "nice", "kicc", "settle", "daou", "tosspayments", "ksnet", "smartro_v2", "nice_v2", "welcome",
	},
	OpCancelReceipt: {
		"html5_inicis", "kcp", "settle", "nice", "daou", "tosspayments", "nice_v2", "ksnet", "smartro_v2", "welcome",
	},
	OpIssueExternal: {
		"html5_inicis", "kcp", "nice", "kicc", "settle", "tosspayments", "ksnet", "smartro_v2", "nice_v2", "welcome",
	},
	OpCancelExternal:  {"html5_inicis", "kcp", "settle", "nice", "tosspayments", "ksnet", "smartro_v2", "nice_v2", "welcome"},
	OpReadLogis:       {"html5_inicis", "kcp", "daou", "ksnet", "smartro_v2", "nice_v2", "welcome"},
	OpRegisterLogis:   {"html5_inicis", "kcp", "daou", "ksnet", "smartro_v2", "nice_v2", "welcome"},
	OpChangeLogis:     {"html5_inicis", "daou", "ksnet", "smartro_v2", "welcome"},
	OpIssueBarcode:    {"galaxia"},
	OpCloseBarcode:    {"galaxia"},
	OpPaycoStatus:     {"payco"},
	OpBalance:         {"payco"},
	OpBenepiaPoint:    {"kcp"},
	OpBenepiaPayment:  {"kcp"},
	OpDelivery:        {"paymentwall"},
	OpPartnerReceipts: {"html5_inicis"},
}

// Supports reports whether a PG, given by its pg_provider, knows an operation.
func Supports(op Operation, provider string) bool { return slices.Contains(supporting[op], provider) }

// demands are the parameters that an operation asks for of one PG alone, beyond
// those that it asks for of all.
var demands = map[Operation]map[string][]string{
	OpIssueAccount: {
		"html5_inicis": {"vbank_holder", "buyer_name", "buyer_email"},
		"nice":         {"vbank_holder"},
		"settle":       {"vbank_holder"},
		"smartro_v2":   {"vbank_holder", "buyer_name", "buyer_email", "buyer_tel"},
		"tosspayments": {"buyer_name"},
		"ksnet":        {"buyer_name", "product_type"},
		"welcome":      {"buyer_name"},
	},
	OpIssueReceipt: {
		"kicc":       {"identifier_type"},
		"settle":     {"identifier_type"},
		"nice_v2":    {"identifier_type"},
		"ksnet":      {"product_type", "buyer_name"},
		"smartro_v2": {"buyer_name", "buyer_tel"},
		"welcome":    {"buyer_tel", "corp_reg_no"},
		"daou":       {"company_tel", "company_name", "corp_reg_no"},
	},
	OpIssueExternal: {
		"kicc":       {"identifier_type"},
		"settle":     {"identifier_type"},
		"nice_v2":    {"identifier_type"},
		"ksnet":      {"product_type", "buyer_name"},
		"smartro_v2": {"buyer_name", "buyer_tel"},
		"welcome":    {"buyer_tel", "corp_reg_no", "pay_method"},
	},
	OpRegisterLogis: logisDemands,
	OpChangeLogis:   logisDemands,
}

var logisDemands = map[string][]string{
	"html5_inicis": {
		"sender[name]", "sender[tel]", "sender[addr]", "sender[postcode]",
		"receiver[name]", "receiver[tel]", "receiver[addr]", "receiver[postcode]",
	},
	"smartro_v2": {
		"sender[name]", "sender[tel]", "sender[postcode]", "sender[formed_address][address_line_1]", "sender[formed_address][address_line_2]",
		"receiver[name]", "receiver[tel]", "receiver[postcode]", "receiver[formed_address][address_line_1]", "receiver[formed_address][address_line_2]",
	},
	"daou":    {"sender[relationship]", "logis[receiving_at]", "logis[address]"},
	"welcome": {"products"},
}

// missing is the text that PortOne's clients know of a parameter that was not
// sent.
func missing(name string) string { return name + " 파라메터가 누락되었습니다." }

// lacking returns the text of the first parameter that an operation demands of
// a PG and that was not sent, or nothing.
func lacking(op Operation, provider string, sent map[string]string) string {
	for _, name := range demands[op][provider] {
		if sent[name] == "" {
			return missing(name)
		}
	}
	return ""
}

// channelFor finds the channel of a REST call by its channel_key; one that
// verifies who somebody is takes no payments. The texts are assumed.
func channelFor(m Merchant, key string) (Channel, error) {
	if key == "" {
		return Channel{}, refuse(Conflicting, missing("channel_key"))
	}
	for _, c := range m.Channels {
		if c.Key == key && c.Type != typeCertification {
			return c, nil
		}
	}
	return Channel{}, &Error{Class: Conflicting, Message: textNoChannel, Hint: "이 channel_key의 결제 채널이 없습니다: " + key}
}
