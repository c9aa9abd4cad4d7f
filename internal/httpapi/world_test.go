package httpapi_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/httpapi"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/merchant/merchanttest"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/store"
)

const shopOrigin = "http://localhost:4000"

// world is a payment server over a store and a PortOne whose payments the test
// makes. Every request and answer is held to api/openapi.yaml.
type world struct {
	t       *testing.T
	clock   *clock.Manual
	portone *merchanttest.Gateway
	store   *merchanttest.Store // nil when the store is the real one
	service *merchant.Service
	handler http.Handler
	key     string
	log     *bytes.Buffer
	quick   bool // answers are held to the catalogue of codes alone, which takes no time
}

func newWorld(t *testing.T, change ...func(*httpapi.Deps)) *world {
	t.Helper()
	memory := &merchanttest.Store{}
	w := newWorldOn(t, memory, change...)
	w.store = memory
	return w
}

// newSQLiteWorld is a world whose store is the real one, on a file.
func newSQLiteWorld(t *testing.T) *world {
	t.Helper()
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "naru.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return newWorldOn(t, db, func(d *httpapi.Deps) { d.Ping = db.Ping })
}

func newWorldOn(t *testing.T, kept merchant.Store, change ...func(*httpapi.Deps)) *world {
	t.Helper()
	w := &world{t: t, clock: clock.NewManual(time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)), log: &bytes.Buffer{}}
	w.portone = merchanttest.NewGateway(w.clock)
	var err error
	w.service, err = merchant.New(
		merchant.Config{
			Imp: merchanttest.Imp, Env: payment.Test, Default: merchanttest.Default, SDKURL: "http://localhost:4200/v1/iamport.js",
			PublicURL: "http://localhost:4100", ShopOrigins: []string{shopOrigin}, TokenKey: bytes.Repeat([]byte("k"), 32), Register: true, TellShop: true,
		},
		merchant.Deps{
			Store: kept, Gateway: w.portone, Register: w.portone, Lister: w.portone, Clock: w.clock,
			Log: slog.New(slog.DiscardHandler),
		})
	if err != nil {
		t.Fatal(err)
	}
	if w.key, _, err = w.service.CreateKey(t.Context(), merchant.KeyWish{Name: "test", Scopes: merchant.Scopes}); err != nil {
		t.Fatal(err)
	}
	d := httpapi.Deps{Service: w.service, Log: slog.New(slog.NewJSONHandler(w.log, nil)), Version: "test"}
	for _, c := range change {
		c(&d)
	}
	w.handler = httpapi.New(d)
	return w
}

// reply is an answer, read.
type reply struct {
	status int
	header http.Header
	body   []byte
	json   map[string]any
}

func (r reply) code() string { s, _ := r.json["code"].(string); return s }

func (r reply) object(name string) map[string]any { m, _ := r.json[name].(map[string]any); return m }

func (r reply) text(name string) string { s, _ := r.json[name].(string); return s }

// edit changes a request before it is sent.
type edit func(*http.Request)

func header(name, value string) edit { return func(r *http.Request) { r.Header.Add(name, value) } }

func bearer(secret string) edit {
	return func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+secret) }
}

func noKey(r *http.Request) { r.Header.Del("Authorization") }

func kind(contentType string) edit {
	return func(r *http.Request) { r.Header.Set("Content-Type", contentType) }
}

// send sends a request as the shop's server unless an edit says otherwise.
func (w *world) send(method, target, body string, edits ...edit) reply {
	w.t.Helper()
	r := httptest.NewRequestWithContext(w.t.Context(), method, "http://localhost:4100"+target, strings.NewReader(body))
	if body == "" {
		r.Body, r.ContentLength = http.NoBody, 0
	} else {
		r.Header.Set("Content-Type", "application/json")
	}
	r.Header.Set("Authorization", "Bearer "+w.key)
	for _, e := range edits {
		e(r)
	}
	return w.serve(r, body)
}

func (w *world) serve(r *http.Request, body string) reply {
	w.t.Helper()
	rec := httptest.NewRecorder()
	w.handler.ServeHTTP(rec, r)
	res := rec.Result()
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	out := reply{status: res.StatusCode, header: res.Header, body: text}
	if strings.Contains(res.Header.Get("Content-Type"), "json") {
		if err := json.Unmarshal(text, &out.json); err != nil {
			w.t.Fatalf("%s %s: not JSON: %v: %s", r.Method, r.URL, err, text)
		}
	}
	if out.status == http.StatusInternalServerError {
		w.t.Errorf("%s %s %q: answered 500: %s", r.Method, r.URL, body, w.log)
	}
	w.checkAgainstDescription(r, body, out)
	return out
}

// want fails the test unless the answer has the status and, for a problem, the
// code.
func (w *world) want(r reply, status int, code string) reply {
	w.t.Helper()
	if r.status != status || r.code() != code {
		w.t.Fatalf("answer = %d %q, want %d %q: %s", r.status, r.code(), status, code, r.body)
	}
	return r
}

// opened is a payment that the shop opened.
type opened struct {
	id, token, merchantUID string
	reply                  reply
}

const openBody = `{"order_ref":"A-1001","amount":59000,"name":"맨투맨","buyer":{"name":"홍길동","tel":"010-1234-5678"}}`

func (w *world) open(body string) opened {
	w.t.Helper()
	r := w.want(w.send("POST", "/api/payments", body), http.StatusCreated, "")
	p := r.object("payment")
	o := opened{token: r.text("client_token"), reply: r}
	o.id, _ = p["id"].(string)
	o.merchantUID, _ = p["merchant_uid"].(string)
	return o
}

// paid opens a payment and has it paid and confirmed.
func (w *world) paid(body string) (opened, payment.ImpUID) {
	w.t.Helper()
	o := w.open(body)
	amount, _ := o.reply.object("payment")["amount"].(float64)
	imp := w.portone.Pay(payment.MerchantUID(o.merchantUID), money.Won(int64(amount)))
	r := w.want(w.send("POST", "/api/payments/"+o.id+"/complete", `{"imp_uid":"`+string(imp)+`"}`), http.StatusOK, "")
	if r.text("state") != "paid" {
		w.t.Fatalf("payment is %s, want paid: %s", r.text("state"), r.body)
	}
	w.clock.Advance(time.Second)
	return o, imp
}
