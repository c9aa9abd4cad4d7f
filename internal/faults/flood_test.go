package faults_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// counted stands in front of PortOne and counts how often payments are read.
func counted(t *testing.T, bank *portone) *atomic.Int64 {
	t.Helper()
	target, err := url.Parse(bank.API)
	must(t, err)
	var reads atomic.Int64
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(target)
		if r.In.Method == http.MethodGet && strings.HasPrefix(r.In.URL.Path, "/payments/") {
			reads.Add(1)
		}
	}}
	front := httptest.NewServer(proxy)
	t.Cleanup(front.Close)
	bank.API = front.URL
	return &reads
}

// from is a client that calls from an address of its own.
func from(n int) *http.Client {
	dial := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, byte(1+n/200), byte(1+n%200))}}
	return &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{DialContext: dial.DialContext}}
}

// forge sends webhooks that PortOne never sent, from many addresses, until
// stopped: of payments that are nobody's, and attempts that are not there at
// payments that are ours.
func forge(t *testing.T, at string, ours []string, stop <-chan struct{}, sent, noted *atomic.Int64) *sync.WaitGroup {
	t.Helper()
	var group sync.WaitGroup
	for i := range 8 {
		client, chance := from(i), rand.New(rand.NewPCG(uint64(i), 11))
		group.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				uid := fmt.Sprintf("%026d", chance.Int64())
				if chance.IntN(100) == 0 && len(ours) > 0 {
					uid = ours[chance.IntN(len(ours))]
				}
				body := fmt.Sprintf(`{"imp_uid":"imp_%012d","merchant_uid":%q,"status":"paid"}`, chance.IntN(1e12), uid)
				resp, err := client.Post(at+"/api/webhooks/portone", "application/json", strings.NewReader(body))
				sent.Add(1)
				if err != nil {
					continue
				}
				if resp.StatusCode == http.StatusOK {
					noted.Add(1)
				}
				_, _ = io.Copy(io.Discard, resp.Body)
				_ = resp.Body.Close()
			}
		})
	}
	return &group
}

// openOne opens the n-th payment and returns what the buyer needs.
func openOne(t *testing.T, s *scene, at string, n int) (opened reply) {
	t.Helper()
	body, err := json.Marshal(map[string]any{
		"order_ref": fmt.Sprintf("F-%d", n), "amount": 1000, "name": "맨투맨", "buyer": map[string]any{"name": "홍길동", "tel": "010-1234-5678"},
	})
	must(t, err)
	r, err := http.NewRequest("POST", at+"/api/payments", bytes.NewReader(body))
	must(t, err)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+s.key)
	resp, err := http.DefaultClient.Do(r)
	must(t, err)
	err = json.NewDecoder(resp.Body).Decode(&opened)
	_ = resp.Body.Close()
	if err != nil || resp.StatusCode/100 != 2 {
		t.Fatalf("open %d: %d, %v", n, resp.StatusCode, err)
	}
	return opened
}

// buy pays at PortOne, which then tells the server, and returns when it did.
func buy(t *testing.T, s *scene, opened reply) {
	t.Helper()
	request := map[string]any{"outcome": "approve"}
	for k, v := range opened.Checkout.Request {
		request[k] = v
	}
	body, err := json.Marshal(request)
	must(t, err)
	resp, err := http.Post(s.bank.Control+"/buyer/pay", "application/json", bytes.NewReader(body))
	must(t, err)
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("buyer/pay: %d", resp.StatusCode)
	}
}

// paidAt waits for the shop to hear of a payment.
func (s *shop) paid(id string) bool {
	for _, e := range s.heard() {
		if e.PaymentID == id && e.Type == "payment.paid" {
			return true
		}
	}
	return false
}

// Forged webhooks pour in while PortOne's own tell of real money. Nobody calls
// complete: the webhook is all that the server has.
func TestWebhookFlood(t *testing.T) {
	t.Parallel()
	linux(t)
	scene := &scene{bank: startPortOne(t), shop: openShop(t), acks: newAckLog(t), dsn: "sqlite:" + filepath.Join(t.TempDir(), "naru.db")}
	reads := counted(t, scene.bank)
	scene.env = scene.bank.settings(scene.dsn, scene.shop.url)
	scene.key = key(t, scene.env)
	one := serve(t, scene.env)
	var ours []string
	var sent, noted atomic.Int64
	stop := make(chan struct{})
	forgers := forge(t, one.url, nil, stop, &sent, &noted)
	begun, waits := time.Now(), []time.Duration{}
	for i := range either(40, 600) {
		p := openOne(t, scene, one.url, i)
		ours = append(ours, p.Payment.MerchantUID)
		bought := time.Now()
		buy(t, scene, p)
		if !soon(30*time.Second, func() bool { return scene.shop.paid(p.Payment.ID) }) {
			t.Fatalf("%s was never confirmed: %s", p.Payment.ID, one.out)
		}
		waits = append(waits, time.Since(bought))
	}
	lasted := time.Since(begun)
	close(stop)
	forgers.Wait()
	slices.Sort(waits)
	p99, memory := waits[len(waits)*99/100], one.memory()
	t.Logf("E9: %d forged webhooks in %v (%d let in, the rest refused by rate), %d payments told of by PortOne alone; p99 of webhook to the shop's event %v, %.2f reads a payment, %d MB at most",
		sent.Load(), lasted.Round(time.Second), noted.Load(), len(ours), p99.Round(time.Millisecond), float64(reads.Load())/float64(len(ours)), memory>>20)
	if p99 > 5*time.Second || memory > 300<<20 {
		t.Errorf("p99 %v, want at most 5 s; memory %d, want at most 300 MB", p99, memory)
	}
	if most := int64(2*len(ours) + len(ours)/10); reads.Load() > most {
		t.Errorf("PortOne was asked %d times for %d payments", reads.Load(), len(ours))
	}
	scene.heal(t).judge(t)
	forgeOurs(t, scene, one, ours, reads)
}

// forgeOurs has a stranger who knows our numbers claim things of paid payments:
// it must cost PortOne no more than it costs him.
func forgeOurs(t *testing.T, s *scene, one *server, ours []string, reads *atomic.Int64) {
	t.Helper()
	before := reads.Load()
	var sent, noted atomic.Int64
	stop := make(chan struct{})
	forgers := forge(t, one.url, ours, stop, &sent, &noted)
	soon(either(time.Second, 10*time.Second), func() bool { return false })
	close(stop)
	forgers.Wait()
	if asked := reads.Load() - before; asked > noted.Load()/20+int64(len(ours)) {
		t.Errorf("%d forged webhooks, one in a hundred with a number of ours, made us ask PortOne %d times", noted.Load(), asked)
	}
	for _, e := range s.look(t).books {
		if len(e.refunds) > 0 || e.payment.Bound == "" {
			t.Errorf("%s is %s with %d refunds after forged webhooks", e.payment.ID, e.payment.State, len(e.refunds))
		}
	}
}
