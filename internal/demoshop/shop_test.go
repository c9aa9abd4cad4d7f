package demoshop_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/demoshop"
	"github.com/naru-pay/naru/internal/id"
)

const (
	apiKey = "sk_test_planted_in_the_shop"
	secret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
)

// bench is a shop beside its fake payment server.
type bench struct {
	t      *testing.T
	shop   http.Handler
	server *fakeServer
	clock  *clock.Manual
	logs   *bytes.Buffer
}

func options(server string) demoshop.Options {
	return demoshop.Options{
		Files: fstest.MapFS{
			"index.html": {Data: []byte(`<script src="__PORTONE_SDK_URL__"></script>`)},
			"app.js":     {Data: []byte(`"use strict"`)},
		},
		PaymentServer: server, APIKey: apiKey, WebhookSecret: secret,
		SDKURL: "http://localhost:4200/v1/iamport.js", Imp: "imp00000000", PGCode: "html5_inicis.INIpayTest",
		PublicURL: "http://localhost:4000", SandboxControl: "http://localhost:4200/sandbox",
		Clock: clock.System{}, Entropy: id.System, Logger: slog.New(slog.DiscardHandler),
	}
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{t: t, server: newFakeServer(t), clock: clock.NewManual(time.Date(2026, 11, 23, 15, 30, 0, 0, time.UTC)), logs: &bytes.Buffer{}}
	o := options(b.server.URL)
	o.Clock = b.clock
	o.Logger = slog.New(slog.NewTextHandler(b.logs, nil))
	shop, err := demoshop.New(o)
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	b.shop = shop
	return b
}

func (b *bench) do(r *http.Request) (int, string) {
	b.t.Helper()
	w := httptest.NewRecorder()
	b.shop.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

func (b *bench) get(path string) (int, string) {
	b.t.Helper()
	return b.do(httptest.NewRequest(http.MethodGet, path, nil))
}

func (b *bench) post(path, body string) (int, string) {
	b.t.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	return b.do(r)
}

const goodOrder = `{"items":[{"product_id":"sweatshirt","qty":1,"option":"M"}],"method":"card","consent":true,` + goodBuyer + `}`

const goodBuyer = `"buyer":{"name":"김나루","email":"naru@example.com","tel":"+82 10 1234 5678","addr":"서울시 나루길 1","postcode":"04524"}`

type placed struct {
	OrderRef string `json:"order_ref"`
	Key      string `json:"key"`
	Payment  struct {
		ID string `json:"id"`
	} `json:"payment"`
	ClientToken string          `json:"client_token"`
	Checkout    json.RawMessage `json:"checkout"`
}

func (p placed) path(rest string) string {
	return "/shop/api/orders/" + p.OrderRef + rest + "?key=" + p.Key
}

// place orders a sweatshirt.
func (b *bench) place() placed {
	b.t.Helper()
	return b.placing(goodOrder)
}

// placing orders as a body says.
func (b *bench) placing(order string) placed {
	b.t.Helper()
	code, body := b.post("/shop/api/orders", order)
	if code != http.StatusCreated {
		b.t.Fatalf("POST /shop/api/orders: got %d %s, want 201", code, body)
	}
	var p placed
	read(b.t, body, &p)
	return p
}

type shown struct {
	Order struct {
		State    string `json:"state"`
		Stage    string `json:"stage"`
		Shipping string `json:"shipping"`
		Tax      struct {
			Supply  int64 `json:"supply"`
			VAT     int64 `json:"vat"`
			TaxFree int64 `json:"tax_free"`
		} `json:"tax"`
		Payment struct {
			ReceiptURL *string `json:"receipt_url"`
		} `json:"payment"`
		Cancellable bool `json:"cancellable"`
		Stale       bool `json:"stale"`
		Report      *struct {
			ErrorMessage string `json:"error_msg"`
		} `json:"report"`
	} `json:"order"`
}

func (b *bench) show(p placed) shown {
	b.t.Helper()
	code, body := b.get(p.path(""))
	if code != http.StatusOK {
		b.t.Fatalf("GET order: got %d %s, want 200", code, body)
	}
	var s shown
	read(b.t, body, &s)
	return s
}

func read(t *testing.T, body string, dst any) {
	t.Helper()
	if err := json.NewDecoder(strings.NewReader(body)).Decode(dst); err != nil && err != io.EOF {
		t.Fatalf("read %q: %v", body, err)
	}
}

// code returns the code of a problem.
func code(t *testing.T, body string) string {
	t.Helper()
	var p struct {
		Code   string `json:"code"`
		Korean string `json:"message_ko"`
		Eng    string `json:"message_en"`
	}
	read(t, body, &p)
	if p.Korean == "" || p.Eng == "" {
		t.Errorf("problem %q has not both sentences: %s", p.Code, body)
	}
	return p.Code
}

func TestNew_namesTheOptionThatIsMissing(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*demoshop.Options){
		"APIKey":        func(o *demoshop.Options) { o.APIKey = "" },
		"Imp":           func(o *demoshop.Options) { o.Imp = "" },
		"PGCode":        func(o *demoshop.Options) { o.PGCode = "" },
		"PaymentServer": func(o *demoshop.Options) { o.PaymentServer = "localhost:4100" },
		"SDKURL":        func(o *demoshop.Options) { o.SDKURL = "javascript:alert(1)" },
		"PublicURL":     func(o *demoshop.Options) { o.PublicURL = "" },
		"secret":        func(o *demoshop.Options) { o.WebhookSecret = "whsec_c2hvcnQ=" },
		"Files":         func(o *demoshop.Options) { o.Files = nil },
		"storefront":    func(o *demoshop.Options) { o.Files = fstest.MapFS{} },
	} {
		o := options("http://localhost:4100")
		spoil(&o)
		if _, err := demoshop.New(o); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("New without %s: got error %v, want one that names it", name, err)
		}
	}
}

func TestIndex_carriesTheAddressOfTheSDKAndAPolicyThatAllowsIt(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, path := range []string{"/", "/result?order=x&key=y"} {
		w := httptest.NewRecorder()
		b.shop.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		if got := w.Body.String(); got != `<script src="http://localhost:4200/v1/iamport.js"></script>` {
			t.Errorf("GET %s: got %q, want the address filled in", path, got)
		}
		csp := w.Header().Get("Content-Security-Policy")
		for _, want := range []string{"script-src 'self' http://localhost:4200;", "frame-src http://localhost:4200;", "connect-src 'self' http://localhost:4200;"} {
			if !strings.Contains(csp, want) {
				t.Errorf("GET %s: policy %q lacks %q", path, csp, want)
			}
		}
		if strings.Contains(csp, b.server.URL) || strings.Contains(csp, "unsafe") {
			t.Errorf("GET %s: policy %q allows too much", path, csp)
		}
	}
}

func TestEnv_isExactlyTheTwoPublicValues(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	status, got := b.get("/env.js")
	want := `window.env = {"PORTONE_IMP":"imp00000000","PORTONE_PG_CODE":"html5_inicis.INIpayTest"};` + "\n"
	if status != http.StatusOK || got != want {
		t.Errorf("GET /env.js: got %d %q, want %q", status, got, want)
	}
}

func TestPages_neverShowTheKeys(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	p := b.place()
	for _, path := range []string{"/", "/app.js", "/env.js", "/shop/api/products", "/shop/api/developer", p.path(""), p.path("/trace")} {
		_, body := b.get(path)
		if strings.Contains(body, apiKey) || strings.Contains(body, secret) {
			t.Errorf("GET %s shows a secret", path)
		}
	}
	b.server.fall()
	b.get(p.path("/trace"))
	if logs := b.logs.String(); strings.Contains(logs, apiKey) || strings.Contains(logs, p.Key) {
		t.Errorf("the log holds a secret: %s", logs)
	}
}
