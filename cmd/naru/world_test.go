package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/sandbox"
	"github.com/naru-pay/naru/internal/sandbox/spectest"
	"github.com/naru-pay/naru/internal/store/pgtest"
)

// answers counts and judges what the worlds' sandboxes answered.
var answers = spectest.New()

func TestMain(m *testing.M) {
	standIn()
	pgtest.Main(answers.Around(m))
}

// shopWorld is a payment server over a real database and a sandbox, all met
// over HTTP, and a shop that counts what it is told.
type shopWorld struct {
	t      *testing.T
	api    string // of the payment server
	box    *box
	key    string
	events *heard

	dsn, shop   string
	preregister bool
	clock       *clock.Turned // nil: the machine's
	idle        bool          // servers do nothing by themselves
	servers     []*paymentServer
	log         *slog.Logger // of the servers; nil: none

	overheard, refusals *overheard            // what a scan for secrets looks through
	change              func(*serverSettings) // of each server; nil: none
}

// heard is the shop's side: events by id, so that a repeat counts once.
type heard struct {
	mu   sync.Mutex
	byID map[string]string // type
}

func (h *heard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var e struct{ ID, Type string }
	if err := json.NewDecoder(r.Body).Decode(&e); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.byID[e.ID] = e.Type
}

func (h *heard) count(kind string) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	n := 0
	for _, k := range h.byID {
		if k == kind {
			n++
		}
	}
	return n
}

// onBothEngines runs a story on SQLite and on PostgreSQL.
func onBothEngines(t *testing.T, preregister bool, story func(*shopWorld), prepare ...func(*shopWorld)) {
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		story(newShopWorld(t, "sqlite:"+filepath.Join(t.TempDir(), "naru.db"), preregister, prepare...))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		story(newShopWorld(t, pgtest.DSN(t), preregister, prepare...))
	})
}

// dsnOf names a new database of an engine.
func dsnOf(t *testing.T, engine string) string {
	t.Helper()
	if engine == "postgres" {
		return pgtest.DSN(t)
	}
	return "sqlite:" + filepath.Join(t.TempDir(), "naru.db")
}

// newShopWorld starts a world; prepare changes its sandbox before the payment
// server reads the channels.
func newShopWorld(t *testing.T, dsn string, preregister bool, prepare ...func(*shopWorld)) *shopWorld {
	t.Helper()
	w := &shopWorld{t: t}
	w.begin(dsn, preregister, prepare...)
	return w
}

// begin starts everything.
func (w *shopWorld) begin(dsn string, preregister bool, prepare ...func(*shopWorld)) {
	t := w.t
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	b, err := openSandbox(sandbox.Options{Memory: true, Logger: log}, sandboxAddresses{console: local(0), rest: local(0)})
	if err != nil {
		t.Fatal(err)
	}
	w.box, w.events, w.dsn, w.preregister = b, &heard{byID: map[string]string{}}, dsn, preregister
	shop := httptest.NewServer(w.events)
	w.shop = shop.URL
	t.Cleanup(func() {
		b.Close()
		shop.Close()
	})
	w.run(b.tasks()...)
	answers.Log(t, b.consoleURL+"/sandbox")
	for _, p := range prepare {
		p(w)
	}
	w.api = w.serve()
}

// run has tasks run until the test ends.
func (w *shopWorld) run(tasks ...task) {
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- serveAll(ctx, slog.New(slog.DiscardHandler), tasks...) }()
	w.t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			w.t.Errorf("serve: %v", err)
		}
	})
}

// serve starts a payment server over the world's database and returns its
// address. Several may share a PostgreSQL.
func (w *shopWorld) serve() string {
	w.t.Helper()
	l, err := listen(local(0), "")
	if err != nil {
		w.t.Fatal(err)
	}
	api := "http://" + address(l)
	seeded := w.box.Seeded()
	account := portone{
		Imp: seeded.Imp, PGCode: "html5_inicis.INIpayTest", Key: seeded.APIKey, Secret: seeded.APISecret, Base: w.box.restURL,
		SDK: w.box.consoleURL + "/v1/iamport.js", PGAPIKey: sandboxPGKey,
	}
	settings := serverSettings{
		PublicURL: api, sealing: sealing{SecretKey: worldKey}, ShopOrigins: "http://localhost:4000", Preregister: w.preregister,
		ShopWebhook: w.shop, WebhookSecret: "whsec_" + strings.Repeat("A", 44),
	}
	if w.change != nil {
		w.change(&settings)
	}
	var now clock.Clock = clock.System{}
	if w.clock != nil {
		now = w.clock
	}
	log := w.log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	server, err := newPaymentServerBy(context.Background(), now, w.dsn, account, settings, log)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(server.Close)
	w.servers = append(w.servers, server)
	if w.key == "" {
		if w.key, _, err = server.service.CreateKey(context.Background(), merchant.KeyWish{Name: "test", Scopes: merchant.Scopes}); err != nil {
			w.t.Fatal(err)
		}
	}
	tasks := []task{serving(l, server.handler, longWrites)}
	if !w.idle {
		tasks = append(tasks, server.tasks()...)
	}
	w.run(tasks...)
	return api
}

// worldKey is the worlds' NARU_SECRET_KEY.
const worldKey = "abcdefghijklmnopqrstuvwxyz0123456789"

// answer is a decoded JSON answer.
type answer map[string]any

// at reads a path of keys.
func (a answer) at(path ...string) any {
	var v any = map[string]any(a)
	for _, key := range path {
		m, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = m[key]
	}
	return v
}

// call makes a request and decodes its answer. It may be used by many
// goroutines, so failing is its caller's.
func (w *shopWorld) call(method, url, key, idem string, body any) (int, answer, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return 0, nil, err
	}
	r, err := http.NewRequest(method, url, bytes.NewReader(text))
	if err != nil {
		return 0, nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	if key != "" {
		r.Header.Set("Authorization", "Bearer "+key)
	}
	if idem != "" {
		r.Header.Set("Idempotency-Key", idem)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, nil, err
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		return resp.StatusCode, nil, err
	}
	var a answer
	if err := json.Unmarshal(raw, &a); err != nil {
		return resp.StatusCode, nil, fmt.Errorf("%s %s: %d %.200q", method, url, resp.StatusCode, raw)
	}
	return resp.StatusCode, a, nil
}

func (w *shopWorld) must(status int, method, path, key, idem string, body any) answer {
	w.t.Helper()
	got, a, err := w.call(method, w.api+path, key, idem, body)
	if err != nil || got != status {
		w.t.Fatalf("%s %s: %d, %v, %v; want %d", method, path, got, a, err, status)
	}
	return a
}

func (w *shopWorld) open(ref string, amount int) answer {
	w.t.Helper()
	return w.must(201, "POST", "/api/payments", w.key, "", order(ref, amount))
}

func order(ref string, amount int) map[string]any {
	return map[string]any{
		"order_ref": ref, "amount": amount, "name": "맨투맨", "buyer": map[string]any{"name": "홍길동", "tel": "010-1234-5678"},
	}
}

// pay is a buyer in a browser that may change what it was told to pay.
func (w *shopWorld) pay(opened answer, outcome string, change map[string]any) answer {
	w.t.Helper()
	request, _ := opened.at("checkout", "request").(map[string]any)
	body := map[string]any{"outcome": outcome}
	for k, v := range request {
		body[k] = v
	}
	for k, v := range change {
		body[k] = v
	}
	status, a, err := w.call("POST", w.box.consoleURL+"/sandbox/buyer/pay", "", "", body)
	if err != nil || status != 200 {
		w.t.Fatalf("buyer/pay: %d, %v, %v", status, a, err)
	}
	return a
}

// eventually asks until ok, for things that happen by themselves.
func (w *shopWorld) eventually(what string, ok func() bool) {
	w.t.Helper()
	deadline := time.NewTimer(30 * time.Second)
	defer deadline.Stop()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for !ok() {
		select {
		case <-deadline.C:
			w.t.Fatalf("never: %s", what)
		case <-again.C:
		}
	}
}

func (w *shopWorld) state(id any) any {
	w.t.Helper()
	return w.must(200, "GET", "/api/payments/"+fmt.Sprint(id), w.key, "", nil).at("state")
}

// record reads what the sandbox itself knows of a payment.
func (w *shopWorld) record(imp any) answer {
	w.t.Helper()
	status, a, err := w.call("GET", w.box.consoleURL+"/sandbox/payments/"+fmt.Sprint(imp), "", "", nil)
	if err != nil || status != 200 {
		w.t.Fatalf("sandbox payment %v: %d, %v", imp, status, err)
	}
	return a
}
