package httpapi_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/naru-pay/naru/internal/egress"
	"github.com/naru-pay/naru/internal/httpapi"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/outbox"
	"github.com/naru-pay/naru/internal/store"
)

// shopWorld is a world with a real store, an outbox, and a shop that listens at
// two addresses: /own is the configuration's, the rest may be added.
type shopWorld struct {
	*world
	box  *outbox.Outbox
	shop *listener
}

// listener answers as a test says, by path, and remembers what it was told.
type listener struct {
	url string

	mu      sync.Mutex // guards the rest
	told    []string   // "path event-id signatures"
	answers map[string]int
}

func (l *listener) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.told = append(l.told, r.URL.Path+" "+r.Header.Get("Webhook-Id"))
	status := l.answers[r.URL.Path]
	if status == 0 {
		status = http.StatusOK
	}
	w.WriteHeader(status)
	_, _ = io.WriteString(w, "answer of "+r.URL.Path)
}

func (l *listener) answer(path string, status int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.answers[path] = status
}

// heard returns what was told at a path since it was last asked.
func (l *listener) heard(path string) []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var ids, rest []string
	for _, line := range l.told {
		if id, here := strings.CutPrefix(line, path+" "); here {
			ids = append(ids, id)
		} else {
			rest = append(rest, line)
		}
	}
	l.told = rest
	return ids
}

func newShopWorld(t *testing.T) *shopWorld {
	t.Helper()
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "naru.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	shop := &listener{answers: map[string]int{}}
	server := httptest.NewServer(shop)
	t.Cleanup(server.Close)
	shop.url = server.URL
	w := &shopWorld{shop: shop}
	w.world = newWorldOn(t, db, func(d *httpapi.Deps) {
		var err error
		w.box, err = outbox.New(outbox.Config{
			URL: shop.url + "/own", Secret: "whsec_" + strings.Repeat("A", 44),
			Policy: egress.Policy{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}},
		}, db, d.Service.Clock, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		d.Service.Shop, d.Service.ShopURL = w.box, shop.url+"/own"
	})
	return w
}

// add adds an endpoint at a path of the shop's and returns its id and secret.
func (w *shopWorld) add(path, more string) (id, secret string) {
	w.t.Helper()
	r := w.want(w.send("POST", "/api/webhook-endpoints", `{"url":"`+w.shop.url+path+`"`+more+`}`), http.StatusCreated, "")
	id, _ = r.object("endpoint")["id"].(string)
	return id, r.text("secret")
}

// deliver runs what is due.
func (w *shopWorld) deliver() {
	w.t.Helper()
	if _, err := w.box.RunDue(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

// states are the states of an event's deliveries by endpoint.
func (w *shopWorld) states(eventID string) map[string]string {
	w.t.Helper()
	r := w.want(w.send("GET", "/api/events/"+eventID, ""), http.StatusOK, "")
	out := map[string]string{}
	list, _ := r.json["deliveries"].([]any)
	for _, one := range list {
		d, _ := one.(map[string]any)
		endpoint, _ := d["endpoint_id"].(string)
		out[endpoint], _ = d["state"].(string)
	}
	return out
}

func TestEndpoints_liveTheirLife(t *testing.T) {
	t.Parallel()
	w := newShopWorld(t)
	id, secret := w.add("/a", `,"description":"창고","events":["payment.paid","payment.refunded"]`)
	if !strings.HasPrefix(secret, "whsec_") {
		t.Errorf("secret %q", secret)
	}
	at := "/api/webhook-endpoints/" + id
	for _, r := range []reply{w.send("GET", at, ""), w.send("GET", "/api/webhook-endpoints", "")} {
		w.want(r, http.StatusOK, "")
		if strings.Contains(string(r.body), strings.TrimPrefix(secret, "whsec_")) {
			t.Errorf("the secret is shown again: %s", r.body)
		}
	}
	changed := w.want(w.send("PATCH", at, `{"url":"`+w.shop.url+`/b","events":[]}`), http.StatusOK, "")
	if changed.text("url") != w.shop.url+"/b" || changed.text("description") != "창고" || len(changed.json["events"].([]any)) != 0 {
		t.Errorf("after the change: %s", changed.body)
	}
	w.paid(openBody)
	w.deliver()
	if a, b := w.shop.heard("/a"), w.shop.heard("/b"); len(a) != 0 || len(b) != 1 {
		t.Errorf("told at the old address %v, at the new one %v", a, b)
	}
	for _, deed := range []struct{ deed, state string }{{"pause", "paused"}, {"pause", "paused"}, {"resume", "active"}, {"resume", "active"}} {
		if r := w.want(w.send("POST", at+"/"+deed.deed, ""), http.StatusOK, ""); r.text("state") != deed.state {
			t.Errorf("after %s it is %s", deed.deed, r.text("state"))
		}
	}
	w.want(w.send("DELETE", at, ""), http.StatusNoContent, "")
	for _, again := range []reply{w.send("GET", at, ""), w.send("DELETE", at, ""), w.send("POST", at+"/resume", ""), w.send("POST", at+"/test", "")} {
		w.want(again, http.StatusNotFound, "webhook_endpoint_not_found")
	}
	w.paid(strings.Replace(openBody, "A-1001", "A-1002", 1))
	w.deliver()
	if b := w.shop.heard("/b"); len(b) != 0 {
		t.Errorf("a deleted endpoint was told %v", b)
	}
}

func TestEndpoints_ofTheConfigurationAreShownAndLeftAlone(t *testing.T) {
	t.Parallel()
	w := newShopWorld(t)
	list, _ := w.want(w.send("GET", "/api/webhook-endpoints", ""), http.StatusOK, "").json["data"].([]any)
	own, _ := list[0].(map[string]any)
	if len(list) != 1 || own["id"] != merchant.ConfiguredEndpoint || own["configured"] != true || own["url"] != w.shop.url+"/own" {
		t.Fatalf("list: %v", list)
	}
	at := "/api/webhook-endpoints/" + merchant.ConfiguredEndpoint
	w.want(w.send("PATCH", at, `{"description":"x"}`), http.StatusConflict, "webhook_endpoint_configured")
	for _, deed := range []string{"pause", "resume", "rotate"} {
		w.want(w.send("POST", at+"/"+deed, ""), http.StatusConflict, "webhook_endpoint_configured")
	}
	w.want(w.send("DELETE", at, ""), http.StatusConflict, "webhook_endpoint_configured")
	r := w.want(w.send("POST", at+"/test", ""), http.StatusOK, "")
	if heard := w.shop.heard("/own"); r.json["delivered"] != true || len(heard) != 1 || heard[0] != r.text("event_id") {
		t.Errorf("test: %s, heard %v", r.body, heard)
	}
}

func TestEndpoints_refuseAddressesThatNobodyOutsideHas(t *testing.T) {
	t.Parallel()
	w := newShopWorld(t)
	for _, address := range []string{"http://10.0.0.1/", "http://169.254.169.254/latest/meta-data/", "https://user:pw@shop.example/", "ftp://shop.example/", "https://[::1]/"} {
		w.want(w.send("POST", "/api/webhook-endpoints", `{"url":"`+address+`"}`), http.StatusUnprocessableEntity, "webhook_url_refused")
	}
	for body, code := range map[string]string{
		`{}`: "missing_field", `{"url":""}`: "missing_field", `{"url":7}`: "bad_field", `{"url":"https://shop.example/","secret":"x"}`: "unknown_field",
		`{"url":"https://shop.example/","events":["note.opened"]}`:                 "bad_field",
		`{"url":"https://shop.example/","events":"payment.paid"}`:                  "bad_field",
		`{"url":"https://shop.example/","events":["payment.paid","payment.paid"]}`: "bad_field",
	} {
		w.want(w.send("POST", "/api/webhook-endpoints", body), http.StatusBadRequest, code)
	}
	id, _ := w.add("/a", "")
	w.want(w.send("PATCH", "/api/webhook-endpoints/"+id, `{"url":"http://10.0.0.1/"}`), http.StatusUnprocessableEntity, "webhook_url_refused")
	for range 19 {
		w.add("/more", "")
	}
	w.want(w.send("POST", "/api/webhook-endpoints", `{"url":"https://shop.example/"}`), http.StatusConflict, "webhook_endpoint_limit")
}

func TestEvents_sayWhereTheyStandAtEachEndpoint(t *testing.T) {
	t.Parallel()
	w := newShopWorld(t)
	good, _ := w.add("/good", "")
	bad, _ := w.add("/bad", "")
	refunds, _ := w.add("/refunds", `,"events":["payment.refunded"]`)
	w.shop.answer("/bad", http.StatusTeapot)
	o, _ := w.paid(openBody)
	w.deliver()
	list, _ := w.want(w.send("GET", "/api/events", ""), http.StatusOK, "").json["data"].([]any)
	event, _ := list[0].(map[string]any)
	eventID, _ := event["id"].(string)
	if payload, _ := event["payload"].(map[string]any); len(list) != 1 || event["payment_id"] != o.id || payload["id"] != eventID {
		t.Fatalf("events: %v", list)
	}
	want := map[string]string{merchant.ConfiguredEndpoint: "delivered", good: "delivered", bad: "waiting"}
	if diff := cmp.Diff(want, w.states(eventID)); diff != "" {
		t.Errorf("states (-want +got):\n%s", diff)
	}
	deliveries, _ := event["deliveries"].([]any)
	for _, one := range deliveries {
		d, _ := one.(map[string]any)
		if d["endpoint_id"] == bad && (d["status"] != float64(418) || d["answer"] != "answer of /bad" || d["problem"] != "the shop answered 418" || d["next_at"] == nil) {
			t.Errorf("of the bad answer is kept: %v", d)
		}
	}
	for endpoint, n := range map[string]int{good: 1, bad: 1, refunds: 0, merchant.ConfiguredEndpoint: 1} {
		of, _ := w.want(w.send("GET", "/api/events?endpoint_id="+endpoint, ""), http.StatusOK, "").json["data"].([]any)
		if len(of) != n {
			t.Errorf("events of %s: %v, want %d", endpoint, of, n)
		}
	}
}

func TestEvents_pageThroughAll(t *testing.T) {
	t.Parallel()
	w := newShopWorld(t)
	id, _ := w.add("/a", "")
	for _, ref := range []string{"A-1", "A-2", "A-3", "A-4", "A-5"} {
		w.paid(strings.Replace(openBody, "A-1001", ref, 1))
	}
	w.deliver()
	for _, of := range []string{"", "&endpoint_id=" + id, "&endpoint_id=" + merchant.ConfiguredEndpoint} {
		seen, cursor := map[string]bool{}, ""
		for pages := 0; pages < 5; pages++ {
			r := w.want(w.send("GET", "/api/events?limit=2"+of+cursor, ""), http.StatusOK, "")
			rows, _ := r.json["data"].([]any)
			for _, row := range rows {
				event, _ := row.(map[string]any)
				name, _ := event["id"].(string)
				if seen[name] {
					t.Errorf("%s: %s is there twice", of, name)
				}
				seen[name] = true
			}
			if r.text("next_cursor") == "" {
				break
			}
			cursor = "&cursor=" + r.text("next_cursor")
		}
		if len(seen) != 5 {
			t.Errorf("%s: %d events, want 5", of, len(seen))
		}
	}
}

func TestReplay_tellsAgain(t *testing.T) {
	t.Parallel()
	w := newShopWorld(t)
	w.paid(openBody)
	w.deliver()
	eventID := w.shop.heard("/own")[0]
	late, _ := w.add("/late", "")
	other, _ := w.add("/other", `,"events":["payment.refunded"]`)

	w.want(w.send("POST", "/api/events/"+eventID+"/replay", ""), http.StatusAccepted, "")
	w.deliver()
	if own, missed, none := w.shop.heard("/own"), w.shop.heard("/late"), w.shop.heard("/other"); len(own) != 1 || own[0] != eventID || len(missed) != 1 || len(none) != 0 {
		t.Errorf("after a replay everywhere: %v %v %v", own, missed, none)
	}
	w.want(w.send("POST", "/api/events/"+eventID+"/replay", `{"endpoint_id":"`+other+`"}`), http.StatusAccepted, "")
	w.deliver()
	if own, asked := w.shop.heard("/own"), w.shop.heard("/other"); len(own) != 0 || len(asked) != 1 {
		t.Errorf("after a replay at one endpoint: %v %v", own, asked)
	}
	w.want(w.send("POST", "/api/events/evt_01JD0000000000000000000000/replay", ""), http.StatusNotFound, "event_not_found")
	w.want(w.send("POST", "/api/events/"+eventID+"/replay", `{"endpoint_id":"wep_01JD0000000000000000000000"}`), http.StatusNotFound, "webhook_endpoint_not_found")
	w.want(w.send("POST", "/api/events/"+eventID+"/replay", `{"endpoint":"x"}`), http.StatusBadRequest, "unknown_field")

	from := w.clock.Now().Add(-time.Hour).Format(time.RFC3339)
	at := "/api/webhook-endpoints/" + late + "/replay"
	if r := w.want(w.send("POST", at, `{"from":"`+from+`"}`), http.StatusAccepted, ""); r.json["queued"] != float64(0) || r.json["next_from"] != nil {
		t.Errorf("nothing is missing, but: %s", r.body)
	}
	if r := w.want(w.send("POST", at, `{"from":"`+from+`","include_delivered":true}`), http.StatusAccepted, ""); r.json["queued"] != float64(1) {
		t.Errorf("all of it: %s", r.body)
	}
	w.deliver()
	if again := w.shop.heard("/late"); len(again) != 1 {
		t.Errorf("told again: %v", again)
	}
	for body, code := range map[string]string{`{}`: "missing_field", `{"from":"today"}`: "bad_field", `{"from":"` + from + `","to":"` + from + `"}`: "bad_field"} {
		w.want(w.send("POST", at, body), http.StatusBadRequest, code)
	}
}

func TestEndpoint_thatIsGoneIsDisabledAndCanBeResumed(t *testing.T) {
	t.Parallel()
	w := newShopWorld(t)
	id, _ := w.add("/gone", "")
	w.shop.answer("/gone", http.StatusGone)
	w.paid(openBody)
	w.deliver()
	at := "/api/webhook-endpoints/" + id
	r := w.want(w.send("GET", at, ""), http.StatusOK, "")
	if r.text("state") != "disabled" || r.text("reason") != "gone" || r.text("disabled_at") == "" {
		t.Errorf("after 410: %s", r.body)
	}
	dead, _ := w.want(w.send("GET", "/api/events?delivery=dead", ""), http.StatusOK, "").json["data"].([]any)
	ofIt, _ := w.want(w.send("GET", "/api/events?delivery=dead&endpoint_id="+id, ""), http.StatusOK, "").json["data"].([]any)
	if len(dead) != 1 || len(ofIt) != 1 {
		t.Errorf("dead letters: %v; of the endpoint: %v", dead, ofIt)
	}
	w.want(w.send("POST", at+"/pause", ""), http.StatusConflict, "webhook_endpoint_disabled")
	w.want(w.send("POST", at+"/replay", `{"from":"2026-01-01T00:00:00Z"}`), http.StatusConflict, "webhook_endpoint_disabled")
	w.paid(strings.Replace(openBody, "A-1001", "A-1002", 1)) // nobody tells it
	w.deliver()
	if heard := w.shop.heard("/gone"); len(heard) != 1 {
		t.Errorf("a disabled endpoint was told %v", heard)
	}
	w.shop.answer("/gone", http.StatusOK)
	w.want(w.send("POST", at+"/resume", ""), http.StatusOK, "")
	if r := w.want(w.send("POST", at+"/replay", `{"from":"2026-01-01T00:00:00Z"}`), http.StatusAccepted, ""); r.json["queued"] != float64(2) {
		t.Errorf("what it missed: %s", r.body)
	}
	w.deliver()
	if heard := w.shop.heard("/gone"); len(heard) != 2 {
		t.Errorf("after the replay it was told %v", heard)
	}
}

func TestRotate_showsANewSecretOnce(t *testing.T) {
	t.Parallel()
	w := newShopWorld(t)
	id, first := w.add("/a", "")
	r := w.want(w.send("POST", "/api/webhook-endpoints/"+id+"/rotate", ""), http.StatusOK, "")
	if second := r.text("secret"); second == first || !strings.HasPrefix(second, "whsec_") || r.object("endpoint")["rotating_until"] == nil {
		t.Errorf("rotation: %s", r.body)
	}
	w.clock.Advance(25 * time.Hour)
	if r := w.want(w.send("GET", "/api/webhook-endpoints/"+id, ""), http.StatusOK, ""); r.json["rotating_until"] != nil {
		t.Errorf("a day later: %s", r.body)
	}
}
