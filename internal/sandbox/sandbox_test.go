package sandbox_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/sandbox"
	"github.com/naru-pay/naru/internal/sandbox/spectest"
)

// answers counts and judges every answer of the sandboxes that start starts.
var answers = spectest.New()

func TestMain(m *testing.M) { answers.Main(m) }

// portone is a sandbox behind real listeners.
type portone struct {
	*sandbox.Sandbox
	console, rest string
	token         string
}

func start(t *testing.T, o sandbox.Options) *portone {
	t.Helper()
	s, err := sandbox.New(o)
	if err != nil {
		t.Fatal(err)
	}
	console, rest := httptest.NewServer(s.Console()), httptest.NewServer(answers.Handler(t, s.Engine(), s.RESTV1()))
	s.SetAddresses(console.URL, rest.URL)
	t.Cleanup(func() {
		console.Close()
		rest.Close()
		if err := s.Close(); err != nil {
			t.Errorf("close the sandbox: %v", err)
		}
	})
	return &portone{Sandbox: s, console: console.URL, rest: rest.URL}
}

// do sends a request and returns status and body.
func do(t *testing.T, method, address, contentType, body string, header ...string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(raw)
}

// control calls the control API with JSON and decodes the answer into v.
func (p *portone) control(t *testing.T, method, path, body string, v any) int {
	t.Helper()
	status, raw := do(t, method, p.console+"/sandbox"+path, "application/json", body)
	if v != nil {
		if err := json.Unmarshal([]byte(raw), v); err != nil {
			t.Fatalf("%s %s answered %d %s", method, path, status, raw)
		}
	}
	return status
}

// login fetches a token with the seeded keys.
func (p *portone) login(t *testing.T) {
	t.Helper()
	form := url.Values{"imp_key": {p.Seeded().APIKey}, "imp_secret": {p.Seeded().APISecret}}.Encode()
	status, raw := do(t, "POST", p.rest+"/users/getToken", "application/x-www-form-urlencoded", form)
	var answer struct {
		Response struct {
			AccessToken string `json:"access_token"`
		} `json:"response"`
	}
	if err := json.Unmarshal([]byte(raw), &answer); err != nil || status != http.StatusOK {
		t.Fatalf("getToken answered %d %s", status, raw)
	}
	p.token = answer.Response.AccessToken
}

// api calls the REST API with the token and JSON.
func (p *portone) api(t *testing.T, method, path, body string) (int, string) {
	t.Helper()
	return do(t, method, p.rest+path, "application/json", body, "Authorization", "Bearer "+p.token)
}

// purchase is a payment of ₩1,000 through KG이니시스 for buyer/pay.
const purchase = `{"merchant_uid":"order-1","pg":"html5_inicis.INIpayTest","pay_method":"card","amount":1000,"name":"당근","buyer_tel":"010-0000-0000"}`

func TestZeroOptions_payReadBackAndCancel(t *testing.T) {
	t.Parallel()
	p := start(t, sandbox.Options{})
	p.login(t)
	var callback struct {
		Success bool   `json:"success"`
		ImpUID  string `json:"imp_uid"`
	}
	if status := p.control(t, "POST", "/buyer/pay", purchase, &callback); status != 200 || !callback.Success {
		t.Fatalf("buyer/pay answered %d %+v", status, callback)
	}
	if status, raw := p.api(t, "GET", "/payments/"+callback.ImpUID, ""); status != 404 || !strings.Contains(raw, `"code":-1`) {
		t.Errorf("a test payment without include_sandbox answered %d %s", status, raw)
	}
	status, raw := p.api(t, "GET", "/payments/"+callback.ImpUID+"?include_sandbox=true", "")
	if status != 200 || !strings.Contains(raw, `"status":"paid"`) || !strings.Contains(raw, `"amount":1000`) {
		t.Fatalf("the payment reads %d %s", status, raw)
	}
	status, raw = p.api(t, "POST", "/payments/cancel", `{"imp_uid":"`+callback.ImpUID+`","amount":400,"checksum":1000}`)
	if status != 200 || !strings.Contains(raw, `"cancel_amount":400`) {
		t.Errorf("cancel answered %d %s", status, raw)
	}
}
