package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// request makes the n-th request of a row.
type request func(ctx context.Context, n int64) (*http.Request, error)

// caller sends requests over connections that stay open.
func caller(clients int) *http.Client {
	return &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: clients, DisableCompression: true}}
}

// hammer has clients send requests until the time is over or most were sent,
// and returns how many were answered as check wants it.
func hammer(ctx context.Context, clients int, length time.Duration, most int64, make request, check func([]byte) error) (int64, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	c := caller(clients)
	defer c.CloseIdleConnections()
	var taken, done atomic.Int64
	var wg sync.WaitGroup
	until := time.Now().Add(length)
	for range clients {
		wg.Go(func() {
			for ctx.Err() == nil && time.Now().Before(until) {
				n := taken.Add(1)
				if n > most {
					return
				}
				if err := once(ctx, c, n, make, check); err != nil {
					cancel(err)
					return
				}
				done.Add(1)
			}
		})
	}
	wg.Wait()
	if err := context.Cause(ctx); err != nil {
		return done.Load(), err
	}
	return done.Load(), nil
}

func once(ctx context.Context, c *http.Client, n int64, make request, check func([]byte) error) error {
	r, err := make(ctx, n)
	if err != nil {
		return err
	}
	resp, err := c.Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("answered %d: %.200s", resp.StatusCode, body)
	}
	return check(body)
}

// get reads with a token.
func get(url func(n int64) string, token string) request {
	return func(ctx context.Context, n int64) (*http.Request, error) {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, url(n), nil)
		if err == nil {
			r.Header.Set("Authorization", "Bearer "+token)
		}
		return r, err
	}
}

// pay makes a payment as a buyer without a browser, each with its own
// merchant_uid, which begins with prefix.
func pay(control, prefix string) request {
	return func(ctx context.Context, n int64) (*http.Request, error) {
		body := fmt.Sprintf(`{"pg":"html5_inicis.INIpayTest","pay_method":"card","merchant_uid":"%s-%d","name":"노르웨이 회전 의자","amount":1000,`+
			`"buyer_name":"홍길동","buyer_tel":"010-0000-0000","buyer_email":"buyer@example.com","outcome":"approve"}`, prefix, n)
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, control+"/buyer/pay", strings.NewReader(body))
		if err == nil {
			r.Header.Set("Content-Type", "application/json")
		}
		return r, err
	}
}

// onetime charges a card without a window, each time for another merchant_uid,
// which begins with prefix.
func onetime(api, prefix, token string) request {
	return func(ctx context.Context, n int64) (*http.Request, error) {
		body := fmt.Sprintf(`{"pg":"html5_inicis.INIBillTst","merchant_uid":"%s-%d","amount":1000,"name":"노르웨이 회전 의자",`+
			`"card_number":"4092-0230-1234-1234","expiry":"2029-03","birth":"880101","pwd_2digit":"00","buyer_name":"홍길동","buyer_tel":"010-0000-0000"}`, prefix, n)
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, api+"/subscribe/payments/onetime", strings.NewReader(body))
		if err == nil {
			r.Header.Set("Content-Type", "application/json")
			r.Header.Set("Authorization", "Bearer "+token)
		}
		return r, err
	}
}
