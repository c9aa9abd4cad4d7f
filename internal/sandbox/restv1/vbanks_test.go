package restv1_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// channel returns the key of a test channel of a PG, which is added when the
// shop has none.
func (a *api) channel(t testing.TB, provider string) string {
	t.Helper()
	m, err := a.engine.MerchantByCode(a.m.Code)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range m.Channels {
		if c.Provider == provider {
			return c.Key
		}
	}
	c, err := a.engine.AddChannel(t.Context(), a.m.Code, engine.Channel{Name: provider, Provider: provider, MID: "test-" + provider})
	if err != nil {
		t.Fatal(err)
	}
	return c.Key
}

// refusals drives requests that must be refused.
func (a *api) refusals(t *testing.T, cases []refusalCase) {
	t.Helper()
	for _, c := range cases {
		w := a.send(c.method, c.target, asJSON, c.body)
		if got := envelope(t, w); w.Code != c.status || got.Code != c.code || got.Code == 0 || !strings.Contains(plain(t, w), c.text) {
			t.Errorf("%s %s %s: %d %s, want %d, code %d, %q", c.method, c.target, c.body, w.Code, w.Body, c.status, c.code, c.text)
		}
	}
}

type refusalCase struct {
	method, target, body string
	status, code         int
	text                 string
}

// accountFields is an account of ₩30,000 that expires in two days, as any PG
// wants it; the channel is to be added.
const accountFields = `"merchant_uid":"vbank1","amount":30000,"vbank_due":1795575600,"vbank_holder":"당근상점","name":"당근/10kg",
	"buyer_name":"홍길동","buyer_email":"a@example.com","buyer_tel":"01000000000"`

func TestVbanks_areIssuedAndClosed(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	body := `{` + accountFields + `,"channel_key":"` + a.channel(t, "html5_inicis") + `","vbank_code":"04","custom_data":{"b":{"c":[1,"x"]},"a":"당근"},"notice_url":["http://127.0.0.1/a"]}`
	w := a.send("POST", "/vbanks?pg_api_key=secret-key", asJSON, body)
	golden(t, "vbank_issued", w)
	if text := plain(t, w); !strings.Contains(text, `"custom_data":"{\"b\":{\"c\":[1,\"x\"]},\"a\":\"당근\"}"`) {
		t.Errorf("custom_data in %s", text)
	}
	p := a.engine.All(a.m.Code)[0]
	if len(p.NoticeURLs) != 1 || p.NoticeURLs[0] != "http://127.0.0.1/a" {
		t.Errorf("notice_url was read as %v", p.NoticeURLs)
	}
	if w := a.send("GET", "/payments/find/vbank1/ready", "", ""); envelope(t, w).Code != 0 || !strings.Contains(w.Body.String(), p.ImpUID) {
		t.Errorf("the account is not found: %s", w.Body)
	}
	if w := a.send("DELETE", "/vbanks/"+p.ImpUID+"?pg_api_key=secret-key", "", ""); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `"status":"failed"`) {
		t.Errorf("closing: %d %s", w.Code, w.Body)
	}
	for _, ev := range a.engine.Events(0) {
		if strings.Contains(string(ev.Data), "secret-key") {
			t.Errorf("the log holds the PG's key: %s", ev.Data)
		}
	}
}

func TestVbanks_readFormsWithNestedCustomData(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	w := a.send("POST", "/vbanks", asForm, "channel_key="+a.channel(t, "tosspayments")+
		"&merchant_uid=v&amount=1000&vbank_code=004&vbank_due=1795575600&buyer_name=n&custom_data[b]=2&custom_data[a][c]=1&notice_url[]=http://127.0.0.1/a&fixed_unlimited_vbank=false")
	if text := plain(t, w); envelope(t, w).Code != 0 || !strings.Contains(text, `"custom_data":"{\"a\":{\"c\":\"1\"},\"b\":\"2\"}"`) {
		t.Errorf("answered %s", text)
	}
}

func TestVbanks_refuse(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	card := a.pay(t, "", engine.Choice{Outcome: engine.Approve})
	inicis, toss := a.channel(t, "html5_inicis"), a.channel(t, "tosspayments")
	body := func(channel, members string) string {
		return `{` + accountFields + `,"channel_key":"` + channel + `"` + members + `}`
	}
	w := a.send("POST", "/vbanks", asJSON, body(toss, `,"vbank_code":"004"`))
	if envelope(t, w).Code != 0 {
		t.Fatalf("answered %s", w.Body)
	}
	issued := a.engine.All(a.m.Code)[0].ImpUID
	a.refusals(t, []refusalCase{
		{"POST", "/vbanks", body(inicis, `,"vbank_code":"04"`), 200, 1, "hashData 불일치"},
		{"POST", "/vbanks?pg_api_key=k", body(inicis, `,"vbank_code":"004"`), 200, 1, "은행구분코드"},
		{"POST", "/vbanks", body(a.channel(t, "kakaopay"), `,"vbank_code":"004"`), 200, 1, "지원하지 않는 PG입니다."},
		{"POST", "/vbanks", `{}`, 200, 1, "channel_key 파라메터가 누락되었습니다."},
		{"POST", "/vbanks", body(toss, `,"vbank_code":"004","tax_free":[]`), 400, -1, "tax_free"},
		{"POST", "/vbanks", `[]`, 400, -1, "JSON"},
		{"PUT", "/vbanks/" + issued, `{"amount":1000}`, 400, -1, "지원하지 않는 PG입니다."},
		{"PUT", "/vbanks/" + issued, `{"vbank_due":"soon"}`, 400, -1, "vbank_due"},
		{"PUT", "/vbanks/" + card.ImpUID, `{"amount":1000}`, 400, -1, "가상계좌 결제건이 아닙니다."},
		{"PUT", "/vbanks/imp_0", `{"amount":1000}`, 404, -1, "존재하지 않는 결제정보입니다."},
	})
	if n := len(a.engine.All(a.m.Code)); n != 2 {
		t.Errorf("%d payments, want the card's and one account", n)
	}
}

func TestVbanks_areChangedAndTakeDepositsWithoutEnd(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	w := a.send("POST", "/vbanks", asJSON, `{`+accountFields+`,"channel_key":"`+a.channel(t, "settle")+`","vbank_code":"004","vbank_num":"790-1234-5678","fixed_unlimited_vbank":true}`)
	if envelope(t, w).Code != 0 || !strings.Contains(w.Body.String(), `"deposit_history":[]`) {
		t.Fatalf("issued %s", w.Body)
	}
	id := a.engine.All(a.m.Code)[0].ImpUID
	if w := a.send("PUT", "/vbanks/"+id, asForm, "amount=1000&vbank_due=1795662000"); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `"amount":1000,`) || !strings.Contains(w.Body.String(), `"vbank_date":1795662000`) {
		t.Errorf("changed %d %s", w.Code, w.Body)
	}
	for range 2 {
		if _, err := a.engine.Deposit(t.Context(), id, ""); err != nil {
			t.Fatal(err)
		}
	}
	got := plain(t, a.send("GET", "/payments/"+id+"?include_sandbox=true", "", ""))
	if !strings.Contains(got, `"amount":2000,`) || strings.Count(got, `"depositor_name":"홍길동"`) != 2 || !strings.Contains(got, `"status":"paid"`) {
		t.Errorf("after two deposits: %s", got)
	}
	a.refusals(t, []refusalCase{
		{"PUT", "/vbanks/" + id, `{"amount":1000}`, 400, -1, "입금 대기 상태의 가상계좌가 아닙니다."},
		{"DELETE", "/vbanks/" + id, "", 400, -1, "입금 대기 상태의 가상계좌만"},
	})
}
