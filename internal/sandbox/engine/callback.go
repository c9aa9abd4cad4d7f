package engine

import (
	"net/url"
	"strings"
)

// successCallback is what request_pay's function receives when a payment was
// approved or an account issued; its order is that of real logs.
func successCallback(p Payment, idsOnly bool) Object {
	if idsOnly {
		return Object{{"imp_uid", p.ImpUID}, {"merchant_uid", p.MerchantUID}}
	}
	o := Object{
		{"success", true},
		{"imp_uid", p.ImpUID},
		{"pay_method", p.PayMethod},
		{"merchant_uid", p.MerchantUID},
		{"name", textOrNull(p.Name)},
		{"paid_amount", number(p.Amount)},
		{"currency", string(p.Amount.Currency())},
		{"pg_provider", p.PGProvider},
		{"pg_type", "payment"},
	}
	if p.EmbPGProvider != "" {
		o = append(o, Field{"emb_pg_provider", p.EmbPGProvider})
	}
	o = append(o, Object{
		{"pg_tid", textOrNull(p.PGTID)},
		{"apply_num", p.ApplyNum},
		{"buyer_name", textOrNull(p.BuyerName)},
		{"buyer_email", textOrNull(p.BuyerEmail)},
		{"buyer_tel", textOrNull(p.BuyerTel)},
		{"buyer_addr", textOrNull(p.BuyerAddr)},
		{"buyer_postcode", textOrNull(p.BuyerPostcode)},
		{"custom_data", textOrNull(p.CustomData)},
		{"status", p.Status},
		{"paid_at", p.PaidAt},
		{"receipt_url", textOrNull(p.ReceiptURL)},
		{"card_name", textOrNull(p.CardName)},
		{"bank_name", textOrNull(p.BankName)},
		{"card_quota", p.CardQuota},
		{"card_number", textOrNull(p.CardNumber)},
	}...)
	if p.registers() {
		o = append(o, Field{"customer_uid", p.CustomerUID})
	}
	if p.PayMethod == "vbank" {
		o = append(o, Object{
			{"vbank_num", p.VbankNum}, {"vbank_name", p.VbankName}, {"vbank_holder", textOrNull(p.VbankHolder)}, {"vbank_date", p.VbankDate},
		}...)
	}
	return o
}

// failureCallback is the same for a payment that was not approved.
func failureCallback(p Payment, code, message string, idsOnly bool) Object {
	var o Object
	if !idsOnly {
		o = append(o, Field{"success", false})
	}
	o = append(o, Field{"imp_uid", p.ImpUID}, Field{"merchant_uid", p.MerchantUID})
	if !idsOnly {
		o = append(o, Field{"pay_method", p.PayMethod}, Field{"pg_provider", p.PGProvider}, Field{"pg_type", "payment"})
	}
	if code != "" {
		o = append(o, Field{"error_code", code})
	}
	return append(o, Field{"error_msg", message})
}

// resultQuery is what is appended to m_redirect_url: names and values in turn.
func resultQuery(p Payment, code, message string, idsOnly bool) []string {
	q := []string{"imp_uid", p.ImpUID, "merchant_uid", p.MerchantUID}
	if !idsOnly {
		success := "true"
		if message != "" {
			success = "false"
		}
		q = append(q, "imp_success", success)
	}
	if code != "" {
		q = append(q, "error_code", code)
	}
	if message != "" {
		q = append(q, "error_msg", message)
	}
	return q
}

// redirectURL appends a query to an address, whose own query and fragment stay
// as they are. It returns "" for an empty address.
func redirectURL(address string, query []string) string {
	if address == "" {
		return ""
	}
	address, fragment, hasFragment := strings.Cut(address, "#")
	var b strings.Builder
	b.WriteString(address)
	separator := byte('?')
	if strings.Contains(address, "?") {
		separator = '&'
	}
	for i := 0; i+1 < len(query); i += 2 {
		if !strings.HasSuffix(b.String(), "?") {
			b.WriteByte(separator)
		}
		separator = '&'
		b.WriteString(query[i] + "=" + url.QueryEscape(query[i+1]))
	}
	if hasFragment {
		b.WriteString("#" + fragment)
	}
	return b.String()
}
