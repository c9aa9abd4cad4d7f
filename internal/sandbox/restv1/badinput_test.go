package restv1_test

import (
	"encoding/json"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

func TestBadInput_isRefusedWithoutAnyEffect(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	paid := a.pay(t, "", engine.Choice{Outcome: engine.Approve})
	uid := `"imp_uid":"` + paid.ImpUID + `"`
	cases := map[string]struct {
		contentType, body string
		status            int
	}{
		"not JSON":             {asJSON, `{"imp_uid"`, 400},
		"a list":               {asJSON, `[]`, 400},
		"a number":             {asJSON, `1`, 400},
		"two values":           {asJSON, `{` + uid + `}{}`, 400},
		"names twice":          {asJSON, `{` + uid + `,"amount":100,"amount":1000}`, 400},
		"amount as object":     {asJSON, `{` + uid + `,"amount":{"total":100}}`, 400},
		"amount as list":       {asJSON, `{` + uid + `,"amount":[100]}`, 400},
		"amount as boolean":    {asJSON, `{` + uid + `,"amount":true}`, 400},
		"amount as word":       {asJSON, `{` + uid + `,"amount":"all"}`, 400},
		"empty amount":         {asJSON, `{` + uid + `,"amount":""}`, 400},
		"exponent":             {asJSON, `{` + uid + `,"amount":1e2}`, 400},
		"huge":                 {asJSON, `{` + uid + `,"amount":` + strings.Repeat("9", 200) + `}`, 400},
		"infinite":             {asJSON, `{` + uid + `,"amount":"Infinity"}`, 400},
		"fraction":             {asJSON, `{` + uid + `,"amount":100.5}`, 200},
		"negative":             {asJSON, `{` + uid + `,"amount":-100}`, 200},
		"over the balance":     {asJSON, `{` + uid + `,"amount":1001}`, 200},
		"empty checksum":       {asJSON, `{` + uid + `,"checksum":""}`, 400},
		"wrong checksum":       {asJSON, `{` + uid + `,"checksum":"999"}`, 200},
		"imp_uid as object":    {asJSON, `{"imp_uid":{}}`, 400},
		"flag as word":         {asJSON, `{` + uid + `,"enable_webhook":"maybe"}`, 400},
		"deep nesting":         {asJSON, `{` + uid + `,"extra":` + strings.Repeat(`{"a":`, 40) + `1` + strings.Repeat(`}`, 40) + `}`, 400},
		"not UTF-8":            {asJSON, "{" + uid + ",\"reason\":\"\xff\"}", 400},
		"over-long id":         {asJSON, `{"imp_uid":"` + strings.Repeat("i", 100_000) + `"}`, 200},
		"a large body":         {asJSON, `{` + uid + `,"reason":"` + strings.Repeat("r", 300<<10) + `"}`, 413},
		"wrong content type":   {"text/plain", `{` + uid + `}`, 400},
		"no content type":      {"", `{` + uid + `}`, 400},
		"multipart":            {"multipart/form-data; boundary=x", "--x--", 400},
		"form: bad escape":     {asForm, "imp_uid=" + paid.ImpUID + "&amount=%zz", 400},
		"form: empty amount":   {asForm, "imp_uid=" + paid.ImpUID + "&amount=", 400},
		"form: twice":          {asForm, "imp_uid=" + paid.ImpUID + "&amount=1&amount=1000", 400},
		"form: nested amount":  {asForm, "imp_uid=" + paid.ImpUID + "&amount[total]=1", 400},
		"form: both ways":      {asForm, "imp_uid=" + paid.ImpUID + "&amount=1&amount[total]=1", 400},
		"form: JSON inside":    {asForm, `{` + uid + `}`, 200},
		"JSON as form":         {asJSON, "imp_uid=" + paid.ImpUID, 400},
		"form: not UTF-8":      {asForm, "imp_uid=" + paid.ImpUID + "&reason=%ff", 400},
		"tax-free as object":   {asJSON, `{` + uid + `,"tax_free":{}}`, 400},
		"tax-free too much":    {asJSON, `{` + uid + `,"tax_free":1}`, 200},
		"vat beyond amount":    {asJSON, `{` + uid + `,"amount":10,"vat_amount":11}`, 200},
		"a byte order mark":    {asJSON, "\ufeff{" + uid + "}", 400},
		"NUL in the merchant":  {asJSON, `{"merchant_uid":"order-1\u0000"}`, 200},
		"leading zeros beyond": {asJSON, `{` + uid + `,"amount":"0000000000000000000000000000000000000001"}`, 400},
	}
	for name, c := range cases {
		w := a.send("POST", "/payments/cancel", c.contentType, c.body)
		if got := envelope(t, w); w.Code != c.status || got.Code == 0 || got.Message == nil || *got.Message == "" {
			t.Errorf("%s: answered %d %.200s, want %d and a refusal", name, w.Code, w.Body, c.status)
		}
	}
	p, err := a.engine.PaymentByImpUID(a.m.Code, paid.ImpUID)
	if err != nil || p.Status != engine.Paid || !p.CancelAmount.IsZero() || len(p.CancelHistory) != 0 {
		t.Errorf("the payment was touched: %s given back, %v", p.CancelAmount, err)
	}
}

func TestBadInput_prepare(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	for name, body := range map[string]string{
		"nothing": `{}`, "no amount": `{"merchant_uid":"p"}`, "no id": `{"amount":1}`, "zero": `{"merchant_uid":"p","amount":0}`,
		"negative": `{"merchant_uid":"p","amount":-1}`, "fraction of a won": `{"merchant_uid":"p","amount":1.5,"currency":"KRW"}`,
		"exponent": `{"merchant_uid":"p","amount":1e3}`, "huge": `{"merchant_uid":"p","amount":9007199254740993}`,
		"long id": `{"merchant_uid":"` + strings.Repeat("p", 41) + `","amount":1}`, "currency": `{"merchant_uid":"p","amount":1,"currency":"GBP"}`,
		"id as list": `{"merchant_uid":["p"],"amount":1}`,
	} {
		for _, method := range []string{"POST", "PUT"} {
			if w := a.send(method, "/payments/prepare", asJSON, body); w.Code >= 500 || envelope(t, w).Code == 0 {
				t.Errorf("%s %s: answered %d %s", method, name, w.Code, w.Body)
			}
		}
	}
	if w := a.send("GET", "/payments/prepare/p", "", ""); envelope(t, w).Code == 0 {
		t.Errorf("something was registered: %s", w.Body)
	}
}

func TestBadInput_queriesAndPaths(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	for _, target := range []string{
		"/payments/%ff", "/payments/%00", "/payments/find/%E0%A4%A", "/payments?imp_uid[]=%zz", "/payments?imp_uid[]=%ff",
		"/payments/status/all?page=-1", "/payments/status/all?page=99999999999999999999", "/payments/status/all?limit=1.5",
		"/payments/status/all?from=abc", "/payments/status/all?from=-5", "/payments/status/all?from=2&to=1", "/payments/findAll/" + strings.Repeat("x", 9000),
		"/payments/status/", "//payments", "/payments/../users/pg", "/payments/imp_1/", "/banks/", "/cards/%2e%2e",
	} {
		r := httptest.NewRequest("GET", "/", nil)
		path, query, _ := strings.Cut(target, "?")
		r.URL.RawQuery = query
		r.URL.Path, r.URL.RawPath = path, path
		r.Header.Set("Authorization", a.token)
		w := httptest.NewRecorder()
		a.handler.ServeHTTP(w, r)
		if w.Code >= 500 || w.Code == 200 || envelope(t, w).Code == 0 {
			t.Errorf("GET %s answered %d %s", target, w.Code, w.Body)
		}
	}
}

func TestForms_nestedValuesAndCharsetsAreRead(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	paid := a.pay(t, "", engine.Choice{Outcome: engine.Approve})
	w := a.send("POST", "/payments/cancel", asForm+"; charset=UTF-8",
		"imp_uid="+paid.ImpUID+"&amount=100&checksum=1000&reason=%EB%B3%80%EC%8B%AC&extra[requester]=customer&extra%5Bmemo%5D=a+b&enable_webhook=false")
	if got := envelope(t, w); got.Code != 0 || !strings.Contains(plain(t, w), `"reason":"변심"`) {
		t.Errorf("answered %d %s", w.Code, w.Body)
	}
	w = a.send("POST", "/payments/cancel", "APPLICATION/JSON;charset=utf-8",
		`{"imp_uid":"`+paid.ImpUID+`","amount":"200","checksum":900,"tax_free":null,"extra":{"requester":"customer"},"unknown":[1,{"a":null}]}`)
	if got := envelope(t, w); got.Code != 0 || !strings.Contains(w.Body.String(), `"cancel_amount":300`) {
		t.Errorf("answered %d %s", w.Code, w.Body)
	}
}

func TestCancel_sixtyFourAtOnceOverHTTP(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	paid := a.pay(t, "", engine.Choice{Outcome: engine.Approve})
	var wg sync.WaitGroup
	codes := make([]int, 64)
	for i := range codes {
		wg.Go(func() {
			w := a.send("POST", "/payments/cancel", asJSON, `{"imp_uid":"`+paid.ImpUID+`","amount":100,"checksum":`+strconv.Itoa(1000-i%10*100)+`}`)
			codes[i] = envelope(t, w).Code
		})
	}
	wg.Wait()
	passed := 0
	for _, code := range codes {
		if code == 0 {
			passed++
		}
	}
	p, err := a.engine.PaymentByImpUID(a.m.Code, paid.ImpUID)
	if err != nil || p.CancelAmount.Minor() != int64(passed)*100 || passed < 1 || passed > 10 {
		t.Errorf("%d passed, %s given back, %v", passed, p.CancelAmount, err)
	}
}

func TestLog_holdsEveryRequestWithoutSecrets(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.send("POST", "/users/getToken", asJSON, `{"imp_key":"`+a.m.APIKey+`","imp_secret":"`+a.m.APISecret+`"}`)
	a.send("POST", "/users/getToken", asForm, "imp_key="+a.m.APIKey+"&imp_secret="+a.m.APISecret)
	requests := 0
	for _, ev := range a.engine.Events(0) {
		if ev.Kind == "rest.request" {
			requests++
		}
		if strings.Contains(string(ev.Data), a.m.APISecret) || strings.Contains(string(ev.Data), a.token) {
			t.Errorf("event %d %s holds a secret: %s", ev.Seq, ev.Kind, ev.Data)
		}
	}
	if requests != 2 {
		t.Errorf("%d requests were recorded", requests)
	}
}

func FuzzCancelBody(f *testing.F) {
	f.Add(asJSON, `{"imp_uid":"IMP","amount":100,"checksum":1000}`)
	f.Add(asForm, "imp_uid=IMP&amount=100&extra[requester]=admin")
	f.Add(asJSON, `{"a":{"b":[1,2,{"c":null}]}}`)
	f.Add(asForm, "a[][b]=1&a=%zz&&=")
	f.Add("text/plain", "\xff")
	f.Fuzz(func(t *testing.T, contentType, body string) {
		a := newAPI(t)
		paid := a.pay(t, "", engine.Choice{Outcome: engine.Approve})
		w := a.send("POST", "/payments/cancel", contentType, strings.ReplaceAll(body, "IMP", paid.ImpUID))
		if w.Code >= 500 {
			t.Fatalf("answered %d %s", w.Code, w.Body)
		}
		var got answer
		if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
			t.Fatalf("not an envelope: %s", w.Body)
		}
		p, err := a.engine.PaymentByImpUID(a.m.Code, paid.ImpUID)
		if err != nil || (got.Code == 0) != p.CancelAmount.IsPositive() || p.CancelAmount.Minor() > 1000 {
			t.Fatalf("answered %s, %s given back", w.Body, p.CancelAmount)
		}
	})
}
