package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// shop is the many callers of a payment server: each opens a payment, has it
// paid at PortOne and asks the server to complete it, over a connection that
// stays open.
type shop struct {
	server  string // address of the payment server
	key     string // its API key
	portone *portone
	web     *http.Client
}

func newShop(server, key string, p *portone, clients int) *shop {
	transport := &http.Transport{MaxIdleConns: clients, MaxIdleConnsPerHost: clients}
	return &shop{server: server, key: key, portone: p, web: &http.Client{Transport: transport, Timeout: 30 * time.Second}}
}

// orders numbers the orders of this process; an order is paid once.
var orders atomic.Int64

func newOrder() string { return fmt.Sprintf("A-%010d", orders.Add(1)) }

// openBody is what a shop says of an order.
const openBody = `{"order_ref":"%s","amount":59000,"name":"맨투맨","buyer":{"name":"홍길동","email":"gildong@example.com",` +
	`"tel":"010-1234-5678","addr":"서울특별시 성동구","postcode":"04795"},"return_url":"http://localhost:4000/result","metadata":{"cart":"c-20261123"}}`

// pay takes one payment from its opening to its confirmation.
func (s *shop) pay(ctx context.Context) error {
	var opened struct {
		Payment struct {
			ID          string `json:"id"`
			MerchantUID string `json:"merchant_uid"`
		} `json:"payment"`
	}
	if err := s.post(ctx, "/api/payments", fmt.Sprintf(openBody, newOrder()), &opened); err != nil {
		return err
	}
	hint := fmt.Sprintf(`{"imp_uid":%q}`, s.portone.pay(opened.Payment.MerchantUID))
	var completed struct {
		State string `json:"state"`
	}
	if err := s.post(ctx, "/api/payments/"+opened.Payment.ID+"/complete", hint, &completed); err != nil {
		return err
	}
	if completed.State != "paid" {
		return fmt.Errorf("payment %s is %q after all, not paid", opened.Payment.ID, completed.State)
	}
	return nil
}

// payAtPortone makes the two calls to PortOne that a payment needs, and nothing
// else.
func (s *shop) payAtPortone(ctx context.Context) error {
	merchantUID := newOrder()
	var told any
	if err := s.ask(ctx, http.MethodPost, s.portone.url+"/payments/prepare", fmt.Sprintf(`{"merchant_uid":%q,"amount":%d}`, merchantUID, price), &told); err != nil {
		return err
	}
	return s.ask(ctx, http.MethodGet, s.portone.url+"/payments/"+s.portone.pay(merchantUID), "", &told)
}

func (s *shop) post(ctx context.Context, path, body string, into any) error {
	return s.ask(ctx, http.MethodPost, s.server+path, body, into)
}

func (s *shop) ask(ctx context.Context, method, address, body string, into any) error {
	req, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+s.key)
	resp, err := s.web.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK && resp.StatusCode != http.StatusCreated {
		return fmt.Errorf("%s: %s: %.300s", address, resp.Status, text)
	}
	return json.Unmarshal(text, into)
}

func (s *shop) close() { s.web.CloseIdleConnections() }

// crowd has clients goroutines pay one payment after another for the given
// time, and returns how long each payment took. One failure fails all: a server
// that refuses is fast.
func crowd(ctx context.Context, clients int, d time.Duration, pay func(context.Context) error) ([]time.Duration, error) {
	var mu sync.Mutex // guards all and problem
	var all []time.Duration
	var problem error
	var group sync.WaitGroup
	start := time.Now()
	for range clients {
		group.Go(func() {
			var mine []time.Duration
			var err error
			for begun := start; err == nil && time.Since(start) < d; {
				if err = pay(ctx); err != nil {
					break
				}
				now := time.Now()
				mine = append(mine, now.Sub(begun))
				begun = now
			}
			mu.Lock()
			defer mu.Unlock()
			all = append(all, mine...)
			if problem == nil {
				problem = err
			}
		})
	}
	group.Wait()
	return all, problem
}
