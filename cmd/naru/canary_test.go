package main

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/telemetry"
)

// What must be nowhere but where it belongs.
const (
	canaryName   = "카나리아홍"
	canaryTel    = "010-7531-8642"
	canaryMail   = "canary.of.a.buyer@example.com"
	canaryAddr   = "카나리아시 새장동"
	canaryZip    = "86420"
	canaryReason = "카나리아 사유"
	canaryBank   = "7531-86420-13579"
	canaryHolder = "카나리아예금주"
	canaryCard   = "4111111111111111"
	canaryKey    = "sk_test_01CANARYCANARYCANARYCANARY_canarycanarycanary"
)

// overheard is everything that was said where nothing of that may be.
type overheard struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *overheard) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

func (o *overheard) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// forms are the ways in which a secret may stand somewhere.
func forms(word string) []string {
	out := []string{word, url.QueryEscape(word), url.PathEscape(word), strings.ReplaceAll(word, "-", ""), strings.Trim(fmt.Sprintf("%+q", word), `"`)}
	return append(out, fmt.Sprintf("%x", word))
}

func foundIn(text string, words map[string]string) []string {
	var out []string
	for name, word := range words {
		for _, form := range forms(word) {
			if strings.Contains(text, form) {
				out = append(out, name)
				break
			}
		}
	}
	return out
}

// TestCanaries_appearNowhere runs a purchase, a refund, a failure and what goes
// wrong with the log at debug, and looks for seeded secrets and personal data in
// the log, the metrics, refusals and what the shop was told.
func TestCanaries_appearNowhere(t *testing.T) {
	t.Parallel()
	onBothEngines(t, false, func(w *shopWorld) {
		token := w.tellCanaries()
		words := map[string]string{
			"name": canaryName, "phone": canaryTel, "e-mail": canaryMail, "address": canaryAddr, "postcode": canaryZip, "reason": canaryReason,
			"account": canaryBank, "holder": canaryHolder, "card": canaryCard, "a wrong key": canaryKey, "the API key": w.key, "a client token": token,
			"NARU_SECRET_KEY": worldKey, "the webhooks' secret": strings.Repeat("A", 44), "PortOne's secret": w.box.Seeded().APISecret,
		}
		if len(foundIn(strings.Join([]string{canaryName, w.key, token, worldKey}, " "), words)) < 4 {
			w.t.Fatal("the scan finds nothing where it all stands")
		}
		for place, text := range map[string]string{
			"the log": w.overheard.String(), "the metrics": w.metrics(), "a refusal": w.refusals.String(), "what the shop is told": w.toldBodies(),
		} {
			if text == "" {
				w.t.Errorf("%s is empty: the scan cannot fail", place)
			}
			if found := foundIn(text, words); len(found) > 0 {
				w.t.Errorf("%v in %s:\n%s", found, place, text)
			}
		}
		for _, line := range strings.Split(strings.TrimSpace(w.overheard.String()), "\n") {
			if !strings.HasPrefix(line, "{") {
				w.t.Errorf("a line of the log that somebody else wrote: %q", line)
			}
		}
	}, func(w *shopWorld) {
		w.overheard, w.refusals = &overheard{}, &overheard{}
		w.log = telemetry.NewLog(w.overheard, telemetry.Options{Level: slog.LevelDebug})
	})
}

// tellCanaries has the server told everything that it must keep to itself and
// returns a client token.
func (w *shopWorld) tellCanaries() string {
	w.t.Helper()
	body := order("A-1", 59000)
	body["buyer"] = map[string]any{"name": canaryName, "tel": canaryTel, "email": canaryMail, "addr": canaryAddr, "postcode": canaryZip}
	opened := w.must(201, "POST", "/api/payments", w.key, "", body)
	token, _ := opened.at("client_token").(string)
	id := fmt.Sprint(opened.at("payment", "id"))
	w.pay(opened, "decline_limit", nil)
	imp := w.pay(opened, "approve", nil).at("imp_uid")
	w.must(200, "POST", "/api/payments/"+id+"/complete", token, "", map[string]any{"imp_uid": imp})
	account := map[string]any{"bank": "88", "number": canaryBank, "holder": canaryHolder}
	cancel := map[string]any{"amount": 1000, "reason": canaryReason, "refund_account": account}
	w.refused("POST", "/api/payments/"+id+"/cancel", w.key, cancel) // without an Idempotency-Key
	w.must(200, "POST", "/api/payments/"+id+"/cancel", w.key, "k1", map[string]any{"amount": 1000, "reason": canaryReason})
	w.refused("POST", "/api/payments", w.key, map[string]any{"order_ref": "A-2", "amount": "x" + canaryCard, "name": 1, "buyer": canaryTel, canaryMail: canaryName})
	w.refused("GET", "/api/payments", canaryKey, nil)
	w.refused("GET", "/api/payments/"+id, token+"x", nil)
	w.refused("GET", "/api/payments?buyer_phone="+url.QueryEscape(canaryTel)+"&state=open", w.key, nil)
	w.refused("GET", "/api/orders/"+url.PathEscape(canaryMail), w.key, nil)
	w.refused("GET", "/nowhere/"+url.PathEscape(canaryTel)+"%0d%0alevel=ERROR", canaryKey, nil)
	w.refused("POST", "/api/webhooks/portone", "", map[string]any{"imp_uid": "imp_" + canaryZip, "merchant_uid": 5, "buyer_tel": canaryTel})
	hook := map[string]any{"imp_uid": imp, "merchant_uid": opened.at("payment", "merchant_uid"), "status": "paid\u2028" + canaryName, "card": canaryCard, "buyer_email": canaryMail}
	w.must(200, "POST", "/api/webhooks/portone", "", "", hook)
	w.must(200, "GET", "/api/payments/"+id+"?unmask=true", w.key, "", nil)
	w.must(200, "GET", "/api/payments?buyer_email="+url.QueryEscape(canaryMail), w.key, "", nil)
	w.eventually("the shop hears of it", func() bool { return w.events.count("payment.partially_refunded") == 1 })
	return token
}

// refused makes a request that must be refused and keeps the answer.
func (w *shopWorld) refused(method, path, key string, body any) {
	w.t.Helper()
	status, a, err := w.call(method, w.api+path, key, "", body)
	if err != nil || status < 400 {
		w.t.Fatalf("%s %s: %d, %v, want a refusal", method, path, status, err)
	}
	_, _ = io.WriteString(w.refusals, fmt.Sprintln(status, a))
}

// toldBodies are the bodies that go to the shop.
func (w *shopWorld) toldBodies() string {
	w.t.Helper()
	var out strings.Builder
	ctx := w.t.Context()
	err := w.servers[0].db.View(ctx, func(tx merchant.Tx) error {
		list, err := tx.Payments().List(ctx, "", merchant.Page{Limit: 100})
		for _, p := range list {
			rows, bad := tx.Outbox().OfPayment(ctx, p.ID)
			if bad != nil {
				return bad
			}
			for _, d := range rows {
				out.Write(d.Body)
			}
			events, bad := tx.Events().OfPayment(ctx, payment.ID(p.ID))
			if bad != nil {
				return bad
			}
			fmt.Fprintln(&out, events)
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return out.String()
}
