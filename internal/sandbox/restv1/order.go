package restv1

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// order reads what the operations share that make a payment out of no card: the
// order, its buyer and where it is told.
func (t *take) order(c *call) engine.ChargeRequest {
	return engine.ChargeRequest{
		MerchantUID: t.text("merchant_uid"), Amount: t.amount("amount"), TaxFree: t.amount("tax_free"), VAT: t.amount("vat_amount"),
		Name: t.text("name"), BuyerName: t.text("buyer_name"), BuyerEmail: t.text("buyer_email"), BuyerTel: t.text("buyer_tel"),
		BuyerAddr: t.text("buyer_addr"), BuyerPostcode: t.text("buyer_postcode"), CustomData: t.customData(c),
		NoticeURLs: t.texts("notice_url"), UserAgent: c.UserAgent(),
	}
}

// customData reads custom_data, which may be a text or an object: an object is
// kept as its JSON text. The members of a form's object come in the order of
// their names.
func (t *take) customData(c *call) string {
	const name = "custom_data"
	if !t.from[name].nested {
		return t.text(name)
	}
	var body struct {
		Data json.RawMessage `json:"custom_data"`
	}
	if mediaType(c.Header.Get("Content-Type")) != "application/json" {
		raw, err := json.Marshal(t.from.tree(name))
		if err != nil && t.err == nil {
			t.err = err
		}
		return string(raw)
	}
	if err := json.Unmarshal(c.body, &body); err != nil {
		t.err = errBody("요청 본문이 올바른 JSON 객체가 아닙니다.")
		return ""
	}
	var b bytes.Buffer
	if err := json.Compact(&b, body.Data); err != nil && t.err == nil {
		t.err = err
	}
	return b.String()
}

// tree builds an object out of the members of a form: extra[a], extra[b][c].
func (f fields) tree(name string) any {
	if !f[name].nested && f[name].given {
		return f[name].text
	}
	out := map[string]any{}
	for _, member := range f.under(name) {
		out[member] = f.tree(name + "[" + member + "]")
	}
	return out
}

// under lists the names right under a value.
func (f fields) under(name string) []string {
	var list []string
	for full := range f {
		rest, ok := strings.CutPrefix(full, name+"[")
		if !ok {
			continue
		}
		if member, _, _ := strings.Cut(rest, "]"); !slices.Contains(list, member) {
			list = append(list, member)
		}
	}
	return list
}

// objects reads a list of objects, each as fields of its own: products[0][id].
// What is no list of objects is refused.
func (t *take) objects(name string) []fields {
	v := t.from[name]
	if !v.given {
		return nil
	}
	wrong := errBody(name + " 파라메터는 객체의 목록이어야 합니다.")
	byPlace := map[string]fields{}
	for full, value := range t.from {
		rest, ok := strings.CutPrefix(full, name+"[")
		if !ok {
			continue
		}
		place, member, _ := strings.Cut(rest, "]")
		if byPlace[place] == nil {
			byPlace[place] = fields{}
		}
		if member == "" && !value.nested {
			t.err = wrong
			return nil
		}
		if member != "" {
			inner, nested, _ := strings.Cut(strings.TrimPrefix(member, "["), "]")
			byPlace[place][inner+nested] = value
		}
	}
	list := make([]fields, 0, len(byPlace))
	for i := range len(byPlace) {
		item, ok := byPlace[itoa(i)]
		if !ok {
			t.err = wrong
			return nil
		}
		list = append(list, item)
	}
	if !v.nested {
		t.err = wrong
	}
	return list
}
