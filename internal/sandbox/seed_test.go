package sandbox_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/sandbox"
)

func TestSeed_givesTheSameLogForTheSameRequests(t *testing.T) {
	t.Parallel()
	run := func(seed uint64) string {
		shop := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(w, r.Body)
		}))
		defer shop.Close()
		p := running(t, sandbox.Options{Seed: &seed, StandAt: newYear})
		p.control(t, "PUT", "/merchants/"+p.Seeded().Imp+"/webhook", `{"test":{"url":"`+shop.URL+`"},"retry":true}`, nil)
		p.login(t)
		p.api(t, "POST", "/payments/prepare", `{"merchant_uid":"order-1","amount":1000}`)
		var paid, issued struct {
			ImpUID string `json:"imp_uid"`
		}
		p.control(t, "POST", "/buyer/pay", purchase, &paid)
		p.control(t, "POST", "/clock", `{"advance":0}`, nil)
		p.api(t, "GET", "/payments/"+paid.ImpUID+"?include_sandbox=true", "")
		p.api(t, "POST", "/payments/cancel", `{"imp_uid":"`+paid.ImpUID+`","amount":400}`)
		two := strings.NewReplacer("order-1", "order-2", "{", `{"outcome":"issue_account","notice_url":["`+shop.URL+`/a","`+shop.URL+`/b"],`, `"card"`, `"vbank"`)
		p.control(t, "POST", "/buyer/pay", two.Replace(purchase), &issued)
		p.control(t, "POST", "/clock", `{"advance":"25h"}`, nil)
		p.control(t, "POST", "/payments/"+issued.ImpUID+"/deposit", "", nil)
		p.control(t, "POST", "/clock", `{"advance_to_next_due":true}`, nil)
		_, log := do(t, "GET", p.console+"/sandbox/log", "", "")
		for address, name := range map[string]string{shop.URL: "{shop}"} {
			log = strings.ReplaceAll(log, address, name)
		}
		return log
	}
	first := run(7)
	if strings.Count(first, `"webhook.sent"`) != 5 || strings.Count(first, `"rest.request"`) != 4 {
		t.Errorf("the log does not tell of five webhooks and four requests: %s", first)
	}
	if second := run(7); second != first {
		t.Errorf("one seed gave two logs:\n%s\n%s", first, second)
	}
	if other := run(8); other == first {
		t.Error("two seeds gave one log")
	}
}

// A sandbox with a seed lets requests and webhooks take turns; neither a browser
// that waits for the webhook nor a shop that asks back while it handles one may
// wait forever.
func TestSeed_blocksNobody(t *testing.T) {
	t.Parallel()
	var p *portone
	seed := uint64(7)
	shop := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		status, _ := p.api(t, "GET", "/payments/find/order-1", "")
		w.WriteHeader(status)
	}))
	defer shop.Close()
	p = running(t, sandbox.Options{Seed: &seed, StandAt: newYear})
	p.login(t)
	p.control(t, "PUT", "/merchants/"+p.Seeded().Imp+"/webhook", `{"test":{"url":"`+shop.URL+`"},"webhook_first":true}`, nil)
	p.control(t, "POST", "/buyer/pay", purchase, nil)
	if list := p.Engine().Deliveries(""); len(list) != 1 || len(list[0].Attempts) != 1 || list[0].Attempts[0].Code != http.StatusOK {
		t.Errorf("when the browser came back, the webhooks were %+v", list)
	}
	p.control(t, "PUT", "/merchants/"+p.Seeded().Imp+"/webhook", `{"webhook_first":false}`, nil)
	p.control(t, "POST", "/buyer/pay", strings.Replace(purchase, "order-1", "order-2", 1), nil)
	p.api(t, "GET", "/payments/find/order-2", "")
	p.control(t, "POST", "/clock", `{"advance":0}`, nil)
	if list := p.Engine().Deliveries(""); len(list) != 2 || len(list[0].Attempts) != 1 {
		t.Errorf("webhooks %+v", list)
	}
}
