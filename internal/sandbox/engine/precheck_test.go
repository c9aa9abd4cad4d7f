package engine_test

import (
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

func TestStartWindow_refusesBeforeTheWindow(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("가", 41)
	cases := map[string]struct{ members, code, message, hint string }{
		"amount as text":           {`"amount":"1000"`, "SANDBOX_BAD_PARAMETER", "amount는 숫자여야 합니다.", `amount: 1000 입니다`},
		"no amount":                {`"amount":null`, "SANDBOX_BAD_PARAMETER", "amount 파라메터가 누락", ""},
		"zero":                     {`"amount":0`, "SANDBOX_BAD_PARAMETER", "amount가 올바르지 않습니다.", ""},
		"negative":                 {`"amount":-1`, "SANDBOX_BAD_PARAMETER", "amount가 올바르지 않습니다.", ""},
		"fraction of a won":        {`"amount":10.5`, "SANDBOX_BAD_PARAMETER", "amount가 올바르지 않습니다.", ""},
		"exponent":                 {`"amount":1e3`, "SANDBOX_BAD_PARAMETER", "amount가 올바르지 않습니다.", ""},
		"huge":                     {`"amount":99999999999999999999999`, "SANDBOX_BAD_PARAMETER", "amount가 올바르지 않습니다.", ""},
		"beyond doubles":           {`"amount":9007199254740992`, "SANDBOX_BAD_PARAMETER", "amount가 올바르지 않습니다.", ""},
		"object amount":            {`"amount":{"total":1000}`, "SANDBOX_BAD_PARAMETER", "amount는 숫자여야 합니다.", ""},
		"foreign currency":         {`"currency":"GBP"`, "SANDBOX_BAD_PARAMETER", "지원하지 않는 화폐입니다.", ""},
		"tax free beyond amount":   {`"tax_free":1001`, "SANDBOX_BAD_PARAMETER", "tax_free가 올바르지 않습니다.", ""},
		"merchant_uid as number":   {`"merchant_uid":1`, "SANDBOX_BAD_PARAMETER", "merchant_uid는 문자열이어야 합니다.", ""},
		"no merchant_uid":          {`"merchant_uid":null`, "SANDBOX_BAD_PARAMETER", "merchant_uid 파라메터가 누락", ""},
		"empty merchant_uid":       {`"merchant_uid":""`, "SANDBOX_BAD_PARAMETER", "merchant_uid 파라메터가 누락", ""},
		"over-long merchant_uid":   {`"merchant_uid":"` + long + `"`, "SANDBOX_BAD_PARAMETER", "40자", ""},
		"control letter":           {`"merchant_uid":"a\u0000b"`, "SANDBOX_BAD_PARAMETER", "사용할 수 없는 문자", ""},
		"capitals of the MID":      {`"pg":"html5_inicis.INIPayTest"`, "SANDBOX_NO_CHANNEL", "등록된 PG 설정 정보가 없습니다.", "html5_inicis.INIpayTest"},
		"capitals of the provider": {`"pg":"HTML5_INICIS"`, "SANDBOX_NO_CHANNEL", "등록된 PG 설정 정보가 없습니다.", "html5_inicis.INIpayTest"},
		"the other spelling":       {`"pg":"html5_inicis.INIBillTest"`, "SANDBOX_NO_CHANNEL", "등록된 PG 설정 정보가 없습니다.", "MID가 다릅니다"},
		"unknown provider":         {`"pg":"nicepay"`, "SANDBOX_NO_CHANNEL", "등록된 PG 설정 정보가 없습니다.", "모르는 PG"},
		"PG without a channel":     {`"pg":"nice"`, "SANDBOX_NO_CHANNEL", "등록된 PG 설정 정보가 없습니다.", "채널이 없습니다"},
		"MID in other words":       {`"pg":"html5_inicis.INIPAYTEST"`, "SANDBOX_NO_CHANNEL", "등록된 PG 설정 정보가 없습니다.", "대소문자"},
		"PG of the past":           {`"pg":"chai"`, "SANDBOX_NO_CHANNEL", "등록된 PG 설정 정보가 없습니다.", "더 이상 제공하지 않는"},
		"unknown channelKey":       {`"channelKey":"channel-key-0"`, "SANDBOX_NO_CHANNEL", "등록된 PG 설정 정보가 없습니다.", "channel-key-0"},
		"typo in pay_method":       {`"pay_method":"cart"`, "SANDBOX_BAD_PARAMETER", "지원하지 않는 결제수단입니다.", "'card'의 오타"},
		"method of another PG":     {`"pay_method":"paypal"`, "SANDBOX_BAD_PARAMETER", "지원하지 않는 결제수단입니다.", "pay_method: card"},
		"no buyer_tel at INICIS":   {`"buyer_tel":null`, "SANDBOX_BAD_PARAMETER", "buyer_tel", ""},
		"phone without digital":    {`"pay_method":"phone"`, "SANDBOX_BAD_PARAMETER", "digital", ""},
		"phone with digital text":  {`"pay_method":"phone","digital":"true"`, "SANDBOX_BAD_PARAMETER", "digital", ""},
		"past due time":            {`"pay_method":"vbank","vbank_due":"2020-01-01"`, "SANDBOX_BAD_PARAMETER", "vbank_due", ""},
		"unreadable due time":      {`"pay_method":"vbank","vbank_due":"tomorrow"`, "SANDBOX_BAD_PARAMETER", "vbank_due", ""},
		"redirect to a script":     {`"m_redirect_url":"javascript:alert(1)"`, "SANDBOX_BAD_PARAMETER", "m_redirect_url", ""},
		"card at a one-time MID":   {`"customer_uid":"c1"`, "SANDBOX_BILLING_CONTRACT", "정기결제로 계약되지 않은", "INIBillTst"},
		"card for nothing there":   {`"customer_uid":"c1","amount":0`, "SANDBOX_BILLING_CONTRACT", "정기결제로 계약되지 않은", "INIBillTst"},
		"card by another method":   {`"customer_uid":"c1","pg":"html5_inicis.INIBillTst","pay_method":"trans"`, "SANDBOX_BAD_PARAMETER", "pay_method가 card", ""},
		"empty customer_uid":       {`"customer_uid":"","pg":"html5_inicis.INIBillTst"`, "SANDBOX_BAD_PARAMETER", "customer_uid 파라메터가 누락", ""},
		"over-long customer_uid":   {`"customer_uid":"` + long + long + `","pg":"html5_inicis.INIBillTst"`, "SANDBOX_BAD_PARAMETER", "80자", ""},
		"card at KakaoPay":         {`"customer_uid":"c1","pg":"kakaopay"`, "SANDBOX_BILLING_CONTRACT", "정기결제로 계약되지 않은", "TCSUBSCRIP"},
		"negative with a card":     {`"customer_uid":"c1","pg":"html5_inicis.INIBillTst","amount":-1`, "SANDBOX_BAD_PARAMETER", "amount가 올바르지 않습니다.", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			_, refused := s.start(t, c.members)
			if refused == nil {
				t.Fatalf("request_pay {%s} opened a window", c.members)
			}
			if refused.Code != c.code || !strings.Contains(refused.Message, c.message) || !strings.Contains(refused.Hint, c.hint) {
				t.Errorf("refused with %q %q (hint %q), want %q %q (%q)", refused.Code, refused.Message, refused.Hint, c.code, c.message, c.hint)
			}
			if v, ok := refused.Callback.Get("imp_uid"); !ok || v != nil {
				t.Errorf("imp_uid of the callback is %v, %v; want null", v, ok)
			}
			if v, _ := refused.Callback.Get("success"); v != false {
				t.Errorf("success of the callback is %v", v)
			}
			if n := len(s.All(s.imp)); n != 0 {
				t.Errorf("%d records were made", n)
			}
		})
	}
}

func TestStartWindow_refusesUnknownUserCode(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	_, refused, err := s.StartWindow(t.Context(), engine.StartRequest{UserCode: "imp00000000", Params: request(t, "")})
	if err != nil || refused == nil || !strings.Contains(refused.Message, "식별코드") {
		t.Fatalf("got %+v, %v", refused, err)
	}
}

func TestStartWindow_choosesTheChannel(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	kakao := s.Merchants()[0].Channels[2].Key
	cases := map[string]struct{ members, provider, mid string }{
		"provider and MID":        {`"pg":"html5_inicis.INIBillTst"`, "html5_inicis", "INIBillTst"},
		"provider alone":          {`"pg":"html5_inicis"`, "html5_inicis", "INIpayTest"},
		"missing pg is default":   {`"pg":null`, "html5_inicis", "INIpayTest"},
		"channelKey wins over pg": {`"channelKey":"` + kakao + `"`, "kakaopay", "TC0ONETIME"},
		"method ignored by Kakao": {`"pg":"kakaopay.TC0ONETIME","pay_method":"vbank"`, "kakaopay", "TC0ONETIME"},
	}
	for name, c := range cases {
		w, refused := s.start(t, c.members)
		if refused != nil {
			t.Errorf("%s: refused: %s", name, refused.Message)
			continue
		}
		if p := s.payment(t, w.ImpUID); p.PGProvider != c.provider || p.PGID != c.mid || p.Status != engine.Ready || !p.Sandbox {
			t.Errorf("%s: opened %s.%s %s", name, p.PGProvider, p.PGID, p.Status)
		}
	}
}

func TestStartWindow_refusesApprovedMerchantUID(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	r := s.pay(t, "", engine.Choice{Outcome: engine.Approve})
	for _, when := range []string{"paid", "cancelled"} {
		_, refused := s.start(t, "")
		if refused == nil || refused.Code != "F1002" || refused.Message != "이미 결제가 이루어진 거래건입니다." {
			t.Fatalf("%s merchant_uid: got %+v", when, refused)
		}
		if when == "paid" {
			if _, err := s.Cancel(t.Context(), s.imp, engine.CancelRequest{ImpUID: r.ImpUID}); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestStartWindow_acceptsRetryAfterFailure(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	first := s.pay(t, "", engine.Choice{Outcome: engine.DeclineLimit})
	second := s.pay(t, "", engine.Choice{Outcome: engine.Approve})
	if first.ImpUID == second.ImpUID || s.payment(t, first.ImpUID).Status != engine.Failed || second.Status != engine.Paid {
		t.Errorf("first %+v, second %+v", first, second)
	}
}

func TestStartWindow_comparesWithThePreparedAmount(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	for uid, currency := range map[string]string{"order-1": "", "order-2": "KRW", "order-3": "USD"} {
		if _, err := s.Prepare(t.Context(), s.imp, engine.PrepareRequest{MerchantUID: uid, Amount: "1000", Currency: currency}); err != nil {
			t.Fatal(err)
		}
	}
	cases := map[string]struct {
		members string
		opens   bool
	}{
		"same amount":        {``, true},
		"other amount":       {`"amount":100`, false},
		"same currency":      {`"merchant_uid":"order-2"`, true},
		"other currency":     {`"merchant_uid":"order-3"`, false},
		"other, nothing set": {`"merchant_uid":"order-4","amount":100`, true},
	}
	for name, c := range cases {
		_, refused := s.start(t, c.members)
		if (refused == nil) != c.opens {
			t.Errorf("%s: refused %+v, want it to open: %v", name, refused, c.opens)
		}
		if refused != nil && refused.Code != "SANDBOX_PREPARED_MISMATCH" {
			t.Errorf("%s: code %q", name, refused.Code)
		}
	}
}

func TestRefusal_followsDeviceBuildAndPG(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	r := engine.StartRequest{UserCode: s.imp, Device: engine.Mobile, Params: request(t, `"pay_method":"cart"`)}
	_, refused, err := s.StartWindow(t.Context(), r)
	if err != nil || refused.Delivery != engine.ByRedirect {
		t.Fatalf("got %+v, %v", refused, err)
	}
	if want := "https://shop.example/done?utm=1&merchant_uid=order-1&imp_success=false&error_code=SANDBOX_BAD_PARAMETER&error_msg="; !strings.HasPrefix(refused.RedirectURL, want) {
		t.Errorf("redirect is %s, want %s…", refused.RedirectURL, want)
	}
	r.Legacy = true
	if _, refused, _ = s.StartWindow(t.Context(), r); refused.Code != "" {
		t.Errorf("the old build gets an invented code %q", refused.Code)
	}
	r.Legacy, r.Params = false, request(t, `"pg":"tosspayments","pay_method":"cart"`)
	if _, refused, _ = s.StartWindow(t.Context(), r); refused == nil {
		t.Fatal("opened")
	}
	if _, given := refused.Callback.Get("success"); given {
		t.Errorf("a PG of ids alone tells success: %v", refused.Callback)
	}
}

func TestStartWindow_refusesPhoneWithoutReturnAddress(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	_, refused, err := s.StartWindow(t.Context(), engine.StartRequest{
		UserCode: s.imp, Device: engine.Mobile, Params: request(t, `"m_redirect_url":null`),
	})
	if err != nil || refused == nil || !strings.Contains(refused.Message, "m_redirect_url") {
		t.Fatalf("got %+v, %v", refused, err)
	}
}
