// Package portonetest starts a local PortOne V1 inside a Go test, as
// net/http/httptest starts a server: REST API, browser SDK, payment windows and
// webhooks on loopback, in memory, without an account and without a won moving.
//
//	s := portonetest.New(t, portonetest.Options{WebhookURL: shop.URL + "/webhook"})
//	shop.PortOneURL = s.APIBase                    // the program under test
//	paid, err := s.Pay(ctx, portonetest.Payment{…}, portonetest.Approve)
//	s.Clock.Advance(24 * time.Hour)                // what is due happens, in order
//	told := s.Webhooks()                           // what the shop was told
//
// A test plays the buyer with Pay and Certify, the bank with Deposit, a store's
// counter with PayAtStore, the merchant at PortOne's console with Cancel, and
// time with Clock. Let says what goes wrong: a card that is declined, an answer
// that is cut off, a webhook that comes twice. Everything else is done by the
// program under test, over HTTP, in any language.
//
// The package sends webhooks to this machine alone unless hosts are allowed by
// name, and is no part of a program that takes money. Its main invariant: one
// Sandbox shares nothing with another, so tests may run side by side.
package portonetest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/naru-pay/naru/internal/sandbox"
	"github.com/naru-pay/naru/web"
)

// Options are what a Sandbox may be given; the zero value works.
type Options struct {
	ShopName      string
	Clock         time.Time // the clock stands here until it is moved; zero: it runs with the machine's
	Seed          uint64    // same seed, same clock, same calls one by one: same ids, keys and log; 0: chance
	WebhookURL    string    // where payments without notice_url are told; empty: nowhere
	RetryWebhooks bool      // five more attempts, a minute apart, where there is no answer or a 5xx
	WebhookFirst  bool      // Pay returns after the first attempt at the payment's webhook
	AllowHosts    []string  // hosts besides this machine that webhooks may reach
}

// Channel is a test channel. A Sandbox starts with some; AddChannel makes more.
type Channel struct {
	PG   string `json:"pg"`          // html5_inicis
	MID  string `json:"mid"`         // INIpayTest; pg of request_pay is PG or PG.MID
	Key  string `json:"channel_key"` // channelKey of request_pay
	Type string `json:"type"`        // payment, api_payment or certification; empty: what the PG has first
}

// Sandbox is a running local PortOne with one merchant.
type Sandbox struct {
	APIBase    string // instead of https://api.iamport.kr
	SDKURL     string // instead of https://cdn.iamport.kr/v1/iamport.js
	ControlURL string // the control API; GET {ControlURL}/openapi.json describes it
	Imp        string // 고객사 식별코드, for IMP.init
	APIKey     string
	APISecret  string
	Channels   []Channel // the first is the default
	Clock      *Clock

	box   *sandbox.Sandbox
	fail  func(error)
	close func() error
}

// New starts a sandbox that ends with the test. What cannot happen while it runs
// ends the test.
func New(t testing.TB, o Options) *Sandbox {
	t.Helper()
	s, err := Start(o)
	if err != nil {
		t.Fatalf("start a local PortOne: %v", err)
	}
	s.fail = func(err error) {
		t.Helper()
		t.Fatalf("local PortOne: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("end the local PortOne: %v", err)
		}
	})
	return s
}

// Start starts a sandbox without a test, for examples and TestMain; Close ends
// it. What cannot happen while it runs panics.
func Start(o Options) (*Sandbox, error) {
	options := sandbox.Options{
		Memory: true, ShopName: o.ShopName, StandAt: o.Clock, AllowHosts: o.AllowHosts, SDKFile: web.SDK(), SDKTypes: web.SDKTypes(),
	}
	if o.Seed != 0 {
		options.Seed = &o.Seed
	}
	box, err := sandbox.New(options)
	if err != nil {
		return nil, err
	}
	s := &Sandbox{box: box, fail: func(err error) { panic(err) }}
	s.Clock = &Clock{s}
	if err := s.serve(); err != nil {
		return nil, errors.Join(err, box.Close())
	}
	if err := s.describe(); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	if err := s.saveWebhook(o); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// Close ends the sandbox: its servers, its webhooks under way and its streams.
// Closing again does nothing.
func (s *Sandbox) Close() error { return s.close() }

// restAPI is what a sandbox answers at APIBase; this package's own tests look at
// every answer.
var restAPI = (*sandbox.Sandbox).RESTV1

// serve listens on two free ports of loopback and delivers webhooks.
func (s *Sandbox) serve() error {
	var servers []*http.Server
	var addresses []string
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	s.close = sync.OnceValue(func() error {
		cancel()
		var problems []error
		for _, server := range servers {
			problems = append(problems, server.Close())
		}
		running.Wait()
		return errors.Join(append(problems, s.box.Close())...)
	})
	for _, handler := range []http.Handler{s.box.Console(), restAPI(s.box)} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return errors.Join(err, s.close())
		}
		server := &http.Server{Handler: handler, ReadHeaderTimeout: time.Minute}
		servers = append(servers, server)
		addresses = append(addresses, "http://"+l.Addr().String())
		running.Go(func() { _ = server.Serve(l) }) // ends with Close and says so
	}
	s.box.SetAddresses(addresses[0], addresses[1])
	running.Go(func() { _ = s.box.Run(ctx) }) // ends with ctx, which is no failure
	return nil
}

// describe fills in what a program needs to know.
func (s *Sandbox) describe() error {
	raw, err := s.box.Ready()
	if err != nil {
		return err
	}
	var ready struct {
		SDK, Control, Imp string
		APIV1             string `json:"api_v1"`
		APIKey            string `json:"api_key"`
		APISecret         string `json:"api_secret"`
		Channels          []Channel
	}
	if err := json.Unmarshal(raw, &ready); err != nil {
		return fmt.Errorf("read what the sandbox says of itself: %w", err)
	}
	s.APIBase, s.SDKURL, s.ControlURL = ready.APIV1, ready.SDK, ready.Control
	s.Imp, s.APIKey, s.APISecret, s.Channels = ready.Imp, ready.APIKey, ready.APISecret, ready.Channels
	return nil
}

func (s *Sandbox) saveWebhook(o Options) error {
	type endpoint struct {
		URL string `json:"url"`
	}
	_, err := s.control(context.Background(), http.MethodPut, "/merchants/"+s.Imp+"/webhook", map[string]any{
		"test": endpoint{o.WebhookURL}, "live": endpoint{o.WebhookURL}, "retry": o.RetryWebhooks, "webhook_first": o.WebhookFirst,
	})
	return err
}
