package month_test

import (
	"bytes"
	"container/heap"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/gateway/gatewayv1"
	"github.com/naru-pay/naru/internal/httpapi"
	"github.com/naru-pay/naru/internal/id"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/outbox"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/sandbox"
	"github.com/naru-pay/naru/internal/sandbox/engine"
	"github.com/naru-pay/naru/internal/store"
	"github.com/naru-pay/naru/portonev1"
)

// Addresses of a network that is not there.
const (
	serverURL  = "http://naru.test"
	portoneURL = "http://portone.test"
	shopURL    = "http://shop.test/hooks"
)

// shop is the whole world of one shop.
type shop struct {
	t      *testing.T
	ctx    context.Context
	clock  *clock.Manual
	chance *rand.Rand
	begun  time.Time

	box     *sandbox.Sandbox
	account string
	away    atomic.Bool  // PortOne answers the server nothing
	missed  atomic.Int64 // calls meanwhile

	db      *store.DB
	service *merchant.Service
	events  *outbox.Outbox
	handler http.Handler
	key     string
	hears   sync.Mutex                 // guards told
	told    map[string]map[string]bool // by the type: the payments that the shop heard of, by event

	plan    plan
	sweepAt time.Time
	count   map[string]int // what happened, for the figures
}

// newShop opens one on an empty database.
func newShop(t *testing.T, seed uint64) *shop {
	t.Helper()
	begun := time.Date(2026, 10, 1, 0, 0, 0, 0, clock.KST)
	s := &shop{
		t: t, ctx: t.Context(), clock: clock.NewManual(begun), chance: rand.New(rand.NewPCG(seed, 7)), begun: begun,
		told: map[string]map[string]bool{}, count: map[string]int{},
	}
	var err error
	if s.box, err = sandbox.New(sandbox.Options{Clock: s.clock, Entropy: id.Seeded(seed), Memory: true}); err != nil {
		t.Fatal(err)
	}
	s.box.SetAddresses("http://localhost", portoneURL)
	if s.db, err = store.Open(s.ctx, filepath.Join(folder(t), "naru.db"), store.Options{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(s.db.Close(), s.box.Close()); err != nil {
			t.Error(err)
		}
	})
	if err := s.serve(seed); err != nil {
		t.Fatal(err)
	}
	return s
}

// folder is one in memory where there is such: a month has many commits, and
// what a disk takes for each is measured elsewhere.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "naru-month-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// serve builds the payment server as naru serve does.
func (s *shop) serve(seed uint64) error {
	seeded := s.box.Seeded()
	s.account = seeded.Imp
	client, err := portonev1.New(portonev1.Config{
		Key: seeded.APIKey, Secret: seeded.APISecret, BaseURL: portoneURL, IncludeSandbox: true,
		HTTPClient: &http.Client{Transport: wire{s.portone}},
	})
	if err != nil {
		return err
	}
	log := slog.New(slog.DiscardHandler)
	gateway := gatewayv1.New(client, seeded.Imp, "sandbox-pg-key")
	s.service, err = merchant.New(merchant.Config{
		Imp: seeded.Imp, Env: payment.Test, Default: payment.Channel{Provider: "html5_inicis", MID: "INIpayTest"},
		SDKURL: "http://sdk.test/iamport.js", PublicURL: serverURL, TokenKey: bytes.Repeat([]byte("k"), 32), TellShop: true,
	}, merchant.Deps{Store: s.db, Gateway: gateway, Register: gateway, Lister: gateway, Listing: gateway, Clock: s.clock, Entropy: id.Seeded(seed + 1), Log: log})
	if err != nil {
		return err
	}
	secret := "whsec_" + base64.StdEncoding.EncodeToString([]byte("the secret of the shop in the month"))
	s.events, err = outbox.New(outbox.Config{URL: shopURL, Secret: secret, Entropy: id.Seeded(seed + 2), Transport: wire{s.hear}}, s.db, s.clock, log)
	if err != nil {
		return err
	}
	s.handler = httpapi.New(httpapi.Deps{Service: s.service, Log: log, Clock: s.clock})
	s.key, _, err = s.service.CreateKey(s.ctx, merchant.KeyWish{Name: "shop", Scopes: merchant.Scopes})
	return err
}

// wire carries requests to a handler in this process.
type wire struct {
	to func(http.ResponseWriter, *http.Request) error
}

// RoundTrip implements http.RoundTripper.
func (w wire) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.RequestURI, r.RemoteAddr = r.URL.RequestURI(), "192.0.2.9:5000"
	if r.Body == nil {
		r.Body = http.NoBody
	}
	a := httptest.NewRecorder()
	if err := w.to(a, r); err != nil {
		return nil, err
	}
	return a.Result(), nil
}

// portone is PortOne's REST API, while it is there.
func (s *shop) portone(w http.ResponseWriter, r *http.Request) error {
	if s.away.Load() {
		s.missed.Add(1)
		return errors.New("connection refused")
	}
	s.box.RESTV1().ServeHTTP(w, r)
	return nil
}

// hear is the shop's own server.
func (s *shop) hear(w http.ResponseWriter, r *http.Request) error {
	var e merchant.ShopEvent
	if err := json.NewDecoder(r.Body).Decode(&e); err != nil {
		return err
	}
	s.hears.Lock()
	defer s.hears.Unlock()
	kind := string(e.Type) + " " + string(e.Data.PaymentID)
	if s.told[kind] == nil {
		s.told[kind] = map[string]bool{}
	}
	s.told[kind][e.ID] = true
	w.WriteHeader(http.StatusOK)
	return nil
}

// api calls the payment server as the shop's own server does.
func (s *shop) api(method, path, idem string, body any) (int, map[string]any) {
	text, err := json.Marshal(body)
	if err != nil {
		s.t.Fatal(err)
	}
	return s.send(s.handler, method, path, text, map[string]string{"Authorization": "Bearer " + s.key, "Idempotency-Key": idem})
}

func (s *shop) send(to http.Handler, method, path string, body []byte, header map[string]string) (int, map[string]any) {
	r := httptest.NewRequestWithContext(s.ctx, method, path, bytes.NewReader(body))
	r.RemoteAddr, r.Host = "127.0.0.1:5000", "localhost"
	r.Header.Set("Content-Type", "application/json")
	for name, value := range header {
		if value != "" {
			r.Header.Set(name, value)
		}
	}
	a := httptest.NewRecorder()
	to.ServeHTTP(a, r)
	var out map[string]any
	decoder := json.NewDecoder(a.Body)
	decoder.UseNumber()
	if err := decoder.Decode(&out); err != nil && !errors.Is(err, io.EOF) {
		s.t.Fatalf("%s %s: %d, %v", method, path, a.Code, err)
	}
	return a.Code, out
}

// buys has a buyer answer the window that request opens, and returns the imp_uid.
func (s *shop) buys(request map[string]any, outcome string, change map[string]any) string {
	body := map[string]any{"outcome": outcome}
	for _, from := range []map[string]any{request, change} {
		for name, value := range from {
			body[name] = value
		}
	}
	text, err := json.Marshal(body)
	if err != nil {
		s.t.Fatal(err)
	}
	code, a := s.send(s.box.Console(), "POST", "/sandbox/buyer/pay", text, nil)
	imp, _ := a["imp_uid"].(string)
	if code != http.StatusOK || imp == "" {
		s.t.Fatalf("buyer/pay: %d, %v", code, a)
	}
	return imp
}

// deed is something that happens at its time.
type deed struct {
	at time.Time
	n  int
	do func()
}

// plan is what is to happen, the next first.
type plan []deed

func (p plan) Len() int { return len(p) }
func (p plan) Less(i, j int) bool {
	return p[i].at.Before(p[j].at) || p[i].at.Equal(p[j].at) && p[i].n < p[j].n
}
func (p plan) Swap(i, j int) { p[i], p[j] = p[j], p[i] }
func (p *plan) Push(x any)   { *p = append(*p, x.(deed)) }
func (p *plan) Pop() any {
	last := (*p)[len(*p)-1]
	*p = (*p)[:len(*p)-1]
	return last
}

// in plans something for later.
func (s *shop) in(wait time.Duration, do func()) {
	s.count["deeds"]++
	heap.Push(&s.plan, deed{s.clock.Now().Add(wait), s.count["deeds"], do})
}

// awayStep is how often is looked what is due while PortOne is away: each look
// costs the client's own tries, whose waits are real ones.
const awayStep = 90 * time.Minute

// until lives on until a time, looking at what is due every step.
func (s *shop) until(end time.Time, step time.Duration) {
	for now := s.clock.Now(); now.Before(end); now = s.clock.Now() {
		tick := now.Add(step)
		if s.away.Load() {
			tick = now.Add(awayStep)
		}
		for len(s.plan) > 0 && !s.plan[0].at.After(tick) {
			next, _ := heap.Pop(&s.plan).(deed)
			s.clock.Advance(next.at.Sub(s.clock.Now()))
			next.do()
		}
		s.clock.Advance(tick.Sub(s.clock.Now()))
		s.settle()
	}
}

// settle does what is due now, until nothing is.
func (s *shop) settle() {
	if _, err := s.box.Engine().RunDue(s.ctx); err != nil {
		s.t.Fatal(err)
	}
	s.deliver()
	for range 500 {
		n := s.work()
		told, err := s.events.RunDue(s.ctx)
		if err != nil {
			s.t.Fatal(err)
		}
		if n+told == 0 {
			return
		}
	}
	s.t.Fatal("the work never ends")
}

// sweepEvery is how often the sweeps are let run: each reads a day and more of
// the listing, which is dearer than all else that a month has. What no webhook
// told of is found by the checks of each payment, too.
const sweepEvery = 3 * time.Hour

// work runs each duty once and returns how many rows it worked on.
func (s *shop) work() int {
	total := 0
	for _, duty := range s.service.Duties() {
		if duty.Name == "sweeps" && s.clock.Now().Before(s.sweepAt) {
			continue
		}
		n, err := duty.Run(s.ctx)
		if err != nil && !s.away.Load() {
			s.t.Fatalf("%s: %v", duty.Name, err)
		}
		if duty.Name == "sweeps" && n == 0 {
			s.sweepAt = s.clock.Now().Add(sweepEvery)
		}
		total += n
	}
	return total
}

// lostHooks is how many webhooks of a hundred get lost.
const lostHooks = 2

// deliver carries PortOne's webhooks to the server, and loses some.
func (s *shop) deliver() {
	for {
		due := s.box.Engine().ClaimDue(s.clock.Now(), 64)
		if len(due) == 0 {
			return
		}
		for _, d := range due {
			done := engine.Attempt{Problem: "lost"}
			if s.one(lostHooks * 10) {
				s.count["webhooks lost"]++
			} else {
				s.count["webhooks"]++
				code, _ := s.send(s.handler, "POST", "/api/webhooks/portone", []byte(d.Body), map[string]string{"Content-Type": d.ContentType})
				done = engine.Attempt{Code: code}
			}
			if err := s.box.Engine().RecordAttempt(s.ctx, d.ID, done); err != nil {
				s.t.Fatal(err)
			}
		}
	}
}

// one reports whether one of a thousand happens, n times as often.
func (s *shop) one(n int) bool { return s.chance.IntN(1000) < n }

// some returns a time between two.
func (s *shop) some(from, to time.Duration) time.Duration {
	return from + time.Duration(s.chance.Int64N(int64(to-from)))
}

func text(v any) string { return strings.TrimSpace(fmt.Sprint(v)) }
