package restv1_test

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// odd are values that belong nowhere.
var odd = []string{
	`""`, `" "`, `"\u0000"`, `"` + strings.Repeat("가", 3000) + `"`, `0`, `-1`, `1e9`, `0.5`, `9007199254740993`, `99999999999999999999999999`,
	`true`, `[]`, `{}`, `["a"]`, `[1,[2]]`, `{"a":{"b":null}}`, `"<script>"`, `"imp_0"`,
}

// Each field of each operation, one at a time, with a value that belongs
// nowhere: the answer is an envelope, and never the sandbox's own failure.
func TestOddValues_breakNothing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		provider, target string
		fields           map[string]string
	}{
		"vbanks": {"settle", "/vbanks?pg_api_key=k", map[string]string{
			"merchant_uid": `"v"`, "amount": `1000`, "vbank_code": `"004"`, "vbank_due": `1795575600`, "vbank_holder": `"h"`, "vbank_num": `"790-1234-5678"`,
			"vbank_key": `"k"`, "name": `"n"`, "buyer_name": `"b"`, "buyer_email": `"e"`, "buyer_tel": `"t"`, "buyer_addr": `"a"`, "buyer_postcode": `"p"`,
			"notice_url": `["http://127.0.0.1/"]`, "custom_data": `{"a":1}`, "tax_free": `0`, "vat_amount": `0`, "product_type": `"real"`, "product_count": `1`,
			"escrow_password": `"x"`, "fixed_unlimited_vbank": `false`, "business_registration_number": `"1234567890"`, "channel_key": ``,
		}},
		"receipts": {"", "/receipts/PAID", map[string]string{
			"identifier": `"01012345678"`, "identifier_type": `"phone"`, "type": `"person"`, "buyer_name": `"b"`, "buyer_email": `"e"`, "buyer_tel": `"t"`,
			"tax_free": `0`, "vat": `0`, "vat_amount": `0`, "product_type": `"real"`, "company_tel": `"1"`, "company_name": `"n"`, "corp_reg_no": `"1"`,
		}},
		"external": {"html5_inicis", "/receipts/external/cash", map[string]string{
			"channel_key": ``, "name": `"n"`, "amount": `1000`, "identifier": `"01012345678"`, "pay_method": `"vbank"`, "tax_free": `0`, "vat_amount": `0`,
		}},
		"escrow": {"", "/escrows/logis/PAID", map[string]string{
			"sender": party, "receiver": party, "logis": `{"company":"CJGLS","invoice":"1","sent_at":1}`, "products": `[{"id":"1","name":"n","amount":1}]`, "send_email": `true`,
		}},
		"cvs": {"galaxia", "/cvs", map[string]string{
			"channel_key": ``, "merchant_uid": `"c"`, "amount": `1000`, "barcode": `"11222222"`, "expired_at": `1795575600`, "name": `"n"`,
			"confirm_url": `"http://127.0.0.1/"`, "notice_url": `["http://127.0.0.1/"]`, "custom_data": `"x"`,
		}},
		"payco": {"", "/payco/orders/status/PAID", map[string]string{"status": `"CANCELED"`}},
		"benepia": {"kcp", "/benepia/payment", map[string]string{
			"channel_key": ``, "benepia_user": `"u"`, "benepia_password": `"p"`, "benepia_member_code": `"m"`, "merchant_uid": `"b"`, "amount": `1000`, "name": `"n"`,
			"notice_url": `["http://127.0.0.1/"]`, "custom_data": `{"a":1}`,
		}},
		"points": {"kcp", "/benepia/point", map[string]string{"channel_key": ``, "benepia_user": `"u"`, "benepia_password": `"p"`}},
		"delivery": {"", "/paymentwall/delivery", map[string]string{
			"imp_uid": `"PAID"`, "merchant_uid": `"order-1"`, "type": `"digital"`, "status": `"delivered"`, "estimated_delivery_datetime": `1795575600`,
			"estimated_update_datetime": `1795575600`, "refundable": `"yes"`, "shipping_address_email": `"e"`, "details": `"d"`,
		}},
		"partners": {"", "/partners/receipts/PAID", map[string]string{
			"data": `[{"business_registration_number":"123-45-67890","company_name":"n","amount":1}]`,
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newAPI(t)
			paid := a.pay(t, `"escrow":true,"pay_method":"trans"`, engine.Choice{Outcome: engine.Approve}).ImpUID
			if c.provider != "" {
				c.fields["channel_key"] = `"` + a.channel(t, c.provider) + `"`
			}
			tried := 0
			for field, good := range c.fields {
				for _, value := range odd {
					body := strings.ReplaceAll(`{"`+field+`":`+value+rest(c.fields, field, tried)+`}`, "PAID", paid)
					tried++
					w := a.send("POST", strings.ReplaceAll(c.target, "PAID", paid), asJSON, body)
					got := envelope(t, w)
					if w.Code == http.StatusInternalServerError && strings.Contains(plain(t, w), "샌드박스에 오류가") || w.Code >= 400 && got.Code == 0 {
						t.Errorf("%s instead of %s: %d %s", body, good, w.Code, w.Body)
					}
					if !json.Valid([]byte(body)) {
						t.Fatalf("the test sent no JSON: %s", body)
					}
				}
			}
		})
	}
}

// rest writes the other fields; orders are each their own.
func rest(fields map[string]string, but string, tried int) string {
	var b strings.Builder
	for name, value := range fields {
		if name == but {
			continue
		}
		if name == "merchant_uid" && len(value) < 5 {
			value = `"` + strconv.Itoa(tried) + `"`
		}
		b.WriteString(`,"` + name + `":` + value)
	}
	return b.String()
}
