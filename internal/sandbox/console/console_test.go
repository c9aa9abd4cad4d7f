package console_test

import (
	"bufio"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/id"
	"github.com/naru-pay/naru/internal/sandbox/console"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

type api struct {
	engine  *engine.Engine
	handler http.Handler
	imp     string
}

func newAPI(t *testing.T) *api {
	t.Helper()
	e, err := engine.New(engine.Config{Clock: clock.NewManual(time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC)), Entropy: id.System, Seed: true})
	if err != nil {
		t.Fatal(err)
	}
	return &api{engine: e, handler: console.New(e, console.Options{Memory: true}), imp: e.Merchants()[0].Code}
}

// send calls the API as a program on this machine would; header holds names
// and values in turn, and Host is one of them.
func (a *api) send(method, target, body string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	r.Host = "localhost:4200"
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(header); i += 2 {
		if header[i] == "Host" {
			r.Host = header[i+1]
		}
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	a.handler.ServeHTTP(w, r)
	return w
}

// ok calls the API, wants 200 and decodes the answer into v.
func (a *api) ok(t *testing.T, method, target, body string, v any) *httptest.ResponseRecorder {
	t.Helper()
	w := a.send(method, target, body)
	if w.Code != http.StatusOK {
		t.Fatalf("%s %s %s answered %d %s", method, target, body, w.Code, w.Body)
	}
	if v != nil {
		if err := json.Unmarshal(w.Body.Bytes(), v); err != nil {
			t.Fatalf("%s %s answered %s", method, target, w.Body)
		}
	}
	return w
}

const order = `"merchant_uid":"order-1","pg":"html5_inicis.INIpayTest","amount":1000,"name":"<script>","buyer_tel":"010"`

type callback struct {
	Success   *bool  `json:"success"`
	ImpUID    string `json:"imp_uid"`
	ErrorCode string `json:"error_code"`
	ErrorMsg  string `json:"error_msg"`
	VbankNum  string `json:"vbank_num"`
	Method    string `json:"pay_method"`
}

func TestBuyerPay_answersAsTheSDKWould(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		body string
		want func(callback) bool
	}{
		"approve":    {`{"outcome":"approve",` + order + `}`, func(c callback) bool { return *c.Success && c.Method == "card" }},
		"by default": {`{` + order + `}`, func(c callback) bool { return *c.Success }},
		"decline":    {`{"outcome":"decline_stopped",` + order + `}`, func(c callback) bool { return !*c.Success && c.ErrorCode == "F0004" }},
		"cancel": {`{"outcome":"cancel",` + order + `}`, func(c callback) bool {
			return !*c.Success && c.ErrorMsg == "사용자가 결제를 취소하셨습니다"
		}},
		"account":   {`{"outcome":"issue_account","pay_method":"vbank",` + order + `}`, func(c callback) bool { return *c.Success && c.VbankNum != "" }},
		"ids alone": {`{"pg":"tosspayments","merchant_uid":"o","amount":1}`, func(c callback) bool { return c.Success == nil && c.ImpUID != "" && c.ErrorMsg == "" }},
		"old build": {`{"legacy":true,"pg":"tosspayments","merchant_uid":"o","amount":1}`, func(c callback) bool { return *c.Success }},
		"refused": {`{"pg":"nice","merchant_uid":"o","amount":1}`, func(c callback) bool {
			return !*c.Success && c.ImpUID == "" && c.ErrorMsg == "등록된 PG 설정 정보가 없습니다."
		}},
		"kakao inside": {`{"choice":{"method":"kakaopay","money":true},` + order + `}`, func(c callback) bool { return c.Method == "point" }},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newAPI(t)
			var got callback
			w := a.ok(t, "POST", "/buyer/pay", c.body, &got)
			if !c.want(got) {
				t.Errorf("answered %s", w.Body)
			}
		})
	}
}

func TestBuyerPay_silenceIsNull(t *testing.T) {
	t.Parallel()
	for outcome, status := range map[string]engine.Status{"hang": engine.Ready, "approve_lose_reply": engine.Paid} {
		a := newAPI(t)
		w := a.ok(t, "POST", "/buyer/pay", `{"outcome":"`+outcome+`",`+order+`}`, nil)
		p, err := a.engine.PaymentByImpUID(a.imp, w.Header().Get("Naru-Imp-Uid"))
		if strings.TrimSpace(w.Body.String()) != "null" || err != nil || p.Status != status {
			t.Errorf("%s answered %s, payment %s, %v", outcome, w.Body, p.Status, err)
		}
	}
}

func TestBuyerPay_tellsWhereAPhoneGoes(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	w := a.ok(t, "POST", "/buyer/pay", `{"device":"mobile","m_redirect_url":"http://localhost/r?t=1",`+order+`}`, nil)
	if got := w.Header().Get("Naru-Redirect-Url"); !strings.HasPrefix(got, "http://localhost/r?t=1&imp_uid=imp_") || !strings.HasSuffix(got, "&imp_success=true") {
		t.Errorf("Naru-Redirect-Url is %q", got)
	}
}

func TestPayments_listCancelDepositAndResend(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	var paid, account callback
	a.ok(t, "POST", "/buyer/pay", `{`+order+`}`, &paid)
	a.ok(t, "POST", "/buyer/pay", `{"outcome":"issue_account","pay_method":"vbank","merchant_uid":"v","amount":5000,"buyer_tel":"010"}`, &account)
	a.ok(t, "POST", "/buyer/pay", `{"outcome":"decline_limit","merchant_uid":"f","amount":5000,"buyer_tel":"010"}`, nil)
	type record struct {
		ImpUID      string `json:"imp_uid"`
		Status      string `json:"status"`
		Cancellable int    `json:"cancellable"`
		Webhooks    []engine.WebhookDelivery
	}
	var page struct {
		Total  int
		Counts map[string]int
		List   []record
	}
	a.ok(t, "GET", "/merchants/"+a.imp+"/payments?status=paid", "", &page)
	if diff := cmp.Diff(map[string]int{"all": 3, "paid": 1, "ready": 1, "failed": 1, "cancelled": 0, "pending": 0}, page.Counts); diff != "" || page.Total != 1 || page.List[0].ImpUID != paid.ImpUID {
		t.Errorf("page %+v\n%s", page, diff)
	}
	a.ok(t, "GET", "/merchants/"+a.imp+"/payments?q=v&limit=1", "", &page)
	if page.Total != 1 || page.List[0].ImpUID != account.ImpUID {
		t.Errorf("search gave %+v", page)
	}
	var r record
	a.ok(t, "POST", "/payments/"+paid.ImpUID+"/cancel", `{"amount":400}`, &r)
	if r.Status != "cancelled" || r.Cancellable != 600 {
		t.Errorf("after the cancel: %+v", r)
	}
	a.ok(t, "POST", "/payments/"+account.ImpUID+"/deposit", "", &r)
	if r.Status != "paid" {
		t.Errorf("after the deposit: %+v", r)
	}
	a.ok(t, "POST", "/payments/"+paid.ImpUID+"/webhook", "", nil)
	a.ok(t, "GET", "/payments/"+paid.ImpUID, "", &r)
	if len(r.Webhooks) != 3 || !r.Webhooks[0].Resent || r.Webhooks[0].Event != "cancelled" {
		t.Errorf("webhooks %+v", r.Webhooks)
	}
	for target, body := range map[string]string{"cancel": `{"amount":601}`, "deposit": `{}`} {
		if w := a.send("POST", "/payments/"+paid.ImpUID+"/"+target, body); w.Code != 422 || !strings.Contains(w.Body.String(), `"code":"sandbox_refused"`) {
			t.Errorf("%s answered %d %s", target, w.Code, w.Body)
		}
	}
}

func TestAccounts_signUpChannelsAndKeys(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	var m engine.Merchant
	a.ok(t, "POST", "/merchants", `{"email":"me@shop.kr","name":"내 상점"}`, &m)
	old := m.APISecret
	a.ok(t, "POST", "/merchants/"+m.Code+"/secret", "", &m)
	if m.APISecret == old || len(m.APISecret) != 80 {
		t.Error("the secret was not renewed")
	}
	var c engine.Channel
	a.ok(t, "POST", "/merchants/"+m.Code+"/channels", `{"name":"이니시스 1","provider":"html5_inicis","mid":"INIpayTest"}`, &c)
	if c.Mode != engine.Test || c.Tax != "unset" || c.Module == "" {
		t.Errorf("channel %+v", c)
	}
	var got callback
	a.ok(t, "POST", "/buyer/pay", `{"imp":"`+m.Code+`",`+order+`}`, &got)
	if !*got.Success {
		t.Errorf("a channel made by hand takes no payment: %+v", got)
	}
	a.ok(t, "DELETE", "/merchants/"+m.Code+"/channels/"+c.Key, "", nil)
	if w := a.send("DELETE", "/merchants/"+m.Code+"/channels/"+c.Key, ""); w.Code != 404 {
		t.Errorf("a second delete answered %d", w.Code)
	}
	var hooks struct {
		Test         engine.WebhookEndpoint
		WebhookFirst bool `json:"webhook_first"`
	}
	a.ok(t, "PUT", "/merchants/"+m.Code+"/webhook", `{"test":{"url":"http://localhost/hook"},"webhook_first":true}`, nil)
	a.ok(t, "PUT", "/merchants/"+m.Code+"/webhook", `{"retry":true}`, &hooks)
	if hooks.Test.URL != "http://localhost/hook" || !hooks.WebhookFirst || hooks.Test.ContentType != engine.JSONBody {
		t.Errorf("settings that were not sent changed: %+v", hooks)
	}
	a.ok(t, "POST", "/merchants/"+m.Code+"/webhook/test", "", nil)
}

func TestBadInput_isAProblemWithoutEffect(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	var paid callback
	a.ok(t, "POST", "/buyer/pay", `{`+order+`}`, &paid)
	cases := []struct {
		method, target, body string
		status               int
		code                 string
	}{
		{"POST", "/buyer/pay", `{"outcome":"win"}`, 400, "bad_field"},
		{"POST", "/buyer/pay", `{"device":"tv"}`, 400, "bad_field"},
		{"POST", "/buyer/pay", `{"imp":1}`, 400, "bad_field"},
		{"POST", "/buyer/pay", `{"amount":1,"amount":2}`, 400, "bad_json"},
		{"POST", "/buyer/pay", `{"custom_data":{"a":1,"a":2}}`, 400, "bad_json"},
		{"POST", "/buyer/pay", `[]`, 400, "bad_json"},
		{"POST", "/buyer/pay", "{\"name\":\"\xff\"}", 400, "bad_json"},
		{"POST", "/buyer/pay", `{"name":"` + strings.Repeat("x", 300<<10) + `"}`, 413, "body_too_large"},
		{"POST", "/buyer/pay", strings.Repeat(`{"a":`, 100) + "1" + strings.Repeat("}", 100), 400, "bad_json"},
		{"POST", "/merchants", `{"email":"a@b","name":"n","admin":true}`, 400, "unknown_field"},
		{"POST", "/merchants", `{"email":1,"name":"n"}`, 400, "bad_field"},
		{"POST", "/merchants", `{"email":"nobody","name":"n"}`, 400, "bad_field"},
		{"GET", "/merchants/imp0", "", 404, "sandbox_not_found"},
		{"GET", "/payments/imp_0", "", 404, "sandbox_not_found"},
		{"POST", "/payments/" + paid.ImpUID + "/cancel", `{"amount":"1e2"}`, 400, "bad_field"},
		{"POST", "/payments/" + paid.ImpUID + "/cancel", `{"amount":{}}`, 400, "bad_field"},
		{"POST", "/payments/" + paid.ImpUID + "/cancel", `{"amount":-5}`, 422, "sandbox_refused"},
		{"GET", "/merchants/" + a.imp + "/payments?page=0", "", 400, "bad_query"},
		{"GET", "/merchants/" + a.imp + "/payments?status=x", "", 400, "bad_query"},
		{"GET", "/merchants/" + a.imp + "/payments?what=1", "", 400, "bad_query"},
		{"GET", "/log?after=-1", "", 400, "bad_query"},
		{"PUT", "/faults", `{"drop_webhooks":-1}`, 400, "bad_field"},
		{"PUT", "/faults", `{"drop_webhooks":1.5}`, 400, "bad_field"},
		{"GET", "/nowhere", "", 404, "route_not_found"},
		{"DELETE", "/state", "", 405, "method_not_allowed"},
	}
	for _, c := range cases {
		w := a.send(c.method, c.target, c.body)
		var problem struct{ Code string }
		if err := json.Unmarshal(w.Body.Bytes(), &problem); err != nil || w.Code != c.status || problem.Code != c.code ||
			w.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s %s %.80s answered %d %s, want %d %s", c.method, c.target, c.body, w.Code, w.Body, c.status, c.code)
		}
	}
	if w := a.send("POST", "/faults", "", "Content-Type", "text/plain"); w.Code != 405 {
		t.Errorf("answered %d", w.Code)
	}
	if p, err := a.engine.PaymentByImpUID(a.imp, paid.ImpUID); err != nil || !p.CancelAmount.IsZero() || len(a.engine.All(a.imp)) != 1 {
		t.Errorf("something happened: %+v, %v", p, err)
	}
}

func TestGuard_refusesOtherPagesAndNames(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	for name, header := range map[string][]string{
		"another page's POST": {"Origin", "http://evil.example", "Sec-Fetch-Site", "cross-site"},
		"another port's page": {"Origin", "http://localhost:4000"},
		"a rebound name":      {"Host", "evil.example"},
		"a public address":    {"Host", "192.0.2.1:4200"},
	} {
		if w := a.send("POST", "/merchants", `{"email":"a@b","name":"n"}`, header...); w.Code != 403 || !strings.Contains(w.Body.String(), "sandbox_origin_refused") {
			t.Errorf("%s answered %d %s", name, w.Code, w.Body)
		}
	}
	if n := len(a.engine.Merchants()); n != 1 {
		t.Errorf("%d merchants", n)
	}
	a.engine.SetAddresses("http://sandbox.lan:4200", "")
	for _, host := range []string{"localhost:4200", "127.0.0.1:4200", "[::1]:4200", "shop.localhost", "sandbox.lan:4200"} {
		if w := a.send("GET", "/state", "", "Host", host); w.Code != 200 {
			t.Errorf("%s answered %d", host, w.Code)
		}
	}
	if w := a.send("GET", "/merchants", ""); w.Header().Get("Access-Control-Allow-Origin") != "" {
		t.Error("other origins may read the keys")
	}
}

func TestLog_filtersAndContinues(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.ok(t, "POST", "/buyer/pay", `{`+order+`}`, nil)
	type page struct {
		List []engine.Event
		Last uint64
	}
	var all, windows, rest page
	a.ok(t, "GET", "/log", "", &all)
	a.ok(t, "GET", "/log?kind=window&imp="+a.imp, "", &windows)
	if len(windows.List) != 1 || windows.List[0].Kind != "window.opened" || windows.Last != all.Last {
		t.Errorf("windows: %+v", windows)
	}
	a.ok(t, "GET", "/log?limit=2", "", &rest)
	if len(rest.List) != 2 || rest.Last != rest.List[1].Seq {
		t.Errorf("first two: %+v", rest)
	}
}

func TestEvents_streamFromWhereTheReaderWas(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	done := make(chan struct{})
	s := httptest.NewServer(console.New(a.engine, console.Options{Done: done}))
	defer s.Close()
	last := a.engine.Events(0)[len(a.engine.Events(0))-1].Seq
	req, err := http.NewRequestWithContext(t.Context(), "GET", s.URL+"/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Last-Event-ID", "1")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	lines := bufio.NewScanner(res.Body)
	var ids []string
	for lines.Scan() {
		if id, found := strings.CutPrefix(lines.Text(), "id: "); found {
			ids = append(ids, id)
		}
		if len(ids) == int(last)-1 && lines.Text() == "" {
			if err := a.engine.Record("rest.request", "", "", nil); err != nil {
				t.Fatal(err)
			}
		}
		if len(ids) == int(last) {
			close(done)
			break
		}
	}
	if len(ids) != int(last) || ids[0] != "2" {
		t.Errorf("ids %v", ids)
	}
	for lines.Scan() { // the stream ends when the sandbox does
	}
}

func TestDescription_namesEveryOperation(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	var doc struct {
		OpenAPI string
		Paths   map[string]map[string]any
	}
	a.ok(t, "GET", "/openapi.json", "", &doc)
	var described []string
	for path, operations := range doc.Paths {
		for method := range operations {
			described = append(described, strings.ToUpper(method)+" "+path)
		}
	}
	served := console.Routes()
	slices.Sort(described)
	slices.Sort(served)
	if diff := cmp.Diff(served, described); diff != "" || doc.OpenAPI != "3.1.0" {
		t.Errorf("served and described differ:\n%s", diff)
	}
}

func TestProviders_nameTheBanksThatARefundTakes(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	var list []struct {
		Code  string            `json:"code"`
		Banks []engine.CodeName `json:"banks"`
	}
	a.ok(t, "GET", "/providers", "", &list)
	got := map[string]int{}
	for _, p := range list {
		if p.Banks == nil {
			t.Errorf("GET /providers: banks of %s are null, want a list", p.Code)
		}
		got[p.Code] = len(p.Banks)
	}
	if got["html5_inicis"] == 0 || got["kakaopay"] != 0 {
		t.Errorf("GET /providers: banks %v, want some of html5_inicis and none of kakaopay", got)
	}
}

func TestReads_answer(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	for target, want := range map[string]string{
		"/providers": `"mid":"INIBillTst"`, "/faults": `"hold_webhooks":false`, "/state": `"memory":true`, "/merchants": a.imp,
		"/merchants/" + a.imp: `"api_secret":"`, "/merchants/" + a.imp + "/channels": `"mid":"TC0ONETIME"`,
		"/merchants/" + a.imp + "/webhook": `"retry":false`, "/webhooks": `"list":[]`, "/webhooks?imp_uid=imp_0": `"list":[]`,
	} {
		if w := a.ok(t, "GET", target, "", nil); !strings.Contains(w.Body.String(), want) {
			t.Errorf("GET %s answered %s, want %s", target, w.Body, want)
		}
	}
}

func TestSettle_decidesAPendingApproval(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	var m engine.Merchant
	a.ok(t, "GET", "/merchants/"+a.imp, "", &m)
	a.ok(t, "POST", "/merchants/"+m.Code+"/channels", `{"name":"paypal","provider":"paypal_v2","mid":"7WBB3CKT63FRG"}`, nil)
	var r struct{ Status string }
	for uid, c := range map[string]struct{ body, status string }{"a": {``, "paid"}, "b": {`{"outcome":"decline_limit"}`, "failed"}} {
		var got struct {
			ImpUID string `json:"imp_uid"`
		}
		a.ok(t, "POST", "/buyer/pay", `{"pg":"paypal_v2","merchant_uid":"`+uid+`","amount":10.5,"outcome":"leave_pending"}`, &got)
		if a.ok(t, "GET", "/payments/"+got.ImpUID, "", &r); r.Status != "pending" {
			t.Fatalf("left %s", r.Status)
		}
		if w := a.send("POST", "/payments/"+got.ImpUID+"/settle", `{"outcome":"hang"}`); w.Code == 200 {
			t.Errorf("an outcome of windows answered %d %s", w.Code, w.Body)
		}
		if a.ok(t, "POST", "/payments/"+got.ImpUID+"/settle", c.body, &r); r.Status != c.status {
			t.Errorf("settled as %s, want %s", r.Status, c.status)
		}
		if w := a.send("POST", "/payments/"+got.ImpUID+"/settle", ""); w.Code != 422 {
			t.Errorf("a second time answered %d %s", w.Code, w.Body)
		}
	}
}
