package engine_test

import (
	"encoding/json"
	"testing"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/id"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// Whatever request_pay is called with, it is either refused without a record
// or opens one window for exactly the amount that was asked for.
func FuzzRequestPay(f *testing.F) {
	f.Add(`{"merchant_uid":"a","amount":1000,"buyer_tel":"010","pg":"html5_inicis.INIpayTest"}`)
	f.Add(`{"merchant_uid":"a","amount":"1000"}`)
	f.Add(`{"merchant_uid":"a","amount":1e3,"vbank_due":"20991231","pay_method":"vbank","buyer_tel":"1"}`)
	f.Add(`{"merchant_uid":"a","amount":10.5,"currency":"USD","pg":"tosspayments","notice_url":["x"],"custom_data":{"a":[1]}}`)
	f.Add(`{"merchant_uid":"a","amount":60000,"pg":"kakaopay","display":{"card_quota":[6]},"card":{"detail":[{"card_code":"*","max_month":3}]}}`)
	f.Add(`{"merchant_uid":"a","amount":0,"pg":"danal_tpay","buyer_tel":"1","customer_uid":"c","period":{"from":"1"},"popup":true,"escrow":false}`)
	f.Add(`{"merchant_uid":"a","amount":60000,"pg":"welcome","buyer_name":"a","vat_amount":1,"tax_free":1,"card":{"direct":{"code":"366","quota":3}}}`)
	f.Fuzz(func(t *testing.T, body string) {
		params := map[string]json.RawMessage{}
		if json.Unmarshal([]byte(body), &params) != nil {
			return
		}
		e, err := engine.New(engine.Config{Clock: clock.NewManual(noon), Entropy: id.System, Seed: true})
		if err != nil {
			t.Fatal(err)
		}
		imp := e.Merchants()[0].Code
		for _, code := range []string{"danal_tpay", "welcome", "paypal_v2", "nice_v2", "payco"} {
			if _, err := e.AddChannel(t.Context(), imp, engine.Channel{Name: code, Provider: code, MID: "mid1"}); err != nil {
				t.Fatal(err)
			}
		}
		w, refused, err := e.StartWindow(t.Context(), engine.StartRequest{UserCode: imp, Params: params})
		if err != nil {
			t.Fatal(err)
		}
		records := e.All(imp)
		if refused != nil {
			if len(records) != 0 || refused.Message == "" {
				t.Fatalf("refused %+v with %d records", refused, len(records))
			}
			return
		}
		var amount json.Number
		if err := json.Unmarshal(params["amount"], &amount); err != nil || len(records) != 1 || !records[0].Amount.IsPositive() && records[0].CustomerUID == "" {
			t.Fatalf("opened %+v for %s", records, body)
		}
		r, err := e.FinishWindow(t.Context(), w.Secret, engine.Choice{Outcome: engine.Approve})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := json.Marshal(r.Callback); err != nil {
			t.Fatal(err)
		}
	})
}
