package faults_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// crowd is many clients at once: shops that open payments and give money back,
// and buyers who pay, also twice, with other amounts, or late.
type crowd struct {
	t       testing.TB
	bank    *portone
	servers []string
	key     string
	log     *ackLog
	client  *http.Client

	done      atomic.Int64 // orders that came to an end
	opened    atomic.Int64 // payments opened, for whoever waits for writes to go on
	refused   atomic.Int64 // answers of 5xx, and none at all
	longest   atomic.Int64 // wait for an opened payment, in nanoseconds
	number    atomic.Int64
	clients   sync.WaitGroup
	stopped   chan struct{}
	orderName string
}

// gather starts n clients; they go on until stop.
func gather(t testing.TB, bank *portone, log *ackLog, key string, n int, servers ...*server) *crowd {
	t.Helper()
	c := &crowd{
		t: t, bank: bank, key: key, log: log, stopped: make(chan struct{}),
		client: &http.Client{Timeout: 15 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: n}},
	}
	for _, s := range servers {
		c.servers = append(c.servers, s.url)
	}
	for i := range n {
		c.clients.Go(func() {
			chance := rand.New(rand.NewPCG(uint64(i), 7))
			for !c.isStopped() {
				c.order(chance)
				c.done.Add(1)
			}
		})
	}
	t.Cleanup(c.stop)
	return c
}

// stop has every client end what it is at, or give it up where no server takes
// it, and waits for all of them.
func (c *crowd) stop() {
	if !c.isStopped() {
		close(c.stopped)
	}
	c.clients.Wait()
}

func (c *crowd) isStopped() bool {
	select {
	case <-c.stopped:
		return true
	default:
		return false
	}
}

// reply is what a client reads of an answer.
type reply struct {
	Payment struct {
		ID          string `json:"id"`
		MerchantUID string `json:"merchant_uid"`
		Amount      int64  `json:"amount"`
	} `json:"payment"`
	Checkout struct {
		Request map[string]any `json:"request"`
	} `json:"checkout"`

	ID       string `json:"id"`
	State    string `json:"state"`
	ImpUID   string `json:"imp_uid"`
	Captured int64  `json:"captured"`

	Refund struct {
		ID     string `json:"id"`
		State  string `json:"state"`
		Amount int64  `json:"amount"`
	} `json:"refund"`
}

// order is one buyer's story.
func (c *crowd) order(chance *rand.Rand) {
	wish := map[string]any{
		"order_ref": fmt.Sprintf("%s%d", c.orderName, c.number.Add(1)), "amount": 1000 * (1 + chance.IntN(90)), "name": "맨투맨",
		"buyer": map[string]any{"name": "홍길동", "tel": "010-1234-5678"},
	}
	deposit := chance.IntN(100) < 8
	if deposit {
		wish["pay_method"] = "vbank"
	}
	begun := time.Now()
	opened, ok := c.insist(chance, "/api/payments", "", wish)
	if !ok {
		return
	}
	if wait := int64(time.Since(begun)); wait > c.longest.Load() {
		c.longest.Store(wait)
	}
	c.opened.Add(1)
	p := opened.Payment
	c.record(ack{Kind: ackOpened, PaymentID: p.ID, MerchantUID: p.MerchantUID, Amount: p.Amount})
	if chance.IntN(20) == 0 { // a second click
		again, ok := c.insist(chance, "/api/payments", "", wish)
		if ok && again.Payment.ID != p.ID {
			c.t.Errorf("the same order was opened as %s and as %s", p.ID, again.Payment.ID)
		}
	}
	imp := c.pay(chance, opened, deposit)
	if imp == "" {
		return
	}
	c.complete(chance, p.ID, imp)
	if chance.IntN(4) == 0 {
		c.refund(chance, p.ID, p.Amount)
	}
}

// pay is the browser: it pays, mostly what it should, and returns the imp_uid.
func (c *crowd) pay(chance *rand.Rand, opened reply, deposit bool) string {
	body := map[string]any{"outcome": "approve"}
	for k, v := range opened.Checkout.Request {
		body[k] = v
	}
	switch n := chance.IntN(100); {
	case deposit:
		body["outcome"] = "issue_account"
	case n < 10:
		body["amount"] = 100
	case n < 15:
		body["outcome"] = "decline_limit"
	case n < 25:
		body["outcome"] = "approve_lose_reply"
	}
	status, head, _, err := c.send("POST", c.bank.Control+"/buyer/pay", "", body)
	imp := head.Get("Naru-Imp-Uid")
	if err != nil || status != http.StatusOK {
		return ""
	}
	if deposit && imp != "" {
		status, _, raw, err := c.send("POST", c.bank.Control+"/payments/"+imp+"/deposit", "", map[string]any{"amount": opened.Payment.Amount})
		if err != nil || status != http.StatusOK {
			c.t.Errorf("deposit: %d, %s, %v", status, raw, err)
		}
	}
	return imp
}

// complete tells a server, or two at once, and keeps what it answers.
func (c *crowd) complete(chance *rand.Rand, id, imp string) {
	var both sync.WaitGroup
	for range 1 + chance.IntN(2) {
		own := rand.New(rand.NewPCG(chance.Uint64(), 9))
		both.Go(func() {
			done, ok := c.insist(own, "/api/payments/"+id+"/complete", "", map[string]any{"imp_uid": imp})
			if ok && done.State == "paid" {
				c.record(ack{Kind: ackPaid, PaymentID: id, ImpUID: done.ImpUID, Amount: done.Captured})
			}
		})
	}
	both.Wait()
}

// refund asks for a part or for all, with one key however often it must ask.
func (c *crowd) refund(chance *rand.Rand, id string, amount int64) {
	wish := map[string]any{"reason": "단순 변심"}
	if chance.IntN(2) == 0 {
		wish["amount"] = amount / 4
	}
	given, ok := c.insist(chance, "/api/payments/"+id+"/cancel", "refund-"+id, wish)
	if !ok || given.Refund.ID == "" {
		return
	}
	a := ack{Kind: ackAccepted, PaymentID: id, RefundID: given.Refund.ID, Amount: given.Refund.Amount}
	if given.Refund.State == "succeeded" {
		a.Kind = ackRefunded
	}
	c.record(a)
}

func (c *crowd) record(a ack) {
	if err := c.log.add(a); err != nil {
		c.t.Errorf("keep an acknowledgement: %v", err)
	}
}

// insist sends a request to one server after another until one of them takes or
// refuses it; ok is that it took it. Once the crowd is to stop it tries a few
// more times only.
func (c *crowd) insist(chance *rand.Rand, path, idem string, body any) (r reply, ok bool) {
	wait := 5 * time.Millisecond
	for left := 40; left > 0; {
		if c.isStopped() {
			left--
		}
		status, _, raw, err := c.send("POST", c.servers[chance.IntN(len(c.servers))]+path, idem, body)
		busy := status == http.StatusConflict && bytes.Contains(raw, []byte("in_progress"))
		if err == nil && !busy && status < 500 && status != http.StatusTooManyRequests {
			return r, json.Unmarshal(raw, &r) == nil && status/100 == 2
		}
		if !busy {
			c.refused.Add(1)
		}
		select {
		case <-time.After(wait):
			wait = min(2*wait, 200*time.Millisecond)
		case <-c.t.Context().Done():
			return r, false
		}
	}
	return r, false
}

func (c *crowd) send(method, url, idem string, body any) (int, http.Header, []byte, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return 0, nil, nil, err
	}
	r, err := http.NewRequestWithContext(context.WithoutCancel(c.t.Context()), method, url, bytes.NewReader(text))
	if err != nil {
		return 0, nil, nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+c.key)
	if idem != "" {
		r.Header.Set("Idempotency-Key", idem)
	}
	resp, err := c.client.Do(r)
	if err != nil {
		return 0, nil, nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(resp.Body)
	return resp.StatusCode, resp.Header, raw, err
}
