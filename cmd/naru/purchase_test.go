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

	"github.com/naru-pay/naru/internal/sandbox"
	"github.com/naru-pay/naru/internal/store/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

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
func onBothEngines(t *testing.T, preregister bool, story func(*shopWorld)) {
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		story(newShopWorld(t, "sqlite:"+filepath.Join(t.TempDir(), "naru.db"), preregister))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		story(newShopWorld(t, pgtest.DSN(t), preregister))
	})
}

func newShopWorld(t *testing.T, dsn string, preregister bool) *shopWorld {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	b, err := openSandbox(sandbox.Options{Memory: true, Logger: log}, sandboxAddresses{console: local(0), rest: local(0)})
	if err != nil {
		t.Fatal(err)
	}
	w := &shopWorld{t: t, box: b, events: &heard{byID: map[string]string{}}, dsn: dsn, preregister: preregister}
	shop := httptest.NewServer(w.events)
	w.shop = shop.URL
	t.Cleanup(func() {
		b.Close()
		shop.Close()
	})
	w.run(b.tasks()...)
	w.api = w.serve()
	return w
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
		PublicURL: api, SecretKey: strings.Repeat("k", 32), ShopOrigins: "http://localhost:4000", Preregister: w.preregister,
		ShopWebhook: w.shop, WebhookSecret: "whsec_" + strings.Repeat("A", 44),
	}
	server, err := newPaymentServer(context.Background(), w.dsn, account, settings, slog.New(slog.DiscardHandler))
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(server.Close)
	if w.key == "" {
		if w.key, _, err = server.service.CreateKey(context.Background(), "test"); err != nil {
			w.t.Fatal(err)
		}
	}
	w.run(append(server.tasks(), serving(l, server.handler, longWrites))...)
	return api
}

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

func TestPurchase_honestIsConfirmedAndTheShopTold(t *testing.T) {
	t.Parallel()
	onBothEngines(t, true, func(w *shopWorld) {
		opened := w.open("A-1", 59000)
		id := opened.at("payment", "id")
		paid := w.pay(opened, "approve", nil)
		done := w.must(200, "POST", "/api/payments/"+fmt.Sprint(id)+"/complete", fmt.Sprint(opened.at("client_token")), "", map[string]any{"imp_uid": paid["imp_uid"]})
		if done.at("state") != "paid" || done.at("imp_uid") != paid["imp_uid"] || done.at("captured") != 59000.0 {
			w.t.Errorf("completed: %v", done)
		}
		w.eventually("the shop hears of it", func() bool { return w.events.count("payment.paid") == 1 })
	})
}

func TestPurchase_forgedAfterRegistrationOpensNoWindow(t *testing.T) {
	t.Parallel()
	onBothEngines(t, true, func(w *shopWorld) {
		opened := w.open("A-1", 59000)
		refused := w.pay(opened, "approve", map[string]any{"amount": 100})
		if refused["success"] == true || refused["imp_uid"] != nil {
			w.t.Errorf("window for 100 won: %v", refused)
		}
		if got := w.state(opened.at("payment", "id")); got != "open" {
			w.t.Errorf("payment is %v", got)
		}
	})
}

func TestPurchase_forgedIsGivenBackAsItWasPaid(t *testing.T) {
	t.Parallel()
	onBothEngines(t, false, func(w *shopWorld) {
		opened := w.open("A-1", 59000)
		id := opened.at("payment", "id")
		forged := w.pay(opened, "approve", map[string]any{"amount": 100})
		w.eventually("the forged 100 won go back", func() bool {
			p := w.record(forged["imp_uid"])
			return fmt.Sprint(p.at("status")) == "cancelled" && fmt.Sprint(p.at("cancel_amount")) == "100"
		})
		if got := w.state(id); got == "paid" {
			w.t.Error("the order is paid with 100 won")
		}
		list := w.must(200, "GET", "/api/discrepancies?payment_id="+fmt.Sprint(id), w.key, "", nil)
		if rows, _ := list.at("data").([]any); len(rows) != 1 {
			w.t.Errorf("discrepancies = %v, want one", list)
		}
		if n := w.events.count("payment.paid"); n != 0 {
			w.t.Errorf("the shop heard paid %d times", n)
		}
	})
}

// One honest payment, told a thousand times at once from both sides.
func TestPurchase_thousandConfirmsAtOnce(t *testing.T) {
	t.Parallel()
	onBothEngines(t, true, func(w *shopWorld) {
		opened := w.open("A-1", 59000)
		id := fmt.Sprint(opened.at("payment", "id"))
		paid := w.pay(opened, "approve_lose_reply", nil)
		imp := paid["imp_uid"]
		if imp == nil {
			w.eventually("the webhook confirms it", func() bool { return w.state(id) == "paid" })
			imp = w.must(200, "GET", "/api/payments/"+id, w.key, "", nil).at("imp_uid")
		}
		var group sync.WaitGroup
		places := make(chan struct{}, 128)
		for i := range 1000 {
			places <- struct{}{}
			group.Go(func() {
				defer func() { <-places }()
				url, key, body := w.api+"/api/payments/"+id+"/complete", w.key, map[string]any{"imp_uid": imp}
				if i%2 == 0 {
					url, key, body = w.api+"/api/webhooks/portone", "", map[string]any{"imp_uid": imp, "merchant_uid": opened.at("payment", "merchant_uid"), "status": "paid"}
				}
				status, a, err := w.call("POST", url, key, "", body)
				if err != nil || status/100 != 2 || (i%2 == 1 && a.at("state") != "paid") {
					t := w.t
					t.Errorf("confirm %d: %d, %v, %v", i, status, a.at("state"), err)
				}
			})
		}
		group.Wait()
		w.eventually("the shop hears of it", func() bool { return w.events.count("payment.paid") > 0 })
		history := w.must(200, "GET", "/api/events?payment_id="+id, w.key, "", nil)
		confirmed := 0
		rows, _ := history.at("data").([]any)
		for _, row := range rows {
			if e, _ := row.(map[string]any); e["type"] == "payment.paid" {
				confirmed++
			}
		}
		if confirmed != 1 || w.events.count("payment.paid") != 1 {
			w.t.Errorf("confirmed %d times, the shop heard %d events", confirmed, w.events.count("payment.paid"))
		}
	})
}

func TestPurchase_sixteenRefundsAtOnce(t *testing.T) {
	t.Parallel()
	onBothEngines(t, true, func(w *shopWorld) {
		opened := w.open("A-1", 59000)
		id := fmt.Sprint(opened.at("payment", "id"))
		paid := w.pay(opened, "approve", nil)
		w.must(200, "POST", "/api/payments/"+id+"/complete", w.key, "", map[string]any{"imp_uid": paid["imp_uid"]})
		var group sync.WaitGroup
		for i := range 16 {
			group.Go(func() {
				status, a, err := w.call("POST", w.api+"/api/payments/"+id+"/cancel", w.key, fmt.Sprintf("key-%d", i), map[string]any{"amount": 10000, "reason": "단순 변심"})
				if err != nil || (status != 200 && status != 202 && status != 409 && status != 422) {
					w.t.Errorf("refund %d: %d, %v, %v", i, status, a, err)
				}
			})
		}
		group.Wait()
		w.eventually("every refund has ended", func() bool {
			p := w.must(200, "GET", "/api/payments/"+id, w.key, "", nil)
			rows, _ := p.at("refunds").([]any)
			for _, row := range rows {
				if r, _ := row.(map[string]any); r["state"] != "succeeded" && r["state"] != "rejected" {
					return false
				}
			}
			return len(rows) > 0
		})
		p := w.must(200, "GET", "/api/payments/"+id, w.key, "", nil)
		gone, _ := p.at("refunded").(float64)
		if record := w.record(paid["imp_uid"]); gone <= 0 || gone > 59000 || fmt.Sprint(record.at("cancel_amount")) != fmt.Sprint(gone) {
			w.t.Errorf("we say %v went back, the sandbox says %v, of 59000", gone, record.at("cancel_amount"))
		}
	})
}

// Two servers on one PostgreSQL hear of the same payment and are asked for
// refunds at once; neither knows of the other.
func TestPurchase_twoServersOnOnePostgreSQL(t *testing.T) {
	t.Parallel()
	w := newShopWorld(t, pgtest.DSN(t), true)
	servers := []string{w.api, w.serve()}
	opened := w.open("A-1", 59000)
	id := fmt.Sprint(opened.at("payment", "id"))
	imp := w.pay(opened, "approve", nil)["imp_uid"]
	var group sync.WaitGroup
	for i := range 200 {
		group.Go(func() {
			status, a, err := w.call("POST", servers[i%2]+"/api/payments/"+id+"/complete", w.key, "", map[string]any{"imp_uid": imp})
			if err != nil || status != 200 || a.at("state") != "paid" {
				t.Errorf("confirm %d: %d, %v, %v", i, status, a.at("state"), err)
			}
		})
	}
	group.Wait()
	for i := range 16 {
		group.Go(func() {
			status, a, err := w.call("POST", servers[i%2]+"/api/payments/"+id+"/cancel", w.key, fmt.Sprintf("key-%d", i), map[string]any{"amount": 10000, "reason": "단순 변심"})
			if err != nil || status/100 == 5 {
				t.Errorf("refund %d: %d, %v, %v", i, status, a, err)
			}
		})
	}
	group.Wait()
	w.eventually("both sides agree on what went back", func() bool {
		ours := w.must(200, "GET", "/api/payments/"+id, w.key, "", nil).at("refunded")
		gone, _ := ours.(float64)
		return gone > 0 && gone <= 59000 && fmt.Sprint(ours) == fmt.Sprint(w.record(imp).at("cancel_amount"))
	})
	w.eventually("the shop hears of it", func() bool { return w.events.count("payment.paid") == 1 })
}

// A browser that adds customer_uid has its card stored, and PortOne says "paid"
// of a payment that charged nothing.
func TestPurchase_storingACardPaysNoOrder(t *testing.T) {
	t.Parallel()
	onBothEngines(t, true, func(w *shopWorld) {
		wish := order("A-1", 59000)
		wish["pg"] = "html5_inicis.INIBillTst"
		var opened answer
		w.eventually("the channels are read", func() bool {
			status, a, err := w.call("POST", w.api+"/api/payments", w.key, "", wish)
			opened = a
			return err == nil && status == 201
		})
		id := fmt.Sprint(opened.at("payment", "id"))
		stored := w.pay(opened, "approve", map[string]any{"customer_uid": "card-1"})
		if record := w.record(stored["imp_uid"]); record.at("status") != "paid" {
			w.t.Fatalf("the sandbox says %v of storing a card", record.at("status"))
		}
		w.must(200, "POST", "/api/payments/"+id+"/complete", w.key, "", map[string]any{"imp_uid": stored["imp_uid"]})
		if got := w.state(id); got != "open" {
			w.t.Errorf("an order is %v by storing a card", got)
		}
		list := w.must(200, "GET", "/api/discrepancies?payment_id="+id, w.key, "", nil)
		if rows, _ := list.at("data").([]any); len(rows) != 1 {
			w.t.Errorf("discrepancies = %v, want one", list)
		}
	})
}
