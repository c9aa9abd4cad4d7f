package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// load has clients buy and ask until the time is over.
func (w *world) load(ctx context.Context, clients int, length time.Duration) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	until := time.Now().Add(length)
	var wg sync.WaitGroup
	for range clients {
		wg.Go(func() {
			for ctx.Err() == nil && time.Now().Before(until) {
				if err := w.purchase(ctx); err != nil {
					cancel(err)
				}
			}
		})
	}
	wg.Go(func() { // the log holds the newest events alone, so it is read along
		for ctx.Err() == nil && time.Now().Before(until) {
			w.readLog()
			_ = wait(ctx, 2*time.Millisecond)
		}
	})
	wg.Wait()
	return context.Cause(ctx)
}

// fill has clients buy until so many payments were tried.
func (w *world) fill(ctx context.Context, clients int, mark int64) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var wg sync.WaitGroup
	for range clients {
		wg.Go(func() {
			for ctx.Err() == nil {
				n := w.orders.Add(1)
				if n > mark {
					w.orders.Add(-1)
					return
				}
				if _, err := w.buy(ctx, n); err != nil {
					cancel(err)
				}
			}
		})
	}
	wg.Wait()
	return context.Cause(ctx)
}

// purchase is one buyer, and the shop's server afterwards: it reads the payment
// back and, now and then, asks for what is not there or hangs up.
func (w *world) purchase(ctx context.Context) error {
	n := w.orders.Add(1)
	imp, err := w.buy(ctx, n)
	if err != nil {
		return err
	}
	w.ask(ctx, http.MethodGet, "/payments/"+imp+"?include_sandbox=true", "")
	switch n % 10 {
	case 1:
		w.ask(ctx, http.MethodPost, "/payments/cancel", `{"merchant_uid":"`+order(n)+`","amount":99999}`)
	case 2:
		w.ask(ctx, http.MethodGet, "/payments/imp_nobody", "")
	case 3:
		w.leave(ctx, "/payments/"+imp)
	case 4:
		w.ask(ctx, http.MethodPost, "/payments/cancel", `{"imp_uid":`)
	}
	return nil
}

// buy is everything of a purchase that the sandbox keeps: the registered amount,
// the payment and, of one in ten, a refund.
func (w *world) buy(ctx context.Context, n int64) (imp string, err error) {
	uid := order(n)
	w.ask(ctx, http.MethodPost, "/payments/prepare", `{"merchant_uid":"`+uid+`","amount":1000}`)
	body, err := w.control(ctx, http.MethodPost, "/buyer/pay", `{"pg":"html5_inicis.INIpayTest","merchant_uid":"`+uid+`","name":"의자","amount":1000,"buyer_tel":"010-0000-0000","outcome":"approve"}`)
	if err != nil {
		return "", err
	}
	var told struct {
		Success bool   `json:"success"`
		ImpUID  string `json:"imp_uid"`
	}
	if err := json.Unmarshal(body, &told); err != nil {
		return "", fmt.Errorf("read the callback %.200s: %w", body, err)
	}
	if told.Success {
		w.mu.Lock()
		w.paid[told.ImpUID] = true
		w.mu.Unlock()
	}
	if n%10 == 0 {
		w.ask(ctx, http.MethodPost, "/payments/cancel", `{"imp_uid":"`+told.ImpUID+`","amount":400,"checksum":1000}`)
	}
	return told.ImpUID, nil
}

func order(n int64) string { return fmt.Sprintf("soak-%d", n) }

// leaveAfter is how long a client that leaves has waited.
const leaveAfter = 500 * time.Microsecond

// leave asks and hangs up.
func (w *world) leave(ctx context.Context, path string) {
	ctx, cancel := context.WithTimeout(ctx, leaveAfter)
	defer cancel()
	_, _, _ = w.call(ctx, http.MethodGet, w.rest.URL+path, "", "x")
}

// ask calls the REST API as a shop would: with a token, and with a new one when
// the old one is dead.
func (w *world) ask(ctx context.Context, method, path, body string) {
	token, _ := w.token.Load().(string)
	status, answer, err := w.call(ctx, method, w.rest.URL+path, body, token)
	w.answered.Add(1)
	if err != nil || status >= http.StatusInternalServerError || status == http.StatusUnauthorized {
		w.odd.Add(1)
	}
	if err == nil && status == http.StatusUnauthorized {
		w.renew(ctx)
		return
	}
	_ = answer
}

func (w *world) renew(ctx context.Context) {
	seeded := w.box.Seeded()
	_, answer, err := w.call(ctx, http.MethodPost, w.rest.URL+"/users/getToken", fmt.Sprintf(`{"imp_key":%q,"imp_secret":%q}`, seeded.APIKey, seeded.APISecret), "")
	var told struct {
		Response struct {
			AccessToken string `json:"access_token"`
		} `json:"response"`
	}
	if err == nil && json.Unmarshal(answer, &told) == nil && told.Response.AccessToken != "" {
		w.token.Store(told.Response.AccessToken)
	}
}

// readLog notes what the scenarios did to webhooks.
func (w *world) readLog() {
	w.reading.Lock()
	defer w.reading.Unlock()
	events := w.box.Engine().Events(w.after)
	w.mu.Lock()
	defer w.mu.Unlock()
	for i, ev := range events {
		if i == 0 && ev.Seq != w.after+1 {
			w.cut = true
		}
		w.after = ev.Seq
		if ev.Kind != "scenario.applied" {
			continue
		}
		var did struct {
			Effect string `json:"effect"`
		}
		if json.Unmarshal(ev.Data, &did) != nil {
			continue
		}
		imp := strings.Clone(ev.ImpUID) // the event's is a piece of a whole page of payments
		switch did.Effect {
		case engine.WebhookDrop:
			w.dropped[imp]++
		case engine.WebhookDuplicate:
			w.copied[imp]++
		}
	}
}
