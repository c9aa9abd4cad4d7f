package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/store"
	"github.com/naru-pay/naru/internal/store/pgtest"
)

// patientOf is the doctor's view of a world whose settings change has altered.
func patientOf(w *shopWorld, change func(*patient)) *patient {
	seeded := w.box.Seeded()
	p := &patient{
		portone: portone{
			Imp: seeded.Imp, PGCode: "html5_inicis.INIpayTest", Key: seeded.APIKey, Secret: seeded.APISecret, Base: w.box.restURL,
		},
		serverSettings: serverSettings{
			PublicURL: w.api, sealing: sealing{SecretKey: worldKey}, ShopOrigins: "http://localhost:4000",
			ShopWebhook: w.shop, WebhookSecret: "whsec_" + strings.Repeat("A", 44), AlertURL: w.shop,
		},
		dsn: w.dsn, now: time.Now,
	}
	if change != nil {
		change(p)
	}
	return p
}

// verdicts examines a patient.
func verdicts(w *shopWorld, goLive bool, change func(*patient)) map[string]finding {
	w.t.Helper()
	p := patientOf(w, change)
	p.examine(w.t.Context(), goLive)
	out := map[string]finding{}
	for _, f := range p.found {
		out[f.ID] = f
		if f.Korean == "" || f.English == "" {
			w.t.Errorf("%s says nothing in one of the languages: %+v", f.ID, f)
		}
		if strings.Contains(f.Korean+f.English, p.Secret) || strings.Contains(f.Korean+f.English, p.SecretKey) {
			w.t.Errorf("%s tells a secret: %+v", f.ID, f)
		}
	}
	return out
}

func TestDoctor_findsAHealthyServerHealthy(t *testing.T) {
	t.Parallel()
	onBothEngines(t, false, func(w *shopWorld) {
		found := verdicts(w, false, nil)
		for _, id := range []string{"settings", "mode", "secret_key", "public_url", "shop_webhook", "alerts", "clock", "keys", "channels", "database", "durability", "api_keys"} {
			if found[id].Verdict != healthy {
				w.t.Errorf("%s: %+v, want ok", id, found[id])
			}
		}
		for id, f := range found {
			if f.Verdict == wrong || f.Verdict == warned {
				w.t.Errorf("%s: %+v", id, f)
			}
		}
	})
}

func TestDoctor_saysWhatIsWrong(t *testing.T) {
	t.Parallel()
	w := newShopWorld(t, "sqlite:"+filepath.Join(t.TempDir(), "naru.db"), false)
	for _, tt := range []struct {
		name, id string
		change   func(*patient)
		verdict  verdict
	}{
		{"a wrong secret", "keys", func(p *patient) { p.Secret = "wrong-secret-wrong-secret" }, wrong},
		{"nobody there", "keys", func(p *patient) { p.Base = "http://127.0.0.1:9" }, wrong},
		{"capitals", "channels", func(p *patient) { p.PGCode = "html5_inicis.INIPayTest" }, wrong},
		{"live on this machine", "settings", func(p *patient) { p.Mode = "live" }, wrong},
		{"a code that is none", "imp", func(p *patient) { p.Imp = "imp_12" }, wrong},
		{"a typed key", "secret_key", func(p *patient) { p.SecretKey = strings.Repeat("k", 40) }, warned},
		{"a short key", "secret_key", func(p *patient) { p.SecretKey = "short" }, wrong},
		{"a slash", "public_url", func(p *patient) { p.PublicURL += "/" }, wrong},
		{"another server", "webhook_url", func(p *patient) { p.PublicURL = w.shop }, warned},
		{"nobody is told", "alerts", func(p *patient) { p.AlertURL = "" }, warned},
		{"a shop's address that is none", "shop_webhook", func(p *patient) { p.ShopWebhook = "shop.example" }, wrong},
		{"no database yet", "database", func(p *patient) { p.dsn = "sqlite:" + filepath.Join(t.TempDir(), "no.db") }, warned},
		{"a database that is away", "database", func(p *patient) { p.dsn = "postgres://naru:pass-word@127.0.0.1:9/naru" }, wrong},
	} {
		got := verdicts(w, false, tt.change)[tt.id]
		if got.Verdict != tt.verdict {
			t.Errorf("%s: %s is %+v, want %s", tt.name, tt.id, got, tt.verdict)
		}
		if strings.Contains(got.Korean+got.English, "pass-word") {
			t.Errorf("%s tells the password: %+v", tt.name, got)
		}
	}
}

func TestDoctor_namesTheKeysThatEndSoon(t *testing.T) {
	t.Parallel()
	w := newShopWorld(t, "sqlite:"+filepath.Join(t.TempDir(), "naru.db"), false)
	if got := verdicts(w, false, nil)["api_keys"]; got.Verdict != healthy {
		t.Errorf("a key without an end: %+v", got)
	}
	_, k, err := w.servers[0].service.CreateKey(t.Context(), merchant.KeyWish{
		Name: "soon", Scopes: merchant.ShopScopes, ExpiresAt: time.Now().Add(keyNotice - time.Hour),
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := verdicts(w, false, nil)["api_keys"]; got.Verdict != warned || !strings.Contains(got.Korean, k.ID) || !strings.Contains(got.English, k.ID) {
		t.Errorf("a key that ends within a month: %+v", got)
	}
}

func TestDoctor_takesTheLaunchChecklistFromWhatHappened(t *testing.T) {
	t.Parallel()
	w := newShopWorld(t, pgtest.DSN(t), false)
	w.let("webhook_drop", nil) // so that it is the browser that confirms
	before := verdicts(w, true, nil)
	opened := w.open("A-1", 59000)
	id := fmt.Sprint(opened.at("payment", "id"))
	imp := w.pay(opened, "approve", nil).at("imp_uid")
	w.must(200, "POST", "/api/payments/"+id+"/complete", w.key, "", map[string]any{"imp_uid": imp})
	w.must(200, "POST", "/api/payments/"+id+"/cancel", w.key, "first", map[string]any{"amount": 1000, "reason": "단순 변심"})
	w.eventually("the refund", func() bool { return w.state(id) == "partially_refunded" })
	after := verdicts(w, true, nil)
	for _, check := range []string{"window", "callback", "refund_part"} {
		if before[check].Verdict != unchecked || after[check].Verdict != healthy {
			t.Errorf("%s: %s before, %s after", check, before[check].Verdict, after[check].Verdict)
		}
	}
	for _, check := range []string{"refund_whole", "redirect", "receipts", "instalments", "webhook_live"} {
		if after[check].Verdict != unchecked {
			t.Errorf("%s: %+v, want unchecked", check, after[check])
		}
	}
	if after["live"].Verdict != wrong {
		t.Errorf("a test server is no live one: %+v", after["live"])
	}
}

func TestDoctor_comparesTheClockWithPortOnes(t *testing.T) {
	t.Parallel()
	behind := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `{"code":0,"response":{"now":%d}}`, time.Now().Add(-10*time.Minute).Unix())
	}))
	defer behind.Close()
	times := &clockReader{}
	resp, err := (&http.Client{Transport: times}).Post(behind.URL+"/users/getToken", "application/json", nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if !times.read || times.skew < 9*time.Minute || times.skew > 11*time.Minute {
		t.Errorf("skew = %v, %t, want ten minutes", times.skew, times.read)
	}
	for skew, want := range map[time.Duration]verdict{0: healthy, -10 * time.Second: warned, 10 * time.Minute: wrong, -10 * time.Minute: wrong} {
		p := &patient{}
		p.checkClock(&clockReader{skew: skew, read: true})
		if p.found[0].Verdict != want {
			t.Errorf("%v: %+v, want %s", skew, p.found[0], want)
		}
	}
}

func TestDoctor_reportsForPeopleAndForScripts(t *testing.T) {
	t.Parallel()
	found := []finding{{"a", healthy, "좋아요", "fine"}, {"b", unchecked, "몰라요", "nobody knows"}}
	var out bytes.Buffer
	if err := report(&out, found, true); err != nil {
		t.Error(err)
	}
	var told struct {
		OK     bool
		Checks []struct{ ID, Verdict, Message_ko string }
	}
	if err := json.Unmarshal(out.Bytes(), &told); err != nil || !told.OK || len(told.Checks) != 2 || told.Checks[1].Verdict != "unchecked" {
		t.Errorf("as JSON: %s, %v", out.String(), err)
	}
	out.Reset()
	err := report(&out, append(found, finding{"c", wrong, "틀렸어요", "broken"}), false)
	if err == nil || exitCode(err) != 1 || !strings.Contains(out.String(), "틀렸어요") || !strings.Contains(out.String(), "broken") {
		t.Errorf("for people: %v\n%s", err, out.String())
	}
}

func TestDoctor_looksAtADatabaseOfAnotherVersion(t *testing.T) {
	t.Parallel()
	p := &patient{}
	p.checkDurability(store.Inspection{Engine: store.PostgreSQL, Settings: "fsync=off"})
	p.live = true
	p.checkDurability(store.Inspection{Engine: store.PostgreSQL, Durable: true})
	p.checkDurability(store.Inspection{Engine: store.PostgreSQL, Durable: true, Standby: true})
	for i, want := range []verdict{wrong, warned, healthy} {
		if p.found[i].Verdict != want {
			t.Errorf("%d: %+v, want %s", i, p.found[i], want)
		}
	}
}

func TestAlertsTest_sendsALineAndSaysWhenItWasNotTaken(t *testing.T) {
	t.Parallel()
	var got bytes.Buffer
	slack := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { _, _ = got.ReadFrom(r.Body) }))
	if err := (&alertsTestCmd{URL: slack.URL}).Run(t.Context()); err != nil || !strings.Contains(got.String(), "시험 알림") {
		t.Errorf("%v, sent %q", err, got.String())
	}
	slack.Close()
	if err := (&alertsTestCmd{URL: slack.URL}).Run(t.Context()); err == nil || exitCode(err) != 1 {
		t.Errorf("nobody there: %v", err)
	}
	if err := (&alertsTestCmd{}).Run(t.Context()); exitCode(err) != 2 {
		t.Errorf("no address: %v", err)
	}
}
