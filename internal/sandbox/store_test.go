package sandbox_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/sandbox"
)

// A shop that sells by accounts, at convenience stores and in escrow, over the
// wire and over a restart in the middle.
func TestShop_byAccountStoreAndEscrow(t *testing.T) {
	t.Parallel()
	got, answer := make(chan string, 20), make(chan int, 2)
	shop := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		if r.URL.Path == "/confirm" {
			w.WriteHeader(<-answer)
		}
		got <- r.URL.Path + " " + string(body)
	}))
	defer shop.Close()
	dir := t.TempDir()
	first := start(t, sandbox.Options{DataDir: dir, StandAt: newYear})
	first.login(t)
	imp := first.Seeded().Imp
	var channel struct{ Key string }
	first.control(t, "POST", "/merchants/"+imp+"/channels", `{"name":"store","provider":"galaxia","mid":"M251105747"}`, &channel)
	first.control(t, "PUT", "/merchants/"+imp+"/webhook", `{"test":{"url":"`+shop.URL+`/webhook"}}`, nil)

	_, issued := first.api(t, "POST", "/cvs", `{"channel_key":"`+channel.Key+`","merchant_uid":"cvs-1","amount":7700,"barcode":"11222222","confirm_url":"`+shop.URL+`/confirm"}`)
	store := between(t, issued, `"imp_uid":"`, `"`)
	_, account := first.api(t, "POST", "/vbanks?pg_api_key=k", `{"channel_key":"`+first.Seeded().Channels[0].Key+`","merchant_uid":"v-1","amount":11000,"vbank_code":"04",
		"vbank_due":1798729200,"vbank_holder":"h","buyer_name":"n","buyer_email":"e"}`)
	vbank := between(t, account, `"imp_uid":"`, `"`)
	var paid struct {
		ImpUID string `json:"imp_uid"`
	}
	first.control(t, "POST", "/buyer/pay", `{"pg":"html5_inicis","escrow":true,"pay_method":"trans","merchant_uid":"e-1","amount":1000,"buyer_tel":"010","name":"n"}`, &paid)
	const who = `{"name":"n","tel":"1","addr":"a","postcode":"p"}`
	if status, raw := first.api(t, "POST", "/escrows/logis/"+paid.ImpUID, `{"sender":`+who+`,"receiver":`+who+`,"logis":{"company":"CJGLS","invoice":"1","sent_at":1}}`); status != 200 {
		t.Fatalf("delivery: %d %s", status, raw)
	}
	first.control(t, "POST", "/payments/"+vbank+"/deposit", `{}`, nil)
	if status, raw := first.api(t, "POST", "/receipts/"+vbank, `{"identifier":"01012345678"}`); status != 200 || !strings.Contains(raw, `"vat":1000`) {
		t.Fatalf("receipt: %d %s", status, raw)
	}
	first.RunDue(t.Context())
	told(t, got, vbank+`","merchant_uid":"v-1","status":"ready"`, vbank+`","merchant_uid":"v-1","status":"paid"`,
		paid.ImpUID+`","merchant_uid":"e-1","status":"paid"}`, `"escrow_status":"2"`)
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}

	again := start(t, sandbox.Options{DataDir: dir, StandAt: newYear})
	again.login(t)
	answer <- http.StatusConflict
	if status := again.control(t, "POST", "/payments/"+store+"/cvs", `{"pay_type":"cash"}`, nil); status != http.StatusUnprocessableEntity {
		t.Errorf("a payment that the shop refuses answered %d", status)
	}
	if body := <-got; !strings.HasPrefix(body, `/confirm {"event":"Galaxia.Cvs.Confirm"`) || !strings.Contains(body, `"payType":"cash"`) {
		t.Errorf("the shop was asked %s", body)
	}
	answer <- http.StatusOK
	if status := again.control(t, "POST", "/payments/"+store+"/cvs", `{}`, nil); status != http.StatusOK {
		t.Errorf("a payment that the shop allows answered %d", status)
	}
	<-got
	again.control(t, "POST", "/payments/"+paid.ImpUID+"/escrow", `{"status":"3"}`, nil)
	again.RunDue(t.Context())
	told(t, got, store+`","merchant_uid":"cvs-1","status":"paid"`, `"escrow_status":"3"`)
	if status, raw := again.api(t, "GET", "/receipts/"+vbank, ""); status != 200 || !strings.Contains(raw, `"cancelled_at":0`) {
		t.Errorf("the receipt after the restart: %d %s", status, raw)
	}
	if len(got) != 0 {
		t.Errorf("the shop was told %s, too", <-got)
	}
}

// told takes as many webhooks as there are texts; each text stands in one of
// them, whatever their order.
func told(t *testing.T, got <-chan string, wants ...string) {
	t.Helper()
	all := ""
	for range wants {
		all += <-got + "\n"
	}
	for _, want := range wants {
		if strings.Count(all, want) != 1 {
			t.Errorf("the shop was not told %s once:\n%s", want, all)
		}
	}
}

// between cuts out what stands behind one text and before another.
func between(t *testing.T, text, after, before string) string {
	t.Helper()
	_, rest, found := strings.Cut(text, after)
	inner, _, closed := strings.Cut(rest, before)
	if !found || !closed {
		t.Fatalf("%s lacks %s", text, after)
	}
	return inner
}
